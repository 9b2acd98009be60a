"""A reading run that is cheap enough to be killed a hundred times: it tells of each document when it is done.

    python light.py CORPUS RECORD VERSION [again]

Its reader takes the first sentence of a text for a meeting, so that what is tested is the record and not the reader.
"""

import sys
from collections.abc import Iterable, Iterator

from dragoman.desk import Desk
from dragoman.extract.pipeline import Reading
from dragoman.intake import Watcher
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.document import Document, Evidence
from dragoman.model.report import Party, Report


class Light:
    """Finds one meeting in each text: of the states in its first sentence; another version rests on fewer words."""

    def __init__(self, version: str) -> None:
        self.version = version

    def read_many(self, documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Reading]:
        """A reading of each document."""
        for document in documents:
            sentence = document.text.partition(". ")[0]
            quote = sentence if self.version == "1" else sentence.partition(" on ")[0]
            ids = dict.fromkeys(match.entity for match in Gazetteer.load().scan(sentence))
            parties = tuple(Party(id, "peer") for id in ids)
            yield Reading(document, (Report("meeting", parties, "occurred", (Evidence(0, len(quote), quote),)),))


class Aloud(Watcher):
    """Tells of each document when it is done, as a surface with a bar would."""

    def advanced(self, position: int) -> None:
        print("done", flush=True)


def desk(record: str, version: str) -> Desk:
    """A desk that reads so."""
    made = Desk(record)
    made.__dict__["reader"] = Light(version)
    return made


if __name__ == "__main__":
    corpus, record, version, *again = sys.argv[1:]
    Gazetteer.load()
    print("ready", flush=True)
    if again:
        desk(record, version).read_again(watcher=Aloud())
    else:
        desk(record, version).read([corpus], watcher=Aloud())

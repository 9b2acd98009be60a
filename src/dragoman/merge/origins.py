"""How many independent origins some texts have: a reprint of the same wire text is no second witness."""

import itertools
from collections.abc import Iterable

from dragoman.merge.names import fold
from dragoman.model.document import Document

__all__ = ["Origins"]

_SHINGLE = 8
"""Words in a row that two texts must share; shorter runs recur in any two reports of one event."""

_SHARED = 0.9
"""Share of the shorter text's runs that must stand in the longer one: reprints are cut and get a new first line."""

Runs = frozenset[tuple[str, ...]]


class Origins:
    """Counts the origins of documents, and keeps what it worked out of each text for the next question."""

    def __init__(self) -> None:
        self._runs: dict[str, Runs] = {}

    def count(self, documents: Iterable[Document]) -> int:
        """The number of groups of near-identical texts among `documents`."""
        texts = {d.hash: d.text for d in documents}
        if len(texts) == 1:
            return 1
        groups: list[list[Runs]] = []
        for runs in {self._of(hash_, text) for hash_, text in texts.items()}:
            near = [g for g in groups if any(_is_reprint(runs, other) for other in g)]
            groups = [g for g in groups if g not in near]
            groups.append([runs, *itertools.chain.from_iterable(near)])
        return len(groups)

    def _of(self, hash_: str, text: str) -> Runs:
        """All runs of eight words of a text; one shorter than that is one run."""
        if hash_ not in self._runs:
            words = fold(text).split()
            shifted = (words[i:] for i in range(min(_SHINGLE, len(words))))
            self._runs[hash_] = frozenset(zip(*shifted, strict=False)) or frozenset([()])
        return self._runs[hash_]


def _is_reprint(left: Runs, right: Runs) -> bool:
    return len(left & right) > _SHARED * min(len(left), len(right))

"""What is taken for what: types, statuses and sources of marked events against those that were read.

type     detected pairs stand under their own type; of the events left over, a marked and a read one are a pair
         where their evidence overlaps in the text, most parties in common first. What stays alone is missed or extra
status   on detected pairs
source   on detected pairs: `none` (the report says so itself), `anonymous`, `named`; `another` where both name
         somebody, and not the same
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.evaluate.events import MarkedEvent, ScoredDocument, agreement, overlap, pairs

__all__ = ["EXTRA", "MISSED", "OTHER_PARTIES", "Confusion", "confusion"]

MISSED = "missed"
EXTRA = "extra"
OTHER_PARTIES = "other parties"

Table = Mapping[str, Mapping[str, int]]
"""What is marked, what it is read as, how often; the most frequent first."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Three tables; in that of types `extra` stands for marked where nothing is, `missed` for read where nothing is."""

    type: Table
    status: Table
    source: Table

    def as_dict(self) -> dict[str, dict[str, dict[str, int]]]:
        """As plain JSON values."""
        return {
            name: {marked: dict(read) for marked, read in table.items()}
            for name, table in (("type", self.type), ("status", self.status), ("source", self.source))
        }


def confusion(documents: Sequence[ScoredDocument]) -> Confusion:
    """The three tables over all `documents` together."""
    types: list[tuple[str, str]] = []
    statuses: list[tuple[str, str]] = []
    sources: list[tuple[str, str]] = []
    for document in documents:
        detected = pairs(document.gold, document.predicted)
        types += _types(document, detected)
        statuses += [(str(gold.status), str(read.status)) for gold, read in detected]
        sources += [_sources(gold, read) for gold, read in detected]
    return Confusion(_table(types), _table(statuses), _table(sources))


def _types(document: ScoredDocument, detected: Sequence[tuple[MarkedEvent, MarkedEvent]]) -> Iterator[tuple[str, str]]:
    """The pairs of types of one document."""
    paired = {id(event) for pair in detected for event in pair}
    gold = [event for event in document.gold if id(event) not in paired]
    read = [event for event in document.predicted if id(event) not in paired]
    yield from ((str(one.type), str(other.type)) for one, other in detected)
    places = [_spans(event, document.text) for event in gold], [_spans(event, document.text) for event in read]
    ranked = sorted(
        (-overlap(one.ids, other.ids), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(read)
        if any(a < d and c < b for a, b in places[0][i] for c, d in places[1][j])
    )
    left, right = set(range(len(gold))), set(range(len(read)))
    for _, i, j in ranked:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield str(gold[i].type), OTHER_PARTIES if gold[i].type == read[j].type else str(read[j].type)
    yield from ((str(gold[i].type), MISSED) for i in sorted(left))
    yield from ((EXTRA, str(read[j].type)) for j in sorted(right))


def _spans(event: MarkedEvent, text: str) -> list[tuple[int, int]]:
    """Where its evidence stands: as it says, else where its words stand first."""
    found = []
    for quote in event.evidence:
        if quote.start is not None and quote.end is not None:
            found.append((quote.start, quote.end))
        elif quote.text and (start := text.find(quote.text)) >= 0:
            found.append((start, start + len(quote.text)))
    return found


def _sources(gold: MarkedEvent, read: MarkedEvent) -> tuple[str, str]:
    marked, said = _kind(gold.source), _kind(read.source)
    if marked == said == "named" and "source" not in agreement(gold, read):
        return marked, "another"
    return marked, said


def _kind(source: str | None) -> str:
    if not source:
        return "none"
    return "anonymous" if source == "anonymous" else "named"


def _table(counted: Iterable[tuple[str, str]]) -> Table:
    """Rows by how often they are marked, `extra` last; in each the most frequent first."""
    rows: dict[str, Counter[str]] = {}
    for marked, read in counted:
        rows.setdefault(marked, Counter())[read] += 1
    names = sorted(rows, key=lambda name: (name == EXTRA, -rows[name].total(), name))
    return {name: dict(sorted(rows[name].items(), key=lambda item: (-item[1], item[0]))) for name in names}

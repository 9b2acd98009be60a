"""Reports become groups, one for each event: joined from the surest pair down, by the mean of all their likenesses.

The mean (not the best pair) decides, so a chain of likenesses does not run away with an event, and one mistaken date
does not split one. What people ruled comes first; what is barred or ruled to be different is never joined, nor two
meetings with different people by way of a third report that names nobody. Ties go by id. Groups form within islands of
reports that are alike, so reports that are like none of them change nothing.
"""

import datetime
import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.merge.candidates import candidates
from dragoman.merge.cards import Card, card
from dragoman.merge.features import bar, met_others
from dragoman.merge.judge import score
from dragoman.merge.weights import Weights
from dragoman.model.event import Judgement, StoredReport

__all__ = ["cluster", "connected", "event_id", "occasions"]

_STRANGERS = -1.0
"""What two reports that are not even candidates count in a mean."""

Scores = dict[str, dict[str, float]]


def occasions(reports: Iterable[StoredReport], people: Iterable[Judgement] = ()) -> dict[str, list[StoredReport]]:
    """The reports, each once, in groups that are about one event, by the id of that event."""
    return {event_id(group): group for group in cluster(reports, people)}


def event_id(group: Iterable[StoredReport]) -> str:
    """The id of the event: that of the report which was published first (of one day: the smallest), with an `e`.

    What is published later never changes it, and the event is found again by that report. Documents of unknown date
    come last.
    """
    first = min(group, key=lambda r: (r.document.published.date or datetime.date.max, r.id))
    return f"e{first.id[1:]}"


def cluster(
    reports: Iterable[StoredReport], people: Iterable[Judgement] = (), *, weights: Weights | None = None
) -> list[list[StoredReport]]:
    """The reports, each once, in groups that are about one event; both in an order of their own.

    `people` are standing rulings; those about reports that are not among `reports` are passed over. `weights` are
    those of the package, unless others are tried out.
    """
    field = _Field.of(reports, people, weights or Weights.load())
    groups: list[list[str]] = []
    for island in field.islands():
        groups += _join(island, field) if len(island) > 1 else [island]
    return [[field.reports[id] for id in sorted(group)] for group in sorted(groups, key=min)]


def connected(
    reports: Iterable[StoredReport], seeds: Collection[str], people: Iterable[Judgement] = ()
) -> list[StoredReport]:
    """The reports that may share an event with those of the ids `seeds`, directly or through others; these included."""
    field = _Field.of(reports, people, Weights.load())
    return [field.reports[id] for island in field.islands() if not set(seeds).isdisjoint(island) for id in island]


@dataclass(frozen=True, slots=True)
class _Field:
    """Reports with the likenesses of all candidates among them, and what people ruled of them."""

    reports: Mapping[str, StoredReport]
    cards: Mapping[str, Card]
    scores: Scores
    ruled: Sequence[Judgement]
    weights: Weights

    @staticmethod
    def of(reports: Iterable[StoredReport], people: Iterable[Judgement], weights: Weights) -> "_Field":
        """The field of these reports, by their ids."""
        distinct = {r.id: r for r in reports}
        cards = {id: card(distinct[id]) for id in sorted(distinct)}
        scores: Scores = defaultdict(dict)
        for left, right in candidates(cards.values()):
            likeness = score(left, right, weights)
            if likeness is not None:
                scores[left.id][right.id] = scores[right.id][left.id] = likeness
        ruled = {(j.left, j.right): j for j in people if j.left != j.right and {j.left, j.right} <= cards.keys()}
        return _Field(distinct, cards, scores, [ruled[pair] for pair in sorted(ruled)], weights)

    def islands(self) -> list[list[str]]:
        """The ids of the reports that are connected by likeness or ruling."""
        near: dict[str, list[str]] = defaultdict(list)
        for judgement in (j for j in self.ruled if j.same):
            near[judgement.left].append(judgement.right)
            near[judgement.right].append(judgement.left)
        seen: set[str] = set()
        islands = []
        for start in self.cards:
            if start in seen:
                continue
            seen.add(start)
            island, waiting = [], [start]
            while waiting:
                one = waiting.pop()
                island.append(one)
                alike = [other for other, likeness in self.scores.get(one, {}).items() if likeness > 0]
                for other in (*alike, *near.get(one, ())):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
            islands.append(sorted(island))
        return islands


def _join(island: Sequence[str], field: _Field) -> list[list[str]]:
    groups = _Groups(island, field)
    for judgement in field.ruled:
        if judgement.same and judgement.left in groups:
            groups.unite(judgement.left, judgement.right)
    groups.grow()
    return groups.found()


class _Groups:
    """The groups of one island while they grow; a group goes by the smallest id in it."""

    def __init__(self, island: Sequence[str], field: _Field) -> None:
        members = set(island)
        self._cards = field.cards
        self._members = {id: [id] for id in island}
        self._name = {id: id for id in island}
        self._apart = {frozenset((j.left, j.right)) for j in field.ruled if not j.same}
        self._sums = {id: {o: (s, 1) for o, s in field.scores.get(id, {}).items() if o in members} for id in island}
        self._weights = field.weights

    def __contains__(self, id: str) -> bool:
        return id in self._name

    def found(self) -> list[list[str]]:
        """The groups."""
        return list(self._members.values())

    def unite(self, one: str, other: str) -> None:
        """Join the groups of two reports, whatever speaks against it."""
        left, right = sorted((self._name[one], self._name[other]))
        if left != right:
            self._merge(left, right)

    def grow(self) -> None:
        """Join groups, the most alike first, until none are alike any more."""
        pairs = ((one, other) for one in self._members for other in self._sums[one] if one < other)
        heap = [row for one, other in pairs for row in self._alike(one, other)]
        heapq.heapify(heap)
        while heap:
            negative, left, right = heapq.heappop(heap)
            if left not in self._members or right not in self._members or -negative != self._mean(left, right):
                continue
            if self._is_barred(left, right):
                continue
            self._merge(left, right)
            for other in self._sums[left]:
                for row in self._alike(left, other):
                    heapq.heappush(heap, row)

    def _alike(self, one: str, other: str) -> list[tuple[float, str, str]]:
        """The pair as the heap holds it, the most alike first; nothing where they are not alike."""
        mean = self._mean(one, other)
        return [(-mean, min(one, other), max(one, other))] if mean > 0 else []

    def _mean(self, left: str, right: str) -> float:
        total, compared = self._sums[left].get(right, (0.0, 0))
        pairs = len(self._members[left]) * len(self._members[right])
        return round((total + _STRANGERS * (pairs - compared)) / pairs, 9)

    def _is_barred(self, left: str, right: str) -> bool:
        return any(
            frozenset((a, b)) in self._apart or self._exclude(self._cards[a], self._cards[b])
            for a in self._members[left]
            for b in self._members[right]
        )

    def _exclude(self, one: Card, other: Card) -> bool:
        weights = self._weights
        return bar(one, other, weights.reach) is not None or met_others(one, other, weights.personal)

    def _merge(self, left: str, right: str) -> None:
        """`right` becomes part of `left`, the smaller id."""
        for other, (total, compared) in self._sums.pop(right).items():
            if other == left:
                continue
            before = self._sums[left].get(other, (0.0, 0))
            joined = (before[0] + total, before[1] + compared)
            self._sums[left][other] = self._sums[other][left] = joined
            del self._sums[other][right]
        self._sums[left].pop(right, None)
        for id in self._members[right]:
            self._name[id] = left
        self._members[left] += self._members.pop(right)

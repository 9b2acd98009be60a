"""Which reports are compared at all: those of one kin of types that share two parties (or one, where each names one
alone) and lie near each other in time.

Whether two reports are candidates depends on these two alone, so the rest of a record neither adds nor takes away.
Within a key the reports are swept in the order of their days; each meets its neighbours, not the whole record.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from dragoman.merge.cards import BROAD, Card, Days
from dragoman.merge.weights import Reach, Weights

__all__ = ["candidates"]

Pair = tuple[Card, Card]


def candidates(cards: Iterable[Card]) -> Iterator[Pair]:
    """The pairs that are compared, each once, the smaller id first."""
    blocks: dict[tuple[str, ...], list[Card]] = defaultdict(list)
    cards = list(cards)
    for one in cards:
        for key in one.keys:
            blocks[one.kin, *key].append(one)
    reach = Weights.load().reach
    seen: set[tuple[str, str]] = set()
    within = (pair for block in blocks.values() if len(block) > 1 for pair in _within(block, reach))
    for left, right in (*within, *_alone(cards)):
        pair = (left, right) if left.id < right.id else (right, left)
        ids = pair[0].id, pair[1].id
        if ids not in seen:
            seen.add(ids)
            yield pair


def _alone(cards: Sequence[Card]) -> Iterator[Pair]:
    """What names one party alone, with the reports of that day that name it beside others."""
    lone: dict[tuple[str, str, str | None], list[Card]] = defaultdict(list)
    for one in cards:
        if one.is_lone:
            lone[one.kin, next(iter(one.ids)), one.edtf].append(one)
    for one in cards:
        if one.is_day and not one.is_lone:
            yield from ((other, one) for id in one.ids for other in lone.get((one.kin, id, one.edtf), ()))


def _within(block: Sequence[Card], reach: Reach) -> Iterator[Pair]:
    """1. dated by dated, 2. what stands, 3. dated by undated, 4. undated by undated, 5. broad times, 6. equal words."""
    dated = [c for c in block if c.days and c.width <= BROAD]
    loose = [c for c in block if not (c.days and c.width <= BROAD)]
    yield from _sweep(dated, lambda c: c.days, reach.days)
    yield from _sweep([c for c in block if c.standing], _telling, reach.standing)
    if not loose:
        return
    told = [c for c in loose if c.published is not None]
    for left, right in _sweep([*dated, *told], lambda c: c.days if c.width <= BROAD else _telling(c), reach.undated):
        if left.width > BROAD or right.width > BROAD:
            yield left, right
    broad = [c for c in loose if c.days]
    for left, right in _sharing([*dated, *broad], _particulars):
        if left.width > BROAD or right.width > BROAD:
            yield left, right
    yield from _sharing(loose, lambda c: (c.quote,))


def _sweep(cards: Iterable[Card], days: Callable[[Card], Days | None], gap: int) -> Iterator[Pair]:
    """The pairs no more than `gap` days apart."""
    spans = [(span, c) for c in cards if (span := days(c)) is not None]
    open_: list[tuple[Days, Card]] = []
    for span, one in sorted(spans, key=lambda row: (row[0], row[1].id)):
        open_ = [row for row in open_ if span[0] - row[0][1] <= gap]
        yield from ((other, one) for _, other in open_)
        open_.append((span, one))


def _sharing(cards: Iterable[Card], marks: Callable[[Card], Iterable[str]]) -> Iterator[Pair]:
    """The pairs that have a mark in common."""
    marked: dict[str, list[Card]] = defaultdict(list)
    for one in cards:
        for mark in set(marks(one)):
            marked[mark].append(one)
    for group in marked.values():
        yield from combinations(group, 2)


def _telling(card: Card) -> Days | None:
    return (card.published, card.published) if card.published is not None else None


def _particulars(card: Card) -> Iterator[str]:
    """What places an occasion where its time is broad: the last names of its people, its place, and its first day."""
    for _, names in card.people:
        for name in names:
            yield f"person {name.casefold().split()[-1]}"
    if card.place:
        yield f"place {card.place}"
    if card.days:
        yield f"from {card.days[0]}"

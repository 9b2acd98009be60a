"""Whether two reports are about one event: a score from the table of weights, with its reasons in words.

A judgement looks at two reports and their documents alone; it is worked out when asked for and never stored.
"""

from collections.abc import Iterable, Sequence

from dragoman.merge.cards import Card, card
from dragoman.merge.features import bar, features
from dragoman.merge.weights import Weights
from dragoman.model.event import Judgement, StoredReport

__all__ = ["judge", "reasons", "score"]

_MACHINE = "machine"


def judge(left: StoredReport, right: StoredReport) -> Judgement:
    """Whether two reports, looked at alone, are about one event, and why; the weightiest reasons first.

    Events are made by comparing groups of reports, so two that are alike may still be told as two events.
    """
    return _judge(card(left), card(right))


def score(left: Card, right: Card, weights: Weights) -> float | None:
    """The log-odds that two reports are about one event; None where something forbids it."""
    if bar(left, right, weights.reach):
        return None
    return weights.bias + sum(weights.features[name].weight for name in features(left, right, weights.reach))


def reasons(reports: Sequence[StoredReport], people: Iterable[Judgement] = ()) -> tuple[Judgement, ...]:
    """Why some reports are one event: of all judgements between them the fewest and strongest that join them all.

    What `people` ruled comes before what the machine makes of it.
    """
    cards = {r.id: card(r) for r in reports}
    ruled = {frozenset((j.left, j.right)): j for j in people if j.same and {j.left, j.right} <= cards.keys()}
    ranked = []
    for first in sorted(cards):
        for second in sorted(cards):
            if first < second:
                ruling = ruled.get(frozenset((first, second)))
                likeness = score(cards[first], cards[second], Weights.load())
                ranked.append((ruling is None, -(likeness if likeness is not None else -99.0), first, second, ruling))
    group = {id: id for id in cards}
    found = []
    for _, _, first, second, ruling in sorted(ranked, key=lambda row: row[:4]):
        one, other = group[first], group[second]
        if one != other:
            group = {id: one if g == other else g for id, g in group.items()}
            found.append(ruling or _judge(cards[first], cards[second]))
    return tuple(found)


def _judge(left: Card, right: Card) -> Judgement:
    weights = Weights.load()
    first, second = sorted((left.id, right.id))
    forbidden = bar(left, right, weights.reach)
    if forbidden:
        return Judgement(first, second, False, _MACHINE, (forbidden,))
    held = [weights.features[name] for name in features(left, right, weights.reach)]
    same = weights.bias + sum(f.weight for f in held) > 0
    # What speaks for the judgement, then what speaks against it.
    ordered = sorted((f for f in held if f.weight), key=lambda f: -f.weight if same else f.weight)
    return Judgement(first, second, same, _MACHINE, tuple(f.says for f in ordered))

"""Scores time expressions the way of TempEval-3.

    relaxed  a span counts when it shares a character with a marked one
    strict   a span counts when it is a marked one
    value    relaxed, and the TIMEX3 value is the marked one
    type     relaxed, and the TIMEX3 type is the marked one

Pairs are one to one, equal spans first, then the longest overlap, ties by position.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.evaluate.measures import Prf

__all__ = ["Timex", "TimexScores", "score_timexes"]


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression at `text[start:end]` with its TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class TimexScores:
    """The figures of a set of documents."""

    documents: int
    gold: int
    predicted: int
    relaxed: Prf
    strict: Prf
    value: Prf
    type: Prf

    def as_dict(self) -> dict[str, object]:
        """As plain JSON values."""
        figures = {name: getattr(self, name).as_dict() for name in ("relaxed", "strict", "value", "type")}
        return {"documents": self.documents, "gold": self.gold, "predicted": self.predicted, **figures}


def score_timexes(documents: Sequence[tuple[Sequence[Timex], Sequence[Timex]]]) -> TimexScores:
    """Over pairs of gold and predicted expressions, one pair for each document."""
    found = [pair for gold, predicted in documents for pair in _pairs(gold, predicted)]
    n_gold = sum(len(gold) for gold, _ in documents)
    n_predicted = sum(len(predicted) for _, predicted in documents)

    def figures(hits: int) -> Prf:
        return Prf.of(hits, n_predicted, n_gold)

    return TimexScores(
        documents=len(documents),
        gold=n_gold,
        predicted=n_predicted,
        relaxed=figures(len(found)),
        strict=figures(sum((g.start, g.end) == (p.start, p.end) for g, p in found)),
        value=figures(sum(g.value == p.value for g, p in found)),
        type=figures(sum(g.type == p.type for g, p in found)),
    )


def _pairs(gold: Sequence[Timex], predicted: Sequence[Timex]) -> list[tuple[Timex, Timex]]:
    ranked = sorted(
        ((g.start, g.end) != (p.start, p.end), -shared, i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if (shared := min(g.end, p.end) - max(g.start, p.start)) > 0
    )
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    found = []
    for _, _, i, j in ranked:
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            found.append((gold[i], predicted[j]))
    return found

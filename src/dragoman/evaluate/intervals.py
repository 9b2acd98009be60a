"""How sure the figures are: intervals by bootstrap over documents.

Documents are drawn with replacement, as many as there are, 1,000 times with a fixed seed; an interval holds the middle
95 of a hundred of the figures that come of it. It says how much the figure owes to which texts happened to be marked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dragoman.evaluate.events import FIELDS, FULL, ScoredDocument, agreement, pairs

__all__ = ["DRAWS", "intervals"]

DRAWS = 1000
_SEED = 20251010
_MIDDLE = (2.5, 97.5)
_COUNTS = ("gold", "predicted", "detected", "full", *FIELDS)

Interval = tuple[float, float]
_Figures = NDArray[np.float64]


def intervals(documents: Sequence[ScoredDocument]) -> Mapping[str, Mapping[str, Interval]]:
    """The intervals of `detect` and `event` (precision, recall, f1) and of `fields`; nothing without documents."""
    if not documents:
        return {}
    counts = np.array([_counts(document) for document in documents], dtype=float)
    size = len(counts)
    times_drawn = np.random.default_rng(_SEED).multinomial(size, np.full(size, 1 / size), size=DRAWS)
    sums = dict(zip(_COUNTS, (times_drawn @ counts).T, strict=True))
    return {
        "detect": _prf(sums["detected"], sums["predicted"], sums["gold"]),
        "event": _prf(sums["full"], sums["predicted"], sums["gold"]),
        "fields": {name: _middle(_share(sums[name], sums["detected"])) for name in FIELDS},
    }


def _counts(document: ScoredDocument) -> list[int]:
    """What `score` counts, of one document."""
    found: Counter[str] = Counter()
    for gold, predicted in pairs(document.gold, document.predicted):
        same = agreement(gold, predicted)
        found.update(["detected", *same, *(["full"] if same >= FULL else [])])
    found["gold"], found["predicted"] = len(document.gold), len(document.predicted)
    return [found[name] for name in _COUNTS]


def _prf(hits: _Figures, predicted: _Figures, gold: _Figures) -> Mapping[str, Interval]:
    return {
        "precision": _middle(_share(hits, predicted)),
        "recall": _middle(_share(hits, gold)),
        "f1": _middle(_share(2 * hits, predicted + gold)),
    }


def _share(part: _Figures, whole: _Figures) -> _Figures:
    shares = np.zeros_like(part)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _middle(figures: _Figures) -> Interval:
    low, high = np.percentile(figures, _MIDDLE)
    return float(low), float(high)

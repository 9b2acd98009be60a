"""Scores coded sentences: CAMEO triples and PLOVER roots.

CAMEO   a triple (country of the source, country of the target, root) counts when gold has it for that sentence;
        the country is the first three letters of the actor code, the root the first two figures of the event code
PLOVER  the label of each sentence: accuracy, and F1 of each label averaged over the labels that gold uses
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.evaluate.measures import Prf

__all__ = ["LabelScores", "Triple", "score_labels", "score_triples", "triple"]

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class LabelScores:
    """`accuracy` and `macro_f1` between 0 and 1; `per_label` has the most frequent gold label first."""

    sentences: int
    accuracy: float
    macro_f1: float
    per_label: Mapping[str, tuple[int, int, Prf]]

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "sentences": self.sentences,
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "per_label": {
                label: {"gold": gold, "predicted": predicted, **prf.as_dict()}
                for label, (gold, predicted, prf) in self.per_label.items()
            },
        }


def triple(source: str, target: str, code: str) -> Triple:
    """What of a coded event is compared."""
    return source[:3], target[:3], code[:2]


def score_triples(sentences: Sequence[tuple[frozenset[Triple], frozenset[Triple]]]) -> Prf:
    """Over pairs of gold and predicted triples, one pair for each sentence."""
    hits = sum(len(gold & predicted) for gold, predicted in sentences)
    return Prf.of(hits, sum(len(p) for _, p in sentences), sum(len(g) for g, _ in sentences))


def score_labels(sentences: Sequence[tuple[str, str | None]]) -> LabelScores:
    """Over pairs of gold and predicted label, one pair for each sentence; None is a wrong answer."""
    gold = Counter(label for label, _ in sentences)
    predicted = Counter(label for _, label in sentences)
    hits = Counter(g for g, p in sentences if g == p)
    labels = sorted(gold, key=lambda label: (-gold[label], label))
    per_label = {
        label: (gold[label], predicted[label], Prf.of(hits[label], predicted[label], gold[label])) for label in labels
    }
    return LabelScores(
        sentences=len(sentences),
        accuracy=hits.total() / len(sentences) if sentences else 0.0,
        macro_f1=sum(prf.f1 for *_, prf in per_label.values()) / len(per_label) if per_label else 0.0,
        per_label=per_label,
    )

"""Precision, recall and F1 from counts; no counts give zero, never an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Prf", "rounded"]


@dataclass(frozen=True, slots=True)
class Prf:
    """Precision, recall and their harmonic mean, each between 0 and 1."""

    precision: float
    recall: float
    f1: float

    @staticmethod
    def of(hits: int, predicted: int, gold: int) -> "Prf":
        """From how many were right, how many were said and how many there are."""
        precision = hits / predicted if predicted else 0.0
        recall = hits / gold if gold else 0.0
        both = precision + recall
        return Prf(precision, recall, 2 * precision * recall / both if both else 0.0)

    def as_dict(self) -> dict[str, float]:
        """The three figures by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def rounded(value: Any) -> Any:
    """Plain JSON values with every figure to four decimals."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {name: rounded(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [rounded(inner) for inner in value]
    return value

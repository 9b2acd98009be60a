"""Ranker: how likely a candidate is an event of its document, learned from marked documents.

A logistic regression over readable features; its weights are `data/ranker/weights.json`, written by
`train/train_ranker.py`. Without weights every candidate that has two parties is taken.
"""

import functools
import json
import math
from collections.abc import Iterator, Mapping
from importlib.resources import files

from dragoman.errors import KnowledgeError
from dragoman.extract.draft import Draft
from dragoman.extract.reports import Candidate

__all__ = ["Ranker", "features"]


class Ranker:
    """Scores candidates and drops those below the threshold."""

    def __init__(self, weights: Mapping[str, float], bias: float, threshold: float) -> None:
        self._weights = dict(weights)
        self._bias = bias
        self._threshold = threshold

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Ranker":
        """The ranker whose weights ship with the package.

        Raises:
            KnowledgeError: the weights cannot be read.
        """
        file = files("dragoman") / "data" / "ranker" / "weights.json"
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            return Ranker(data["weights"], float(data["bias"]), float(data["threshold"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeError(f"cannot be read: {error}", where="ranker/weights.json") from error

    def score(self, draft: Draft, candidate: Candidate) -> float:
        """The probability, 0 to 1, that the candidate is an event as marked documents have them."""
        total = self._bias + sum(self._weights.get(name, 0.0) for name in features(draft, candidate))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def rank(self, draft: Draft, candidates: list[Candidate]) -> list[tuple[Candidate, float]]:
        """The candidates that pass, with their scores; of several readings of one word the likeliest."""
        best: dict[tuple[int, int], float] = {}
        scored = [(c, self.score(draft, c)) for c in candidates]
        for candidate, score in scored:
            key = (candidate.trigger.paragraph.index, candidate.trigger.token.i)
            best[key] = max(best.get(key, 0.0), score)
        return [
            (c, s)
            for c, s in scored
            if s >= self._threshold and s >= best[(c.trigger.paragraph.index, c.trigger.token.i)] - 1e-9
        ]


def features(draft: Draft, candidate: Candidate) -> Iterator[str]:
    """The names of the features that hold of a candidate."""
    trigger, report = candidate.trigger, candidate.report
    token, frame = trigger.token, trigger.frame
    ids = {p.id for p in report.parties}
    kind = f"{report.type}.{report.change}" if report.change else report.type
    yield f"type={kind}"
    yield f"type={report.type}|part={frame.part}"
    yield f"type={report.type}|lemma={token.lemma_.lower()}"
    yield f"type={report.type}|parties={min(len(ids), 3)}"
    filled = "+".join(f"{r}:{s}" for r in sorted(trigger.slots) for s in trigger.slots[r])
    yield f"type={report.type}|slots={filled}"
    yield f"slots={filled}"
    yield f"parties={min(len(ids), 4)}"
    yield f"roles={'+'.join(sorted({p.role for p in report.parties}))}"
    yield f"family-part={frame.part}|dep={token.dep_}"
    yield f"type={report.type}|dep={token.dep_}"
    yield f"status={report.status}|type={report.type}"
    yield f"status={trigger.status_reason.split()[0]}"
    yield f"when={trigger.when_reason}|type={report.type}"
    yield f"when={trigger.when_reason}"
    yield f"title={trigger.paragraph.title}"
    yield f"where={min(candidate.sentence, 6)}"
    yield f"people={any(p.people for p in report.parties)}|type={report.type}"
    yield f"source={'none' if report.source is None else 'anonymous' if report.source == 'anonymous' else 'named'}"
    yield f"place={report.place is not None}|type={report.type}"
    yield f"head={token.head.lemma_.lower() if token.head != token else 'ROOT'}"
    for child in token.children:
        if child.dep_ in {"dobj", "prep", "prt", "amod", "compound", "xcomp", "ccomp", "nsubjpass", "aux"}:
            yield f"type={report.type}|{child.dep_}={child.lemma_.lower()}"
    length = len(token.sent)
    yield f"length={min(length // 10, 6)}"

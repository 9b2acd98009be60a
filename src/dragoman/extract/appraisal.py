"""The appraiser: how far a candidate can be trusted, when all choices about it are made.

The choices before it are regressions over words, each blind to how sure the others were. The appraiser sees that: the
odds of each choice and how far ahead of the next it was, what the encoder says of the parties, the status and the time
that were chosen, and what else the text tells. It is a set of small decision trees (gradient boosting, Friedman 2001)
that tells three cases apart: no event, an event of which something is wrong, an event told right in parties with their
roles, time and status. `train/trees.py` grows it on candidates of texts that the regressions were not taught on.
"""

import functools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files

from dragoman.extract.draft import Draft, Scores
from dragoman.extract.encoder import ROLES, STATUSES, WHENS
from dragoman.extract.reports import Candidate
from dragoman.extract.runtime import opened, reading
from dragoman.model.report import Report

__all__ = ["Appraiser", "Signs", "signs_of"]

Signs = Mapping[str, float]
"""The figures that speak for or against a candidate, by name; one that is not there is NaN to the trees."""

_FILE = "appraiser.onnx"
_MISSING = math.nan
_PARTLY = 0.5  # what an event counts of which something is wrong, against one that is told right


class Appraiser:
    """The trees; `confidence` appraises the candidates of a text."""

    def __init__(self, trees: bytes) -> None:
        """The trees of an ONNX file, whose metadata names the signs in their order.

        Raises:
            KnowledgeError: they cannot be read.
        """
        with reading("the trees", _FILE):
            self._session = opened(trees)
            self._signs: list[str] = json.loads(self._session.get_modelmeta().custom_metadata_map["signs"])

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Appraiser":
        """The trees that ship with the package.

        Raises:
            KnowledgeError: they cannot be read.
        """
        with reading("the trees", _FILE):
            trees = (files("dragoman") / "data" / "learned" / _FILE).read_bytes()
        return Appraiser(trees)

    @property
    def signs(self) -> frozenset[str]:
        """The names of the signs that the trees were grown on."""
        return frozenset(self._signs)

    def confidence(self, found: Sequence[Signs]) -> list[float]:
        """How far each candidate of a text can be trusted, 0 to 1: the probability that it tells an event right, and
        half the probability that it tells one of which something is wrong.
        """
        import numpy

        if not found:
            return []
        rows = [[signs.get(name, _MISSING) for name in self._signs] for signs in found]
        (shares,) = self._session.run(["probabilities"], {"signs": numpy.array(rows, dtype=numpy.float32)})
        return [float(right) + _PARTLY * float(partly) for _, partly, right in shares]


def signs_of(draft: Draft, found: Sequence[tuple[Candidate, float]]) -> list[Signs]:
    """The signs of a text's candidates, each with its log odds by the table `accept`."""
    beside = _Beside(found)
    return [
        {"odds": odds}
        | beside.signs(candidate, odds)
        | _choices(candidate)
        | _told(draft, candidate)
        | _scored(candidate)
        for candidate, odds in found
    ]


class _Beside:
    """The log odds of the candidates of a text, by what they share."""

    def __init__(self, found: Sequence[tuple[Candidate, float]]) -> None:
        self._odds: dict[tuple[object, ...], list[float]] = defaultdict(list)
        for candidate, odds in found:
            for key in _keys(candidate).values():
                self._odds[key].append(odds)

    def signs(self, candidate: Candidate, odds: float) -> dict[str, float]:
        """For each group: the best odds of the others, how many there are, and how many are likely."""
        made: dict[str, float] = {}
        for name, key in _keys(candidate).items():
            group = self._odds[key]
            others = Counter(group)
            others[odds] -= 1
            made[f"{name} best"] = max(+others, default=_MISSING)
            made[f"{name} size"] = len(group)
            made[f"{name} likely"] = sum(o > 0 for o in group)
        return made


def _keys(candidate: Candidate) -> dict[str, tuple[object, ...]]:
    """The groups that a candidate is of: its text, sentence, word, type, and type and parties."""
    trigger, report = candidate.trigger, candidate.report
    return {
        "text": ("text",),
        "sentence": ("sentence", trigger.sentence),
        "word": ("word", trigger.paragraph.index, trigger.token.i),
        "type": ("type", report.type),
        "twin": ("twin", report.type, frozenset(p.id for p in report.parties)),
    }


def _choices(candidate: Candidate) -> dict[str, float]:
    """The log odds of what was chosen, and how far ahead of the next."""
    trigger = candidate.trigger
    made: dict[str, float] = {"casts": len(trigger.casts), "times": len(trigger.whens)}
    for name in ("cast", "status", "when"):
        made[f"{name} odds"], made[f"{name} ahead"] = trigger.sure.get(name, (_MISSING, _MISSING))
    return made


def _told(draft: Draft, candidate: Candidate) -> dict[str, float]:
    """Where and how it is told."""
    trigger, report, token = candidate.trigger, candidate.report, candidate.trigger.token
    when, after = report.when, _MISSING
    if when is not None and when.earliest is not None and draft.published is not None:
        after = (when.earliest - draft.published).days
    return {
        "parties": len({p.id for p in report.parties}),
        "people": any(p.people for p in report.parties),
        "day": when is not None and when.is_day,
        "undated": when is None,
        "days after": after,
        "place": report.place is not None,
        "source": report.source is not None,
        **{f"is {status}": report.status == status for status in STATUSES},
        "issued": draft.issuer is not None,
        "issuer": any(p.id == draft.issuer for p in report.parties),
        "paragraphs": len(draft.paragraphs),
        "paragraph": trigger.paragraph.index,
        "title": trigger.paragraph.title,
        "sentence": trigger.sentence,
        "words": len(token.sent),
        "words before": token.i - token.sent.start,
        "words below": sum(1 for _ in token.subtree),
        "triggers": len(draft.triggers),
    }


def _scored(candidate: Candidate) -> dict[str, float]:
    """What the encoder says of the word and of what was chosen; nothing where it has not read it."""
    scores, report = candidate.trigger.scores, candidate.report
    if scores is None:
        return {}
    made = {"fit": scores.fit, "present": scores.present, **_parties(scores, report)}
    best, following = sorted(scores.status.values(), reverse=True)[:2]
    made |= {
        "status scored": scores.status.get(report.status, _MISSING),
        "status best": best,
        "status clear": best - following,
        "time scored": scores.times.get(report.when.edtf, _MISSING) if report.when is not None else _MISSING,
        "time best": max(scores.times.values(), default=_MISSING),
    }
    return made | {f"time {name}": scores.when[name] for name in WHENS}


def _parties(scores: Scores, report: Report) -> dict[str, float]:
    """Of the parties in the report, in their roles, and of those left out of it."""
    ids = {p.id for p in report.parties}
    known = [p for p in report.parties if p.id in scores.roles]
    inside = [scores.roles[p.id][ROLES.index(p.role)] for p in known]
    outside = [odds[0] for entity, odds in scores.roles.items() if entity not in ids]
    return {
        "role weakest": min(inside, default=_MISSING),
        "role strongest": max(inside, default=_MISSING),
        "roles": math.fsum(inside),
        "in by mistake": max((scores.roles[p.id][0] for p in known), default=_MISSING),
        "left out": min(outside, default=_MISSING),
        "others": len(outside),
        "unscored": len(ids) - len(known),
    }

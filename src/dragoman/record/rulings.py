"""People's rulings: what they say of reports, and what follows from it for the reports that stand now.

A ruling remembers its reports by their document, words, type and parties, so that it finds them again when a newer
reader has read the document anew. Pure functions of the reports and of the rulings; nothing here looks at a clock.
"""

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman.errors import UsageError
from dragoman.knowledge.ontology import Ontology
from dragoman.model.event import Judgement, StoredReport
from dragoman.record.corrections import corrected

__all__ = ["Anchor", "Ruled", "Ruling", "attached", "in_force", "ruled"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A report as a ruling remembers it: its id, and what it will be known by when the id has changed."""

    report: str
    document: str
    type: str
    evidence: tuple[Span, ...]
    parties: tuple[str, ...]

    @staticmethod
    def of(stored: StoredReport) -> "Anchor":
        """The anchor of a report as its reader made it."""
        report = stored.report
        spans = tuple((e.start, e.end) for e in report.evidence)
        return Anchor(stored.id, stored.document.hash, report.type, spans, tuple(p.id for p in report.parties))

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Anchor":
        """The anchor that `to_json` wrote."""
        spans = tuple((start, end) for start, end in value["evidence"])
        return Anchor(value["report"], value["document"], value["type"], spans, tuple(value["parties"]))

    def to_json(self) -> dict[str, Any]:
        """The anchor as the database keeps it."""
        return {
            "report": self.report,
            "document": self.document,
            "type": self.type,
            "evidence": [list(span) for span in self.evidence],
            "parties": list(self.parties),
        }


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person ruled, when and why; `id` is what `undo` takes.

    `kind` is `judge` (`value` is `same` or `different`, `subjects` the two sides), `correct` (`field` and `value`,
    one subject) or `undo` (`undoes` is the id of the ruling taken back).
    """

    id: str
    kind: str
    field: str | None
    value: str | None
    subjects: tuple[tuple[Anchor, ...], ...]
    undoes: str | None
    by: str
    why: str
    recorded_at: datetime.datetime

    @property
    def documents(self) -> frozenset[str]:
        """The hashes of the documents it is about."""
        return frozenset(anchor.document for side in self.subjects for anchor in side)


@dataclass(frozen=True, slots=True)
class Ruled:
    """Reports as people corrected them, without those they rejected; what people judged; rulings that fit nothing.

    `accepted` gives for each report that a person took to be right, by its id, when that was ruled last.
    """

    reports: tuple[StoredReport, ...]
    judgements: tuple[Judgement, ...]
    unattached: tuple[Ruling, ...]
    accepted: Mapping[str, datetime.datetime] = field(default_factory=dict)


def in_force(rulings: Sequence[Ruling]) -> list[Ruling]:
    """The judgements and corrections among `rulings`, in their order, that no undo in force takes back."""
    undone: set[str] = set()
    kept = []
    for one in reversed(rulings):  # an undo speaks of what came before it, and may itself have been undone after it
        if one.id in undone:
            continue
        if one.undoes is not None:
            undone.add(one.undoes)
        else:
            kept.append(one)
    return kept[::-1]


def ruled(reports: Iterable[StoredReport], rulings: Sequence[Ruling]) -> Ruled:
    """What `rulings` in force make of `reports`: all that stand of the documents which the rulings are about.

    The last ruling on a matter counts. A corrected report keeps its id.
    """
    given = {one.id: one for one in reports}
    by_document: dict[str, list[StoredReport]] = {}
    for one in given.values():
        by_document.setdefault(one.document.hash, []).append(one)
    now: dict[str, StoredReport | None] = dict(given)
    judged: dict[Span | tuple[str, str], Judgement] = {}
    unattached = []
    held_back: dict[str, StoredReport] = {}
    accepted: dict[str, datetime.datetime] = {}
    for ruling in rulings:
        sides = [_found(side, by_document) for side in ruling.subjects]
        if not all(sides):
            unattached.append(ruling)
        elif ruling.kind == "judge":
            pairs = _pairs(ruling, sides)
            judged.update(((one.left, one.right), one) for one in pairs)
            if not pairs:
                unattached.append(ruling)
        else:
            ((target,),) = sides
            if not _correct(ruling, target.id, now, held_back):
                unattached.append(ruling)
            elif ruling.field == "accepted":
                accepted[target.id] = ruling.recorded_at
    standing = {id: one for id, one in now.items() if one is not None}
    judgements = tuple(one for pair, one in sorted(judged.items()) if standing.keys() >= set(pair))
    return Ruled(tuple(standing[id] for id in sorted(standing)), judgements, tuple(unattached), accepted)


def attached(anchor: Anchor, reports: Iterable[StoredReport]) -> StoredReport | None:
    """The report of the anchor's document that it means now; None when there is none like it any more."""
    rivals = [one for one in reports if one.document.hash == anchor.document]
    same = next((one for one in rivals if one.id == anchor.report), None)
    if same is not None:
        return same
    likeness = {one.id: _likeness(anchor, one) for one in rivals}
    best = max(rivals, key=lambda one: (likeness[one.id], one.id), default=None)
    return best if best is not None and likeness[best.id] > (0.0, 0.0, False) else None


def _correct(
    ruling: Ruling, target: str, now: dict[str, StoredReport | None], held_back: dict[str, StoredReport]
) -> bool:
    """Apply a correction; whether it could be: the vocabulary may have changed since."""
    name = ruling.field or ""
    if name == "accepted" and target in held_back:
        now[target] = held_back.pop(target)
    present = now[target] or held_back[target]
    try:
        made = corrected(present, name, ruling.value)
    except UsageError:
        return False
    if name == "rejected":
        held_back[target], now[target] = made, None
    elif now[target] is None:
        held_back[target] = made
    else:
        now[target] = made
    return True


def _found(side: Iterable[Anchor], by_document: Mapping[str, Sequence[StoredReport]]) -> list[StoredReport]:
    found = {}
    for anchor in side:
        one = attached(anchor, by_document.get(anchor.document, ()))
        if one is not None:
            found[one.id] = one
    return list(found.values())


def _pairs(ruling: Ruling, sides: Sequence[Sequence[StoredReport]]) -> list[Judgement]:
    """Every report of one side with every one of the other. What is one report by now cannot be judged."""
    same = ruling.value == "same"
    pairs = {tuple(sorted((a.id, b.id))) for a, b in itertools.product(*sides) if a.id != b.id}
    return [Judgement(left, right, same, ruling.by, (ruling.why,)) for left, right in sorted(pairs)]


def _likeness(anchor: Anchor, one: StoredReport) -> tuple[float, float, bool]:
    """How well a report fits an anchor: shared evidence, shared parties, same type; nothing where one is wanting."""
    spans = tuple((e.start, e.end) for e in one.report.evidence)
    words = _overlap(_places(anchor.evidence), _places(spans))
    parties = _overlap(set(anchor.parties), {p.id for p in one.report.parties})
    if not words or not parties or not _is_like(anchor.type, one.report.type):
        return 0.0, 0.0, False
    return words * parties, words, anchor.type == one.report.type


def _is_like(left: str, right: str) -> bool:
    """Whether two types are one, or of one family."""
    families = {t.name: t.family for t in Ontology.load().types}
    return left == right or (left in families and families[left] == families.get(right))


def _places(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _overlap(left: set[Any], right: set[Any]) -> float:
    """The share of what two sets have in common; two empty ones agree."""
    return len(left & right) / len(left | right) if left | right else 1.0

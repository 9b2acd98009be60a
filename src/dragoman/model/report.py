"""Report: one document's account of one event, with its parties and the evidence it rests on."""

import hashlib
import json
from dataclasses import dataclass

from dragoman.model.document import Evidence
from dragoman.model.timespan import TimeSpan

__all__ = ["Party", "PloverCode", "Report", "report_id"]


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an event: `role` is `actor`, `target` or `peer`; `people` are full names as the document has them."""

    id: str
    role: str
    people: tuple[str, ...] = ()
    faction: str | None = None


@dataclass(frozen=True, slots=True)
class PloverCode:
    """A PLOVER event type with its mode, where there is one."""

    type: str
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One document's account of one event.

    `type`, `change`, `status` and the roles are those of the ontology; `when` is None where the text does not say;
    `source` is who the text says it from, `"anonymous"`, or None where the report states it itself;
    `confidence` lies between 0 and 1.
    """

    type: str
    parties: tuple[Party, ...]
    status: str
    evidence: tuple[Evidence, ...]
    change: str | None = None
    topics: tuple[str, ...] = ()
    when: TimeSpan | None = None
    place: str | None = None
    source: str | None = None
    confidence: float = 0.5
    plover: PloverCode | None = None
    cameo: str | None = None


def report_id(document_hash: str, report: Report) -> str:
    """The id of a report: a digest of its document and of all that it says, but for the confidence in it."""
    content = [
        document_hash, report.type, report.change, report.status, report.source, report.place,
        report.when.edtf if report.when else None, list(report.topics),
        [[p.id, p.role, p.faction, list(p.people)] for p in report.parties],
        [[e.start, e.end] for e in report.evidence],
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()
    return f"r{digest[:16]}"

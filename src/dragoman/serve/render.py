"""Answers as JSON objects: one function for each shape that other programs rely on."""

import datetime
from collections.abc import Sequence
from typing import Any

from dragoman.model.document import Document, Evidence
from dragoman.model.event import Event, StatusChange, StoredReport
from dragoman.model.report import Party, PloverCode, Report

__all__ = ["event_json", "reading_json"]


def reading_json(document: Document, reports: Sequence[Report]) -> dict[str, Any]:
    """One line of `extract`: the document's id and day, and each report of it as an event object."""
    return {
        "id": document.id,
        "published": _day(document.published.date),
        "events": [_report(report) for report in reports],
    }


def event_json(event: Event) -> dict[str, Any]:
    """One event of `events --json`, with its history and every report it rests on."""
    return {
        "id": event.id,
        "type": event.type,
        "change": event.change,
        "parties": [_party(party) for party in event.parties],
        "topics": list(event.topics),
        "when": event.when.edtf if event.when else None,
        "place": event.place,
        "status": event.status,
        "thread": event.thread,
        "first_reported": _day(event.first_reported),
        "last_reported": _day(event.last_reported),
        "history": [_change(step) for step in event.history],
        "reports": [_stored(stored) for stored in event.reports],
        "origins": event.origins,
        "disputed": event.disputed,
        "plover": _plover(event.plover),
        "cameo": event.cameo,
        "confidence": round(event.confidence, 2),
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "type": report.type,
        "change": report.change,
        "parties": [_party(party) for party in report.parties],
        "topics": list(report.topics),
        "date": report.when.edtf if report.when else None,
        "place": report.place,
        "status": report.status,
        "source": report.source,
        "evidence": [_evidence(evidence) for evidence in report.evidence],
        "confidence": round(report.confidence, 2),
        "plover": _plover(report.plover),
        "cameo": report.cameo,
    }


def _stored(stored: StoredReport) -> dict[str, Any]:
    document = stored.document
    return {
        "id": stored.id,
        "document": document.id,
        "publisher": document.publisher,
        "published": _day(document.published.date),
        "url": document.url,
        "status": stored.report.status,
        "source": stored.report.source,
        "evidence": [_evidence(evidence) for evidence in stored.report.evidence],
    }


def _change(step: StatusChange) -> dict[str, Any]:
    return {
        "status": step.status,
        "when": step.when.edtf if step.when else None,
        "as_of": _day(step.as_of),
        "reports": list(step.reports),
    }


def _party(party: Party) -> dict[str, Any]:
    faction = {"faction": party.faction} if party.faction else {}
    return {"id": party.id, **faction, "role": party.role, "people": list(party.people)}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}


def _plover(code: PloverCode | None) -> dict[str, Any] | None:
    return {"type": code.type, "mode": code.mode} if code else None


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None

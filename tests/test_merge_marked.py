"""The events that both seed reports tell are one event each, as marked."""

import datetime
import json
from pathlib import Path

import pytest

from dragoman.evaluate.marked import marked_documents
from dragoman.model.document import Evidence
from dragoman.model.event import Event, StoredReport
from dragoman.model.report import Report, report_id
from dragoman.model.timespan import TimeSpan
from dragoman.record.view import assemble

_NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def merged(marked: Path) -> list[Event]:
    """The events of the marked reports of both documents."""
    reports = []
    for document in marked_documents(marked / "gold" / "seed_reports.jsonl"):
        text = document.document.text
        for event in document.events:
            quote = event.evidence[0].text or ""
            start = text.index(quote)
            made = Report(
                str(event.type),
                event.parties,
                str(event.status),
                (Evidence.of(text, start, start + len(quote)),),
                change=event.change,
                when=TimeSpan.parse(event.date) if event.date else None,
                place=event.place,
                source=event.source,
            )
            reports.append(StoredReport(report_id(document.document.hash, made), document.document, made, _NOW))
    return assemble(reports)


def _told(event: Event) -> set[tuple[str, str]]:
    return {(r.document.id, e.text) for r in event.reports for e in r.report.evidence}


def test_what_both_reports_tell_is_one_event(marked: Path, merged: list[Event]) -> None:
    facts = json.loads((marked / "gold" / "seed_reports_merged.json").read_text(encoding="utf-8"))["events"]
    shared = [{(document, quote) for document, quote in fact["reports"]} for fact in facts if len(fact["reports"]) > 1]
    assert shared
    assert [sum(bool(quotes & _told(event)) for event in merged) for quotes in shared] == [1] * len(shared)


def test_nothing_else_is_joined(marked: Path, merged: list[Event]) -> None:
    facts = json.loads((marked / "gold" / "seed_reports_merged.json").read_text(encoding="utf-8"))["events"]
    shared = {(document, quote) for fact in facts if len(fact["reports"]) > 1 for document, quote in fact["reports"]}
    assert all(_told(event) <= shared for event in merged if len(event.reports) > 1)

"""One-line builders of documents, reports and events for tests."""

import datetime
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from dragoman.answer.entries import Citation
from dragoman.model.document import Document, Evidence, Published
from dragoman.model.event import Event, StatusChange, StoredReport
from dragoman.model.report import Party, Report, report_id
from dragoman.model.timespan import TimeSpan

_EPOCH = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def document(text: str, published: str | None = None, **fields: str) -> Document:
    """A document of `text`; `id`, `publisher`, `title` and `url` by name."""
    day = Published(datetime.date.fromisoformat(published), "stated") if published else Published.unknown()
    return Document(fields.pop("id", "doc"), text, day, **fields)


def party(text: str) -> Party:
    """`IND:actor:S. Jaishankar;Vikram Misri` or `AFG/TALIBAN:target` as a Party."""
    name, role, *people = text.split(":")
    party_id, _, faction = name.partition("/")
    return Party(party_id, role, tuple(people[0].split(";")) if people else (), faction or None)


def report(
    doc: Document,
    quote: str,
    type: str,
    *parties: str,
    change: str | None = None,
    when: str | None = None,
    place: str | None = None,
    status: str = "occurred",
    source: str | None = None,
    topics: tuple[str, ...] = (),
) -> StoredReport:
    """A stored report of `doc` resting on `quote`, which must stand in its text."""
    start = doc.text.index(quote)
    made = Report(
        type,
        tuple(party(p) for p in parties),
        status,
        (Evidence.of(doc.text, start, start + len(quote)),),
        change=change,
        topics=topics,
        when=TimeSpan.parse(when) if when else None,
        place=place,
        source=source,
    )
    return StoredReport(report_id(doc.hash, made), doc, made, _EPOCH)


def event(*reports: StoredReport, disputed: bool = False) -> Event:
    """The event these reports are about: type, parties, time and place as the first says, status as the last says."""
    first, last = reports[0].report, reports[-1]
    history = tuple(StatusChange(r.report.status, r.report.when, r.document.published.date, (r.id,)) for r in reports)
    return Event(
        "e" + min(r.id for r in reports)[1:],
        first.type,
        first.change,
        first.parties,
        first.topics,
        first.when,
        first.place,
        last.report.status,
        history,
        reports,
        len({r.document.hash for r in reports}),
        disputed,
        first.confidence,
        first.plover,
        first.cameo,
    )


def citations(value: object) -> Iterator[Citation]:
    """Every citation of an answer."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from citations(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from citations(getattr(value, field.name))


def marked_visit(**changed: Any) -> dict[str, Any]:
    """A visit of France to Brazil as marked ("visited Brazil"), as JSON, with some fields changed."""
    visit = {
        "type": "visit",
        "change": None,
        "parties": [{"id": "FRA", "role": "actor", "people": []}, {"id": "BRA", "role": "target", "people": []}],
        "date": "2025-06-02",
        "place": None,
        "status": "occurred",
        "source": None,
        "evidence": "visited Brazil",
    }
    return visit | changed

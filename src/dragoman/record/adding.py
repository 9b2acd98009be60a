"""Adds to the record: a document, where it was found, and what a reader made of it, within one transaction."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Published
from dragoman.model.report import Party, Report, report_id
from dragoman.record import schema, search
from dragoman.record.coverage import Count, count_change, counts_of
from dragoman.record.rows import AnyRow, document_number
from dragoman.record.shelf import Shelf
from dragoman.record.standing import INFERRED, Sighting
from dragoman.record.superseding import note

__all__ = [
    "Addition",
    "count_unread",
    "insist_on_evidence",
    "is_held",
    "latest",
    "not_before",
    "party_row",
    "report_row",
]


@dataclass(frozen=True, slots=True)
class Addition:
    """One document on its way into the record, within a transaction, at a moment."""

    connection: Connection
    moment: datetime.datetime

    def add(self, document: Document, reports: Sequence[Report], *, source: str, reader: str) -> bool:
        """Add what is not there yet; whether anything was."""
        number = document_number(self.connection, document.hash)
        sighted = number is not None and _is_sighted(self.connection, document, source)
        read = number is not None and _is_read(self.connection, number, reader, document.published)
        if sighted and read:
            return False
        before = self._counts(number)
        if number is None:
            number = self._document(document)
        if not sighted:
            self._sighting(number, document, source)
        if not read:
            self._reading(number, document, reports, reader)
        count_change(self.connection, self.moment, before, self._counts(number))
        return True

    def add_reading(self, document: Document, reports: Sequence[Report], *, reader: str) -> None:
        """Add what a reader made of a document that is there, dated as it dates it."""
        number = document_number(self.connection, document.hash)
        assert number is not None  # its text came from the record
        before = self._counts(number)
        self._reading(number, document, reports, reader)
        count_change(self.connection, self.moment, before, self._counts(number))

    def _counts(self, number: int | None) -> set[Count]:
        """The counters that the document is counted in."""
        return (
            counts_of(Shelf(self.connection, Clocks()).standing([number]).get(number)) if number is not None else set()
        )

    def _document(self, document: Document) -> int:
        row = {"hash": document.hash, "text": document.text, "recorded_at": self.moment}
        number = _key(self.connection.execute(insert(schema.document).values(row)).inserted_primary_key)
        search.index(self.connection, number)
        return number

    def _sighting(self, number: int, document: Document, source: str) -> None:
        day = Sighting.stated(document)
        self.connection.execute(
            insert(schema.sighting).values(
                digest=Sighting.digest(document, source),
                document=number,
                source=source,
                name=document.id,
                url=document.url,
                publisher=document.publisher,
                title=document.title,
                published=day.date,
                how=day.how,
                candidates=[c.isoformat() for c in day.candidates],
                recorded_at=self.moment,
            )
        )
        note(self.connection, number, document)

    def _reading(self, number: int, document: Document, reports: Sequence[Report], reader: str) -> None:
        day = document.published
        row = {
            "document": number,
            "reader": reader,
            "published": day.date,
            "how": day.how,
            "candidates": [c.isoformat() for c in day.candidates],
            "recorded_at": self.moment,
        }
        reading = _key(self.connection.execute(insert(schema.reading).values(row)).inserted_primary_key)
        distinct = {report_id(document.hash, r): r for r in reports}
        rows = [report_row(reading, i, id, r) for i, (id, r) in enumerate(distinct.items())]
        sides = [
            party_row(reading, i, place, party)
            for i, r in enumerate(distinct.values())
            for place, party in enumerate(r.parties)
        ]
        if rows:
            self.connection.execute(insert(schema.report), rows)
        if sides:
            self.connection.execute(insert(schema.party), sides)


def insist_on_evidence(document: Document, reports: Sequence[Report], source: str) -> None:
    """Refuse reports that rest on words which do not stand in the text.

    Raises:
        RecordError: there is one.
    """
    for report in reports:
        for span in report.evidence:
            if (
                not 0 <= span.start < span.end <= len(document.text)
                or document.text[span.start : span.end] != span.text
            ):
                raise RecordError(
                    f"a {report.type} report of document {document.id} rests on words that are not at "
                    f"{span.start}:{span.end} of its text",
                    where=source,
                )


def latest(connection: Connection) -> datetime.datetime | None:
    """The last moment at which anything was recorded."""
    tables = (schema.sighting, schema.reading, schema.ruling)
    moments: list[datetime.datetime | None] = [connection.scalar(select(func.max(t.c.recorded_at))) for t in tables]
    return max((moment for moment in moments if moment), default=None)


def not_before(connection: Connection, now: datetime.datetime) -> datetime.datetime:
    """`now`, or the latest moment in the record: a clock set back must not change what was known before."""
    return max(now, latest(connection) or now)


def count_unread(connection: Connection, reader: str) -> int:
    """How many documents this reader never read."""
    of_reader = select(schema.reading.c.number).where(
        schema.reading.c.document == schema.document.c.number, schema.reading.c.reader == reader
    )
    return connection.scalar(select(func.count()).select_from(schema.document).where(~of_reader.exists())) or 0


def is_held(connection: Connection, document: Document, source: str, reader: str) -> bool:
    """Whether this find of the document is there, and a reading of it by this reader with its date."""
    number = document_number(connection, document.hash)
    return (
        number is not None
        and _is_sighted(connection, document, source)
        and _is_read(connection, number, reader, document.published)
    )


def _is_sighted(connection: Connection, document: Document, source: str) -> bool:
    query = select(schema.sighting.c.digest).where(schema.sighting.c.digest == Sighting.digest(document, source))
    return connection.scalar(query) is not None


def _is_read(connection: Connection, number: int, reader: str, day: Published) -> bool:
    columns = schema.reading.c
    of_reader = select(columns.number).where(columns.document == number, columns.reader == reader)
    if day.how in INFERRED:
        query = of_reader.where(columns.how.in_(sorted(INFERRED)))
    else:
        query = of_reader.where(columns.published.is_not_distinct_from(day.date))
    return connection.scalar(query.limit(1)) is not None


def _key(row: AnyRow | None) -> int:
    assert row is not None  # the tables count their rows themselves
    number: int = row[0]
    return number


def report_row(reading: int, position: int, id: str, report: Report) -> dict[str, object]:
    """The row of a report, the `position`th of a reading."""
    named = {party.id for party in report.parties}
    return {
        "reading": reading,
        "position": position,
        "id": id,
        "type": report.type,
        "sole": next(iter(named)) if len(named) == 1 else None,
        "change": report.change,
        "status": report.status,
        "topics": list(report.topics),
        "when": report.when.edtf if report.when else None,
        "place": report.place,
        "source": report.source,
        "confidence": report.confidence,
        "plover_type": report.plover.type if report.plover else None,
        "plover_mode": report.plover.mode if report.plover else None,
        "cameo": report.cameo,
        "evidence": [[e.start, e.end] for e in report.evidence],
    }


def party_row(reading: int, position: int, place: int, party: Party) -> dict[str, object]:
    """The row of a party, the `place`th of a report."""
    return {
        "reading": reading,
        "position": position,
        "place": place,
        "entity": party.id,
        "role": party.role,
        "faction": party.faction,
        "people": list(party.people),
    }

"""Store: the record of documents and their reports, append-only, as it stood at any time on either clock.

Nothing is updated or deleted. A document's date, its name and the reports that stand of it are worked out from the
sightings and readings known at the time asked for (`standing`), so they do not depend on the order of arrival.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select
from sqlalchemy.sql import ColumnElement

from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Evidence, Published
from dragoman.model.event import StoredReport
from dragoman.model.report import Party, PloverCode, Report, report_id
from dragoman.model.timespan import TimeSpan
from dragoman.record import schema, search
from dragoman.record.engine import open_engine, reads, writes
from dragoman.record.search import SearchHit
from dragoman.record.standing import (
    INFERRED,
    Reading,
    Sighting,
    base_name,
    lead,
    name_all,
    published,
    stand,
    unnumbered,
)

__all__ = ["Coverage", "Store"]

_CHUNK = 500
"""How many values one IN list holds; databases set a limit on the variables of a statement."""

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a record covers: how many documents, of which publishers, published from which day to which."""

    documents: int
    publishers: tuple[str, ...]
    first: datetime.date | None
    last: datetime.date | None


class Store:
    """The record at one address. Every method sees one consistent state of it, or raises RecordError."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine = engine
        self.address = address

    @staticmethod
    def open(address: str, *, read_only: bool = False, create: bool = True) -> "Store":
        """The record at `address`: a path (SQLite) or the URL of a database.

        A new record is made where there is none, unless `read_only` or not `create`; an older one is brought up.

        Raises:
            RecordError: it is not a record, of a newer schema, or out of reach.
        """
        return Store(open_engine(address, read_only=read_only, create=create), address)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(
        self, document: Document, reports: Sequence[Report], *, source: str, reader: str, now: datetime.datetime
    ) -> bool:
        """Record a document, found in `source`, with the reports that `reader` made of it; all of it, or nothing.

        `now` is the moment of the call; the record's own clock never goes back, so an earlier `now` counts as the
        latest moment in it. Returns whether anything was new.

        Raises:
            RecordError: a report rests on words that do not stand in the text, or the record cannot be written.
        """
        _insist_on_evidence(document, reports, source)
        with writes(self.engine, self.address) as connection:
            return _Addition(connection, _not_before(connection, schema.utc(now))).add(
                document, reports, source=source, reader=reader
            )

    def holds(self, document: Document, *, source: str, reader: str) -> bool:
        """Whether this find of the document is recorded, and read by this reader with this date of publication.

        A document whose date no source gives may be asked for before or after a reader inferred it.
        """
        with reads(self.engine, self.address) as connection:
            number = _number(connection, document.hash)
            return (
                number is not None
                and _is_sighted(connection, document, source)
                and _is_read(connection, number, reader, document.published)
            )

    def documents(self, clocks: Clocks) -> list[Document]:
        """The documents there are, by id."""
        with reads(self.engine, self.address) as connection:
            found = _Shelf(connection, clocks).documents()
        return sorted(found.values(), key=lambda d: (d.id, d.hash))

    def document(self, id_or_hash: str, clocks: Clocks) -> Document | None:
        """The document of that id (`id~2` too) or content hash; None when there is none at that time."""
        with reads(self.engine, self.address) as connection:
            shelf = _Shelf(connection, clocks)
            number = _number(connection, id_or_hash)
            numbers = {number} if number is not None else shelf.named({id_or_hash, unnumbered(id_or_hash)})
            found = shelf.documents(numbers).values()
        return next((d for d in found if id_or_hash in (d.id, d.hash)), None)

    def reports(
        self, clocks: Clocks, *, parties: Collection[str] = (), types: Collection[str] = ()
    ) -> list[StoredReport]:
        """The reports that stand; only those that name any of `parties`, and of any of `types`, where given. By id."""
        with reads(self.engine, self.address) as connection:
            rows = _report_rows(connection, clocks, parties, types)
            shelf = _Shelf(connection, clocks)
            standing = shelf.standing({row.document for row in rows})
            rows = [row for row in rows if row.document in standing and standing[row.document].reading == row.reading]
            return _made(connection, rows, shelf.shelved({row.document: standing[row.document] for row in rows}))

    def ever_reported(self) -> list[StoredReport]:
        """Every report of every reading, whether it stands or not, by id."""
        with reads(self.engine, self.address) as connection:
            rows = connection.execute(_all_reports()).all()
            return _made(connection, rows, _Shelf(connection, Clocks()).documents({row.document for row in rows}))

    def report(self, id: str) -> StoredReport | None:
        """The report of that id, retracted or not; None when there never was one.

        It is retracted from the moment on at which another reading of its document stands instead.
        """
        with reads(self.engine, self.address) as connection:
            rows = connection.execute(_all_reports().where(schema.report.c.id == id)).all()
            if not rows:
                return None
            shelf = _Shelf(connection, Clocks())
            documents = shelf.documents({row.document for row in rows})
            sides = _sides(connection, {row.reading for row in rows})
            row, retracted_at = _latest(rows, shelf.terms(rows[0].document))
        return _stored(row, documents[row.document], sides.get((row.reading, row.position), ()), retracted_at)

    def coverage(self, clocks: Clocks) -> Coverage:
        """What there is to answer from."""
        with reads(self.engine, self.address) as connection:
            standing = _Shelf(connection, clocks).standing()
        days = [one.published.date for one in standing.values() if one.published.date]
        publishers = {s.publisher for one in standing.values() for s in one.sightings if s.publisher}
        return Coverage(len(standing), tuple(sorted(publishers)), min(days, default=None), max(days, default=None))

    def search(
        self, words: str, clocks: Clocks, since: datetime.date | None = None, until: datetime.date | None = None
    ) -> list[SearchHit]:
        """The documents that hold all `words`, most places first, then the latest; `"…"` holds words together.

        `since` and `until` bound the day of publication; documents of unknown date then stay out.
        """
        with reads(self.engine, self.address) as connection:
            found = {f.number: f.places for f in search.find(connection, words)}
            documents = _Shelf(connection, clocks).documents(found)
        hits = [
            _hit(document, found[number]) for number, document in documents.items() if _within(document, since, until)
        ]
        return sorted(hits, key=lambda h: (-h.rank, _days_back(h.document), h.document.id))


@dataclass(frozen=True, slots=True)
class _Addition:
    """One document on its way into the record, within a transaction, at a moment."""

    connection: Connection
    moment: datetime.datetime

    def add(self, document: Document, reports: Sequence[Report], *, source: str, reader: str) -> bool:
        number = _number(self.connection, document.hash)
        is_new = number is None
        if number is None:
            number = self._document(document)
        if not _is_sighted(self.connection, document, source):
            self._sighting(number, document, source)
            is_new = True
        if not _is_read(self.connection, number, reader, document.published):
            self._reading(number, document, reports, reader)
            is_new = True
        return is_new

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
        rows = [_report_row(reading, i, id, r) for i, (id, r) in enumerate(distinct.items())]
        sides = [
            _party_row(reading, i, place, party)
            for i, r in enumerate(distinct.values())
            for place, party in enumerate(r.parties)
        ]
        if rows:
            self.connection.execute(insert(schema.report), rows)
        if sides:
            self.connection.execute(insert(schema.party), sides)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A document at a time: the number of its reading that stands, and where it was found."""

    published: Published
    reading: int
    sightings: Sequence[Sighting]

    @staticmethod
    def of(sightings: Sequence[Sighting], readings: Iterable[Reading]) -> "_Standing":
        day, reading = stand(sightings, readings)
        return _Standing(day, reading.number, sightings)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Documents as they stand at a time, each with its one date and name."""

    connection: Connection
    clocks: Clocks

    def documents(self, numbers: Iterable[int] | None = None) -> dict[int, Document]:
        """The documents of these numbers (all without) that there are at that time."""
        return self.shelved(self.standing(numbers))

    def shelved(self, standing: Mapping[int, "_Standing"]) -> dict[int, Document]:
        """The documents that stand so, with their texts and names."""
        texts = {row.number: row for row in self._texts(standing)}
        names = self._names({n: texts[n].hash for n in standing}, {n: one.sightings for n, one in standing.items()})
        return {n: _document(names[n], texts[n].text, one) for n, one in standing.items()}

    def standing(self, numbers: Iterable[int] | None = None) -> dict[int, "_Standing"]:
        """How the documents of these numbers (all without) stand, but for those not published by `as_of`."""
        wanted = None if numbers is None else set(numbers)
        readings = self._readings(wanted)
        found = {n: _Standing.of(s, readings[n]) for n, s in self._sightings(wanted).items()}
        day = self.clocks.as_of
        return {n: s for n, s in found.items() if day is None or (s.published.date and s.published.date <= day)}

    def named(self, names: Collection[str]) -> set[int]:
        """The numbers of the documents to which any source gave one of these ids."""
        query = select(schema.sighting.c.document).where(schema.sighting.c.name.in_(names))
        return set(self.connection.scalars(query))

    def terms(self, number: int) -> dict[int, datetime.datetime | None]:
        """When the time of each reading of a document ended, None for the one that stands."""
        sightings = self._sightings([number])[number]
        readings = self._readings([number])[number]
        ends: dict[int, datetime.datetime | None] = {}
        for moment in sorted({s.recorded_at for s in sightings} | {r.recorded_at for r in readings}):
            known = [r for r in readings if r.recorded_at <= moment]
            _, standing = stand((s for s in sightings if s.recorded_at <= moment), known)
            for one in known:
                if one == standing:
                    ends[one.number] = None
                elif ends.get(one.number) is None:
                    ends[one.number] = moment
        return ends

    def _sightings(self, numbers: Iterable[int] | None) -> dict[int, list[Sighting]]:
        grouped: dict[int, list[Sighting]] = {}
        query = self._known(select(schema.sighting), schema.sighting.c.recorded_at)
        for row in _chunked(self.connection, query, schema.sighting.c.document, numbers):
            grouped.setdefault(row.document, []).append(_sighting(row))
        return grouped

    def _readings(self, numbers: Iterable[int] | None) -> dict[int, list[Reading]]:
        grouped: dict[int, list[Reading]] = {}
        query = self._known(select(schema.reading), schema.reading.c.recorded_at)
        for row in _chunked(self.connection, query, schema.reading.c.document, numbers):
            one = Reading(row.number, row.document, row.reader, _published(row), row.recorded_at)
            grouped.setdefault(row.document, []).append(one)
        return grouped

    def _texts(self, numbers: Iterable[int] | None) -> Iterator[AnyRow]:
        columns = schema.document.c
        query = select(columns.number, columns.hash, columns.text)
        return _chunked(self.connection, query, columns.number, numbers)

    def _names(self, hashes: dict[int, str], sightings: Mapping[int, Sequence[Sighting]]) -> dict[int, str]:
        """The names of these documents; others of the same base name are numbered with them.

        They are numbered by the dates that sources give: a name must not depend on what a reader infers.
        """
        bases = {base_name(hashes[n], s) for n, s in sightings.items()}
        rivals = self._namesakes(bases, set(sightings))
        if rivals:
            columns = schema.document.c
            query = select(columns.number, columns.hash)
            hashes = hashes | {r.number: r.hash for r in _chunked(self.connection, query, columns.number, rivals)}
        known = {**sightings, **rivals}
        named = name_all(
            {hashes[n]: base_name(hashes[n], s) for n, s in known.items()},
            {hashes[n]: published(s).date for n, s in known.items()},
            {s.name for found in known.values() for s in found},
        )
        return {n: named[hashes[n]] for n in sightings}

    def _namesakes(self, bases: Collection[str], besides: Collection[int]) -> dict[int, list[Sighting]]:
        columns = schema.sighting.c
        query = self._known(select(columns.document), columns.recorded_at)
        numbers = {row.document for row in _chunked(self.connection, query, columns.name, bases)}
        return self._sightings(numbers - set(besides))

    def _known(self, query: AnySelect, column: ColumnElement[datetime.datetime]) -> AnySelect:
        return query if self.clocks.known_at is None else query.where(column <= self.clocks.known_at)


def _chunked(
    connection: Connection, query: AnySelect, column: ColumnElement[Any], values: Iterable[Any] | None
) -> Iterator[AnyRow]:
    """The rows of `query` whose `column` is one of `values`; all rows for None."""
    if values is None:
        yield from connection.execute(query)
        return
    wanted = sorted(set(values))
    for at in range(0, len(wanted), _CHUNK):
        yield from connection.execute(query.where(column.in_(wanted[at : at + _CHUNK])))


def _insist_on_evidence(document: Document, reports: Sequence[Report], source: str) -> None:
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


def _not_before(connection: Connection, now: datetime.datetime) -> datetime.datetime:
    """`now`, or the latest moment in the record: a clock set back must not change what was known before."""
    tables = (schema.sighting, schema.reading)
    latest: list[datetime.datetime | None] = [connection.scalar(select(func.max(t.c.recorded_at))) for t in tables]
    return max([now, *(moment for moment in latest if moment)])


def _number(connection: Connection, hash_: str) -> int | None:
    return connection.scalar(select(schema.document.c.number).where(schema.document.c.hash == hash_))


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


def _report_row(reading: int, position: int, id: str, report: Report) -> dict[str, object]:
    return {
        "reading": reading,
        "position": position,
        "id": id,
        "type": report.type,
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


def _party_row(reading: int, position: int, place: int, party: Party) -> dict[str, object]:
    return {
        "reading": reading,
        "position": position,
        "place": place,
        "entity": party.id,
        "role": party.role,
        "faction": party.faction,
        "people": list(party.people),
    }


def _all_reports() -> AnySelect:
    of_document = (schema.reading.c.document, schema.reading.c.recorded_at)
    return select(schema.report, *of_document).join(schema.reading, schema.reading.c.number == schema.report.c.reading)


def _report_rows(
    connection: Connection, clocks: Clocks, parties: Collection[str], types: Collection[str]
) -> Sequence[AnyRow]:
    query = _all_reports()
    if clocks.known_at is not None:
        query = query.where(schema.reading.c.recorded_at <= clocks.known_at)
    if types:
        query = query.where(schema.report.c.type.in_(sorted(types)))
    if parties:
        side = schema.party.c
        naming = select(side.reading, side.position).where(side.entity.in_(sorted(parties))).distinct().subquery()
        query = query.join(
            naming,
            (naming.c.reading == schema.report.c.reading) & (naming.c.position == schema.report.c.position),
        )
    return connection.execute(query).all()


def _sides(connection: Connection, readings: Iterable[int]) -> dict[tuple[int, int], list[Party]]:
    """The parties of each report, by (reading, position)."""
    columns = schema.party.c
    query = select(schema.party).order_by(columns.reading, columns.position, columns.place)
    sides: dict[tuple[int, int], list[Party]] = {}
    for row in _chunked(connection, query, columns.reading, readings):
        made = Party(row.entity, row.role, tuple(row.people), row.faction)
        sides.setdefault((row.reading, row.position), []).append(made)
    return sides


def _made(connection: Connection, rows: Sequence[AnyRow], documents: dict[int, Document]) -> list[StoredReport]:
    sides = _sides(connection, {row.reading for row in rows})
    made = [_stored(row, documents[row.document], sides.get((row.reading, row.position), ())) for row in rows]
    return sorted(made, key=lambda r: r.id)


def _latest(
    rows: Sequence[AnyRow], ends: dict[int, datetime.datetime | None]
) -> tuple[AnyRow, datetime.datetime | None]:
    """Of the readings that hold a report the one that stands, else the last to have stood, and when that ended."""
    for row in rows:
        if ends[row.reading] is None:
            return row, None
    last = max(rows, key=lambda row: (ends[row.reading], row.reading))
    return last, ends[last.reading]


def _stored(
    row: AnyRow, document: Document, parties: Sequence[Party], retracted_at: datetime.datetime | None = None
) -> StoredReport:
    made = Report(
        row.type,
        tuple(parties),
        row.status,
        tuple(Evidence.of(document.text, start, end) for start, end in row.evidence),
        change=row.change,
        topics=tuple(row.topics),
        when=TimeSpan.parse(row.when) if row.when else None,
        place=row.place,
        source=row.source,
        confidence=row.confidence,
        plover=PloverCode(row.plover_type, row.plover_mode) if row.plover_type else None,
        cameo=row.cameo,
    )
    return StoredReport(row.id, document, made, row.recorded_at, retracted_at)


def _sighting(row: AnyRow) -> Sighting:
    return Sighting(
        row.document, row.source, row.name, row.url, row.publisher, row.title, _published(row), row.recorded_at
    )


def _published(row: AnyRow) -> Published:
    return Published(row.published, row.how, tuple(datetime.date.fromisoformat(day) for day in row.candidates))


def _document(name: str, body: str, standing: _Standing) -> Document:
    """The document as its sightings tell of it; each particular is that of the first which has it."""
    ranked = lead(standing.sightings)
    return Document(
        name,
        body,
        standing.published,
        publisher=next((s.publisher for s in ranked if s.publisher), None),
        url=next((s.url for s in ranked if s.url), None),
        title=next((s.title for s in ranked if s.title), None),
    )


def _hit(document: Document, places: tuple[tuple[int, int], ...]) -> SearchHit:
    start, end = search.snippet(document.text, places)
    return SearchHit(document, start, end, document.text[start:end], len(places))


def _within(document: Document, since: datetime.date | None, until: datetime.date | None) -> bool:
    day = document.published.date
    if day is None:
        return since is None and until is None
    return (since is None or since <= day) and (until is None or day <= until)


def _days_back(document: Document) -> int:
    """A sort key that puts the latest publication first and the unknown last."""
    return -document.published.date.toordinal() if document.published.date else 0

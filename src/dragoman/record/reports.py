"""The reports of the record: found by party and type, and made again from their rows and their document's words."""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.sql import ColumnElement

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Evidence
from dragoman.model.event import StoredReport
from dragoman.model.report import Party, PloverCode, Report
from dragoman.model.timespan import TimeSpan
from dragoman.record import schema
from dragoman.record.rows import AnyRow, AnySelect, chunked
from dragoman.record.shelf import Shelf

__all__ = ["all_reports", "one_report", "reports_of", "standing_reports"]


def standing_reports(
    connection: Connection,
    clocks: Clocks,
    parties: Collection[str],
    types: Collection[str],
    *,
    together: bool = False,
    beside: bool = False,
    sides: Sequence[Collection[str]] = (),
    days: Collection[str] = (),
    alone: bool = False,
) -> list[StoredReport]:
    """The reports that stand at that time, by id.

    Only those that name any of `parties` (all of them if `together`; with `beside` in a reading that names all of
    them somewhere), one of each of `sides`, of any of `types` and whose time is any of `days` (EDTF), where given;
    with `alone` those that name one party and no other.
    """
    query = _known(clocks)
    if days:  # far fewer than there are of a party: found by the day, then looked at
        query = query.where(schema.report.c.when.in_(sorted(days)), *map(_names_one, sides))
    elif sides:
        query = _naming(query, sides)
    if alone:
        one, other = schema.party.alias().c, schema.party.alias().c
        two = (one.reading == other.reading) & (one.position == other.position) & (one.entity != other.entity)
        of_report = (one.reading == schema.report.c.reading) & (one.position == schema.report.c.position)
        query = query.where(~select(one.place).where(two, of_report).exists())
    if types:
        query = query.where(schema.report.c.type.in_(sorted(types)))
    if parties:
        query = _naming(query, [[party] for party in sorted(parties)] if together else [parties])
    if beside:
        side = schema.party.c
        for party in sorted(parties):
            query = query.where(schema.report.c.reading.in_(select(side.reading).where(side.entity == party)))
    return _standing(connection, clocks, connection.execute(query).all())


def reports_of(connection: Connection, clocks: Clocks, documents: Iterable[str]) -> list[StoredReport]:
    """All reports that stand at that time of the documents with these hashes, by id."""
    query = _known(clocks).join(schema.document, schema.document.c.number == schema.reading.c.document)
    return _standing(connection, clocks, list(chunked(connection, query, schema.document.c.hash, documents)))


def all_reports(connection: Connection) -> list[StoredReport]:
    """The reports of every reading, by id."""
    rows = connection.execute(_all()).all()
    return _made(connection, rows, Shelf(connection, Clocks()).documents({row.document for row in rows}))


def one_report(connection: Connection, id: str) -> StoredReport | None:
    """The report of that id, with the moment from which another reading of its document stands instead."""
    rows = connection.execute(_all().where(schema.report.c.id == id)).all()
    if not rows:
        return None
    shelf = Shelf(connection, Clocks())
    row, retracted_at = _latest(rows, shelf.terms(rows[0].document))
    (made,) = _made(connection, [row], shelf.documents([row.document]))
    return dataclasses.replace(made, retracted_at=retracted_at)


def _all() -> AnySelect:
    of_document = (schema.reading.c.document, schema.reading.c.recorded_at)
    return select(schema.report, *of_document).join(schema.reading, schema.reading.c.number == schema.report.c.reading)


def _known(clocks: Clocks) -> AnySelect:
    """All reports of the readings known at that time."""
    query = _all()
    return query if clocks.known_at is None else query.where(schema.reading.c.recorded_at <= clocks.known_at)


def _names_one(side: Collection[str]) -> ColumnElement[bool]:
    """That a report names a party of this side."""
    one = schema.party.alias().c
    of_report = (one.reading == schema.report.c.reading) & (one.position == schema.report.c.position)
    return select(one.place).where(of_report, one.entity.in_(sorted(side))).exists()


def _naming(query: AnySelect, sides: Sequence[Collection[str]]) -> AnySelect:
    """Only the reports that name one party of each side: a join of `party` with itself."""
    named = [schema.party.alias() for _ in sides]
    first = named[0].c
    naming = select(first.reading, first.position)
    for other in named[1:]:
        naming = naming.join(other, (other.c.reading == first.reading) & (other.c.position == first.position))
    naming = naming.where(*(one.c.entity.in_(sorted(side)) for one, side in zip(named, sides, strict=True)))
    found = naming.distinct().subquery()
    return query.join(
        found, (found.c.reading == schema.report.c.reading) & (found.c.position == schema.report.c.position)
    )


def _standing(connection: Connection, clocks: Clocks, rows: Sequence[AnyRow]) -> list[StoredReport]:
    """The reports of those rows whose reading stands."""
    shelf = Shelf(connection, clocks)
    standing = shelf.standing({row.document for row in rows})
    rows = [row for row in rows if row.document in standing and standing[row.document].reading == row.reading]
    return _made(connection, rows, shelf.shelved({row.document: standing[row.document] for row in rows}))


def _sides(connection: Connection, readings: Iterable[int]) -> dict[tuple[int, int], list[Party]]:
    """The parties of each report, by (reading, position)."""
    columns = schema.party.c
    query = select(schema.party).order_by(columns.reading, columns.position, columns.place)
    sides: dict[tuple[int, int], list[Party]] = {}
    for row in chunked(connection, query, columns.reading, readings):
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


def _stored(row: AnyRow, document: Document, parties: Sequence[Party]) -> StoredReport:
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
    return StoredReport(row.id, document, made, row.recorded_at)

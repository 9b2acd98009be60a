"""The reports of the record: found by party and type, and made again from their rows and their document's words."""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Evidence
from dragoman.model.event import StoredReport
from dragoman.model.report import Party, PloverCode, Report
from dragoman.model.timespan import TimeSpan
from dragoman.record import schema
from dragoman.record.rows import AnyRow, AnySelect, chunked
from dragoman.record.shelf import Shelf

__all__ = ["all_reports", "one_report", "reports_of", "standing_reports"]

_FEW = 1000
"""How far the reports of a party are counted at first, to see of which there are fewer."""


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
    report = schema.report.c
    found_by_party = bool(parties or sides) and not days and not alone
    if alone:
        query = query.where(report.sole.is_not(None))
    if days:  # far fewer than there are of a party: found by the day, then looked at
        told = [_checked(report.sole).in_(sorted(side)) if alone else _names_one(side, report) for side in sides]
        query = query.where(report.when.in_(sorted(days)), *told)
    elif alone:
        query = query.where(*(report.sole.in_(sorted(side)) for side in sides))
    elif sides:
        query = _naming(connection, query, sides)
    if types:
        query = query.where((_checked(report.type) if found_by_party else report.type).in_(sorted(types)))
    if parties:
        query = _naming(connection, query, [[party] for party in sorted(parties)] if together else [parties])
    if beside:
        side = schema.party.c
        for party in sorted(parties):
            query = query.where(report.reading.in_(select(side.reading).where(side.entity == party)))
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


def _checked(column: ColumnElement[str | None]) -> ColumnElement[str]:
    """A column to be looked at in rows found by others: SQLite cannot tell that its own index would find far more."""
    return func.coalesce(column, "")


def _names_one(side: Collection[str], of: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[bool]:
    """That the report of these columns (a reading and a position) names a party of this side."""
    one = schema.party.alias().c
    of_report = (one.reading == of.reading) & (one.position == of.position)
    return select(one.place).where(of_report, one.entity.in_(sorted(side))).exists()


def _naming(connection: Connection, query: AnySelect, sides: Sequence[Collection[str]]) -> AnySelect:
    """Only the reports that name one party of each side: those of the rarest, of which the others are looked for."""
    first, *others = _rarest_first(connection, sides)
    one = schema.party.alias().c
    naming = select(one.reading, one.position).where(one.entity.in_(sorted(first)))
    found = naming.where(*(_names_one(side, one) for side in others)).distinct().subquery()
    return query.join(
        found, (found.c.reading == schema.report.c.reading) & (found.c.position == schema.report.c.position)
    )


def _rarest_first(connection: Connection, sides: Sequence[Collection[str]]) -> list[Collection[str]]:
    """The sides, that of which the fewest reports tell first; none is counted much further than that one goes."""
    if len(sides) < 2:
        return list(sides)
    entity = schema.party.c.entity
    limit = _FEW
    while True:
        some = [select(entity).where(entity.in_(sorted(side))).limit(limit).subquery() for side in sides]
        counted = (select(func.count()).select_from(one).scalar_subquery() for one in some)
        counts = connection.execute(select(*counted)).one()
        if min(counts) < limit:
            break
        limit *= 4
    order = sorted(range(len(sides)), key=lambda n: counts[n])
    return [sides[n] for n in order]


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

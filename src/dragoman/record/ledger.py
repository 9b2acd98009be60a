"""The ledger of rulings in the database: adds one, and gives those that were known at a time."""

import datetime
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from dragoman.errors import UnknownId, UsageError
from dragoman.model.clocks import Clocks
from dragoman.record import schema
from dragoman.record.rows import AnyRow
from dragoman.record.rulings import Anchor, Ruling, in_force

__all__ = ["all_rulings", "known_rulings", "record_ruling", "record_undoing"]


def known_rulings(connection: Connection, clocks: Clocks) -> list[Ruling]:
    """The rulings in force at that time, in the order in which they were made."""
    return in_force(all_rulings(connection, clocks))


def all_rulings(connection: Connection, clocks: Clocks) -> list[Ruling]:
    """Every ruling known at that time, undone or not, and every undoing."""
    query = select(schema.ruling).order_by(schema.ruling.c.number)
    if clocks.known_at is not None:
        query = query.where(schema.ruling.c.recorded_at <= clocks.known_at)
    return [_ruling(row) for row in connection.execute(query)]


def record_ruling(
    connection: Connection,
    moment: datetime.datetime,
    kind: str,
    subjects: Sequence[Sequence[Anchor]],
    *,
    field: str | None,
    value: str | None,
    by: str,
    why: str,
) -> Ruling:
    """Add a judgement or a correction."""
    return _added(
        connection,
        {
            "kind": kind,
            "field": field,
            "value": value,
            "subjects": [[anchor.to_json() for anchor in side] for side in subjects],
            "by": by,
            "why": why,
            "recorded_at": moment,
        },
    )


def record_undoing(connection: Connection, moment: datetime.datetime, id: str, *, by: str, why: str) -> Ruling:
    """Add the undoing of the ruling of that id; undoing an undoing brings the ruling back.

    Raises:
        UnknownId: there is no such ruling.
        UsageError: it is undone already.
    """
    number = _number(id)
    columns = schema.ruling.c
    if number is None or connection.scalar(select(columns.number).where(columns.number == number)) is None:
        raise UnknownId(f"no ruling has the id {id!r}", hint="`dragoman review --rulings` lists those in force")
    if _is_undone(connection, number):
        raise UsageError(f"the ruling {id} is undone already", hint="undo its undoing to bring it back")
    row = {"kind": "undo", "subjects": [], "undoes": number, "by": by, "why": why, "recorded_at": moment}
    return _added(connection, row)


def _is_undone(connection: Connection, number: int) -> bool:
    """Whether an undoing that is not itself undone speaks of the ruling."""
    columns = schema.ruling.c
    undoings = connection.scalars(select(columns.number).where(columns.undoes == number)).all()
    return any(not _is_undone(connection, undoing) for undoing in undoings)


def _added(connection: Connection, row: dict[str, object]) -> Ruling:
    key = connection.execute(insert(schema.ruling).values(row)).inserted_primary_key
    assert key is not None  # the table counts its rows itself
    return _ruling(connection.execute(select(schema.ruling).where(schema.ruling.c.number == key[0])).one())


def _ruling(row: AnyRow) -> Ruling:
    return Ruling(
        _id(row.number),
        row.kind,
        row.field,
        row.value,
        tuple(tuple(Anchor.from_json(anchor) for anchor in side) for side in row.subjects),
        _id(row.undoes) if row.undoes is not None else None,
        row.by,
        row.why,
        row.recorded_at,
    )


def _id(number: int) -> str:
    return f"u{number}"


def _number(id: str) -> int | None:
    figures = id.removeprefix("u")
    # More figures than the database counts with are no number of a ruling.
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 10 and id != figures else None

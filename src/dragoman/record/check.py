"""Proves a record: every text is what its hash says, every report what its id says, and nothing hangs in the air."""

import datetime
import itertools
from collections.abc import Iterator

from sqlalchemy import Connection, ForeignKeyConstraint, FromClause, Table, case, func, inspect, select, text
from sqlalchemy.sql import ColumnElement

from dragoman.errors import BadDate
from dragoman.model.clocks import Clocks
from dragoman.model.document import content_hash
from dragoman.model.report import report_id
from dragoman.record import schema, search
from dragoman.record.coverage import counted, recounted
from dragoman.record.engine import reads
from dragoman.record.standing import INFERRED
from dragoman.record.store import Store
from dragoman.record.view import assemble

__all__ = ["check"]


def check(store: Store) -> list[str]:
    """What is wrong with the record, one line each; nothing when all is well.

    Raises:
        RecordError: the record cannot be read at all.
    """
    with reads(store.engine, store.address) as connection:
        # Each look rests on what the ones before it found sound.
        problems = [*_file(connection), *_schema(connection)]
        if not problems:
            looks = (_references, _texts, _index, _finds)
            problems = [problem for look in looks for problem in look(connection)]
        if not problems:
            problems = list(_coverage(connection))
    return problems or list(_reports(store))


def _file(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        found = connection.scalars(text("PRAGMA integrity_check(20)")).all()
        yield from (f"the file is damaged: {line}" for line in found if line != "ok")


def _schema(connection: Connection) -> Iterator[str]:
    present = inspect(connection)
    for table in schema.metadata.sorted_tables:
        if not present.has_table(table.name):
            yield f"table {table.name} is missing"
            continue
        missing = set(table.columns.keys()) - {column["name"] for column in present.get_columns(table.name)}
        yield from (f"column {table.name}.{name} is missing" for name in sorted(missing))


def _references(connection: Connection) -> Iterator[str]:
    """Rows that refer to rows which are not there."""
    for table in schema.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            parent = key.referred_table.alias()  # a table may refer to itself
            joined = [
                column == parent.c[element.column.name]
                for column, element in zip(key.columns, key.elements, strict=True)
            ]
            lost = _orphans(connection, table, key, parent, joined)
            if lost:
                yield f"{lost} rows of {table.name} refer to a {key.referred_table.name} that is not there"


def _orphans(
    connection: Connection,
    table: Table,
    key: ForeignKeyConstraint,
    parent: FromClause,
    joined: list[ColumnElement[bool]],
) -> int:
    given = [column.is_not(None) for column in key.columns]
    query = select(func.count()).select_from(table).where(*given, ~select(parent).where(*joined).exists())
    return connection.scalar(query) or 0


def _texts(connection: Connection) -> Iterator[str]:
    query = select(schema.document.c.number, schema.document.c.hash, schema.document.c.text)
    for number, hash_, body in connection.execute(query).yield_per(100):
        if content_hash(body) != hash_:
            yield f"document {number} ({hash_}): the text is not the one that was recorded"


def _index(connection: Connection) -> Iterator[str]:
    indexed = search.indexed(connection)
    numbers = set(connection.scalars(select(schema.document.c.number)))
    yield from (f"document {number}: its words cannot be searched" for number in sorted(numbers - indexed))
    yield from (f"the search knows a document {number} that is not there" for number in sorted(indexed - numbers))


def _finds(connection: Connection) -> Iterator[str]:
    """Documents without a sighting, and sightings whose date no reading was made with."""
    sighting, reading, document = schema.sighting.c, schema.reading.c, schema.document.c
    unseen = select(document.hash).where(~select(sighting.digest).where(sighting.document == document.number).exists())
    yield from (f"document {hash_}: no source is recorded for it" for hash_ in connection.scalars(unseen))
    with_its_date = case(
        (sighting.how == "unknown", reading.how.in_(sorted(INFERRED))),
        else_=reading.published.is_not_distinct_from(sighting.published),
    )
    read = select(reading.number).where(reading.document == sighting.document, with_its_date)
    unread = select(sighting.source, sighting.name).where(~read.exists())
    for source, name in connection.execute(unread):
        yield f"document {name} of {source}: it was never read with the date that this source gives"


def _coverage(connection: Connection) -> Iterator[str]:
    """Counters that do not stand at the number of documents they count."""
    counters, documents = counted(connection), recounted(connection)
    for publisher, day in sorted(counters.keys() | documents.keys()):
        told, there = counters.get((publisher, day), 0), documents.get((publisher, day), 0)
        if told != there:
            when = datetime.date.fromordinal(day).isoformat() if day else "no known day"
            yield f"{there} documents of {publisher or 'all publishers'} and {when} are counted as {told}"


def _reports(store: Store) -> Iterator[str]:
    try:
        reports, standing = store.ever_reported(), store.reports(Clocks())
    except (ValueError, BadDate) as error:
        yield f"a report cannot be re-read: {error}"
        return
    for one in reports:
        if report_id(one.document.hash, one.report) != one.id:
            yield f"report {one.id} of document {one.document.id}: it does not say what was recorded"
    ids = sorted(event.id for event in assemble(standing))
    yield from (f"two events have the id {a}" for a, b in itertools.pairwise(ids) if a == b)

"""How much the record covers, on both clocks, without looking at its documents: counters that are only added to.

A counter counts the documents of one day of publication, all of them or those of one publisher. Each row gives its
value from a moment on; so the value at a time is that of the last row by then, and a question costs as many looks as
there are days and publishers.
"""

import datetime
import hashlib
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import CTE, Connection, Select, func, insert, select

from dragoman.model.clocks import Clocks
from dragoman.record import schema
from dragoman.record.shelf import Shelf, Standing

__all__ = ["Count", "Coverage", "count_change", "counted", "counts_of", "covered", "key_of", "recounted"]

_ALL = ""
"""The key of the counters of all documents."""

_UNKNOWN = 0
"""The day of documents whose day is not known."""

Count = tuple[str, int]
"""Which counter: the publisher, or `_ALL`, and the day as an ordinal, or `_UNKNOWN`."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a record covers: how many documents, of which publishers, published from which day to which."""

    documents: int
    publishers: tuple[str, ...]
    first: datetime.date | None
    last: datetime.date | None


def counts_of(standing: Standing | None) -> set[Count]:
    """The counters that a document is counted in; none where it is not there."""
    if standing is None:
        return set()
    day = standing.published.date.toordinal() if standing.published.date else _UNKNOWN
    publishers = {sighting.publisher for sighting in standing.sightings if sighting.publisher}
    return {(publisher, day) for publisher in (_ALL, *publishers)}


def count_change(connection: Connection, moment: datetime.datetime, before: set[Count], after: set[Count]) -> None:
    """Count a document no longer in `before` but in `after`."""
    for step, counts in ((-1, before - after), (1, after - before)):
        for publisher, day in sorted(counts):
            columns = schema.coverage.c
            last = select(columns.documents).where(columns.key == key_of(publisher), columns.day == day)
            number = connection.scalar(last.order_by(columns.number.desc()).limit(1)) or 0
            row = {
                "key": key_of(publisher),
                "publisher": publisher,
                "day": day,
                "documents": number + step,
                "recorded_at": moment,
            }
            connection.execute(insert(schema.coverage).values(row))


def covered(connection: Connection, clocks: Clocks) -> Coverage:
    """What the record covers at that time."""
    counts = dict(connection.execute(_counters(_ALL, clocks)).all())
    days = [datetime.date.fromordinal(day) for day in counts if day != _UNKNOWN]
    publishers = []
    for key, publisher in connection.execute(_publishers()):
        if connection.execute(_counters(key, clocks).limit(1)).first():
            publishers.append(publisher)
    return Coverage(sum(counts.values()), tuple(sorted(publishers)), min(days, default=None), max(days, default=None))


def counted(connection: Connection) -> dict[Count, int]:
    """All counters as they stand now, but for those that stand at nothing."""
    columns = schema.coverage.c
    last = select(func.max(columns.number)).group_by(columns.key, columns.day)
    query = select(columns.publisher, columns.day, columns.documents).where(columns.number.in_(last))
    return {(publisher, day): number for publisher, day, number in connection.execute(query) if number}


def recounted(connection: Connection) -> dict[Count, int]:
    """What the counters should stand at, by the documents themselves."""
    standing = Shelf(connection, Clocks()).standing().values()
    return dict(Counter(count for one in standing for count in counts_of(one)))


def key_of(publisher: str) -> str:
    """What the counters of a publisher are found by: databases limit how long an entry of an index may be."""
    return hashlib.sha256(publisher.encode("utf-8", "surrogatepass")).hexdigest()[:32] if publisher else _ALL


def _counters(key: str, clocks: Clocks) -> Select[int, int]:
    """Day and number of documents of the counters of a key that count any at that time, the first day first."""
    days = _days(key)
    row = schema.coverage.alias()
    value = select(row.c.documents).where(row.c.key == key, row.c.day == days.c.day)
    if clocks.known_at is not None:
        value = value.where(row.c.recorded_at <= clocks.known_at)
    number = value.order_by(row.c.number.desc()).limit(1).scalar_subquery()
    query = select(days.c.day, number).where(number > 0)
    if clocks.as_of is not None:
        query = query.where(days.c.day != _UNKNOWN, days.c.day <= clocks.as_of.toordinal())
    return query


def _days(key: str) -> CTE:
    """The days of a key, each found from the one before it by the index, without looking at the rows between."""
    first, later = schema.coverage.alias(), schema.coverage.alias()
    days = select(func.min(first.c.day).label("day")).where(first.c.key == key).cte(recursive=True)
    after = select(func.min(later.c.day)).where(later.c.key == key, later.c.day > days.c.day).scalar_subquery()
    return days.union_all(select(after).where(days.c.day.is_not(None)))


def _publishers() -> Select[str, str]:
    """The keys and names of all publishers, found in the same way."""
    first, later, named = schema.coverage.alias(), schema.coverage.alias(), schema.coverage.alias()
    keys = select(func.min(first.c.key).label("key")).where(first.c.key > _ALL).cte(recursive=True)
    after = select(func.min(later.c.key)).where(later.c.key > keys.c.key).scalar_subquery()
    keys = keys.union_all(select(after).where(keys.c.key.is_not(None)))
    name = select(named.c.publisher).where(named.c.key == keys.c.key).limit(1).scalar_subquery()
    return select(keys.c.key, name).where(keys.c.key.is_not(None))

"""Counters of what the record covers, worked out for all that is in it, for every moment of its past."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from dragoman.model.document import Published
from dragoman.record.schema import AnyText, Moment
from dragoman.record.standing import Reading, Sighting, stand

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Step = tuple[datetime.datetime, int, str, int, int]
"""From when on, for which document, which publisher and day count one more, or one less."""


def upgrade() -> None:
    """Make the table, and count."""
    table = op.create_table(
        "coverage",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("publisher", AnyText, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Index("ix_coverage_key", "key", "day", "number"),
    )
    counts: Counter[tuple[str, int]] = Counter()
    for moment, _, publisher, day, step in sorted(_steps(op.get_bind())):
        counts[publisher, day] += step
        key = hashlib.sha256(publisher.encode("utf-8", "surrogatepass")).hexdigest()[:32] if publisher else ""
        op.get_bind().execute(
            sa.insert(table).values(
                key=key, publisher=publisher, day=day, documents=counts[publisher, day], recorded_at=moment
            )
        )


def downgrade() -> None:
    """Count no more."""
    op.drop_table("coverage")


def _steps(connection: sa.Connection) -> Iterator[Step]:
    """What is counted from which moment on, or no longer, document by document."""
    for number in connection.scalars(_NUMBERS).all():
        sightings = [_sighting(row) for row in connection.execute(_SIGHTINGS, {"number": number})]
        readings = [_reading(row) for row in connection.execute(_READINGS, {"number": number})]
        before: set[tuple[str, int]] = set()
        for moment in sorted({s.recorded_at for s in sightings} | {r.recorded_at for r in readings}):
            seen = [s for s in sightings if s.recorded_at <= moment]
            day, _ = stand(seen, [r for r in readings if r.recorded_at <= moment])
            ordinal = day.date.toordinal() if day.date else 0
            after = {(publisher, ordinal) for publisher in ("", *(s.publisher for s in seen if s.publisher))}
            yield from ((moment, number, *count, -1) for count in before - after)
            yield from ((moment, number, *count, 1) for count in after - before)
            before = after


def _columns(*columns: tuple[str, sa.types.TypeEngine[Any]]) -> list[sa.ColumnClause[Any]]:
    return [sa.column(name, type_) for name, type_ in columns]


_DATED = (("published", sa.Date()), ("how", sa.Text()), ("candidates", sa.JSON()), ("recorded_at", Moment()))
_SIGHTING = [(name, AnyText()) for name in ("source", "name", "url", "publisher", "title")]
_NUMBERS = sa.select(sa.column("number", sa.Integer())).select_from(sa.table("document"))
_OF_DOCUMENT = sa.column("document", sa.Integer()) == sa.bindparam("number")
_SIGHTINGS = sa.select(*_columns(*_SIGHTING, *_DATED)).select_from(sa.table("sighting")).where(_OF_DOCUMENT)
_READINGS = (
    sa.select(*_columns(("number", sa.Integer()), ("reader", sa.Text()), *_DATED))
    .select_from(sa.table("reading"))
    .where(_OF_DOCUMENT)
)


def _sighting(row: Any) -> Sighting:
    return Sighting(0, row.source, row.name, row.url, row.publisher, row.title, _published(row), row.recorded_at)


def _reading(row: Any) -> Reading:
    return Reading(row.number, 0, row.reader, _published(row), row.recorded_at)


def _published(row: Any) -> Published:
    return Published(row.published, row.how, tuple(datetime.date.fromisoformat(day) for day in row.candidates))

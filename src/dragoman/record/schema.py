"""The tables of the record: rows are added and never changed, so every past state can be told from `recorded_at`.

    document   one text, by the hash of its content
    sighting   a source in which that text was found: the id, date, publisher and address it bore there
    reading    what a reader made of the text, taking it to be published on a given day (or on no known day)
    report     one account of one event in a reading;  party  who takes part in it
    ruling     what a person said of reports: a judgement, a correction, or the undoing of one
    coverage   how many documents of a publisher and day there are, from a moment on
    notice     by what the texts are looked for that a text corrects or withdraws, where it says that it does

Which reading of a document stands is not stored. It follows from the sightings and readings known at a time
(`Store`), so that the order in which they arrived does not matter and nothing has to be updated.
"""

import datetime
import re

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import ForeignKeyConstraint, PrimaryKeyConstraint

__all__ = [
    "HEAD",
    "VERSION_TABLE",
    "AnyText",
    "Moment",
    "coverage",
    "document",
    "metadata",
    "notice",
    "party",
    "reading",
    "report",
    "ruling",
    "sighting",
    "utc",
]

HEAD = "0005"
"""The last migration; with those before it it makes the tables below."""

VERSION_TABLE = "dragoman_version"
"""Where a record says which migration it stands at; its presence is what makes a database a record."""

_ESCAPE = "\x1a"
_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


class AnyText(TypeDecorator[str]):
    """Any Python string, as it is: NUL and lone surrogates, which databases refuse, are kept as escapes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The string as the database holds it."""
        return None if value is None else _UNSTORABLE.sub(lambda m: f"{_ESCAPE}{ord(m[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The string as it was given."""
        return None if value is None else self.unescape(value)

    @staticmethod
    def unescape(value: str) -> str:
        """The string that is held as `value`."""
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)


class Moment(TypeDecorator[datetime.datetime]):
    """A moment in UTC, whatever the database thinks of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """The moment in UTC."""
        return None if value is None else utc(value)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """The moment in UTC, with its zone."""
        return None if value is None else utc(value)


def utc(moment: datetime.datetime) -> datetime.datetime:
    """`moment` in UTC; one without a zone is taken to be UTC."""
    return moment.replace(tzinfo=datetime.UTC) if moment.tzinfo is None else moment.astimezone(datetime.UTC)


metadata = MetaData()

document = Table(
    "document",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("hash", AnyText, nullable=False, unique=True),
    Column("text", AnyText, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    Column("digest", String(64), primary_key=True),  # of all columns but `recorded_at`: the same find is one row
    Column("document", Integer, ForeignKey("document.number"), nullable=False, index=True),
    Column("source", AnyText, nullable=False),
    Column("name", AnyText, nullable=False),  # Document.id, as this source gave it
    Column("url", AnyText),
    Column("publisher", AnyText),
    Column("title", AnyText),
    Column("published", Date),
    Column("how", String(32), nullable=False),
    Column("candidates", JSON, nullable=False),  # ISO days
    Column("recorded_at", Moment, nullable=False, index=True),
    # A name or an address may be longer than an entry of a tree.
    Index("ix_sighting_name", "name", postgresql_using="hash"),
    Index("ix_sighting_url", "url", postgresql_using="hash"),
)

reading = Table(
    "reading",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("document.number"), nullable=False, index=True),
    Column("reader", String(200), nullable=False),
    Column("published", Date),  # the day that relative dates were resolved against
    Column("how", String(32), nullable=False),
    Column("candidates", JSON, nullable=False),  # ISO days
    Column("recorded_at", Moment, nullable=False, index=True),
)

_IS_SOLE = text("sole IS NOT NULL")

report = Table(
    "report",
    metadata,
    Column("reading", Integer, ForeignKey("reading.number"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", AnyText, nullable=False, index=True),
    Column("type", AnyText, nullable=False, index=True),
    Column("sole", AnyText),  # its party, where it names one alone
    Column("change", String(64)),
    Column("status", String(32), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("when", String(64)),  # EDTF
    Column("place", AnyText),
    Column("source", AnyText),
    Column("confidence", Float, nullable=False),
    Column("plover_type", String(64)),
    Column("plover_mode", String(64)),
    Column("cameo", String(16)),
    Column("evidence", JSON, nullable=False),  # [[start, end], …]; the words are re-read from the document
    PrimaryKeyConstraint("reading", "position"),
    UniqueConstraint("reading", "id"),
    Index("ix_report_when", "when", "type"),
    Index("ix_report_sole", "sole", "type", sqlite_where=_IS_SOLE, postgresql_where=_IS_SOLE),
    Index("ix_report_sole_when", "when", "type", sqlite_where=_IS_SOLE, postgresql_where=_IS_SOLE),
)

party = Table(
    "party",
    metadata,
    Column("reading", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # its place among the parties of the report
    Column("entity", AnyText, nullable=False),
    Column("role", String(32), nullable=False),
    Column("faction", AnyText),
    Column("people", JSON, nullable=False),
    PrimaryKeyConstraint("reading", "position", "place"),
    ForeignKeyConstraint(["reading", "position"], ["report.reading", "report.position"]),
    Index("ix_party_entity", "entity", "reading", "position"),
)

ruling = Table(
    "ruling",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # judge, correct, undo
    Column("field", String(32)),
    Column("value", AnyText),
    Column("subjects", JSON, nullable=False),  # [[anchor, …], …]: the reports it is about (`rulings.Anchor`)
    Column("undoes", Integer, ForeignKey("ruling.number")),
    Column("by", AnyText, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("recorded_at", Moment, nullable=False, index=True),
)

coverage = Table(
    "coverage",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", String(32), nullable=False),  # a digest of the publisher; empty for all documents
    Column("publisher", AnyText, nullable=False),
    Column("day", Integer, nullable=False),  # of publication, as an ordinal; 0 where it is unknown
    Column("documents", Integer, nullable=False),  # how many from now on
    Column("recorded_at", Moment, nullable=False),
    Index("ix_coverage_key", "key", "day", "number"),
)

notice = Table(
    "notice",
    metadata,
    Column("document", Integer, ForeignKey("document.number"), nullable=False),
    Column("key", String(32), nullable=False),  # one of `merge.notices.notice_keys`
    PrimaryKeyConstraint("key", "document"),
    Index("ix_notice_document", "document"),
)

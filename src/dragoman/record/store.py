"""Store: the record of documents and their reports, append-only, as it stood at any time on either clock.

Nothing is updated or deleted. A document's date, its name and the reports that stand of it are worked out from the
sightings and readings known at the time asked for (`standing`), so they do not depend on the order of arrival.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Engine

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import StoredReport
from dragoman.model.report import Report
from dragoman.record import schema, search
from dragoman.record.adding import Addition, insist_on_evidence, is_held, not_before
from dragoman.record.engine import open_engine, reads, writes
from dragoman.record.reports import all_reports, one_report, standing_reports
from dragoman.record.rows import document_number
from dragoman.record.search import SearchHit
from dragoman.record.shelf import Shelf
from dragoman.record.standing import unnumbered

__all__ = ["Coverage", "Store"]


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
        insist_on_evidence(document, reports, source)
        with writes(self.engine, self.address) as connection:
            addition = Addition(connection, not_before(connection, schema.utc(now)))
            return addition.add(document, reports, source=source, reader=reader)

    def holds(self, document: Document, *, source: str, reader: str) -> bool:
        """Whether this find of the document is recorded, and read by this reader with this date of publication.

        A document whose date no source gives may be asked for before or after a reader inferred it.
        """
        with reads(self.engine, self.address) as connection:
            return is_held(connection, document, source, reader)

    def documents(self, clocks: Clocks) -> list[Document]:
        """The documents there are, by id."""
        with reads(self.engine, self.address) as connection:
            found = Shelf(connection, clocks).documents()
        return sorted(found.values(), key=lambda d: (d.id, d.hash))

    def document(self, id_or_hash: str, clocks: Clocks) -> Document | None:
        """The document of that id (`id~2` too) or content hash; None when there is none at that time."""
        with reads(self.engine, self.address) as connection:
            shelf = Shelf(connection, clocks)
            number = document_number(connection, id_or_hash)
            numbers = {number} if number is not None else shelf.named({id_or_hash, unnumbered(id_or_hash)})
            found = shelf.documents(numbers).values()
        return next((d for d in found if id_or_hash in (d.id, d.hash)), None)

    def reports(
        self, clocks: Clocks, *, parties: Collection[str] = (), types: Collection[str] = ()
    ) -> list[StoredReport]:
        """The reports that stand; only those that name any of `parties`, and of any of `types`, where given. By id."""
        with reads(self.engine, self.address) as connection:
            return standing_reports(connection, clocks, parties, types)

    def ever_reported(self) -> list[StoredReport]:
        """Every report of every reading, whether it stands or not, by id."""
        with reads(self.engine, self.address) as connection:
            return all_reports(connection)

    def report(self, id: str) -> StoredReport | None:
        """The report of that id, retracted or not; None when there never was one.

        It is retracted from the moment on at which another reading of its document stands instead.
        """
        with reads(self.engine, self.address) as connection:
            return one_report(connection, id)

    def coverage(self, clocks: Clocks) -> Coverage:
        """What there is to answer from."""
        with reads(self.engine, self.address) as connection:
            standing = Shelf(connection, clocks).standing()
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
            documents = Shelf(connection, clocks).documents(found)
        hits = [
            _hit(document, found[number]) for number, document in documents.items() if _within(document, since, until)
        ]
        return sorted(hits, key=lambda h: (-h.rank, _days_back(h.document), h.document.id))


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

"""Intake: what is found in sources on its way to a reader, and what becomes of it; failures are told, not raised."""

import datetime
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dragoman.errors import SourceError
from dragoman.extract.times import Timex, find_times
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Published
from dragoman.read.published import parse_day
from dragoman.read.sources import Found, Row, Stated, read_rows, read_sources
from dragoman.record.standing import Sighting, base_name, name_all, published
from dragoman.record.store import Store

if TYPE_CHECKING:
    from dragoman.extract.coder import CodeItem
    from dragoman.extract.pipeline import Reading

__all__ = ["Dated", "Run", "Watcher", "code_item", "date_row", "found_in", "made_of_rows", "name_texts", "tell_day"]

Made = TypeVar("Made")
_NEVER = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


class Watcher:
    """Whoever wants to know how a run goes; this one does not."""

    def failed(self, error: SourceError) -> None:
        """A source, or a line of one, cannot be read; the others are."""

    def warned(self, text: str) -> None:
        """Something the user should know that is no failure."""

    def began(self, total: int) -> None:
        """There are about `total` documents to read; where this is not told, sources are measured in bytes."""

    def advanced(self, position: int) -> None:
        """A document is done, and `position` bytes of all sources (or documents of the total) with it."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The time expressions of a text, under the id that its line gave it."""

    id: object
    timexes: tuple[Timex, ...]


class Run:
    """One run of reading: what goes to the reader, what comes back from it, and how much of it was new."""

    def __init__(self, store: Store, reader: str, watch: Watcher) -> None:
        self.new = self.known = self.reports = 0
        self._store = store
        self._reader = reader
        self._watch = watch
        # Found but not yet read. The reader gives readings in the order of the documents it took.
        self._waiting: deque[Found] = deque()

    def unread(self, found: Iterable[Found]) -> Iterator[Document]:
        """The documents that the record does not hold yet."""
        for one in found:
            if self._store.holds(one.document, source=one.source, reader=self._reader):
                self.known += 1
                self._watch.advanced(one.position)
            else:
                self._waiting.append(one)
                yield one.document

    def add(self, reading: "Reading") -> None:
        """Record a reading."""
        found = self._waiting.popleft()
        self._warn_of_namesake(reading.document)
        now = datetime.datetime.now(datetime.UTC)
        if self._store.add(reading.document, reading.reports, source=found.source, reader=self._reader, now=now):
            self.new += 1
            self.reports += len(reading.reports)
        else:
            self.known += 1
        self._watch.advanced(found.position)

    def pass_over(self) -> None:
        """The next document could not be read: nothing of it is recorded, so that reading again goes on with it."""
        self._watch.advanced(self._waiting.popleft().position)

    def _warn_of_namesake(self, document: Document) -> None:
        other = self._store.document(document.id, Clocks())
        if other and other.hash != document.hash:
            self._watch.warned(_namesake(document.id))


def tell_day(document: Document, watch: Watcher) -> None:
    """Warns where the text leaves several days for its publication, so that it stays unknown."""
    if document.published.how == "candidates":
        days = ", ".join(day.isoformat() for day in document.published.candidates)
        watch.warned(
            f"{document.id[:40]}: the day of publication is unknown; the text fits {days}: say it with --published"
        )


def found_in(
    sources: Sequence[str], stated: Stated | None, watch: Watcher, stdin: Path | None = None
) -> Iterator[Found]:
    for item in read_sources(sources, stated, stdin=stdin):
        if isinstance(item, SourceError):
            watch.failed(item)
        else:
            yield item


def name_texts(found: Iterable[Found], watch: Watcher) -> dict[str, tuple[str, Published]]:
    """The id and date of each text by its hash, from all sources in which it stands."""
    sightings: dict[str, list[Sighting]] = {}
    for one in found:
        document = one.document
        seen = Sighting(0, one.source, document.id, None, None, None, document.published, _NEVER)
        sightings.setdefault(document.hash, []).append(seen)
    bases = {hash_: base_name(hash_, seen) for hash_, seen in sightings.items()}
    days = {hash_: published(seen) for hash_, seen in sightings.items()}
    given = {one.name for seen in sightings.values() for one in seen}
    names = name_all(bases, {hash_: day.date for hash_, day in days.items()}, given)
    for base in sorted({bases[hash_] for hash_, name in names.items() if name != bases[hash_]}):
        watch.warned(_namesake(base))
    return {hash_: (names[hash_], days[hash_]) for hash_ in sightings}


def made_of_rows(make: Callable[[Row], Made], source: str, watch: Watcher) -> Iterator[tuple[Row, Made]]:
    """What `make` makes of each line of a file of JSON lines; a line that fails is told."""
    for row in read_rows(source):
        try:
            if isinstance(row, SourceError):
                raise row
            made = make(row)
        except SourceError as error:
            watch.failed(error)
        else:
            yield row, made


def date_row(row: Row) -> Dated:
    """The time expressions of the text of a line."""
    return Dated(row.fields.get("id"), tuple(find_times(_text(row, "text"), _day(row, "dct"))))


def code_item(row: Row) -> "CodeItem":
    """The sentence of a line, as the coder takes it."""
    from dragoman.extract.coder import CodeItem

    source, target = (_text(row, name) if row.fields.get(name) is not None else None for name in ("source", "target"))
    return CodeItem(str(row.fields.get("id")), _text(row, "text"), _day(row, "date"), source, target)


def _text(row: Row, name: str) -> str:
    value = row.fields.get(name)
    if not isinstance(value, str):
        raise SourceError(f'"{name}" is missing or no text', where=row.where, hint='a line is {"id": …, "text": …}')
    return value


def _day(row: Row, name: str) -> datetime.date | None:
    value = row.fields.get(name)
    day = parse_day(value) if isinstance(value, str) else None
    if value is not None and day is None:
        raise SourceError(f'"{name}" is {value!r}, not a day', where=row.where, hint="write 2025-10-10, or null")
    return day


def _namesake(id: str) -> str:
    return f"several texts bear the id {id!r}; they are told apart as {id}, {id}~2 and so on, by their dates"

"""Desk: the one object that every surface holds; it introduces the stations to each other and decides nothing."""

import datetime
import difflib
import functools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dragoman.answer.brief import Brief, brief
from dragoman.answer.entries import Relations
from dragoman.answer.relations import relations
from dragoman.answer.timeline import timeline
from dragoman.errors import BadDate, RecordError, SourceError, UnknownId, UsageError
from dragoman.extract.times import Timex, find_times
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Published
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan
from dragoman.read.published import parse_day
from dragoman.read.sources import Found, Row, Stated, document_of, kept_stdin, read_rows, read_sources
from dragoman.record.check import check
from dragoman.record.search import SearchHit
from dragoman.record.standing import Sighting, base_name, name_all, published
from dragoman.record.store import Store
from dragoman.record.view import events

if TYPE_CHECKING:
    from dragoman.extract.coder import CodeItem, CodeResult
    from dragoman.extract.pipeline import Reader, Reading

__all__ = ["Dated", "Desk", "Tally", "Watcher", "clocks", "stated"]

Made = TypeVar("Made")
_NEVER = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)


class Watcher:
    """Whoever wants to know how a run goes; this one does not."""

    def failed(self, error: SourceError) -> None:
        """A source, or a line of one, cannot be read; the others are."""

    def warned(self, text: str) -> None:
        """Something the user should know that is no failure."""

    def advanced(self, position: int) -> None:
        """A document is done, and `position` bytes of all sources with it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run of reading came to: documents new to the record, documents it held already, reports added."""

    new: int
    known: int
    reports: int


@dataclass(frozen=True, slots=True)
class Dated:
    """The time expressions of a text, under the id that its line gave it."""

    id: object
    timexes: tuple[Timex, ...]


def clocks(as_of: str | None = None, known_at: str | None = None) -> Clocks:
    """The two clocks from what a user writes: an EDTF date, and a moment (or a day, to its end) in UTC.

    Raises:
        BadDate: one of them is not a date.
    """
    return Clocks(_last_day(as_of) if as_of else None, _moment(known_at) if known_at else None)


def stated(published: str | None, publisher: str | None) -> Stated:
    """What the user says of all sources of a run.

    Raises:
        BadDate: `published` is not one day.
    """
    span = TimeSpan.parse(published) if published else None
    if span and not span.is_day:
        raise BadDate(f"{published!r} is not one day", hint="write the day of publication as 2025-10-10")
    return Stated(span.earliest if span else None, publisher)


class Desk:
    """The record at `address` and a reader for what comes in; both are opened when needed.

    `model` names the installed spaCy pipeline to read with, None for the one that comes with the package.
    """

    def __init__(self, address: str | None = None, *, model: str | None = None) -> None:
        self.address = address
        self._model = model

    def read(
        self, sources: Sequence[str], *, stated: Stated | None = None, jobs: int = 1, watcher: Watcher | None = None
    ) -> Tally:
        """Read sources into the record, one transaction a document; what it holds already is passed over.

        Interrupted at any moment, everything told as done is kept, and reading again goes on from there.

        Raises:
            RecordError: the record cannot be opened or written.
        """
        watch = watcher or Watcher()
        with self._store(create=True) as store:
            run = _Run(store, self.reader.version, watch)
            for reading in self.reader.read_many(run.unread(_found(sources, stated, watch)), jobs=jobs):
                _tell_day(reading.document, watch)
                run.add(reading)
        return Tally(run.new, run.known, run.reports)

    def extract(
        self, sources: Sequence[str], *, stated: Stated | None = None, jobs: int = 1, watcher: Watcher | None = None
    ) -> "Iterator[Reading]":
        """The reading of each document of the sources, in their order, without a record.

        A text met more than once is one document; ids and dates are given as the record would give them.
        """
        watch = watcher or Watcher()
        with kept_stdin(sources) as stdin:
            named = _name(_found(sources, stated, Watcher(), stdin), watch)
            positions: deque[int] = deque()

            def documents() -> Iterator[Document]:
                for found in _found(sources, stated, watch, stdin):
                    name, day = named.pop(found.document.hash, (None, None))
                    if name and day:
                        positions.append(found.position)
                        yield replace(found.document, id=name, published=day)

            for reading in self.reader.read_many(documents(), jobs=jobs):
                _tell_day(reading.document, watch)
                yield reading
                watch.advanced(positions.popleft())

    def extract_text(self, text: str, *, stated: Stated | None = None) -> "Reading":
        """The reading of one text.

        Raises:
            SourceError: there is no text in it, or too much.
        """
        return self.reader.read(document_of(text, stated))

    def code(
        self, source: str, *, taxonomy: str = "plover", watcher: Watcher | None = None
    ) -> "Iterator[tuple[object, CodeResult]]":
        """The coding of each sentence of a file of JSON lines, with the id as its line gave it, in their order.

        Raises:
            UsageError: `taxonomy` is neither `plover` nor `cameo`.
        """
        # Imported here: a question to the record must not wait for a language model.
        from dragoman.extract.coder import Coder
        from dragoman.extract.pipeline import DEFAULT_MODEL

        watch = watcher or Watcher()
        waiting: deque[Row] = deque()

        def items() -> "Iterator[CodeItem]":
            for row, item in _made(_code_item, source, watch):
                waiting.append(row)
                yield item

        for result in Coder(self._model or DEFAULT_MODEL).code_many(items(), taxonomy):
            row = waiting.popleft()
            yield row.fields.get("id"), result
            watch.advanced(row.position)

    def dates(self, source: str, *, watcher: Watcher | None = None) -> Iterator[Dated]:
        """The time expressions of each text of a file of JSON lines, `dct` being the day it was published."""
        watch = watcher or Watcher()
        for row, dated in _made(_dated, source, watch):
            yield dated
            watch.advanced(row.position)

    def events(
        self,
        *parties: str,
        types: Sequence[str] = (),
        statuses: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        at: Clocks | None = None,
    ) -> list[Event]:
        """The events that name all `parties`, newest first; `since` and `until` are EDTF.

        Raises:
            UsageError: a party, a type, a status or a date is none.
        """
        ontology = Ontology.load()
        _insist("type", types, [known.name for known in ontology.types])
        _insist("status", statuses, ontology.statuses)
        ids = [self._party(party) for party in parties]
        first, last = (TimeSpan.parse(text) if text else None for text in (since, until))
        with self._store() as store:
            known = events(store, at or Clocks(), parties=ids, types=types)
        return timeline(known, parties=ids, types=types, statuses=statuses, since=first, until=last)

    def search(
        self, words: str, *, since: str | None = None, until: str | None = None, at: Clocks | None = None
    ) -> list[SearchHit]:
        """The documents that hold all the words, with a passage each; `since` and `until` bound their publication."""
        first = TimeSpan.parse(since).earliest if since else None
        last = TimeSpan.parse(until).latest if until else None
        with self._store() as store:
            return store.search(words, at or Clocks(), first, last)

    def show(self, id: str, *, at: Clocks | None = None) -> Event | StoredReport | Document:
        """The event, report or document of this id.

        Raises:
            UnknownId: there is none at that time.
        """
        at = at or Clocks()
        with self._store() as store:
            found = (
                store.document(id, at)
                or store.report(id)
                or next((event for event in events(store, at) if event.id == id), None)
            )
        if found is None:
            raise UnknownId(f"no event, report or document has the id {id!r}", hint="`dragoman events` lists events")
        return found

    def relations(self, a: str, b: str, *, at: Clocks | None = None) -> Relations:
        """Where two parties stand.

        Raises:
            UnknownParty: nobody answers to one of the names.
        """
        return self._standing(a, b, at or Clocks())[0]

    def brief(self, a: str, b: str, *, since: str | None = None, at: Clocks | None = None) -> Brief:
        """Where two parties stand, as prose with its sources; `since` leaves out what was over before it.

        Raises:
            UnknownParty: nobody answers to one of the names.
        """
        at = at or Clocks()
        first = TimeSpan.parse(since).earliest if since else None
        standing, known = self._standing(a, b, at)
        return brief(standing, known, *standing.parties, since=first, as_of=at.as_of)

    def check(self) -> list[str]:
        """What is wrong with the record, a line each; none where all evidence re-reads and all references hold."""
        with self._store() as store:
            return check(store)

    @functools.cached_property
    def reader(self) -> "Reader":
        """The reader, loaded when first asked for."""
        # Imported here: a question to the record must not wait for a language model.
        from dragoman.extract.pipeline import Reader

        return Reader(self._model, today=datetime.datetime.now(datetime.UTC).date())

    def _store(self, *, create: bool = False) -> Store:
        if self.address is None:
            raise RecordError("no record is named", hint="name one with --record")
        return Store.open(self.address, read_only=not create, create=create)

    def _standing(self, a: str, b: str, at: Clocks) -> tuple[Relations, list[Event]]:
        first, second = self._party(a), self._party(b)
        with self._store() as store:
            known = events(store, at, parties=(first, second))
            coverage = store.coverage(at)
        return relations(known, first, second, as_of=at.as_of, coverage=coverage), known

    def _party(self, argument: str) -> str:
        return Gazetteer.load().resolve(argument)


class _Run:
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

    def _warn_of_namesake(self, document: Document) -> None:
        other = self._store.document(document.id, Clocks())
        if other and other.hash != document.hash:
            self._watch.warned(_namesake(document.id))


def _tell_day(document: Document, watch: Watcher) -> None:
    """Warns where the text leaves several days for its publication, so that it stays unknown."""
    if document.published.how == "candidates":
        days = ", ".join(day.isoformat() for day in document.published.candidates)
        watch.warned(
            f"{document.id[:40]}: the day of publication is unknown; the text fits {days}: say it with --published"
        )


def _found(sources: Sequence[str], stated: Stated | None, watch: Watcher, stdin: Path | None = None) -> Iterator[Found]:
    for item in read_sources(sources, stated, stdin=stdin):
        if isinstance(item, SourceError):
            watch.failed(item)
        else:
            yield item


def _name(found: Iterable[Found], watch: Watcher) -> dict[str, tuple[str, Published]]:
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


def _made(make: Callable[[Row], Made], source: str, watch: Watcher) -> Iterator[tuple[Row, Made]]:
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


def _dated(row: Row) -> Dated:
    return Dated(row.fields.get("id"), tuple(find_times(_text(row, "text"), _day(row, "dct"))))


def _code_item(row: Row) -> "CodeItem":
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


def _insist(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = sorted(known)
    for name in given:
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it is one of {', '.join(names)}"
            raise UsageError(f"there is no {what} {name!r}", hint=hint)


def _namesake(id: str) -> str:
    return f"several texts bear the id {id!r}; they are told apart as {id}, {id}~2 and so on, by their dates"


def _last_day(text: str) -> datetime.date:
    latest = TimeSpan.parse(text).latest
    if latest is None:
        raise BadDate(f"{text!r} has no last day", hint="write a day such as 2025-10-09")
    return latest


def _moment(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        hint = "write a moment such as 2025-10-09T12:00Z, or a day"
        raise BadDate(f"{text!r} is not a moment", hint=hint) from error
    if len(text) == len("2025-10-09"):
        moment = datetime.datetime.combine(moment, datetime.time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)

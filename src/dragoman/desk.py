"""Desk: the one object that every surface holds; it introduces the stations to each other and decides nothing."""

import contextlib
import datetime
import difflib
import functools
import getpass
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dragoman.answer.bearing import known_of
from dragoman.answer.brief import Brief, brief
from dragoman.answer.calendar import Calendar, calendar
from dragoman.answer.changes import Changes, Known, changes
from dragoman.answer.disputes import Disputes, disputes_of
from dragoman.answer.entries import Relations
from dragoman.answer.relations import relations
from dragoman.answer.timeline import timeline
from dragoman.errors import BadDate, RecordError, UnknownId, UsageError
from dragoman.intake import Dated, Run, Watcher, code_item, date_row, found_in, made_of_rows, name_texts, tell_day
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan
from dragoman.read.sources import Row, Stated, document_of, kept_stdin
from dragoman.record.again import Change, Reread, changed_events
from dragoman.record.check import check
from dragoman.record.review import Review, review
from dragoman.record.rulings import Ruling
from dragoman.record.search import SearchHit
from dragoman.record.store import Store
from dragoman.record.view import event, events

if TYPE_CHECKING:
    from dragoman.extract.coder import CodeItem, CodeResult
    from dragoman.extract.llm import LlmReader
    from dragoman.extract.pipeline import Reader, Reading

__all__ = ["Desk", "Llm", "Tally", "clocks", "stated"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run of reading came to: documents new to the record, documents it held already, reports added."""

    new: int
    known: int
    reports: int


@dataclass(frozen=True, slots=True)
class Llm:
    """A language model to read with: the address of an OpenAI-compatible server, the model's name there, its key."""

    address: str
    model: str
    key: str | None = None


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

    `model` names the installed spaCy pipeline to read with, None for the one that comes with the package. With `llm`
    a language model reads instead.
    """

    def __init__(self, address: str | None = None, *, model: str | None = None, llm: Llm | None = None) -> None:
        self.address = address
        self._model = model
        self._llm = llm

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
            run = Run(store, self.reader.version, watch)
            documents = run.unread(found_in(sources, stated, watch))
            for reading in self.readings(documents, jobs=jobs, watcher=watch, passed=run.pass_over):
                tell_day(reading.document, watch)
                run.add(reading)
        return Tally(run.new, run.known, run.reports)

    def read_again(self, *, jobs: int = 1, watcher: Watcher | None = None) -> Reread:
        """Read every document of the record anew that stands as another reader read it, one transaction a document.

        Interrupted at any moment, what is done is kept, and the next call goes on from there.

        Raises:
            RecordError: there is no record, or it cannot be written.
        """
        watch = watcher or Watcher()
        reader = self.reader.version
        with self._store(write=True) as store:
            begun = store.latest()
            watch.began(store.count_unread(reader))
            changes: list[Change[StoredReport]] = []
            count = 0
            for reading in self.readings(store.unread(reader), jobs=jobs, watcher=watch):
                now = datetime.datetime.now(datetime.UTC)
                changes += store.add_reading(reading.document, reading.reports, reader=reader, now=now)
                count += 1
                watch.advanced(count)
            told = [one.report for change in changes for one in change.told]
            parties = {party.id for report in told for party in report.parties}
            before, after = (
                events(store, at, parties=parties) if parties else [] for at in (Clocks(known_at=begun), Clocks())
            )
        return Reread(count, tuple(changes), tuple(changed_events(before, after, changes)))

    def extract(
        self, sources: Sequence[str], *, stated: Stated | None = None, jobs: int = 1, watcher: Watcher | None = None
    ) -> "Iterator[Reading]":
        """The reading of each document of the sources, in their order, without a record.

        A text met more than once is one document; ids and dates are given as the record would give them.
        """
        watch = watcher or Watcher()
        with kept_stdin(sources) as stdin:
            named = name_texts(found_in(sources, stated, Watcher(), stdin), watch)
            positions: deque[int] = deque()

            def documents() -> Iterator[Document]:
                for found in found_in(sources, stated, watch, stdin):
                    name, day = named.pop(found.document.hash, (None, None))
                    if name and day:
                        positions.append(found.position)
                        yield replace(found.document, id=name, published=day)

            for reading in self.readings(documents(), jobs=jobs, watcher=watch, passed=positions.popleft):
                tell_day(reading.document, watch)
                yield reading
                watch.advanced(positions.popleft())

    def readings(
        self,
        documents: Iterable[Document],
        *,
        jobs: int = 1,
        watcher: Watcher | None = None,
        passed: Callable[[], object] | None = None,
    ) -> "Iterator[Reading]":
        """The readings of documents, in their order. Of one that cannot be read the watcher is told, and `passed` is
        called in its place; what a language model took is told at the end."""
        # Imported here: a question to the record must not wait for a language model.
        from dragoman.extract.pipeline import Unread

        watch = watcher or Watcher()
        try:
            for one in self.reader.read_many(documents, jobs=jobs):
                if isinstance(one, Unread):
                    watch.failed(one.error)
                    if passed:
                        passed()
                else:
                    yield one
        finally:
            if self._llm_reader:
                watch.warned(str(self._llm_reader.cost))

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
            for row, item in made_of_rows(code_item, source, watch):
                waiting.append(row)
                yield item

        for result in Coder(self._model or DEFAULT_MODEL).code_many(items(), taxonomy):
            row = waiting.popleft()
            yield row.fields.get("id"), result
            watch.advanced(row.position)

    def dates(self, source: str, *, watcher: Watcher | None = None) -> Iterator[Dated]:
        """The time expressions of each text of a file of JSON lines, `dct` being the day it was published."""
        watch = watcher or Watcher()
        for row, dated in made_of_rows(date_row, source, watch):
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
            known = events(store, at or Clocks(), parties=ids, types=types, together=True)
        return timeline(known, parties=ids, types=types, statuses=statuses, since=first, until=last)

    def search(
        self, words: str, *, since: str | None = None, until: str | None = None, at: Clocks | None = None
    ) -> list[SearchHit]:
        """The documents that hold all the words, with a passage each; `since` and `until` bound their publication."""
        first = TimeSpan.parse(since).earliest if since else None
        last = TimeSpan.parse(until).latest if until else None
        with self._store() as store:
            return store.search(words, at or Clocks(), first, last)

    def review(self, *parties: str, limit: int | None = None, at: Clocks | None = None) -> Review:
        """What a person should look at, at most `limit` of each kind; with parties only what names all of them.

        Raises:
            UnknownParty: nobody answers to one of the names.
        """
        ids = [self._party(party) for party in parties]
        with self._store() as store:
            return review(store, at or Clocks(), parties=ids, limit=limit)

    def rulings(self, *, at: Clocks | None = None) -> list[Ruling]:
        """The rulings in force, in the order in which they were made."""
        with self._store() as store:
            return store.rulings(at or Clocks())

    def judge(self, left: str, right: str, verdict: str, *, why: str, by: str | None = None) -> Ruling:
        """Rule that two events or reports are one event (`verdict` `same`), or are not (`different`).

        Raises:
            UnknownId: there is no such event or report.
            UsageError: the verdict is neither, both are the same, or nobody says why.
        """
        _insist("verdict", [verdict], ["same", "different"])
        reason = _reason(why)
        with self._store(write=True) as store:
            sides = [_reports_of(store, id) for id in (left, right)]
            now = datetime.datetime.now(datetime.UTC)
            return store.judge(*sides, same=verdict == "same", by=_ruler(by), why=reason, now=now)

    def correct(self, report: str, field: str, value: str | None = None, *, why: str, by: str | None = None) -> Ruling:
        """Rule that a report is to be accepted or rejected, or what one of its fields should say.

        Raises:
            UnknownId: there is no such report.
            UsageError: there is no such field, its vocabulary has no such value, or nobody says why.
        """
        reason = _reason(why)
        with self._store(write=True) as store:
            now = datetime.datetime.now(datetime.UTC)
            return store.correct(report, field, value, by=_ruler(by), why=reason, now=now)

    def undo(self, ruling: str, *, why: str = "", by: str | None = None) -> Ruling:
        """Take a ruling back; undoing that brings it back.

        Raises:
            UnknownId: there is no such ruling.
            UsageError: it is undone already.
        """
        with self._store(write=True) as store:
            now = datetime.datetime.now(datetime.UTC)
            return store.undo(ruling, by=_ruler(by), why=" ".join(why.split()), now=now)

    def show(self, id: str, *, at: Clocks | None = None) -> Event | StoredReport | Document:
        """The event, report or document of this id.

        Raises:
            UnknownId: there is none at that time.
        """
        at = at or Clocks()
        with self._store() as store:
            found = (
                store.document(id, at) or store.report(id) or event(store, at, id) or _superseded_event(store, at, id)
            )
        if found is None:
            raise UnknownId(f"no event, report or document has the id {id!r}", hint="`dragoman events` lists events")
        return found

    def superseding(self, shown: Event | StoredReport | Document, *, at: Clocks | None = None) -> list[Document]:
        """The later texts that correct, withdraw or replace that of what is shown, the latest first; none of an event,
        which rests on what stands.
        """
        if isinstance(shown, Event):
            return []
        document = shown.document if isinstance(shown, StoredReport) else shown
        with self._store() as store:
            return store.superseding(at or Clocks(), [document]).get(document.hash, [])

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

    def changes(
        self, a: str, b: str, *, start: str, end: str, clock: str = "published", at: Clocks | None = None
    ) -> Changes:
        """What changed between two parties from one day of knowledge to another (EDTF, to their last day).

        `clock` is `published` (what the world could know) or `recorded` (what this record held); what `at` says
        bounds both days.

        Raises:
            UsageError: a party, a day or the clock is none, or the second day is not after the first.
        """
        _insist("clock", [clock], ["published", "recorded"])
        first, last = _last_day(start), _last_day(end)
        if first >= last:
            raise UsageError(f"{end} is not after {start}", hint="--from is the earlier day, --to the later one")
        then, now = (_on(day, clock, at or Clocks()) for day in (first, last))
        pair = self._party(a), self._party(b)
        with self._store() as store:
            before = Known(*_standing(store, *pair, then), store.rulings(then))
            told = {one.document.hash: one.document for known in before.events for one in known.reports}
            superseded = store.superseding(now, told.values())
            after = Known(*_standing(store, *pair, now), store.rulings(now), superseded)
        return changes(before, after, clock=clock, start=first, end=last)

    def disputes(self, *parties: str, at: Clocks | None = None) -> Disputes:
        """What is told in contradiction about one party, between two, or (without any) in the whole record.

        Raises:
            UnknownParty: nobody answers to one of the names.
        """
        ids, at = self._two_at_most(parties), at or Clocks()
        with self._store() as store:
            known, coverage = known_of(store, at, ids), store.coverage(at)
        return disputes_of(known, ids, coverage=coverage)

    def calendar(
        self, *parties: str, start: str | None = None, end: str | None = None, at: Clocks | None = None
    ) -> Calendar:
        """What is planned, due, overdue or about to expire, of one party, between two, or in the whole record.

        `start` and `end` (EDTF) bound the days. It is judged on the day of `at`, else on the last day of publication.

        Raises:
            UsageError: a party or a day is none.
        """
        first = TimeSpan.parse(start).earliest if start else None
        last = _last_day(end) if end else None
        ids, at = self._two_at_most(parties), at or Clocks()
        with self._store() as store:
            known, coverage = known_of(store, at, ids), store.coverage(at)
        day = at.as_of or coverage.last
        return calendar(known, ids, day=day, start=first, end=last, coverage=coverage)

    def check(self) -> list[str]:
        """What is wrong with the record, a line each; none where all evidence re-reads and all references hold."""
        with self._store() as store:
            return check(store)

    @functools.cached_property
    def reader(self) -> "Reader | LlmReader":
        """The reader, loaded when first asked for."""
        # Imported here: a question to the record must not wait for a language model.
        from dragoman.extract.pipeline import Reader

        return self._llm_reader or Reader(self._model, today=datetime.datetime.now(datetime.UTC).date())

    @functools.cached_property
    def _llm_reader(self) -> "LlmReader | None":
        if self._llm is None:
            return None
        from dragoman.extract.llm import LlmReader

        today = datetime.datetime.now(datetime.UTC).date()
        return LlmReader(self._llm.address, self._llm.model, self._llm.key, today=today)

    @contextlib.contextmanager
    def _store(self, *, create: bool = False, write: bool = False) -> Iterator[Store]:
        """The record; a question sees one state of it."""
        if self.address is None:
            raise RecordError("no record is named", hint="name one with --record")
        asking = not (create or write)
        with (
            Store.open(self.address, read_only=asking, create=create) as store,
            store.one_state() if asking else contextlib.nullcontext(),
        ):
            yield store

    def _standing(self, a: str, b: str, at: Clocks) -> tuple[Relations, list[Event]]:
        first, second = self._party(a), self._party(b)
        with self._store() as store:
            return _standing(store, first, second, at)

    def _two_at_most(self, parties: Sequence[str]) -> tuple[str, ...]:
        ids = tuple(dict.fromkeys(self._party(party) for party in parties))
        if len(ids) > 2:
            raise UsageError("these are more than two parties", hint="name one, two, or none")
        return ids

    def _party(self, argument: str) -> str:
        return Gazetteer.load().resolve(argument)


def _standing(store: Store, first: str, second: str, at: Clocks) -> tuple[Relations, list[Event]]:
    """Where two parties (by id) stand, and the events that may bear on them."""
    known, coverage = known_of(store, at, (first, second)), store.coverage(at)
    return relations(known, first, second, as_of=at.as_of, coverage=coverage), known


def _superseded_event(store: Store, at: Clocks, id: str) -> StoredReport | None:
    """The report by which an event went until its text was superseded."""
    told = store.report(f"r{id[1:]}") if id.startswith("e") else None
    return told if told and store.superseding(at, [told.document]) else None


def _reports_of(store: Store, id: str) -> list[str]:
    """The ids of the reports that a person means by the id of an event, or of one of them.

    Raises:
        UnknownId: there is neither.
    """
    if store.report(id):
        return [id]
    found = event(store, Clocks(), id)
    if found is None:
        raise UnknownId(f"no event or report has the id {id!r}", hint="`dragoman events --json` shows the ids")
    return [one.id for one in found.reports]


def _reason(why: str) -> str:
    """The reason of a ruling, on one line.

    Raises:
        UsageError: there is none.
    """
    reason = " ".join(why.split())
    if not reason:
        raise UsageError("a ruling needs its reason", hint='give it with --why "…"')
    return reason


def _ruler(by: str | None) -> str:
    """Who rules: the name given, else that of the environment, else the login name."""
    name = " ".join((by or os.environ.get("DRAGOMAN_USER") or "").split())
    if name:
        return name
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # a user without a name, as containers have them
        raise UsageError("nobody says who rules", hint="give a name with --by") from error


def _insist(what: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = sorted(known)
    for name in given:
        if name not in names:
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it is one of {', '.join(names)}"
            raise UsageError(f"there is no {what} {name!r}", hint=hint)


def _on(day: datetime.date, clock: str, at: Clocks) -> Clocks:
    """What was known at the end of a day by one clock, where the other, and any earlier bound, are those of `at`."""
    if clock == "published":
        return Clocks(min(day, at.as_of) if at.as_of else day, at.known_at)
    moment = datetime.datetime.combine(day, datetime.time.max, datetime.UTC)
    return Clocks(at.as_of, min(moment, at.known_at) if at.known_at else moment)


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

"""The record from Python: the questions of the command line, answered as objects, dictionaries or data frames."""

import functools
from collections.abc import Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, overload

from dragoman.answer.brief import Brief
from dragoman.answer.calendar import Calendar
from dragoman.answer.changes import Changes
from dragoman.answer.disputes import Disputes
from dragoman.answer.entries import Relations
from dragoman.desk import Desk, Tally, clocks, stated
from dragoman.errors import SourceError
from dragoman.intake import Watcher
from dragoman.model.document import Document
from dragoman.model.event import Event, StoredReport
from dragoman.record.again import Reread
from dragoman.record.review import Review
from dragoman.record.rulings import Ruling
from dragoman.record.search import SearchHit
from dragoman.serve.render import event_json, reading_json

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["Events", "Record", "extract"]


class Events(Sequence[Event]):
    """Events, newest first; as dictionaries they are those of `dragoman events --json`."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = tuple(events)

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> "Events": ...
    def __getitem__(self, index: int | slice) -> "Event | Events":
        return Events(self._events[index]) if isinstance(index, slice) else self._events[index]

    def __len__(self) -> int:
        return len(self._events)

    def __repr__(self) -> str:
        return f"<{len(self)} events>"

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dictionary an event."""
        return [event_json(event) for event in self._events]

    def to_pandas(self) -> "pandas.DataFrame":
        """A row an event; pandas must be installed."""
        import pandas  # installed by whoever asks for it

        return pandas.DataFrame(self.to_dicts())

    def to_polars(self) -> "polars.DataFrame":
        """A row an event; polars must be installed."""
        import polars  # installed by whoever asks for it

        return polars.DataFrame(self.to_dicts())


class _Refusals(Watcher):
    """Keeps the failures of a run, so that a program can look at them."""

    def __init__(self) -> None:
        self.failures: list[SourceError] = []

    def failed(self, error: SourceError) -> None:
        self.failures.append(error)


class Record:
    """A record: reports go in, answers come out.

    `failures` holds what could not be read by the last `read`, an error each.
    """

    def __init__(self, address: str, *, model: str | None = None) -> None:
        self._desk = Desk(address, model=model)
        self.failures: list[SourceError] = []

    def read(
        self,
        *sources: str | PathLike[str],
        published: str | None = None,
        publisher: str | None = None,
        jobs: int = 1,
    ) -> Tally:
        """Read files or folders into the record; reading them again adds nothing.

        Raises:
            RecordError: the record cannot be written.
            SourceError: nothing could be read.
        """
        refusals = _Refusals()
        said = stated(published, publisher)
        tally = self._desk.read([fspath(source) for source in sources], stated=said, jobs=jobs, watcher=refusals)
        self.failures = refusals.failures
        if self.failures and not tally.new + tally.known:
            raise self.failures[0]
        return tally

    def events(
        self,
        *parties: str,
        types: Sequence[str] = (),
        statuses: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        known_at: str | None = None,
    ) -> Events:
        """The events that name all `parties`, newest first."""
        at = clocks(as_of, known_at)
        return Events(self._desk.events(*parties, types=types, statuses=statuses, since=since, until=until, at=at))

    def relations(self, a: str, b: str, *, as_of: str | None = None, known_at: str | None = None) -> Relations:
        """Where two parties stand."""
        return self._desk.relations(a, b, at=clocks(as_of, known_at))

    def brief(
        self, a: str, b: str, *, since: str | None = None, as_of: str | None = None, known_at: str | None = None
    ) -> Brief:
        """Where two parties stand, as prose with its sources."""
        return self._desk.brief(a, b, since=since, at=clocks(as_of, known_at))

    def changes(
        self,
        a: str,
        b: str,
        *,
        start: str,
        end: str,
        clock: str = "published",
        as_of: str | None = None,
        known_at: str | None = None,
    ) -> Changes:
        """What changed between two parties from one day of knowledge to another; `clock`: `published`, `recorded`."""
        return self._desk.changes(a, b, start=start, end=end, clock=clock, at=clocks(as_of, known_at))

    def disputes(self, *parties: str, as_of: str | None = None, known_at: str | None = None) -> Disputes:
        """What is told in contradiction about one party, between two, or in the whole record."""
        return self._desk.disputes(*parties, at=clocks(as_of, known_at))

    def calendar(
        self,
        *parties: str,
        start: str | None = None,
        end: str | None = None,
        as_of: str | None = None,
        known_at: str | None = None,
    ) -> Calendar:
        """What is planned, due, overdue or about to expire, of one party, between two, or in the whole record."""
        return self._desk.calendar(*parties, start=start, end=end, at=clocks(as_of, known_at))

    def search(self, words: str, *, as_of: str | None = None, known_at: str | None = None) -> list[SearchHit]:
        """The documents that hold all the words."""
        return self._desk.search(words, at=clocks(as_of, known_at))

    def show(
        self, id: str, *, as_of: str | None = None, known_at: str | None = None
    ) -> Event | StoredReport | Document:
        """The event, report or document of this id."""
        return self._desk.show(id, at=clocks(as_of, known_at))

    def review(
        self, *parties: str, limit: int | None = None, as_of: str | None = None, known_at: str | None = None
    ) -> Review:
        """What a person should look at, at most `limit` of each kind."""
        return self._desk.review(*parties, limit=limit, at=clocks(as_of, known_at))

    def judge(self, left: str, right: str, verdict: str, *, why: str, by: str | None = None) -> Ruling:
        """Rule that two events or reports are one event (`same`), or are not (`different`)."""
        return self._desk.judge(left, right, verdict, why=why, by=by)

    def correct(self, report: str, field: str, value: str | None = None, *, why: str, by: str | None = None) -> Ruling:
        """Rule that a report is `accepted` or `rejected`, or what one of its fields should say."""
        return self._desk.correct(report, field, value, why=why, by=by)

    def undo(self, ruling: str, *, why: str = "", by: str | None = None) -> Ruling:
        """Take a ruling back, by its id."""
        return self._desk.undo(ruling, why=why, by=by)

    def read_again(self, *, jobs: int = 1) -> Reread:
        """Read anew what another version of the reader read; what changed by it."""
        return self._desk.read_again(jobs=jobs)

    def check(self) -> list[str]:
        """What is wrong with the record, a line each."""
        return self._desk.check()


def extract(text: str, *, published: str | None = None, model: str | None = None) -> dict[str, Any]:
    """The events that a text reports: the object that `dragoman extract` prints for a document."""
    reading = _reading_desk(model).extract_text(text, stated=stated(published, None))
    return reading_json(reading.document, reading.reports)


@functools.lru_cache(maxsize=1)
def _reading_desk(model: str | None) -> Desk:
    """A desk without a record, kept so that the reader is loaded once."""
    return Desk(model=model)

"""Event: what happened in the world, assembled from the reports judged to be about it; never stored."""

import datetime
from dataclasses import dataclass, field

from dragoman.model.document import Document
from dragoman.model.report import Party, PloverCode, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["Correction", "Event", "Judgement", "StatusChange", "StoredReport"]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as the record holds it: with its id, its document and our two times (UTC)."""

    id: str
    document: Document
    report: Report
    recorded_at: datetime.datetime
    retracted_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """These two reports are (`same`), or are not, about one event: who says so, and why."""

    left: str
    right: str
    same: bool
    by: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person ruled about a report: `field` is `accepted`, `rejected` or a field's name."""

    report: str
    field: str
    value: str | None
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A step in an event's history: which status, for when, as of which publication day, by which reports."""

    status: str
    when: TimeSpan | None
    as_of: datetime.date | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What the reports of one occasion add up to; its id is a digest of what they agree on, never of a clock."""

    id: str
    type: str
    change: str | None
    parties: tuple[Party, ...]
    topics: tuple[str, ...]
    when: TimeSpan | None
    place: str | None
    status: str
    history: tuple[StatusChange, ...]
    reports: tuple[StoredReport, ...]
    origins: int
    disputed: bool
    confidence: float
    plover: PloverCode | None
    cameo: str | None
    thread: str | None = None
    reasons: tuple[Judgement, ...] = field(default=(), compare=False)
    """Why its reports are one event; worked out only where one event is shown."""

    @property
    def first_reported(self) -> datetime.date | None:
        """The first known publication day among its reports."""
        days = [r.document.published.date for r in self.reports if r.document.published.date]
        return min(days) if days else None

    @property
    def last_reported(self) -> datetime.date | None:
        """The last known publication day among its reports."""
        days = [r.document.published.date for r in self.reports if r.document.published.date]
        return max(days) if days else None

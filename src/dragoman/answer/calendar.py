"""Calendar: what is planned, due, overdue or about to expire on a day, with the words it rests on."""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.answer.bearing import COOPERATION, bear_on, cite, end_of, is_announcement, sources, start_of, took_place
from dragoman.answer.entries import Citation, Source
from dragoman.answer.pending import is_open, is_past, outcome, outcome_types
from dragoman.answer.wording import Wording
from dragoman.model.event import Event
from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Coverage

__all__ = ["Calendar", "Entry", "calendar"]

KINDS = ("overdue", "due", "expiring", "planned")

_EXPIRING = COOPERATION | {"sanction", "agreement", "deescalate", "relations", "mission"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of the calendar: `when` is when it is to be, or (of what expires) the day or month in which it ends.

    `kind` is `planned` (ahead, or without a day), `due` (its time has begun), `overdue` (its time has passed, and no
    report says that it took place or was called off) or `expiring`.
    """

    kind: str
    when: TimeSpan | None
    type: str
    change: str | None
    parties: tuple[Party, ...]
    place: str | None
    status: str
    summary: str
    reported: datetime.date | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What lies ahead of `day`, and what was left behind, between `start` and `end` where these are given."""

    parties: tuple[str, ...]
    day: datetime.date | None
    start: datetime.date | None
    end: datetime.date | None
    entries: tuple[Entry, ...]
    coverage: Coverage
    sources: tuple[Source, ...]


def calendar(
    events: Iterable[Event],
    parties: tuple[str, ...] = (),
    *,
    day: datetime.date | None,
    start: datetime.date | None = None,
    end: datetime.date | None = None,
    coverage: Coverage,
) -> Calendar:
    """The calendar of one party, of two together, or (without any) of everybody, as it is on `day`.

    With `start` or `end`, what touches the days between them; what has no day then stays out. Without, everything
    that is open, and what expires on `day` or later. Dated entries come first, in the order of their days.
    """
    # What expires may concern two parties though it names one: an exemption from a ban of the United Nations.
    if len(parties) == 2:
        events = bear_on(events, *parties)
    asked = frozenset(parties)
    known = [
        event
        for event in events
        if asked <= (ids := {party.id for party in event.parties}) or (len(asked & ids) == 1 and _expires(event))
    ]
    found = [
        (event, kind, when) for event, kind, when in _found(known, day, bounded=start or end) if _fits(when, start, end)
    ]
    found.sort(key=lambda one: _order(*one))
    return Calendar(
        parties,
        day,
        start,
        end,
        tuple(_entry(event, kind, when, parties) for event, kind, when in found),
        coverage,
        sources(stored for event, _, _ in found for stored in event.reports),
    )


def _found(
    known: Sequence[Event], day: datetime.date | None, *, bounded: datetime.date | None
) -> Iterator[tuple[Event, str, TimeSpan | None]]:
    naming: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in known:
        for party in {party.id for party in event.parties}:
            naming[event.type, party].append(event)
    for event in known:
        if is_open(event):
            # What comes of a plan names all its parties: the one least often named has the shortest list.
            fitting = (
                min((naming[type_, party.id] for party in event.parties), key=len, default=[])
                for type_ in sorted(outcome_types(event))
            )
            if outcome(event, itertools.chain.from_iterable(fitting)) is None:
                yield event, _kind(event, day), _planned_for(event)
        elif (until := _expires(event)) and (bounded or day is None or until.latest is None or until.latest >= day):
            yield event, "expiring", until


def _planned_for(event: Event) -> TimeSpan | None:
    """The time that a plan is for; the day on which it was announced is none."""
    return None if is_announcement(event) or event.type == "invitation" else event.when


def _kind(event: Event, day: datetime.date | None) -> str:
    if is_past(event, day):
        return "overdue"
    when = _planned_for(event)
    begun = day is not None and when is not None and when.earliest is not None and when.earliest <= day
    return "due" if begun and when and when.latest and day and day <= when.latest else "planned"


def _expires(event: Event) -> TimeSpan | None:
    """When something in force ends, as its reports foretell: an end that lay before them is history."""
    if event.type not in _EXPIRING or not took_place(event):
        return None
    until, told = end_of(event.when), event.first_reported
    if until is None or until.earliest is None or start_of(event.when) == until:
        return None
    return until if told is None or until.earliest > told else None


def _fits(when: TimeSpan | None, start: datetime.date | None, end: datetime.date | None) -> bool:
    if start is None and end is None:
        return True
    if when is None:
        return False
    after = start is None or when.latest is None or when.latest >= start
    return after and (end is None or when.earliest is None or when.earliest <= end)


def _order(event: Event, kind: str, when: TimeSpan | None) -> tuple[bool, datetime.date, int, str]:
    first = (when.earliest or when.latest) if when else None
    return first is None, first or datetime.date.max, KINDS.index(kind), event.id


def _entry(event: Event, kind: str, when: TimeSpan | None, among: tuple[str, ...]) -> Entry:
    return Entry(
        kind,
        when,
        event.type,
        event.change,
        event.parties,
        event.place,
        event.status,
        Wording.load().sentence(event, among),
        event.last_reported,
        (event.id,),
        cite([event]),
    )

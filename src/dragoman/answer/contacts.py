"""Contacts between two parties: the last, the highest, how many at each level and in each month."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dragoman.answer.bearing import CONTACTS, cite, is_between, took_place
from dragoman.answer.entries import Contact, ContactLevel, Contacts, MonthCount
from dragoman.answer.levels import Levels
from dragoman.answer.ranks import Ranks
from dragoman.model.event import Event

__all__ = ["contacts"]

_KINDS = ("meeting", "conference", "visit", "call", "negotiation", "mediation", "message")


def contacts(
    events: Iterable[Event], a: str, b: str, day: datetime.date | None, summary: Callable[[Event], str]
) -> Contacts:
    """The contacts that took place by `day`; what began on no known day counts, but is never the last or highest."""
    ranks = Ranks()
    held = [event for event in events if event.type in CONTACTS and is_between(event, a, b) and took_place(event)]
    levels = {event.id: ranks.of_contact(event, a, b) for event in held}
    dated = sorted((event for event in held if _begun(event, day)), key=lambda event: _order(event, levels))
    entries = {event.id: _contact(event, levels[event.id], summary(event)) for event in dated}
    return Contacts(
        entries[dated[-1].id] if dated else None,
        _highest(dated, entries),
        _by_level(held, dated, levels),
        _by_month(dated),
    )


def _begun(event: Event, day: datetime.date | None) -> bool:
    start = event.when.earliest if event.when else None
    return start is not None and (day is None or start <= day)


def _first_day(event: Event) -> datetime.date:
    return (event.when.earliest if event.when else None) or datetime.date.min


def _order(event: Event, levels: dict[str, str]) -> tuple[datetime.date, int, int, str]:
    """By the first day it can have been on; on one day the higher contact comes last, and talks after a trip."""
    rank = Levels.load().persons.rank(levels[event.id])
    return _first_day(event), -rank, -_KINDS.index(event.type), event.id


def _contact(event: Event, level: str, summary: str) -> Contact:
    where = (event.when, event.place, event.status)
    return Contact(event.type, level, event.parties, *where, summary, None, (event.id,), cite([event]))


def _highest(dated: Sequence[Event], entries: dict[str, Contact]) -> Contact | None:
    """The latest of the highest contacts, and since when there had been none as high."""
    if not dated:
        return None
    rank = Levels.load().persons.rank
    top = min(rank(entries[event.id].level) for event in dated)
    highest = [event for event in dated if rank(entries[event.id].level) == top]
    last = highest[-1]
    before = [
        event.when for event in highest if event.when and event.when.latest and event.when.latest < _first_day(last)
    ]
    return replace(entries[last.id], since=before[-1] if before else None)


def _by_level(held: Sequence[Event], dated: Sequence[Event], levels: dict[str, str]) -> tuple[ContactLevel, ...]:
    found = []
    for level in Levels.load().persons.levels:
        group = [event for event in held if levels[event.id] == level]
        last = [event.when for event in dated if levels[event.id] == level]
        if group:
            ids = tuple(event.id for event in group)
            found.append(ContactLevel(level, len(group), last[-1] if last else None, ids, cite(group)))
    return tuple(found)


def _by_month(dated: Sequence[Event]) -> tuple[MonthCount, ...]:
    """Contacts whose month is known: one that is dated "2025" alone belongs to no month."""
    months: dict[str, list[Event]] = defaultdict(list)
    for event in dated:
        if event.when and event.when.precision != "year" and len(event.when.edtf.partition("/")[0].rstrip("~")) >= 7:
            months[f"{_first_day(event):%Y-%m}"].append(event)
    return tuple(
        MonthCount(month, len(group), tuple(event.id for event in group), cite(group))
        for month, group in sorted(months.items())
    )

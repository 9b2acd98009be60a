"""Contacts between two parties: the last, the highest, how many at each level and in each month."""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dragoman.answer.bearing import CONTACTS, cite, is_between, took_place
from dragoman.answer.entries import Contact, ContactLevel, Contacts, MonthCount
from dragoman.answer.levels import Levels
from dragoman.model.document import Document
from dragoman.model.event import Event

__all__ = ["Ranks", "contacts"]

# How far before a surname its title can stand: a long office, a state, two first names.
_TITLE_REACH = 110
_KINDS = ("meeting", "conference", "visit", "call", "negotiation", "mediation", "message")


class Ranks:
    """Who ranks how high, read from the titles that stand beside the names in the documents."""

    def __init__(self) -> None:
        self._levels = Levels.load()
        title = f"(?i:{self._levels.persons.pattern})"
        names = r"(?:[A-Z][\w.’'-]*\s+){0,4}"
        self._before = re.compile(rf"({title})(?:\s+(?:of|for|to|in|on)\s+[\w’' -]{{1,40}}?)?,?\s+{names}$")
        self._after = re.compile(rf"^,\s+[^,.;:]{{0,40}}?({title})")
        self._known: dict[tuple[str, str], str | None] = {}

    def of_person(self, person: str, event: Event) -> str | None:
        """The highest title that this event's documents give the person; None where they give none."""
        levels = [self._in_document(person, stored.document) for stored in event.reports]
        return self._levels.persons.highest([level for level in levels if level])

    def of_contact(self, event: Event, a: str, b: str) -> str:
        """A contact is as high as its lower side; where nobody is named, as the words of its evidence.

        Of a gathering of many, a side of which nobody is named may have sent anybody.
        """
        sides: dict[str, list[str]] = defaultdict(list)
        for party in event.parties:
            if party.id in (a, b):
                sides[party.id].extend(filter(None, (self.of_person(name, event) for name in party.people)))
        scale = self._levels.persons
        if len({party.id for party in event.parties}) > 2 and not (sides[a] and sides[b]):
            return self._levels.unranked
        tops = [top for levels in sides.values() if (top := scale.highest(levels))]
        if not tops:
            quoted = " ".join(citation.text for citation in cite([event]))
            tops = [level for _, level in scale.mentions(quoted)]
        return scale.lowest(tops) or self._levels.unranked

    def _in_document(self, person: str, document: Document) -> str | None:
        key = (person, document.hash)
        if key not in self._known:
            self._known[key] = self._levels.persons.highest(self._titles(person, document.text))
        return self._known[key]

    def _titles(self, person: str, text: str) -> list[str]:
        surname = person.split()[-1] if len(person.split()[-1]) > 2 else person
        found: list[str] = []
        for name in re.finditer(rf"\b{re.escape(surname)}\b", text):
            before = self._before.search(text[max(0, name.start() - _TITLE_REACH) : name.start()])
            after = self._after.search(text[name.end() : name.end() + _TITLE_REACH])
            for match in (before, after):
                if match:
                    found.extend(level for _, level in self._levels.persons.mentions(match[1]))
        return found


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

"""Threads: events that belong together and are not one. An invitation and the visit it led to; a plan called off and
the day it was moved to.

Each event looks for the one it follows from; what hangs together is a thread. Nothing but the events decides it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from dragoman.merge.names import same_person
from dragoman.model.event import Event

__all__ = ["threaded"]

_LED_TO = frozenset({"visit", "conference", "meeting"})
_ANSWER = 240
"""Days within which a visit answers an invitation."""

_MOVED = 120
"""Days by which an occasion is moved and is still the same undertaking."""

_TOLD = 60
"""Days between the word that it was called off and the word of its new date."""

Sides = frozenset[str]


def threaded(events: Sequence[Event]) -> list[Event]:
    """The same events in their order, each with the id of its thread; None where it stands alone."""
    group = {e.id: e.id for e in events}

    def head(id: str) -> str:
        while group[id] != id:
            id = group[id]
        return id

    for one, other in _links(events):
        first, second = sorted((head(one.id), head(other.id)))
        group[second] = first
    members: dict[str, list[str]] = defaultdict(list)
    for id in group:
        members[head(id)].append(id)
    names = {id: _digest(ids) for ids in members.values() if len(ids) > 1 for id in ids}
    return [replace(e, thread=names.get(e.id)) for e in events]


def _digest(ids: Iterable[str]) -> str:
    return "t" + hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:16]


def _links(events: Iterable[Event]) -> Iterable[tuple[Event, Event]]:
    by_sides: dict[Sides, list[Event]] = defaultdict(list)
    for event in events:
        sides = frozenset(p.id for p in event.parties)
        if len(sides) == 2:
            by_sides[sides].append(event)
    for between in by_sides.values():
        yield from _answered(between)
        yield from _moved(between)


def _answered(events: Sequence[Event]) -> Iterable[tuple[Event, Event]]:
    """Each invitation with the first visit by its guest to its host that follows it."""
    for invitation in (e for e in events if e.type == "invitation"):
        told = _told(invitation)
        answers = sorted(
            (start, e.id, e)
            for e in events
            if e.type in _LED_TO
            and (start := _start(e)) is not None
            and told is not None
            and 0 <= start - told <= _ANSWER
            and _is_guest(invitation, e)
        )
        if answers:
            # A visit is what an invitation is for; talks stand for it where no visit is told of.
            yield invitation, min(answers, key=lambda row: (row[2].type != "visit", *row[:2]))[2]


def _is_guest(invitation: Event, visit: Event) -> bool:
    hosts = {p.id for p in invitation.parties if p.role == "actor"}
    guests = {p.id: p.people for p in invitation.parties if p.role == "target"}
    came = {p.id: p.people for p in visit.parties}
    named = [(people, came[id]) for id, people in guests.items() if people and came.get(id)]
    # Two states meet for many reasons; that he came who was invited tells one of them from the others.
    fits = hosts & {p.id for p in visit.parties if p.role == "target"} if visit.type == "visit" else named
    return bool(fits) and all(any(same_person(a, b) for a in asked for b in arrived) for asked, arrived in named)


def _moved(events: Sequence[Event]) -> Iterable[tuple[Event, Event]]:
    """Each occasion that was called off with the next one of its kind that was told of at about that time."""
    dated = sorted(((start, e.id, e) for e in events if (start := _start(e)) is not None), key=lambda row: row[:2])
    by_kind: dict[tuple[str, str | None, Sides], list[tuple[int, Event]]] = defaultdict(list)
    for start, _, event in dated:
        doers = frozenset(p.id for p in event.parties if p.role == "actor")
        by_kind[event.type, event.change, doers].append((start, event))
    for kind in by_kind.values():
        for (before, off), (after, on) in pairwise(kind):
            if off.status == "cancelled" and after - before <= _MOVED and _are_told_together(off, on):
                yield off, on


def _are_told_together(off: Event, on: Event) -> bool:
    said = [step.as_of for step in off.history if step.status == "cancelled" and step.as_of]
    first = on.first_reported
    return bool(said and first) and any(abs((first - day).days) <= _TOLD for day in said if first)


def _start(event: Event) -> int | None:
    """The first day of an event as an ordinal."""
    return event.when.earliest.toordinal() if event.when and event.when.earliest else None


def _told(event: Event) -> int | None:
    """The day on which an invitation was out: its own, else that of its first report."""
    if (start := _start(event)) is not None:
        return start
    return event.first_reported.toordinal() if event.first_reported else None

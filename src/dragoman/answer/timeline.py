"""Timeline: the events that a question asks for, newest first."""

import datetime
from collections.abc import Collection, Iterable

from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan

__all__ = ["timeline"]


def timeline(
    events: Iterable[Event],
    *,
    parties: Collection[str] = (),
    types: Collection[str] = (),
    statuses: Collection[str] = (),
    since: TimeSpan | None = None,
    until: TimeSpan | None = None,
) -> list[Event]:
    """The events of any status that name all `parties`, are of one of `types` and `statuses`, and fit the time.

    `since` and `until` are the first and the last day asked for; an event counts if any day it can have been on lies
    between them. One without a date stays out as soon as either is given: that it fits cannot be said.
    Dated events come first, by their last possible day; then the undated, by the day they were last reported.
    """
    first = since.earliest if since else None
    last = until.latest if until else None
    found = [
        event
        for event in events
        if set(parties) <= {party.id for party in event.parties}
        and (not types or event.type in types)
        and (not statuses or event.status in statuses)
        and _fits(event, first, last)
    ]
    return sorted(found, key=_newest_first)


def _fits(event: Event, first: datetime.date | None, last: datetime.date | None) -> bool:
    if first is None and last is None:
        return True
    if event.when is None:
        return False
    begins, ends = event.when.earliest, event.when.latest
    after = first is None or ends is None or ends >= first
    before = last is None or begins is None or begins <= last
    return after and before


def _newest_first(event: Event) -> tuple[int, int, int, str]:
    if event.when is None:
        reported = event.last_reported
        return 1, -reported.toordinal() if reported else 0, 0, event.id
    latest, earliest = event.when.sort_key()
    return 0, -latest.toordinal(), -earliest.toordinal(), event.id

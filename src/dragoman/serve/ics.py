"""A calendar as iCalendar (RFC 5545), for the calendars that people keep.

Nothing in it depends on the moment of asking: the same answer gives the same file.
"""

import datetime

import icalendar

from dragoman.answer.calendar import Calendar, Entry
from dragoman.answer.names import party_name
from dragoman.model.timespan import TimeSpan
from dragoman.serve.render import clean, provenance

__all__ = ["ics_text"]

_TENTATIVE = frozenset({"proposed"})
_UNKNOWN = datetime.date(1970, 1, 1)
_DAY = datetime.timedelta(days=1)


def ics_text(calendar: Calendar) -> str:
    """One all-day entry for everything that has a day; what has none stays out."""
    written = icalendar.Calendar()
    written.add("version", "2.0")
    written.add("prodid", "-//Dragoman//Calendar//EN")
    written.add("calscale", "GREGORIAN")
    names = " and ".join(party_name(party) for party in calendar.parties)
    written.add("x-wr-calname", f"Dragoman: {names or 'all parties'}")
    for entry in calendar.entries:
        if entry.when is not None:
            written.add_component(_event(entry, entry.when, calendar))
    return str(written.to_ical(), "utf-8")


def _event(entry: Entry, when: TimeSpan, calendar: Calendar) -> icalendar.Event:
    # Of a time without an end, or a beginning, the day that is known stands.
    first = when.earliest or when.latest or _UNKNOWN
    last = when.latest or first
    event = icalendar.Event()
    event.add("uid", f"{entry.events[0]}.{entry.kind}@dragoman")
    stamp = entry.reported or calendar.day or _UNKNOWN
    event.add("dtstamp", datetime.datetime.combine(stamp, datetime.time.min, datetime.UTC))
    event.add("dtstart", last if entry.kind == "expiring" else first)
    event.add("dtend", last + _DAY)
    event.add("summary", clean(f"{entry.kind}: {entry.summary}"))
    event.add("description", _described(entry, calendar))
    event.add("categories", [entry.kind, entry.type])
    event.add("status", "TENTATIVE" if entry.status in _TENTATIVE else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", clean(entry.place))
    return event


def _described(entry: Entry, calendar: Calendar) -> str:
    """The words that the entry rests on, each with its document."""
    named = {source.document: provenance(source) for source in calendar.sources}
    return "\n".join(f"“{clean(c.text)}” ({named.get(c.document, clean(c.document))})" for c in entry.evidence)

"""Which events bear on two parties, when they stood, and what they may be quoted with."""

import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dragoman.answer.entries import Citation, Source
from dragoman.answer.levels import Levels
from dragoman.answer.names import names_party
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Store
from dragoman.record.view import events

__all__ = [
    "CONTACTS",
    "COOPERATION",
    "POSITIONS",
    "PRESSURE",
    "bear_on",
    "cite",
    "cite_reports",
    "end_of",
    "is_announcement",
    "is_between",
    "known_of",
    "side",
    "sources",
    "sources_of",
    "start_of",
    "stood_on",
    "took_place",
]

POSITIONS = frozenset({"endorse", "appeal", "condemn", "reject", "warn"})
_CHARGES = frozenset({"condemn", "reject", "warn", "coerce", "mobilise", "attack", "protest"})
PRESSURE = frozenset({"coerce", "mobilise", "attack", "protest"})
COOPERATION = frozenset({"aid", "trade", "movement", "security"})
_MEASURES = frozenset({"sanction"})
"""Types of which an event that names one of two parties bears on both, whatever else is told beside it."""

_BEARING = POSITIONS | PRESSURE | {"mission", "envoy", "recognition", "relations"}
"""Types of which an event that names one of two parties may bear on both, where a text tells of both."""

CONTACTS = frozenset({"meeting", "visit", "call", "conference", "message", "negotiation", "mediation"})

_PROPER = re.compile(r"\b[A-Z][\w’'-]{3,}")


def known_of(store: Store, at: Clocks, parties: Sequence[str]) -> list[Event]:
    """The events that may bear on one party, on two, or (without any) all: of two, not what each does with others."""
    if len(parties) < 2:
        return events(store, at, parties=parties)
    both = events(store, at, parties=parties, together=True)
    measures = events(store, at, parties=parties, types=sorted(_MEASURES))
    keep = functools.partial(_may_bear, a=parties[0], b=parties[1])
    beside = events(store, at, parties=parties, types=sorted(_BEARING), beside=True, keep=keep)
    return list({event.id: event for event in (*both, *measures, *beside)}.values())


def is_between(event: Event, a: str, b: str) -> bool:
    """Whether both are parties to it, with or without a faction."""
    ids = {party.id for party in event.parties}
    return a in ids and b in ids


def side(event: Event, role: str, among: tuple[str, str]) -> str | None:
    """Which of the two has this role, if one of them alone does."""
    ids = {party.id for party in event.parties if party.role == role and party.id in among}
    return ids.pop() if len(ids) == 1 else None


def took_place(event: Event) -> bool:
    """Whether it happened or is under way, as against planned, called off, alleged or denied."""
    return event.status in ("occurred", "ongoing")


def is_announcement(plan: Event) -> bool:
    """Whether a plan's date is no later than its first report: the day of the announcement, not the day it is for.

    Of visits and talks only an earlier one is, since a text of the morning announces those of the afternoon.
    """
    told, latest = plan.first_reported, plan.when.latest if plan.when else None
    if told is None or latest is None:
        return False
    return latest < told or (latest == told and plan.type not in CONTACTS)


def stood_on(event: Event) -> datetime.date:
    """The last day for which the event says how things stood: its own last day, no later than the last report of it.

    An event that is under way, or undated, stood as it did when last reported; unknown even then, it comes first.
    """
    reported = event.last_reported
    ended = event.when.latest if event.when else None
    if ended is None or event.status == "ongoing":
        return reported or ended or datetime.date.min
    return min(ended, reported) if reported and event.status != "planned" else ended


def _may_bear(stored: StoredReport, a: str, b: str) -> bool:
    """Whether the event of a report that names one of the two may bear on both, as far as the report alone can say."""
    report = stored.report
    here = {party.id for party in report.parties} & {a, b}
    if len(here) != 1:
        return bool(here)
    (other,) = {a, b} - here
    targets = {party.id for party in report.parties if party.role == "target"}
    if report.type == "mission":
        return report.place is not None and names_party(other, report.place)
    if report.type not in POSITIONS | PRESSURE or (report.type in PRESSURE and other in targets):
        return bool(targets & {a, b})
    quoted = [*report.topics, *(evidence.text for evidence in report.evidence)]
    if any(names_party(other, words) for words in quoted):
        return True
    alone = len(report.parties) == 1 and report.type in POSITIONS
    return alone and any(_PROPER.search(topic) or _is_recognition(topic) for topic in report.topics)


def bear_on(events: Iterable[Event], a: str, b: str) -> tuple[Event, ...]:
    """The events that name both, and those that name one where the matter concerns the other."""
    known = sorted(events, key=lambda event: event.id)
    struck: dict[str, list[Event]] = defaultdict(list)
    for event in known:
        if event.type in PRESSURE:
            for stored in event.reports:
                struck[stored.document.hash].append(event)
    return tuple(event for event in known if is_between(event, a, b) or _concerns(event, a, b, struck))


def _concerns(event: Event, a: str, b: str, struck: Mapping[str, Sequence[Event]]) -> bool:
    ids = {party.id for party in event.parties}
    if len(ids & {a, b}) != 1:
        return False
    here, other = (a, b) if a in ids else (b, a)
    if event.type == "mission":
        return event.place is not None and names_party(other, event.place)
    if event.type == "sanction":
        return any(party.id == here and party.role == "target" for party in event.parties)
    if event.type not in POSITIONS | PRESSURE:
        return False
    if any(names_party(other, topic) for topic in event.topics) or _seeks_recognition(event, here):
        return True
    # A courtesy to a third party that mentions the other in passing is no matter between the two; a charge is.
    weighs = event.type in _CHARGES or ids == {here}
    if weighs and names_party(other, " ".join(citation.text for citation in cite([event]))):
        return True
    return event.type in POSITIONS and ids == {here} and _speaks_of(event, other, struck)


def _seeks_recognition(event: Event, here: str) -> bool:
    """What is asked of everybody is asked of the other party too."""
    alone = {party.id for party in event.parties} == {here}
    return alone and event.type == "appeal" and any(_is_recognition(topic) for topic in event.topics)


def _is_recognition(topic: str) -> bool:
    return Levels.load().recognition_sought.search(topic) is not None


def _speaks_of(event: Event, other: str, struck: Mapping[str, Sequence[Event]]) -> bool:
    """Whether the topic is, by a proper name, what the same document says befell the other party."""
    proper = {word for topic in event.topics for word in _PROPER.findall(topic)}
    return bool(proper) and any(
        proper & set(_PROPER.findall(" ".join([blow.place or "", *(citation.text for citation in cite([blow]))])))
        for stored in event.reports
        for blow in struck.get(stored.document.hash, ())
        if any(party.id == other and party.role == "target" for party in blow.parties)
    )


def cite(events: Iterable[Event]) -> tuple[Citation, ...]:
    """What the reports of these events rest on, each once: first those that tell of an event what is now its status
    (that it was held, not that it was planned), then the others.
    """
    told = [(stored, stored.report.status == event.status) for event in events for stored in event.reports]
    now = cite_reports(stored for stored, is_now in told if is_now)
    return tuple(dict.fromkeys((*now, *cite_reports(stored for stored, _ in told))))


def cite_reports(reports: Iterable[StoredReport]) -> tuple[Citation, ...]:
    """What these reports rest on, by publication day, each once; in a report its own order stands."""
    found: dict[Citation, tuple[datetime.date, str, int]] = {}
    for stored in reports:
        day = stored.document.published.date or datetime.date.max
        for place, evidence in enumerate(stored.report.evidence):
            citation = Citation(stored.document.id, evidence.start, evidence.end, evidence.text)
            found.setdefault(citation, (day, stored.document.id, place))
    return tuple(sorted(found, key=lambda citation: found[citation]))


def sources(reports: Iterable[StoredReport]) -> tuple[Source, ...]:
    """The documents of these reports, each once, by publication day."""
    return sources_of(stored.document for stored in reports)


def sources_of(documents: Iterable[Document]) -> tuple[Source, ...]:
    """Documents as sources, each once, by publication day."""
    distinct = {document.hash: document for document in documents}
    found = [Source(d.id, d.title, d.publisher, d.published.date, d.url) for d in distinct.values()]
    return tuple(sorted(found, key=lambda source: (source.published or datetime.date.max, source.document)))


def start_of(when: TimeSpan | None) -> TimeSpan | None:
    """The point at which a span begins."""
    if when is None or "/" not in when.edtf:
        return when
    first = when.edtf.partition("/")[0]
    return None if first == ".." else TimeSpan.parse(first)


def end_of(when: TimeSpan | None) -> TimeSpan | None:
    """The point at which an interval ends; None for what is no interval, or has no end."""
    if when is None or "/" not in when.edtf:
        return None
    last = when.edtf.partition("/")[2]
    return None if last == ".." else TimeSpan.parse(last)

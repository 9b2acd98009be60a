"""What was agreed, said and disputed between two parties, and which topics they have on the table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from dragoman.answer.bearing import COOPERATION, POSITIONS, PRESSURE, is_between, stood_on, took_place
from dragoman.answer.entries import AgendaItem, Citation
from dragoman.answer.names import party_name
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan

__all__ = ["agenda", "agreements", "disputes", "positions"]

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[\"“A-Z])|\n\s*\n")


def _latest_first(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (stood_on(event), event.id), reverse=True))


def agreements(events: Iterable[Event], a: str, b: str) -> tuple[Event, ...]:
    """Agreements and concrete cooperation between the two that are made or under way, the latest first."""
    types = COOPERATION | {"agreement", "deescalate"}
    return _latest_first(e for e in events if e.type in types and is_between(e, a, b) and took_place(e))


def positions(events: Iterable[Event]) -> tuple[Event, ...]:
    """What the two said of and did against each other, and others of both, the latest first."""
    return _latest_first(e for e in events if e.type in POSITIONS | PRESSURE and took_place(e))


def disputes(events: Iterable[Event]) -> tuple[tuple[Event, ...], ...]:
    """What is alleged, denied or told in two ways, each with the claims and denials made in the same words."""
    known = list(events)
    told = _latest_first(event for event in known if _is_disputed(event))
    return tuple((event, *_latest_first(other for other in known if _answers(other, event))) for event in told)


def _is_disputed(event: Event) -> bool:
    """A refused exemption or recognition is no dispute: it is a measure in force, a recognition withheld."""
    if event.type in POSITIONS or event.type in ("sanction", "recognition"):
        return event.disputed
    return event.disputed or event.status in ("alleged", "denied")


def _answers(other: Event, event: Event) -> bool:
    if other.id == event.id or other.type not in POSITIONS:
        return False
    return any(_share_words(left, right) for left in other.reports for right in event.reports)


def _share_words(left: StoredReport, right: StoredReport) -> bool:
    return left.document.hash == right.document.hash and any(
        mine.start < theirs.end and theirs.start < mine.end
        for mine in left.report.evidence
        for theirs in right.report.evidence
    )


def agenda(events: Iterable[Event], a: str, b: str) -> tuple[AgendaItem, ...]:
    """The topics that events between the two name, the most frequent first, cited where the text names them."""
    named: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if is_between(event, a, b) and event.status not in ("denied", "alleged"):
            for topic in dict.fromkeys(event.topics):
                if topic not in (party_name(a), party_name(b)):
                    named[topic.lower()].append(event)
    items = [_item(topic, group) for topic, group in named.items()]
    return tuple(sorted(items, key=lambda item: (-item.count, item.topic)))


def _item(topic: str, events: Sequence[Event]) -> AgendaItem:
    spans = [event.when for event in events if event.when]
    last = max(spans, key=TimeSpan.sort_key, default=None)
    spelling = next(t for event in events for t in event.topics if t.lower() == topic)
    cited = dict.fromkeys(citation for event in events for citation in _named_at(topic, event))
    return AgendaItem(spelling, last, len(events), tuple(event.id for event in events), tuple(cited))


def _named_at(topic: str, event: Event) -> Iterable[Citation]:
    """The sentence that names the topic, nearest to what the event rests on; else the event's own words."""
    for stored in event.reports:
        text, evidence = stored.document.text, stored.report.evidence[0]
        found = [match.start() for match in re.finditer(re.escape(topic), text, re.IGNORECASE)]
        if found:
            at = min(found, key=lambda place: abs(place - evidence.start))
            start, end = _sentence_around(text, at)
            yield Citation(stored.document.id, start, end, text[start:end])
        else:
            yield Citation(stored.document.id, evidence.start, evidence.end, evidence.text)


def _sentence_around(text: str, at: int) -> tuple[int, int]:
    ends = [match.start() for match in _SENTENCE_END.finditer(text, at)]
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, at)]
    start = starts[-1] if starts else 0
    end = ends[0] if ends else len(text)
    return start, start + len(text[start:end].rstrip())

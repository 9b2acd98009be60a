"""What was agreed and said between two parties, and which topics they have on the table."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from dragoman.answer.bearing import COOPERATION, POSITIONS, PRESSURE, is_between, stood_on, took_place
from dragoman.answer.entries import AgendaItem, Citation
from dragoman.answer.names import party_name
from dragoman.answer.passages import sentence_around
from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan

__all__ = ["agenda", "agreements", "positions"]


def _latest_first(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (stood_on(event), event.id), reverse=True))


def agreements(events: Iterable[Event], a: str, b: str) -> tuple[Event, ...]:
    """Agreements and concrete cooperation between the two that are made or under way, the latest first."""
    types = COOPERATION | {"agreement", "deescalate"}
    return _latest_first(e for e in events if e.type in types and is_between(e, a, b) and took_place(e))


def positions(events: Iterable[Event]) -> tuple[Event, ...]:
    """What the two said of and did against each other, and others of both, the latest first.

    Of a statement that is only alleged, or denied, the status says so; of an act of force that is for the disputes.
    """
    said = (e for e in events if e.type in POSITIONS and e.status in ("occurred", "ongoing", "alleged", "denied"))
    done = (e for e in events if e.type in PRESSURE and took_place(e))
    return _latest_first((*said, *done))


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
            start, end = sentence_around(text, at)
            yield Citation(stored.document.id, start, end, text[start:end])
        else:
            yield Citation(stored.document.id, evidence.start, evidence.end, evidence.text)

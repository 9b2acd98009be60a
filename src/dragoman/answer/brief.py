"""Brief: relations as the prose that a desk officer would send on, every sentence with its sources.

A sentence is made from templates and the record alone; what it cites is quoted word for word among the references.
"""

import datetime
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.answer.bearing import POSITIONS, PRESSURE, cite, stood_on
from dragoman.answer.entries import Citation, Dispute, Envoy, Matter, Mission, Recognition, Relations
from dragoman.answer.levels import Levels
from dragoman.answer.passages import rest_of_sentence
from dragoman.answer.wording import Wording, article, fill
from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan

__all__ = ["Brief", "Reference", "Section", "Sentence", "brief"]

# A brief is read in a minute: of long lists it keeps the latest, and says how many it left out.
_MOST = 12
_LONGEST_QUOTE = 160
_MOST_SOURCES = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """What a number in the text stands for; `quote` is `text[start:end]` of the document, `before` and `after` what
    stands around it in its sentence.
    """

    number: int
    document: str
    title: str | None
    publisher: str | None
    published: datetime.date | None
    url: str | None
    start: int
    end: int
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the numbers of its references and the ids of its events; `quote` are words it cites in full."""

    text: str
    quote: str | None
    sources: tuple[int, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Where `parties` stand on `day` (None where no document is dated); the references in the order of their use."""

    parties: tuple[str, str]
    day: datetime.date | None
    since: datetime.date | None
    title: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]


class _Sources:
    """Numbers the citations in the order in which they are used."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._documents = {stored.document.id: stored.document for event in events for stored in event.reports}
        self._numbers: dict[Citation, int] = {}

    def number(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """The numbers of some citations: of each document one, of the documents the first ones."""
        first: dict[str, Citation] = {}
        for citation in citations:
            first.setdefault(citation.document, citation)
        kept = list(first.values())[:_MOST_SOURCES]
        return tuple(sorted(self._numbers.setdefault(citation, len(self._numbers) + 1) for citation in kept))

    def references(self) -> Iterator[Reference]:
        """What the numbers stand for."""
        for citation, number in self._numbers.items():
            document = self._documents[citation.document]
            published = document.published.date
            where = (document.id, document.title, document.publisher, published, document.url)
            before, after = rest_of_sentence(document.text, citation.start, citation.end)
            yield Reference(number, *where, citation.start, citation.end, before, citation.text, after)


def brief(
    relations: Relations,
    events: Iterable[Event],
    a: str,
    b: str,
    *,
    since: datetime.date | None = None,
    as_of: datetime.date | None = None,
) -> Brief:
    """The brief that these relations, drawn from these events, come to.

    With `since`, contacts, cooperation and positions before that day are left out; what stands, stands whenever it
    began.
    """
    return _Writer(relations, tuple(events), since, as_of or relations.coverage.last).write(a, b)


class _Writer:
    """One brief in the making."""

    def __init__(
        self, relations: Relations, events: Sequence[Event], since: datetime.date | None, day: datetime.date | None
    ) -> None:
        self._wording = Wording.load()
        self._words: Mapping[str, Any] = self._wording.data["brief"]
        self._relations = relations
        self._events = {event.id: event for event in events}
        self._since = since
        self._day = day
        self._sources = _Sources(events)
        self._unsure: set[str] = set()

    def write(self, a: str, b: str) -> Brief:
        known = self._relations
        parts: tuple[tuple[str, Callable[[], Iterable[Sentence]]], ...] = (
            ("standing", self._standing),
            ("contacts", self._contacts),
            ("pending", self._open),
            ("cancelled", lambda: self._matters(known.cancelled)),
            ("cooperation", lambda: self._matters(self._recent(known.agreements), quoted=True)),
            ("measures", self._measures),
            ("positions", lambda: self._matters(self._recent(_of(known.positions, POSITIONS)), quoted=True)),
            ("pressure", lambda: self._matters(self._recent(_of(known.positions, PRESSURE)), quoted=True)),
            ("disputes", lambda: self._matters(known.disputes, quoted=True)),
            ("coverage", self._coverage),
        )
        written = [(self._words["sections"][key], tuple(part())) for key, part in parts]
        sections = tuple(Section(title, _once(sentences)) for title, sentences in written if sentences)
        spoken = self._wording.day(TimeSpan.of_day(self._day)) if self._day else ""
        title = self._words["title" if spoken else "title_undated"].format(a=self._name(a), b=self._name(b), day=spoken)
        return Brief((a, b), self._day, self._since, _capital(title), sections, tuple(self._sources.references()))

    def _standing(self) -> Iterator[Sentence]:
        for mission in self._relations.representation:
            yield self._mission(mission)
        for entry in self._relations.recognition:
            slots = {"by": self._name(entry.by), "of": self._government(entry), "since": self._from(entry.since)}
            yield self._say(self._words["recognition"][entry.state], slots, entry.evidence, entry.events)
        ties = self._relations.ties
        if ties.state:
            slots = {"since": self._from(ties.since)}
            yield self._say(self._words["ties"][ties.state], slots, ties.evidence, ties.events)
        for envoy in self._relations.envoys:
            yield self._envoy(envoy)

    def _mission(self, mission: Mission) -> Sentence:
        level = mission.level or self._wording.data["mission"]
        planned = mission.state == "planned"
        slots = {
            "sender": self._name(mission.sender),
            "level": level,
            "a_level": f"{article(level)} {level}",
            "place": mission.place or self._name(mission.host),
            "since": self._wording.when(mission.since) if planned else self._from(mission.since),
        }
        # What is only planned is told, and cited, under what is pending.
        ahead = {citation for step in mission.history if step.status == "planned" for citation in step.evidence}
        cited = [citation for citation in mission.evidence if citation not in ahead] or mission.evidence
        taken = [step.change for step in mission.history if step.status == "occurred"]
        raised = mission.state == "open" and taken[-1:] in (["upgrade"], ["downgrade"])
        return self._say(self._words["mission"]["at_level" if raised else mission.state], slots, cited, mission.events)

    def _government(self, entry: Recognition) -> str:
        """Whom recognition is about: the state, or the faction that governs it where a text sets the two apart."""
        parties = [party for event in entry.events for party in self._events[event].parties if party.id == entry.of]
        faction = next((party.faction for party in parties if party.faction), None)
        of = self._name(entry.of)
        return self._words["government"].format(faction=faction.title(), of=of) if faction else of

    def _envoy(self, envoy: Envoy) -> Sentence:
        post = envoy.post or self._wording.data["envoy"]
        words: Mapping[str, str] = self._words["envoy"]
        named = {"person": envoy.person or "", "post": post, "sender": self._name(envoy.sender)}
        slots = {
            "envoy": fill(words["person" if envoy.person else "unnamed"], named),
            "host": self._name(envoy.host),
            "since": self._from(envoy.since),
            "when": self._wording.when(envoy.since, type="envoy"),
            **self._words["number"]["many" if post == Levels.load().staff_level else "one"],
        }
        return self._say(words[envoy.state], slots, envoy.evidence, envoy.events)

    def _contacts(self) -> Iterator[Sentence]:
        contacts = self._relations.contacts
        held = [self._events[id_] for level in contacts.by_level for id_ in level.events]
        latest = sorted(self._since_then(held), key=_begun, reverse=True)
        yield from self._list([(event, cite([event])) for event in latest], quoted=False)
        highest = contacts.highest_since
        if highest:
            key = "highest" if highest.since else "highest_only"
            when = {"when": self._wording.when(highest.when), "before": self._wording.when(highest.since)}
            yield self._say(self._words[key], {"level": highest.level, **when}, highest.evidence, highest.events)

    def _open(self) -> Iterator[Sentence]:
        for matter in self._relations.overdue:
            slots = {"summary": matter.summary}
            yield self._say(self._words["overdue"], slots, matter.evidence, matter.events)
        yield from self._matters(self._relations.pending, quoted=True)

    def _measures(self) -> Iterator[Sentence]:
        last = [self._events[measure.events[-1]] for measure in self._relations.measures]
        yield from self._list([(event, cite([event])) for event in last], quoted=True)

    def _coverage(self) -> Iterator[Sentence]:
        yield Sentence(_capital(self._wording.coverage(self._relations.coverage)), None, (), ())
        if unsure := len(self._unsure):
            yield self._say(self._words["unsure"]["one" if unsure == 1 else "many"], {"n": str(unsure)}, (), ())

    def _matters(self, matters: Sequence[Matter | Dispute], *, quoted: bool = False) -> Iterator[Sentence]:
        yield from self._list([(self._events[m.events[0]], m.evidence) for m in matters], quoted=quoted)

    def _list(self, cited: Sequence[tuple[Event, Sequence[Citation]]], *, quoted: bool) -> Iterator[Sentence]:
        """A sentence for each event that is sure enough, and one for those that are left out for brevity."""
        least = self._words["least_confidence"]
        self._unsure |= {event.id for event, _ in cited if event.confidence < least}
        cited = [(event, citations) for event, citations in cited if event.confidence >= least]
        for event, citations in cited[:_MOST]:
            quote = _shortened(citations[0].text) if quoted else None
            yield Sentence(
                self._wording.sentence(event, self._relations.parties),
                quote,
                self._sources.number(citations),
                (event.id,),
            )
        left = len(cited) - _MOST
        if left > 0:
            yield self._say(self._words["more"]["one" if left == 1 else "many"], {"n": str(left)}, (), ())

    def _recent(self, matters: Iterable[Matter]) -> list[Matter]:
        kept = {event.id for event in self._since_then([self._events[m.events[0]] for m in matters])}
        return [matter for matter in matters if matter.events[0] in kept]

    def _since_then(self, events: Iterable[Event]) -> list[Event]:
        """Without what had ended before the day since which is asked; the undated counts from its last report."""
        if self._since is None:
            return list(events)
        return [event for event in events if stood_on(event) >= self._since]

    def _say(
        self, template: str, slots: Mapping[str, str], citations: Iterable[Citation], events: tuple[str, ...]
    ) -> Sentence:
        return Sentence(_capital(fill(template, slots)), None, self._sources.number(citations), events)

    def _name(self, party: str) -> str:
        return self._wording.named(party)

    def _from(self, since: TimeSpan | None) -> str:
        return self._wording.when(since, since=True)


def _begun(event: Event) -> tuple[datetime.date, str]:
    """The day by which it had certainly begun at the earliest; what is vague stands after what is exact."""
    return (event.when.earliest if event.when else None) or datetime.date.min, event.id


def _once(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Events of which the same is to be said make one sentence, with the sources of all."""
    told: dict[str, Sentence] = {}
    for one in sentences:
        if same := told.get(one.text):
            sources = tuple(sorted({*same.sources, *one.sources}))
            one = replace(same, sources=sources, events=(*same.events, *one.events))
        told[one.text] = one
    return tuple(told.values())


def _of(matters: Iterable[Matter], types: frozenset[str]) -> list[Matter]:
    return [matter for matter in matters if matter.type in types]


def _shortened(quote: str) -> str:
    """The quote, cut between words if it is long; the reference has it whole."""
    return textwrap.shorten(quote, _LONGEST_QUOTE, placeholder=" …")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

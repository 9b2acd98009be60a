"""Changes: what a later knowledge of two parties has that an earlier one had not, and because of which documents.

Events of the two days are set against each other by the reports that they share (or, where a document was read anew,
by the words that these rest on), so that an event that changed is told as one that changed.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman.answer.bearing import CONTACTS, bear_on, cite, cite_reports, sources, sources_of, stood_on
from dragoman.answer.entries import Citation, Relations, Source
from dragoman.answer.missions import mission_levels
from dragoman.answer.pending import outcome
from dragoman.answer.ranks import Ranks
from dragoman.answer.wording import Wording
from dragoman.model.document import Document
from dragoman.model.event import Event, StoredReport
from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.record.rulings import Ruling
from dragoman.record.store import Coverage

__all__ = ["Changes", "Difference", "EventChange", "Intervention", "Known", "StandingChange", "changes"]

_OUTCOMES = {"occurred": "took place", "ongoing": "took place", "cancelled": "called off", "denied": "denied"}
_PLANS = frozenset({"planned", "proposed"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is told otherwise.

    `field` is `status`, `when`, `place`, `parties`, `level` or `disputed`; or `joined` (what was told as the event
    `before` is now part of `after`), or `parted` (the other way round).
    """

    field: str
    before: str | bool | TimeSpan | tuple[Party, ...] | None
    after: str | bool | TimeSpan | tuple[Party, ...] | None


@dataclass(frozen=True, slots=True)
class EventChange:
    """An event that is new, changed or withdrawn; `because` are the documents that made the difference.

    `outcome` says what came of a plan: `took place`, `called off` or `denied`. `events` are its id now and, where it
    had another one, before.
    """

    type: str
    change: str | None
    parties: tuple[Party, ...]
    when: TimeSpan | None
    place: str | None
    status: str
    summary: str
    outcome: str | None
    differences: tuple[Difference, ...]
    because: tuple[Source, ...]
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class StandingChange:
    """An entry of the relations that is new, gone, or stands otherwise: `subject` went from `before` to `after`."""

    list: str
    subject: str
    before: str | None
    after: str | None
    because: tuple[Source, ...]
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Intervention:
    """What a person ruled in between about reports of these events; `undone` says that it was taken back."""

    ruling: str
    kind: str
    field: str | None
    value: str | None
    by: str
    why: str
    undone: bool
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two parties from one day of knowledge (`start`) to another (`end`), by one clock.

    `documents` are the new ones among those that tell of the two, `rulings` what people ruled about these events in
    between (on the clock of the record); `coverage` is that of the later day.
    """

    parties: tuple[str, str]
    clock: str
    start: datetime.date
    end: datetime.date
    new: tuple[EventChange, ...]
    changed: tuple[EventChange, ...]
    withdrawn: tuple[EventChange, ...]
    standing: tuple[StandingChange, ...]
    documents: tuple[Source, ...]
    rulings: tuple[Intervention, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of two parties on a day: where they stood, the events that may bear on them, rulings in force,
    and by its hash which texts told before were by then corrected, withdrawn or replaced, by which later ones.
    """

    relations: Relations
    events: Sequence[Event]
    rulings: Sequence[Ruling] = ()
    superseded: Mapping[str, Sequence[Document]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Match:
    """Which event of the earlier day is which of the later: `pairs` by id, and what each event alone has its words in.

    `kin_before`, `kin_after`: for an event without a counterpart, the events of the other day that share its reports.
    """

    pairs: Mapping[str, str]
    kin_before: Mapping[str, tuple[str, ...]]
    kin_after: Mapping[str, tuple[str, ...]]


def changes(before: Known, after: Known, *, clock: str, start: datetime.date, end: datetime.date) -> Changes:
    """What is new, changed and withdrawn from `before` to `after`, the answers for one pair on two days."""
    a, b = after.relations.parties
    return _Comparison(before, after, (a, b)).made(clock, start, end)


class _Comparison:
    """The two days side by side."""

    def __init__(self, before: Known, after: Known, among: tuple[str, str]) -> None:
        self._among = among
        self._before, self._after = before.relations, after.relations
        self._old = {event.id: event for event in bear_on(before.events, *among)}
        self._new = {event.id: event for event in bear_on(after.events, *among)}
        self._all_new = list(after.events)
        # An event may bear on the two only since more is known of it, so all of either day are set side by side.
        self._match = _matched(before.events, after.events)
        self._every_old = {event.id: event for event in before.events}
        self._every_new = {event.id: event for event in after.events}
        self._was = {new: old for old, new in self._match.pairs.items()}
        self._reports = {stored.id for event in before.events for stored in event.reports}
        self._hashes = {stored.document.hash for event in before.events for stored in event.reports}
        self._ranks = Ranks()
        self._ruled_before, self._ruled_after = before.rulings, after.rulings
        self._superseded = after.superseded

    def made(self, clock: str, start: datetime.date, end: datetime.date) -> Changes:
        ordered = sorted(self._new.values(), key=lambda e: (stood_on(e), e.id), reverse=True)
        gone = sorted(self._old.values(), key=lambda e: (stood_on(e), e.id), reverse=True)
        told = [stored for event in self._new.values() for stored in event.reports]
        fresh = [stored for stored in told if stored.document.hash not in self._hashes]
        return Changes(
            self._among,
            clock,
            start,
            end,
            tuple(self._whole(event) for event in ordered if self._is_fresh(event)),
            tuple(change for event in ordered if (change := self._changed(event))),
            tuple(self._withdrawn(event) for event in gone if self._is_withdrawn(event)),
            tuple(self._standing()),
            sources(fresh),
            tuple(self._interventions()),
            self._after.coverage,
        )

    def _interventions(self) -> Iterator[Intervention]:
        """Rulings that are in force on one of the days only, and are about an event of the two."""
        before, after = ({ruling.id: ruling for ruling in some} for some in (self._ruled_before, self._ruled_after))
        for id_ in sorted(before.keys() ^ after.keys()):
            ruling = after.get(id_) or before[id_]
            reports = {anchor.report for side in ruling.subjects for anchor in side}
            told = {**self._old, **self._new}.values()
            about = [event.id for event in told if any(stored.id in reports for stored in event.reports)]
            if about:
                said = (ruling.kind, ruling.field, ruling.value, ruling.by, ruling.why)
                yield Intervention(id_, *said, id_ not in after, tuple(sorted(about)))

    def _is_fresh(self, event: Event) -> bool:
        return event.id not in self._was and not self._match.kin_before.get(event.id)

    def _is_withdrawn(self, event: Event) -> bool:
        return event.id not in self._match.pairs and not self._match.kin_after.get(event.id)

    def _whole(self, event: Event) -> EventChange:
        return self._entry(event, (), event.reports, (event.id,))

    def _withdrawn(self, event: Event) -> EventChange:
        """What is told no more: because of the documents that told it, and of those that supersede them."""
        told = [stored.document for stored in event.reports]
        later = [document for one in told for document in self._superseded.get(one.hash, ())]
        return replace(self._whole(event), because=sources_of((*told, *later)))

    def _changed(self, event: Event) -> EventChange | None:
        """What is told otherwise of an event that was known; None where nothing is."""
        old = self._every_old.get(self._was.get(event.id, ""))
        differences = list(self._differences(old, event)) if old else []
        joined = [id_ for id_, kin in self._match.kin_after.items() if event.id in kin]
        differences += [Difference("joined", id_, event.id) for id_ in sorted(joined)]
        if old is None:
            differences += [Difference("parted", id_, event.id) for id_ in self._match.kin_before.get(event.id, ())]
        if not differences:
            return None
        ids = tuple(dict.fromkeys((event.id, *([old.id] if old else []), *sorted(joined))))
        return self._entry(event, tuple(differences), self._added(event) or event.reports, ids)

    def _differences(self, old: Event, new: Event) -> Iterator[Difference]:
        pairs: tuple[tuple[str, object, object], ...] = (
            ("status", old.status, new.status),
            ("when", old.when, new.when),
            ("place", old.place, new.place),
            ("parties", old.parties, new.parties),
            ("level", self._level(old), self._level(new)),
            ("disputed", old.disputed, new.disputed),
        )
        for name, before, after in pairs:
            if before != after:
                yield Difference(name, before, after)  # type: ignore[arg-type]  # each of the types it names

    def _level(self, event: Event) -> str | None:
        """The level of the mission that it leads to, or of the people in a contact."""
        if event.type == "mission":
            return mission_levels(event)[1]
        return self._ranks.of_contact(event, *self._among) if event.type in CONTACTS else None

    def _added(self, event: Event) -> tuple[StoredReport, ...]:
        """The reports of an event that were not known before."""
        return tuple(stored for stored in event.reports if stored.id not in self._reports)

    def _entry(
        self, event: Event, differences: tuple[Difference, ...], because: Sequence[StoredReport], ids: tuple[str, ...]
    ) -> EventChange:
        status = next((d for d in differences if d.field == "status"), None)
        outcome_ = _OUTCOMES.get(event.status) if status and status.before in _PLANS else None
        return EventChange(
            event.type,
            event.change,
            event.parties,
            event.when,
            event.place,
            event.status,
            Wording.load().sentence(event, self._among),
            outcome_,
            differences,
            sources(because),
            ids,
            cite_reports(because),
        )

    def _standing(self) -> Iterator[StandingChange]:
        """The entries of the two relations that are not the same."""
        before = {self._key(fact): fact for fact in _facts(self._before)}
        after = {fact.key: fact for fact in _facts(self._after)}
        for key in sorted({*before, *after}, key=lambda key: (_LISTS.index(key[0]), key)):
            old, new = before.get(key), after.get(key)
            was, now = old.state if old else None, new.state if new else None
            if was == now:
                continue
            yield self._plan(old) if old and not new and old.list == "plans" else self._step(old, new)

    def _key(self, fact: "_Fact") -> tuple[str, str]:
        """The key under which the later day has it: an event may have another id by then."""
        list_, key = fact.key
        return (list_, self._match.pairs.get(key, key)) if list_ in _BY_EVENT else (list_, key)

    def _step(self, old: "_Fact | None", new: "_Fact | None") -> StandingChange:
        fact = new or old
        assert fact is not None  # one of them is there: the key is that of one
        events, reports = self._behind(fact.events, later=new is not None)
        because = [r for r in reports if r.id not in self._reports] if new else reports
        was, now = old.state if old else None, new.state if new else None
        return StandingChange(fact.list, fact.subject, was, now, sources(because), events, fact.evidence)

    def _plan(self, old: "_Fact") -> StandingChange:
        """What came of a plan that is no longer open."""
        plan = self._every_new.get(self._match.pairs.get(old.events[0], "")) or self._every_old[old.events[0]]
        result = outcome(plan, self._all_new) or (plan if plan.status in _OUTCOMES else None)
        events = tuple(dict.fromkeys((plan.id, result.id))) if result else (plan.id,)
        reports = [r for r in (result or plan).reports if r.id not in self._reports]
        after = _OUTCOMES[result.status] if result else None
        return StandingChange(old.list, old.subject, old.state, after, sources(reports), events, cite([result or plan]))

    def _behind(self, ids: Iterable[str], *, later: bool) -> tuple[tuple[str, ...], list[StoredReport]]:
        known = self._every_new if later else self._every_old
        events = [known[id_] for id_ in ids if id_ in known]
        return tuple(event.id for event in events), [stored for event in events for stored in event.reports]


# Lists of the relations that are set side by side, in the order in which they are told.
_LISTS = ("representation", "recognition", "ties", "envoys", "contacts", "measures", "plans", "disputes")
_BY_EVENT = frozenset({"plans", "disputes"})


@dataclass(frozen=True, slots=True)
class _Fact:
    """One entry of the relations: `key` is what makes it the same entry on another day, `state` how it stands."""

    key: tuple[str, str]
    subject: str
    state: str
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]

    @property
    def list(self) -> str:
        return self.key[0]


def _facts(known: Relations) -> Iterator[_Fact]:
    named = Wording.load().named
    for m in known.representation:
        place, kind = m.place or named(m.host), m.level or "mission"
        key = f"{m.sender} {m.host} {(m.place or '').lower().removeprefix('new ')} {'consul' in kind}"
        state = ", ".join(filter(None, (m.level, m.state)))
        yield _Fact(("representation", key), f"{named(m.sender)} in {place}", state, m.events, m.evidence)
    for r in known.recognition:
        subject = f"{named(r.of)} by {named(r.by)}"
        yield _Fact(("recognition", f"{r.by} {r.of}"), subject, r.state, r.events, r.evidence)
    if known.ties.state:
        subject = " and ".join(map(named, known.parties))
        yield _Fact(("ties", ""), subject, known.ties.state, known.ties.events, known.ties.evidence)
    for e in known.envoys:
        who = e.person or e.post or "envoy"
        state = ", ".join(filter(None, (e.post if e.person else None, e.state)))
        subject = f"{who} of {named(e.sender)} to {named(e.host)}"
        yield _Fact(("envoys", f"{e.sender} {e.host} {who}"), subject, state, e.events, e.evidence)
    for title, contact in (("last contact", known.contacts.last), ("highest contact", known.contacts.highest_since)):
        if contact:
            yield _Fact(("contacts", title), title, contact.summary, contact.events, contact.evidence)
    for measure in known.measures:
        by = named(measure.by) if measure.by else "unnamed"
        subject = f"{measure.kind or 'measure'} by {by} on {named(measure.on)}"
        state = measure.state + (f" until {measure.until}" if measure.until else "")
        key = f"{measure.by} {measure.on} {measure.kind or measure.events[0]}"
        yield _Fact(("measures", key), subject, state, measure.events, measure.evidence)
    for state, matters in (("pending", known.pending), ("overdue", known.overdue), ("called off", known.cancelled)):
        for matter in matters:
            yield _Fact(("plans", matter.events[0]), matter.summary, state, matter.events, matter.evidence)
    for dispute in known.disputes:
        key = dispute.events[0]
        yield _Fact(("disputes", key), dispute.summary, dispute.kind, dispute.events, dispute.evidence)


def _matched(before: Iterable[Event], after: Iterable[Event]) -> _Match:
    """Pairs of events that share most, each event in one pair at most."""
    by_report: dict[str, list[Event]] = defaultdict(list)
    by_document: dict[tuple[str, str], list[tuple[StoredReport, Event]]] = defaultdict(list)
    for event in after:
        for stored in event.reports:
            by_report[stored.id].append(event)
            by_document[stored.document.hash, stored.report.type].append((stored, event))
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for event in before:
        for stored in event.reports:
            # The very report weighs more than one that another reading made of the same words.
            for other in by_report.get(stored.id, ()):
                shared[event.id, other.id] += 2
            if stored.id not in by_report:
                for same, other in by_document.get((stored.document.hash, stored.report.type), ()):
                    if _share_words(stored, same):
                        shared[event.id, other.id] += 1
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for old, new in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if old not in pairs and new not in taken:
            pairs[old] = new
            taken.add(new)
    kin_before, kin_after = _kin(shared, pairs, taken)
    return _Match(pairs, kin_before, kin_after)


def _kin(
    shared: Iterable[tuple[str, str]], pairs: Mapping[str, str], taken: set[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """For events without a counterpart, those of the other day that have some of their reports."""
    kin_before: dict[str, tuple[str, ...]] = {}
    kin_after: dict[str, tuple[str, ...]] = {}
    for old, new in sorted(shared):
        if new not in taken:
            kin_before[new] = (*kin_before.get(new, ()), old)
        if old not in pairs:
            kin_after[old] = (*kin_after.get(old, ()), new)
    return kin_before, kin_after


def _share_words(left: StoredReport, right: StoredReport) -> bool:
    return any(
        mine.start < theirs.end and theirs.start < mine.end
        for mine in left.report.evidence
        for theirs in right.report.evidence
    )

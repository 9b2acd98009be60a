"""Events as they were known at a time: assembled from the reports that stand, never stored."""

import datetime
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.knowledge.ontology import Ontology
from dragoman.merge.cards import card, variants
from dragoman.merge.cluster import connected, occasions
from dragoman.merge.judge import reasons
from dragoman.merge.names import same_person
from dragoman.merge.origins import Origins
from dragoman.merge.threads import threaded
from dragoman.merge.weights import Weights
from dragoman.model.clocks import Clocks
from dragoman.model.event import Event, Judgement, StatusChange, StoredReport
from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Store

__all__ = ["assemble", "event", "events"]

_WEIGHT = ("proposed", "planned", "alleged", "denied", "cancelled", "ongoing", "occurred")
"""Of two reports published on one day, the one whose status stands later here is the later word."""

_PLANS = frozenset({"planned", "proposed"})
_HELD = frozenset({"ongoing", "occurred"})
_CLAIMS = frozenset({"alleged", "ongoing", "occurred"})
_ROLES = ("actor", "peer", "target")

_PRECISE = 31
"""A span of more days than this is no length of an occasion but says that its day is not known."""


def events(
    store: Store,
    clocks: Clocks,
    *,
    parties: Collection[str] = (),
    types: Collection[str] = (),
    together: bool = False,
    beside: bool = False,
    keep: Callable[[StoredReport], bool] | None = None,
) -> list[Event]:
    """The events at that time, newest first: dated ones by their last day, then the undated by when last reported.

    With `parties` those of which a report names any of them (all of them if `together`; with `beside`, in a text of
    which other reports name the rest), with `types` those of any of these types, with `keep` those of which it keeps
    a report. An event is the same, id and all, whatever was asked for.
    """
    people = store.judgements(clocks)
    asked = store.reports(clocks, parties=parties, types=_relatives(types), together=together, beside=beside)
    if keep:
        asked = [r for r in asked if keep(r)]
    ids = {r.id for r in asked}
    # Of what is not all asked for, the other reports of the same parties are yet to be found.
    whole = () if beside or keep else parties
    known = assemble(_completed(store, clocks, asked, people, whole, together) if parties else asked, people)
    return [e for e in known if (not types or e.type in types) and any(r.id in ids for r in e.reports)]


def event(store: Store, clocks: Clocks, id: str) -> Event | None:
    """The event of that id with the reasons why its reports are one; None where there is none at that time.

    It is looked for among the events of its own parties alone.
    """
    first = store.report(f"r{id[1:]}")
    if first is None or not id.startswith("e"):
        return None
    standing = (r for r in store.reports_of(clocks, [first.document.hash]) if r.id == first.id)
    sides = {p.id for r in standing for p in r.report.parties}
    known = events(store, clocks, parties=sorted(sides)[:2], together=True) if sides else []
    found = next((e for e in known if e.id == id), None)
    return found and replace(found, reasons=reasons(found.reports, store.judgements(clocks)))


def _relatives(types: Collection[str]) -> list[str]:
    """All types of the same families: what may be told for one of `types`, or be of one thread with it."""
    ontology = Ontology.load()
    families = {ontology.type(name).family for name in types}
    return [t.name for t in ontology.types if t.family in families]


def _completed(
    store: Store,
    clocks: Clocks,
    asked: Sequence[StoredReport],
    people: Sequence[Judgement],
    parties: Collection[str],
    together: bool,
) -> list[StoredReport]:
    """`asked`, with all reports that may share an event with them though they do not name the parties asked for.

    These share two others with a report of three parties or more, name a group for its country, name one party alone
    on the day of a report, or are what a person judged to be one event with it.
    """
    found, pool = list(asked), {r.id: r for r in asked}
    seeds = frozenset(pool)
    looked: set[_Look] = set()
    while True:
        wanted = {look for r in found for look in _looks(r, parties, together)} - looked
        strange = _judged_with(found, people) - pool.keys()
        if not wanted and not strange:
            return found
        looked |= wanted
        fresh = [_named(store, strange, clocks)] if strange else []
        fresh += [store.reports(clocks, **question) for question in _together(wanted)]
        pool.update((r.id, r) for reports in fresh for r in reports)
        found = connected(pool.values(), seeds, people)


@dataclass(frozen=True, slots=True)
class _Look:
    """Where reports are looked for: of these types, naming one party of each side, of a day, naming no other party."""

    types: tuple[str, ...]
    sides: tuple[frozenset[str], ...]
    day: str | None = None
    alone: bool = False


def _looks(stored: StoredReport, parties: Collection[str], together: bool) -> Iterator[_Look]:
    """Where the reports are that may share an event with this one and that were not asked for."""
    own = card(stored)
    types = tuple(Weights.load().kindred(own.type))
    is_sole = len(own.ids) == 1 and not own.hosts
    for key in own.keys:
        sides = tuple(variants(id) for id in key)
        if len(sides) == 2 and sides[0] & sides[1]:  # a country and a group of it, which the report tells apart
            sides = tuple(frozenset((id,)) for id in key)
        yield from (_Look(types, rest, alone=is_sole) for rest in _not_asked_for(sides, parties, together))
    if own.is_lone:
        yield _Look(types, tuple(variants(id) for id in own.ids), own.edtf)
    elif own.is_day:
        yield _Look(types, (frozenset().union(*map(variants, own.ids)),), own.edtf, alone=True)


def _not_asked_for(
    sides: tuple[frozenset[str], ...], parties: Collection[str], together: bool
) -> Iterator[tuple[frozenset[str], ...]]:
    """The sides without those combinations of which all reports were asked for."""
    asked = frozenset(parties)
    if not asked or (together and not asked <= frozenset().union(*sides)):
        rests = [sides]
    elif together:
        rests = [tuple(s - {p} if p in s else s for s in sides) for p in sorted(asked)]
    else:
        rests = [tuple(s - asked for s in sides)]
    yield from (rest for rest in rests if all(rest))


def _together(looks: Iterable[_Look]) -> Iterator[dict[str, Any]]:
    """The looks as questions to the record: those for what names one party alone on some day are one for each kin."""
    by_day: dict[tuple[str, ...], tuple[set[str], set[str]]] = {}
    for look in sorted(looks, key=lambda one: (one.types, [sorted(s) for s in one.sides], one.day or "", one.alone)):
        if look.day and look.alone:
            named, days = by_day.setdefault(look.types, (set(), set()))
            named.update(*look.sides)
            days.add(look.day)
        else:
            yield {
                "types": look.types,
                "sides": look.sides,
                "alone": look.alone,
                "days": [look.day] if look.day else [],
            }
    for types, (named, days) in sorted(by_day.items()):
        yield {"types": types, "sides": [named], "days": days, "alone": True}


def _judged_with(reports: Iterable[StoredReport], people: Iterable[Judgement]) -> set[str]:
    """The ids of the reports that people judged to be one event with one of `reports`."""
    ids = {r.id for r in reports}
    return {id for j in people if j.same and not ids.isdisjoint((j.left, j.right)) for id in (j.left, j.right)}


def _named(store: Store, ids: Collection[str], clocks: Clocks) -> list[StoredReport]:
    """The reports of these ids; people's judgements are told of reports that stand alone."""
    told = [one for id in sorted(ids) if (one := store.report(id))]
    return [r for r in store.reports_of(clocks, {one.document.hash for one in told}) if r.id in ids]


def assemble(reports: Iterable[StoredReport], people: Iterable[Judgement] = ()) -> list[Event]:
    """The events that these reports are about, newest first; what `people` ruled about two reports holds."""
    origins = Origins()
    made = [_made(id, members, origins) for id, members in occasions(reports, people).items()]
    return threaded(sorted(made, key=_newest_first))


def _made(id: str, members: Sequence[StoredReport], origins: Origins) -> Event:
    told = _in_order(members)
    history = _history(told)
    current = [r for r in told if r.report.status == history[-1].status]
    surest = min(current, key=lambda r: (-r.report.confidence, r.id)).report
    type_ = _most(r.report.type for r in told)
    return Event(
        id=id,
        type=type_ or told[0].report.type,
        change=_most(r.report.change for r in told if r.report.type == type_),
        parties=_parties(told),
        topics=tuple(sorted({topic for r in told for topic in r.report.topics})),
        when=_when(told),
        place=_most(r.report.place for r in told),
        status=history[-1].status,
        history=history,
        reports=tuple(told),
        origins=origins.count(r.document for r in told),
        disputed=_is_disputed(told),
        confidence=max(r.report.confidence for r in told),
        plover=surest.plover,
        cameo=surest.cameo,
    )


def _in_order(members: Sequence[StoredReport]) -> list[StoredReport]:
    """In order of publication, undated documents first: what is not dated cannot be the last word.

    A plan that is told again after the event was reported as held stands with what came before it was held.
    """
    held = min((_published(r) for r in members if r.report.status in _HELD), default=None)

    def place(one: StoredReport) -> tuple[datetime.date, int, str, str]:
        day = _published(one)
        if held is not None and one.report.status in _PLANS:
            day = min(day, held)
        return day, _WEIGHT.index(one.report.status), one.document.hash, one.id

    return sorted(members, key=place)


def _published(one: StoredReport) -> datetime.date:
    return one.document.published.date or datetime.date.min


def _history(told: Sequence[StoredReport]) -> tuple[StatusChange, ...]:
    steps = []
    for status, step in itertools.groupby(told, key=lambda r: r.report.status):
        reports = list(step)
        days = [r.document.published.date for r in reports if r.document.published.date]
        steps.append(StatusChange(status, _when(reports), min(days, default=None), tuple(r.id for r in reports)))
    return tuple(steps)


def _parties(told: Sequence[StoredReport]) -> tuple[Party, ...]:
    """Each party once, in the role that most reports give it: actors first, its people by their fullest names."""
    sides: dict[str, list[Party]] = {}
    for one in told:
        for party in one.report.parties:
            sides.setdefault(party.id, []).append(party)
    joined = [_joined(id, _most(p.role for p in named) or named[0].role, named) for id, named in sides.items()]
    return tuple(sorted(joined, key=lambda p: (_ROLES.index(p.role) if p.role in _ROLES else len(_ROLES), p.id)))


def _joined(id: str, role: str, named: Sequence[Party]) -> Party:
    faction = min((p.faction for p in named if p.faction), default=None)
    counts = Counter(name for p in named for name in p.people)
    people: list[list[str]] = []
    for name in sorted(counts, key=lambda n: (-len(n.split()), -len(n), n)):
        known = next((names for names in people if same_person(name, names[0])), None)
        if known is None:
            people.append([name])
        else:
            known.append(name)
    return Party(id, role, tuple(sorted(_name(names, counts) for names in people)), faction)


def _name(names: Sequence[str], counts: Mapping[str, int]) -> str:
    """Of the names of one person (the fullest first) the full one that most reports use."""
    full = [name for name in names if " " in name]
    return min(full, key=lambda name: -counts[name]) if full else names[0]


def _when(told: Sequence[StoredReport]) -> TimeSpan | None:
    """When it takes place by the latest word; a vague word ("in May") takes nothing from a precise one that it fits.

    "Some two weeks ago" fits what lies within the days by which one event may be misdated.
    """
    lasting = _most(r.report.type for r in told) in Weights.load().lasting
    texts = itertools.groupby(reversed(told), key=lambda r: r.document.hash)
    accounts = [[r.report.when for r in account if r.report.when] for _, account in texts]
    given = [when for account in accounts for when in (_whole(account) if lasting else account)]
    if not given:
        return None
    best = given[0]
    for earlier in given[1:]:
        if (best.overlaps(earlier) or _is_about(best, earlier)) and _says_more(earlier, best, lasting):
            best = earlier
    return best


def _whole(legs: Sequence[TimeSpan]) -> list[TimeSpan]:
    """One time for what one text tells leg by leg, day by day."""
    days = [(leg.earliest, leg.latest) for leg in legs if leg.earliest and leg.latest and _days(leg) <= _PRECISE]
    if len(days) < 2:
        return list(legs)
    first, last = min(start for start, _ in days), max(end for _, end in days)
    return [TimeSpan.between(first, last)] if (last - first).days <= _PRECISE else list(legs)


def _is_about(vague: TimeSpan, firm: TimeSpan) -> bool:
    """Whether an approximate day may mean a firm time that lies near it."""
    if not vague.approximate or firm.approximate or max(_days(vague), _days(firm)) > _PRECISE:
        return False
    near = datetime.timedelta(days=Weights.load().reach.days)
    return all(
        start is not None and end is not None and start - end <= near
        for start, end in ((vague.earliest, firm.latest), (firm.earliest, vague.latest))
    )


def _says_more(one: TimeSpan, other: TimeSpan, lasting: bool) -> bool:
    """Whether a time is the more telling: the length of what lasts, the day of what does not."""
    ours, theirs = _days(one), _days(other)
    if one.approximate != other.approximate and max(ours, theirs) <= _PRECISE:
        return other.approximate
    if lasting and max(ours, theirs) <= _PRECISE and "month" not in (one.precision, other.precision):
        return ours > theirs
    return ours < theirs


def _days(when: TimeSpan) -> float:
    if when.earliest is None or when.latest is None:
        return float("inf")
    return (when.latest - when.earliest).days + (0.5 if when.approximate else 0)


def _most(given: Iterable[str | None]) -> str | None:
    """What most reports give; of as many the first in the alphabet."""
    counts = Counter(one for one in given if one)
    return min(counts, key=lambda one: (-counts[one], one), default=None)


def _is_disputed(told: Sequence[StoredReport]) -> bool:
    """Whether one report claims what another one denies."""
    said = {r.report.status for r in told}
    return "denied" in said and bool(said & _CLAIMS)


def _newest_first(event: Event) -> tuple[int, int, int, str, str]:
    if event.when is not None:
        latest, earliest = event.when.sort_key()
        return 0, -latest.toordinal(), -earliest.toordinal(), event.type, event.id
    day = event.last_reported
    return 1, -day.toordinal() if day else 0, 0, event.type, event.id

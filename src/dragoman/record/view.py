"""Events as they were known at a time: assembled from the reports that stand, never stored."""

import datetime
import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from dragoman.merge.judge import occasions, same_person, subject
from dragoman.merge.origins import Origins
from dragoman.model.clocks import Clocks
from dragoman.model.event import Event, StatusChange, StoredReport
from dragoman.model.report import Party
from dragoman.record.store import Store

__all__ = ["assemble", "events"]

_WEIGHT = ("proposed", "planned", "alleged", "denied", "cancelled", "ongoing", "occurred")
"""Of two reports published on one day, the one whose status stands later here is the later word."""

_PLANS = frozenset({"planned", "proposed"})
_HELD = frozenset({"ongoing", "occurred"})
_CLAIMS = frozenset({"alleged", "ongoing", "occurred"})
_ROLES = ("actor", "peer", "target")


def events(store: Store, clocks: Clocks, *, parties: Collection[str] = (), types: Collection[str] = ()) -> list[Event]:
    """The events at that time, newest first: dated ones by their last day, then the undated by when last reported.

    With `parties` those that name any of them, with `types` those of any of these types.
    """
    return assemble(store.reports(clocks, parties=parties, types=types))


def assemble(reports: Iterable[StoredReport]) -> list[Event]:
    """The events that these reports are about, newest first."""
    grouped = occasions(reports)
    said: dict[object, set[str]] = {}
    for one in itertools.chain.from_iterable(grouped.values()):
        said.setdefault(subject(one.report), set()).add(one.report.status)
    origins = Origins()
    made = [
        _event(id, members, origins, disputed=_is_disputed(members, said[subject(members[0].report)]))
        for id, members in grouped.items()
    ]
    return sorted(made, key=_newest_first)


def _event(id: str, members: Sequence[StoredReport], origins: Origins, *, disputed: bool) -> Event:
    told = _in_order(members)
    history = _history(told)
    current = [r for r in told if r.report.status == history[-1].status]
    surest = min(current, key=lambda r: (-r.report.confidence, r.id)).report
    first = told[0].report
    return Event(
        id=id,
        type=first.type,
        change=first.change,
        parties=_parties(told),
        topics=tuple(sorted({topic for r in told for topic in r.report.topics})),
        when=first.when,
        place=_place(told),
        status=history[-1].status,
        history=history,
        reports=tuple(told),
        origins=origins.count(r.document for r in told),
        disputed=disputed,
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
        steps.append(
            StatusChange(status, reports[0].report.when, min(days, default=None), tuple(r.id for r in reports))
        )
    return tuple(steps)


def _parties(told: Sequence[StoredReport]) -> tuple[Party, ...]:
    """Each party in its role once: actors first, its people by their fullest names."""
    sides: dict[tuple[str, str], list[Party]] = {}
    for one in told:
        for party in one.report.parties:
            sides.setdefault((party.role, party.id), []).append(party)
    order = sorted(sides, key=lambda side: (_ROLES.index(side[0]) if side[0] in _ROLES else len(_ROLES), side))
    return tuple(_joined(id, role, sides[role, id]) for role, id in order)


def _joined(id: str, role: str, named: Sequence[Party]) -> Party:
    faction = min((p.faction for p in named if p.faction), default=None)
    names = sorted({name for p in named for name in p.people}, key=lambda n: (-len(n.split()), -len(n), n))
    people: list[str] = []
    for name in names:
        if not any(same_person(name, fuller) for fuller in people):
            people.append(name)
    return Party(id, role, tuple(sorted(people)), faction)


def _place(told: Sequence[StoredReport]) -> str | None:
    """The place that most reports give."""
    given = Counter(r.report.place for r in told if r.report.place)
    return min(given, key=lambda place: (-given[place], place), default=None)


def _is_disputed(members: Sequence[StoredReport], said: set[str]) -> bool:
    """Whether one report claims what another one, on the same subject, denies."""
    own = {r.report.status for r in members}
    return "denied" in said and bool(said & _CLAIMS) and bool(own & (_CLAIMS | {"denied"}))


def _newest_first(event: Event) -> tuple[int, int, int, str, str]:
    if event.when is not None:
        latest, earliest = event.when.sort_key()
        return 0, -latest.toordinal(), -earliest.toordinal(), event.type, event.id
    day = event.last_reported
    return 1, -day.toordinal() if day else 0, 0, event.type, event.id

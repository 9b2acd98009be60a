"""Relations: where two parties stand on a day, drawn from the events that bear on them."""

import datetime
from collections.abc import Iterable, Sequence

from dragoman.answer.bearing import bear_on, cite, sources
from dragoman.answer.claims import claims
from dragoman.answer.contacts import contacts
from dragoman.answer.disputes import POLAR, disputes
from dragoman.answer.entries import Matter, Relations
from dragoman.answer.missions import missions
from dragoman.answer.pending import cancelled, overdue, pending
from dragoman.answer.positions import agenda, agreements, positions
from dragoman.answer.standing import envoys, measures, recognition, ties
from dragoman.answer.wording import Wording
from dragoman.errors import UsageError
from dragoman.model.event import Event
from dragoman.record.store import Coverage

__all__ = ["relations"]


def relations(events: Iterable[Event], a: str, b: str, *, as_of: datetime.date | None, coverage: Coverage) -> Relations:
    """Where `a` and `b` (party ids) stand, from events that name either of them.

    The events must be those known by `as_of`; what is overdue is judged on that day, without one on the last day that
    the coverage reaches: never by a clock.

    Raises:
        UsageError: `a` and `b` are one party.
    """
    if a == b:
        raise UsageError(f"{a} has no relations with itself", hint="name two parties")
    day = as_of or coverage.last
    known = bear_on(events, a, b)
    disputed = disputes(known, (a, b))
    contested = {dispute.events[0] for dispute in disputed if dispute.kind in POLAR}
    return Relations(
        parties=(a, b),
        as_of=as_of,
        representation=missions(known, a, b),
        recognition=recognition(known, a, b),
        ties=ties(known, a, b),
        envoys=envoys(known, a, b),
        contacts=contacts(known, a, b, day, lambda event: Wording.load().sentence(event, (a, b))),
        agreements=_matters(([event] for event in agreements(known, a, b)), (a, b)),
        measures=measures(known, a, b, day),
        pending=_matters(([event] for event in pending(known, a, b, day)), (a, b)),
        overdue=_matters(([event] for event in overdue(known, a, b, day)), (a, b)),
        cancelled=_matters(([event] for event in cancelled(known, a, b)), (a, b)),
        disputes=disputed,
        agenda=agenda(known, a, b),
        positions=_matters(([event] for event in positions(known) if event.id not in contested), (a, b)),
        claims=claims(known, a, b),
        coverage=coverage,
        sources=sources(stored for event in known for stored in event.reports),
    )


def _matters(groups: Iterable[Sequence[Event]], among: tuple[str, str]) -> tuple[Matter, ...]:
    """One entry for each group: the first event is what it is about and is cited first, the others belong to it."""
    return tuple(_matter(group, among) for group in groups)


def _matter(group: Sequence[Event], among: tuple[str, str]) -> Matter:
    event = group[0]
    return Matter(
        event.type,
        event.change,
        event.parties,
        event.when,
        event.status,
        Wording.load().sentence(event, among),
        tuple(one.id for one in group),
        tuple(dict.fromkeys((*cite(group[:1]), *cite(group[1:])))),
    )

"""What is still open between two parties: pending, overdue, called off."""

import datetime
from collections.abc import Iterable

from dragoman.answer.bearing import CONTACTS, COOPERATION, is_announcement, is_between, stood_on, took_place
from dragoman.model.event import Event

__all__ = ["cancelled", "is_open", "is_past", "outcome", "outcome_types", "overdue", "pending"]

# What comes of a plan, where it is not an event of the plan's own type: the invited guest visits.
_OUTCOMES = {
    "invitation": frozenset({"visit"}),
    "negotiation": frozenset({"negotiation", "agreement"}),
}


def pending(events: Iterable[Event], a: str, b: str, day: datetime.date | None) -> tuple[Event, ...]:
    """Proposals, invitations and plans without an outcome, the latest first; a plan whose day has passed is overdue."""
    known = list(events)
    return tuple(
        event
        for event in _latest_first(known)
        if is_between(event, a, b) and is_open(event) and not outcome(event, known) and not is_past(event, day)
    )


def overdue(events: Iterable[Event], a: str, b: str, day: datetime.date | None) -> tuple[Event, ...]:
    """Plans whose last possible day lies before `day`, with no report that they took place or were called off."""
    known = list(events)
    return tuple(
        event
        for event in _latest_first(known)
        if is_between(event, a, b) and event.status == "planned" and is_past(event, day) and not outcome(event, known)
    )


def cancelled(events: Iterable[Event], a: str, b: str) -> tuple[Event, ...]:
    """What was called off or put off, the latest first."""
    return tuple(e for e in _latest_first(events) if is_between(e, a, b) and e.status == "cancelled")


def _latest_first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (stood_on(event), event.id), reverse=True)


def is_open(event: Event) -> bool:
    """Whether it is a plan, a proposal or an invitation."""
    return event.status in ("planned", "proposed") or (event.type == "invitation" and took_place(event))


def is_past(event: Event, day: datetime.date | None) -> bool:
    """Whether the day of a plan has passed; a plan without a day of its own has none that can pass."""
    latest = event.when.latest if event.when else None
    if day is None or event.status != "planned" or latest is None or is_announcement(event):
        return False
    return latest < day


def outcome(plan: Event, events: Iterable[Event]) -> Event | None:
    """The event that fulfils the plan, or calls it off; None where there is none."""
    return next((event for event in events if event.id != plan.id and _fulfils(event, plan)), None)


def outcome_types(plan: Event) -> frozenset[str]:
    """The types of event that can come of a plan."""
    return _OUTCOMES.get(plan.type, frozenset({plan.type}))


def _fulfils(event: Event, plan: Event) -> bool:
    if event.type not in outcome_types(plan) or event.status not in ("occurred", "ongoing", "cancelled"):
        return False
    if event.status == "cancelled" and plan.status != "planned":
        return False
    if not {party.id for party in plan.parties} <= {party.id for party in event.parties}:
        return False
    if plan.type == "invitation":
        return _guest(event) == _guest_of_invitation(plan) and _same_subject(event, plan) and _not_before(event, plan)
    if plan.type == "visit" and _guest(event) != _guest(plan):
        return False
    return _same_subject(event, plan) and _in_time(event, plan)


def _guest(visit: Event) -> str | None:
    """Who travels in a visit."""
    return next((party.id for party in visit.parties if party.role == "actor"), None)


def _guest_of_invitation(invitation: Event) -> str | None:
    return next((party.id for party in invitation.parties if party.role == "target"), None)


def _same_subject(event: Event, plan: Event) -> bool:
    """Cooperation and agreements are told apart by their topics, missions by their city, contacts by their people.

    So are invitations of nobody in particular: companies asked to look at mines are not answered by a diplomat's trip.
    """
    anybody = plan.type == "invitation" and plan.topics and not any(party.people for party in plan.parties)
    if anybody or plan.type in COOPERATION | {"agreement", "negotiation"}:
        return bool(_words(event) & _words(plan))
    if plan.type == "mission":
        return plan.change == event.change and (plan.place == event.place or not (plan.place and event.place))
    mine = {name.split()[-1] for party in plan.parties for name in party.people}
    theirs = {name.split()[-1] for party in event.parties for name in party.people}
    return not (mine and theirs) or bool(mine & theirs)


def _words(event: Event) -> set[str]:
    return {word.lower() for topic in event.topics for word in topic.split() if len(word) > 3}


def _in_time(event: Event, plan: Event) -> bool:
    """Within the planned days; a plan without a day is fulfilled by what came after it was told."""
    if plan.when is None or plan.when.latest is None:
        return _not_before(event, plan)
    if plan.type not in CONTACTS:
        return _not_before(event, plan)
    if event.when is None:
        # It may be the one that was planned: enough not to say that the plan came to nothing.
        told, begins = event.first_reported, plan.when.earliest
        return told is None or begins is None or told >= begins
    return event.when.overlaps(plan.when)


def _not_before(event: Event, plan: Event) -> bool:
    told = plan.first_reported
    ended = event.when.latest if event.when else None
    if ended is None:
        return bool(told and event.first_reported and event.first_reported > told)
    vague = event.when is not None and (event.when.precision == "year" or event.when.approximate)
    return told is None or (ended >= told and not vague)

"""Representation: the missions that each of two parties keeps in the other, with level, state and history."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.answer.bearing import cite, side, stood_on
from dragoman.answer.entries import Mission, MissionStep
from dragoman.answer.levels import Levels
from dragoman.answer.names import cities_in, names_party, party_name
from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan

__all__ = ["mission_levels", "missions"]

_AND = re.compile(r"\s*(?:,|;|\band\b|&)\s*")


@dataclass(frozen=True, slots=True)
class _Told:
    """What one event tells of one mission: `level` before and `leads_to` after its change."""

    event: Event
    sender: str
    host: str
    place: str | None
    level: str | None
    leads_to: str | None
    limited: bool

    @property
    def consular(self) -> bool:
        return self.leads_to in Levels.load().consular


def missions(events: Iterable[Event], a: str, b: str) -> tuple[Mission, ...]:
    """The missions of either in the other; one that was only ever proposed or called off is none."""
    told = [one for event in events if event.type == "mission" for one in _told(event, (a, b))]
    groups = _group(sorted(told, key=lambda one: (stood_on(one.event), one.event.id)))
    found = [mission for group in groups if (mission := _mission(group))]
    rank = Levels.load().missions.rank
    return tuple(sorted(found, key=lambda m: (m.sender != a, m.host, rank(m.level), m.place or "")))


def mission_levels(event: Event) -> tuple[str | None, str | None]:
    """The level of the mission before and after the event, as its evidence names them."""
    return _levels(" ".join(citation.text for citation in cite([event])), event.place, event.change)


def _told(event: Event, among: tuple[str, str]) -> Iterable[_Told]:
    quoted = " ".join(citation.text for citation in cite([event]))
    places = _AND.split(event.place) if event.place else [place for place, _ in cities_in(quoted)]
    # Where the text leaves the host out, the city says where the mission stands.
    host = side(event, "target", among) or next(
        (p for p in among if any(names_party(p, place) for place in places)), None
    )
    sender = side(event, "actor", among) or _other_actor(event, host, among)
    if not sender or not host or sender == host:
        return
    limited = bool(Levels.load().limited.search(quoted))
    # The host's own name says no more than that the mission is there, and a city elsewhere is not where it stands.
    cities = [place for place in places if place != party_name(host) and names_party(host, place)]
    for place in cities or [None]:
        before, after = _levels(quoted, place, event.change)
        yield _Told(event, sender, host, place, before, after, limited)


def _other_actor(event: Event, host: str | None, among: tuple[str, str]) -> str | None:
    """Of two that act, the one that is not the host."""
    acting = {party.id for party in event.parties if party.role == "actor" and party.id in among} - {host}
    return acting.pop() if host and len(acting) == 1 else None


def _levels(quoted: str, place: str | None, change: str | None) -> tuple[str | None, str | None]:
    """The level before and after: of an upgrade's two the higher comes after, else the one named nearest the place."""
    scale = Levels.load().missions
    named = list(scale.mentions(quoted))
    if not named:
        return None, None
    levels = [level for _, level in named]
    if change in ("upgrade", "downgrade") and len(set(levels)) > 1:
        pair = (scale.lowest(levels), scale.highest(levels))
        return pair if change == "upgrade" else (pair[1], pair[0])
    at = quoted.find(place) if place else -1
    nearest = min(named, key=lambda one: abs(one[0] - at))[1] if at >= 0 else levels[0]
    return nearest, nearest


def _group(told: Sequence[_Told]) -> list[list[_Told]]:
    """One list for each mission: one sender, host, kind and city; what names no city joins the only one there is."""
    groups: dict[tuple[str, str, bool, str], list[_Told]] = {}
    for one in told:
        if one.place:
            groups.setdefault((one.sender, one.host, one.consular, _city(one.place)), []).append(one)
    for one in told:
        if not one.place:
            fitting = [key for key in groups if key[:3] == (one.sender, one.host, one.consular)]
            key = fitting[0] if len(fitting) == 1 else (one.sender, one.host, one.consular, "")
            groups.setdefault(key, []).append(one)
    return [sorted(group, key=lambda one: (stood_on(one.event), one.event.id)) for group in groups.values()]


def _city(place: str) -> str:
    return place.lower().removeprefix("new ")


def _mission(told: Sequence[_Told]) -> Mission | None:
    state: str | None = None
    level: str | None = None
    since: TimeSpan | None = None
    decisive = told[0].event
    for one in told:
        after, reached = _after(one, state, level)
        if after != state or (level is not None and reached != level):
            since, decisive = _began(one.event, after), one.event
        state, level = after, reached
    if state is None:
        return None
    events = [one.event for one in told]
    places = [one.place for one in told if one.place]
    return Mission(
        told[0].sender,
        told[0].host,
        max(places, key=len) if places else None,
        level,
        state,
        since,
        tuple(_step(one) for one in told),
        tuple(event.id for event in events),
        tuple(dict.fromkeys((*cite([decisive]), *cite(events)))),
    )


def _began(event: Event, state: str | None) -> TimeSpan | None:
    """Since when the mission is as the event left it; that it is at work on a day does not say since when.

    Nor does it say since when a mission has been there, that its upgrade is planned.
    """
    at_work = event.change in ("operate", None)
    ahead = event.status == "planned" and state != "planned"
    return None if ahead or (at_work and (event.when is None or event.when.latest)) else event.when


def _after(one: _Told, state: str | None, level: str | None) -> tuple[str | None, str | None]:
    """State and level of a mission once this is known of it."""
    change, status = one.event.change, one.event.status
    if status == "denied":
        return ("closed" if change == "operate" else state), level or one.level
    if status == "planned":
        if change in ("upgrade", "downgrade", "close"):
            return state or "open", level or one.level
        return state if state in ("open", "limited") else "planned", level or one.leads_to
    if status == "cancelled":
        return (None if state == "planned" else state), level
    if status not in ("occurred", "ongoing"):
        return state, level
    if change == "close":
        return "closed", one.level or level
    return ("limited" if one.limited else "open"), one.leads_to or level


def _step(one: _Told) -> MissionStep:
    event = one.event
    return MissionStep(event.change, one.leads_to, event.status, event.when, (event.id,), cite([event]))

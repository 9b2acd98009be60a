"""Standing: recognition, diplomatic ties, envoys and measures, each the last word of a chain of changes."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from dragoman.answer.bearing import cite, end_of, side, start_of, stood_on, took_place
from dragoman.answer.entries import Envoy, Measure, Recognition, Ties, TiesStep
from dragoman.answer.levels import Levels
from dragoman.model.event import Event

__all__ = ["envoy_post", "envoys", "measures", "recognition", "sent", "ties"]

_RECOGNITION = {"grant": "recognised", "withhold": "withheld", "withdraw": "withdrawn"}
_TIES = {
    "establish": "established",
    "restore": "restored",
    "upgrade": "upgraded",
    "downgrade": "downgraded",
    "sever": "severed",
}
_ENVOY = {
    "appoint": "named",
    "accredit": "at post",
    "summon": "at post",
    None: "at post",
    "recall": "recalled",
    "expel": "expelled",
}
_OF_STAFF = frozenset({"recall", "expel", "summon"})
_MEASURE = {"impose": "in force", "ease": "eased", "lift": "lifted", "exempt": "exempted"}
# What a measure becomes when the day until which it was to be so has passed.
_AFTER = {"in force": "lifted", "eased": "in force", "lifted": "in force", "exempted": "in force"}


def _in_order(events: Iterable[Event], type_: str) -> list[Event]:
    return sorted((e for e in events if e.type == type_), key=lambda e: (stood_on(e), e.id))


def recognition(events: Iterable[Event], a: str, b: str) -> tuple[Recognition, ...]:
    """Whether each recognises the other; a grant that is denied is recognition withheld."""
    found: dict[tuple[str, str], Recognition] = {}
    for event in _in_order(events, "recognition"):
        by, of = side(event, "actor", (a, b)), side(event, "target", (a, b))
        state = "withheld" if event.status == "denied" else _RECOGNITION.get(event.change or "")
        if not by or not of or not state or not (took_place(event) or event.status == "denied"):
            continue
        old = found.get((by, of))
        if old and old.state == state:
            events_, evidence = (*old.events, event.id), (*old.evidence, *cite([event]))
            found[by, of] = replace(old, since=old.since or event.when, events=events_, evidence=evidence)
        else:
            found[by, of] = Recognition(by, of, state, event.when, (event.id,), cite([event]))
    return tuple(found[key] for key in sorted(found, key=lambda key: key[0] != a))


def ties(events: Iterable[Event], a: str, b: str) -> Ties:
    """Diplomatic relations as such, with every step, also those planned or sought."""
    steps = [e for e in _in_order(events, "relations") if {a, b} <= {party.id for party in e.parties}]
    taken = [event for event in steps if took_place(event) and event.change in _TIES]
    history = tuple(TiesStep(e.change, e.status, e.when, (e.id,), cite([e])) for e in steps)
    last = taken[-1] if taken else None
    state = _TIES[last.change] if last and last.change else None
    return Ties(state, last.when if last else None, history, tuple(e.id for e in steps), cite(steps))


def envoys(events: Iterable[Event], a: str, b: str) -> tuple[Envoy, ...]:
    """The envoys of each with the other; a person's last change counts, and an unnamed one's by post."""
    found: dict[tuple[str, str, str | None], Envoy] = {}
    for event in _in_order(events, "envoy"):
        sender, host = sent(event, (a, b))
        if not sender or not host or not took_place(event):
            continue
        people = [name for party in event.parties if party.id == sender for name in party.people]
        post = envoy_post(event)
        for person in people if event.change in ("appoint", "accredit") and people else [None]:
            key = (sender, host, person or _known_by(post, sender, host, found.values()))
            entry = Envoy(
                sender, host, person, post, _ENVOY.get(event.change, "at post"), event.when, (event.id,), cite([event])
            )
            old = found.pop(key, None)
            if old:
                events_, evidence = (*old.events, event.id), (*old.evidence, *entry.evidence)
                entry = replace(entry, person=person or old.person, events=events_, evidence=evidence)
            found[key] = entry
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0] != a, key[2] or "")))


def _known_by(post: str | None, sender: str, host: str, entries: Iterable[Envoy]) -> str | None:
    """The person last known in the post, where a text names the post alone; else the post itself."""
    people = [e.person for e in entries if (e.sender, e.host, e.post) == (sender, host, post) and e.person]
    return people[-1] if people else post


def sent(event: Event, among: tuple[str, str]) -> tuple[str | None, str | None]:
    """Sender and host: who expels, summons or accepts credentials is the host, who else acts is the sender."""
    actor, target = side(event, "actor", among), side(event, "target", among)
    quoted = " ".join(citation.text for citation in cite([event]))
    accepts = event.change == "accredit" and Levels.load().host_accredits.search(quoted)
    by_host = event.change in ("expel", "summon") or accepts
    return (target, actor) if by_host else (actor, target)


def envoy_post(event: Event) -> str | None:
    """The post that the evidence names, nearest to a person of the event where it names several.

    Where no envoy is named and somebody is recalled, expelled or summoned, the staff of a mission may be.
    """
    people = [name for party in event.parties for name in party.people]
    for citation in cite([event]):
        named = list(Levels.load().posts.mentions(citation.text))
        at = max((citation.text.find(name.split()[-1]) for name in people), default=-1)
        if named:
            return min(named, key=lambda one: abs(one[0] - at))[1] if at >= 0 else named[0][1]
    staff = event.change in _OF_STAFF and any(Levels.load().staff.search(c.text) for c in cite([event]))
    return Levels.load().staff_level if staff else None


def measures(events: Iterable[Event], a: str, b: str, day: datetime.date | None = None) -> tuple[Measure, ...]:
    """Measures by anybody on either; an exemption that is refused, or over by `day`, leaves the measure in force."""
    found: dict[tuple[str | None, str, str], Measure] = {}
    for event in _in_order(events, "sanction"):
        state = "in force" if event.status == "denied" and event.change == "exempt" else None
        if took_place(event):
            state = _MEASURE.get(event.change or "", "in force")
        if state is None:
            continue
        by = next((party.id for party in event.parties if party.role == "actor"), None)
        kind = event.topics[0] if event.topics else None
        for on in sorted({p.id for p in event.parties if p.role == "target" and p.id in (a, b)}):
            entry = Measure(by, on, kind, state, start_of(event.when), end_of(event.when), (event.id,), cite([event]))
            key = (by, on, kind or event.id)
            old = found.get(key)
            if old:
                entry = replace(entry, events=(*old.events, event.id), evidence=(*old.evidence, *entry.evidence))
            found[key] = entry
    standing = [found[key] for key in sorted(found, key=lambda key: (key[1] != a, key[0] or "", key[2]))]
    return tuple(replace(one, state=_AFTER[one.state]) if _is_over(one, day) else one for one in standing)


def _is_over(measure: Measure, day: datetime.date | None) -> bool:
    until = measure.until.latest if measure.until else None
    return until is not None and day is not None and until < day

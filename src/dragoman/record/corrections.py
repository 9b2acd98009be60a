"""Corrections: which fields of a report a person can set, what may stand in them, and the report that comes of it."""

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from dragoman.errors import UsageError
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import EventType, Ontology
from dragoman.model.event import StoredReport
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["FIELDS", "checked", "corrected"]

_NONE = "none"
"""How a person writes that a report does not say something."""


def checked(stored: StoredReport, field: str, value: str | None) -> str | None:
    """The value as the record keeps it, if `field` of this report may have it; None says "nothing".

    Raises:
        UsageError: there is no such field, or the value is none of the vocabulary.
    """
    if field not in FIELDS:
        near = difflib.get_close_matches(field, FIELDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(FIELDS)}"
        raise UsageError(f"a report has no field {field!r}", hint=hint)
    text = " ".join(value.split()) if value is not None else None
    if field in _VERDICTS:
        if text not in (None, "", "yes", "true"):
            raise UsageError(f"{field!r} takes no value", hint="`dragoman undo` takes a ruling back")
        return None
    if text is None:
        raise UsageError(f"{field!r} needs a value", hint=f"{_NONE} says that the report does not tell it")
    kept = _parties_text(stored.report, text) if field == "parties" else text
    kept_or_none = None if kept.casefold() in ("", _NONE) else kept
    corrected(stored, field, kept_or_none)
    return kept_or_none


def corrected(stored: StoredReport, field: str, value: str | None) -> StoredReport:
    """The report with `field` as a person set it (`value` as `checked` gave it); its id stays.

    Raises:
        UsageError: the vocabulary has no such value, or none any more.
    """
    made = FIELDS[field](stored.report, value)
    if field in _CODED:
        ontology = Ontology.load()
        made = replace(made, plover=ontology.plover(made), cameo=ontology.cameo(made))
    return dataclasses.replace(stored, report=made)


def _accepted(report: Report, value: str | None) -> Report:
    return replace(report, confidence=1.0)


def _rejected(report: Report, value: str | None) -> Report:
    return report


def _type(report: Report, value: str | None) -> Report:
    """`visit`, or with its change `mission/opened`; roles follow the type."""
    name, _, change = (value or "").partition("/")
    type_ = _known_type(name)
    kept = change or (report.change if report.change in type_.changes else None)
    return replace(_changed(report, type_, kept), type=name, parties=_recast(report.parties, type_))


def _change(report: Report, value: str | None) -> Report:
    return _changed(report, Ontology.load().type(report.type), value)


def _changed(report: Report, type_: EventType, change: str | None) -> Report:
    if type_.changes and change not in type_.changes:
        given = f"no change {change!r}" if change else "to have a change"
        verb = "has" if change else "needs"
        hint = f"write {type_.name}/CHANGE with one of {', '.join(type_.changes)}"
        raise UsageError(f"a {type_.name} {verb} {given}", hint=hint)
    if change and not type_.changes:
        raise UsageError(f"a {type_.name} has no changes", hint=f"write {_NONE}")
    return replace(report, change=change)


def _status(report: Report, value: str | None) -> Report:
    return replace(report, status=_one_of("status", value, Ontology.load().statuses))


def _date(report: Report, value: str | None) -> Report:
    return replace(report, when=TimeSpan.parse(value) if value else None)


def _place(report: Report, value: str | None) -> Report:
    return replace(report, place=value)


def _source(report: Report, value: str | None) -> Report:
    return replace(report, source=value)


def _topics(report: Report, value: str | None) -> Report:
    topics = tuple(dict.fromkeys(part.strip() for part in (value or "").split(",") if part.strip()))
    return replace(report, topics=topics)


def _parties(report: Report, value: str | None) -> Report:
    """Parties as `_parties_text` writes them."""
    if value is None:
        raise UsageError("an event has at least one party", hint="reject the report if it tells of none")
    parties = []
    for part in value.split(","):
        who, role, people = part.strip().split(":", 2)
        id, _, faction = who.partition("/")
        names = tuple(name.strip() for name in people.split(";") if name.strip())
        parties.append(Party(id, role, names, faction or None))
    _insist_on_roles(parties, Ontology.load().type(report.type))
    return replace(report, parties=tuple(parties))


def _parties_text(report: Report, value: str) -> str:
    """`India:peer, Taliban:peer:Amir Khan Muttaqi` with ids, factions, and the people known of each party."""
    known = {party.id: party for party in report.parties}
    written = []
    for part in value.split(","):
        who, _, rest = part.strip().partition(":")
        role, given, people = rest.partition(":")
        name, _, faction = who.strip().partition("/")
        if not name or not role.strip():
            hint = "write PARTY:ROLE or PARTY:ROLE:PERSON;PERSON, with a comma between parties"
            raise UsageError(f"{part.strip()!r} is not a party with its role", hint=hint)
        id = Gazetteer.load().resolve(name)
        faction = faction or _faction(name) or (known[id].faction if id in known else None) or ""
        names = people if given else ";".join(known[id].people if id in known else ())
        written.append(f"{id}{'/' if faction else ''}{faction}:{role.strip()}:{names.strip()}")
    return ", ".join(written)


def _faction(name: str) -> str | None:
    """The faction that a name means, where it means one ("Taliban")."""
    found = Gazetteer.load().scan(name)
    return found[0].faction if len(found) == 1 and found[0].text == name else None


def _insist_on_roles(parties: Iterable[Party], type_: EventType) -> None:
    allowed = {"peers": ("peer",), "directed": ("actor", "target"), "either": ("actor", "target", "peer")}[type_.roles]
    for one in parties:
        if one.role not in allowed:
            hint = f"its roles are {', '.join(allowed)}"
            raise UsageError(f"{one.id} cannot be {one.role!r} in a {type_.name}", hint=hint)


def _recast(parties: tuple[Party, ...], type_: EventType) -> tuple[Party, ...]:
    """The parties in roles that the type has: peers, or the first as actor and the others as targets."""
    if type_.roles == "peers":
        return tuple(replace(one, role="peer") for one in parties)
    if type_.roles == "directed" and any(one.role == "peer" for one in parties):
        return tuple(replace(one, role="target" if n else "actor") for n, one in enumerate(parties))
    return parties


def _known_type(name: str) -> EventType:
    types = {one.name: one for one in Ontology.load().types}
    return types[_one_of("type", name, types)]


def _one_of(what: str, value: str | None, known: Iterable[str]) -> str:
    names = list(known)
    if value not in names:
        near = difflib.get_close_matches(value or "", names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(names)}"
        raise UsageError(f"there is no {what} {value or _NONE!r}", hint=hint)
    return value


FIELDS: Mapping[str, Callable[[Report, str | None], Report]] = {
    "accepted": _accepted,
    "rejected": _rejected,
    "type": _type,
    "change": _change,
    "status": _status,
    "date": _date,
    "place": _place,
    "source": _source,
    "parties": _parties,
    "topics": _topics,
}
"""What a person can rule of a report, and how the report takes it."""

_VERDICTS = ("accepted", "rejected")
_CODED = ("type", "change", "status", "parties")
"""Fields that the event-data codes follow from."""

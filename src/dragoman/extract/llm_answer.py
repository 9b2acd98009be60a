"""What a language model may answer, and what of an answer stands: the same checks that hold for every report.

1. The answer follows the schema; an event that does not is dropped.
2. Type, change and status are of the ontology, and the roles are those of the type.
3. Every party is one that the gazetteer knows, every date is EDTF.
4. The quote stands in the text; what it rests on is the text's own words, not the model's.
People, places and sources that the text does not name are left out of an event that stands otherwise.
All that is dropped is counted by its reason.
"""

import dataclasses
import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dragoman.errors import BadDate, UnknownParty
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import EventType, Ontology
from dragoman.model.document import Evidence
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["BrokenAnswer", "find_quote", "joined", "reports_of", "schema", "type_names"]

_QUOTES = 3  # evidence kept of one event, as the rules keep it
_SHORTEST_QUOTE = 8  # characters: a quote of "the" stands in every text
# Typography that a model tends to straighten; one character for one, so that offsets stay those of the text.
_TYPOGRAPHY = str.maketrans("’‘ʼ“”„‐‑–—\u00a0\u202f", "'''\"\"\"----  ")
_ROLES = {"peers": {"peer"}, "directed": {"actor", "target"}, "either": {"actor", "target", "peer"}}


class BrokenAnswer(Exception):
    """The answer is no JSON object with a list of events."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


# Every string and list has its longest: without one a small model runs on to the limit of tokens and the JSON is cut.
class _Party(_Strict):
    party: str = Field(max_length=60)
    role: str = Field(max_length=10)
    people: list[str] = Field(max_length=12, json_schema_extra={"items": {"type": "string", "maxLength": 80}})


class _Event(_Strict):
    type: str = Field(max_length=30)
    parties: list[_Party] = Field(min_length=1, max_length=12)
    status: str = Field(max_length=12)
    date: str | None = Field(max_length=24)
    place: str | None = Field(max_length=80)
    source: str | None = Field(max_length=120)
    topics: list[str] = Field(max_length=8, json_schema_extra={"items": {"type": "string", "maxLength": 60}})
    evidence: str = Field(max_length=400)


class _Answer(_Strict):
    events: list[_Event] = Field(max_length=40)


@functools.lru_cache(maxsize=1)
def type_names() -> dict[str, tuple[str, str | None]]:
    """The names of types as the model gives them: `visit`, and with its change `mission/open`."""
    names: dict[str, tuple[str, str | None]] = {}
    for type_ in Ontology.load().types:
        for change in type_.changes or (None,):
            names[f"{type_.name}/{change}" if change else type_.name] = type_.name, change
    return names


def schema() -> dict[str, Any]:
    """The JSON schema of an answer, with the vocabulary of the ontology written out."""
    ontology = Ontology.load()
    made = _Answer.model_json_schema()
    event, party = (made["$defs"][name]["properties"] for name in ("_Event", "_Party"))
    event["type"]["enum"] = list(type_names())
    event["status"]["enum"] = list(ontology.statuses)
    party["role"]["enum"] = list(ontology.roles)
    return made


def reports_of(answer: str, text: str, start: int, end: int) -> tuple[list[Report], Counter[str]]:
    """The reports of an answer about `text[start:end]` that stand, and what was dropped, by reason.

    Raises:
        BrokenAnswer: it is no JSON object with a list of events.
    """
    found, dropped = [], Counter[str]()
    for raw in _events(answer):
        try:
            told = _Event.model_validate(raw)
        except ValidationError:
            dropped["event not after the schema"] += 1
            continue
        report = _report(told, text, start, end, dropped)
        if report is not None:
            found.append(report)
    return found, dropped


def joined(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports in the order of the text, those that differ in evidence, topics and people alone made into one."""
    kept: dict[object, Report] = {}
    for report in reports:
        roles = frozenset((party.id, party.role) for party in report.parties)
        key = (report.type, report.change, roles, report.status, report.when, report.place, report.source)
        kept[key] = _both(kept[key], report) if key in kept else report
    return tuple(sorted(kept.values(), key=lambda r: (r.evidence[0].start, r.evidence[0].end, r.type)))


def find_quote(text: str, quote: str, start: int, end: int) -> Evidence | None:
    """Where a quote stands in `text[start:end]`, white space and the shape of quotation marks and dashes set aside."""
    words = quote.translate(_TYPOGRAPHY).split()
    if len(" ".join(words)) < _SHORTEST_QUOTE:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    found = pattern.search(text.translate(_TYPOGRAPHY), start, end)
    return Evidence.of(text, *found.span()) if found else None


def _events(answer: str) -> list[Any]:
    """The list of events, also where the model wraps its JSON in other words."""
    first, last = answer.find("{"), answer.rfind("}")
    try:
        made = json.loads(answer[first : last + 1])
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer(str(error)) from error
    events = made.get("events") if isinstance(made, dict) else None
    if not isinstance(events, list):
        raise BrokenAnswer("no list of events")
    return events


def _report(told: _Event, text: str, start: int, end: int, dropped: Counter[str]) -> Report | None:
    """The report that an event of the model stands for; None, with its reason counted, where it fails a check."""
    ontology = Ontology.load()
    if told.type not in type_names() or told.status not in ontology.statuses:
        dropped["event of no type or status there is"] += 1
        return None
    evidence = find_quote(text, told.evidence, start, end)
    if evidence is None:
        dropped["event whose quote is not in the text"] += 1
        return None
    name, change = type_names()[told.type]
    words = _words(text)
    parties = _parties(told.parties, ontology.type(name), words, dropped)
    if not parties:
        dropped["event without a party that is known, in a role it can have"] += 1
        return None
    report = Report(
        type=name,
        change=change,
        parties=parties,
        status=told.status,
        evidence=(evidence,),
        topics=tuple(dict.fromkeys(" ".join(topic.split()) for topic in told.topics if _stands(topic, words))),
        when=_when(told.date, dropped),
        place=_named(told.place, "place", words, dropped),
        source=_named(told.source, "source", words | {"anonymous"}, dropped),
    )
    return dataclasses.replace(report, plover=ontology.plover(report), cameo=ontology.cameo(report))


def _parties(
    told: Sequence[_Party], type_: EventType, words: frozenset[str], dropped: Counter[str]
) -> tuple[Party, ...]:
    """The parties, one for each id; empty where one stands in a role that the type does not have."""
    found: dict[str, Party] = {}
    for one in told:
        role = "peer" if type_.symmetric else one.role
        if role not in _ROLES[type_.roles]:
            return ()
        id, faction = _resolved(one.party)
        if id is None:
            dropped["party that is unknown"] += 1
            continue
        people = tuple(" ".join(name.split()) for name in one.people if _stands(name, words))
        dropped["person who is not in the text"] += len(one.people) - len(people)
        known = found.get(id, Party(id, role, (), faction))
        found[id] = dataclasses.replace(known, people=tuple(dict.fromkeys(known.people + people)))
    return tuple(found.values())


def _resolved(name: str) -> tuple[str | None, str | None]:
    """The id and the faction that a name means ("Taliban")."""
    gazetteer = Gazetteer.load()
    try:
        id = gazetteer.resolve(name)
    except UnknownParty:
        return None, None
    matches = gazetteer.scan(name)
    return id, matches[0].faction if len(matches) == 1 and matches[0].text == name else None


def _when(date: str | None, dropped: Counter[str]) -> TimeSpan | None:
    if date is None:
        return None
    try:
        return TimeSpan.parse(date)
    except BadDate:
        dropped["date that is none"] += 1
        return None


def _named(name: str | None, what: str, words: frozenset[str], dropped: Counter[str]) -> str | None:
    if name is None or _stands(name, words):
        return " ".join(name.split()) if name else None
    dropped[f"{what} that is not in the text"] += 1
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _stands(name: str, words: frozenset[str]) -> bool:
    """Whether all words of a name are words of the text."""
    own = _words(name)
    return bool(own) and own <= words


def _both(one: Report, other: Report) -> Report:
    """Two accounts of one event."""
    people = {party.id: party.people for party in other.parties}
    parties = tuple(
        dataclasses.replace(party, people=tuple(dict.fromkeys(party.people + people[party.id])))
        for party in one.parties
    )
    evidence = tuple(dict.fromkeys(one.evidence + other.evidence))[:_QUOTES]
    topics = tuple(dict.fromkeys(one.topics + other.topics))
    return dataclasses.replace(one, parties=parties, evidence=evidence, topics=topics)

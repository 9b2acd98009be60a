"""The vocabulary of events, from `data/ontology`: families, types, changes, statuses, roles, PLOVER and CAMEO codes.

Every reference between the files is checked on loading; what is wrong raises KnowledgeError with its file.
"""

import csv
import functools
import importlib.resources
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from dragoman.errors import BadDate, KnowledgeError, UsageError
from dragoman.model.report import Party, PloverCode, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["CameoEntry", "Derivation", "EventType", "Example", "Ontology", "PloverType"]

_ROLE_KINDS = ("peers", "directed", "either")
_CAMEO_COLUMNS = ("code", "does", "goldstein", "quad", "plover")
_COLUMNS = ("type", "change", "roles", "status", "plover", "mode", "cameo", "mirror", "loses")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what a reader should find in it; `published` and `date` are EDTF text, None where not settled."""

    text: str
    change: str | None
    status: str
    parties: tuple[Party, ...]
    published: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event. `roles` is `peers`, `directed` or `either`; `changes` is empty for types without changes.

    `needs_target`: several never do it to nobody.
    """

    name: str
    family: str
    definition: str
    roles: str
    needs_target: bool
    changes: tuple[str, ...]
    change_definitions: Mapping[str, str]
    examples: tuple[Example, ...]

    @property
    def symmetric(self) -> bool:
        """Whether its parties always are peers."""
        return self.roles == "peers"


@dataclass(frozen=True, slots=True)
class PloverType:
    """A PLOVER type: quad class 1 to 4, the CAMEO roots it takes over, its modes with what they mean."""

    name: str
    quad: int
    description: str
    cameo_roots: tuple[str, ...]
    modes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CameoEntry:
    """A CAMEO code, what its source does, its Goldstein score (-10 to 10) and quad class (1 to 4).

    `plover` is the PLOVER type that took it over, None for remarks (root 01).
    """

    code: str
    does: str
    goldstein: float
    quad: int
    plover: str | None


@dataclass(frozen=True, slots=True)
class Derivation:
    """One row of the derivation table; `*` in `types`, `changes`, `roles` or `statuses` fits everything."""

    types: tuple[str, ...]
    changes: tuple[str, ...]
    roles: str
    statuses: tuple[str, ...]
    plover: PloverCode | None
    cameo: str | None
    mirror: str | None
    loses: str

    def fits(self, type_: str, change: str | None, status: str, peers: bool) -> bool:
        """Whether the row speaks of such a report."""
        return (
            _has(self.types, type_)
            and _has(self.changes, change or "")
            and _has(self.statuses, status)
            and self.roles in ("*", "peers" if peers else "directed")
        )


@dataclass(frozen=True, slots=True)
class Ontology:
    """The whole vocabulary, checked. `Ontology.load()` reads it once."""

    types: tuple[EventType, ...]
    families: Mapping[str, str]
    statuses: Mapping[str, str]
    roles: Mapping[str, str]
    plover_types: Mapping[str, PloverType]
    cameo_codes: Mapping[str, CameoEntry]
    derivations: tuple[Derivation, ...]
    _by_name: Mapping[str, EventType]

    @staticmethod
    def load() -> "Ontology":
        """The vocabulary shipped with the package, read once.

        Raises:
            KnowledgeError: a data file is broken.
        """
        return _load()

    def type(self, name: str) -> EventType:
        """The type of that name.

        Raises:
            UsageError: there is none.
        """
        if name not in self._by_name:
            raise UsageError(f"no event type {name!r}", hint=f"the types are {', '.join(self._by_name)}")
        return self._by_name[name]

    def derivation(self, type_: str, change: str | None, status: str, *, peers: bool = False) -> Derivation:
        """The row of the table that a report of this type, change and status falls under; loading proves there is one.

        Raises:
            UsageError: the type, change or status is none of the vocabulary.
        """
        for row in self.derivations:
            if row.fits(type_, change, status, peers):
                return row
        raise UsageError(f"no code table row for {type_}/{change or '-'}/{status}", hint="see docs/codebook.md")

    def plover(self, report: Report) -> PloverCode | None:
        """The PLOVER code of a report, None where PLOVER has none."""
        return self._row(report).plover

    def cameo(self, report: Report) -> str | None:
        """The CAMEO code of a report as text, None where CAMEO has none."""
        return self._row(report).cameo

    def _row(self, report: Report) -> Derivation:
        peers = any(party.role == "peer" for party in report.parties)
        return self.derivation(report.type, report.change, report.status, peers=peers)


@functools.lru_cache(maxsize=1)
def _load() -> Ontology:
    raw = _yaml("types.yaml")
    families, statuses, roles = (_texts(raw, key, "types.yaml") for key in ("families", "statuses", "roles"))
    types = tuple(_event_type(name, entry, families, statuses, roles) for name, entry in raw["types"].items())
    plover_types = {name: _plover_type(name, entry) for name, entry in _yaml("plover.yaml").items()}
    cameo_codes = {row["code"]: _cameo_entry(row) for row in _csv("cameo.csv", _CAMEO_COLUMNS)}
    _check_roots(plover_types, cameo_codes)
    rows = _csv("codes.csv", _COLUMNS)
    derivations = tuple(_derivation(row, plover_types, cameo_codes) for row in rows)
    by_name = {type_.name: type_ for type_ in types}
    _check_derivations(derivations, by_name, statuses)
    return Ontology(
        types=types,
        families=MappingProxyType(families),
        statuses=MappingProxyType(statuses),
        roles=MappingProxyType(roles),
        plover_types=MappingProxyType(plover_types),
        cameo_codes=MappingProxyType(cameo_codes),
        derivations=derivations,
        _by_name=MappingProxyType(by_name),
    )


def _has(values: tuple[str, ...], value: str) -> bool:
    return values == ("*",) or value in values


def _text(name: str) -> str:
    return importlib.resources.files("dragoman").joinpath("data", "ontology", name).read_text(encoding="utf-8")


def _yaml(name: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(_text(name))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"not YAML: {error}", where=name) from error
    if not isinstance(content, dict):
        raise KnowledgeError("not a mapping", where=name)
    return content


def _csv(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(lines, strict=True))
    for row in rows:
        if tuple(row) != columns or None in row.values():
            raise KnowledgeError(f"a row has not the columns {', '.join(columns)}: {row}", where=name)
    return rows


def _texts(raw: Mapping[str, Any], key: str, where: str) -> dict[str, str]:
    values = raw.get(key)
    if not isinstance(values, dict) or not all(isinstance(v, str) and v for v in values.values()):
        raise KnowledgeError(f"{key} is not a mapping of names to texts", where=where)
    return {str(name): text for name, text in values.items()}


def _event_type(
    name: str, entry: Any, families: Mapping[str, str], statuses: Mapping[str, str], roles: Mapping[str, str]
) -> EventType:
    where = f"types.yaml: {name}"
    if not isinstance(entry, dict) or set(entry) - {"family", "roles", "target", "definition", "changes", "examples"}:
        known = "family, roles, definition, examples and perhaps target and changes"
        raise KnowledgeError(f"not a type: give {known}", where=where)
    if entry.get("family") not in families:
        raise KnowledgeError(f"unknown family {entry.get('family')!r}", where=where)
    if entry.get("roles") not in _ROLE_KINDS:
        raise KnowledgeError(f"roles is none of {', '.join(_ROLE_KINDS)}", where=where)
    if entry.get("target") not in (None, "always"):
        raise KnowledgeError("target is not `always`", where=where)
    if not isinstance(entry.get("definition"), str):
        raise KnowledgeError("has no definition", where=where)
    changes = _texts(entry, "changes", where) if "changes" in entry else {}
    examples = tuple(_example(raw, changes, statuses, roles, where) for raw in entry.get("examples") or ())
    if len(examples) < 2:
        raise KnowledgeError("has fewer than two examples", where=where)
    return EventType(
        name=name,
        family=entry["family"],
        definition=entry["definition"],
        roles=entry["roles"],
        needs_target="target" in entry,
        changes=tuple(changes),
        change_definitions=MappingProxyType(changes),
        examples=examples,
    )


def _example(
    raw: Any, changes: Mapping[str, str], statuses: Mapping[str, str], roles: Mapping[str, str], where: str
) -> Example:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise KnowledgeError("an example has no text", where=where)
    if raw.get("status") not in statuses:
        raise KnowledgeError(f"unknown status {raw.get('status')!r}", where=where)
    change = raw.get("change")
    if (change in changes) != bool(changes):
        raise KnowledgeError(f"an example has the change {change!r}", where=where, hint=f"{list(changes) or 'none'}")
    parties = raw.get("parties")
    if not isinstance(parties, dict) or not parties or set(parties.values()) - set(roles):
        raise KnowledgeError(f"an example has no parties or an unknown role: {parties}", where=where)
    dates = [str(raw[key]) if key in raw else None for key in ("published", "date")]
    for date in filter(None, dates):
        try:
            TimeSpan.parse(date)
        except BadDate as error:
            raise KnowledgeError(error.what, where=where, hint=error.hint) from error
    return Example(
        text=raw["text"],
        change=change,
        status=raw["status"],
        parties=tuple(Party(id_, role) for id_, role in parties.items()),
        published=dates[0],
        date=dates[1],
    )


def _plover_type(name: str, entry: Any) -> PloverType:
    where = f"plover.yaml: {name}"
    if not isinstance(entry, dict) or entry.get("quad") not in (1, 2, 3, 4):
        raise KnowledgeError("has no quad class 1 to 4", where=where)
    modes = _texts(entry, "modes", where)
    return PloverType(name, entry["quad"], str(entry["description"]), tuple(entry["cameo"]), MappingProxyType(modes))


def _cameo_entry(row: Mapping[str, str]) -> CameoEntry:
    where = f"cameo.csv: {row['code']}"
    try:
        entry = CameoEntry(row["code"], row["does"], float(row["goldstein"]), int(row["quad"]), row["plover"] or None)
    except ValueError as error:
        raise KnowledgeError(str(error), where=where) from error
    if not (row["code"].isdigit() and 2 <= len(row["code"]) <= 4) or abs(entry.goldstein) > 10:
        raise KnowledgeError("not a CAMEO code of two to four figures with a score of -10 to 10", where=where)
    return entry


def _check_roots(plover_types: Mapping[str, PloverType], cameo_codes: Mapping[str, CameoEntry]) -> None:
    for plover in plover_types.values():
        for root in plover.cameo_roots:
            if root not in cameo_codes:
                raise KnowledgeError(f"unknown CAMEO root {root!r}", where=f"plover.yaml: {plover.name}")
    for cameo in cameo_codes.values():
        if cameo.plover is not None and cameo.plover not in plover_types:
            raise KnowledgeError(f"unknown PLOVER type {cameo.plover!r}", where=f"cameo.csv: {cameo.code}")


def _derivation(
    row: Mapping[str, str], plover_types: Mapping[str, PloverType], cameo_codes: Mapping[str, CameoEntry]
) -> Derivation:
    where = f"codes.csv: {row['type']},{row['change']},{row['roles']},{row['status']}"
    plover, mode = row["plover"], row["mode"]
    if plover and plover not in plover_types:
        raise KnowledgeError(f"unknown PLOVER type {plover!r}", where=where)
    if mode and (not plover or mode not in plover_types[plover].modes):
        raise KnowledgeError(f"PLOVER {plover or 'none'} has no mode {mode!r}", where=where)
    for code in (row["cameo"], row["mirror"]):
        if code and code not in cameo_codes:
            raise KnowledgeError(f"unknown CAMEO code {code!r}", where=where)
    if row["roles"] not in ("*", "peers", "directed"):
        raise KnowledgeError(f"roles {row['roles']!r} is none of *, peers, directed", where=where)
    return Derivation(
        types=tuple(row["type"].split("|")),
        changes=tuple(row["change"].split("|")),
        roles=row["roles"],
        statuses=tuple(row["status"].split("|")),
        plover=PloverCode(plover, mode or None) if plover else None,
        cameo=row["cameo"] or None,
        mirror=row["mirror"] or None,
        loses=row["loses"],
    )


def _check_derivations(rows: Iterable[Derivation], types: Mapping[str, EventType], statuses: Mapping[str, str]) -> None:
    """Every name is known; every type, change, status and kind of roles has a row, and every row is reached."""
    rows = tuple(rows)
    for row in rows:
        changes = {change for name in row.types if name in types for change in types[name].changes or ("",)}
        unknown = set(row.types) - set(types) | set(row.statuses) - set(statuses)
        if "*" not in row.types:
            unknown |= set(row.changes) - changes
        if unknown - {"*"}:
            raise KnowledgeError(f"unknown {', '.join(sorted(unknown - {'*'}))}", where=f"codes.csv: {row}")
    reached = set()
    for type_ in types.values():
        kinds = {"peers": (True,), "directed": (False,), "either": (True, False)}[type_.roles]
        for change in type_.changes or (None,):
            for status in statuses:
                for peers in kinds:
                    row_index = next(
                        (i for i, row in enumerate(rows) if row.fits(type_.name, change, status, peers)), None
                    )
                    if row_index is None:
                        missing = f"{type_.name},{change or ''},{'peers' if peers else 'directed'},{status}"
                        raise KnowledgeError(f"no row for {missing}", where="codes.csv")
                    reached.add(row_index)
    for i, row in enumerate(rows):
        if i not in reached:
            raise KnowledgeError(f"a row is never reached: {row}", where="codes.csv")

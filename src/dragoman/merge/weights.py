"""The table by which two reports are judged, from `data/merge/weights.yaml`: features with weights and reasons."""

import functools
import importlib.resources
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from dragoman.errors import KnowledgeError
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology

__all__ = ["FEATURES", "Feature", "Reach", "Weights"]

FEATURES = frozenset(
    f"{group}.{value}"
    for group, values in {
        "family": "contact representation agreement cooperation position pressure",
        "type": "kin",
        "change": "same kin differs missing",
        "parties": "same near extra lone differ",
        "roles": "unlike others peers",
        "people": "both same mixed differ",
        "when": "day span within vague broad moved next fresh near leg apart half none since standing",
        "told": "days week month later unknown",
        "order": "early",
        "place": "same within leg differs",
        "topics": "shared differ",
        "names": "shared differ",
        "numbers": "shared differ",
        "conference_words": "same alike some few",
        "contact_words": "same alike some few",
        "position_words": "same alike some few",
        "act_words": "same alike some few",
        "document": "same leg",
    }.items()
    for value in values.split()
)
"""All that `features` can find; the data file weighs each of them."""

_FILE = "merge/weights.yaml"

_ENTRIES = frozenset({"bias", "kin", "changes", "organs", "lasting", "personal", "plain", "reach", "features"})


@dataclass(frozen=True, slots=True)
class Feature:
    """What it adds to the score (log-odds) when it holds, how a person is told it, and what somebody first gave it.

    The fit draws `weight` towards `start`.
    """

    weight: float
    start: float
    says: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How far candidates are looked for: days between precise days, days of telling, keys of a long list of parties."""

    days: int
    undated: int
    standing: int
    parties: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The table.

    `kin` gives the name of the group of types that may be told for each other, `changes` the same of changes, `organs`
    the organisation of an organ; `lasting` are types that last for days, `personal` those of which each account tells
    who met whom; `plain` are first letters of words that are written like names and are none.
    """

    bias: float
    features: Mapping[str, Feature]
    kin: Mapping[str, str]
    changes: Mapping[str, str]
    organs: Mapping[str, str]
    lasting: frozenset[str]
    personal: frozenset[str]
    plain: frozenset[str]
    reach: Reach

    def kindred(self, type_: str) -> list[str]:
        """The types that may be told for `type_`, and itself."""
        return [name for name, group in self.kin.items() if group == self.kin[type_]]

    @staticmethod
    def load() -> "Weights":
        """The table shipped with the package, read once.

        Raises:
            KnowledgeError: the file is broken.
        """
        return _load()

    @staticmethod
    def parse(text: str) -> "Weights":
        """The table that a YAML text gives.

        Raises:
            KnowledgeError: a feature is missing or unknown, or a value is not what it should be.
        """
        return _parse(text)


@functools.lru_cache(maxsize=1)
def _load() -> Weights:
    return _parse((importlib.resources.files("dragoman") / "data" / _FILE).read_text(encoding="utf-8"))


def _parse(text: str) -> Weights:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"not YAML: {error}", where=_FILE) from error
    if not isinstance(raw, dict) or set(raw) != _ENTRIES:
        raise _wrong(f"it gives {', '.join(sorted(_ENTRIES))}, and nothing else")
    given = raw["features"]
    if not isinstance(given, dict) or set(given) != FEATURES:
        odd = sorted(set(given if isinstance(given, dict) else ()) ^ FEATURES)
        raise _wrong(f"features missing or unknown: {', '.join(map(str, odd))}")
    types = Ontology.load()
    names = {t.name: t.name for t in types.types}
    for group in _lists(raw["kin"], "kin"):
        for name in _known(group, names, "kin"):
            names[name] = group[0]
        if len({types.type(name).family for name in group}) > 1:
            raise _wrong(f"kin {group} are not of one family")
    return Weights(
        bias=_number(raw["bias"], "bias"),
        features=MappingProxyType({name: _feature(name, entry) for name, entry in given.items()}),
        kin=MappingProxyType(names),
        changes=MappingProxyType(_changes(raw["changes"])),
        organs=MappingProxyType(_organs(raw["organs"])),
        lasting=frozenset(_known(raw["lasting"], names, "lasting")),
        personal=frozenset(_known(raw["personal"], names, "personal")),
        plain=frozenset(_words(raw["plain"], "plain")),
        reach=_reach(raw["reach"]),
    )


def _changes(value: Any) -> dict[str, str]:
    """The first change of its group for each; a change that stands alone is left out."""
    known = {change for type_ in Ontology.load().types for change in type_.changes}
    groups = _lists(value, "changes")
    for group in groups:
        if set(group) - known:
            raise _wrong(f"changes holds what is no change: {group}")
    return {change: group[0] for group in groups for change in group}


def _organs(value: Any) -> dict[str, str]:
    """The organisation of each organ."""
    if not isinstance(value, dict) or not all(isinstance(organs, list) for organs in value.values()):
        raise _wrong("organs gives a list of organs for each organisation")
    found = {organ: whole for whole, organs in value.items() for organ in organs}
    known = Gazetteer.load()
    for id in (*found, *value):
        if known.entity(id) is None:
            raise _wrong(f"organs holds what is no entity: {id}")
    return found


def _feature(name: str, entry: Any) -> Feature:
    if not isinstance(entry, dict) or set(entry) != {"weight", "start", "says"} or not isinstance(entry["says"], str):
        raise _wrong(f"{name} gives a weight, the one it started from, and what it says")
    return Feature(_number(entry["weight"], name), _number(entry["start"], name), entry["says"])


def _reach(entry: Any) -> Reach:
    names = set(Reach.__slots__)
    if not isinstance(entry, dict) or set(entry) != names or not all(type(v) is int and v > 0 for v in entry.values()):
        raise _wrong(f"reach gives whole numbers above 0 for {', '.join(sorted(names))}")
    return Reach(**entry)


def _lists(value: Any, where: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(v, list) and len(v) > 1 for v in value):
        raise _wrong(f"{where} is a list of lists")
    return value


def _known(values: Any, names: Mapping[str, str], where: str) -> list[str]:
    if not isinstance(values, list) or set(values) - set(names):
        raise _wrong(f"{where} holds what is no type: {values}")
    return values


def _words(values: Any, where: str) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
        raise _wrong(f"{where} is a list of words")
    return values


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(f"{where} is {value!r}, not a number")
    return float(value)


def _wrong(what: str) -> KnowledgeError:
    return KnowledgeError(what, where=_FILE)

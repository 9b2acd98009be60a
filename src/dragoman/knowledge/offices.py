"""Offices: the words for them, and who held which one when.

The words are `data/offices/offices.yaml`, the holders `data/offices/holders.csv`; both are checked as they are
loaded, so that whatever stands in an `Offices` may be relied on. Names are compared without accents, hyphens, case and
the Arabic article, and the parts of names that English spells in several ways (`spellings`) count as one.
"""

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from dragoman.errors import BadDate, KnowledgeError
from dragoman.model.timespan import TimeSpan

__all__ = ["Holding", "Office", "Offices"]

_Key = TypeVar("_Key")

_COLUMNS = ["person", "aliases", "family", "entity", "faction", "office", "from", "until"]
_SECTIONS = {"levels", "states", "organisations", "spellings", "offices", "honorifics"}
_OTHER_ID = re.compile(r"[A-Z][A-Z0-9 -]{1,29}")
_ARTICLES = frozenset({"al", "el"})
# Letters that Unicode does not take apart into a letter and an accent, and the typographic marks of names.
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ə": "a", "ð": "d", "þ": "th"}
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("‐‑–", "-")
)
_AROUND = 366  # days: reports call people by an office they are about to take or have just left


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one office of one party. `since` and `until` are None where the table does not say.

    `until` None means that the office had not been left when the table was written; `office` is the usual name
    of the office, and `level` and `rank` (1 is the highest) are those of it.
    """

    person: str
    aliases: tuple[str, ...]
    family: str
    entity: str
    faction: str | None
    office: str
    since: TimeSpan | None
    until: TimeSpan | None
    level: str
    rank: int

    def away(self, on: datetime.date) -> int:
        """How many days lie between that day and the time in office; 0 when the office can have been held on it."""
        if self.since is not None and self.since.earliest is not None and on < self.since.earliest:
            return (self.since.earliest - on).days
        if self.until is not None and self.until.latest is not None and on > self.until.latest:
            return (on - self.until.latest).days
        return 0


@dataclass(frozen=True, slots=True)
class Office:
    """A word or phrase for an office, in lower case but for initials.

    `means` is the usual name of the office (the phrase itself, unless it is another word for it), `rank` 1 the
    highest, `implies` the party it belongs to when the text does not say: `only` when nobody else has it.
    """

    phrase: str
    plural: str | None
    level: str
    rank: int
    means: str
    implies: str | None
    only: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """The words for offices, the honorifics (without their full stops), and the dated table of holders."""

    offices: tuple[Office, ...]
    honorifics: frozenset[str]
    holdings: tuple[Holding, ...]
    _names: dict[str, list[Holding]] = field(repr=False)
    _families: dict[str, list[Holding]] = field(repr=False)
    _posts: dict[tuple[str, str], list[Holding]] = field(repr=False)
    _spellings: dict[str, str] = field(repr=False)

    @staticmethod
    def load() -> "Offices":
        """The offices of the package, read once.

        Raises:
            KnowledgeError: a data file is wrong; the message names the file and the line.
        """
        return _load()

    @staticmethod
    def of(vocabulary: str, table: str) -> "Offices":
        """The offices of the two texts, a YAML of words and a CSV of holders.

        Raises:
            KnowledgeError: one of them is wrong.
        """
        return _build(vocabulary, table)

    def holders(self, name: str, on: datetime.date | None = None) -> list[Holding]:
        """What the person of this full name or alias has held; with `on`, what was held nearest to that day first."""
        return _nearest_first(self._names.get(_folded(name, self._spellings), ()), on)

    def by_family(self, family: str, on: datetime.date | None = None) -> list[Holding]:
        """What people of this family name held around `on`, within a year; without `on`, what they have ever held."""
        found = _nearest_first(self._families.get(_folded(family, self._spellings), ()), on)
        return found if on is None else [one for one in found if one.away(on) <= _AROUND]

    def holder_of(self, entity: str, office_level: str, on: datetime.date) -> list[Holding]:
        """Who can have held an office of this level, or the office of this name, for `entity` on that day."""
        return [one for one in self._posts.get((entity, office_level), ()) if one.away(on) == 0]


@functools.lru_cache(maxsize=1)
def _load() -> Offices:
    folder = files("dragoman") / "data" / "offices"
    vocabulary = (folder / "offices.yaml").read_text(encoding="utf-8")
    return _build(vocabulary, (folder / "holders.csv").read_text(encoding="utf-8"))


def _build(vocabulary: str, table: str) -> Offices:
    words = _parsed(vocabulary)
    known = frozenset(f"{words['states']} {words['organisations']}".split())
    offices = tuple(_offices(words, known))
    holdings = tuple(_holdings(table, {one.phrase: one for one in offices if one.means == one.phrase}, known))
    spellings = {variant: usual for usual, variants in words["spellings"].items() for variant in variants}
    folded = functools.partial(_folded, spellings=spellings)
    return Offices(
        offices=offices,
        honorifics=frozenset(str(word) for word in words["honorifics"]),
        holdings=holdings,
        _names=_grouped((name, one) for one in holdings for name in set(map(folded, (one.person, *one.aliases)))),
        _families=_grouped((key, one) for one in holdings for key in _families(one, spellings)),
        _posts=_grouped(((one.entity, post), one) for one in holdings for post in {one.level, one.office}),
        _spellings=spellings,
    )


def _parsed(vocabulary: str) -> dict[str, Any]:
    try:
        words = yaml.load(vocabulary, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"not YAML: {error}", where="offices.yaml") from error
    missing = {"levels", "states", "organisations", "offices", "honorifics"} - set(
        words if isinstance(words, dict) else ()
    )
    if missing:
        raise KnowledgeError(f"lacks {', '.join(sorted(missing))}", where="offices.yaml")
    return dict(words)


def _offices(words: dict[str, Any], known: frozenset[str]) -> Iterator[Office]:
    levels: dict[str, int] = words["levels"]
    usual = {entry.get("phrase") for entry in words["offices"] if "means" not in entry}
    seen: set[str] = set()
    for entry in words["offices"]:
        phrase = str(entry.get("phrase"))
        where = f"offices.yaml, {phrase!r}"
        if phrase in seen:
            raise KnowledgeError("the phrase stands twice", where=where)
        if entry.get("level") not in levels:
            raise KnowledgeError(f"unknown level {entry.get('level')!r}", where=where, hint=f"one of {sorted(levels)}")
        if entry.get("means", phrase) not in usual:
            raise KnowledgeError(f"means {entry['means']!r}, which is no office of its own", where=where)
        seen.add(phrase)
        yield _office(phrase, entry, levels[entry["level"]], known, where)


def _office(phrase: str, entry: dict[str, Any], rank: int, known: frozenset[str], where: str) -> Office:
    unknown = set(entry) - {"phrase", "plural", "level", "means", "implies"}
    if unknown:
        raise KnowledgeError(f"unknown field {sorted(unknown)}", where=where)
    plural = entry.get("plural", f"{phrase}s")
    implied = entry.get("implies", {"entity": None, "strength": "default"})
    if set(implied) != {"entity", "strength"} or implied["strength"] not in ("default", "only"):
        raise KnowledgeError("implies needs an entity and a strength, default or only", where=where)
    if implied["entity"] is not None:
        _check_entity(implied["entity"], known, where)
    return Office(
        phrase=phrase,
        plural=None if plural == "none" else plural,
        level=entry["level"],
        rank=rank,
        means=entry.get("means", phrase),
        implies=implied["entity"],
        only=implied["strength"] == "only",
    )


def _holdings(table: str, offices: dict[str, Office], known: frozenset[str]) -> Iterator[Holding]:
    seen: set[tuple[str, str, str, str]] = set()
    numbered = ((number, line) for number, line in enumerate(table.splitlines(), 1) if line and line[0] != "#")
    first, header = next(numbered, (1, ""))
    if header.split(",") != _COLUMNS:
        raise KnowledgeError(f"the columns are {header!r}", where=f"holders.csv:{first}", hint=",".join(_COLUMNS))
    for number, line in numbered:
        where = f"holders.csv:{number}"
        cells = line.split(",")
        holding = _holding(cells, offices, known, where)
        key = (holding.person, holding.entity, holding.office, cells[-2])
        if key in seen:
            raise KnowledgeError(f"{holding.person} stands twice as {holding.office}", where=where)
        seen.add(key)
        yield holding


def _holding(cells: list[str], offices: dict[str, Office], known: frozenset[str], where: str) -> Holding:
    if len(cells) != len(_COLUMNS):
        raise KnowledgeError(f"{len(cells)} cells, not {len(_COLUMNS)}", where=where)
    person, aliases, family, entity, faction, office, since, until = cells
    if not person:
        raise KnowledgeError("nobody is named", where=where)
    if office not in offices:
        raise KnowledgeError(f"{office!r} is not the usual name of an office", where=where, hint="see offices.yaml")
    _check_entity(entity, known, where)
    if faction and not _OTHER_ID.fullmatch(faction):
        raise KnowledgeError(f"faction {faction!r} is not in capitals", where=where)
    begun, ended = _span(since, where), _span(until, where)
    if begun and ended and begun.earliest and ended.latest and ended.latest < begun.earliest:
        raise KnowledgeError(f"{person} leaves on {until}, before {since}", where=where)
    return Holding(
        person=person,
        aliases=tuple(filter(None, aliases.split(";"))),
        family=family or person.split()[-1],
        entity=entity,
        faction=faction or None,
        office=office,
        since=begun,
        until=ended,
        level=offices[office].level,
        rank=offices[office].rank,
    )


def _check_entity(entity: str, known: frozenset[str], where: str) -> None:
    if not isinstance(entity, str) or not _OTHER_ID.fullmatch(entity):
        raise KnowledgeError(f"entity {entity!r} is not in capitals", where=where)
    if len(entity) == 3 and entity.isalpha() and entity not in known:
        raise KnowledgeError(f"entity {entity!r} is no ISO code and no organisation of offices.yaml", where=where)


def _span(text: str, where: str) -> TimeSpan | None:
    try:
        return TimeSpan.parse(text) if text else None
    except BadDate as error:
        raise KnowledgeError(error.what, where=where, hint=error.hint) from error


def _families(holding: Holding, spellings: dict[str, str]) -> set[str]:
    """The keys under which a lone family name finds the holding: the table's, and those that the aliases end in."""
    family = _folded(holding.family, spellings)
    keys = {family}
    for alias in holding.aliases:
        folded = _folded(alias, spellings)
        if f" {family} " not in f" {folded} ":
            keys.add(folded.rpartition(" ")[2])
    return keys


def _folded(name: str, spellings: dict[str, str]) -> str:
    """The name in plain lower-case letters, its parts one space apart: the form in which names are compared."""
    plain = name.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(c for c in parts if not unicodedata.combining(c))
    words = plain.replace("'", "").replace("-", " ").replace(".", " ").split()
    return " ".join(spellings.get(word, word) for word in words if word not in _ARTICLES)


def _nearest_first(found: Iterable[Holding], on: datetime.date | None) -> list[Holding]:
    return list(found) if on is None else sorted(found, key=lambda one: (one.away(on), one.rank))


def _grouped(pairs: Iterable[tuple[_Key, Holding]]) -> dict[_Key, list[Holding]]:
    groups: dict[_Key, list[Holding]] = {}
    for key, one in pairs:
        groups.setdefault(key, []).append(one)
    return groups

"""The gazetteer: which names in an English text mean which state, organisation, group or place.

One automaton finds every name in one pass; whole words only, the longest reading first. A span never holds an article
or a possessive ending. What a name means where it has two readings is decided in the data files, not here.
"""

import csv
import datetime
import difflib
import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from ahocorasick_rs import AhoCorasick, MatchKind

from dragoman.errors import KnowledgeError, UnknownParty
from dragoman.model.entity import Entity

__all__ = ["Gazetteer", "Match", "Place"]

_FOLDER = "data/gazetteer"
# Typography is folded before names are looked for, character by character, so that offsets stay those of the text.
_TYPOGRAPHY = str.maketrans("’‘ʼ´`ʻ‐‑–\u00a0\u202f\u2009\n\t", "''''''---     ")
_TYPOGRAPHY |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # halves of surrogate pairs, which cannot be encoded
_STROKES = str.maketrans("ıłøđŁØĐ", "ilodLOD")
_ID = re.compile(r"[A-Z][A-Z0-9 -]{1,29}")
# A form of address right before a name, or a capitalised word that does not begin the sentence.
_NAME_BEFORE = re.compile(
    r"(?<!\w)(?:(?:Mrs?|Ms|Dr|Gen|Sen|Rep)\.|MRS?|MS|DR) $"
    r"|(?:(?<=[\w,;)] )|(?<=[(-]))([A-Z]\.|[A-Z][a-z][\w'-]*) $"
)
_NO_FIRST_NAME = re.compile(
    r"\w+day|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:North|South|East|West)(?:ern)?|Central|Greater|Downtown|Old|New|First|Second|Third|Annual|Embassy|Consulate|And|The|In|Of|For|With|To|From"
)
_LONGER_WORD = re.compile(r"[^\W\d_]{4,}")
_SHORTEST_CAPITALS = 4  # "MALI" is found in a headline in capitals; "UAE" is a name already


@dataclass(frozen=True, slots=True)
class Match:
    """A name found at `text[start:end]`, in code points.

    `entity` is the id of the party meant. `sense` is `name`, `demonym`, `capital`, `metonym`, `body`, `faction`,
    `organisation`, `group`, `city` or `region`. `faction` stands beside a state that reports set it apart from;
    `place` is the usual name where the match names a place. `doubtful`: a usual reading, and often another one.
    """

    start: int
    end: int
    text: str
    entity: str
    sense: str
    faction: str | None = None
    place: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `kind` is `country`, `capital`, `city` or `region`; `country` is None where states dispute it."""

    name: str
    country: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a name means; an empty `entity` says that the phrase names no party."""

    entity: str
    sense: str
    faction: str | None = None
    place: str | None = None
    prefix: bool = False


@dataclass(slots=True)
class _Tables:
    """The tables while they are read, file by file; `source` says which file gave a name."""

    entities: dict[str, Entity] = field(default_factory=dict)
    readings: dict[str, _Reading] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    person: frozenset[str] = frozenset()
    shouted: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()

    def add_entity(self, file: str, entity: Entity) -> None:
        """Enter a party; its id is new and well formed."""
        if not _ID.fullmatch(entity.id):
            raise _wrong(file, entity.id, "is no id", "write capitals, digits and hyphens")
        if entity.id in self.entities:
            raise _wrong(file, entity.id, "is defined twice", "keep one of the two entries")
        self.entities[entity.id] = entity

    def add_name(self, file: str, name: object, reading: _Reading) -> None:
        """Enter what a name means; no name has two meanings."""
        if not isinstance(name, str) or not name.strip():
            raise _wrong(file, reading.entity, f"holds {name!r} for a name", "write a non-empty string, in quotes")
        folded = name.translate(_TYPOGRAPHY)
        before = self.source.setdefault(folded, file)
        if folded in self.readings:
            raise _wrong(file, reading.entity, f"names {name!r}, which {before} has already", "keep it in one place")
        self.readings[folded] = reading

    def add_place(self, name: str, place: Place) -> None:
        """Enter a place; of two with one name, the first entered stands."""
        self.places.setdefault(_plain(name), place)


class Gazetteer:
    """All names, loaded once by `Gazetteer.load()`; finds them in a text and looks them up."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables
        self._variants = _variants(tables.readings)
        self._patterns = list(self._variants)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.Standard)
        self._lookup: dict[str, str] = {}
        for id in tables.entities:
            self._lookup.setdefault(_plain(id), id)
        for name, reading in tables.readings.items():
            if reading.entity and reading.sense not in ("city", "region") and not reading.prefix:
                self._lookup.setdefault(_plain(name), reading.entity)

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Gazetteer":
        """The gazetteer of the package.

        Raises:
            KnowledgeError: a data file holds an unknown id, a name twice or an empty name.
        """
        return Gazetteer(_read_all())

    def scan(self, text: str, on: datetime.date | None = None) -> list[Match]:
        """Every name in `text`, in order, without overlap; the longest whole words win.

        `on` is the day of the text: the name of a breakaway entity that is no more by then means a region.
        """
        folded = text.translate(_TYPOGRAPHY)
        matches: list[Match] = []
        for index, start, end in _longest(folded, self._automaton.find_matches_as_indexes(folded, overlapping=True)):
            name = self._variants[self._patterns[index]]
            reading = self._tables.readings[name]
            if not reading.entity or self._is_other(text, folded, name, start, end, matches):
                continue
            stop = end - 1 if reading.prefix else end
            doubtful = name in self._tables.doubtful
            id, sense = self._meant(reading, on)
            matches.append(Match(start, stop, text[start:stop], id, sense, reading.faction, reading.place, doubtful))
        return matches

    def _meant(self, reading: _Reading, on: datetime.date | None) -> tuple[str, str]:
        """The party that a name means on that day, and in which sense."""
        entity = self._tables.entities[reading.entity]
        if on is not None and entity.until is not None and entity.country is not None and on.year > entity.until:
            return entity.country, "region"
        return entity.id, reading.sense

    def entity(self, id: str) -> Entity | None:
        """The party of that id."""
        return self._tables.entities.get(id)

    def entities(self) -> tuple[Entity, ...]:
        """All parties, in the order of the data files."""
        return tuple(self._tables.entities.values())

    def resolve(self, argument: str) -> str:
        """The id of the party that a user names by id, name, demonym, acronym, capital or faction.

        Raises:
            UnknownParty: nobody answers to it; the hint names the nearest.
        """
        wanted = _plain(argument.translate(_TYPOGRAPHY)).removeprefix("the ")
        id = self._lookup.get(wanted) or self._lookup.get(f"the {wanted}")
        if id is None:
            near = difflib.get_close_matches(wanted, self._lookup, n=3, cutoff=0.7)
            names = sorted({f"{self._tables.entities[self._lookup[n]].name} ({self._lookup[n]})" for n in near})
            hint = f"did you mean {' or '.join(names)}?" if names else "give ISO alpha-3, a name or an acronym"
            raise UnknownParty(f"no state, organisation or group is called {argument!r}", hint=hint)
        return id

    def place(self, name: str) -> Place | None:
        """The place of that name, without regard to capitals, diacritics and a leading article."""
        wanted = _plain(name.translate(_TYPOGRAPHY))
        return self._tables.places.get(wanted) or self._tables.places.get(wanted.removeprefix("the "))

    def members(self, id: str) -> tuple[str, ...]:
        """The states of a small or well-known format (`G7`, `QUAD`, `E3`), as of 2025; empty where not kept."""
        return self._tables.members.get(id, ())

    def _is_other(self, text: str, folded: str, name: str, start: int, end: int, before: list[Match]) -> bool:
        """Whether the name is something else here: a currency, a common word in capitals, a person."""
        if folded.startswith("$", end):
            return True
        if text[start:end] in self._tables.shouted:
            line = _line(text, start)
            if line == line.upper():
                return True
        if name not in self._tables.person or (before and before[-1].end == start - 1):
            return False
        previous = _NAME_BEFORE.search(folded, max(0, start - 30), start)
        if previous is None:
            return False
        word = previous[1]
        return word is None or not (_NO_FIRST_NAME.fullmatch(word) or _is_headline(_line(text, start)))


def _wrong(file: str, entry: str, what: str, hint: str) -> KnowledgeError:
    return KnowledgeError(f"{entry} {what}", where=f"{_FOLDER}/{file}", hint=hint)


def _plain(name: str) -> str:
    """The name without diacritics, in lower case, with single spaces."""
    return " ".join(_undiacritic(name).casefold().split())


def _undiacritic(name: str) -> str:
    if name.isascii():
        return name
    # ı, ł, ø and đ have no decomposition
    decomposed = unicodedata.normalize("NFKD", name.translate(_STROKES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _line(text: str, at: int) -> str:
    """The line of the text that holds the character at `at`."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)]


def _is_headline(line: str) -> bool:
    """Whether every longer word is capitalised, so that a capital says nothing."""
    words = _LONGER_WORD.findall(line)
    return len(words) > 2 and not any(word.islower() for word in words)


def _variants(readings: Mapping[str, _Reading]) -> dict[str, str]:
    """Every written form with the name it stands for: as kept, without diacritics, in capitals."""
    forms = {name: name for name in readings}
    # phrases that are no party come first: no variant of a name may stand in their place
    for name in sorted(readings, key=lambda n: bool(readings[n].entity)):
        bare = _undiacritic(name)
        forms.setdefault(bare, name)
        if sum(map(str.isalpha, name)) >= _SHORTEST_CAPITALS:
            forms.setdefault(name.upper(), name)
            forms.setdefault(bare.upper(), name)
    return forms


def _longest(text: str, found: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Of all occurrences (pattern, start, end) the whole words: leftmost first, the longest of them, no overlap."""
    whole = [f for f in found if _is_whole(text, f[1], f[2])]
    reached = 0
    for index, start, end in sorted(whole, key=lambda f: (f[1], -f[2])):
        if start >= reached:
            yield index, start, end
            reached = end


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word runs over the edges; an edge that is itself no letter (`U.S.`, `Sino-`) is one already."""
    joins_before = start > 0 and text[start].isalnum() and (text[start - 1].isalnum() or text[start - 1] == "_")
    joins_after = end < len(text) and text[end - 1].isalnum() and (text[end].isalnum() or text[end] == "_")
    return not joins_before and not joins_after


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader is ten times faster
    """A YAML loader that refuses an entry written twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node, each key once."""
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None
        if twice is not None:
            raise yaml.YAMLError(f"{twice} is written twice, line {node.start_mark.line + 1} and below")
        return super().construct_mapping(node, deep=True)  # type: ignore[no-any-return]


def _text(file: str) -> str:
    return (importlib.resources.files("dragoman") / _FOLDER / file).read_text("utf-8")


def _yaml(file: str) -> Mapping[str, Any]:
    try:
        data = yaml.load(_text(file), _Loader)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"not readable: {error}", where=f"{_FOLDER}/{file}", hint="mend the YAML") from error
    if not isinstance(data, dict):
        raise KnowledgeError("is not a mapping", where=f"{_FOLDER}/{file}", hint="write `key: value` lines")
    return data


def _table(file: str) -> list[dict[str, str]]:
    """The rows of a CSV file under its comment lines."""
    return list(csv.DictReader(line for line in _text(file).splitlines() if not line.startswith("#")))


def _read_all() -> _Tables:
    """1 territories and states, 2 organisations, groups, factions, 3 bodies, regions, cities, 4 what is ambiguous."""
    tables = _Tables()
    full_names = _read_states(tables)
    _read_parties(tables, "organisations.yaml", "organisation")
    _read_parties(tables, "groups.yaml", "group")
    _read_factions(tables)
    _read_by_state(tables, "metonyms.yaml", _yaml("metonyms.yaml"), "metonym")
    _read_by_state(tables, "bodies.yaml", _yaml("bodies.yaml"), "body")
    _read_regions(tables)
    for id, name in full_names.items():  # where a hand-kept file reads the long name its own way, that stands
        tables.readings.setdefault(name.translate(_TYPOGRAPHY), _Reading(id, "name", place=tables.entities[id].name))
    _read_cities(tables)
    _read_ambiguous(tables)
    return tables


def _names(file: str, id: str, entry: object, key: str) -> list[Any]:
    """The list under `key` of an entry, empty where it is absent."""
    value = entry.get(key, []) if isinstance(entry, dict) else None
    if not isinstance(value, list):
        raise _wrong(file, id, f"has no list of {key}", f"write `{id}: {{{key}: [...]}}`")
    return value


def _read_states(tables: _Tables) -> dict[str, str]:
    """States and territories with their names, demonyms and capitals; gives the official long names by id."""
    file = "states.yaml"
    states = _yaml(file)
    rows = {row["id"]: row for row in _table("territories.csv")}
    if missing := rows.keys() ^ states.keys():
        raise _wrong(file, min(missing), "does not stand in both tables", "add it to states.yaml or territories.csv")
    for id, row in rows.items():
        names, demonyms = _names(file, id, states[id], "names"), _names(file, id, states[id], "demonyms")
        if not names:
            raise _wrong(file, id, "has no name", "give the usual one first")
        tables.add_entity(file, Entity(id, row["kind"], str(names[0]), row["parent"] or None))
        for name in names:
            tables.add_name(file, name, _Reading(id, "name", place=names[0]))
            tables.add_place(name, Place(names[0], id, "country"))
        for name in demonyms:
            tables.add_name(file, name, _Reading(id, "demonym"))
        for name in _names(file, id, states[id], "prefixes"):
            tables.add_name(file, f"{name}-", _Reading(id, "demonym", prefix=True))
        for name in _names(file, id, states[id], "capitals"):
            tables.add_name(file, name, _Reading(id, "capital", place=name))
            tables.add_place(name, Place(name, id, "capital"))
    return {id: row["full_name"] for id, row in rows.items() if row["full_name"]}


def _read_parties(tables: _Tables, file: str, kind: str) -> None:
    """Organisations or groups, with their names and members."""
    for id, entry in _yaml(file).items():
        names, members = _names(file, id, entry, "names"), _names(file, id, entry, "members")
        if not names:
            raise _wrong(file, id, "has no name", "give the full one first")
        country = entry.get("country")
        for state in [*members, *([country] if country else [])]:
            _check_state(tables, file, id, state)
        until = entry.get("until")
        if until is not None and not (country and isinstance(until, int)):
            raise _wrong(file, id, f"ended in {until!r}", "give a year, and the country that its name means afterwards")
        tables.add_entity(file, Entity(id, kind, str(names[0]), country, until))
        tables.members[id] = tuple(members)
        for name in names:
            tables.add_name(file, name, _Reading(id, kind))


def _check_state(tables: _Tables, file: str, entry: str, id: object) -> None:
    if not isinstance(id, str) or id not in tables.entities or tables.entities[id].kind not in ("state", "territory"):
        raise _wrong(file, entry, f"names {id!r}, which is no state", "use the alpha-3 code of states.yaml")


def _read_factions(tables: _Tables) -> None:
    file = "factions.yaml"
    for state, factions in _yaml(file).items():
        _check_state(tables, file, state, state)
        for faction in factions:
            for name in _names(file, faction, factions, faction):
                tables.add_name(file, name, _Reading(state, "faction", faction))


def _read_by_state(tables: _Tables, file: str, entries: Mapping[str, Any], sense: str) -> None:
    """Lists of names by the state that they belong to; regions and towns are places too."""
    for state in entries:
        _check_state(tables, file, state, state)
        for name in _names(file, state, entries, state):
            is_place = sense in ("region", "city")
            tables.add_name(file, name, _Reading(state, sense, place=name if is_place else None))
            if is_place:
                tables.add_place(name, Place(name, state, sense))


def _read_regions(tables: _Tables) -> None:
    file = "regions.yaml"
    parts = _yaml(file)
    if parts.keys() != {"regions", "disputed", "places"}:
        raise _wrong(file, ", ".join(parts), "are not the parts of this file", "it has regions, disputed and places")
    _read_by_state(tables, file, parts["regions"], "region")
    _read_by_state(tables, file, parts["places"], "city")
    for id in parts["disputed"]:
        names = _names(file, id, parts["disputed"], id)
        tables.add_entity(file, Entity(id, "territory", names[0]))
        for name in names:
            tables.add_name(file, name, _Reading(id, "region", place=names[0]))
            tables.add_place(name, Place(names[0], None, "region"))


def _read_cities(tables: _Tables) -> None:
    """Cities yield to every name of the hand-kept files."""
    file = "cities.csv"
    for row in _table(file):
        name, country = row["name"], row["country"]
        _check_state(tables, file, name, country)
        tables.add_place(name, Place(name, country, "city"))
        if row["found"] == "1":
            tables.readings.setdefault(name.translate(_TYPOGRAPHY), _Reading(country, "city", place=name))


def _read_ambiguous(tables: _Tables) -> None:
    file = "ambiguous.yaml"
    data = _yaml(file)
    lists = {key: _names(file, key, data, key) for key in ("not_parties", "person", "shouted", "doubtful", "cities")}
    if unknown := data.keys() - lists.keys():
        raise _wrong(file, min(unknown), "is no part of this file", f"it has {', '.join(lists)}")
    for key in ("person", "doubtful"):
        if strange := [name for name in lists[key] if name not in tables.readings]:
            raise _wrong(file, key, f"lists {strange[0]!r}, which no file names", "take it out or mend its spelling")
    for phrase in lists["not_parties"]:
        tables.readings.pop(phrase.translate(_TYPOGRAPHY), None)
        tables.add_name(file, phrase, _Reading("", "none"))
    tables.person, tables.shouted = frozenset(lists["person"]), frozenset(lists["shouted"])
    tables.doubtful = frozenset(name.translate(_TYPOGRAPHY) for name in lists["doubtful"])

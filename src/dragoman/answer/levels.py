"""Levels of missions, persons and posts, read from the words of a text by the table `data/answers/levels.yaml`."""

import functools
import importlib.resources
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from dragoman.errors import KnowledgeError
from dragoman.knowledge.offices import Office, Offices

__all__ = ["Levels", "Scale", "answer_data", "any_of"]


def answer_data(name: str) -> dict[str, Any]:
    """The mapping in the package's file `data/answers/NAME`.

    Raises:
        KnowledgeError: it is missing, no YAML, or no mapping.
    """
    file = importlib.resources.files("dragoman").joinpath("data", "answers", name)
    try:
        loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"cannot be read: {error}", where=f"data/answers/{name}") from error
    if not isinstance(loaded, dict):
        raise KnowledgeError("is no mapping", where=f"data/answers/{name}")
    return loaded


def any_of(words: list[str]) -> str:
    """A pattern for whole words, the longest first."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return r"(?<!\w)(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + r")(?!\w)"


@dataclass(frozen=True, slots=True)
class Scale:
    """Ranked levels, the highest first, and the pattern of the words that name them."""

    levels: tuple[str, ...]
    pattern: str
    by_word: dict[str, str]

    @staticmethod
    def of(rows: list[dict[str, Any]], where: str) -> "Scale":
        """The scale that rows of `level` and `words` describe.

        Raises:
            KnowledgeError: a row lacks a field, or one word names two levels.
        """
        by_word: dict[str, str] = {}
        for row in rows:
            if not row.get("level") or not row.get("words"):
                raise KnowledgeError(f"row {row!r} needs a level and words", where=where)
            for word in row["words"]:
                if by_word.setdefault(_folded(word), row["level"]) != row["level"]:
                    raise KnowledgeError(f"{word!r} names two levels", where=where)
        return Scale(tuple(row["level"] for row in rows), any_of(list(by_word)), by_word)

    def rank(self, level: str | None) -> int:
        """0 for the highest; unknown levels come last."""
        return self.levels.index(level) if level in self.levels else len(self.levels)

    def highest(self, levels: list[str]) -> str | None:
        """The highest of some levels."""
        return min(levels, key=self.rank, default=None)

    def lowest(self, levels: list[str]) -> str | None:
        """The lowest of some levels."""
        return max(levels, key=self.rank, default=None)

    def mentions(self, text: str) -> Iterator[tuple[int, str]]:
        """Where the text names which level, in the order of the text."""
        for found in re.finditer(self.pattern, text, re.IGNORECASE):
            yield found.start(), self.by_word[_folded(found[0])]

    def words(self, text: str) -> list[str]:
        """The words of the text that name a level, in its order."""
        return [found[0] for found in re.finditer(self.pattern, text, re.IGNORECASE)]


def _folded(word: str) -> str:
    return " ".join(word.lower().split())


@dataclass(frozen=True, slots=True)
class Levels:
    """All of `levels.yaml`, checked. `persons` reads the words for offices that the package knows."""

    missions: Scale
    persons: Scale
    posts: Scale
    consular: frozenset[str]
    limited: re.Pattern[str]
    host_accredits: re.Pattern[str]
    recognition_sought: re.Pattern[str]
    staff: re.Pattern[str]
    staff_level: str
    unranked: str
    _by_office_level: dict[str, str]
    _ministers_only_in: dict[str, frozenset[str]]
    _civil_servants: str

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Levels":
        """The package's table.

        Raises:
            KnowledgeError: it is incomplete or contradicts itself.
        """
        data = answer_data("levels.yaml")
        try:
            return _levels(data, Offices.load())
        except KeyError as error:
            raise KnowledgeError(f"has no {error.args[0]!r}", where=_WHERE) from error

    def of_office(self, office: str, office_level: str, party: str) -> str:
        """The level of one who holds an office for a party; the same words are a minister's in some states only."""
        states = self._ministers_only_in.get(office)
        return self._civil_servants if states and party not in states else self._by_office_level[office_level]

    def of_title(self, title: str, party: str) -> str:
        """The level of the office that a title of a text names."""
        states = self._ministers_only_in.get(_folded(title))
        return self._civil_servants if states and party not in states else self.persons.by_word[_folded(title)]


_WHERE = "data/answers/levels.yaml"
_WORD_LISTS = ("limited", "host_accredits", "recognition_sought")


def _levels(data: dict[str, Any], offices: Offices) -> Levels:
    grouped = {level: row["level"] for row in data["persons"] for level in row["offices"]}
    if missing := {office.level for office in offices.offices} - set(grouped):
        raise KnowledgeError(f"no level of persons has the offices of level {sorted(missing)}", where=_WHERE)
    persons = _persons(data, offices.offices, grouped)
    missions, posts = (Scale.of(data[key], _WHERE) for key in ("missions", "posts"))
    limited, accepts, sought = (re.compile(any_of(data[key]), re.IGNORECASE) for key in _WORD_LISTS)
    consular, unranked, civil = frozenset(data["consular"]), str(data["unranked"]), str(data["civil_servants"])
    if not {unranked, civil} <= set(persons.levels) or not consular <= set(missions.levels):
        raise KnowledgeError("`unranked`, `civil_servants`, `consular` must name levels of the lists", where=_WHERE)
    only = {office: frozenset(states) for office, states in data["ministers_only_in"].items()}
    staff, staff_level = re.compile(any_of(data["staff"]["words"]), re.IGNORECASE), str(data["staff"]["level"])
    words = (limited, accepts, sought, staff, staff_level)
    return Levels(missions, persons, posts, consular, *words, unranked, grouped, only, civil)


def _persons(data: dict[str, Any], offices: Iterable[Office], grouped: dict[str, str]) -> Scale:
    """The words for offices with their levels. Abbreviations are left out: "5 pm" is no prime minister."""
    by_word = {
        word.lower(): grouped[office.level]
        for office in offices
        for word in (office.phrase, office.plural or f"{office.phrase}s")
        if not word.isupper() and office.phrase not in data["no_rank"]
    }
    by_word |= {word: row["level"] for row in data["persons"] for word in row.get("words", ())}
    return Scale(tuple(row["level"] for row in data["persons"]), any_of(list(by_word)), by_word)

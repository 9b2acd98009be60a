"""Levels of missions, persons and posts, read from the words of a text by the table `data/answers/levels.yaml`."""

import functools
import importlib.resources
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from dragoman.errors import KnowledgeError

__all__ = ["Levels", "Scale", "answer_data"]


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


def _folded(word: str) -> str:
    return " ".join(word.lower().split())


@dataclass(frozen=True, slots=True)
class Levels:
    """All of `levels.yaml`, checked."""

    missions: Scale
    persons: Scale
    posts: Scale
    consular: frozenset[str]
    limited: re.Pattern[str]
    host_accredits: re.Pattern[str]
    recognition_sought: re.Pattern[str]
    unranked: str

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Levels":
        """The package's table.

        Raises:
            KnowledgeError: it is incomplete or contradicts itself.
        """
        where = "data/answers/levels.yaml"
        data = answer_data("levels.yaml")
        try:
            missions, persons, posts = (Scale.of(data[key], where) for key in ("missions", "persons", "posts"))
            limited, accepts, sought = (re.compile(any_of(data[key]), re.IGNORECASE) for key in _WORD_LISTS)
            consular, unranked = frozenset(data["consular"]), str(data["unranked"])
        except KeyError as error:
            raise KnowledgeError(f"has no {error.args[0]!r}", where=where) from error
        if unranked not in persons.levels or not consular <= set(missions.levels):
            raise KnowledgeError("`unranked` and `consular` must name levels of the lists above", where=where)
        return Levels(missions, persons, posts, consular, limited, accepts, sought, unranked)


_WORD_LISTS = ("limited", "host_accredits", "recognition_sought")

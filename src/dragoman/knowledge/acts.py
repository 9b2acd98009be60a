"""What English verbs and nouns do in event data, from `lexicon/en/plover_verbs.yaml`, checked against the codes."""

import functools
import importlib.resources
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import yaml

from dragoman.errors import KnowledgeError
from dragoman.knowledge.ontology import Ontology

__all__ = ["ActPattern", "Acts"]

_T = TypeVar("_T")

_FILE = "plover_verbs.yaml"
_SECTIONS = ("sets", "acts", "nouns", "operators", "turns", "lemmas", "future", "obligation", "negation")


@dataclass(frozen=True, slots=True)
class ActPattern:
    """A verb, its particle or complement where it needs one, and the objects of which it needs one, all as lemmas."""

    verb: str
    particle: str | None
    objects: frozenset[str]
    code: str

    @property
    def asks(self) -> int:
        """How much the pattern asks for; the one that asks for more is the more specific."""
        return 2 * bool(self.objects) + bool(self.particle)


@dataclass(frozen=True, slots=True)
class Acts:
    """The lexicon of acts: `verbs` by verb, `nouns` to code, `operators` by (verb, particle), `turns` by operator.

    `lemmas` mends lemmas that parsers get wrong.
    """

    verbs: Mapping[str, tuple[ActPattern, ...]]
    nouns: Mapping[str, str]
    operators: Mapping[str, tuple[tuple[str | None, str], ...]]
    turns: Mapping[str, Mapping[str, str]]
    lemmas: Mapping[str, str]
    future: frozenset[str]
    obligation: frozenset[str]
    negation: frozenset[str]

    @staticmethod
    def load() -> "Acts":
        """The lexicon shipped with the package, read once.

        Raises:
            KnowledgeError: the file is broken or names an unknown code, set or operator.
        """
        return _load()

    def turn(self, operator: str, code: str | None) -> str | None:
        """The code that `operator` makes of an act (None: an act that is not known), None where it makes nothing."""
        table = self.turns[operator]
        if code is None:
            return table.get("none")
        turned = table.get(code[:2], table["else"])
        return code if turned == "same" else turned


@functools.lru_cache(maxsize=1)
def _load() -> Acts:
    text = importlib.resources.files("dragoman").joinpath("data", "lexicon", "en", _FILE).read_text(encoding="utf-8")
    return parse(text, frozenset(Ontology.load().cameo_codes))


def parse(text: str, codes: frozenset[str]) -> Acts:
    """The lexicon that a YAML text holds, with every code one of `codes`.

    Raises:
        KnowledgeError: it is broken.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise KnowledgeError(f"not YAML: {error}", where=_FILE) from error
    if not isinstance(raw, dict) or set(raw) != set(_SECTIONS):
        raise KnowledgeError(f"needs the sections {', '.join(_SECTIONS)}", where=_FILE)
    sets = {name: frozenset(words.split()) for name, words in raw["sets"].items()}
    lines = [(code, line) for code, entry in raw["acts"].items() for line in _lines(entry)]
    patterns = [pattern for code, line in lines for pattern in _patterns(line, code, sets)]
    nouns = {noun: code for code, words in raw["nouns"].items() for noun in words.split()}
    operators = [(word, name) for name, words in raw["operators"].items() for word in words.split()]
    turns = {name: dict(table) for name, table in raw["turns"].items()}
    _check(patterns, nouns, turns, {name for _, name in operators}, codes)
    return Acts(
        verbs=_grouped((pattern.verb, pattern) for pattern in patterns),
        nouns=nouns,
        operators=_grouped((_parted(word)[0], (_parted(word)[1], name)) for word, name in operators),
        turns=turns,
        lemmas=raw["lemmas"],
        future=frozenset(raw["future"].split()),
        obligation=frozenset(raw["obligation"].split()),
        negation=frozenset(raw["negation"].split()),
    )


def _lines(entry: str | list[str]) -> list[str]:
    return [entry] if isinstance(entry, str) else entry


def _patterns(line: str, code: str, sets: Mapping[str, frozenset[str]]) -> Iterable[ActPattern]:
    """`verb verb_particle > noun $set` as one pattern for each verb."""
    verbs, _, objects = line.partition(">")
    nouns: set[str] = set()
    for word in objects.split():
        if word.startswith("$") and word[1:] not in sets:
            raise KnowledgeError(f"unknown set {word}", where=f"{_FILE}: {code}: {line}")
        nouns |= sets[word[1:]] if word.startswith("$") else {word}
    return [ActPattern(*_parted(word), frozenset(nouns), code) for word in verbs.split()]


def _parted(word: str) -> tuple[str, str | None]:
    verb, _, particle = word.partition("_")
    return verb, particle or None


def _grouped(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    grouped: dict[str, tuple[_T, ...]] = {}
    for key, value in pairs:
        grouped[key] = (*grouped.get(key, ()), value)
    return grouped


def _check(
    patterns: Iterable[ActPattern],
    nouns: Mapping[str, str],
    turns: Mapping[str, Mapping[str, str]],
    operators: set[str],
    codes: frozenset[str],
) -> None:
    used = {pattern.code for pattern in patterns} | set(nouns.values())
    used |= {code for table in turns.values() for code in table.values()} - {"same"}
    if unknown := used - codes:
        raise KnowledgeError(f"unknown CAMEO codes {', '.join(sorted(unknown))}", where=_FILE)
    if operators != set(turns):
        raise KnowledgeError(f"operators and turns differ: {', '.join(operators ^ set(turns))}", where=_FILE)
    for name, table in turns.items():
        if "else" not in table or (set(table) - {"else", "none"}) - codes:
            raise KnowledgeError(f"{name} has no `else` or an unknown root", where=f"{_FILE}: turns")

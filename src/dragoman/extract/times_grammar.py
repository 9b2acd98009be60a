"""Which words of a text make a time expression: the vocabulary and grammar of `data/times`, run over a whole document.

Words of time become one character each (their class), so that a rule is a regular expression over classes and the
search runs at the speed of `re`. What an expression means is the business of `times_resolve`.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

import yaml

from dragoman.errors import KnowledgeError

__all__ = ["Found", "Grammar", "Word", "load_data", "load_grammar"]

_DATA = "data/times"
_FIRST_CLASS_CHARACTER = 0xE000  # private use: no text character can be mistaken for a class
_BREAK = "\n"  # stands where words of time are not adjacent
_SIGNS = "-,'./"

_ZONE = r"(?:\s\(?(?:GMT|UTC|EDT|EST|CET|BST|PDT|PST|IST|local time)\b\)?)?"
_PART_OF_DAY = r"in\sthe\s(?:morning|afternoon|evening)\b"
_SHAPES = (
    # class, what a word in digits looks like; the first that matches names it
    ("ISO", r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?"),
    ("SLASHED", r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.\d{4}"),
    (
        "CLOCK",
        rf"\d{{1,2}}(?:[:.]\d{{2}})?\s?(?:[ap]\.\s?m\.?|[AaPp][Mm]\b){_ZONE}"
        rf"|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?(?:hrs|hours)\b)?{_ZONE}"
        r"|\d{4}\s(?:GMT|UTC)\b"
        rf"|\d{{1,2}}\so['’]clock(?:\s{_PART_OF_DAY})?|\d{{1,2}}\s{_PART_OF_DAY}",
    ),
    ("DECADE4", r"\d{3}0['’]?s"),
    ("DECADE2", r"['’‘`]\d0['’]?s"),
    ("YEAR2", r"['’‘`]\d\d(?!['’]?s)"),
    ("NTH", r"\d{1,2}(?:st|nd|rd|th)"),
    ("DECIMAL", r"\d+ 1/2|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+"),
    ("DIGITS", r"\d+"),
)
_DIGIT_CLASSES = ("DIGIT12", "DIGIT31", "YEAR4", *(name for name, _ in _SHAPES))
_HELPING_DIGITS = {"DIGIT12", "DIGIT31", "DIGITS", "DECIMAL", "NTH"}
_NUMBER = "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES)
_WORD = re.compile(rf"[A-Za-z]+|(?<![\w$€£#])(?<!\d[.,])(?:{_NUMBER})(?!\w)")
_GAP = re.compile(r"(?P<plain>[ \t\xa0]+\n?[ \t\xa0]*|\n)|(?P<dash>[-‐‑–—]| [-–] )|(?P<comma>,\s?)|(?P<dot>\.\s?)"
                  r"|(?P<possessive>['’]s?\s)|(?P<slash>/)")  # fmt: skip
_GAP_SIGN = {"plain": "", "dash": "-", "comma": ",", "dot": ".", "possessive": "'", "slash": "/"}
_CUT = re.compile(r"\n\s*\n|[.!?]\s+(?=[A-Z])")
_PIECE = 200_000  # characters
_CLASS_NAME = re.compile(r"(?<!\(\?)[A-Z][A-Z0-9]*")


class Entry(NamedTuple):
    """What the vocabulary says of a word: its class and its meaning."""

    kind: str
    value: str | int


class Word(NamedTuple):
    """One word of time in a text: its span, its class and what the vocabulary says it means."""

    start: int
    end: int
    kind: str
    value: str | int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression found at `text[start:end]`: its rule, the reader that names, the words of each named group."""

    rule: str
    read: str
    start: int
    end: int
    groups: Mapping[str, tuple[Word, ...]]

    def word(self, group: str) -> Word | None:
        """The first word of a group, None where the group did not take part."""
        words = self.groups.get(group)
        return words[0] if words else None

    def has(self, group: str) -> bool:
        """Whether the group took part in the match."""
        return bool(self.groups.get(group))


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    read: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules, ready to run."""

    words: Mapping[str, Entry]
    characters: Mapping[str, str]
    helpers: frozenset[str]
    rules: Sequence[_Rule]
    anywhere: re.Pattern[str]

    def find(self, text: str) -> Iterator[Found]:
        """Every expression of `text`, in order, none overlapping another."""
        for start, end in _pieces(text):
            yield from self._find(text, start, end)

    def _find(self, text: str, start: int, end: int) -> Iterator[Found]:
        code, words = self._encode(text, start, end)
        position = 0
        while opening := self.anywhere.search(code, position):
            at = opening.start()
            matches = [(rule, m) for rule in self.rules if (m := rule.pattern.match(code, at))]
            rule, match = max(matches, key=lambda pair: pair[1].end())  # max keeps the first among equals
            position = match.end()
            yield _found(rule, match, words)

    def _encode(self, text: str, start: int, end: int) -> tuple[str, dict[int, Word]]:
        """The text as one character a word of time, and the word at each position; mere helpers are left out."""
        code: list[str] = []
        at: dict[int, Word] = {}
        run: list[str] = []
        words: list[tuple[int, Word]] = []
        telling = False
        last = start
        known = self.words
        for match in _WORD.finditer(text, start, end):
            if match.lastgroup is None:
                entry = known.get(match[0])
                if entry is None:
                    continue
                word = Word(match.start(), match.end(), entry.kind, entry.value, match[0])
            else:
                kind, value = _number(match.lastgroup, match[0])
                word = Word(match.start(), match.end(), kind, value, match[0])
            sign = _gap(text, last, word.start)
            if sign == _BREAK:
                if telling:
                    at.update((len(code) + place, word_there) for place, word_there in words)
                    code += run
                    code.append(_BREAK)
                run, words, telling = [], [], False
            elif sign:
                run.append(sign)
            words.append((len(run), word))
            run.append(self.characters[word.kind])
            telling = telling or word.kind not in self.helpers
            last = word.end
        if telling:
            at.update((len(code) + place, word_there) for place, word_there in words)
            code += run
        return "".join(code), at


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The text in pieces that end with a paragraph or sentence, so that memory does not grow with its length."""
    start = 0
    while start < len(text):
        cut = _CUT.search(text, start + _PIECE)
        end = cut.end() if cut else len(text)
        yield start, end
        start = end


def _found(rule: _Rule, match: re.Match[str], words: Mapping[int, Word]) -> Found:
    groups = {
        name: tuple(words[i] for i in range(*match.span(name)) if i in words)
        for name in match.re.groupindex
        if match.start(name) >= 0
    }
    inside = [words[i] for i in range(match.start(), match.end()) if i in words]
    return Found(rule.name, rule.read, inside[0].start, inside[-1].end, groups)


def _gap(text: str, start: int, end: int) -> str:
    """The sign of what stands between two words: nothing for plain space, a break for anything that parts them."""
    if end - start > 4:
        return _BREAK
    matched = _GAP.fullmatch(text, start, end)
    return _GAP_SIGN[matched.lastgroup] if matched and matched.lastgroup else _BREAK


def _number(shape: str, text: str) -> tuple[str, str | int]:
    if shape != "DIGITS":
        return shape, text
    if len(text) > 9:
        return "DIGITS", 0
    number = int(text)
    if 1 <= number <= 12 and len(text) <= 2:
        return "DIGIT12", number
    if 13 <= number <= 31:
        return "DIGIT31", number
    return ("YEAR4" if 1000 <= number <= 2100 and len(text) == 4 else "DIGITS"), number


@functools.lru_cache(maxsize=8)
def load_data(name: str) -> Mapping[str, object]:
    """The mapping in the data file `name` of `data/times`.

    Raises:
        KnowledgeError: the file is missing, no YAML, or no mapping.
    """
    where = f"{_DATA}/{name}"
    try:
        content = yaml.safe_load(resources.files("dragoman").joinpath(_DATA, name).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"cannot be read: {error}", where=where) from error
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise KnowledgeError("is not a mapping with words for keys", where=where, hint='quote a key such as "on"')
    return content


@functools.lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """The grammar of `data/times`, checked and compiled once.

    Raises:
        KnowledgeError: a word stands in two classes, or a rule names an unknown class or is no regular expression.
    """
    vocabulary = load_data("vocabulary.yaml")
    words = _words(vocabulary)
    classes = itertools.chain(_DIGIT_CLASSES, vocabulary)
    characters = {name: chr(_FIRST_CLASS_CHARACTER + i) for i, name in enumerate(dict.fromkeys(classes))}
    grammar = load_data("grammar.yaml")
    macros, entries = grammar.get("macros"), grammar.get("rules")
    if not isinstance(macros, dict) or not isinstance(entries, list):
        raise KnowledgeError("needs `macros` and `rules`", where=f"{_DATA}/grammar.yaml")
    meanings = dict(characters)
    for name, pattern in macros.items():
        meanings[name] = _expand(str(pattern), meanings, f"macro {name}")
    rules = [compile_rule(entry, meanings) for entry in entries]
    anywhere = re.compile("|".join(f"(?:{re.sub(r'[?]P<[a-z0-9]+>', '?:', rule.pattern.pattern)})" for rule in rules))
    helpers = {name for name, entry in vocabulary.items() if isinstance(entry, dict) and entry.get("helper")}
    return Grammar(words, characters, frozenset(helpers | _HELPING_DIGITS), rules, anywhere)


def _words(vocabulary: Mapping[str, object]) -> dict[str, Entry]:
    words: dict[str, Entry] = {}
    for kind, entry in vocabulary.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("values"), dict):
            raise KnowledgeError(f"{kind} has no `values`", where=f"{_DATA}/vocabulary.yaml")
        for word, value in entry["values"].items():
            if not isinstance(word, str) or word.upper() in words or not isinstance(value, str | int):
                raise KnowledgeError(f"{word!r} stands in {kind} and cannot", where=f"{_DATA}/vocabulary.yaml")
            # each spelling is a key of its own, so that reading a text needs no change of case
            spellings = {word.capitalize(), word.upper()} | (set() if entry.get("capital") else {word})
            words.update((spelling, Entry(kind, value)) for spelling in spellings)
    return words


def compile_rule(entry: object, meanings: Mapping[str, str]) -> _Rule:
    """The rule of one entry of the grammar; `meanings` gives each class and macro its pattern.

    Raises:
        KnowledgeError: the entry is no rule, names an unknown class, or is no regular expression.
    """
    if not isinstance(entry, dict) or not {"name", "read", "pattern"} <= entry.keys():
        raise KnowledgeError(f"{entry!r} is not a rule", where=f"{_DATA}/grammar.yaml")
    where = f"rule {entry['name']}"
    try:
        pattern = re.compile(_expand(str(entry["pattern"]), meanings, where))
    except re.error as error:
        raise KnowledgeError(f"is no regular expression: {error}", where=f"{_DATA}/grammar.yaml, {where}") from error
    return _Rule(str(entry["name"]), str(entry["read"]), pattern)


def _expand(pattern: str, meanings: Mapping[str, str], where: str) -> str:
    def meaning(match: re.Match[str]) -> str:
        if match[0] not in meanings:
            raise KnowledgeError(f"knows no class {match[0]}", where=f"{_DATA}/grammar.yaml, {where}")
        return meanings[match[0]]

    return _CLASS_NAME.sub(meaning, pattern).replace(" ", "")

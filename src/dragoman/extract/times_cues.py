"""What the words around a time expression say: whether it is a time at all, what opens its span, which tense it has."""

import bisect
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dragoman.errors import KnowledgeError
from dragoman.extract.times_grammar import Found, load_data

__all__ = ["CueWords", "TenseCues", "is_time", "load_cues"]

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)%][.!?])[\"'”’)]*\s+(?=[A-Z\"“‘(`])|\n\s*\n|;")
_NAMEABLE = frozenset({"named_day", "vague_reference", "relative_unit", "this_part"})  # readers of words that names use
_FAR = 200  # characters: a cue further off rules another clause
_ADJACENT = 14  # "closed in November", "was held early on Friday"
_POSSESSIVE = re.compile(r"\w+['’]s\b")  # "Wednesday's ruling" stands outside the clause before it
_BEFORE = re.compile(r"([$€£]|['’]s|[A-Za-z]+|[-–—,.(]|\d)[ \t\xa0]*\n?[ \t]*\Z")
_AFTER = re.compile(r"\s*([-–—]?[A-Za-z]+|[%.,;:)])")


@dataclass(frozen=True, slots=True)
class CueWords:
    modifiers: Mapping[str, str]
    modifier_before: re.Pattern[str]
    ambiguous_months: frozenset[str]
    month_openers: frozenset[str]
    named_weekdays: frozenset[str]
    year_openers: frozenset[str]
    short_year_openers: frozenset[str]
    count_openers: frozenset[str]
    counted: frozenset[str]
    units_openers: frozenset[str]
    the_units_openers: frozenset[str]
    day_enders: frozenset[str]
    reference_openers_barred: frozenset[str]
    reference_followers_barred: frozenset[str]
    names_after: frozenset[str]
    ambiguous_seasons: frozenset[str]
    unit_extensions: frozenset[str]
    tense: re.Pattern[str]


@functools.lru_cache(maxsize=1)
def load_cues() -> CueWords:
    """The words around an expression, from `data/times/cues.yaml`.

    Raises:
        KnowledgeError: an entry is missing or no list of words.
    """
    data = load_data("cues.yaml")

    def words(key: str) -> list[str]:
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise KnowledgeError(
                f"`{key}` is no list of words", where="data/times/cues.yaml", hint='quote "on" and "no"'
            )
        return value

    modifiers = data.get("modifiers")
    if not isinstance(modifiers, dict):
        raise KnowledgeError("`modifiers` is missing", where="data/times/cues.yaml")
    before = "|".join(re.escape(word) for word in sorted(modifiers, key=len, reverse=True))
    future, past, not_past = (_any_of(words(key)) for key in ("future", "past", "not_past"))
    return CueWords(
        modifiers={str(word): str(reading) for word, reading in modifiers.items()},
        modifier_before=re.compile(rf"\b({before})\s+$", re.IGNORECASE),
        ambiguous_months=frozenset(words("ambiguous_months")),
        month_openers=frozenset(words("month_openers")),
        named_weekdays=frozenset(words("named_weekdays")),
        year_openers=frozenset(words("year_openers")),
        short_year_openers=frozenset(words("short_year_openers")),
        count_openers=frozenset(words("count_openers")),
        counted=frozenset(words("counted")),
        units_openers=frozenset(words("units_openers")),
        the_units_openers=frozenset(words("the_units_openers")),
        day_enders=frozenset(words("day_enders")),
        reference_followers_barred=frozenset(words("reference_followers_barred")),
        reference_openers_barred=frozenset(words("reference_openers_barred")),
        names_after=frozenset(words("names_after")),
        ambiguous_seasons=frozenset(words("ambiguous_seasons")),
        unit_extensions=frozenset(words("unit_extensions")),
        tense=re.compile(
            rf"(?<![\w-])(?:(?P<future>(?:{future})(?: not| also| still| then| now| \w+ly)?(?: to)?(?: be| have)?"
            rf"(?: (?:[a-z]+ed|{past})\b)?)"
            rf"|(?P<past>{past}|(?!(?:{not_past})\b)[a-z]{{2,}}ed))(?![\w-])"
        ),
    )


def _any_of(phrases: list[str]) -> str:
    """A pattern for any of the phrases, the longest first, with an adverb allowed between two words of one."""
    adverb = r" (?:(?:also|now|not|still|\w+ly) )?"
    return "|".join(adverb.join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Place:
    """An expression and the words beside it, in lower case before it."""

    text: str
    found: Found
    before: str
    after: str
    cues: CueWords

    @property
    def first_word(self) -> str:
        """The first word of the groups of the rule, in lower case."""
        return next(word.text.lower() for group in self.found.groups.values() for word in group)


def is_time(text: str, found: Found, cues: CueWords) -> bool:
    """Whether the words beside an expression leave it a time: no "May" of a name, no "2022 people"."""
    before, after = _neighbours(text, found)
    if found.rule == "year" and _is_name(text, found.start, before, cues):
        return False
    if found.read in _NAMEABLE and _is_name(text, found.start, before, cues) and _is_in_body(text, found.start):
        return text[found.start].islower()
    if found.read == "day" and after.lower() in cues.names_after:
        return False
    check = _CHECKS.get(found.rule)
    return check is None or check(_Place(text, found, before, after, cues))


def _month_stands(place: _Place) -> bool:
    if place.found.has("edge"):
        return True
    return place.first_word not in place.cues.ambiguous_months or place.before in place.cues.month_openers


def _season_stands(place: _Place) -> bool:
    return not (place.after == "of" and place.first_word in place.cues.ambiguous_seasons)


def _year_stands(place: _Place) -> bool:
    """ "for the year", but not "for the year to March"."""
    is_year = place.found.groups["unit"][0].value == "Y"
    return is_year and place.before == "for" and place.after not in place.cues.unit_extensions


def _duration_stands(place: _Place) -> bool:
    """No fraction ("a quarter of the seats"), no title ("60 Minutes")."""
    unit = place.found.groups["unit"][0]
    if unit.kind == "QUARTER":
        return place.after != "of"
    return unit.text[0].islower() or not place.found.has("n") or not _is_in_body(place.text, unit.start)


def _reference_stands(place: _Place) -> bool:
    """No "as soon as", no "soon-to-open", no "Now, the court must decide"."""
    if place.before in place.cues.reference_openers_barred or place.after.startswith("-"):
        return False
    opens = place.text[place.found.start].isupper() and place.found.groups["ref"][0].value == "PRESENT_REF"
    return not (opens and place.after in place.cues.reference_followers_barred)


def _relative_unit_stands(place: _Place) -> bool:
    """No title ("This Week")."""
    unit = place.found.groups["unit"][0]
    return unit.text[0].islower() or unit.text.isupper() or not _is_in_body(place.text, unit.start)


_CHECKS: Mapping[str, Callable[[_Place], bool]] = {
    "month": _month_stands,
    "weekday": lambda place: place.before not in place.cues.named_weekdays,
    "year": lambda place: _is_year(place.before, place.after, place.cues),
    "short year": lambda place: place.before in place.cues.short_year_openers,
    "the season": _season_stands,
    "for the year": _year_stands,
    "duration": _duration_stands,
    "units": lambda place: place.before in place.cues.units_openers,
    "relative unit": _relative_unit_stands,
    "the day before": lambda place: not place.after[:1].isalnum(),  # "the day before the vote" hangs on the vote
    "future": lambda place: place.first_word == "the" or not place.after[:1].isalpha(),
    "over the years": lambda place: place.before in place.cues.the_units_openers,
    "the trading day": lambda place: place.before in place.cues.day_enders,
    "reference to now": _reference_stands,
    "in the evening": lambda place: place.before == "in" and place.after not in ("of", "hours"),
    "joined future": lambda place: not place.after[:1].isalpha(),  # "the short-term debt" is no time
}


def _is_year(before: str, after: str, cues: CueWords) -> bool:
    if before in cues.count_openers or after.lstrip("-") in cues.counted or after == "%":
        return False
    if before in cues.year_openers or before[:1] in ("(", ",", "-", "–", ""):
        return True
    return not (after[:1].islower() and after.endswith("s") and after not in ("is", "was", "has"))


def _is_name(text: str, start: int, before: str, cues: CueWords) -> bool:
    """Whether it belongs to the capitalised word before ("Vision 2030", "Russia Today") that opens no sentence."""
    matched = _BEFORE.search(text, max(0, start - 24), start)
    return matched is not None and matched[1][0].isupper() and before not in cues.year_openers


def _is_in_body(text: str, start: int) -> bool:
    """Whether it stands below the title, where capitals would say nothing."""
    return text.find("\n", 0, start) >= 0


def _neighbours(text: str, found: Found) -> tuple[str, str]:
    before = _BEFORE.search(text, max(0, found.start - 24), found.start)
    after = _AFTER.match(text, found.end, min(len(text), found.end + 24))
    return (before[1].lower() if before else "", after[1] if after else "")


class TenseCues:
    """Tense by the nearest cue of the sentence: first the words before an expression, then those after it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = load_cues().tense

    @functools.cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self._text)]

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around a character."""
        at = bisect.bisect_right(self._ends, offset)
        start = self._ends[at - 1] if at else 0
        return start, self._ends[at] if at < len(self._ends) else len(self._text)

    def first_cue(self, start: int, end: int) -> int | None:
        """Where the first cue of past or future stands, None where there is none."""
        match = self._words.search(self._text, start, end)
        return match.start() if match else None

    def tense(self, offset: int) -> str | None:
        """ "past", "future", or None where no word of the sentence says it."""
        start, end = self.sentence(offset)
        before = self._last_cue(start, offset)
        if before and (offset - before.end() <= _ADJACENT or not _POSSESSIVE.match(self._text, offset)):
            return before.lastgroup
        after = self._words.search(self._text, offset, min(end, offset + _FAR))
        return after.lastgroup if after else None

    def is_certain(self, offset: int) -> bool:
        """Whether the cue stands right before the expression, so that it can belong to no other verb."""
        before = self._last_cue(self.sentence(offset)[0], offset)
        return before is not None and offset - before.end() <= _ADJACENT

    def _last_cue(self, start: int, offset: int) -> re.Match[str] | None:
        last = None
        for match in self._words.finditer(self._text, max(start, offset - _FAR), offset):
            last = match
        return last

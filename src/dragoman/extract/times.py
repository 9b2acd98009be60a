"""Time expressions of a document: where they stand, their TIMEX3 value, and the span of the world they mean.

Stages: 1 find the expressions (times_grammar), 2 drop those whose neighbours say that they are no time, 3 read each
from left to right (times_resolve), 4 let the words before it open or close its span ("since", "until", "between").
"""

import bisect
import datetime
import functools
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dragoman.errors import KnowledgeError
from dragoman.extract.times_grammar import Found, load_data, load_grammar
from dragoman.extract.times_resolve import READERS, Context, Reading, span_of_value
from dragoman.model.timespan import TimeSpan

__all__ = ["Tense", "Timex", "annotate", "find_times"]

Tense = Callable[[int], str | None]

_SENTENCE_END = re.compile(r"(?<=[a-z0-9)%][.!?])[\"'”’)]*\s+(?=[A-Z\"“‘(`])|\n\s*\n|;")
_BEFORE = re.compile(r"([$€£]|['’]s|[A-Za-z]+|[-–—,.(]|\d)\s*$")
_AFTER = re.compile(r"\s*([-–—]?[A-Za-z]+|[%.,;:)])")


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression at `text[start:end]`.

    `type` is DATE, TIME, DURATION or SET, `value` as TIMEX3 writes it. `span` is what it means in the world, None
    where that is not known (durations, sets, vague references, relative days without a day of publication).
    `modifier` is the word before it that opened or closed the span; `relative` says that it was counted from a day.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    span: TimeSpan | None
    relative: bool = False
    modifier: str | None = None


def find_times(text: str, anchor: datetime.date | None, tense: Tense | None = None) -> list[Timex]:
    """The time expressions of `text`, in order, none overlapping another.

    `anchor` is the day of publication; without it relative expressions have no span. `tense` tells "past" or
    "future" at a character offset; without it, words of the same sentence decide.
    """
    tense_at = tense or _Cues(text).tense
    cues = _load_cues()
    timexes: list[Timex] = []
    reference: str | None = None
    for found in load_grammar().find(text):
        if not _is_time(text, found, cues):
            continue
        context = Context(anchor, functools.partial(tense_at, found.start), reference)
        reading = READERS[found.read](found, context)
        if reading is None:
            continue
        timexes.append(_timex(text, found, reading, cues))
        if _is_reference(found, reading):
            reference = reading.value
    return _joined(text, timexes)


def annotate(text: str, dct: datetime.date | None) -> list[Timex]:
    """The time expressions of a text with the day it was written (None: unknown)."""
    return find_times(text, dct)


def _is_reference(found: Found, reading: Reading) -> bool:
    """Whether what follows may be counted from it: a place in the calendar, not one that was itself a comparison."""
    if found.read in ("ago", "year_earlier", "clock") or (found.read == "shifted" and len(reading.value) < 10):
        return False
    return reading.type in ("DATE", "TIME") and span_of_value(reading.value) is not None


def _timex(text: str, found: Found, reading: Reading, cues: "_CueWords") -> Timex:
    span = TimeSpan.parse(reading.span) if reading.span else None
    modifier = _modifier(text, found.start, cues)
    if span is not None and modifier is not None:
        span = _opened(span, cues.modifiers[modifier])
    return Timex(
        found.start, found.end, text[found.start : found.end], reading.type, reading.value, span,
        reading.relative, modifier,
    )  # fmt: skip


def _opened(span: TimeSpan, reading: str) -> TimeSpan:
    """The span that "since", "until", "about" ... make of one."""
    first, _, last = span.edtf.partition("/")
    if reading == "start":
        return TimeSpan.parse(f"{first}/..") if first != ".." else span
    if reading == "end":
        return TimeSpan.parse(f"../{last or first}") if (last or first) != ".." else span
    if reading == "about" and not last and not first.endswith("~"):
        return TimeSpan.parse(f"{first}~")
    return span


def _modifier(text: str, start: int, cues: "_CueWords") -> str | None:
    matched = cues.modifier_before.search(text, max(0, start - 24), start)
    return matched[1].lower() if matched else None


def _joined(text: str, timexes: list[Timex]) -> list[Timex]:
    """ "between A and B", "from A to B": both expressions take the whole span."""
    joined = list(timexes)
    for i, (left, right) in enumerate(itertools.pairwise(timexes)):
        between = text[left.end : right.start].strip().lower()
        opener = (left.modifier == "between" and between == "and") or (
            left.modifier == "from" and between in ("to", "until", "through", "till")
        )
        if not opener or left.span is None or right.span is None:
            continue
        first, last = left.span.edtf.split("/")[0], right.span.edtf.split("/")[-1]
        if left.span.earliest and right.span.latest and left.span.earliest <= right.span.latest:
            whole = TimeSpan.parse(f"{first}/{last}")
            joined[i] = replace(left, span=whole)
            joined[i + 1] = replace(right, span=whole, modifier=left.modifier)
    return joined


# -- neighbours ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _CueWords:
    modifiers: Mapping[str, str]
    modifier_before: re.Pattern[str]
    ambiguous_months: frozenset[str]
    month_openers: frozenset[str]
    named_weekdays: frozenset[str]
    year_openers: frozenset[str]
    count_openers: frozenset[str]
    counted: frozenset[str]
    units_openers: frozenset[str]
    reference_openers_barred: frozenset[str]
    names_after: frozenset[str]
    tense: re.Pattern[str]


@functools.lru_cache(maxsize=1)
def _load_cues() -> _CueWords:
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
    future, past, not_past = (
        "|".join(re.escape(word) for word in sorted(words(key), key=len, reverse=True))
        for key in ("future", "past", "not_past")
    )
    return _CueWords(
        modifiers={str(word): str(reading) for word, reading in modifiers.items()},
        modifier_before=re.compile(rf"\b({before})\s+$", re.IGNORECASE),
        ambiguous_months=frozenset(words("ambiguous_months")),
        month_openers=frozenset(words("month_openers")),
        named_weekdays=frozenset(words("named_weekdays")),
        year_openers=frozenset(words("year_openers")),
        count_openers=frozenset(words("count_openers")),
        counted=frozenset(words("counted")),
        units_openers=frozenset(words("units_openers")),
        reference_openers_barred=frozenset(words("reference_openers_barred")),
        names_after=frozenset(words("names_after")),
        tense=re.compile(
            rf"(?<![\w-])(?:(?P<future>(?:{future})(?: not| also| \w+ly)?(?: to)?(?: be| have)?(?: [a-z]+ed)?)"
            rf"|(?P<past>{past}|(?!(?:{not_past})\b)[a-z]{{2,}}ed))(?![\w-])"
        ),
    )


def _is_time(text: str, found: Found, cues: _CueWords) -> bool:
    """Whether the words beside an expression leave it a time: no "May" of a name, no "2022 people"."""
    before, after = _neighbours(text, found)
    if found.rule == "year" and _is_name(text, found.start, before, cues):
        return False
    words = [word for group in found.groups.values() for word in group]
    if found.rule == "month" and not found.has("edge"):
        month = words[0].text.lower()
        return month not in cues.ambiguous_months or before in cues.month_openers
    if found.rule == "weekday":
        return before not in cues.named_weekdays
    if found.read == "day" and after.lower() in cues.names_after:
        return False
    if found.rule == "year":
        return _is_year(before, after, cues)
    if found.rule == "units":
        return before in cues.units_openers
    if found.rule == "reference to now":
        return before not in cues.reference_openers_barred
    return True


def _is_year(before: str, after: str, cues: _CueWords) -> bool:
    if before in cues.count_openers or after.lstrip("-") in cues.counted or after == "%":
        return False
    if before in cues.year_openers or before[:1] in ("(", ",", "-", "–", ""):
        return True
    return not (after[:1].islower() and after.endswith("s") and after not in ("is", "was", "has"))


def _is_name(text: str, start: int, before: str, cues: _CueWords) -> bool:
    """Whether a number belongs to the capitalised word before it ("Vision 2030"), unless that opens a sentence."""
    matched = _BEFORE.search(text, max(0, start - 24), start)
    return matched is not None and matched[1][0].isupper() and before not in cues.year_openers


def _neighbours(text: str, found: Found) -> tuple[str, str]:
    before = _BEFORE.search(text, max(0, found.start - 24), found.start)
    after = _AFTER.match(text, found.end, min(len(text), found.end + 24))
    return (before[1].lower() if before else "", after[1] if after else "")


class _Cues:
    """Tense by the nearest cue of the sentence: first the words before an expression, then those after it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = _load_cues().tense

    @functools.cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self._text)]

    def tense(self, offset: int) -> str | None:
        """ "past", "future", or None where no word of the sentence says it."""
        at = bisect.bisect_right(self._ends, offset)
        start = self._ends[at - 1] if at else 0
        end = self._ends[at] if at < len(self._ends) else len(self._text)
        before = None
        for match in self._words.finditer(self._text, max(start, offset - 400), offset):
            before = match.lastgroup
        if before:
            return before
        after = self._words.search(self._text, offset, min(end, offset + 400))
        return after.lastgroup if after else None

"""Time expressions of a document: where they stand, their TIMEX3 value, and the span of the world they mean.

Stages: 1 find the expressions (times_grammar), 2 drop those whose neighbours say that they are no time, 3 read each
from left to right (times_resolve), 4 let the words before it open or close its span ("since", "until", "between").
"""

import datetime
import functools
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dragoman.extract.times_calendar import QUARTER, span_of_value
from dragoman.extract.times_cues import CueWords, TenseCues, is_time, load_cues
from dragoman.extract.times_grammar import Found, load_grammar
from dragoman.extract.times_reading import Context, Reading
from dragoman.extract.times_resolve import READERS
from dragoman.model.timespan import TimeSpan

__all__ = ["Tense", "Timex", "annotate", "expressions", "find_times"]

Tense = Callable[[int], str | None]

_COMPARED = 1000  # characters: how far "a year earlier" may stand from the quarter that it is compared with
_COMPARISONS = ("ago", "year_earlier", "shifted", "year_period")  # readers of times that no quarter is counted from
_OTHER_STRETCHES = ("P6M", "P9M")  # "the nine months": what is compared next is no quarter
_YEARS = range(1000, 3000)  # a day of publication outside them is a mistake of the source, so it is not known


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


@dataclass(slots=True)
class _Quarter:
    """The quarter whose figures a report of earnings speaks of: the last named that has ended, for some sentences."""

    value: str | None = None
    end: int = 0

    def at(self, offset: int) -> str | None:
        """The quarter that a comparison at a character means, None where none is near."""
        return self.value if offset - self.end <= _COMPARED else None

    def hear(self, found: Found, reading: Reading, anchor: datetime.date | None, tense: str | None) -> None:
        """Take note of an expression that was read: a quarter, or another stretch that figures are told of."""
        if reading.value in _OTHER_STRETCHES:
            self.value = None
        named = QUARTER.fullmatch(reading.value)
        if named and found.read not in _COMPARISONS and (tense == "past" or _has_ended(reading, anchor)):
            self.value, self.end = reading.value, found.end


def find_times(text: str, anchor: datetime.date | None, tense: Tense | None = None) -> list[Timex]:
    """The time expressions of `text`, in order, none overlapping another.

    `anchor` is the day of publication; without it relative expressions have no span. `tense` tells "past" or
    "future" at a character offset; without it, words of the same sentence decide.
    """
    if anchor is not None and anchor.year not in _YEARS:
        anchor = None
    cues, by_words = load_cues(), TenseCues(text)
    tense_at: Tense = tense or by_words.tense
    timexes: list[Timex] = []
    reference: str | None = None
    quarter = _Quarter()
    for found in expressions(text):
        modifier, compared = _modifier(text, found.start, cues), quarter.at(found.start)
        if modifier and cues.modifiers[modifier] == "start":
            context = Context(anchor, _past, _certain, reference, compared)
        else:
            certain = functools.partial(by_words.is_certain, found.start) if tense is None else _certain
            context = Context(anchor, functools.partial(tense_at, found.start), certain, reference, compared)
        reading = READERS[found.read](found, context)
        if reading is None:
            continue
        timexes.append(_timex(text, found, reading, modifier))
        if _is_reference(found, reading, anchor):
            reference = reading.value
        quarter.hear(found, reading, anchor, context.tense())
    return _joined(text, timexes)


def expressions(text: str) -> Iterator[Found]:
    """The expressions of `text` that their neighbours leave a time, unread."""
    cues = load_cues()
    return (found for found in load_grammar().find(text) if is_time(text, found, cues))


def annotate(text: str, dct: datetime.date | None) -> list[Timex]:
    """The time expressions of a text with the day it was written (None: unknown)."""
    return find_times(text, dct)


def _is_reference(found: Found, reading: Reading, anchor: datetime.date | None) -> bool:
    """Whether what follows may be counted from it: a place in the calendar, not one that was itself a comparison."""
    if found.read == "clock" or (found.read in _COMPARISONS and len(reading.value) < 10):
        return False
    return reading.type in ("DATE", "TIME") and span_of_value(reading.value) is not None


def _has_ended(reading: Reading, anchor: datetime.date | None) -> bool:
    latest = TimeSpan.parse(reading.span).latest if reading.span else None
    return anchor is None or latest is None or latest <= anchor


def _past() -> str:
    """The tense after "since"."""
    return "past"


def _certain() -> bool:
    """A tense that the caller knows, or that the preposition gives."""
    return True


def _timex(text: str, found: Found, reading: Reading, modifier: str | None) -> Timex:
    span = TimeSpan.parse(reading.span) if reading.span else None
    if span is not None and modifier is not None:
        span = _opened(span, load_cues().modifiers[modifier])
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


def _modifier(text: str, start: int, cues: CueWords) -> str | None:
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

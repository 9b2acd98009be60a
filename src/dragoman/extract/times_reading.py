"""Reading: what a time expression means, and the small questions that every reader asks of its words."""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from dragoman.extract.times_calendar import (
    is_day,
    month_name,
    moved,
    span_of_value,
    unit_of,
)
from dragoman.extract.times_grammar import Found, Word

__all__ = [
    "UNKNOWN_NUMBER",
    "Context",
    "Reading",
    "approximate",
    "clock_suffix",
    "counted_unit",
    "dated",
    "day_number",
    "decade_value",
    "duration_value",
    "edge_of",
    "is_clock",
    "is_whole",
    "number_of",
    "ordinal_of",
    "part_of_month",
    "part_of_year",
    "part_suffix",
    "year_of",
]

_EDGES = frozenset({"START", "MID", "END", "BEFORE", "AFTER"})
UNKNOWN_NUMBER = "X"


@dataclass(frozen=True, slots=True)
class Reading:
    """TIMEX3 type and value, the EDTF span (None: not known), and whether it was counted from another day."""

    type: str
    value: str
    span: str | None = None
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may look at: the day of publication, the tense at the expression, the time last spoken of.

    `quarter` is the quarter whose figures are compared here, as `1989-Q3`, None where none is near.
    """

    anchor: datetime.date | None
    tense: Callable[[], str | None]
    is_certain: Callable[[], bool]
    reference: str | None
    quarter: str | None = None


def number_of(words: tuple[Word, ...]) -> float | str:
    """The number that words or digits say: 3, 25, 2.5, or "X" for an unknown one."""
    total, part = 0.0, 0.0
    for word in words:
        if word.kind == "FUZZY":
            return word.value if word.value == UNKNOWN_NUMBER else float(word.value)
        if word.kind in ("FULL", "OF"):
            continue
        if word.kind == "SCALE":
            total += max(part, 1) * float(word.value)
            part = 0.0
        elif word.kind == "A":
            part = 1.0
        else:
            part += float(str(word.value).replace(",", "").replace(" 1/2", ".5"))
    return total + part


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def duration_value(count: float | str, unit: str, *, clock: bool = False) -> str:
    """The TIMEX3 value of so many units: `P2W`, `PT3H`, `PXM`."""
    if unit in ("H",) or clock:
        return f"PT{count if isinstance(count, str) else _plain(count)}{unit}"
    factor, letter = {"F": (2, "W"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y")}.get(unit, (1, unit))
    if isinstance(count, str):
        return f"P{count}{'Y' if unit == 'E' else unit}"
    return f"P{_plain(count * factor)}{letter}"


def decade_value(year: int) -> str:
    """The TIMEX3 value of the decade of a year: `198`."""
    return str(year // 10)


def is_clock(word: Word) -> bool:
    """Whether a unit is one of the clock, not of the calendar."""
    return word.kind in ("CLOCKUNIT", "CLOCKUNITS")


def edge_of(found: Found, group: str = "edge") -> str | None:
    """Which part of a stretch the words name: START, MID, END, BEFORE, AFTER or None."""
    for word in found.groups.get(group, ()):
        if word.value in _EDGES:
            return str(word.value)
    return None


def is_whole(found: Found) -> bool:
    """Whether the edge is that of "the end of March" (about one day), not of "late March" (a third)."""
    return any(word.kind in ("OPENING", "MIDDLE", "ENDING") for word in found.groups.get("edge", ()))


def part_suffix(word: Word | None) -> str:
    """What TIMEX3 writes behind a day for a part of it: `TMO`."""
    if word is None:
        return ""
    return f"T{word.value}"


def approximate(edtf: str, edge: str | None, about: bool) -> str:
    """`~` on a value that the words make approximate: "about", "mid-"."""
    return f"{edtf}~" if (about or edge == "MID") and "/" not in edtf else edtf


def clock_suffix(word: Word) -> str:
    """`T16:00`, with `Z` for UTC."""
    if word.kind == "NOON":
        return f"T{word.value}"
    text = word.text.lower()
    numbers = re.match(r"(\d{1,2})(?:[:.](\d{2}))?", text)
    military = re.match(r"(\d{2})(\d{2})\s", text)
    if military:
        hour, minute = int(military[1]), int(military[2])
    elif numbers:
        hour, minute = int(numbers[1]), int(numbers[2] or 0)
    else:
        hour, minute = 0, 0
    half = re.search(r"\d\s?([ap])\.?\s?m", text)
    late = re.search(r"afternoon|evening", text)
    if half or late:
        hour = hour % 12 + (12 if late or (half and half[1] == "p") else 0)
    zone = "Z" if re.search("gmt|utc", text) else ""
    return f"T{hour:02d}:{minute:02d}{zone}"


def dated(value: str, *, span: str | None = None, relative: bool = False, part: str = "") -> Reading:
    """The reading of a TIMEX3 value: its own span where none is given, a TIME where it has a part of a day."""
    known = span if span is not None else span_of_value(value)
    return Reading("TIME" if part else "DATE", value + part, known, relative)


def day_number(word: Word) -> int:
    """The number in "9", "9th"."""
    digits = re.match(r"\d+", str(word.value))
    return int(digits[0]) if digits else 0


def ordinal_of(word: Word) -> int:
    """The number in "third", "3rd"."""
    return day_number(word) if word.kind == "NTH" else int(word.value)


def year_of(context: Context, month: int, day: int | None, weekday: int | None = None) -> int | None:
    """The year of a month or day without one: by its weekday, by the tense, else the nearest to publication."""
    anchor = context.anchor
    if anchor is None:
        return None
    years = [y for y in range(anchor.year - 8, anchor.year + 9) if day is None or is_day(y, month, day)]
    if not years:  # no such day in any year
        return None
    if day is not None and weekday is not None:
        fitting = [y for y in years if datetime.date(y, month, day).isoweekday() == weekday]
        years = fitting or years

    def distance(year: int) -> int:
        if day is None:
            return (year - anchor.year) * 12 + month - anchor.month
        return (datetime.date(year, month, day) - anchor).days

    nearest = min(years, key=lambda year: (abs(distance(year)), year))
    if weekday is not None:
        return nearest
    tense = context.tense()
    # what lies nearly a year away is told with its year, so a tense that leads there was misread, unless it is certain
    far = (12 if day is None else 345) if context.is_certain() else (10 if day is None else 300)
    if tense == "past" and distance(nearest) > 0:
        earlier = max(y for y in years if distance(y) <= 0)
        return earlier if -distance(earlier) < far else nearest
    if tense == "future" and distance(nearest) < 0:
        later = min((y for y in years if distance(y) >= 0), default=nearest)
        return later if distance(later) < far else nearest
    return nearest


def part_of_month(year: int, month: int, edge: str | None, *, whole: bool, about: str = "") -> str:
    """The EDTF of a month, or of its early, middle or late part; `whole` for "the end of", which is about one day."""
    name, last = month_name(year, month), calendar.monthrange(year, month)[1]
    if edge == "START":
        return f"{name}-01~" if whole else f"{name}-01/{name}-10~"
    if edge == "MID":
        return f"{name}-15~"
    if edge == "END":
        return f"{name}-{last}~" if whole else f"{name}-21~/{name}-{last}"
    return name + about


def part_of_year(year: int, edge: str | None, about: str = "") -> str:
    """The EDTF of a year, or of its early, middle or late part."""
    return {
        "START": f"{year}-01/{year}-04~",
        "MID": f"{year}-06~/{year}-07~",
        "END": f"{year}-10~/{year}-12",
    }.get(edge or "", f"{year}{about}")


def counted_unit(context: Context, shift: int, unit: str) -> Reading:
    """The week, month, year ... so many units from that of publication; a vague reference where that is not known."""
    if context.anchor is None:
        value = "PRESENT_REF" if not shift else "PAST_REF" if shift < 0 else "FUTURE_REF"
        return Reading("DATE", value, relative=True)
    return dated(unit_of(moved(context.anchor.replace(day=min(context.anchor.day, 28)) if unit in "MQYEC" else
                              context.anchor, shift, unit), unit), relative=True)  # fmt: skip

"""Readers of times counted from another day (of publication, or last spoken of), and of durations and habits."""

import datetime
import re

from dragoman.extract.times_calendar import (
    QUARTER,
    month_name,
    month_of,
    moved,
    shift_month,
    span_of_value,
    unit_of,
)
from dragoman.extract.times_grammar import Found
from dragoman.extract.times_reading import (
    UNKNOWN_NUMBER,
    Context,
    Reading,
    approximate,
    clock_suffix,
    counted_unit,
    dated,
    duration_value,
    edge_of,
    is_clock,
    is_whole,
    number_of,
    part_of_month,
    part_of_year,
    part_suffix,
)
from dragoman.model.timespan import TimeSpan

__all__ = [
    "read_age",
    "read_ago",
    "read_clock",
    "read_duration",
    "read_every_unit",
    "read_every_weekday",
    "read_habit",
    "read_half_more",
    "read_hence",
    "read_named_day",
    "read_period",
    "read_quarter_century",
    "read_reference",
    "read_reference_weekday",
    "read_relative_unit",
    "read_running_unit",
    "read_running_units",
    "read_shifted",
    "read_the_past",
    "read_this_part",
    "read_vague_reference",
    "read_vague_units",
    "read_weekday",
    "read_weekend",
    "read_year_earlier",
    "read_year_end",
    "read_year_period",
]

_DAY = datetime.timedelta(days=1)
_SUNDAY = 7
_QUARTER_CENTURY = 25  # years
_DAY_AFTER = 6  # days back: the day after publication
_LONG_PAST = 5  # days: without a tense, "Saturday" on a Thursday is the coming one, not that of last week


def _weekday(context: Context, weekday: int, rel: str | None, *, bare: bool = False) -> datetime.date | None:
    """The day meant; a bare weekday of the past that would be six days ago is that of a wire sent after midnight."""
    anchor = context.anchor
    if anchor is None:
        return None
    back = (anchor.isoweekday() - weekday) % 7
    before, after = anchor - back * _DAY, anchor + (-back % 7) * _DAY
    if rel in ("LAST", "PAST"):
        return before if back else anchor - 7 * _DAY
    if rel in ("NEXT", "COMING"):
        return after if back else anchor + 7 * _DAY
    tense = context.tense()
    if rel == "THIS":
        return before if tense == "past" else after
    if (tense is None and back >= _LONG_PAST) or (bare and back == _DAY_AFTER):
        return after
    return after if tense == "future" else before


def read_weekday(found: Found, context: Context) -> Reading | None:
    """ "Thursday", "next Tuesday", "Monday night", "Friday of last week"."""
    weekday, rel, week = int(found.groups["wd"][0].value), found.word("rel"), found.word("week")
    part_word, clock = found.word("part"), found.word("clock")
    if part_word and part_word.kind == "NOON":
        part = f"T{part_word.value}"
    else:
        part = clock_suffix(clock) if clock else part_suffix(part_word)
    if context.anchor is None:
        return Reading("TIME" if part else "DATE", f"XXXX-WXX-{weekday}{part}", relative=True)
    if week:
        monday = context.anchor - (context.anchor.isoweekday() - 1) * _DAY + 7 * int(week.value) * _DAY
        day: datetime.date | None = monday + (weekday - 1) * _DAY
    else:
        day = _weekday(context, weekday, rel.kind if rel else None, bare=found.has("bare"))
    return dated(day.isoformat(), relative=True, part=part) if day else None


def read_every_weekday(found: Found, context: Context) -> Reading | None:
    """ "every Monday", "Tuesday nights", "on Fridays"."""
    word = found.word("wd") or found.word("wd2") or found.groups["wd3"][0]
    part = found.word("part") or found.word("part2")
    return Reading("SET", f"XXXX-WXX-{word.value}{part_suffix(part)}")


def read_named_day(found: Found, context: Context) -> Reading | None:
    """ "today", "yesterday evening", "9 a.m. tomorrow"."""
    further = found.word("shift")
    shift = int(found.groups["n"][0].value) + (int(further.value) if further else 0)
    part_word, clock = found.word("part"), found.word("clock")
    part = clock_suffix(clock) if clock else part_suffix(part_word)
    if context.anchor is None:
        value = "PRESENT_REF" if not shift else "PAST_REF" if shift < 0 else "FUTURE_REF"
        return Reading("DATE", value, relative=True)
    return dated((context.anchor + shift * _DAY).isoformat(), relative=True, part=part)


def read_this_part(found: Found, context: Context) -> Reading | None:
    """ "this morning", "last night", "tonight"."""
    part = part_suffix(found.groups["part"][0])
    if context.anchor is None:
        return Reading("TIME", f"XXXX-XX-XX{part}", relative=True)
    return dated((context.anchor - (_DAY if found.has("last") else 0 * _DAY)).isoformat(), relative=True, part=part)


def read_clock(found: Found, context: Context) -> Reading | None:
    """ "9 a.m.", "14:58 UTC", "noon": at the day last spoken of, else the day of publication."""
    day = _reference_day(context) if _is_day(context.reference) else context.anchor
    suffix = clock_suffix(found.groups["clock"][0])
    return dated(day.isoformat(), relative=True, part=suffix) if day else Reading("TIME", suffix, relative=True)


def read_weekend(found: Found, context: Context) -> Reading | None:
    """ "the weekend": the last one, or the next where the sentence speaks of the future."""
    if context.anchor is None:
        return Reading("DATE", "XXXX-WXX-WE", relative=True)
    rel = found.word("rel")
    shift = int(rel.value) if rel else 0
    if not shift and context.tense() != "future" and context.anchor.isoweekday() < 6:
        shift = -1
    if rel and rel.kind == "COMING":
        shift = 0
    year, week, _ = (context.anchor + 7 * shift * _DAY).isocalendar()
    return dated(f"{year}-W{week:02d}-WE", relative=True)


def read_relative_unit(found: Found, context: Context) -> Reading | None:
    """ "this year", "early next month", "earlier this year" (the year up to publication), "later this week"."""
    rel, unit = found.word("rel"), str(found.groups["unit"][0].value)
    shift = int(rel.value) if rel and rel.kind not in ("THE", "CURRENT") else 0
    if unit == "W" and _begins_on_sunday(context, shift):
        shift += 1
    reading = counted_unit(context, shift, unit)
    if context.anchor is None or reading.span is None:
        return reading
    edge = edge_of(found)
    if edge is None and not shift and unit in "WY":
        edge = {"past": "BEFORE", "future": "AFTER"}.get(context.tense() or "")
    span = _edge_span(context.anchor, TimeSpan.parse(reading.span), unit, edge, whole=is_whole(found))
    return Reading("DATE", reading.value, span, relative=True)


def _begins_on_sunday(context: Context, shift: int) -> bool:
    """Whether a text of a Sunday counts from the coming week: "last week" has just ended, plans are for the next."""
    if context.anchor is None or context.anchor.isoweekday() != _SUNDAY:
        return False
    return shift < 0 or (shift == 0 and context.tense() == "future")


def _edge_span(anchor: datetime.date, span: TimeSpan, unit: str, edge: str | None, *, whole: bool) -> str:
    """The part of a week, month, year ... that "early", "the end of", "earlier", "later" leave."""
    first, last = span.earliest, span.latest
    if edge is None or first is None or last is None:
        return span.edtf
    if edge in ("BEFORE", "AFTER"):
        return _until_or_from(anchor, first, last, unit, edge)
    if unit == "M":
        return part_of_month(first.year, first.month, edge, whole=whole)
    if unit == "Y":
        return part_of_year(first.year, edge)
    if unit == "W":
        start, end = {"START": (0, 2), "MID": (2, 3), "END": (3, 6)}[edge]
        return f"{first + start * _DAY}~/{first + end * _DAY}~"
    return span.edtf


def _until_or_from(anchor: datetime.date, first: datetime.date, last: datetime.date, unit: str, edge: str) -> str:
    if not first <= anchor <= last:
        return TimeSpan.between(first, last).edtf
    first, last = (first, anchor) if edge == "BEFORE" else (anchor, last)
    if unit == "Y":
        return f"{month_of(first)}/{month_of(last)}" if first.month != last.month else f"{month_of(first)}"
    if unit == "M":
        return f"{month_of(anchor)}"
    return TimeSpan.between(first, last).edtf


def read_running_unit(found: Found, context: Context) -> Reading | None:
    """ "the past year", "the coming week": TIMEX3 names the unit before or after, the span runs to publication."""
    rel, unit = found.groups["rel"][0], str(found.groups["unit"][0].value)
    direction = int(rel.value) or -1  # "the latest" is the past one
    span = _running(context, direction, 1, unit)
    value = counted_unit(context, direction, unit).value
    return Reading("DATE", value, span, relative=True)


def _running(context: Context, direction: int, count: float, unit: str) -> str | None:
    if context.anchor is None or unit not in "DWFMQYEC":
        return None
    try:
        other = moved(context.anchor, int(count) * direction, unit)
    except (ValueError, OverflowError):
        return None
    first, last = sorted((context.anchor, other))
    if unit in "YEC":
        return f"{month_of(first)}/{month_of(last)}"
    return f"{first}/{last}"


def read_running_units(found: Found, context: Context) -> Reading | None:
    """ "the past two months", "the next few days"."""
    rel, word = found.groups["rel"][0], found.groups["unit"][0]
    unit, count = str(word.value), number_of(found.groups["n"])
    value = duration_value(count, unit, clock=is_clock(word))
    direction = int(rel.value)
    if isinstance(count, str):
        return Reading("DURATION", value, _vague_span(context, direction, unit), relative=True)
    span = None if is_clock(word) or not direction else _running(context, direction, count, unit)
    return Reading("DURATION", value, span, relative=True)


def _vague_span(context: Context, direction: int, unit: str) -> str | None:
    """ "recent days", "the coming weeks": a stretch of a usual length, up to the next larger unit."""
    anchor = context.anchor
    if anchor is None or unit not in "DWM":
        return None
    if unit == "D":
        first, last = sorted((anchor, anchor + 7 * direction * _DAY))
        return f"{first}~/{last}" if direction < 0 else f"{first}/{last}~"
    months = 1 if unit == "W" else 6
    other = month_name(*shift_month(anchor, months * direction))
    near = f"{month_of(anchor)}"
    return f"{other}~/{near}" if direction < 0 else f"{near}/{other}~"


def read_vague_units(found: Found, context: Context) -> Reading | None:
    """ "recent days", "the coming weeks"."""
    rel, unit = found.groups["rel"][0], str(found.groups["unit"][0].value)
    direction = -1 if rel.kind in ("PAST", "RECENT", "LAST") else 1
    span = _vague_span(context, direction, unit)
    if direction < 0 and (unit == "Y" or found.has("unit2")):
        return Reading("DATE", "PAST_REF", None, relative=True)
    return Reading("DURATION", duration_value(UNKNOWN_NUMBER, unit), span, relative=True)


def read_ago(found: Found, context: Context) -> Reading | None:
    """ "two days ago", "a few years ago"."""
    word = found.groups["unit"][0]
    count, unit = number_of(found.groups["n"]) if found.has("n") else UNKNOWN_NUMBER, str(word.value)
    if isinstance(count, str) or context.anchor is None:
        return Reading("DATE", "PAST_REF", None, relative=True)
    if count == 1 and unit == "Y" and context.quarter and not found.has("about"):
        return read_year_earlier(found, context)
    if is_clock(word):
        return dated(context.anchor.isoformat(), relative=True) if count < 12 and unit == "H" else Reading(
            "TIME", "PAST_REF", None, relative=True)  # fmt: skip
    return _shifted(context.anchor, -count, unit, found.has("about"))


def read_hence(found: Found, context: Context) -> Reading | None:
    """ "two weeks from now", "a year from today", "a week from Friday"."""
    word, start = found.groups["unit"][0], found.groups["start"][0]
    count, unit = number_of(found.groups["n"]), str(word.value)
    if start.value not in ("PRESENT_REF", 0) and start.kind != "WEEKDAY":
        return Reading("DURATION", duration_value(count, unit, clock=is_clock(word)))
    if isinstance(count, str) or context.anchor is None or is_clock(word):
        return Reading("DATE", "FUTURE_REF", None, relative=True)
    day = context.anchor
    if start.kind == "WEEKDAY":
        day = _weekday(context, int(start.value), "COMING") or day
    return _shifted(day, count, unit, found.has("about"))


def _shifted(day: datetime.date, count: float, unit: str, about: bool) -> Reading:
    """The unit that lies `count` units from `day`: a day for days, a month for months ..., approximate above days."""
    if unit in "EC":
        count, unit = count * (10 if unit == "E" else 100), "Y"
    try:
        target = moved(day, int(count), unit)
    except (ValueError, OverflowError):
        return Reading("DATE", "PAST_REF" if count < 0 else "FUTURE_REF", None, relative=True)
    if unit in "WF":
        return Reading("DATE", target.isoformat(), f"{target}~", relative=True)
    value = unit_of(target, unit)
    span = span_of_value(value) or ""
    vague = about or unit != "D"
    return Reading("DATE", value, approximate(span, None, vague) or None, relative=True)


def read_shifted(found: Found, context: Context) -> Reading | None:
    """ "two days later", "a year earlier": counted from the time last spoken of."""
    word, direction = found.groups["unit"][0], found.groups["dir"][0]
    count, unit = number_of(found.groups["n"]), str(word.value)
    if direction.kind in ("BEFOREHAND", "AFTERWARDS") or isinstance(count, str) or is_clock(word):
        value = duration_value(count, unit, clock=is_clock(word))
        return Reading("DURATION", value)
    sign = -1 if direction.kind == "EARLIER" else 1
    quarter = QUARTER.fullmatch(context.quarter or "")
    if quarter and unit == "Y":
        return dated(f"{int(quarter[1]) + sign * int(count)}-Q{quarter[2]}", relative=True)
    day = _reference_day(context)
    if day is None:
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", None, relative=True)
    return _shifted(day, sign * count, unit, False)


def _reference_day(context: Context) -> datetime.date | None:
    """The first day of the time last spoken of, else the day of publication."""
    span = span_of_value(context.reference) if context.reference else None
    earliest = TimeSpan.parse(span).earliest if span else None
    return earliest or context.anchor


def _is_day(value: str | None) -> bool:
    return re.match(r"\d{4}-\d{2}-\d{2}", value or "") is not None


def read_reference(found: Found, context: Context) -> Reading | None:
    """ "the following month", "that day", "the next morning"."""
    rel, part_word, unit_word = found.word("rel"), found.word("part"), found.word("unit")
    shift = int(rel.value) if rel else 0
    unit = str(unit_word.value) if unit_word else "D"
    day = _reference_day(context) if rel or _is_day(context.reference) else context.anchor
    if day is None:
        return Reading("DATE", {0: "PRESENT_REF", -1: "PAST_REF", 1: "FUTURE_REF"}[shift], None, relative=True)
    return dated(unit_of(moved(day, shift, unit), unit), relative=True, part=part_suffix(part_word))


def read_reference_weekday(found: Found, context: Context) -> Reading | None:
    """ "the following Monday": after the day last spoken of."""
    day, weekday = _reference_day(context), int(found.groups["wd"][0].value)
    if day is None:
        return Reading("DATE", f"XXXX-WXX-{weekday}", relative=True)
    if found.groups["rel"][0].kind == "FOLLOWING":
        return dated((day + ((weekday - day.isoweekday() - 1) % 7 + 1) * _DAY).isoformat(), relative=True)
    return dated((day - ((day.isoweekday() - weekday - 1) % 7 + 1) * _DAY).isoformat(), relative=True)


def read_year_earlier(found: Found, context: Context) -> Reading | None:
    """ "the year-earlier period": the same quarter a year before, where quarters are spoken of."""
    quarter = QUARTER.fullmatch(context.quarter or "")
    if quarter:
        return dated(f"{int(quarter[1]) - 1}-Q{quarter[2]}", relative=True)
    month = re.fullmatch(r"(\d{4})-(\d{2})", context.reference or "")
    if month and found.has("same"):
        return dated(f"{int(month[1]) - 1}-{month[2]}", relative=True)
    return counted_unit(context, -1, "Y")


def read_year_end(found: Found, context: Context) -> Reading | None:
    """ "the year's end", "year-end"."""
    return counted_unit(context, 0, "Y")


def read_duration(found: Found, context: Context) -> Reading | None:
    """ "three weeks", "two-day", "several months"."""
    word = found.groups["unit"][0]
    count: float | str = UNKNOWN_NUMBER
    if found.has("n"):
        count = number_of(found.groups["n"])
    elif word.kind in ("DAYUNIT", "UNIT", "CENTURY", "CLOCKUNIT"):  # "week-long", "the year ended May 31"
        count = 1
    value = duration_value(count, str(word.value), clock=is_clock(word))
    return Reading("DURATION", value, _ahead(found, context, count), relative=True)


def _ahead(found: Found, context: Context, count: float | str) -> str | None:
    """When "in two weeks" is, where the sentence speaks of the future: about so long from publication."""
    word = found.groups["unit"][0]
    if not found.has("ahead") or context.anchor is None or is_clock(word) or isinstance(count, str):
        return None
    return _shifted(context.anchor, count, str(word.value), True).span if context.tense() == "future" else None


def read_half_more(found: Found, context: Context) -> Reading | None:
    """ "two and a half years"."""
    word, count = found.groups["unit"][0], number_of(found.groups["n"])
    half = count if isinstance(count, str) else count + 0.5
    return Reading("DURATION", duration_value(half, str(word.value), clock=is_clock(word)))


def read_half_unit(found: Found, context: Context) -> Reading | None:
    """ "half a year", "half a century ago"."""
    halves: dict[str, tuple[int, str]] = {"Y": (6, "M"), "E": (5, "Y"), "C": (50, "Y")}
    word = found.groups["unit"][0]
    unit = str(word.value)
    if not is_clock(word) and unit in halves:
        count, smaller = halves[unit]
        if found.has("ago") and context.anchor is not None:
            return _shifted(context.anchor, -count, smaller, True)
        return Reading("DURATION", duration_value(count, smaller))
    return Reading("DURATION", duration_value(0.5, unit, clock=is_clock(word)))


def read_quarter_century(found: Found, context: Context) -> Reading | None:
    """ "a quarter-century", "a quarter of a century ago"."""
    if found.has("ago") and context.anchor is not None:
        return _shifted(context.anchor, -_QUARTER_CENTURY, "Y", True)
    return Reading("DURATION", duration_value(_QUARTER_CENTURY, "Y"))


def read_uncertain_duration(found: Found, context: Context) -> Reading | None:
    """ "two to three weeks", "a year or two"."""
    word = found.groups["unit"][0]
    return Reading("DURATION", duration_value(UNKNOWN_NUMBER, str(word.value), clock=is_clock(word)))


def read_age(found: Found, context: Context) -> Reading | None:
    """ "40 years old" is an age, no time."""
    return None


def read_the_past(found: Found, context: Context) -> Reading | None:
    """ "the past", as in "in the past"."""
    return Reading("DATE", "PAST_REF")


def read_period(found: Found, context: Context) -> Reading | None:
    """ "the latest quarter", "that period": the quarter last spoken of, else the one of publication or before it."""
    if context.quarter:
        return dated(context.quarter, relative=True)
    if not found.has("quarter"):
        return None
    return counted_unit(context, 0 if context.tense() == "future" else -1, "Q")


def read_year_period(found: Found, context: Context) -> Reading | None:
    """ "the 1988 period": the quarter last spoken of, in that year."""
    year, quarter = found.groups["y"][0].value, QUARTER.fullmatch(context.quarter or "")
    return dated(f"{year}-Q{quarter[2]}" if quarter else f"{year}", relative=True)


def read_every_unit(found: Found, context: Context) -> Reading | None:
    """ "every day", "every two years", "per month"."""
    word = found.groups["unit"][0]
    count = number_of(found.groups["n"]) if found.has("n") else 1
    return Reading("SET", duration_value(count, str(word.value), clock=is_clock(word)))


def read_habit(found: Found, context: Context) -> Reading | None:
    """ "daily", "annual"."""
    return Reading("SET", str(found.groups["habit"][0].value))


def read_vague_reference(found: Found, context: Context) -> Reading | None:
    """ "now", "recently", "soon", "the near future"; "soon" of the past ("was soon freed") is no time of its own."""
    word = found.groups["ref"][0]
    is_soon = word.kind == "REF" and word.value == "FUTURE_REF"
    if is_soon and context.tense() == "past" and context.is_certain():
        return None
    return Reading("DATE", str(word.value))

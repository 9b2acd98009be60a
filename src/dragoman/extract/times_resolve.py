"""What a time expression means: a TIMEX3 value and a span of the world, counted from the day of publication.

Each rule of `data/times/grammar.yaml` names one reader of this module. A reader gives None where the words turn out
to be no time, and a reading without a span where they name no day that can be known.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dragoman.extract.times_calendar import (
    QUARTER,
    is_day,
    is_edtf,
    month_name,
    month_of,
    moved,
    shift_month,
    span_of_value,
    unit_of,
)
from dragoman.extract.times_grammar import Found, Word
from dragoman.model.timespan import TimeSpan

__all__ = ["READERS", "Context", "Reading"]

_DAY = datetime.timedelta(days=1)
_EDGES = {"START": "START", "MID": "MID", "END": "END", "BEFORE": "BEFORE", "AFTER": "AFTER"}
_FEW = "X"


@dataclass(frozen=True, slots=True)
class Reading:
    """TIMEX3 type and value, the EDTF span (None: not known), and whether it was counted from another day."""

    type: str
    value: str
    span: str | None = None
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may look at: the day of publication, the tense at the expression, the time last spoken of."""

    anchor: datetime.date | None
    tense: Callable[[], str | None]
    is_certain: Callable[[], bool]
    reference: str | None


def _count(words: tuple[Word, ...]) -> float | str:
    """The number that words or digits say: 3, 25, 2.5, or "X" for an unknown one."""
    total, part = 0.0, 0.0
    for word in words:
        if word.kind == "FUZZY":
            return word.value if word.value == _FEW else float(word.value)
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


def _duration(count: float | str, unit: str, *, clock: bool = False) -> str:
    if unit in ("H",) or clock:
        return f"PT{count if isinstance(count, str) else _plain(count)}{unit}"
    factor, letter = {"F": (2, "W"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y")}.get(unit, (1, unit))
    if isinstance(count, str):
        return f"P{count}{unit}"
    return f"P{_plain(count * factor)}{letter}"


def _is_clock(word: Word) -> bool:
    return word.kind in ("CLOCKUNIT", "CLOCKUNITS")


# -- choosing the year, the week --------------------------------------------------------------------------------------


def _year_of(context: Context, month: int, day: int | None, weekday: int | None = None) -> int | None:
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


def _weekday(context: Context, weekday: int, rel: str | None) -> datetime.date | None:
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
    return after if tense == "future" else before


def _edge(found: Found, group: str = "edge") -> str | None:
    for word in found.groups.get(group, ()):
        if word.value in _EDGES:
            return str(word.value)
    return None


def _part(word: Word | None) -> str:
    if word is None:
        return ""
    return f"T{word.value}"


def _approximate(edtf: str, edge: str | None, about: bool) -> str:
    """`~` on a value that the words make approximate: "about", "mid-"."""
    return f"{edtf}~" if (about or edge == "MID") and "/" not in edtf else edtf


def _clock_suffix(word: Word) -> str:
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
    if half:
        hour = hour % 12 + (12 if half[1] == "p" else 0)
    zone = "Z" if re.search("gmt|utc", text) else ""
    return f"T{hour:02d}:{minute:02d}{zone}"


# -- readers: whole dates ----------------------------------------------------------------------------------------------


def _date(value: str, *, span: str | None = None, relative: bool = False, part: str = "") -> Reading:
    known = span if span is not None else span_of_value(value)
    return Reading("TIME" if part else "DATE", value + part, known, relative)


def _read_iso(found: Found, context: Context) -> Reading | None:
    word = found.groups["iso"][0]
    day = word.text[:10]
    return _date(day, part=word.text[10:]) if is_edtf(day) else None


def _read_slashed(found: Found, context: Context) -> Reading | None:
    """10/09/2025: the order is taken where only one is a date, else American, but European with dots."""
    text = found.groups["slashed"][0].text
    first, second, year = (int(n) for n in re.split(r"[/.]", text))
    if year < 100:
        year += 2000 if year < 70 else 1900
    month, day = (second, first) if "." in text or first > 12 else (first, second)
    return _date(f"{month_name(year, month)}-{day:02d}") if is_day(year, month, day) else None


def _day_number(word: Word) -> int:
    digits = re.match(r"\d+", str(word.value))
    return int(digits[0]) if digits else 0


def _read_day(found: Found, context: Context) -> Reading | None:
    month = int(found.groups["m"][0].value)
    day = _day_number(found.groups["d"][0])
    year_word, weekday, rel = found.word("y"), found.word("wd"), found.word("rel")
    year: int | None
    if year_word:
        year = int(year_word.value)
    elif rel:
        year = context.anchor.year + int(rel.value) if context.anchor else None
    else:
        year = _year_of(context, month, day, int(weekday.value) if weekday else None)
    if not is_day(year or 2000, month, day):
        return None
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}")
    value = f"{month_name(year, month)}-{day:02d}"
    span = _approximate(value, None, found.has("about") and found.groups["about"][0].value == "~")
    return _date(value, span=span, part=_part(found.word("part")))


def _read_days(found: Found, context: Context) -> Reading | None:
    first_month, second_month = found.word("m"), found.word("m2")
    opening = int((first_month or second_month or found.groups["m"][0]).value)
    closing = int((second_month or first_month or found.groups["m"][0]).value)
    first, last = _day_number(found.groups["d"][0]), _day_number(found.groups["d2"][0])
    year_word = found.word("y")
    year = int(year_word.value) if year_word else _year_of(context, opening, first)
    if not (is_day(year or 2000, opening, first) and is_day(year or 2000, closing, last)):
        return None
    if year is None:
        return Reading("DATE", f"XXXX-{opening:02d}-{first:02d}/XXXX-{closing:02d}-{last:02d}")
    before = (closing, last) < (opening, first)
    start, end = (year - 1, year) if before and year_word else (year, year + 1 if before else year)
    span = f"{month_name(start, opening)}-{first:02d}/{month_name(end, closing)}-{last:02d}"
    return Reading("DATE", span, span)


# -- readers: months, years --------------------------------------------------------------------------------------------


def _read_month(found: Found, context: Context) -> Reading | None:
    month = int(found.groups["m"][0].value)
    year_word, rel, of_year = found.word("y"), found.word("rel"), found.word("year")
    year: int | None
    if year_word:
        year = int(year_word.value)
    elif context.anchor is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    elif of_year:
        year = context.anchor.year + int(of_year.value)
    elif rel and rel.kind in ("LAST", "PAST"):
        year = context.anchor.year - (month >= context.anchor.month)
    elif rel and rel.kind in ("NEXT", "COMING"):
        this_month = rel.kind == "COMING" and month == context.anchor.month
        year = context.anchor.year + (month <= context.anchor.month and not this_month)
    elif rel:
        year = context.anchor.year
    else:
        year = _year_of(context, month, None)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    value = month_name(year, month)
    return _date(value, span=_part_of_month(year, month, _edge(found), whole=_is_whole(found), about=_about(found)))


def _about(found: Found) -> str:
    about = found.word("about")
    return "~" if about and about.value == "~" else ""


def _is_whole(found: Found) -> bool:
    """Whether the edge is that of "the end of March" (about one day), not of "late March" (a third)."""
    return any(word.kind in ("OPENING", "MIDDLE", "ENDING") for word in found.groups.get("edge", ()))


def _part_of_month(year: int, month: int, edge: str | None, *, whole: bool, about: str = "") -> str:
    name, last = month_name(year, month), calendar.monthrange(year, month)[1]
    if edge == "START":
        return f"{name}-01~" if whole else f"{name}-01/{name}-10~"
    if edge == "MID":
        return f"{name}-15~"
    if edge == "END":
        return f"{name}-{last}~" if whole else f"{name}-21~/{name}-{last}"
    return name + about


def _read_months(found: Found, context: Context) -> Reading | None:
    year = int(found.groups["y"][0].value)
    first, last = int(found.groups["m"][0].value), int(found.groups["m2"][0].value)
    span = f"{month_name(year - (first > last), first)}/{month_name(year, last)}"
    return Reading("DATE", span, span)


def _part_of_year(year: int, edge: str | None, about: str = "") -> str:
    return {
        "START": f"{year}-01/{year}-04~",
        "MID": f"{year}-06~/{year}-07~",
        "END": f"{year}-10~/{year}-12",
    }.get(edge or "", f"{year}{about}")


def _read_year(found: Found, context: Context) -> Reading | None:
    year = int(found.groups["y"][0].value)
    return _date(f"{year}", span=_part_of_year(year, _edge(found), _about(found)))


def _read_fiscal_year(found: Found, context: Context) -> Reading | None:
    year = int(found.groups["y"][0].value)
    return _date(f"{year}", span=f"{year}~")


def _read_years(found: Found, context: Context) -> Reading | None:
    first, last = int(found.groups["y"][0].value), int(found.groups["y2"][0].value)
    if last < 100:
        last += first // 100 * 100
    if not first < last <= first + 150:
        return None
    return Reading("DATE", f"{first}/{last}", f"{first}/{last}")


def _read_spoken_year(found: Found, context: Context) -> Reading | None:
    return _date(f"{int(found.groups['c'][0].value) * 100 + int(_count(found.groups['t']))}")


def _read_spoken_thousand(found: Found, context: Context) -> Reading | None:
    year = int(_count(found.groups["n"]))
    return _date(f"{year}") if 1000 <= year <= 2100 else None


def _read_decade(found: Found, context: Context) -> Reading | None:
    word = found.groups["d"][0]
    if word.kind == "NINETIES":
        decade = int(word.value)
    else:
        digits = int("".join(c for c in word.text if c.isdigit()))
        decade = digits // 10 if digits > 99 else 190 + digits // 10
    return _date(f"{decade}X", span=_part_of_span(decade * 10, 10, _edge(found)))


def _read_century(found: Found, context: Context) -> Reading | None:
    century = _ordinal(found.groups["n"][0]) - 1
    return _date(f"{century}XX", span=_part_of_span(century * 100, 100, _edge(found)))


def _part_of_span(first: int, length: int, edge: str | None) -> str:
    """The years of a decade or century, or its early, middle or late part."""
    third = length * 3 // 10
    if edge == "MID" and length == 10:
        return f"{first + 5}~"
    start, end = {
        "START": (first, first + length - 1 - 2 * third),
        "MID": (first + third, first + length - 1 - third),
        "END": (first + 2 * third, first + length - 1),
    }.get(edge or "", (first, first + length - 1))
    mark = "~" if edge else ""
    return f"{start:04d}{mark}/{end:04d}{mark}"


def _ordinal(word: Word) -> int:
    return _day_number(word) if word.kind == "NTH" else int(word.value)


# -- readers: quarters, halves, seasons --------------------------------------------------------------------------------


def _read_quarter(found: Found, context: Context) -> Reading | None:
    unit, ordinal = found.groups["unit"][0], found.groups["n"][0]
    letter = "Q" if unit.value == "Q" else "H" if unit.kind == "HALF" else None
    if letter is None:
        return None
    parts = 4 if letter == "Q" else 2
    if ordinal.kind == "LAST" and letter == "Q" and not found.has("y2"):
        return _relative(context, -1, "Q")
    number = parts if ordinal.kind in ("LAST", "FINAL") else _ordinal(ordinal)
    if not 1 <= number <= parts:
        return None
    year = _quarter_year(found, context, number * 12 // parts)
    return Reading("DATE", f"XXXX-{letter}{number}") if year is None else _date(f"{year}-{letter}{number}")


def _quarter_year(found: Found, context: Context, last_month: int) -> int | None:
    for word in (*found.groups.get("y", ()), *found.groups.get("y2", ())):
        if word.kind == "YEAR4":
            return int(word.value)
        if word.kind in ("LAST", "NEXT", "COMING", "THIS"):
            return context.anchor.year + int(word.value) if context.anchor else None
    if context.anchor is None:
        return None
    near = context.anchor.month - last_month
    if near <= -9:  # the fourth quarter, spoken of in January or February
        return context.anchor.year - 1
    return context.anchor.year + (1 if near > 9 and context.tense() == "future" else 0)


def _read_season(found: Found, context: Context) -> Reading | None:
    season, year_word, rel = str(found.groups["s"][0].value), found.word("y"), found.word("rel")
    if year_word:
        return _date(f"{year_word.value}-{season}")
    anchor = context.anchor
    if anchor is None:
        return Reading("DATE", f"XXXX-{season}")
    first, last = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}[season]
    year = anchor.year if season != "WI" or anchor.month > 6 else anchor.year - 1
    if rel and rel.kind in ("LAST", "PAST") and (year, last) >= (anchor.year, anchor.month):
        year -= 1
    if rel and rel.kind in ("NEXT", "COMING") and (year, first) <= (anchor.year, anchor.month):
        year += 1
    if rel is None and context.tense() == "past" and (year, first) > (anchor.year, anchor.month):
        year -= 1
    return _date(f"{year}-{season}")


# -- readers: days of the week, days by name ---------------------------------------------------------------------------


def _read_weekday(found: Found, context: Context) -> Reading | None:
    weekday, rel, week = int(found.groups["wd"][0].value), found.word("rel"), found.word("week")
    part_word, clock = found.word("part"), found.word("clock")
    if part_word and part_word.kind == "NOON":
        part = f"T{part_word.value}"
    else:
        part = _clock_suffix(clock) if clock else _part(part_word)
    if context.anchor is None:
        return Reading("TIME" if part else "DATE", f"XXXX-WXX-{weekday}{part}", relative=True)
    if week:
        monday = context.anchor - (context.anchor.isoweekday() - 1) * _DAY + 7 * int(week.value) * _DAY
        day: datetime.date | None = monday + (weekday - 1) * _DAY
    else:
        day = _weekday(context, weekday, rel.kind if rel else None)
    return _date(day.isoformat(), relative=True, part=part) if day else None


def _read_every_weekday(found: Found, context: Context) -> Reading | None:
    word = found.word("wd") or found.word("wd2") or found.groups["wd3"][0]
    part = found.word("part") or found.word("part2")
    return Reading("SET", f"XXXX-WXX-{word.value}{_part(part)}")


def _read_named_day(found: Found, context: Context) -> Reading | None:
    shift = int(found.groups["n"][0].value)
    part_word, clock = found.word("part"), found.word("clock")
    part = _clock_suffix(clock) if clock else _part(part_word)
    if context.anchor is None:
        value = {0: "PRESENT_REF", -1: "PAST_REF", 1: "FUTURE_REF"}[shift]
        return Reading("DATE", value, relative=True)
    return _date((context.anchor + shift * _DAY).isoformat(), relative=True, part=part)


def _read_this_part(found: Found, context: Context) -> Reading | None:
    part = _part(found.groups["part"][0])
    if context.anchor is None:
        return Reading("TIME", f"XXXX-XX-XX{part}", relative=True)
    return _date((context.anchor - (_DAY if found.has("last") else 0 * _DAY)).isoformat(), relative=True, part=part)


def _read_clock(found: Found, context: Context) -> Reading | None:
    day = _reference_day(context) if re.match(r"\d{4}-\d{2}-\d{2}", context.reference or "") else context.anchor
    suffix = _clock_suffix(found.groups["clock"][0])
    return _date(day.isoformat(), relative=True, part=suffix) if day else Reading("TIME", suffix, relative=True)


def _read_part_of_date(found: Found, context: Context) -> Reading | None:
    return _read_day(found, context)


def _read_weekend(found: Found, context: Context) -> Reading | None:
    if context.anchor is None:
        return Reading("DATE", "XXXX-WXX-WE", relative=True)
    rel = found.word("rel")
    shift = int(rel.value) if rel else 0
    if not shift and context.tense() != "future" and context.anchor.isoweekday() < 6:
        shift = -1
    if rel and rel.kind == "COMING":
        shift = 0
    year, week, _ = (context.anchor + 7 * shift * _DAY).isocalendar()
    return _date(f"{year}-W{week:02d}-WE", relative=True)


# -- readers: counted from publication ---------------------------------------------------------------------------------


def _relative(context: Context, shift: int, unit: str) -> Reading:
    if context.anchor is None:
        value = "PRESENT_REF" if not shift else "PAST_REF" if shift < 0 else "FUTURE_REF"
        return Reading("DATE", value, relative=True)
    return _date(unit_of(moved(context.anchor.replace(day=min(context.anchor.day, 28)) if unit in "MQYEC" else
                              context.anchor, shift, unit), unit), relative=True)  # fmt: skip


def _read_relative_unit(found: Found, context: Context) -> Reading | None:
    """ "this year", "early next month", "earlier this year" (the year up to publication), "later this week"."""
    rel, unit = found.word("rel"), str(found.groups["unit"][0].value)
    shift = int(rel.value) if rel and rel.kind != "THE" else 0
    reading = _relative(context, shift, unit)
    if context.anchor is None or reading.span is None:
        return reading
    edge = _edge(found)
    if edge is None and not shift and unit in "WY":
        edge = {"past": "BEFORE", "future": "AFTER"}.get(context.tense() or "")
    span = _edge_span(context.anchor, TimeSpan.parse(reading.span), unit, edge, whole=_is_whole(found))
    return Reading("DATE", reading.value, span, relative=True)


def _edge_span(anchor: datetime.date, span: TimeSpan, unit: str, edge: str | None, *, whole: bool) -> str:
    """The part of a week, month, year ... that "early", "the end of", "earlier", "later" leave."""
    first, last = span.earliest, span.latest
    if edge is None or first is None or last is None:
        return span.edtf
    if edge in ("BEFORE", "AFTER"):
        return _until_or_from(anchor, first, last, unit, edge)
    if unit == "M":
        return _part_of_month(first.year, first.month, edge, whole=whole)
    if unit == "Y":
        return _part_of_year(first.year, edge)
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


def _read_running_unit(found: Found, context: Context) -> Reading | None:
    """ "the past year", "the coming week": TIMEX3 names the unit before or after, the span runs to publication."""
    rel, unit = found.groups["rel"][0], str(found.groups["unit"][0].value)
    span = _running(context, int(rel.value), 1, unit)
    value = _relative(context, int(rel.value), unit).value
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


def _read_running_units(found: Found, context: Context) -> Reading | None:
    rel, word = found.groups["rel"][0], found.groups["unit"][0]
    unit, count = str(word.value), _count(found.groups["n"])
    value = _duration(count, unit, clock=_is_clock(word))
    direction = int(rel.value)
    if isinstance(count, str):
        return Reading("DURATION", value, _vague_span(context, direction, unit), relative=True)
    span = None if _is_clock(word) or not direction else _running(context, direction, count, unit)
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


def _read_vague_units(found: Found, context: Context) -> Reading | None:
    rel, unit = found.groups["rel"][0], str(found.groups["unit"][0].value)
    direction = -1 if rel.kind in ("PAST", "RECENT", "LAST") else 1
    span = _vague_span(context, direction, unit)
    if direction < 0 and (unit == "Y" or found.has("unit2")):
        return Reading("DATE", "PAST_REF", None, relative=True)
    return Reading("DURATION", _duration(_FEW, unit), span, relative=True)


def _read_ago(found: Found, context: Context) -> Reading | None:
    word = found.groups["unit"][0]
    count, unit = _count(found.groups["n"]) if found.has("n") else _FEW, str(word.value)
    if isinstance(count, str) or context.anchor is None:
        return Reading("DATE", "PAST_REF", None, relative=True)
    if count == 1 and unit == "Y" and QUARTER.fullmatch(context.reference or ""):
        return _read_year_earlier(found, context)
    if _is_clock(word):
        return _date(context.anchor.isoformat(), relative=True) if count < 12 and unit == "H" else Reading(
            "TIME", "PAST_REF", None, relative=True)  # fmt: skip
    return _shifted(context.anchor, -count, unit, found.has("about"))


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
    approximate = about or unit != "D"
    return Reading("DATE", value, _approximate(span, None, approximate) or None, relative=True)


def _read_shifted(found: Found, context: Context) -> Reading | None:
    """ "two days later", "a year earlier": counted from the time last spoken of."""
    word, direction = found.groups["unit"][0], found.groups["dir"][0]
    count, unit = _count(found.groups["n"]), str(word.value)
    if direction.kind in ("BEFOREHAND", "AFTERWARDS") or isinstance(count, str) or _is_clock(word):
        value = _duration(count, unit, clock=_is_clock(word))
        return Reading("DURATION", value)
    sign = -1 if direction.kind == "EARLIER" else 1
    quarter = QUARTER.fullmatch(context.reference or "")
    if quarter and unit == "Y":
        return _date(f"{int(quarter[1]) + sign * int(count)}-Q{quarter[2]}", relative=True)
    day = _reference_day(context)
    if day is None:
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", None, relative=True)
    return _shifted(day, sign * count, unit, False)


def _reference_day(context: Context) -> datetime.date | None:
    """The first day of the time last spoken of, else the day of publication."""
    span = span_of_value(context.reference) if context.reference else None
    earliest = TimeSpan.parse(span).earliest if span else None
    return earliest or context.anchor


def _read_reference(found: Found, context: Context) -> Reading | None:
    """ "the following month", "that day", "the next morning"."""
    day, rel = _reference_day(context), found.word("rel")
    shift = int(rel.value) if rel else 0
    part_word, unit_word = found.word("part"), found.word("unit")
    unit = str(unit_word.value) if unit_word else "D"
    if day is None:
        return Reading("DATE", {0: "PRESENT_REF", -1: "PAST_REF", 1: "FUTURE_REF"}[shift], None, relative=True)
    return _date(unit_of(moved(day, shift, unit), unit), relative=True, part=_part(part_word))


def _read_year_earlier(found: Found, context: Context) -> Reading | None:
    quarter = QUARTER.fullmatch(context.reference or "")
    if quarter:
        return _date(f"{int(quarter[1]) - 1}-Q{quarter[2]}", relative=True)
    return _relative(context, -1, "Y")


def _read_year_end(found: Found, context: Context) -> Reading | None:
    return _relative(context, 0, "Y")


# -- readers: spans that hang on a day ---------------------------------------------------------------------------------


def _read_week_of(found: Found, context: Context) -> Reading | None:
    day = _read_day(found, context)
    unit = str(found.groups["unit"][0].value)
    if day is None or day.span is None or unit not in "WM":
        return day
    start = datetime.date.fromisoformat(day.span.rstrip("~"))
    if found.groups["of"][0].kind == "OF" and unit == "W":
        return _date(unit_of(start, "W"))
    end = moved(start, 1, unit)
    return Reading("DATE", day.value, f"{start}/{end}")


def _read_week_of_month(found: Found, context: Context) -> Reading | None:
    """ "the third week of this month", "the first week of March 2021"."""
    month_word, number = found.word("m"), _ordinal(found.groups["n"][0])
    month = _read_month(found, context) if month_word else _relative(context, int(found.groups["rel"][0].value), "M")
    if month is None or month.span is None or not 1 <= number <= 4:
        return month
    year, which = (int(part) for part in month.value.split("-"))
    start = datetime.date(year, which, 7 * number - 6)
    return Reading("DATE", month.value, f"{start}~/{start + 6 * _DAY}~", month.relative)


def _read_starting(found: Found, context: Context) -> Reading | None:
    """ "a week starting October 9": from that day on, as long as it says."""
    day, word = _read_day(found, context), found.groups["unit"][0]
    count, unit = _count(found.groups["n"]), str(word.value)
    value = _duration(count, unit, clock=_is_clock(word))
    if day is None or day.span is None or isinstance(count, str) or _is_clock(word):
        return Reading("DURATION", value, day.span if day else None)
    start = datetime.date.fromisoformat(day.span.rstrip("~"))
    return Reading("DURATION", value, f"{start}/{moved(start, int(count), unit)}")


# -- readers: durations, sets, references ------------------------------------------------------------------------------


def _read_duration(found: Found, context: Context) -> Reading | None:
    word = found.groups["unit"][0]
    count: float | str = _count(found.groups["n"]) if "n" in found.groups else _FEW
    return Reading("DURATION", _duration(count, str(word.value), clock=_is_clock(word)))


def _read_half_more(found: Found, context: Context) -> Reading | None:
    word, count = found.groups["unit"][0], _count(found.groups["n"])
    half = count if isinstance(count, str) else count + 0.5
    return Reading("DURATION", _duration(half, str(word.value), clock=_is_clock(word)))


def _read_age(found: Found, context: Context) -> Reading | None:
    """ "40 years old" is an age, no time."""
    return None


def _read_the_past(found: Found, context: Context) -> Reading | None:
    return Reading("DATE", "PAST_REF")


def _read_period(found: Found, context: Context) -> Reading | None:
    """ "the latest quarter", "that period", "the 1988 period": the quarter last spoken of, or the same of that year."""
    quarter = QUARTER.fullmatch(context.reference or "")
    year = found.word("y")
    if quarter:
        return _date(f"{year.value if year else quarter[1]}-Q{quarter[2]}", relative=True)
    return _date(f"{year.value}") if year else None


def _read_every_unit(found: Found, context: Context) -> Reading | None:
    word = found.groups["unit"][0]
    count = _count(found.groups["n"]) if found.has("n") else 1
    return Reading("SET", _duration(count, str(word.value), clock=_is_clock(word)))


def _read_habit(found: Found, context: Context) -> Reading | None:
    return Reading("SET", str(found.groups["habit"][0].value))


def _read_vague_reference(found: Found, context: Context) -> Reading | None:
    return Reading("DATE", str(found.groups["ref"][0].value))


def _read_holiday(found: Found, context: Context) -> Reading | None:
    month, day = (int(n) for n in str(found.groups["h"][0].value).split("-"))
    year_word = found.word("y")
    year = int(year_word.value) if year_word else _year_of(context, month, day)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}")
    target = datetime.date(year, month, day) - (_DAY if found.has("eve") else 0 * _DAY)
    return _date(target.isoformat())


Reader = Callable[[Found, Context], Reading | None]

READERS: Mapping[str, Reader] = {
    "iso": _read_iso,
    "slashed": _read_slashed,
    "day": _read_day,
    "days": _read_days,
    "month": _read_month,
    "months": _read_months,
    "year": _read_year,
    "fiscal_year": _read_fiscal_year,
    "years": _read_years,
    "spoken_year": _read_spoken_year,
    "spoken_thousand": _read_spoken_thousand,
    "decade": _read_decade,
    "century": _read_century,
    "quarter": _read_quarter,
    "season": _read_season,
    "weekday": _read_weekday,
    "every_weekday": _read_every_weekday,
    "named_day": _read_named_day,
    "this_part": _read_this_part,
    "clock": _read_clock,
    "part_of_date": _read_part_of_date,
    "weekend": _read_weekend,
    "relative_unit": _read_relative_unit,
    "running_unit": _read_running_unit,
    "running_units": _read_running_units,
    "vague_units": _read_vague_units,
    "ago": _read_ago,
    "shifted": _read_shifted,
    "reference": _read_reference,
    "year_earlier": _read_year_earlier,
    "year_end": _read_year_end,
    "week_of": _read_week_of,
    "starting": _read_starting,
    "week_of_month": _read_week_of_month,
    "duration": _read_duration,
    "half_more": _read_half_more,
    "age": _read_age,
    "the_past": _read_the_past,
    "period": _read_period,
    "every_unit": _read_every_unit,
    "habit": _read_habit,
    "vague_reference": _read_vague_reference,
    "holiday": _read_holiday,
}

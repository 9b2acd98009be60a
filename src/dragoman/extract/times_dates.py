"""Readers of times that stand in the calendar by themselves: days, months, years, quarters, seasons, feasts."""

import calendar
import datetime
import re

from dragoman.extract.times_calendar import (
    is_day,
    is_edtf,
    month_name,
    moved,
    span_of_value,
    unit_of,
)
from dragoman.extract.times_grammar import Found
from dragoman.extract.times_reading import (
    Context,
    Reading,
    approximate,
    counted_unit,
    dated,
    day_number,
    duration_value,
    edge_of,
    is_clock,
    is_whole,
    number_of,
    ordinal_of,
    part_of_month,
    part_of_year,
    part_suffix,
    year_of,
)

__all__ = [
    "read_century",
    "read_day",
    "read_days",
    "read_decade",
    "read_fiscal_year",
    "read_holiday",
    "read_iso",
    "read_month",
    "read_months",
    "read_part_of_date",
    "read_quarter",
    "read_quarter_ended",
    "read_season",
    "read_short_year",
    "read_slashed",
    "read_spoken_thousand",
    "read_spoken_year",
    "read_starting",
    "read_week_of",
    "read_week_of_month",
    "read_year",
    "read_years",
]

_DAY = datetime.timedelta(days=1)
_HALF_MONTH = 15
_SHORT_YEARS_AHEAD = 20
_COMMON_YEAR = 2001  # any without a leap day: only month and day of a feast are taken from it


def read_iso(found: Found, context: Context) -> Reading | None:
    """2025-10-09, with or without a time of day."""
    word = found.groups["iso"][0]
    day = word.text[:10]
    return dated(day, part=word.text[10:]) if is_edtf(day) else None


def read_slashed(found: Found, context: Context) -> Reading | None:
    """10/09/2025: the order is taken where only one is a date, else American, but European with dots."""
    text = found.groups["slashed"][0].text
    first, second, year = (int(n) for n in re.split(r"[/.]", text))
    if year < 100:
        year += 2000 if year < 70 else 1900
    month, day = (second, first) if "." in text or first > 12 else (first, second)
    return dated(f"{month_name(year, month)}-{day:02d}") if is_day(year, month, day) else None


def read_day(found: Found, context: Context) -> Reading | None:
    """ "Friday, October 9, 2025", "the 9th of October", "Oct. 9 last year"."""
    month = int(found.groups["m"][0].value)
    day = sum(day_number(word) for word in found.groups["d"])
    year, weekday, rel = _named_year(found), found.word("wd"), found.word("rel")
    if year is None and rel:
        year = context.anchor.year + int(rel.value) if context.anchor else None
    elif year is None:
        year = year_of(context, month, day, int(weekday.value) if weekday else None)
    if not is_day(year or 2000, month, day):
        return None
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}")
    value = f"{month_name(year, month)}-{day:02d}"
    span = approximate(value, None, found.has("about") and found.groups["about"][0].value == "~")
    return dated(value, span=span, part=part_suffix(found.word("part")))


def read_days(found: Found, context: Context) -> Reading | None:
    """ "June 20-22", "30 October to 2 November 2025"."""
    first_month, second_month = found.word("m"), found.word("m2")
    opening = int((first_month or second_month or found.groups["m"][0]).value)
    closing = int((second_month or first_month or found.groups["m"][0]).value)
    first, last = day_number(found.groups["d"][0]), day_number(found.groups["d2"][0])
    year_word = found.word("y")
    year = int(year_word.value) if year_word else year_of(context, opening, first)
    if not (is_day(year or 2000, opening, first) and is_day(year or 2000, closing, last)):
        return None
    if year is None:
        return Reading("DATE", f"XXXX-{opening:02d}-{first:02d}/XXXX-{closing:02d}-{last:02d}")
    before = (closing, last) < (opening, first)
    start, end = (year - 1, year) if before and year_word else (year, year + 1 if before else year)
    span = f"{month_name(start, opening)}-{first:02d}/{month_name(end, closing)}-{last:02d}"
    return Reading("DATE", span, span)


def read_month(found: Found, context: Context) -> Reading | None:
    """ "October 2025", "early October", "last October", "October next year"."""
    month = int(found.groups["m"][0].value)
    year = _named_year(found)
    if year is None and context.anchor is not None:
        year = _year_of_month(found, context, context.anchor, month)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    value = month_name(year, month)
    return dated(value, span=part_of_month(year, month, edge_of(found), whole=is_whole(found), about=_about(found)))


def _year_of_month(found: Found, context: Context, anchor: datetime.date, month: int) -> int | None:
    rel, of_year = found.word("rel"), found.word("year")
    if of_year:
        return anchor.year + int(of_year.value)
    if rel is None:
        return year_of(context, month, None)
    if rel.kind in ("LAST", "PAST"):
        return anchor.year - (month >= anchor.month)
    if rel.kind in ("NEXT", "COMING"):
        this_month = rel.kind == "COMING" and month == anchor.month
        return anchor.year + (month <= anchor.month and not this_month)
    return anchor.year


def _about(found: Found) -> str:
    about = found.word("about")
    return "~" if about and about.value == "~" else ""


def read_months(found: Found, context: Context) -> Reading | None:
    """ "May-June 2021"."""
    year = int(found.groups["y"][0].value)
    first, last = int(found.groups["m"][0].value), int(found.groups["m2"][0].value)
    span = f"{month_name(year - (first > last), first)}/{month_name(year, last)}"
    return Reading("DATE", span, span)


def read_year(found: Found, context: Context) -> Reading | None:
    """ "2025", "mid-2025", "the end of 2025"."""
    year = int(found.groups["y"][0].value)
    return dated(f"{year}", span=part_of_year(year, edge_of(found), _about(found)))


def read_short_year(found: Found, context: Context) -> Reading | None:
    """ "'82": of the hundred years up to twenty after publication."""
    digits = int(found.groups["y"][0].text[-2:])
    if context.anchor is None:
        return Reading("DATE", f"XX{digits:02d}")
    year = context.anchor.year + _SHORT_YEARS_AHEAD
    return dated(f"{year - (year - digits) % 100}")


def read_fiscal_year(found: Found, context: Context) -> Reading | None:
    """ "fiscal year 2025": about that year, as fiscal years begin where they like."""
    year = int(found.groups["y"][0].value)
    return dated(f"{year}", span=f"{year}~")


def read_years(found: Found, context: Context) -> Reading | None:
    """ "2019-2021", "2019-21"."""
    first, last = int(found.groups["y"][0].value), int(found.groups["y2"][0].value)
    if last < 100:
        last += first // 100 * 100
    if not first < last <= first + 150:
        return None
    return Reading("DATE", f"{first}/{last}", f"{first}/{last}")


def read_spoken_year(found: Found, context: Context) -> Reading | None:
    """ "nineteen ninety-one"."""
    return dated(f"{_spoken_year(found)}")


def _named_year(found: Found) -> int | None:
    """The year that stands in the expression, in digits or in words."""
    year = found.word("y")
    if year:
        return int(year.value)
    return _spoken_year(found) if found.has("c") else None


def _spoken_year(found: Found) -> int:
    return int(found.groups["c"][0].value) * 100 + int(number_of(found.groups["t"]))


def read_spoken_thousand(found: Found, context: Context) -> Reading | None:
    """ "the year two thousand one"."""
    year = int(number_of(found.groups["n"]))
    return dated(f"{year}") if 1000 <= year <= 2100 else None


def read_decade(found: Found, context: Context) -> Reading | None:
    """ "the early 1980s", "the nineties"."""
    word = found.groups["d"][0]
    if word.kind == "NINETIES":
        decade = int(word.value)
    else:
        digits = int("".join(c for c in word.text if c.isdigit()))
        decade = digits // 10 if digits > 99 else 190 + digits // 10
    return dated(f"{decade}", span=_part_of_span(decade * 10, 10, edge_of(found)))


def read_century(found: Found, context: Context) -> Reading | None:
    """ "the 19th century"."""
    century = ordinal_of(found.groups["n"][0]) - 1
    if not 0 <= century < 100:
        return None
    return dated(f"{century:02d}XX", span=_part_of_span(century * 100, 100, edge_of(found)))


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
    return f"{max(1, start):04d}{mark}/{end:04d}{mark}"  # there is no year 0


def read_quarter(found: Found, context: Context) -> Reading | None:
    """ "the third quarter", "the second half of 2022", "next year's first quarter"."""
    unit, ordinal = found.groups["unit"][0], found.groups["n"][0]
    letter = "Q" if unit.value == "Q" else "H" if unit.kind == "HALF" else None
    if letter is None:
        return None
    parts = 4 if letter == "Q" else 2
    if ordinal.kind == "LAST" and letter == "Q" and not found.has("y2"):
        return counted_unit(context, -1, "Q")
    number = parts if ordinal.kind in ("LAST", "FINAL") else ordinal_of(ordinal)
    if not 1 <= number <= parts:
        return None
    year = _quarter_year(found, context, number * 12 // parts)
    return Reading("DATE", f"XXXX-{letter}{number}") if year is None else dated(f"{year}-{letter}{number}")


def read_quarter_ended(found: Found, context: Context) -> Reading | None:
    """ "the quarter" of "the quarter ended Sept. 30": the one that most of its days lie in.

    Where it was just called by its number, as "the fiscal first quarter", it keeps that number.
    """
    month, day = int(found.groups["m"][0].value), int(found.groups["d"][0].value)
    if context.anchor is None:
        return None
    year = context.anchor.year - ((month, day) > (context.anchor.month, context.anchor.day))
    last = datetime.date(year, month, 1) - (_DAY if day <= _HALF_MONTH else 0 * _DAY)
    value = unit_of(last, "Q")
    return dated(context.quarter or value, span=span_of_value(value))


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


def read_season(found: Found, context: Context) -> Reading | None:
    """ "this summer", "the winter of 2020"."""
    season, named, rel = str(found.groups["s"][0].value), _named_year(found), found.word("rel")
    if named is not None:
        return dated(f"{named}-{season}")
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
    return dated(f"{year}-{season}")


def read_part_of_date(found: Found, context: Context) -> Reading | None:
    """ "the evening of October 9"."""
    return read_day(found, context)


def read_holiday(found: Found, context: Context) -> Reading | None:
    """ "Christmas Eve 2024", "New Year's Day", "Thanksgiving"; the eve of a feast lies in the year that is named."""
    told = str(found.groups["h"][0].value)
    if "#" in told:
        return _moving_feast(found, context, told)
    feast = datetime.date.fromisoformat(f"{_COMMON_YEAR}-{told}")
    if found.has("eve"):
        feast -= datetime.timedelta(days=1)
    month, day = feast.month, feast.day
    year_word = found.word("y")
    year = int(year_word.value) if year_word else year_of(context, month, day)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}-{day:02d}")
    return dated(f"{month_name(year, month)}-{day:02d}")


def _moving_feast(found: Found, context: Context, rule: str) -> Reading:
    """A feast of a month: `11-4#4` is the fourth Thursday of November, `05-1#-1` the last Monday in May."""
    month, weekday, number = (int(part) for part in re.split(r"(?<=\d)[-#]", rule))
    year = _named_year(found) or year_of(context, month, _HALF_MONTH)
    if year is None:
        return Reading("DATE", f"XXXX-{month:02d}")
    days = [day for (day, which) in calendar.Calendar().itermonthdays2(year, month) if day and which + 1 == weekday]
    return dated(f"{month_name(year, month)}-{days[number - (number > 0)]:02d}")


def read_week_of(found: Found, context: Context) -> Reading | None:
    """ "the week of March 6"."""
    day = read_day(found, context)
    unit = str(found.groups["unit"][0].value)
    if day is None or day.span is None or unit not in "WM":
        return day
    start = datetime.date.fromisoformat(day.span.rstrip("~"))
    if found.groups["of"][0].kind == "OF" and unit == "W":
        return dated(unit_of(start, "W"))
    end = moved(start, 1, unit)
    return Reading("DATE", day.value, f"{start}/{end}")


def read_week_of_month(found: Found, context: Context) -> Reading | None:
    """ "the third week of this month", "the first week of March 2021"."""
    month_word, number = found.word("m"), ordinal_of(found.groups["n"][0])
    month = read_month(found, context) if month_word else counted_unit(context, int(found.groups["rel"][0].value), "M")
    if month is None or month.span is None or not 1 <= number <= 4:
        return month
    year, which = (int(part) for part in month.value.split("-"))
    start = datetime.date(year, which, 7 * number - 6)
    return Reading("DATE", month.value, f"{start}~/{start + 6 * _DAY}~", month.relative)


def read_starting(found: Found, context: Context) -> Reading | None:
    """ "a week starting October 9": from that day on, as long as it says."""
    day, word = read_day(found, context), found.groups["unit"][0]
    count, unit = number_of(found.groups["n"]), str(word.value)
    value = duration_value(count, unit, clock=is_clock(word))
    if day is None or day.span is None or isinstance(count, str) or is_clock(word):
        return Reading("DURATION", value, day.span if day else None)
    start = datetime.date.fromisoformat(day.span.rstrip("~"))
    return Reading("DURATION", value, f"{start}/{moved(start, int(count), unit)}")

"""Small arithmetic of the calendar: the EDTF span of a TIMEX3 value, and days, weeks, months counted from a day."""

import calendar
import datetime
import re

from dragoman.errors import BadDate
from dragoman.model.timespan import TimeSpan

__all__ = ["QUARTER", "is_day", "is_edtf", "month_name", "month_of", "moved", "shift_month", "span_of_value", "unit_of"]

QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_DAY = datetime.timedelta(days=1)


def span_of_value(value: str) -> str | None:
    """The EDTF span of a TIMEX3 value, None where it names no stretch of the calendar."""
    day = re.match(r"\d{4}-\d{2}-\d{2}(?=$|T)", value)
    if day:
        return day[0] if is_edtf(day[0]) else None
    week = re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", value)
    if week:
        return _week_span(int(week[1]), int(week[2]), weekend=bool(week[3]))
    quarter = QUARTER.fullmatch(value)
    if quarter:
        last = 3 * int(quarter[2])
        return f"{quarter[1]}-{last - 2:02d}/{quarter[1]}-{last:02d}"
    half = re.fullmatch(r"(\d{4})-H([12])", value)
    if half:
        return f"{half[1]}-01/{half[1]}-06" if half[2] == "1" else f"{half[1]}-07/{half[1]}-12"
    season = re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value)
    if season:
        return _season_span(int(season[1]), season[2])
    decade = re.fullmatch(r"(\d{3})X?", value)
    if decade:
        return f"{decade[1]}0/{decade[1]}9"
    century = re.fullmatch(r"(\d{2})(?:XX)?", value)
    if century:
        return f"{century[1]}00/{century[1]}99" if int(century[1]) else "0001/0099"
    return value if is_edtf(value) else None


def is_edtf(edtf: str) -> bool:
    """Whether a text is a date of the EDTF profile."""
    try:
        TimeSpan.parse(edtf)
    except BadDate:
        return False
    return True


def _week_span(year: int, week: int, *, weekend: bool = False) -> str | None:
    try:
        monday = datetime.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    first = monday + 5 * _DAY if weekend else monday
    return f"{first}/{monday + 6 * _DAY}"


def _season_span(year: int, season: str) -> str:
    if (
        season == "WI"
    ):  # the winter of a year begins in its December; TIMEX3 leaves it open, so both ends are approximate
        return f"{year}-12~/{year + 1}-02~"
    first = {"SP": 3, "SU": 6, "FA": 9}[season]
    return f"{year}-{first:02d}~/{year}-{first + 2:02d}~"


def month_name(year: int, month: int) -> str:
    """`2025-10`."""
    return f"{year:04d}-{month:02d}"


def month_of(day: datetime.date) -> str:
    """The month that a day lies in, as `2025-10`."""
    return month_name(day.year, day.month)


def shift_month(day: datetime.date, months: int) -> tuple[int, int]:
    """Year and month so many months from a day."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def moved(day: datetime.date, count: int, unit: str) -> datetime.date:
    """The day `count` units away; the last of the month where the day does not exist there."""
    if unit in ("D", "W", "F"):
        return day + count * {"D": 1, "W": 7, "F": 14}[unit] * _DAY
    year, month = shift_month(day, count * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}[unit])
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def unit_of(day: datetime.date, unit: str) -> str:
    """The value of the day, week, month ... that `day` lies in."""
    if unit in ("W", "F"):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if unit == "Q":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return {
        "D": day.isoformat(),
        "M": month_name(day.year, day.month),
        "Y": f"{day.year:04d}",
        "E": f"{day.year // 10}",
        "C": f"{day.year // 100}XX",
    }[unit]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]

"""TimeSpan: a time in the world as an EDTF value, with its first day, last day and precision."""

import calendar
import datetime
import functools
import re
from dataclasses import dataclass

from dragoman.errors import BadDate

__all__ = ["TimeSpan"]

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """An EDTF value of the profile `YYYY[-MM[-DD]][~]`, `A/B`, `A/..`, `../B`.

    `earliest` and `latest` are the first and last day it can mean, None at an open end;
    `precision` is `day`, `month`, `year` or `interval`; `approximate` says that `~` stands on it.
    """

    edtf: str
    earliest: datetime.date | None
    latest: datetime.date | None
    precision: str
    approximate: bool

    @staticmethod
    def parse(text: str) -> "TimeSpan":
        """The span that EDTF `text` names.

        Raises:
            BadDate: `text` is not of the profile, or the interval ends before it begins.
        """
        return _parse(text.strip())

    @staticmethod
    def of_day(day: datetime.date) -> "TimeSpan":
        """The span of one day."""
        return _parse(day.isoformat())

    @staticmethod
    def between(first: datetime.date, last: datetime.date) -> "TimeSpan":
        """From day to day, both included; one day, or a whole month or year, takes its shortest name."""
        if first == last:
            return _parse(first.isoformat())
        if first.day == 1 and last == _last_of_month(first.year, first.month):
            return _parse(f"{first:%Y-%m}")
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return _parse(f"{first:%Y}")
        return _parse(f"{first.isoformat()}/{last.isoformat()}")

    @property
    def is_day(self) -> bool:
        """Whether one single day is meant."""
        return self.earliest is not None and self.earliest == self.latest and not self.approximate

    def overlaps(self, other: "TimeSpan") -> bool:
        """Whether the two spans share a day."""
        starts = self.earliest is None or other.latest is None or self.earliest <= other.latest
        ends = self.latest is None or other.earliest is None or other.earliest <= self.latest
        return starts and ends

    def sort_key(self) -> tuple[datetime.date, datetime.date]:
        """Order by last day, then first day; what has no end is placed by its beginning: "since 2021" is old."""
        first = self.earliest or datetime.date.min
        return (self.latest or first, first)

    def __str__(self) -> str:
        return self.edtf


def _last_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _point(text: str, whole: str) -> tuple[datetime.date, datetime.date, str, bool]:
    matched = _POINT.fullmatch(text)
    if matched is None:
        raise _bad(whole)
    year, month, day = int(matched[1]), int(matched[2] or 0), int(matched[3] or 0)
    try:
        if matched[3]:
            first = last = datetime.date(year, month, day)
        elif matched[2]:
            first, last = datetime.date(year, month, 1), _last_of_month(year, month)
        else:
            first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise _bad(whole) from error
    return first, last, "day" if matched[3] else "month" if matched[2] else "year", bool(matched[4])


def _bad(text: str) -> BadDate:
    return BadDate(f"{text!r} is not a date", hint="write 2025, 2025-10, 2025-10-09 or 2025-10-09/2025-10-16 (EDTF)")


@functools.lru_cache(maxsize=65536)
def _parse(text: str) -> TimeSpan:
    if "/" not in text:
        first, last, precision, approximate = _point(text, text)
        return TimeSpan(text, first, last, precision, approximate)
    start, _, end = text.partition("/")
    if start == end == "..":
        raise _bad(text)
    low = None if start == ".." else _point(start, text)
    high = None if end == ".." else _point(end, text)
    if low and high and low[0] > high[1]:
        raise _bad(text)
    approximate = bool((low and low[3]) or (high and high[3]))
    return TimeSpan(text, low[0] if low else None, high[1] if high else None, "interval", approximate)

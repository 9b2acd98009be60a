"""When was a text published, where nothing states it: worked out of its own words if only one day fits them all.

Clues, each a demand on the day:
1. the days between what the text tells as past with its year ("closed in November 2023") and what it foretells
   ("will open on 3 March 2026"), or the day of reading;
2. "today (9 October)", "on Friday, 10 October": the date of the day itself, with or without its year;
3. a stretch of days that is under way ("the June 20-22 visit marks"): the day lies in it;
4. the weekday that the opening paragraph reports under ("said on Friday"): the day is one;
5. a weekday with its date anywhere ("Tuesday, October 7"): the year must have it.
A text without 2 or 3 fits too many days to try.
"""

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.errors import KnowledgeError
from dragoman.extract.times import expressions
from dragoman.extract.times_calendar import is_day
from dragoman.extract.times_cues import TenseCues
from dragoman.extract.times_grammar import Found, load_data
from dragoman.model.document import Published
from dragoman.model.timespan import TimeSpan

__all__ = ["infer_published"]

_DAY = datetime.timedelta(days=1)
_MOST_CANDIDATES = 10
_OPENING_PARAGRAPHS = 2  # a title may stand before the paragraph that opens a report
_OPENING_LENGTH = 1200
_CLAUSE = 200  # characters
_READ = 100_000  # characters: what dates a text stands in its first pages
_YEAR_OPENER = re.compile(r"\b(?:in|since)\s+$", re.IGNORECASE)
_SPELL = 45  # days: a longer stretch is a season or a term of office, no visit


@dataclass(frozen=True, slots=True)
class _Point:
    """A day of some year: month, day, and the weekday said with it."""

    month: int
    day: int
    weekday: int | None = None

    def in_year(self, year: int) -> datetime.date | None:
        """That day in `year`, None where there is none or its weekday is another."""
        if not is_day(year, self.month, self.day):
            return None
        day = datetime.date(year, self.month, self.day)
        return None if self.weekday and day.isoweekday() != self.weekday else day


@dataclass(slots=True)
class _Clues:
    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    days: list[tuple[_Point, int | None]] = field(default_factory=list)
    stretches: list[tuple[_Point, _Point, int | None]] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    dated_weekdays: list[_Point] = field(default_factory=list)

    def not_before(self, day: datetime.date) -> None:
        self.earliest = max(day, self.earliest or day)

    def not_after(self, day: datetime.date) -> None:
        self.latest = min(day, self.latest or day)


def infer_published(text: str, *, today: datetime.date | None = None) -> Published:
    """The day of publication that the words of `text` leave: `inferred` where one fits, `candidates` where a few do.

    `today` is the day of reading: nothing was published after it. Without it a text is dated only where its own
    words set a last day. Where no day or too many fit, the day is unknown.
    """
    clues = _clues(text[:_READ])
    if today is not None:
        clues.not_after(today)
    days = list(_fitting(clues))
    if len(days) == 1:
        return Published(days[0], "inferred")
    if 1 < len(days) <= _MOST_CANDIDATES:
        return Published(None, "candidates", tuple(days))
    return Published.unknown()


def _fitting(clues: _Clues) -> Iterator[datetime.date]:
    """The days that meet every demand, in order; none where no demand names a place in the year."""
    if not clues.days and not clues.stretches:
        return
    for year in _years(clues):
        for day in _days_of_year(clues, year):
            if _meets(clues, day):
                yield day


def _years(clues: _Clues) -> range:
    """The years to try: the one that is named, else those between the bounds; none where a bound is missing."""
    told = [year for _, year in clues.days] + [year for _, _, year in clues.stretches]
    named = {year for year in told if year is not None}
    if len(named) == 1:
        year = named.pop()
        return range(year, year + 1)
    if named or clues.earliest is None or clues.latest is None:
        return range(0)
    return range(clues.earliest.year, clues.latest.year + 1)


def _days_of_year(clues: _Clues, year: int) -> list[datetime.date]:
    """The days of a year that the dates and stretches have in common."""
    common: set[datetime.date] | None = None
    for point, _ in clues.days:
        day = point.in_year(year)
        these = {day} if day else set()
        common = these if common is None else common & these
    for start, end, _ in clues.stretches:
        these = set(_stretch(start, end, year))
        common = these if common is None else common & these
    return sorted(common or ())


def _stretch(start: _Point, end: _Point, year: int) -> Iterator[datetime.date]:
    """The days of `year` in a stretch, which may have begun in the year before."""
    over_new_year = (end.month, end.day) < (start.month, start.day)
    for begin in (year - 1, year) if over_new_year else (year,):
        first, last = start.in_year(begin), end.in_year(begin + over_new_year)
        if first is None or last is None:
            continue
        for offset in range((last - first).days + 1):
            day = first + offset * _DAY
            if day.year == year:
                yield day


def _meets(clues: _Clues, day: datetime.date) -> bool:
    if (clues.earliest and day < clues.earliest) or (clues.latest and day > clues.latest):
        return False
    if clues.weekdays and clues.weekdays != {day.isoweekday()}:
        return False
    return all(_nearest_has(point, day) for point in clues.dated_weekdays)


def _nearest_has(point: _Point, day: datetime.date) -> bool:
    """Whether a date told without its year falls on its weekday in the year nearest to `day`."""
    plain = _Point(point.month, point.day)
    dates = [found for year in (day.year - 1, day.year, day.year + 1) if (found := plain.in_year(year))]
    nearest = min(dates, key=lambda date: abs(date - day), default=None)
    return nearest is not None and nearest.isoweekday() == point.weekday


# -- reading the clues -------------------------------------------------------------------------------------------------


def _clues(text: str) -> _Clues:
    clues = _Clues()
    tense = TenseCues(text)
    words = _load_words()
    opening = _opening(text)
    telling_today = words.today.search(text) is not None
    neutral_means_now = words.under_way_anywhere.search(text) is not None
    opening_weekdays: set[int] = set()
    for found in expressions(text):
        said = tense.tense(found.start)
        if found.read == "weekday" and found.rule == "weekday" and not found.has("rel"):
            if found.start < opening and said == "past":
                opening_weekdays.add(_value(found, "wd"))
        elif found.read == "day" and not found.has("rel"):
            _read_day(clues, text, found, said, in_opening=found.start < opening, words=words)
        elif found.read == "days":
            under_way = _is_under_way(text, found, tense, words)
            _read_days(clues, found, said, under_way=under_way or (neutral_means_now and said != "future"))
        elif found.read in ("year", "month") and said is not None:
            _bound(clues, text, found, said)
    if len(opening_weekdays) == 1 and (telling_today or clues.stretches):
        clues.weekdays = opening_weekdays
    return clues


def _opening(text: str) -> int:
    """Where the opening of a text ends: its title and first paragraph."""
    end = 0
    for _ in range(_OPENING_PARAGRAPHS):
        parted = text.find("\n\n", end)
        if parted < 0:
            return min(len(text), _OPENING_LENGTH)
        end = parted + 2
    return min(end, _OPENING_LENGTH)


def _value(found: Found, group: str) -> int:
    digits = re.match(r"\d+", str(found.groups[group][0].value))
    return int(digits[0]) if digits else 0


def _read_day(
    clues: _Clues, text: str, found: Found, said: str | None, *, in_opening: bool, words: "_ClueWords"
) -> None:
    weekday = _value(found, "wd") if found.has("wd") else None
    year = _value(found, "y") if found.has("y") else None
    point = _Point(_value(found, "m"), _value(found, "d"), weekday)
    is_today = words.today_before.search(text, max(0, found.start - 24), found.start) is not None
    if is_today or (in_opening and weekday and said == "past"):
        clues.days.append((point, year))
    elif weekday and year is None:
        clues.dated_weekdays.append(point)
    if year is not None and said is not None and (day := _Point(point.month, point.day).in_year(year)):
        _bind(clues, day, day, said)


def _read_days(clues: _Clues, found: Found, said: str | None, *, under_way: bool) -> None:
    first, second = found.groups.get("m"), found.groups.get("m2")
    months = [int(words[0].value) for words in (first or second, second or first) if words]
    start, end = _Point(months[0], _value(found, "d")), _Point(months[1], _value(found, "d2"))
    year = _value(found, "y") if found.has("y") else None
    if under_way and _length(start, end) <= _SPELL:
        clues.stretches.append((start, end, year))
    elif year is not None and said is not None:
        first_day, last_day = start.in_year(year), end.in_year(year)
        if first_day and last_day:
            _bind(clues, first_day, last_day, said)


def _length(start: _Point, end: _Point) -> int:
    return ((end.month - start.month) % 12) * 30 + end.day - start.day


def _bound(clues: _Clues, text: str, found: Found, said: str) -> None:
    """A year or month told as past or to come bounds the day of publication."""
    opener = _YEAR_OPENER.search(text, max(0, found.start - 8), found.start)
    if opener is None or not found.has("y") or found.has("about"):
        return
    named = TimeSpan.parse(_year_and_month(found))
    if named.earliest and named.latest:
        _bind(clues, named.earliest, named.latest, said)


def _year_and_month(found: Found) -> str:
    year = str(_value(found, "y"))
    return f"{year}-{_value(found, 'm'):02d}" if found.has("m") else year


def _bind(clues: _Clues, first: datetime.date, last: datetime.date, said: str) -> None:
    if said == "past":
        clues.not_before(first)
    elif said == "future":
        clues.not_after(last)


def _is_under_way(text: str, found: Found, tense: TenseCues, words: "_ClueWords") -> bool:
    """Whether the sentence speaks of a stretch of days in the present, nearer than in another tense."""
    start, end = tense.sentence(found.start)
    start, end = max(start, found.start - _CLAUSE), min(end, found.end + _CLAUSE)
    present = words.under_way.search(text, found.end, end)
    if present is None:
        return False
    other = tense.first_cue(found.end, end)
    return tense.first_cue(start, found.start) is None and (other is None or present.start() < other)


@dataclass(frozen=True, slots=True)
class _ClueWords:
    under_way: re.Pattern[str]
    under_way_anywhere: re.Pattern[str]
    today: re.Pattern[str]
    today_before: re.Pattern[str]


@functools.lru_cache(maxsize=1)
def _load_words() -> _ClueWords:
    """The words of `data/times/published.yaml`.

    Raises:
        KnowledgeError: an entry is missing or no list of words.
    """
    data = load_data("published.yaml")

    def any_of(key: str) -> str:
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise KnowledgeError(f"`{key}` is no list of words", where="data/times/published.yaml")
        return "|".join(re.escape(word) for word in sorted(value, key=len, reverse=True))

    return _ClueWords(
        under_way=re.compile(rf"\b(?:{any_of('under_way')})\b"),
        under_way_anywhere=re.compile(rf"\b(?:{any_of('under_way_anywhere')})\b", re.IGNORECASE),
        today=re.compile(rf"\b(?:{any_of('today')})\b", re.IGNORECASE),
        today_before=re.compile(rf"\b(?:{any_of('today')})\b\s*[(,]?\s*$", re.IGNORECASE),
    )

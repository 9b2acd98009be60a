"""When was a text published, and how do we know: the claims about it in order of trust, never the file's own clock."""

import datetime
import re
from collections.abc import Iterable, Iterator

from dragoman.model.document import Published

__all__ = ["parse_day", "published_by_file_name", "published_by_text", "settle"]

# English month names live here, not in `calendar`, whose names follow the locale of the machine.
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|sept"
_DAY = r"(?P<{0}day>\d{{1,2}})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_MONTH_FIRST = rf"(?P<a_month>{_MONTH})\b\.?\s+{_DAY.format('a_')},?\s+(?P<a_year>\d{{4}})"
_DAY_FIRST = rf"{_DAY.format('b_')}\s+(?P<b_month>{_MONTH})\b\.?,?\s+(?P<b_year>\d{{4}})"
_ISO = r"(?P<c_year>\d{4})-(?P<c_month>\d{2})-(?P<c_day>\d{2})"
_DATE = rf"{_WEEKDAY}(?:{_MONTH_FIRST}|{_DAY_FIRST}|{_ISO})"

_WHOLE = re.compile(rf"{_DATE}(?:[T,]?\s*\d{{1,2}}:\d{{2}}.*)?", re.IGNORECASE | re.DOTALL)
_LABEL = r"(?:(?:published|posted|updated|released|issued|date|dated)(?:\s+on)?\s*:?\s+)?"
_DATE_LINE = re.compile(rf"{_LABEL}{_DATE}(?:\s*[,|]?\s*\d{{1,2}}[:.]\d{{2}}.{{0,20}})?\.?", re.IGNORECASE)
# "KABUL, Oct. 10, 2025 (Agency) —", "New Delhi, 10 October 2025:", "Washington, D.C. | October 10, 2025 -"
_WORD = r"(?:[^\W\d_a-z][\w.'’-]*|al-\w+|de|of|the)"
_DATELINE = re.compile(
    rf"(?-i:{_WORD}(?:,?\s{_WORD}){{0,5}})\s*[,|/(]\s*{_DATE}\)?"
    r"\s*(?:[,/|]?\s*\([^()\n]{1,40}\)|[,/|]\s*[^\s,][^,:\n]{0,30}?)?\s*(?:[—–:_]|-{1,2}\s)",
    re.IGNORECASE,
)
_FILE_DATE = re.compile(r"(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)")

_HEAD_LINES = 6
_HEAD_CHARACTERS = 1500


def parse_day(text: str) -> datetime.date | None:
    """The day that `text` as a whole names, in ISO form (a time may follow) or in English words; None if none."""
    matched = _WHOLE.fullmatch(text.strip())
    return _day(matched) if matched else None


def published_by_text(text: str) -> Iterator[Published]:
    """What the head of a text says: a dated dateline, or a line that is a date and nothing else."""
    lines = [line.strip() for line in text[:_HEAD_CHARACTERS].split("\n")]
    for line in [line for line in lines if line][:_HEAD_LINES]:
        matched = _DATE_LINE.fullmatch(line) or _DATELINE.match(line)
        day = _day(matched) if matched else None
        if day:
            yield Published(day, "dateline")


def published_by_file_name(name: str) -> Iterator[Published]:
    """An ISO date in a file's name: `2025-10-10_kabul.txt`, `kabul-20251010.html`."""
    for year, _, month, day in _FILE_DATE.findall(name):
        found = _checked(int(year), int(month), int(day))
        if found:
            yield Published(found, "file name")


def settle(claims: Iterable[Published]) -> Published:
    """The first claim that settles the matter: one with a day, or one that withholds it.

    Where later claims name other days, all days named stand in `candidates`, in order.
    """
    decided: Published | None = None
    days: set[datetime.date] = set()
    for claim in claims:
        if decided is None and (claim.date or claim.how == "withheld"):
            decided = claim
        if claim.date:
            days.add(claim.date)
    if decided is None:
        return Published.unknown()
    if decided.date is None or len(days) == 1:
        return decided
    return Published(decided.date, decided.how, tuple(sorted(days)))


def _day(matched: re.Match[str]) -> datetime.date | None:
    parts = matched.groupdict()
    for form in ("a_", "b_", "c_"):
        if parts[f"{form}year"]:
            month = parts[f"{form}month"]
            number = int(month) if month.isdigit() else _month_number(month)
            return _checked(int(parts[f"{form}year"]), number, int(parts[f"{form}day"]))
    return None


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower()[:3]))


def _checked(year: int, month: int, day: int) -> datetime.date | None:
    # Four digits that begin no century of the press are a number, not a year.
    if not 1600 <= year <= 2999:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None

"""What stands of a document at a time: its date, its name, its reading. Pure functions of what is known of it.

None of them looks at the order in which things arrived, except where one reader's account replaces another's.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.model.document import Document, Published

__all__ = ["INFERRED", "Reading", "Sighting", "base_name", "lead", "name_all", "published", "stand", "unnumbered"]

INFERRED = frozenset({"unknown", "inferred", "candidates"})
"""What a reader may make of a date that no source gives: these belong to its reading, not to the source."""

_TRUST = ("stated", "front matter", "metadata", "dateline", "file name", "withheld", "unknown")
"""Ways in which a source gives a date, the most trusted first. One that withholds it is believed before a guess."""

_NUMBERED = re.compile(r"(.+)~\d+")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A source in which a text was found, and what it said of it there; `published` is not inferred."""

    document: int
    source: str
    name: str
    url: str | None
    publisher: str | None
    title: str | None
    published: Published
    recorded_at: datetime.datetime

    @staticmethod
    def digest(document: Document, source: str) -> str:
        """The identity of the find: the same text with the same particulars in the same source."""
        day = Sighting.stated(document)
        content = [
            document.hash, source, document.id, document.url, document.publisher, document.title,
            day.date.isoformat() if day.date else None, day.how, [c.isoformat() for c in day.candidates],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    @staticmethod
    def stated(document: Document) -> Published:
        """The date that the source gives, without what a reader made of its absence."""
        return Published.unknown() if document.published.how in INFERRED else document.published


@dataclass(frozen=True, slots=True)
class Reading:
    """That a reader read a document, taking it to be published on a day that a source gives or that it inferred."""

    number: int
    document: int
    reader: str
    published: Published
    recorded_at: datetime.datetime


def lead(sightings: Iterable[Sighting]) -> list[Sighting]:
    """The sightings of one text, the one that dates it first: the most trusted way, then the earliest day."""
    return sorted(sightings, key=_rank)


def published(sightings: Iterable[Sighting]) -> Published:
    """When a text was published, by all that its sources say."""
    return min(sightings, key=_rank).published


def stand(sightings: Iterable[Sighting], readings: Iterable[Reading]) -> tuple[Published, Reading]:
    """When a text was published, and which reading of it stands: the last one made with that date.

    Where no source gives or withholds the date, it is what that reading inferred.
    """
    day = published(sightings)
    reading = max((r for r in readings if _is_made_with(r, day)), key=lambda r: (r.recorded_at, r.number))
    return (reading.published if day.how == "unknown" else day), reading


def base_name(hash_: str, sightings: Iterable[Sighting]) -> str:
    """The smallest id that a source gave the text; its hash, where none gave it one."""
    return min({s.name for s in sightings} - {hash_, ""}, default=hash_)


def name_all(
    bases: Mapping[str, str], days: Mapping[str, datetime.date | None], taken: Iterable[str]
) -> dict[str, str]:
    """The name of each document (by hash) from its base name; a base of several texts is numbered: `id`, `id~2`, ….

    The order is that of publication, unknown days last, then of the hash. A number that would give one of the
    names in `taken` is passed over.
    """
    by_base: dict[str, list[str]] = {}
    for hash_, base in bases.items():
        by_base.setdefault(base, []).append(hash_)
    used = set(taken)
    names: dict[str, str] = {}
    for base, hashes in sorted(by_base.items()):
        hashes.sort(key=lambda h: (days[h] or datetime.date.max, h))
        names[hashes[0]] = base
        names.update(zip(hashes[1:], _numbered(base, len(hashes) - 1, used), strict=True))
    return names


def unnumbered(name: str) -> str:
    """`name` without its number: the base name, if it was numbered by us."""
    matched = _NUMBERED.fullmatch(name)
    return matched[1] if matched else name


def _numbered(base: str, count: int, used: set[str]) -> Sequence[str]:
    names: list[str] = []
    number = 2
    while len(names) < count:
        if f"{base}~{number}" not in used:
            names.append(f"{base}~{number}")
        number += 1
    return names


def _is_made_with(reading: Reading, day: Published) -> bool:
    if day.how == "unknown":
        return reading.published.how in INFERRED
    return reading.published.date == day.date


def _rank(sighting: Sighting) -> tuple[int, datetime.date, tuple[datetime.date, ...], str, str, str, str, str]:
    day = sighting.published
    return (
        _TRUST.index(day.how) if day.how in _TRUST else len(_TRUST),
        day.date or datetime.date.max,
        day.candidates,
        sighting.name,
        sighting.source,
        sighting.publisher or "",
        sighting.url or "",
        sighting.title or "",
    )

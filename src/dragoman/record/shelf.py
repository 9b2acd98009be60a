"""The documents of the record as they stand at a time, each with its one date, name and reading."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.sql import ColumnElement

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Published
from dragoman.record import schema
from dragoman.record.rows import AnyRow, AnySelect, chunked
from dragoman.record.standing import Reading, Sighting, base_name, lead, name_all, published, stand

__all__ = ["Shelf", "Standing"]

_PORTION = 100
"""How many documents are taken from the record at a time where all are gone through."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A document at a time: the number of its reading that stands, whose it is, and where the text was found."""

    published: Published
    reading: int
    reader: str
    sightings: Sequence[Sighting]

    @staticmethod
    def of(sightings: Sequence[Sighting], readings: Iterable[Reading]) -> "Standing":
        day, reading = stand(sightings, readings)
        return Standing(day, reading.number, reading.reader, sightings)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents as they stand at a time, each with its one date and name."""

    connection: Connection
    clocks: Clocks

    def documents(self, numbers: Iterable[int] | None = None) -> dict[int, Document]:
        """The documents of these numbers (all without) that there are at that time."""
        return self.shelved(self.standing(numbers))

    def shelved(self, standing: Mapping[int, Standing]) -> dict[int, Document]:
        """The documents that stand so, with their texts and names."""
        texts = {row.number: row for row in self._texts(standing)}
        names = self._names({n: texts[n].hash for n in standing}, {n: one.sightings for n, one in standing.items()})
        return {n: _document(names[n], texts[n].text, one) for n, one in standing.items()}

    def standing(self, numbers: Iterable[int] | None = None) -> dict[int, Standing]:
        """How the documents of these numbers (all without) stand, but for those not published by `as_of`."""
        wanted = None if numbers is None else set(numbers)
        readings = self._readings(wanted)
        found = {n: Standing.of(s, readings[n]) for n, s in self._sightings(wanted).items()}
        day = self.clocks.as_of
        return {n: s for n, s in found.items() if day is None or (s.published.date and s.published.date <= day)}

    def named(self, names: Collection[str]) -> set[int]:
        """The numbers of the documents to which any source gave one of these ids."""
        query = select(schema.sighting.c.document).where(schema.sighting.c.name.in_(names))
        return set(self.connection.scalars(query))

    def unread(self, reader: str, after: int) -> tuple[list[Document], int | None]:
        """Of some documents numbered above `after` those that stand as another reader read them, without what that
        one inferred of their dates; and the number to go on after, None at the end.
        """
        columns = schema.document.c
        query = select(columns.number).where(columns.number > after).order_by(columns.number).limit(_PORTION)
        numbers = list(self.connection.scalars(query))
        standing = {n: one for n, one in self.standing(numbers).items() if one.reader != reader}
        found = self.shelved({n: replace(one, published=published(one.sightings)) for n, one in standing.items()})
        return [found[n] for n in sorted(found)], numbers[-1] if numbers else None

    def terms(self, number: int) -> dict[int, datetime.datetime | None]:
        """When the time of each reading of a document ended, None for the one that stands."""
        sightings = self._sightings([number])[number]
        readings = self._readings([number])[number]
        ends: dict[int, datetime.datetime | None] = {}
        for moment in sorted({s.recorded_at for s in sightings} | {r.recorded_at for r in readings}):
            known = [r for r in readings if r.recorded_at <= moment]
            _, standing = stand((s for s in sightings if s.recorded_at <= moment), known)
            for one in known:
                if one == standing:
                    ends[one.number] = None
                elif ends.get(one.number) is None:
                    ends[one.number] = moment
        return ends

    def _sightings(self, numbers: Iterable[int] | None) -> dict[int, list[Sighting]]:
        grouped: dict[int, list[Sighting]] = {}
        query = self._known(select(schema.sighting), schema.sighting.c.recorded_at)
        for row in chunked(self.connection, query, schema.sighting.c.document, numbers):
            grouped.setdefault(row.document, []).append(_sighting(row))
        return grouped

    def _readings(self, numbers: Iterable[int] | None) -> dict[int, list[Reading]]:
        grouped: dict[int, list[Reading]] = {}
        query = self._known(select(schema.reading), schema.reading.c.recorded_at)
        for row in chunked(self.connection, query, schema.reading.c.document, numbers):
            one = Reading(row.number, row.document, row.reader, _published(row), row.recorded_at)
            grouped.setdefault(row.document, []).append(one)
        return grouped

    def _texts(self, numbers: Iterable[int] | None) -> Iterator[AnyRow]:
        columns = schema.document.c
        query = select(columns.number, columns.hash, columns.text)
        return chunked(self.connection, query, columns.number, numbers)

    def _names(self, hashes: dict[int, str], sightings: Mapping[int, Sequence[Sighting]]) -> dict[int, str]:
        """The names of these documents; others of the same base name are numbered with them.

        They are numbered by the dates that sources give: a name must not depend on what a reader infers.
        """
        bases = {base_name(hashes[n], s) for n, s in sightings.items()}
        rivals = self._namesakes(bases, set(sightings))
        if rivals:
            columns = schema.document.c
            query = select(columns.number, columns.hash)
            hashes = hashes | {r.number: r.hash for r in chunked(self.connection, query, columns.number, rivals)}
        known = {**sightings, **rivals}
        named = name_all(
            {hashes[n]: base_name(hashes[n], s) for n, s in known.items()},
            {hashes[n]: published(s).date for n, s in known.items()},
            self._taken(Counter(base_name(hashes[n], s) for n, s in known.items())),
        )
        return {n: named[hashes[n]] for n in sightings}

    def _namesakes(self, bases: Collection[str], besides: Collection[int]) -> dict[int, list[Sighting]]:
        columns = schema.sighting.c
        query = self._known(select(columns.document), columns.recorded_at)
        numbers = {row.document for row in chunked(self.connection, query, columns.name, bases)}
        return self._sightings(numbers - set(besides))

    def _taken(self, contested: Mapping[str, int]) -> set[str]:
        """Which of the numbered names that so many texts of a base name may get are ids that a source gave."""
        taken: set[str] = set()
        for base, count in contested.items():
            last, found = count, None
            while count > 1 and (found is None or last < count + len(found)):
                last = count + len(found or ())
                found = self._given({f"{base}~{number}" for number in range(2, last + 1)})
            taken |= found or set()
        return taken

    def _given(self, names: Collection[str]) -> set[str]:
        columns = schema.sighting.c
        query = self._known(select(columns.name), columns.recorded_at)
        return {row.name for row in chunked(self.connection, query, columns.name, names)}

    def _known(self, query: AnySelect, column: ColumnElement[datetime.datetime]) -> AnySelect:
        return query if self.clocks.known_at is None else query.where(column <= self.clocks.known_at)


def _sighting(row: AnyRow) -> Sighting:
    return Sighting(
        row.document, row.source, row.name, row.url, row.publisher, row.title, _published(row), row.recorded_at
    )


def _published(row: AnyRow) -> Published:
    return Published(row.published, row.how, tuple(datetime.date.fromisoformat(day) for day in row.candidates))


def _document(name: str, body: str, standing: Standing) -> Document:
    """The document as its sightings tell of it; each particular is that of the first which has it."""
    ranked = lead(standing.sightings)
    return Document(
        name,
        body,
        standing.published,
        publisher=next((s.publisher for s in ranked if s.publisher), None),
        url=next((s.url for s in ranked if s.url), None),
        title=next((s.title for s in ranked if s.title), None),
    )

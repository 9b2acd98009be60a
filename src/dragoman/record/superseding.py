"""Which documents are superseded at a time: by a correction, a retraction, or a later version at their address.

What stands superseded is not stored. The record keeps where to look (the addresses of sightings, and the keys of
notices); whether one text supersedes another follows from the two as they stand at the time asked for.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from dragoman.merge.notices import keys, notice_keys, supersedes
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.record import schema
from dragoman.record.rows import chunked
from dragoman.record.shelf import Shelf

__all__ = ["note", "superseding"]


def note(connection: Connection, number: int, document: Document) -> None:
    """Keep by what the texts are found that this document means, if it is a notice."""
    columns = schema.notice.c
    held = set(connection.scalars(select(columns.key).where(columns.document == number)))
    rows = [{"document": number, "key": key} for key in sorted(notice_keys(document) - held)]
    if rows:
        connection.execute(insert(schema.notice), rows)


def superseding(connection: Connection, clocks: Clocks, documents: Iterable[Document]) -> dict[str, list[Document]]:
    """By hash, those of the documents that are superseded at that time, with what supersedes each, the latest first."""
    asked = {one.hash: one for one in documents}
    rivals = _rivals(connection, asked)
    if not rivals:
        return {}
    shelf = Shelf(connection, clocks).documents(set().union(*rivals.values()))
    found: dict[str, list[Document]] = {}
    for hash_, numbers in rivals.items():
        later = [shelf[n] for n in numbers if n in shelf and supersedes(shelf[n], asked[hash_])]
        if later:
            found[hash_] = sorted(later, key=lambda d: (d.published.date is None, d.published.date, d.hash))[::-1]
    return found


def _rivals(connection: Connection, asked: dict[str, Document]) -> dict[str, set[int]]:
    """The numbers of the documents that may supersede each, by its hash."""
    found: dict[str, set[int]] = defaultdict(set)
    at_address = defaultdict(set)
    columns = schema.sighting.c
    addresses = {one.url for one in asked.values() if one.url}
    for row in chunked(connection, select(columns.url, columns.document), columns.url, addresses):
        at_address[row.url].add(row.document)
    for hash_, one in asked.items():
        if one.url and len(at_address[one.url]) > 1:
            found[hash_] |= at_address[one.url]
    if connection.execute(select(schema.notice.c.key).limit(1)).first() is None:
        return found
    marks: dict[str, set[str]] = defaultdict(set)
    for hash_, one in asked.items():
        for key in keys(one):
            marks[key].add(hash_)
    for row in chunked(connection, select(schema.notice), schema.notice.c.key, marks):
        for hash_ in marks[row.key]:
            found[hash_].add(row.document)
    return found

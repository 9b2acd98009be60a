"""Queries that all of the record's modules ask, and the types of what they give."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.sql import ColumnElement

from dragoman.record import schema

__all__ = ["AnyRow", "AnySelect", "chunked", "document_number"]

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

_CHUNK = 500
"""How many values one IN list holds; databases set a limit on the variables of a statement."""


def chunked(
    connection: Connection, query: AnySelect, column: ColumnElement[Any], values: Iterable[Any] | None
) -> Iterator[AnyRow]:
    """The rows of `query` whose `column` is one of `values`; all rows for None."""
    if values is None:
        yield from connection.execute(query)
        return
    wanted = sorted(set(values))
    for at in range(0, len(wanted), _CHUNK):
        yield from connection.execute(query.where(column.in_(wanted[at : at + _CHUNK])))


def document_number(connection: Connection, hash_: str) -> int | None:
    """The number of the text with this content hash; None when the record does not hold it."""
    return connection.scalar(select(schema.document.c.number).where(schema.document.c.hash == hash_))

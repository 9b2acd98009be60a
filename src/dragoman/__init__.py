"""Dragoman reads reports of diplomacy and keeps the sourced record of relations between states.

import dragoman
record = dragoman.open("relations.db")
record.read("reports/")
record.relations("IND", "AFG", as_of="2025-06-01")
dragoman.extract("text …", published="2025-10-10")
"""

from typing import TYPE_CHECKING, Any

# A light package, loaded here because its later loading would put it in the place of the function `extract` below.
import dragoman.extract  # noqa: F401

if TYPE_CHECKING:
    from dragoman.serve.python import Record

__all__ = ["Record", "extract", "open"]

# Every module of the package imports this one first, so nothing heavy may be imported here before it is asked for.


def open(address: str, *, model: str | None = None) -> "Record":
    """The record at `address`: a file (SQLite) or a database address. It is made by the first reading.

    `model` names the installed spaCy pipeline to read with, None for the one that comes with the package.
    """
    from dragoman.serve.python import Record

    return Record(address, model=model)


def extract(text: str, *, published: str | None = None, model: str | None = None) -> dict[str, Any]:
    """The events that a text reports, as `dragoman extract` prints them; `published` is a day such as 2025-10-10.

    Raises:
        DragomanError: there is no text in it, or `published` is not a day.
    """
    from dragoman.serve.python import extract

    return extract(text, published=published, model=model)


def __getattr__(name: str) -> Any:
    if name == "Record":
        from dragoman.serve.python import Record

        return Record
    raise AttributeError(f"module 'dragoman' has no attribute {name!r}")

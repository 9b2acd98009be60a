"""The index of words, in SQLite's FTS5 or in PostgreSQL: which documents hold some words, and where they stand.

One tokenizer, FTS5's, decides in both what a word and its stem is. PostgreSQL keeps the stems of each document and
finds those that hold all of the words asked for; a table in memory then finds the places, as SQLite does.
"""

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from sqlalchemy import Connection, text

__all__ = ["Words", "words_of"]

_TABLE = "CREATE VIRTUAL TABLE document_words USING fts5({}, tokenize='porter unicode61 remove_diacritics 2')"

_MATCH = """
    SELECT rowid, text, highlight(document_words, 0, :open, :close) FROM document_words
    WHERE document_words MATCH :query ORDER BY rowid
"""

_BATCH = 200
"""How many candidates are looked into at a time."""

_STEM = 64
"""Characters of a stem that PostgreSQL keeps: an entry of its index has a limit, and the text itself decides."""

Marked = tuple[int, str, str]
"""A document's number, its text as it is held, and the same with marks around the places."""


class Words(Protocol):
    """An index of the words of all documents."""

    def create(self, connection: Connection) -> None:
        """Make it, empty."""

    def drop(self, connection: Connection) -> None:
        """Remove it."""

    def index(self, connection: Connection, number: int) -> None:
        """Add the words of document `number`, which must not be in it."""

    def indexed(self, connection: Connection) -> set[int]:
        """The numbers of the documents in it."""

    def find(self, connection: Connection, phrases: Sequence[str], marks: tuple[str, str]) -> Iterator[Marked]:
        """The documents that hold all phrases, by number, with `marks` around each place."""


def words_of(connection: Connection) -> Words:
    """The index of the database behind `connection`."""
    return _Sqlite() if connection.dialect.name == "sqlite" else _Postgres()


class _Sqlite:
    """FTS5 over the documents: it holds no text of its own but points at them."""

    def create(self, connection: Connection) -> None:
        connection.execute(text(_TABLE.format("text, content='document', content_rowid='number'")))

    def drop(self, connection: Connection) -> None:
        connection.execute(text("DROP TABLE document_words"))

    def index(self, connection: Connection, number: int) -> None:
        connection.execute(
            text("INSERT INTO document_words(rowid, text) SELECT number, text FROM document WHERE number = :number"),
            {"number": number},
        )

    def indexed(self, connection: Connection) -> set[int]:
        return set(connection.scalars(text("SELECT id FROM document_words_docsize")))

    def find(self, connection: Connection, phrases: Sequence[str], marks: tuple[str, str]) -> Iterator[Marked]:
        given = {"open": marks[0], "close": marks[1], "query": _query(phrases)}
        yield from (tuple(row) for row in connection.execute(text(_MATCH), given))


class _Postgres:
    """The stems of each document as an array, under an inverted index."""

    def create(self, connection: Connection) -> None:
        connection.execute(
            text(
                "CREATE TABLE document_words (document INTEGER PRIMARY KEY REFERENCES document (number),"
                " words TEXT[] NOT NULL)"
            )
        )
        connection.execute(text("CREATE INDEX ix_document_words ON document_words USING gin (words)"))

    def drop(self, connection: Connection) -> None:
        connection.execute(text("DROP TABLE document_words"))

    def index(self, connection: Connection, number: int) -> None:
        body = connection.scalar(text("SELECT text FROM document WHERE number = :number"), {"number": number})
        connection.execute(
            text("INSERT INTO document_words (document, words) VALUES (:number, :words)"),
            {"number": number, "words": _stems([body or ""])},
        )

    def indexed(self, connection: Connection) -> set[int]:
        return set(connection.scalars(text("SELECT document FROM document_words")))

    def find(self, connection: Connection, phrases: Sequence[str], marks: tuple[str, str]) -> Iterator[Marked]:
        candidates = connection.execute(
            text(
                "SELECT document.number, document.text FROM document_words JOIN document ON number = document"
                " WHERE words @> CAST(:words AS TEXT[]) ORDER BY number"
            ).execution_options(yield_per=_BATCH),
            {"words": _stems(phrases)},
        )
        given = {"open": marks[0], "close": marks[1], "query": _query(phrases)}
        for batch in iter(lambda: list(itertools.islice(candidates, _BATCH)), []):
            with _in_memory((number, body) for number, body in batch) as memory:
                yield from memory.execute(_MATCH, given)


@contextlib.contextmanager
def _in_memory(texts: Iterable[tuple[int, str]]) -> Iterator[sqlite3.Connection]:
    """An index of some texts, by their numbers."""
    with contextlib.closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(_TABLE.format("text"))
        memory.executemany("INSERT INTO document_words(rowid, text) VALUES (?, ?)", texts)
        yield memory


def _stems(texts: Iterable[str]) -> list[str]:
    """The stems of all words in `texts`, each once."""
    with _in_memory(enumerate(texts)) as memory:
        memory.execute("CREATE VIRTUAL TABLE stems USING fts5vocab('document_words', 'row')")
        return sorted({stem[:_STEM] for (stem,) in memory.execute("SELECT term FROM stems")})


def _query(phrases: Iterable[str]) -> str:
    """Phrases as an FTS5 query that holds nothing but quoted strings."""
    return " AND ".join('"' + phrase.replace('"', '""') + '"' for phrase in phrases)

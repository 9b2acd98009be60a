"""Opens the database of a record, brings it to the current schema, and says what is wrong in one line.

A record in SQLite is one file in write-ahead mode: readers do not wait for the writer nor it for them, and what was
committed survives a killed process and a lost power supply. In PostgreSQL a lock of its own gives the same order:
one writer at a time, and readers who see one state.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from dragoman.errors import RecordError
from dragoman.record.schema import HEAD, VERSION_TABLE

__all__ = ["downgrade", "open_engine", "reads", "shown", "upgrade", "writes"]

_PATIENCE = 30.0
"""Seconds that one process waits for another one to finish its writing."""

_CONNECTING = 10
"""Seconds that a database server may take to answer the first time."""

_SEEING_ONE_STATE: dict[str, dict[str, Any]] = {
    "sqlite": {},  # a transaction sees one state anyhow
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}

_MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x647261676F6D616E
"""The number of the lock that a writer holds in PostgreSQL: one writer at a time keeps the record's clock in order."""

_ADVICE = (
    ("disk is full", "the disk is full", "nothing was half-written: make room and repeat the command"),
    ("readonly database", "the record is read-only", "give yourself leave to write it, or name another with --record"),
    ("is locked", "another process keeps writing to the record", "wait until it has ended and repeat the command"),
    ("not a database", "this is not a record", "name another file with --record"),
    ("unable to open", "the record cannot be opened", "look at the rights of the file and of its folder"),
    ("malformed", "the record is damaged", "restore it from a copy, or read the sources into a new one"),
    ("disk I/O error", "the disk does not take or give the data", "look at its free space, its quota and its health"),
    # PostgreSQL
    ("password", "the database refuses the name or the password", "mend them in the address or in ~/.pgpass"),
    ("Connection refused", "no database answers there", "start it, or look at the host and port of the address"),
    ("timeout expired", "no database answers there", "look at the host and port of the address"),
    ("No such file", "no database answers there", "start it, or name its host in the address"),
    ("translate host name", "there is no such host", "look at the address"),
    ("resolve host", "there is no such host", "look at the address"),
    ("permission denied", "the database does not let this user do it", "let its owner grant it, or name another user"),
    ("database \"", "there is no such database", "make it with `createdb NAME`, or name another"),
    ("role \"", "the database does not know this user", "name one of its users in the address"),
    ("lock timeout", "another process keeps writing to the record", "wait until it has ended and repeat the command"),
    ("read-only transaction", "the record is read-only", "give yourself leave to write it, or name another"),
    ("No space left", "the disk of the database is full", "nothing was half-written: make room and repeat the command"),
    *(
        (part, "the connection to the database was lost", "what was told as done is kept: repeat the command")
        for part in ("closed the connection", "terminating connection", "connection is closed", "connection is lost",
                     "shutting down", "starting up", "connection has been closed", "consuming input failed")
    ),
)  # fmt: skip


def open_engine(address: str, *, read_only: bool, create: bool) -> Engine:
    """The database at `address` (a path, or a URL), at the current schema.

    Raises:
        RecordError: there is none and none is to be made, it is not a record, of a newer schema, or out of reach.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        _look(path, read_only=read_only, create=create)
        engine = _sqlite(path, read_only=read_only)
    else:
        engine = _postgresql(url, address)
    try:
        with translated(address):
            _bring_up(engine, address, read_only=read_only, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def reads(engine: Engine, address: str) -> Iterator[Connection]:
    """A connection that sees one state of the record, whatever others write meanwhile."""
    with (
        translated(address),
        engine.execution_options(**_SEEING_ONE_STATE[engine.dialect.name]).connect() as connection,
    ):
        yield connection


@contextlib.contextmanager
def writes(engine: Engine, address: str) -> Iterator[Connection]:
    """A connection in a transaction that alone may write; all of it is kept, or nothing."""
    writer = engine.execution_options(dragoman_writes=True)
    with translated(address), writer.begin() as connection:
        yield connection


@contextlib.contextmanager
def translated(address: str) -> Iterator[None]:
    """Errors of the database become a RecordError of one line."""
    try:
        yield
    except DBAPIError as error:
        raise _translate(str(error.orig), address) from error
    except sqlite3.Error as error:  # raised by the pragmas, before SQLAlchemy has a statement to speak of
        raise _translate(str(error), address) from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the record up to `revision`, within the transaction of `connection`."""
    _alembic("upgrade", connection, revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the record back to `revision` (`base`: no tables), within the transaction of `connection`."""
    _alembic("downgrade", connection, revision)


def shown(address: str) -> str:
    """`address` as it may be printed: without a password."""
    return make_url(address).render_as_string(hide_password=True) if "://" in address else address


def _alembic(command: str, connection: Connection, revision: str) -> None:
    # Imported here: most runs need no migration, and Alembic takes 0.4 s to import.
    import alembic.command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(alembic.command, command)(config, revision)


def _translate(message: str, address: str) -> RecordError:
    where = shown(address)
    for part, what, hint in _ADVICE:
        if part in message:
            return RecordError(what, where=where, hint=hint)
    return RecordError(f"the record cannot be used ({' '.join(message.split())})", where=where)


def _look(path: Path, *, read_only: bool, create: bool) -> None:
    """Say before the database does, and more clearly, what stands in the way."""
    where = str(path)
    if "\0" in where:
        raise RecordError("no path holds a NUL character", where=repr(where))
    try:
        os.fsencode(path)
        if path.is_dir():
            raise RecordError("this is a folder, not a record", where=where, hint="name a file in it")
        if not path.exists() and (read_only or not create):
            raise RecordError("there is no record here", where=where, hint="`dragoman read SOURCE` begins one")
        if not path.parent.is_dir():
            raise RecordError("there is no such folder", where=str(path.parent), hint="make it, or name another")
    except OSError as error:
        raise RecordError(f"the record cannot be opened ({error.strerror})", where=where) from error
    except UnicodeEncodeError as error:
        raise RecordError("this is no path", where=repr(where)) from error


def _url(address: str) -> URL:
    if "://" not in address:
        return URL.create("sqlite", database=address)
    hint = "write a path or postgresql://…"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise RecordError("this is no database address", where=address.partition("://")[0], hint=hint) from error
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("postgresql+psycopg", "sqlite"):
        raise RecordError(f"a record cannot be kept in {url.drivername!r}", where=shown(address), hint=hint)
    return url


def _postgresql(url: URL, address: str) -> Engine:
    """The engine for a server. The writer's statements each see what was committed before it got the lock."""
    try:
        engine = create_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECTING, **url.query},
        )
    except ImportError as error:
        hint = "install it with `pip install 'dragoman[postgres]'`"
        raise RecordError("the driver for PostgreSQL is not installed", where=shown(address), hint=hint) from error
    event.listen(engine, "begin", _lock)
    return engine


def _lock(connection: Connection) -> None:
    if connection.get_execution_options().get("dragoman_writes", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE:.0f}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _sqlite(path: Path, *, read_only: bool) -> Engine:
    mode = "rw" if path.exists() else "rwc"
    if read_only:
        mode = "ro"
        if not Path(f"{path}-wal").exists() and not _writable(path.parent):
            # Nobody can write here, and the file that readers share cannot be made: it is read as it lies.
            mode = "ro&immutable=1"
    url = URL.create(
        "sqlite", database=f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}", query={"uri": "true"}
    )
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where sqlite3 guesses
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("dragoman_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _bring_up(engine: Engine, address: str, *, read_only: bool, create: bool) -> None:
    with engine.connect() as connection:
        version = _version(connection, address)
    if version == HEAD:
        return
    if version is None and (read_only or not create):
        raise RecordError("there is no record here yet", where=shown(address), hint="`dragoman read SOURCE` begins one")
    if version is not None and version > HEAD:
        raise RecordError(
            f"the record is of schema {version}, this version knows {HEAD} and older",
            where=shown(address),
            hint="install a newer dragoman",
        )
    if read_only:
        raise RecordError(
            f"the record is of the older schema {version} and opened read-only",
            where=shown(address),
            hint="`dragoman read SOURCE` brings it up to date",
        )
    if version is None and engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA journal_mode = WAL")  # kept by the file from now on
        raw.close()
    with writes(engine, address) as connection:
        upgrade(connection)


def _version(connection: Connection, address: str) -> str | None:
    """The schema that the record is of; None for a database with nothing in it."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        # No row: the tables were taken down again.
        version: str | None = connection.scalar(text(f"SELECT max(version_num) FROM {VERSION_TABLE}"))
        return version
    if tables:
        raise RecordError(
            "this database holds something else than a record",
            where=shown(address),
            hint="name another with --record",
        )
    return None

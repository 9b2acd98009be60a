"""A PostgreSQL server for tests: Debian's, started by hand on a free port, its data in a folder that goes with it."""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from dragoman.record.store import Store

_PASSWORD = "of the tests"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40", "autovacuum=off")
"""The data of a test need not outlive a power failure."""


class Server:
    """A running server; each database it gives is new and has the tables of a record."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = itertools.count()
        with self.admin() as admin:
            admin.execute("CREATE DATABASE template_of_tests")
        Store.open(self.url("template_of_tests")).close()

    def url(self, database: str, *, user: str = "postgres", password: str = _PASSWORD) -> str:
        """The address of a database."""
        return f"postgresql://{user}:{password.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def admin(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection that may do everything, each statement at once."""
        return psycopg.connect(self.url("postgres"), autocommit=True)

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a new database with an empty record in it, or with nothing (`empty`)."""
        name = f"record_{next(self._numbers)}"
        template = "template0" if empty else "template_of_tests"
        with self.admin() as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        try:
            yield self.url(name)
        finally:
            with self.admin() as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def disconnect_all(self) -> None:
        """End every other connection, as a server that is restarted does."""
        with self.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


def missing() -> str | None:
    """Why no server can be started here; None where one can."""
    if _programs() is None:
        return "PostgreSQL's server is not installed (Debian: apt-get install postgresql)"
    if os.getuid() == 0 and (shutil.which("setpriv") is None or _user() is None):
        return "PostgreSQL refuses to run as root, and there is no user `postgres` with `setpriv` to run it as"
    return None


@contextmanager
def running() -> Iterator[Server]:
    """A server, stopped at the end."""
    programs = _programs()
    assert programs is not None  # whoever asks has looked for what is `missing`
    folder = Path(tempfile.mkdtemp(prefix="dragoman-postgres-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        shutil.chown(folder, "postgres", "postgres")
    secret = folder / "password"
    secret.write_text(_PASSWORD)
    secret.chmod(0o644)
    data = str(folder / "data")
    try:
        _call([*as_user, str(programs / "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C",
               "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"])  # fmt: skip
        port = _free_port()
        options = [part for setting in _FAST for part in ("-c", setting)]
        command = [*as_user, str(programs / "postgres"), "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", ""]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            _wait(port, server, folder / "log")
            yield Server(port)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    address = f"postgresql://postgres:{_PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/postgres"
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start: {log.read_text()}")


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]}: {done.stderr}")


def _programs() -> Path | None:
    """The folder of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


def _user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

"""What many tests need: the marked documents, and the command as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import servers
from records import new_record

from dragoman.extract.pipeline import Reader
from dragoman.record.store import Store
from dragoman.serve.cli import main

ROOT = Path(__file__).parent.parent

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Ask = Callable[..., "Answer"]


@pytest.fixture(scope="session")
def marked() -> Path:
    """The folder of marked documents; tests that measure on them skip where it is missing."""
    folder = (ROOT / os.environ.get("DRAGOMAN_MARKED", "../shared")).resolve()
    if not (folder / "gold").is_dir():
        pytest.skip(f"no marked documents in {folder} (name their folder in DRAGOMAN_MARKED)")
    return folder


@pytest.fixture(scope="session")
def reader() -> Reader:
    """One reader for all texts: loading takes a second."""
    return Reader()


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Server]:
    """A PostgreSQL server; tests that need one skip, and say why, where there is none."""
    reason = servers.missing()
    if reason is not None:
        pytest.skip(reason)
    with servers.running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new record with nothing in it, in each database that can keep one."""
    if request.param == "sqlite":
        new_record(tmp_path).close()
        yield str(tmp_path / "record.db")
    else:
        with request.getfixturevalue("postgres").database() as url:
            yield url


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A new record with nothing in it, open, in each database that can keep one."""
    with Store.open(address) as opened:
        yield opened


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `dragoman ARGUMENTS` in an empty folder, as a person would: `run("events", "IND", stdin="…")`."""

    def command(
        *arguments: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, python: str = sys.executable
    ):
        sent = stdin.encode() if isinstance(stdin, str) else stdin
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DRAGOMAN_")}
        done = subprocess.run(
            [python, "-m", "dragoman", *arguments],
            input=sent,
            capture_output=True,
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "120", **(env or {})},
            timeout=300,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return command


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ask:
    """Run `dragoman ARGUMENTS` in an empty folder, in this process: as `run`, but for the time it takes to start."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)

    def command(*arguments: str) -> Answer:
        capfd.readouterr()
        code = main(arguments)
        return Answer(code, *capfd.readouterr())

    return command

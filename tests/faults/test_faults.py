"""Rough treatment: a run that is killed at any moment, or meets a full disk, loses nothing that it told as done.

Fifty kills with a light reader for each database that can keep a record, and ten with the command itself.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import light
import pytest

from dragoman.desk import Desk
from dragoman.errors import RecordError
from dragoman.serve.render import event_json

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = 60
KILLS = 50
REAL_KILLS = 10

# Reads the corpus with the real reader and tells of each document when it is done.
READ_ALOUD = """
import sys
from dragoman.desk import Desk
from dragoman.intake import Watcher

class Aloud(Watcher):
    def advanced(self, position):
        print("done", flush=True)

print("ready", flush=True)
Desk(sys.argv[2]).read([sys.argv[1]], watcher=Aloud())
"""

_CAPITALS = ("New Delhi", "Kabul", "Tehran", "Beijing", "Moscow", "Islamabad")
_STATES = ("India", "Afghanistan", "Iran", "China", "Russia", "Pakistan")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some sixty reports of meetings and calls among six states."""
    path = tmp_path_factory.mktemp("corpus") / "reports.jsonl"
    with path.open("w") as out:
        for n in range(DOCUMENTS):
            a, b = _STATES[n % 6], _STATES[(n + 1 + n % 5) % 6]
            text = (
                f"The foreign minister of {a} met the foreign minister of {b} in {_CAPITALS[n % 6]} on Monday. "
                f"They spoke about trade, and {a} invited {b} to send a delegation. This is report {n}."
            )
            row = {"id": f"d{n}", "text": text, "published": f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}"}
            out.write(json.dumps(row) + "\n")
    return path


@pytest.fixture(scope="module")
def answers(corpus: Path) -> list[object]:
    """What a record of the corpus answers that nobody disturbed."""
    record = corpus.parent / "undisturbed.db"
    assert dragoman("read", str(corpus), "--record", str(record)).returncode == 0
    return ask(str(record))


@pytest.fixture(scope="module")
def light_answers(corpus: Path) -> dict[str, list[object]]:
    """The same of the light reader, by its version."""
    record, told = str(corpus.parent / "light.db"), {}
    light.desk(record, "1").read([str(corpus)])
    told["1"] = ask(record)
    light.desk(record, "2").read_again()
    told["2"] = ask(record)
    assert told["1"] != told["2"]
    return told


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a record can be made, and none is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "record.db")
    else:
        with request.getfixturevalue("postgres").database(empty=True) as url:
            yield url


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def dragoman(*arguments: str, largest_file: int | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the command; `largest_file` is the size in bytes at which its disk is full."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "dragoman", *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        preexec_fn=limit,
        check=False,
        timeout=300,
    )


def ask(record: str) -> list[object]:
    """What the record answers about three states."""
    return [event_json(event) for state in ("IND", "AFG", "CHN") for event in Desk(record).events(state)]


def count(record: str) -> int:
    """How many of the documents are in the record."""
    return len(Desk(record).search("report"))


def run_and_kill(command: list[str], dice: random.Random) -> int:
    """Kill a run at a moment of its reading, or before the first document; returns of how many it told."""
    run = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True, env=environment())
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    told, after = 0, dice.randrange(DOCUMENTS)
    while told < after and run.stdout.readline():
        told += 1
    time.sleep(dice.random() * (0.3 if after == 0 else 0.03))
    run.send_signal(signal.SIGKILL)
    told += len(run.stdout.readlines())
    run.wait()
    run.stdout.close()
    return told


def is_begun(record: str) -> bool:
    """Whether there is a record that can be asked; a run may be killed before it made one."""
    try:
        Desk(record).check()
    except RecordError as error:
        if error.what.startswith("there is no record here"):
            return False
        raise
    return True


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_keeps_what_it_told_and_can_be_finished(
    corpus: Path, light_answers: dict[str, list[object]], new_address: str, seed: int
) -> None:
    dice = random.Random(seed)
    told = run_and_kill([light.__file__, str(corpus), new_address, "1"], dice)
    if is_begun(new_address):
        assert Desk(new_address).check() == []
        assert count(new_address) >= told
    else:
        assert told == 0
    finished = light.desk(new_address, "1").read([str(corpus)])
    assert finished.new + finished.known == DOCUMENTS
    assert finished.known >= told
    assert Desk(new_address).check() == []
    assert ask(new_address) == light_answers["1"]


@pytest.mark.parametrize("seed", range(5))
def test_reading_again_can_be_killed_and_finished(
    corpus: Path, light_answers: dict[str, list[object]], new_address: str, seed: int
) -> None:
    light.desk(new_address, "1").read([str(corpus)])
    told = run_and_kill([light.__file__, str(corpus), new_address, "2", "again"], random.Random(seed))
    assert Desk(new_address).check() == []
    assert light.desk(new_address, "2").read_again().documents <= DOCUMENTS - told
    assert Desk(new_address).check() == []
    assert ask(new_address) == light_answers["2"]


@pytest.mark.parametrize("seed", range(REAL_KILLS))
def test_the_command_itself_can_be_killed_and_finished(
    corpus: Path, answers: list[object], new_address: str, seed: int
) -> None:
    told = run_and_kill(["-c", READ_ALOUD, str(corpus), new_address], random.Random(seed))
    if told:
        assert Desk(new_address).check() == []
        assert count(new_address) >= told
    finished = dragoman("read", str(corpus), "--record", new_address)
    assert finished.returncode == 0
    assert count(new_address) == DOCUMENTS
    assert Desk(new_address).check() == []
    assert ask(new_address) == answers


@pytest.mark.parametrize("kilobytes", [16, 96, 160, 240])
def test_a_full_disk_is_one_line_and_nothing_is_half_written(
    corpus: Path, answers: list[object], tmp_path: Path, kilobytes: int
) -> None:
    record = tmp_path / "record.db"
    stopped = dragoman("read", str(corpus), "--record", str(record), largest_file=kilobytes * 1024)
    assert stopped.returncode == 2
    assert stopped.stderr.startswith(f"dragoman: {record}: the disk")
    assert stopped.stderr.count("\n") == 1
    finished = dragoman("read", str(corpus), "--record", str(record))
    assert finished.returncode == 0
    assert Desk(str(record)).check() == []
    assert ask(str(record)) == answers

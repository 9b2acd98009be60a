"""Rough treatment: a run that is killed at any moment, or meets a full disk, loses nothing that it told as done."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman.desk import Desk
from dragoman.serve.render import event_json

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = 60
KILLS = 10

# Reads the corpus and tells of each document when it is done, as a surface with a progress bar would.
READ_ALOUD = """
import sys
from dragoman.desk import Desk, Watcher

class Aloud(Watcher):
    def advanced(self, position):
        print("done", flush=True)

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
    return ask(record)


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


def ask(record: Path) -> list[object]:
    """What the record answers about three states."""
    return [event_json(event) for state in ("IND", "AFG", "CHN") for event in Desk(str(record)).events(state)]


def count(record: Path) -> int:
    """How many of the documents are in the record."""
    return len(Desk(str(record)).search("report"))


def read_and_kill(corpus: Path, record: Path, after: int, delay: float) -> int:
    """Kill a run `delay` seconds after it told of its document number `after`; returns how many it told of."""
    run = subprocess.Popen(
        [sys.executable, "-c", READ_ALOUD, str(corpus), str(record)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert run.stdout is not None
    told = 0
    while told < after and run.stdout.readline():
        told += 1
    time.sleep(delay)
    run.send_signal(signal.SIGKILL)
    told += len(run.stdout.readlines())
    run.wait()
    run.stdout.close()
    return told


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_keeps_what_it_told_and_can_be_finished(
    corpus: Path, answers: list[object], tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    record = tmp_path / "record.db"
    told = read_and_kill(corpus, record, dice.randrange(1, DOCUMENTS), dice.random() * 0.05)
    if told:
        assert Desk(str(record)).check() == []
        assert count(record) >= told
    finished = dragoman("read", str(corpus), "--record", str(record))
    assert finished.returncode == 0
    assert count(record) == DOCUMENTS
    assert ask(record) == answers


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
    assert ask(record) == answers

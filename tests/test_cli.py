"""The command as a person runs it: answers on standard output, notes on standard error, exit codes, start-up."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Ask, Run

from dragoman.serve.cli import main

COMMANDS = (
    "read", "extract", "events", "relations", "brief", "changes", "disputes", "calendar", "search", "show", "code",
    "dates", "check",
)  # fmt: skip

CALL = (
    "KABUL, May 16, 2025 — Foreign Minister Amir Khan Muttaqi of Afghanistan spoke by telephone with India's External "
    "Affairs Minister S. Jaishankar on Thursday."
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """One report of one call, in the folder the command runs in."""
    path = tmp_path / "call.jsonl"
    path.write_text(json.dumps({"id": "call", "text": CALL}) + "\n")
    return path


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of that one report."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "call.jsonl").write_text(json.dumps({"id": "call", "text": CALL}) + "\n")
    assert main(["read", str(folder / "call.jsonl"), "--record", str(folder / "dragoman.db")]) == 0
    return folder / "dragoman.db"


@pytest.fixture
def record(tmp_path: Path, read_once: Path) -> Path:
    """That record, in the folder the command runs in, under its default name."""
    return Path(shutil.copy(read_once, tmp_path / "dragoman.db"))


def imported(run_in: Path, *arguments: str) -> set[str]:
    """The top-level packages that a command loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dragoman", *arguments],
        cwd=run_in,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not imported(tmp_path, "--help") & {"spacy", "alembic", "trafilatura", "sqlalchemy", "rich", "numpy"}


@pytest.mark.parametrize(
    "question",
    [
        ("events", "IND"),
        ("relations", "IND", "AFG"),
        ("brief", "IND", "AFG"),
        ("changes", "IND", "AFG", "--from", "2025-01", "--to", "2025-06"),
        ("disputes",),
        ("calendar",),
        ("search", "telephone"),
    ],
    ids=lambda question: question[0],
)
def test_a_question_loads_no_language_model(record: Path, question: tuple[str, ...]) -> None:
    assert not imported(record.parent, *question, "--json") & {"spacy", "alembic", "trafilatura", "numpy"}


def test_help_lists_every_command(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert [command for command in COMMANDS if not re.search(rf"^  {command} ", done.stdout, re.MULTILINE)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example(ask: Ask, command: str) -> None:
    assert re.search(rf"Examples?:\n    .*dragoman {command} ", ask(command, "--help").stdout)


def test_reports_go_in_and_answers_come_out(run: Run, report: Path) -> None:
    """The way of a new user: read, then ask; JSON stands alone on standard output."""
    done = run("read", "call.jsonl")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("dragoman: 1 new document with ")
    asked = run("events", "IND", "AFG", "--json")
    assert asked.returncode == 0
    (event,) = json.loads(asked.stdout)
    assert event["type"] == "call"
    assert event["reports"][0]["document"] == "call"


def test_what_extract_quotes_stands_in_the_text(run: Run, report: Path) -> None:
    (line,) = run("extract", "call.jsonl").stdout.splitlines()
    answer = json.loads(line)
    assert (answer["id"], answer["published"]) == ("call", "2025-05-16")
    quotes = [e for event in answer["events"] for e in event["evidence"]]
    assert quotes
    assert all(CALL[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_standard_input_may_be_text(run: Run) -> None:
    (line,) = run("extract", "-", "--published", "2025-05-16", stdin=CALL).stdout.splitlines()
    assert json.loads(line)["published"] == "2025-05-16"


def test_standard_input_may_be_json_lines(run: Run) -> None:
    sent = "".join(json.dumps({"id": id, "text": f"{CALL} {id}"}) + "\n" for id in "ab")
    assert [json.loads(line)["id"] for line in run("extract", "-", stdin=sent).stdout.splitlines()] == ["a", "b"]


def test_output_has_the_order_of_input_with_two_processes(run: Run, tmp_path: Path) -> None:
    rows = [{"id": f"d{n}", "text": f"{CALL} {'He said more. ' * (40 - n)}"} for n in range(40)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    alone, together = run("extract", "many.jsonl"), run("extract", "many.jsonl", "--jobs", "2")
    assert [json.loads(line)["id"] for line in alone.stdout.splitlines()] == [row["id"] for row in rows]
    assert together.stdout == alone.stdout


def test_the_record_may_be_named_by_the_environment(run: Run, report: Path) -> None:
    run("read", "call.jsonl", env={"DRAGOMAN_RECORD": "elsewhere.db"})
    assert (report.parent / "elsewhere.db").exists()
    assert not (report.parent / "dragoman.db").exists()


def test_the_record_may_be_named_before_the_command(run: Run, report: Path) -> None:
    run("--record", "first.db", "read", "call.jsonl")
    assert run("check", "--record", "first.db").returncode == 0


def test_a_brief_is_written_to_a_file(ask: Ask, record: Path) -> None:
    done = ask("brief", "IND", "AFG", "-o", "brief.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "dragoman: brief.md is written\n")
    assert (record.parent / "brief.md").read_text() == ask("brief", "IND", "AFG").stdout


QUESTIONS = ["events IND", "relations IND AFG", "brief IND AFG", "search spoke", "show call", "check"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_can_be_had_as_json(ask: Ask, record: Path, question: str) -> None:
    done = ask(*question.split(), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)


def test_the_same_reading_gives_the_same_bytes(run: Run, record: Path, report: Path) -> None:
    run("read", "call.jsonl", "--record", "two.db")
    answers = {run("brief", "IND", "AFG", "--record", record).stdout for record in ("dragoman.db", "two.db", "two.db")}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("events",), "A is missing; `dragoman events --help` shows how"),
        (("evnts", "IND"), "No such command 'evnts'"),
        (("events", "IND", "--sinse", "2025"), "No such option: --sinse"),
        (("events", "IND", "--since", "lately"), "'lately' is not a date"),
        (("events", "IND", "--type", "met"), "there is no type 'met'"),
        (("events", "Afganistan"), "no state, organisation or group is called 'Afganistan'; did you mean"),
        (("relations", "IND", "AFG"), "there is no record here"),
        (("read", "x.txt", "--published", "2025"), "'2025' is not one day"),
        (("extract", "x.txt", "--jobs", "0"), "Invalid value for '--jobs'"),
        (("extract", "call.jsonl", "--model", "no_such_model"), "no_such_model"),
    ],
)
def test_bad_use_is_one_line_and_exit_code_two(
    ask: Ask, report: Path, arguments: tuple[str, ...], problem: str
) -> None:
    done = ask(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


def test_debug_shows_where_an_error_arose(ask: Ask) -> None:
    assert "Traceback" in ask("events", "IND", "--debug").stderr
    assert "Traceback" not in ask("events", "IND").stderr


@pytest.mark.parametrize("question", ["--help", "show call"])
def test_a_closed_pipe_ends_the_command_in_silence(record: Path, question: str) -> None:
    command = f"'{sys.executable}' -m dragoman {question} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=record.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize(
    ("arguments", "unbuffered"), [("search telephone", ""), ("search telephone", "1"), ("--help", "")]
)
def test_output_that_cannot_be_written_is_told(record: Path, arguments: str, unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dragoman", *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=record.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "dragoman: standard output: the answer cannot be written (No space left on device)\n"


def test_what_a_document_says_cannot_steer_a_terminal(ask: Ask, tmp_path: Path) -> None:
    text = f"{CALL}\n\nThe \x1b[31mred\x1b[0m line \u202e was \x9b1m drawn."
    (tmp_path / "red.jsonl").write_text(json.dumps({"id": "red", "text": text}))
    ask("read", "red.jsonl")
    for command in (("search", "drawn"), ("show", "red"), ("brief", "IND", "AFG"), ("events", "IND")):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ask(*command).stdout)


def test_ctrl_c_ends_a_run_in_one_line(tmp_path: Path) -> None:
    """The first document is done before the signal is sent; it is in the record afterwards."""
    rows = [{"id": f"d{n}", "text": f"{CALL} This is report {n}."} for n in range(3000)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    script = (
        "import signal, sys\n"
        "from dragoman.record.store import Store\n"
        "from dragoman.serve.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a run in the background would ignore
        "add = Store.add\n"
        "def add_and_interrupt(*given, **named):\n"
        "    added = add(*given, **named)\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    return added\n"
        "Store.add = add_and_interrupt\n"
        "sys.exit(main(['read', 'many.jsonl']))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, env=env, check=False, timeout=120
    )
    assert done.returncode == 130
    assert done.stderr.startswith("dragoman: stopped after 0 documents;")
    assert done.stderr.count("\n") == 1
    asked = subprocess.run(
        [sys.executable, "-m", "dragoman", "show", "d0", "--json"],
        cwd=tmp_path,
        capture_output=True,
        env=env,
        check=False,
    )
    assert json.loads(asked.stdout)["id"] == "d0"

"""Bad input, one clear line each: what, where and what to do; the rest is read, and nothing stays half-written."""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Ask

GOOD = "India's foreign minister spoke by telephone with the foreign minister of Afghanistan on 15 May 2025."


@pytest.fixture
def good(tmp_path: Path) -> str:
    (tmp_path / "good.txt").write_text(GOOD)
    return "good.txt"


def unprivileged(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as somebody whom file modes bind: root, who runs tests in containers, they do not."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root ignores file modes, and there is no setpriv to drop that power")
        powers = "-dac_override,-dac_read_search"
        prefix = ["setpriv", "--bounding-set", powers, "--inh-caps", powers]
    return subprocess.run(
        [*prefix, sys.executable, "-m", "dragoman", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty; nothing to read"),
        ("blank.md", b" \n\n", "blank.md: the file is empty; nothing to read"),
        ("empty.jsonl", b"", "empty.jsonl: the file is empty; nothing to read"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture.txt: this is a binary file, not text; give "),
        ("latin.txt", "Le délégué est arrivé.".encode("latin-1"), "latin.txt: not UTF-8 text (byte 4); convert it, "),
        ("cut.jsonl.gz", b"\x1f\x8b\x08\0\0\0\0\0", "cut.jsonl.gz: the compressed file is damaged or cut short; "),
        ("page.html", b"<html><script>x()</script></html>", "page.html: no article can be made out in this page; "),
        ("long.txt", b"word " * 10_500_000, "long.txt: longer than 5,000,000 characters; split it into its articles"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_the_rest_is_read(
    ask: Ask, tmp_path: Path, good: str, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = ask("extract", name, good)
    assert done.returncode == 1
    assert done.stderr.startswith(f"dragoman: {problem}")
    assert done.stderr.count("\n") == 1
    assert len(done.stdout.splitlines()) == 1


def test_nothing_to_read_at_all_is_exit_code_two(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = ask("read", "empty.txt")
    assert done.returncode == 2
    assert done.stderr.startswith("dragoman: empty.txt: the file is empty")


def test_a_broken_line_is_named_by_its_number(ask: Ask, tmp_path: Path) -> None:
    row = json.dumps({"id": "a", "text": GOOD})
    (tmp_path / "a.jsonl").write_text(f'{row}\n{{"id": "b", "text": "cut off\n')
    done = ask("extract", "a.jsonl")
    assert done.returncode == 1
    assert done.stderr.startswith("dragoman: a.jsonl line 2: broken JSON (")
    assert len(done.stdout.splitlines()) == 1


def test_a_line_too_long_is_named_and_the_next_is_read(ask: Ask, tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("w") as out:
        out.write(json.dumps({"id": "a", "text": "word " * 13_000_000}) + "\n")
        out.write(json.dumps({"id": "b", "text": GOOD}) + "\n")
    done = ask("extract", "a.jsonl")
    assert done.returncode == 1
    assert done.stderr == "dragoman: a.jsonl line 1: longer than 5,000,000 characters; split it into its articles\n"
    assert json.loads(done.stdout)["id"] == "b"


def test_a_sentence_of_a_hundred_thousand_words_is_read(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("India and Afghanistan and " * 25_000 + "others met.")
    done = ask("extract", "long.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_half_a_character_does_not_stop_a_run(ask: Ask, tmp_path: Path) -> None:
    """JSON can write one half of a surrogate pair, which no encoding takes."""
    (tmp_path / "a.jsonl").write_text('{"id": "half \\ud83e", "text": "Half \\ud83e of it. ' + GOOD + '"}\n')
    extracted = ask("extract", "a.jsonl")
    assert extracted.returncode == 0
    assert json.loads(extracted.stdout)["id"] == "half \ud83e"
    assert ask("read", "a.jsonl").returncode == 0
    assert ask("check").returncode == 0


def test_a_folder_that_may_not_be_entered_is_named_and_the_rest_is_read(tmp_path: Path, good: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    done = unprivileged(tmp_path, "extract", "closed", good)
    closed.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr == "dragoman: closed: not allowed to read it; change its permissions\n"
    assert len(done.stdout.splitlines()) == 1


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, good: str) -> None:
    (tmp_path / "closed.txt").write_text(GOOD)
    (tmp_path / "closed.txt").chmod(0o000)
    done = unprivileged(tmp_path, "extract", "closed.txt", good)
    assert (done.returncode, done.stderr) == (
        1,
        "dragoman: closed.txt: not allowed to read it; change its permissions\n",
    )


def test_a_read_only_record_answers_and_takes_nothing(tmp_path: Path, ask: Ask, good: str) -> None:
    (tmp_path / "kept").mkdir()
    record = tmp_path / "kept" / "record.db"
    ask("read", good, "--record", str(record))
    (tmp_path / "more.txt").write_text("India's ambassador arrived in Kabul on 3 June 2025.")
    record.chmod(0o444)
    record.parent.chmod(0o555)
    asked = unprivileged(tmp_path, "search", "telephone", "--json", "--record", str(record))
    refused = unprivileged(tmp_path, "read", "more.txt", "--record", str(record))
    record.parent.chmod(0o755)
    assert len(json.loads(asked.stdout)) == 1
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"dragoman: {record}: the record is read-only; ")
    assert refused.stderr.count("\n") == 1


def test_a_full_disk_is_one_line_and_leaves_a_sound_record(tmp_path: Path, ask: Ask) -> None:
    rows = (json.dumps({"id": f"d{n}", "text": f"{GOOD} {n} {'x' * 20_000}"}) for n in range(60))
    (tmp_path / "many.jsonl").write_text("\n".join(rows))

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-m", "dragoman", "read", "many.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        preexec_fn=small_disk,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("dragoman: dragoman.db: the disk ")
    assert done.stderr.count("\n") == 1
    assert ask("check").returncode == 0


def test_an_answer_that_cannot_be_filed_leaves_the_old_one(tmp_path: Path, ask: Ask, good: str) -> None:
    ask("read", good)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "brief.md").write_text("The brief of yesterday.")
    (tmp_path / "kept").chmod(0o555)
    done = unprivileged(tmp_path, "brief", "IND", "AFG", "-o", "kept/brief.md")
    (tmp_path / "kept").chmod(0o755)
    assert done.returncode == 2
    assert done.stderr == "dragoman: kept/brief.md: cannot be written (Permission denied); name another file with -o\n"
    assert (tmp_path / "kept" / "brief.md").read_text() == "The brief of yesterday."


@pytest.mark.parametrize("content", [b"not a record", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_record_is_told(ask: Ask, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.db").write_bytes(content)
    done = ask("events", "IND", "--record", "other.db")
    assert done.returncode == 2
    assert done.stderr.startswith("dragoman: other.db: ")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "other.db").read_bytes() == content

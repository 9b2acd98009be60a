"""The documents keep up with the code: commands, steps and links are as they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from conftest import ROOT

from dragoman.serve.cli import app

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
README = (ROOT / "README.md").read_text(encoding="utf-8")

# Put together here, so that this file does not hold what it looks for.
FOREIGN = re.compile("|".join(["/" + "work/", "pypi" + r"\.", "python" + "hosted", "registry" + r"\.", "npm" + "js"]))


def links(page: Path) -> list[str]:
    """Where a page links to inside the project."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made for Markdown pages on the web."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(text))
    return {title.strip().replace(" ", "-") for title in kept}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_its_line_and_example_in_the_readme(name: str) -> None:
    assert re.search(rf"^\| `{name}`: .*\| `.*\bdragoman {name} .*` \|$", README, re.MULTILINE)


@pytest.mark.parametrize("name", re.findall(r"^\| `(\w+)`: ", README, re.MULTILINE))
def test_the_readme_promises_no_command_that_is_not_there(name: str) -> None:
    assert name in COMMANDS


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    """As printed, in a folder that holds the examples."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    code = "\n".join(body for language, body in FENCE.findall(README) if language == "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "occurred" in done.stdout


def test_every_step_of_the_reader_is_explained() -> None:
    pipeline = (ROOT / "src/dragoman/extract/pipeline.py").read_text(encoding="utf-8")
    steps = set(re.findall(r"^from dragoman\.extract\.(\w+) import", pipeline, re.MULTILINE))
    told = (ROOT / "docs/reader.md").read_text(encoding="utf-8")
    assert {step for step in steps if f"`{step}`" not in told and f"`extract/{step}.py`" not in told} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        assert goal.exists(), target
        assert not anchor or anchor in anchors(goal), target


def test_every_page_of_the_documentation_is_linked() -> None:
    start = {ROOT / "README.md", ROOT / "docs/index.md"}
    reached = {(p.parent / t.partition("#")[0]).resolve() for p in start for t in links(p)}
    assert [str(page.relative_to(ROOT)) for page in (ROOT / "docs").iterdir() if page.resolve() not in reached] == []


def test_no_file_names_a_registry_or_the_machine_it_was_made_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: there is no list of the project's files")
    guilty = []
    for name in listed.stdout.rstrip("\0").split("\0"):
        path = ROOT / name
        if path.is_file() and FOREIGN.search(path.read_text(encoding="utf-8", errors="replace")):
            guilty.append(name)
    assert guilty == []

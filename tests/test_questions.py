"""The commands changes, disputes and calendar, as a person runs them on a record of two reports."""

import json
from pathlib import Path

import pytest
from conftest import Ask

from dragoman.serve.cli import main

PLAN = (
    "NEW DELHI, Oct. 3, 2025 — Foreign Minister Amir Khan Muttaqi of Afghanistan will visit India from October 9 to "
    "October 16, the foreign ministry said."
)
CALL = (
    "KABUL, May 16, 2025 — Foreign Minister Amir Khan Muttaqi of Afghanistan spoke by telephone with India's External "
    "Affairs Minister S. Jaishankar on Thursday."
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A record of a call in May and of a plan told in October."""
    folder = tmp_path_factory.mktemp("questions")
    rows = [
        {"id": "call", "text": CALL, "published": "2025-05-16", "publisher": "An agency"},
        {"id": "plan", "text": PLAN, "published": "2025-10-03", "publisher": "A daily"},
    ]
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["read", str(source), "--record", str(folder / "record.db")]) == 0
    return str(folder / "record.db")


def test_changes_tells_what_is_new_and_because_of_which_document(ask: Ask, record: str) -> None:
    days = ("--from", "2025-06-01", "--to", "2025-10-11")
    found = json.loads(ask("changes", "IND", "AFG", *days, "--record", record, "--json").stdout)
    assert (found["parties"], found["clock"]) == (["IND", "AFG"], "published")
    assert (found["from"], found["to"]) == ("2025-06-01", "2025-10-11")
    assert {entry["type"] for entry in found["new"]} >= {"visit"}
    assert {source["document"] for entry in found["new"] for source in entry["because"]} == {"plan"}
    assert all({"events", "evidence"} <= set(entry) for name in ("new", "changed", "standing") for entry in found[name])
    assert found["coverage"]["documents"] == 2


def test_changes_by_the_record_s_own_clock_counts_from_when_it_was_read(ask: Ask, record: str) -> None:
    days = ("--from", "2025-06-01", "--to", "2025-10-11", "--clock", "recorded")
    found = json.loads(ask("changes", "IND", "AFG", *days, "--record", record, "--json").stdout)
    assert (found["new"], found["coverage"]["documents"]) == ([], 0)
    days = ("--from", "2025-06-01", "--to", "2999-01-01", "--clock", "recorded")
    found = json.loads(ask("changes", "IND", "AFG", *days, "--record", record, "--json").stdout)
    assert {source["document"] for entry in found["new"] for source in entry["because"]} == {"call", "plan"}


def test_as_of_bounds_both_days_of_changes(ask: Ask, record: str) -> None:
    days = ("--from", "2025-06-01", "--to", "2025-10-11", "--as-of", "2025-09-01")
    assert "Nothing changed." in ask("changes", "IND", "AFG", *days, "--record", record).stdout


def test_days_in_the_wrong_order_are_bad_use(ask: Ask, record: str) -> None:
    done = ask("changes", "IND", "AFG", "--from", "2025-10-11", "--to", "2025-06-01", "--record", record)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--from is the earlier day" in done.stderr


@pytest.mark.parametrize("command", ["disputes", "calendar"])
def test_more_than_two_parties_are_bad_use(ask: Ask, record: str, command: str) -> None:
    assert ask(command, "IND", "AFG", "CHN", "--record", record).returncode == 2


def test_no_disputes_says_where_was_looked(ask: Ask, record: str) -> None:
    shown = ask("disputes", "IND", "AFG", "--record", record).stdout
    assert "No contradiction is found." in shown
    assert "2 documents were read, published by A daily and An agency, from 16 May to 3 October 2025." in shown


@pytest.mark.parametrize(
    "question",
    [
        ("relations", "FRA", "BRA"),
        ("changes", "FRA", "BRA", "--from", "2025", "--to", "2026"),
        ("disputes", "FRA", "BRA"),
        ("calendar", "FRA", "BRA"),
        ("brief", "FRA", "BRA"),
    ],
    ids=lambda question: question[0],
)
def test_whoever_finds_nothing_learns_in_what_was_looked(ask: Ask, record: str, question: tuple[str, ...]) -> None:
    shown = ask(*question, "--record", record).stdout
    assert "2 documents were read, published by A daily and An agency" in " ".join(shown.split())


def test_the_calendar_tells_what_is_planned_then_due_then_overdue(ask: Ask, record: str) -> None:
    for day, kind in (("2025-10-03", "planned"), ("2025-10-10", "due"), ("2025-12-01", "overdue")):
        shown = json.loads(ask("calendar", "IND", "AFG", "--as-of", day, "--record", record, "--json").stdout)
        assert [entry["kind"] for entry in shown["entries"] if entry["type"] == "visit"] == [kind]


def test_the_calendar_is_written_for_other_calendars(ask: Ask, record: str, tmp_path: Path) -> None:
    done = ask("calendar", "--ics", "plans.ics", "--record", record)
    assert (done.returncode, done.stdout) == (0, "")
    written = (tmp_path / "plans.ics").read_bytes()
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"DTSTART;VALUE=DATE:20251009" in written


def test_relations_name_a_document_by_its_publisher_and_day(ask: Ask, record: str) -> None:
    shown = " ".join(ask("relations", "IND", "AFG", "--record", record).stdout.split())
    assert "An agency, 2025-05-16, call" in shown


def test_a_document_with_many_passages_is_one_hit(ask: Ask, record: str) -> None:
    hits = json.loads(ask("search", "foreign", "--record", record, "--json").stdout)
    assert sorted(hit["document"] for hit in hits) == ["call", "plan"]

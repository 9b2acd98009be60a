"""Quality on marked documents does not fall: the floors stand in `floors.json` and only ever rise."""

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.evaluate.events import EventScores, MarkedEvent, ScoredDocument, score
from dragoman.evaluate.marked import marked_documents, marked_facts
from dragoman.evaluate.run import facts_found
from dragoman.extract.pipeline import Reader

FLOORS: dict[str, Any] = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
SETS = ("seed_reports", "diplomatic_dev")


@pytest.fixture(scope="module")
def read(marked: Path) -> dict[str, list[ScoredDocument]]:
    """Each marked set as read."""
    reader = Reader()
    found = {}
    for name in SETS:
        documents = marked_documents(marked / "gold" / f"{name}.jsonl")
        readings = reader.read_many([m.document for m in documents])
        found[name] = [
            ScoredDocument(m.document.id, m.document.text, m.events, tuple(map(MarkedEvent.of_report, r.reports)))
            for m, r in zip(documents, readings, strict=True)
        ]
    return found


@pytest.fixture(scope="module")
def scores(read: dict[str, list[ScoredDocument]]) -> dict[str, EventScores]:
    """The figures of each set."""
    return {name: score(documents) for name, documents in read.items()}


@pytest.mark.parametrize("name", SETS)
def test_events_are_detected_no_worse_than_before(scores: dict[str, EventScores], name: str) -> None:
    """Type, and parties that overlap."""
    assert scores[name].detect.f1 >= FLOORS[name]["detect"]


@pytest.mark.parametrize("name", SETS)
def test_events_are_right_no_less_often_than_before(scores: dict[str, EventScores], name: str) -> None:
    """Type, the very parties, date and status."""
    assert scores[name].event.f1 >= FLOORS[name]["event"]


@pytest.mark.parametrize("name", SETS)
def test_all_evidence_stands_in_its_document(scores: dict[str, EventScores], name: str) -> None:
    assert scores[name].predicted > 0
    assert scores[name].grounded == 1


def test_the_facts_that_are_asked_for_are_found(marked: Path, read: dict[str, list[ScoredDocument]]) -> None:
    """In one of its documents, with type, change, parties, date, status and people; the message names the others."""
    facts = facts_found(marked_facts(marked / "gold" / "seed_reports_merged.json"), read["seed_reports"])
    missing = {name: lack for name, lack in facts["asked"].items() if lack}
    assert facts["asked_found"] >= FLOORS["asked_facts"], missing


def test_the_floors_are_shares_that_can_be_missed() -> None:
    """A floor of nothing would hold for any reader."""
    assert all(0 < FLOORS[name]["event"] <= FLOORS[name]["detect"] < 1 for name in SETS)

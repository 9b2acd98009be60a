"""The texts written for training: they keep the guidelines, and name nobody of the table of office holders."""

from pathlib import Path

import pytest

from dragoman.evaluate.gold import checked_documents
from dragoman.evaluate.marked import MarkedDocument
from dragoman.knowledge.offices import Offices

FOLDER = Path(__file__).parent.parent / "train" / "written"


@pytest.fixture(scope="module")
def written() -> list[MarkedDocument]:
    """All of them; what is wrong with a line fails here."""
    read = list(checked_documents([str(path) for path in sorted(FOLDER.glob("*.jsonl"))]))
    assert [one for one in read if not isinstance(one, MarkedDocument)] == []
    return [one for one in read if isinstance(one, MarkedDocument)]


def test_the_marks_keep_the_guidelines(written: list[MarkedDocument]) -> None:
    """Types, roles, statuses and dates were checked when they were read; every quote stands in its text."""
    assert len(written) == len({m.document.hash for m in written}) == 772
    assert all(q.stands_in(m.document.text) for m in written for e in m.events for q in e.evidence)


def test_no_text_names_anybody_of_the_table_of_office_holders(written: list[MarkedDocument]) -> None:
    offices = Offices.load()
    named = {name for m in written for e in m.events for p in e.parties for name in p.people if " " in name}
    assert offices.holders("Sergey Lavrov")
    assert named
    assert {name for name in named if offices.holders(name)} == set()

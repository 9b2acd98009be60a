"""What the two marked reports answer once the reader has read them into a record."""

import json
from pathlib import Path
from typing import Any

import pytest
from factory import citations

from dragoman.answer.entries import Citation
from dragoman.answer.relations import relations
from dragoman.desk import Desk, clocks

PAIRS = [("IND", "AFG"), ("AFG", "IRN"), ("CHN", "AFG"), ("IND", "PAK"), ("AFG", "RUS")]


@pytest.fixture(scope="module")
def texts(marked: Path) -> dict[str, str]:
    """The texts by id."""
    lines = (marked / "gold" / "seed_reports.jsonl").read_text("utf-8").splitlines()
    return {row["doc"]["id"]: row["doc"]["text"] for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def desk(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A record of both."""
    folder = tmp_path_factory.mktemp("two")
    lines = (marked / "gold" / "seed_reports.jsonl").read_text("utf-8").splitlines()
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(json.loads(line)["doc"]) + "\n" for line in lines), "utf-8")
    made = Desk(str(folder / "record.db"))
    made.read([str(source)])
    return made


def answered(fact: dict[str, Any], cited: set[Citation], texts: dict[str, str]) -> bool:
    """Whether a citation overlaps half of one of the fact's quotes, and is no longer than three times it."""
    for document, quote in fact["evidence"]:
        start = texts[document].index(quote)
        for one in (c for c in cited if c.document == document):
            shared = min(one.end, start + len(quote)) - max(one.start, start)
            if shared >= len(quote) / 2 and one.end - one.start <= 3 * len(quote):
                return True
    return False


def test_most_facts_that_a_reader_should_be_able_to_ask_for_are_answered(
    desk: Desk, texts: dict[str, str], marked: Path
) -> None:
    facts = json.loads((marked / "gold" / "seed_reports_merged.json").read_text("utf-8"))["state_of_relations"]
    cited = set(citations(desk.relations("IND", "AFG", at=clocks("2025-10-11"))))
    missing = [fact["fact"] for fact in facts if not answered(fact, cited, texts)]
    assert len(facts) - len(missing) >= 20, missing


def test_in_june_nothing_of_october_is_known(desk: Desk) -> None:
    known = desk.relations("IND", "AFG", at=clocks("2025-06-01"))
    assert {citation.document for citation in citations(known)} == {"seed-002"}
    assert "2025-10" not in repr(known)


def test_every_citation_re_reads(desk: Desk, texts: dict[str, str]) -> None:
    cited = list(citations(desk.relations("IND", "AFG")))
    assert cited
    assert all(texts[c.document][c.start : c.end] == c.text for c in cited)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_what_is_loaded_for_two_answers_as_the_whole_record_would(desk: Desk, pair: tuple[str, str]) -> None:
    known = desk.relations(*pair)
    assert known == relations(desk.events(), *pair, as_of=None, coverage=known.coverage)


def test_claims_of_rank_are_kept_with_their_sentence(desk: Desk) -> None:
    kept = desk.relations("IND", "AFG").claims
    assert {claim.kind for claim in kept} == {"first", "highest"}
    assert all(str(claim.since) == "2021-08" and claim.text in claim.evidence[0].text for claim in kept)
    assert {claim.verdict for claim in kept} == {"beyond the record"}

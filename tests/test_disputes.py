"""Contradictions are found, typed and shown side by side; none is settled."""

from dataclasses import replace
from typing import Any

import pytest
from factory import document, event, report

from dragoman.answer.disputes import Disputes, disputes_of
from dragoman.answer.terms import Terms
from dragoman.errors import KnowledgeError
from dragoman.model.event import Event, StoredReport
from dragoman.record.store import Coverage

NOWHERE = Coverage(0, (), None, None)
TALKS = ("IND:peer:S. Jaishankar", "CHN:peer:Wang Yi")


def told(quote: str, type_: str, *parties: str, publisher: str = "An agency", **fields: Any) -> StoredReport:
    """One report, in a document of its publisher that holds its quote and nothing else."""
    return report(document(quote, "2025-10-10", id=quote, publisher=publisher), quote, type_, *parties, **fields)


def found(*events: Event, parties: tuple[str, ...] = ("IND", "CHN")) -> Disputes:
    return disputes_of(events, parties, coverage=NOWHERE)


def claims(answer: Disputes) -> list[tuple[str, list[str]]]:
    """The kind of each dispute with what its sides claim."""
    return [(one.kind, [side.claim for side in one.sides]) for one in answer.disputes]


def test_held_and_denied_stand_side_by_side_with_who_says_so() -> None:
    held = told("Troops crossed", "attack", "CHN:actor", "IND:target", source="New Delhi")
    denied = told("None crossed", "attack", "CHN:actor", "IND:target", status="denied", source="Beijing")
    [dispute] = found(event(held, denied, disputed=True)).disputes
    assert [(side.claim, side.source, side.evidence[0].text) for side in dispute.sides] == [
        ("held", "New Delhi", "Troops crossed"),
        ("denied", "Beijing", "None crossed"),
    ]


def test_a_claim_and_its_denial_that_are_two_events_are_one_dispute() -> None:
    held = event(told("Troops crossed", "attack", "CHN:actor", "IND:target", when="2025-10-09"))
    denied = event(told("None crossed", "attack", "CHN:actor", "IND:target", when="2025-10", status="denied"))
    answer = found(held, denied)
    assert claims(answer) == [("held or denied", ["held", "denied"])]
    assert set(answer.disputes[0].events) == {held.id, denied.id}


def test_a_denial_of_another_day_denies_something_else() -> None:
    held = event(told("Troops crossed", "attack", "CHN:actor", "IND:target", when="2025-10-09"))
    denied = event(told("None crossed", "attack", "CHN:actor", "IND:target", when="2024", status="denied"))
    assert claims(found(held, denied)) == [("held or denied", ["denied"])]


def test_what_is_alleged_and_not_answered_is_no_contradiction() -> None:
    assert claims(found(event(told("Troops are said to", "attack", "CHN:actor", "IND:target", status="alleged")))) == []


def test_two_publishers_that_tell_different_days_disagree() -> None:
    one = told("They met on Monday", "meeting", *TALKS, when="2025-10-06")
    other = told("They met on Tuesday", "meeting", *TALKS, when="2025-10-07", publisher="A daily")
    assert claims(found(event(one, other))) == [("day", ["2025-10-06", "2025-10-07"])]


def test_a_day_within_a_month_is_the_same_day() -> None:
    one = told("They met in October", "meeting", *TALKS, when="2025-10")
    other = told("They met on Tuesday", "meeting", *TALKS, when="2025-10-07", publisher="A daily")
    assert claims(found(event(one, other))) == []


def test_a_reprint_that_tells_another_day_is_no_other_account() -> None:
    one = told("The ministers met on Monday", "meeting", *TALKS, when="2025-10-06")
    reprint = told("The ministers met", "meeting", *TALKS, when="2025-10-07", publisher="A newspaper")
    assert claims(found(event(one, reprint))) != []
    assert claims(found(replace(event(one, reprint), origins=1))) == []


def test_two_days_of_one_visit_are_no_contradiction() -> None:
    parties = ("CHN:actor:Wang Yi", "IND:target")
    whole = told("a visit of three days", "visit", *parties, when="2025-10-06/2025-10-08", publisher="A paper")
    first = told("He came on Monday", "visit", *parties, when="2025-10-06")
    second = told("In Delhi on Tuesday", "visit", *parties, when="2025-10-07", publisher="A daily")
    assert claims(found(event(whole, first, second))) == []


def test_a_plan_that_says_how_long_a_visit_is_explains_its_days() -> None:
    parties = ("CHN:actor:Wang Yi", "IND:target")
    plan = told("from 6 to 8 October", "visit", *parties, when="2025-10-06/2025-10-08", status="planned")
    first = told("He came on Monday", "visit", *parties, when="2025-10-06", publisher="A paper")
    second = told("In Delhi on Tuesday", "visit", *parties, when="2025-10-07", publisher="A daily")
    assert claims(found(event(plan, first, second))) == []


def test_one_publisher_that_tells_two_days_tells_of_two_occasions() -> None:
    one, other = (told(f"They met, {day}", "meeting", *TALKS, when=day) for day in ("2025-10-06", "2025-10-07"))
    assert claims(found(event(one, other))) == []


def test_a_plan_for_another_day_is_no_contradiction() -> None:
    plan = told("They will meet on Monday", "meeting", *TALKS, when="2025-10-06", status="planned")
    held = told("They met on Tuesday", "meeting", *TALKS, when="2025-10-07", publisher="A daily")
    assert claims(found(event(plan, held))) == []


@pytest.mark.parametrize(
    ("here", "there", "differ"),
    [
        ("Kabul", "Dubai", True),
        ("Kabul", "Herat", True),
        ("New Delhi", "Delhi", False),
        ("India", "New Delhi", False),
        ("a border post", "Kabul", False),
    ],
)
def test_places_differ_where_they_cannot_be_one(here: str, there: str, differ: bool) -> None:
    one = told("They met here", "meeting", *TALKS, place=here)
    other = told("They met there", "meeting", *TALKS, place=there, publisher="A daily")
    assert [kind for kind, _ in claims(found(event(one, other)))] == (["place"] if differ else [])


def test_terms_differ_where_one_unit_has_two_numbers() -> None:
    one = told("They signed a ten-year deal", "agreement", "IND:peer", "IRN:peer", change="sign")
    other = told("It is for 5 years", "agreement", "IND:peer", "IRN:peer", change="sign", publisher="A daily")
    answer = found(event(one, other), parties=("IND",))
    assert claims(answer) == [("terms", ["10 year", "5 year"])]


def test_what_both_ministries_tell_of_one_call_stands_side_by_side() -> None:
    ours = told(
        "They spoke of trade", "call", *TALKS, topics=("trade",), publisher="Ministry of External Affairs of India"
    )
    theirs = told("They spoke of peace", "call", *TALKS, topics=("peace",), publisher="Chinese Foreign Ministry")
    assert claims(found(event(ours, theirs))) == [("accounts", ["China: peace", "India: trade"])]


def test_a_newspaper_is_no_ministry() -> None:
    ours = told("They spoke of trade", "call", *TALKS, topics=("trade",), publisher="Ministry of External Affairs")
    theirs = told("They spoke of peace", "call", *TALKS, topics=("peace",), publisher="The China Courier")
    assert claims(found(event(ours, theirs))) == []


def test_without_parties_all_disputes_are_told_and_with_one_only_its_own() -> None:
    one = event(told("A", "attack", "CHN:actor", "IND:target", status="denied"))
    other = event(told("B", "attack", "RUS:actor", "UKR:target", status="denied"))
    assert len(found(one, other, parties=()).disputes) == 2
    assert [d.events for d in found(one, other, parties=("UKR",)).disputes] == [(other.id,)]


def test_numbers_are_read_with_their_units() -> None:
    said = Terms.load().of_text("a $1.5 billion loan, 30 per cent of it over ten years, for 2025 and 12 ships")
    assert said == {"dollar": {1.5e9}, "percent": {30.0}, "year": {10.0}}


def test_a_word_of_two_units_is_a_fault_of_the_data() -> None:
    data = {"units": {"day": ["day"], "week": ["day"]}, "currencies": {}, "scales": {}, "numbers": {}, "offices": ["x"]}
    with pytest.raises(KnowledgeError, match="two units"):
        Terms.of(data)

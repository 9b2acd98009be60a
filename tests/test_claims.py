"""Claims of rank are found in the words of a text, and checked against what the record holds."""

from typing import Any

import pytest
from factory import document, event, report

from dragoman.answer.claims import claims
from dragoman.answer.entries import Claim
from dragoman.model.event import Event

INDIA, KABUL = "IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi"
GUEST = "AFG:actor:Amir Khan Muttaqi"


def told(text: str, quote: str, type_: str, *parties: str, published: str = "2025-10-10", **fields: Any) -> Event:
    """The event of one report in a text that holds its quote."""
    return event(report(document(text, published, id=text), quote, type_, *parties, **fields))


def visit(text: str, quote: str, when: str | None = "2025-10-09", **fields: Any) -> Event:
    return told(text, quote, "visit", GUEST, "IND:target", when=when, **fields)


def found(*events: Event) -> tuple[Claim, ...]:
    return claims(events, "IND", "AFG")


def test_a_first_since_a_year_is_kept_with_its_words_and_its_time() -> None:
    text = "Muttaqi came to Delhi on Thursday, the first visit by a minister from Kabul since August 2021."
    came = visit(text, "Muttaqi came to Delhi")
    [claim] = found(came)
    assert (claim.kind, claim.text) == ("first", "first visit by a minister from Kabul since August 2021")
    assert (str(claim.since), claim.events) == ("2021-08", (came.id,))
    assert claim.evidence[0].text == text.rstrip(".")


def test_a_stretch_of_time_is_counted_back_from_the_event() -> None:
    text = "Muttaqi came to Delhi, the first such trip in nine years."
    [claim] = found(visit(text, "Muttaqi came to Delhi"))
    assert str(claim.since) == "2016"


def test_an_earlier_visit_within_that_time_contradicts_it() -> None:
    came = visit("Muttaqi came to Delhi, his government's first visit since 2021.", "Muttaqi came to Delhi")
    before = visit("Muttaqi was in Delhi in 2023.", "Muttaqi was in Delhi", "2023-03-01")
    [claim] = found(came, before)
    assert (claim.verdict, claim.events) == ("contradicted", (came.id, before.id))
    assert [citation.text for citation in claim.evidence][-1] == "Muttaqi was in Delhi"


@pytest.mark.parametrize(
    "earlier",
    [
        visit("Muttaqi was there.", "Muttaqi was there", "2020-03-01"),
        visit("Muttaqi was there.", "Muttaqi was there", "2021"),
        visit("Muttaqi was there.", "Muttaqi was there", None),
        visit("Muttaqi was to come.", "Muttaqi was to come", "2023-03-01", status="cancelled"),
        told("India's minister went.", "India's minister went", "visit", "IND:actor", "AFG:target", when="2023-03-01"),
        told("They met.", "They met", "meeting", INDIA, KABUL, when="2023-03-01"),
    ],
    ids=["before", "perhaps before", "undated", "called off", "the other way", "no visit"],
)
def test_what_does_not_fall_under_a_claim_leaves_it_standing(earlier: Event) -> None:
    came = visit("Muttaqi came to Delhi, the first visit from Kabul since 2021.", "Muttaqi came to Delhi")
    assert [claim.verdict for claim in found(came, earlier)] == ["beyond the record"]


def test_a_record_that_reaches_back_far_enough_supports_a_claim() -> None:
    came = visit("Muttaqi came to Delhi, the first visit from Kabul since 2021.", "Muttaqi came to Delhi")
    talked = told("They met.", "They met", "meeting", INDIA, KABUL, when="2021-02-01", published="2021-02-02")
    assert [claim.verdict for claim in found(came, talked)] == ["supported"]


def test_a_first_ever_is_beyond_any_record() -> None:
    came = visit("It was Muttaqi's first-ever visit to Delhi.", "Muttaqi's first-ever visit to Delhi")
    talked = told("They met.", "They met", "meeting", INDIA, KABUL, when="1999", published="1999-02-02")
    assert [claim.verdict for claim in found(came, talked)] == ["beyond the record"]


def test_the_first_visit_of_a_person_is_not_contradicted_by_another_person() -> None:
    came = visit("Muttaqi came to Delhi on his first visit since 2021.", "Muttaqi came to Delhi")
    other = told("A deputy came.", "A deputy came", "visit", "AFG:actor:Bilal Karimi", "IND:target", when="2023-03-01")
    same = visit("Muttaqi was in Delhi.", "Muttaqi was in Delhi", "2024-03-01")
    assert [claim.verdict for claim in found(came, other)] == ["beyond the record"]
    assert [claim.verdict for claim in found(came, other, same)] == ["contradicted"]


def test_a_lower_delegation_does_not_contradict_the_first_at_high_level() -> None:
    came = visit("Muttaqi came, the first high-level delegation from Kabul since 2021.", "Muttaqi came")
    lower = told("Consul Ali came.", "Consul Ali came", "visit", "AFG:actor:Ali", "IND:target", when="2023-03-01")
    assert [claim.verdict for claim in found(came, lower)] == ["beyond the record"]


def test_the_first_at_this_level_is_not_contradicted_by_lower_contacts() -> None:
    ministers = "Foreign Minister S. Jaishankar met Foreign Minister Amir Khan Muttaqi"
    text = f"{ministers}, the first contact at this level since 2021."
    met = told(text, "met Foreign Minister Amir Khan Muttaqi", "meeting", INDIA, KABUL, when="2025-05-15")
    lower = told(
        "Consul Ali met Consul Rao.", "met Consul Rao", "meeting", "IND:peer:Rao", "AFG:peer:Ali", when="2024-01-01"
    )
    assert [claim.verdict for claim in found(met, lower)] == ["beyond the record"]


def test_what_came_after_a_text_does_not_contradict_it() -> None:
    said = "It will be the first visit from Kabul since 2021."
    plan = report(document(said, "2025-09-08"), said, "visit", GUEST, "IND:target", when="2025-12", status="planned")
    came = visit("Muttaqi was in Delhi.", "Muttaqi was in Delhi", "2025-10-09")
    assert [claim.verdict for claim in found(event(plan), came)] == ["beyond the record"]


def test_the_highest_contact_is_contradicted_by_a_higher_one() -> None:
    text = "The foreign secretary met Deputy Minister Karimi, the highest-level contact since 2021."
    met = told(text, "The foreign secretary met Deputy Minister Karimi", "meeting", "IND:peer", "AFG:peer", when="2025")
    higher = told(
        "Foreign Minister S. Jaishankar met Foreign Minister Amir Khan Muttaqi.",
        "met Foreign Minister Amir Khan Muttaqi",
        "meeting",
        INDIA,
        KABUL,
        when="2023-03-01",
    )
    alike = told("The deputies met.", "The deputies met", "meeting", "IND:peer", "AFG:peer", when="2023-03-01")
    assert [(claim.kind, claim.verdict) for claim in found(met, alike)] == [("highest", "beyond the record")]
    assert [(claim.kind, claim.verdict) for claim in found(met, higher)] == [("highest", "contradicted")]


def test_the_first_country_to_do_so_is_contradicted_by_another_country() -> None:
    text = "India accepted the credentials of an Afghan ambassador, the first country to do so since 2021."
    ours = told(text, "India accepted the credentials", "envoy", "IND:actor", "AFG:target", change="accredit")
    dated = event(report(ours.reports[0].document, text, "envoy", "IND:actor", "AFG:target", change="accredit", when="2025-02"))  # fmt: skip  # noqa: E501
    theirs = told("China did.", "China did", "envoy", "CHN:actor", "AFG:target", change="accredit", when="2024-01-30")
    [claim] = found(dated, theirs)
    assert (claim.verdict, claim.events) == ("contradicted", (dated.id, theirs.id))


@pytest.mark.parametrize(
    "text",
    [
        "Muttaqi came to Delhi, where first responders met him.",
        "Muttaqi came to Delhi in the first quarter.",
        "Muttaqi came to Delhi and first asked for visas.",
        "Muttaqi came to Delhi. The first visit since 2021 was that of somebody else.",
    ],
)
def test_other_firsts_are_no_claims(text: str) -> None:
    assert found(visit(text, "Muttaqi came to Delhi")) == ()


def test_of_two_events_in_a_sentence_the_claim_is_of_the_one_it_names() -> None:
    text = "Muttaqi came to Delhi and met Jaishankar, the first meeting of the two since 2021."
    came, met = visit(text, "Muttaqi came to Delhi"), told(text, "met Jaishankar", "meeting", INDIA, KABUL, when="2025")
    [claim] = found(came, met)
    assert claim.events == (met.id,)


def test_one_claim_told_in_two_texts_is_one_with_both_cited() -> None:
    texts = ("Muttaqi came, the first visit since 2021.", "It is the first visit since 2021: Muttaqi came.")
    reports = [visit(text, "Muttaqi came").reports[0] for text in texts]
    [claim] = found(event(*reports))
    assert {citation.document for citation in claim.evidence} == set(texts)

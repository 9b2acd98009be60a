"""The brief reads as English, says no more than the record, and every sentence has its sources."""

import datetime
import re
from dataclasses import replace
from typing import Any

import pytest
from factory import document, event, report

from dragoman.answer.brief import Brief, Section, brief
from dragoman.answer.relations import relations
from dragoman.answer.wording import Wording
from dragoman.errors import KnowledgeError
from dragoman.knowledge.ontology import Ontology
from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Coverage

GUEST = "AFG/TALIBAN:actor:Amir Khan Muttaqi"
DAY = datetime.date(2025, 10, 11)


def told(quote: str, type_: str, *parties: str, published: str | None = "2025-10-10", **fields: Any) -> Event:
    """The event of one report in a document that holds its quote and nothing else."""
    return event(report(document(quote, published, id=quote, publisher="An agency"), quote, type_, *parties, **fields))


def write(*events: Event, since: datetime.date | None = None, documents: int = 1) -> Brief:
    """The brief on India and Afghanistan from these events."""
    coverage = Coverage(documents, ("An agency",), datetime.date(2025, 1, 8), datetime.date(2025, 10, 10))
    known = relations(events, "IND", "AFG", as_of=DAY, coverage=coverage)
    return brief(known, events, "IND", "AFG", since=since, as_of=DAY)


def section(written: Brief, title: str) -> Section:
    return next(one for one in written.sections if one.title == title)


def said(one: Event) -> str:
    return Wording.load().sentence(one)


# Sentences


def test_a_visit_is_told_with_guest_host_and_days() -> None:
    trip = told("the visit", "visit", GUEST, "IND:target", when="2025-10-09/2025-10-16")
    assert said(trip) == "Amir Khan Muttaqi of Afghanistan visited India from 9 to 16 October 2025."


def test_days_within_which_something_was_done_at_once_are_no_stay() -> None:
    named = told("named", "envoy", "AFG:actor", "IND:target", change="appoint", when="2024-11-11/2024-11-13")
    assert said(named).endswith("between 11 and 13 November 2024.")
    [sentence] = section(write(named), "Where they stand").sentences
    assert sentence.text == "The envoy of Afghanistan was named for India between 11 and 13 November 2024."
    posted = told("at work", "envoy", "AFG:actor", "IND:target", change="accredit", when="2024-11-11/2024-11-13")
    [sentence] = section(write(posted), "Where they stand").sentences
    assert sentence.text.endswith("since a time between 11 and 13 November 2024.")


def test_a_sentence_whose_doer_nobody_names_says_so() -> None:
    assert said(told("more aid", "aid", "AFG:target", status="planned", when="2025-10-21")) == (
        "An unnamed party pledged aid to Afghanistan on 21 October 2025."
    )
    assert said(told("the ban", "sanction", "AFG:target", change="impose", when="2025-10-21")) == (
        "A measure was imposed on Afghanistan on 21 October 2025."
    )


def test_a_host_is_not_visited_in_another_state() -> None:
    trip = told("the visit", "visit", GUEST, "IND:target", when="2025-10-09", place="Dubai")
    assert said(trip) == "Amir Khan Muttaqi of Afghanistan visited India on 9 October 2025."


def test_a_plan_that_was_announced_in_a_month_is_announced_in_it() -> None:
    plan = told("will come", "visit", GUEST, "IND:target", when="2025-05", status="planned")
    assert said(plan) == "Amir Khan Muttaqi of Afghanistan is to visit India (announced in May 2025)."


def test_a_visit_by_nobody_in_particular_is_one_of_representatives() -> None:
    trip = told("the visit", "visit", "IND:actor", "AFG:target", when="2025~")
    assert said(trip) == "Representatives of India visited Afghanistan around 2025."


def test_the_date_stands_before_what_was_discussed() -> None:
    held = told(
        "met",
        "meeting",
        "IND:peer:S. Jaishankar",
        "AFG:peer:Amir Khan Muttaqi",
        when="2025-10-10",
        place="New Delhi",
        topics=("trade", "visas", "mining"),
    )
    assert said(held) == (
        "S. Jaishankar of India and Amir Khan Muttaqi of Afghanistan met in New Delhi on 10 October 2025 "
        "to discuss trade, visas and mining."
    )


def test_a_plan_is_no_event() -> None:
    assert said(told("plan", "visit", GUEST, "IND:target", when="2025-11", status="planned")) == (
        "Amir Khan Muttaqi of Afghanistan is to visit India in November 2025."
    )


def test_what_is_called_off_says_for_when_it_was_planned() -> None:
    assert said(told("off", "visit", GUEST, "IND:target", when="2025-09", status="cancelled")) == (
        "A visit by Amir Khan Muttaqi of Afghanistan to India was called off (planned in September 2025)."
    )


def test_a_denial_is_no_event() -> None:
    denied = told("no strike", "attack", "IND:actor", "AFG:target", status="denied", source="Enayatullah Khwarazmi")
    assert said(denied) == (
        "An attack by India on Afghanistan is denied (undated, reported on 10 October 2025), "
        "according to Enayatullah Khwarazmi."
    )


def test_what_is_undated_says_so_and_when_it_was_reported() -> None:
    assert said(told("flights", "trade", "IND:peer", "AFG:peer", topics=("flights",))) == (
        "A step was taken in the economic relations of India and Afghanistan: flights "
        "(undated, reported on 10 October 2025)."
    )
    assert (
        said(told("met", "meeting", "IND:peer", "AFG:peer", published=None)) == "India and Afghanistan met (undated)."
    )


def test_unnamed_sources_are_said_to_be_unnamed() -> None:
    assert said(told("talks", "meeting", "IND:peer", "AFG:peer", status="ongoing", source="anonymous")) == (
        "India and Afghanistan are in talks (as reported on 10 October 2025), according to unnamed sources."
    )


def test_what_is_disputed_says_so() -> None:
    claimed = report(
        document("a strike", "2025-05-10"), "a strike", "attack", "IND:actor", "AFG:target", when="2025-05-10"
    )
    assert said(event(claimed, disputed=True)) == (
        "There was an attack by India on Afghanistan on 10 May 2025; this is disputed."
    )


def test_events_of_which_the_same_is_to_be_said_make_one_sentence() -> None:
    first, second = (told(quote, "meeting", "IND:peer", "AFG:peer", when="2025-05") for quote in ("talks", "a meeting"))
    [sentence, *_] = section(write(first, second), "Latest contacts").sentences
    assert set(sentence.events) == {first.id, second.id}
    assert len(sentence.sources) == 2


def test_what_one_report_states_itself_needs_no_source() -> None:
    doc = document("They met. A source said they met.", "2025-10-10")
    stated = report(doc, "They met.", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    hearsay = report(doc, "A source said they met.", "meeting", "IND:peer", "AFG:peer", source="anonymous")
    assert said(event(hearsay, stated)) == "India and Afghanistan met (undated, reported on 10 October 2025)."


def test_an_upgrade_names_both_levels_and_the_day_of_the_announcement() -> None:
    quote = "the upgrading of the technical mission to an embassy"
    announced = told(
        quote,
        "mission",
        "IND:actor:S. Jaishankar",
        "AFG:target",
        change="upgrade",
        when="2025-10-10",
        place="Kabul",
        status="planned",
    )
    assert said(announced) == (
        "India is to upgrade its technical mission in Kabul to an embassy (announced on 10 October 2025)."
    )


def test_of_a_gathering_of_many_the_two_are_named_and_the_others_counted() -> None:
    many = [f"{party}:peer" for party in ("RUS", "CHN", "IND", "PAK", "IRN", "KAZ")]
    gathered = told(
        "talks in Moscow", "conference", GUEST.replace("actor", "peer"), *many, when="2025-10-07", place="Moscow"
    )
    assert Wording.load().sentence(gathered, ("IND", "AFG")) == (
        "Amir Khan Muttaqi of Afghanistan, India and 5 others took part in a conference in Moscow on 7 October 2025."
    )


def test_names_that_take_an_article_have_it() -> None:
    assert said(told("met", "meeting", "USA:peer", "UNSC:peer", when="2025")) == (
        "The United States and the United Nations Security Council met in 2025."
    )


def test_times_are_said_with_their_precision() -> None:
    spoken = {
        edtf: Wording.load().when(TimeSpan.parse(edtf))
        for edtf in (
            "2025-10-10",
            "2025-05",
            "2022",
            "2025-05~",
            "2021/..",
            "../2006",
            "2025-05/2025-06",
            "2025-09-28/2025-10-02",
        )
    }
    assert spoken == {
        "2025-10-10": "on 10 October 2025",
        "2025-05": "in May 2025",
        "2022": "in 2022",
        "2025-05~": "around May 2025",
        "2021/..": "since 2021",
        "../2006": "until 2006",
        "2025-05/2025-06": "between May and June 2025",
        "2025-09-28/2025-10-02": "from 28 September to 2 October 2025",
    }


def test_every_type_change_and_status_of_the_vocabulary_can_be_said() -> None:
    ontology = Ontology.load()
    for known in ontology.types:
        for change in known.changes or (None,):
            for status in ontology.statuses:
                one = told("quote", known.name, "IND:actor", "AFG:target", change=change, status=status, when="2025")
                text = said(one)
                assert re.fullmatch(r"[A-Z][^{}\[\]]+\.", text), (known.name, change, status, text)
                assert "India" in text or "Afghanistan" in text


def test_templates_that_leave_out_a_form_are_a_fault_of_the_data() -> None:
    data = dict(Wording.load().data)
    data["events"] = {**data["events"], "visit": {"noun": "a visit"}}
    with pytest.raises(KnowledgeError, match="visit has no"):
        Wording.of(data)


def test_a_type_that_nobody_knows_is_done_in_no_moment() -> None:
    data = {**Wording.load().data, "momentary": ["call", "telegram"]}
    with pytest.raises(KnowledgeError, match="telegram"):
        Wording.of(data)


# The whole


def test_the_title_names_the_two_and_the_day() -> None:
    assert write().title == "India and Afghanistan: where they stand on 11 October 2025"


def test_what_is_planned_is_not_among_what_stands() -> None:
    plan = told(
        "embassy planned", "mission", "IND:actor", "AFG:target", change="upgrade", status="planned", place="Kabul"
    )
    opened = told(
        "technical mission opened", "mission", "IND:actor", "AFG:target", change="open", when="2022", place="Kabul"
    )
    written = write(plan, opened)
    assert [s.text for s in section(written, "Where they stand").sentences] == [
        "India has a technical mission in Kabul, open since 2022."
    ]
    assert [s.events for s in section(written, "Pending and planned").sentences] == [(plan.id,)]


def test_an_upgraded_mission_is_at_its_level_since_the_upgrade() -> None:
    opened = told(
        "technical mission opened", "mission", "IND:actor", "AFG:target", change="open", when="2022", place="Kabul"
    )
    raised = told(
        "raised to an embassy", "mission", "IND:actor", "AFG:target", change="upgrade", when="2025-10-21", place="Kabul"
    )
    assert [s.text for s in section(write(opened, raised), "Where they stand").sentences] == [
        "India has an embassy in Kabul, at that level since 21 October 2025."
    ]


def test_an_envoy_is_told_by_name_post_and_sender() -> None:
    quote = "Bilal Karimi presented his credentials as ambassador"
    sent = told(quote, "envoy", "AFG/TALIBAN:actor:Bilal Karimi", "IND:target", change="accredit", when="2024-01-30")
    unnamed = told("India expelled the consul", "envoy", "IND:actor", "AFG:target", change="expel", when="2025-02")
    assert {s.text for s in section(write(sent, unnamed), "Where they stand").sentences} == {
        "Bilal Karimi, ambassador of Afghanistan, has been at post with India since 30 January 2024.",
        "The consul of Afghanistan was expelled from India in February 2025.",
    }


def test_diplomats_who_leave_are_told_as_diplomats() -> None:
    left = told("India withdrew its diplomats", "envoy", "IND:actor", "AFG:target", change="recall", when="2021-08")
    [sentence] = section(write(left), "Where they stand").sentences
    assert sentence.text == "The diplomats of India were recalled from Afghanistan in August 2021."


def test_a_mission_whose_city_is_unknown_stands_in_its_host() -> None:
    kept = told("the embassy works", "mission", "AFG:actor", "IND:target", change="operate", status="ongoing")
    assert [s.text for s in section(write(kept), "Where they stand").sentences] == [
        "Afghanistan has an embassy in India."
    ]


def test_recognition_is_that_of_the_government_where_a_text_sets_it_apart() -> None:
    withheld = told(
        "not recognised", "recognition", "IND:actor", "AFG/TALIBAN:target", change="withhold", status="ongoing"
    )
    [sentence] = section(write(withheld), "Where they stand").sentences
    assert sentence.text == "India does not recognise the Taliban government of Afghanistan."


def test_every_sentence_but_the_coverage_has_sources_that_quote_the_record() -> None:
    events = (
        told("they met", "meeting", "IND:peer", "AFG:peer", when="2025-10-10"),
        told("it was called off", "visit", GUEST, "IND:target", when="2025-09", status="cancelled"),
        told("will not allow any group", "endorse", GUEST, "IND:target", when="2025-10-10"),
    )
    written = write(*events)
    quotes = {reference.number: reference.quote for reference in written.references}
    texts = {e.text for one in events for r in one.reports for e in r.report.evidence}
    assert list(quotes) == list(range(1, len(quotes) + 1))
    assert set(quotes.values()) == texts
    for part in written.sections:
        for sentence in part.sentences:
            assert set(sentence.sources) <= set(quotes)
            assert sentence.sources or part.title == "Coverage"


def test_what_ended_before_since_is_left_out_and_what_stands_is_not() -> None:
    opened = told("a technical mission opened", "mission", "IND:actor", "AFG:target", change="open", when="2022")
    early = told("met in January", "meeting", "IND:peer", "AFG:peer", when="2025-01-08")
    late = told("met in October", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    written = write(opened, early, late, since=datetime.date(2025, 6, 1))
    assert len(section(written, "Where they stand").sentences) == 1
    assert early.id not in {i for s in section(written, "Latest contacts").sentences for i in s.events}
    assert late.id in {i for s in section(written, "Latest contacts").sentences for i in s.events}


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    talks = [told(f"talks {n}", "meeting", "IND:peer", "AFG:peer", when=f"2024-{n:02}") for n in range(1, 13)]
    talks += [told(f"calls {n}", "call", "IND:peer", "AFG:peer", when=f"2023-{n:02}") for n in range(1, 4)]
    texts = [s.text for s in section(write(*talks), "Latest contacts").sentences]
    assert "3 more are in the record." in texts
    assert texts[0].endswith("in December 2024.")


def test_what_the_reader_is_not_sure_of_is_left_out_and_counted() -> None:
    sure = told("they met", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    unsure = replace(told("perhaps a call", "call", "IND:peer", "AFG:peer", when="2025-10-09"), confidence=0.3)
    written = write(sure, unsure)
    assert unsure.id not in {i for s in section(written, "Latest contacts").sentences for i in s.events}
    assert section(written, "Coverage").sentences[-1].text == "One account of which the reader is not sure is left out."


def test_the_coverage_says_where_was_looked() -> None:
    assert section(write(documents=2), "Coverage").sentences[0].text == (
        "2 documents were read, published by An agency, from 8 January to 10 October 2025."
    )
    assert section(write(documents=1), "Coverage").sentences[0].text.startswith("One document was read,")

"""Reports: what the triggers of a text tell of one event becomes one report; a tour becomes one for each host."""

import dataclasses

import pytest
from factory import document

from dragoman.extract.draft import Draft
from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import Candidate, candidates, join
from dragoman.model.report import Report
from dragoman.model.timespan import TimeSpan


def found(reader: Reader, text: str, *types: str, published: str | None = None) -> tuple[Draft, list[Candidate]]:
    """The draft and all its candidates of the types, each trigger with the cast of its slots."""
    (draft,) = reader.drafts([document(text, published)], lasting=True)
    triggers = [t for t in draft.triggers if t.frame.type in types]
    return draft, [c for t in triggers for c in candidates(draft, reader.know, t)]


def joined(reader: Reader, text: str, *types: str, published: str | None = None) -> list[Report]:
    """The reports that all candidates of the types make, the first mentioned most sure."""
    draft, some = found(reader, text, *types, published=published)
    return join(draft, reader.know, [(c, 0.9 - n / 100) for n, c in enumerate(some)])


def ids(report: Report) -> set[str]:
    """The parties' ids."""
    return {party.id for party in report.parties}


def people(report: Report) -> dict[str, tuple[str, ...]]:
    """Who takes part for each party."""
    return {party.id: party.people for party in report.parties}


def test_a_trigger_without_a_party_gives_no_report(reader: Reader) -> None:
    draft, some = found(reader, "The minister arrived for a visit.", "visit")
    assert draft.triggers
    assert some == []


def test_a_tour_is_one_visit_for_each_host(reader: Reader) -> None:
    reports = joined(reader, "Kenya's president will visit Chile, Peru and Bolivia.", "visit")
    assert [ids(r) for r in reports] == [{"KEN", "CHL"}, {"KEN", "PER"}, {"KEN", "BOL"}]


def test_the_guest_acts_and_the_host_is_the_target(reader: Reader) -> None:
    (report,) = joined(reader, "Kenya's president visited Chile.", "visit")
    assert {p.id: p.role for p in report.parties} == {"KEN": "actor", "CHL": "target"}


def test_two_that_act_together_are_peers(reader: Reader) -> None:
    (report,) = joined(reader, "Chile and Peru opened a railway.", "trade")
    assert {p.id: p.role for p in report.parties} == {"CHL": "peer", "PER": "peer"}


def test_two_that_act_on_a_third_are_actors(reader: Reader) -> None:
    (report,) = joined(reader, "Chile and Peru attacked Bolivia.", "attack")
    assert {p.id: p.role for p in report.parties} == {"CHL": "actor", "PER": "actor", "BOL": "target"}


def test_two_that_condemn_together_are_actors(reader: Reader) -> None:
    """A statement has no peers: it is made about somebody, named or not."""
    (report,) = joined(reader, "Chile and Peru condemned the raid.", "condemn")
    assert {p.id: p.role for p in report.parties} == {"CHL": "actor", "PER": "actor"}


def test_meetings_with_officials_of_several_states_are_one_for_each(reader: Reader) -> None:
    reports = joined(reader, "Kenya's president met officials of Chile and Peru.", "meeting")
    assert [(r.type, ids(r)) for r in reports] == [("meeting", {"KEN", "CHL"}), ("meeting", {"KEN", "PER"})]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya's president met the foreign ministers of Chile and Peru in Nairobi.",
        "Kenyan President William Ruto met Chilean President Gabriel Boric and Peruvian President Dina Boluarte.",
    ],
)
def test_those_met_by_name_or_rank_meet_as_one(reader: Reader, text: str) -> None:
    reports = joined(reader, text, "meeting")
    assert [(r.type, ids(r)) for r in reports] == [("conference", {"KEN", "CHL", "PER"})]


def test_three_parties_in_one_slot_are_a_conference(reader: Reader) -> None:
    reports = joined(reader, "Chile, Peru and Bolivia met in Lima.", "meeting")
    assert [(r.type, ids(r)) for r in reports] == [("conference", {"CHL", "PER", "BOL"})]


def test_two_parties_in_one_slot_are_a_meeting(reader: Reader) -> None:
    (report,) = joined(reader, "Chile and Peru met in Lima.", "meeting")
    assert (report.type, ids(report)) == ("meeting", {"CHL", "PER"})


def test_verb_and_noun_of_one_meeting_are_one_report(reader: Reader) -> None:
    text = "Chile's president met the Peruvian president in Lima. The meeting between Chile and Peru lasted an hour."
    (report,) = joined(reader, text, "meeting")
    assert len(report.evidence) == 2


def test_what_one_mention_leaves_out_comes_from_the_other(reader: Reader) -> None:
    text = "Chile's president met the Peruvian president. The meeting between Chile and Peru in Quito on 3 May ended."
    (report,) = joined(reader, text, "meeting", published="2024-05-06")
    assert report.when is not None
    assert (report.when.edtf, report.place) == ("2024-05-03", "Quito")


@pytest.mark.parametrize(
    ("type", "text", "surest_decides"),
    [
        ("aid", "Chile donated wheat to Peru. Chile and Bolivia donated wheat to Peru.", True),
        ("attack", "Chile attacked Peru. Chile and Bolivia attacked Peru.", False),
    ],
)
def test_of_what_is_given_the_surest_account_that_names_two_gives_the_parties(
    reader: Reader, type: str, text: str, surest_decides: bool
) -> None:
    draft, (few, many) = found(reader, text, type)
    (told,) = join(draft, reader.know, [(few, 0.9), (many, 0.5)])
    assert ids(told) == ({"CHL", "PER"} if surest_decides else {"CHL", "PER", "BOL"})


def test_the_fuller_account_gives_the_parties_where_the_surest_names_one(reader: Reader) -> None:
    text = "Peru's visit drew praise. Peru's visit to Chile lasted an hour."
    (report,) = joined(reader, text, "visit")
    assert ids(report) == {"PER", "CHL"}


def test_two_days_are_two_meetings(reader: Reader) -> None:
    text = "Chile met Peru on 3 May 2024. Chile met Peru on 9 June 2024."
    assert [r.when.edtf for r in joined(reader, text, "meeting") if r.when] == ["2024-05-03", "2024-06-09"]


def test_a_day_and_its_month_are_one_meeting_on_the_day(reader: Reader) -> None:
    text = "Chile met Peru in May 2024. Chile met Peru in Lima on 3 May 2024."
    (report,) = joined(reader, text, "meeting")
    assert report.when is not None
    assert report.when.edtf == "2024-05-03"


def test_other_counterparts_are_other_meetings(reader: Reader) -> None:
    text = "Chile met Peru on 3 May 2024. Chile met Bolivia on 3 May 2024."
    assert [ids(r) for r in joined(reader, text, "meeting")] == [{"CHL", "PER"}, {"CHL", "BOL"}]


def test_other_people_are_other_meetings(reader: Reader) -> None:
    text = (
        "Chilean President Ana Reyes met Peruvian President Luis Soto. "
        "Chilean Foreign Minister Eva Rojas met Peruvian Foreign Minister Juan Paz."
    )
    assert [people(r)["CHL"] for r in joined(reader, text, "meeting")] == [("Ana Reyes",), ("Eva Rojas",)]


def test_guest_and_host_changed_about_are_two_visits(reader: Reader) -> None:
    text = "Chile's president visited Peru. Peru's president visited Chile."
    assert len(joined(reader, text, "visit")) == 2


def test_one_sentence_tells_of_one_attack_though_its_words_give_other_roles(reader: Reader) -> None:
    text = "Chile shelled a town in Peru in clashes between Chile and Peru."
    draft, some = found(reader, text, "attack")
    assert len({tuple(p.role for p in c.report.parties) for c in some}) == 2
    assert len(join(draft, reader.know, [(c, 0.9) for c in some])) == 1
    assert len(joined(reader, text.replace(" in clashes", ". There were clashes"), "attack")) == 2


def test_a_closed_embassy_and_a_reopened_one_are_two_events(reader: Reader) -> None:
    text = "Chile closed its embassy in Peru. Chile reopened its embassy in Peru."
    assert [r.change for r in joined(reader, text, "mission")] == ["close", "reopen"]


def test_a_treaty_and_its_signing_in_one_sentence_are_one_event(reader: Reader) -> None:
    text = "The free trade agreement between Chile and Peru was signed in 2019."
    _, some = found(reader, text, "agreement")
    assert {c.report.change for c in some} == {"agree", "sign"}
    assert [(r.change, ids(r)) for r in joined(reader, text, "agreement")] == [("sign", {"CHL", "PER"})]
    apart = "Chile and Peru have a treaty on fishing. Chile and Peru signed a charter on trade."
    assert sorted(r.change or "" for r in joined(reader, apart, "agreement")) == ["agree", "sign"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Chile suspended the ban on Peru.", [("ease", "occurred", {"CHL", "PER"})]),
        (
            "Chile lifted sanctions on Peru, and imposed sanctions on Bolivia.",
            [("lift", "occurred", {"CHL", "PER"}), ("impose", "occurred", {"CHL", "BOL"})],
        ),
    ],
)
def test_the_end_of_a_measure_is_told_by_its_verb(
    reader: Reader, text: str, told: list[tuple[str, str, set[str]]]
) -> None:
    """The measure that the verb acts on is no event beside it."""
    assert [(r.change, r.status, ids(r)) for r in joined(reader, text, "sanction")] == told


def test_each_statement_is_a_position_of_its_own(reader: Reader) -> None:
    """Two sentences of blame differ in what they blame for."""
    assert len(joined(reader, "Chile condemned Peru. Chile condemned Peru again.", "condemn")) == 2


@pytest.mark.parametrize(
    ("type", "text", "number"),
    [
        ("condemn", "Chile condemned Peru on 3 May 2024 and denounced Peru and Bolivia on 9 June 2024.", 1),
        ("condemn", "Chile condemned Peru, while Bolivia condemned Peru.", 2),
        ("meeting", "Chile met Peru on 3 May 2024 and met Bolivia on 9 June 2024.", 2),
    ],
)
def test_one_sentence_tells_one_deed_of_a_doer_but_several_of_his_meetings(
    reader: Reader, type: str, text: str, number: int
) -> None:
    _, some = found(reader, text, type)
    assert len(some) == 2
    assert len(joined(reader, text, type)) == number


def test_a_plan_and_a_cancelled_plan_of_other_days_are_two_events(reader: Reader) -> None:
    text = "Chile's planned visit to Peru in May 2024 was cancelled. Chile's president will visit Peru in June 2024."
    assert [r.status for r in joined(reader, text, "visit")] == ["cancelled", "planned"]


def test_the_surest_account_gives_the_status(reader: Reader) -> None:
    draft, (bare, plan) = found(
        reader, "Chile's visit to Peru drew praise. Chile's president will visit Peru.", "visit"
    )
    (told,) = join(draft, reader.know, [(bare, 0.9), (plan, 0.5)])
    assert told.status == "occurred"
    (told,) = join(draft, reader.know, [(bare, 0.5), (plan, 0.9)])
    assert told.status == "planned"


def test_a_cancellation_outweighs_a_surer_bare_mention(reader: Reader) -> None:
    text = "Chile's visit to Peru drew praise. Chile cancelled the visit to Peru."
    (report,) = joined(reader, text, "visit")
    assert report.status == "cancelled"


@pytest.mark.parametrize("published", ["2024-05-01", "2024-05-03", "2024-05-05"])
def test_an_announced_stay_is_planned_though_its_days_have_begun(reader: Reader, published: str) -> None:
    """The text tells of a plan; whether it was kept, others tell."""
    (report,) = joined(reader, "Chile's president will visit Peru from 3 to 9 May 2024.", "visit", published=published)
    assert report.status == "planned"


def test_a_time_of_the_sentence_outweighs_a_borrowed_one(reader: Reader) -> None:
    """The day that one mention only has from the text around it yields to the days that another names."""
    text = "Chile's visit to Peru drew praise. Chile's visit to Peru from 3 to 9 May 2024 drew more."
    draft, (bare, dated) = found(reader, text, "visit")
    bare.trigger.when_reason = "report"
    lent = dataclasses.replace(bare, report=dataclasses.replace(bare.report, when=TimeSpan.parse("2024-05-05")))
    (report,) = join(draft, reader.know, [(lent, 0.9), (dated, 0.5)])
    assert report.when is not None
    assert report.when.edtf == "2024-05-03/2024-05-09"


def test_who_speaks_for_the_actor_takes_part_by_name(reader: Reader) -> None:
    text = '"Chile is committed to the defence of Peru," Chilean Foreign Minister Ana Reyes said.'
    reports = joined(reader, text, "endorse")
    assert ("Ana Reyes",) in [people(r).get("CHL") for r in reports]


def test_a_party_stands_once_with_all_its_people(reader: Reader) -> None:
    text = "Chilean President Ana Reyes and Chilean Foreign Minister Eva Rojas met Peruvian President Luis Soto."
    (report,) = joined(reader, text, "meeting")
    assert people(report) == {"CHL": ("Ana Reyes", "Eva Rojas"), "PER": ("Luis Soto",)}


def test_of_a_deed_the_surest_account_says_who_took_part(reader: Reader) -> None:
    deed = "Chile imposed sanctions on Peru. Chilean President Ana Rojas imposed the sanctions on Peru in May."
    assert [people(r)["CHL"] for r in joined(reader, deed, "sanction")] == [()]
    contact = "Chile met Peru. Chilean President Ana Rojas met Peru in May."
    assert [people(r)["CHL"] for r in joined(reader, contact, "meeting")] == [("Ana Rojas",)]


def test_reports_stand_in_the_order_of_the_text(reader: Reader) -> None:
    text = "Chile met Peru. Bolivia expelled the Cuban ambassador. Kenya's president visited Ghana."
    reports = joined(reader, text, "visit", "envoy", "meeting")
    assert [r.type for r in reports] == ["meeting", "envoy", "visit"]


def test_each_report_carries_its_codes(reader: Reader) -> None:
    (report,) = joined(reader, "Chile's president visited Peru.", "visit")
    assert report.plover is not None
    assert (report.plover.type, report.cameo) == ("CONSULT", "042")


def test_an_event_told_many_times_keeps_three_quotes(reader: Reader) -> None:
    text = " ".join(["Chile's president visited Peru."] * 5)
    (report,) = joined(reader, text, "visit")
    assert len(report.evidence) == 3

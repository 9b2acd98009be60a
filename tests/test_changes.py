"""What changed between two days of knowledge, and because of which document."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from factory import document, event, report

from dragoman.answer.changes import Changes, EventChange, Known, changes
from dragoman.answer.relations import relations
from dragoman.model.event import Event, StoredReport
from dragoman.record.rulings import Anchor, Ruling
from dragoman.record.store import Coverage

BEFORE, AFTER = datetime.date(2025, 6, 1), datetime.date(2025, 10, 11)
GUEST = ("AFG:actor:Amir Khan Muttaqi", "IND:target")


def told(quote: str, type_: str, *parties: str, published: str = "2025-05-01", **fields: Any) -> StoredReport:
    """One report, in a document that holds its quote and nothing else."""
    return report(document(quote, published, id=quote), quote, type_, *parties, **fields)


def known(events: Sequence[Event], day: datetime.date) -> Known:
    return Known(relations(events, "IND", "AFG", as_of=day, coverage=Coverage(1, (), day, day)), events)


def compare(before: Sequence[Event], after: Sequence[Event]) -> Changes:
    return changes(known(before, BEFORE), known(after, AFTER), clock="published", start=BEFORE, end=AFTER)


def differences(entry: EventChange) -> dict[str, tuple[str, str]]:
    return {one.field: (str(one.before), str(one.after)) for one in entry.differences}


PLAN = told("He will come", "visit", *GUEST, when="2025-10", status="planned")


def test_an_event_of_a_new_document_is_new_because_of_it() -> None:
    call = event(told("They spoke", "call", "IND:peer", "AFG:peer", when="2025-09-01", published="2025-09-02"))
    found = compare([], [call])
    [entry] = found.new
    assert (entry.events, [source.document for source in entry.because]) == ((call.id,), ["They spoke"])
    assert [source.document for source in found.documents] == ["They spoke"]


def test_what_was_known_and_is_told_the_same_is_no_change() -> None:
    found = compare([event(PLAN)], [event(PLAN)])
    assert (found.new, found.changed, found.withdrawn, found.standing, found.documents) == ((), (), (), (), ())


def test_a_plan_that_took_place_has_changed_because_of_the_report_of_it() -> None:
    held = told("He came on Thursday", "visit", *GUEST, when="2025-10", published="2025-10-10")
    found = compare([event(PLAN)], [event(PLAN, held)])
    [entry] = found.changed
    assert (entry.outcome, differences(entry)["status"]) == ("took place", ("planned", "occurred"))
    assert [source.document for source in entry.because] == ["He came on Thursday"]
    assert found.new == ()


def test_a_plan_that_was_called_off_is_told_so() -> None:
    off = told("He will not come", "visit", *GUEST, when="2025-10", status="cancelled", published="2025-10-01")
    [entry] = compare([event(PLAN)], [event(PLAN, off)]).changed
    assert entry.outcome == "called off"


def test_day_place_people_and_level_are_compared() -> None:
    first = told("Officials met in Dubai", "meeting", "IND:peer", "AFG:peer", when="2025-05", place="Dubai")
    second = told(
        "Foreign Minister S. Jaishankar met Foreign Minister Amir Khan Muttaqi",
        "meeting",
        "IND:peer:S. Jaishankar",
        "AFG:peer:Amir Khan Muttaqi",
        when="2025-05-15",
        place="Kabul",
    )
    # The event is told by the first report's fields in this test, so the later one puts the new report first.
    [entry] = compare([event(first)], [event(second, first)]).changed
    assert set(differences(entry)) == {"when", "place", "parties", "level"}
    assert differences(entry)["when"] == ("2025-05", "2025-05-15")
    assert differences(entry)["level"] == ("officials", "ministers")


def test_an_event_that_is_no_longer_told_is_withdrawn() -> None:
    [entry] = compare([event(PLAN)], []).withdrawn
    assert [source.document for source in entry.because] == ["He will come"]


def test_what_is_told_no_more_since_a_later_text_took_it_back_is_withdrawn_because_of_it() -> None:
    first = document("He will come.", "2025-05-01", id="first")
    second = document("Correction: they spoke.", "2025-07-01", id="second")
    plan = event(report(first, "He will come", "visit", *GUEST, when="2025-10", status="planned"))
    call = event(report(second, "they spoke", "call", "IND:peer", "AFG:peer"))
    after = replace(known([call], AFTER), superseded={first.hash: [second]})
    [entry] = changes(known([plan], BEFORE), after, clock="published", start=BEFORE, end=AFTER).withdrawn
    assert [source.document for source in entry.because] == ["first", "second"]
    assert [citation.document for citation in entry.evidence] == ["first"]


def test_a_report_read_anew_from_the_same_words_is_a_change_and_nothing_is_withdrawn() -> None:
    again = report(PLAN.document, "He will come", "visit", *GUEST, when="2025-10-09", status="planned")
    found = compare([event(PLAN)], [event(again)])
    assert (found.new, found.withdrawn) == ((), ())
    assert differences(found.changed[0]) == {"when": ("2025-10", "2025-10-09")}


def test_two_events_that_are_now_told_as_one_are_joined() -> None:
    other = told("He is to arrive", "visit", *GUEST, when="2025-10-09", status="planned", published="2025-05-02")
    found = compare([event(PLAN), event(other)], [event(PLAN, other)])
    assert (found.new, found.withdrawn) == ((), ())
    assert [one.field for one in found.changed[0].differences] == ["joined"]


def test_one_event_that_is_now_told_as_two_is_parted() -> None:
    other = told("He is to arrive", "visit", *GUEST, when="2025-10-09", status="planned", published="2025-05-02")
    found = compare([event(PLAN, other)], [event(PLAN), event(other)])
    assert (found.new, found.withdrawn) == ((), ())
    assert [one.field for entry in found.changed for one in entry.differences if one.field == "parted"] == ["parted"]


def test_the_standing_of_a_mission_goes_from_one_state_to_another() -> None:
    fields = {"place": "Kabul"}
    opened = event(
        told("A technical mission opened", "mission", "IND:actor", "AFG:target", change="open", when="2022", **fields)
    )
    raised = event(
        told(
            "The technical mission became an embassy",
            "mission",
            "IND:actor",
            "AFG:target",
            change="upgrade",
            when="2025-10-10",
            published="2025-10-10",
            **fields,
        )
    )
    [step] = [s for s in compare([opened], [opened, raised]).standing if s.list == "representation"]
    assert (step.subject, step.before, step.after) == ("India in Kabul", "technical mission, open", "embassy, open")
    assert [source.document for source in step.because] == ["The technical mission became an embassy"]


def test_a_plan_whose_day_passed_becomes_overdue_without_any_document() -> None:
    plan = event(told("He will come in July", "visit", *GUEST, when="2025-07", status="planned"))
    [step] = compare([plan], [plan]).standing
    assert (step.list, step.before, step.after, step.because) == ("plans", "pending", "overdue", ())


def test_a_plan_that_another_event_fulfils_is_settled_by_it() -> None:
    came = event(told("He came", "visit", *GUEST, when="2025-10-09", published="2025-10-10"))
    plan = event(PLAN)
    [step] = [s for s in compare([plan], [plan, came]).standing if s.list == "plans"]
    assert (step.before, step.after, step.events) == ("pending", "took place", (plan.id, came.id))
    assert [source.document for source in step.because] == ["He came"]


def test_the_order_of_the_events_does_not_matter() -> None:
    one = event(told("They spoke", "call", "IND:peer", "AFG:peer", when="2025-09-01", published="2025-09-02"))
    two = event(told("They met", "meeting", "IND:peer", "AFG:peer", when="2025-09-03", published="2025-09-04"))
    assert compare([event(PLAN)], [one, two, event(PLAN)]) == compare([event(PLAN)], [event(PLAN), two, one])


def test_a_ruling_is_told_with_the_event_that_it_withdrew() -> None:
    now = datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC)
    ruling = Ruling("c1", "correct", "rejected", None, ((Anchor.of(PLAN),),), None, "A clerk", "A namesake.", now)
    before, after = known([event(PLAN)], BEFORE), known([], AFTER)
    ruled = Known(after.relations, after.events, [ruling])
    found = changes(before, ruled, clock="recorded", start=BEFORE, end=AFTER)
    [entry], [told_] = found.withdrawn, found.rulings
    assert (told_.by, told_.why, told_.undone, told_.events) == ("A clerk", "A namesake.", False, entry.events)


def test_a_ruling_about_others_is_not_told() -> None:
    other = told("He went to Tehran", "visit", "AFG:actor", "IRN:target")
    now = datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC)
    ruling = Ruling("c1", "correct", "rejected", None, ((Anchor.of(other),),), None, "A clerk", "A namesake.", now)
    after = known([event(PLAN)], AFTER)
    ruled = Known(after.relations, after.events, [ruling])
    assert changes(known([], BEFORE), ruled, clock="recorded", start=BEFORE, end=AFTER).rulings == ()

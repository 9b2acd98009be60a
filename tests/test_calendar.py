"""The calendar: what is planned, due, overdue or expiring on a day, and the same as iCalendar."""

import datetime
from typing import Any

import icalendar
from factory import document, event, report

from dragoman.answer.calendar import Calendar, calendar
from dragoman.model.event import Event
from dragoman.record.store import Coverage
from dragoman.serve.ics import ics_text

DAY = datetime.date(2025, 10, 11)
GUEST = ("AFG:actor:Amir Khan Muttaqi", "IND:target")


def told(quote: str, type_: str, *parties: str, published: str = "2025-10-03", **fields: Any) -> Event:
    """The event of one report in a document that holds its quote and nothing else."""
    return event(report(document(quote, published, id=quote), quote, type_, *parties, **fields))


def visit(when: str | None, status: str = "planned", published: str = "2025-10-03") -> Event:
    return told(f"{status} visit {when}", "visit", *GUEST, when=when, status=status, published=published)


def ask(*events: Event, parties: tuple[str, ...] = (), **fields: Any) -> Calendar:
    return calendar(events, parties, day=fields.pop("day", DAY), coverage=Coverage(1, (), DAY, DAY), **fields)


def kinds(found: Calendar) -> list[tuple[str, str | None]]:
    return [(entry.kind, str(entry.when) if entry.when else None) for entry in found.entries]


def exemption(published: str = "2025-10-03") -> Event:
    return told(
        "exempted for a week",
        "sanction",
        "UNSC:actor",
        "AFG:target",
        change="exempt",
        when="2025-10-09/2025-10-16",
        published=published,
    )


def test_a_plan_is_planned_before_its_days_due_in_them_and_overdue_after() -> None:
    plan = visit("2025-10-09/2025-10-16")
    for day, kind in (
        ("2025-10-08", "planned"),
        ("2025-10-09", "due"),
        ("2025-10-16", "due"),
        ("2025-10-17", "overdue"),
    ):
        [(found, _)] = kinds(ask(plan, day=datetime.date.fromisoformat(day)))
        assert (day, found) == (day, kind)


def test_a_plan_that_took_place_or_was_called_off_is_in_no_calendar() -> None:
    assert kinds(ask(visit("2025-10-09"), visit("2025-10-09", "occurred", "2025-10-10"))) == []
    assert kinds(ask(visit("2025-10-09"), visit("2025-10-09", "cancelled", "2025-10-08"))) == []


def test_an_exemption_expires_on_its_last_day() -> None:
    assert kinds(ask(exemption())) == [("expiring", "2025-10-16")]


def test_what_has_expired_is_told_only_for_days_that_are_asked_for() -> None:
    later = datetime.date(2025, 11, 1)
    assert kinds(ask(exemption(), day=later)) == []
    assert kinds(ask(exemption(), day=later, start=datetime.date(2025, 10, 1))) == [("expiring", "2025-10-16")]


def test_an_end_that_lay_before_the_report_is_history() -> None:
    assert kinds(ask(exemption(published="2025-12-01"), start=datetime.date(2025, 1, 1))) == []


def test_an_exemption_that_names_one_of_two_concerns_both() -> None:
    assert len(ask(exemption(), parties=("IND", "AFG")).entries) == 1
    assert len(ask(exemption(), parties=("IND", "CHN")).entries) == 0


def test_entries_come_in_the_order_of_their_days_and_what_has_none_last() -> None:
    assert [
        when for _, when in kinds(ask(visit(None), visit("2025-12"), visit("2025-09", published="2025-08-01")))
    ] == [
        "2025-09",
        "2025-12",
        None,
    ]


def test_between_two_days_stands_what_touches_them_and_nothing_undated() -> None:
    found = ask(
        visit(None),
        visit("2025-11"),
        visit("2025-12-31"),
        visit("2026"),
        start=datetime.date(2025, 11, 15),
        end=datetime.date(2025, 12, 31),
    )
    assert [when for _, when in kinds(found)] == ["2025-11", "2025-12-31"]


def test_of_two_parties_only_what_names_both_is_planned() -> None:
    tehran = told("He will go to Tehran", "visit", "AFG:actor", "IRN:target", when="2025-12", status="planned")
    assert kinds(ask(tehran, parties=("AFG", "IND"))) == []
    assert len(ask(tehran, parties=("AFG",)).entries) == 1


def test_every_entry_has_its_event_its_words_and_their_document() -> None:
    plan = visit("2025-12")
    found = ask(plan)
    assert found.entries[0].events == (plan.id,)
    assert found.entries[0].evidence[0].document == found.sources[0].document


def test_icalendar_has_whole_days_with_an_end_that_lies_after_the_last() -> None:
    [entry] = icalendar.Calendar.from_ical(ics_text(ask(visit("2025-11-03/2025-11-05")))).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (
        datetime.date(2025, 11, 3),
        datetime.date(2025, 11, 6),
    )
    assert "planned" in str(entry["summary"])
    assert "planned visit 2025-11-03/2025-11-05" in str(entry["description"])


def test_icalendar_has_the_day_on_which_something_expires() -> None:
    [entry] = icalendar.Calendar.from_ical(ics_text(ask(exemption()))).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (
        datetime.date(2025, 10, 16),
        datetime.date(2025, 10, 17),
    )


def test_icalendar_leaves_out_what_has_no_day_and_holds_no_moment_of_asking() -> None:
    written = ics_text(ask(visit(None), visit("2025-12")))
    [entry] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert entry.decoded("dtstamp") == datetime.datetime(2025, 10, 3, tzinfo=datetime.UTC)


def test_two_entries_of_icalendar_never_share_an_id_and_keep_theirs() -> None:
    found = ask(visit("2025-12"), visit("2025-11"), exemption())
    ids = [str(entry["uid"]) for entry in icalendar.Calendar.from_ical(ics_text(found)).walk("VEVENT")]
    assert len(set(ids)) == 3
    assert ics_text(found) == ics_text(found)


def test_words_from_outside_cannot_add_lines_to_an_icalendar() -> None:
    hostile = told("x\r\nEND:VCALENDAR", "visit", *GUEST, when="2025-12", status="planned", place="y\r\nBEGIN:VEVENT")
    lines = ics_text(ask(hostile)).splitlines()
    assert [line for line in lines if line in ("END:VCALENDAR", "BEGIN:VEVENT")] == ["BEGIN:VEVENT", "END:VCALENDAR"]

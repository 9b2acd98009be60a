"""The timeline holds what was asked for, newest first, and never guesses a date."""

from typing import Any

from factory import document, event, report

from dragoman.answer.timeline import timeline
from dragoman.model.event import Event
from dragoman.model.timespan import TimeSpan


def told(
    when: str | None, type_: str = "meeting", *parties: str, published: str = "2025-10-10", **fields: Any
) -> Event:
    """The event of one report of that time; between India and Afghanistan unless others are named."""
    text = f"{type_} {when} {published}"
    named = parties or ("IND:peer", "AFG:peer")
    return event(report(document(text, published), text, type_, *named, when=when, **fields))


def test_the_newest_comes_first_and_the_undated_last() -> None:
    old, new, undated = told("2022"), told("2025-10-10"), told(None)
    assert timeline([undated, old, new]) == [new, old, undated]


def test_the_undated_stand_by_their_last_report() -> None:
    early, late = told(None, published="2025-01-01"), told(None, published="2025-06-01")
    assert timeline([early, late]) == [late, early]


def test_all_parties_asked_for_must_take_part() -> None:
    both, one = told("2025"), told("2025", "visit", "IND:actor", "CHN:target")
    assert timeline([both, one], parties=["IND", "AFG"]) == [both]


def test_types_and_statuses_narrow_the_list() -> None:
    met, called, planned = told("2025"), told("2025", "call"), told("2025", status="planned")
    assert timeline([met, called, planned], types=["call"]) == [called]
    assert timeline([met, called, planned], statuses=["planned"]) == [planned]


def test_an_event_that_may_have_been_in_time_is_kept() -> None:
    vague, before, after = told("2025-05"), told("2025-04-30"), told("2025-06-01")
    since, until = TimeSpan.parse("2025-05-15"), TimeSpan.parse("2025-05-20")
    assert timeline([vague, before, after], since=since, until=until) == [vague]


def test_since_and_until_take_whole_months() -> None:
    event_ = told("2025-05-31")
    assert timeline([event_], until=TimeSpan.parse("2025-05")) == [event_]
    assert timeline([event_], since=TimeSpan.parse("2025-06")) == []


def test_what_is_undated_cannot_be_said_to_fit() -> None:
    assert timeline([told(None)], since=TimeSpan.parse("2020")) == []


def test_what_has_no_end_is_still_on() -> None:
    since_2021 = told("2021/..")
    assert timeline([since_2021], since=TimeSpan.parse("2025")) == [since_2021]
    assert timeline([since_2021], until=TimeSpan.parse("2020")) == []


def test_what_began_long_ago_and_has_no_end_is_not_the_newest() -> None:
    since_2021, met = told("2021/.."), told("2025-10-10")
    assert timeline([since_2021, met]) == [met, since_2021]

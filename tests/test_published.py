"""When a text was published: each source of the date, their order, and no guesses."""

import datetime

import pytest

from dragoman.model.document import Published
from dragoman.read.published import parse_day, published_by_file_name, published_by_text, settle

OCTOBER_10 = datetime.date(2025, 10, 10)
OCTOBER_9 = datetime.date(2025, 10, 9)


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-10",
        "2025-10-10T23:30:00-05:00",
        "2025-10-10 08:15",
        "10 October 2025",
        "Friday, 10th October, 2025",
        "October 10, 2025",
        "Oct. 10, 2025",
        "10 Oct 2025",
    ],
)
def test_a_day_is_read_in_the_forms_that_the_press_writes(text: str) -> None:
    assert parse_day(text) == OCTOBER_10


@pytest.mark.parametrize("text", ["2025-10", "2025", "10/11/2025", "soon", "", "31 June 2025", "October 10"])
def test_what_names_no_single_day_gives_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    "head",
    [
        "KABUL, Oct. 10, 2025 (Agency) — Talks were held.",
        "New Delhi, 10 October 2025: Talks were held.",
        "WASHINGTON, D.C., October 10, 2025 - Talks were held.",
        "Tehran (10 October 2025) – Talks were held.",
        "BEIJING, 2025-10-10, Agency -- Talks were held.",
    ],
)
def test_a_dated_dateline_says_when(head: str) -> None:
    assert list(published_by_text(f"Talks in two capitals\n\n{head}\n\nMore.")) == [Published(OCTOBER_10, "dateline")]


def test_a_line_that_is_a_date_and_nothing_else_says_when() -> None:
    text = "Ministers meet\n\nFriday, October 10, 2025\n\nThe two ministers met."
    assert list(published_by_text(text)) == [Published(OCTOBER_10, "dateline")]


@pytest.mark.parametrize(
    "text",
    [
        "The agreement of 10 October 2025 was signed in Doha.",
        "On October 10, 2025, the ministers met in Kabul - their first meeting.",
        "KABUL, Oct. 10 (Agency) — Talks were held.",
        "KABUL: They met on October 10, 2025 - a Friday.",
    ],
)
def test_a_date_inside_a_sentence_or_without_its_year_is_no_dateline(text: str) -> None:
    assert list(published_by_text(text)) == []


def test_a_date_far_down_the_text_is_not_when_it_was_published() -> None:
    text = "\n\n".join(["The ministers met."] * 10 + ["October 10, 2025"])
    assert list(published_by_text(text)) == []


@pytest.mark.parametrize("name", ["2025-10-10_kabul.txt", "kabul-20251010.html", "wire.2025-10-10.txt"])
def test_an_iso_date_in_the_file_name_is_marked_as_such(name: str) -> None:
    assert list(published_by_file_name(name)) == [Published(OCTOBER_10, "file name")]


@pytest.mark.parametrize("name", ["kabul-2025.txt", "20251399.txt", "no-120251010777.txt", "2025-1010.txt"])
def test_digits_that_are_no_iso_date_say_nothing(name: str) -> None:
    assert list(published_by_file_name(name)) == []


def test_the_first_claim_wins_and_other_days_stay_on_view() -> None:
    claims = [Published.unknown(), Published(OCTOBER_10, "metadata"), Published(OCTOBER_9, "dateline")]
    assert settle(claims) == Published(OCTOBER_10, "metadata", (OCTOBER_9, OCTOBER_10))


def test_claims_that_agree_leave_nothing_to_show() -> None:
    claims = [Published(OCTOBER_10, "front matter"), Published(OCTOBER_10, "file name")]
    assert settle(claims) == Published(OCTOBER_10, "front matter")


def test_a_source_that_withholds_its_date_is_not_overruled_by_its_text() -> None:
    assert settle([Published(None, "withheld"), Published(OCTOBER_10, "dateline")]) == Published(None, "withheld")


def test_the_user_settles_what_the_source_withholds() -> None:
    assert settle([Published(OCTOBER_10, "stated"), Published(None, "withheld")]).date == OCTOBER_10


def test_no_claim_is_unknown() -> None:
    assert settle([]) == Published.unknown()

"""A day of publication that nothing states: worked out where one day fits the words, never guessed where several do."""

import datetime

from dragoman.extract.anchor import infer_published

READ_ON = datetime.date(2026, 11, 21)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_a_weekday_within_a_stretch_under_way_fits_one_day_of_every_year() -> None:
    """Between a past that is told with its year and the day of reading, each year gives its own days."""
    text = (
        "Minister sees new chapter\n\nThe host's minister said on Friday that the mission would be upgraded.\n\n"
        "“I announce it today,” he added. The guest's October 9-16 tour is the first since the consulate was closed "
        "in November 2023."
    )
    published = infer_published(text, today=READ_ON)
    assert published.date is None
    assert published.how == "candidates"
    assert published.candidates == (day("2024-10-11"), day("2025-10-10"), day("2026-10-09"), day("2026-10-16"))


def test_nothing_is_published_after_it_was_read() -> None:
    """The same words read a year earlier leave the days up to then."""
    text = (
        "The envoy said on Friday that a deal was near.\n\nHis October 9-16 tour is the first since the consulate was "
        "closed in November 2023."
    )
    assert infer_published(text, today=day("2025-10-13")).candidates == (day("2024-10-11"), day("2025-10-10"))
    assert infer_published(text, today=day("2024-12-31")).date == day("2024-10-11")


def test_without_a_last_day_no_year_can_be_chosen() -> None:
    """No clock is looked at: who reads must say when."""
    text = "The envoy said on Friday so.\n\nHis October 9-16 tour is the first since it was closed in November 2023."
    assert infer_published(text).how == "unknown"


def test_a_weekday_with_its_date_finds_the_only_year_that_has_it() -> None:
    """Between March 2021 and the end of 2024 the third of May was a Tuesday in 2022 alone."""
    text = "The two sides met in Muscat on Tuesday, May 3.\n\nThe embassy was closed in March 2021."
    published = infer_published(text, today=day("2024-12-31"))
    assert (published.date, published.how) == (day("2022-05-03"), "inferred")


def test_the_full_date_of_today_is_the_day() -> None:
    """No bound is needed where the text dates its own day."""
    published = infer_published("The minister received the new ambassador today (9 October 2025) in the capital.")
    assert (published.date, published.how) == (day("2025-10-09"), "inferred")


def test_an_opening_told_under_a_full_date_with_its_weekday_is_of_that_day() -> None:
    """ "on Friday, 10 October 2025" opens the report of that Friday."""
    published = infer_published("The two ministers signed the accord on Friday, 10 October 2025.\n\nMore will follow.")
    assert published.date == day("2025-10-10")


def test_a_weekday_that_its_date_does_not_have_leaves_the_day_unknown() -> None:
    """The tenth of October 2025 was no Monday: one of the two is wrong."""
    published = infer_published("The two ministers signed the accord on Monday, 10 October 2025.")
    assert published.how == "unknown"


def test_what_is_foretold_with_its_year_sets_the_last_day() -> None:
    """A text that announces a summit for March 2023 is not younger than it."""
    text = (
        "The envoy said on Friday that talks went well.\n\nHis October 9-16 tour is the first since the embassy was "
        "closed in November 2021. The summit will be held in March 2023."
    )
    assert infer_published(text, today=READ_ON).date == day("2022-10-14")


def test_a_weekday_alone_fits_too_many_days() -> None:
    """Every week has a Thursday."""
    text = "The minister said on Thursday that the embassy was closed in November 2023. He spoke today."
    assert infer_published(text, today=READ_ON).how == "unknown"


def test_a_full_date_far_from_the_opening_is_history() -> None:
    """A treaty's date is no date of publication."""
    text = "The two spoke by phone.\n\nThey praised the old accord.\n\nIt was signed on Friday, 10 October 2014."
    assert infer_published(text, today=READ_ON).how == "unknown"


def test_two_openings_that_contradict_each_other_leave_the_day_unknown() -> None:
    """Where no day fits all the words, none is chosen."""
    text = "The envoy arrived on Monday, 6 October 2025, and spoke on Friday, 10 October 2025."
    assert infer_published(text, today=READ_ON).date is None


def test_a_stretch_that_is_still_to_come_is_not_under_way() -> None:
    """A planned visit says only that it has not begun."""
    text = (
        "The envoy said on Friday that he was glad.\n\nHe will tour the region on October 9-16. The embassy was closed "
        "in November 2023."
    )
    assert infer_published(text, today=READ_ON).how == "unknown"


def test_a_text_without_any_time_is_of_unknown_date() -> None:
    """Unknown stays unknown."""
    assert infer_published("The ministers spoke of trade.", today=READ_ON).how == "unknown"

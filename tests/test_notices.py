"""Which texts are notices, and which text supersedes which."""

import pytest
from factory import document

from dragoman.errors import KnowledgeError
from dragoman.merge.notices import Notices, is_notice, keys, notice_keys, supersedes

_STORY = "Envoys of the two states met in Doha on Friday and spoke of trade, of water and of prisoners for three hours."


@pytest.mark.parametrize(
    "text",
    [
        "CORRECTION: Envoys met in Doha\n\nThey met on Friday.",
        "Corrected - Envoys met in Doha",
        "RETRACTION: Envoys met in Doha",
        "Envoys met in Doha\n\nThey met. This version corrects the day of the talks.",
        "Envoys met in Doha\n\n(Corrects spelling of the envoy's name, paragraph 2) They met.",
        "Envoys met in Doha\n\nAn earlier version of this article gave a wrong day.",
        "The story “Envoys met in Doha on Friday” has been withdrawn because its source took it back.",
        "This report has been retracted.",
        "The editors have retracted the report on talks in Doha.",
    ],
)
def test_a_text_that_says_that_it_corrects_or_withdraws_is_a_notice(text: str) -> None:
    assert is_notice(document(text))


@pytest.mark.parametrize(
    "text",
    [
        "The ministry has withdrawn its ambassador.",
        "The offer was withdrawn because no answer came.",
        "Correctional officers met in Doha.",
        "The minister corrected himself: the talks were on Monday.",
        "The ministry said the report is false and asked the paper to retract it.",
        "Corrected figures show more trade.",
    ],
)
def test_a_text_in_which_something_else_is_withdrawn_or_corrected_is_no_notice(text: str) -> None:
    assert not is_notice(document(text))


def test_a_title_of_the_source_may_say_that_a_text_is_a_notice() -> None:
    assert is_notice(document(_STORY, title="Correction: envoys meet"))


def test_a_correction_supersedes_the_text_that_it_repeats() -> None:
    first = document(_STORY, "2025-10-10", publisher="The Wire")
    notice = document("CORRECTION: " + _STORY.replace("Friday", "Thursday"), "2025-10-11", publisher="The Wire")
    assert supersedes(notice, first)
    assert not supersedes(first, notice)


def test_a_correction_of_another_publisher_supersedes_nothing() -> None:
    first = document(_STORY, "2025-10-10", publisher="The Wire")
    assert not supersedes(document("CORRECTION: " + _STORY, "2025-10-11", publisher="The Desk"), first)


def test_a_retraction_supersedes_the_text_whose_headline_it_gives() -> None:
    first = document(f"Envoys meet in Doha again\n\n{_STORY}", "2025-10-10")
    other = document(f"Envoys meet in Kabul at last\n\n{_STORY}", "2025-10-10")
    notice = document("The story “Envoys meet in Doha again” has been withdrawn by the agency.", "2025-10-12")
    headed = document("RETRACTION: Envoys meet in Doha again\n\nIt rested on a forged letter.", "2025-10-12")
    assert [supersedes(one, first) for one in (notice, headed)] == [True, True]
    assert [supersedes(one, other) for one in (notice, headed)] == [False, False]


def test_a_retraction_supersedes_the_text_whose_address_it_gives() -> None:
    first = document(_STORY, "2025-10-10", url="https://example.org/doha")
    notice = document("Please disregard the story at https://example.org/doha.", "2025-10-12")
    assert supersedes(notice, first)


def test_an_old_text_under_the_headline_of_a_notice_stands() -> None:
    old = document("Envoys meet in Doha again\n\nThat was long ago.", "2024-10-10")
    assert not supersedes(document("RETRACTION: Envoys meet in Doha again", "2025-10-12"), old)


def test_a_notice_is_no_word_on_what_comes_after_it() -> None:
    notice = document("CORRECTION: " + _STORY, "2025-10-10")
    assert not supersedes(notice, document(_STORY, "2025-10-11"))


def test_a_notice_supersedes_a_text_of_the_same_day() -> None:
    assert supersedes(document("CORRECTION: " + _STORY, "2025-10-10"), document(_STORY, "2025-10-10"))


def test_an_updated_text_at_the_same_address_supersedes_that_of_an_earlier_day() -> None:
    first, later = (
        document(_STORY.replace("Doha", place), day, url="https://example.org/1")
        for place, day in (("Doha", "2025-10-10"), ("Kabul", "2025-10-11"))
    )
    assert supersedes(later, first)
    assert not supersedes(first, later)


def test_another_text_at_the_same_address_supersedes_nothing() -> None:
    first = document(_STORY, "2025-10-10", url="https://example.org/1")
    assert not supersedes(document("Floods cut the road to Herat.", "2025-10-11", url="https://example.org/1"), first)


def test_a_text_under_the_same_title_at_the_same_address_supersedes() -> None:
    first, later = (
        document(text, day, url="https://example.org/1", title="Talks in Doha")
        for text, day in (("They will meet.", "2025-10-10"), ("The talks were put off.", "2025-10-11"))
    )
    assert supersedes(later, first)


def test_of_two_versions_of_one_day_nothing_tells_which_is_later() -> None:
    first, second = (
        document(_STORY.replace("Doha", place), "2025-10-10", url="https://example.org/1") for place in ("Doha", "Oman")
    )
    assert not supersedes(first, second)
    assert not supersedes(second, first)


def test_a_superseded_text_shares_a_key_with_its_notice() -> None:
    first = document(f"Envoys meet in Doha again\n\n{_STORY}", url="https://example.org/doha")
    for text in (
        f"Wrong headline of four words\n\n(Corrects the headline of the story.) {_STORY}",
        "RETRACTION: Envoys meet in Doha again",
        "The story “Envoys meet in Doha again” has been withdrawn by the agency.",
        "Please disregard the story at https://example.org/doha.",
    ):
        assert keys(first) & notice_keys(document(text))
    assert not notice_keys(first)


def test_broken_patterns_are_refused() -> None:
    for text in ("headline: [a]", "headline: ['(']\ntext: [b]", "headline: []\ntext: [b]", "- a", "a: ["):
        with pytest.raises(KnowledgeError):
            Notices.parse(text)

"""Paragraphs: a text is cut into pieces that know where they stand; only white space and datelines are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.extract.paragraphs import LONGEST, split, stories
from dragoman.extract.times import find_times


@given(st.text(alphabet="aB. \n\t\r,", max_size=200))
def test_a_piece_stands_where_it_says_and_holds_no_outer_space(text: str) -> None:
    for piece in split(text):
        assert text[piece.start : piece.start + len(piece.text)] == piece.text
        assert piece.text
        assert piece.text == piece.text.strip()


@given(st.text(alphabet="ab. \n", max_size=200))
def test_no_word_is_lost(text: str) -> None:
    assert " ".join(piece.text for piece in split(text)).split() == text.split()


def test_blank_lines_part_paragraphs_and_single_breaks_do_not() -> None:
    assert [p.text for p in split("One line\nand the next.\n\nAnother.")] == ["One line\nand the next.", "Another."]


def test_line_breaks_part_paragraphs_where_no_blank_line_does() -> None:
    assert [p.text for p in split("One.\nTwo.\nThree.")] == ["One.", "Two.", "Three."]


def test_a_first_line_without_a_full_stop_is_the_title() -> None:
    assert [p.title for p in split("Ministers meet in Oslo\n\nThey met. Talks went on.")] == [True, False]
    assert [p.title for p in split("They met in Oslo.\n\nTalks went on.")] == [False, False]
    assert [p.title for p in split("A lone line")] == [False]


@pytest.mark.parametrize("title", ["3 May 2024", "Friday, 3 May 2024", "2024 May 03", "2024-05-03"])
def test_under_a_day_each_item_between_headings_is_a_story(title: str) -> None:
    text = f"{title}\n\nChile expels an envoy.\n\nKenya and Peru\n\nKenya signs a treaty with Peru."
    found = stories(split(text), find_times(text, None))
    assert [[p.text for p in story] for story in found] == [
        ["Chile expels an envoy."],
        ["Kenya and Peru"],
        ["Kenya signs a treaty with Peru."],
    ]


@pytest.mark.parametrize("title", ["Talks of 3 May 2024", "May 2024", "Ministers meet", "It was on 3 May 2024."])
def test_under_any_other_title_all_is_one_story(title: str) -> None:
    text = f"{title}\n\nChile expels an envoy.\n\nKenya and Peru\n\nKenya signs a treaty."
    pieces = split(text)
    assert stories(pieces, find_times(text, None)) == [pieces]


def test_a_release_that_begins_with_its_day_is_one_story() -> None:
    text = "3 May 2024\n\nMinister in Lima\n\nThe minister met his host.\n\nHe praised Peru.\n\nPress office"
    pieces = split(text)
    assert stories(pieces, find_times(text, None)) == [pieces]


def test_a_dateline_stays_outside() -> None:
    (piece,) = split("OSLO, May 3 (Agency) - Ministers met.")
    assert piece.text == "Ministers met."


def test_a_paragraph_too_long_is_cut_after_a_sentence() -> None:
    text = "They met again. " * (LONGEST // 8)
    pieces = split(text)
    assert len(pieces) > 1
    assert all(len(p.text) <= LONGEST and p.text.strip().endswith(".") for p in pieces)


def test_a_sentence_too_long_is_cut_at_a_space_and_a_word_too_long_anywhere() -> None:
    assert all(p.text.split()[0] == "word" for p in split("word " * LONGEST))
    assert [len(p.text) for p in split("x" * (LONGEST + 5))] == [LONGEST, 5]

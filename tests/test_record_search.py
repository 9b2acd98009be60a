"""Full text: what is found, where, in which order, and that no words can break it."""

import datetime

import pytest
from factory import document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from records import new_record

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.record.store import Store

_NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
_ALWAYS = Clocks()


def _add(store: Store, *documents: Document) -> None:
    for doc in documents:
        store.add(doc, [], source="s", reader="1", now=_NOW)


def _ids(store: Store, words: str, **limits: datetime.date) -> list[str]:
    return [hit.document.id for hit in store.search(words, _ALWAYS, **limits)]


def test_all_the_words_must_be_there(store: Store) -> None:
    _add(store, document("India opened a mission in Kabul.", id="a"), document("India called Iran.", id="b"))
    assert _ids(store, "kabul INDIA") == ["a"]
    assert _ids(store, "India") == ["a", "b"]
    assert _ids(store, "Kabul Iran") == []


def test_words_are_found_by_their_stem_and_without_accents(store: Store) -> None:
    _add(store, document("Two visits to Côte d’Ivoire.", id="a"))
    assert _ids(store, "visit cote") == ["a"]


def test_quotation_marks_hold_words_together(store: Store) -> None:
    _add(store, document("The technical mission.", id="a"), document("A mission of technical staff.", id="b"))
    assert _ids(store, '"technical mission"') == ["a"]


def test_the_passage_found_re_reads_and_shows_the_words(store: Store) -> None:
    filler = "Nothing of note was said about this at all. " * 30
    _add(store, document(f"{filler}\r\n\r\n🕊️ {filler}Muttaqi met Jaishankar in Delhi. {filler}", id="a"))
    (hit,) = store.search("Jaishankar Delhi", _ALWAYS)
    assert hit.document.text[hit.start : hit.end] == hit.text
    assert "Muttaqi met Jaishankar in Delhi" in hit.text
    assert len(hit.text) <= 240
    assert not hit.text.startswith(" ")


def test_more_places_come_first_then_the_later_publication(store: Store) -> None:
    _add(
        store,
        document("Visa.", "2025-10-10", id="early"),
        document("Visa rules.", "2025-10-12", id="late"),
        document("Some visa.", id="undated"),
        document("Visa after visa.", "2025-10-01", id="twice"),
    )
    assert _ids(store, "visa") == ["twice", "late", "early", "undated"]


def test_days_bound_what_is_found(store: Store) -> None:
    _add(
        store,
        *(document(f"Visa {n}.", f"2025-10-{n}", id=f"{n}") for n in (10, 11, 12)),
        document("Visa.", id="undated"),
    )
    assert _ids(store, "visa", since=datetime.date(2025, 10, 11)) == ["12", "11"]
    assert _ids(store, "visa", until=datetime.date(2025, 10, 11)) == ["11", "10"]


def test_both_clocks_hold_for_search(store: Store) -> None:
    _add(store, document("Visa.", "2025-10-10", id="a"))
    later = document("Visa again.", "2025-10-12", id="b")
    store.add(later, [], source="s", reader="1", now=_NOW + datetime.timedelta(hours=1))
    assert [h.document.id for h in store.search("visa", Clocks(as_of=datetime.date(2025, 10, 11)))] == ["a"]
    assert [h.document.id for h in store.search("visa", Clocks(known_at=_NOW))] == ["a"]


@pytest.mark.parametrize("words", ["", "   ", '"', "- * ()", '""', "\ud800"])
def test_no_word_finds_nothing(store: Store, words: str) -> None:
    _add(store, document("Visa.", id="a"))
    assert _ids(store, words) == []


@pytest.mark.parametrize(
    "words", ["visa NOT kabul", "visa*", "text:visa", "NEAR(visa kabul)", "visa OR", "vi\x00sa", "^visa"]
)
def test_search_syntax_is_only_words(store: Store, words: str) -> None:
    _add(store, document("Visas for all in Kabul.", id="a"))
    assert set(_ids(store, words)) <= {"a"}


@given(st.text(max_size=30))
@example('visa" OR "x')
@settings(max_examples=25, deadline=None)
def test_any_words_can_be_asked_for(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    with new_record(tmp_path_factory.mktemp("words")) as store:
        _add(store, document(f"Visa. {words} End.", id="a"))
        for hit in store.search(words, _ALWAYS):
            assert hit.document.text[hit.start : hit.end] == hit.text


def test_a_text_that_holds_the_marks_of_the_search_is_found_too(store: Store) -> None:
    _add(store, document("\x02dragoman<visa>dragoman\x03 is a visa.", id="a"))
    (hit,) = store.search("visa", _ALWAYS)
    assert hit.document.text[hit.start : hit.end] == hit.text

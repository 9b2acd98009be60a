"""What the parse is put right in."""

from typing import Any

import spacy
from spacy.tokens import Doc

from dragoman.extract.parser import DEFAULT_MODEL, load, parse
from dragoman.extract.words import keep_words


def test_whom_somebody_spoke_with_is_no_subject_of_what_they_spoke_for() -> None:
    """ "Spoke with X to discuss": X belongs to "spoke with"."""
    text = (
        "Minister Dale Hopper spoke today with Peruvian Foreign Minister Rosa Quilca to discuss security in the region."
    )
    (doc,) = list(parse(load(DEFAULT_MODEL), [text]))
    quilca = next(t for t in doc if t.text == "Quilca")
    assert (quilca.dep_, quilca.head.text, quilca.head.head.text) == ("pobj", "with", "spoke")


def test_for_somebody_to_do_something_stays_a_clause() -> None:
    """ "Called for Togo to release": Togo is to release."""
    (doc,) = list(parse(load(DEFAULT_MODEL), ["Ghana waited for Togo to release the prisoners."]))
    assert next(t for t in doc if t.text == "Togo").head.text == "release"


def test_words_seen_before_parse_as_if_seen_for_the_first_time() -> None:
    """Part of speech, morphology and lemma are those of the pipeline that keeps nothing."""
    texts = [
        "Envoys  from Oman met and left; there were no talks, let's say, and no meeting is planned.",
        "Talks were planned. The envoys' meetings got the ministers to meet: they've met, and he's leaving.",
        "There are talks that nobody has planned; y'all gonna see, I ain't.",
        "",
        " ",
    ]
    plain = spacy.load(DEFAULT_MODEL, exclude=["ner"])
    wanted = [_words(doc) for doc in plain.pipe(texts)]
    kept = load(DEFAULT_MODEL)
    with kept.memory_zone():
        first = [_words(doc) for doc in parse(kept, texts)]
    with kept.memory_zone():
        again = [_words(doc) for doc in parse(kept, texts)]
    assert kept.has_pipe("dragoman_words")
    assert "attribute_ruler" not in kept.pipe_names
    assert first == wanted
    assert again == wanted


def test_a_pipeline_with_a_rule_that_looks_at_more_than_the_word_is_left_as_it_is() -> None:
    """A rule for the shape of a word cannot be kept by word, tag and dependency."""
    nlp = spacy.load(DEFAULT_MODEL, exclude=["ner"])
    ruler: Any = nlp.get_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxxx"}]], {"LEMMA": "name"})
    keep_words(nlp)
    assert "attribute_ruler" in nlp.pipe_names
    assert not nlp.has_pipe("dragoman_words")


def _words(doc: Doc) -> list[tuple[str, str, str, str, str]]:
    return [(t.tag_, t.dep_, t.pos_, str(t.morph), t.lemma_) for t in doc]


def test_an_under_secretary_is_no_preposition() -> None:
    """She is who met, not what the visit was under."""
    text = (
        "During her May visit to Accra, Ghana, Under Secretary for Political Affairs Rosa Hale met with President Kofi."
    )
    (doc,) = list(parse(load(DEFAULT_MODEL), [text]))
    hale = next(t for t in doc if t.text == "Hale")
    assert (hale.dep_, hale.head.text) == ("nsubj", "met")

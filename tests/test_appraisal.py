"""The appraiser: told of a text's candidates what stands beside them; its trees load, and answer with probabilities."""

import hashlib
import math
from importlib.resources import files

import pytest
from conftest import ROOT
from factory import document

from dragoman.errors import KnowledgeError
from dragoman.extract.appraisal import Appraiser, Signs, signs_of
from dragoman.extract.draft import Draft
from dragoman.extract.encoder import Encoder
from dragoman.extract.learned import Learned
from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import Candidate


def proposed(reader: Reader, text: str, scored: bool = False) -> tuple[Draft, list[Candidate]]:
    """A text with all candidates that the choices leave."""
    (draft,) = reader.drafts([document(text, "2024-05-06")], lasting=True)
    if scored:
        reader.weigh(draft, Encoder.load())
    return draft, reader.propose(draft, Learned.load().choices)


def signs(reader: Reader, text: str, type_: str, odds: dict[str, float]) -> Signs:
    """The signs of the candidate of a type, with these odds for the types and nothing for others."""
    draft, found = proposed(reader, text)
    given = [(c, odds.get(c.report.type, -9.0)) for c in found]
    (place,) = (n for n, c in enumerate(found) if c.report.type == type_)
    return signs_of(draft, given)[place]


def test_the_others_of_its_text_and_sentence_stand_beside_a_candidate(reader: Reader) -> None:
    text = "Chile visited Peru. Bolivia condemned Kenya and expelled the ambassador of Ghana."
    found = signs(reader, text, "condemn", {"visit": 3.0, "condemn": 1.0, "envoy": 2.0})
    assert found["odds"] == 1.0
    assert found["text best"] == 3.0
    assert found["sentence best"] == 2.0
    assert found["sentence likely"] == 2
    assert math.isnan(found["type best"])
    assert found["type size"] == 1


def test_equal_odds_of_another_are_not_taken_for_its_own(reader: Reader) -> None:
    found = signs(reader, "Chile visited Peru. Bolivia condemned Kenya.", "condemn", {"visit": 1.0, "condemn": 1.0})
    assert found["text best"] == 1.0


def test_days_are_counted_from_the_day_of_publication(reader: Reader) -> None:
    assert signs(reader, "Chile will visit Peru on 9 May 2024.", "visit", {})["days after"] == 3
    undated = signs(reader, "Chile has an embassy in Peru.", "mission", {})
    assert undated["undated"]
    assert math.isnan(undated["days after"])


def test_every_sign_that_the_trees_ask_for_is_told(reader: Reader) -> None:
    text = "The president of Chile visited Peru on Monday and met his counterpart."
    draft, found = proposed(reader, text, scored=True)
    told = {name for one in Learned.load().choices.signs(draft, found) for name in one}
    assert told == Appraiser.load().signs


def test_confidence_is_a_probability(reader: Reader) -> None:
    text = "The president of Chile visited Peru on Monday and met his counterpart. A treaty may be signed."
    draft, found = proposed(reader, text, scored=True)
    sure = Appraiser.load().confidence(Learned.load().choices.signs(draft, found))
    assert len(sure) == len(found)
    assert all(0 <= s <= 1 for s in sure)
    assert max(sure) > 0.8


def test_the_trees_are_those_of_the_model_card() -> None:
    digest = hashlib.sha256((files("dragoman") / "data/learned/appraiser.onnx").read_bytes()).hexdigest()
    assert digest in (ROOT / "docs" / "reader.md").read_text(encoding="utf-8")


def test_nothing_found_is_nothing_appraised() -> None:
    assert Appraiser.load().confidence([]) == []


@pytest.mark.parametrize("trees", [b"", b"no network"], ids=["empty", "broken"])
def test_broken_trees_are_told_with_their_file(trees: bytes) -> None:
    with pytest.raises(KnowledgeError, match=r"trees.*appraiser\.onnx|appraiser\.onnx.*trees"):
        Appraiser(trees)

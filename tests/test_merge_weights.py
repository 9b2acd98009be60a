"""The table of weights: what it says, and what a broken one is told."""

from importlib.resources import files

import pytest

from dragoman.errors import KnowledgeError
from dragoman.merge.weights import FEATURES, Weights

TEXT = (files("dragoman") / "data/merge/weights.yaml").read_text(encoding="utf-8")


def test_every_feature_is_weighed_and_told_in_words() -> None:
    weights = Weights.load()
    assert weights.features.keys() == FEATURES
    assert all(feature.says for feature in weights.features.values())


def test_agreement_weighs_more_than_its_absence() -> None:
    weights = Weights.load().features
    for more, less in (("when.day", "when.near"), ("people.same", "people.differ"), ("place.same", "place.differs")):
        assert weights[more].weight > weights[less].weight


def test_types_that_are_told_for_each_other_are_kindred_both_ways() -> None:
    assert Weights.load().kindred("meeting") == Weights.load().kindred("conference")
    assert Weights.load().kindred("visit") == ["visit"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  when.day:", "  when.dya:", "features missing or unknown: when.day, when.dya"),
        ("[meeting, conference]", "[meeting, confrence]", "holds what is no type"),
        ("[meeting, conference]", "[meeting, agreement]", "are not of one family"),
        ("[agree, sign]", "[agree, sing]", "holds what is no change"),
        ("[UNSC, OCHA", "[UNSC, OHCA", "holds what is no entity"),
        ("  days: 7", "  days: many", "whole numbers above 0"),
        ("lasting:", "lasting_types:", "and nothing else"),
        ("personal: [meeting", "personal: [meating", "personal holds what is no type"),
        ("bias: ", "bias: x", "not a number"),
    ],
)
def test_a_broken_table_says_what_is_wrong(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(KnowledgeError, match=said):
        Weights.parse(TEXT.replace(old, new, 1))

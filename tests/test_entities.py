"""Which named states are parties of what a sentence tells."""

import pytest
from factory import document

from dragoman.extract.pipeline import Reader


@pytest.fixture
def named(reader: Reader):
    """The ids that a text names, in order."""

    def read(text: str) -> list[str]:
        (draft,) = reader.drafts([document(text, "2024-05-10")])
        return list(dict.fromkeys(m.entity for found in draft.entities.values() for m in found))

    return read


@pytest.mark.parametrize(
    "text",
    [
        "In association football, Peru defeats Chile 3-1 in the final of the tournament in Lima.",
        "Kenyan sprinter Otieno Mbugua wins the race at the athletics championship in Oslo, Norway.",
        "Astronomers of the telescope in Chile discover a comet.",
        "The Peruvian singer Rosa Quilca releases an album of songs from Bolivia.",
    ],
)
def test_nations_in_sport_arts_and_science_are_no_parties(named, text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Kenya boycotts the Olympics in Norway.", ["KEN", "NOR"]),
        ("Peru's president will see the final of the football tournament on a visit to Chile.", ["PER", "CHL"]),
        ("The goal of Peru and Chile is a final round in May.", ["PER", "CHL"]),
        ("Kenya and Norway sign an agreement on a lunar telescope.", ["KEN", "NOR"]),
    ],
)
def test_affairs_of_state_stay_so_beside_a_ball(named, text: str, ids: list[str]) -> None:
    assert named(text) == ids


def test_organisations_stay_parties_of_sport(named) -> None:
    """They are named for what they decide."""
    assert named("FIFA thanked NATO after the football final in Oslo.") == ["FIFA", "NATO"]


def test_the_next_sentence_is_read_for_itself(named) -> None:
    text = "Peru defeats Chile 3-1 in the football final. Bolivia recalled its ambassador to Togo."
    assert named(text) == ["BOL", "TGO"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [("The envoy thanked them in Chinese.", []), ("Two died in Chinese air raids.", ["CHN"])],
)
def test_what_is_spoken_is_a_language_and_no_party(named, text: str, ids: list[str]) -> None:
    assert named(text) == ids

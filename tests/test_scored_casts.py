"""Casts that the encoder adds: whom it puts on an open side, and whom it is sure of against the slots."""

from factory import document

from dragoman.extract.draft import Scores, Trigger
from dragoman.extract.encoder import ROLES
from dragoman.extract.pipeline import Reader
from dragoman.extract.scored_casts import add_scored_casts


def cast_by(reader: Reader, text: str, word: str, type: str, **roles: tuple[str, float]) -> dict[str, dict[str, str]]:
    """The casts of the trigger on `word` that scores of our own add: by name, the role of each party.

    `roles` gives each party its likeliest role and the log probability that it has none, or for "none" of all others.
    """
    (draft,) = reader.drafts([document(text)], lasting=True)
    found = next(t for t in draft.triggers if t.token.text == word and t.frame.type == type)
    scores = {party: _odds(role, odds) for party, (role, odds) in roles.items()}
    found.scores = Scores(0.0, 0.0, {}, {}, scores, {})
    draft.triggers = [found]
    before = len(found.casts)
    add_scored_casts(draft, reader.know)
    return {c.added: _roles(found, before + n) for n, c in enumerate(found.casts[before:])}


def _odds(role: str, odds: float) -> tuple[float, ...]:
    if role == "none":
        return (-0.01, odds, odds, odds)
    return (odds, *(-0.01 if name == role else odds for name in ROLES[1:]))


def _roles(trigger: Trigger, number: int) -> dict[str, str]:
    return {a.entity or "": role for role, actors in trigger.casts[number].actors.items() for a in actors}


ATTACK = "A Bolivian minister left Peru shortly after the raid on Chile."


def test_the_encoder_is_taken_at_its_word_on_who_attacks_only_where_it_is_sure(reader: Reader) -> None:
    sure = cast_by(reader, ATTACK, "raid", "attack", PER=("actor", -6.0), CHL=("target", -6.0))
    assert sure["network"] == {"PER": "actor", "CHL": "target"}
    guess = cast_by(reader, ATTACK, "raid", "attack", PER=("actor", -1.0), CHL=("target", -6.0))
    assert guess == {}


def test_a_party_beside_those_of_the_slots_may_take_part(reader: Reader) -> None:
    text = "Chile condemned Peru in a statement that Bolivia had asked for."
    more = cast_by(reader, text, "condemned", "condemn", CHL=("actor", -6.0), PER=("target", -6.0), BOL=("actor", -4.0))
    assert more["more"] == {"CHL": "actor", "BOL": "actor", "PER": "target"}
    less = cast_by(reader, text, "condemned", "condemn", CHL=("actor", -6.0), PER=("target", -6.0), BOL=("actor", -1.0))
    assert less == {}


def test_who_fills_a_slot_may_take_no_part(reader: Reader) -> None:
    text = "Chile condemned Peru."
    found = cast_by(reader, text, "condemned", "condemn", CHL=("actor", -6.0), PER=("none", -5.0))
    assert found["less"] == {"CHL": "actor"}


def test_who_fills_a_slot_may_have_another_role(reader: Reader) -> None:
    found = cast_by(reader, "Chile condemned Peru.", "condemned", "condemn", CHL=("target", -6.0), PER=("actor", -6.0))
    assert found["turned"] == {"CHL": "target", "PER": "actor"}


def test_of_several_somebody_acts_still(reader: Reader) -> None:
    text = "Chile condemned Peru."
    found = cast_by(reader, text, "condemned", "condemn", CHL=("target", -6.0), PER=("target", -6.0))
    assert "turned" not in found

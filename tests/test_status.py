"""Status: the nearest word decides whether a thing occurred, goes on, is planned, proposed, off, claimed or denied.

The rules alone are tested, with the word that they name as their reason; the learned choice comes after them.
"""

from factory import document

from dragoman.extract.draft import Trigger
from dragoman.extract.pipeline import Reader


def trigger(reader: Reader, text: str, word: str, published: str | None = None, type: str | None = None) -> Trigger:
    """The first trigger on `word`, of the type if one is asked for."""
    (draft,) = reader.drafts([document(text, published)], lasting=True)
    return next(t for t in draft.triggers if t.token.text == word and type in {None, t.frame.type})


def status(reader: Reader, text: str, word: str) -> tuple[str, str]:
    """The status of `word` and the reason for it."""
    found = trigger(reader, text, word)
    return found.status, found.status_reason


def test_what_is_told_without_more_has_occurred(reader: Reader) -> None:
    assert status(reader, "Chile's president visited Peru.", "visited") == ("occurred", "default")


def test_will_makes_a_plan(reader: Reader) -> None:
    assert status(reader, "Chile's president will visit Peru.", "visit") == ("planned", "auxiliary will")


def test_might_makes_a_proposal(reader: Reader) -> None:
    assert status(reader, "Chile's president might visit Peru.", "visit") == ("proposed", "auxiliary might")


def test_what_had_been_done_is_done_whatever_the_auxiliary(reader: Reader) -> None:
    assert status(reader, "Chile's president had visited Peru.", "visited")[0] == "occurred"


def test_not_denies(reader: Reader) -> None:
    assert status(reader, "Chile's president did not visit Peru.", "visit") == ("denied", "negated")


def test_a_denied_plan_is_denied(reader: Reader) -> None:
    """The negation is nearer to the deed than the auxiliary."""
    assert status(reader, "Chile's president will not visit Peru.", "visit") == ("denied", "negated")


def test_no_before_a_noun_denies(reader: Reader) -> None:
    assert status(reader, "There was no meeting between Chile and Peru.", "meeting") == ("denied", "negated")


def test_recognition_that_is_not_given_is_withheld_and_stands(reader: Reader) -> None:
    found = trigger(reader, "Malawi does not recognise Kosovo.", "recognise", type="recognition")
    assert (found.frame.change, found.status, found.status_reason) == ("withhold", "ongoing", "negated change")


def test_expected_to_is_a_plan(reader: Reader) -> None:
    assert status(reader, "Chile's president is expected to visit Peru.", "visit") == ("planned", "governor expect")


def test_offered_to_is_a_proposal(reader: Reader) -> None:
    assert status(reader, "Oman offered to mediate between Chile and Peru.", "mediate") == (
        "proposed",
        "governor offer",
    )


def test_called_off_is_cancelled(reader: Reader) -> None:
    assert status(reader, "Chile called off its talks with Peru.", "talks")[0] == "cancelled"


def test_postponed_is_cancelled(reader: Reader) -> None:
    assert status(reader, "Chile postponed a meeting with Peru.", "meeting")[0] == "cancelled"


def test_the_meeting_that_was_cancelled_is_cancelled(reader: Reader) -> None:
    """The subject of a passive is what the verb is done to."""
    assert status(reader, "The meeting between Chile and Peru was cancelled.", "meeting")[0] == "cancelled"


def test_a_planned_visit_that_was_cancelled_is_cancelled(reader: Reader) -> None:
    """What became of the plan counts, not that it was one."""
    assert status(reader, "Chile's planned visit to Peru was cancelled.", "visit")[0] == "cancelled"


def test_an_earlier_visit_that_was_postponed_is_cancelled(reader: Reader) -> None:
    assert status(reader, "His earlier visit to Peru was postponed.", "visit")[0] == "cancelled"


def test_upcoming_before_a_noun_makes_a_plan(reader: Reader) -> None:
    assert status(reader, "Chile's upcoming visit to Peru drew attention.", "visit") == (
        "planned",
        "modifier upcoming",
    )


def test_further_before_what_is_said_makes_no_proposal(reader: Reader) -> None:
    """A demand is made by being told; further talks may never be held."""
    assert status(reader, "Chile voiced its further demands to Peru.", "demands") == ("occurred", "default")
    assert status(reader, "Chile wants further talks with Peru.", "talks")[0] == "proposed"


def test_ongoing_before_a_noun_is_under_way(reader: Reader) -> None:
    assert status(reader, "The ongoing talks between Chile and Peru drew attention.", "talks") == (
        "ongoing",
        "modifier ongoing",
    )


def test_alleged_before_a_noun_is_a_claim(reader: Reader) -> None:
    assert status(reader, "Peru spoke of alleged strikes by Chile.", "strikes") == ("alleged", "modifier alleged")


def test_allegedly_is_a_claim(reader: Reader) -> None:
    assert status(reader, "Chile allegedly attacked Peru.", "attacked") == ("alleged", "adverb allegedly")


def test_what_somebody_is_accused_of_is_a_claim(reader: Reader) -> None:
    assert status(reader, "Peru accused Chile of attacking a village.", "attacking")[0] == "alleged"


def test_what_somebody_denies_is_denied(reader: Reader) -> None:
    assert status(reader, "Chile denied attacking Peru.", "attacking")[0] == "denied"


def test_a_progressive_is_under_way(reader: Reader) -> None:
    assert status(reader, "Chile and Peru are negotiating a treaty.", "negotiating") == ("ongoing", "progressive")


def test_a_position_is_taken_when_it_is_said(reader: Reader) -> None:
    """ "Is urging" is as done as "urged"."""
    assert status(reader, "Chile is urging Peru to open the border.", "urging")[0] == "occurred"


def test_a_headline_infinitive_is_a_plan(reader: Reader) -> None:
    assert status(reader, "Chile to reopen embassy in Peru", "reopen")[0] == "planned"


def test_a_position_in_a_hoped_for_clause_is_still_taken(reader: Reader) -> None:
    """Only a deed can be hoped for; the condemnation itself is said."""
    assert status(reader, "Chile condemned Peru, hoping to win votes.", "condemned")[0] == "occurred"


def test_what_is_said_to_be_done_is_not_touched_by_the_verb_of_speech(reader: Reader) -> None:
    assert status(reader, "Chile said that its president visited Peru.", "visited") == ("occurred", "default")


def test_a_war_goes_on_unless_a_word_says_otherwise(reader: Reader) -> None:
    assert status(reader, "The war against Peru troubles Chile.", "war") == ("ongoing", "habit of the noun")


def test_what_lies_after_publication_has_not_occurred(reader: Reader) -> None:
    found = trigger(reader, "Chile's president visits Peru on 9 June 2025.", "visits", "2025-06-02")
    assert (found.status, found.status_reason) == ("planned", "after publication")


def test_what_lies_before_publication_may_have_occurred(reader: Reader) -> None:
    assert trigger(reader, "Chile's president visits Peru on 1 June 2025.", "visits", "2025-06-02").status == "occurred"


def test_the_second_of_two_verbs_shares_the_auxiliary(reader: Reader) -> None:
    text = "Chile's president will travel to Peru and meet the Bolivian president."
    assert status(reader, text, "meet")[0] == "planned"


def test_the_second_of_two_verbs_with_an_auxiliary_of_its_own_keeps_it(reader: Reader) -> None:
    text = "Chile's president visited Peru and will meet the Bolivian president."
    assert status(reader, text, "visited")[0] == "occurred"
    assert status(reader, text, "meet")[0] == "planned"

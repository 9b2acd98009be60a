"""Attribution: whom a text has a matter from, and when that is nobody but the text itself."""

from factory import document

from dragoman.extract.pipeline import Reader


def source(reader: Reader, text: str, word: str) -> str | None:
    """The source of the trigger `word`, at its last place in the text."""
    (draft,) = reader.drafts([document(text)], lasting=True)
    return next(t.source for t in reversed(draft.triggers) if t.token.text == word)


def test_speaker_of_a_clause_is_its_source(reader: Reader) -> None:
    """Who says that others do something is the source of it."""
    text = "Foreign ministry spokeswoman Lea Okoro said Ghana will send an envoy and that Togo signed the pact."
    assert source(reader, text, "signed") == "Lea Okoro"


def test_text_itself_is_no_source(reader: Reader) -> None:
    """What the report states itself has no source."""
    assert source(reader, "Togo and Ghana signed a treaty in Accra on Monday.", "signed") is None


def test_position_of_the_speaker_is_his_own(reader: Reader) -> None:
    """What a minister condemns by saying so is his act, not his account of one."""
    text = "Ghanaian Foreign Minister Kofi Mensah said Ghana condemns the raid on Togo."
    assert source(reader, text, "condemns") is None


def test_position_told_by_another_has_that_source(reader: Reader) -> None:
    """A spokesman's account of what his president urged makes the spokesman's office the source."""
    text = "President Kofi Mensah of Ghana urged Togo to release the prisoners, a defence ministry spokesman said."
    assert source(reader, text, "urged") == "defence ministry"


def test_announcing_is_doing(reader: Reader) -> None:
    """A state that announces its own measure is no source for it."""
    assert source(reader, "Norway announces it will impose sanctions on Belarus.", "impose") is None


def test_unnamed_officials_are_anonymous(reader: Reader) -> None:
    """Officials and diplomats without a name count as anonymous."""
    text = "Ghana and Togo will sign a trade treaty next week, diplomats said on Friday."
    assert source(reader, text, "sign") == "anonymous"


def test_news_agency_of_others_is_a_source(reader: Reader) -> None:
    """A report credited to another outlet names it."""
    text = "Ghana's president met his counterpart from Togo on Monday, the Kenya News Agency reported."
    assert source(reader, text, "met") == "Kenya News Agency"


def test_according_to_names_the_source(reader: Reader) -> None:
    """Whom a sentence follows by "according to" is its source."""
    text = "According to the Norwegian government, Belarus closed its embassy in Oslo."
    assert source(reader, text, "closed") == "Norwegian government"


def test_statement_is_its_issuer(reader: Reader) -> None:
    """What a statement says is from whoever made the statement."""
    text = "A statement from the Norwegian foreign ministry said Belarus expelled two diplomats."
    assert source(reader, text, "expelled") == "Norwegian foreign ministry"


def test_it_added_keeps_the_source(reader: Reader) -> None:
    """ "It added" goes on with whom the text had the last matter from."""
    text = (
        "Ghana and Togo signed a treaty, the Kenya News Agency reported. "
        "Benin opened an embassy in Accra on Tuesday, it added."
    )
    assert source(reader, text, "opened") == "Kenya News Agency"


def test_quoted_source_within_a_report(reader: Reader) -> None:
    """Of a paper that quotes somebody as saying so, the one quoted is the source."""
    text = "The paper quoted Interior Minister Kofi Mensah as saying that Togo deported 40 Ghanaian migrants."
    assert source(reader, text, "deported") == "Kofi Mensah"


def test_turn_of_a_transcript_gives_the_speaker(reader: Reader) -> None:
    """In a transcript "we" is the side of whoever has the floor."""
    text = (
        "Norwegian Foreign Minister Ida Hagen and Chilean Foreign Minister Pablo Rojas spoke on Monday.\n\n"
        "MINISTER ROJAS: We welcome Norway.\n\n"
        "MINISTER HAGEN: We condemn the attack on Chile."
    )
    (draft,) = reader.drafts([document(text)], lasting=True)
    condemn = next(t for t in draft.triggers if t.token.text == "condemn")
    assert [a.entity for a in condemn.actors["actor"]] == ["NOR"]


def test_dateline_is_no_source(reader: Reader) -> None:
    """The city a report is sent from tells nothing."""
    assert source(reader, "OSLO: Belarus closed its embassy in Norway on Monday.", "closed") is None


def test_announcing_a_thing_by_a_noun_is_doing_it_too(reader: Reader) -> None:
    """Who announces the opening of his state's mission takes part in it, and is no source."""
    text = "Norwegian Foreign Minister Ole Berg announced the opening of a Norwegian embassy in Peru."
    (draft,) = reader.drafts([document(text)], lasting=True)
    opening = next(t for t in draft.triggers if t.frame.type == "mission")
    assert opening.source is None
    assert opening.speaker is not None
    assert opening.speaker.person is not None
    assert opening.speaker.person.name == "Ole Berg"


def test_who_calls_a_thing_by_a_name_does_not_announce_it(reader: Reader) -> None:
    """The minister had no part in the raid."""
    text = "Norwegian Foreign Minister Ole Berg called the raid on Peru a crime."
    (draft,) = reader.drafts([document(text)], lasting=True)
    assert all(t.speaker is None for t in draft.triggers if t.token.text == "raid")

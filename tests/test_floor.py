"""Who speaks in turn in a transcript meets the other."""

import pytest
from factory import document

from dragoman.extract.pipeline import Reader
from dragoman.model.report import Report

HEAD = "Eva Rojas, Minister of Foreign Affairs\n\nSantiago, Chile\n\n"
CHILE = "MINISTER ROJAS: Good morning. Peruvian Foreign Minister Rosa Quispé knows these hills well.\n\n"
PERU = "FOREIGN MINISTER QUISPE: Many thanks, Eva. Our border towns need this.\n\n"
MET = {"CHL": "Eva Rojas", "PER": "Rosa Quispé"}


@pytest.fixture
def meetings(reader: Reader):
    """The meetings that a release of Chile's ministry tells of."""

    def read(text: str) -> list[Report]:
        fields = {"publisher": "Ministry of Foreign Affairs of Chile"}
        return [r for r in reader.read(document(text, "2024-05-10", **fields)).reports if r.type == "meeting"]

    return read


def test_two_who_have_the_floor_meet_that_day(meetings):
    """No word of it says so; each turn is evidence, and accents make no other name."""
    (met,) = meetings(HEAD + CHILE + PERU)
    assert {p.id: " ".join(p.people) for p in met.parties} == MET
    assert {p.role for p in met.parties} == {"peer"}
    assert (met.status, met.when and met.when.edtf) == ("ongoing", "2024-05-10")
    assert [e.text.split(":")[0] for e in met.evidence] == ["MINISTER ROJAS", "FOREIGN MINISTER QUISPE"]
    assert met.evidence[0].text.endswith("Good morning.")


def test_who_speaks_alone_meets_nobody_by_it(meetings):
    """Of a guest who has no turn it is not known whether he was there."""
    assert meetings(HEAD + CHILE) == []


def test_three_parties_who_speak_are_no_meeting_of_two(meetings):
    """Who met whom is then for the text to say."""
    third = "MINISTER OTIENO: Kenya is a friend of both, says Kenyan Foreign Minister Ann Otieno.\n\n"
    assert all(len(r.parties) > 2 for r in meetings(HEAD + CHILE + PERU + third))


def test_a_meeting_that_the_text_tells_of_is_told_once(meetings):
    """The two turns are of the meeting in the title."""
    title = "Foreign Minister Eva Rojas and Peruvian Foreign Minister Rosa Quispé Before Their Meeting\n\n"
    assert len(meetings(title + HEAD + CHILE + PERU)) == 1


def test_a_speaker_of_unknown_party_is_of_the_one_that_is_visited(meetings):
    """Her title does not say whose minister she is, but the guest says where he is."""
    text = (
        "Luis Soto, Minister of Foreign Affairs\n\nLima, Peru\n\n"
        "MINISTER QUISPE: We know each other well, and the road is open.\n\n"
        "MINISTER SOTO: Thank you. I am glad that Chile sent me, and that I could visit Peru today.\n\n"
    )
    (met,) = meetings(text)
    assert {p.id: " ".join(p.people) for p in met.parties} == {"CHL": "Luis Soto", "PER": "Quispe"}

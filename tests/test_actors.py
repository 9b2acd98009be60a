"""Whom a noun phrase stands for."""

import pytest
from factory import document

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.attribution import hear_speaker
from dragoman.extract.pipeline import Reader

RELEASE = "U.S. Department of State"


@pytest.fixture
def meant(reader: Reader):
    """Whom the last occurrence of a phrase in a text stands for: "PER", or "PER:Rosa Quilca" with the person."""

    def read(text: str, phrase: str, **fields: str) -> list[str]:
        (draft,) = reader.drafts([document(text, "2024-05-10", **fields)], lasting=True)
        discourse, at = Discourse(), text.rindex(phrase)
        for paragraph, sentence in draft.sentences():
            hear_speaker(draft, reader.know, discourse, paragraph, sentence)
            span = paragraph.doc.char_span(at - paragraph.start, at - paragraph.start + len(phrase))
            if span is not None and span.sent == sentence:
                found = resolve(draft, reader.know, discourse, paragraph, span.root)
                return [f"{a.entity}:{a.person.name}" if a.person else str(a.entity) for a in found]
            discourse.hear(draft, paragraph, sentence)
        raise AssertionError(f"{phrase!r} is not a phrase of one sentence")

    return read


def test_a_state_stands_for_itself(meant):
    """ "Brazil"."""
    assert meant("Brazil welcomed the decision.", "Brazil") == ["BRA"]


def test_a_long_name_counts_whichever_of_its_words_is_the_head(meant):
    """ "The Democratic Republic of the Congo" hangs on "Republic"."""
    text = "The Democratic Republic of the Congo welcomed the decision."
    assert meant(text, "The Democratic Republic of the Congo") == ["COD"]


def test_joined_states_are_all_meant(meant):
    """ "Chile, Peru and Bolivia"."""
    assert meant("Chile, Peru and Bolivia signed.", "Chile, Peru and Bolivia") == ["CHL", "PER", "BOL"]


def test_a_person_brings_his_party(meant):
    """A name stands for the person and whom he acts for."""
    assert meant("Peruvian Foreign Minister Rosa Quilca spoke.", "Rosa Quilca") == ["PER:Rosa Quilca"]


def test_officials_stand_for_the_state_beside_them(meant):
    """ "Dutch officials"."""
    assert meant("Dutch officials praised the plan.", "Dutch officials") == ["NLD"]


def test_officials_from_a_state_stand_for_it(meant):
    """ "officials from Japan"."""
    assert meant("Officials from Japan praised the plan.", "Officials from Japan") == ["JPN"]


def test_ministers_of_several_states_stand_for_all(meant):
    """ "the foreign ministers of Kenya, Uganda and Rwanda"."""
    text = "The foreign ministers of Kenya, Uganda and Rwanda met."
    assert meant(text, "The foreign ministers of Kenya, Uganda and Rwanda") == ["KEN", "UGA", "RWA"]


def test_two_demonyms_before_a_plural_are_both_meant(meant):
    """ "Greek and Turkish diplomats"."""
    assert meant("Greek and Turkish diplomats met.", "Greek and Turkish diplomats") == ["GRC", "TUR"]


def test_forces_stand_for_their_state(meant):
    """ "Israeli forces"."""
    assert meant("Israeli forces withdrew.", "Israeli forces") == ["ISR"]


def test_a_plural_spelt_out_means_those_named(meant):
    """ "Two Arab states, Egypt and Jordan," are Egypt and Jordan."""
    text = "Two Arab states, Egypt and Jordan, signed the text."
    assert meant(text, "Two Arab states") == ["EGY", "JOR"]


def test_leaders_including_somebody_take_his_name(meant):
    """ "Polish leaders, including Foreign Minister X"."""
    text = "She met Polish leaders, including Foreign Minister Marek Nowicki."
    assert meant(text, "Polish leaders") == ["POL:Marek Nowicki"]


def test_a_delegation_takes_the_name_of_who_leads_it(meant):
    """ "a Kenyan delegation led by X"."""
    text = "A Kenyan delegation led by Peter Otieno arrived."
    assert meant(text, "A Kenyan delegation") == ["KEN:Peter Otieno"]


def test_a_visiting_minister_joined_to_another_is_found(meant):
    """ "X and visiting French Foreign Minister Y"."""
    text = "Japanese Foreign Minister Kato Hiroshi and visiting French Foreign Minister Luc Moreau agreed on it."
    assert meant(text, "Kato Hiroshi") == ["JPN:Kato Hiroshi", "FRA:Luc Moreau"]


def test_a_counterpart_is_of_the_state_beside_the_word(meant):
    """ "his Chilean counterpart"."""
    text = "Peruvian Foreign Minister Rosa Quilca called her Chilean counterpart."
    assert meant(text, "her Chilean counterpart") == ["CHL"]


def test_somebodys_counterpart_is_never_his_own_side(meant):
    """ "her counterpart" without a state is nobody known."""
    assert meant("Peruvian Foreign Minister Rosa Quilca called her counterpart.", "her counterpart") == []


def test_somebodys_allies_are_not_himself(meant):
    """ "its allies"."""
    assert meant("France will consult its allies.", "its allies") == []


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Japan thanked Fiji for its support.", "its support", ["FJI"]),
        (
            "Peruvian Foreign Minister Luis Quilca accompanied Chilean President Gabriel Boric on his trip.",
            "his trip",
            ["CHL"],
        ),
        ("Japan informed Fiji that its ships would come.", "its ships", ["JPN"]),
    ],
)
def test_a_possessive_behind_a_preposition_is_of_the_verb_s_object(meant, text, phrase, expected):
    """ "thanked Fiji for its support"."""
    assert meant(text, phrase) == expected


def test_it_is_the_subject_of_the_clause_around(meant):
    """ "Japan said it would": Japan, not who was named before."""
    assert meant("Fiji agreed. Japan said it would help.", "it") == ["JPN"]


def test_it_is_else_who_the_last_sentence_spoke_of(meant):
    """With nobody before it in its sentence, "it" looks back."""
    assert meant("Fiji agreed with Samoa. It will sign soon.", "It") == ["FJI"]


def test_he_is_the_subject_of_the_clause_around(meant):
    """ "Otieno said he would come"."""
    text = "Russian Minister Pavel Orlov left. Kenyan Minister Peter Otieno said he would stay."
    assert meant(text, "he") == ["KEN:Peter Otieno"]


def test_she_is_not_a_man(meant):
    """ "She" passes over "Mr."."""
    text = "Kenya's envoy, Mrs. Grace Wanja, met Uganda's envoy, Mr. John Okello. She left early."
    assert meant(text, "She") == ["KEN:Grace Wanja"]


def test_they_are_the_two_of_the_last_subject(meant):
    """ "Kenya and Uganda … They …"."""
    assert set(meant("Kenya and Uganda met in Cairo. They agreed to trade.", "They")) == {"KEN", "UGA"}


def test_their_looks_in_its_own_sentence_first(meant):
    """ "The Netherlands and Cuba reaffirmed their ties"."""
    text = "Fiji met Samoa. Norway and Cuba reaffirmed their ties."
    assert set(meant(text, "their")) == {"NOR", "CUB"}


def test_the_two_countries_are_the_last_two(meant):
    """ "The two countries"."""
    text = "Peru signed a treaty with Chile. The two countries will trade more."
    assert set(meant(text, "The two countries")) == {"PER", "CHL"}


def test_the_two_countries_are_never_an_organisation(meant):
    """What was named last may be the UN; it is no country."""
    text = "Peru signed a treaty with Chile. The UN was told. The two countries will trade more."
    assert set(meant(text, "The two countries")) == {"PER", "CHL"}


def test_the_two_ministers_are_named(meant):
    """ "The two ministers" are the two last named, of different parties."""
    text = "Kenyan Minister Peter Otieno met Russian Minister Pavel Orlov. The two ministers agreed on it."
    assert set(meant(text, "The two ministers")) == {"KEN:Peter Otieno", "RUS:Pavel Orlov"}


def test_each_other_are_the_subjects_two(meant):
    """ "Greece and Turkey accused each other"."""
    assert set(meant("Greece and Turkey accused each other.", "each other")) == {"GRC", "TUR"}


def test_the_minister_is_who_was_last_so_called(meant):
    """A definite title means its last bearer."""
    text = "Kenyan Foreign Minister Peter Otieno met UN envoy Lars Ekman. The minister was glad."
    assert meant(text, "The minister") == ["KEN:Peter Otieno"]


def test_the_minister_is_not_his_deputy(meant):
    """A rank that is not said is not meant."""
    text = "Kenyan Minister Peter Otieno and Kenyan Deputy Minister Ann Wairimu came. The minister was glad."
    assert meant(text, "The minister") == ["KEN:Peter Otieno"]


def test_the_secretary_of_a_release_is_the_issuers(meant):
    """In a State Department release "the Secretary" is its own, though another secretary was named later."""
    text = "Secretary Dale Hopper met Filipino Foreign Affairs Secretary Jose Lim in Manila. The Secretary was glad."
    assert meant(text, "The Secretary", publisher=RELEASE) == ["USA:Dale Hopper"]


def test_joined_titles_mean_both_bearers(meant):
    """ "The Secretary and the Foreign Minister"."""
    text = (
        "Secretary Dale Hopper met Kenyan Foreign Minister Peter Otieno. The Secretary and the Foreign Minister agreed."
    )
    assert meant(text, "The Secretary", publisher=RELEASE) == ["USA:Dale Hopper", "KEN:Peter Otieno"]


def test_a_relative_pronoun_is_what_it_stands_beside(meant):
    """ "Norway, which brokered the deal"."""
    assert meant("Fiji thanked Norway, which brokered the deal.", "which") == ["NOR"]


def test_we_are_who_is_quoted(meant):
    """ "We" in a quotation is the speaker's side."""
    found = meant('"We will help," Kenyan Foreign Minister Peter Otieno said.', "We")
    assert found == ["KEN:Peter Otieno"]


def test_we_in_a_signed_release_is_its_signer(meant):
    """A statement under somebody's name speaks for them."""
    text = (
        "Anniversary of the Treaty\n\nDale Hopper, Secretary of State\n\n"
        "The treaty was signed in 1990. We remain committed to it."
    )
    assert meant(text, "We", publisher=RELEASE) == ["USA:Dale Hopper"]


def test_the_issuer_declares_by_its_signer(meant):
    """ "The United States welcomes" in a signed release is the signer's word."""
    text = "On the Vote\n\nDale Hopper, Secretary of State\n\nThe United States welcomes the vote."
    assert meant(text, "The United States", publisher=RELEASE) == ["USA:Dale Hopper"]


def test_a_joint_statement_speaks_for_all_in_its_title(meant):
    """ "We" in it are the parties of the title."""
    text = "Joint Statement by Norway and Kenya\n\nThe talks ended in Oslo on Monday. We agreed to go on."
    assert set(meant(text, "We")) == {"NOR", "KEN"}


def test_the_council_is_the_one_last_named_by_that_word(meant):
    """A state named since is not the council."""
    text = "The Security Council met on Haiti. Kenya spoke. The council adopted the text."
    assert meant(text, "The council") == ["UNSC"]


def test_a_town_that_names_an_occasion_is_no_party(meant):
    """ "the Abuja talks" are not Nigeria's."""
    assert meant("Sudan welcomed the Abuja peace process.", "the Abuja peace process") == []


def test_a_capital_stands_for_its_government(meant):
    """ "Beijing rejected the charge"."""
    assert meant("Beijing rejected the charge.", "Beijing") == ["CHN"]


def test_a_brokers_name_bound_by_a_hyphen_does_not_own_the_deal(meant):
    """ "a US-brokered agreement" is not the United States' own."""
    assert meant("Sudan rejected a US-brokered agreement.", "a US-brokered agreement") == []


def test_members_of_a_delegation_stand_for_its_party(meant):
    """ "Members of the Zambian delegation"."""
    assert meant("Members of the Zambian delegation left.", "Members of the Zambian delegation") == ["ZMB"]


def test_nobody_is_meant_by_the_public(meant):
    """ "the international community" is no party."""
    assert meant("Haiti asked the international community for help.", "the international community") == []


@pytest.mark.parametrize(
    ("publisher", "issuer"),
    [
        ("U.S. Department of State", "USA"),
        ("Ministry of External Affairs, India", "IND"),
        ("NATO", "NATO"),
        ("Kenya Times", None),
        (None, None),
    ],
)
def test_a_ministry_issues_for_its_state_and_a_paper_for_nobody(reader, publisher, issuer):
    """The publisher's name tells whose release it is."""
    (draft,) = reader.drafts([document("The talks ended.", "2024-05-10", publisher=publisher)])
    assert draft.issuer == issuer


TALK = (
    "Remarks in Lima\n\nDale Hopper, Secretary of State\n\nRosa Quilca, Peruvian Foreign Minister\n\n{place}\n\n"
    "FOREIGN MINISTER QUILCA: Welcome to Lima.\n\nSECRETARY HOPPER: {said}"
)


def test_you_is_the_other_one_of_a_talk_of_two(meant):
    """Who has the floor speaks to the one who has it at other times."""
    text = TALK.format(place="Lima, Peru", said="Thank you. We are glad to see you here.")
    assert meant(text, "you", publisher=RELEASE) == ["PER:Rosa Quilca"]


def test_you_is_nobody_outside_a_transcript(meant):
    """A reader may be meant."""
    assert meant("Peru and Chile met. The report shows you the way.", "you") == []


def test_the_minister_in_a_talk_is_the_one_spoken_to(meant):
    """No minister was spoken of by name, but one has the floor."""
    text = TALK.format(place="Lima, Peru", said="I will tell the minister more.")
    assert meant(text, "the minister", publisher=RELEASE) == ["PER:Rosa Quilca"]


def test_it_that_only_holds_a_place_is_nobody(meant):
    """ "It is important to go on", even after Chile was spoken of."""
    assert meant("Peru met Chile. It is important to go on.", "It") == []
    assert meant("Peru met Chile. It’s good to see them.", "It") == []
    assert meant("Chile met Peru. It is ready to go on.", "It") != []


def test_where_a_talk_was_held_is_not_spoken_of(meant):
    """A line such as "Geneva, Switzerland" above a transcript makes "the two countries" not Switzerland's."""
    text = TALK.format(place="Geneva, Switzerland", said="It is good to be here. The two countries will go on.")
    assert "CHE" not in meant(text, "The two countries", publisher=RELEASE)


def test_a_nationality_before_a_noun_that_the_parser_takes_for_a_verb_is_its_own(meant):
    """ "The Afghan consulates in Mumbai remain open" are not India's."""
    assert meant("The Afghan consulates in Mumbai and Hyderabad remain open.", "consulates") == ["AFG"]

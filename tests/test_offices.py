"""The words for offices and the dated table of holders: what is found, when, and what a wrong file says."""

import datetime
from importlib.resources import files

import pytest

from dragoman.errors import KnowledgeError
from dragoman.knowledge.offices import Offices

HEADER = "person,aliases,family,entity,faction,office,from,until\n"
WORDS = """
levels: {head of state: 1, minister: 3, spokesperson: 6}
states: FRA IND KOR
organisations: WHO
spellings: {mohammed: [mohamed, muhammad]}
offices:
  - {phrase: president, level: head of state}
  - {phrase: foreign minister, level: minister}
  - {phrase: top diplomat, level: minister, means: foreign minister}
  - {phrase: spokesperson, plural: spokespeople, level: spokesperson}
  - {phrase: EAM, plural: none, level: minister, means: foreign minister, implies: {entity: IND, strength: only}}
honorifics: [Dr]
"""
# States that had two presidents or prime ministers at once, by office or by dispute, or change them by the calendar.
SHARED = {"BIH", "BRN", "CIV", "KHM", "KOR", "LBY", "PSE", "SRB", "VEN"}


_OF = ("state", "government")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def small(*rows: str, words: str = WORDS) -> Offices:
    return Offices.of(words, HEADER + "\n".join(rows))


def people(found: list) -> list[str]:
    return [one.person for one in found]


@pytest.fixture(scope="module")
def offices() -> Offices:
    return Offices.load()


def test_a_person_is_found_by_full_name_and_by_alias():
    known = small("Anna Roux,Anne Roux;Annie,,FRA,,president,2010,2015")
    assert people(known.holders("Anna Roux")) == people(known.holders("Annie")) == ["Anna Roux"]


def test_accents_hyphens_case_and_the_arabic_article_do_not_matter():
    known = small("Jean-Noel Rene,,,FRA,,president,2010,", "Karim al-Sabri,,,FRA,,foreign minister,2010,")
    assert people(known.holders("JEAN NOËL RENÉ")) == ["Jean-Noel Rene"]
    assert people(known.holders("Karim Sabri")) == people(known.by_family("al-Sabri")) == ["Karim al-Sabri"]


def test_spellings_of_one_name_count_as_one():
    known = small("Mohammed Roux,,,FRA,,president,2010,")
    assert people(known.holders("Muhammad Roux")) == ["Mohammed Roux"]


def test_names_that_merely_look_alike_stay_apart(offices):
    iranian, afghan = offices.holders("Manouchehr Mottaki"), offices.holders("Amir Khan Muttaqi")
    assert {one.entity for one in iranian} == {"IRN"}
    assert {(one.entity, one.faction) for one in afghan} == {("AFG", "TALIBAN")}


def test_an_unknown_name_finds_nobody():
    assert small("Anna Roux,,,FRA,,president,2010,").holders("Berta Vidal") == []


def test_what_was_held_on_the_day_comes_first():
    known = small("Anna Roux,,,FRA,,foreign minister,2005,2008", "Anna Roux,,,FRA,,president,2010,2015")
    assert [one.office for one in known.holders("Anna Roux", day("2006-03-01"))] == ["foreign minister", "president"]
    assert [one.office for one in known.holders("Anna Roux", day("2012-03-01"))] == ["president", "foreign minister"]


def test_long_after_office_the_last_one_comes_first():
    known = small("Anna Roux,,,FRA,,president,1990,1995", "Anna Roux,,,FRA,,president,2000,2005")
    assert known.holders("Anna Roux", day("2020-01-01"))[0].until.edtf == "2005"


def test_a_lone_family_name_finds_only_who_was_in_office_around_the_day():
    known = small("Anna Roux,,,FRA,,president,2010-05-01,2015-05-01", "Jean Roux,,,FRA,,foreign minister,1995,1997")
    assert people(known.by_family("Roux", day("2016-04-01"))) == ["Anna Roux"]
    assert known.by_family("Roux", day("2017-06-01")) == []
    assert len(known.by_family("Roux")) == 2


def test_a_family_name_that_stands_first_is_marked():
    known = small("Han Mi-rae,,Han,KOR,,president,2010,")
    assert people(known.by_family("Han")) == ["Han Mi-rae"]
    assert known.by_family("Mi-rae") == []


def test_a_family_name_of_several_words_is_found_whole():
    known = small("Eva van der Zee,,van der Zee,FRA,,president,2010,")
    assert people(known.by_family("van der Zee")) == ["Eva van der Zee"]


def test_a_year_may_mean_any_of_its_days():
    known = small("Anna Roux,,,FRA,,president,2010,2015")
    assert known.holders("Anna Roux")[0].away(day("2010-01-01")) == 0
    assert known.holders("Anna Roux")[0].away(day("2015-12-31")) == 0
    assert known.holders("Anna Roux")[0].away(day("2016-01-10")) == 10


def test_an_office_not_left_is_still_held():
    known = small("Anna Roux,,,FRA,,president,2010,")
    assert people(known.holder_of("FRA", "president", day("2030-01-01"))) == ["Anna Roux"]


def test_the_holder_is_found_by_level_and_by_office():
    known = small("Anna Roux,,,FRA,,president,2010,", "Jean Vidal,,,FRA,,foreign minister,2010,")
    assert people(known.holder_of("FRA", "head of state", day("2012-01-01"))) == ["Anna Roux"]
    assert people(known.holder_of("FRA", "foreign minister", day("2012-01-01"))) == ["Jean Vidal"]
    assert known.holder_of("IND", "foreign minister", day("2012-01-01")) == []


def test_a_phrase_knows_its_plural_its_usual_name_and_its_owner():
    by_phrase = {one.phrase: one for one in small().offices}
    assert by_phrase["foreign minister"].plural == "foreign ministers"
    assert by_phrase["spokesperson"].plural == "spokespeople"
    eam = by_phrase["EAM"]
    assert (eam.plural, eam.means, eam.implies, eam.only) == (None, "foreign minister", "IND", True)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Anna Roux,,,FRX,,president,2010,", "FRX"),
        ("Anna Roux,,,fra,,president,2010,", "capitals"),
        ("Anna Roux,,,FRA,,queen,2010,", "queen"),
        ("Anna Roux,,,FRA,,top diplomat,2010,", "usual name"),
        ("Anna Roux,,,FRA,,president,2010-13,", "2010-13"),
        ("Anna Roux,,,FRA,,president,2010,2009", "before"),
        ("Anna Roux,,,FRA,green,president,2010,", "green"),
        ("Anna Roux,FRA,,president,2010,", "cells"),
        (",,,FRA,,president,2010,", "nobody"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(row, says):
    with pytest.raises(KnowledgeError, match=r"holders\.csv:3") as caught:
        small("Jean Vidal,,,FRA,,president,2000,2005", row)
    assert says in str(caught.value)


def test_a_row_that_stands_twice_is_refused():
    row = "Anna Roux,,,FRA,,president,2010,"
    with pytest.raises(KnowledgeError, match="twice"):
        small(row, row)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{phrase: president, level: head of state}", "twice"),
        ("{phrase: mayor, level: town}", "town"),
        ("{phrase: envoi, level: minister, means: envoy}", "envoy"),
        ("{phrase: mayor, level: minister, colour: red}", "colour"),
        ("{phrase: mayor, level: minister, implies: {entity: XYZ, strength: only}}", "XYZ"),
        ("{phrase: mayor, level: minister, implies: {entity: FRA, strength: weak}}", "strength"),
    ],
)
def test_a_wrong_word_is_refused_by_name(entry, says):
    with pytest.raises(KnowledgeError, match=r"offices\.yaml") as caught:
        small(words=WORDS.replace("honorifics:", f"  - {entry}\nhonorifics:"))
    assert says in str(caught.value)


def test_words_without_a_section_are_refused():
    with pytest.raises(KnowledgeError, match="honorifics"):
        small(words=WORDS.replace("honorifics", "titles"))


def test_the_table_is_read_once():
    assert Offices.load() is Offices.load()


def test_the_table_has_holders_for_nearly_every_state_and_year(offices):
    """A hole in the table is a reader that cannot say for whom a well-known name acts."""
    states = {one.entity for one in offices.holdings if one.level == "head of state" and len(one.entity) == 3}
    for year in (1997, 2005, 2006, 2019, 2022, 2025):
        on = datetime.date(year, 6, 1)
        led = [state for state in states if any(offices.holder_of(state, f"head of {of}", on) for of in _OF)]
        assert len(led) / len(states) > 0.95, year


@pytest.mark.parametrize("office", ["president", "prime minister", "foreign minister"])
def test_two_people_do_not_hold_one_office_for_years_together(offices, office):
    """An overlap of more than a year is a wrong date, but where the office is shared or in dispute."""
    held = [one for one in offices.holdings if one.office == office and len(one.entity) == 3 and not one.faction]
    clashes = [
        (one.entity, one.person, other.person)
        for one in held
        for other in held
        if one.entity == other.entity and one.person < other.person and one.entity not in SHARED
        and min(_end(one), _end(other)) - max(one.since.latest, other.since.latest) > datetime.timedelta(days=366)
    ]  # fmt: skip
    assert clashes == []


def test_the_family_name_is_part_of_the_name(offices):
    names = {one.person: " ".join((one.person, *one.aliases)) for one in offices.holdings}
    assert [one.person for one in offices.holdings if one.family not in names[one.person]] == []


def test_honorifics_are_written_without_full_stops(offices):
    assert {"Dr", "Sheikh", "Lt Gen", "His Excellency"} <= offices.honorifics
    assert not any("." in word for word in offices.honorifics)


def test_ministries_have_words_of_their_own(offices):
    by_phrase = {one.phrase: one for one in offices.offices}
    assert by_phrase["external affairs minister"].implies == "IND"
    assert by_phrase["secretary of state"].means == by_phrase["top diplomat"].means == "foreign minister"
    assert by_phrase["foreign secretary"].implies == "GBR"
    assert not by_phrase["foreign secretary"].only
    assert by_phrase["president"].rank < by_phrase["foreign minister"].rank < by_phrase["official"].rank


def test_the_file_says_what_its_columns_are():
    text = (files("dragoman") / "data" / "offices" / "holders.csv").read_text(encoding="utf-8")
    head = text.partition("\nperson,")[0]
    assert all(column in head for column in ("aliases", "family", "entity", "faction", "office", "until"))


def _end(one) -> datetime.date:
    return one.until.earliest if one.until else datetime.date.max

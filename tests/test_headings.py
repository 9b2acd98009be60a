"""What titles and headings say, as it is looked for in the text below them."""

import gzip
import json
import pathlib

import pytest
from factory import party

from dragoman.evaluate.headings import contacts, is_found, measure_headings, pairs, quiet
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.document import content_hash
from dragoman.model.report import Report


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def release(title: str) -> dict[str, str]:
    text = f"{title}\n\nThey spoke."
    return {"id": title, "published": "2022-05-03", "publisher": "U.S. Department of State", "text": text}


def item(text: str, *topics: str, section: str = "International relations") -> dict[str, object]:
    return {"id": text, "published": "2025-05-03", "publisher": "X", "text": text, "topics": topics, "section": section}


def report(type_: str, *ids: str) -> Report:
    return Report(type_, tuple(party(f"{id_}:peer") for id_ in ids), "occurred", ())


def test_the_title_of_a_readout_gives_the_type_and_both_parties(gazetteer: Gazetteer) -> None:
    (headed,) = contacts([release("Secretary Ames’s Call with Kenyan Foreign Minister Otieno")], gazetteer)
    assert headed.parties == {"USA", "KEN"}
    assert headed.types == {"call"}


def test_the_title_is_hidden_from_the_reader(gazetteer: Gazetteer) -> None:
    (headed,) = contacts([release("Secretary Ames’s Call with Kenyan Foreign Minister Otieno")], gazetteer)
    assert headed.document.text == "They spoke."
    assert headed.document.url is None


def test_remarks_before_a_meeting_are_of_a_meeting(gazetteer: Gazetteer) -> None:
    (headed,) = contacts([release("Secretary Jo Ames And Lao President Thao Before Their Meeting")], gazetteer)
    assert (headed.kind, headed.types, headed.parties) == ("remarks", {"meeting"}, {"USA", "LAO"})


def test_a_virtual_meeting_may_be_read_as_a_call(gazetteer: Gazetteer) -> None:
    (headed,) = contacts([release("Secretary Ames’s Virtual Meeting with Kenyan President Ruiz")], gazetteer)
    assert headed.types == {"call", "meeting"}


@pytest.mark.parametrize(
    "title",
    [
        "Secretary Ames’s Call with Kenyan and Ugandan Foreign Ministers",
        "Secretary Ames’s Meeting with U.S. Labor Leaders",
        "Secretary Ames At a Meeting with Kenyan Students",
        "Kenya National Day",
    ],
)
def test_titles_without_one_other_party_are_left_out(gazetteer: Gazetteer, title: str) -> None:
    assert list(contacts([release(title)], gazetteer)) == []


@pytest.mark.parametrize(
    ("heading", "parties"),
    [
        ("Kenya–Uganda relations", {"KEN", "UGA"}),
        ("2025 Cambodian–Thai border crisis", {"KHM", "THA"}),
        ("Kenyan blockade of the Gaza Strip", {"KEN", "PSE"}),
        ("Greenland–Norway relations", {"DNK", "NOR"}),
    ],
)
def test_a_heading_of_two_states_gives_the_pair(gazetteer: Gazetteer, heading: str, parties: set[str]) -> None:
    (headed,) = pairs([item("A text.", "Floods", heading)], gazetteer)
    assert headed.parties == parties


def test_a_heading_that_names_two_states_apart_gives_no_pair(gazetteer: Gazetteer) -> None:
    assert list(pairs([item("A text.", "Kenya wins, Uganda loses")], gazetteer)) == []


def test_quiet_items_are_of_sport_arts_and_science(gazetteer: Gazetteer) -> None:
    lines = [item("Goal.", section="Sports"), item("War."), item("Opera.", section="Arts and culture")]
    assert [headed.document.text for headed in quiet(lines, gazetteer)] == ["Goal.", "Opera."]


def test_a_pair_is_found_only_in_one_report_with_both(gazetteer: Gazetteer) -> None:
    (headed,) = pairs([item("A text.", "Denmark–Norway relations")], gazetteer)
    assert not is_found(headed, [report("condemn", "NOR"), report("meeting", "DNK")], gazetteer)
    assert is_found(headed, [report("condemn", "NOR", "GRL")], gazetteer)


def test_a_contact_needs_the_type_of_the_title(gazetteer: Gazetteer) -> None:
    (headed,) = contacts([release("Secretary Ames’s Call with Kenyan Foreign Minister Otieno")], gazetteer)
    assert not is_found(headed, [report("endorse", "USA", "KEN")], gazetteer)
    assert is_found(headed, [report("call", "USA", "KEN")], gazetteer)


def test_what_is_not_there_is_said_aloud(tmp_path: pathlib.Path) -> None:
    notes: list[str] = []
    assert measure_headings(tmp_path, lambda _: [], notes.append) == {}
    assert len(notes) == 3
    assert all("not here" in note for note in notes)


def test_figures_are_of_the_whole_and_apart_of_what_was_learned_from(tmp_path: pathlib.Path) -> None:
    (tmp_path / "corpora").mkdir()
    with gzip.open(tmp_path / "corpora" / "current_events_2025.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(40):
            file.write(json.dumps(item(f"Text {number}.", "Kenya–Uganda relations", section="Sports")) + "\n")
    learned = {content_hash("Text 3."), content_hash("Text 31.")}
    found = measure_headings(tmp_path, lambda d: [[report("call", "KEN", "UGA")]] * len(d), lambda _: None, learned)
    assert found["pairs"]["all"] == found["pairs: relations"]["all"] == {"documents": 40, "found": 1.0}
    assert found["quiet"]["all"] == {"documents": 40, "events_per_100": 100.0}
    assert found["pairs"]["learned"] == {"documents": 2, "found": 1.0}
    assert found["pairs"]["unseen"]["documents"] == found["quiet"]["unseen"]["documents"] == 38


def test_a_release_is_known_by_its_whole_text(gazetteer: Gazetteer) -> None:
    line = release("Secretary Ames’s Call with Kenyan Foreign Minister Otieno")
    (headed,) = contacts([line], gazetteer)
    assert headed.hash == content_hash(line["text"])

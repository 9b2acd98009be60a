"""What the lexicon promises: it covers the vocabulary of events, its notation is documented, it refuses mistakes."""

import re
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import yaml

from dragoman.errors import KnowledgeError
from dragoman.knowledge.lexicon import Frame, Lexicon
from dragoman.knowledge.ontology import Ontology

ROOT = Path(__file__).parent.parent
PREPOSITIONS = {
    *("about", "across", "against", "along", "alongside", "among", "around", "as", "at", "back", "behind", "between"),
    *("by", "for", "from", "in", "into", "near", "of", "off", "on", "out", "outside", "over", "regarding", "since"),
    *("through", "to", "toward", "towards", "upon", "with"),
}

Write = Callable[[str], None]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "lexicon.md").read_text(encoding="utf-8")


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write `text` as a file of frames into a copy of the data that holds the lexicon of the language "test"."""
    with as_file(files("dragoman") / "data") as data:
        shutil.copytree(data / "lexicon" / "en", tmp_path / "data" / "lexicon" / "test")
    monkeypatch.setattr("dragoman.knowledge.lexicon.files", lambda package: tmp_path)
    Lexicon.load.cache_clear()

    def write(text: str) -> None:
        (tmp_path / "data" / "lexicon" / "test" / "frames" / "more.yaml").write_text(text, encoding="utf-8")

    yield write
    Lexicon.load.cache_clear()


def slots(frame: Frame) -> set[str]:
    return {part for found in frame.roles.values() for slot in found for part in slot.split(".")}


def classes() -> dict[str, list[str]]:
    text = (files("dragoman") / "data" / "lexicon" / "en" / "classes.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def test_every_type_can_be_told_by_verbs_and_by_nouns(lexicon: Lexicon) -> None:
    parts = {(frame.type, frame.part) for frame in lexicon.frames}
    wanted = [(t.name, part) for t in Ontology.load().types for part in ("verb", "noun")]
    assert [pair for pair in wanted if pair not in parts] == []


def test_every_change_has_a_frame(lexicon: Lexicon) -> None:
    told = {(frame.type, frame.change) for frame in lexicon.frames}
    assert [(t.name, c) for t in Ontology.load().types for c in t.changes if (t.name, c) not in told] == []


def test_the_roles_of_a_frame_are_those_of_its_type(lexicon: Lexicon) -> None:
    kinds = {t.name: t.roles for t in Ontology.load().types}
    for frame in lexicon.frames:
        if kinds[frame.type] == "peers":
            assert set(frame.roles) == {"peer"}, frame.key
        if kinds[frame.type] == "directed":
            assert "peer" not in frame.roles, frame.key


def test_every_slot_is_documented_or_a_preposition(lexicon: Lexicon, page: str) -> None:
    named = set(re.findall(r"^\| `([a-z]+)", page.split("## Slots")[1].split("## Status")[0], re.M))
    used = {slot for frame in lexicon.frames for slot in slots(frame)}
    assert used - named - PREPOSITIONS == set()


def test_every_condition_and_predicate_is_documented(lexicon: Lexicon, page: str) -> None:
    used = {name.rstrip("_") for frame in lexicon.frames for name in frame.conditions}
    used |= {
        word for frame in lexicon.frames for words in frame.conditions.values() for word in words if word[0] == "@"
    }
    assert [name for name in sorted(used) if f"`{name}`" not in page] == []


def test_every_file_of_the_lexicon_is_documented(page: str) -> None:
    folder = files("dragoman") / "data" / "lexicon" / "en"
    assert [f.name for f in folder.iterdir() if f.is_file() and f"`{f.name}`" not in page] == []


def test_triggers_are_lemmas_in_lower_case(lexicon: Lexicon) -> None:
    assert [word for word in sorted(lexicon.lemmas) if word != word.lower() or word != word.strip()] == []


def test_a_word_stands_once_in_a_list_of_triggers() -> None:
    with as_file(files("dragoman") / "data" / "lexicon" / "en" / "frames") as folder:
        entries = [e for f in sorted(folder.iterdir()) for e in yaml.load(f.read_text("utf-8"), Loader=yaml.BaseLoader)]
    lists = [entry[part] for entry in entries for part in ("verb", "noun", "adj", "modal") if part in entry]
    assert [words for words in lists if len(words) != len(set(words))] == []


def test_every_word_class_is_named_by_a_frame() -> None:
    with as_file(files("dragoman") / "data" / "lexicon" / "en" / "frames") as folder:
        text = "".join(f.read_text("utf-8") for f in folder.iterdir())
    assert [name for name in classes() if f"@{name}" not in text] == []


def test_on_and_off_are_words_and_no_truth_values(lexicon: Lexicon) -> None:
    assert any("on" in frame.conditions.get("prep", ()) for frame in lexicon.frames)
    assert all(isinstance(w, str) for f in lexicon.frames for words in f.conditions.values() for w in words)


def test_a_lemma_finds_its_frames_by_part_of_speech(lexicon: Lexicon) -> None:
    assert {frame.type for frame in lexicon.of("verb", "visit")} == {"visit"}
    assert "visit" in {frame.type for frame in lexicon.of("noun", "visit")}
    assert lexicon.of("adj", "visit") == []


def test_a_class_stands_for_its_words(lexicon: Lexicon) -> None:
    closing = [f for f in lexicon.of("verb", "close") if f.type == "mission"]
    assert any({"embassy", "consulate"} <= f.conditions["theme"] for f in closing)


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KnowledgeError):
        Lexicon.load("xx")


def test_a_sound_entry_of_ones_own_is_read(add: Write) -> None:
    add("- type: visit\n  verb: [sojourn]\n  prep: [on]\n  roles: {actor: subj, target: in theme.in}\n")
    frame = Lexicon.load("test").of("verb", "sojourn")[0]
    assert frame.type == "visit"
    assert frame.conditions == {"prep": frozenset({"on"})}
    assert frame.roles == {"actor": ("subj",), "target": ("in", "theme.in")}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("{type: picnic, verb: [eat], roles: {actor: subj}}", "picnic"),
        ("{type: sanction, verb: [fine], roles: {actor: subj}}", "change"),
        ("{type: visit, change: open, verb: [call], roles: {actor: subj}}", "change"),
        ("{type: visit, status: rumoured, verb: [call], roles: {actor: subj}}", "rumoured"),
        ("{type: visit, verb: [call], noun: [call], roles: {actor: subj}}", "exactly one"),
        ("{type: visit, roles: {actor: subj}}", "exactly one"),
        ("{type: visit, verb: [call], roles: {guest: subj}}", "guest"),
        ("{type: visit, verb: [call], obj: ['@nobody'], roles: {actor: subj}}", "@nobody"),
        ("{type: visit, verb: [call], near: [home], roles: {actor: subj}}", "near"),
        ("{type: visit, verb: [call]}", "roles"),
    ],
)
def test_a_mistaken_entry_is_an_error_that_says_what_is_wrong(entry: str, complaint: str, add: Write) -> None:
    add(f"- {entry}\n")
    with pytest.raises(Exception, match=complaint) as caught:
        Lexicon.load("test")
    assert type(caught.value).__module__ == "dragoman.errors"


def test_an_error_names_the_file_and_the_entry(add: Write) -> None:
    add("- {type: visit, verb: [call], roles: {actor: subj}}\n- {type: visit, roles: {actor: subj}}\n")
    with pytest.raises(KnowledgeError, match=r"more\.yaml.*2"):
        Lexicon.load("test")

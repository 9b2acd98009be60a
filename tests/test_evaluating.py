"""`dragoman evaluate` tells users how well their own marked texts are read, and what is wrong with their marks."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask
from factory import marked_visit
from scripted import Say, said, serving, told
from scripted import event as told_event

from dragoman.errors import SourceError
from dragoman.evaluate.confusion import confusion
from dragoman.evaluate.events import MarkedEvent, ScoredDocument, score
from dragoman.evaluate.gold import checked_documents
from dragoman.evaluate.intervals import intervals

TEXT = "France's president visited Brazil on Monday. Spain rejected the plan."
QUOTE = "France's president visited Brazil on Monday"


def line(*events: dict[str, Any], **doc: Any) -> str:
    return json.dumps({"doc": {"id": "a", "text": TEXT, "published": "2025-06-04"} | doc, "events": list(events)})


def gold(folder: Path, *lines: str) -> str:
    path = folder / "gold.jsonl"
    path.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
    return str(path)


def scored(gold: list[dict[str, Any]], read: list[dict[str, Any]]) -> ScoredDocument:
    return ScoredDocument("d", TEXT, tuple(map(MarkedEvent.of_json, gold)), tuple(map(MarkedEvent.of_json, read)))


REJECT = marked_visit(
    type="reject",
    parties=[{"id": "ESP", "role": "actor", "people": []}],
    date=None,
    evidence="Spain rejected the plan",
)


# Marks


def test_good_marks_become_documents_with_their_events(tmp_path: Path) -> None:
    (one,) = checked_documents([gold(tmp_path, line(marked_visit(), REJECT))])
    assert not isinstance(one, SourceError)
    assert one.document.published.date is not None
    assert [marked.type for marked in one.events] == ["visit", "reject"]


def test_a_day_that_is_not_known_is_not_inferred(tmp_path: Path) -> None:
    (one,) = checked_documents([gold(tmp_path, line(published=None))])
    assert not isinstance(one, SourceError)
    assert one.document.published.how == "withheld"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"type": "visits"}, "event 1: there is no type 'visits'; did you mean visit?"),
        ({"type": None}, "event 1: the type is missing; it is one of meeting, visit"),
        ({"status": "happened"}, "event 1: there is no status 'happened'; it is one of occurred"),
        ({"change": "open"}, "event 1: a visit has no change; write null"),
        ({"type": "mission"}, "event 1: the change of a mission is missing; it is one of open"),
        ({"parties": []}, 'event 1: "parties" is missing or empty; an event has at least one party'),
        ({"parties": [{"id": "France", "role": "actor"}]}, "event 1: 'France' is no id of a party; write FRA"),
        ({"parties": [{"id": "FRA", "role": "guest"}]}, "event 1: there is no role of FRA 'guest'; it is one of actor"),
        ({"parties": [{"id": "FRA", "role": "actor", "people": "X"}]}, 'event 1: "people" of FRA is no list of names'),
        ({"date": "last week"}, "event 1: 'last week' is not a date; write 2025"),
        ({"date": 2025}, "event 1: the date is no text; write"),
        ({"source": 7}, 'event 1: "source" is no text; write it as the text names it, or null'),
        ({"evidence": "Nobody said this"}, "event 1: the evidence 'Nobody said this' does not stand in the text; copy"),
    ],
)
def test_a_bad_mark_is_told_with_its_place_and_what_to_write(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    path = gold(tmp_path, line(), line(marked_visit(**changed), id="b"))
    _, error = checked_documents([path])
    assert str(error).startswith(f"{path} line 2: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('{"events": []}', '"doc" is missing or no object'),
        ('{"doc": {"id": "a", "text": "x"}}', '"events" is missing or no list'),
        ('{"doc": {"id": "a", "text": " "}, "events": []}', '"doc" has no "text"'),
        ('{"doc": {"text": "x"}, "events": []}', '"doc" has no "id"'),
        (line(published="soon"), "\"published\" is 'soon', not a day"),
        (line(7), "event 1 is no object"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = gold(tmp_path, text)
    (error,) = checked_documents([path])
    assert str(error).startswith(f"{path} line 1: ")
    assert message in str(error)


def test_two_texts_of_one_id_are_told(tmp_path: Path) -> None:
    path = gold(tmp_path, line(), line())
    _, error = checked_documents([path])
    assert str(error) == f"{path} line 2: the id 'a' stands at {path} line 1 already; give each text its own"


# Intervals


def test_an_interval_holds_its_figure_and_narrows_with_more_texts() -> None:
    few = [scored([marked_visit()], [marked_visit()]), scored([marked_visit()], [])] * 5
    many = few * 20
    width = {}
    for documents in (few, many):
        low, high = intervals(documents)["detect"]["recall"]
        assert low <= score(documents).detect.recall <= high
        width[len(documents)] = high - low
    assert width[200] < width[10]


def test_intervals_are_the_same_every_time() -> None:
    documents = [scored([marked_visit()], [marked_visit()]), scored([marked_visit()], [REJECT]), scored([], [])]
    assert intervals(documents) == intervals(documents)


def test_what_is_always_right_has_no_width() -> None:
    sure = intervals([scored([marked_visit()], [marked_visit()])] * 4)
    assert sure["event"] == {"precision": (1, 1), "recall": (1, 1), "f1": (1, 1)}
    assert set(sure["fields"].values()) == {(1, 1)}


def test_without_texts_there_are_no_intervals() -> None:
    assert intervals([]) == {}


# Confusion


def test_an_event_read_from_the_same_words_as_another_type_is_confused() -> None:
    table = confusion([scored([marked_visit()], [marked_visit(type="meeting")])]).type
    assert table == {"visit": {"meeting": 1}}


def test_the_right_type_with_other_parties_is_told_apart_from_the_right_event() -> None:
    chad = [{"id": "TCD", "role": "actor", "people": []}]
    assert confusion([scored([marked_visit()], [marked_visit(parties=chad)])]).type == {"visit": {"other parties": 1}}


def test_what_nobody_marked_is_extra_and_what_nobody_read_is_missed() -> None:
    table = confusion([scored([marked_visit()], [REJECT])]).type
    assert table == {"visit": {"missed": 1}, "extra": {"reject": 1}}


def test_status_and_source_are_compared_on_detected_events() -> None:
    named = marked_visit(status="planned", source="Le Monde")
    found = confusion([scored([named, REJECT], [marked_visit(source="Reuters")])])
    assert found.status == {"planned": {"occurred": 1}}
    assert found.source == {"named": {"another": 1}}


# The command


def test_the_figures_of_the_command_are_the_scorers(ask: Ask, tmp_path: Path) -> None:
    done = ask("evaluate", gold(tmp_path, line(marked_visit())), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["gold_events"] == 1
    assert found["per_type"]["visit"]["gold"] == 1
    assert found["intervals"]["draws"] == 1000
    assert set(found["confusion"]) == {"type", "status", "source"}


def test_the_figures_are_printed_for_people(ask: Ask, tmp_path: Path) -> None:
    done = ask("evaluate", gold(tmp_path, line(marked_visit())))
    assert done.returncode == 0
    assert "1 documents, 1 events marked" in done.stdout
    for word in ("detect", "people", "evidence re-reads", "status marked"):
        assert word in done.stdout


def test_a_bad_line_is_left_out_and_the_rest_is_scored(ask: Ask, tmp_path: Path) -> None:
    path = gold(tmp_path, line(marked_visit()), line(marked_visit(type="visits"), id="b"))
    done = ask("evaluate", path, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["documents"] == 1
    assert f"dragoman: {path} line 2: event 1: there is no type 'visits'; did you mean visit?" in done.stderr


def test_nothing_but_bad_lines_is_bad_use(ask: Ask, tmp_path: Path) -> None:
    done = ask("evaluate", gold(tmp_path, "{"), "--json")
    assert (done.returncode, done.stdout) == (2, "")


def test_an_empty_file_is_bad_use(ask: Ask, tmp_path: Path) -> None:
    done = ask("evaluate", gold(tmp_path))
    assert done.returncode == 2
    assert "the file is empty" in done.stderr


def test_a_language_model_is_scored_on_the_texts_that_it_could_read(ask: Ask, tmp_path: Path) -> None:
    pytest.importorskip("openai", reason="the package openai (extra llm) is not installed")
    path = gold(tmp_path, line(marked_visit()), line(marked_visit(), id="b", text=TEXT + " BROKEN"))

    def answer(request: dict[str, Any]) -> Say:
        broken = "BROKEN" in request["messages"][1]["content"]
        return said("?") if broken else told(told_event(QUOTE, date="2025-06-02"))

    with serving(answer) as script:
        done = ask("evaluate", path, "--reader", "llm", "--llm-address", script.address, "--llm-model", "t", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["documents"]) == (1, 1)
    assert found["reader"].startswith("llm-t-")
    assert found["detect"]["f1"] == found["event"]["f1"] == 1
    assert "b: 3 answers of the model are no JSON of events" in done.stderr

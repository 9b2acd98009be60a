"""The scorers count what their definitions say, and agree with the script that is published with the marked sets."""

import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from factory import marked_visit

from dragoman.evaluate.events import MarkedEvent, ScoredDocument, dates_agree, score
from dragoman.evaluate.marked import MarkedFact, marked_documents
from dragoman.evaluate.run import Parts, facts_found, measure
from dragoman.evaluate.sentences import score_labels, score_triples, triple
from dragoman.evaluate.table import page
from dragoman.evaluate.timexes import Timex, score_timexes
from dragoman.extract.coder import CodedEvent, CodeItem, CodeResult

TEXT = "France's president visited Brazil on Monday."
MARKED = pathlib.Path(os.environ.get("DRAGOMAN_MARKED", pathlib.Path(__file__).parent.parent.parent / "shared"))


def parties(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id_, "role": "actor", "people": []} for id_ in ids]


def scored(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> ScoredDocument:
    return ScoredDocument("d", TEXT, tuple(map(MarkedEvent.of_json, gold)), tuple(map(MarkedEvent.of_json, predicted)))


def test_the_same_event_counts_in_full() -> None:
    figures = score([scored([marked_visit()], [marked_visit()])])
    assert figures.detect.f1 == figures.event.f1 == figures.grounded == 1
    assert set(figures.fields.values()) == {1}


def test_another_type_is_not_detected() -> None:
    assert score([scored([marked_visit()], [marked_visit(type="meeting")])]).detect.f1 == 0


def test_one_party_of_two_is_detected_and_not_right() -> None:
    figures = score([scored([marked_visit()], [marked_visit(parties=parties("FRA"))])])
    assert figures.detect.f1 == 1
    assert figures.event.f1 == 0
    assert figures.fields["parties"] == 0


def test_one_party_of_four_is_too_little() -> None:
    assert (
        score(
            [scored([marked_visit(parties=parties("A", "B", "C", "D"))], [marked_visit(parties=parties("A"))])]
        ).detect.f1
        == 0
    )


def test_a_wrong_status_is_no_right_event() -> None:
    assert score([scored([marked_visit()], [marked_visit(status="planned")])]).event.f1 == 0


def test_an_event_said_twice_counts_once() -> None:
    figures = score([scored([marked_visit()], [marked_visit(), marked_visit()])])
    assert figures.detect.precision == 0.5
    assert figures.detect.recall == 1


def test_the_better_of_two_candidates_is_the_pair() -> None:
    figures = score([scored([marked_visit()], [marked_visit(date="2024"), marked_visit()])])
    assert figures.fields["date"] == 1


def test_people_are_compared_by_their_last_names() -> None:
    gold = [{"id": "FRA", "role": "actor", "people": ["Émile Dupont"]}]
    predicted = [{"id": "FRA", "role": "actor", "people": ["Dupont"]}]
    assert score([scored([marked_visit(parties=gold)], [marked_visit(parties=predicted)])]).fields["people"] == 1


def test_an_unnamed_source_is_not_a_named_one() -> None:
    assert score([scored([marked_visit(source="anonymous")], [marked_visit(source="Le Monde")])]).fields["source"] == 0


@pytest.mark.parametrize(
    ("gold", "predicted", "agree"),
    [
        (None, None, True),
        ("2025", None, False),
        ("2025-06", "2025-06-02", True),
        ("2025-06-02", "2025", False),
        ("2025-06-01/2025-06-04", "2025-06-03/2025-06-06", False),
        ("2025-06-01/2025-06-04", "2025-06-02/2025-06-05", True),
        ("2025-06~", "2025-06-30", True),
        ("2021/..", "2021", True),
        ("2025-13", "2025-02-30", False),
    ],
)
def test_dates_agree_inside_gold_or_on_half_of_both(gold: str | None, predicted: str | None, agree: bool) -> None:
    assert dates_agree(gold, predicted) is agree


@pytest.mark.parametrize(
    ("evidence", "grounded"),
    [
        ("visited Brazil", 1),
        ("visited Peru", 0),
        ("", 0),
        ([], 0),
        (None, 0),
        ([{"start": 0, "end": 6}], 1),
        ([{"start": 0, "end": 6, "text": "France"}], 1),
        ([{"start": 0, "end": 6, "text": "Brazil"}], 0),
        ([{"start": 0, "end": 600}], 0),
        (["visited Brazil", "visited Peru"], 0),
    ],
)
def test_evidence_is_grounded_when_all_of_it_re_reads(evidence: object, grounded: int) -> None:
    assert score([scored([marked_visit()], [marked_visit(evidence=evidence)])]).grounded == grounded


def test_an_empty_set_scores_nothing_and_fails_nowhere() -> None:
    assert score([]).detect.f1 == 0


@pytest.mark.parametrize("seed", range(3))
def test_our_figures_are_those_of_the_published_script(tmp_path: pathlib.Path, seed: int) -> None:
    script = MARKED / "score" / "score_events.py"
    gold_path = MARKED / "gold" / "diplomatic_dev.jsonl"
    if not script.exists() or not gold_path.exists():
        pytest.skip(f"no marked documents in {MARKED}; name their folder in DRAGOMAN_MARKED")
    lines = [json.loads(line) for line in gold_path.read_text(encoding="utf-8").split("\n") if line]
    predicted = _perturbed(lines, random.Random(seed))
    predicted_path = tmp_path / "predicted.jsonl"
    predicted_path.write_text("\n".join(map(json.dumps, predicted)), encoding="utf-8")
    command = [sys.executable, str(script), str(gold_path), str(predicted_path), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    said = {line["id"]: tuple(map(MarkedEvent.of_json, line["events"])) for line in predicted}
    documents = [
        ScoredDocument(m.document.id, m.document.text, m.events, said[m.document.id])
        for m in marked_documents(gold_path)
    ]
    assert 0.2 < theirs["detect"]["f1"] < 0.9, "the perturbed events should test both hits and misses"
    assert json.loads(json.dumps(score(documents).as_dict())) == theirs


def _perturbed(lines: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """The marked events with fields exchanged between events, some left out and some doubled."""
    pool = [event for line in lines for event in line["events"]]
    predicted = []
    for line in lines:
        events = []
        for marked in line["events"]:
            if chance.random() < 0.2:
                continue
            said = dict(marked)
            for name in ("type", "change", "parties", "date", "place", "status", "source", "evidence"):
                if chance.random() < 0.15:
                    said[name] = chance.choice(pool)[name]
            events += [said] * (1 + (chance.random() < 0.1))
        predicted.append({"id": line["doc"]["id"], "events": events})
    return predicted


def test_a_fact_needs_its_date_in_one_of_its_documents() -> None:
    fact = MarkedFact("f", MarkedEvent.of_json(marked_visit()), frozenset({"d"}))
    right, vague = scored([], [marked_visit()]), scored([], [marked_visit(date="2025")])
    assert facts_found([fact], [right])["found"] == 1
    assert facts_found([fact], [vague])["others"] == {"f": "wrong date"}
    assert facts_found([fact], [])["others"] == {"f": "no report of its type"}


def test_a_report_may_name_more_people_than_the_fact() -> None:
    named = [{"id": "FRA", "role": "actor", "people": ["Ana Reyes"]}, {"id": "BRA", "role": "target", "people": []}]
    plain = MarkedFact("f", MarkedEvent.of_json(marked_visit()), frozenset({"d"}))
    asking = MarkedFact("f", MarkedEvent.of_json(marked_visit(parties=named)), frozenset({"d"}))
    assert facts_found([plain], [scored([], [marked_visit(parties=named)])])["found"] == 1
    assert facts_found([asking], [scored([], [marked_visit()])])["others"] == {"f": "wrong people"}


def test_triples_keep_country_and_root_only() -> None:
    assert triple("USAGOV", "IGOUNO", "0411") == ("USA", "IGO", "04")


def test_a_triple_in_the_wrong_sentence_is_wrong() -> None:
    call, strike = triple("USA", "RUS", "041"), triple("RUS", "UKR", "190")
    prf = score_triples([(frozenset({call}), frozenset({strike})), (frozenset({strike}), frozenset({strike, call}))])
    assert prf.precision == pytest.approx(1 / 3)
    assert prf.recall == 0.5


def test_macro_f1_gives_each_label_the_same_weight() -> None:
    scores = score_labels([("AID", "AID"), ("AID", "AID"), ("AID", "AID"), ("PROTEST", None)])
    assert scores.accuracy == 0.75
    assert scores.macro_f1 == 0.5


def test_a_time_that_overlaps_is_relaxed_and_not_strict() -> None:
    gold, said = Timex(10, 20, "DATE", "2025-06"), Timex(13, 20, "DATE", "2025-06")
    scores = score_timexes([([gold], [said])])
    assert scores.relaxed.f1 == scores.value.f1 == 1
    assert scores.strict.f1 == 0


def test_a_time_next_to_a_marked_one_is_none() -> None:
    assert score_timexes([([Timex(0, 5, "DATE", "2025")], [Timex(5, 9, "DATE", "2025")])]).relaxed.f1 == 0


def test_a_wrong_value_is_a_found_time() -> None:
    scores = score_timexes([([Timex(0, 5, "DATE", "2025")], [Timex(0, 5, "DATE", "2024")])])
    assert scores.strict.f1 == 1
    assert scores.value.f1 == 0


def marked_folder(folder: pathlib.Path) -> pathlib.Path:
    """A folder of marked sets with one line each."""
    gold = folder / "gold"
    gold.mkdir()
    document = {"doc": {"id": "ce-1", "published": "2025-06-03", "text": TEXT}, "events": [marked_visit()]}
    (gold / "diplomatic_dev.jsonl").write_text(json.dumps(document) + "\n", encoding="utf-8")
    timed = {"id": "t", "text": TEXT, "dct": "2025-06-03T09:00", "timexes": []}
    (gold / "timex_dev.jsonl").write_text(json.dumps(timed) + "\n", encoding="utf-8")
    coded = {
        "id": "c",
        "text": TEXT,
        "events": [{"source": "FRA", "target": "BRA", "code": "042"}],
        "gold_kind": "human",
    }
    (gold / "cameo_sentences_dev.jsonl").write_text(json.dumps(coded) + "\n", encoding="utf-8")
    labelled = {"id": "p", "text": TEXT, "source": "France", "target": "Brazil", "label": "YIELD"}
    (gold / "plover_plv_dev.jsonl").write_text(json.dumps(labelled) + "\n", encoding="utf-8")
    return folder


def silent() -> Parts:
    """A reader, a coder and a time finder that find nothing."""
    return Parts(
        lambda documents: [[] for _ in documents],
        lambda items: [CodeResult(item.id, (), None) for item in items],
        lambda text, day: [],
    )


def test_a_run_measures_every_set_that_is_there(tmp_path: pathlib.Path) -> None:
    days: list[datetime.date | None] = []

    def times(_: str, day: datetime.date | None) -> list[Timex]:
        days.append(day)
        return []

    visit = CodedEvent("FRA", "BRAGOV", "042")

    def code(items: Sequence[CodeItem]) -> list[CodeResult]:
        return [CodeResult(item.id, (visit,), "RETREAT") for item in items]

    parts = Parts(silent().read, code, times)
    result = measure(marked_folder(tmp_path), parts, lambda _: None)
    assert set(result["events"]) == {"diplomatic_dev", "diplomatic_dev: reports", "diplomatic_dev: digests"}
    assert result["events"]["diplomatic_dev: digests"]["gold_events"] == 1
    assert result["sentences"]["cameo_sentences_dev: human"]["f1"] == 1
    assert result["sentences"]["plover_plv_dev"]["accuracy"] == 1, "RETREAT is YIELD in the older draft"
    assert days == [datetime.date(2025, 6, 3)]


def test_the_page_holds_no_word_of_the_marked_texts(tmp_path: pathlib.Path) -> None:
    result = measure(marked_folder(tmp_path), silent(), lambda _: None)
    assert "Brazil" not in page(result) + json.dumps(result)


def test_the_committed_page_shows_the_committed_figures() -> None:
    root = pathlib.Path(__file__).parent.parent
    figures = json.loads((root / "scores.json").read_text(encoding="utf-8"))
    assert (root / "docs" / "scores.md").read_text(encoding="utf-8") == page(figures), "run make score"

"""How well reports are merged, against clusters marked by hand."""

import gzip
import json
from pathlib import Path

import pytest
from factory import document, report

from dragoman.errors import SourceError
from dragoman.evaluate.clusters import MarkedClusters, aligned, marked_clusters, score_clusters
from dragoman.model.document import content_hash

_MARKED = {"a": "one", "b": "one", "c": "two", "d": "three"}


def test_the_marked_clusters_score_one() -> None:
    scores = score_clusters(_MARKED, [["a", "b"], ["c"], ["d"]])
    assert scores.b_cubed.f1 == scores.pairwise.f1 == 1


def test_all_in_one_group_is_complete_and_imprecise() -> None:
    scores = score_clusters(_MARKED, [["a", "b", "c", "d"]])
    assert scores.b_cubed.recall == 1
    assert scores.b_cubed.precision == pytest.approx((2 / 4 + 2 / 4 + 1 / 4 + 1 / 4) / 4)
    assert (scores.pairwise.precision, scores.pairwise.recall) == (pytest.approx(1 / 6), 1)


def test_each_alone_is_precise_and_incomplete() -> None:
    scores = score_clusters(_MARKED, [["a"], ["b"], ["c"], ["d"]])
    assert (scores.b_cubed.precision, scores.b_cubed.recall) == (1, pytest.approx(3 / 4))
    assert scores.same == (1, 0)


def test_near_misses_count_by_pairs_of_mentions() -> None:
    assert score_clusters(_MARKED, [["a", "c"], ["b"], ["d"]], [("one", "two")]).near == (2, 1)


def test_reports_that_are_not_marked_are_no_matter() -> None:
    assert score_clusters(_MARKED, [["a", "b", "x"], ["c"], ["d", "y"]]).pairwise.f1 == 1


def _line(row: dict[str, str], quote: str, cluster: str, when: str | None = "2025-10-10") -> str:
    start = row["text"].index(quote)
    event = {
        "type": "meeting",
        "change": None,
        "parties": [{"id": "IND", "role": "peer", "people": []}, {"id": "AFG", "role": "peer", "people": []}],
        "date": when,
        "status": "occurred",
        "evidence": {"start": start, "end": start + len(quote)},
    }
    mark = {"corpus": "news.jsonl.gz", "id": row["id"], "sha256": content_hash(row["text"]), "event": event}
    return json.dumps({**mark, "cluster": cluster})


_ROW = {"id": "n1", "published": "2025-10-11", "text": "They met in Kabul on Friday. A week before they met in Delhi."}


def _corpus(folder: Path) -> None:
    with gzip.open(folder / "news.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(_ROW) + "\n")


def test_marks_are_read_with_the_words_they_point_at(tmp_path: Path) -> None:
    _corpus(tmp_path)
    marks = tmp_path / "marks.jsonl"
    near = json.dumps({"near_miss": ["c1", "c2"], "why": "a week apart"})
    lines = [_line(_ROW, "met in Kabul", "c1"), _line(_ROW, "met in Delhi", "c2", "2025-10-03"), near]
    marks.write_text("\n".join(lines), encoding="utf-8")
    found = marked_clusters([marks], tmp_path)
    assert {r.report.evidence[0].text: found.clusters[r.id] for r in found.reports} == {
        "met in Kabul": "marks/c1",
        "met in Delhi": "marks/c2",
    }
    assert found.near == (("marks/c1", "marks/c2"),)


def test_a_text_that_is_not_the_one_that_was_marked_is_refused(tmp_path: Path) -> None:
    _corpus(tmp_path)
    marks = tmp_path / "marks.jsonl"
    marks.write_text(_line({**_ROW, "text": "They met in Kabul."}, "met in Kabul", "c1"), encoding="utf-8")
    with pytest.raises(SourceError, match="not as it was marked"):
        marked_clusters([marks], tmp_path)


def test_what_a_machine_read_takes_the_cluster_of_the_mark_it_tells() -> None:
    doc = document(_ROW["text"], "2025-10-11")
    marked = report(doc, "met in Kabul", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    read = report(doc, "They met in Kabul", "meeting", "IND:peer", "AFG:peer", when="2025-10")
    other = report(doc, "A week before", "visit", "IND:actor", "AFG:target")
    clusters = MarkedClusters((marked,), {marked.id: "c1"}, ())
    assert aligned(clusters, [read, other]) == {read.id: "c1"}


def test_of_two_readings_of_the_same_words_the_likelier_takes_the_cluster() -> None:
    doc = document(_ROW["text"], "2025-10-11")
    marked = report(doc, "met in Kabul", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    right = report(doc, "They met in Kabul on Friday", "meeting", "IND:peer", "AFG:peer", when="2025-10-10")
    wrong = report(doc, "in Kabul", "meeting", "IND:peer", "AFG:peer", when="2025-10-03", status="planned")
    assert aligned(MarkedClusters((marked,), {marked.id: "c1"}, ()), [wrong, right]) == {right.id: "c1"}

"""How well reports are merged does not fall: clusters marked by hand, as they are marked and as the reader tells them.

The weights of the merge were fitted to these very clusters, so the figures say that nothing broke, and not how well new
texts are merged: docs/merge.md has those, by cross-validation.
"""

import datetime
import json
from pathlib import Path

import pytest
from conftest import ROOT

from dragoman.evaluate.clusters import ClusterScores, MarkedClusters, aligned, marked_clusters, score_clusters
from dragoman.extract.pipeline import Reader
from dragoman.merge.cluster import cluster
from dragoman.model.event import StoredReport
from dragoman.model.report import report_id

RELEASES = ROOT / "train" / "clusters" / "state_department.jsonl"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["merge"]
_NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def marks(marked: Path) -> MarkedClusters:
    """The clusters of the releases."""
    if not (marked / "corpora").is_dir():
        pytest.skip(f"no corpora in {marked}")
    return marked_clusters([RELEASES], marked / "corpora")


def scored(marks: MarkedClusters, clusters: dict[str, str], reports: list[StoredReport]) -> ClusterScores:
    """The figures of reports merged by the weights of the package."""
    return score_clusters(clusters, [[one.id for one in group] for group in cluster(reports)], marks.near)


def test_marked_releases_are_merged_no_worse_than_before(marks: MarkedClusters) -> None:
    scores = scored(marks, dict(marks.clusters), list(marks.reports))
    assert scores.pairwise.f1 >= FLOORS["marked"]["pairwise"]
    assert scores.b_cubed.f1 >= FLOORS["marked"]["b_cubed"]


def test_releases_as_read_are_joined_no_less_often_and_confused_no_more_often(
    marks: MarkedClusters, reader: Reader
) -> None:
    """Of the pairs that are read in both texts so many are joined, and of the near misses at most so many."""
    read = {
        stored.id: stored
        for reading in reader.read_many(marks.documents)
        for report in reading.reports
        for stored in [StoredReport(report_id(reading.document.hash, report), reading.document, report, _NOW)]
    }
    scores = scored(marks, aligned(marks, read.values()), list(read.values()))
    assert scores.same[0] > 300
    assert scores.near[0] > 250
    assert scores.same[1] / scores.same[0] >= FLOORS["as_read"]["joined"]
    assert 1 - scores.near[1] / scores.near[0] >= FLOORS["as_read"]["kept_apart"]

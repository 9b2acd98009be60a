"""Scores how reports are merged into events, against clusters of mentions marked across documents.

    b_cubed   for each mention the share of its found cluster that is marked the same, and of its marked cluster that
              is found with it; the means over all mentions
    pairwise  over pairs of mentions: joined of those marked the same, marked the same of those joined
    near      of the pairs across two clusters that are marked as easily confused, the share that is joined

Marks are kept beside their texts, a line a mention: `{"corpus","id","sha256","event":{…},"cluster"}`, and a line a
near miss: `{"near_miss":["c001","c002"],"why"}`. The texts stay in their corpora.
"""

import datetime
import gzip
import json
import pathlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from dragoman.errors import SourceError
from dragoman.evaluate.events import MarkedEvent, agreement, overlap
from dragoman.evaluate.measures import Prf
from dragoman.model.document import Document, Evidence, Published, content_hash
from dragoman.model.event import StoredReport
from dragoman.model.report import Report, report_id
from dragoman.model.timespan import TimeSpan

__all__ = ["ClusterScores", "MarkedClusters", "aligned", "marked_clusters", "score_clusters", "score_mentions"]

_RECORDED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""Marked reports come from no record."""


@dataclass(frozen=True, slots=True)
class MarkedClusters:
    """Marked reports, the cluster of each by its id, and the pairs of clusters that are easily confused."""

    reports: tuple[StoredReport, ...]
    clusters: Mapping[str, str]
    near: tuple[tuple[str, str], ...]

    @property
    def documents(self) -> list[Document]:
        """The texts, each once, by hash."""
        found = {r.document.hash: r.document for r in self.reports}
        return [found[hash_] for hash_ in sorted(found)]


@dataclass(frozen=True, slots=True)
class ClusterScores:
    """The figures of a set. `same` and `near` are counts of pairs: those there are, and those of them joined."""

    mentions: int
    b_cubed: Prf
    pairwise: Prf
    same: tuple[int, int]
    near: tuple[int, int]

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "mentions": self.mentions,
            "b_cubed": self.b_cubed.as_dict(),
            "pairwise": self.pairwise.as_dict(),
            "same_pairs": self.same[0],
            "same_joined": _share(self.same),
            "near_pairs": self.near[0],
            "near_joined": _share(self.near),
        }


def score_clusters(
    marked: Mapping[str, str], found: Iterable[Collection[str]], near: Iterable[tuple[str, str]] = ()
) -> ClusterScores:
    """The figures of the groups `found` (of mention ids); mentions whose cluster is not `marked` are no matter."""
    return score_mentions(marked, {id: group for group in found for id in group}, near)


def score_mentions(
    marked: Mapping[str, str], found: Mapping[str, Collection[str]], near: Iterable[tuple[str, str]] = ()
) -> ClusterScores:
    """The same for the group in which each mention was found, where not all come from one merge (cross-validation).

    Each mention counts by its own group, so a pair counts by the halves.
    """
    mentions = sorted(marked.keys() & found.keys())
    members: dict[str, set[str]] = defaultdict(set)
    for id in mentions:
        members[marked[id]].add(id)
    groups = {id: {other for other in found[id] if other in marked} for id in mentions}
    golds = {id: members[marked[id]] for id in mentions}
    hits = {id: len(groups[id] & golds[id]) for id in mentions}
    precise = sum(hits[id] / len(groups[id]) for id in mentions)
    complete = sum(hits[id] / len(golds[id]) for id in mentions)
    joined, same = (sum(len(of[id]) - 1 for id in mentions) // 2 for of in (groups, golds))
    right = sum(n - 1 for n in hits.values()) // 2
    confused = [pair for a, b in near for pair in (*product(members[a], members[b]), *product(members[b], members[a]))]
    return ClusterScores(
        mentions=len(mentions),
        b_cubed=_prf(precise / len(mentions), complete / len(mentions)) if mentions else Prf.of(0, 0, 0),
        pairwise=Prf.of(right, joined, same),
        same=(same, right),
        near=(len(confused) // 2, sum(b in groups[a] for a, b in confused) // 2),
    )


def marked_clusters(paths: Iterable[pathlib.Path], corpora: pathlib.Path) -> MarkedClusters:
    """The clusters marked in files of marks, with their texts from the folder `corpora`.

    Clusters of different files are different, whatever their names. A mention marked twice counts once.

    Raises:
        SourceError: a text is missing, or is not the one that was marked.
    """
    reports: dict[str, StoredReport] = {}
    clusters: dict[str, str] = {}
    near: list[tuple[str, str]] = []
    texts: dict[str, dict[str, Any]] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            mark = json.loads(line)
            if "near_miss" in mark:
                near += combinations((f"{path.stem}/{name}" for name in mark["near_miss"]), 2)
                continue
            corpus = texts.setdefault(mark["corpus"], {}) or _corpus(corpora / mark["corpus"], texts)
            row = corpus.get(mark["id"])
            if row is None or content_hash(row["text"]) != mark["sha256"]:
                raise SourceError(f"document {mark['id']} is not as it was marked", where=f"{path.name}:{number}")
            report = _report(mark["event"], row)
            reports[report.id] = report
            clusters[report.id] = f"{path.stem}/{mark['cluster']}"
    return MarkedClusters(tuple(reports[id] for id in sorted(reports)), clusters, tuple(near))


def aligned(marked: MarkedClusters, read: Iterable[StoredReport]) -> dict[str, str]:
    """The cluster of each report `read` by a machine that tells what is marked: of its type, with half of its parties,
    resting on some of the same words, or else with the same parties and a date that agrees.

    One to one within a document, the most alike first. Marks that were not read and reports that were not marked are
    left out.
    """
    by_document: dict[str, list[StoredReport]] = defaultdict(list)
    for one in read:
        by_document[one.document.hash].append(one)
    both = ((mark, one) for mark in marked.reports for one in by_document[mark.document.hash])
    ranked = sorted(
        ((likeness, mark.id, one.id) for mark, one in both if (likeness := _likeness(mark, one))), reverse=True
    )
    told: set[str] = set()
    found: dict[str, str] = {}
    for _, mark_id, id in ranked:
        if mark_id not in told and id not in found:
            told.add(mark_id)
            found[id] = marked.clusters[mark_id]
    return found


def _likeness(mark: StoredReport, one: StoredReport) -> tuple[bool, float] | None:
    """Whether they rest on the same words, and how much else agrees; None where it tells something else."""
    left, right = MarkedEvent.of_report(mark.report), MarkedEvent.of_report(one.report)
    if left.type != right.type:
        return None
    words = any(a.start < b.end and b.start < a.end for a in mark.report.evidence for b in one.report.evidence)
    parties, same = overlap(left.ids, right.ids), agreement(left, right)
    if not ((words and parties >= 0.5) or (parties == 1 and "date" in same)):
        return None
    return words, parties + overlap(left.people, right.people) + len(same)


def _share(counts: tuple[int, int]) -> float:
    return counts[1] / counts[0] if counts[0] else 0.0


def _prf(precision: float, recall: float) -> Prf:
    both = precision + recall
    return Prf(precision, recall, 2 * precision * recall / both if both else 0.0)


def _corpus(path: pathlib.Path, texts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts[path.name] = {row["id"]: row for row in map(json.loads, lines)}
    except OSError as error:
        raise SourceError(f"the corpus cannot be read: {error}", where=str(path)) from error
    return texts[path.name]


def _report(event: Mapping[str, Any], row: Mapping[str, Any]) -> StoredReport:
    day = row.get("published")
    published = Published(datetime.date.fromisoformat(day), "stated") if day else Published(None, "withheld")
    document = Document(row["id"], row["text"], published, row.get("publisher"), row.get("url"), row.get("title"))
    made = MarkedEvent.of_json({**event, "evidence": None})
    span = event["evidence"]
    report = Report(
        type=str(made.type),
        parties=made.parties,
        status=str(made.status),
        evidence=(Evidence.of(document.text, span["start"], span["end"]),),
        change=made.change,
        topics=tuple(event.get("topics") or ()),
        when=TimeSpan.parse(made.date) if made.date else None,
        place=made.place,
        source=made.source,
    )
    return StoredReport(report_id(document.hash, report), document, report, _RECORDED)

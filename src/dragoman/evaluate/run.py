"""Runs the reader, the coder and the time finder over every marked set that exists and gives all figures.

The result is plain JSON values, rounded, without wall clock and without a word of the marked texts.
"""

import datetime
import pathlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.evaluate.events import MarkedEvent, ScoredDocument, agreement, score
from dragoman.evaluate.headings import measure_headings
from dragoman.evaluate.marked import (
    MarkedDocument,
    MarkedFact,
    cameo_sentences,
    marked_documents,
    marked_facts,
    plover_sentences,
    timed_documents,
)
from dragoman.evaluate.measures import rounded
from dragoman.evaluate.sentences import score_labels, score_triples, triple
from dragoman.evaluate.timexes import Timex, score_timexes
from dragoman.extract.coder import CodeItem, CodeResult
from dragoman.model.document import Document
from dragoman.model.report import Report

__all__ = ["ASKED_FACTS", "Parts", "facts_found", "measure"]

# The events of the merged seed file that every reader of the two reports is asked for.
ASKED_FACTS = (
    "upgrade", "mission-2022", "afg-embassy-closed", "afg-consulates", "visit-delhi", "visit-cancelled",
    "meeting-delhi", "exemption", "call-may", "misri-dubai", "araghchi-kabul", "visit-tehran", "visit-beijing",
    "china-invitation", "china-credentials", "india-no-recognition", "iran-no-recognition", "indian-strikes",
    "pahalgam", "taliban-condemn", "mechanism", "russia-meeting",
)  # fmt: skip

# The benchmark's labels are of an older draft, in which what is now CONCEDE and RETREAT was one.
_OLDER_LABEL = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}

_TESTED = ("parties", "change", "date", "status")


@dataclass(frozen=True, slots=True)
class Parts:
    """What is measured: documents to their reports, sentences to CAMEO codes and PLOVER labels, texts to times."""

    read: Callable[[Sequence[Document]], Sequence[Sequence[Report]]]
    code: Callable[[Sequence[CodeItem]], Sequence[CodeResult]]
    times: Callable[[str, datetime.date | None], Sequence[Timex]]
    learned: Container[str] = frozenset()
    """Hashes of the texts that the weights of the reader were taught on."""


def measure(folder: pathlib.Path, parts: Parts, note: Callable[[str], None]) -> dict[str, Any]:
    """All figures over the marked sets in `folder`, which holds `gold/` and `corpora/`; `note` hears of progress."""
    gold = folder / "gold"
    result: dict[str, Any] = {"events": {}, "sentences": {}, "times": {}}
    for name, documents in _event_sets(gold):
        note(f"reading {name}: {len(documents)} documents")
        scored = _read(parts.read, documents)
        for row, some in _rows(name, scored):
            result["events"][row] = rounded(score(some).as_dict())
        merged = gold / "seed_reports_merged.json"
        if name == "seed_reports" and merged.exists():
            result["seed_facts"] = facts_found(marked_facts(merged), scored)
    if (path := gold / "cameo_sentences_dev.jsonl").exists():
        note(f"coding {path.stem}")
        result["sentences"].update(rounded(_cameo(path, parts)))
    if (path := gold / "plover_plv_dev.jsonl").exists():
        note(f"coding {path.stem}")
        result["sentences"][path.stem] = rounded(_plover(path, parts))
    for path in sorted(gold.glob("timex*_dev.jsonl")):
        note(f"finding times in {path.stem}")
        found = [(d.timexes, parts.times(d.text, d.dct)) for d in timed_documents(path)]
        result["times"][path.stem] = rounded(score_timexes(found).as_dict())
    result["headings"] = rounded(measure_headings(folder, parts.read, note, parts.learned))
    return result


def facts_found(facts: Iterable[MarkedFact], documents: Iterable[ScoredDocument]) -> dict[str, Any]:
    """For each fact, None where a report of one of its documents has its type, parties, change, date, status and
    people, else what is wrong in the report that comes nearest; with the counts over all and over those asked for."""
    by_id = {document.id: document for document in documents}
    lacks = {
        fact.id: _lack(fact.event, [p for id_ in sorted(fact.documents) if id_ in by_id for p in by_id[id_].predicted])
        for fact in facts
    }
    asked = [fact for fact in ASKED_FACTS if fact in lacks]
    return {
        "found": sum(lack is None for lack in lacks.values()),
        "of": len(lacks),
        "asked_found": sum(lacks[fact] is None for fact in asked),
        "asked_of": len(asked),
        "asked": {fact: lacks[fact] for fact in asked},
        "others": {fact: lack for fact, lack in lacks.items() if fact not in asked},
    }


def _lack(fact: MarkedEvent, predicted: Sequence[MarkedEvent]) -> str | None:
    wrong = []
    for event in predicted:
        if event.type == fact.type:
            same = agreement(fact, event)
            lacking = [name for name in _TESTED if name not in same]
            lacking += [] if fact.people <= event.people else ["people"]
            wrong.append(lacking)
    if not wrong:
        return "no report of its type"
    least = min(wrong, key=len)
    return f"wrong {', '.join(least)}" if least else None


def _event_sets(gold: pathlib.Path) -> Iterator[tuple[str, list[MarkedDocument]]]:
    for name in ("seed_reports", "diplomatic_dev"):
        if (path := gold / f"{name}.jsonl").exists():
            yield name, marked_documents(path)
    train_paths = sorted(gold.glob("diplomatic_train_*.jsonl"))
    if train := [document for path in train_paths for document in marked_documents(path)]:
        yield "train (tuned on)", train


def _read(
    read: Callable[[Sequence[Document]], Sequence[Sequence[Report]]], marked: Sequence[MarkedDocument]
) -> list[ScoredDocument]:
    readings = read([m.document for m in marked])
    return [
        ScoredDocument(m.document.id, m.document.text, m.events, tuple(MarkedEvent.of_report(r) for r in reports))
        for m, reports in zip(marked, readings, strict=True)
    ]


def _rows(name: str, documents: list[ScoredDocument]) -> Iterator[tuple[str, list[ScoredDocument]]]:
    """The rows that a set gives: itself, and diplomatic_dev's digests and reports apart."""
    yield name, documents
    if name == "diplomatic_dev":
        yield f"{name}: reports", [d for d in documents if not d.id.startswith("ce-")]
        yield f"{name}: digests", [d for d in documents if d.id.startswith("ce-")]


def _cameo(path: pathlib.Path, parts: Parts) -> dict[str, Any]:
    sentences = cameo_sentences(path)
    results = parts.code([CodeItem(s.id, s.text, s.date) for s in sentences])
    coded = [frozenset(triple(e.source, e.target, e.code) for e in result.events) for result in results]
    rows = {}
    for by in sorted({s.by for s in sentences}):
        some = [(s.triples, found) for s, found in zip(sentences, coded, strict=True) if s.by == by]
        rows[f"cameo_sentences_dev: {by}"] = {"sentences": len(some), **score_triples(some).as_dict()}
    return rows


def _plover(path: pathlib.Path, parts: Parts) -> dict[str, Any]:
    sentences = plover_sentences(path)
    results = parts.code([CodeItem(s.id, s.text, source=s.source, target=s.target) for s in sentences])
    said = [_OLDER_LABEL.get(result.label, result.label) if result.label else None for result in results]
    return score_labels([(s.label, label) for s, label in zip(sentences, said, strict=True)]).as_dict()

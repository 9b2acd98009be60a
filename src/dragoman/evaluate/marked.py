"""The marked sets of a folder: which there are, and their lines as typed objects.

gold/seed_reports.jsonl         two reports, with gold/seed_reports_merged.json: the events across both
gold/diplomatic_dev.jsonl       reports read and never tuned on sentence by sentence; ids `ce-*` are digests
gold/diplomatic_train_*.jsonl   reports that rules and weights are tuned on
gold/cameo_sentences_dev.jsonl  sentences with CAMEO codes, by people or by a system
gold/plover_plv_dev.jsonl       sentences with source, target and PLOVER root
gold/timex*_dev.jsonl           documents with TIMEX3 expressions
"""

import datetime
import json
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.errors import SourceError
from dragoman.evaluate.events import MarkedEvent
from dragoman.evaluate.sentences import Triple, triple
from dragoman.evaluate.timexes import Timex
from dragoman.model.document import Document, Published

__all__ = [
    "CodedSentence",
    "LabelledSentence",
    "MarkedDocument",
    "MarkedFact",
    "TimedDocument",
    "cameo_sentences",
    "marked_documents",
    "marked_facts",
    "plover_sentences",
    "timed_documents",
]


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document with its marked events."""

    document: Document
    events: tuple[MarkedEvent, ...]


@dataclass(frozen=True, slots=True)
class MarkedFact:
    """An event marked across several documents, with the ids of those that report it."""

    id: str
    event: MarkedEvent
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """A sentence with its CAMEO triples; `by` is who coded it, `human` or `system-derived`."""

    id: str
    text: str
    date: datetime.date | None
    triples: frozenset[Triple]
    by: str


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence with the words of its source and target and the PLOVER root of what the one does to the other."""

    id: str
    text: str
    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class TimedDocument:
    """A text, its day and its time expressions."""

    id: str
    text: str
    dct: datetime.date | None
    timexes: tuple[Timex, ...]


def marked_documents(path: pathlib.Path) -> list[MarkedDocument]:
    """The documents of a `.jsonl` file of marked events.

    Raises:
        SourceError: the file cannot be read or a line is broken.
    """
    return [
        MarkedDocument(_document(line["doc"]), tuple(MarkedEvent.of_json(event) for event in line["events"]))
        for line in _lines(path)
    ]


def marked_facts(path: pathlib.Path) -> list[MarkedFact]:
    """The events of a file of merged events.

    Raises:
        SourceError: the file cannot be read.
    """
    events = _json(path, path.read_text(encoding="utf-8"))["events"]
    return [
        MarkedFact(e["id"], MarkedEvent.of_json(e), frozenset(document for document, _ in e["reports"])) for e in events
    ]


def cameo_sentences(path: pathlib.Path) -> list[CodedSentence]:
    """The sentences of a file of CAMEO codes.

    Raises:
        SourceError: the file cannot be read or a line is broken.
    """
    return [
        CodedSentence(
            id=line["id"],
            text=line["text"],
            date=_day(line.get("date")),
            triples=frozenset(triple(e["source"], e["target"], e["code"]) for e in line["events"]),
            by=line["gold_kind"],
        )
        for line in _lines(path)
    ]


def plover_sentences(path: pathlib.Path) -> list[LabelledSentence]:
    """The sentences of a file of PLOVER roots.

    Raises:
        SourceError: the file cannot be read or a line is broken.
    """
    return [
        LabelledSentence(line["id"], line["text"], line["source"], line["target"], line["label"])
        for line in _lines(path)
    ]


def timed_documents(path: pathlib.Path) -> list[TimedDocument]:
    """The documents of a file of time expressions.

    Raises:
        SourceError: the file cannot be read or a line is broken.
    """
    return [
        TimedDocument(
            id=line["id"],
            text=line["text"],
            dct=_day(line.get("dct")),
            timexes=tuple(Timex(t["start"], t["end"], t["type"], t["value"]) for t in line["timexes"]),
        )
        for line in _lines(path)
    ]


def _day(text: str | None) -> datetime.date | None:
    """The day of an ISO date or time."""
    return datetime.date.fromisoformat(text[:10]) if text else None


def _document(doc: Mapping[str, Any]) -> Document:
    day = _day(doc.get("published"))
    published = Published(day, "stated") if day else Published(None, "withheld")
    return Document(doc["id"], doc["text"], published, publisher=doc.get("publisher"), url=doc.get("url"))


def _lines(path: pathlib.Path) -> list[Any]:
    return [_json(path, line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _json(path: pathlib.Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not JSON: {error}", where=str(path)) from error

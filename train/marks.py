"""Marks kept beside the texts they speak of: reads `train/marks/*.jsonl` together with the corpora they point into.

A line holds the corpus' file name, the document's id, the SHA-256 of its text and the events with the offsets of their
evidence; the text itself stays in the corpus.
"""

import dataclasses
import datetime
import functools
import gzip
import json
import pathlib
from typing import Any

from dragoman.errors import SourceError
from dragoman.evaluate.events import MarkedEvent, Quote
from dragoman.evaluate.marked import MarkedDocument
from dragoman.model.document import Document, Published, content_hash

__all__ = ["standoff_documents"]


def standoff_documents(path: pathlib.Path, corpora: pathlib.Path) -> list[MarkedDocument]:
    """The marked documents of a file, with their texts from the folder `corpora`.

    Raises:
        SourceError: a text is missing, or is not the one that was marked.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = json.loads(line)
        row = _corpus(corpora / mark["corpus"]).get(mark["id"])
        if row is None or content_hash(row["text"]) != mark["sha256"]:
            raise SourceError(f"document {mark['id']} is not as it was marked", where=f"{path.name}:{number}")
        found.append(MarkedDocument(_document(row), tuple(_event(e, row["text"]) for e in mark["events"])))
    return found


@functools.lru_cache(maxsize=8)
def _corpus(path: pathlib.Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def _document(row: dict[str, Any]) -> Document:
    day = row.get("published")
    published = Published(datetime.date.fromisoformat(day), "stated") if day else Published(None, "withheld")
    return Document(row["id"], row["text"], published, row.get("publisher"), row.get("url"))


def _event(event: dict[str, Any], text: str) -> MarkedEvent:
    start, end = event["evidence"]["start"], event["evidence"]["end"]
    read = MarkedEvent.of_json({**event, "evidence": None})
    return dataclasses.replace(read, evidence=(Quote(text[start:end], start, end),))

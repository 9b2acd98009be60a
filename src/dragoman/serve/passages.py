"""What `show` and `search` found, as JSON objects."""

from collections.abc import Sequence
from typing import Any

from dragoman.model.document import Document
from dragoman.model.event import Event, StoredReport
from dragoman.record.search import SearchHit
from dragoman.serve.render import event_json, reading_json

__all__ = ["search_json", "show_json"]


def search_json(hits: Sequence[SearchHit]) -> list[dict[str, Any]]:
    """Each document found, best first, with the passage that shows the words."""
    return [
        {**_about(hit.document), "evidence": [{"start": hit.start, "end": hit.end, "text": hit.text}]} for hit in hits
    ]


def show_json(found: Event | StoredReport | Document, later: Sequence[Document] = ()) -> dict[str, Any]:
    """An event as `events --json` has it, with the reasons why its reports are one; a report as `extract` has it, with
    its document; or a document whole. `later` are the texts that supersede that of a report or document.
    """
    by = [one.id for one in later]
    if isinstance(found, Event):
        why = [{"reports": [j.left, j.right], "by": j.by, "reasons": list(j.reasons)} for j in found.reasons]
        return {**event_json(found), "reasons": why}
    if isinstance(found, StoredReport):
        report = reading_json(found.document, [found.report])["events"][0]
        retracted = found.retracted_at is not None
        return {"id": found.id, **_about(found.document), **report, "retracted": retracted, "superseded_by": by}
    whole = {"hash": found.hash, "how": found.published.how, "text": found.text}
    return {"id": found.id, **_about(found), "superseded_by": by, **whole}


def _about(document: Document) -> dict[str, Any]:
    return {
        "document": document.id,
        "publisher": document.publisher,
        "published": document.published.date.isoformat() if document.published.date else None,
        "url": document.url,
        "title": document.title,
    }

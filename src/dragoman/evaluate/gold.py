"""Marked texts of a user: every line is checked against the format and the vocabulary before anything is scored.

A line is `{"doc": {"id", "text", "published"?, "publisher"?, "url"?}, "events": [...]}`; what is wrong with it is said
in one line with its file and number.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dragoman.errors import BadDate, SourceError
from dragoman.evaluate.events import MarkedEvent
from dragoman.evaluate.marked import MarkedDocument
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology
from dragoman.model.document import Document, Published
from dragoman.model.timespan import TimeSpan
from dragoman.read.published import parse_day
from dragoman.read.sources import Row, read_rows

__all__ = ["checked_documents"]

_TEXTS = ("place", "source")


class _Wrong(Exception):
    """What is wrong with a line, and what to write instead."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def checked_documents(sources: Sequence[str]) -> Iterator[MarkedDocument | SourceError]:
    """The documents of files of JSON lines (`.jsonl`, `.jsonl.gz`, folders of them, or `-`), and what is wrong.

    An id is met once in a file or folder.
    """
    for source in sources:
        seen: dict[str, str] = {}
        for row in read_rows(source):
            yield row if isinstance(row, SourceError) else _checked(row, seen)


def _checked(row: Row, seen: dict[str, str]) -> MarkedDocument | SourceError:
    try:
        document = _document(row.fields.get("doc"))
        events = row.fields.get("events")
        if not isinstance(events, list):
            raise _Wrong('"events" is missing or no list', "an empty list says that the text tells of none")
        if document.id in seen:
            raise _Wrong(f"the id {document.id!r} stands at {seen[document.id]} already", "give each text its own")
        seen[document.id] = row.where
        made = tuple(_event(event, number, document.text) for number, event in enumerate(events, 1))
    except _Wrong as wrong:
        return SourceError(wrong.what, where=row.where, hint=wrong.hint)
    return MarkedDocument(document, made)


def _document(doc: object) -> Document:
    if not isinstance(doc, dict):
        raise _Wrong('"doc" is missing or no object', 'a line is {"doc": {"id": …, "text": …}, "events": […]}')
    id, text, published = (doc.get(name) for name in ("id", "text", "published"))
    if not isinstance(id, str) or not id:
        raise _Wrong('"doc" has no "id"', "give the text a name of its own")
    if not isinstance(text, str) or not text.strip():
        raise _Wrong('"doc" has no "text"', "give the plain text that is to be read")
    day = parse_day(published) if isinstance(published, str) else None
    if published is not None and day is None:
        raise _Wrong(f'"published" is {published!r}, not a day', "write 2025-10-10, or null where it is not known")
    publisher, url = (doc[name] if isinstance(doc.get(name), str) else None for name in ("publisher", "url"))
    return Document(id, text, Published(day, "stated" if day else "withheld"), publisher=publisher, url=url)


def _event(event: object, number: int, text: str) -> MarkedEvent:
    if not isinstance(event, dict):
        raise _Wrong(f"event {number} is no object", "an event is {…} with type, parties, date, status, evidence")
    try:
        _check_words(event)
        _check_parties(event.get("parties"))
        _check_date(event.get("date"))
        _check_evidence(event.get("evidence"), text)
    except _Wrong as wrong:
        raise _Wrong(f"event {number}: {wrong.what}", wrong.hint) from wrong
    return MarkedEvent.of_json(event)


def _check_words(event: Mapping[str, Any]) -> None:
    """Type, change and status are words of the vocabulary, place and source texts."""
    ontology = Ontology.load()
    _insist("type", event.get("type"), [type_.name for type_ in ontology.types])
    _insist("status", event.get("status"), ontology.statuses)
    type_ = ontology.type(event["type"])
    if type_.changes:
        _insist(f"change of a {type_.name}", event.get("change"), type_.changes)
    elif event.get("change") is not None:
        raise _Wrong(f"a {type_.name} has no change", "write null")
    for name in _TEXTS:
        if not isinstance(event.get(name), str | None):
            raise _Wrong(f'"{name}" is no text', "write it as the text names it, or null")


def _check_parties(parties: object) -> None:
    if not isinstance(parties, list) or not parties:
        raise _Wrong('"parties" is missing or empty', "an event has at least one party")
    for party in parties:
        id = party.get("id") if isinstance(party, dict) else None
        if not isinstance(id, str) or not id or id != id.upper():
            raise _Wrong(f"{id!r} is no id of a party", _id_hint(id))
        _insist(f"role of {id}", party.get("role"), Ontology.load().roles)
        people = party.get("people") or []
        if not isinstance(people, list) or not all(isinstance(name, str) for name in people):
            raise _Wrong(f'"people" of {id} is no list of names', 'write ["Full Name"], or []')


def _id_hint(id: object) -> str:
    """What to write for a name that is given for an id, where it is somebody's."""
    matches = Gazetteer.load().scan(id) if isinstance(id, str) else []
    if len(matches) == 1 and matches[0].text == id:
        return f"write {matches[0].entity}"
    return "write an ISO 3166 alpha-3 code, an acronym or a name in capitals"


def _check_date(date: object) -> None:
    if date is None:
        return
    if not isinstance(date, str):
        raise _Wrong("the date is no text", 'write it in quotes: "2025-10-09"')
    try:
        TimeSpan.parse(date)
    except BadDate as error:
        raise _Wrong(error.what, error.hint or "") from error


def _check_evidence(evidence: object, text: str) -> None:
    """Quotes stand in the text; an event may be marked without any."""
    for quote in evidence if isinstance(evidence, list) else [evidence]:
        if isinstance(quote, dict):
            quote = quote.get("text")
        if quote is not None and not (isinstance(quote, str) and quote and quote in text):
            shown = repr(quote[:40]) if isinstance(quote, str) else repr(quote)
            raise _Wrong(f"the evidence {shown} does not stand in the text", "copy it letter for letter")


def _insist(what: str, value: object, known: Iterable[str]) -> None:
    names = list(known)
    if value not in names:
        near = difflib.get_close_matches(value, names, n=1) if isinstance(value, str) else []
        raise _Wrong(
            f"there is no {what} {value!r}" if value is not None else f"the {what} is missing",
            f"did you mean {near[0]}?" if near else f"it is one of {', '.join(names)}",
        )

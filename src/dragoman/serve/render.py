"""Answers as others take them: JSON objects, Markdown, and text for a terminal.

What stands in an answer comes from outside: no character of it can steer a terminal or become markup.
"""

import dataclasses
import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from dragoman.answer.brief import Brief, Reference, Sentence
from dragoman.answer.calendar import Calendar
from dragoman.answer.changes import Changes, Difference, StandingChange
from dragoman.answer.entries import Citation, Measure, Relations, Source
from dragoman.answer.passages import words_around
from dragoman.answer.wording import Wording
from dragoman.model.document import Document, Evidence
from dragoman.model.event import Event, Judgement, StatusChange, StoredReport
from dragoman.model.report import Party, PloverCode, Report
from dragoman.model.timespan import TimeSpan
from dragoman.record.search import SearchHit
from dragoman.record.store import Coverage

__all__ = [
    "brief_json",
    "brief_markdown",
    "cited",
    "clean",
    "commas",
    "event_json",
    "events_text",
    "looked_in",
    "plain_json",
    "provenance",
    "reading_json",
    "relations_json",
    "relations_text",
    "search_text",
    "show_text",
]


def reading_json(document: Document, reports: Sequence[Report]) -> dict[str, Any]:
    """One line of `extract`: the document's id and day, and each report of it as an event object."""
    return {
        "id": document.id,
        "published": _day(document.published.date),
        "events": [_report(report) for report in reports],
    }


def event_json(event: Event) -> dict[str, Any]:
    """One event of `events --json`, with its history and every report it rests on."""
    return {
        "id": event.id,
        "type": event.type,
        "change": event.change,
        "parties": [_party(party) for party in event.parties],
        "topics": list(event.topics),
        "when": event.when.edtf if event.when else None,
        "place": event.place,
        "status": event.status,
        "thread": event.thread,
        "first_reported": _day(event.first_reported),
        "last_reported": _day(event.last_reported),
        "history": [_change(step) for step in event.history],
        "reports": [_stored(stored) for stored in event.reports],
        "origins": event.origins,
        "disputed": event.disputed,
        "plover": _plover(event.plover),
        "cameo": event.cameo,
        "confidence": round(event.confidence, 2),
    }


def relations_json(relations: Relations) -> dict[str, Any]:
    """`relations --json`: every list, each entry with its events and its evidence."""
    return {field.name: plain_json(getattr(relations, field.name)) for field in dataclasses.fields(relations)}


def brief_json(brief: Brief) -> dict[str, Any]:
    """A brief as an object: sections of sentences, with the references their numbers stand for."""
    return {field.name: plain_json(getattr(brief, field.name)) for field in dataclasses.fields(brief)}


def plain_json(value: object) -> Any:
    """An answer as JSON; times are EDTF, days ISO, and the names are those of the interface."""
    if isinstance(value, TimeSpan):
        return value.edtf
    if isinstance(value, Party):
        return _party(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = _RENAMED.get(type(value), {})
        return {names.get(f.name, f.name): plain_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


# `from` is no name in Python.
_SPAN = {"start": "from", "end": "to"}
_STEP = {"before": "from", "after": "to"}
_RENAMED: dict[type, dict[str, str]] = {
    Measure: {"start": "from"},
    Coverage: {"first": "from", "last": "to"},
    Changes: _SPAN,
    Difference: _STEP,
    StandingChange: _STEP,
    Calendar: _SPAN,
}


def brief_markdown(brief: Brief) -> str:
    """A brief as Markdown: a title, sections of sentences with numbered sources, and the sources quoted below."""
    words = Wording.load().data["brief"]
    lines = [f"# {_escaped(brief.title)}", ""]
    for section in brief.sections:
        lines += [f"## {_escaped(section.title)}", ""]
        lines += [f"- {_sentence(sentence)}" for sentence in section.sentences]
        lines.append("")
    if brief.references:
        lines += [f"## {words['references']}", ""]
        lines += [f"{reference.number}. {_reference(reference)}" for reference in brief.references]
        lines.append("")
    return "\n".join(lines)


def _sentence(sentence: Sentence) -> str:
    quote = f" “{_escaped(sentence.quote)}”" if sentence.quote else ""
    numbers = "".join(f"[{number}]" for number in sentence.sources)
    return f"{_escaped(sentence.text)}{quote}{' ' if numbers else ''}{numbers}"


def _reference(reference: Reference) -> str:
    """Publisher, day, title or id, address, and the sentence, in which the words themselves are bold."""
    wording = Wording.load()
    published = TimeSpan.of_day(reference.published) if reference.published else None
    parts = [
        reference.publisher,
        wording.day(published),
        reference.title or reference.document,
        _address(reference.url),
    ]
    return f"{', '.join(_escaped(part) for part in parts if part)}: “{_in_sentence(reference)}”"


_STOPS = " .!?,;:"  # all that may follow the words of a whole sentence


def _in_sentence(reference: Reference) -> str:
    quote = _escaped(reference.quote)
    if not reference.before.strip() and not reference.after.strip(_STOPS):
        return f"{quote}{reference.after.strip()}"
    before, after = (_escaped(part) for part in (reference.before, reference.after))
    left = " " if reference.before[-1:].isspace() else ""
    right = " " if reference.after[:1].isspace() else ""
    return f"{before}{left}**{quote}**{right}{after}"


def _address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


_MARKUP = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|^(?:[#+>=-]+|\d+[.)])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line: nothing in it is markup, a link, HTML or a list."""
    return _MARKUP.sub(_escape, " ".join(clean(text).split()))


def _escape(match: re.Match[str]) -> str:
    if match[0] in _ENTITIES:
        return _ENTITIES[match[0]]
    return f"{match[0][:-1]}\\{match[0][-1]}" if match[0][-1] in ".)" else f"\\{match[0]}"


def clean(text: str) -> str:
    """Text that a terminal prints as it is: control characters, and those that turn its direction, are left out."""
    return "".join(" " if c in "\n\t" else c for c in text if c in _KEPT or unicodedata.category(c) not in _STEERING)


_STEERING = ("Cc", "Cf", "Cs")
# Line breaks become spaces; Persian and Hindi words need the joiners.
_KEPT = "\n\t\u200c\u200d"


def events_text(events: Iterable[Event]) -> RenderableType:
    """A line for each event: when, what, and below it what it rests on."""
    lines: list[Text] = []
    for event in events:
        lines.append(_headline(event))
        lines += [_cited(stored) for stored in event.reports]
    return Group(*lines) if lines else Text(_nothing())


def _headline(event: Event) -> Text:
    when = event.when.edtf if event.when else "undated"
    line = Text(f"{when:<12} ", style="bold cyan", no_wrap=False)
    line.append(clean(Wording.load().sentence(event)), style="default")
    line.append(f"  {event.type}{'.' + event.change if event.change else ''}, {event.status}", style="dim")
    if event.disputed:
        line.append(", disputed", style="bold red")
    line.append(f"  {event.id}", style="dim")
    return line


def _cited(stored: StoredReport) -> Text:
    line = Text("             ", style="default")
    line.append(f"“{clean(stored.report.evidence[0].text)}”", style="italic")
    line.append(f"  {_provenance(stored.document)}", style="dim")
    return line


def _provenance(document: Document) -> str:
    where = (document.id, document.title, document.publisher, document.published.date, document.url)
    return provenance(Source(*where))


def _nothing() -> str:
    return "Nothing is reported. (Try another spelling, other dates, or `dragoman search`.)"


def relations_text(relations: Relations) -> RenderableType:
    """Where two parties stand, list by list, each entry with the first words it rests on."""
    wording = Wording.load()
    names = " and ".join(wording.named(party) for party in relations.parties)
    lines = [Text(clean(f"{names}{f', as of {relations.as_of}' if relations.as_of else ''}"), style="bold")]
    for title, entries in _listed(relations):
        lines += [Text(""), Text(title, style="bold cyan")]
        for said, evidence in entries:
            lines.append(Text(f"  {clean(said)}"))
            lines += [cited(citation, relations.sources) for citation in evidence[:1]]
    if len(lines) == 1:
        lines.append(Text(_nothing()))
    return Group(*lines, Text(""), looked_in(relations.coverage))


def looked_in(coverage: Coverage) -> Text:
    """In which documents, of which publishers and days, an answer was looked for."""
    said = Wording.load().coverage(coverage)
    return Text(clean(f"{said[:1].upper()}{said[1:]}"), style="dim")


def _listed(relations: Relations) -> Iterable[tuple[str, list[tuple[str, tuple[Citation, ...]]]]]:
    """The lists that hold something, each entry as a line with its evidence."""
    by_title: dict[str, list[tuple[str, tuple[Citation, ...]]]] = {
        "Representation": [
            (commas(f"{m.sender} in {m.host}", m.place, m.level, m.state, _since(m.since)), m.evidence)
            for m in relations.representation
        ],
        "Recognition": [
            (commas(f"{r.by} of {r.of}", r.state, _since(r.since)), r.evidence) for r in relations.recognition
        ],
        "Ties": [(commas(relations.ties.state, _since(relations.ties.since)), relations.ties.evidence)]
        if relations.ties.state
        else [],
        "Envoys": [
            (commas(f"{e.sender} to {e.host}", e.person, e.post, e.state, _since(e.since)), e.evidence)
            for e in relations.envoys
        ],
        "Last contact": [(c.summary, c.evidence) for c in [relations.contacts.last] if c],
        "Highest contact": [
            (f"{c.summary} ({commas(c.level, f'the one before it {c.since}' if c.since else None)})", c.evidence)
            for c in [relations.contacts.highest_since]
            if c
        ],
        "Contacts": [
            (commas(f"{level.count} at the level of {level.level}", f"last {level.last}" if level.last else None), ())
            for level in relations.contacts.by_level
        ],
        "Measures": [
            (commas(f"{m.by or 'unnamed'} on {m.on}", m.kind, m.state, _since(m.start), _until(m.until)), m.evidence)
            for m in relations.measures
        ],
        "Agenda": [
            (commas(item.topic, f"{item.count}×", f"last {item.last}" if item.last else None), ())
            for item in relations.agenda
        ],
    }
    for name in ("overdue", "pending", "cancelled", "agreements", "positions"):
        by_title[name.capitalize()] = [(m.summary, m.evidence) for m in getattr(relations, name)]
    by_title["Disputes"] = [(commas(d.summary.rstrip("."), d.kind), d.evidence) for d in relations.disputes]
    by_title["Claims"] = [(commas(f"“{claim.text}”", claim.verdict), claim.evidence) for claim in relations.claims]
    return ((title, entries) for title, entries in by_title.items() if entries)


def commas(*parts: str | None) -> str:
    """What there is of some parts, with commas between."""
    return ", ".join(part for part in parts if part)


def _since(when: TimeSpan | None) -> str | None:
    return f"since {when}" if when else None


def _until(when: TimeSpan | None) -> str | None:
    return f"until {when}" if when else None


def cited(citation: Citation, sources: Iterable[Source]) -> Text:
    """The words cited, and where they stand."""
    source = next((one for one in sources if one.document == citation.document), None)
    where = provenance(source) if source else citation.document
    text = Text("    ")
    text.append(f"“{clean(citation.text)}”", style="italic")
    text.append(f"  {clean(where)}", style="dim")
    return text


def provenance(source: Source) -> str:
    """Publisher, day, and the title; the id where there is none."""
    day = source.published.isoformat() if source.published else "undated"
    return clean(commas(source.publisher, day, source.title or source.document))


def show_text(shown: Event | StoredReport | Document, later: Sequence[Document] = ()) -> RenderableType:
    """An event, report or document with its evidence in the words that stand around it; `later` are the texts that
    supersede that of a report or document.
    """
    superseded = [Text(f"Superseded by {_provenance(one)} ({clean(one.id)})", style="bold") for one in later]
    if isinstance(shown, Document):
        head = [Text(_provenance(shown), style="bold"), Text(clean(shown.id), style="dim"), *superseded, Text("")]
        return Group(*head, *_paragraphs(shown.text))
    if isinstance(shown, StoredReport):
        return Group(*superseded, *_in_context(shown))
    steps = [f"{step.status} ({commas(str(step.when) if step.when else None, _told(step))})" for step in shown.history]
    lines = [_headline(shown), Text(f"History: {clean('; '.join(steps))}", style="dim")]
    lines += [Text(clean(_why(judgement)), style="dim") for judgement in shown.reasons]
    return Group(*lines, *(line for stored in shown.reports for line in [Text(""), *_in_context(stored)]))


def _why(judgement: Judgement) -> str:
    """Why two reports are one event, and who says so where it is a person."""
    by = "" if judgement.by == "machine" else f" ({judgement.by})"
    return f"One event: {judgement.left} and {judgement.right}: {'; '.join(judgement.reasons)}{by}"


def _told(step: StatusChange) -> str:
    return f"told {step.as_of}" if step.as_of else "told on no known day"


def _paragraphs(text: str) -> list[Text]:
    return [Text(clean(paragraph)) for paragraph in text.split("\n")]


def _in_context(stored: StoredReport) -> list[Text]:
    """Where the report comes from, what it says, and each piece of evidence marked in its surroundings."""
    report, document = stored.report, stored.document
    head = commas(report.type, report.change, report.status, f"according to {report.source}" if report.source else None)
    lines = [Text(_provenance(document), style="bold"), Text(f"{clean(head)}  {stored.id}", style="dim")]
    return [*lines, *(_marked(document.text, evidence) for evidence in report.evidence)]


def _marked(text: str, evidence: Evidence) -> Text:
    before, after = words_around(text, evidence.start, evidence.end)
    line = Text(f"  {clean(before)}")
    line.append(clean(text[evidence.start : evidence.end]), style="bold reverse")
    line.append(clean(after))
    return line


def search_text(hits: Iterable[SearchHit]) -> RenderableType:
    """A document and a passage for each hit."""
    lines: list[Text] = []
    for hit in hits:
        lines.append(Text(_provenance(hit.document), style="bold"))
        lines += [Text(f"  {clean(hit.text)}"), Text(f"  {clean(hit.document.id)}", style="dim")]
    return Group(*lines) if lines else Text(_nothing())


def _report(report: Report) -> dict[str, Any]:
    return {
        "type": report.type,
        "change": report.change,
        "parties": [_party(party) for party in report.parties],
        "topics": list(report.topics),
        "date": report.when.edtf if report.when else None,
        "place": report.place,
        "status": report.status,
        "source": report.source,
        "evidence": [_evidence(evidence) for evidence in report.evidence],
        "confidence": round(report.confidence, 2),
        "plover": _plover(report.plover),
        "cameo": report.cameo,
    }


def _stored(stored: StoredReport) -> dict[str, Any]:
    document = stored.document
    return {
        "id": stored.id,
        "document": document.id,
        "publisher": document.publisher,
        "published": _day(document.published.date),
        "url": document.url,
        "status": stored.report.status,
        "source": stored.report.source,
        "evidence": [_evidence(evidence) for evidence in stored.report.evidence],
    }


def _change(step: StatusChange) -> dict[str, Any]:
    return {
        "status": step.status,
        "when": step.when.edtf if step.when else None,
        "as_of": _day(step.as_of),
        "reports": list(step.reports),
    }


def _party(party: Party) -> dict[str, Any]:
    faction = {"faction": party.faction} if party.faction else {}
    return {"id": party.id, **faction, "role": party.role, "people": list(party.people)}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}


def _plover(code: PloverCode | None) -> dict[str, Any] | None:
    return {"type": code.type, "mode": code.mode} if code else None


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None

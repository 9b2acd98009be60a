"""What there is to review, what people ruled, and what a new reading changed: as JSON objects and as text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from dragoman.model.event import Event, StoredReport
from dragoman.record.again import Change, Reread
from dragoman.record.review import Narrow, Review
from dragoman.record.rulings import Ruling
from dragoman.serve.passages import show_json
from dragoman.serve.render import clean, event_json

__all__ = ["reread_json", "reread_text", "review_json", "review_text", "ruling_json", "rulings_text"]


def review_json(review: Review) -> dict[str, Any]:
    """`review --json`: a list for each kind of thing to look at."""
    return {
        "unsure": [show_json(report) for report in review.unsure],
        "narrow": [_narrow(pair) for pair in review.narrow],
        "disputed": [event_json(event) for event in review.disputed],
        "unattached": [ruling_json(ruling) for ruling in review.unattached],
    }


def ruling_json(ruling: Ruling) -> dict[str, Any]:
    """A ruling: what, of which reports, by whom, when and why."""
    return {
        "id": ruling.id,
        "kind": ruling.kind,
        "field": ruling.field,
        "value": ruling.value,
        "reports": [[anchor.report for anchor in side] for side in ruling.subjects],
        "undoes": ruling.undoes,
        "by": ruling.by,
        "why": ruling.why,
        "recorded": ruling.recorded_at.isoformat(),
    }


def reread_json(reread: Reread) -> dict[str, Any]:
    """`read --again --json`: how many documents were read, and what changed."""
    return {
        "documents": reread.documents,
        "reports": _kinds(reread.reports),
        "events": _kinds(reread.events),
    }


def review_text(review: Review) -> RenderableType:
    """A section for each kind of thing to look at, each entry with the command that settles it."""
    lines: list[Text] = []
    for title, entries in (
        ("Unsure reports", [_unsure_lines(report) for report in review.unsure]),
        ("Narrow judgements", [_narrow_lines(pair) for pair in review.narrow]),
        ("Disputed events", [_event_lines(event) for event in review.disputed]),
        ("Rulings that fit no report any more", [_ruling_lines(ruling) for ruling in review.unattached]),
    ):
        if entries:
            lines += [Text(title, style="bold"), *(line for entry in entries for line in entry), Text("")]
    return Group(*(lines[:-1] or [Text("Nothing to review.")]))


def rulings_text(rulings: Sequence[Ruling]) -> RenderableType:
    """Rulings, one a paragraph."""
    lines = [line for ruling in rulings for line in _ruling_lines(ruling)]
    return Group(*(lines or [Text("No rulings.")]))


def reread_text(reread: Reread) -> RenderableType:
    """What a new reading changed, the events first."""
    lines = [_line("event", change) for change in reread.events] + [
        _line("report", change) for change in reread.reports
    ]
    return Group(*(lines or [Text("Nothing changed.")]))


def _kinds(changes: Iterable[Change[Any]]) -> dict[str, list[Any]]:
    """Changes by their kind; what was altered is told before and after."""
    kinds: dict[str, list[Any]] = {"new": [], "gone": [], "altered": []}
    for change in changes:
        told = [_json(one) for one in change.told]
        kinds[change.kind].append(dict(zip(("before", "after"), told, strict=True)) if len(told) == 2 else told[0])
    return kinds


def _json(thing: Event | StoredReport) -> dict[str, Any]:
    return event_json(thing) if isinstance(thing, Event) else show_json(thing)


def _narrow(pair: Narrow) -> dict[str, Any]:
    return {
        "joined": pair.joined,
        "reasons": list(pair.judgement.reasons),
        "left": show_json(pair.left),
        "right": show_json(pair.right),
    }


def _unsure_lines(report: StoredReport) -> Iterator[Text]:
    yield Text(f"  {report.id}  {_gist(report)}, confidence {report.report.confidence:.2f}")
    yield from _quotes(report)
    yield _command(f"dragoman correct {report.id} accepted|rejected --why …")


def _narrow_lines(pair: Narrow) -> Iterator[Text]:
    yield Text(f"  {'One event' if pair.joined else 'Two events'}: {clean(', '.join(pair.judgement.reasons))}")
    for report in (pair.left, pair.right):
        yield Text(f"    {report.id}  {_gist(report)}")
        yield from _quotes(report)
    yield _command(f"dragoman judge {pair.left.id} {pair.right.id} same|different --why …")


def _event_lines(event: Event) -> Iterator[Text]:
    yield Text(f"  {event.id}  {_gist(event)}")
    for report in event.reports:
        yield Text(f"    {report.id}  {report.report.status}")
        yield from _quotes(report)


def _ruling_lines(ruling: Ruling) -> Iterator[Text]:
    reports = " | ".join(" ".join(anchor.report for anchor in side) for side in ruling.subjects)
    what = {
        "judge": f"{reports}: {ruling.value}",
        "correct": f"{reports}: {ruling.field}{'' if ruling.value is None else f' {ruling.value}'}",
        "undo": f"undoes {ruling.undoes}",
    }[ruling.kind]
    if ruling.kind == "correct" and ruling.value is None and ruling.field not in ("accepted", "rejected"):
        what += " none"
    yield Text(f"  {ruling.id}  {clean(what)}")
    why = f": {clean(ruling.why)}" if ruling.why else ""
    yield Text(f"    {clean(ruling.by)}, {ruling.recorded_at:%Y-%m-%d %H:%M} UTC{why}", style="dim")


def _line(noun: str, change: Change[Any]) -> Text:
    gists = " → ".join(_gist(one) for one in change.told)
    return Text(f"{change.kind} {noun} {change.told[-1].id}  {gists}")


def _gist(one: Event | StoredReport) -> str:
    """What it says, in a few words."""
    told = one.report if isinstance(one, StoredReport) else one
    what = f"{told.type}/{told.change}" if told.change else told.type
    parties = " – ".join(party.id for party in told.parties)
    return clean(
        ", ".join(part for part in (what, parties, told.when.edtf if told.when else None, told.status) if part)
    )


def _quotes(report: StoredReport) -> Iterator[Text]:
    document = report.document
    day = document.published.date
    where = ", ".join(part for part in (document.publisher, day.isoformat() if day else None, document.title) if part)
    for evidence in report.report.evidence:
        line = Text("      ")
        line.append(f"“{clean(evidence.text)}”", style="italic")
        line.append(f"  {clean(where or document.id)}", style="dim")
        yield line


def _command(line: str) -> Text:
    return Text(f"      {line}", style="dim")

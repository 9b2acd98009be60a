"""Changes, disputes and calendars as text for a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from dragoman.answer.calendar import Calendar, Entry
from dragoman.answer.changes import Changes, Difference, EventChange, Intervention, StandingChange
from dragoman.answer.disputes import Disputes
from dragoman.answer.entries import Dispute, Source
from dragoman.answer.wording import Wording
from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.serve.render import cited, clean, commas, looked_in, provenance

__all__ = ["calendar_text", "changes_text", "disputes_text"]

_MOST = 4
"""So many documents are named as the cause of a change; `--json` has them all."""


def changes_text(changes: Changes) -> RenderableType:
    """What is new, changed and withdrawn, then how the standing differs; each with the documents that made it so."""
    names = _names(changes.parties)
    clock = "" if changes.clock == "published" else ", as this record held it"
    lines = [Text(clean(f"{names}: from {changes.start} to {changes.end}{clock}"), style="bold")]
    for title, entries in (("New", changes.new), ("Changed", changes.changed), ("Withdrawn", changes.withdrawn)):
        if entries:
            lines += [Text(""), Text(title, style="bold cyan")]
            lines += [line for entry in entries for line in _changed(entry)]
    if changes.standing:
        lines += [Text(""), Text("Where they stand", style="bold cyan")]
        lines += [line for step in changes.standing for line in _stood(step)]
    if changes.rulings:
        lines += [Text(""), Text("Rulings", style="bold cyan")]
        lines += [Text(f"  {clean(_ruled(one))}") for one in changes.rulings]
    if len(lines) == 1:
        lines.append(Text("Nothing changed."))
    new = len(changes.documents)
    told = f"{new} document{'' if new == 1 else 's'} about them came in between."
    return Group(*lines, Text(""), Text(told, style="dim"), looked_in(changes.coverage))


def _ruled(one: Intervention) -> str:
    back = "taken back: " if one.undone else ""
    return f"{back}{commas(one.kind, one.field, one.value)} by {one.by}: {one.why}  {', '.join(one.events)}"


def _changed(entry: EventChange) -> list[Text]:
    head = f"  {clean(entry.summary)}{f' [{entry.outcome}]' if entry.outcome else ''}"
    steps = [Text(f"    {clean(_difference(one))}", style="yellow") for one in entry.differences]
    return [Text(head), *steps, *_cited(entry), *_because(entry.because)]


def _difference(one: Difference) -> str:
    if one.field == "joined":
        return f"{one.before} is told as one event with {one.after}"
    if one.field == "parted":
        return f"{one.after} is no longer told as one event with {one.before}"
    return f"{one.field}: {_value(one.before)} → {_value(one.after)}"


def _value(value: str | bool | TimeSpan | tuple[Party, ...] | None) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{p.id}{f' ({commas(*p.people)})' if p.people else ''}" for p in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value)


def _cited(entry: EventChange) -> list[Text]:
    return [cited(citation, entry.because) for citation in entry.evidence[:1]]


def _stood(step: StandingChange) -> list[Text]:
    was, now = step.before or "nothing known", step.after or "no longer told"
    head = Text(f"  {clean(step.subject)}")
    head.append(f"  {step.list}", style="dim")
    return [head, Text(f"    {clean(was)} → {clean(now)}", style="yellow"), *_because(step.because)]


def _because(sources: Sequence[Source]) -> list[Text]:
    lines = [Text(f"    because of {provenance(source)}", style="dim") for source in sources[:_MOST]]
    if len(sources) > _MOST:
        lines.append(Text(f"    and of {len(sources) - _MOST} more documents", style="dim"))
    return lines


def disputes_text(found: Disputes) -> RenderableType:
    """Each dispute with its kind, and its sides below one another with their words."""
    lines = [Text(clean(f"Disputes: {_names(found.parties) or 'all parties'}"), style="bold")]
    for dispute in found.disputes:
        lines += [Text(""), *_sides(dispute, found.sources)]
    if not found.disputes:
        lines.append(Text("No contradiction is found."))
    return Group(*lines, Text(""), looked_in(found.coverage))


def _sides(dispute: Dispute, sources: Iterable[Source]) -> list[Text]:
    when = f"{dispute.when.edtf if dispute.when else 'undated':<12} "
    head = Text(when, style="bold cyan")
    head.append(clean(dispute.summary), style="default")
    head.append(f"  {dispute.kind}", style="bold red")
    head.append(f"  {dispute.events[0]}", style="dim")
    lines = [head]
    for side in dispute.sides:
        lines.append(Text(clean(f"  {commas(side.claim, f'says {side.source}' if side.source else None)}:")))
        lines += [cited(citation, sources) for citation in side.evidence]
    return lines


def calendar_text(found: Calendar) -> RenderableType:
    """A line for each entry, in the order of the days, with the words it rests on."""
    day = f", on {found.day}" if found.day else ""
    lines = [Text(clean(f"Calendar: {_names(found.parties) or 'all parties'}{day}"), style="bold")]
    for entry in found.entries:
        lines += [_headed(entry), *(cited(citation, found.sources) for citation in entry.evidence[:1])]
    if not found.entries:
        lines.append(Text("Nothing is planned, due, overdue or about to expire."))
    return Group(*lines, Text(""), looked_in(found.coverage))


def _headed(entry: Entry) -> Text:
    line = Text(f"{entry.when.edtf if entry.when else 'no day':<12} ", style="bold cyan")
    line.append(f"{entry.kind:<9} ", style="bold red" if entry.kind == "overdue" else "bold")
    line.append(clean(entry.summary), style="default")
    line.append(f"  {entry.events[0]}", style="dim")
    return line


def _names(parties: Sequence[str]) -> str:
    return " and ".join(Wording.load().named(party) for party in parties)

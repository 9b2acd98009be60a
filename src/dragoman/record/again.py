"""Reading the record anew: which documents a reader has not read, and what its reading changes in answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dragoman.model.event import Event, StoredReport
from dragoman.record.rulings import Anchor, attached

__all__ = ["Change", "Reread", "changed_events", "changed_reports"]

Thing = TypeVar("Thing", StoredReport, Event)


@dataclass(frozen=True, slots=True)
class Change(Generic[Thing]):
    """What a thing was and is: new where `before` is None, gone where `after` is."""

    before: Thing | None
    after: Thing | None

    @property
    def kind(self) -> str:
        """`new`, `gone` or `altered`."""
        if self.before is None:
            return "new"
        return "altered" if self.after is not None else "gone"

    @property
    def told(self) -> tuple[Thing, ...]:
        """What it was and is, as far as it was and is."""
        return tuple(one for one in (self.before, self.after) if one is not None)


@dataclass(frozen=True, slots=True)
class Reread:
    """What a run of reading anew came to: how many documents it read, and what changed by it."""

    documents: int
    reports: tuple[Change[StoredReport], ...]
    events: tuple[Change[Event], ...]


def changed_reports(before: Sequence[StoredReport], after: Sequence[StoredReport]) -> list[Change[StoredReport]]:
    """What differs between two readings of a document; accounts of one matter in like words are one, altered."""
    kept = {one.id for one in before} & {one.id for one in after}
    fresh = {one.id: one for one in after if one.id not in kept}
    changes: list[Change[StoredReport]] = []
    for old in before:
        if old.id not in kept:
            new = attached(Anchor.of(old), fresh.values())
            if new is not None:
                del fresh[new.id]
            changes.append(Change(old, new))
    return changes + [Change(None, new) for new in fresh.values()]


def changed_events(
    before: Iterable[Event], after: Iterable[Event], reports: Iterable[Change[StoredReport]]
) -> list[Change[Event]]:
    """What differs between two states of the events; those that share a report, or one that was altered, are one."""
    successor = {c.before.id: c.after.id for c in reports if c.before and c.after}
    by_report = {report.id: event for event in after for report in event.reports}
    unmet = {event.id: event for event in by_report.values()}
    changes: list[Change[Event]] = []
    for old in before:
        heirs = (by_report.get(successor.get(report.id, report.id)) for report in old.reports)
        new = next((heir for heir in heirs if heir is not None and heir.id in unmet), None)
        if new is not None:
            del unmet[new.id]
        if new is None or _gist(old) != _gist(new):
            changes.append(Change(old, new))
    return changes + [Change(None, new) for new in unmet.values()]


def _gist(event: Event) -> object:
    """What an event says; not how surely, nor in which words."""
    parties = tuple(sorted((p.id, p.role, p.faction or "") for p in event.parties))
    return event.type, event.change, event.status, event.when, event.place, parties

"""What a person should look at: unsure reports, narrow judgements, disputed events, rulings that lost their report."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dragoman.merge.candidates import candidates
from dragoman.merge.cards import card
from dragoman.merge.judge import judge, score
from dragoman.merge.weights import Weights
from dragoman.model.clocks import Clocks
from dragoman.model.event import Event, Judgement, StoredReport
from dragoman.record.rulings import Ruling
from dragoman.record.store import Store
from dragoman.record.view import events

__all__ = ["Narrow", "Review", "review"]

_SURE = 0.55
"""Confidence from which on a report is not offered for review; a language model's reports, at 0.5, are."""

_CLEAR = 1.5
"""Log-odds from which on a judgement of two reports is not offered: it would be wrong about once in five times."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """Two reports that the machine joined into one event (`joined`), or kept apart, for want of clear reasons."""

    left: StoredReport
    right: StoredReport
    joined: bool
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Review:
    """Reports the reader is unsure of, least sure first; the narrowest judgements; disputed events, newest first; and
    rulings that fit no report.
    """

    unsure: tuple[StoredReport, ...]
    narrow: tuple[Narrow, ...]
    disputed: tuple[Event, ...]
    unattached: tuple[Ruling, ...]


def review(store: Store, clocks: Clocks, *, parties: Collection[str] = (), limit: int | None = None) -> Review:
    """What to look at, at most `limit` of each kind; with `parties` only what names all of them."""
    known = [event for event in events(store, clocks, parties=parties) if _names(event, parties)]
    unsure = sorted(_unsure(known), key=lambda r: (r.report.confidence, r.id))
    disputed = [event for event in known if event.disputed]
    settled = {(one.left, one.right) for one in store.judgements(clocks)}
    narrow = _narrow(known, settled, limit)
    return Review(
        tuple(unsure[:limit]), tuple(narrow), tuple(disputed[:limit]), tuple(store.unattached(clocks)[:limit])
    )


def _unsure(known: Collection[Event]) -> Iterator[StoredReport]:
    for event in known:
        yield from (report for report in event.reports if report.report.confidence < _SURE)


def _narrow(known: Collection[Event], settled: Collection[tuple[str, str]], limit: int | None) -> list[Narrow]:
    """The pairs that no person has judged and the machine judged narrowly, the narrowest first."""
    reports = {report.id: report for event in known for report in event.reports}
    event_of = {report.id: event.id for event in known for report in event.reports}
    weights = Weights.load()
    found = []
    for left, right in candidates([card(reports[id]) for id in sorted(reports)]):
        first, second = sorted((left.id, right.id))
        likeness = score(left, right, weights)
        if likeness is not None and abs(likeness) < _CLEAR and (first, second) not in settled:
            found.append((abs(likeness), first, second))
    return [
        Narrow(reports[a], reports[b], event_of[a] == event_of[b], judge(reports[a], reports[b]))
        for _, a, b in sorted(found)[:limit]
    ]


def _names(event: Event, parties: Collection[str]) -> bool:
    return {party.id for party in event.parties} >= set(parties)

"""Cards: what is compared of a report, worked out once. A card says nothing that its report and document do not."""

import datetime
from dataclasses import dataclass

from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology
from dragoman.merge.names import fold
from dragoman.merge.weights import Weights
from dragoman.model.event import StoredReport
from dragoman.model.report import Report
from dragoman.model.timespan import TimeSpan

__all__ = ["BROAD", "Card", "Days", "card", "keys"]

Days = tuple[float, float]
"""First and last day as ordinals; infinite at an open end."""

BROAD = 45
"""A time of more days than a month and its edges says too little to place an occasion."""

_MARGIN = {"day": 3, "month": 31, "year": 183, "interval": 15}
"""How many days `~` adds at each end, by precision."""

_STEM = 5
"""Letters by which words are compared: "meet", "meets" and "meeting" differ, "invite" and "invitation" do not."""

_SHORT = 4
"""Shorter words are grammar, for the most part."""


@dataclass(frozen=True, slots=True)
class Card:
    """A report as it is compared. `days` is None where it is undated; `standing` tells of what lasts, no occasion.

    `keys` are the parties by two under which candidates are looked for.
    """

    id: str
    document: str
    published: int | None
    type: str
    kin: str
    family: str
    symmetric: bool
    change: str | None
    ids: frozenset[str]
    sides: frozenset[tuple[str, str]]
    people: tuple[tuple[str, tuple[str, ...]], ...]
    days: Days | None
    is_day: bool
    edtf: str | None
    standing: bool
    place: str | None
    country: str | None
    place_kind: str | None
    topics: frozenset[str]
    words: frozenset[str]
    quote: str
    keys: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> float:
        """How many days its time spans; infinite where it is open or not given."""
        return self.days[1] - self.days[0] + 1 if self.days else float("inf")

    def having(self, role: str) -> frozenset[str]:
        """The ids of its parties in that role."""
        return frozenset(id for id, own in self.sides if own == role)


def card(stored: StoredReport) -> Card:
    """The card of a report."""
    report, weights = stored.report, Weights.load()
    kind = Ontology.load().type(report.type)
    ids = frozenset(p.id for p in report.parties)
    quote = " ".join(fold(e.text) for e in report.evidence)
    days = _days(report.when) if report.when else None
    place = Gazetteer.load().place(report.place) if report.place else None
    return Card(
        id=stored.id,
        document=stored.document.hash,
        published=_ordinal(stored.document.published.date),
        type=report.type,
        kin=weights.kin[report.type],
        family=kind.family,
        symmetric=kind.symmetric,
        change=report.change,
        ids=ids,
        sides=frozenset((p.id, p.role) for p in report.parties),
        people=_people(report),
        days=days,
        is_day=bool(report.when and report.when.is_day),
        edtf=report.when.edtf if report.when else None,
        standing=report.status == "ongoing" and (days is None or days[1] == float("inf")),
        place=fold(report.place) if report.place else None,
        country=place.country if place else None,
        place_kind=place.kind if place else None,
        topics=frozenset(_stems(" ".join(fold(topic) for topic in report.topics))),
        words=frozenset(_stems(quote)),
        quote=quote,
        keys=keys(report),
    )


def keys(report: Report) -> tuple[tuple[str, ...], ...]:
    """The pairs of parties under which candidates are looked for; a party alone is a key of its own."""
    ids = sorted({p.id for p in report.parties})[: Weights.load().reach.parties]
    if len(ids) == 1:
        return ((ids[0],),)
    return tuple((a, b) for i, a in enumerate(ids) for b in ids[i + 1 :])


def _days(when: TimeSpan) -> Days:
    margin = _MARGIN[when.precision] if when.approximate else 0
    first = when.earliest.toordinal() - margin if when.earliest else float("-inf")
    last = when.latest.toordinal() + margin if when.latest else float("inf")
    return first, last


def _ordinal(day: datetime.date | None) -> int | None:
    return day.toordinal() if day else None


def _people(report: Report) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The people named for each party that has any."""
    named: dict[str, set[str]] = {}
    for party in report.parties:
        if party.people:
            named.setdefault(party.id, set()).update(party.people)
    return tuple((party, tuple(sorted(people))) for party, people in sorted(named.items()))


def _stems(folded: str) -> set[str]:
    return {word[:_STEM] for word in folded.split() if len(word) >= _SHORT or word.isdigit()}

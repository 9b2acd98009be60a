"""Cards: what is compared of a report, worked out once. A card says nothing that its report and document do not."""

import datetime
import re
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

BROAD = 60
"""A time of more days than two months says too little to place an occasion."""

_MARGIN = {"day": 3, "month": 10, "year": 183, "interval": 10}
"""How many days `~` adds at each end, by precision."""

_CONFERENCE = "conference"

_STEM = 5
"""Letters by which words are compared: "meet", "meets" and "meeting" differ, "invite" and "invitation" do not."""

_CAPITAL = re.compile(r"(?<!^)(?<![.!?“\"] )\b[A-Z][\w’'-]+")
"""A word with a capital that does not begin a sentence."""

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
    names: frozenset[str]
    numbers: frozenset[str]
    hosts: frozenset[str]
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
    bare = _bare(" ".join(e.text for e in report.evidence))
    known = weights.plain.union(*(_stems(fold(name)) for p in report.parties for name in p.people))
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
        names=frozenset(_stems(fold(" ".join(_CAPITAL.findall(bare)))) - known),
        numbers=frozenset(word for word in quote.split() if word.isdigit()),
        hosts=_hosts(report),
        quote=quote,
        keys=keys(report),
    )


def keys(report: Report) -> tuple[tuple[str, ...], ...]:
    """Under what candidates are looked for: two parties, a party that is told of alone, whose conference it is."""
    ids = sorted({p.id for p in report.parties})
    hosts = tuple((id,) for id in sorted(_hosts(report)))
    if len(ids) == 1:
        return hosts or ((ids[0],),)
    some = ids[: Weights.load().reach.parties]
    return (*hosts, *((a, b) for i, a in enumerate(some) for b in some[i + 1 :]))


def _hosts(report: Report) -> frozenset[str]:
    """The organisations whose conference it is: a summit of theirs is known by them, whoever is named beside them."""
    if report.type != _CONFERENCE:
        return frozenset()
    entities = (Gazetteer.load().entity(p.id) for p in report.parties)
    return frozenset(e.id for e in entities if e is not None and e.kind == "organisation")


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


def _bare(text: str) -> str:
    """`text` without the names of parties and places: those are compared by themselves."""
    for match in reversed(Gazetteer.load().scan(text)):
        text = f"{text[: match.start]} , {text[match.end :]}"
    return text


def _stems(folded: str) -> set[str]:
    return {word[:_STEM] for word in folded.split() if len(word) >= _SHORT or word.isdigit()}

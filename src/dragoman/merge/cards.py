"""Cards: what is compared of a report, worked out once. A card says nothing that its report and document do not."""

import datetime
import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Ontology
from dragoman.merge.names import fold
from dragoman.merge.weights import Weights
from dragoman.model.event import StoredReport
from dragoman.model.report import Report
from dragoman.model.timespan import TimeSpan

__all__ = ["BROAD", "Card", "Days", "card", "keys", "root", "variants"]

Days = tuple[float, float]
"""First and last day as ordinals; infinite at an open end."""

BROAD = 60
"""A time of more days than two months says too little to place an occasion."""

_MARGIN = {"day": 3, "month": 10, "year": 183, "interval": 10}
"""How many days `~` adds at each end, by precision."""

_CONFERENCE = "conference"

_PLANS = frozenset({"planned", "proposed"})

_DONE = frozenset({"occurred", "ongoing"})

_STEM = 5
"""Letters by which words are compared: "meet", "meets" and "meeting" differ, "invite" and "invitation" do not."""

_CAPITAL = re.compile(r"(?<!^)(?<![.!?“\"] )\b[A-Z][\w’'-]+")
"""A word with a capital that does not begin a sentence."""

_SHORT = 4
"""Shorter words are grammar, for the most part."""

_AMOUNT = re.compile(r"([$€£])?(?<![\w.])(\d[\d,.]*)(?:[\s-]*(%|[^\W\d_]+))?")
"""A number with its currency or with what it counts."""

_YEAR = re.compile("(19|20)[0-9]{2}")

_OLD = 14
"""Days after which what is still going on is known by what it is, and no longer by the day on which it began."""


@dataclass(frozen=True, slots=True)
class Card:
    """A report as it is compared. `days` is None where it is undated; `standing` tells of what lasts, no occasion.

    `ids` are its parties, a group as its country and an organ as its organisation unless these take part themselves;
    `named` are they as the report names them. `spots` are the words of its place that name something, `numbers` what it
    counts, each with its number. `keys` are the parties by two under which candidates are looked for.
    """

    id: str
    document: str
    published: int | None
    type: str
    kin: str
    family: str
    symmetric: bool
    change: str | None
    deed: str | None
    ids: frozenset[str]
    named: frozenset[str]
    sides: frozenset[tuple[str, str]]
    people: tuple[tuple[str, tuple[str, ...]], ...]
    days: Days | None
    is_day: bool
    edtf: str | None
    standing: bool
    place: str | None
    country: str | None
    place_kind: str | None
    spots: frozenset[str]
    topics: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    hosts: frozenset[str]
    quote: str
    keys: tuple[tuple[str, ...], ...]
    plan: bool
    done: bool
    called_off: bool

    @property
    def width(self) -> float:
        """How many days its time spans; infinite where it is open or not given."""
        return self.days[1] - self.days[0] + 1 if self.days else float("inf")

    @property
    def is_lone(self) -> bool:
        """Whether it names one party alone, and a day: the others may be those of a report of that day."""
        return len(self.ids) == 1 and self.is_day and not self.hosts

    def having(self, role: str) -> frozenset[str]:
        """The ids of its parties in that role."""
        return frozenset(id for id, own in self.sides if own == role)


def card(stored: StoredReport) -> Card:
    """The card of a report."""
    report, weights = stored.report, Weights.load()
    kind = Ontology.load().type(report.type)
    roots = _roots(report)
    quote = " ".join(fold(e.text) for e in report.evidence)
    bare = _bare(" ".join(e.text for e in report.evidence))
    known = weights.plain.union(*(_stems(fold(name)) for p in report.parties for name in p.people))
    days = _days(report.when) if report.when else None
    published = _ordinal(stored.document.published.date)
    place = Gazetteer.load().place(report.place) if report.place else None
    return Card(
        id=stored.id,
        document=stored.document.hash,
        published=published,
        type=report.type,
        kin=weights.kin[report.type],
        family=kind.family,
        symmetric=kind.symmetric,
        change=report.change,
        deed=weights.changes.get(report.change, report.change) if report.change else None,
        ids=frozenset(roots.values()),
        named=frozenset(roots),
        sides=frozenset((roots[p.id], p.role) for p in report.parties),
        people=_people(report, roots),
        days=days,
        is_day=bool(report.when and report.when.is_day),
        edtf=report.when.edtf if report.when else None,
        standing=report.status == "ongoing" and _lasts(days, published),
        place=fold(report.place) if report.place else None,
        country=place.country if place else None,
        place_kind=place.kind if place else None,
        spots=frozenset(_stems(fold(report.place)) - weights.plain) if report.place else frozenset(),
        topics=frozenset(_stems(" ".join(fold(topic) for topic in report.topics))),
        words=frozenset(_stems(quote)),
        names=frozenset(_stems(fold(" ".join(_CAPITAL.findall(bare)))) - known),
        numbers=frozenset(_amounts(" ".join(e.text for e in report.evidence))),
        hosts=_hosts(report),
        quote=quote,
        keys=keys(report),
        plan=report.status in _PLANS,
        done=report.status in _DONE,
        called_off=report.status == "cancelled",
    )


def keys(report: Report) -> tuple[tuple[str, ...], ...]:
    """Under what candidates are looked for: two parties, a party that is told of alone, whose conference it is."""
    ids = sorted(set(_roots(report).values()))
    hosts = tuple((id,) for id in sorted(_hosts(report)))
    if len(ids) == 1:
        return hosts or ((ids[0],),)
    some = ids[: Weights.load().reach.parties]
    return (*hosts, *((a, b) for i, a in enumerate(some) for b in some[i + 1 :]))


def _roots(report: Report) -> dict[str, str]:
    """For each party what it may be told for: the country of a group, the organisation of an organ.

    Itself, where that takes part as well: a state and the rebels in it are not one.
    """
    named = {p.id for p in report.parties}
    roots = {id: root(id) for id in named}
    counts = Counter(roots.values())
    return {id: found if counts[found] == 1 else id for id, found in roots.items()}


def variants(id: str) -> frozenset[str]:
    """The parties that may be told for this one, and itself."""
    return _variants().get(id, frozenset((id,)))


@functools.lru_cache(maxsize=1)
def _variants() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for id in (*(e.id for e in Gazetteer.load().entities() if e.kind == "group"), *Weights.load().organs):
        found.setdefault(root(id), {root(id)}).add(id)
    return {id: frozenset(told) for id, told in found.items()}


@functools.lru_cache(maxsize=4096)
def root(id: str) -> str:
    """What a party may be told for: the country of a group, the organisation of an organ; else itself."""
    entity = Gazetteer.load().entity(id)
    country = entity.country if entity is not None and entity.kind == "group" else None
    return country or Weights.load().organs.get(id, id)


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


def _lasts(days: Days | None, published: int | None) -> bool:
    """Whether what is going on has no day by which it is told from others: none is given, or it is but the first."""
    return days is None or days[1] == float("inf") or (published is not None and published - days[1] > _OLD)


def _ordinal(day: datetime.date | None) -> int | None:
    return day.toordinal() if day else None


def _people(report: Report, roots: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The people named for each party that has any."""
    named: dict[str, set[str]] = {}
    for party in report.parties:
        if party.people:
            named.setdefault(roots[party.id], set()).update(party.people)
    return tuple((party, tuple(sorted(people))) for party, people in sorted(named.items()))


def _bare(text: str) -> str:
    """`text` without the names of parties and places: those are compared by themselves."""
    for match in reversed(Gazetteer.load().scan(text)):
        text = f"{text[: match.start]} , {text[match.end :]}"
    return text


def _amounts(text: str) -> Iterator[tuple[str, str]]:
    """What is counted in a text, with its number; the days and years of dates count nothing."""
    plain = Weights.load().plain
    for sign, number, unit in _AMOUNT.findall(text):
        kind = sign or unit.casefold()[:_STEM]
        is_year = _YEAR.fullmatch(number) and not sign and unit != "%"
        if kind and not is_year and kind not in plain:
            yield kind, number.replace(",", "").rstrip(".")


def _stems(folded: str) -> set[str]:
    return {word[:_STEM] for word in folded.split() if len(word) >= _SHORT or word.isdigit()}

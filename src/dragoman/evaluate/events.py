"""Scores events against marked events, document by document.

    detect    an event counts when its type is gold's and the two sets of party ids overlap with F1 of at least 0.5
    event     detect, and the party ids are equal, the dates agree and the status is gold's
    fields    on the detected pairs: the share whose field is gold's
    grounded  the share of predicted events all of whose evidence re-reads in the text

Pairs are one to one, the most alike first, ties by position. Dates agree when both are null, when the predicted days
lie inside gold's, or when the two spans share at least half of their union.
"""

import calendar
import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.evaluate.measures import Prf
from dragoman.model.report import Party, Report

__all__ = [
    "FIELDS",
    "FULL",
    "EventScores",
    "MarkedEvent",
    "Quote",
    "ScoredDocument",
    "TypeScore",
    "agreement",
    "dates_agree",
    "overlap",
    "pairs",
    "score",
]

FIELDS = ("parties", "roles", "people", "change", "date", "place", "status", "source")
FULL = frozenset({"parties", "date", "status"})
"""The fields in which a detected pair agrees where the event counts as right."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence: a text, a span, or a span with the text it should hold; without either it is no evidence."""

    text: str | None = None
    start: int | None = None
    end: int | None = None

    def stands_in(self, document: str) -> bool:
        """Whether it re-reads in the document's text."""
        if self.start is None or self.end is None:
            return self.text is not None and self.text != "" and self.text in document
        if not 0 <= self.start < self.end <= len(document):
            return False
        return self.text is None or document[self.start : self.end] == self.text


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """One event as marked by a person or as said by a reader; `date` is EDTF text."""

    type: str | None
    change: str | None
    parties: tuple[Party, ...]
    date: str | None
    place: str | None
    status: str | None
    source: str | None
    evidence: tuple[Quote, ...]

    @staticmethod
    def of_json(event: Mapping[str, Any]) -> "MarkedEvent":
        """From an object of the marking guidelines or of `extract`; fields that are absent are None."""
        evidence = event.get("evidence")
        return MarkedEvent(
            type=event.get("type"),
            change=event.get("change") or None,
            parties=tuple(
                Party(p["id"], p.get("role") or "", tuple(p.get("people") or ()), p.get("faction"))
                for p in event.get("parties") or ()
            ),
            date=event.get("date"),
            place=event.get("place"),
            status=event.get("status"),
            source=event.get("source"),
            evidence=tuple(_quote(item) for item in (evidence if isinstance(evidence, list) else [evidence])),
        )

    @staticmethod
    def of_report(report: Report) -> "MarkedEvent":
        """What a reader reported, for comparison."""
        return MarkedEvent(
            type=report.type,
            change=report.change,
            parties=report.parties,
            date=report.when.edtf if report.when else None,
            place=report.place,
            status=report.status,
            source=report.source,
            evidence=tuple(Quote(e.text, e.start, e.end) for e in report.evidence),
        )

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its parties."""
        return frozenset(party.id for party in self.parties)

    @property
    def roles(self) -> frozenset[tuple[str, str]]:
        """The ids of its parties with their roles."""
        return frozenset((party.id, party.role) for party in self.parties)

    @property
    def people(self) -> frozenset[str]:
        """The last names of its people, folded to plain lower-case letters."""
        names = (_words(name) for party in self.parties for name in party.people)
        return frozenset(words[-1] for words in names if words)


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """A document's text, what is marked in it and what a reader said."""

    id: str
    text: str
    gold: tuple[MarkedEvent, ...]
    predicted: tuple[MarkedEvent, ...]


@dataclass(frozen=True, slots=True)
class TypeScore:
    """Detection of one type."""

    gold: int
    predicted: int
    detect: Prf


@dataclass(frozen=True, slots=True)
class EventScores:
    """The figures of a set; `fields` and `grounded` are shares of 1, `per_type` has the most marked first."""

    documents: int
    gold: int
    predicted: int
    detect: Prf
    event: Prf
    fields: Mapping[str, float]
    grounded: float
    per_type: Mapping[str, TypeScore]

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "documents": self.documents,
            "gold_events": self.gold,
            "predicted_events": self.predicted,
            "detect": self.detect.as_dict(),
            "event": self.event.as_dict(),
            "fields": dict(self.fields),
            "grounded": self.grounded,
            "per_type": {
                name: {"gold": t.gold, "predicted": t.predicted, **t.detect.as_dict()}
                for name, t in self.per_type.items()
            },
        }


def score(documents: Sequence[ScoredDocument]) -> EventScores:
    """The figures over all `documents` together."""
    gold_types: Counter[str] = Counter()
    predicted_types: Counter[str] = Counter()
    detected_types: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    full = grounded = 0
    for document in documents:
        gold_types.update(str(event.type) for event in document.gold)
        predicted_types.update(str(event.type) for event in document.predicted)
        grounded += sum(_grounded(event, document.text) for event in document.predicted)
        for gold, predicted in pairs(document.gold, document.predicted):
            detected_types[str(gold.type)] += 1
            same = agreement(gold, predicted)
            fields.update(same)
            full += same >= FULL
    n_gold, n_predicted, detected = gold_types.total(), predicted_types.total(), detected_types.total()
    names = sorted({*gold_types, *predicted_types}, key=lambda name: (-gold_types[name], name))
    return EventScores(
        documents=len(documents),
        gold=n_gold,
        predicted=n_predicted,
        detect=Prf.of(detected, n_predicted, n_gold),
        event=Prf.of(full, n_predicted, n_gold),
        fields={name: fields[name] / detected if detected else 0.0 for name in FIELDS},
        grounded=grounded / n_predicted if n_predicted else 0.0,
        per_type={
            name: TypeScore(
                gold_types[name],
                predicted_types[name],
                Prf.of(detected_types[name], predicted_types[name], gold_types[name]),
            )
            for name in names
        },
    )


def pairs(gold: Sequence[MarkedEvent], predicted: Sequence[MarkedEvent]) -> list[tuple[MarkedEvent, MarkedEvent]]:
    """Detected pairs of one document, one to one."""
    ranked = sorted(
        (-likeness, i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if (likeness := _likeness(g, p)) > 0
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return [(gold[i], predicted[j]) for i, j in found.items()]


def agreement(gold: MarkedEvent, predicted: MarkedEvent) -> frozenset[str]:
    """The fields in which two events agree."""
    same = {
        "parties": gold.ids == predicted.ids,
        "roles": gold.roles == predicted.roles,
        "people": gold.people == predicted.people,
        "change": gold.change == predicted.change,
        "date": dates_agree(gold.date, predicted.date),
        "place": _names_agree(gold.place, predicted.place),
        "status": gold.status == predicted.status,
        "source": _sources_agree(gold.source, predicted.source),
    }
    return frozenset(name for name, agrees in same.items() if agrees)


def dates_agree(gold: str | None, predicted: str | None) -> bool:
    """Whether a predicted EDTF date agrees with gold's: a day in gold's month does, a year against a day does not."""
    g, p = _days(gold), _days(predicted)
    if g is None or p is None:
        return g is None and p is None
    if g[0] <= p[0] and p[1] <= g[1]:
        return True
    shared = min(g[1], p[1]) - max(g[0], p[0]) + 1
    union = max(g[1], p[1]) - min(g[0], p[0]) + 1
    return shared > 0 and shared / union >= 0.5


def _quote(item: object) -> Quote:
    if isinstance(item, str):
        return Quote(text=item)
    if isinstance(item, dict) and isinstance(item.get("start"), int) and isinstance(item.get("end"), int):
        return Quote(item.get("text"), item["start"], item["end"])
    return Quote()


def _likeness(gold: MarkedEvent, predicted: MarkedEvent) -> float:
    """0 where the pair is none; else how much speaks for it: the parties first, then people, date, status."""
    if gold.type != predicted.type:
        return 0.0
    parties = overlap(gold.ids, predicted.ids)
    if parties < 0.5:
        return 0.0
    same = agreement(gold, predicted)
    likeness = 2 + 2 * parties + overlap(gold.people, predicted.people)
    likeness += 1.5 * ("date" in same)
    likeness += "status" in same
    likeness += 0.5 * ("place" in same)
    return likeness + 0.5 * ("change" in same)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """F1 of two sets; 1 where both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _grounded(event: MarkedEvent, text: str) -> bool:
    return bool(event.evidence) and all(quote.stands_in(text) for quote in event.evidence)


def _words(name: str) -> list[str]:
    """The words of a name in plain lower-case letters; initials fall away unless the name is one word."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall("[a-z]+", plain) if len(word) > 1 or " " not in plain]


def _names_agree(gold: str | None, predicted: str | None) -> bool:
    if not gold or not predicted:
        return not gold and not predicted
    return not set(_words(gold)).isdisjoint(_words(predicted))


def _sources_agree(gold: str | None, predicted: str | None) -> bool:
    if gold and predicted and "anonymous" in (gold, predicted):
        return gold == predicted
    return _names_agree(gold, predicted)


def _days(date: str | None) -> tuple[int, int] | None:
    """First and last day of an EDTF date as ordinals; a season counts as its year, an open end as the known one."""
    text = (date or "").strip()
    if "/" in text:
        ends = [days for part in text.split("/", 1) if (days := _days(part))]
        return (ends[0][0], ends[-1][1]) if ends else None
    matched = _DATE.match(text)
    if matched is None:
        return None
    year, month, day = (int(figure or 0) for figure in matched.groups())
    try:
        if day:
            first = last = datetime.date(year, month, day)
        elif 1 <= month <= 12:
            first = datetime.date(year, month, 1)
            last = datetime.date(year, month, calendar.monthrange(year, month)[1])
        else:
            first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()

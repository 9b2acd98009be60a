"""Disputes: what is told in ways that do not agree, the claims side by side; which of them is right is left open.

Polarity is looked at first (one says held, another denies), then what the reports of one held event say of its day,
place, level and terms, and last the accounts that both parties give of one contact.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.answer.bearing import (
    CONTACTS,
    COOPERATION,
    POSITIONS,
    bear_on,
    cite,
    cite_reports,
    sources,
    stood_on,
)
from dragoman.answer.entries import Dispute, Side, Source
from dragoman.answer.levels import Levels
from dragoman.answer.missions import mission_levels
from dragoman.answer.names import party_name
from dragoman.answer.ranks import Ranks
from dragoman.answer.terms import Terms
from dragoman.answer.wording import Wording
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Coverage

__all__ = ["ALLEGED", "POLAR", "Disputes", "disputes", "disputes_of"]

HELD_OR_DENIED, ALLEGED = "held or denied", "alleged"
POLAR = frozenset({HELD_OR_DENIED, ALLEGED})
"""The kinds of dispute that are about whether something took place at all."""

_CLAIM = {"occurred": "held", "ongoing": "held", "alleged": "alleged", "denied": "denied"}
_HELD = frozenset({"occurred", "ongoing"})
# What a statement about a contested event makes of it; a statement of another type takes no side.
_STATEMENT = {"reject": "denied", "condemn": "alleged"}
# Of these, that somebody refused is no dispute about whether it took place.
_REFUSABLE = POSITIONS | {"sanction", "recognition"}
_WITH_TERMS = COOPERATION | {"agreement", "sanction", "deescalate", "negotiation"}


@dataclass(frozen=True, slots=True)
class Disputes:
    """What is told in contradiction about `parties` (about anybody, without any), and where was looked."""

    parties: tuple[str, ...]
    disputes: tuple[Dispute, ...]
    coverage: Coverage
    sources: tuple[Source, ...]


# Claims by what they say, in the order in which the reports stand.
Claims = dict[str, list[StoredReport]]


def disputes_of(events: Iterable[Event], parties: tuple[str, ...], *, coverage: Coverage) -> Disputes:
    """The contradictions in events that bear on one party, on two, or (without any) on anybody.

    What is only alleged, with nobody who answers, is no contradiction.
    """
    known = list(events)
    if len(parties) == 2:
        known = list(bear_on(known, parties[0], parties[1]))
    elif parties:
        known = [event for event in known if parties[0] in {party.id for party in event.parties}]
    found = tuple(dispute for dispute in disputes(known, parties) if dispute.kind != ALLEGED)
    about = {id_ for dispute in found for id_ in dispute.events}
    reports = (stored for event in known if event.id in about for stored in event.reports)
    return Disputes(parties, found, coverage, sources(reports))


def disputes(events: Iterable[Event], among: tuple[str, ...] = ()) -> tuple[Dispute, ...]:
    """The disputes in these events, those about the latest first; `among` are the parties to name in summaries."""
    known = sorted(events, key=lambda event: (stood_on(event), event.id), reverse=True)
    found = [*_polarities(known, among)]
    for event in known:
        for kind, claims in _contradictions(event):
            found.append(_dispute(kind, event, (event,), _sides(claims), among))
    order = {event.id: place for place, event in enumerate(known)}
    return tuple(sorted(found, key=lambda dispute: order[dispute.events[0]]))


def _polarities(known: Sequence[Event], among: tuple[str, ...]) -> Iterator[Dispute]:
    """What is denied, alleged, or told in both ways, with the denials made elsewhere and the statements about it."""
    by_subject: dict[object, list[Event]] = defaultdict(list)
    statements: dict[str, list[Event]] = defaultdict(list)
    for event in known:
        by_subject[_subject(event)].append(event)
        if event.type in POSITIONS:
            for hash_ in {stored.document.hash for stored in event.reports}:
                statements[hash_].append(event)
    told: set[str] = set()
    for event in known:
        if event.id in told or not _is_contested(event):
            continue
        counters = [other for other in by_subject[_subject(event)] if _counters(other, event)]
        told |= {event.id, *(other.id for other in counters)}
        answers = _answers(event, statements)
        group = (event, *counters, *answers)
        sides = _polarity_sides((event, *counters), answers)
        only = {side.claim for side in sides} <= {"alleged"}
        yield _dispute(ALLEGED if only else HELD_OR_DENIED, event, group, sides, among)


def _subject(event: Event) -> object:
    return event.type, event.change, frozenset((party.id, party.role) for party in event.parties)


def _is_contested(event: Event) -> bool:
    """A refused exemption or recognition is no dispute: it is a measure in force, a recognition withheld."""
    if event.disputed:
        return True
    if event.type in _REFUSABLE:
        return event.status == "alleged" and event.type not in POSITIONS
    return event.status in ("alleged", "denied")


def _counters(other: Event, event: Event) -> bool:
    """Whether `other`, on the same subject, is the claim that `event` denies, or its denial."""
    if other.id == event.id or not _polarity(other) or "denied" not in _polarity(other) | _polarity(event):
        return False
    if _polarity(other) == _polarity(event):
        return False
    if other.when and event.when:
        return other.when.overlaps(event.when)
    documents = {stored.document.hash for stored in event.reports}
    return any(stored.document.hash in documents for stored in other.reports)


def _polarity(event: Event) -> frozenset[str]:
    return frozenset("denied" if r.report.status == "denied" else "held" for r in event.reports if _claim(r))


def _claim(stored: StoredReport) -> str | None:
    return _CLAIM.get(stored.report.status)


def _answers(event: Event, statements: Mapping[str, Sequence[Event]]) -> list[Event]:
    """The statements made in the words in which the event is told."""
    hashes = {stored.document.hash for stored in event.reports}
    near = {other.id: other for hash_ in hashes for other in statements.get(hash_, ()) if other.id != event.id}
    return [
        other
        for other in near.values()
        if any(_share_words(left, right) for left in other.reports for right in event.reports)
    ]


def _share_words(left: StoredReport, right: StoredReport) -> bool:
    return left.document.hash == right.document.hash and any(
        mine.start < theirs.end and theirs.start < mine.end
        for mine in left.report.evidence
        for theirs in right.report.evidence
    )


def _polarity_sides(events: Sequence[Event], answers: Sequence[Event]) -> tuple[Side, ...]:
    """The sides by what they claim, and of one claim by who makes it."""
    grouped: dict[tuple[str, str | None], list[StoredReport]] = defaultdict(list)
    for event in events:
        for stored in event.reports:
            if claim := _claim(stored):
                grouped[claim, stored.report.source].append(stored)
    for event in answers:
        if claim := _STATEMENT.get(event.type):
            for stored in event.reports:
                grouped[claim, _speaker(event)].append(stored)
    order = list(dict.fromkeys(_CLAIM.values()))
    keys = sorted(grouped, key=lambda key: (order.index(key[0]), key[1] or ""))
    return tuple(_side(claim, source, grouped[claim, source]) for claim, source in keys)


def _speaker(statement: Event) -> str | None:
    """Who makes a statement: the people named for it, else the party."""
    said = [party for party in statement.parties if party.role == "actor"]
    names = [name for party in said for name in party.people] or [party_name(party.id) for party in said]
    return ", ".join(names) or None


def _contradictions(event: Event) -> Iterator[tuple[str, Claims]]:
    """What the reports of one event say against each other, by kind."""
    held = [stored for stored in event.reports if stored.report.status in _HELD]
    if len({stored.document.hash for stored in held}) < 2 or event.origins < 2:
        return  # what a reprint says otherwise is no other account
    by_kind: tuple[tuple[str, Claims, Callable[[str, str], bool]], ...] = (
        ("day", _by(held, lambda r: r.report.when.edtf if r.report.when else None), _days_differ),
        ("place", _by(held, lambda r: r.report.place), _places_differ),
        ("level", _by(held, lambda r: _level(r, event)), _differ),
        ("terms", _by(held, _terms) if event.type in _WITH_TERMS else {}, _terms_differ),
    )
    for kind, claims, differ in by_kind:
        against = {
            claim for left, right in itertools.combinations(claims, 2) if differ(left, right) for claim in (left, right)
        }
        if kind == "day" and any(all(not _days_differ(span, claim) for claim in against) for span in _stretches(event)):
            continue  # they are days of one visit
        if against and _independent(claims[claim] for claim in against):
            yield kind, {claim: claims[claim] for claim in claims if claim in against}
    if accounts := _accounts(event, held):
        yield "accounts", accounts


def _independent(told: Iterable[Sequence[StoredReport]]) -> bool:
    """Whether two of the claims are of different publishers: one that tells two days tells of two occasions."""
    publishers = [{r.document.publisher or r.document.hash for r in reports} for reports in told]
    return any(left.isdisjoint(right) for left, right in itertools.combinations(publishers, 2))


def _by(held: Sequence[StoredReport], claim_of: Callable[[StoredReport], str | None]) -> Claims:
    claims: Claims = {}
    for stored in held:
        claim = claim_of(stored)
        if claim:
            claims.setdefault(claim, []).append(stored)
    return claims


def _differ(left: str, right: str) -> bool:
    return left != right


def _days_differ(left: str, right: str) -> bool:
    return not TimeSpan.parse(left).overlaps(TimeSpan.parse(right))


def _stretches(event: Event) -> set[str]:
    """From which day to which it lasted, or was to last, where a report says so."""
    spans = {stored.report.when for stored in event.reports}
    return {span.edtf for span in spans if span and span.precision == "interval" and span.earliest and span.latest}


def _places_differ(left: str, right: str) -> bool:
    """Two cities, or what lies in two states; a place that the gazetteer does not know differs from none."""
    mine, yours = (Gazetteer.load().place(name) for name in (left, right))
    if mine is None or yours is None or left in right or right in left:
        return False
    if mine.country != yours.country:
        return True
    cities = ("city", "capital")
    names = {place.name.lower().removeprefix("new ") for place in (mine, yours)}
    return mine.kind in cities and yours.kind in cities and len(names) > 1


def _level(stored: StoredReport, event: Event) -> str | None:
    """The level that one report gives: of the mission, or of the people it names on both sides of a contact."""
    alone = replace(event, parties=stored.report.parties, reports=(stored,))
    if event.type == "mission":
        return mission_levels(alone)[1]
    sides = [party for party in stored.report.parties if party.people]
    if event.type not in CONTACTS or len(sides) != 2:
        return None
    level = Ranks().of_contact(alone, sides[0].id, sides[1].id)
    return None if level == Levels.load().unranked else level


def _terms(stored: StoredReport) -> str | None:
    """The numbers that one report gives, one of each unit, as text: `10 year; 5000000 dollar`."""
    quoted = " ".join(evidence.text for evidence in stored.report.evidence)
    said = {unit: numbers for unit, numbers in Terms.load().of_text(quoted).items() if len(numbers) == 1}
    return "; ".join(f"{next(iter(said[unit])):g} {unit}" for unit in sorted(said)) or None


def _terms_differ(left: str, right: str) -> bool:
    mine, yours = _by_unit(left), _by_unit(right)
    return any(mine[unit] != yours[unit] for unit in mine.keys() & yours.keys())


def _by_unit(terms: str) -> dict[str, str]:
    return {unit: number for number, _, unit in (term.partition(" ") for term in terms.split("; "))}


def _accounts(event: Event, held: Sequence[StoredReport]) -> Claims:
    """What each of two parties tells of their contact, where one names a matter that the other does not."""
    if event.type not in CONTACTS:
        return {}
    told: dict[str, list[StoredReport]] = defaultdict(list)
    for stored in held:
        for party in event.parties:
            if _speaks_for(party.id, party.people, stored):
                told[party.id].append(stored)
    topics = {party: sorted({topic for r in reports for topic in r.report.topics}) for party, reports in told.items()}
    if len({frozenset(topic.lower() for topic in named) for named in topics.values()}) < 2:
        return {}
    return {f"{party_name(party)}: {', '.join(topics[party]) or '-'}": told[party] for party in sorted(told)}


def _speaks_for(party: str, people: Sequence[str], stored: StoredReport) -> bool:
    """Whether a report is a party's own account: its publisher, or the source it names, is an office of the party."""
    source = stored.report.source
    if source is not None:
        return source in people or _is_office_of(party, source)
    return stored.document.publisher is not None and _is_office_of(party, stored.document.publisher)


def _is_office_of(party: str, name: str) -> bool:
    found = Gazetteer.load().scan(name)
    if {match.entity for match in found} != {party}:
        return False
    return any(match.sense in ("body", "metonym") for match in found) or bool(Terms.load().offices.search(name))


def _sides(claims: Claims) -> tuple[Side, ...]:
    return tuple(_side(claim, _source(reports), reports) for claim, reports in claims.items())


def _source(reports: Sequence[StoredReport]) -> str | None:
    """Whom all the reports name as the source of the claim; None where one of them states it itself."""
    named = [stored.report.source for stored in reports]
    return None if None in named else ", ".join(dict.fromkeys(source for source in named if source))


def _side(claim: str, source: str | None, reports: Sequence[StoredReport]) -> Side:
    return Side(claim, source, tuple(dict.fromkeys(stored.id for stored in reports)), cite_reports(reports))


def _dispute(
    kind: str, event: Event, group: Sequence[Event], sides: tuple[Side, ...], among: tuple[str, ...]
) -> Dispute:
    return Dispute(
        kind,
        event.type,
        event.change,
        event.parties,
        event.when,
        event.status,
        Wording.load().sentence(event, among),
        sides,
        tuple(one.id for one in group),
        tuple(dict.fromkeys((*cite(group[:1]), *cite(group[1:])))),
    )

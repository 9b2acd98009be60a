"""The first merge: reports are about one event when they agree on what happened, between whom, who took part, and when.

Agreement is equality of a key, never a chain of likenesses, so the clusters do not depend on any order. Reports that
agree on all else but name different people (or, within one document, different places) are kept apart; then only
those that name the same ones join.
"""

import hashlib
import itertools
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from dragoman.model.event import Judgement, StoredReport
from dragoman.model.report import Report

__all__ = ["cluster", "fold", "judge", "occasions", "same_person", "subject"]

Names = tuple[str, ...]
Subject = tuple[str, str | None, tuple[tuple[str, str], ...], str | None]

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w\s]")


def subject(report: Report) -> Subject:
    """What a report is about: type, change, parties with their roles, and EDTF time (None: it does not say)."""
    sides = sorted({(p.id, p.role) for p in report.parties})
    return report.type, report.change, tuple(sides), report.when.edtf if report.when else None


def judge(left: StoredReport, right: StoredReport) -> Judgement | None:
    """Whether two reports, looked at alone, are about one event; None when they share neither type nor parties.

    `cluster` is stricter: a third report may show that what agrees here is two events.
    """
    mine, yours = subject(left.report), subject(right.report)
    if mine[0] != yours[0] or not {p for p, _ in mine[2]} & {p for p, _ in yours[2]}:
        return None
    against = [
        f"{name} differs"
        for name, a, b in zip(("type", "change", "parties", "when"), mine, yours, strict=True)
        if a != b
    ]
    if not against and _key(left.report) != _key(right.report):
        against.append("undated, and told in different words")
    if not against and _is_split((left, right)):
        against.append("people or place differ")
    agreed = ("type", "change", "parties", "when" if left.report.when else "words")
    first, second = sorted((left.id, right.id))
    return Judgement(first, second, not against, "machine", tuple(against) or tuple(f"same {a}" for a in agreed))


def cluster(reports: Iterable[StoredReport]) -> list[list[StoredReport]]:
    """The reports, each once, in groups that are about one event; both in an order of their own."""
    return list(occasions(reports).values())


def occasions(reports: Iterable[StoredReport]) -> dict[str, list[StoredReport]]:
    """The same groups by the id of their event: a digest of what its reports agree on."""
    distinct = {r.id: r for r in reports}
    by_key: dict[tuple[object, ...], list[StoredReport]] = {}
    for one in sorted(distinct.values(), key=lambda r: r.id):
        by_key.setdefault(_key(one.report), []).append(one)
    found: dict[str, list[StoredReport]] = {}
    for key, agreeing in by_key.items():
        if not _is_split(agreeing):
            found[_digest(key)] = agreeing
            continue
        for one in agreeing:
            found.setdefault(_digest((*key, _particulars(one.report))), []).append(one)
    return dict(sorted(found.items()))


def same_person(left: str, right: str) -> bool:
    """Whether two names can be one person's: one holds the other, or the last names and an initial agree."""
    a, b = _name(left), _name(right)
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return a[-1:] == b[-1:] and bool({n[0] for n in a[:-1]} & {n[0] for n in b[:-1]})


def fold(text: str) -> str:
    """`text` without case, accents, punctuation and differences in white space."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _SPACE.sub(" ", _NOT_WORD.sub(" ", plain)).strip()


def _key(report: Report) -> tuple[object, ...]:
    """What must be equal: the subject, and for undated reports also the status, the place and the very words."""
    if report.when is not None:
        return subject(report)
    place = fold(report.place) if report.place else None
    return (*subject(report), report.status, place, tuple(fold(e.text) for e in report.evidence))


def _digest(key: tuple[object, ...]) -> str:
    return "e" + hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def _is_split(agreeing: Sequence[StoredReport]) -> bool:
    """Whether, of reports that agree on all else, any two name different people, or one text two places."""
    people = {tuple(sorted(_people(r.report).items())) for r in agreeing}
    if any(_people_differ(dict(a), dict(b)) for a, b in itertools.combinations(people, 2)):
        return True
    places: dict[str, set[str]] = {}
    for one in agreeing:
        if one.report.place:
            places.setdefault(one.document.hash, set()).add(fold(one.report.place))
    return any(_places_differ(a, b) for found in places.values() for a, b in itertools.combinations(found, 2))


def _people_differ(left: Mapping[str, Names], right: Mapping[str, Names]) -> bool:
    """Whether for some party both name people, and none is named by both."""
    return any(
        not any(same_person(a, b) for a in left[party] for b in right[party]) for party in left.keys() & right.keys()
    )


def _places_differ(left: str, right: str) -> bool:
    return left not in right and right not in left


def _people(report: Report) -> dict[str, Names]:
    """The people named for each party that has any."""
    named: dict[str, Names] = {}
    for party in report.parties:
        if party.people:
            named[party.id] = tuple(sorted({*named.get(party.id, ()), *party.people}))
    return named


def _particulars(report: Report) -> tuple[object, ...]:
    """What tells two events of one subject apart: the last names for each party, and the place."""
    names = {party: sorted({" ".join(_name(p)[-1:]) for p in people}) for party, people in _people(report).items()}
    return tuple(sorted(names.items())), fold(report.place) if report.place else None


def _name(full: str) -> list[str]:
    return fold(full).split()

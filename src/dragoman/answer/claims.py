"""Claims: what texts say of an event's rank among others ("the first visit in nine years"), checked against the record.

Stages: 1 find the words of rank in the sentences in which events are told, 2 read what they are said of and since when,
3 look for an event that speaks against the claim, 4 ask whether the record reaches back far enough to support it.
"""

import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.answer.bearing import CONTACTS, cite, is_between, start_of, took_place
from dragoman.answer.entries import Citation, Claim
from dragoman.answer.levels import Levels, answer_data, any_of
from dragoman.answer.passages import sentence_around
from dragoman.answer.ranks import Ranks
from dragoman.errors import KnowledgeError
from dragoman.extract.times import Timex, find_times
from dragoman.merge.names import same_person
from dragoman.model.event import Event, StoredReport
from dragoman.model.timespan import TimeSpan

__all__ = ["ClaimWords", "claims"]

_WHERE = "data/answers/claims.yaml"
_DURATION = re.compile(r"P(\d+)([YMW])")
_PHRASE_END = re.compile(r"[,;:—–()\n“”\"]|\.(?=\s|$)| - ")
_NOT_BEFORE = datetime.date(1000, 1, 1)
_REPRESENTATION = frozenset({"mission", "envoy", "recognition", "relations", "agreement"})


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The table `claims.yaml`, checked."""

    rank: re.Pattern[str]
    no_claim: re.Pattern[str]
    kinds: dict[str, str]
    noun: re.Pattern[str]
    types: dict[str, frozenset[str]]
    level: re.Pattern[str]
    levels: dict[str, str]
    qualifier: re.Pattern[str]
    personal: re.Pattern[str]
    same_level: re.Pattern[str]
    parties: re.Pattern[str]
    during: re.Pattern[str]
    within: dict[str, str]

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "ClaimWords":
        """The package's table.

        Raises:
            KnowledgeError: a list is missing, or a level is none.
        """
        data = answer_data("claims.yaml")
        try:
            kinds = {word: kind for kind, words in data["kinds"].items() for word in words}
            nouns = {word: frozenset(row["types"]) for row in data["nouns"].values() for word in row["words"]}
            levels = {word: level for level, words in data["levels"].items() for word in words}
            if unknown := set(levels.values()) - set(Levels.load().persons.levels):
                raise KnowledgeError(f"{sorted(unknown)} are no levels of persons", where=_WHERE)
            patterns = [_any(data[key]) for key in ("no_claim", "qualifiers", "same_level", "parties")]
            personal = re.compile(rf"{any_of(data['personal'])}\s+(?:\w+\s+)?$", re.IGNORECASE)
            during = re.compile(rf"{any_of(data['during'])}\s+$", re.IGNORECASE)
            return ClaimWords(
                rank=_any(list(kinds)),
                no_claim=patterns[0],
                kinds=kinds,
                noun=_any(list(nouns)),
                types=nouns,
                level=_any(list(levels)),
                levels=levels,
                qualifier=patterns[1],
                personal=personal,
                same_level=patterns[2],
                parties=patterns[3],
                during=during,
                within=dict(data["within"]),
            )
        except KeyError as error:
            raise KnowledgeError(f"has no {error.args[0]!r}", where=_WHERE) from error


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(any_of(words), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim as one text makes it, at `text[start:end]` of its document.

    `bounded`: it names a time from which on it holds, known (`since`) or not.
    """

    kind: str
    stored: StoredReport
    event: Event
    types: frozenset[str]
    start: int
    end: int
    since: TimeSpan | None
    bounded: bool
    level: str | None
    qualifiers: frozenset[str]
    personal: bool
    of_parties: bool

    @property
    def text(self) -> str:
        return self.stored.document.text[self.start : self.end]

    def citation(self) -> Citation:
        """The claim with the words that tell the event, where one sentence holds both."""
        text = self.stored.document.text
        low, high = sentence_around(text, self.start)
        spans = [(e.start, e.end) for e in self.stored.report.evidence if low <= e.start and e.end <= high]
        start = min([self.start, *(s for s, _ in spans)])
        end = max([self.end, *(e for _, e in spans)])
        return Citation(self.stored.document.id, start, end, text[start:end])


def claims(events: Iterable[Event], a: str, b: str) -> tuple[Claim, ...]:
    """The claims of rank that texts make of these events, which bear on `a` and `b`; the latest event's first."""
    known = [event for event in events if took_place(event) or event.status == "planned"]
    ranks = Ranks()
    told: dict[tuple[str, str, str | None, frozenset[str]], list[_Said]] = {}
    for said in _said(known):
        key = (said.event.id, said.kind, said.since.edtf if said.since else None, said.types)
        told.setdefault(key, []).append(said)
    reach = _reach(known, a, b)
    found = [_claim(group, known, ranks, (a, b), reach) for group in told.values()]
    dated = sorted(found, key=lambda one: (one[0], one[1].events, one[1].kind, one[1].text), reverse=True)
    return tuple(claim for _, claim in dated)


def _claim(
    group: Sequence[_Said], known: Sequence[Event], ranks: Ranks, among: tuple[str, str], reach: datetime.date | None
) -> tuple[datetime.date, Claim]:
    """The claim that several texts make of one event, by the day of the event."""
    said = group[0]
    against = sorted(
        (event for event in known if _speaks_against(event, said, ranks, among)),
        key=lambda event: ((event.when.earliest if event.when else None) or _NOT_BEFORE, event.id),
    )
    supported = said.since is not None and reach is not None and reach <= (said.since.latest or reach)
    verdict = "contradicted" if against else "supported" if supported else "beyond the record"
    cited = tuple(dict.fromkeys((*(one.citation() for one in group), *cite(against))))
    ids = (said.event.id, *(event.id for event in against))
    return _day(said.event) or _NOT_BEFORE, Claim(said.text, said.kind, said.since, verdict, ids, cited)


def _reach(known: Iterable[Event], a: str, b: str) -> datetime.date | None:
    """The first day of publication of what the record holds on the two."""
    days = [event.first_reported for event in known if is_between(event, a, b)]
    return min((day for day in days if day), default=None)


def _day(event: Event) -> datetime.date | None:
    return (event.when.earliest if event.when else None) or event.first_reported


def _said(known: Sequence[Event]) -> Iterator[_Said]:
    """Every claim of rank, with the event that it is said of: of several in a sentence the one told nearest to it."""
    nearest: dict[tuple[str, int], tuple[int, str, _Said]] = {}
    for event in known:
        for stored in event.reports:
            for said in _in_report(event, stored):
                key = (stored.document.hash, said.start)
                reason = (_distance(said), event.id, said)
                if key not in nearest or reason[:2] < nearest[key][:2]:
                    nearest[key] = reason
    for key in sorted(nearest):
        yield nearest[key][2]


def _distance(said: _Said) -> int:
    return min(max(e.start - said.end, said.start - e.end, 0) for e in said.stored.report.evidence)


def _in_report(event: Event, stored: StoredReport) -> Iterator[_Said]:
    """The claims in the sentences that a report rests on, as far as they can be said of its event."""
    words, text = ClaimWords.load(), stored.document.text
    sentences = {sentence_around(text, evidence.start) for evidence in stored.report.evidence}
    for low, high in sorted(sentences):
        sentence = text[low:high]
        for found in words.rank.finditer(sentence):
            if not _is_no_claim(sentence, found) and (said := _read(event, stored, low, sentence, found)):
                yield said


def _is_no_claim(sentence: str, found: re.Match[str]) -> bool:
    return any(m.start() <= found.start() < m.end() for m in ClaimWords.load().no_claim.finditer(sentence))


def _read(event: Event, stored: StoredReport, low: int, sentence: str, found: re.Match[str]) -> _Said | None:
    """The claim at these words, None where it is said of something else."""
    words = ClaimWords.load()
    kind = words.kinds[found[0].lower()]
    rest = sentence[found.start() :]
    since, bounded, time_end = _since(rest, event, stored)
    stop = _PHRASE_END.search(rest, len(found[0]))
    end = time_end or (stop.start() if stop else len(rest))
    phrase = rest[:end]
    of_parties = bool(words.parties.match(phrase))
    types = _types(event, kind, phrase, of_parties=of_parties, bounded=bounded)
    if event.type not in types:
        return None
    before = sentence[: found.start()]
    return _Said(
        kind,
        stored,
        event,
        types,
        low + found.start(),
        low + found.start() + len(phrase.rstrip()),
        since,
        bounded,
        _level(phrase),
        frozenset(word[0].lower() for word in words.qualifier.finditer(phrase)),
        bool(words.personal.search(before)),
        of_parties,
    )


def _types(event: Event, kind: str, phrase: str, *, of_parties: bool, bounded: bool) -> frozenset[str]:
    """The types of event that the claim ranks; none where the noun says that it is about something else."""
    words = ClaimWords.load()
    if of_parties:
        return frozenset({event.type}) & _REPRESENTATION
    noun = words.noun.search(phrase)
    if noun and event.type in CONTACTS:
        return words.types[noun[0].lower()]
    if event.type in CONTACTS:
        return words.types["contact"] if kind == "highest" else frozenset({event.type} if bounded else ())
    return frozenset({event.type} & _REPRESENTATION if bounded and not noun else ())


def _since(rest: str, event: Event, stored: StoredReport) -> tuple[TimeSpan | None, bool, int | None]:
    """Since when the claim holds, whether it says so at all, and where in `rest` that is said to its end."""
    words, day = ClaimWords.load(), _day(event)
    times = find_times(rest, stored.document.published.date)
    if marked := re.search(r"\bsince\b", rest):
        dated = [t for t in times if t.start >= marked.end() and t.span and _is_before(t.span, day)]
        first = dated[0] if dated and not _PHRASE_END.search(rest[marked.end() : dated[0].start]) else None
        return (start_of(first.span) if first else None), True, first.end if first else None
    for time in times:
        if time.type == "DURATION" and words.during.search(rest[: time.start]):
            return _back(time, day), True, time.end
    for phrase, unit in words.within.items():
        if day and (inside := re.search(rf"\b{phrase}\b", rest)):
            start = day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
            return TimeSpan.of_day(start), True, inside.end()
    return None, False, None


def _is_before(span: TimeSpan, day: datetime.date | None) -> bool:
    return span.earliest is not None and (day is None or span.earliest < day)


def _back(duration: Timex, day: datetime.date | None) -> TimeSpan | None:
    """The time that lies so long before the day: nine years before January 2025 is 2016."""
    counted = _DURATION.fullmatch(duration.value)
    if day is None or counted is None:
        return None
    number, unit = int(counted[1]), counted[2]
    if unit == "W":
        return TimeSpan.of_day(day - datetime.timedelta(weeks=number))
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "Y" else 1)
    if months < 12000:
        return None
    return TimeSpan.parse(f"{months // 12:04d}" if unit == "Y" else f"{months // 12:04d}-{months % 12 + 1:02d}")


def _level(phrase: str) -> str | None:
    """The highest level of people that the phrase names."""
    words, scale = ClaimWords.load(), Levels.load().persons
    named = [level for _, level in scale.mentions(phrase)]
    return scale.highest([*named, *(words.levels[match[0].lower()] for match in words.level.finditer(phrase))])


def _speaks_against(event: Event, said: _Said, ranks: Ranks, among: tuple[str, str]) -> bool:
    """Whether it took place within the time of the claim, and is of the kind that the claim says there was none of."""
    if event.id == said.event.id or not took_place(event) or event.type not in said.types:
        return False
    if not _in_window(event, said) or not _is_alike(event, said):
        return False
    if said.event.type not in CONTACTS:
        return True
    return _is_as_high(event, said, ranks, among)


def _is_as_high(event: Event, said: _Said, ranks: Ranks, among: tuple[str, str]) -> bool:
    """Whether a contact is as high as the claim needs it to be; of one that names nobody it cannot be said."""
    scale = Levels.load().persons
    same = ClaimWords.load().same_level.search(said.text)
    if said.kind != "highest" and not same and said.level is None:
        return True
    if not any(party.people for party in event.parties if party.role != "target"):
        return False
    rank = scale.rank(ranks.of_contact(event, *among))
    own = scale.rank(ranks.of_contact(said.event, *among))
    if said.kind == "highest":
        return rank < own
    return rank <= (own if same else scale.rank(said.level))


def _in_window(event: Event, said: _Said) -> bool:
    """Certainly before the event of the claim, and certainly after the time since which it holds."""
    begins = said.event.when.earliest if said.event.when else None
    told = said.stored.document.published.date
    if begins and told:
        begins = min(begins, told)  # a text knows of nothing that came after it
    first, last = (event.when.earliest, event.when.latest) if event.when else (None, None)
    if not begins or not first or not last or last >= begins:
        return False
    if not said.bounded:
        return True
    return said.since is not None and said.since.latest is not None and first > said.since.latest


def _is_alike(event: Event, said: _Said) -> bool:
    """Of the same parties in the same roles (or, of a "first country", of another one), people and qualities."""
    if said.of_parties:
        alike = event.change == said.event.change and _in_role(event, "target") == _in_role(said.event, "target")
        return alike and not _in_role(event, "actor") & _in_role(said.event, "actor")
    if event.type == said.event.type and {(p.id, p.role) for p in event.parties} != {
        (p.id, p.role) for p in said.event.parties
    }:
        return False
    if not {p.id for p in said.event.parties} <= {p.id for p in event.parties} or (
        event.type not in CONTACTS and event.change != said.event.change
    ):
        return False
    if said.personal and not _share_person(event, said.event):
        return False
    quoted = " ".join(citation.text for citation in cite([event])).lower()
    return all(word in quoted for word in said.qualifiers)


def _in_role(event: Event, role: str) -> set[str]:
    return {party.id for party in event.parties if party.role == role}


def _share_person(left: Event, right: Event) -> bool:
    mine, yours = ([name for p in e.parties if p.role != "target" for name in p.people] for e in (left, right))
    return any(same_person(one, other) for one in mine for other in yours)

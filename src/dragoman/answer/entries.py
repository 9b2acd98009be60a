"""What the relations of two parties are made of: one frozen class for each kind of entry.

Every entry names the events it was drawn from and cites the words it rests on.
"""

import datetime
from dataclasses import dataclass

from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Coverage

__all__ = [
    "AgendaItem",
    "Citation",
    "Claim",
    "Contact",
    "ContactLevel",
    "Contacts",
    "Dispute",
    "Envoy",
    "Matter",
    "Measure",
    "Mission",
    "MissionStep",
    "MonthCount",
    "Recognition",
    "Relations",
    "Side",
    "Source",
    "Ties",
    "TiesStep",
]


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a document: `document` is the id its source gave it, `start` and `end` count code points."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that an answer cites; `document` is the id that its citations give."""

    document: str
    title: str | None
    publisher: str | None
    published: datetime.date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class MissionStep:
    """One change in a mission's life: the level is the one it leads to, None where the text does not say."""

    change: str | None
    level: str | None
    status: str
    when: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Mission:
    """A mission that `sender` keeps in `host`; `state` is `open`, `planned`, `limited` or `closed`."""

    sender: str
    host: str
    place: str | None
    level: str | None
    state: str
    since: TimeSpan | None
    history: tuple[MissionStep, ...]
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether `by` recognises `of`: `recognised`, `withheld` or `withdrawn`."""

    by: str
    of: str
    state: str
    since: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class TiesStep:
    """One change in diplomatic relations as such."""

    change: str | None
    status: str
    when: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """Diplomatic relations as such: `state` is the outcome of the last step that took effect, None if none did."""

    state: str | None
    since: TimeSpan | None
    history: tuple[TiesStep, ...]
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Envoy:
    """Who stands for `sender` in `host`: `at post`, `named`, `recalled` or `expelled`."""

    sender: str
    host: str
    person: str | None
    post: str | None
    state: str
    since: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact; `level` is that of its lower side. `since` (of the highest contact only) is the last day of the
    contact before it that was as high, None where the record knows of none."""

    type: str
    level: str
    parties: tuple[Party, ...]
    when: TimeSpan | None
    place: str | None
    status: str
    summary: str
    since: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ContactLevel:
    """How many contacts there were at one level, and when the last of known date was."""

    level: str
    count: int
    last: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many contacts began in a month (`YYYY-MM`); months without any are left out."""

    month: str
    count: int
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts between the two: the last, the highest, how many by level and by month."""

    last: Contact | None
    highest_since: Contact | None
    by_level: tuple[ContactLevel, ...]
    series: tuple[MonthCount, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """One agreement, plan, dispute or position, with a line that says what it is."""

    type: str
    change: str | None
    parties: tuple[Party, ...]
    when: TimeSpan | None
    status: str
    summary: str
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the claims that stand against each other: what is claimed, who says so, and in which reports.

    `source` is whom the reports name for it, None where they state it themselves.
    """

    claim: str
    source: str | None
    reports: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One event told in ways that do not agree; which of the sides is right is left open.

    `kind` is `held or denied`, `day`, `place`, `level`, `terms`, `accounts` (of the parties themselves), or `alleged`
    (one side only: nobody is reported to answer).
    """

    kind: str
    type: str
    change: str | None
    parties: tuple[Party, ...]
    when: TimeSpan | None
    status: str
    summary: str
    sides: tuple[Side, ...]
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says of an event's rank among others: "the first visit in nine years".

    `kind` is `first` or `highest`, `since` the time from which nothing of the kind is said to have been (None: ever).
    `verdict` is `supported`, `contradicted` or `beyond the record`. Of `events` the first is the one it is said of,
    the others contradict it; the first citation is the claim's own sentence.
    """

    text: str
    kind: str
    since: TimeSpan | None
    verdict: str
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by `by` (None if unnamed) on `on`: `in force`, `eased`, `lifted` or `exempted`."""

    by: str | None
    on: str
    kind: str | None
    state: str
    start: TimeSpan | None
    until: TimeSpan | None
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A topic that events between the two name, when last, and in how many of them."""

    topic: str
    last: TimeSpan | None
    count: int
    events: tuple[str, ...]
    evidence: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Relations:
    """Where two parties stand on a day, each list with the oldest knowledge it rests on cited."""

    parties: tuple[str, str]
    as_of: datetime.date | None
    representation: tuple[Mission, ...]
    recognition: tuple[Recognition, ...]
    ties: Ties
    envoys: tuple[Envoy, ...]
    contacts: Contacts
    agreements: tuple[Matter, ...]
    measures: tuple[Measure, ...]
    pending: tuple[Matter, ...]
    overdue: tuple[Matter, ...]
    cancelled: tuple[Matter, ...]
    disputes: tuple[Dispute, ...]
    agenda: tuple[AgendaItem, ...]
    positions: tuple[Matter, ...]
    claims: tuple[Claim, ...]
    coverage: Coverage
    sources: tuple[Source, ...]

"""Draft: the carrier that goes through the steps of the reader, one layer of annotation a step."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dragoman.extract.times import Timex
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.lexicon import Frame, Lexicon
from dragoman.knowledge.offices import Offices
from dragoman.knowledge.ontology import Ontology
from dragoman.model.document import Document
from dragoman.model.report import Report
from dragoman.model.timespan import TimeSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = [
    "Actor",
    "Cast",
    "Draft",
    "EntityMention",
    "Knowledge",
    "Paragraph",
    "Person",
    "Scores",
    "Trigger",
    "WhenOption",
]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All data files that the steps consult."""

    ontology: Ontology
    lexicon: Lexicon
    gazetteer: Gazetteer
    offices: Offices
    office_words: frozenset[str]

    @staticmethod
    def load() -> "Knowledge":
        """Everything, loaded once and checked."""
        offices = Offices.load()
        return Knowledge(Ontology.load(), Lexicon.load(), Gazetteer.load(), offices, _office_words(offices))


def _office_words(offices: Offices) -> frozenset[str]:
    """Every single word that can stand in a title before a name, in lower case."""
    words = {word for office in offices.offices for word in office.phrase.lower().split()}
    for honorific in offices.honorifics:
        words |= {honorific.lower(), honorific.lower().rstrip(".")}
    words |= {"acting", "deputy", "interim", "former", "vice", "first", "senior", "special", "then", "visiting"}
    return frozenset(words - {"of", "the", "to", "for", "and", "in", "on"})


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its place in the document's text, whether it is the title, and its parse."""

    index: int
    start: int
    text: str
    title: bool
    doc: "Doc"

    def offset(self, token: "Token") -> int:
        """Where the token begins in the document's text."""
        return self.start + int(token.idx)


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A state, organisation or group named in a paragraph: token span, identity and how it is named."""

    paragraph: int
    first: int
    last: int
    entity: str
    sense: str
    faction: str | None
    text: str


@dataclass(slots=True, eq=False)
class Person:
    """A person of the document: the fullest name, for whom the text says they act, and in which office."""

    name: str
    family: str
    entity: str | None = None
    faction: str | None = None
    offices: set[str] = field(default_factory=set)
    female: bool | None = None
    source: str = "unknown"  # of the affiliation: text, title, table, context


@dataclass(frozen=True, slots=True)
class Actor:
    """Who fills a slot: a party (None when unknown), and the person who acts for it."""

    entity: str | None
    faction: str | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """One way to fill the roles of a trigger: the actors that its slots give, with what was added to them and whence.

    `added` is "none", or how the party that the slots lack was found (`below`, `above`, `pair`, `last`, `issuer` …).
    """

    actors: dict[str, list[Actor]]
    added: str
    role: str = ""
    distance: int = 0
    sense: str = ""
    via: str = ""  # the preposition or relation by which the added party hangs in the parse


@dataclass(frozen=True, slots=True)
class WhenOption:
    """One time that a trigger may have, and how it came up; `steps` counts the words between them in the parse."""

    span: TimeSpan | None
    reason: str
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder makes of a trigger: log odds (`fit`, `present`, `times`) and log probabilities (the others).

    `fit` that the word tells of such an event, `present` that its sentence tells of one of the type; `status` and
    `when` by name; `roles` for each party named in the sentence, in the order of `encoder.ROLES`; `times` by EDTF.
    """

    fit: float
    present: float
    status: dict[str, float]
    when: dict[str, float]
    roles: dict[str, tuple[float, ...]]
    times: dict[str, float]


@dataclass(slots=True, eq=False)
class Trigger:
    """A word that tells of an event, by which frame, with the actors of each role, and what surrounds it."""

    paragraph: Paragraph
    token: "Token"
    frame: Frame
    actors: dict[str, list[Actor]]
    slots: dict[str, list[str]]
    tokens: "list[Token]"  # the fillers' heads, for the evidence
    sentence: int = 0
    inward: bool = False  # whether the one acted on is the actor itself: then no other side is looked for
    casts: list[Cast] = field(default_factory=list)
    cast: Cast | None = None
    whens: list[WhenOption] = field(default_factory=list)
    around: dict[str, str] = field(default_factory=dict)  # what stands around it in the parse (`features.surroundings`)
    status: str = "occurred"
    status_reason: str = ""
    when: TimeSpan | None = None
    when_reason: str = "none"
    place: str | None = None
    source: str | None = None
    speaker: Actor | None = None
    scores: Scores | None = None
    # For `cast`, `status` and `when`: the log odds of what was chosen, and how far they are ahead of the next.
    sure: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A document on its way to reports."""

    document: Document
    paragraphs: list[Paragraph]
    issuer: str | None = None
    joint_issuers: list[Actor] = field(default_factory=list)  # of a joint statement, with the persons who sign for them
    delegations: list[tuple[str, list[Person]]] = field(default_factory=list)  # a party, and who is named for it
    timexes: list[Timex] = field(default_factory=list)
    entities: dict[tuple[int, int], list[EntityMention]] = field(default_factory=dict)
    people: dict[tuple[int, int], Person] = field(default_factory=dict)
    register: list[Person] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    @property
    def published(self) -> datetime.date | None:
        """The day of publication, where it is known."""
        return self.document.published.date

    def sentences(self) -> "Iterator[tuple[Paragraph, Span]]":
        """The sentences in order, each with its paragraph."""
        for paragraph in self.paragraphs:
            for sentence in paragraph.doc.sents:
                yield paragraph, sentence

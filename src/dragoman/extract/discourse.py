"""Discourse: who was spoken of so far in a text, and who speaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from dragoman.extract.draft import Actor, Draft, Paragraph, Person
from dragoman.extract.names import spelled

__all__ = ["LOWER_RANKS", "Discourse", "addressee", "byline", "has_floor"]

_HEAD = 4  # paragraphs at the top among which a byline stands
_LINE = 14  # tokens of the longest byline
_TURN = re.compile(r"((?:[A-Z][\w.’'-]*[^\S\n]+){1,6}[A-Z][\w.’'-]*|[A-Z]{3,}):\s")  # "FOREIGN MINISTER OKAFOR: …"
LOWER_RANKS = {"deputy", "assistant", "vice", "under", "undersecretary", "former", "special", "acting", "interim"}
"""Words of an office that one who is called by the office alone does not hold."""


@dataclass(slots=True)
class Discourse:
    """Who was spoken of so far, last first, and who speaks.

    `hosts` is, by guest, whom they visit ("his earlier visit");
    `pair` is the two sides of the last event that had two; `subject` the parties of the last sentence's subject.
    """

    people: list[Person] = field(default_factory=list)
    entities: list[tuple[str, str | None]] = field(default_factory=list)
    pair: list[Actor] = field(default_factory=list)
    speaker: Actor | None = None
    subject: list[Actor] = field(default_factory=list)
    hosts: dict[str, list[Actor]] = field(default_factory=dict)

    def hear(self, draft: Draft, paragraph: Paragraph, sentence: Span) -> None:
        """Takes in a sentence; its subject counts as the last one spoken of. A line that tells where is passed over."""
        if _is_heading_line(draft, paragraph):
            return
        subjects = {
            t.i for t in sentence if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ in {"ROOT", "ccomp", "conj"}
        }
        later: list[Token] = []
        for token in sentence:
            if token.i in subjects:
                later.append(token)
            else:
                self._note(draft, paragraph, token)
        for token in reversed(later):
            self._note(draft, paragraph, token)
        if later:
            self.subject = _parties(draft, paragraph, later[0])
            called = None if self.subject else self.called(later[0], draft.issuer)
            if called is not None:
                self.people.remove(called)
                self.people.insert(0, called)
                self._push(called.entity or "", called.faction)

    def called(self, token: Token, issuer: str | None) -> Person | None:
        """The person last called by a title: every word of it, and no lower rank that it does not say.

        In a release the issuer's own officials come before others of the same title.
        """
        lemma = token.lemma_.lower()
        called = [p for p in self.people if p.entity and {lemma, token.lower_} & p.offices]
        known = {word for p in called for word in p.offices} | LOWER_RANKS
        words = {c.lower_ for c in token.lefts if c.dep_ in {"compound", "amod", "nmod"}} & known
        if issuer and lemma not in {"minister", "president"}:
            called.sort(key=lambda p: p.entity != issuer)
        full = [p for p in called if words <= p.offices]
        exact = [p for p in full if not (p.offices & LOWER_RANKS) - words]
        return next(iter(exact or full or ([] if words else called)), None)

    def _note(self, draft: Draft, paragraph: Paragraph, token: Token) -> None:
        key = (paragraph.index, token.i)
        person = draft.people.get(key)
        if person is not None:
            if person in self.people:
                self.people.remove(person)
            self.people.insert(0, person)
            if person.entity:
                self._push(person.entity, person.faction)
        for mention in draft.entities.get(key, []):
            if mention.sense != "city":
                self._push(mention.entity, mention.faction)

    def _push(self, entity: str, faction: str | None) -> None:
        if (entity, faction) in self.entities:
            self.entities.remove((entity, faction))
        self.entities.insert(0, (entity, faction))

    def states_together(self, fits: Callable[[str | None], bool] | None = None) -> list[Actor]:
        """The pair last spoken of: the last subject of two, the last event with two sides, the last two named.

        `fits` says of a party's id whether it can be one of the two.
        """
        for pair in (self.subject, self.pair):
            if len({a.entity for a in pair}) == 2 and all(fits is None or fits(a.entity) for a in pair):
                return list(pair)
        found: list[Actor] = []
        for entity, faction in self.entities:
            if entity not in {a.entity for a in found} and (fits is None or fits(entity)):
                found.append(Actor(entity, faction))
        return found[:2] if len(found) >= 2 else []


def byline(draft: Draft) -> Person | None:
    """Who signs a release of the issuer's: a line of its own near the top, a name before an office."""
    if draft.issuer is None:
        return None
    for paragraph in draft.paragraphs[:_HEAD]:
        person = draft.people.get((paragraph.index, 0))
        if paragraph.title or person is None or len(paragraph.doc) > _LINE or person.entity not in {None, draft.issuer}:
            continue
        if "," in paragraph.text and paragraph.text[-1] != "." and person.offices:
            return person
    return None


def _is_heading_line(draft: Draft, paragraph: Paragraph) -> bool:
    """Whether the paragraph is a line of a release's head that names places and nobody who acts ("Oslo, Norway")."""
    if draft.issuer is None or paragraph.title or paragraph.index > _HEAD or len(paragraph.doc) > _LINE:
        return False
    verbless = not any(t.pos_ in {"VERB", "AUX"} for t in paragraph.doc)
    nobody = not any((paragraph.index, t.i) in draft.people for t in paragraph.doc)
    return verbless and nobody and not paragraph.text.endswith((".", "!", "?", ":", ","))


def has_floor(draft: Draft, paragraph: Paragraph) -> Person | None:
    """Who has the floor in a transcript: the one person named before the colon that opens the line."""
    found = _turn(draft, paragraph)
    if found is None:
        return None
    name = spelled(found.group(1))[-1]
    people = [p for p in draft.register if name in spelled(p.name)]
    return people[0] if len(people) == 1 else None


def addressee(draft: Draft, paragraph: Paragraph) -> Person | None:
    """Whom the one who has the floor in a transcript calls "you".

    That is the only person of another party who has it too or signs the text; nobody where there are several.
    """
    turn = next((p for p in reversed(draft.paragraphs[: paragraph.index + 1]) if _turn(draft, p)), None)
    speaker = has_floor(draft, turn) if turn is not None else None
    if speaker is None or speaker.entity is None:
        return None
    heard = [p for p in (has_floor(draft, q) for q in draft.paragraphs) if p is not None]
    signer = byline(draft)
    others: list[Person] = []
    for person in [*heard, *([signer] if signer is not None else [])]:
        if person.entity not in {None, speaker.entity} and person not in others:
            others.append(person)
    return others[0] if len(others) == 1 else None


def _turn(draft: Draft, paragraph: Paragraph) -> re.Match[str] | None:
    line = draft.document.text.rfind("\n", 0, paragraph.start) + 1
    return _TURN.match(draft.document.text, line)


def _parties(draft: Draft, paragraph: Paragraph, subject: Token) -> list[Actor]:
    """The parties that a subject names outright, one for each id."""
    found: list[Actor] = []
    for head in (subject, *subject.conjuncts):
        person = draft.people.get((paragraph.index, head.i))
        if person is not None and person.entity:
            found.append(Actor(person.entity, person.faction, person))
            continue
        for token in (*(t for t in head.lefts if t.dep_ in {"amod", "compound", "poss", "nmod"}), head):
            for mention in draft.entities.get((paragraph.index, token.i), []):
                actor = Actor(mention.entity, mention.faction)
                if mention.sense != "city" and actor not in found:
                    found.append(actor)
    return found

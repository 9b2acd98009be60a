"""Actors: which parties, and which of their people, a noun phrase stands for; with what the text said before.

1. a person's name: the person's party          4. "the two sides", "both countries": the pair last spoken of
2. a state, organisation, group: itself         5. "he", "the minister", "the ministry", "they": who was last so called
3. a common noun: the party named beside it     6. "we", "our": the speaker
   ("Taliban officials", "the government of Iran")
Whatever stands joined to it by "and" is added.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from dragoman.extract.affiliation import affiliations
from dragoman.extract.draft import Actor, Draft, Knowledge, Paragraph, Person

__all__ = ["Discourse", "resolve"]

_HE = {"he", "him", "his", "himself"}
_SHE = {"she", "her", "hers", "herself"}
_THEY = {"they", "them", "their", "themselves", "both", "theirs"}
_IT = {"it", "its", "itself"}
_WE = {"we", "us", "our", "ours", "i", "my", "me", "ourselves", "mine"}
_RELATIVE = {"who", "which", "that", "whom", "whose"}
_EACH = {"each", "one"}
_PLURAL_CUES = {"two", "both", "three"}
_DEPTH = 4


@dataclass(slots=True)
class Discourse:
    """Who was spoken of so far, last first, and who speaks."""

    people: list[Person] = field(default_factory=list)
    entities: list[tuple[str, str | None]] = field(default_factory=list)
    pair: list[Actor] = field(default_factory=list)
    speaker: Actor | None = None

    def hear(self, draft: Draft, paragraph: Paragraph, sentence: Span) -> None:
        """Takes in a sentence; its subject counts as the last one spoken of."""
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

    def states_together(self) -> list[Actor]:
        """The pair last spoken of: of the last event with two sides, else the last two parties named."""
        if len({a.entity for a in self.pair}) >= 2:
            return self.pair
        found: list[Actor] = []
        for entity, faction in self.entities:
            if entity not in {a.entity for a in found}:
                found.append(Actor(entity, faction))
        return found[:2] if len(found) >= 2 else []


def resolve(
    draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, token: Token, depth: int = 0
) -> list[Actor]:
    """The actors that the phrase headed by `token` stands for, in the order of the text; empty when nobody is meant."""
    found: list[Actor] = []
    for head in (token, *(token.conjuncts if depth == 0 else ())):
        if head.i < token.i and depth == 0:
            continue
        for actor in _one(draft, know, discourse, paragraph, head, depth):
            if actor not in found:
                found.append(actor)
    return found


def _one(
    draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, token: Token, depth: int
) -> list[Actor]:
    key = (paragraph.index, token.i)
    person = draft.people.get(key)
    if person is not None:
        return [Actor(person.entity, person.faction, person)]
    mentions = [m for m in draft.entities.get(key, []) if m.last == token.i or m.first == token.i]
    if mentions:
        return _named(draft, know, paragraph, token, mentions)
    lower = token.lower_
    if token.pos_ == "PRON" or lower in _HE | _SHE | _THEY | _IT | _WE:
        return _pronoun(discourse, draft, know, paragraph, token, lower, depth)
    if token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM", "DET"} and depth < _DEPTH:
        return _common(draft, know, discourse, paragraph, token, depth)
    return []


def _named(
    draft: Draft, know: Knowledge, paragraph: Paragraph, token: Token, mentions: Iterable[object]
) -> list[Actor]:
    found = []
    for mention in mentions:
        found.append(Actor(mention.entity, mention.faction))  # type: ignore[attr-defined]
    person = _beside(draft, paragraph, token)
    if person is not None and found and person.entity in {None, found[0].entity}:
        return [Actor(found[0].entity, found[0].faction, person)]
    return found


def _beside(draft: Draft, paragraph: Paragraph, token: Token) -> Person | None:
    """The person in apposition to the token ("the Iranian minister, Abbas Araghchi")."""
    for child in token.children:
        if child.dep_ == "appos":
            person = draft.people.get((paragraph.index, child.i))
            if person is not None:
                return person
    return None


def _pronoun(
    discourse: Discourse, draft: Draft, know: Knowledge, paragraph: Paragraph, token: Token, lower: str, depth: int
) -> list[Actor]:
    if lower in _RELATIVE and token.head.dep_ == "relcl" and depth < _DEPTH:
        return resolve(draft, know, discourse, paragraph, token.head.head, depth + 1)
    if lower in _WE:
        return [discourse.speaker] if discourse.speaker else []
    if lower in _HE or lower in _SHE:
        wrong = lower in _HE
        for person in discourse.people:
            if person.female is not wrong:
                return [Actor(person.entity, person.faction, person)]
        return []
    if lower in _THEY or lower in _EACH:
        return list(discourse.states_together())
    if lower in _IT and discourse.entities:
        entity, faction = discourse.entities[0]
        return [Actor(entity, faction)]
    return []


def _common(
    draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, token: Token, depth: int
) -> list[Actor]:
    nouns = know.lexicon.nouns
    lemma = token.lemma_.lower()
    person = _beside(draft, paragraph, token)
    parties = affiliations(draft, know, paragraph, token)
    if person is not None:
        entity, faction = parties[0] if parties else (person.entity, person.faction)
        return [Actor(entity, faction, person)]
    if parties:
        people = _led_by(draft, paragraph, token)
        found = [Actor(entity, faction) for entity, faction in parties]
        if people and len(found) == 1:
            return [Actor(found[0].entity, found[0].faction, p) for p in people]
        return found
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    if owner is not None:
        owners = resolve(draft, know, discourse, paragraph, owner, depth + 1)
        if lemma == "counterpart":
            return []
        if owners:
            return [Actor(a.entity, a.faction) if a.person else a for a in owners]
    cues = {c.lower_ for c in token.children}
    if lemma in nouns.pairs and (
        cues & _PLURAL_CUES or (token.tag_ == "NNS" and "the" in cues and lemma in {"side", "party"})
    ):
        return list(discourse.states_together())
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "from"} and lemma in nouns.transparent:
            inside = [
                a
                for c in child.children
                if c.dep_ == "pobj"
                for a in resolve(draft, know, discourse, paragraph, c, depth + 1)
            ]
            if inside:
                return inside
    definite = cues & {"the", "this", "that"}
    if definite and lemma in nouns.officials:
        for known in discourse.people:
            if lemma in known.offices or token.lower_ in known.offices:
                return [Actor(known.entity, known.faction, known)]
    if definite and lemma in nouns.groups:
        for entity, faction in discourse.entities:
            entry = know.gazetteer.entity(entity)
            if faction or (entry is not None and entry.kind in {"group", "organisation"}):
                return [Actor(entity, faction)]
    if definite and lemma in nouns.bodies and discourse.entities and token.tag_ != "NNS":
        entity, faction = discourse.entities[0]
        return [Actor(entity, faction)]
    return []


def _led_by(draft: Draft, paragraph: Paragraph, token: Token) -> list[Person]:
    """The people who lead or make up a delegation ("a delegation led by", "that included")."""
    found: list[Person] = []
    for child in token.children:
        if child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in {"lead", "head", "include", "comprise"}:
            for other in child.subtree:
                person = draft.people.get((paragraph.index, other.i))
                if person is not None and person not in found:
                    found.append(person)
    return found

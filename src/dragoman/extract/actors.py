"""Actors: which parties, and which of their people, a noun phrase stands for; with what the text said before.

1. a person's name: the person's party          4. "the two sides", "both countries": the pair last spoken of
2. a state, organisation, group: itself         5. "the minister", "the ministry": who was last so called
3. a common noun: the party named beside it     6. pronouns: see `pronouns`
   ("Taliban officials", "the government of Iran")
Whatever stands joined to it by "and" is added.
"""

from spacy.tokens import Token

from dragoman.extract.affiliation import affiliations
from dragoman.extract.discourse import LOWER_RANKS, Discourse, addressee, byline
from dragoman.extract.draft import Actor, Draft, EntityMention, Knowledge, Paragraph, Person
from dragoman.extract.lists import LEADING, listed
from dragoman.extract.pronouns import Antecedent, antecedent

__all__ = ["Discourse", "resolve"]

_PLURAL_CUES = {"two", "both", "three"}
_DEFINITE = {"the", "this", "that", "both"}
_EXAMPLES = {"including", "like"}
_DEPTH = 4
_TITLE = 8  # words of a title after a short name in brackets


def resolve(
    draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, token: Token, depth: int = 0
) -> list[Actor]:
    """The actors that the phrase headed by `token` stands for, in the order of the text; empty when nobody is meant."""
    found: list[Actor] = []
    for head in (token, *(token.conjuncts if depth == 0 else ())):
        if head.i < token.i and depth == 0:
            continue
        for actor in _Phrase(draft, know, discourse, paragraph, head, depth).actors():
            if actor not in found:
                found.append(actor)
    return found


class _Phrase:
    """One noun phrase without what is joined to it."""

    def __init__(
        self, draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, token: Token, depth: int
    ) -> None:
        self._draft = draft
        self._know = know
        self._discourse = discourse
        self._paragraph = paragraph
        self._token = token
        self._depth = depth
        self._lemma = token.lemma_.lower()

    def actors(self) -> list[Actor]:
        """Whom the phrase stands for."""
        token, index = self._token, self._paragraph.index
        person = self._draft.people.get((index, token.i))
        if person is not None:
            return [Actor(person.entity, person.faction, person)]
        mentions = self._draft.entities.get((index, token.i), [])
        if mentions:
            return self._examples() or self._named(mentions)
        if token.lower_ == "visiting":  # "Abe and visiting foreign minister Ban": the parser takes it for a verb
            return [a for c in token.children if c.dep_ == "dobj" for a in self._again(c)]
        found = antecedent(self._draft, self._discourse, self._paragraph, token)
        if found is not None:
            return self._meant(found)
        if token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "VERB"} and self._depth < _DEPTH:
            return self._common()
        return []

    def _meant(self, found: Antecedent) -> list[Actor]:
        """The actors of a pronoun's antecedent: a phrase of the same sentence, else who was spoken of before."""
        for phrase in found.phrases:
            if self._depth < _DEPTH:
                several = self._again(phrase, joined=found.plural)
                fitting = [a for a in several if found.fits(a)]
                many = len({a.entity for a in fitting}) > 1 or len({a.person for a in fitting} - {None}) > 1
                if fitting and (not found.plural or many or phrase.tag_ == "NNS"):
                    return fitting
        return found.spoken

    def _again(self, token: Token, *, joined: bool = False) -> list[Actor]:
        found: list[Actor] = []
        for head in (token, *(t for t in token.conjuncts if joined and t.i > token.i)):
            found += resolve(self._draft, self._know, self._discourse, self._paragraph, head, self._depth + 1)
        if joined and len(found) == 1 and found[0].person is not None:
            found += self._fellows(token, found[0].person)
        return found

    def _fellows(self, token: Token, person: Person) -> list[Actor]:
        """Who is listed with a person in the same sentence ("Envoy A and Deputy B … their visit")."""
        rows = [row for row in listed(self._draft, self._paragraph, token.sent) if person in row]
        people = dict.fromkeys(p for row in rows for p in row if p is not person)
        return [Actor(p.entity, p.faction, p) for p in people]

    def _named(self, mentions: list[EntityMention]) -> list[Actor]:
        found = [a for m in mentions if not self._is_venue(m) for a in self._party(m)]
        person = self._beside() or self._after_bracket(mentions)
        if person is not None and found and person.entity in {None, found[0].entity}:
            return [Actor(found[0].entity, found[0].faction, person)]
        return found

    def _after_bracket(self, mentions: list[EntityMention]) -> Person | None:
        """Whose title goes on after a short name in brackets ("Republic of Peru (ROP) Foreign Minister A")."""
        doc, at = self._paragraph.doc, max(m.last for m in mentions) + 1
        if at + 3 >= len(doc) or doc[at].text != "(" or doc[at + 2].text != ")":
            return None
        for token in doc[at + 3 : at + 3 + _TITLE]:
            person = self._draft.people.get((self._paragraph.index, token.i))
            if person is not None or not (token.text[0].isupper() or token.lower_ == "of"):
                return person
        return None

    def _party(self, mention: EntityMention) -> list[Actor]:
        """The party itself, but for a format that is an occasion: its members, where the gazetteer keeps them."""
        if mention.entity in self._know.lexicon.nouns.occasions:
            return [Actor(member) for member in self._know.gazetteer.members(mention.entity)]
        signed = mention.entity == self._draft.issuer and self._declares()
        return [Actor(mention.entity, mention.faction, byline(self._draft) if signed else None)]

    def _declares(self) -> bool:
        """Whether the party does in the present what the verb says ("the United States welcomes", "is imposing")."""
        verb = self._token.head
        present = verb.tag_ == "VBZ" or any(c.dep_ == "aux" and c.tag_ == "VBZ" for c in verb.children)
        return self._token.dep_ == "nsubj" and present

    def _is_venue(self, mention: EntityMention) -> bool:
        """Whether a town only tells where or after what something is named ("the Abuja talks")."""
        nouns = self._know.lexicon.nouns
        modifies = self._token.dep_ in {"compound", "nmod", "amod"}
        of_body = self._token.head.lemma_.lower() in nouns.officials | nouns.bodies
        return mention.sense in {"city", "capital"} and modifies and not of_body

    def _beside(self) -> Person | None:
        """The person in apposition ("the Iranian minister, Abbas Araghchi"), or named right after the title."""
        token, index = self._token, self._paragraph.index
        for child in token.children:
            if child.dep_ == "appos":
                person = self._draft.people.get((index, child.i))
                if person is not None:
                    return person
        return (
            self._draft.people.get((index, token.i + 1)) if self._lemma in self._know.lexicon.nouns.officials else None
        )

    def _common(self) -> list[Actor]:
        """3. to 5. What a common noun stands for."""
        person = self._beside()
        parties = affiliations(self._draft, self._know, self._paragraph, self._token)
        if person is not None:
            entity, faction = parties[0] if parties and person.entity is None else (person.entity, person.faction)
            return [Actor(entity, faction, person)]
        return (
            self._examples()
            or self._of_party(parties)
            or self._owned()
            or self._together()
            or self._inside()
            or self._official()
            or self._body()
        )

    def _examples(self) -> list[Actor]:
        """The parties that a plural is spelt out as ("two Arab states, Egypt and Jordan")."""
        if self._token.tag_ not in {"NNS", "NNPS"}:
            return []
        found: list[Actor] = []
        for head in self._spelt_out():
            for token in (head, *head.conjuncts):
                person = self._draft.people.get((self._paragraph.index, token.i))
                if person is not None:
                    found.append(Actor(person.entity, person.faction, person))
                found += [
                    Actor(m.entity, m.faction)
                    for m in self._draft.entities.get((self._paragraph.index, token.i), [])
                    if m.sense in {"name", "organisation", "group"}
                ]
        return found if len({a.entity for a in found}) > 1 else []

    def _spelt_out(self) -> list[Token]:
        """The heads of what a noun is spelt out as: in apposition, or after "including", "like", "such as"."""
        heads = [c for c in self._token.children if c.dep_ == "appos"]
        for child in self._token.children:
            if child.dep_ == "prep" and (child.lower_ in _EXAMPLES or child.text == "as"):
                heads += [c for c in child.children if c.dep_ == "pobj"]
        return heads

    def _of_party(self, parties: list[tuple[str, str | None]]) -> list[Actor]:
        people = [p for p in self._led_by() if len(parties) == 1 and p.entity in {None, parties[0][0]}]
        people = people or (self._holder(parties[0]) if len(parties) == 1 else [])
        if people:
            return [Actor(parties[0][0], parties[0][1], p) for p in people]
        return [Actor(entity, faction) for entity, faction in parties]

    def _holder(self, party: tuple[str, str | None]) -> list[Person]:
        """The one person of the text who holds the party's office ("the Peruvian president", "Peru's FM")."""
        nouns, lemma = self._know.lexicon.nouns, self._lemma
        phrases = [o.means for o in self._know.offices.offices if o.phrase.lower() == lemma]
        words = set((phrases[0] if phrases else lemma).split())
        if self._token.tag_ not in {"NN", "NNP"} or not words & nouns.officials:
            return []
        lefts = {c.lower_ for c in self._token.lefts if c.dep_ in {"compound", "amod", "nmod"}}
        words |= lefts & self._know.office_words
        held = [p for p in self._draft.register if (p.entity, p.faction) == party and words <= p.offices]
        exact = [p for p in held if not (p.offices & LOWER_RANKS) - words]
        return exact if len(exact) == 1 else []

    def _led_by(self) -> list[Person]:
        """The people who lead or make up a delegation ("a delegation led by", "that included", "including")."""
        found = [a.person for head in self._spelt_out() for a in self._again(head, joined=True) if a.person is not None]
        for child in self._token.children:
            if child.dep_ in {"acl", "relcl"} and child.lemma_.lower() in LEADING:
                for other in child.subtree:
                    person = self._draft.people.get((self._paragraph.index, other.i))
                    if person is not None and person not in found:
                        found.append(person)
        return found

    def _owned(self) -> list[Actor]:
        """The owner's party ("his government", "Karzai's spokesman"); a counterpart is just not the owner's."""
        owner = next((c for c in self._token.children if c.dep_ == "poss"), None)
        if owner is None or self._lemma in self._know.lexicon.nouns.others:
            return []
        return [Actor(a.entity, a.faction) if a.person else a for a in self._again(owner, joined=True)]

    def _together(self) -> list[Actor]:
        """4. "The two sides", "both ministers": the pair last spoken of, officials by name where they are known."""
        nouns = self._know.lexicon.nouns
        cues = {c.lower_ for c in self._token.children}
        both = cues & _PLURAL_CUES or (self._token.tag_ == "NNS" and "the" in cues and self._lemma in {"side", "party"})
        if not both or self._lemma not in nouns.pairs:
            return []
        if self._lemma in nouns.officials | {"man"} and self._lemma not in nouns.territorial | {"people", "delegation"}:
            people = [p for p in self._discourse.people if p.entity and (self._lemma in p.offices or p.offices)]
            first = people[:1]
            second = [p for p in people[1:] if p.entity != people[0].entity][:1]
            if second:
                return [Actor(p.entity, p.faction, p) for p in first + second]
        is_state = self._lemma in nouns.territorial
        return self._discourse.states_together(self._is_state if is_state else None)

    def _is_state(self, entity: str | None) -> bool:
        entry = self._know.gazetteer.entity(entity) if entity else None
        return entry is not None and entry.kind in {"state", "territory"}

    def _inside(self) -> list[Actor]:
        """Who an "of" phrase names below a noun that says no more than how many or which of them."""
        if self._lemma not in self._know.lexicon.nouns.transparent:
            return []
        for child in self._token.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "from"}:
                inside = [a for c in child.children if c.dep_ == "pobj" for a in self._again(c, joined=True)]
                if inside:
                    return inside
        return []

    def _is_definite(self) -> bool:
        """Whether somebody known is meant: an article, or in a release a bare title in capitals, or joined to such."""
        token = self._token
        if {c.lower_ for c in token.children} & _DEFINITE:
            return True
        capital = token.text[0].isupper() and not token.is_sent_start
        return capital and (token.dep_ == "conj" or self._draft.issuer is not None)

    def _official(self) -> list[Actor]:
        """5. The person last called by this title: every word of it, and no lower rank that it does not say."""
        if (
            not self._is_definite()
            or self._lemma not in self._know.lexicon.nouns.officials
            or self._token.tag_ == "NNS"
        ):
            return []
        person = self._discourse.called(self._token, self._draft.issuer) or self._addressed()
        return [Actor(person.entity, person.faction, person)] if person is not None else []

    def _addressed(self) -> Person | None:
        """The one spoken to in a transcript, where the title is his ("it is good to see the minister here")."""
        person = addressee(self._draft, self._paragraph)
        return person if person is not None and self._lemma in person.offices else None

    def _body(self) -> list[Actor]:
        """5. "The group", "the ministry", "the commission": the party last spoken of that it can be."""
        nouns = self._know.lexicon.nouns
        if not {c.lower_ for c in self._token.children} & _DEFINITE or self._token.tag_ == "NNS":
            return []
        if self._lemma in nouns.groups:
            for entity, faction in self._discourse.entities:
                entry = self._know.gazetteer.entity(entity)
                if faction or (entry is not None and entry.kind in {"group", "organisation"}):
                    return [Actor(entity, faction)]
        if self._lemma in nouns.bodies:
            so_named = self._so_named()
            for entity, faction in [*so_named, *self._discourse.entities]:
                if so_named or self._lemma not in nouns.territorial or self._is_state(entity):
                    return [Actor(entity, faction)]
        return []

    def _so_named(self) -> list[tuple[str, str | None]]:
        """The party last named by this very word ("the council" after "Security Council")."""
        here = (self._paragraph.index, self._token.i)
        word = self._token.lower_
        mentions = (m for key, found in self._draft.entities.items() if key < here for m in found)
        named = [m for m in mentions if word in m.text.lower().split()]
        return [(m.entity, m.faction) for m in named[-1:]]

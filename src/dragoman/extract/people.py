"""People: who is named in a text, for whom they act and in which office, and every later mention of them.

1. What `names` finds is a person where an office, an honorific, the table of office holders or another mention says
   so.
2. For whom somebody acts is read off the words beside the name, else off the office ("External Affairs Minister"),
   else off the dated table, else off those in whose list or delegation the name stands, else off the issuer of a
   release, else off a nameless holder of the same post in the text; never off who else is named nearby.
"""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from spacy.tokens import Token

from dragoman.extract.affiliation import Side, affiliations, beside, origin, stated
from dragoman.extract.draft import Draft, Knowledge, Paragraph, Person
from dragoman.extract.lists import LEADING, delegation, listed
from dragoman.extract.names import Label, Naming, honorifics, label, namings, spelled

__all__ = ["find_people"]

# Two spellings of one name ("Abu Gheit", "Abul Gheit") are at least this alike; brothers' first names are not.
_ALIKE = 80


def find_people(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.people` and `draft.register`."""
    finder = _Finder(draft, know)
    for paragraph in draft.paragraphs:
        opening = label(draft, know, paragraph)
        if opening is not None:
            finder.hear(opening)
        for naming in namings(draft, know, paragraph):
            finder.take(paragraph, naming)
        finder.take_styles(paragraph)
    finder.place()


class _Finder:
    """The register of a document's people while it is filled."""

    def __init__(self, draft: Draft, know: Knowledge) -> None:
        self._draft = draft
        self._know = know
        self._other: dict[int, set[str]] = {}  # by person: the parties whom the titles set apart from the own one

    def take(self, paragraph: Paragraph, naming: Naming) -> None:
        """1. Takes the naming as a mention of a person, known or new, or leaves it."""
        draft = self._draft
        phrases = [list(naming.title), *beside(draft, self._know, paragraph, naming.tokens)]
        said = stated(draft, self._know, paragraph, phrases[0]).own
        person = _known([p for p in draft.register if said is None or p.entity in {None, said[0]}], naming.text)
        person = person or _known(draft.register, naming.text)
        if person is None:
            if not self._is_person(paragraph, naming, phrases):
                return
            person = Person(naming.text, self._family(naming.text))
            draft.register.append(person)
        elif len(naming.text) > len(person.name):
            person.name, person.family = naming.text, self._family(naming.text)
        if {_plain(t) for t in naming.title} & self._know.lexicon.names.posts:  # an envoy "of Peru" may be the UN's
            phrases.append(origin(draft, paragraph, naming.tokens))
        self._learn(paragraph, person, naming, phrases)
        for token in naming.tokens:
            draft.people[(paragraph.index, token.i)] = person

    def take_styles(self, paragraph: Paragraph) -> None:
        """1. Takes as a person a party's name that is the style of the one who leads it ("the Dalai Lama")."""
        styles = {o.phrase.lower() for o in self._know.offices.offices if o.only and o.level == "movement"}
        for (index, at), mentions in self._draft.entities.items():
            for mention in mentions if index == paragraph.index else ():
                if mention.text.lower() not in styles or (index, at) in self._draft.people:
                    continue
                person = next((p for p in self._draft.register if p.name == mention.text), None)
                if person is None:
                    family = mention.text.split()[-1]
                    person = Person(mention.text, family, mention.entity, mention.faction, source="title")
                    self._draft.register.append(person)
                self._draft.people[(index, at)] = person

    def hear(self, opening: Label) -> None:
        """1. Takes who has the floor in a transcript, known or new; a new one needs a title."""
        if not opening.name or not opening.title:
            return
        person = _known(self._draft.register, opening.name)
        if person is None:
            person = Person(opening.name, self._family(opening.name))
            self._draft.register.append(person)
        person.offices |= set(opening.title) & self._know.office_words

    def _family(self, text: str) -> str:
        held = self._know.offices.holders(text)
        return held[0].family if held else text.split()[-1]

    def _is_person(self, paragraph: Paragraph, naming: Naming, phrases: list[list[Token]]) -> bool:
        """Whether a new name is a person's."""
        name, text, know = naming.tokens, naming.text, self._know
        if name[0].i > 0 and _plain(name[0].nbor(-1)) in know.lexicon.names.namesakes:
            return False
        if len(name) == 1:
            return self._is_lone(paragraph, naming)
        if self._is_titled(naming.title) or len(phrases) > 1 or know.offices.holders(text):
            return not (name[0].i > 0 and name[0].nbor(-1).lower_ in {"a", "an"})
        by = name[-1].head
        return by.lower_ == "by" and by.head.lemma_.lower() in LEADING  # "a delegation led by Ann Otieno"

    def _is_lone(self, paragraph: Paragraph, naming: Naming) -> bool:
        """Whether a single word that names nobody yet is a family name: right after a title, or known by the table."""
        token, know = naming.tokens[0], self._know
        if naming.title:
            last = naming.title[-1]
            of_office = self._is_titled((last,)) or (paragraph.index, last.i) in self._draft.entities
            of_office |= _plain(last) in know.lexicon.names.portfolios
            return token.pos_ == "PROPN" and of_office and self._is_titled(naming.title)
        held = know.offices.by_family(naming.text, self._draft.published) if self._draft.published else []
        return len({h.entity for h in held}) == 1 and token.dep_ in {"nsubj", "poss"}

    def _is_titled(self, title: Iterable[Token]) -> bool:
        """Whether an office or a form of address is among the words, not only what an office is for."""
        officials = self._know.lexicon.nouns.officials - self._know.lexicon.names.portfolios
        forms = honorifics(self._know)
        return any({_plain(t), t.lemma_.lower()} & officials or _plain(t) in forms for t in title)

    def _learn(self, paragraph: Paragraph, person: Person, naming: Naming, phrases: list[list[Token]]) -> None:
        """2. What the words around this mention say of the person."""
        know = self._know
        for phrase in phrases:
            person.offices |= {_plain(t) for t in phrase if _plain(t) in know.office_words or _is_office(know, t)}
        words = {_plain(t) for t in naming.title}
        if words & {w.rstrip(".") for w in know.lexicon.names.female}:
            person.female = True
        elif words & {w.rstrip(".") for w in know.lexicon.names.male}:
            person.female = False
        if person.source in {"text", "title"}:
            return
        for phrase in phrases:
            said = stated(self._draft, know, paragraph, phrase)
            self._other.setdefault(id(person), set()).update(said.other)
            if said.own is not None:
                (person.entity, person.faction), person.source = said.own, "text"
                return
        implied = self._implied(phrases, only=True)
        if implied:
            person.entity, person.source = implied, "title"
        elif person.source == "unknown":
            person.entity = person.entity or self._implied(phrases, only=False)

    def _implied(self, phrases: list[list[Token]], *, only: bool) -> str | None:
        """The party whose office the title is though no party is named: the longest phrase decides."""
        for phrase in phrases:
            text = f" {' '.join(t.text.lower() for t in phrase)} ".replace(" - ", "-")
            offices = [o for o in self._know.offices.offices if f" {o.phrase.lower()} " in text]
            best = max(offices, key=lambda o: len(o.phrase), default=None)
            if best is not None and best.implies and best.only is only:
                return best.implies
        return None

    def place(self) -> None:
        """Fills the party of those whom no text places: from the table, the issuer, the words around."""
        for person in self._draft.register:
            if person.source == "unknown":
                self._ask_table(person)
        self._place_in_lists()
        seen: set[int] = set()
        for paragraph, sentence in self._draft.sentences():
            for token in sentence:
                found = self._draft.people.get((paragraph.index, token.i))
                if found is not None and id(found) not in seen:
                    seen.add(id(found))
                    if found.entity is None and found.offices:
                        self._place(paragraph, token, found)

    def _place_in_lists(self) -> None:
        """The party of officials who are listed with officials of one party, or are said to be of its delegation."""
        for paragraph, sentence in self._draft.sentences():
            for row in listed(self._draft, paragraph, sentence):
                sides = {(p.entity, p.faction) for p in row if p.entity and p.source in {"text", "title", "table"}}
                led = set(delegation(self._draft, self._know, paragraph, sentence, row))
                if len(led or sides) != 1:
                    continue
                (side,) = led or sides
                fellows = [p for p in row if p.entity == side[0]]
                for person in row:
                    unplaced = person.source == "unknown" and person.offices and (led or person.entity is None)
                    if unplaced and (led or self._is_fellow(person, fellows, side)):
                        (person.entity, person.faction), person.source = side, "context"

    def _is_fellow(self, person: Person, fellows: list[Person], side: Side) -> bool:
        """Whether somebody listed with others of one party can be of it: he does not hold what one of them holds."""
        if side[0] in self._other.get(id(person), set()) or {"secretary", "general"} <= person.offices:
            return False
        if side[0] == self._draft.issuer:
            return self._is_issuers(person)
        posts = self._know.lexicon.names.posts
        post = person.offices & posts
        return not post or all(fellow.offices & posts != post for fellow in fellows)

    def _ask_table(self, person: Person) -> None:
        """The party of the dated table, where it has one answer that the titles do not rule out."""
        on, offices = self._draft.published, self._know.offices
        if len(person.name.split()) > 1:
            held = offices.holders(person.name, on)
        else:
            held = offices.by_family(person.family, on)
            if on is None:  # without a date only who has held the very office that the title names
                held = [h for h in held if person.offices and set(h.office.split()) <= person.offices]
        if on and len({h.entity for h in held}) > 1:
            held = [h for h in held if h.away(on) == 0] or held
        sides = {(h.entity, h.faction) for h in held if h.entity not in self._other.get(id(person), set())}
        if len({entity for entity, _ in sides}) == 1:
            (person.entity, person.faction), person.source = sides.pop(), "table"

    def _place(self, paragraph: Paragraph, token: Token, person: Person) -> None:
        """The party of an official whom neither text nor table places."""
        draft, know = self._draft, self._know
        for ancestor in token.ancestors:
            if ancestor.pos_ == "NOUN":
                around = affiliations(draft, know, paragraph, ancestor)
                if len(around) == 1:
                    (person.entity, person.faction), person.source = around[0], "context"
                    return
        if draft.issuer and self._is_issuers(person):
            person.entity, person.source = draft.issuer, "context"
            return
        sides = self._unnamed(person)
        if len(sides) == 1:
            (person.entity, person.faction), person.source = sides.pop(), "context"

    def _unnamed(self, person: Person) -> set[Side]:
        """Whose holders of the same post the text speaks of without a name ("Kenya's foreign minister will travel")."""
        draft, know = self._draft, self._know
        post = person.offices & know.lexicon.names.posts
        found: set[Side] = set()
        for paragraph in draft.paragraphs if post else ():
            for token in paragraph.doc:
                follows = draft.people.get((paragraph.index, token.i + 1))
                if (
                    token.lemma_.lower() not in post
                    or follows is not None
                    or (paragraph.index, token.i) in draft.people
                ):
                    continue
                words = {token.lemma_.lower(), *(t.lower_ for t in token.lefts)}
                if words & know.lexicon.names.posts == post and token.tag_ != "NNS":
                    found |= set(affiliations(draft, know, paragraph, token))
        return {side for side in found if side[0] not in self._other.get(id(person), set()) | {draft.issuer}}

    def _is_issuers(self, person: Person) -> bool:
        """Whether the title is one that in this issuer's releases needs no state: a minister's if a ministry's."""
        names = self._know.lexicon.names
        heads = person.offices & self._know.lexicon.nouns.officials - {"deputy", "assistant"}
        if heads and not heads & (names.issuer_offices | {"minister"}):  # a deputy governor is no deputy of the issuer
            return False
        if "minist" in (self._draft.document.publisher or "").lower():
            return bool(person.offices & (names.issuer_offices | {"minister"}))
        return bool(person.offices & names.issuer_offices) and not person.offices & names.posts


def _plain(token: Token) -> str:
    return str(token.lower_.rstrip("."))


def _is_office(know: Knowledge, token: Token) -> bool:
    word = _plain(token)
    officials = know.lexicon.nouns.officials
    return word in officials or token.lemma_.lower() in officials or word in know.office_words


def _known(register: list[Person], text: str) -> Person | None:
    """The person of the register whom this name means: the same name, or part of the name of the last one so named."""
    words = spelled(text)
    if not words:
        return None
    newest = list(reversed(register))
    for person in newest:
        known = spelled(person.name)
        if words == known or (len(words) > 1 and _is_one(words, known)):
            return person
    if len(words) == 1:
        for person in newest:
            if words[0] in {spelled(person.family)[-1:] and spelled(person.family)[-1], spelled(person.name)[-1]}:
                return person
        return next((p for p in newest if words[0] in spelled(p.name) and len(words[0]) > 1), None)
    return None


def _is_one(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether a full name and a known name can be one person's."""
    short, long = sorted((left, right), key=len)
    if len(short) == 1:
        return short[0] in {long[0], long[-1]}
    if set(short) <= set(long):
        return True
    first, other = short[0], long[0]
    if short[-1] == long[-1] and (first[:1] == other[:1] and (len(first) == 1 or len(other) == 1)):
        return True
    return all(any(fuzz.ratio(word, one) >= _ALIKE for one in long) for word in short)

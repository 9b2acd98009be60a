"""Affiliation: for which party an official acts, as the words of a title or a noun phrase say.

A state named in a title is the official's own ("Iran's foreign minister", "ambassador of Japan") or the one he is sent
to ("special envoy for Yemen", "ambassador to Japan"); the latter is never taken for the former.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from dragoman.extract.draft import Draft, EntityMention, Knowledge, Paragraph
from dragoman.extract.names import begins_sentence

__all__ = ["Side", "Stated", "affiliations", "beside", "origin", "stated"]

Side = tuple[str, str | None]  # a party's id and its faction

_OWN = {"of", "from", "in", "at"}
_SENT = {"to", "for", "on", "with", "about", "against", "toward", "towards", "into"}
_ENVOYS = {"ambassador", "envoy", "representative", "delegate", "charge", "chargé", "nuncio"}
_FOR = {"official", "officer", "lawyer"}  # besides spokesmen, of those for whom they are: "an official for Peru"
_HYPHENS = {"-", "‐", "‑", "–"}
_CLAUSE = {"VB", "VBD", "VBZ", "VBP", "MD", "TO"}
_ARGUMENTS = {"nsubj", "nsubjpass", "dobj", "pobj"}
_REACH = 16  # words of an apposition that are looked at
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Stated:
    """What a title says: whose office it is, and which parties it is towards."""

    own: Side | None
    other: frozenset[str]


def stated(draft: Draft, know: Knowledge, paragraph: Paragraph, title: Sequence[Token]) -> Stated:
    """Reads a title from left to right: a party after "to" or "for" is another's, any other is the official's own."""
    own: list[EntityMention] = []
    other: set[str] = set()
    preposition = ""
    words = {t.lower_ for t in title} | {t.lemma_.lower() for t in title}
    seen: set[int] = set()
    for token in title:
        if token.lower_ in _OWN | _SENT:
            preposition = token.lower_
            continue
        person = draft.people.get((paragraph.index, token.i))
        if person is not None and person.entity and token.i + 1 < len(paragraph.doc) and token.nbor().tag_ == "POS":
            return Stated((person.entity, person.faction), frozenset(other))
        for mention in draft.entities.get((paragraph.index, token.i), []):
            if id(mention) in seen:
                continue
            seen.add(id(mention))
            sent = preposition in _SENT and not (preposition == "for" and words & (_FOR | know.lexicon.nouns.tellers))
            if sent or (mention.sense == "city" and preposition != "of") or is_bound(know, paragraph, mention.last):
                other.add(mention.entity)
            else:
                own.append(mention)
        if token.lower_ in know.lexicon.nouns.officials or token.lemma_.lower() in know.lexicon.nouns.officials:
            preposition = ""
    return Stated(_chosen(own, words), frozenset(other - {m.entity for m in own}))


def _chosen(own: Sequence[EntityMention], words: set[str]) -> Side | None:
    """Of several parties in a title the organisation ("German UN prosecutor"), but the state of an envoy to it."""
    if not own:
        return None
    bodies = [m for m in own if m.sense in {"organisation", "group"}]
    states = [m for m in own if m.sense not in {"organisation", "group"}]
    first = states[0] if states and (words & _ENVOYS or not bodies) else (bodies or list(own))[0]
    return first.entity, first.faction


def is_bound(know: Knowledge, paragraph: Paragraph, last: int) -> bool:
    """Whether a hyphen binds the party into a word that says something else of the noun ("US-brokered talks")."""
    doc = paragraph.doc
    return bool(
        last + 2 < len(doc) and doc[last + 1].text in _HYPHENS and doc[last + 2].lower_ in know.lexicon.nouns.hyphened
    )


def beside(draft: Draft, know: Knowledge, paragraph: Paragraph, name: Sequence[Token]) -> list[list[Token]]:
    """The appositions of a name that hold an office: after a comma, or before one."""
    found = []
    after = _after(draft, know, paragraph, name[-1])
    if after:
        found.append(after)
    before = _before(draft, know, paragraph, name[0], name[-1])
    if before:
        found.append(before)
    return found


def origin(draft: Draft, paragraph: Paragraph, name: Sequence[Token]) -> list[Token]:
    """The words after a name that say whose he is ("President Mensah of Ghana"); empty where there are none."""
    doc, at = paragraph.doc, name[-1].i + 1
    if at >= len(doc) or doc[at].lower_ != "of":
        return []
    first = at + 2 if at + 1 < len(doc) and doc[at + 1].lower_ == "the" else at + 1
    last = first
    while last < len(doc) and (paragraph.index, last) in draft.entities:
        last += 1
    return list(doc[at:last]) if last > first else []


def _after(draft: Draft, know: Knowledge, paragraph: Paragraph, last: Token) -> list[Token]:
    doc = paragraph.doc
    if last.i + 2 >= len(doc):
        return []
    mark = doc[last.i + 1]
    if mark.text not in {",", "(", "-", "--", "–", "—"}:
        return []
    phrase: list[Token] = []
    for token in doc[last.i + 2 : last.i + 2 + _REACH]:
        ends = token.text in {",", ")", ";", ".", "--", "–", "—", ":"} and bool(phrase) and not phrase[-1].like_num
        if ends or begins_sentence(token) or token.tag_ in _CLAUSE or token.lower_ == "who":
            break
        phrase.append(token)
    if not phrase or phrase[0].pos_ not in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"}:
        return []
    if mark.text == "(" and phrase and all((paragraph.index, t.i) in draft.entities for t in phrase):
        return phrase
    if _names_other(draft, know, paragraph, phrase):
        return []
    joined = next((n for n, t in enumerate(phrase) if t.lower_ == "and"), len(phrase))
    return phrase if _names_office(know, phrase[:joined]) else []


def _names_other(draft: Draft, know: Knowledge, paragraph: Paragraph, phrase: Sequence[Token]) -> bool:
    """Whether what follows a comma is the title of the next name ("Smith, French Foreign Minister Martin")."""
    for token in phrase:
        word = token.lower_.rstrip(".")
        known = word in know.office_words | know.lexicon.names.portfolios | know.lexicon.nouns.officials
        if (paragraph.index, token.i) in draft.entities or known or token.pos_ != "PROPN":
            continue
        if token.i == phrase[-1].i and not _is_placed(token):
            return True
    return False


def _is_placed(token: Token) -> bool:
    """Whether the proper noun stands after a preposition ("mayor of Nova Kakhovka")."""
    while token.i > 0 and token.pos_ == "PROPN":
        token = token.nbor(-1)
    return token.pos_ == "ADP"


def _before(draft: Draft, know: Knowledge, paragraph: Paragraph, first: Token, last: Token) -> list[Token]:
    doc = paragraph.doc
    following = doc[last.i + 1].text if last.i + 1 < len(doc) else "."
    if first.i < 2 or doc[first.i - 1].text != "," or following not in {",", ".", ")", ";"}:
        return []
    phrase: list[Token] = []
    for token in reversed(doc[max(first.sent.start, first.i - 1 - _REACH) : first.i - 1]):
        if token.pos_ in {"VERB", "AUX"} or (token.is_punct and token.text not in _HYPHENS):
            break
        phrase.insert(0, token)
        if (paragraph.index, token.i) in draft.people:
            break
    return phrase if _names_office(know, phrase) else []


def _names_office(know: Knowledge, phrase: Iterable[Token]) -> bool:
    officials = know.lexicon.nouns.officials
    return any(t.pos_ in {"NOUN", "PROPN"} and (t.lemma_.lower() in officials or t.lower_ in officials) for t in phrase)


def affiliations(draft: Draft, know: Knowledge, paragraph: Paragraph, noun: Token, depth: int = 0) -> list[Side]:
    """For which parties a noun phrase stands ("the Indian and Afghan ministers", "envoy of China"): id and faction."""
    found: list[Side] = []

    nouns = know.lexicon.nouns
    towns = {"city"} if noun.lemma_.lower() in nouns.officials | nouns.bodies else {"city", "capital"}

    def take(token: Token, senses_out: set[str]) -> None:
        for mention in draft.entities.get((paragraph.index, token.i), []):
            side = (mention.entity, mention.faction)
            if mention.sense not in senses_out and side not in found and not is_bound(know, paragraph, mention.last):
                found.append(side)

    for child in noun.lefts:
        # "The Afghan consulates remain open": of a noun that the parser takes for a verb it is the subject.
        mistaken = child.dep_ == "nsubj" and child.i == noun.i - 1 and noun.dep_ in _ARGUMENTS
        if mistaken or child.dep_ in {"amod", "compound", "nmod", "poss", "nummod", "advmod", "npadvmod"}:
            for token in (child, *child.conjuncts):
                if token.i < noun.i:
                    take(token, towns if child.dep_ != "poss" else set())
            if not found:
                for token in child.lefts:
                    take(token, towns)
    if found or depth > _DEPTH:
        return found
    for preposition in ("of", "from", "at", "in", "for", "with"):
        if preposition in {"for", "with"} and noun.lemma_.lower() in _ENVOYS:
            continue
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == preposition:
                for first in (c for c in child.children if c.dep_ == "pobj"):
                    for thing in (first, *first.conjuncts):
                        before = len(found)
                        take(thing, set())
                        if len(found) == before and preposition in {"of", "from"} and thing.pos_ in {"NOUN", "PROPN"}:
                            more = affiliations(draft, know, paragraph, thing, depth + 1)
                            found.extend(side for side in more if side not in found)
        if found:
            return found
    return found

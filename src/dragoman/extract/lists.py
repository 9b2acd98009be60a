"""Lists: which persons a sentence names one after the other, and whose delegation they are said to be."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from dragoman.extract.affiliation import Side, affiliations
from dragoman.extract.draft import Draft, Knowledge, Paragraph, Person

__all__ = ["LEADING", "delegation", "find_delegations", "listed"]

_JOINTS = {",", ";", "and", "&"}
_FINITE = {"VB", "VBD", "VBZ", "VBP", "MD", "TO"}
_OTHERS = {"with", "by", "who", "whom", "that", "against", "between", "while", "than", "from"}  # then somebody else
_GAP = 34  # tokens of the longest title between two names of a list
LEADING = {"lead", "head", "chair", "represent", "include", "comprise"}
"""Verbs between a delegation and its people."""


def listed(draft: Draft, paragraph: Paragraph, sentence: Span) -> Iterator[list[Person]]:
    """The persons of each list of names in the sentence: only joints and titles stand between them.

    A name that nothing is joined to is a list of one.
    """
    row: list[Person] = []
    end: Token | None = None
    for first, last in _spans(draft, paragraph, sentence):
        if end is not None and not _joined(end, first):
            yield row
            row = []
        row.append(draft.people[(paragraph.index, first.i)])
        end = last
    if row:
        yield row


def _spans(draft: Draft, paragraph: Paragraph, sentence: Span) -> Iterator[tuple[Token, Token]]:
    """The first and last word of each name of a person."""
    first: Token | None = None
    for token in sentence:
        person = draft.people.get((paragraph.index, token.i))
        if first is not None and person is not draft.people[(paragraph.index, first.i)]:
            yield first, token.nbor(-1)
            first = None
        if person is not None and first is None:
            first = token
    if first is not None:
        yield first, sentence[-1]


def _joined(last: Token, first: Token) -> bool:
    """Whether the second name goes on with the list of the first."""
    gap = last.doc[last.i + 1 : first.i]
    if not 0 < len(gap) <= _GAP or gap[0].lower_ not in _JOINTS:
        return False
    return not any(t.tag_ in _FINITE or t.lower_ in _OTHERS or t.text in {".", ":", "“", "”", '"'} for t in gap)


def delegation(draft: Draft, know: Knowledge, paragraph: Paragraph, sentence: Span, row: list[Person]) -> list[Side]:
    """For whom those of a list act whom the sentence calls a party's delegation, or its leaders; else nobody."""
    inside = {t.i for t in sentence if any(draft.people.get((paragraph.index, t.i)) is person for person in row)}
    for verb in sentence:
        if verb.lemma_.lower() not in LEADING or verb.pos_ != "VERB":
            continue
        sides = [c for c in verb.children if c.dep_ in {"nsubj", "dobj", "agent", "relcl"}]
        if verb.dep_ in {"relcl", "acl"}:
            sides.append(verb.head)
        bodies = [s for s in sides if s.lemma_.lower() in {"delegation", "team", "side"} and s.i not in inside]
        others = [t for s in sides if s not in bodies for t in s.subtree]
        if len(bodies) == 1 and any(t.i in inside for t in others):
            return affiliations(draft, know, paragraph, bodies[0])
    return []


def find_delegations(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.delegations`: where the text says who was of a party's delegation."""
    for paragraph, sentence in draft.sentences():
        if any(t.pos_ == "VERB" and t.lemma_.lower() in LEADING for t in sentence):
            for row in listed(draft, paragraph, sentence):
                sides = delegation(draft, know, paragraph, sentence, row)
                if len(sides) == 1:
                    draft.delegations.append((sides[0][0], row))

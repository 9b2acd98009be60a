"""Entities: the states, organisations and groups that a text names, token by token, and who issued it.

Nations that play are no parties: in a sentence about sport, arts or science, states and places are passed over.
"""

import re

from spacy.tokens import Span

from dragoman.extract.draft import Draft, EntityMention, Knowledge
from dragoman.knowledge.gazetteer import Match

__all__ = ["find_entities", "find_issuer"]

_TEAMS = {"name", "demonym", "capital", "city", "region"}
_SCORE = re.compile(r"\b\d{1,3}\s?[-–]\s?\d{1,3}\b")


def find_entities(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.entities`: every token of a named party, with all mentions that cover it ("U.S.-Japan" has two)."""
    busy = [(t.start, t.end) for t in draft.timexes]
    for paragraph in draft.paragraphs:
        leisure = {sentence.start for sentence in paragraph.doc.sents if _is_leisure(know, sentence)}
        for match in know.gazetteer.scan(paragraph.text, draft.published):
            start, end = paragraph.start + match.start, paragraph.start + match.end
            if any(first < end and start < last for first, last in busy):
                continue
            span = paragraph.doc.char_span(match.start, match.end, alignment_mode="expand")
            if span is None or _is_name_part(know, span, match) or _is_language(span, match):
                continue
            if match.sense in _TEAMS and span[0].sent.start in leisure:
                continue
            mention = EntityMention(
                paragraph.index, span.start, span.end - 1, match.entity, match.sense, match.faction, match.text
            )
            for token in span:
                draft.entities.setdefault((paragraph.index, token.i), []).append(mention)


def _is_leisure(know: Knowledge, sentence: Span) -> bool:
    """Whether the sentence tells of sport, arts or science and of no affairs of state."""
    nouns = know.lexicon.nouns
    words = {w for t in sentence for w in (t.lower_, t.lemma_.lower())}
    if words.isdisjoint(nouns.leisure) or not words.isdisjoint(nouns.affairs):
        return False
    told = {t.lemma_.lower() for t in sentence if {t.lower_, t.lemma_.lower()} & nouns.leisure}
    return len(told) > 1 or not words.isdisjoint(nouns.leisure_with) or _SCORE.search(sentence.text) is not None


def _is_language(span: Span, match: Match) -> bool:
    """Whether a nation's word stands for what its people speak: "said in Russian", not "in Russian cities"."""
    return match.sense == "demonym" and span.root.dep_ == "pobj" and span.root.head.lower_ == "in"


def _is_name_part(know: Knowledge, span: Span, match: Match) -> bool:
    """Whether the match is only the first name or surname of a person ("Minister Israel Katz", "Chad Wolf").

    Such are told by a title before the name, or by the table of offices.
    """
    if match.sense not in {"name", "city", "capital", "region"} or len(span) > 1:
        return False
    token, words = span[0], span.doc
    if token.i > 0 and (token.nbor(-1).pos_ in {"ADP", "CCONJ"} or token.nbor(-1).lower_ == "to"):
        return False  # "ambassador to Zimbabwe Ana Moyo"
    titles = know.office_words | know.lexicon.nouns.officials
    for start in (token.i, token.i - 1):
        name = words[max(start, 0) : start + 2]
        if len(name) < 2 or any(t.pos_ != "PROPN" or (t != token and t.lower_ in titles) for t in name):
            continue
        titled = start > 0 and words[start - 1].lower_ in titles
        if titled or know.offices.holders(name.text):
            return True
    return False


def find_issuer(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.issuer`: the state or organisation whose body publishes the text; an agency issues for nobody."""
    publisher = draft.document.publisher or ""
    named = [m for m in know.gazetteer.scan(publisher) if m.sense in {"body", "organisation", "name", "demonym"}]
    is_office = any(word in publisher.lower() for word in know.lexicon.names.issuers)
    if named and (is_office or (named[0].sense == "organisation" and named[0].text == publisher.strip())):
        draft.issuer = named[0].entity

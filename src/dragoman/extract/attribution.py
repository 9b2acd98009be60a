"""Attribution: whom the text has a matter from, and who speaks when it says "we"."""

from spacy.tokens import Span, Token

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.draft import Actor, Draft, Knowledge, Paragraph, Trigger
from dragoman.extract.grammar import Grammar

__all__ = ["hear_speaker", "set_source"]

_OPENING = {"“", '"', "``", "„", "«"}


def hear_speaker(draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, sentence: Span) -> None:
    """Sets who says this sentence: the subject of its speech verb; a quotation without one keeps the last speaker."""
    for token in sentence:
        if token.pos_ == "VERB" and token.lemma_.lower() in know.lexicon.speech.verbs:
            who = Grammar(know.lexicon).subject(token)
            if who is None or not _has_content(token, sentence):
                continue
            actors = resolve(draft, know, discourse, paragraph, who)
            named = [a for a in actors if a.entity]
            if named:
                discourse.speaker = named[0]
                return
    if discourse.speaker is None and draft.issuer:
        discourse.speaker = Actor(draft.issuer)


def _has_content(verb: Token, sentence: Span) -> bool:
    return any(c.dep_ in {"ccomp", "xcomp", "parataxis"} for c in verb.children) or any(
        t.text in _OPENING for t in sentence
    )


def set_source(draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger) -> None:
    """Fills `source` and `speaker` from the speech verb above the trigger, or "according to" beside it."""
    node = trigger.token
    while node.head != node:
        head = node.head
        if (
            node.dep_ in {"ccomp", "parataxis", "advcl", "conj"}
            and head.pos_ == "VERB"
            and head.lemma_.lower() in know.lexicon.speech.verbs
            and node.dep_ != "conj"
        ):
            who = Grammar(know.lexicon).subject(head)
            if who is not None:
                _take(draft, know, discourse, trigger, who)
                return
        node = head
    according = _according(trigger.token.sent)
    if according is not None:
        _take(draft, know, discourse, trigger, according)
    elif _in_quote(trigger.token) and discourse.speaker is not None and discourse.speaker.person is not None:
        trigger.speaker = discourse.speaker
        trigger.source = discourse.speaker.person.name


def _take(draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger, who: Token) -> None:
    actors = resolve(draft, know, discourse, trigger.paragraph, who)
    trigger.speaker = actors[0] if actors else None
    trigger.source = _name(draft, know, trigger.paragraph, who, actors)


def _name(draft: Draft, know: Knowledge, paragraph: Paragraph, who: Token, actors: list[Actor]) -> str | None:
    """How the source is called: the person, the body by its own words, or "anonymous"."""
    if actors and actors[0].person is not None:
        return actors[0].person.name
    lemma = who.lemma_.lower()
    if lemma in know.lexicon.speech.media or who.pos_ == "PRON":
        return None
    if lemma in know.lexicon.speech.anonymous:
        return "anonymous"
    left = min(
        [
            who.i,
            *(c.left_edge.i for c in who.children if c.dep_ in {"poss", "compound", "amod", "nmod"} and c.i < who.i),
        ]
    )
    words = paragraph.doc[left : who.i + 1].text.strip()
    return words if any(c.isupper() for c in words) else None


def _according(sentence: Span) -> Token | None:
    for token in sentence:
        if token.lower_ == "according":
            for child in token.children:
                if child.lower_ == "to":
                    return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _in_quote(token: Token) -> bool:
    """Whether an odd number of quotation marks stands before the token in its paragraph."""
    open_marks = 0
    for other in token.doc[: token.i]:
        if other.text in {"“", "``", "«", "„"}:
            open_marks += 1
        elif other.text in {"”", "''", "»"}:
            open_marks -= 1
        elif other.text == '"':
            open_marks = 1 - open_marks if open_marks in {0, 1} else open_marks
    return open_marks > 0

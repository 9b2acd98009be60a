"""Topics: the agenda items that a text ties to an event, in its own words ("repatriation of Afghan prisoners").

A trigger's topics stand in these places, and are looked for in this order:

1. in its own phrase and after it: "food aid", "talks on trade and visas"
2. as its object, or in its infinitive: "condemned the raid", "agreed to build a railway"
3. in what its sentence says of an agenda: "met to discuss the border", "talks focused on grain"
4. in the next sentence, where it goes on with the agenda: "They also reviewed …", "These include …"
5. in the same places of a later word for the same occasion: "The call focused on …"
"""

import functools
from collections.abc import Iterable, Iterator
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from spacy.tokens import Span, Token

from dragoman.errors import KnowledgeError
from dragoman.extract.draft import Draft, Knowledge, Paragraph, Trigger
from dragoman.extract.grammar import Grammar

__all__ = ["TopicWords", "set_topics"]

_MOST = 8  # topics of a report
_WORDS = 6  # of a topic
_SENTENCES = 2  # after the event's own that may go on with its agenda
_BEFORE = {"compound", "amod", "nmod", "poss", "nummod"}
_VERBS = {"VERB", "AUX"}
_POINTING = {"the", "this", "these", "their"}
_EMPTY_PARTS = {"PRON", "DET", "NUM", "ADV"}
_DEPTH = 3  # how far a noun that introduces a topic is followed


class TopicWords(BaseModel):
    """Where topics stand, by type of event, and which words are none: `topics.yaml` explains each list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after_noun: dict[str, frozenset[str]]
    after_verb: dict[str, frozenset[str]]
    objects: frozenset[str]
    infinitives: frozenset[str]
    own: frozenset[str]
    agendas: frozenset[str]
    continued: frozenset[str]
    discussing: frozenset[str]
    discussing_on: dict[str, frozenset[str]]
    views: frozenset[str]
    continuing: frozenset[str]
    listing: frozenset[str]
    lists: frozenset[str]
    introducing: frozenset[str]
    empty: frozenset[str]
    vague: frozenset[str]
    plain: frozenset[str]
    units: frozenset[str]

    @staticmethod
    @functools.lru_cache(maxsize=4)
    def load(language: str = "en") -> "TopicWords":
        """The words of a language.

        Raises:
            KnowledgeError: the file is missing, or not what it should be.
        """
        where = f"lexicon/{language}/topics.yaml"
        file = files("dragoman") / "data" / "lexicon" / language / "topics.yaml"
        try:
            # words stay words: in YAML's base schema "on" is no truth value
            return TopicWords.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise KnowledgeError(f"cannot be read: {error}", where=where) from error


def set_topics(draft: Draft, know: Knowledge, trigger: Trigger) -> tuple[str, ...]:
    """The topics of a trigger, at most eight, in the order they are found; mostly none.

    All triggers of the draft must have been found.
    """
    words = TopicWords.load()
    found: dict[str, str] = {}
    for one in (trigger, *_recalling(words, draft, trigger)):
        found |= {k: t for k, t in _found(draft, know, words, one).items() if k not in found}
    return tuple(found.values())[:_MOST]


def _recalling(words: TopicWords, draft: Draft, trigger: Trigger) -> Iterator[Trigger]:
    """Later words for the same occasion: of its type, with no party of their own, before another occasion is told."""
    if trigger.frame.type not in words.continued:
        return
    begun = False
    for other in draft.triggers:
        begun = begun or other is trigger
        if not begun or other.sentence <= trigger.sentence or other.frame.type not in words.continued:
            continue
        if other.actors:
            return
        if other.frame.type == trigger.frame.type and other.around["det"] in _POINTING:
            yield other


def _found(draft: Draft, know: Knowledge, words: TopicWords, trigger: Trigger) -> dict[str, str]:
    """The topics of a trigger by themselves in lower case."""
    own = _phrase(words, trigger.token) if _tells_by_itself(draft, words, trigger) else []
    found = {_joined(own).casefold(): _joined(own)} if own else {}
    heads = [*_after(know, words, trigger), *_objects(know, words, trigger), *_agenda(words, draft, trigger)]
    for paragraph, head in heads:
        if paragraph is trigger.paragraph and head in trigger.tokens and _is_party(draft, know, paragraph, head):
            continue
        for named in _opened(words, head):
            topic = _topic(draft, know, words, paragraph, named)
            if topic and (paragraph is not trigger.paragraph or named.i != trigger.token.i):
                found.setdefault(topic.casefold(), topic)
    return found


_Place = tuple[Paragraph, Token]


def _is_party(draft: Draft, know: Knowledge, paragraph: Paragraph, token: Token) -> bool:
    """Whether a noun stands for a party or those who act for it."""
    nouns, key, lemma = know.lexicon.nouns, (paragraph.index, token.i), token.lemma_.lower()
    return key in draft.people or key in draft.entities or lemma in nouns.officials or lemma in nouns.bodies


def _tells_by_itself(draft: Draft, words: TopicWords, trigger: Trigger) -> bool:
    """Whether the event's noun says what it is about by a word before it that names no party: "fishery agreement"."""
    token = trigger.token
    return (
        trigger.frame.type in words.own
        and token.pos_ in {"NOUN", "PROPN"}
        and any(
            c.dep_ == "compound" and c.pos_ == "NOUN" and (trigger.paragraph.index, c.i) not in draft.entities
            for c in token.lefts
        )
    )


def _after(know: Knowledge, words: TopicWords, trigger: Trigger) -> Iterator[_Place]:
    """What stands after the event's word, or after the verb that carries it ("held talks on …")."""
    token, type_ = trigger.token, trigger.frame.type
    is_verb = token.pos_ in _VERBS
    wanted = (words.after_verb if is_verb else words.after_noun).get(type_, frozenset())
    carrier = Grammar(know.lexicon).carrier(token) if type_ in words.agendas and not is_verb else None
    for host in (token, carrier):
        for child in host.children if host is not None else ():
            if child.dep_ == "prep" and child.lower_ in wanted:
                yield from ((trigger.paragraph, t) for t in _objects_of(child))


def _objects(know: Knowledge, words: TopicWords, trigger: Trigger) -> Iterator[_Place]:
    """The object of the event's verb, and those of its infinitive."""
    token, type_ = trigger.token, trigger.frame.type
    if token.pos_ not in _VERBS or trigger.frame.part != "verb":
        return
    purposes = [c for c in token.children if c.dep_ in {"xcomp", "ccomp"} and any(m.lower_ == "to" for m in c.children)]
    if type_ in words.objects and not purposes:
        yield from ((trigger.paragraph, t) for t in Grammar(know.lexicon).objects(token))
    if type_ in words.infinitives:
        yield from ((trigger.paragraph, t) for p in purposes for t in _done(p))


def _agenda(words: TopicWords, draft: Draft, trigger: Trigger) -> Iterator[_Place]:
    """What the sentence, and the next ones as long as they go on with it, say was on the agenda."""
    if trigger.frame.type not in words.agendas:
        return
    paragraph, sentence = trigger.paragraph, trigger.token.sent
    for token in sentence:
        if _tied(trigger.token, token):
            yield from ((paragraph, t) for t in _discussed(words, token))
    for _ in range(_SENTENCES if trigger.frame.type in words.continued else 0):
        following = _following(draft, paragraph, sentence)
        if following is None or not _goes_on(draft, words, trigger, *following):
            return
        paragraph, sentence = following
        yield from ((paragraph, t) for t in _continued(words, sentence))


def _tied(event: Token, verb: Token) -> bool:
    """Whether a verb speaks of the event: it hangs on the event's clause, or the event on it."""
    return verb == event or verb.is_ancestor(event) or event.is_ancestor(verb) or _clause(verb) == _clause(event)


def _clause(token: Token) -> Token:
    """The verb of the main clause that holds the token; purposes and results count with it."""
    while token.head != token and (token.pos_ not in _VERBS or token.dep_ in {"xcomp", "advcl", "conj", "acl"}):
        token = token.head
    return token


def _following(draft: Draft, paragraph: Paragraph, sentence: Span) -> tuple[Paragraph, Span] | None:
    """The next sentence, in the same paragraph or the next."""
    for other in paragraph.doc.sents:
        if other.start == sentence.end:
            return paragraph, other
    if paragraph.index + 1 >= len(draft.paragraphs) or paragraph.title:
        return None
    below = draft.paragraphs[paragraph.index + 1]
    first = next(iter(below.doc.sents), None)
    return (below, first) if first is not None else None


def _goes_on(draft: Draft, words: TopicWords, trigger: Trigger, paragraph: Paragraph, sentence: Span) -> bool:
    """Whether a sentence speaks of those who met, or of their talks."""
    subject = next((c for c in sentence.root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None:
        return False
    person = draft.people.get((paragraph.index, subject.i))
    if person is not None:
        return any(a.person is person for actors in trigger.actors.values() for a in actors)
    named = any(c.pos_ == "PROPN" for c in subject.children) or (paragraph.index, subject.i) in draft.entities
    return not named and bool({subject.lower_, subject.lemma_.lower()} & words.continuing)


def _continued(words: TopicWords, sentence: Span) -> Iterator[Token]:
    """The agenda in a sentence that goes on with the one before."""
    for token in (sentence.root, *(c for c in sentence.root.conjuncts if c.i > sentence.root.i)):
        yield from _discussed(words, token)


def _discussed(words: TopicWords, verb: Token) -> Iterator[Token]:
    """What a verb of discussing has for its matter."""
    lemma = verb.lemma_.lower()
    if verb.pos_ not in _VERBS:
        return
    subjects = {w for c in verb.children if c.dep_ == "nsubj" for w in (c.lower_, c.lemma_.lower())}
    if lemma in words.discussing or (lemma in words.listing and subjects & words.lists):
        yield from (c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"})
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in words.discussing_on.get(lemma, frozenset()):
            yield from _objects_of(child)
        elif child.dep_ == "dobj" and child.lemma_.lower() in words.views and lemma in {"exchange", "share"}:
            for inner in (*child.children, *verb.children):
                if inner.dep_ == "prep" and inner.lower_ in {"on", "about", "regarding", "concerning"}:
                    yield from _objects_of(inner)


def _objects_of(preposition: Token) -> Iterator[Token]:
    """The objects of a preposition; of a gerund ("on building a dam") what it does."""
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield child
        elif child.dep_ == "pcomp":
            yield from _done(child) if child.pos_ in _VERBS else [child]
        elif child.dep_ == "prep":
            yield from _objects_of(child)


def _done(verb: Token) -> Iterator[Token]:
    """What an infinitive or gerund acts on, and those joined to it."""
    for one in (verb, *(c for c in verb.conjuncts if c.i > verb.i and c.pos_ in _VERBS)):
        yield from (c for c in one.children if c.dep_ == "dobj")


def _opened(words: TopicWords, head: Token, depth: int = 0) -> Iterator[Token]:
    """The nouns that name topics: the items of the list, or what stands behind one that only introduces them."""
    for item in _items(head):
        inside = list(_introduced(item)) if item.lemma_.lower() in words.introducing and depth < _DEPTH else []
        for token in inside:
            yield from _opened(words, token, depth + 1)
        if not inside:
            yield item


def _items(head: Token) -> Iterator[Token]:
    """A noun and what is listed after it, be it read as joined or, as in long lists, as an apposition."""
    yield head
    for child in head.rights:
        listed = child.dep_ == "appos" and child.left_edge.i > 0 and child.left_edge.nbor(-1).text == ","
        if child.dep_ == "conj" and child.pos_ in _VERBS:
            yield from _done(child)
        elif child.dep_ == "conj" or (listed and not any(c.lower_ in {"a", "an"} for c in child.children)):
            yield from _items(child)


def _introduced(noun: Token) -> Iterator[Token]:
    """What "issues of", "ways to", "a range of matters including" introduce."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "on", "to", "including", "like", "for"}:
            yield from _objects_of(child)
        elif child.dep_ in {"acl", "relcl"} and any(c.lower_ == "to" for c in child.children):
            yield from _done(child)


def _topic(draft: Draft, know: Knowledge, words: TopicWords, paragraph: Paragraph, head: Token) -> str | None:
    """The words of a topic; None for a person, a party, an amount, or a noun that says nothing by itself."""
    key, lemma = (paragraph.index, head.i), head.lemma_.lower()
    if head.pos_ not in {"NOUN", "PROPN"} or key in draft.people:
        return None
    if _is_amount(words, head) or _is_time(draft, paragraph, head):
        return None
    tokens = _phrase(words, head)
    named = [t for t in tokens if (paragraph.index, t.i) in draft.entities]
    before = {t.dep_ for t in tokens if t.i < head.i and t not in named}
    if (lemma in words.empty or lemma in know.lexicon.nouns.officials) and "compound" not in before:
        return None
    if lemma in words.vague and not before & _BEFORE and tokens[-1] == head:
        return None
    if named and len(named) == len(tokens) and not (head.dep_ == "pobj" and head.head.lower_ in {"on", "about"}):
        return None
    if any((paragraph.index, t.i) in draft.people for t in tokens):
        return None
    return _joined(tokens if len(tokens) <= _WORDS else _core(words, head)[-_WORDS:])


def _phrase(words: TopicWords, head: Token) -> list[Token]:
    """The noun with its compounds and telling adjectives, and its "of" phrase."""
    tokens = _core(words, head)
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            inner = next((c for c in child.children if c.dep_ == "pobj" and c.pos_ in {"NOUN", "PROPN"}), None)
            core = _core(words, inner) if inner is not None and not _is_amount(words, inner) else []
            room = _WORDS - len(tokens) - 1
            if core and room > 0 and (len(core) > 1 or core[0].lemma_.lower() not in words.empty | words.vague):
                tokens += [child, *core[-room:]]
    return tokens


def _core(words: TopicWords, head: Token) -> list[Token]:
    """The noun with what stands before it and tells of the matter."""
    kept = [head]
    for child in head.lefts:
        if child.dep_ in _BEFORE and not (child.dep_ == "poss" and child.pos_ != "PROPN"):
            kept += _telling(words, child)
    kept = sorted(set(kept), key=lambda t: t.i)
    while len(kept) > 1 and (kept[0].pos_ == "CCONJ" or kept[0].dep_ == "case" or kept[0].is_punct):
        kept = kept[1:]
    return kept


def _telling(words: TopicWords, modifier: Token) -> list[Token]:
    """A word before a noun with those that hang on it, or nothing where it only praises, counts or points."""
    if modifier.lower_ in words.plain or modifier.pos_ in _EMPTY_PARTS or not any(c.isalpha() for c in modifier.text):
        return []
    hyphened = _hyphened(modifier)
    if any(t.lower_ in words.plain or t.pos_ in _EMPTY_PARTS for t in hyphened):
        return []  # "five-year", "wide-ranging"
    inner = [c for c in modifier.children if c.dep_ in _BEFORE and c not in hyphened]
    cases = [c for c in modifier.children if c.dep_ == "case"]
    joined = [c for c in modifier.conjuncts if c.i > modifier.i]
    also = list(modifier.doc[modifier.i + 1 : joined[-1].i + 1]) if joined else []
    return [*(t for c in inner for t in _telling(words, c)), *hyphened, modifier, *cases, *also]


def _hyphened(token: Token) -> list[Token]:
    """What a hyphen joins to the front of a word, with the hyphen."""
    if token.i < 2 or token.nbor(-1).text not in {"-", "–"} or token.nbor(-1).whitespace_:
        return []
    return [token.nbor(-2), token.nbor(-1)]


def _joined(tokens: Iterable[Token]) -> str:
    """The tokens as the text has them, one space where words are left out."""
    text, last = "", None
    for token in tokens:
        if last is not None:
            text += last.whitespace_ if token.i == last.i + 1 else " "
        text, last = text + token.text, token
    return text.strip(" ,;.\"“”'")


def _is_amount(words: TopicWords, token: Token) -> bool:
    """Whether a word is a number, or a unit that one counts with."""
    counted = any(c.like_num or c.is_currency for c in token.children)
    return bool(token.like_num or token.is_currency or (counted and token.lemma_.lower() in words.units))


def _is_time(draft: Draft, paragraph: Paragraph, token: Token) -> bool:
    """Whether a word is part of a time."""
    return any(t.start <= paragraph.offset(token) < t.end for t in draft.timexes)

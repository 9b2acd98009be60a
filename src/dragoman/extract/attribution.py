"""Attribution: whom the text has a matter from, and who speaks when it says "we".

A trigger's teller is looked for in this order; the first found counts:

1. above it: the subject of a speech verb whose content it is ("X said that …"), of an accusation ("accuses Y of …"), or
   of an announcement ("announced the opening of …")
2. beside it: "according to X"
3. around it: the person whose quotation it stands in

Not every teller is a `source`: a position is the speaker's own act, and so is what he announces or promises.
"""

from dataclasses import dataclass

from spacy.tokens import Span, Token

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.discourse import has_floor
from dragoman.extract.draft import Actor, Draft, Knowledge, Paragraph, Trigger
from dragoman.extract.grammar import Grammar

__all__ = ["Teller", "find_teller", "hear_speaker", "set_source"]

_OPEN, _CLOSE = {"“", "``", "„", "«"}, {"”", "''", "»"}
_CONTENT = {"ccomp", "parataxis"}
_BEFORE = {"poss", "compound", "amod", "nmod", "nummod"}
_BODY = {"compound", "poss", "nmod", "amod"}
_ARTICLES = {"the", "a", "an"}
_LONGEST = 8  # words of a source's name


@dataclass(frozen=True, slots=True)
class Teller:
    """Whom the text has a matter from: as it calls them (None where it does not), who that is, and how it says so.

    `how` is `clause`, `accusation`, `announcement`, `according` or `quotation`; `verb` is the lemma of the first three.
    """

    name: str | None
    actor: Actor | None
    how: str
    verb: str = ""


def hear_speaker(draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, sentence: Span) -> None:
    """Sets who says this sentence: whose turn it is, else the subject of its speech verb, else who spoke last."""
    turn = has_floor(draft, paragraph) if sentence.start == 0 else None
    if turn is not None:
        discourse.speaker = Actor(turn.entity, turn.faction, turn)
        return
    for token in sentence:
        if not _speaks(know, token) or not _has_content(token, sentence):
            continue
        who = Grammar(know.lexicon).subject(token)
        named = [a for a in resolve(draft, know, discourse, paragraph, who) if a.entity] if who is not None else []
        if named:
            discourse.speaker = named[0]
            return
    if discourse.speaker is None and draft.issuer:
        discourse.speaker = Actor(draft.issuer)


def _speaks(know: Knowledge, token: Token) -> bool:
    return bool(token.pos_ == "VERB" and token.lemma_.lower() in know.lexicon.speech.verbs)


def _has_content(verb: Token, sentence: Span) -> bool:
    return any(c.dep_ in _CONTENT or c.dep_ == "xcomp" for c in verb.children) or any(
        t.text in _OPEN or t.text == '"' for t in sentence
    )


def set_source(draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger) -> None:
    """Fills `speaker` from the trigger's teller, and `source` where the matter is not the teller's own act."""
    teller = find_teller(draft, know, discourse, trigger)
    if teller is None:
        return
    trigger.speaker = teller.actor
    if teller.verb not in know.lexicon.speech.announcing and not _is_own(know, trigger, teller):
        trigger.source = teller.name


def _is_own(know: Knowledge, trigger: Trigger, teller: Teller) -> bool:
    """Whether the event is what the teller says: a position, unless it is told of another person by name."""
    if know.ontology.type(trigger.frame.type).family != "position" or teller.name == "anonymous":
        return False
    people = {a.person.name for a in trigger.actors.get("actor", []) if a.person is not None}
    return not people or teller.name in people


def find_teller(draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger) -> Teller | None:
    """Whom the text has the trigger's matter from, whoever that is; None where it speaks for itself."""
    found = _above(know, trigger.token) or _according(trigger.token.sent)
    if found is not None:
        how, who, verb = found
        actors = resolve(draft, know, discourse, trigger.paragraph, who)
        person = actors[0].person if actors else None
        name = person.name if person is not None else _own_words(draft, know, trigger.paragraph, who)
        return Teller(name, actors[0] if actors else None, how, verb)
    speaker = discourse.speaker
    if speaker is not None and speaker.person is not None and _in_quotation(trigger.token):
        return Teller(speaker.person.name, speaker, "quotation")
    return None


def _above(know: Knowledge, token: Token) -> tuple[str, Token, str] | None:
    """How, by whom and by which verb the clause that holds the token is said or alleged."""
    grammar = Grammar(know.lexicon)
    node = token
    while node.head != node:
        head, how = node.head, ""
        if node.dep_ in _CONTENT and _speaks(know, head):
            how = "clause"
        elif node.dep_ == "prep" and node.head != token and _accuses(know, head):
            how = "accusation"
        elif node.dep_ == "dobj" and head.lemma_.lower() in know.lexicon.speech.announcing_things:
            how = "announcement"
        if how:
            who = _quoted(know, head) or grammar.subject(head)
            if who is not None:
                return how, who, head.lemma_.lower()
        node = head
    return None


def _accuses(know: Knowledge, verb: Token) -> bool:
    """Whether the verb accuses by itself, whatever stands with it."""
    frames = know.lexicon.of("verb", verb.lemma_.lower()) if verb.pos_ == "VERB" else []
    return any(f.type == "condemn" and not f.conditions for f in frames)


def _quoted(know: Knowledge, verb: Token) -> Token | None:
    """Of "quotes X as saying", X."""
    above = verb.head if verb.dep_ in {"pcomp", "advcl"} else verb
    above = above.head if above.dep_ == "prep" else above
    if above == verb or above.lemma_.lower() not in know.lexicon.speech.quoting:
        return None
    return next((c for c in above.children if c.dep_ in {"dobj", "nsubjpass"}), None)


def _according(sentence: Span) -> tuple[str, Token, str] | None:
    for token in sentence:
        if token.lower_ != "according":
            continue
        for child in token.children:
            who = next((c for c in child.children if c.dep_ == "pobj"), None) if child.lower_ == "to" else None
            if who is not None:
                return "according", who, ""
    return None


def _in_quotation(token: Token) -> bool:
    """Whether a quotation is open before the token in its paragraph."""
    depth = 0
    for other in token.doc[: token.i]:
        if other.text in _OPEN:
            depth += 1
        elif other.text in _CLOSE:
            depth = max(0, depth - 1)
        elif other.text == '"':
            depth = 0 if depth else 1
    return depth > 0


def _own_words(draft: Draft, know: Knowledge, paragraph: Paragraph, who: Token) -> str | None:
    """How the text calls a source that is no person it names: a body by its name, or "anonymous"."""
    speech, lemma = know.lexicon.speech, who.lemma_.lower()
    if who.pos_ == "PRON":
        return _last_source(draft) if who.lower_ == "it" else None
    if lemma.startswith("spokes"):
        return _spoken_for(know, paragraph, who)
    if lemma in speech.carriers:
        return _carried(draft, know, paragraph, who)
    if lemma in speech.anonymous:
        return "anonymous"
    if any(c.dep_ == "poss" and c.pos_ == "PRON" for c in who.children):
        return None
    if lemma in speech.media:
        who = next((c for c in who.children if c.dep_ == "appos" and c.pos_ == "PROPN"), who)
    words = _phrase(paragraph, who)
    is_name = any(c.isupper() for c in words) or lemma in know.lexicon.nouns.bodies or lemma in speech.media
    return words if is_name else None


def _phrase(paragraph: Paragraph, who: Token) -> str:
    """The words of a name: what stands before its head in the same phrase, and an "of" right after it."""
    first = min([who.i, *(c.left_edge.i for c in who.children if c.dep_ in _BEFORE and c.i < who.i)])
    ends = [c.right_edge.i for c in who.children if c.dep_ == "prep" and c.lower_ == "of" and c.i == who.i + 1]
    last = ends[0] if ends and ends[0] - first < _LONGEST else who.i
    return _plain(paragraph.doc[first : last + 1])


def _plain(words: Span) -> str:
    """A name without what stands before it that is no part of it."""
    tokens = list(words)
    while len(tokens) > 1 and (tokens[0].is_punct or tokens[0].lower_ in _ARTICLES):
        tokens = tokens[1:]
    return str(words.doc[tokens[0].i : tokens[-1].i + 1].text).strip()


def _spoken_for(know: Knowledge, paragraph: Paragraph, who: Token) -> str | None:
    """The body of an unnamed spokesman: "a foreign ministry spokesman", "spokesman of the ministry"."""
    for preposition in ("of", "for"):
        found = Grammar(know.lexicon).after(who, preposition)
        if found:
            return _phrase(paragraph, found[0])
    before = [c for c in who.children if c.dep_ in _BODY and c.i < who.i]
    if not before:
        return None
    words = _plain(paragraph.doc[before[0].left_edge.i : before[-1].i + 1])
    return words.removesuffix("'s").removesuffix("’s").strip()


def _carried(draft: Draft, know: Knowledge, paragraph: Paragraph, who: Token) -> str | None:
    """Whose statement it is: of the body beside the noun, else a "joint statement", else what was last told from."""
    grammar = Grammar(know.lexicon)
    parts = [who, *(c for c in who.children if c.dep_ in {"acl", "relcl"})]
    owners = [c for c in who.children if c.dep_ == "poss"]
    owners += [o for part in parts for name in ("by", "from", "of") for o in grammar.after(part, name)]
    for owner in owners:
        person = draft.people.get((paragraph.index, owner.i))
        name = person.name if person is not None else _own_words(draft, know, paragraph, owner)
        if name:
            return name
    if any(c.lower_ == "joint" for c in who.children):
        return f"joint {who.lower_}"
    return _last_source(draft)


def _last_source(draft: Draft) -> str | None:
    return next((t.source for t in reversed(draft.triggers) if t.source), None)

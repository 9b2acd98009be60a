"""Frames: the triggers of a sentence, and the actors in the slots that their frames name (`docs/lexicon.md`)."""

from collections.abc import Iterable

from spacy.tokens import Span, Token

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.draft import Actor, Draft, Knowledge, Paragraph, Trigger
from dragoman.extract.grammar import Grammar, meant
from dragoman.knowledge.lexicon import Frame

__all__ = ["find_triggers"]

_PART = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}
_OTHER_PART = {"noun": "verb", "verb": "noun"}
_NEAR = 25  # tokens between a trigger and a word it needs with it
_WHERE = {"in", "on", "at"}
_UNDONE = {"of", "from"}  # "the lifting of the sanctions", "an exemption from the ban"
_DOING = {"in", "with", "by", "through", "to"}  # "engaged in attacks", "responded with strikes", "resorted to war"


def find_triggers(
    draft: Draft, know: Knowledge, discourse: Discourse, paragraph: Paragraph, sentence: Span
) -> list[Trigger]:
    """The triggers of a sentence, with their actors; several frames may take one word."""
    grammar = Grammar(know.lexicon)
    found = []
    for token in sentence:
        part = _PART.get(token.pos_)
        if part is None or (paragraph.index, token.i) in draft.people:
            continue
        candidates = _candidates(know, part, token)
        if part == "verb":
            candidates = [*candidates, *_modal_frames(know, token)]
        for frame in candidates:
            if _holds(draft, grammar, frame, paragraph, token):
                trigger = _fill(draft, know, grammar, discourse, frame, paragraph, token)
                if len({a.entity for actors in trigger.actors.values() for a in actors}) >= frame.least:
                    found.append(trigger)
    return [t for t in found if not _is_changed(t, found)]


def _is_changed(trigger: Trigger, others: list[Trigger]) -> bool:
    """Whether what stands is what a word just above acts on: "closed its embassy" tells of the closing alone.

    So does "an exemption from the travel ban", though a ban may be news where it stands alone.
    """
    token, frame = trigger.token, trigger.frame
    if frame.part != "noun":
        return False
    if frame.status == "ongoing":
        above = {a.i for a in list(token.ancestors)[:2]}
        return any(o.frame.type == frame.type and o.token.i in above for o in others)
    if token.dep_ != "pobj" or token.head.lower_ not in _UNDONE:
        return False
    changed = token.head.head
    return any(o.token == changed and o.frame.type == frame.type and o.frame.change != frame.change for o in others)


def _candidates(know: Knowledge, part: str, token: Token) -> list[Frame]:
    """The frames of the word; of a word that none takes as what the parser holds it for, those of the other part.

    So a verb that the parser took for a noun, far from its subject ("We, the ministers, condemn"), still tells.
    """
    found = know.lexicon.of(part, _lemma(token))
    if found or part not in _OTHER_PART:
        return found
    return know.lexicon.of(_OTHER_PART[part], _lemma(token))


def _lemma(token: Token) -> str:
    """The lemma in lower case; of a plural name ("the Accords") its singular, which the parser leaves as it is."""
    lemma = str(token.lemma_).lower()
    return lemma[:-1] if token.tag_ == "NNPS" and lemma.endswith("s") else lemma


def _modal_frames(know: Knowledge, token: Token) -> list[Frame]:
    return [f for c in token.children if c.dep_ == "aux" for f in know.lexicon.of("modal", c.lower_)]


def _holds(draft: Draft, grammar: Grammar, frame: Frame, paragraph: Paragraph, token: Token) -> bool:
    """Whether the trigger stands as the frame wants it: one of the wanted words in each place."""
    if frame.comp and not grammar.complements(token):
        return False
    if frame.bar and any(_lemma(t) in frame.bar for t in _subjects(grammar, token)):
        return False
    return all(
        any(_is(draft, paragraph, t, wanted) for t in _tokens_of(grammar, name, token))
        for name, wanted in frame.conditions.items()
    )


def _subjects(grammar: Grammar, token: Token) -> list[Token]:
    """The subject, what a passive is done to (in "tons of rice were flown" both nouns), and what a clause is about."""
    who = [*grammar.slot("subj", token), *(c for c in token.children if c.dep_ == "nsubjpass")]
    who += [token.head] if token.dep_ in {"relcl", "acl"} else []
    return [t for head in who for t in (head, *grammar.after(head, "of"))]


def _tokens_of(grammar: Grammar, condition: str, token: Token) -> Iterable[Token]:
    """Among which tokens a condition looks for its words."""
    if condition == "prt":
        return [c for c in token.children if c.dep_ in {"prt", "advmod", "prep", "neg"}]
    if condition == "prep":
        carrier = grammar.carrier(token)
        hosts = [token, *([carrier] if carrier is not None else [])]
        return [c for h in hosts for c in grammar.followers(h) if c.dep_ in {"prep", "agent", "dative"}]
    if condition == "words":
        return [t for t in token.subtree if t.i != token.i and abs(t.i - token.i) < _NEAR]
    if condition == "beside":
        return [t for t in token.sent if t.i != token.i]
    if condition == "above":
        return list(token.ancestors)[:3]
    if condition == "mod":
        found = [c for c in token.lefts if c.dep_ in {"amod", "compound", "nmod", "poss", "advmod", "nummod"}]
        return found + [c for t in found if t.dep_ != "poss" for c in t.conjuncts]  # "medical and military aid"
    if condition in {"of", "from_"}:
        return grammar.after(token, condition.rstrip("_"))
    if condition == "obj":
        return grammar.objects(token)
    if condition == "subj":
        return [t for who in grammar.slot("subj", token) for t in (who, meant(who))]
    return grammar.theme(token)


def _is(draft: Draft, paragraph: Paragraph, token: Token, wanted: frozenset[str]) -> bool:
    """Whether the token is one of the wanted lemmas, or has one of the wanted natures."""
    if _lemma(token) in wanted or token.lower_ in wanted:
        return True
    key = (paragraph.index, token.i)
    if "@person" in wanted and key in draft.people:
        return True
    mentions = draft.entities.get(key, [])
    return bool(mentions) and (
        "@entity" in wanted
        or ("@org" in wanted and any(m.sense == "organisation" for m in mentions))
        or ("@demonym" in wanted and any(m.sense in {"demonym", "name"} for m in mentions))
        or ("@demonym-pair" in wanted and len({m.entity for m in mentions}) > 1)
    )


def _fill(
    draft: Draft,
    know: Knowledge,
    grammar: Grammar,
    discourse: Discourse,
    frame: Frame,
    paragraph: Paragraph,
    token: Token,
) -> Trigger:
    """The trigger with its actors: each role takes its slots in order; a party has the first role that takes it."""
    trigger = Trigger(paragraph, token, frame, {}, {}, [])
    taken: set[str | None] = set()
    for role, slots in frame.roles.items():
        for slot in slots:
            told_of = slot == "gov" and know.ontology.type(frame.type).family == "pressure" and _is_told_of(token)
            heads = [] if slot == "speaker" or told_of else _heads(know, grammar, frame, slot, token)
            actors = _speaker(discourse) if slot == "speaker" else []
            for head in heads:
                actors += [a for a in resolve(draft, know, discourse, paragraph, head) if a not in actors]
            known = trigger.actors.get(role, [])
            fresh = [a for a in actors if a.entity is not None and a.entity not in taken and a not in known]
            if not fresh:
                trigger.inward |= role == "target" and bool(actors) and all(a.entity in taken for a in actors)
                continue
            trigger.actors.setdefault(role, []).extend(fresh)
            trigger.slots.setdefault(role, []).append(slot)
            trigger.tokens.extend(heads)
            if role == "target" or (role == "actor" and frame.part == "noun"):
                break  # the first slot that names somebody has it; later ones are further off
        taken |= {a.entity for a in trigger.actors.get(role, [])}
    return trigger


def _heads(know: Knowledge, grammar: Grammar, frame: Frame, slot: str, token: Token) -> list[Token]:
    """The heads of the phrases that fill a slot; a deed in which somebody is killed is no place, but somebody's."""
    if slot == "deed":
        deeds = [h for h in grammar.slot("in", token) if _is_deed(know, h)]
        return [h for deed in deeds for h in (*grammar.slot("poss", deed), *grammar.slot("mod", deed))]
    heads = grammar.slot(slot, token)
    return [h for h in heads if not _is_deed(know, h)] if slot in _WHERE and frame.type == "attack" else heads


def _is_deed(know: Knowledge, token: Token) -> bool:
    """Whether a noun is a deed or its means, and no place: "killed in Russian missile strikes"."""
    lemma = token.lemma_.lower()
    return lemma in know.lexicon.nouns.means or any(f.type == "attack" for f in know.lexicon.of("noun", lemma))


def _is_told_of(token: Token) -> bool:
    """Whether a verb only tells of the deed ("spoke about the attack", "met after the raid"), done by somebody else."""
    while token.dep_ in {"conj", "compound", "appos"} and token.head != token:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ not in _DOING


def _speaker(discourse: Discourse) -> list[Actor]:
    return [discourse.speaker] if discourse.speaker else []

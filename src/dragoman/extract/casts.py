"""Casts: the ways to fill the roles of a trigger when its slots name only one side, from the words around it.

A text often leaves the other side to the reader: in the words below the trigger ("condemned the war on Ukraine"), to
the clause above it, to the sentence before, or to who issues the text. Each way is one Cast; which one holds is for
the learned choice to say, and "nobody" is always among them.
"""

from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.draft import Actor, Cast, Draft, Knowledge, Trigger
from dragoman.extract.grammar import Grammar

__all__ = ["is_another_verbs", "may_be", "open_role", "set_casts", "victims"]

_BELOW = 3  # parties below the trigger that are tried
_LAST = 2  # parties of the sentences before that are tried
_ON_WHOM = {"in", "on", "at", "near", "against"}
_SITES = {"city", "capital", "region"}
_MANY = 3  # who take part in a conference that is no meeting of two on the ground of a third


def set_casts(draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger) -> None:
    """Fills `trigger.casts`: as its slots have it, then with one party more where a side is open."""
    base = {role: list(actors) for role, actors in trigger.actors.items()}
    if trigger.frame.type == "conference" and len({a.entity for a in base.get("peer", [])}) >= _MANY:
        base["peer"] += _venue(draft, know, trigger, base["peer"])
    if trigger.frame.type == "visit" and base.get("target"):
        discourse.hosts |= {a.entity: base["target"] for a in base.get("actor", []) if a.entity}
    trigger.casts = [Cast(base, "none")]
    sides = {a.entity for actors in base.values() for a in actors}
    role = open_role(trigger, base)
    if role is None or trigger.inward:
        return
    if role == "target":
        sides |= victims(draft, know, trigger)
    seen: set[str] = set()
    for added, actors, distance, sense, via in _around(draft, know, discourse, trigger):
        fresh = [a for a in actors if a.entity and a.entity not in sides and may_be(know, trigger, role, added, a)]
        if added in {"sentence", "speaker"} and role == "target":
            fresh = [a for a in fresh if not is_another_verbs(draft, trigger, a.entity)]
        key = "+".join(sorted({a.entity or "" for a in fresh}))
        if not fresh or key in seen:
            continue
        seen.add(key)
        grown = {**base, role: [*base.get(role, []), *fresh]}
        trigger.casts.append(Cast(grown, added, role, distance, sense, via))
    if not base:
        _both_sides(trigger, role)


def _venue(draft: Draft, know: Knowledge, trigger: Trigger, known: list[Actor]) -> Iterator[Actor]:
    """The state, named as such, in which a conference of many is held: it takes part as the host."""
    holding = know.lexicon.nouns.holding_verbs
    held = [c for c in trigger.token.children if c.dep_ == "acl" and c.lemma_.lower() in holding]
    places = [p for c in held for prep in c.children if prep.lower_ == "in" for p in prep.children if p.dep_ == "pobj"]
    for place in places:
        for mention in draft.entities.get((trigger.paragraph.index, place.i), []):
            entity = know.gazetteer.entity(mention.entity)
            is_state = entity is not None and entity.kind == "state" and mention.sense == "name"
            if is_state and all(a.entity != mention.entity for a in known):
                yield Actor(mention.entity, mention.faction)


def victims(draft: Draft, know: Knowledge, trigger: Trigger) -> set[str | None]:
    """On whom the attack was that a word condemns: nobody is condemned for what was done to him.

    Of 38 marked condemnations of an attack none is marked with the victim as its target.
    """
    if trigger.frame.type != "condemn":
        return set()
    found = set[str | None]()
    for thing in trigger.token.children:
        if thing.dep_ == "dobj" and any(f.type == "attack" for f in know.lexicon.of("noun", thing.lemma_.lower())):
            where = [c for c in thing.lefts if c.dep_ == "compound"]
            on = [o for c in thing.children if c.lower_ in _ON_WHOM for o in c.children if o.dep_ == "pobj"]
            for word in (*where, *on):
                named = draft.entities.get((trigger.paragraph.index, word.i), [])
                found |= {m.entity for m in named if word in on or m.sense in _SITES}
    return found


def is_another_verbs(draft: Draft, trigger: Trigger, entity: str | None) -> bool:
    """Whether a party stands with the other verb alone, in "condemned the raid and dismissed reports from A"."""
    index, verbs = trigger.paragraph.index, [c for c in trigger.token.conjuncts if c.i > trigger.token.i]
    mentions = ((t, m) for t in trigger.token.sent for m in draft.entities.get((index, t.i), []))
    named = [t for t, m in mentions if m.entity == entity and m.sense != "city"]
    return trigger.frame.part == "verb" and bool(named) and all(any(t in v.subtree for v in verbs) for t in named)


def open_role(trigger: Trigger, base: dict[str, list[Actor]]) -> str | None:
    """Which role still wants somebody: the other side of a pair, the target, else the actor."""
    roles = trigger.frame.roles
    if "peer" in roles and "actor" not in roles:
        return "peer" if len({a.entity for a in base.get("peer", [])}) < 2 else None
    if not base.get("actor") and "actor" in roles:
        return "actor"
    return "target" if not base.get("target") else None


def _both_sides(trigger: Trigger, role: str) -> None:
    """Where the slots name nobody, also two of the found parties together: one above or before, one below."""
    if role != "actor":
        return
    above = [c for c in trigger.casts if c.added.startswith(("above", "speaker", "last", "issuer"))]
    below = [c for c in trigger.casts if c.added.startswith("below")]
    for upper in above[:1]:
        for lower in below[:1]:
            actors = {"actor": upper.actors["actor"], "target": lower.actors["actor"]}
            trigger.casts.append(Cast(actors, f"{upper.added}+below", role, upper.distance, lower.sense, lower.via))


def _around(
    draft: Draft, know: Knowledge, discourse: Discourse, trigger: Trigger
) -> Iterator[tuple[str, list[Actor], int, str, str]]:
    """Parties around the trigger: how found, who, how far off in words, in which sense named, by what it hangs."""
    token, index = trigger.token, trigger.paragraph.index
    count = 0
    for other in _below(token):
        for mention in draft.entities.get((index, other.i), []):
            if mention.last == other.i and mention.sense != "city" and count < _BELOW:
                yield (
                    f"below{count}",
                    [Actor(mention.entity, mention.faction)],
                    abs(other.i - token.i),
                    mention.sense,
                    _via(other),
                )
                count += 1
        person = draft.people.get((index, other.i))
        if person is not None and person.entity and count < _BELOW:
            yield (
                f"below{count}",
                [Actor(person.entity, person.faction, person)],
                abs(other.i - token.i),
                "person",
                _via(other),
            )
            count += 1
    grammar = Grammar(know.lexicon)
    for ancestor in token.ancestors:
        if ancestor.pos_ in {"VERB", "AUX"}:
            who = grammar.subject_or_theme(ancestor)
            if who is not None and who != token and token not in list(who.subtree):
                actors = [a for a in resolve(draft, know, discourse, trigger.paragraph, who) if a.entity]
                if actors:
                    yield "above", actors, abs(who.i - token.i), "clause", f"{token.dep_}<{ancestor.lemma_.lower()}"
                    break
    sentence = token.sent
    for other in sentence:
        for mention in draft.entities.get((index, other.i), []):
            if mention.last == other.i and mention.sense != "city":
                side = "before" if other.i < token.i else "after"
                via = f"{_via(other)} {side}"
                yield "sentence", [Actor(mention.entity, mention.faction)], abs(other.i - token.i), mention.sense, via
    if trigger.frame.type == "visit":
        for guest in trigger.actors.get("actor", []):
            if guest.entity in discourse.hosts:
                yield "host", discourse.hosts[guest.entity], 0, "before", ""
    if discourse.speaker is not None:
        yield "speaker", [discourse.speaker], 0, "speaker", ""
    if discourse.pair:
        yield "pair", list(discourse.pair), 0, "pair", ""
    for number, (entity, faction) in enumerate(discourse.entities[:_LAST]):
        yield f"last{number}", [Actor(entity, faction)], 0, "before", ""
    if draft.issuer:
        yield "issuer", draft.joint_issuers or [Actor(draft.issuer)], 0, "issuer", ""


def may_be(know: Knowledge, trigger: Trigger, role: str, added: str, actor: Actor) -> bool:
    """Whether somebody found around (`added`) may be taken: nobody attacks because he is named nearby, nor is an
    organisation visited because it was spoken of before.
    """
    if role == "actor" and know.ontology.type(trigger.frame.type).family == "pressure":
        return trigger.frame.change is not None and not added.startswith(("sentence", "last", "pair"))
    if trigger.frame.type != "visit" or not added.startswith(("last", "pair", "speaker")):
        return True
    entity = know.gazetteer.entity(actor.entity or "")
    return entity is None or entity.kind != "organisation"


def _via(token: Token) -> str:
    """By what a named party hangs in the parse: its preposition, else its relation, with the word that it serves."""
    node = token
    while node.dep_ in {"compound", "conj", "appos", "nmod"} and node.head != node:
        node = node.head
    return f"{node.head.lower_}" if node.dep_ == "pobj" else str(node.dep_)


def _below(token: Token) -> list[Token]:
    """The words below the trigger, nearest in the parse first, without a verb beside it and what that has below."""
    found: list[Token] = []
    level = [c for c in token.children if c.dep_ != "conj" or c.pos_ not in {"VERB", "AUX"}]
    while level:
        found.extend(level)
        level = [c for t in level for c in t.children if not _apart(c)]
    return [t for t in found if not _apart(t)]


def _apart(token: Token) -> bool:
    """Whether a word begins a clause beside the trigger's, with parties of its own."""
    return token.dep_ in {"conj", "advcl", "parataxis"} and token.pos_ in {"VERB", "AUX"}

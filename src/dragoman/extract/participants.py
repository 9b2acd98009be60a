"""Participants: which persons take part for the parties of a trigger, once it is chosen who the parties are.

The slots name some of them. The others stand around, and each step takes only those of a party that has nobody yet,
but for the lists:

1. who stands in one list with a participant ("Envoy A and Chargé B")
2. who fills a slot without a party of his own, for the party found for it ("In Peru she met Foreign Minister A")
3. the delegation of the party, where the text says who that was
4. of what is said: the speaker, who released a joint statement, the signer of a release
5. of statements, contacts and envoys: the one person of a party whom the sentence names

Spokesmen are left out of all but what is said. A state does by itself what its officials only tell of: nobody takes
part in a treaty because he speaks of it, or was spoken of before it. But what he announces is his own doing; then he is
not its source.
"""

import dataclasses
from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.extract.discourse import byline
from dragoman.extract.draft import Actor, Draft, Knowledge, Person, Trigger
from dragoman.extract.lists import listed

__all__ = ["add_participants", "leave_out_spokesmen", "let_speaker_act"]

_CONTACTS = {"meeting", "visit", "call", "conference", "negotiation"}
_PERSONAL = {"meeting", "visit", "call", "message", "invitation"}  # what persons do, who are spoken of in turn
_BORROWED = ("pair", "speaker", "last", "issuer")  # casts whose added party is from elsewhere in the text
_SPOKEN = {"message"}  # besides positions: what a speaker of the party does by what he says
# Whose one person in the sentence takes part; with a visit others are often named.
_NAMED = {"position": ("actor", "target"), "meeting": ("peer",), "call": ("peer",), "envoy": ("actor",)}
_WE = {"we", "our", "us"}
_SELF = {"i", "my", "me", "he", "his", "him", "she", "her"}


def add_participants(draft: Draft, know: Knowledge, trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """Adds to the actors of a trigger's cast who takes part for them by name."""
    family = know.ontology.type(trigger.frame.type).family
    is_position = family == "position"
    if not is_position and trigger.frame.type not in _PERSONAL:
        _drop_borrowed(trigger, actors)
    _add_listed(draft, trigger, actors)
    _add_unplaced(draft, trigger, actors)
    if trigger.frame.type in _CONTACTS:
        _add_delegations(draft, actors)
    announced = trigger.source is None and trigger.frame.type != "conference"
    if is_position or announced or trigger.frame.type in _SPOKEN:
        let_speaker_act(trigger, actors)
    if is_position or trigger.frame.type == "message":
        _let_releasers_act(draft, actors)
        _let_signer_act(draft, actors)
    elif family != "contact":
        _drop_signer(draft, know, trigger, actors)
    roles = _NAMED.get("position" if is_position else trigger.frame.type)
    if roles is not None:
        _add_named(draft, trigger, actors, roles)
    leave_out_spokesmen(know, trigger, actors)


def leave_out_spokesmen(know: Knowledge, trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """Who speaks for others takes part in what is said, and in nothing that he tells of them."""
    if trigger.frame.type in _SPOKEN or know.ontology.type(trigger.frame.type).family == "position":
        return
    for found in actors.values():
        found[:] = [
            dataclasses.replace(a, person=None) if a.person and a.person.offices & know.lexicon.nouns.tellers else a
            for a in found
        ]


def _open(actors: dict[str, list[Actor]], roles: tuple[str, ...]) -> Iterator[tuple[list[Actor], int, Actor]]:
    """The parties in these roles that nobody takes part for."""
    named = {a.entity for found in actors.values() for a in found if a.person is not None}
    for role in roles:
        found = actors.get(role, [])
        for number, actor in enumerate(found):
            if actor.entity is not None and actor.entity not in named:
                yield found, number, actor


def _drop_borrowed(trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """What states do is not done by those who were last spoken of: of a party from elsewhere, the party alone."""
    if trigger.cast is None or not trigger.cast.added.startswith(_BORROWED):
        return
    own = [a for found in trigger.casts[0].actors.values() for a in found]
    for found in actors.values():
        found[:] = [a if a in own else dataclasses.replace(a, person=None) for a in found]


def _add_listed(draft: Draft, trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """1. "met Foreign Minister A, Deputy Minister B and Adviser C": all of one party."""
    for row in listed(draft, trigger.paragraph, trigger.token.sent):
        for found in actors.values():
            for actor in list(found):
                if actor.person is None or actor.person not in row:
                    continue
                known = [a.person for a in found]
                theirs = [p for p in row if p.entity == actor.entity or (p.entity is None and p.offices)]
                fellows = [p for p in theirs if p not in known]
                found.extend(dataclasses.replace(actor, person=p) for p in dict.fromkeys(fellows))


def _add_unplaced(draft: Draft, trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """2. Officials below the trigger of whom nobody says whose they are act for the party that was found for it."""
    added = trigger.cast.role if trigger.cast is not None and trigger.cast.added != "none" else ""
    wanting = [item for item in _open(actors, (added,)) if item[2].entity != draft.issuer]
    if len(wanting) != 1:
        return
    index = trigger.paragraph.index
    below = (draft.people.get((index, t.i)) for t in trigger.token.subtree)
    people = dict.fromkeys(p for p in below if p is not None and p.entity is None and p.offices)
    found, number, actor = wanting[0]
    found[number : number + 1] = [dataclasses.replace(actor, person=p) for p in people] or [actor]


def _add_delegations(draft: Draft, actors: dict[str, list[Actor]]) -> None:
    """3. "A and B led the Thai delegation": who meets for Thailand."""
    wanting = {actor.entity for _, _, actor in _open(actors, ("actor", "target", "peer"))}
    for entity, row in draft.delegations:
        for found in actors.values() if entity in wanting else ():
            _join(found, entity, row)


def _join(found: list[Actor], entity: str, people: list[Person]) -> None:
    """All these people take part for the party, where they are its own."""
    own = [p for p in dict.fromkeys(people) if p.entity == entity and p not in [a.person for a in found]]
    at = next((n for n, a in enumerate(found) if a.entity == entity), None)
    if at is not None and own:
        cut = at if found[at].person is None else at + 1
        found[cut : at + 1] = [dataclasses.replace(found[at], person=p) for p in own]


def let_speaker_act(trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """4. Who speaks for the acting party takes part by name ("India is committed …," Jaishankar said)."""
    speaker = trigger.speaker
    if speaker is None or speaker.person is None:
        return
    for role in ("actor", "peer"):
        for number, actor in enumerate(actors.get(role, [])):
            if actor.entity == speaker.entity and actor.person is None and actor.faction in {None, speaker.faction}:
                actors[role][number] = speaker
                return


def _let_releasers_act(draft: Draft, actors: dict[str, list[Actor]]) -> None:
    """4. Of a joint statement those act who release it ("released by Minister A and Secretary B")."""
    releasers = {a.entity: a.person for a in draft.joint_issuers if a.person is not None}
    if len({a.entity for a in actors.get("actor", [])} & set(releasers)) < 2:
        return
    for found, number, actor in list(_open(actors, ("actor",))):
        if actor.entity in releasers:
            found[number] = dataclasses.replace(actor, person=releasers[actor.entity])


def _let_signer_act(draft: Draft, actors: dict[str, list[Actor]]) -> None:
    """4. What a signed release says for its issuer, its signer says."""
    signer = byline(draft)
    for found, number, actor in list(_open(actors, ("actor",))) if signer is not None else ():
        if actor.entity == draft.issuer:
            found[number] = dataclasses.replace(actor, person=signer)


def _drop_signer(draft: Draft, know: Knowledge, trigger: Trigger, actors: dict[str, list[Actor]]) -> None:
    """What a signed release tells of the issuer's doings is not the signer's own, unless the sentence names him."""
    signer = byline(draft)
    if signer is None:
        return
    said = [t for t in trigger.token.sent if t.lower_ in _WE or draft.entities.get((trigger.paragraph.index, t.i))]
    index = trigger.paragraph.index
    himself = any(
        draft.people.get((index, t.i)) is signer
        or t.lower_ in _SELF
        or t.lemma_.lower() in know.lexicon.nouns.officials
        for t in trigger.token.sent
    )
    if himself or not said:
        return
    for found in actors.values():
        found[:] = [dataclasses.replace(a, person=None) if a.person is signer else a for a in found]


def _is_aside(token: Token) -> bool:
    """Whether a name only says whose or of whom something is ("the regime of A", "B's guards")."""
    follows = token.nbor() if token.i + 1 < len(token.doc) else None
    placed = token.dep_ == "pobj" and token.head.lower_ in {"of", "under"}
    return placed or token.dep_ in {"poss", "compound", "nmod"} or (follows is not None and follows.tag_ == "POS")


def _add_named(draft: Draft, trigger: Trigger, actors: dict[str, list[Actor]], roles: tuple[str, ...]) -> None:
    """5. Of a party the one person whom the sentence names."""
    below = set(trigger.token.subtree)
    teller = trigger.speaker.person if trigger.speaker is not None and trigger.frame.type in _CONTACTS else None
    named: list[tuple[Person, bool]] = []
    for token in trigger.token.sent:
        person = draft.people.get((trigger.paragraph.index, token.i))
        if person is not None and person is not teller and not _is_aside(token):
            named.append((person, token in below or token.i < trigger.token.i))
    for found, number, actor in list(_open(actors, roles)):
        told = found is actors.get("target")  # nobody is told it who is only named after it
        own = {p for p, near in named if p.entity == actor.entity and (near or not told)}
        if len(own) == 1:
            found[number] = dataclasses.replace(actor, person=own.pop())

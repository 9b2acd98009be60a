"""Scored casts: the ways to fill the roles of a trigger that the encoder would have, beside those that rules find.

Where its slots leave a side open, the encoder says who is on it; where they name somebody, it may see others there as
well, or nobody, or the same in other roles. Each is one Cast more for the learned choice to choose from.
"""

from collections.abc import Mapping, Sequence

from dragoman.extract.casts import is_another_verbs, may_be, open_role, victims
from dragoman.extract.draft import Actor, Cast, Draft, Knowledge, Trigger
from dragoman.extract.encoder import ROLES

__all__ = ["SCORED", "add_scored_casts"]

SCORED = frozenset({"network", "more", "less", "turned"})
"""How these casts are called."""

_Odds = Mapping[str, Sequence[float]]
"""The log probabilities of the roles of each party, as `Scores.roles` has them."""

_SURE = -4.0  # log probability that a party takes no part, from which the encoder is taken at its word on it
_LIKELY = -3.0  # the same, from which it may take part beside those whom the slots name
_NOBODY = -0.1  # the same, from which on who fills a slot may be left out


def add_scored_casts(draft: Draft, know: Knowledge) -> None:
    """Adds for each trigger the casts that the encoder would have.

    `network` has its open sides filled by all whom the encoder puts there, `more` also those beside them of whom it is
    sure; `less` lacks a side that it is sure takes no part (in lists it errs); `turned` has each in the role that it is
    sure of, unless of several nobody would act any more.

    A trigger whose slots name nobody may get all its sides so.
    """
    for trigger in draft.triggers:
        if trigger.scores is None or trigger.inward:
            continue
        base, odds = trigger.casts[0].actors, trigger.scores.roles
        role = open_role(trigger, base)
        grown = {r: list(actors) for r, actors in base.items()}
        if role is not None:
            wanted = [role] if base else [r for r in trigger.frame.roles if r != "none"]
            _grow(draft, know, trigger, {e: o for e, o in odds.items() if _best(o) in wanted}, grown)
            _offer(trigger, grown, "network", role)
        if base:
            likely = {e: o for e, o in odds.items() if _best(o) in base and o[0] <= _LIKELY}
            _grow(draft, know, trigger, likely, grown)
            _offer(trigger, grown, "more", next(iter(base)))
            less = {r: found for r, found in base.items() if not all(_is_nobody(odds, a) for a in found)}
            if less:
                _offer(trigger, less, "less", next(iter(less)))
            turned = _turned(trigger, odds, grown)
            several = sum(map(len, turned.values())) > 1
            if "actor" in turned or "actor" not in grown or not several:
                _offer(trigger, turned, "turned", next(iter(base)))


def _best(odds: Sequence[float]) -> str:
    """The likeliest role."""
    return ROLES[odds.index(max(odds))]


def _grow(draft: Draft, know: Knowledge, trigger: Trigger, wanted: _Odds, grown: dict[str, list[Actor]]) -> None:
    """Puts each party that is wanted and not there yet into its likeliest role, where it may be."""
    sides = {a.entity for actors in grown.values() for a in actors}
    spared = victims(draft, know, trigger)
    for entity, odds in wanted.items():
        best = _best(odds)
        if entity in sides:
            continue
        if best == "target" and (entity in spared or is_another_verbs(draft, trigger, entity)):
            continue
        actor = _known(draft, trigger, entity)
        if odds[0] < _SURE or may_be(know, trigger, best, "network", actor):
            grown.setdefault(best, []).append(actor)


def _is_nobody(odds: _Odds, actor: Actor) -> bool:
    """Whether the encoder is sure that he takes no part."""
    own = odds.get(actor.entity or "")
    return own is not None and own[0] > _NOBODY


def _turned(trigger: Trigger, odds: _Odds, actors: dict[str, list[Actor]]) -> dict[str, list[Actor]]:
    """The same parties, but each of whom the encoder is sure that it has another role in that one."""
    turned: dict[str, list[Actor]] = {}
    for role, found in actors.items():
        for actor in found:
            own = odds.get(actor.entity or "")
            is_other = own is not None and _best(own) in trigger.frame.roles and own[ROLES.index(role)] < _LIKELY
            turned.setdefault(_best(own) if own is not None and is_other else role, []).append(actor)
    return turned


def _offer(trigger: Trigger, actors: dict[str, list[Actor]], added: str, role: str) -> None:
    """One more cast, unless there is one of the same parties in the same roles."""
    known = [{(a.entity, r) for r, found in c.actors.items() for a in found} for c in trigger.casts]
    if {(a.entity, r) for r, found in actors.items() for a in found} not in known:
        filled = {r: list(found) for r, found in actors.items() if found}
        trigger.casts.append(Cast(filled, added, role if role in filled else next(iter(filled))))


def _known(draft: Draft, trigger: Trigger, entity: str) -> Actor:
    """A party as a cast has it, with the person who acts for it, else as the sentence names it."""
    for cast in trigger.casts:
        for actor in (a for found in cast.actors.values() for a in found):
            if actor.entity == entity and (actor.person is not None or cast.added == "none"):
                return actor
    return _named(draft, trigger, entity)


def _named(draft: Draft, trigger: Trigger, entity: str) -> Actor:
    """A party named in the sentence, with the person who acts for it, or the faction named."""
    index = trigger.paragraph.index
    people = (draft.people.get((index, token.i)) for token in trigger.token.sent)
    for person in people:
        if person is not None and person.entity == entity:
            return Actor(entity, person.faction, person)
    mentions = (m for token in trigger.token.sent for m in draft.entities.get((index, token.i), []))
    return next((Actor(entity, m.faction) for m in mentions if m.entity == entity), Actor(entity))

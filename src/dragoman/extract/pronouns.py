"""Pronouns: what a pronoun can refer to, the phrases of its own sentence before who was spoken of earlier."""

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Token

from dragoman.extract.discourse import Discourse, addressee, byline
from dragoman.extract.draft import Actor, Draft, Paragraph, Person

__all__ = ["Antecedent", "antecedent"]

_HE = {"he", "him", "his", "himself"}
_SHE = {"she", "her", "hers", "herself"}
_THEY = {"they", "them", "their", "themselves", "both", "theirs"}
_IT = {"it", "its", "itself"}
_I = {"i", "my", "me", "mine", "myself"}
_WE = {"we", "us", "our", "ours", "ourselves"}
_YOU = {"you", "your", "yours"}
# What is said of no party: "it is good to see you", "it is an honour to be here".
_VALUES = {
    "bad", "better", "clear", "critical", "crucial", "difficult", "easy", "essential", "fantastic", "fitting",
    "good", "great", "hard", "imperative", "important", "impossible", "natural", "necessary", "nice",
    "possible", "right", "terrific", "time", "true", "urgent", "useful", "vital", "wonderful", "wrong",
    "delight", "honor", "honour", "joy", "pleasure", "privilege",
}  # fmt: skip
_RELATIVE = {"who", "which", "that", "whom", "whose"}
_SUBJECTS = {"nsubj", "nsubjpass"}


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a pronoun may mean: `phrases` of its sentence to try in turn, `spoken` when none of them gives anybody.

    `fits` says whether an actor can be meant; `plural` that several must be.
    """

    phrases: tuple[Token, ...]
    spoken: list[Actor]
    plural: bool
    fits: Callable[[Actor], bool]


def antecedent(draft: Draft, discourse: Discourse, paragraph: Paragraph, token: Token) -> Antecedent | None:
    """What the pronoun can refer to; None when the token is no pronoun."""
    lower = token.lower_
    if lower in _RELATIVE:
        clause = next((t for t in (token.head, token.head.head, token.head.head.head) if t.dep_ == "relcl"), None)
        if clause is None:
            return Antecedent((), [], False, _anybody)
        return Antecedent((clause.head,), [], False, _anybody)
    if lower in _HE | _SHE:
        wrong = lower in _HE

        def is_meant(actor: Actor) -> bool:
            return actor.person is not None and actor.person.female is not wrong

        spoken = next((p for p in discourse.people if p.female is not wrong), None)
        return Antecedent(tuple(_subjects(token)), _actors(spoken), False, is_meant)
    if lower in _I:
        return Antecedent((), _speaker(draft, discourse), False, _anybody)
    if lower in _WE:
        return Antecedent((), draft.joint_issuers or _speaker(draft, discourse), False, _anybody)
    if lower in _YOU:
        return Antecedent((), _actors(addressee(draft, paragraph)), False, _anybody)
    if lower in _THEY or (lower in {"other", "another"} and token.i > 0 and token.nbor(-1).lower_ in {"each", "one"}):
        return Antecedent(tuple(_subjects(token)), discourse.states_together(), True, _anybody)
    if lower in _IT and _is_empty(token):
        return Antecedent((), [], False, _anybody)
    if lower in _IT:
        spoken_of = [Actor(*discourse.entities[0])] if discourse.entities else []
        return Antecedent(tuple(_subjects(token)), spoken_of, False, lambda a: a.person is None)
    return Antecedent((), [], False, _anybody) if token.pos_ == "PRON" else None


def _is_empty(token: Token) -> bool:
    """Whether "it" only holds the place of what comes after ("it is good to see you")."""
    values = (c for c in token.head.children if c.dep_ in {"acomp", "attr"} and c.lower_ in _VALUES)
    return token.dep_ == "nsubj" and any(values)


def _speaker(draft: Draft, discourse: Discourse) -> list[Actor]:
    """Who says "we": the one quoted, in a release that is signed its signer."""
    if discourse.speaker is None:
        return []
    signer = byline(draft) if discourse.speaker == Actor(draft.issuer) else None
    return [Actor(draft.issuer, None, signer)] if signer is not None else [discourse.speaker]


def _anybody(actor: Actor) -> bool:
    return actor.entity is not None or actor.person is not None


def _actors(person: Person | None) -> list[Actor]:
    return [Actor(person.entity, person.faction, person)] if person is not None else []


def _subjects(token: Token) -> list[Token]:
    """Nouns before the pronoun that it belongs to, and the subjects of the clauses around it, the nearest first.

    A possessive that hangs on a verb by a preposition is of its object first: "thanked Norway for its aid".
    """
    found = []
    below = token
    for ancestor in token.ancestors:
        if (
            below.dep_ in {"conj", "relcl", "acl", "appos"}
            and ancestor.i < token.i
            and ancestor.pos_ in {"NOUN", "PROPN"}
        ):
            found.append(ancestor)
        if token.dep_ == "poss" and below.dep_ == "prep" and ancestor.pos_ == "VERB":
            found += [c for c in ancestor.children if c.dep_ == "dobj" and c.i < below.i]
        found += [c for c in ancestor.children if c.dep_ in _SUBJECTS and c.i < token.i and c != below]
        below = ancestor
    return found

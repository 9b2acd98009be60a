"""Joint statements: who says "we" in one.

The opening tells it ("released by the Governments of A and B", "Representatives of A, B and C met"), else the title.
"""

import itertools
import re
from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.extract.actors import Discourse, resolve
from dragoman.extract.draft import Actor, Draft, Knowledge, Paragraph

__all__ = ["find_joint_issuers"]

_JOINT = re.compile(r"\bjoint (?:\w+ )?(?:statement|communiqu|declaration|press|readout)", re.IGNORECASE)
_BEGIN = re.compile(r"begin text", re.IGNORECASE)
_OPENING = 4  # paragraphs below the title in which the issuers are named
_GIVEN = {
    "release", "issue", "make", "adopt", "statement", "communiqué", "communique", "declaration", "text", "readout",
}  # fmt: skip
_ENDS = {"on", "following", "after", "during", "regarding", "in", "at"}  # what comes after those who give a statement


def find_joint_issuers(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.joint_issuers`: each party once, with who signs for it; nobody where it is no joint statement.

    A statement is joint that is so called in the title, or that persons of several parties are said to release.
    """
    title = next((p for p in draft.paragraphs if p.title), None)
    titled = [a for t in title.doc for a in _named(draft, title, t)] if title is not None else []
    if title is not None and _JOINT.search(title.text):
        named = itertools.chain(_givers(draft), _subjects(draft, know), [titled])
    else:
        named = itertools.chain(given for given in _givers(draft) if all(a.person for a in given))
    for given in named:
        parties = {a.entity for a in given if a.entity}
        if len(parties) > 1:
            draft.joint_issuers = [a for a in _once([*given, *titled]) if a.entity in parties]
            return


def _givers(draft: Draft) -> Iterator[list[Actor]]:
    """Who is named after "released by" and the like; long lists are told by their names, for parsers lose them."""
    for paragraph in _opening(draft):
        for token in paragraph.doc:
            if token.lower_ == "by" and token.head.lemma_.lower() in _GIVEN:
                after = itertools.takewhile(lambda t: t.lower_ not in _ENDS, paragraph.doc[token.i + 1 :])
                yield [a for t in after for a in _named(draft, paragraph, t)]


def _subjects(draft: Draft, know: Knowledge) -> Iterator[list[Actor]]:
    """The subjects before the text begins, and who "we" are said to be ("We, the Foreign Ministers of …")."""
    for paragraph in _opening(draft):
        for token in paragraph.doc:
            if token.dep_ == "nsubj" and token.head.dep_ == "ROOT":
                said = [c for c in token.children if c.dep_ == "appos"] if token.lower_ == "we" else [token]
                yield from (resolve(draft, know, Discourse(), paragraph, head) for head in said)
        if _BEGIN.search(paragraph.text):
            return


def _opening(draft: Draft) -> list[Paragraph]:
    return [p for p in draft.paragraphs if not p.title][:_OPENING]


def _named(draft: Draft, paragraph: Paragraph, token: Token) -> list[Actor]:
    person = draft.people.get((paragraph.index, token.i))
    if person is not None and person.entity:
        return [Actor(person.entity, person.faction, person)]
    return [Actor(m.entity, m.faction) for m in draft.entities.get((paragraph.index, token.i), [])]


def _once(actors: list[Actor]) -> list[Actor]:
    """Each party once, with a person where any has one."""
    found: dict[str, Actor] = {}
    for actor in actors:
        if actor.entity and (actor.entity not in found or (found[actor.entity].person is None and actor.person)):
            found[actor.entity] = actor
    return list(found.values())

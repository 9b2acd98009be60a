"""What a predicate of a parsed sentence does, as a CAMEO code: the lexicon of acts run over the dependency parse.

A predicate's code is found from the inside out: the act under it, turned by the predicate where that is an operator
("agreed to", "refused to", "called off"), then by its own auxiliaries and negation.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.knowledge.acts import ActPattern, Acts

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["ActFinder"]

_DEEPEST = 6
_OBJECTS = ("dobj", "nsubjpass", "attr", "dative", "oprd", "acomp", "obj", "npadvmod")
_INNER_NOUNS = ("dobj", "nsubjpass", "attr", "pobj", "oprd", "acomp", "obj")


class ActFinder:
    """Finds the CAMEO code of a predicate with the lexicon `acts`."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    def code(self, predicate: "Token", depth: int = 0) -> str | None:
        """The CAMEO code of what `predicate` (a verb or noun) does, None where the lexicon does not know."""
        if depth > _DEEPEST:
            return None
        if predicate.pos_ in ("NOUN", "PROPN") and not _is_verbal(predicate):
            return self._noun_code(predicate, depth)
        own = self._own(predicate)
        operator = self._operator(predicate)
        if own is not None and (own.objects or operator in (None, "light", "say")):
            code: str | None = self._purpose(predicate, own.code, depth)
        elif operator is None:
            code = None
        else:
            inner = self._inner(predicate, depth)
            turned = self._acts.turn(operator, inner)
            code = own.code if own is not None and (turned is None or inner is None) else turned
        return self._with_auxiliaries(predicate, code, operator)

    def operator(self, predicate: "Token") -> str | None:
        """The operator that `predicate` is, if it is one."""
        return self._operator(predicate)

    def obliges(self, clause: "Token") -> bool:
        """Whether a clause says what must be done ("must", "should", "is needed")."""
        words = {child.lower_ for child in clause.children} | {self._lemma(clause)}
        return not self._acts.obligation.isdisjoint(words)

    def about(self, clause: "Token") -> str | None:
        """What somebody does who says this clause of another: blame for harm, else the act itself."""
        code = self.code(clause)
        if code is None or code[:2] in _HARM or not _BLAME.isdisjoint(self._lemma(w) for w in clause.subtree):
            return "112"
        return code

    def _noun_code(self, noun: "Token", depth: int) -> str | None:
        operator = self._operator(noun)
        if operator in _NOUN_OPERATORS:
            inner = self._inner(noun, depth)
            if inner is not None:
                return self._acts.turn(operator, inner)
        code = self._acts.nouns.get(self._lemma(noun))
        if code is not None:
            return code
        parts = [self._lemma(c) for c in noun.children if c.dep_ in ("compound", "amod", "nmod")]
        named = [self._acts.nouns[part] for part in parts if part in self._acts.nouns]
        code = next((part for part in named if part[:2] not in _FORCE), None)  # an attack helicopter is no attack
        if code is not None:
            return code
        clauses = (self.code(child, depth + 1) for child in noun.children if child.dep_ in ("acl", "relcl"))
        return next(filter(None, clauses), None)

    def _lemma(self, token: "Token") -> str:
        lemma = token.lemma_.lower()
        return self._acts.lemmas.get(lemma, lemma)

    def _own(self, verb: "Token") -> ActPattern | None:
        """The most specific pattern that fits the verb; of equals the first in the file."""
        fitting = [p for p in self._acts.verbs.get(self._lemma(verb), ()) if self._fits(p, verb)]
        heads = {self._lemma(child) for child in verb.children if child.dep_ in _OBJECTS}
        return max(fitting, key=lambda p: (p.asks, not p.objects.isdisjoint(heads)), default=None)

    def _fits(self, pattern: ActPattern, verb: "Token") -> bool:
        if pattern.particle is not None and not _has_particle(verb, pattern.particle):
            return False
        return not pattern.objects or any(self._lemma(word) in pattern.objects for word in self._zone(verb))

    def _zone(self, verb: "Token") -> Iterator["Token"]:
        """The words of a verb's objects: its objects, what stands under its prepositions, and their parts."""
        for child in verb.children:
            if child.dep_ in _OBJECTS or (child.dep_ in ("xcomp", "ccomp") and child.pos_ == "ADJ"):
                yield from self._parts(child)
            elif child.dep_ == "prep":
                yield child
                for inner in child.children:
                    if inner.dep_ in ("pobj", "pcomp"):
                        yield from self._parts(inner)
            elif child.dep_ in ("prt", "advmod"):
                yield child

    def _parts(self, noun: "Token", depth: int = 0) -> Iterator["Token"]:
        """A noun, what modifies it and what it is of, but not what an operator has under it ("a suspension of aid")."""
        yield noun
        if depth > _DEEPEST:
            return
        operates = noun.pos_ == "NOUN" and self._operator(noun) in _NOUN_OPERATORS
        for child in noun.children:
            if child.dep_ in ("compound", "conj", "nmod", "amod", "nummod", "quantmod"):
                yield from self._parts(child, depth + 1)
            elif child.dep_ == "prep" and not operates:
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield from self._parts(inner, depth + 1)

    def _operator(self, verb: "Token") -> str | None:
        named = self._acts.operators.get(self._lemma(verb), ())
        fitting = [(particle is not None, -i, name) for i, (particle, name) in enumerate(named)
                   if particle is None or _has_particle(verb, particle)]  # fmt: skip
        return max(fitting)[2] if fitting else None

    def _purpose(self, verb: "Token", code: str, depth: int) -> str:
        """Forces that are sent to help are help, and no show of force."""
        if code.startswith("15"):
            for child in verb.children:
                if child.dep_ in ("xcomp", "advcl") and (self.code(child, depth + 1) or "").startswith(("06", "07")):
                    return "070"
        return code

    def _inner(self, verb: "Token", depth: int) -> str | None:
        """The act under an operator: in its clauses first, then in its nouns."""
        for child in _complements(verb):
            code = self.code(child, depth + 1)
            if code is not None:
                return code
        return None

    def _with_auxiliaries(self, verb: "Token", code: str | None, operator: str | None) -> str | None:
        children = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "advmod")}
        if code is None:
            return None
        if children & self._acts.negation and operator != "say":
            return code if code.startswith("12") else self._acts.turn("refuse", code)
        if children & self._acts.future and operator not in ("intend", "refuse", "appeal", "demand", "threaten"):
            return self._acts.turn("intend", code)
        return code


_HARM = frozenset({"01", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"})
_BLAME = frozenset({"responsible", "guilty", "behind", "fail", "violate", "illegal", "blame"})
_FORCE = ("18", "19", "20")
_NOUN_OPERATORS = ("intend", "refuse", "appeal", "demand", "threaten", "end", "allow")


def _is_verbal(token: "Token") -> bool:
    """Whether a word tagged as a noun stands where a verb stands (a headline's "hosts", a tagger's slip)."""
    return token.dep_ == "ROOT" and any(c.dep_ in ("nsubj", "dobj") for c in token.children)


def _has_particle(verb: "Token", particle: str) -> bool:
    return any(
        child.lemma_.lower() == particle or child.lower_ == particle
        for child in verb.children
        if child.dep_ in ("prt", "advmod", "acomp", "prep", "oprd", "ccomp", "xcomp", "agent", "dobj", "aux")
    )


def _complements(verb: "Token") -> Iterator["Token"]:
    """Where an act under an operator can stand, the likeliest first."""
    children = list(verb.children)
    yield from (c for c in children if c.dep_ in ("xcomp", "ccomp", "acl"))
    for child in children:
        if child.dep_ in _INNER_NOUNS:
            yield from _nouns(child)
    for child in children:
        if child.dep_ in ("prep", "agent", "dative"):
            yield from (c for c in child.children if c.dep_ == "pcomp")
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _nouns(inner)
    yield from (c for c in children if c.dep_ == "advcl")


def _nouns(noun: "Token", depth: int = 0) -> Iterator["Token"]:
    yield noun
    if depth > 2:
        return
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB" and depth == 0:
            yield child
        elif child.dep_ == "conj":
            yield from _nouns(child, depth + 1)
        elif child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    yield from _nouns(inner, depth + 1)

"""Who acts in a parsed sentence, as CAMEO actor codes: the country from names in the noun phrase, the role from its words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.knowledge.cameo_actors import CameoActors
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.offices import Offices

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["ActorFinder", "Actors"]

_PLACES = ("capital", "city", "region", "name")
_MODIFIERS = ("compound", "amod", "nmod", "poss", "appos", "nummod")


@dataclass(frozen=True, slots=True)
class Actors:
    """The parties named in one sentence: `named` maps the index of a name's last token to its code and sense.

    `home` is the country that a role without a country is taken to belong to, None where the sentence names none.
    """

    named: dict[int, tuple[str, str]]
    home: str | None
    table: CameoActors

    def of(self, noun: "Token") -> list[str]:
        """The actor codes of a noun phrase and of those joined to it by "and"; none where nobody is named."""
        codes = []
        for head in (noun, *noun.conjuncts):
            code = self._phrase(head)
            if code is not None and code not in codes:
                codes.append(code)
        return codes

    def _phrase(self, head: "Token") -> str | None:
        words = list(_phrase(head))
        base = self._base(head, words)
        role = self.table.role(w for token in words for w in (token.lemma_.lower(), token.lower_))
        if base is None:
            return f"{self.home}{role}" if role and self.home else None
        if head.i in self.named and head.pos_ == "PROPN" and not any(t.dep_ == "compound" for t in head.children):
            role = ""
        return base if len(base) > 3 else base + role

    def _base(self, head: "Token", words: list["Token"]) -> str | None:
        """The name that belongs closest: the head itself, then names before it, then names after an "of"."""
        found = [(token.i > head.i, abs(token.i - head.i), self.named[token.i][0]) for token in words if token.i in self.named]
        return min(found)[2] if found else None


class ActorFinder:
    """Finds the parties of a sentence."""

    def __init__(self, gazetteer: Gazetteer, offices: Offices, table: CameoActors) -> None:
        self._gazetteer = gazetteer
        self._offices = offices
        self._table = table

    def find(self, doc: "Doc", date: datetime.date | None) -> Actors:
        """The parties that `doc` names; `date` decides who held an office under a family name."""
        named: dict[int, tuple[str, str]] = {}
        home = None
        for match in self._gazetteer.scan(doc.text):
            span = doc.char_span(match.start, match.end, alignment_mode="expand")
            entity = self._gazetteer.entity(match.entity)
            if span is None or entity is None:
                continue
            code = self._table.base(entity)
            named[span.root.i] = named[span[-1].i] = (code, match.sense)
            if home is None and entity.kind in ("state", "territory"):
                home = code[:3]
        for ent in doc.ents:
            if ent.label_ == "PERSON" and not any(i in named for i in range(ent.start, ent.end)):
                held = self._offices.holders(ent.text, date) or self._offices.by_family(ent[-1].text, date)
                entity = self._gazetteer.entity(held[0].entity) if held else None
                if entity is not None:
                    named[ent.root.i] = named[ent[-1].i] = (self._table.base(entity) + "GOV", "person")
        return Actors(named, home or _first_country(named), self._table)


def _first_country(named: dict[int, tuple[str, str]]) -> str | None:
    return next((named[i][0][:3] for i in sorted(named)), None)


def _phrase(head: "Token", depth: int = 0) -> Iterator["Token"]:
    """The words of a noun phrase: the head, its modifiers, and what an "of" or "in" adds."""
    yield head
    if depth > 3:
        return
    for child in head.children:
        if child.dep_ in _MODIFIERS:
            yield from _phrase(child, depth + 1)
        elif child.dep_ == "prep" and child.lower_ in ("of", "from", "in") and depth < 2:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _phrase(inner, depth + 1)

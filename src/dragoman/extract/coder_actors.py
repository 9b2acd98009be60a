"""Who acts in a parsed sentence, as CAMEO actor codes: country from the names of a noun phrase, role from its words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.knowledge.cameo_actors import CameoActors
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.offices import Offices

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["MODIFIERS", "ActorFinder", "Actors"]

_PLACES = ("in", "near", "outside", "at", "across", "inside", "throughout")
MODIFIERS = ("compound", "amod", "nmod", "poss", "appos", "nummod")


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
        return base if len(base) > 3 or base in (self.table.organisation, self.table.group) else base + role

    def _base(self, head: "Token", words: list["Token"]) -> str | None:
        """The name that belongs closest: the head itself, then names before it, then names after an "of"."""
        names = [token for token in words if token.i in self.named]
        nearest = min(names, key=lambda token: (token.i > head.i, abs(token.i - head.i)), default=None)
        return self.named[nearest.i][0] if nearest is not None else None


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
            if home is None and entity.kind in ("state", "territory") and _is_place(span.root):
                home = code[:3]
        for ent in doc.ents:
            if ent.label_ == "PERSON" and not any(i in named for i in range(ent.start, ent.end)):
                held = self._offices.holders(ent.text, date) or self._offices.by_family(ent[-1].text, date)
                entity = self._gazetteer.entity(held[0].entity) if held else None
                if entity is not None:
                    named[ent.root.i] = named[ent[-1].i] = (self._table.base(entity) + "GOV", "person")
        return Actors(named, home or _first_country(named), self._table)


def _is_place(token: "Token") -> bool:
    """Whether a name stands where a place stands: under "in", "near", "outside", "at"."""
    return any(word.dep_ == "prep" and word.lower_ in _PLACES for word in token.ancestors if word.i > token.i - 8)


def _first_country(named: dict[int, tuple[str, str]]) -> str | None:
    return next((named[i][0][:3] for i in sorted(named)), None)


def _phrase(head: "Token", depth: int = 0) -> Iterator["Token"]:
    """The words of a noun phrase: the head, its modifiers, and what an "of" or "in" adds."""
    yield head
    if depth > 3:
        return
    for child in head.children:
        if child.dep_ in MODIFIERS:
            yield from _phrase(child, depth + 1)
        elif child.dep_ == "prep" and child.lower_ in ("of", "from", "in") and depth < 2:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _phrase(inner, depth + 1)

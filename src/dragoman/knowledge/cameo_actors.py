"""CAMEO actor codes, from `data/ontology/cameo_actors.yaml`: a country or a kind of body, and the role of who acts."""

import functools
import importlib.resources
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from dragoman.errors import KnowledgeError
from dragoman.model.entity import Entity

__all__ = ["CameoActors"]

_FILE = "cameo_actors.yaml"


@dataclass(frozen=True, slots=True)
class CameoActors:
    """Role words in the order in which they count, and the codes of parties that are no state."""

    roles: Mapping[str, frozenset[str]]
    organisation: str
    group: str

    @staticmethod
    def load() -> "CameoActors":
        """The table shipped with the package, read once.

        Raises:
            KnowledgeError: the file is broken.
        """
        return _load()

    def role(self, words: Iterable[str]) -> str:
        """The role that lower-case lemmas name, empty where they name none."""
        present = frozenset(words)
        return next((code for code, named in self.roles.items() if named & present), "")

    def base(self, entity: Entity) -> str:
        """The code of a party without its role: its country, `IGO`, or `IMG`; a group of one country is its rebels."""
        if entity.kind == "state":
            return entity.id
        if entity.kind == "territory":
            return entity.country or entity.id
        if entity.kind == "group":
            return f"{entity.country}REB" if entity.country else self.group
        return self.organisation


@functools.lru_cache(maxsize=1)
def _load() -> CameoActors:
    text = importlib.resources.files("dragoman").joinpath("data", "ontology", _FILE).read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> CameoActors:
    """The table that a YAML text holds.

    Raises:
        KnowledgeError: it is broken, or a word has two roles.
    """
    try:
        raw = yaml.safe_load(text)
        roles = {code: frozenset(words.split()) for code, words in raw["roles"].items()}
        actors = CameoActors(roles, raw["organisation"], raw["group"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise KnowledgeError(f"needs roles, organisation and group: {error}", where=_FILE) from error
    words = [word for named in roles.values() for word in named]
    if twice := {word for word in words if words.count(word) > 1}:
        raise KnowledgeError(f"words with two roles: {', '.join(sorted(twice))}", where=_FILE)
    return actors

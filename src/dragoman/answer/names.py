"""Names of parties: what to call them, and whether a text speaks of them."""

import re

from dragoman.knowledge.gazetteer import Gazetteer

__all__ = ["cities_in", "names_party", "party_name"]

_CITIES = frozenset({"capital", "city", "region"})
_IN = re.compile(r"\bin\s+(?:the\s+)?$")
_AND = re.compile(r"\s*(?:,|,?\s*and)\s*")


def party_name(party_id: str) -> str:
    """The usual name of a party; the id itself where the gazetteer has none."""
    entity = Gazetteer.load().entity(party_id)
    return entity.name if entity else party_id


def names_party(party_id: str, text: str) -> bool:
    """Whether the text names the party: its name, people, capital, government or a place of it."""
    return any(match.entity == party_id for match in Gazetteer.load().scan(text))


def cities_in(text: str) -> list[tuple[str, str]]:
    """The cities in which the text says that something is, each with its country: "consulates in Mumbai and Hyderabad".

    A city that stands for its government ("Kabul said"), or in a dateline, is none.
    """
    found: list[tuple[str, str]] = []
    end = 0
    for match in Gazetteer.load().scan(text):
        joined = found and _AND.fullmatch(text[end : match.start])
        if match.sense in _CITIES and match.place and (joined or _IN.search(text[: match.start])):
            found.append((match.place, match.entity))
            end = match.end
    return found

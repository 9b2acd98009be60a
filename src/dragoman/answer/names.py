"""Names of parties: what to call them, and whether a text speaks of them."""

from dragoman.knowledge.gazetteer import Gazetteer

__all__ = ["names_party", "party_name"]


def party_name(party_id: str) -> str:
    """The usual name of a party; the id itself where the gazetteer has none."""
    entity = Gazetteer.load().entity(party_id)
    return entity.name if entity else party_id


def names_party(party_id: str, text: str) -> bool:
    """Whether the text names the party: its name, people, capital, government or a place of it."""
    return any(match.entity == party_id for match in Gazetteer.load().scan(text))

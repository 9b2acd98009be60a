"""Entity: a state, territory, organisation or group that can be a party."""

from dataclasses import dataclass

__all__ = ["Entity"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Who can be a party.

    `id` is ISO 3166-1 alpha-3 (with `XKX`), an organisation's acronym, or a group's usual name in capitals.
    `kind` is `state`, `territory`, `organisation` or `group`; `country` the state a territory or group belongs to.
    `until` is the last year of a breakaway entity, whose name means the `country` in texts of later years.
    """

    id: str
    kind: str
    name: str
    country: str | None = None
    until: int | None = None

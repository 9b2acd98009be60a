"""Ranks: how high a contact was, from the offices that the people on each side hold."""

import re
from collections import defaultdict

from dragoman.answer.bearing import cite
from dragoman.answer.levels import Levels
from dragoman.knowledge.offices import Offices
from dragoman.model.document import Document
from dragoman.model.event import Event

__all__ = ["Ranks"]

# How far before a surname its title can stand: a long office, a state, two first names.
_TITLE_REACH = 110


class Ranks:
    """Who ranks how high: by the table of offices on the day of the event, else by the title in the text."""

    def __init__(self) -> None:
        self._levels = Levels.load()
        self._offices = Offices.load()
        title = f"(?i:{self._levels.persons.pattern})"
        names = r"(?:[A-Z][\w.’'-]*\s+){0,4}"
        self._before = re.compile(rf"({title})(?:\s+(?:of|for|to|in|on)\s+[\w’' -]{{1,40}}?)?,?\s+{names}$")
        self._after = re.compile(rf"^,\s+[^,.;:]{{0,40}}?({title})")
        self._titles: dict[tuple[str, str], list[str]] = {}

    def of_contact(self, event: Event, a: str, b: str) -> str:
        """A contact is as high as its lower side; where nobody is named, as the words of its evidence.

        Of a gathering of many, a side of which nobody is named may have sent anybody.
        """
        scale = self._levels.persons
        sides: dict[str, list[str]] = defaultdict(list)
        for party in event.parties:
            if party.id in (a, b):
                sides[party.id].extend(filter(None, (self._of_person(name, party.id, event) for name in party.people)))
        if len({party.id for party in event.parties}) > 2 and not (sides[a] and sides[b]):
            return self._levels.unranked
        tops = [top for levels in sides.values() if (top := scale.highest(levels))]
        if not tops:
            quoted = " ".join(citation.text for citation in cite([event]))
            tops = [level for _, level in scale.mentions(quoted)]
        return scale.lowest(tops) or self._levels.unranked

    def _of_person(self, person: str, party: str, event: Event) -> str | None:
        """The highest office held on the day, else the highest title that the event's documents give; None if none."""
        day = (event.when.earliest if event.when else None) or event.first_reported
        known = self._offices.holders(person, day)
        held = [one for one in known if day and one.entity == party and one.away(day) == 0]
        levels = [self._levels.of_office(one.office, one.level, party) for one in held]
        if not levels:
            titles = [title for stored in event.reports for title in self._titles_of(person, stored.document)]
            levels = [self._levels.of_title(title, party) for title in titles]
        return self._levels.persons.highest(levels)

    def _titles_of(self, person: str, document: Document) -> list[str]:
        key = (person, document.hash)
        if key not in self._titles:
            self._titles[key] = self._find_titles(person, document.text)
        return self._titles[key]

    def _find_titles(self, person: str, text: str) -> list[str]:
        """The titles beside the name: "Foreign Minister Wang Yi", "Yue Xiaoyong, special envoy"."""
        surname = person.split()[-1] if len(person.split()[-1]) > 2 else person
        found: list[str] = []
        for name in re.finditer(rf"\b{re.escape(surname)}\b", text):
            before = self._before.search(text[max(0, name.start() - _TITLE_REACH) : name.start()])
            after = self._after.search(text[name.end() : name.end() + _TITLE_REACH])
            # A title before the name has said it: "a diplomat, Anand Prakash, met the foreign minister" is no minister.
            if match := before or after:
                found.extend(self._levels.persons.words(match[1]))
        return found

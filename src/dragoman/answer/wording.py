"""An event as one English sentence, by the templates of `data/answers/wording.yaml`."""

import functools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.answer.bearing import is_announcement, took_place
from dragoman.answer.levels import answer_data
from dragoman.answer.missions import mission_levels
from dragoman.answer.names import party_name
from dragoman.answer.standing import envoy_post, sent
from dragoman.errors import KnowledgeError
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.event import Event
from dragoman.model.report import Party
from dragoman.model.timespan import TimeSpan
from dragoman.record.store import Coverage

__all__ = ["Wording", "article", "fill"]

_WHERE = "data/answers/wording.yaml"
_PART = re.compile(r"\[([^\]]*)\]|([^\[]+)")
_SLOT = re.compile(r"\{(\w+)\}")
_FORMS = frozenset({"noun", "occurred", "ongoing", "planned"})
_MOST_TOPICS = 4
_MOST_PARTIES = 4
_MOST_PUBLISHERS = 12
# Acts of a state, whoever announced them: "India is to upgrade its mission", not its minister's mission.
_OF_STATES = frozenset({"mission", "recognition", "relations", "envoy"})
_SECTIONS = (
    "events",
    "statuses",
    "dates",
    "momentary",
    "months",
    "sources",
    "article",
    "and",
    "mission",
    "envoy",
    "unnamed",
    "disputed",
    "brief",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The templates, checked; every method is a pure function of them and its arguments."""

    data: Mapping[str, Any]

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Wording":
        """The package's templates.

        Raises:
            KnowledgeError: they are not complete.
        """
        return Wording.of(answer_data("wording.yaml"))

    @staticmethod
    def of(data: Mapping[str, Any]) -> "Wording":
        """Templates of one's own.

        Raises:
            KnowledgeError: a section, or a form of an event type, is missing, or a type is unknown.
        """
        for section in _SECTIONS:
            if section not in data:
                raise KnowledgeError(f"has no {section!r}", where=_WHERE)
        for type_, forms in data["events"].items():
            if missing := _FORMS - set(forms):
                raise KnowledgeError(f"{type_} has no {sorted(missing)}", where=_WHERE)
        if unknown := set(data["momentary"]) - {key.partition(".")[0] for key in data["events"]}:
            raise KnowledgeError(f"`momentary` names no types: {sorted(unknown)}", where=_WHERE)
        return Wording(data)

    def sentence(self, event: Event, among: Collection[str] = ()) -> str:
        """What happened, is planned, called off or denied, who, when, where, and who says so.

        Of a gathering of many the parties `among` are named, and the others counted.
        """
        forms = self._forms(event)
        slots = self._slots(event, among)
        dated = self._dated(event)
        if took_place(event) or event.status == "planned":
            said = fill(self._form(forms, event, slots), slots, dated)
        elif event.status in forms:
            said = fill(forms[event.status], slots, dated)
        else:
            noun = fill(forms["noun"], slots)
            said = f"{self.data['statuses'][event.status].format(noun=noun)}{dated}"
        disputed = self.data["disputed"] if event.disputed else ""
        return _sentence(said + self._according(event) + disputed)

    def named(self, party_id: str) -> str:
        """A party's name as it stands in a sentence."""
        name = party_name(party_id)
        return f"the {name}" if set(name.split()) & set(self.data["article"]) else name

    def coverage(self, coverage: Coverage) -> str:
        """In how many documents, of which publishers and days, was looked."""
        words = self.data["brief"]["coverage"]
        named = [*coverage.publishers[:_MOST_PUBLISHERS]]
        if len(coverage.publishers) > _MOST_PUBLISHERS:
            named.append(self.data["others"].format(n=len(coverage.publishers) - _MOST_PUBLISHERS))
        first, last = coverage.first, coverage.last
        slots = {
            "n": str(coverage.documents),
            "publishers": self.join(named),
            "span": self.when(TimeSpan.between(first, last)) if first and last else "",
        }
        return fill(words[{0: "none", 1: "one"}.get(coverage.documents, "many")], slots)

    def join(self, names: Iterable[str]) -> str:
        """`A`, `A and B`, `A, B and C`."""
        listed = list(names)
        if len(listed) < 2:
            return "".join(listed)
        return f"{', '.join(listed[:-1])} {self.data['and']} {listed[-1]}"

    def day(self, when: TimeSpan | None) -> str:
        """A point of time in words: `10 October 2025`, `May 2025`, `2022`."""
        if when is None or when.earliest is None:
            return str(self.data["dates"]["undated"])
        month = self.data["months"][when.earliest.month - 1]
        if when.precision == "year":
            return str(when.earliest.year)
        if when.precision == "month":
            return f"{month} {when.earliest.year}"
        return f"{when.earliest.day} {month} {when.earliest.year}"

    def when(self, when: TimeSpan | None, *, since: bool = False, type: str | None = None) -> str:
        """A time with its preposition: `on 10 October 2025`, `from 9 to 16 October 2025`, `since 2021`.

        With `since`, the beginning of what still stands. Of an event's `type` that is done in a moment, `between 9 and
        16 October 2025`. Empty where nothing is known.
        """
        if when is None:
            return ""
        words: dict[str, str] = self.data["dates"]
        start, _, end = when.edtf.partition("/")
        if not end:
            key = "around" if when.approximate and not since else "since" if since else when.precision
            return words[key].format(date=self.day(when), first=self.day(when))
        if start == "..":
            return words["until"].format(last=self.day(TimeSpan.parse(end)))
        if end == "..":
            return words["since"].format(first=self.day(TimeSpan.parse(start)))
        first, last = TimeSpan.parse(start), TimeSpan.parse(end)
        lasted = first.precision == last.precision == "day" and type not in self.data["momentary"]
        return self._interval(first, last, "since_within" if since else "interval" if lasted else "within")

    def _interval(self, first: TimeSpan, last: TimeSpan, key: str) -> str:
        spoken = self.day(first)
        same = [word for word in self.day(last).split() if word in spoken.split()]
        if first.precision == last.precision and same:
            # "from 9 to 16 October 2025": what both dates share is said once, at the end.
            shared = spoken.split()[len(spoken.split()) - len(same) :]
            if shared == same and len(same) < len(spoken.split()):
                spoken = " ".join(spoken.split()[: -len(same)])
        return str(self.data["dates"][key].format(first=spoken, last=self.day(last)))

    def _forms(self, event: Event) -> dict[str, str]:
        events: dict[str, dict[str, str]] = self.data["events"]
        forms = events.get(f"{event.type}.{event.change}") or events.get(event.type)
        if forms is None:
            raise KnowledgeError(f"has no words for the type {event.type!r}", where=_WHERE)
        return forms

    def _form(self, forms: dict[str, str], event: Event, slots: dict[str, str]) -> str:
        if event.status == "occurred" and "alone" in forms and not slots["target"]:
            return forms["alone"]
        if "equal" in forms and all(party.role == "peer" for party in event.parties):
            return forms["equal"]
        return forms[event.status]

    def _slots(self, event: Event, among: Collection[str]) -> dict[str, str]:
        by_role = {role: [p for p in event.parties if p.role == role] for role in ("actor", "target", "peer")}
        if event.type in _OF_STATES:
            by_role = {role: [replace(p, people=()) for p in parties] for role, parties in by_role.items()}
        actors = by_role["actor"] or by_role["peer"]
        sender, host = sent(event, (event.parties[0].id, event.parties[-1].id))
        before, after = mission_levels(event)
        level = before or self.data["mission"]
        plural = self._count(actors) > 1 or (event.type == "visit" and not any(p.people for p in actors))
        together = self._count(event.parties) > 1
        return {
            "actor": self.join(self._acting(event, actors)),
            "target": self.join(map(self._party, by_role["target"])),
            "all": self.join(self._gathered(event, among)),
            "sender": self.named(sender) if sender else self.join(map(self._party, actors)),
            "host": self.named(host) if host else "",
            "mission": level,
            "leads_to": f"{article(after)} {after}" if after and after != before else "",
            "post": envoy_post(event) or self.data["envoy"],
            "place": event.place if event.place and self._tells_more(event, event.place) else "",
            "topics": self._topics(event.topics),
            "unnamed": self.data["unnamed"],
            "be": "are" if plural else "is",
            "be_all": "are" if together else "is",
        }

    def _tells_more(self, event: Event, place: str) -> bool:
        """Whether the place says more than the name of a party does; no host is visited in another state."""
        if place in {party_name(party.id) for party in event.parties}:
            return False
        known = Gazetteer.load().place(place) if event.type == "visit" else None
        hosts = {party.id for party in event.parties if party.role == "target"}
        return known is None or known.country is None or not hosts or known.country in hosts

    def _count(self, parties: Sequence[Party]) -> int:
        return sum(max(1, len(party.people)) for party in parties)

    def _gathered(self, event: Event, among: Collection[str]) -> list[str]:
        """All parties by name, or those asked for and how many others there were."""
        parties = [replace(p, people=()) for p in event.parties] if event.type in _OF_STATES else event.parties
        named = [party for party in parties if party.id in among]
        if len(parties) <= _MOST_PARTIES or not named:
            return [self._party(party) for party in parties]
        others = self.data["others"].format(n=len(parties) - len(named))
        return [*(self._party(party) for party in named), others]

    def _acting(self, event: Event, actors: Sequence[Party]) -> list[str]:
        """A state does not travel: where nobody is named, its representatives do."""
        if event.type != "visit":
            return [self._party(party) for party in actors]
        unnamed: str = self.data["representatives"]
        return [self._party(p) if p.people else unnamed.format(party=self.named(p.id)) for p in actors]

    def _party(self, party: Party) -> str:
        name = self.named(party.id)
        return f"{self.join(party.people)} of {name}" if party.people else name

    def _topics(self, topics: Sequence[str]) -> str:
        said = [f"the {topic}" if _is_particular(topic) else topic for topic in topics]
        return self.join(said if len(said) <= _MOST_TOPICS else [*said[:_MOST_TOPICS], self.data["more"]])

    def _dated(self, event: Event) -> str:
        """The time of the event; where it has none, when it was reported."""
        words: dict[str, str] = self.data["dates"]
        # What is still to come has not begun: "since 2021" is when something else did.
        ahead = event.status == "planned" and event.when is not None and event.when.latest is None
        when = "" if ahead else self.when(event.when, type=event.type)
        if when and (event.status == "cancelled" or (event.status == "proposed" and _is_ahead(event))):
            return f" ({words['planned_for'].format(date=when)})"
        if when and event.status == "planned" and is_announcement(event):
            return f" ({words['announced'].format(date=when)})"
        if when:
            return f" {when}"
        reported = event.last_reported if event.status == "ongoing" else event.first_reported
        if event.status == "ongoing":
            spoken = [words["as_reported"].format(date=self.day(TimeSpan.of_day(reported)))] if reported else []
        else:
            spoken = [words["undated"]]
            spoken += [words["reported"].format(date=self.day(TimeSpan.of_day(reported)))] if reported else []
        return f" ({', '.join(spoken)})" if spoken else ""

    def _according(self, event: Event) -> str:
        """Who says so, unless a report states it itself, or the one who says it is the one it is about."""
        sources = [stored.report.source for stored in event.reports]
        people = {name for party in event.parties for name in party.people}
        if None in sources:
            return ""
        names = dict.fromkeys(
            self.data["sources"]["unnamed"] if source == "anonymous" else source
            for source in sources
            if source and source not in people
        )
        return f", {self.data['sources']['named'].format(names=self.join(names))}" if names else ""


def _is_ahead(event: Event) -> bool:
    """Whether it was first reported before it could happen."""
    start, told = event.when.earliest if event.when else None, event.first_reported
    return start is not None and told is not None and start > told


def fill(template: str, slots: Mapping[str, str], dated: str = "") -> str:
    """The template with its slots filled; a part in brackets with an empty slot is left out, any other says `unnamed`.

    `dated` goes in before the topics, or at the end: "met in Dubai on 8 January 2025 to discuss trade".
    """
    parts = [
        (match[1] if match[1] is not None else match[2], match[1] is not None) for match in _PART.finditer(template)
    ]
    said: list[str] = []
    for part, optional in parts:
        if "{topics}" in part and optional and not dated.endswith(")"):
            said.append(dated)
            dated = ""
        if optional and any(not slots.get(slot) for slot in _SLOT.findall(part)):
            continue
        said.append(_SLOT.sub(lambda slot: slots[slot[1]] or slots.get("unnamed", ""), _agreed(part)))
    return re.sub(r"\s+", " ", "".join(said) + dated).strip()


def _agreed(part: str) -> str:
    """`{all} {be}` counts all parties, `{actor} {be}` those that act."""
    return part.replace("{all} {be}", "{all} {be_all}")


def _is_particular(topic: str) -> bool:
    """Whether a topic is a named thing that takes an article: "Chabahar port", not "Chabahar" nor "visas"."""
    first, *others = topic.split()
    return (
        bool(others)
        and first[0].isupper()
        and first[-1].isalnum()
        and first[-2:] not in ("'s", "’s")
        and (others[-1].islower() and not others[-1].endswith("s"))
    )


def article(noun: str | None) -> str:
    """The indefinite article before a noun."""
    return "an" if noun and noun[0].lower() in "aeiou" else "a"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

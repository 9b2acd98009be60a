"""When and where: which times a trigger may have, and the place that is named with it.

The times of a trigger are options, each with how it came up; which holds is for the learned choice to say:
1. every time of its sentence, by how far above, below or beside the trigger it hangs in the parse, and the year that an
   anniversary counts back to ("the 30th anniversary of the establishment of relations");
2. the time of the trigger in whose clause it stands ("will travel on May 3, where he will meet");
3. what the text said before: the last time of an event, that of the same parties, place, or host of a tour;
4. the day of the report: the day that its first paragraphs name, and the day of publication;
5. none: background keeps no date.
"""

import re

from spacy.tokens import Token

from dragoman.extract.draft import Draft, Knowledge, Trigger, WhenOption
from dragoman.extract.times import Timex
from dragoman.knowledge.ontology import Ontology
from dragoman.model.timespan import TimeSpan

__all__ = ["add_context_times", "set_place", "set_times"]

_LINKS = {"nmod", "compound", "appos", "poss", "npadvmod"}
_LEAD = 2  # the paragraphs, title included, whose day is the day of the report
_STANDING = {"frame", "negated change"}  # what stands has no day but one of its own
_CROSSED = {"advcl", "relcl", "acl"}  # a time beyond one of these belongs to another clause
_ON_TOUR = {"meeting", "conference", "visit", "endorse", "appeal", "agreement", "negotiation"}
_COUNT = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
_JUBILEE_REACH = 4  # words above "relations" in "the 30th anniversary of the establishment of relations"
_FRESH = 3  # days between that day and publication at most


def set_times(draft: Draft, know: Knowledge, triggers: list[Trigger]) -> None:
    """Fills `whens` of the triggers of one sentence from the sentence itself (1, 2)."""
    if not triggers:
        return
    sentence, start = triggers[0].token.sent, triggers[0].paragraph.start
    first, last = start + sentence.start_char, start + sentence.end_char
    times = [t for t in draft.timexes if first <= t.start < last and t.span is not None]
    homes = [(t, _home(start, sentence.doc, t)) for t in times]
    for trigger in triggers:
        chain = _chain(trigger)
        others = {t.token.i for t in triggers if t.token.i != trigger.token.i}
        options = [_option(trigger, chain, others, time, home) for time, home in homes]
        jubilee = _jubilee(trigger, draft)
        if jubilee is not None:
            options = [WhenOption(jubilee, "at0"), *(o for o in options if o.reason != "at0")]
        trigger.whens = sorted(options, key=lambda o: (o.reason, o.steps))
        if trigger.whens and trigger.whens[0].reason in {"at0", "at1", "at2"}:
            trigger.when, trigger.when_reason = trigger.whens[0].span, "attached"
    for trigger in triggers:
        host = _host(trigger, triggers)
        if host is not None and host.when is not None:
            trigger.whens.append(WhenOption(host.when, "host"))
            if trigger.when is None:
                trigger.when, trigger.when_reason = host.when, "host"


def add_context_times(draft: Draft, triggers: list[Trigger]) -> None:
    """Adds to `whens` what comes from outside the sentence (3, 4, 5); casts must have been chosen."""
    day = _report_day(draft, triggers)
    published = TimeSpan.of_day(draft.published) if draft.published else None
    last: TimeSpan | None = None
    lead: TimeSpan | None = None
    by_parties: dict[frozenset[str | None], TimeSpan] = {}
    by_place: dict[str, TimeSpan] = {}
    by_host: dict[str | None, TimeSpan] = {}
    for trigger in triggers:
        parties = _sides(trigger)
        own = any(o.reason == "at0" for o in trigger.whens)
        standing = trigger.status == "ongoing" and trigger.status_reason in _STANDING
        if standing:
            trigger.whens = [o for o in trigger.whens if o.reason.startswith("at")]
        told_before = [
            (last, "last"),
            (by_parties.get(parties), "parties"),
            (by_place.get(trigger.place or ""), "place"),
            (_of_tour(trigger, by_host), "tour"),
            (day, "report"),
            (lead, "lead"),
            (published, "published"),
        ]
        for span, reason in [] if own or standing else told_before:
            if span is None or (span == published and _is_gone(trigger)):
                continue
            if all(o.span != span or o.reason[:2] == "at" for o in trigger.whens):
                trigger.whens.append(WhenOption(span, reason))
        trigger.whens.append(WhenOption(None, "none"))
        if trigger.when is not None and trigger.when_reason == "attached":
            last = trigger.when
            if trigger.paragraph.index <= _LEAD and lead is None:
                lead = trigger.when
            by_parties[parties] = trigger.when
            if trigger.place:
                by_place[trigger.place] = trigger.when
            if trigger.frame.type == "visit" and trigger.cast is not None:
                by_host |= {a.entity: trigger.when for a in trigger.cast.actors.get("target", [])}


def _is_gone(trigger: Trigger) -> bool:
    """Whether a contact is called one that was before: a "recent visit" was not on the day of the text."""
    called = trigger.status == "occurred" and trigger.status_reason.startswith("modifier")
    return called and Ontology.load().type(trigger.frame.type).family == "contact"


def _of_tour(trigger: Trigger, by_host: dict[str | None, TimeSpan]) -> TimeSpan | None:
    """When the tour is, or was, in the state that a contact is with ("in Panama, the delegation will meet")."""
    if trigger.frame.type not in _ON_TOUR:
        return None
    return next((by_host[entity] for entity in sorted(_sides(trigger), key=str) if entity in by_host), None)


def _sides(trigger: Trigger) -> frozenset[str | None]:
    actors = trigger.cast.actors if trigger.cast is not None else trigger.actors
    return frozenset(a.entity for found in actors.values() for a in found)


def _report_day(draft: Draft, triggers: list[Trigger]) -> TimeSpan | None:
    """The day that the report tells of: a day up to publication that its lead names; None where it names none."""
    published = draft.published
    if published is None:
        return None
    for trigger in triggers:
        if trigger.paragraph.index > _LEAD:
            break
        when = trigger.when
        near = when is not None and when.is_day and when.earliest is not None
        if near and when.earliest and 0 <= (published - when.earliest).days <= _FRESH:  # type: ignore[union-attr]
            return when
    return None


def _option(trigger: Trigger, chain: list[Token], others: set[int], time: Timex, home: Token | None) -> WhenOption:
    """A time of the sentence, by where it hangs: `at0` on the trigger, `at1` on the word above …, else by clause."""
    if home is None:
        return WhenOption(time.span, "sentence", 99)
    steps = abs(home.i - trigger.token.i)
    if home.pos_ == "NOUN" and _is_listed_after(trigger.token, home):
        return WhenOption(time.span, "conjunct's", steps)
    if home in chain:
        number = chain.index(home)
        crossed = any(t.dep_ in _CROSSED for t in chain[:number])
        return WhenOption(time.span, f"{'over' if crossed else 'at'}{number}", steps)
    if home.head.i == trigger.token.i:
        return WhenOption(time.span, "over1" if home.dep_ in {"advcl", "relcl"} else "at1", steps)
    if home.i in others:
        return WhenOption(time.span, "other's", steps)
    if any(home.i == filler.i for filler in trigger.tokens):
        return WhenOption(time.span, "filler", steps)
    if _clause_root(trigger.token) == _clause_root(home):
        return WhenOption(time.span, "clause", steps)
    if trigger.token in list(home.ancestors):
        return WhenOption(time.span, "below", steps)
    return WhenOption(time.span, "sentence", steps)


def _is_listed_after(token: Token, home: Token) -> bool:
    """Whether a word stands in a later part of the list that `home` begins ("a meeting in May, and a trip after")."""
    while token.head != token and token.i != home.i:
        if token.dep_ == "conj" and home in token.conjuncts:
            return True
        token = token.head
    return False


def _jubilee(trigger: Trigger, draft: Draft) -> TimeSpan | None:
    """The year that an anniversary of what the trigger tells counts back to, from the day of publication."""
    if draft.published is None or trigger.frame.part != "noun":
        return None
    for word in list(trigger.token.ancestors)[:_JUBILEE_REACH]:
        if word.lemma_.lower() in {"anniversary", "year"}:
            counted = (_COUNT.fullmatch(c.text) for c in word.children if c.dep_ in {"amod", "nummod", "compound"})
            years = next((int(c[1]) for c in counted if c), None)
            if years and any(c.lower_ == "of" and trigger.token in c.subtree for c in word.children):
                return TimeSpan.parse(f"{draft.published.year - years:04d}") if years < draft.published.year else None
    return None


def _home(start: int, doc: object, time: Timex) -> Token | None:
    """The content word that a time hangs on."""
    span = doc.char_span(time.start - start, time.end - start, alignment_mode="expand")  # type: ignore[attr-defined]
    if span is None:
        return None
    node: Token = span.root
    inside = set(range(span.start, span.end))
    while node.head != node and (node.i in inside or not _holds_time(node)):
        node = node.head
    return node


def _holds_time(token: Token) -> bool:
    """Whether a time can be this word's own: a verb's, a noun's, but not a place's ("in Dubai in January")."""
    if token.pos_ in {"VERB", "AUX", "NOUN"}:
        return True
    return token.pos_ == "PROPN" and token.dep_ != "pobj" and token.dep_ not in _LINKS


def _chain(trigger: Trigger) -> list[Token]:
    """The trigger and the words above it in the parse."""
    return [trigger.token, *trigger.token.ancestors][:6]


def _host(trigger: Trigger, triggers: list[Trigger]) -> Trigger | None:
    """The trigger with a time of its own in whose clause this one stands, or which it shares a verb with."""
    for ancestor in trigger.token.ancestors:
        for other in triggers:
            if other is not trigger and other.token.i == ancestor.i and other.when_reason == "attached":
                return other
    return None


def _clause_root(token: Token) -> int:
    node = token
    while node.head != node and not (
        node.pos_ in {"VERB", "AUX"} and node.dep_ in {"ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis", "acl"}
    ):
        node = node.head
    return int(node.i)


def set_place(draft: Draft, know: Knowledge, trigger: Trigger) -> None:
    """Fills `place`: the place named with the trigger or its verb; of a visit, where it goes."""
    token = trigger.token
    anchors = [token]
    if trigger.frame.part == "noun" and token.head.pos_ == "VERB":
        anchors.append(token.head)
    for anchor in anchors:
        for child in anchor.children:
            if child.dep_ == "prep" and child.lower_ in {"in", "at", "to", "near", "into"}:
                if child.lower_ in {"to", "into"} and trigger.frame.type != "visit":
                    continue
                for thing in (c for c in child.children if c.dep_ == "pobj"):
                    name = _place_name(draft, trigger, thing)
                    if name:
                        trigger.place = name
                        return
    if trigger.frame.type == "visit":
        for filler in trigger.tokens:
            name = _place_name(draft, trigger, filler)
            if name and any(a.entity for a in trigger.actors.get("target", [])) and filler.i > token.i:
                trigger.place = name
                return


def _place_name(draft: Draft, trigger: Trigger, token: Token) -> str | None:
    for mention in draft.entities.get((trigger.paragraph.index, token.i), []):
        if mention.sense in {"city", "capital", "name", "region"}:
            return mention.text
    return None

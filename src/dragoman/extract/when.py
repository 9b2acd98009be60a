"""When and where: which of the sentence's times and places belong to a trigger.

1. A time that hangs on the trigger, on the verb that carries it, or on the clause around it.
2. Else the time of the trigger in whose clause it stands ("will travel on May 3, where he will meet").
3. Else, for what the text tells as its news (a main clause, or a position taken), the day of the report: the day its
   first paragraphs name, else the day of publication. Background keeps no date.
"""

from spacy.tokens import Token

from dragoman.extract.draft import Draft, Knowledge, Trigger
from dragoman.extract.times import Timex
from dragoman.model.timespan import TimeSpan

__all__ = ["set_place", "set_times"]

_LINKS = {"prep", "pobj", "npadvmod", "nmod", "compound", "nummod", "amod", "advmod", "appos", "poss", "pcomp", "det", "punct", "tmod"}  # fmt: skip
_SAID = {"said", "says", "told", "added", "announced", "stated"}


def set_times(draft: Draft, know: Knowledge, triggers: list[Trigger]) -> None:
    """Fills `when` of the triggers of one sentence."""
    if not triggers:
        return
    sentence = triggers[0].token.sent
    paragraph = triggers[0].paragraph
    first, last = paragraph.start + sentence.start_char, paragraph.start + sentence.end_char
    times = [t for t in draft.timexes if first <= t.start < last and t.span is not None and t.type in {"DATE", "TIME"}]
    homes = [(t, _home(paragraph.start, sentence.doc, t)) for t in times]
    for trigger in triggers:
        found = _attached(know, trigger, homes)
        if found is not None:
            trigger.when, trigger.when_reason = found.span, "attached"
    for trigger in triggers:
        if trigger.when is None:
            host = _host(trigger, triggers)
            if host is not None and host.when is not None:
                trigger.when, trigger.when_reason = host.when, "of its clause"
            elif len(homes) == 1 and _same_clause(trigger.token, homes[0][1]):
                trigger.when, trigger.when_reason = homes[0][0].span, "only one of the clause"


def default_time(draft: Draft, know: Knowledge, trigger: Trigger, day: TimeSpan | None) -> None:
    """Fills `when` of the news that names no time."""
    if trigger.when is not None or trigger.status not in {"occurred"}:
        return
    if day is None:
        return
    if _is_news(know, trigger):
        trigger.when, trigger.when_reason = day, "day of the report"


def report_day(draft: Draft, triggers: list[Trigger]) -> TimeSpan | None:
    """The day that the report tells of: a day near publication that its lead names, else that of publication."""
    published = draft.published
    if published is None:
        return None
    for trigger in triggers:
        if trigger.paragraph.index > 2:
            break
        when = trigger.when
        if (
            when
            and when.is_day
            and when.earliest
            and 0 <= (published - when.earliest).days <= 3
            and trigger.when_reason == "attached"
        ):
            return when
    return TimeSpan.of_day(published)


def _is_news(know: Knowledge, trigger: Trigger) -> bool:
    token = trigger.token
    if know.ontology.type(trigger.frame.type).family == "position" and trigger.frame.part != "noun":
        return True
    node = token
    if trigger.frame.part == "noun":
        if token.dep_ not in {"dobj", "nsubjpass", "ROOT", "pobj", "nsubj"}:
            return False
        while node.pos_ not in {"VERB", "AUX"} and node.head != node:
            node = node.head
    while node.dep_ in {"conj", "ccomp", "xcomp"} and node.head != node:
        node = node.head
    return node.dep_ == "ROOT" and not any(c.dep_ == "aux" and c.lower_ == "had" for c in node.children)


def _home(start: int, doc: object, time: Timex) -> Token | None:
    """The content word that a time hangs on."""
    span = doc.char_span(time.start - start, time.end - start, alignment_mode="expand")  # type: ignore[attr-defined]
    if span is None:
        return None
    node: Token = span.root
    inside = set(range(span.start, span.end))
    while node.head != node and (node.i in inside or node.dep_ in _LINKS or node.pos_ in {"ADP", "NUM", "PUNCT"}):
        if node.i not in inside and node.pos_ in {"VERB", "AUX"}:
            break
        if node.i not in inside and node.pos_ == "NOUN" and node.dep_ not in {"pobj"}:
            break
        if node.i not in inside and node.pos_ in {"NOUN", "PROPN"}:
            break
        node = node.head
    return node


def _attached(know: Knowledge, trigger: Trigger, homes: list[tuple[Timex, Token | None]]) -> Timex | None:
    """The best of the times that hang on the trigger or on the words above it, nearest first."""
    chain = _chain(know, trigger)
    ranked: list[tuple[int, int, Timex]] = []
    for time, home in homes:
        if home is None:
            continue
        if home.i in chain:
            ranked.append((chain.index(home.i), abs(home.i - trigger.token.i), time))
        elif home.head.i == trigger.token.i and home.dep_ in {"pobj", "dobj", "nsubj", "prep"}:
            ranked.append((1, abs(home.i - trigger.token.i), time))
        elif any(home.i == filler.i for filler in trigger.tokens):
            ranked.append((4, abs(home.i - trigger.token.i), time))
    ranked.sort(key=lambda r: r[:2])
    return ranked[0][2] if ranked else None


def _chain(know: Knowledge, trigger: Trigger) -> list[int]:
    """The trigger and the words above it whose time is its own: carriers, governors; a speech verb only for positions."""
    node, chain = trigger.token, [trigger.token.i]
    position = know.ontology.type(trigger.frame.type).family == "position"
    for _ in range(4):
        head = node.head
        if head == node:
            break
        if node.dep_ == "ccomp" and head.lemma_.lower() in know.lexicon.speech.verbs and not position:
            break
        if node.dep_ in {"relcl", "acl"} and head.pos_ in {"NOUN", "PROPN"}:
            break
        if node.dep_ == "advcl" and any(c.dep_ == "mark" for c in node.children):
            break
        chain.append(head.i)
        node = head
    return chain


def _host(trigger: Trigger, triggers: list[Trigger]) -> Trigger | None:
    """The trigger with a time of its own in whose clause this one stands, or which it shares a verb with."""
    for ancestor in trigger.token.ancestors:
        for other in triggers:
            if other is not trigger and other.token.i == ancestor.i and other.when_reason == "attached":
                return other
    return None


def _same_clause(token: Token, home: Token | None) -> bool:
    if home is None:
        return False
    return _clause_root(token) == _clause_root(home)


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

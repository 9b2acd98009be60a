"""People: who is named in a text, for whom they act and in which office, and every later mention of them.

1. Runs of proper nouns that are no place, time or organisation are names where an office, an honorific, the parser's
   recogniser, the table of office holders or an earlier mention says so.
2. For whom somebody acts is read off the words beside the name ("Acting Afghan Foreign Minister Amir Khan Muttaqi",
   "Araghchi, Iran's foreign minister"), else off the office ("External Affairs Minister"), else off the dated table,
   else off the issuer of a release, else off the nearest party around; never against the text.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.extract.draft import Draft, EntityMention, Knowledge, Paragraph, Person

__all__ = ["affiliations", "find_people"]


def find_people(draft: Draft, know: Knowledge) -> None:
    """Fills `draft.people` and `draft.register`."""
    for paragraph in draft.paragraphs:
        for run in _runs(draft, know, paragraph):
            _register(draft, know, paragraph, run)
    for person in draft.register:
        if person.entity is None:
            _ask_table(draft, know, person)
    _from_context(draft, know)


def _runs(draft: Draft, know: Knowledge, paragraph: Paragraph) -> Iterator[list[Token]]:
    """Maximal runs of proper nouns outside named parties and times."""
    times = [(t.start, t.end) for t in draft.timexes]
    run: list[Token] = []
    for token in paragraph.doc:
        at = paragraph.offset(token)
        is_time = any(first <= at < last for first, last in times)
        is_party = (paragraph.index, token.i) in draft.entities
        is_name = (token.pos_ == "PROPN" or token.ent_type_ == "PERSON") and token.text[0].isalnum()
        joins = bool(run) and token.lower_ in know.lexicon.names.particles and not _ends(run, token)
        if not is_time and not is_party and ((is_name and not token.is_punct) or joins):
            run.append(token)
            continue
        if run:
            yield _trimmed(know, run)
        run = []
    if run:
        yield _trimmed(know, run)


def _ends(run: list[Token], token: Token) -> bool:
    """Whether the run ends before a particle: nothing of the name follows it."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return following is None or following.pos_ != "PROPN" or token.dep_ == "case"


def _trimmed(know: Knowledge, run: list[Token]) -> list[Token]:
    while run and run[-1].lower_ in know.lexicon.names.particles:
        run = run[:-1]
    return run


def _register(draft: Draft, know: Knowledge, paragraph: Paragraph, run: list[Token]) -> None:
    """Takes the run as a mention of a person, known or new, or leaves it."""
    cut = max((n + 1 for n, token in enumerate(run) if _is_title(know, run, n, token)), default=0)
    name, before = run[cut:], run[:cut]
    if not name or len(name) > 6 or any(t.lower_ in know.lexicon.names.not_people for t in name):
        return
    text = re.sub(r"\s+", " ", paragraph.doc[name[0].i : name[-1].i + 1].text).strip(" .,’'")
    if not re.search(r"[A-Za-zÀ-ž]{2}", text) or (text.isupper() and len(text) <= 5 and len(name) == 1):
        return
    titles = _titles(paragraph, name, before)
    known = _known(draft, text)
    if known is None and not _is_person(draft, know, name, text, titles, bool(before)):
        return
    person = known or Person(name=text, family=_family(know, text))
    if known is None:
        draft.register.append(person)
    elif len(text) > len(person.name):
        person.name = text
        person.family = _family(know, text)
    _learn(draft, know, paragraph, person, name, titles)
    for token in name:
        draft.people[(paragraph.index, token.i)] = person


def _is_title(know: Knowledge, run: list[Token], number: int, token: Token) -> bool:
    """Whether a word of a run is a title; one that is a given name too only where nothing but titles stands before."""
    word = token.lower_
    if word not in know.office_words:
        return False
    if word in know.lexicon.names.also_names:
        return number == 0 and len(run) > 1 and token.i > 0 and not token.doc[token.i - 1].text.istitle()
    return True


def _titles(paragraph: Paragraph, name: list[Token], before: list[Token]) -> list[Token]:
    """The words that stand before the name in its noun phrase: titles, demonyms, ministries."""
    head = next((t for t in name if t.head not in name), name[-1])
    first = min([head.left_edge.i, name[0].i, *(t.i for t in before)])
    if before:
        outer = next((t for t in before if t.head not in before), before[0])
        first = min(first, outer.left_edge.i)
    return [t for t in paragraph.doc[first : name[0].i] if not t.is_punct]


def _known(draft: Draft, text: str) -> Person | None:
    """The person of the register whom this name means: the same name, or the family name of the last one who has it."""
    words = text.lower().split()
    for person in reversed(draft.register):
        known = person.name.lower().split()
        if words == known or (len(words) == 1 and words[0] in {person.family.lower(), known[-1]}):
            return person
        if len(words) > 1 and words[-1] == known[-1] and (len(known) == 1 or _fits(words, known)):
            return person
    return None


def _fits(left: list[str], right: list[str]) -> bool:
    """Whether two full names with one family name can be one person's: equal first names or initials."""
    a, b = left[0].rstrip("."), right[0].rstrip(".")
    return a == b or a.startswith(b) or b.startswith(a) or set(left) <= set(right) or set(right) <= set(left)


def _family(know: Knowledge, text: str) -> str:
    held = know.offices.holders(text)
    return held[0].family if held else text.split()[-1]


def _is_person(draft: Draft, know: Knowledge, name: list[Token], text: str, titles: list[Token], cut: bool) -> bool:
    """Whether a new name is a person's."""
    if cut or any(t.lower_ in know.office_words for t in titles):
        return name[0].text[0].isupper()
    if know.offices.holders(text):
        return True
    if len(name) == 1:
        held = draft.published and know.offices.by_family(text, draft.published)
        return bool(held) and name[0].ent_type_ in {"PERSON", "ORG", "GPE", "NORP", ""} and text[0].isupper()
    described = any(c.dep_ == "appos" and c.lemma_.lower() in know.lexicon.nouns.officials for c in name[-1].children)
    return described or sum(t.ent_type_ == "PERSON" for t in name) * 2 > len(name)


def _learn(
    draft: Draft, know: Knowledge, paragraph: Paragraph, person: Person, name: list[Token], titles: list[Token]
) -> None:
    """What the words around this mention say of the person."""
    lower = {t.lower_ for t in titles}
    person.offices |= lower & know.office_words
    if lower & know.lexicon.names.female:
        person.female = True
    elif lower & know.lexicon.names.male:
        person.female = False
    head = next((t for t in name if t.head not in name), name[-1])
    nouns = [c for c in head.children if c.dep_ == "appos" and c.pos_ in {"NOUN", "PROPN"}]
    if head.dep_ == "appos":
        nouns.append(head.head)
    nouns += [t for t in titles if t.lemma_.lower() in know.lexicon.nouns.officials]
    for noun in nouns:
        person.offices |= {
            t.lower_ for t in noun.subtree if t.i != head.i and t.lower_ in know.office_words and abs(t.i - noun.i) < 5
        }
    if person.source in {"text", "title"}:
        return
    stated = _stated(draft, paragraph, titles)
    if not stated:
        stated = next(
            (a for a in (affiliations(draft, paragraph, n) for n in nouns if n.i not in {t.i for t in name}) if a), []
        )
    if stated:
        person.entity, person.faction = stated[0]
        person.source = "text"
        return
    phrase = " ".join(t.lower_ for t in titles)
    for office in know.offices.offices:
        if office.implies and office.only and office.phrase.lower() in phrase:
            person.entity, person.source = office.implies, "title"
            return


def _stated(draft: Draft, paragraph: Paragraph, titles: list[Token]) -> list[tuple[str, str | None]]:
    """The party named in a title: the first that is not the object of "for" or "to"."""
    for token in titles:
        for mention in draft.entities.get((paragraph.index, token.i), []):
            if mention.sense == "city" or _is_object_of(token, {"for", "to", "on"}):
                continue
            return [(mention.entity, mention.faction)]
    return []


def _is_object_of(token: Token, prepositions: set[str]) -> bool:
    return bool(token.dep_ == "pobj" and token.head.lower_ in prepositions)


def affiliations(draft: Draft, paragraph: Paragraph, noun: Token, depth: int = 0) -> list[tuple[str, str | None]]:
    """For which parties a noun phrase stands ("the Indian and Afghan ministers", "envoy of China"): id and faction."""
    found: list[tuple[str, str | None]] = []

    def take(token: Token, senses_out: set[str]) -> None:
        for mention in draft.entities.get((paragraph.index, token.i), []):
            if mention.sense not in senses_out and (mention.entity, mention.faction) not in found:
                found.append((mention.entity, mention.faction))

    for child in noun.lefts:
        if child.dep_ in {"amod", "compound", "nmod", "poss", "nummod", "advmod", "npadvmod"}:
            for token in (child, *child.conjuncts):
                if token.i < noun.i:
                    take(token, {"city"} if child.dep_ != "poss" else set())
            if not found:
                for token in child.lefts:
                    take(token, {"city"})
    if found or depth > 2:
        return found
    for preposition in ("of", "from", "at", "in", "for", "with"):
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ == preposition:
                for thing in (c for c in child.children if c.dep_ == "pobj"):
                    for token in (thing, *thing.conjuncts):
                        take(token, set())
                    if not found and preposition in {"of", "from"} and thing.pos_ in {"NOUN", "PROPN"}:
                        found.extend(affiliations(draft, paragraph, thing, depth + 1))
        if found:
            return found
    return found


def _ask_table(draft: Draft, know: Knowledge, person: Person) -> None:
    """Fills the party of somebody whose party the text does not tell, from the dated table, where it has one answer."""
    on = draft.published
    if len(person.name.split()) > 1:
        held = know.offices.holders(person.name, on)
    else:
        held = know.offices.by_family(person.family, on) if on else []
    parties = {(h.entity, h.faction) for h in held}
    if on and len(parties) > 1:
        parties = {(h.entity, h.faction) for h in held if h.is_held(on)} or parties
    if len(parties) == 1:
        (person.entity, person.faction), person.source = parties.pop(), "table"


def _from_context(draft: Draft, know: Knowledge) -> None:
    """Fills the party of officials whom neither text nor table places: the issuer's, the delegation's, the nearest."""
    seen: set[int] = set()
    for paragraph, sentence in draft.sentences():
        for token in sentence:
            person = draft.people.get((paragraph.index, token.i))
            if person is None or id(person) in seen:
                continue
            seen.add(id(person))
            if person.entity is None and person.offices:
                _place(draft, know, paragraph, token, person)


def _place(draft: Draft, know: Knowledge, paragraph: Paragraph, token: Token, person: Person) -> None:
    for ancestor in token.ancestors:
        if ancestor.pos_ == "NOUN":
            around = affiliations(draft, paragraph, ancestor)
            if len(around) == 1:
                (person.entity, person.faction), person.source = around[0], "context"
                return
    if draft.issuer and person.offices & know.lexicon.names.issuer_offices:
        person.entity, person.source = draft.issuer, "context"
        return
    mentions = _states_before(draft, paragraph, token)
    if mentions:
        person.entity, person.faction, person.source = mentions[0].entity, mentions[0].faction, "context"


def _states_before(draft: Draft, paragraph: Paragraph, token: Token) -> list[EntityMention]:
    """The parties named before the token in its sentence, nearest first; else those of the document, most named first."""
    near: list[EntityMention] = []
    for other in paragraph.doc[token.sent.start : token.i]:
        near[:0] = draft.entities.get((paragraph.index, other.i), [])
    if near:
        return near
    counts: dict[str, int] = {}
    every = [m for mentions in draft.entities.values() for m in mentions]
    for mention in every:
        counts[mention.entity] = counts.get(mention.entity, 0) + 1
    return sorted(every, key=lambda m: (-counts[m.entity], m.entity))[:1]

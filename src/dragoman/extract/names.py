"""Names: which runs of words in a paragraph can be the name of a person, and which words before them are the title.

1. A run is made of proper nouns outside named parties and times, with the particles and hyphens inside a name.
2. Its first words are a title where they are offices, honorifics or portfolios ("Trade and Energy Ana Ruiz").
3. The title goes on to the left while the words are such as stand in titles ("Ambassador of Japan to the UN").

In a transcript also what stands before the colon names somebody ("FOREIGN MINISTER OKAFOR: ...").
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from dragoman.extract.draft import Draft, Knowledge, Paragraph

__all__ = ["Label", "Naming", "begins_sentence", "honorifics", "label", "namings", "spelled"]

_LONGEST_NAME = 7
_LONGEST_TITLE = 28
_HYPHENS = {"-", "‐", "‑", "–"}
_POSSESSIVE = {"'s", "’s", "'", "’"}
_PREPOSITIONS = {"of", "for", "to", "on", "in", "at"}
_EDGES = " .,;:’'‘`\"“”-–"
_TURN = re.compile(r"((?:[A-Z][A-Z.’'-]*[ \t]+){0,6}[A-Z][A-Z.’'-]+):\s")
_LETTERS = str.maketrans("ıłøđŁØĐ’‘ʼ-‐‑–", "ilodLOD'''    ")
_ORDINAL = re.compile(r"I{1,3}")  # of several ministers of one name
_WORD = re.compile(r"[A-Za-zÀ-žẀ-ỹ]{2}")


@dataclass(frozen=True, slots=True)
class Naming:
    """One mention of what may be a person: the words of the name, and those of the title before it."""

    tokens: tuple[Token, ...]
    title: tuple[Token, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Who has the floor in a transcript: the words of the title in lower case, and the name, not in capitals."""

    title: tuple[str, ...]
    name: str


def label(draft: Draft, know: Knowledge, paragraph: Paragraph) -> Label | None:
    """What opens the paragraph's line in capitals before a colon; the name is empty where only a title stands there."""
    text = draft.document.text
    found = _TURN.match(text, text.rfind("\n", 0, paragraph.start) + 1)
    if found is None:
        return None
    words = found.group(1).split()
    titles = know.office_words | know.lexicon.names.portfolios | know.lexicon.nouns.officials
    cut = next((n for n, word in enumerate(words) if word.lower().rstrip(".") not in titles), len(words))
    return Label(tuple(word.lower().rstrip(".") for word in words[:cut]), " ".join(words[cut:]).title())


def namings(draft: Draft, know: Knowledge, paragraph: Paragraph) -> Iterator[Naming]:
    """The namings of a paragraph in order; ask for the next after the one before is in `draft.people`."""
    for run in _runs(draft, know, paragraph):
        name, before = _cut(know, run)
        name = _trimmed(know, name)
        if not name or len(name) > _LONGEST_NAME or any(_is_no_name(know, t) for t in name):
            continue
        if _is_only_title(know, name) and not _is_style(know, name):
            continue
        text = re.sub(r"\s+", " ", paragraph.doc[name[0].i : name[-1].i + 1].text).strip(_EDGES)
        if not _WORD.search(text) or not any(c.isupper() for c in text) or (text.isupper() and len(text) <= 4):
            continue
        if text.isupper() and len(text) > 4:
            text = text.title()
        yield Naming(tuple(name), tuple(_title(draft, know, paragraph, name[0], before)), text)


def _trimmed(know: Knowledge, name: list[Token]) -> list[Token]:
    """The name without what is no part of one."""
    while name and name[-1].text in know.lexicon.names.particles | _HYPHENS:
        name = name[:-1]
    while len(name) > 1 and _is_no_name(know, name[-1]):
        name = name[:-1]
    return name


def _is_no_name(know: Knowledge, token: Token) -> bool:
    word = _plain(token)
    return word in know.lexicon.names.not_people or word.removesuffix("s") in know.lexicon.names.not_people


def _is_only_title(know: Knowledge, name: list[Token]) -> bool:
    return all(_is_title_word(know, t) and _plain(t) not in know.lexicon.names.also_names for t in name)


def _is_style(know: Knowledge, name: list[Token]) -> bool:
    """Whether the words are an office that only one person has and is named by ("the Dalai Lama")."""
    phrase = " ".join(t.lower_ for t in name)
    return len(name) > 1 and any(o.only and o.phrase == phrase and o.level == "movement" for o in know.offices.offices)


def _plain(token: Token) -> str:
    return str(token.lower_.rstrip("."))


def _runs(draft: Draft, know: Knowledge, paragraph: Paragraph) -> Iterator[list[Token]]:
    """1. Maximal runs of the words of names."""
    begin, end = paragraph.start, paragraph.start + len(paragraph.text)
    times = [(t.start, t.end) for t in draft.timexes if t.start < end and t.end > begin]
    run: list[Token] = []
    for token in paragraph.doc:
        at = paragraph.offset(token)
        outside = (paragraph.index, token.i) in draft.entities or any(first <= at < last for first, last in times)
        if not outside and (_is_name(token) or (run and _joins(know, token))):
            if run and begins_sentence(token):
                yield run
                run = []
            run.append(token)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_name(token: Token) -> bool:
    return bool(
        token.pos_ == "PROPN" and token.text[0].isalnum() and not token.text[0].isdigit() and not token.is_punct
    )


def _joins(know: Knowledge, token: Token) -> bool:
    """Whether a word that is no name itself goes on with one: a particle before a name, what a hyphen binds."""
    before = token.nbor(-1)
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    if token.text in _HYPHENS:
        bound = not token.whitespace_ and not before.whitespace_
        return bound and following is not None and following.text[0].isalpha()
    if before.text in _HYPHENS:
        return bool(token.text[0].isalpha() and token.pos_ not in {"VERB", "ADJ", "ADP"})
    if token.lower_ not in know.lexicon.names.particles or token.dep_ == "case":
        return False
    return following is not None and (following.pos_ == "PROPN" or following.lower_ in know.lexicon.names.particles)


def _cut(know: Knowledge, run: list[Token]) -> tuple[list[Token], list[Token]]:
    """2. The name of a run, and the words before it that belong to the title."""
    names = know.lexicon.names
    cut = 0
    for number, token in enumerate(run[:-1]):
        word = _plain(token)
        is_title = word in know.office_words or word in names.portfolios
        is_name = word in names.also_names and not token.text.isupper()
        is_name |= number > cut and word in honorifics(know)  # "President Hassan Sheikh Amin"
        begins = number == cut == 0 and _begins(token) and not _is_holder(know, run)
        if is_title and (not is_name or begins):
            cut = number + 1
        elif _ORDINAL.fullmatch(token.text) and cut == number:  # "Foreign Minister II Ana Ruiz"
            cut = number + 1 if number > 0 or _is_title_word(know, token.nbor(-1) if token.i > 0 else token) else cut
        elif token.text in _HYPHENS and cut == number and number > 0:
            cut = number + 1 if _plain(run[number + 1]) in know.office_words | names.portfolios else cut
    return run[cut:], run[:cut]


def _is_holder(know: Knowledge, run: list[Token]) -> bool:
    """Whether it takes all words to name somebody who held an office ("met Amir Khan Muttaqi": no emir)."""
    whole, rest = (" ".join(t.text for t in words) for words in (run, run[1:]))
    return bool(know.offices.holders(whole)) and not know.offices.holders(rest)


def honorifics(know: Knowledge) -> set[str]:
    """The forms of address as they are compared: in lower case, without a full stop."""
    return {word.lower().rstrip(".") for word in know.offices.honorifics}


def _begins(token: Token) -> bool:
    """Whether nothing that is capitalised stands before the token, so that it can be the title itself."""
    return token.i > 0 and not token.nbor(-1).text[0].isupper()


def _title(draft: Draft, know: Knowledge, paragraph: Paragraph, first: Token, before: list[Token]) -> list[Token]:
    """3. The words of the title, from the left."""
    found = list(before)
    token = (before[0] if before else first).nbor(-1) if (before[0] if before else first).i > 0 else None
    while token is not None and len(found) < _LONGEST_TITLE and _goes_on(draft, know, paragraph, token, found):
        found.insert(0, token)
        if begins_sentence(token):
            break
        token = token.nbor(-1) if token.i > 0 else None
    while found and found[0].lower_ in _PREPOSITIONS | {"and", ",", "&", "the"}:
        found.pop(0)
    return found


def _goes_on(draft: Draft, know: Knowledge, paragraph: Paragraph, token: Token, found: list[Token]) -> bool:
    """Whether the title goes on with the word to its left."""
    key = (paragraph.index, token.i)
    if key in draft.people or (found and begins_sentence(found[0])):
        return False
    if key in draft.entities:
        return True
    word = _plain(token)
    if word in know.office_words or {word, token.lemma_.lower()} & know.lexicon.nouns.officials:
        return True
    left = token.nbor(-1) if token.i > 0 else None
    if token.lower_ in {"and", "&", ","}:
        if token.lower_ == "and" and left is not None and left.text == "," and token.i > 1:
            left = left.nbor(-1)  # "for A, B, and C"
        return bool(found) and not _has_office(know, _owner(found)) and left is not None and left.text[0].isupper()
    if token.lower_ in _PREPOSITIONS:
        return bool(found) and not _has_office(know, found) and left is not None and _is_title_word(know, left)
    if token.lower_ == "the":
        return left is not None and left.lower_ in _PREPOSITIONS and token.i > 1 and _is_title_word(know, left.nbor(-1))
    if token.text in _HYPHENS or token.text in _POSSESSIVE:
        return bool(found)
    if token.pos_ == "ADJ" or token.tag_ in {"VBG", "VBN"}:
        return bool(found) and token.lower_ in know.lexicon.names.states_of_office
    return token.text[0].isupper() and token.pos_ in {"PROPN", "NOUN"} and bool(found)


def _owner(found: list[Token]) -> list[Token]:
    """The part of a title before its possessive, which has its own joined words ("the Ministry of A and B's chief")."""
    cut = next((n for n, t in enumerate(found) if t.text in _POSSESSIVE), len(found))
    return found[:cut]


def begins_sentence(token: Token) -> bool:
    """Whether a sentence begins here; the parser also begins some in the middle of a title."""
    return bool(token.is_sent_start and (token.i == 0 or not token.nbor(-1).text[-1].isalnum()))


def _has_office(know: Knowledge, tokens: list[Token]) -> bool:
    officials = know.lexicon.nouns.officials - know.lexicon.names.portfolios
    return any(t.lower_ in officials or t.lemma_.lower() in officials for t in tokens)


def _is_title_word(know: Knowledge, token: Token) -> bool:
    word = _plain(token)
    return (
        word in know.office_words
        or word in know.lexicon.names.portfolios
        or word in know.lexicon.nouns.officials
        or token.lemma_.lower() in know.lexicon.nouns.officials | {"embassy", "mission", "office"}
    )


@functools.lru_cache(maxsize=4096)
def spelled(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, as they are compared: "Lipavský" is "LIPAVSKY"."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    return tuple(re.findall(r"[a-z]+|[^\W\d_a-z]+", "".join(c for c in plain if not unicodedata.combining(c))))

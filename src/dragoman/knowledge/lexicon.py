"""Lexicon: the frames, status words and speech verbs of a language, made of `data/lexicon/<language>` and checked.

A frame says by which words a text tells of an event type, under which conditions, and in which grammatical
slots its parties stand. `docs/lexicon.md` explains the notation.
"""

import functools
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from dragoman.errors import KnowledgeError
from dragoman.knowledge.ontology import Ontology

__all__ = ["Frame", "Lexicon", "Names", "Nouns", "Speech", "StatusWords"]

_PARTS = ("verb", "noun", "adj", "modal")
_ROLES = {"actor", "target", "peer"}
_PREDICATES = {"@person", "@entity", "@org", "@demonym", "@demonym-pair"}


_T = TypeVar("_T", bound=BaseModel)


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _FrameEntry(_Checked):
    type: str
    change: str | None = None
    status: str | None = None
    verb: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    adj: tuple[str, ...] = ()
    modal: tuple[str, ...] = ()
    prt: tuple[str, ...] = ()
    prep: tuple[str, ...] = ()
    obj: tuple[str, ...] = ()
    subj: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    mod: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    comp: bool = False
    bar: tuple[str, ...] = ()
    least: int = 0
    roles: dict[str, str]


class StatusWords(_Checked):
    """The words that tell a status: each mapping is lemma → status but for the plain lists."""

    auxiliaries: dict[str, str]
    governors: dict[str, str]
    modifiers: dict[str, str]
    adverbs: dict[str, str]
    negations: frozenset[str]
    ongoing_nouns: dict[str, frozenset[str]]
    momentary: frozenset[str]
    negated_changes: dict[str, str]


class Speech(_Checked):
    """Verbs and nouns of attribution."""

    verbs: frozenset[str]
    announcing: frozenset[str]
    announcing_things: frozenset[str]
    quoting: frozenset[str]
    carriers: frozenset[str]
    anonymous: frozenset[str]
    media: frozenset[str]


class Names(_Checked):
    """What is and is not the name of a person."""

    particles: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    portfolios: frozenset[str]
    states_of_office: frozenset[str]
    posts: frozenset[str]
    issuers: tuple[str, ...]
    issuer_offices: frozenset[str]
    not_people: frozenset[str]
    also_names: frozenset[str]
    namesakes: frozenset[str]


class Nouns(_Checked):
    """Common nouns that stand for parties, and verbs that carry or convene events."""

    bodies: frozenset[str]
    officials: frozenset[str]
    tellers: frozenset[str]
    pairs: frozenset[str]
    groups: frozenset[str]
    hyphened: frozenset[str]
    others: frozenset[str]
    occasions: frozenset[str]
    territorial: frozenset[str]
    transparent: frozenset[str]
    support_verbs: frozenset[str]
    means: frozenset[str]
    holding_verbs: frozenset[str]
    principals: frozenset[str]
    attendee_verbs: frozenset[str]
    taking_part: frozenset[str]
    object_control: frozenset[str]
    leisure: frozenset[str]
    leisure_with: frozenset[str]
    affairs: frozenset[str]


class Frame(_Checked):
    """One way in which a language tells of an event type.

    `part` is `verb`, `noun`, `adj` or `modal`; `conditions` maps a condition's name to the lemmas or
    predicates (`@person` …) of which one must hold; `bar` holds subjects that rule it out;
    `least` is how many parties its slots must name; `roles` maps a role to its slots, in order.
    """

    key: str
    type: str
    change: str | None
    status: str | None
    part: str
    words: frozenset[str]
    conditions: dict[str, frozenset[str]]
    comp: bool
    bar: frozenset[str]
    least: int
    roles: dict[str, tuple[str, ...]]


class Lexicon:
    """The frames by lemma, and the words of status, speech and parties."""

    def __init__(
        self, frames: Iterable[Frame], status: StatusWords, speech: Speech, nouns: Nouns, names: Names
    ) -> None:
        self.frames = tuple(frames)
        self.status = status
        self.speech = speech
        self.nouns = nouns
        self.names = names
        self._by_lemma: dict[tuple[str, str], list[Frame]] = {}
        for frame in self.frames:
            for word in sorted(frame.words):
                self._by_lemma.setdefault((frame.part, word), []).append(frame)
        self.lemmas = frozenset(word for _, word in self._by_lemma)

    def of(self, part: str, lemma: str) -> list[Frame]:
        """The frames that this lemma can trigger as this part of speech."""
        return self._by_lemma.get((part, lemma), [])

    @staticmethod
    @functools.lru_cache(maxsize=4)
    def load(language: str = "en") -> "Lexicon":
        """The lexicon of a language.

        Raises:
            KnowledgeError: a file is missing, or an entry is not what it should be.
        """
        folder = files("dragoman") / "data" / "lexicon" / language
        classes = {name: frozenset(words) for name, words in _yaml(folder / "classes.yaml").items()}
        ontology = Ontology.load()
        frames = []
        for file in sorted((folder / "frames").iterdir(), key=lambda f: f.name):
            for number, entry in enumerate(_yaml(file), 1):
                frames.append(_frame(entry, f"{file.name}, entry {number}", classes, ontology))
        return Lexicon(
            frames,
            _status(folder / "status.yaml", ontology),
            _validated(Speech, _yaml(folder / "speech.yaml"), "speech.yaml"),
            _validated(Nouns, _yaml(folder / "nouns.yaml"), "nouns.yaml"),
            _validated(Names, _yaml(folder / "names.yaml"), "names.yaml"),
        )


class _Words(yaml.CSafeLoader):
    """Reads words as words: "on", "off" and "no" are no truth values here."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(file: Traversable) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_Words)
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"cannot be read: {error}", where=file.name) from error


def _frame(entry: Mapping[str, Any], where: str, classes: Mapping[str, frozenset[str]], ontology: Ontology) -> Frame:
    fields = {("from_" if k == "from" else k): v for k, v in entry.items()}
    try:
        checked = _FrameEntry.model_validate(fields)
    except ValidationError as error:
        raise KnowledgeError(f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}", where=where) from error
    event_type = ontology.type(checked.type)
    if event_type.changes and checked.change not in event_type.changes:
        raise KnowledgeError(f"{checked.type} needs a change of {sorted(event_type.changes)}", where=where)
    if not event_type.changes and checked.change:
        raise KnowledgeError(f"{checked.type} takes no change", where=where)
    if checked.status and checked.status not in ontology.statuses:
        raise KnowledgeError(f"unknown status {checked.status!r}", where=where)
    parts = [part for part in _PARTS if getattr(checked, part)]
    if len(parts) != 1:
        raise KnowledgeError(f"needs exactly one of {', '.join(_PARTS)}", where=where)
    if not set(checked.roles) <= _ROLES:
        raise KnowledgeError(f"unknown role among {sorted(checked.roles)}", where=where)
    conditions = {}
    for name in ("prt", "prep", "obj", "subj", "theme", "mod", "of", "from_", "words", "beside", "above"):
        wanted = getattr(checked, name)
        if wanted:
            conditions[name] = _expand(wanted, classes, where)
    kind = f"{checked.type}.{checked.change}" if checked.change else checked.type
    words = getattr(checked, parts[0])
    return Frame(
        key=":".join([kind, parts[0], words[0], *sorted(conditions), *(["least"] if checked.least else [])]),
        type=checked.type,
        change=checked.change,
        status=checked.status,
        part=parts[0],
        words=frozenset(words),
        conditions=conditions,
        comp=checked.comp,
        bar=_expand(checked.bar, classes, where),
        least=checked.least,
        roles={role: tuple(slots.split()) for role, slots in checked.roles.items()},
    )


def _expand(words: Iterable[str], classes: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    """Class names replaced by their words; predicates stay as they are."""
    found: set[str] = set()
    for word in words:
        if not word.startswith("@") or word in _PREDICATES:
            found.add(word)
        elif word[1:] in classes:
            found |= classes[word[1:]]
        else:
            raise KnowledgeError(f"unknown word class {word}", where=where)
    return frozenset(found)


def _turned(table: Mapping[str, Iterable[str]], where: str, ontology: Ontology) -> dict[str, str]:
    """`{status: [lemma …]}` as `{lemma: status}`."""
    found: dict[str, str] = {}
    for status, lemmas in table.items():
        if status not in ontology.statuses:
            raise KnowledgeError(f"unknown status {status!r}", where=where)
        for lemma in lemmas:
            if found.setdefault(lemma, status) != status:
                raise KnowledgeError(f"{lemma!r} is both {found[lemma]} and {status}", where=where)
    return found


def _status(file: Traversable, ontology: Ontology) -> StatusWords:
    data = _yaml(file)
    for table in ("governors", "modifiers", "adverbs"):
        data[table] = _turned(data[table], f"{file.name}, {table}", ontology)
    return _validated(StatusWords, data, file.name)


def _validated(model: type[_T], data: Any, where: str) -> _T:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise KnowledgeError(f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}", where=where) from error

"""Codes single sentences for event-data users: who does what to whom, in PLOVER or CAMEO, whoever acts.

1. Parse the sentence, find its parties (`coder_actors`).
2. With source and target given: of the predicates that join the two, nearest first, the first that the lexicon knows.
3. Without: the main predicate that the lexicon knows, its subject as source, its objects as targets.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.extract.coder_actors import MODIFIERS, ActorFinder, Actors
from dragoman.extract.coder_acts import ActFinder
from dragoman.extract.parser import load, parse
from dragoman.knowledge.acts import Acts
from dragoman.knowledge.cameo_actors import CameoActors
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.offices import Offices
from dragoman.knowledge.ontology import Ontology

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["CodeItem", "CodeResult", "CodedEvent", "Coder"]

_BATCH = 512  # sentences parsed before their memory is given back

# Remarks (CAMEO 01) have no PLOVER type; where a label is asked for, this is the nearest.
_REMARKS = {
    "011": "REJECT", "012": "ACCUSE", "013": "SUPPORT", "014": "AGREE", "015": "ACCUSE",
    "016": "REJECT", "017": "SUPPORT", "018": "SUPPORT", "019": "AGREE",
}  # fmt: skip

_MUTUAL = ("03", "04", "06")  # roots in which two subjects do it to each other
_MUTUAL_CODES = ("040", "041", "046", "060", "062")
_ONE_SIDED = ("042", "043", "045")


@dataclass(frozen=True, slots=True)
class CodeItem:
    """A sentence to code, with its day and the words of its source and target where they are known."""

    id: str
    text: str
    date: datetime.date | None = None
    source: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """Who did what to whom: two CAMEO actor codes and a code of the taxonomy asked for."""

    source: str
    target: str
    code: str


@dataclass(frozen=True, slots=True)
class CodeResult:
    """What a sentence codes to; `label` is the PLOVER type between the given source and target."""

    id: str
    events: tuple[CodedEvent, ...]
    label: str | None


class Coder:
    """Codes sentences. Loading takes a second; keep one. `model` names an installed spaCy pipeline of English.

    Raises:
        UsageError: no such pipeline is installed.
    """

    def __init__(self, model: str) -> None:
        self._nlp = load(model, recogniser=True)
        self._ontology = Ontology.load()
        self._finder = ActFinder(Acts.load())
        self._actors = ActorFinder(Gazetteer.load(), Offices.load(), CameoActors.load())

    def code(self, item: CodeItem, taxonomy: str = "plover") -> CodeResult:
        """The events and the label of one sentence; `taxonomy` is `plover` or `cameo`."""
        return next(self.code_many([item], taxonomy))

    def code_many(self, items: Iterable[CodeItem], taxonomy: str = "plover") -> Iterator[CodeResult]:
        """The results in the order of the items, in memory that does not grow with their number.

        Raises:
            UsageError: `taxonomy` is neither `plover` nor `cameo`.
        """
        if taxonomy not in ("plover", "cameo"):
            raise UsageError(f"no taxonomy {taxonomy!r}", hint="plover or cameo")
        waiting = iter(items)
        for batch in iter(lambda: list(itertools.islice(waiting, _BATCH)), []):
            with self._nlp.memory_zone():
                docs = parse(self._nlp, [item.text for item in batch])
                results = [self._result(doc, item, taxonomy) for doc, item in zip(docs, batch, strict=True)]
            yield from results

    def _result(self, doc: "Doc", item: CodeItem, taxonomy: str) -> CodeResult:
        marked = item.source is not None and item.target is not None
        label = self.label(doc, item.source or "", item.target or "") if marked else None
        return CodeResult(item.id, tuple(dict.fromkeys(self._events(doc, item, taxonomy))), label)

    def label(self, doc: "Doc", source: str, target: str) -> str | None:
        """The PLOVER type of what `source` does to `target`, None where the lexicon finds nothing."""
        said_by, done_to = _span(doc, source), _span(doc, target)
        for predicate in _predicates(doc, said_by, done_to):
            code = self._remark(predicate, said_by, done_to) or self._finder.code(predicate)
            label = self._plover(code) or _REMARKS.get(code or "")
            if label is not None:
                return label
        return None

    def _plover(self, code: str | None) -> str | None:
        return self._ontology.cameo_codes[code].plover if code is not None else None

    def _remark(self, predicate: "Token", source: "Span | None", target: "Span | None") -> str | None:
        """What the source does when it says something about the target: asks for it or blames it."""
        if source is None or target is None or self._finder.operator(predicate) != "say":
            return None
        for clause in predicate.children:
            subject = _subject(clause) if clause.dep_ == "ccomp" else None
            if subject is None or subject.pos_ == "PRON" or subject in source:
                continue
            if self._finder.obliges(clause):
                return "100"
            if any(token in target for token in subject.subtree):
                return self._finder.about(clause)
        return None

    def _events(self, doc: "Doc", item: CodeItem, taxonomy: str) -> Iterator[CodedEvent]:
        actors = self._actors.find(doc, item.date)
        for sentence in doc.sents:
            for predicate in _ranked(sentence):
                events = list(self._coded(predicate, actors))
                if events:
                    yield from (e for e in (self._in(taxonomy, event) for event in events) if e is not None)
                    break

    def _in(self, taxonomy: str, event: CodedEvent) -> CodedEvent | None:
        if taxonomy == "cameo":
            return event
        plover = self._plover(event.code)
        return CodedEvent(event.source, event.target, plover) if plover is not None else None

    def _coded(self, predicate: "Token", actors: Actors) -> Iterator[CodedEvent]:
        """The events of one predicate, none where its act, its source or its target is not known."""
        code, subject = self._finder.code(predicate), _subject(predicate)
        if subject is not None and self._finder.operator(predicate) == "say":
            code = self._said(predicate, code)
        if code is None:
            return
        sources = actors.of(subject) if subject is not None else []
        passive = subject is not None and subject.dep_ == "nsubjpass"
        unknown = [actors.home] if actors.home is not None and (passive or code[:2] in ("18", "19", "20")) else []
        if passive:
            targets, sources = sources, _agents(predicate, actors) or unknown
        else:
            targets, sources = _targets(predicate, subject, actors, sources), sources or unknown
        if not passive and len(sources) > 1 and code.startswith(_MUTUAL) and code not in _ONE_SIDED:
            yield from (CodedEvent(a, b, code) for a in sources for b in sources if a != b)
            return
        for source in sources:
            for target in targets or [source[:3]]:
                if source != target or len(targets) <= 1:
                    yield CodedEvent(source, target, code)
                    if code in _MUTUAL_CODES and source != target:
                        yield CodedEvent(target, source, code)

    def _said(self, predicate: "Token", code: str | None) -> str | None:
        """The code of a statement: its own where it says what the speaker does, a demand where it says what must be."""
        for clause in predicate.children:
            said = clause.dep_ == "ccomp" or (clause.pos_ in ("VERB", "AUX") and clause.i < predicate.i)
            subject = _subject(clause) if said else None
            if subject is not None and subject.pos_ != "PRON":
                return "100" if self._finder.obliges(clause) else None
        return code


def _span(doc: "Doc", words: str) -> "Span | None":
    words = words.strip()
    start = doc.text.find(words)
    return doc.char_span(start, start + len(words), alignment_mode="expand") if words and start >= 0 else None


def _subject(verb: "Token") -> "Token | None":
    """The subject of a verb, or of the verb that it is joined to or depends on without a subject of its own."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "csubj"):
            return child
    above = verb.head
    if verb.dep_ == "pcomp" or (verb.dep_ in ("acl", "relcl") and any(c.lower_ == "to" for c in verb.children)):
        above = next((word for word in verb.ancestors if word.pos_ in ("VERB", "AUX")), verb)
    elif verb.dep_ not in ("conj", "xcomp", "advcl"):
        return None
    return _subject(above) if above != verb else None


def _agents(verb: "Token", actors: Actors) -> list[str]:
    """Who stands under the "by" of a passive verb."""
    by = [noun for child in verb.children if child.dep_ == "agent" for noun in child.children if noun.dep_ == "pobj"]
    return actors.of(by[0]) if by else []


def _targets(predicate: "Token", subject: "Token | None", actors: Actors, sources: list[str]) -> list[str]:
    """Whom a predicate is done to: the first noun phrase under it that names somebody else than the source."""
    inside = {token.i for token in subject.subtree} if subject is not None else set()
    own = {source[:3] for source in sources}
    spare: list[str] = []
    for token in _objects_first(predicate):
        if token.i in inside or token.pos_ not in ("NOUN", "PROPN", "ADJ") or token.dep_ in MODIFIERS:
            continue
        codes = actors.of(token)
        if token.dep_ == "dobj" and token.head == predicate and any(len(code) > 3 for code in codes):
            return codes
        if others := [code for code in codes if code[:3] not in own]:
            return others
        spare = spare or codes
    return spare


def _objects_first(predicate: "Token") -> Iterator["Token"]:
    """The words under a predicate: objects, then what stands under prepositions and clauses, each in order."""
    seen: set[int] = {predicate.i}
    layers = [[c for c in predicate.children if c.dep_ in ("dobj", "dative", "obj")], list(predicate.children)]
    for layer in layers:
        for child in sorted(layer, key=lambda c: c.dep_ in ("advcl", "npadvmod", "punct")):
            for token in child.subtree:
                if token.i not in seen:
                    seen.add(token.i)
                    yield token


def _ranked(sentence: "Span") -> Iterator["Token"]:
    """The predicates of a sentence, the outermost first."""
    verbs = [token for token in sentence if token.pos_ in ("VERB", "AUX") or token.dep_ == "ROOT"]
    yield from sorted(verbs, key=lambda token: (sum(1 for _ in token.ancestors), token.i))


def _predicates(doc: "Doc", source: "Span | None", target: "Span | None") -> Iterator["Token"]:
    """The words that can say what the source does to the target, the likeliest first, each once."""
    seen = set(range(source.start, source.end)) if source is not None else set()
    for token in _candidates(doc, source, target):
        if token.i not in seen:
            seen.add(token.i)
            yield token


def _candidates(doc: "Doc", source: "Span | None", target: "Span | None") -> Iterator["Token"]:
    verb = next(iter(doc.sents)).root
    if source is not None:
        for node in source.root.ancestors:
            verb = node
            if node.pos_ in ("VERB", "AUX"):
                break
            if target is not None and node.is_ancestor(target.root):
                yield node  # "Russia's attack on …"
        joined = [verb, *(other for other in verb.conjuncts if other.pos_ in ("VERB", "AUX"))]
        yield from sorted(joined, key=lambda v: (target is None or not _holds(v, target.root), v.i))
        if target is not None:
            yield from (node for node in target.root.ancestors if node.pos_ in ("VERB", "AUX", "NOUN", "PROPN"))
    yield from sorted((t for t in verb.subtree if t.pos_ in ("VERB", "NOUN")), key=lambda t: abs(t.i - verb.i))
    yield from (token for token in doc if token.pos_ in ("VERB", "NOUN", "ADJ"))


def _holds(verb: "Token", token: "Token") -> bool:
    """Whether the token stands under the verb itself and not under a verb joined to it."""
    for node in token.ancestors:
        if node == verb:
            return True
        if node.dep_ == "conj" and node.pos_ in ("VERB", "AUX"):
            return False
    return False

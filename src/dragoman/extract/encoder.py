"""Encoder: a small network that reads a sentence and scores what the rules propose in it.

It is a six-layer transformer, begun from MiniLM and taught on marked documents (`train/train_encoder.py`);
docs/reader.md says on which, and how well it does. For each trigger of a sentence it says how likely the word tells
of such an event, with which status, whether it has a time, who takes part in which role, and which of the times named
is its own. Who may take part though the sentence does not name him (who speaks, who was spoken of, who issues the text)
is named to it before the sentence. Its scores are features of the learned choices, no more.
One sentence at a time: what is read together must not change a score.
"""

import bisect
import functools
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.extract.draft import Cast, Draft, Scores, Trigger
from dragoman.extract.runtime import opened, reading

if TYPE_CHECKING:
    from spacy.tokens import Span

    from dragoman.extract.draft import Paragraph
    from dragoman.knowledge.gazetteer import Gazetteer

__all__ = [
    "ROLES",
    "STATUSES",
    "WHENS",
    "Encoder",
    "Inputs",
    "Passage",
    "encode",
    "kind",
    "likelihood",
    "passages",
]

STATUSES = ("occurred", "ongoing", "planned", "proposed", "cancelled", "alleged", "denied")
ROLES = ("none", "actor", "target", "peer")
WHENS = ("none", "published", "named")
"""No date; the day of the report; a time that the sentence names."""

_LENGTH = 128  # word pieces of a sentence, and of who is named before it, that are read
_CONTEXT = 5  # parties named before a sentence
_CUES = {"none": "they", "speaker": "says", "pair": "both", "host": "at", "issuer": "from"}
"""By which word a party that the sentence does not name is introduced: how it came to be thought of (`Cast.added`)."""
_START, _END = 101, 102  # the pieces that MiniLM puts around a sentence
_DISTANCES = 8  # steps of distance on either side, each twice the one before or nearly


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with who may be meant before it, its triggers, the parties and the times, all by their characters."""

    text: str
    triggers: tuple[Trigger, ...]
    spans: tuple[int, ...]
    mentions: tuple[tuple[int, int, str], ...]
    times: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """A passage as the network takes it: word pieces, then a row for each trigger, mention and time within reach.

    `triggers` are (index of the trigger, piece, kind); `mentions` and `times` (row of the trigger, first piece, last
    piece, distance, index of the mention or time).
    """

    pieces: list[int]
    triggers: list[tuple[int, int, int]]
    mentions: list[tuple[int, int, int, int, int]]
    times: list[tuple[int, int, int, int, int]]


def passages(draft: Draft, gazetteer: "Gazetteer") -> Iterator[Passage]:
    """The sentences of a draft that hold triggers."""
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in draft.triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    for number, (paragraph, sentence) in enumerate(draft.sentences()):
        triggers = by_sentence.get(number)
        if triggers:
            start, text = paragraph.start + sentence.start_char, sentence.text
            inside = list(_mentions(draft, paragraph, sentence))
            before, outside = _context(gazetteer, triggers, {entity for _, _, entity in inside})
            shift = len(before)
            yield Passage(
                before + text,
                tuple(triggers),
                tuple(t.token.idx - sentence.start_char + shift for t in triggers),
                (*outside, *((first + shift, last + shift, entity) for first, last, entity in inside)),
                tuple(
                    (t.start - start + shift, t.end - start + shift, t.span.edtf)
                    for t in draft.timexes
                    if start <= t.start < start + len(text) and t.span is not None
                ),
            )


def _context(
    gazetteer: "Gazetteer", triggers: list[Trigger], named: set[str]
) -> tuple[str, list[tuple[int, int, str]]]:
    """What is put before a sentence, and where in it those parties are that a cast has and it does not name."""
    before, found = "", list[tuple[int, int, str]]()
    seen = set(named)
    for cast in (c for t in triggers for c in t.casts):
        cue = _CUES.get(cast.added.partition("+")[0], "before")
        for entity in (a.entity for actors in cast.actors.values() for a in actors):
            if entity and entity not in seen and len(found) < _CONTEXT:
                seen.add(entity)
                known = gazetteer.entity(entity)
                name = known.name if known is not None else entity.title()
                found.append((len(before) + len(cue) + 1, len(before) + len(cue) + 1 + len(name), entity))
                before += f"{cue} {name}, "
    return (before[:-2] + " : " if before else ""), found


def _mentions(draft: Draft, paragraph: "Paragraph", sentence: "Span") -> Iterator[tuple[int, int, str]]:
    """The parties named in a sentence, and the persons who act for one, each name once."""
    index, start = paragraph.index, sentence.start_char
    for token in sentence:
        for mention in draft.entities.get((index, token.i), []):
            if mention.last == token.i:
                yield paragraph.doc[mention.first].idx - start, token.idx + len(token.text) - start, mention.entity
    for person, tokens in itertools.groupby(sentence, key=lambda t: draft.people.get((index, t.i))):
        if person is not None and person.entity:
            name = list(tokens)
            yield name[0].idx - start, name[-1].idx + len(name[-1].text) - start, person.entity


def kind(trigger: Trigger) -> str:
    """What a trigger tells of, as the network is asked for it: a type, with its change."""
    frame = trigger.frame
    return f"{frame.type}.{frame.change}" if frame.change else frame.type


def likelihood(scores: Scores, cast: Cast) -> float:
    """The log probability of a cast: that everybody named in the sentence has the role that it gives them."""
    given = {a.entity: role for role, actors in cast.actors.items() for a in actors}
    total = 0.0
    for entity, odds in scores.roles.items():
        total += odds[ROLES.index(given.get(entity, "none"))]
    return total


def _distance(first: int, second: int) -> int:
    """How far apart two pieces are, in steps that widen; a piece after the other counts apart."""
    step = min(_DISTANCES - 1, int(math.log2(abs(second - first) + 1) * 1.2))
    return step + (_DISTANCES if second > first else 0)


def encode(passage: Passage, tokenizer: Any, kinds: dict[str, int]) -> Inputs:
    """A passage in numbers; what lies beyond the reach of the network, or is of no kind it knows, is left out."""
    encoded = tokenizer.encode(passage.text, add_special_tokens=False)
    ends = [end for _, end in encoded.offsets[:_LENGTH]]

    def piece(character: int) -> int | None:
        n = bisect.bisect_right(ends, character)
        return n + 1 if n < len(ends) else None

    made = Inputs([_START, *encoded.ids[:_LENGTH], _END], [], [], [])
    for index, (trigger, at) in enumerate(zip(passage.triggers, passage.spans, strict=True)):
        number, where = kinds.get(kind(trigger)), piece(at)
        if number is None or where is None:
            continue
        row = len(made.triggers)
        made.triggers.append((index, where, number))
        for spans, rows in ((passage.mentions, made.mentions), (passage.times, made.times)):
            for n, (start, end, _) in enumerate(spans):
                first, last = piece(start), piece(max(start, end - 1))
                if first is not None and last is not None:
                    rows.append((row, first, last, _distance(where, first), n))
    return made


class Encoder:
    """The network with its tokenizer; `score` fills `Trigger.scores`."""

    def __init__(self, network: Path, tokenizer: Path) -> None:
        """The network and the tokenizer of these files.

        Raises:
            KnowledgeError: one of them cannot be read.
        """
        from tokenizers import Tokenizer  # here, for a question to the record does not need it

        with reading("the network", network.name):
            self._session = opened(str(network))
            self.tokenizer = Tokenizer.from_file(str(tokenizer))
            self.tokenizer.no_padding()
            self.tokenizer.no_truncation()
            about = self._session.get_modelmeta().custom_metadata_map
            kinds, types = about["kinds"].split(), about["types"].split()
        self._kinds = {name: n for n, name in enumerate(kinds)}
        self._types = {name: n for n, name in enumerate(types)}

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Encoder":
        """The network that ships with the package.

        Raises:
            KnowledgeError: it cannot be read.
        """
        folder = files("dragoman") / "data" / "learned"
        return Encoder(Path(str(folder / "encoder.onnx")), Path(str(folder / "tokenizer.json")))

    def score(self, draft: Draft, gazetteer: "Gazetteer") -> None:
        """Fills `scores` of the draft's triggers; those beyond its reach keep None."""
        for passage in passages(draft, gazetteer):
            inputs = encode(passage, self.tokenizer, self._kinds)
            if inputs.triggers:
                self._score(passage, inputs)

    def _score(self, passage: Passage, inputs: Inputs) -> None:
        import numpy  # here for the same reason as above

        def rows(found: list[tuple[int, int, int, int, int]]) -> Any:
            return numpy.array([r[:4] for r in found] or [(0, 0, 0, 0)], dtype=numpy.int64)

        feed = {
            "pieces": numpy.array([inputs.pieces], dtype=numpy.int64),
            "triggers": numpy.array([t[1:] for t in inputs.triggers], dtype=numpy.int64),
            "mentions": rows(inputs.mentions),
            "times": rows(inputs.times),
        }
        types, fit, status, when, role, time = (a.tolist() for a in self._session.run(None, feed))
        for row, (index, _, _) in enumerate(inputs.triggers):
            trigger = passage.triggers[index]
            roles: dict[str, tuple[float, ...]] = {}
            for mention, scores in zip(inputs.mentions, role, strict=False):
                if mention[0] == row:
                    entity = passage.mentions[mention[4]][2]
                    known = roles.get(entity)
                    if known is None or scores[0] < known[0]:  # the mention that is likeliest to take part speaks
                        roles[entity] = tuple(scores)
            times: dict[str, float] = {}
            for spot, score in zip(inputs.times, time, strict=False):
                if spot[0] == row:
                    edtf = passage.times[spot[4]][2]
                    times[edtf] = max(score, times.get(edtf, -math.inf))
            trigger.scores = Scores(
                fit[row],
                types[0][self._types[trigger.frame.type]] if trigger.frame.type in self._types else -math.inf,
                dict(zip(STATUSES, status[row], strict=True)),
                dict(zip(WHENS, when[row], strict=True)),
                roles,
                times,
            )

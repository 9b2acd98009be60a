"""Learned choices: among the readings that the rules leave open, which one marked documents would have.

Logistic regressions over readable features, each a table of weights in `data/learned/weights.json`: `cast` says which
filling of the roles holds, `when` which time, `status` which status, and `accept` whether the candidate is an event at
all. Among their features (`features`) are the scores of the encoder (`encoder`), in steps. `triage` says before the
encoder which sentences it is to read (`triage`); what is taken in the end the appraiser says (`appraisal`).
`train/train_reader.py` writes them; training is repeatable.
"""

import datetime
import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from dragoman.errors import KnowledgeError
from dragoman.extract.appraisal import Appraiser, Signs, signs_of
from dragoman.extract.draft import Cast, Draft, Trigger, WhenOption
from dragoman.extract.features import accept_features, cast_features, family_of, status_features, when_features
from dragoman.extract.reports import Candidate
from dragoman.knowledge.ontology import Ontology

__all__ = ["FIXED", "Choices", "Learned", "Table"]

# Reasons that leave no choice. "Refuse" and "reject" do: what is refused is most often a demand, not a claim.
FIXED = ("frame", "negated change", "modifier", "object of", "claim refuted", "governor deny", "governor refute")
_DONE_AT_ONCE = {"position", "contact", "representation", "agreement"}  # families; aid and pressure may go on
_STAYS = {"visit", "conference"}  # that have begun and go on
_LEAST = 1e-4  # of a confidence, and of what it lacks to 1
_DAY_AHEAD = datetime.timedelta(days=1)  # it may be tomorrow where it was said


@dataclass(frozen=True, slots=True)
class Table:
    """The weights of one regression, by feature name."""

    weights: Mapping[str, float]
    bias: float

    def logit(self, features: Iterable[str]) -> float:
        """The sum of the weights of the features that hold, each once, and the bias."""
        get, total = self.weights.get, 0.0
        for name in dict.fromkeys(features):  # not `sum`, which rounds differently in Python 3.12
            total += get(name, 0.0)
        return self.bias + total


@dataclass(frozen=True, slots=True)
class Choices:
    """The tables of the choices, `status` one for each status."""

    cast: Table
    when: Table
    accept: Table
    status: Mapping[str, Table]
    triage: Table

    def choose_cast(self, draft: Draft, trigger: Trigger) -> None:
        """Sets `trigger.cast` to the likeliest of its casts; the first of equals."""
        casts = [c for c in trigger.casts if not _acts_on_nobody(trigger, c)] or trigger.casts
        trigger.cast = casts[0]
        if len(casts) > 1:
            odds = [self.cast.logit(cast_features(draft, trigger, c)) for c in casts]
            trigger.cast = casts[_first_best(trigger, "cast", odds)]

    def choose_when(self, draft: Draft, trigger: Trigger) -> None:
        """Sets `trigger.when` to the likeliest of its options, None among them."""
        whens = [o for o in trigger.whens if not _cannot_be(draft, trigger, o)]
        best = whens[0]
        if len(whens) > 1:
            odds = [self.when.logit(when_features(draft, trigger, o)) for o in whens]
            best = whens[_first_best(trigger, "when", odds)]
        trigger.when, trigger.when_reason = best.span, best.reason

    def choose_status(self, draft: Draft, trigger: Trigger) -> None:
        """Sets `trigger.status`; what words of its own have fixed stays; a change told by a verb is done at once."""
        if trigger.status_reason.startswith(FIXED):
            return
        names = dict.fromkeys(status_features(draft, trigger))  # once for all tables
        moment = trigger.frame.change and trigger.frame.part == "verb" and trigger.status_reason == "default"
        open_ = [s for s in sorted(self.status) if not (moment and s == "ongoing")]
        trigger.status = open_[_first_best(trigger, "status", [self.status[s].logit(names) for s in open_])]

    def signs(self, draft: Draft, candidates: Sequence[Candidate]) -> list[Signs]:
        """What the appraiser is told of the candidates of a text."""
        return signs_of(draft, [(c, self.accept.logit(accept_features(draft, c))) for c in candidates])


@dataclass(frozen=True, slots=True)
class Learned:
    """The choices, with the appraiser of what comes of them."""

    choices: Choices
    appraiser: Appraiser
    threshold: float  # from which confidence on a candidate is taken
    texts: frozenset[str] = frozenset()  # hashes of the texts that they were taught on

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Learned":
        """What ships with the package.

        Raises:
            KnowledgeError: it cannot be read.
        """
        file = files("dragoman") / "data" / "learned" / "weights.json"
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise KnowledgeError(f"cannot be read: {error}", where="learned/weights.json") from error
        return Learned.of_json(text, Appraiser.load())

    @staticmethod
    def of_json(text: str, appraiser: Appraiser) -> "Learned":
        """The choices by the weights that `text` holds, with their appraiser.

        Raises:
            KnowledgeError: it is not JSON, or a table is missing or broken.
        """
        try:
            data = json.loads(text)
            tables = {name: Table(t["weights"], float(t["bias"])) for name, t in data["tables"].items()}
            status = {name.removeprefix("status."): t for name, t in tables.items() if name.startswith("status.")}
            if not status:
                raise ValueError("no table of a status")
            choices = Choices(tables["cast"], tables["when"], tables["accept"], status, tables["triage"])
            return Learned(choices, appraiser, float(data["threshold"]), frozenset(data["about"]["texts"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KnowledgeError(f"broken weights: {error!r}", where="learned/weights.json") from error

    def accepted(self, draft: Draft, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """The candidates that pass, with their confidence; of several readings of one word those of the likeliest.

        Which is likeliest the network has a second say in: by its own score it knows "a meeting of ten states" for a
        conference where the table, in which it is one sign of many, still leans to the commoner meeting. A tour has a
        candidate for each host, all of one reading.
        """
        appraised = self.appraiser.confidence(self.choices.signs(draft, candidates))
        scored = [(c, min(max(s, _LEAST), 1 - _LEAST)) for c, s in zip(candidates, appraised, strict=True)]
        best: dict[tuple[int, int], tuple[float, Trigger]] = {}
        for candidate, confidence in scored:
            scores = candidate.trigger.scores
            odds = math.log(confidence / (1 - confidence))
            odds += scores.fit if scores is not None else odds
            known = best.get(_word(candidate))
            if known is None or odds > known[0]:
                best[_word(candidate)] = odds, candidate.trigger
        return [(c, s) for c, s in scored if s >= self.threshold and c.trigger is best[_word(c)][1]]


def _first_best(trigger: Trigger, choice: str, odds: list[float]) -> int:
    """Which of the options has the highest log odds; notes these, and how far they are ahead of the next."""
    best = max(odds)
    number = odds.index(best)
    trigger.sure[choice] = best, best - max(odds[:number] + odds[number + 1 :], default=math.nan)
    return number


def _acts_on_nobody(trigger: Trigger, cast: Cast) -> bool:
    """Whether several do to nobody what is done to somebody: two who are named with a visit are guest and host."""
    several = len({a.entity for a in cast.actors.get("actor", [])}) > 1
    return several and not cast.actors.get("target") and Ontology.load().type(trigger.frame.type).needs_target


def _cannot_be(draft: Draft, trigger: Trigger, option: WhenOption) -> bool:
    """Whether a time is past for a stay that goes on, or yet to come for what was said, held or signed."""
    if option.span is None or draft.published is None:
        return False
    if trigger.status == "ongoing":
        return trigger.frame.type == "visit" and bool(option.span.latest and option.span.latest < draft.published)
    type_ = trigger.frame.type
    if trigger.status != "occurred" or type_ in _STAYS or family_of(type_) not in _DONE_AT_ONCE:
        return False
    return bool(option.span.latest and option.span.latest > draft.published + _DAY_AHEAD)  # "since May" has no end


def _word(candidate: Candidate) -> tuple[int, int]:
    return candidate.trigger.paragraph.index, candidate.trigger.token.i

"""Trains the learned choices of the reader and their appraiser on marked documents and writes them.

    python train/train_reader.py MARKED.jsonl [...] --standoff train/marks --corpora DIR --encoders DIR \
        --out src/dragoman/data/learned/weights.json

Needs scikit-learn and onnx (train/requirements.txt). A trigger is taught by the marked events of its type whose
evidence touches its sentence: its cast is right when its parties are those of such an event, its time when it agrees
with the event's, the candidate when it shares half of its parties. News stories weigh more than the releases and short
items, of which there are many more. The appraiser is grown on the candidates of each text as tables that were not
taught on it choose them. Prints detect and event F1 by cross-validation over documents (five folds, dealt by the hash
of the text), for all and for each kind of document; what is written is trained on all of the documents, the weights to
the file named, the appraiser to `appraiser.onnx` beside it. The same documents, code and versions give the same files.
"""

import argparse
import contextlib
import json
import math
import multiprocessing
import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from marks import standoff_documents
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from trees import Sample, grow

from dragoman.evaluate.events import EventScores, MarkedEvent, ScoredDocument, dates_agree, score
from dragoman.evaluate.marked import MarkedDocument, marked_documents
from dragoman.extract import features
from dragoman.extract.appraisal import Appraiser
from dragoman.extract.draft import Cast, Draft, Trigger
from dragoman.extract.encoder import Encoder
from dragoman.extract.learned import FIXED, Choices, Learned, Table
from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import Candidate, candidates, join
from dragoman.extract.triage import promising, triage_features
from dragoman.extract.when import add_context_times

FOLDS = 5
PROCESSES = 2
EXACT = 1.8  # what a candidate weighs that is right in every field, against one that only shares parties
THRESHOLD = 0.25  # of confidence, from which a candidate is taken; from 0.30 on two facts of the seed reports are lost
THRESHOLDS = (0.2, THRESHOLD, 0.3, 0.35, 0.4)  # that are printed
PASSING = 0.4  # of `accept`, from which a trigger is one that its sentence is read for
NEWS = 4.0  # what an example of a news story weighs: together then as much as all of releases and short items
STORY = 600  # characters from which on a text is more than a short item
PROMISE = 0.13  # how likely to pass a trigger must be for its sentence to be read on; two in a hundred are lost by it
RARE = 3  # features seen in fewer examples are left out
# Of the regularisation; more overfits.
STRENGTH = {"cast": 0.2, "when": 0.1, "accept": 0.1, "status": 0.2, "triage": 0.1}


@dataclass
class Example:
    """The features of one reading, whether it is right, and how much it weighs."""

    names: list[str]
    right: bool
    weight: float


@dataclass
class Lesson:
    """A draft and the marked document that it is of."""

    marked: MarkedDocument
    draft: Draft

    @property
    def fold(self) -> int:
        """Of the cross-validation."""
        return number_of(self.draft) % FOLDS

    @property
    def kind(self) -> str:
        """`release`, `short item` or `news story`."""
        if self.draft.issuer:
            return "release"
        return "news story" if len(self.marked.document.text) >= STORY else "short item"

    @property
    def weight(self) -> float:
        """What its examples weigh."""
        return NEWS if self.kind == "news story" else 1.0


def main() -> None:
    """Reads the arguments, trains, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("marked", nargs="+", type=pathlib.Path)
    parser.add_argument("--standoff", type=pathlib.Path, help="folder of marks kept beside their texts")
    parser.add_argument("--corpora", type=pathlib.Path, help="folder of the texts that they speak of")
    parser.add_argument("--encoders", type=pathlib.Path, help="folder of the encoders that train_encoder.py wrote")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    reader = Reader()
    marked = [m for path in arguments.marked for m in marked_documents(path)]
    files = list(arguments.marked)
    if arguments.standoff:
        more = sorted(arguments.standoff.glob("*.jsonl"))
        marked += [m for path in more for m in standoff_documents(path, arguments.corpora)]
        files += more
    texts = [m.document.hash for m in marked]
    lessons = [Lesson(m, d) for m, d in zip(*drafts_of(reader, marked), strict=True)]
    encoders = [Encoder(arguments.encoders / f"fold{n}.onnx", arguments.encoders / "tokenizer.json") for n in range(3)]
    for lesson in lessons:  # each by the encoder that was not taught on it
        reader.weigh(lesson.draft, encoders[number_of(lesson.draft) % len(encoders)])
    write(arguments.out, train(reader, lessons), [p.name for p in files], texts)
    arguments.out.with_name("appraiser.onnx").write_bytes(grow(cross_validate(reader, lessons)))


def number_of(draft: Draft) -> int:
    """A number of the text, by which it is dealt into a fold."""
    return int(draft.document.hash[:8], 16)


def drafts_of(reader: Reader, marked: Sequence[MarkedDocument]) -> tuple[list[MarkedDocument], list[Draft]]:
    """The drafts of marked documents, several of a digest, and for each the document that it is of."""
    by_hash = {m.document.hash: m for m in marked}
    drafts = list(reader.drafts([m.document for m in marked], lasting=True))
    return [by_hash[d.document.hash] for d in drafts], drafts


def cross_validate(reader: Reader, lessons: Sequence[Lesson]) -> list[Sample]:
    """Prints the figures on documents not trained on; gives what the appraiser is to learn from."""
    held = multiprocessing.get_context("fork")  # the parses of the documents cannot be sent, only inherited
    with held.Pool(PROCESSES, initializer=_inherit, initargs=(reader, lessons)) as pool:
        taught = pool.map(teach_fold, range(FOLDS), chunksize=1)
        samples = [s for _, s in taught]
        appraisers = [grow([s for g in range(FOLDS) if g != f for s in samples[g]]) for f in range(FOLDS)]
        tasks = [(f, tables, appraisers[f]) for f, (tables, _) in enumerate(taught)]
        found = pool.map(read_fold, tasks, chunksize=1)
    for threshold in THRESHOLDS:
        print(f"threshold {threshold:.3f}", line(score([d for fold in found for _, d in fold[threshold]])))
    read = [pair for fold in found for pair in fold[THRESHOLD]]
    for kind in sorted({k for k, _ in read}):
        print(f"{kind:12s}", line(score([d for k, d in read if k == kind])))
    final = score([d for _, d in read])
    print("  ".join(f"{name} {share:.3f}" for name, share in final.fields.items()))
    for name, counts in final.per_type.items():
        print(f"  {name:12s} gold {counts.gold:4d} found {counts.predicted:4d} "
              f"P {counts.detect.precision:.2f} R {counts.detect.recall:.2f} F1 {counts.detect.f1:.2f}")  # fmt: skip
    return [one for fold in samples for one in fold]


_HELD: dict[str, Any] = {}  # what a process inherits: reader and lessons


def _inherit(reader: Reader, lessons: Sequence[Lesson]) -> None:
    _HELD.update(reader=reader, lessons=lessons)


def teach_fold(fold: int) -> tuple[dict[str, Table], list[Sample]]:
    """Tables taught on all other folds, and the candidates that they leave in this one."""
    reader, lessons = _HELD["reader"], _HELD["lessons"]
    tables = train(reader, [one for one in lessons if one.fold != fold])
    choices = choices_of(tables)
    samples = []
    for one in (lesson for lesson in lessons if lesson.fold == fold):
        with undecided(one.draft, choices):
            found = reader.propose(one.draft, choices)
            for candidate, signs in zip(found, choices.signs(one.draft, found), strict=True):
                case = case_of(one, candidate)
                samples.append(Sample(dict(signs), case, one.weight * (EXACT if case == 2 else 1.0)))
    return tables, samples


def read_fold(task: tuple[int, dict[str, Table], bytes]) -> dict[float, list[tuple[str, ScoredDocument]]]:
    """The documents of a fold, with their kinds, as read by what was trained on the others, for each threshold."""
    fold, tables, trees = task
    reader, lessons = _HELD["reader"], _HELD["lessons"]
    learned = Learned(choices_of(tables), Appraiser(trees), 0.0)
    held = [one for one in lessons if one.fold == fold]
    documents = {one.marked.document.hash: one for one in held}
    said: dict[float, dict[str, list[MarkedEvent]]] = {t: {h: [] for h in documents} for t in THRESHOLDS}
    for one in held:
        draft = one.draft
        with undecided(draft, learned.choices):
            ranked = reader.decide(draft, learned)
            for threshold, events in said.items():
                reports = join(draft, reader.know, [(c, s) for c, s in ranked if s >= threshold])
                events[draft.document.hash] += [MarkedEvent.of_report(r) for r in reports]
    return {t: [(documents[h].kind, scored(documents[h].marked, e)) for h, e in said[t].items()] for t in THRESHOLDS}


@contextlib.contextmanager
def undecided(draft: Draft, choices: Choices) -> Iterator[None]:
    """The draft with the triggers that triage lets pass; afterwards with all, and the rules' readings again."""
    rules, triggers = remember(draft), draft.triggers
    draft.triggers = promising(draft, choices.triage)
    yield
    draft.triggers = triggers
    reset(draft, rules)


def case_of(lesson: Lesson, candidate: Candidate) -> int:
    """What a candidate is, as a Sample has it."""
    report = candidate.report
    near = [g for g in golds(lesson.marked, lesson.draft, candidate.trigger) if g.type == report.type]
    if not any(shared({p.id for p in report.parties}, g.ids) >= 0.5 for g in near):
        return 0
    roles = {(p.id, p.role) for p in report.parties}
    return 2 if any(is_exact(candidate, g) and roles == g.roles for g in near) else 1


def scored(marked: MarkedDocument, found: Sequence[MarkedEvent]) -> ScoredDocument:
    """A marked document with what was found in it, as the scorer takes it."""
    return ScoredDocument(marked.document.id, marked.document.text, marked.events, tuple(found))


def line(scores: EventScores) -> str:
    """The figures in a line."""
    detect, event = scores.detect, scores.event
    return (
        f"detect P {detect.precision:.3f} R {detect.recall:.3f} F1 {detect.f1:.3f}  "
        f"event P {event.precision:.3f} R {event.recall:.3f} F1 {event.f1:.3f}"
    )


def reset(draft: Draft, rules: Sequence[tuple[str, object, str, int]]) -> None:
    """Puts the rules' readings back, so that a draft can be decided again by other weights."""
    for trigger, (status, when, reason, options) in zip(draft.triggers, rules, strict=True):
        trigger.status, trigger.when, trigger.when_reason = status, when, reason  # type: ignore[assignment]
        del trigger.whens[options:]
        trigger.cast = None


def remember(draft: Draft) -> list[tuple[str, object, str, int]]:
    """The rules' readings of a draft."""
    return [(t.status, t.when, t.when_reason, len(t.whens)) for t in draft.triggers]


def train(reader: Reader, lessons: Sequence[Lesson]) -> dict[str, Table]:
    """The tables of weights: casts first, for the others are taught on the casts they will meet."""
    rules = [remember(one.draft) for one in lessons]
    casts = [e for one in lessons for t in one.draft.triggers for e in cast_examples(one, t)]
    tables = {"cast": fit(casts, STRENGTH["cast"])}
    chooser = Choices(tables["cast"], EMPTY, EMPTY, {}, EMPTY)
    for one in lessons:
        for trigger in one.draft.triggers:
            chooser.choose_cast(one.draft, trigger)
        add_context_times(one.draft, one.draft.triggers)
    statuses: list[tuple[list[str], str, float]] = []
    for one in lessons:
        for t in one.draft.triggers:
            gold = teacher(one.marked, one.draft, t)
            if gold is not None and gold.status and not t.status_reason.startswith(FIXED):
                statuses.append((list(features.status_features(one.draft, t)), gold.status, one.weight))
    tables |= fit_statuses(statuses)
    chooser = choices_of({"when": EMPTY, "accept": EMPTY, "triage": EMPTY, **tables})
    whens: list[Example] = []
    for one in lessons:
        for t in one.draft.triggers:
            chooser.choose_status(one.draft, t)
            gold = teacher(one.marked, one.draft, t)
            if gold is not None:
                for option in t.whens:
                    right = dates_agree(gold.date, option.span.edtf if option.span else None)
                    whens.append(Example(list(features.when_features(one.draft, t, option)), right, one.weight))
    tables["when"] = fit(whens, STRENGTH["when"])
    chooser = choices_of({"accept": EMPTY, "triage": EMPTY, **tables})
    accepts: list[Example] = []
    readings: list[tuple[Draft, Trigger, float, int, int]] = []  # a trigger, its first and last candidate in `accepts`
    for one in lessons:
        for t in one.draft.triggers:
            chooser.choose_when(one.draft, t)
            before = len(accepts)
            accepts += accept_examples(reader, one, t)
            readings.append((one.draft, t, one.weight, before, len(accepts)))
    tables["accept"] = fit(accepts, STRENGTH["accept"])
    for one, rule in zip(lessons, rules, strict=True):
        reset(one.draft, rule)
    least = logit(PASSING)
    passed = [tables["accept"].logit(e.names) >= least for e in accepts]
    promises = [Example(list(triage_features(d, t)), any(passed[a:b]), w) for d, t, w, a, b in readings]
    triage = fit(promises, STRENGTH["triage"])
    tables["triage"] = Table(triage.weights, round(triage.bias - logit(PROMISE), 4))
    return tables


def accept_examples(reader: Reader, lesson: Lesson, trigger: Trigger) -> list[Example]:
    """The candidates of a trigger: right where one shares half of the parties of a marked event of its type."""
    found = []
    for candidate in candidates(lesson.draft, reader.know, trigger):
        ids = {p.id for p in candidate.report.parties}
        near = [g for g in golds(lesson.marked, lesson.draft, trigger) if g.type == candidate.report.type]
        right = any(shared(ids, g.ids) >= 0.5 for g in near)
        weight = lesson.weight * (EXACT if any(is_exact(candidate, g) for g in near) else 1.0)
        found.append(Example(list(features.accept_features(lesson.draft, candidate)), right, weight))
    return found


EMPTY = Table({}, 0.0)


def logit(probability: float) -> float:
    """Its log odds."""
    return math.log(probability / (1 - probability))


def is_exact(candidate: Candidate, gold: MarkedEvent) -> bool:
    """Whether a candidate has the event's parties, time and status, all of them."""
    report = candidate.report
    edtf = report.when.edtf if report.when else None
    same = {p.id for p in report.parties} == gold.ids and report.status == gold.status
    return same and dates_agree(gold.date, edtf)


def choices_of(tables: dict[str, Table]) -> Choices:
    """The tables as the reader holds them."""
    status = {name.removeprefix("status."): t for name, t in tables.items() if name.startswith("status.")}
    return Choices(tables["cast"], tables["when"], tables["accept"], status, tables["triage"])


def golds(marked: MarkedDocument, draft: Draft, trigger: Trigger) -> list[MarkedEvent]:
    """The marked events whose evidence touches the trigger's sentence."""
    sentence, start = trigger.token.sent, trigger.paragraph.start
    first, last = start + sentence.start_char, start + sentence.end_char
    found = []
    for event in marked.events:
        quote = event.evidence[0].text or ""
        at = event.evidence[0].start
        at = marked.document.text.find(quote) if at is None else at
        if at < last and first < at + len(quote):
            found.append(event)
    return found


def teacher(marked: MarkedDocument, draft: Draft, trigger: Trigger) -> MarkedEvent | None:
    """The marked event that a trigger tells of: of its type, in its sentence, sharing most parties (half at least)."""
    actors = trigger.cast.actors if trigger.cast else trigger.actors
    ids = {a.entity for found in actors.values() for a in found}
    near = [g for g in golds(marked, draft, trigger) if g.type == trigger.frame.type]
    ranked = sorted(near, key=lambda g: -shared(ids, g.ids))
    return ranked[0] if ranked and shared(ids, ranked[0].ids) >= 0.5 else None


def shared(left: set[str | None] | set[str], right: frozenset[str]) -> float:
    """F1 of two sets of parties."""
    both = len({x for x in left if x} & right)
    return 2 * both / (len(left) + len(right)) if both else 0.0


def cast_examples(lesson: Lesson, trigger: Trigger) -> list[Example]:
    """The casts of a trigger that tells of a marked event: right where the parties are the event's, and as many of them
    as in any cast in their roles.
    """
    near = [g for g in golds(lesson.marked, lesson.draft, trigger) if g.type == trigger.frame.type]
    if not near or len(trigger.casts) < 2:
        return []
    agreed = [max((in_role(cast, g) for g in near if ids_of(cast) == g.ids), default=-1) for cast in trigger.casts]
    best = max(agreed)
    return [
        Example(list(features.cast_features(lesson.draft, trigger, cast)), n == best >= 0, lesson.weight)
        for cast, n in zip(trigger.casts, agreed, strict=True)
    ]


def in_role(cast: Cast, gold: MarkedEvent) -> int:
    """How many parties have in the cast the role that the event gives them."""
    given = {(a.entity, role) for role, actors in cast.actors.items() for a in actors}
    return sum((p.id, p.role) in given for p in gold.parties)


def ids_of(cast: Cast) -> set[str | None]:
    """The parties of a cast."""
    return {a.entity for actors in cast.actors.values() for a in actors}


def fit(examples: Sequence[Example], strength: float) -> Table:
    """A logistic regression of `right` on the features that are not rare."""
    names, matrix = vectors([e.names for e in examples])
    right = numpy.array([e.right for e in examples])
    weight = numpy.array([e.weight for e in examples])
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=200).fit(matrix, right, sample_weight=weight)
    return table(names, model.coef_[0], float(model.intercept_[0]))


def fit_statuses(examples: Sequence[tuple[list[str], str, float]]) -> dict[str, Table]:
    """One against the rest for each status that was marked."""
    names, matrix = vectors([e for e, _, _ in examples])
    weight = numpy.array([w for _, _, w in examples])
    found = {}
    for status in sorted({s for _, s, _ in examples}):
        right = numpy.array([s == status for _, s, _ in examples])
        model = LogisticRegression(C=STRENGTH["status"], solver="liblinear", max_iter=200)
        model.fit(matrix, right, sample_weight=weight)
        found[f"status.{status}"] = table(names, model.coef_[0], float(model.intercept_[0]))
    return found


def vectors(rows: Sequence[list[str]]) -> tuple[list[str], object]:
    """The feature names and the sparse matrix of rows."""
    counts: dict[str, int] = {}
    for row in rows:
        for name in set(row):
            counts[name] = counts.get(name, 0) + 1
    vectorizer = DictVectorizer(sparse=True, sort=True)
    matrix = vectorizer.fit_transform([{n: 1.0 for n in row if counts[n] >= RARE} for row in rows])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    return list(vectorizer.get_feature_names_out()), matrix


def table(names: Sequence[str], weights: Sequence[float], bias: float) -> Table:
    """The weights that matter, rounded."""
    kept = {n: round(float(w), 3) for n, w in zip(names, weights, strict=True) if abs(w) >= 0.015}
    return Table(kept, round(bias, 4))


def write(path: pathlib.Path, tables: dict[str, Table], files: list[str], texts: list[str]) -> None:
    """Writes the weights with what they were trained on."""
    data = {
        "about": {"trained_on": files, "script": "train/train_reader.py", "texts": sorted(texts)},
        "threshold": THRESHOLD,
        "tables": {n: {"bias": t.bias, "weights": dict(sorted(t.weights.items()))} for n, t in sorted(tables.items())},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

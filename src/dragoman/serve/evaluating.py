"""The command `evaluate`: how well a reader does on texts that the user has marked."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.errors import SourceError
from dragoman.serve.console import (
    AsJson,
    Jobs,
    LlmAddress,
    LlmModel,
    Model,
    Reader,
    WithReader,
    asked_llm,
    draw,
    exit_code,
    open_desk,
    take_notes,
    write_json,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from dragoman.desk import Desk
    from dragoman.evaluate.events import ScoredDocument
    from dragoman.evaluate.marked import MarkedDocument
    from dragoman.serve.progress import Notes

# As in `console`, what the command needs beyond this is imported inside it.

commands = typer.Typer(rich_markup_mode=None)


@commands.command()
def evaluate(
    gold: Annotated[list[str], typer.Argument(metavar="GOLD", help="Marked texts: .jsonl files, or - .")],
    reader: Reader = WithReader.rules,
    llm_address: LlmAddress = None,
    llm_model: LlmModel = None,
    jobs: Jobs = 1,
    model: Model = None,
    as_json: AsJson = False,
) -> int:
    """How well marked texts are read.

    Precision, recall and F1 with 95 % intervals, fields, types, and what is taken for what. A line of GOLD is
    {"doc": {"id", "text", "published"}, "events": […]}; docs/evaluate.md says what stands in it.

    \b
    Examples:
      dragoman evaluate marked.jsonl
      dragoman evaluate marked.jsonl --reader llm --llm-address http://127.0.0.1:8080/v1 --llm-model gemma-3-12b --json
    """
    from dragoman.evaluate.confusion import confusion
    from dragoman.evaluate.events import score
    from dragoman.evaluate.intervals import DRAWS, intervals
    from dragoman.evaluate.measures import rounded

    desk = open_desk(None, model, asked_llm(reader, llm_address, llm_model))
    with take_notes([]) as notes:
        marked = list(_marked(gold, notes))
        notes.began(len(marked))
        scored = list(_scored(marked, desk, jobs, notes))
    if not scored:  # why, is told
        return 2
    found = {
        "reader": desk.reader.version,
        **rounded(score(scored).as_dict()),
        "intervals": {"level": 0.95, "draws": DRAWS, **rounded(intervals(scored))},
        "confusion": confusion(scored).as_dict(),
    }
    if as_json:
        write_json(found)
    else:
        draw(_text(found))
    return exit_code(notes, len(scored))


def _marked(gold: Sequence[str], notes: "Notes") -> "Iterator[MarkedDocument]":
    from dragoman.evaluate.gold import checked_documents

    for one in checked_documents(gold):
        if isinstance(one, SourceError):
            notes.failed(one)
        else:
            yield one


def _scored(marked: "Sequence[MarkedDocument]", desk: "Desk", jobs: int, notes: "Notes") -> "Iterator[ScoredDocument]":
    """The marked documents with what the reader says of each; those that it cannot read are told and left out."""
    from dragoman.evaluate.events import MarkedEvent, ScoredDocument

    waiting = deque(marked)
    documents = (one.document for one in marked)
    for reading in desk.readings(documents, jobs=jobs, watcher=notes, passed=waiting.popleft):
        one = waiting.popleft()
        said = tuple(MarkedEvent.of_report(report) for report in reading.reports)
        yield ScoredDocument(one.document.id, one.document.text, one.events, said)
        notes.advanced(len(marked) - len(waiting))


def _text(found: Mapping[str, Any]) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    counts = f"{found['documents']} documents, {found['gold_events']} events marked, {found['predicted_events']} read"
    return Group(
        Text(f"{counts} by {found['reader']}"),
        _overall(found),
        _fields(found),
        _types(found["per_type"]),
        *(_confused(name, table) for name, table in found["confusion"].items()),
    )


def _overall(found: Mapping[str, Any]) -> "Table":
    table = _table("", "precision", "recall", "F1")
    for name in ("detect", "event"):
        sure = found["intervals"][name]
        table.add_row(name, *(_sure(found[name][f], sure[f]) for f in ("precision", "recall", "f1")))
    return table


def _fields(found: Mapping[str, Any]) -> "Table":
    table = _table("field of detected events", "right")
    for name, share in found["fields"].items():
        table.add_row(name, _sure(share, found["intervals"]["fields"][name]))
    table.add_row("evidence re-reads", f"{found['grounded']:.2f}")
    return table


def _types(per_type: Mapping[str, Any]) -> "Table":
    table = _table("type", "marked", "read", "precision", "recall", "F1")
    for name, one in per_type.items():
        shares = (f"{one[figure]:.2f}" for figure in ("precision", "recall", "f1"))
        table.add_row(name, str(one["gold"]), str(one["predicted"]), *shares)
    return table


def _confused(what: str, rows: Mapping[str, Mapping[str, int]]) -> "Table":
    table = _table(f"{what} marked", "read as", left=True)
    for marked, read in rows.items():
        table.add_row(marked, ", ".join(f"{name} {count}" for name, count in read.items()))
    return table


def _table(first: str, *others: str, left: bool = False) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="left" if left else "right")
    return table


def _sure(figure: float, interval: Sequence[float]) -> str:
    return f"{figure:.2f} ({interval[0]:.2f}–{interval[1]:.2f})"

"""What the commands share: their common options, what they work with, and how they answer."""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dragoman.desk import Desk, Llm
    from dragoman.serve.progress import Notes

# What the commands need beyond this is imported inside them: `dragoman --help` must be there at once, and a question
# to the record must load neither a language model nor the reading of web pages.


class WithReader(StrEnum):
    """Who reads."""

    rules = "rules"
    llm = "llm"


Reader = Annotated[WithReader, typer.Option(help="Who reads: the rules of the package, or a language model.")]

Record = Annotated[
    str,
    typer.Option(
        envvar="DRAGOMAN_RECORD", metavar="PATH|URL", help="The record: a file (SQLite) or a database address."
    ),
]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="Answer from what was published by that day.")]
KnownAt = Annotated[
    str | None, typer.Option(metavar="TIME", help="Answer from what stood in the record by then (UTC).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="From that day, month or year on.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to that day, month or year.")]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="T", help="Only this type; may be repeated.")]
Statuses = Annotated[list[str] | None, typer.Option("--status", metavar="S", help="Only this status; repeatable.")]
SOURCES = "Files (.txt .md .html .jsonl .jsonl.gz), folders, or - for standard input."
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help=SOURCES)]
Lines = Annotated[str, typer.Argument(metavar="FILE.jsonl", help="JSON lines; - is standard input.")]
PublishedOn = Annotated[str | None, typer.Option("--published", metavar="DAY", help="The day all of it was published.")]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="Who published all of it.")]
Jobs = Annotated[int, typer.Option(min=1, metavar="N", help="Processes to read with.")]
Model = Annotated[
    str | None,
    typer.Option(envvar="DRAGOMAN_MODEL", metavar="NAME", help="An installed English spaCy pipeline to read with."),
]
LlmAddress = Annotated[
    str | None,
    typer.Option(
        envvar="DRAGOMAN_LLM_ADDRESS", metavar="URL", help="OpenAI-compatible server of --reader llm, with its /v1."
    ),
]
LlmModel = Annotated[
    str | None,
    typer.Option(
        envvar="DRAGOMAN_LLM_MODEL", metavar="NAME", help="Its model; the server's key is in $DRAGOMAN_LLM_KEY."
    ),
]
PartyA = Annotated[str, typer.Argument(metavar="A", help="ISO 3166 alpha-3 code, name or acronym.")]
PartyB = Annotated[str, typer.Argument(metavar="B", help="The other party.")]

DEFAULT_RECORD = "dragoman.db"
# A document may hold sequences that command a terminal, or turn the direction of its text.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def open_desk(record: str | None, model: str | None = None, llm: "Llm | None" = None) -> "Desk":
    from dragoman.desk import Desk

    return Desk(record, model=model, llm=llm)


def asked_llm(reader: WithReader, address: str | None, model: str | None) -> "Llm | None":
    """The language model that the user names, where one is to read; nothing is asked of any other address."""
    from dragoman.desk import Llm

    if reader is WithReader.rules:
        return None
    for given, option, variable in ((address, "address", "ADDRESS"), (model, "model", "MODEL")):
        if not given:
            hint = f"give it with --llm-{option} or in $DRAGOMAN_LLM_{variable}"
            raise UsageError(f"--reader llm needs the {option} of a language model", hint=hint)
    if not re.match(r"https?://[^/]", str(address)):
        raise UsageError(f"{address!r} is no web address", hint="write it as http://127.0.0.1:8080/v1")
    return Llm(str(address), str(model), os.environ.get("DRAGOMAN_LLM_KEY"))


def take_notes(sources: Sequence[str], *, bar: bool = True) -> "Notes":
    from dragoman.serve.progress import Notes

    return Notes(sources, bar=bar)


def exit_code(notes: "Notes", done: int) -> int:
    if not notes.failures:
        return 0
    return 1 if done else 2


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def write_line(value: dict[str, Any]) -> None:
    write(json.dumps(value, ensure_ascii=False) + "\n")


def write_json(value: object) -> None:
    write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def draw(drawn: "RenderableType") -> None:
    # Imported here, as the commands' own imports.
    from rich.console import Console

    # Drawn in memory first: rich must not meet a closed pipe or a full disk.
    listener = sys.stdout.isatty()
    console = Console(file=io.StringIO(), force_terminal=listener, width=shutil.get_terminal_size().columns)
    console.print(drawn, highlight=False, emoji=False, soft_wrap=not listener)
    write(console.file.getvalue())  # type: ignore[attr-defined]


def plain(text: str) -> str:
    return CONTROLS.sub("\ufffd", text.rstrip("\n")) + "\n"


def write_file(path: Path, text: str) -> None:
    """Write a whole file or nothing, and say so."""
    from dragoman.serve.progress import say

    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device is written as it is
            path.write_text(text, encoding="utf-8")
            return
        try:
            draft.write_text(text, encoding="utf-8", errors="backslashreplace")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        say(f"{path} is written")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be written ({reason})", where=str(path), hint="name another file with -o") from error


def write(text: str) -> None:
    """Write to standard output, at once; whoever has stopped listening has what they wanted."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        _give_up_output()
        raise typer.Exit(0) from error
    except OSError as error:
        raise unwritten(error) from error


def unwritten(error: OSError) -> UsageError:
    """What is told when standard output takes nothing more."""
    _give_up_output()
    return UsageError(f"the answer cannot be written ({error.strerror})", where="standard output")


def _give_up_output() -> None:
    """What is left in the buffer goes nowhere; else the exit would try to write it once more, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

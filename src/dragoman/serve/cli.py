"""The command `dragoman`: every command asks the Desk one thing and renders the answer.

Exit codes: 0 done; 1 done, but some sources failed; 2 bad use, or nothing could be read; 130 stopped by Ctrl-C.
"""

import contextlib
import io
import json
import os
import re
import shutil
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.errors import DragomanError, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dragoman.desk import Desk, Llm
    from dragoman.serve.progress import Notes

# What the commands need beyond this is imported inside them: `dragoman --help` must be there at once, and a question
# to the record must load neither a language model nor the reading of web pages.

__all__ = ["app", "main"]

app = typer.Typer(
    name="dragoman",
    help="Reads reports of diplomacy and keeps the sourced record of relations between states.",
    epilog="`dragoman COMMAND --help` shows an example of each. --debug anywhere shows where an error arose.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
_SOURCES = "Files (.txt .md .html .jsonl .jsonl.gz), folders, or - for standard input."
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help=_SOURCES)]
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

_DEFAULT_RECORD = "dragoman.db"
# A document may hold sequences that command a terminal, or turn the direction of its text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Taxonomy(StrEnum):
    """The codes of event data."""

    plover = "plover"
    cameo = "cameo"


class WithReader(StrEnum):
    """Who reads."""

    rules = "rules"
    llm = "llm"


Reader = Annotated[WithReader, typer.Option(help="Who reads: the rules of the package, or a language model.")]


class BriefFormat(StrEnum):
    """How a brief is written."""

    markdown = "markdown"
    json = "json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code. Errors are one line on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    end = given.index("--") if "--" in given else len(given)
    debug = "--debug" in given[:end]
    given = [argument for argument in given[:end] if argument != "--debug"] + given[end:]
    for stream in (sys.stdout, sys.stderr):
        # Half a character, as JSON can bring it, becomes the escape that JSON writes for it.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = app(given, prog_name="dragoman", standalone_mode=False)
        _write("")
        return int(code or 0)
    except (typer.Exit, SystemExit) as stop:  # typer ends so when whoever reads its help has stopped listening
        return stop.exit_code if isinstance(stop, typer.Exit) else 0
    except typer.TyperException as error:
        return _fail(_usage(error), 2)
    except DragomanError as error:
        return _fail(str(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect is one line too, unless asked for more
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return _fail(f"a defect of dragoman ({what}); --debug shows where", 2, debug=debug)


@app.callback()
def _all(context: typer.Context, record: Annotated[str | None, typer.Option(hidden=True)] = None) -> None:
    """Reads reports of diplomacy and keeps the sourced record of relations between states."""
    if record is not None:  # `dragoman --record R COMMAND` says the same as `dragoman COMMAND --record R`
        context.default_map = {name: {"record": record} for name in context.command.list_commands(context)}  # type: ignore[attr-defined]


@app.command()
def read(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help=_SOURCES)] = None,
    record: Record = _DEFAULT_RECORD,
    published: PublishedOn = None,
    publisher: Publisher = None,
    again: Annotated[bool, typer.Option("--again", help="Read what is in the record anew instead.")] = False,
    jobs: Jobs = 1,
    model: Model = None,
    reader: Reader = WithReader.rules,
    llm_address: LlmAddress = None,
    llm_model: LlmModel = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --again: tell what changed in JSON.")] = False,
) -> int:
    """Read sources into the record.

    Reading them again adds nothing. A run that was stopped goes on where it was. With --again every document that
    another version of the reader read is read anew, and what changes by it is told.

    \b
    Examples:
      dragoman read reports/
      dragoman read release.html --published 2025-10-10 --publisher "Ministry of External Affairs"
      dragoman read --again --jobs 2
      dragoman read reports/ --reader llm --llm-address http://127.0.0.1:8080/v1 --llm-model gemma-3-12b
    """
    from dragoman.desk import stated

    if again:
        if sources or published or publisher:
            raise UsageError("--again reads what is in the record, no sources", hint="leave out all else")
        return _read_again(_desk(record, model, _llm(reader, llm_address, llm_model)), jobs, as_json=as_json)
    if not sources:
        raise UsageError("SOURCE is missing", hint="`dragoman read --help` shows how")
    if as_json:
        raise UsageError("--json belongs to --again", hint="`dragoman extract` gives what is read as JSON")
    said = stated(published, publisher)
    desk = _desk(record, model, _llm(reader, llm_address, llm_model))
    with _notes(sources) as notes:
        tally = desk.read(sources, stated=said, jobs=jobs, watcher=notes)
    new, reports = _counted(tally.new, "new document"), _counted(tally.reports, "report")
    notes.conclude(f"{new} with {reports}; {_counted(tally.known, 'document')} known already")
    return _code(notes, tally.new + tally.known)


@app.command()
def extract(
    sources: Sources,
    published: PublishedOn = None,
    publisher: Publisher = None,
    jobs: Jobs = 1,
    model: Model = None,
    reader: Reader = WithReader.rules,
    llm_address: LlmAddress = None,
    llm_model: LlmModel = None,
) -> int:
    """Read sources without a record, to JSON lines.

    One object a document on standard output, in the order of the input.

    \b
    Examples:
      dragoman extract report.txt --published 2025-10-10
      dragoman extract corpus.jsonl.gz --jobs 2 > events.jsonl
    """
    from dragoman.desk import stated
    from dragoman.serve.render import reading_json

    said = stated(published, publisher)
    desk = _desk(None, model, _llm(reader, llm_address, llm_model))
    count = 0
    with _notes(sources, bar=not sys.stdout.isatty()) as notes:
        for reading in desk.extract(sources, stated=said, jobs=jobs, watcher=notes):
            _write_line(reading_json(reading.document, reading.reports))
            count += 1
    return _code(notes, count)


@app.command()
def events(
    party_a: PartyA,
    party_b: Annotated[str | None, typer.Argument(metavar="B", help="Only events that name this party too.")] = None,
    record: Record = _DEFAULT_RECORD,
    types: Types = None,
    statuses: Statuses = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the newest N.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """Events that name a party, or two, newest first.

    \b
    Examples:
      dragoman events IND AFG --since 2025 --type visit
      dragoman events Taliban --as-of 2025-06-01 --json
    """
    from dragoman.desk import clocks
    from dragoman.serve import render

    parties = [party for party in (party_a, party_b) if party]
    found = _desk(record).events(
        *parties, types=types or (), statuses=statuses or (), since=since, until=until, at=clocks(as_of, known_at)
    )[:limit]
    if as_json:
        _write_json([render.event_json(event) for event in found])
    else:
        _draw(render.events_text(found))
    return 0


@app.command()
def relations(
    party_a: PartyA,
    party_b: PartyB,
    record: Record = _DEFAULT_RECORD,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """Where two parties stand.

    Representation, recognition, ties, envoys, contacts, agreements, measures, what is pending, overdue or disputed.

    \b
    Example:
      dragoman relations IND AFG --as-of 2025-06-01
    """
    from dragoman.desk import clocks
    from dragoman.serve import render

    standing = _desk(record).relations(party_a, party_b, at=clocks(as_of, known_at))
    if as_json:
        _write_json(render.relations_json(standing))
    else:
        _draw(render.relations_text(standing))
    return 0


@app.command()
def brief(
    party_a: PartyA,
    party_b: PartyB,
    record: Record = _DEFAULT_RECORD,
    since: Since = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    form: Annotated[BriefFormat, typer.Option("--format", help="How it is written.")] = BriefFormat.markdown,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")] = None,
) -> int:
    """The same as prose to send on, with its sources.

    \b
    Examples:
      dragoman brief IND AFG
      dragoman brief India Afghanistan --since 2025 --as-of 2025-10-31 -o brief.md
    """
    from dragoman.desk import clocks
    from dragoman.serve import render

    written = _desk(record).brief(party_a, party_b, since=since, at=clocks(as_of, known_at))
    if as_json or form is BriefFormat.json:
        text = json.dumps(render.brief_json(written), ensure_ascii=False, indent=2) + "\n"
    else:
        text = _plain(render.brief_markdown(written))
    if output:
        _write_file(output, text)
    else:
        _write(text)
    return 0


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='All must occur; "…" holds words together.')],
    record: Record = _DEFAULT_RECORD,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """Full text over documents and evidence.

    \b
    Example:
      dragoman search embassy upgrade --since 2025
    """
    from dragoman.desk import clocks
    from dragoman.serve.passages import search_json
    from dragoman.serve.render import search_text

    hits = _desk(record).search(" ".join(words), since=since, until=until, at=clocks(as_of, known_at))
    if as_json:
        _write_json(search_json(hits))
    else:
        _draw(search_text(hits))
    return 0


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of an event, a report or a document.")],
    record: Record = _DEFAULT_RECORD,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """An event, report or document, evidence in context.

    \b
    Example:
      dragoman show e3f0c2a9d1b4e5f6
    """
    from dragoman.desk import clocks
    from dragoman.serve.passages import show_json
    from dragoman.serve.render import show_text

    desk, at = _desk(record), clocks(as_of, known_at)
    found = desk.show(id, at=at)
    later = desk.superseding(found, at=at)
    if as_json:
        _write_json(show_json(found, later))
    else:
        _draw(show_text(found, later))
    return 0


@app.command()
def code(
    source: Lines,
    taxonomy: Annotated[Taxonomy, typer.Option(help="The codes to give.")] = Taxonomy.plover,
    model: Model = None,
) -> int:
    """Code sentences as event data, PLOVER or CAMEO.

    JSON lines {"id","text","date"?,"source"?,"target"?} in, {"id","events":[{"source","target","code"}],"label"} out;
    `label` is the PLOVER type of what the given source does to the given target.

    \b
    Example:
      dragoman code sentences.jsonl --taxonomy cameo
    """
    count = 0
    with _notes([source], bar=not sys.stdout.isatty()) as notes:
        for id, result in _desk(None, model).code(source, taxonomy=taxonomy.value, watcher=notes):
            events = [{"source": e.source, "target": e.target, "code": e.code} for e in result.events]
            _write_line({"id": id, "events": events, "label": result.label})
            count += 1
    return _code(notes, count)


@app.command()
def dates(source: Lines) -> int:
    """Time expressions of texts, as TIMEX3.

    JSON lines {"id","text","dct"} in, {"id","timexes"} out.

    \b
    Example:
      echo '{"id": "a", "text": "They met on Friday.", "dct": "2025-10-10"}' | dragoman dates -
    """
    count = 0
    with _notes([source], bar=not sys.stdout.isatty()) as notes:
        for dated in _desk(None).dates(source, watcher=notes):
            timexes = [
                {"start": t.start, "end": t.end, "text": t.text, "type": t.type, "value": t.value}
                for t in dated.timexes
            ]
            _write_line({"id": dated.id, "timexes": timexes})
            count += 1
    return _code(notes, count)


@app.command()
def check(record: Record = _DEFAULT_RECORD, as_json: AsJson = False) -> int:
    """Verify the record: evidence, hashes, references.

    All evidence is re-read. Exit code 2 if anything is wrong.

    \b
    Example:
      dragoman check --record relations.db
    """
    problems = _desk(record).check()
    if as_json:
        _write_json({"problems": problems})
    else:
        _write("".join(f"{line}\n" for line in problems) or "All evidence re-reads; nothing is wrong.\n")
    return 2 if problems else 0


def _read_again(desk: "Desk", jobs: int, *, as_json: bool) -> int:
    from dragoman.serve.reviewed import reread_json, reread_text

    with _notes([]) as notes:
        reread = desk.read_again(jobs=jobs, watcher=notes)
    if as_json:
        _write_json(reread_json(reread))
    else:
        _draw(reread_text(reread))
    changed = f"{_counted(len(reread.reports), 'report')} and {_counted(len(reread.events), 'event')} changed"
    notes.conclude(f"{_counted(reread.documents, 'document')} read again; {changed}")
    return _code(notes, reread.documents)


def _desk(record: str | None, model: str | None = None, llm: "Llm | None" = None) -> "Desk":
    from dragoman.desk import Desk

    return Desk(record, model=model, llm=llm)


def _llm(reader: WithReader, address: str | None, model: str | None) -> "Llm | None":
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


def _notes(sources: Sequence[str], *, bar: bool = True) -> "Notes":
    from dragoman.serve.progress import Notes

    return Notes(sources, bar=bar)


def _code(notes: "Notes", done: int) -> int:
    if not notes.failures:
        return 0
    return 1 if done else 2


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _write_line(value: dict[str, Any]) -> None:
    _write(json.dumps(value, ensure_ascii=False) + "\n")


def _write_json(value: object) -> None:
    _write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _draw(drawn: "RenderableType") -> None:
    # Imported here, as the commands' own imports.
    from rich.console import Console

    # Drawn in memory first: rich must not meet a closed pipe or a full disk.
    listener = sys.stdout.isatty()
    console = Console(file=io.StringIO(), force_terminal=listener, width=shutil.get_terminal_size().columns)
    console.print(drawn, highlight=False, emoji=False, soft_wrap=not listener)
    _write(console.file.getvalue())  # type: ignore[attr-defined]


def _plain(text: str) -> str:
    return _CONTROLS.sub("\ufffd", text.rstrip("\n")) + "\n"


def _write_file(path: Path, text: str) -> None:
    """Write a whole file or nothing."""
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
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be written ({reason})", where=str(path), hint="name another file with -o") from error


def _write(text: str) -> None:
    """Write to standard output, at once; whoever has stopped listening has what they wanted."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the exit would try to flush once more
        raise typer.Exit(0) from error
    except OSError as error:
        raise UsageError(f"the answer cannot be written ({error.strerror})", where="standard output") from error


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "dragoman"
    parameter = getattr(error, "param", None)
    if parameter is not None and not getattr(error, "message", ""):
        return f"{parameter.metavar or parameter.name} is missing; `{command} --help` shows how"
    message = " ".join(str(error.format_message() if hasattr(error, "format_message") else error).split())
    return f"{message.rstrip('.')}; `{command} --help` shows how"


def _fail(message: str, code: int, *, debug: bool = False) -> int:
    if debug:
        traceback.print_exc()
    with contextlib.suppress(BrokenPipeError):
        print(f"dragoman: {_CONTROLS.sub('�', message)}", file=sys.stderr, flush=True)
    return code


# Registers its commands on `app`, which it takes from here.
import dragoman.serve.evaluating  # noqa: E402
import dragoman.serve.questions  # noqa: E402
import dragoman.serve.rulings  # noqa: E402, F401

"""The command `dragoman`: every command asks the Desk one thing and renders the answer.

Exit codes: 0 done; 1 done, but some sources failed; 2 bad use, or nothing could be read; 130 stopped by Ctrl-C.
"""

import contextlib
import errno
import json
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.errors import DragomanError, UsageError
from dragoman.serve import evaluating, questions, rulings
from dragoman.serve.console import (
    CONTROLS,
    DEFAULT_RECORD,
    SOURCES,
    AsJson,
    AsOf,
    Jobs,
    KnownAt,
    Lines,
    LlmAddress,
    LlmModel,
    Model,
    PartyA,
    PartyB,
    PublishedOn,
    Publisher,
    Reader,
    Record,
    Since,
    Sources,
    Statuses,
    Types,
    Until,
    WithReader,
    asked_llm,
    counted,
    draw,
    exit_code,
    open_desk,
    plain,
    take_notes,
    unwritten,
    write,
    write_file,
    write_json,
    write_line,
)

if TYPE_CHECKING:
    from dragoman.desk import Desk

# What the commands need beyond this is imported inside them: `dragoman --help` must be there at once, and a question
# to the record must load neither a language model nor the reading of web pages.


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

for part in (questions, rulings, evaluating):
    app.add_typer(part.commands)


class Taxonomy(StrEnum):
    """The codes of event data."""

    plover = "plover"
    cameo = "cameo"


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
        write("")
        return int(code or 0)
    except (typer.Exit, SystemExit) as stop:  # typer ends so when whoever reads its help has stopped listening
        return stop.exit_code if isinstance(stop, typer.Exit) else 0
    except typer.TyperException as error:
        return _fail(_usage(error), 2)
    except DragomanError as error:
        return _fail(str(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except OSError as error:  # typer writes its help itself
        if error.filename is not None or error.errno != errno.ENOSPC:
            return _defect(error, debug=debug)
        full = unwritten(error)
        return _fail(str(full), full.exit_code, debug=debug)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a defect is one line too, unless asked for more
        return _defect(error, debug=debug)


@app.callback()
def _all(context: typer.Context, record: Annotated[str | None, typer.Option(hidden=True)] = None) -> None:
    """Reads reports of diplomacy and keeps the sourced record of relations between states."""
    if record is not None:  # `dragoman --record R COMMAND` says the same as `dragoman COMMAND --record R`
        context.default_map = {name: {"record": record} for name in context.command.list_commands(context)}  # type: ignore[attr-defined]


@app.command()
def read(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help=SOURCES)] = None,
    record: Record = DEFAULT_RECORD,
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
        return _read_again(open_desk(record, model, asked_llm(reader, llm_address, llm_model)), jobs, as_json=as_json)
    if not sources:
        raise UsageError("SOURCE is missing", hint="`dragoman read --help` shows how")
    if as_json:
        raise UsageError("--json belongs to --again", hint="`dragoman extract` gives what is read as JSON")
    said = stated(published, publisher)
    desk = open_desk(record, model, asked_llm(reader, llm_address, llm_model))
    with take_notes(sources) as notes:
        tally = desk.read(sources, stated=said, jobs=jobs, watcher=notes)
    new, reports = counted(tally.new, "new document"), counted(tally.reports, "report")
    notes.conclude(f"{new} with {reports}; {counted(tally.known, 'document')} known already")
    return exit_code(notes, tally.new + tally.known)


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
    desk = open_desk(None, model, asked_llm(reader, llm_address, llm_model))
    count = 0
    with take_notes(sources, bar=not sys.stdout.isatty()) as notes:
        for reading in desk.extract(sources, stated=said, jobs=jobs, watcher=notes):
            write_line(reading_json(reading.document, reading.reports))
            count += 1
    return exit_code(notes, count)


@app.command()
def events(
    party_a: PartyA,
    party_b: Annotated[str | None, typer.Argument(metavar="B", help="Only events that name this party too.")] = None,
    record: Record = DEFAULT_RECORD,
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
    found = open_desk(record).events(
        *parties, types=types or (), statuses=statuses or (), since=since, until=until, at=clocks(as_of, known_at)
    )[:limit]
    if as_json:
        write_json([render.event_json(event) for event in found])
    else:
        draw(render.events_text(found))
    return 0


@app.command()
def relations(
    party_a: PartyA,
    party_b: PartyB,
    record: Record = DEFAULT_RECORD,
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

    standing = open_desk(record).relations(party_a, party_b, at=clocks(as_of, known_at))
    if as_json:
        write_json(render.relations_json(standing))
    else:
        draw(render.relations_text(standing))
    return 0


@app.command()
def brief(
    party_a: PartyA,
    party_b: PartyB,
    record: Record = DEFAULT_RECORD,
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

    written = open_desk(record).brief(party_a, party_b, since=since, at=clocks(as_of, known_at))
    if as_json or form is BriefFormat.json:
        text = json.dumps(render.brief_json(written), ensure_ascii=False, indent=2) + "\n"
    else:
        text = plain(render.brief_markdown(written))
    if output:
        write_file(output, text)
    else:
        write(text)
    return 0


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='All must occur; "…" holds words together.')],
    record: Record = DEFAULT_RECORD,
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

    hits = open_desk(record).search(" ".join(words), since=since, until=until, at=clocks(as_of, known_at))
    if as_json:
        write_json(search_json(hits))
    else:
        draw(search_text(hits))
    return 0


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id of an event, a report or a document.")],
    record: Record = DEFAULT_RECORD,
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

    desk, at = open_desk(record), clocks(as_of, known_at)
    found = desk.show(id, at=at)
    later = desk.superseding(found, at=at)
    if as_json:
        write_json(show_json(found, later))
    else:
        draw(show_text(found, later))
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
    with take_notes([source], bar=not sys.stdout.isatty()) as notes:
        for id, result in open_desk(None, model).code(source, taxonomy=taxonomy.value, watcher=notes):
            events = [{"source": e.source, "target": e.target, "code": e.code} for e in result.events]
            write_line({"id": id, "events": events, "label": result.label})
            count += 1
    return exit_code(notes, count)


@app.command()
def dates(source: Lines) -> int:
    """Time expressions of texts, as TIMEX3.

    JSON lines {"id","text","dct"} in, {"id","timexes"} out.

    \b
    Example:
      echo '{"id": "a", "text": "They met on Friday.", "dct": "2025-10-10"}' | dragoman dates -
    """
    count = 0
    with take_notes([source], bar=not sys.stdout.isatty()) as notes:
        for dated in open_desk(None).dates(source, watcher=notes):
            timexes = [
                {"start": t.start, "end": t.end, "text": t.text, "type": t.type, "value": t.value}
                for t in dated.timexes
            ]
            write_line({"id": dated.id, "timexes": timexes})
            count += 1
    return exit_code(notes, count)


@app.command()
def check(record: Record = DEFAULT_RECORD, as_json: AsJson = False) -> int:
    """Verify the record: evidence, hashes, references.

    All evidence is re-read. Exit code 2 if anything is wrong.

    \b
    Example:
      dragoman check --record relations.db
    """
    problems = open_desk(record).check()
    if as_json:
        write_json({"problems": problems})
    else:
        write("".join(f"{line}\n" for line in problems) or "All evidence re-reads; nothing is wrong.\n")
    return 2 if problems else 0


def _read_again(desk: "Desk", jobs: int, *, as_json: bool) -> int:
    from dragoman.serve.reviewed import reread_json, reread_text

    with take_notes([]) as notes:
        reread = desk.read_again(jobs=jobs, watcher=notes)
    if as_json:
        write_json(reread_json(reread))
    else:
        draw(reread_text(reread))
    changed = f"{counted(len(reread.reports), 'report')} and {counted(len(reread.events), 'event')} changed"
    notes.conclude(f"{counted(reread.documents, 'document')} read again; {changed}")
    return exit_code(notes, reread.documents)


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "dragoman"
    parameter = getattr(error, "param", None)
    if parameter is not None and not getattr(error, "message", ""):
        return f"{parameter.metavar or parameter.name} is missing; `{command} --help` shows how"
    message = " ".join(str(error.format_message() if hasattr(error, "format_message") else error).split())
    return f"{message.rstrip('.')}; `{command} --help` shows how"


def _defect(error: Exception, *, debug: bool) -> int:
    what = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return _fail(f"a defect of dragoman ({what}); --debug shows where", 2, debug=debug)


def _fail(message: str, code: int, *, debug: bool = False) -> int:
    if debug:
        traceback.print_exc()
    with contextlib.suppress(BrokenPipeError):
        print(f"dragoman: {CONTROLS.sub('�', message)}", file=sys.stderr, flush=True)
    return code

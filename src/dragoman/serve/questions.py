"""The commands that compare what is known: changes, disputes, calendar."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dragoman.serve.console import (
    DEFAULT_RECORD,
    AsJson,
    AsOf,
    KnownAt,
    PartyA,
    PartyB,
    Record,
    draw,
    open_desk,
    write_file,
    write_json,
)

# As in `console`, what the commands need beyond this is imported inside them.

commands = typer.Typer(rich_markup_mode=None)

OneParty = Annotated[str | None, typer.Argument(metavar="A", help="Only what names this party.")]
OtherParty = Annotated[str | None, typer.Argument(metavar="B", help="And this one.")]


class Clock(StrEnum):
    """What the two days of `changes` are days of."""

    published = "published"
    recorded = "recorded"


@commands.command()
def changes(
    party_a: PartyA,
    party_b: PartyB,
    start: Annotated[str, typer.Option("--from", metavar="D", help="What was known at the end of that day.")],
    end: Annotated[str, typer.Option("--to", metavar="D", help="What is known at the end of that later day.")],
    record: Record = DEFAULT_RECORD,
    clock: Annotated[Clock, typer.Option(help="Days of publication, or of this record (UTC).")] = Clock.published,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """What changed between two days of knowledge.

    Which events are new, told otherwise or withdrawn, how the standing of the two differs, and because of which
    documents.

    \b
    Examples:
      dragoman changes IND AFG --from 2025-06-01 --to 2025-10-11
      dragoman changes India Taliban --from 2025-10-01 --to 2025-10-11 --clock recorded --json
    """
    from dragoman.desk import clocks
    from dragoman.serve.render import plain_json
    from dragoman.serve.render_questions import changes_text

    at = clocks(as_of, known_at)
    found = open_desk(record).changes(party_a, party_b, start=start, end=end, clock=clock.value, at=at)
    if as_json:
        write_json(plain_json(found))
    else:
        draw(changes_text(found))
    return 0


@commands.command()
def disputes(
    party_a: OneParty = None,
    party_b: OtherParty = None,
    record: Record = DEFAULT_RECORD,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """Claims that contradict each other, side by side.

    Whether something took place, its day, place, level or terms, and both sides' accounts of one contact. Which is
    right is left open.

    \b
    Examples:
      dragoman disputes --json
      dragoman disputes IND AFG --as-of 2025-06-01
    """
    from dragoman.desk import clocks
    from dragoman.serve.render import plain_json
    from dragoman.serve.render_questions import disputes_text

    parties = [party for party in (party_a, party_b) if party]
    found = open_desk(record).disputes(*parties, at=clocks(as_of, known_at))
    if as_json:
        write_json(plain_json(found))
    else:
        draw(disputes_text(found))
    return 0


@commands.command()
def calendar(
    party_a: OneParty = None,
    party_b: OtherParty = None,
    record: Record = DEFAULT_RECORD,
    start: Annotated[str | None, typer.Option("--from", metavar="D", help="From that day, month or year on.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="D", help="Up to that day, month or year.")] = None,
    ics: Annotated[Path | None, typer.Option(metavar="FILE", help="Write what has a day there as iCalendar.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """What is planned, due, overdue or expiring.

    It is judged on the day of --as-of, without it on the last day of publication in the record.

    \b
    Examples:
      dragoman calendar IND AFG --as-of 2025-10-11
      dragoman calendar IND --from 2025-10 --to 2025-12 --ics india.ics
    """
    from dragoman.desk import clocks
    from dragoman.serve.render import plain_json
    from dragoman.serve.render_questions import calendar_text

    parties = [party for party in (party_a, party_b) if party]
    found = open_desk(record).calendar(*parties, start=start, end=end, at=clocks(as_of, known_at))
    if ics:
        from dragoman.serve.ics import ics_text

        write_file(ics, ics_text(found))
    if as_json:
        write_json(plain_json(found))
    elif not ics:
        draw(calendar_text(found))
    return 0

"""The commands by which people rule over the record: review, judge, correct, undo."""

from typing import Annotated, Any

import typer

from dragoman.serve.console import DEFAULT_RECORD, AsJson, AsOf, KnownAt, Record, draw, open_desk, write_json

# As in `console`, what the commands need beyond this is imported inside them.

commands = typer.Typer(rich_markup_mode=None)

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who rules; else $DRAGOMAN_USER, else your login name."),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, for whoever reads it later.")]


@commands.command()
def review(
    party_a: Annotated[str | None, typer.Argument(metavar="A", help="Only what names this party.")] = None,
    party_b: Annotated[str | None, typer.Argument(metavar="B", help="And this one.")] = None,
    record: Record = DEFAULT_RECORD,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many of each kind.")] = 10,
    rulings: Annotated[bool, typer.Option("--rulings", help="List the rulings in force instead.")] = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> int:
    """What a person should look at.

    Reports the reader is unsure of, pairs of reports joined or kept apart narrowly, disputed events, and rulings
    that fit no report any more.

    \b
    Examples:
      dragoman review --limit 5
      dragoman review IND AFG --json
    """
    from dragoman.desk import clocks
    from dragoman.serve.reviewed import review_json, review_text, ruling_json, rulings_text

    at = clocks(as_of, known_at)
    desk = open_desk(record)
    if rulings:
        in_force = desk.rulings(at=at)
        if as_json:
            write_json([ruling_json(one) for one in in_force])
        else:
            draw(rulings_text(in_force))
        return 0
    parties = [party for party in (party_a, party_b) if party]
    found = desk.review(*parties, limit=limit, at=at)
    if as_json:
        write_json(review_json(found))
    else:
        draw(review_text(found))
    return 0


@commands.command()
def judge(
    left: Annotated[str, typer.Argument(metavar="ID", help="An event or a report.")],
    right: Annotated[str, typer.Argument(metavar="ID", help="The other event or report.")],
    verdict: Annotated[str, typer.Argument(metavar="same|different", help="Whether they are one event.")],
    why: Why,
    by: By = None,
    record: Record = DEFAULT_RECORD,
    as_json: AsJson = False,
) -> int:
    """Rule that two are one event, or are not.

    It outranks the machine and can be undone.

    \b
    Example:
      dragoman judge e3f0c2a9d1b4e5f6 r0a1b2c3d4e5f6a7b different --why "two calls, a week apart"
    """
    return _done(open_desk(record).judge(left, right, verdict, why=why, by=by), as_json=as_json)


@commands.command()
def correct(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id of a report.")],
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="accepted, rejected, type, change, status, date, place, source, parties or topics.",
        ),
    ],
    value: Annotated[
        str | None,
        typer.Argument(metavar="VALUE", help="What it should say; none: nothing. Not for accepted, rejected."),
    ] = None,
    *,
    why: Why,
    by: By = None,
    record: Record = DEFAULT_RECORD,
    as_json: AsJson = False,
) -> int:
    """Rule what a report should say.

    It holds for later readings of the same words too, and can be undone.

    \b
    Examples:
      dragoman correct r0a1b2c3d4e5f6a7b date 2025-10-09 --why "the release says Thursday"
      dragoman correct r0a1b2c3d4e5f6a7b parties "India:peer, Taliban:peer:Amir Khan Muttaqi" --why "he spoke for them"
      dragoman correct r0a1b2c3d4e5f6a7b rejected --why "a film, not an event"
    """
    return _done(open_desk(record).correct(report, field, value, why=why, by=by), as_json=as_json)


@commands.command()
def undo(
    ruling: Annotated[str, typer.Argument(metavar="ID", help="The id of a ruling.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.")] = "",
    by: By = None,
    record: Record = DEFAULT_RECORD,
    as_json: AsJson = False,
) -> int:
    """Take a ruling back.

    It stays in the record; undoing the undoing brings it back.

    \b
    Example:
      dragoman undo u12 --why "I had the wrong week"
    """
    return _done(open_desk(record).undo(ruling, why=why, by=by), as_json=as_json)


def _done(ruling: Any, *, as_json: bool) -> int:
    from dragoman.serve.reviewed import ruling_json, rulings_text

    if as_json:
        write_json(ruling_json(ruling))
    else:
        draw(rulings_text([ruling]))
    return 0

"""Floor: in a transcript, officials of two parties who speak in turn stand before the press together: they meet.

Such texts seldom say so outside their title. Of 58 marked transcripts in which officials of exactly two parties have
the floor, 56 are marked with a meeting of the two on the day of publication.
"""

from collections.abc import Iterator

from dragoman.extract.discourse import has_floor
from dragoman.extract.draft import Draft, Paragraph, Person
from dragoman.model.document import Evidence
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["share_the_floor"]

_Turns = dict[str | None, tuple[Paragraph, list[Person]]]

_STAYS = {"visit", "meeting", "conference", "negotiation"}
_CONFIDENCE = 0.9


def share_the_floor(draft: Draft, reports: list[Report]) -> Iterator[Report]:
    """The meeting of those who have the floor, unless one of `reports` is of it; its evidence is how each begins."""
    turns = _turns(draft)
    day = TimeSpan.of_day(draft.published) if draft.published is not None else None
    today = [r for r in reports if day is not None and r.when is not None and r.when.overlaps(day)]
    if None in turns:
        _name_the_other(turns, today)
    if len(turns) != 2 or None in turns:
        return
    told = [r for r in today if turns.keys() <= {p.id for p in r.parties}]
    if day is None or any(r.type == "meeting" and r.status != "denied" for r in told):
        return
    yield Report(
        type="meeting",
        change=None,
        parties=tuple(Party(str(id), "peer", tuple(p.name for p in people)) for id, (_, people) in turns.items()),
        status="ongoing",
        evidence=tuple(_beginning(draft, paragraph) for paragraph, _ in turns.values()),
        when=day,
        place=next((r.place for r in told if r.type in _STAYS and r.place), None),
        source=None,
        confidence=_CONFIDENCE,
    )


def _turns(draft: Draft) -> _Turns:
    """The first turn of each party, and all who speak for it; under None those whose party is not known."""
    turns: _Turns = {}
    for paragraph in draft.paragraphs:
        person = has_floor(draft, paragraph)
        if person is not None:
            _, people = turns.setdefault(person.entity, (paragraph, []))
            people += [person] if person not in people else []
    return turns


def _name_the_other(turns: _Turns, today: list[Report]) -> None:
    """One who speaks beside one party, and of whom nobody says whose he is, is of the party it meets or visits then."""
    known = {party for party in turns if party is not None}
    others = {p.id for r in today if r.type in _STAYS and len(r.parties) == 2 for p in r.parties if known & _ids(r)}
    if len(known) == 1 and len(turns[None][1]) == 1 and len(others - known) == 1:
        turns[(others - known).pop()] = turns.pop(None)


def _ids(report: Report) -> set[str | None]:
    return {p.id for p in report.parties}


def _beginning(draft: Draft, paragraph: Paragraph) -> Evidence:
    """The first sentence of a turn, with who has it."""
    text = draft.document.text
    start = text.rfind("\n", 0, paragraph.start) + 1
    first = next(iter(paragraph.doc.sents))
    return Evidence.of(text, start, paragraph.start + first.end_char)

"""Floor: in a transcript, officials of two parties who speak in turn stand before the press together: they meet.

Such texts seldom say so outside their title. Of 58 marked transcripts in which officials of exactly two parties have
the floor, 57 are marked with a meeting of the two on the day of publication.
"""

from collections.abc import Iterator

from dragoman.extract.discourse import has_floor
from dragoman.extract.draft import Draft, Paragraph, Person
from dragoman.model.document import Evidence
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan

__all__ = ["share_the_floor"]

_MET = {"meeting", "conference", "negotiation"}
_STAYS = {"visit", *_MET}
_CONFIDENCE = 0.9


def share_the_floor(draft: Draft, reports: list[Report]) -> Iterator[Report]:
    """The meeting of those who have the floor, unless one of `reports` is of it; its evidence is how each begins."""
    turns = dict[str, tuple[Paragraph, list[Person]]]()
    for paragraph in draft.paragraphs:
        person = has_floor(draft, paragraph)
        if person is not None and person.entity is not None:
            _, people = turns.setdefault(person.entity, (paragraph, []))
            people += [person] if person not in people else []
    if len(turns) != 2 or draft.published is None:
        return
    day = TimeSpan.of_day(draft.published)
    told = [r for r in reports if turns.keys() <= {p.id for p in r.parties} and r.when is not None]
    today = [r for r in told if r.when is not None and r.when.overlaps(day)]
    if any(r.type in _MET and r.status != "denied" for r in today):
        return
    yield Report(
        type="meeting",
        change=None,
        parties=tuple(Party(id, "peer", tuple(p.name for p in people)) for id, (_, people) in turns.items()),
        status="ongoing",
        evidence=tuple(_beginning(draft, paragraph) for paragraph, _ in turns.values()),
        when=day,
        place=next((r.place for r in today if r.type in _STAYS and r.place), None),
        source=None,
        confidence=_CONFIDENCE,
    )


def _beginning(draft: Draft, paragraph: Paragraph) -> Evidence:
    """The first sentence of a turn, with who has it."""
    text = draft.document.text
    start = text.rfind("\n", 0, paragraph.start) + 1
    first = next(iter(paragraph.doc.sents))
    return Evidence.of(text, start, paragraph.start + first.end_char)

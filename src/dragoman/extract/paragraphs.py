"""Paragraphs: a document's text cut into pieces that a parser can take, each knowing where it stands."""

import itertools
import re
from dataclasses import dataclass

from dragoman.extract.times import Timex

__all__ = ["Piece", "split", "stories"]

# A parser's memory grows with the text it is given at once; no paragraph of prose comes near this.
LONGEST = 20_000
_BLANK = re.compile(r"\n[ \t\r]*\n\s*")
_LINE = re.compile(r"\n")
# "NEW DELHI, Oct. 10 (Agency) -", "Kabul, 10 October 2025:": where and when a text was filed, before it begins.
_DATELINE = re.compile(
    r"""(?: (?:[A-Z][A-Z.'’-]+\s){0,4} [A-Z][A-Z.'’-]{2,}            # a city in capitals
            (?: ,\s [A-Z][\w.’-]+ (?:\s[A-Z][\w.’-]+){0,2} )?         # its country
            (?: ,\s [A-Z][a-z]{2,8}\.?\s\d{1,2} (?:,\s\d{4})? )?       # the day
          | [A-Z][\w’-]+ (?:\s[A-Z][\w’-]+){0,2} ,\s                  # or a city, always with the day
            (?: \d{1,2}\s[A-Z][a-z]{2,8} | [A-Z][a-z]{2,8}\.?\s\d{1,2} ) (?:,?\s\d{4})? )
        (?: \s\([^()]{2,40}\) )? \s? (?: [–—:] | \s?--? (?=\s) | _ (?=\s) ) \s*""",
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text from `start`; `title` where it heads the document."""

    start: int
    text: str
    title: bool


def split(text: str) -> list[Piece]:
    """The paragraphs of a text in order, white space outside; line ends part them only where no blank line does.

    A dateline at the head of a paragraph stays outside too. A first paragraph without a full stop, before others, is
    the title.
    """
    breaks = list(_BLANK.finditer(text)) or list(_LINE.finditer(text))
    spans, start = [], 0
    for found in breaks:
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    pieces = []
    for first, last in spans:
        first, last = _stripped(text, first, last)
        dateline = _DATELINE.match(text, first, last)
        if dateline is not None and dateline.end() < last:
            first = dateline.end()
        pieces.extend(_bounded(text, first, last))
    return [
        Piece(first, text[first:last], number == 0 and len(pieces) > 1 and _is_title(text[first:last]))
        for number, (first, last) in enumerate(pieces)
    ]


def stories(pieces: list[Piece], timexes: list[Timex]) -> list[list[Piece]]:
    """The pieces by story: one story but for a digest, where each piece is its own.

    A digest is headed by a day and no more, and has headings between its items; a release that only begins with its day
    has none. What one item calls "the president" or "that day" says nothing of the next.
    """
    prose = [_SENTENCE_END.search(p.text + " ") is not None for p in pieces[1:]]
    between = prose[prose.index(True) :] if True in prose else []
    if pieces and pieces[0].title and _is_day(pieces[0], timexes) and (False, True) in itertools.pairwise(between):
        return [[piece] for piece in pieces[1:]]
    return [pieces]


def _is_day(piece: Piece, timexes: list[Timex]) -> bool:
    """Whether a piece says nothing but a day."""
    end = piece.start + len(piece.text)
    inside = [t for t in timexes if piece.start <= t.start and t.end <= end]
    said = sum(c.isalnum() for c in piece.text)
    return any(t.span is not None and t.span.is_day for t in inside) and said == sum(
        c.isalnum() for t in inside for c in t.text
    )


def _stripped(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def _is_title(text: str) -> bool:
    return len(text) <= 250 and not text.rstrip("”\"'’)").endswith((".", "!", ";", ":"))


def _bounded(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The span cut into pieces of bounded length: after a sentence, else at a space, else anywhere."""
    found = []
    while last - first > LONGEST:
        window = text[first : first + LONGEST]
        ends = [m.end() for m in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends else window.rfind(" ") + 1 or LONGEST
        found.append((first, first + cut))
        first += cut
    if first < last:
        found.append((first, last))
    return found

"""Full text over the documents, and so over all evidence in them.

The rank of a hit is the number of places found in it, not a weight drawn from the whole record: documents that
arrive later must not move what was found before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from dragoman.model.document import Document
from dragoman.record.schema import AnyText
from dragoman.record.words import words_of

__all__ = ["Found", "SearchHit", "create", "drop", "find", "index", "indexed", "snippet"]

_OPEN, _CLOSE = "\x02dragoman<", ">dragoman\x03"
_UNSPOKEN = re.compile("[\x00-\x1f\ud800-\udfff]")
_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_SNIPPET = 240
"""Longest snippet, in characters: about a sentence and a half of press text."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document that holds the words; `document.text[start:end] == text` is a passage that shows them.

    `rank` is the number of places where the words were found: more is better.
    """

    document: Document
    start: int
    end: int
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Found:
    """A document by its number in the record, and where the words stand in its text (code points)."""

    number: int
    places: tuple[tuple[int, int], ...]


def create(connection: Connection) -> None:
    """Make the index."""
    words_of(connection).create(connection)


def drop(connection: Connection) -> None:
    """Remove the index."""
    words_of(connection).drop(connection)


def index(connection: Connection, number: int) -> None:
    """Make the words of document `number` findable; it must be in its table already, and not in the index."""
    words_of(connection).index(connection, number)


def indexed(connection: Connection) -> set[int]:
    """The numbers of the documents whose words can be found."""
    return words_of(connection).indexed(connection)


def find(connection: Connection, words: str) -> Iterator[Found]:
    """The documents that hold all `words` (as whole words, by their stems; `"…"` holds words together)."""
    phrases = _phrases(words)
    if not phrases:
        return
    for number, body, marked in words_of(connection).find(connection, phrases, (_OPEN, _CLOSE)):
        # A text that holds the marks itself is found all the same, only without its places.
        plain = marked.replace(_OPEN, "").replace(_CLOSE, "") == body
        yield Found(number, tuple(_places(AnyText.unescape(marked))) if plain else ())


def snippet(body: str, places: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """The passage of `body` that shows most of `places`, cut between words, within one paragraph."""
    first, last = max(
        ((start, _reach(places, start)) for start, _ in places),
        key=lambda span: (sum(span[0] <= s and e <= span[1] for s, e in places), -span[0]),
        default=(0, 0),
    )
    spare = max(0, _SNIPPET - (last - first)) // 2
    low = max(0, first - spare, body.rfind("\n", 0, first) + 1)
    line_end = body.find("\n", last)
    high = min(last + spare, line_end if line_end >= 0 else len(body))
    while 0 < low < first and not body[low - 1].isspace():
        low += 1
    while last < high < len(body) and not body[high].isspace():
        high -= 1
    while high > last and body[high - 1].isspace():
        high -= 1
    return low, high


def _phrases(words: str) -> list[str]:
    """What must occur: each word, or each phrase in quotation marks; none where there is no word in them."""
    phrases = [phrase or word for phrase, word in _WORDS.findall(_UNSPOKEN.sub(" ", words))]
    return [p for p in phrases if any(c.isalnum() for c in p)]


def _places(marked: str) -> Iterator[tuple[int, int]]:
    """Where the marked passages stand in the text without its marks."""
    at = 0
    for piece in re.split(f"({re.escape(_OPEN)}.*?{re.escape(_CLOSE)})", marked, flags=re.DOTALL):
        if piece.startswith(_OPEN) and piece.endswith(_CLOSE):
            length = len(piece) - len(_OPEN) - len(_CLOSE)
            yield at, at + length
            at += length
        else:
            at += len(piece)


def _reach(places: tuple[tuple[int, int], ...], start: int) -> int:
    """The end of the last place that fits into a snippet from `start` on."""
    return max((e for s, e in places if s >= start and e - start <= _SNIPPET), default=start)

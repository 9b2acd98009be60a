"""Passages: the sentence of a text in which something stands, and what stands around some words."""

import re

__all__ = ["rest_of_sentence", "sentence_around", "words_around"]

_REACH = 300  # code points shown on either side of some words at most
_CUT = "…"

# A stop ends no sentence after an initial or a title: "S. Jaishankar", "Mr. Modi", "the U.S. Congress".
_SENTENCE_END = re.compile(
    r"(?<=[.!?”\"])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St)\.)(?<!\b(?:Mrs|Gen|Col|Sen|Rep)\.)\s+(?=[\"“‘A-Z])|\n\s*\n"
)


def sentence_around(text: str, at: int) -> tuple[int, int]:
    """Start and end (code points) of the sentence that holds the character `at`."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text, at)]
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, at + 1)]
    start = starts[-1] if starts else 0
    end = ends[0] if ends else len(text)
    return start, start + len(text[start:end].rstrip())


def rest_of_sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """What of its sentence stands before and after `text[start:end]`, cut between words where it is long."""
    low, high = _reach(text, start, end)
    first, _ = sentence_around(text[low:high], start - low)
    _, last = sentence_around(text[low:high], max(start, end - 1) - low)
    cut = first == 0 and low > 0, low + last == high < len(text)
    return _between_words(text[low + first : start], text[end : low + last], cut)


def words_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after `text[start:end]`, other sentences as well, cut between words."""
    low, high = _reach(text, start, end)
    return _between_words(text[low:start], text[end:high], (low > 0, high < len(text)))


def _reach(text: str, start: int, end: int) -> tuple[int, int]:
    return max(0, start - _REACH), min(len(text), end + _REACH)


def _between_words(before: str, after: str, cut: tuple[bool, bool]) -> tuple[str, str]:
    """Both sides without the words that a cut at their far end may have left in part, and a sign of it."""
    if cut[0]:
        before = f"{_CUT} {before.partition(' ')[2]}"
    if cut[1]:
        after = f"{after.rpartition(' ')[0]} {_CUT}"
    return before, after

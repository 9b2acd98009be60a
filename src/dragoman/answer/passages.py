"""Passages: the sentence of a text in which something stands."""

import re

__all__ = ["sentence_around"]

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

"""How many independent origins some texts have: a reprint of the same wire text is no second witness."""

import itertools
from collections.abc import Iterable

from dragoman.merge.judge import fold
from dragoman.model.document import Document

__all__ = ["count_origins"]

_SHINGLE = 8
"""Words in a row that two texts must share; shorter runs recur in any two reports of one event."""

_SHARED = 0.9
"""Share of the shorter text's runs that must stand in the longer one: reprints are cut and get a new first line."""


def count_origins(documents: Iterable[Document]) -> int:
    """The number of groups of near-identical texts among `documents`."""
    groups: list[list[frozenset[tuple[str, ...]]]] = []
    for runs in {_runs(text) for text in {d.hash: d.text for d in documents}.values()}:
        near = [g for g in groups if any(_is_reprint(runs, other) for other in g)]
        groups = [g for g in groups if g not in near]
        groups.append([runs, *itertools.chain.from_iterable(near)])
    return len(groups)


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of eight words; a text shorter than that is one run."""
    words = fold(text).split()
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))


def _is_reprint(left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]]) -> bool:
    return len(left & right) > _SHARED * min(len(left), len(right))

"""How many independent origins some texts have: a reprint of the same wire text is no second witness.

Texts are compared by their MinHash signatures over runs of words. Reprints are cut and get a new first line, so what
counts is the share of the shorter text that stands in the longer one, which follows from the likeness of the two
signatures and the sizes of the two texts.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from rensa import RMinHash

from dragoman.merge.names import folded
from dragoman.model.document import Document

__all__ = ["Origins", "Signature", "contained"]

_SHINGLE = 8
"""Words in a row that two texts must share; shorter runs recur in any two reports of one event."""

_PERMUTATIONS = 256
"""Values of a signature; the likeness is known to within some 0.06 with as many."""

_SHARED = 0.8
"""Share of the shorter text's runs that stand in the longer one in a reprint; a quote in common comes nowhere near."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The MinHash signature of a text, and how many different runs of words it has."""

    minhash: RMinHash
    size: int

    @staticmethod
    def of(text: str) -> "Signature":
        """The signature of a text; one shorter than a run is one run."""
        words = folded(text).split()
        shifted = (words[i:] for i in range(min(_SHINGLE, len(words))))
        runs = {" ".join(run) for run in zip(*shifted, strict=False)} or {""}
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        minhash.update(sorted(runs))
        return Signature(minhash, len(runs))


def contained(left: Signature, right: Signature) -> float:
    """The share of the shorter text's runs that stand in the longer one, about; between 0 and 1."""
    likeness: float = left.minhash.jaccard(right.minhash)
    common = likeness / (1 + likeness) * (left.size + right.size)
    return min(1.0, common / min(left.size, right.size))


class Origins:
    """Counts the origins of documents, and keeps what it worked out of each text for the next question."""

    def __init__(self) -> None:
        self._signatures: dict[str, Signature] = {}

    def count(self, documents: Iterable[Document]) -> int:
        """The number of groups of near-identical texts among `documents`."""
        texts = {d.hash: d.text for d in documents}
        if len(texts) == 1:
            return 1
        groups: list[list[Signature]] = []
        for one in (self._of(hash_, texts[hash_]) for hash_ in sorted(texts)):
            near = [g for g in groups if any(contained(one, other) >= _SHARED for other in g)]
            groups = [g for g in groups if g not in near]
            groups.append([one, *itertools.chain.from_iterable(near)])
        return len(groups)

    def _of(self, hash_: str, text: str) -> Signature:
        if hash_ not in self._signatures:
            self._signatures[hash_] = Signature.of(text)
        return self._signatures[hash_]

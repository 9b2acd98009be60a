"""Names and words as they are compared: without case, accents, punctuation and differences in white space."""

import functools
import re
import unicodedata

__all__ = ["fold", "folded", "same_person"]

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^\w\s]")


def folded(text: str) -> str:
    """`text` without case, accents, punctuation and differences in white space."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _SPACE.sub(" ", _NOT_WORD.sub(" ", plain)).strip()


@functools.lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The same for what is short and comes again: a name, a word, a quote."""
    return folded(text)


@functools.lru_cache(maxsize=65536)
def same_person(left: str, right: str) -> bool:
    """Whether two names can be one person's: one holds the other, they are the same letters (`Hyun-dong`,
    `Hyundong`), or the last names and an initial agree.
    """
    a, b = fold(left).split(), fold(right).split()
    if set(a) <= set(b) or set(b) <= set(a) or "".join(a) == "".join(b):
        return True
    return a[-1:] == b[-1:] and bool({n[0] for n in a[:-1]} & {n[0] for n in b[:-1]})

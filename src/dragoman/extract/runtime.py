"""Opens the network and the trees with onnxruntime, with one error for those that cannot be read.

Onnxruntime is loaded when they are, for it takes half a second, and a question to the record does not need it.
"""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dragoman.errors import KnowledgeError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["opened", "reading"]


def opened(model: str | bytes) -> "InferenceSession":
    """A model, or the file of that name, to be run in one thread: so it gives the same however many processes read."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@contextlib.contextmanager
def reading(what: str, file: str) -> Iterator[None]:
    """Within it whatever goes wrong means that `file` cannot be read, which holds `what`.

    Raises:
        KnowledgeError: something went wrong.
    """
    try:
        yield
    except Exception as error:  # of onnxruntime, tokenizers, json: they share no base
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise KnowledgeError(f"{what} cannot be read: {why}", where=f"learned/{file}") from error

"""New records for tests, copied from one that was made once: making one waits for the disk."""

import functools
import tempfile
from pathlib import Path

from dragoman.record.store import Store


def new_record(folder: Path, name: str = "record.db") -> Store:
    """An open record in `folder` with nothing in it."""
    path = folder / name
    path.write_bytes(_empty())
    return Store.open(str(path))


@functools.cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Store.open(str(path)).close()
        return path.read_bytes()

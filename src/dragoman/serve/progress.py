"""What a run says on standard error while it reads: failures as they come, and a bar where a person is watching."""

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dragoman.errors import SourceError
from dragoman.intake import Watcher
from dragoman.read.sources import measure

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Notes", "say"]

_PATIENCE = 2.0
"""Seconds before a bar appears: a short job needs none."""


def say(text: str) -> None:
    """One line to standard error."""
    print(f"dragoman: {text}", file=sys.stderr, flush=True)


class Notes(Watcher):
    """Tells of failures, warnings and progress; `failures` counts the sources and lines that could not be read.

    The bar appears only on a terminal, after two seconds, and only if `bar` allows it.
    """

    def __init__(self, sources: Sequence[str], *, bar: bool = True) -> None:
        self.failures = 0
        self._sources = sources
        self._started = time.monotonic()
        self._bar_allowed = bar and sys.stderr.isatty()
        self._bar: tuple[Progress, TaskID] | None = None
        self._documents = 0
        self._total: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar[0].stop()
            self._bar = None
        if kind is KeyboardInterrupt:
            done = f"stopped after {self._documents} documents"
            say(f"{done}; what is in the record stays there, and the same command goes on from it")

    def failed(self, error: SourceError) -> None:
        """A source or line that cannot be read."""
        self.failures += 1
        self._say(str(error))

    def warned(self, text: str) -> None:
        """Something the user should know that is no failure."""
        self._say(text)

    def conclude(self, text: str) -> None:
        """What the run came to."""
        failed = f"; {self.failures} failed" if self.failures else ""
        self._say(f"{text}{failed}")

    def began(self, total: int) -> None:
        """How many documents there are to read."""
        self._total = total

    def advanced(self, position: int) -> None:
        """A document is done, and `position` bytes of all sources (or documents of the total) with it."""
        self._documents += 1
        if self._bar is None and self._bar_allowed and time.monotonic() - self._started > _PATIENCE:
            self._bar = self._begin()
        if self._bar:
            bar, task = self._bar
            bar.update(task, completed=position, documents=self._documents)

    def _begin(self) -> "tuple[Progress, TaskID]":
        # Imported here: rich takes a tenth of a second, which only a job with a bar shall cost.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        bar = Progress(
            TextColumn("reading"),
            BarColumn(),
            TextColumn("{task.fields[documents]} documents"),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            # Standard output belongs to the answer; the bar must not catch and redraw it.
            redirect_stdout=False,
            redirect_stderr=False,
            transient=True,
        )
        task = bar.add_task("reading", total=self._total or measure(self._sources) or None, documents=0)
        bar.start()
        return bar, task

    def _say(self, text: str) -> None:
        if self._bar:
            self._bar[0].console.print(f"dragoman: {text}", markup=False, highlight=False, soft_wrap=True)
        else:
            say(text)

"""What can go wrong, as one small tree.

DragomanError                 one line: what, where, what to do next
├── UsageError                the request cannot be served as asked (exit 2)
│   ├── UnknownParty          a name no party answers to
│   ├── UnknownId             no event, report or document has this id
│   └── BadDate               a date that is not EDTF
├── SourceError               one source cannot be read; the others are (exit 1)
├── RecordError               the record cannot be opened, read or written (exit 2)
└── KnowledgeError            a data file of the package is wrong; nothing can run (exit 2)
"""

__all__ = [
    "BadDate",
    "DragomanError",
    "KnowledgeError",
    "RecordError",
    "SourceError",
    "UnknownId",
    "UnknownParty",
    "UsageError",
]


class DragomanError(Exception):
    """Base of all: `what` went wrong, `where` (a file, a line, an argument), and the `hint` that mends it."""

    exit_code = 2

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        place = f"{where}: " if where else ""
        advice = f"; {hint}" if hint else ""
        super().__init__(f"{place}{what}{advice}")


class UsageError(DragomanError):
    """The request cannot be served as asked."""


class UnknownParty(UsageError):
    """No state, organisation or group answers to this name."""


class UnknownId(UsageError):
    """No event, report or document of the record has this id."""


class BadDate(UsageError):
    """A date that is not EDTF."""


class SourceError(DragomanError):
    """One source cannot be read; the run goes on with the others."""

    exit_code = 1


class RecordError(DragomanError):
    """The record cannot be opened, read or written."""


class KnowledgeError(DragomanError):
    """A data file of the package is wrong: a broken vocabulary stops everything."""

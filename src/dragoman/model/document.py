"""Document: one text as published, and Evidence: a span of it that always re-reads."""

import datetime
import hashlib
from dataclasses import dataclass, field

__all__ = ["Document", "Evidence", "Published", "content_hash"]


def content_hash(text: str) -> str:
    """The identity of a text: SHA-256 of its UTF-8 bytes, in hexadecimal (lone surrogates are kept apart)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a document's text in code points; `document.text[start:end] == text`, always."""

    start: int
    end: int
    text: str

    @staticmethod
    def of(text: str, start: int, end: int) -> "Evidence":
        """The evidence at `text[start:end]`.

        Raises:
            ValueError: the span is empty or lies outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no span {start}:{end} in a text of {len(text)} characters")
        return Evidence(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Published:
    """When a text was published, and how that is known.

    `how` is `stated` (by the user or the source's own field), `front matter`, `metadata`, `dateline`,
    `file name`, `inferred` (only one day fits the text), `candidates` (several fit: `date` is None),
    `unknown` (nothing says it so far; the text may still be asked) or `withheld` (the source says that it
    is unknown, and nothing is inferred).
    """

    date: datetime.date | None
    how: str
    candidates: tuple[datetime.date, ...] = ()

    @staticmethod
    def unknown() -> "Published":
        """Not known, and not guessed."""
        return Published(None, "unknown")


@dataclass(frozen=True, slots=True)
class Document:
    """One text as published. Immutable; `hash` is its identity, `id` the name that its source gave it.

    `text` is the plain text as read: the title first where there is one, then paragraphs with one blank line between.
    """

    id: str
    text: str
    published: Published = field(default_factory=Published.unknown)
    publisher: str | None = None
    url: str | None = None
    title: str | None = None

    @property
    def hash(self) -> str:
        """The identity of the content."""
        return content_hash(self.text)

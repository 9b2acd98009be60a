"""From what the user names (files, folders, standard input) to Documents; what cannot be read is told, never dropped.

The steps, numbered again below: 1 find the sources, 2 split a source into its raw documents, 3 make Documents.
"""

import codecs
import contextlib
import datetime
import gzip
import io
import json
import os
import re
import shutil
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar

from dragoman.errors import SourceError
from dragoman.model.document import Document, Published, content_hash
from dragoman.read.article import Article, from_html, from_markdown, from_text, title_of
from dragoman.read.published import parse_day, published_by_file_name, published_by_text, settle

__all__ = [
    "MAX_CHARACTERS",
    "Found",
    "Row",
    "Stated",
    "document_of",
    "kept_stdin",
    "measure",
    "read_rows",
    "read_sources",
]

MAX_CHARACTERS = 5_000_000
"""The longest document that is read: some 2,000 printed pages. Longer ones are named and passed over."""

# A character takes up to four bytes, and up to twelve as JSON escapes.
_MAX_FILE_BYTES = 4 * MAX_CHARACTERS
_MAX_LINE_BYTES = 12 * MAX_CHARACTERS + 1_000_000

_KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl.gz",
}
_KIND_NAMES = ", ".join(_KINDS)
_LINE_HINT = 'a line is an object such as {"id": "a1", "text": "…"}'
_STDIN = "-"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
Item = TypeVar("Item")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Stated:
    """What the user says of all sources of a run; it outranks what the sources say."""

    published: datetime.date | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document, the source it came from, and how many bytes of all sources are read with it."""

    document: Document
    source: str
    position: int


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a file of JSON lines, where it stands, and how many bytes of the file are read with it."""

    fields: dict[str, object]
    where: str
    position: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A file or stream to read: `path` is None for standard input, `kind` None where only a look inside tells."""

    name: str
    path: Path | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class _Raw:
    """One document before it is one: its own name, the article, and what its file's name says of its date."""

    article: Article
    source: str
    position: int
    dated: tuple[Published, ...] = field(default=())


def read_sources(
    arguments: Iterable[str], stated: Stated | None = None, *, stdin: Path | None = None
) -> Iterator[Found | SourceError]:
    """The documents that `arguments` name, in order, one at a time; a source or line that fails comes as its error.

    A folder is read recursively, by name; files of other kinds, hidden ones and links to folders are passed over in it.
    `stdin` is the file that stands for `-`, where standard input was kept to be read again.
    """
    done = 0
    for source in _sources(arguments, stdin):  # 1
        if isinstance(source, SourceError):
            yield source
            continue
        position = 0
        for raw in _failures_as_values(_split(source)):  # 2
            if isinstance(raw, SourceError):
                yield raw
                continue
            position = raw.position
            try:
                document = _document(raw, stated or Stated())  # 3
            except SourceError as error:
                yield error
                continue
            yield Found(document, raw.source, done + position)
        done += position


def read_rows(argument: str) -> Iterator[Row | SourceError]:
    """The objects of a file of JSON lines, or of standard input; a line that is none comes as its error."""
    for source in _sources([argument]):
        if isinstance(source, SourceError):
            yield source
        elif source.kind not in (None, "jsonl", "jsonl.gz"):
            yield SourceError("this is no file of JSON lines", where=source.name, hint="give .jsonl or .jsonl.gz")
        else:
            yield from _failures_as_values(_rows(source))


def _rows(source: _Source) -> Iterator[Row | SourceError]:
    with _stream(source) as (_, stream, measured):
        yield from _lines(source, stream, measured)


def _failures_as_values(items: Iterator[Item]) -> Iterator[Item | SourceError]:
    """The items of a source up to where it fails, and then the failure."""
    try:
        yield from items
    except SourceError as error:
        yield error


def document_of(text: str, stated: Stated | None = None) -> Document:
    """The document that a text given by itself is.

    Raises:
        SourceError: there is no text in it, or too much.
    """
    return _document(_Raw(Article(text=text, title=title_of(text)), "the text", 0), stated or Stated())


@contextlib.contextmanager
def kept_stdin(arguments: Iterable[str]) -> Iterator[Path | None]:
    """Standard input as a temporary file that can be read more than once; None where no argument asks for it."""
    if _STDIN not in arguments:
        yield None
        return
    with tempfile.NamedTemporaryFile(prefix="dragoman-") as kept, os.fdopen(os.dup(0), "rb") as stream:
        shutil.copyfileobj(stream, kept)
        kept.flush()
        yield Path(kept.name)


def measure(arguments: Iterable[str]) -> int:
    """How many bytes the sources hold, for a progress bar; standard input and what cannot be read count nothing."""
    total = 0
    for source in _sources(arguments):
        if isinstance(source, _Source) and source.path is not None:
            try:
                total += source.path.stat().st_size
            except OSError:
                continue  # told as a failure when it is read
    return total


# 1 Find the sources.


def _sources(arguments: Iterable[str], stdin: Path | None = None) -> Iterator[_Source | SourceError]:
    for argument in arguments:
        if argument == _STDIN:
            yield _Source("standard input", stdin, None)
        elif re.match(r"[a-z][a-z0-9+.-]*://", argument, re.IGNORECASE):
            yield SourceError("web addresses are not read", where=argument, hint="save the page and name the file")
        else:
            yield from _from_path(Path(argument))


def _from_path(path: Path) -> Iterator[_Source | SourceError]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        yield _unreadable(path, error)
        return
    if stat.S_ISDIR(mode):
        yield from _from_folder(path)
    elif not stat.S_ISREG(mode):  # a pipe, such as the shell's <(…), has no kind by name
        yield _Source(_shown(path), path, None)
    elif kind := _kind(path):
        yield _Source(_shown(path), path, kind)
    elif not path.suffix:
        yield _Source(_shown(path), path, "text")
    else:
        yield SourceError(f"{path.suffix} files are not read", where=_shown(path), hint=f"give {_KIND_NAMES}")


def _from_folder(folder: Path) -> Iterator[_Source | SourceError]:
    failures: list[OSError] = []
    empty = True
    for parent, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            kind = _kind(path)
            if kind and not name.startswith(".") and (path.is_file() or not path.exists()):
                empty = False
                yield _Source(_shown(path), path, kind)
    for error in failures:
        empty = False
        yield _unreadable(Path(error.filename), error)
    if empty:
        yield SourceError("nothing to read in this folder", where=_shown(folder), hint=f"it holds no {_KIND_NAMES}")


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    return next((kind for suffix, kind in _KINDS.items() if name.endswith(suffix)), None)


def _shown(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 become escapes, so that every store and terminal takes it."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _unreadable(path: Path, error: Exception) -> SourceError:
    if isinstance(error, FileNotFoundError):
        return SourceError("no such file or folder", where=_shown(path), hint="look at the spelling")
    if isinstance(error, PermissionError):
        return SourceError("not allowed to read it", where=_shown(path), hint="change its permissions")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return SourceError(f"cannot be read ({reason})", where=_shown(path))


# 2 Split a source into raw documents.


def _split(source: _Source) -> Iterator[_Raw | SourceError]:
    with _stream(source) as (kind, stream, measured):
        if kind == "jsonl":
            for row in _lines(source, stream, measured):
                yield _from_row(row) if isinstance(row, Row) else row
        else:
            yield _whole(source, kind, stream)


@contextlib.contextmanager
def _stream(source: _Source) -> Iterator[tuple[str, BinaryIO, BinaryIO]]:
    """The kind of a source, its bytes (unpacked), and the stream whose position says how much of it is read.

    Raises:
        SourceError: it cannot be opened, or not be read to its end.
    """
    try:
        with _opened(source) as stream:
            kind = source.kind or _guess(stream)
            if kind == "jsonl.gz":
                with gzip.GzipFile(fileobj=stream) as unpacked, io.BufferedReader(unpacked) as lines:
                    yield "jsonl", lines, stream
            else:
                yield kind, stream, stream
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        what = "the compressed file is damaged or cut short"
        raise SourceError(what, where=source.name, hint="fetch it again") from error
    except OSError as error:
        raise _unreadable(source.path or Path(source.name), error) from error


def _opened(source: _Source) -> io.BufferedReader:
    if source.path is None:
        # A second handle on the same stream: closing it leaves standard input itself open.
        return os.fdopen(os.dup(0), "rb")
    return source.path.open("rb")


def _guess(stream: io.BufferedReader) -> str:
    head = stream.peek(4096)[:4096].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(b"\x1f\x8b"):
        return "jsonl.gz"
    if head.startswith(b"{"):
        return "jsonl"
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "text"


def _whole(source: _Source, kind: str, stream: BinaryIO) -> _Raw:
    raw = stream.read(_MAX_FILE_BYTES + 1)
    if len(raw) > _MAX_FILE_BYTES:
        raise _too_long(source.name)
    text = _decode(raw, source.name, html=kind == "html")
    if not text.strip():
        raise SourceError("the file is empty", where=source.name, hint="nothing to read")
    make = {"text": from_text, "markdown": from_markdown, "html": from_html}[kind]
    try:
        article = make(text)
    except SourceError as error:
        raise SourceError(error.what, where=source.name, hint=error.hint) from error
    dated = tuple(published_by_file_name(source.path.name)) if source.path and source.kind else ()
    return _Raw(article, source.name, len(raw), dated)


def _decode(raw: bytes, name: str, *, html: bool) -> str:
    encoding = next((encoding for mark, encoding in _BOMS if raw.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\0" in raw:
        raise SourceError("this is a binary file, not text", where=name, hint=f"give {_KIND_NAMES}")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        declared = _CHARSET.search(raw[:4096]) if html else None
        if declared:
            return _decode_declared(raw, name, declared[1].decode("ascii"))
        what = f"not {error.encoding.upper()} text (byte {error.start})"
        raise SourceError(
            what, where=name, hint="convert it, for example with iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


def _decode_declared(raw: bytes, name: str, charset: str) -> str:
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError) as error:
        raise SourceError(
            f"not in the charset that it declares ({charset})", where=name, hint="convert it to UTF-8"
        ) from error


def _lines(source: _Source, stream: BinaryIO, measured: BinaryIO) -> Iterator[Row | SourceError]:
    number = 0
    empty = True
    while line := stream.readline(_MAX_LINE_BYTES + 1):
        number += 1
        where = f"{source.name} line {number}"
        if len(line) > _MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            empty = False
            yield _too_long(where)
        elif line.strip():
            empty = False
            yield _row(line, where, measured.tell() if source.path and measured.seekable() else 0)
    if empty:
        yield SourceError("the file is empty", where=source.name, hint="nothing to read")


def _row(line: bytes, where: str, position: int) -> Row | SourceError:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return SourceError(f"not UTF-8 text (byte {error.start} of the line)", where=where, hint="convert it to UTF-8")
    except json.JSONDecodeError as error:
        return SourceError(f"broken JSON ({error.msg} at column {error.colno})", where=where, hint="mend the line")
    except (ValueError, RecursionError):
        return SourceError("broken JSON (a number too long or too many brackets)", where=where, hint="mend the line")
    if not isinstance(fields, dict):
        return SourceError("not a JSON object", where=where, hint=_LINE_HINT)
    return Row(fields, where, position)


def _from_row(row: Row) -> _Raw | SourceError:
    try:
        return _Raw(_article_of(row.fields), row.where, row.position)
    except SourceError as error:
        return SourceError(error.what, where=row.where, hint=error.hint or _LINE_HINT)


def _article_of(fields: dict[str, object]) -> Article:
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise SourceError("no text" if text is None or text == "" else '"text" holds no text')
    given = fields.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int | None):
        raise SourceError('"id" is neither text nor a number')
    return Article(
        text=text,
        title=_text_of(fields, "title") or title_of(text),
        id=str(given) if given not in (None, "") else None,
        url=_text_of(fields, "url"),
        publisher=_text_of(fields, "publisher"),
        published=_published_of(fields),
    )


def _text_of(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise SourceError(f'"{name}" is not text')
    return value or None


def _published_of(fields: dict[str, object]) -> tuple[Published, ...]:
    if "published" not in fields:
        return ()
    value = fields["published"]
    if value is None:
        return (Published(None, "withheld"),)
    day = parse_day(value) if isinstance(value, str) else None
    if day is None:
        raise SourceError(f'"published" is {value!r}, not a day', hint="write 2025-10-10, or null for unknown")
    return (Published(day, "stated"),)


def _too_long(where: str) -> SourceError:
    return SourceError(f"longer than {MAX_CHARACTERS:,} characters", where=where, hint="split it into its articles")


# 3 Make Documents.


def _document(raw: _Raw, stated: Stated) -> Document:
    article = raw.article
    if len(article.text) > MAX_CHARACTERS:
        raise _too_long(raw.source)
    if not article.text.strip():
        raise SourceError("no text", where=raw.source, hint="nothing to read")
    by_user = (Published(stated.published, "stated"),) if stated.published else ()
    return Document(
        id=article.id or content_hash(article.text),
        text=article.text,
        published=settle((*by_user, *article.published, *published_by_text(article.text), *raw.dated)),
        publisher=stated.publisher or article.publisher,
        url=article.url,
        title=article.title,
    )

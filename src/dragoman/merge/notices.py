"""Texts that correct, take back or update earlier ones: which text supersedes which.

Pure functions of two documents. A notice says of itself that it corrects or withdraws a text, and means one of its
own publisher with the same headline, with nearly the same words, or whose headline or address it gives. A text met
again at the same address with other words supersedes what stood there on an earlier day, if it is still that text:
some sources give one address for many different items.
"""

import datetime
import functools
import hashlib
import importlib.resources
import re
from dataclasses import dataclass

import yaml
from rensa import RMinHash

from dragoman.errors import KnowledgeError
from dragoman.merge.names import fold, folded
from dragoman.model.document import Document

__all__ = ["Notices", "is_notice", "keys", "notice_keys", "supersedes"]

_FILE = "merge/notices.yaml"

_HEADLINE = 4
"""Words of which a headline has at least that many to be known by; shorter ones recur."""

_LEAD = 80
"""Words of the beginning of a text by which nearly equal texts are looked for."""

_SKETCH = 12
"""Values of the sketch of those words: two texts with a third of their runs in common share one nearly always."""

_RUN = 3
"""Words in a row that are compared."""

_ALIKE = 0.4
"""Share of the shorter text's runs that stand in the longer one if one is a version of the other."""

_SOON = 60
"""Days within which a text follows another that it means by its words alone: headlines recur, and so do phrases."""

_QUOTED = re.compile(r"[\"“«„‘]([^\"“”«»„]{15,200})[\"”»“’]")
_ADDRESS = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:]")


@dataclass(frozen=True, slots=True)
class Notices:
    """By which words a text is known for a notice: at the beginning of its headline, or anywhere in it."""

    headline: tuple[re.Pattern[str], ...]
    text: tuple[re.Pattern[str], ...]

    @staticmethod
    def load() -> "Notices":
        """The patterns shipped with the package, read once.

        Raises:
            KnowledgeError: the file is broken.
        """
        return _load()

    @staticmethod
    def parse(text: str) -> "Notices":
        """The patterns that a YAML text gives.

        Raises:
            KnowledgeError: it does not give lists of regular expressions under `headline` and `text`.
        """
        try:
            raw = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise KnowledgeError(f"not YAML: {error}", where=_FILE) from error
        if not isinstance(raw, dict) or set(raw) != {"headline", "text"}:
            raise KnowledgeError("it gives headline and text, and nothing else", where=_FILE)
        return Notices(_patterns(raw["headline"]), _patterns(raw["text"]))

    def bare(self, headline: str) -> str:
        """A headline without the words that make it that of a notice."""
        found = next((m for p in self.headline if (m := p.match(headline))), None)
        return headline[found.end() :] if found else headline


def is_notice(document: Document) -> bool:
    """Whether the text says that it corrects or withdraws an earlier one."""
    notices = Notices.load()
    return any(notices.bare(line) != line for line in _headlines(document)) or any(
        pattern.search(document.text) for pattern in notices.text
    )


def notice_keys(document: Document) -> frozenset[str]:
    """Under what the texts that a notice may mean are looked for; none if the document is no notice.

    A text that it supersedes without sharing its address has one of these among its `keys`, nearly always.
    """
    if not is_notice(document):
        return frozenset()
    return keys(document) | {_digest("headline", h) for h in _quoted(document)} | {
        _digest("address", address) for address in _ADDRESS.findall(document.text)
    }  # fmt: skip


def keys(document: Document) -> frozenset[str]:
    """What a notice of this text may be known by: its headlines, its address, a sketch of how it begins."""
    found = {_digest("headline", headline) for headline in _bare_headlines(document)}
    if document.url:
        found.add(_digest("address", document.url))
    sketch = RMinHash(num_perm=_SKETCH, seed=1)
    sketch.update(sorted(_runs(_words(document.text[: _LEAD * 12])[:_LEAD])))
    return frozenset(found | {_digest(f"words {n}", str(value)) for n, value in enumerate(sketch.digest())})


def supersedes(later: Document, earlier: Document) -> bool:
    """Whether the reports of `earlier` count no more once `later` is out.

    Which of two texts of one day is the later one nothing tells, unless just one of them is a notice; then both stand.
    """
    if later.hash == earlier.hash:
        return False
    same_address = later.url is not None and later.url == earlier.url
    notice = is_notice(later)
    if not (same_address or notice) or not _follows(later, earlier, notice):
        return False
    if same_address:
        same_text = _are_titled_alike(later, earlier) or (_is_soon(later, earlier) and _are_alike(later, earlier))
        return notice or same_text
    if None not in (later.publisher, earlier.publisher) and later.publisher != earlier.publisher:
        return False
    if earlier.url is not None and earlier.url in _ADDRESS.findall(later.text):
        return True
    return _is_soon(later, earlier) and (_names_headline(later, earlier) or _are_alike(later, earlier))


def _follows(later: Document, earlier: Document, notice: bool) -> bool:
    first, second = earlier.published.date, later.published.date
    if first is not None and second is not None and first != second:
        return first < second
    return notice and not is_notice(earlier)


def _is_soon(later: Document, earlier: Document) -> bool:
    first, second = earlier.published.date, later.published.date
    return first is None or second is None or second - first <= datetime.timedelta(_SOON)


def _are_titled_alike(left: Document, right: Document) -> bool:
    return bool(left.title and right.title) and fold(left.title or "") == fold(right.title or "")


def _names_headline(notice: Document, earlier: Document) -> bool:
    return not (_bare_headlines(notice) | _quoted(notice)).isdisjoint(_bare_headlines(earlier))


def _are_alike(left: Document, right: Document) -> bool:
    mine, yours = (_runs(_words(document.text)) for document in (left, right))
    return len(mine & yours) >= _ALIKE * min(len(mine), len(yours))


def _headlines(document: Document) -> set[str]:
    """The title that a source gives, and the first line of the text."""
    return {line.strip() for line in (document.title or "", document.text.lstrip().split("\n", 1)[0]) if line.strip()}


def _bare_headlines(document: Document) -> set[str]:
    bare = (fold(Notices.load().bare(line)) for line in _headlines(document))
    return {line for line in bare if len(line.split()) >= _HEADLINE}


def _quoted(document: Document) -> set[str]:
    """What the text quotes that may be a headline."""
    return {line for found in _QUOTED.findall(document.text) if len((line := fold(found)).split()) >= _HEADLINE}


def _words(text: str) -> list[str]:
    return folded(text).split()


def _runs(words: list[str]) -> set[str]:
    shifted = (words[i:] for i in range(min(_RUN, len(words))))
    return {" ".join(run) for run in zip(*shifted, strict=False)} or {""}


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@functools.lru_cache(maxsize=1)
def _load() -> Notices:
    return Notices.parse((importlib.resources.files("dragoman") / "data" / _FILE).read_text(encoding="utf-8"))


def _patterns(values: object) -> tuple[re.Pattern[str], ...]:
    if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
        raise KnowledgeError("headline and text are lists of patterns", where=_FILE)
    try:
        return tuple(re.compile(value, re.IGNORECASE) for value in values)
    except re.error as error:
        raise KnowledgeError(f"not a pattern: {error}", where=_FILE) from error

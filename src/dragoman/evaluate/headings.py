"""Headings: what the title of a release and the heading of a digest say must be found in the text below them.

corpora/state_department_2021_2022.jsonl.gz   releases of calls and meetings: the title is hidden, then looked for
corpora/current_events_2025.jsonl.gz          items whose heading names two states, and items of sport, arts, science

Each figure is of a sample drawn by a hash of the ids: of `all`, of the texts `learned` from by the weights of the
reader, and of those `unseen` by them.
"""

import datetime
import gzip
import hashlib
import json
import pathlib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import SourceError
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.document import Document, Published, content_hash
from dragoman.model.report import Report

__all__ = ["HeadedDocument", "contacts", "measure_headings", "pairs", "quiet"]

RELEASES = "state_department_2021_2022.jsonl.gz"
DIGESTS = "current_events_2025.jsonl.gz"
_SAMPLES = {"contacts": 120, "pairs": 600, "quiet": 200}
# "Secretary Ames’s Call with X", "The Secretary's Virtual Meetings with X"; "Secretary Ames and X Before Their Meeting"
_READOUT = re.compile(
    r"Secretary\b(?:(?! At )[^,])*?(?:[’']s)? (?P<virtual>Virtual )?(?P<what>Call|Meeting)s? [Ww]ith (?P<who>.+)$"
)
_REMARKS = re.compile(r"Secretary\b.*? [Aa]nd (?P<who>.+?)\s+Before Their (?P<virtual>Virtual )?(?P<what>Meeting)$")
_DASH = re.compile(r"\s?[-‐‑‒–—]\s?")
_ON = re.compile(r"(?: [a-z]+){1,3} (?:of|in|on|against|into|to)(?: the)? ")
_QUIET = ("sport", "arts", "science")
_STATES = ("state", "territory")


@dataclass(frozen=True, slots=True)
class HeadedDocument:
    """A document without its heading, the heading, and what that says: the parties, and the types that fit it.

    `kind` is `readouts` or `remarks` of contacts, `relations` or `conflicts` of pairs, else the section; `hash` is that
    of the whole text, heading and all.
    """

    document: Document
    heading: str
    kind: str
    hash: str
    parties: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()


def measure_headings(
    folder: pathlib.Path,
    read: Callable[[Sequence[Document]], Sequence[Sequence[Report]]],
    note: Callable[[str], None],
    learned: Container[str] = frozenset(),
) -> dict[str, Any]:
    """The figures of the files that `folder` (the one that holds `corpora/`) has; empty, and said aloud, without them.

    `learned` holds the hashes of the texts that the weights of the reader were taught on.

    Raises:
        SourceError: a file is broken.
    """
    gazetteer = Gazetteer.load()
    figures: dict[str, Any] = {}
    for name, file, select in (("contacts", RELEASES, contacts), ("pairs", DIGESTS, pairs), ("quiet", DIGESTS, quiet)):
        path = folder / "corpora" / file
        if not path.exists():
            note(f"{path}: not here; {name} of headings not measured")
            continue
        chosen = sampled(select(_lines(path), gazetteer), _SAMPLES[name])
        note(f"reading {name} of headings: {len(chosen)} documents")
        outcomes = list(zip(chosen, read([c.document for c in chosen]), strict=True))
        figures[name] = _by_share(name, outcomes, gazetteer, learned)
        for kind in sorted({c.kind for c in chosen}) if name != "quiet" else ():
            of_kind = [o for o in outcomes if o[0].kind == kind]
            figures[f"{name}: {kind}"] = _by_share(name, of_kind, gazetteer, learned)
    return figures


def _by_share(
    name: str,
    outcomes: Sequence[tuple[HeadedDocument, Sequence[Report]]],
    gazetteer: Gazetteer,
    learned: Container[str],
) -> dict[str, Any]:
    shares = {
        "all": outcomes,
        "learned": [o for o in outcomes if o[0].hash in learned],
        "unseen": [o for o in outcomes if o[0].hash not in learned],
    }
    return {share: _figures(name, chosen, gazetteer) for share, chosen in shares.items()}


def contacts(lines: Iterable[Mapping[str, Any]], gazetteer: Gazetteer) -> Iterator[HeadedDocument]:
    """The releases whose title tells of a call or meeting with one other party, without the title."""
    for line in lines:
        title, _, text = str(line["text"]).partition("\n")
        readout, remarks = _READOUT.search(title.strip()), _REMARKS.search(title.strip())
        found = readout or remarks
        if found is None:
            continue
        others = _parties(found["who"], gazetteer, (*_STATES, "organisation")) - {"USA"}
        if len(others) != 1:
            continue
        types = {found["what"].lower()} | ({"call", "meeting"} if found["virtual"] else set())
        kind = "readouts" if readout else "remarks"
        document, whole = _document(line, text.strip()), content_hash(str(line["text"]))
        yield HeadedDocument(document, title, kind, whole, others | {"USA"}, frozenset(types))


def pairs(lines: Iterable[Mapping[str, Any]], gazetteer: Gazetteer) -> Iterator[HeadedDocument]:
    """The items one of whose headings is of two states, the last such heading where there are several."""
    for line in lines:
        for heading in reversed(line["topics"]):
            parties = _pair(heading, gazetteer)
            if parties:
                kind = "relations" if heading.lower().endswith("relations") else "conflicts"
                document = _document(line, str(line["text"]))
                yield HeadedDocument(document, heading, kind, document.hash, parties)
                break


def quiet(lines: Iterable[Mapping[str, Any]], gazetteer: Gazetteer) -> Iterator[HeadedDocument]:
    """The items of sport, arts and science."""
    for line in lines:
        if str(line["section"]).lower().startswith(_QUIET):
            document = _document(line, str(line["text"]))
            yield HeadedDocument(document, "", str(line["section"]).lower(), document.hash)


def is_found(headed: HeadedDocument, reports: Iterable[Report], gazetteer: Gazetteer) -> bool:
    """Whether one report has all parties of the heading, and a type that fits it where it says one."""
    return any(
        headed.parties <= {_state(party.id, gazetteer) for party in report.parties}
        and (not headed.types or report.type in headed.types)
        for report in reports
    )


def sampled(documents: Iterable[HeadedDocument], size: int) -> list[HeadedDocument]:
    """At most `size` of the documents, the same ones whenever it is asked."""
    return sorted(documents, key=lambda d: _hash(d.document.id)[1:])[:size]


def _figures(
    name: str, outcomes: Sequence[tuple[HeadedDocument, Sequence[Report]]], gazetteer: Gazetteer
) -> dict[str, Any]:
    if name == "quiet":
        events = sum(len(reports) for _, reports in outcomes)
        return {"documents": len(outcomes), "events_per_100": 100 * events / max(1, len(outcomes))}
    found = sum(is_found(headed, reports, gazetteer) for headed, reports in outcomes)
    return {"documents": len(outcomes), "found": found / max(1, len(outcomes))}


def _pair(heading: str, gazetteer: Gazetteer) -> frozenset[str]:
    """The states of "A–B relations" and of "A's invasion of B"; nobody where a heading names others as well."""
    named = [m for m in gazetteer.scan(heading) if _kind(m.entity, gazetteer) in _STATES]
    parties = frozenset(_state(m.entity, gazetteer) for m in named)
    if len(parties) != 2 or len(named) != 2:
        return frozenset()
    between = heading[named[0].end : named[1].start]
    return parties if _DASH.fullmatch(between) or _ON.fullmatch(between) else frozenset()


def _parties(text: str, gazetteer: Gazetteer, kinds: Sequence[str]) -> frozenset[str]:
    named = {m.entity for m in gazetteer.scan(text) if m.sense != "city"}
    return frozenset(_state(id_, gazetteer) for id_ in named if _kind(id_, gazetteer) in kinds)


def _kind(id_: str, gazetteer: Gazetteer) -> str:
    entity = gazetteer.entity(id_)
    return entity.kind if entity is not None else ""


def _state(id_: str, gazetteer: Gazetteer) -> str:
    """The party itself, a territory's state instead of the territory."""
    entity = gazetteer.entity(id_)
    return entity.country if entity is not None and entity.kind == "territory" and entity.country else id_


def _document(line: Mapping[str, Any], text: str) -> Document:
    """The document as it is read: without its address, which often spells the heading."""
    day = datetime.date.fromisoformat(line["published"])
    return Document(line["id"], text, Published(day, "stated"), publisher=line["publisher"])


def _hash(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()


def _lines(path: pathlib.Path) -> Iterator[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise SourceError(f"not JSON: {error}", where=f"{path}:{number}") from error

"""The figures of a run as one Markdown page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dragoman.evaluate.events import FIELDS

__all__ = ["page"]

_ABOUT = """\
# Scores

Written by `make score`; the same figures stand in `scores.json`. Definitions are those of `dragoman.evaluate`:
*detect* counts an event of the right type with overlapping parties, *event* asks for all parties, the date and the
status as well, the fields are shares of the detected events, *grounded* is the share of events whose evidence re-reads.
Rules and weights are tuned on the training sets, so the row of those says how well they fit and not how well they read.
"""


def page(result: Mapping[str, Any]) -> str:
    """The page for what `run.measure` gave."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield _ABOUT
    yield from _events(result["events"])
    if "seed_facts" in result:
        yield from _facts(result["seed_facts"])
    yield from _sentences(result["sentences"])
    yield from _times(result["times"])
    yield from _headings(result.get("headings", {}))


def _events(sets: Mapping[str, Any]) -> Iterator[str]:
    if not sets:
        return
    yield "## Events of documents"
    yield ""
    header = ("set", "documents", "marked", "read", "detect P", "R", "F1", "event P", "R", "F1", "grounded")
    yield from _table(header, ((name, *_event_cells(figures)) for name, figures in sets.items()))
    yield "### Fields of detected events"
    yield ""
    yield from _table(("set", *FIELDS), ((name, *(s["fields"][f] for f in FIELDS)) for name, s in sets.items()))
    for name, figures in sets.items():
        yield f"### {name}, by type"
        yield ""
        rows = ((type_, t["gold"], t["predicted"], *_prf(t)) for type_, t in figures["per_type"].items())
        yield from _table(("type", "marked", "read", "P", "R", "F1"), rows)


def _event_cells(figures: Mapping[str, Any]) -> tuple[object, ...]:
    counts = (figures["documents"], figures["gold_events"], figures["predicted_events"])
    return (*counts, *_prf(figures["detect"]), *_prf(figures["event"]), figures["grounded"])


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "## Facts of the seed reports"
    yield ""
    yield (
        f"Found with type, parties, change, date, status and people: {facts['asked_found']} of the {facts['asked_of']} "
        f"asked for, {facts['found']} of all {facts['of']}."
    )
    yield ""
    rows = [(fact, "asked", lack or "found") for fact, lack in facts["asked"].items()]
    rows += [(fact, "", lack or "found") for fact, lack in facts["others"].items()]
    yield from _table(("fact", "", "outcome"), rows)


def _sentences(sets: Mapping[str, Any]) -> Iterator[str]:
    if not sets:
        return
    yield "## Coded sentences"
    yield ""
    triples = [(name, s["sentences"], *_prf(s)) for name, s in sets.items() if "f1" in s]
    if triples:
        yield "Triples of source country, target country and CAMEO root:"
        yield ""
        yield from _table(("set", "sentences", "P", "R", "F1"), triples)
    for name, figures in sets.items():
        if "macro_f1" in figures:
            yield (
                f"PLOVER root with source and target given, {name}, {figures['sentences']} sentences: "
                f"accuracy {figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f}."
            )
            yield ""
            rows = ((label, s["gold"], s["predicted"], *_prf(s)) for label, s in figures["per_label"].items())
            yield from _table(("root", "marked", "coded", "P", "R", "F1"), rows)


def _times(sets: Mapping[str, Any]) -> Iterator[str]:
    if not sets:
        return
    yield "## Time expressions"
    yield ""
    header = ("set", "documents", "marked", "found", "relaxed F1", "strict F1", "value F1", "type F1")
    rows = (
        (name, s["documents"], s["gold"], s["predicted"], *(s[m]["f1"] for m in ("relaxed", "strict", "value", "type")))
        for name, s in sets.items()
    )
    yield from _table(header, rows)


def _headings(sets: Mapping[str, Any]) -> Iterator[str]:
    if not sets:
        return
    yield "## What headings say"
    yield ""
    yield (
        "`contacts`: releases of calls and meetings, title hidden, in which one report of the type has both parties. "
        "`pairs`: digest items in which one report has both states of the heading. `quiet`: events per 100 items of "
        "sport, arts and science. `learned`: the texts that the weights were taught on; `unseen`: all others."
    )
    yield ""
    rows = [
        (name, share, f["documents"], f.get("found", ""), f.get("events_per_100", ""))
        for name, shares in sets.items()
        for share, f in shares.items()
    ]
    yield from _table(("set", "texts", "documents", "found", "events per 100"), rows)


def _prf(figures: Mapping[str, float]) -> tuple[float, float, float]:
    return figures["precision"], figures["recall"], figures["f1"]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield "| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |"
    yield ""

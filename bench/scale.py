"""What a question and a new document cost in a large record, against the same in a small one.

    python bench/scale.py [--small 10000] [--large 1000000] [--keep FOLDER]

Generates that many events, each told by one report of a document of four, and loads them in bulk. Two parties have
500 events with each other in both records, and their other events too are as many in both; all other parties have
ever more. Then a process of its own for each question measures its seconds and its peak memory, and one adds documents
the ordinary way, through the desk, with the reading done beforehand. Time is that of the processor, so that what else
the machine does counts for nothing. Prints the ratios, each of which should be 1.5 at most. To load a million events
takes some minutes and a gigabyte of disk.
"""

import argparse
import datetime
import functools
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from dragoman.desk import Desk
from dragoman.extract.pipeline import Reading
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.knowledge.ontology import Derivation, EventType, Ontology
from dragoman.model.document import Document, Evidence, Published
from dragoman.model.report import Party, Report, report_id
from dragoman.model.timespan import TimeSpan
from dragoman.record import schema
from dragoman.record.adding import party_row, report_row
from dragoman.record.coverage import key_of
from dragoman.record.engine import writes
from dragoman.record.standing import Sighting
from dragoman.record.store import Store

PAIR = ("NPL", "BTN")
BETWEEN = 500
"""Events of the two with each other, in a record of any size."""

ASIDE = 500
"""Events of each of the two with others."""

A_DOCUMENT = 4
"""Reports of a document."""

ADDED = 60
REPEATS = 5
BATCH = 500
LOADED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
FIRST_DAY = datetime.date(2016, 1, 1)
DAYS = 2000
VOCABULARY = """
delegation border transit minister statement trade railway visas grain airport court harbour language students water
energy protocol spokesman committee customs fisheries loan health culture archive ferry radio bridge survey
"""
WORDS = VOCABULARY.split()
PADDING = [" ".join(random.Random(n).choices(WORDS, k=40)) + "." for n in range(500)]
READER = "bench"
QUESTIONS = ("events", "relations", "changes")


def main() -> None:
    """Compare a small record with a large one, or, with --one, do what a child process is for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000, help="events in the small record")
    parser.add_argument("--large", type=int, default=1_000_000, help="events in the large record")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the records there")
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "RECORD"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(*given.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(given.keep or Path(folder), given.small, given.large)


def compare(folder: Path, small: int, large: int) -> None:
    """Print the whole comparison."""
    records = {}
    for size in (small, large):
        records[size] = folder / f"{size}.db"
        if not records[size].exists():
            started = time.perf_counter()
            load(str(records[size]), size)
            seconds, bytes_ = time.perf_counter() - started, records[size].stat().st_size
            print(f"{size:9,} events loaded in {seconds:.0f} s, {bytes_ / 1e6:,.0f} MB", flush=True)
    for what in (*QUESTIONS, "add"):
        few, many = (measure(what, records[size]) for size in (small, large))
        ratio = many["seconds"] / few["seconds"]
        print(
            f"{what:10} {few['seconds'] * 1000:7.1f} ms  {many['seconds'] * 1000:7.1f} ms   ratio {ratio:.2f}"
            f" (at most 1.5)   peak {few['peak']:4.0f} MB, {many['peak']:4.0f} MB   {many['answer']}",
            flush=True,
        )


def measure(what: str, record: Path) -> dict[str, Any]:
    """Seconds, answer and peak memory in MB of one measurement in its own process."""
    child = subprocess.Popen([sys.executable, __file__, "--one", what, str(record)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"measuring {what} failed")
    return {**json.loads(printed), "peak": usage.ru_maxrss / 1024}


def one(what: str, record: str) -> dict[str, Any]:
    """The middle of several times that a question takes, or the mean of many additions, and how much it gave."""
    if what == "add":
        return add(record)
    desk = Desk(record)
    ask = {
        "events": lambda: desk.events(*PAIR),
        "relations": lambda: desk.relations(*PAIR),
        "changes": lambda: desk.changes(*PAIR, start="2020", end="2023"),
    }[what]
    answer, times = ask(), []
    for _ in range(REPEATS):
        started = time.process_time()
        answer = ask()
        times.append(time.process_time() - started)
    told = f"{len(answer)} events" if isinstance(answer, list) else ""
    return {"seconds": statistics.median(times), "answer": told}


def add(record: str) -> dict[str, Any]:
    """Add documents the ordinary way: looked for, named, and written with their reports, a transaction each."""
    dice = random.Random()
    made = {}
    for _ in range(ADDED):
        document, reports = told(10**9 + dice.randrange(10**8), Facts(dice).among_others(A_DOCUMENT), dice)
        made[document.hash] = Reading(document, reports)
    desk, times = Desk(record), []
    desk.__dict__["reader"] = Prepared(made)
    with tempfile.TemporaryDirectory() as folder:
        for number, reading in enumerate(made.values()):
            source = Path(folder, f"{number}.jsonl")
            document = reading.document
            row = {"id": document.id, "text": document.text, "publisher": document.publisher}
            source.write_text(json.dumps({**row, "published": str(document.published.date)}) + "\n")
            started = time.process_time()
            desk.read([str(source)])
            times.append(time.process_time() - started)
    return {"seconds": statistics.mean(times), "answer": f"{len(times)} documents"}


class Prepared:
    """A reader that has read everything beforehand."""

    version = READER

    def __init__(self, readings: dict[str, Reading]) -> None:
        self._readings = readings

    def read_many(self, documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Reading]:
        """The readings of these documents."""
        for document in documents:
            yield Reading(document, self._readings[document.hash].reports)


@dataclass(frozen=True)
class Fact:
    """An event to be told: what, who with whom, on which day."""

    type: EventType
    change: str | None
    sides: tuple[str, str]
    day: datetime.date


class Facts:
    """Draws events at random."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._types = Ontology.load().types
        states = (e.id for e in Gazetteer.load().entities() if e.kind == "state")
        self._others = [id for id in states if id not in PAIR]

    def between(self, a: str, b: str) -> Fact:
        """An event of these two."""
        dice = self._dice
        type_ = dice.choice(self._types)
        change = dice.choice(type_.changes) if type_.changes else None
        sides = (a, b) if dice.random() < 0.5 else (b, a)
        return Fact(type_, change, sides, FIRST_DAY + datetime.timedelta(days=dice.randrange(DAYS)))

    def aside(self, party: str) -> Fact:
        """An event of one of the pair with another."""
        return self.between(party, self._dice.choice(self._others))

    def among_others(self, count: int) -> list[Fact]:
        """Events of all others."""
        return [self.between(*self._dice.sample(self._others, 2)) for _ in range(count)]


def documents(size: int) -> Iterator[tuple[Document, tuple[Report, ...]]]:
    """Documents that tell of `size` events; those of the pair are spread evenly among them."""
    dice = random.Random(7)
    facts = Facts(dice)
    count = size // A_DOCUMENT
    special = [*itertools.repeat(lambda: facts.between(*PAIR), BETWEEN)]
    for party in PAIR:
        special += itertools.repeat(functools.partial(facts.aside, party), ASIDE)
    dice.shuffle(special)
    drawn = {number * count // len(special): draw for number, draw in enumerate(special)}
    for number in range(count):
        own = [drawn[number]()] if number in drawn else []
        yield told(number, [*own, *facts.among_others(A_DOCUMENT - len(own))], dice)


def told(number: int, facts: Sequence[Fact], dice: random.Random) -> tuple[Document, tuple[Report, ...]]:
    """A document that tells of these events, a paragraph each, and its reports."""
    text, reports = f"Bulletin number {number} of the day.", []
    for fact in facts:
        first, second = (Gazetteer.load().entity(id) for id in fact.sides)
        assert first is not None  # they come from the gazetteer
        assert second is not None
        words = " ".join(dice.choices(WORDS, k=6))
        said = f"{first.name} and {second.name}: {fact.type.name} {fact.change or ''} {words} on {fact.day:%d %B %Y}."
        text += "\n\n"
        reports.append(report(fact, Evidence(len(text), len(text) + len(said), said)))
        text += f"{said} {dice.choice(PADDING)}"
    day = max(fact.day for fact in facts)
    publisher = f"Agency {number % 40}"
    return Document(f"b{number}", text, Published(day, "stated"), publisher=publisher), tuple(reports)


def report(fact: Fact, evidence: Evidence) -> Report:
    """The report of an event."""
    roles = ("peer", "peer") if fact.type.symmetric else ("actor", "target")
    parties = tuple(Party(id, role) for id, role in zip(fact.sides, roles, strict=True))
    row = derivation(fact.type.name, fact.change, fact.type.symmetric)
    return Report(
        fact.type.name,
        parties,
        "occurred",
        (evidence,),
        change=fact.change,
        when=TimeSpan.of_day(fact.day),
        confidence=0.9,
        plover=row.plover,
        cameo=row.cameo,
    )


@functools.cache
def derivation(type_: str, change: str | None, peers: bool) -> Derivation:
    """The codes of an event that took place."""
    return Ontology.load().derivation(type_, change, "occurred", peers=peers)


def load(address: str, size: int) -> None:
    """Make a record of that many events, in bulk, as adding its documents one by one would have made it."""
    counters: Counter[tuple[str, int]] = Counter()
    number = 0
    with Store.open(address) as store:
        made = documents(size)
        while batch := list(itertools.islice(made, BATCH)):
            rows = Rows()
            for document, reports in batch:
                number += 1
                rows.take(number, document, reports)
                day = document.published.date
                assert day is not None  # `told` gives one
                counters.update((publisher or "", day.toordinal()) for publisher in (None, document.publisher))
            with writes(store.engine, address) as connection:
                rows.write(connection)
                # The words of many documents at once; SQLite's index takes them from the table.
                connection.execute(
                    text("INSERT INTO document_words(rowid, text) SELECT number, text FROM document WHERE number > :n"),
                    {"n": number - len(batch)},
                )
        with writes(store.engine, address) as connection:
            connection.execute(
                insert(schema.coverage),
                [
                    {"key": key_of(publisher), "publisher": publisher, "day": day, "documents": count,
                     "recorded_at": LOADED}
                    for (publisher, day), count in sorted(counters.items())
                ],
            )  # fmt: skip


class Rows:
    """The rows of some documents, table by table."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[dict[str, Any]]] = {
            table: [] for table in (schema.document, schema.sighting, schema.reading, schema.report, schema.party)
        }

    def take(self, number: int, document: Document, reports: Sequence[Report]) -> None:
        """Take a document under this number, its reading too."""
        day = {"published": document.published.date, "how": document.published.how, "candidates": []}
        known = {"recorded_at": LOADED}
        hash_ = document.hash
        self._rows[schema.document].append({"number": number, "hash": hash_, "text": document.text, **known})
        self._rows[schema.sighting].append(
            {"digest": Sighting.digest(document, "bulk"), "document": number, "source": "bulk", "name": document.id,
             "publisher": document.publisher, **day, **known}
        )  # fmt: skip
        self._rows[schema.reading].append({"number": number, "document": number, "reader": READER, **day, **known})
        for position, one_report in enumerate(reports):
            id = report_id(hash_, one_report)
            self._rows[schema.report].append(report_row(number, position, id, one_report))
            for place, party in enumerate(one_report.parties):
                self._rows[schema.party].append(party_row(number, position, place, party))

    def write(self, connection: Connection) -> None:
        """Insert them all."""
        for table, rows in self._rows.items():
            connection.execute(insert(table), rows)


if __name__ == "__main__":
    main()

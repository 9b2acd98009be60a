"""Reading: the same whatever stands beside a document and however many processes read, and clear when one fails."""

import datetime
import multiprocessing
import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest

from dragoman.errors import DragomanError, UsageError
from dragoman.extract import pipeline
from dragoman.extract.parser import load, parse, version
from dragoman.extract.pipeline import DEFAULT_MODEL, Reader
from dragoman.model.document import Document, Published
from dragoman.model.report import Report

TEXTS = (
    "The foreign minister of Norway, Espen Barth Eide, met his Swedish counterpart in Oslo on 3 May 2024.",
    "Chad recalled its ambassador.",
    "Talks.",
    "Peru and Chile signed a trade agreement in Lima.\n\nBolivia's president condemned it on Tuesday, 7 May 2024.",
)


def documents() -> list[Document]:
    return [Document(f"d{n}", text, Published(None, "withheld")) for n, text in enumerate(TEXTS * 3)]


def test_a_document_reads_the_same_alone_as_among_others(reader: Reader) -> None:
    together = list(reader.read_many(documents()))
    assert any(reading.reports for reading in together)
    assert [reader.read(document) for document in documents()] == together


def test_the_items_of_a_digest_are_read_each_as_if_it_stood_alone(reader: Reader) -> None:
    """One reading, whose quotes stand in the whole."""
    published = Published(datetime.date(2024, 5, 3), "stated")
    items = ("Chile recalls its ambassador to Peru.", "Kenya signs a trade agreement with Uganda.")
    whole = Document("digest", "\n\n".join(("3 May 2024", items[0], "Trade", items[1])), published)
    (reading,) = reader.read_many([whole])
    assert reading.document == whole
    assert all(e.text == whole.text[e.start : e.end] for r in reading.reports for e in r.evidence)

    def told(reports: tuple[Report, ...]) -> list[tuple[object, ...]]:
        return [(r.type, r.parties, r.when, r.status, r.confidence) for r in reports]

    alone = [reader.read(Document("item", text, published)) for text in items]
    assert all(r.reports for r in alone)
    assert told(reading.reports) == [t for r in alone for t in told(r.reports)]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_processes_read_what_one_reads(reader: Reader, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setattr(pipeline, "_CHUNK", 100)
    monkeypatch.setattr(pipeline, "_start_method", lambda: method)
    assert list(reader.read_many(documents(), jobs=2)) == list(reader.read_many(documents()))


def test_rows_are_multiplied_alike_however_many_there_are() -> None:
    """Else a text would parse differently beside other texts."""
    ops = load(DEFAULT_MODEL).get_pipe("parser").model.ops
    numbers = np.random.default_rng(1)
    for width, out in ((96, 50), (96, 64), (64, 1024), (288, 288), (576, 288)):
        rows = numbers.standard_normal((700, width)).astype("f")
        weights = numbers.standard_normal((out, width)).astype("f")
        product = ops.gemm(rows, weights, trans2=True)
        for some in (1, 2, 3, 7, 9, 15, 16, 17, 22, 31, 32, 33, 257):
            part, filled = rows[5 : 5 + some], np.zeros((some, out), "f")
            ops.gemm(part, weights, out=filled, trans2=True)
            assert (ops.gemm(part, weights, trans2=True) == product[5 : 5 + some]).all()
            assert (filled == product[5 : 5 + some]).all()


def test_half_a_character_keeps_the_offsets_of_the_others(reader: Reader) -> None:
    text = "\ud83e Chad recalled its ambassador to Niger on 4 June 2024."
    (report,) = reader.read(Document("half", text, Published(None, "withheld"))).reports
    (evidence,) = report.evidence
    assert text[evidence.start : evidence.end] == evidence.text
    assert "Chad recalled its ambassador" in evidence.text


def test_what_is_parsed_at_once_is_bounded() -> None:
    nlp = load(DEFAULT_MODEL)
    texts = [f"Sentence {n} of many." for n in range(150)]
    assert [doc.text for doc in parse(nlp, texts)] == texts


def test_the_version_of_a_packaged_model_is_that_of_its_parser() -> None:
    assert version(DEFAULT_MODEL) == load(DEFAULT_MODEL).meta["version"]


def test_a_model_that_is_not_installed_is_named(reader: Reader) -> None:
    with pytest.raises(UsageError, match="no spaCy pipeline named 'xx_none'"):
        Reader("xx_none").read(documents()[0])
    with pytest.raises(UsageError, match="xx_none"):
        assert Reader("xx_none").version


def _die(*given: object) -> list[pipeline.Reading]:
    os.kill(os.getpid(), signal.SIGKILL)
    return []


def _fail(*given: object) -> list[pipeline.Reading]:
    raise ValueError("seven")


def test_a_worker_that_dies_is_one_error(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_work", _die)
    with pytest.raises(DragomanError, match="a reading process died"):
        list(reader.read_many(documents(), jobs=2))


def test_a_worker_that_fails_is_one_error(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_work", _fail)
    with pytest.raises(DragomanError, match=r"a reading process failed: ValueError\('seven'\)"):
        list(reader.read_many(documents(), jobs=2))


def _refuse(*given: object) -> list[pipeline.Reading]:
    raise UsageError("no", where="here", hint="go there")


def test_a_worker_s_own_error_comes_through(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_work", _refuse)
    with pytest.raises(UsageError, match=r"^here: no; go there$"):
        list(reader.read_many(documents(), jobs=2))


def test_nothing_to_read_loads_no_model() -> None:
    reader = Reader("xx_none")
    assert list(reader.read_many([])) == list(reader.read_many([], jobs=2)) == []


def test_an_interrupted_run_leaves_no_worker(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_CHUNK", 100)

    def interrupted() -> Iterator[Document]:
        yield from documents()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(reader.read_many(interrupted(), jobs=2))
    assert multiprocessing.active_children() == []


def test_a_text_that_fits_several_days_is_dated_by_none_of_them() -> None:
    """A weekday, a stretch of days and a look back leave four Fridays up to the day of reading: none is taken."""
    text = (
        "The minister arrived on Friday, officials said.\n\nHis October 9-16 visit is the first since the embassy "
        "closed in November 2023."
    )
    reader = Reader(today=datetime.date(2026, 11, 21))
    published = reader.read(Document("d", text)).document.published
    assert (published.date, published.how) == (None, "candidates")
    assert [day.isoformat() for day in published.candidates] == ["2024-10-11", "2025-10-10", "2026-10-09", "2026-10-16"]

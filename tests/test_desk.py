"""The Desk: sources go through a reader into the record, once; what fails is told and the rest goes on."""

import datetime
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from dragoman.desk import Desk, Tally, clocks, stated
from dragoman.errors import BadDate, RecordError, SourceError, UnknownId, UnknownParty, UsageError
from dragoman.extract.pipeline import Reading
from dragoman.intake import Watcher
from dragoman.model.document import Document, Evidence
from dragoman.model.report import Party, Report
from dragoman.model.timespan import TimeSpan


class CallReader:
    """Takes every text for a call between India and Afghanistan on the day it was published."""

    version = "calls-1"

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read_many(self, documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Reading]:
        for document in documents:
            self.read_texts.append(document.text)
            day = document.published.date
            call = Report(
                "call",
                (Party("AFG", "peer"), Party("IND", "peer")),
                "occurred",
                (Evidence.of(document.text, 0, len(document.text)),),
                when=TimeSpan.of_day(day) if day else None,
            )
            yield Reading(document, (call,))


class Ear(Watcher):
    """Hears what a run says."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.warnings: list[str] = []
        self.positions: list[int] = []

    def failed(self, error: SourceError) -> None:
        self.failures.append(error.what)

    def warned(self, text: str) -> None:
        self.warnings.append(text)

    def advanced(self, position: int) -> None:
        self.positions.append(position)


@pytest.fixture
def reader() -> CallReader:
    return CallReader()


@pytest.fixture
def desk(tmp_path: Path, reader: CallReader) -> Desk:
    made = Desk(str(tmp_path / "record.db"))
    vars(made)["reader"] = reader
    return made


def corpus(folder: Path, *rows: dict[str, object] | str, name: str = "a.jsonl") -> str:
    path = folder / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return str(path)


def row(id: str, text: str, published: str | None = "2025-05-15") -> dict[str, object]:
    return {"id": id, "text": text, "published": published}


def test_reading_tells_what_was_new(desk: Desk, tmp_path: Path) -> None:
    assert desk.read([corpus(tmp_path, row("a", "They spoke."), row("b", "They talked."))]) == Tally(2, 0, 2)


def test_reading_again_adds_nothing_and_does_not_trouble_the_reader(
    desk: Desk, reader: CallReader, tmp_path: Path
) -> None:
    source = corpus(tmp_path, row("a", "They spoke."), row("b", "They talked."))
    desk.read([source])
    assert desk.read([source]) == Tally(0, 2, 0)
    assert reader.read_texts == ["They spoke.", "They talked."]


def test_an_interrupted_run_goes_on_where_it_stopped(desk: Desk, reader: CallReader, tmp_path: Path) -> None:
    class Interrupts(Watcher):
        def advanced(self, position: int) -> None:
            raise KeyboardInterrupt

    source = corpus(tmp_path, row("a", "They spoke."), row("b", "They talked."))
    with pytest.raises(KeyboardInterrupt):
        desk.read([source], watcher=Interrupts())
    assert desk.read([source]) == Tally(1, 1, 1)


def test_what_fails_is_told_and_the_rest_is_read(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    tally = desk.read([corpus(tmp_path, row("a", "They spoke."), "{broken", row("b", "They talked."))], watcher=ear)
    assert tally.new == 2
    assert [failure.split(" (")[0] for failure in ear.failures] == ["broken JSON"]


def test_one_id_on_two_texts_is_two_documents_and_a_warning(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    rows = (row("a", "Later.", "2025-05-16"), row("a", "Earlier.", "2025-05-15"))
    desk.read([corpus(tmp_path, *rows)], watcher=ear)
    assert [document.text for id in ("a", "a~2") if isinstance(document := desk.show(id), Document)] == [
        "Earlier.",
        "Later.",
    ]
    assert len(ear.warnings) == 1


def test_extract_names_documents_as_the_record_does(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    rows = (row("a", "Later.", "2025-05-16"), row("a", "Earlier.", "2025-05-15"))
    readings = desk.extract([corpus(tmp_path, *rows)], watcher=ear)
    assert [(r.document.id, r.document.text) for r in readings] == [("a~2", "Later."), ("a", "Earlier.")]
    assert len(ear.warnings) == 1


def test_a_text_met_twice_is_one_document_under_its_smallest_id(desk: Desk, tmp_path: Path) -> None:
    rows = (row("b", "They spoke."), row("a", "They spoke."), row("c", "They talked."))
    assert [r.document.id for r in desk.extract([corpus(tmp_path, *rows)])] == ["a", "c"]


def test_extract_tells_of_a_failure_once(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    list(desk.extract([corpus(tmp_path, row("a", "They spoke."), "{broken")], watcher=ear))
    assert len(ear.failures) == 1


def test_progress_ends_at_the_size_of_the_sources(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    source = corpus(tmp_path, row("a", "They spoke."), row("b", "They talked."))
    desk.read([source], watcher=ear)
    assert ear.positions[-1] == Path(source).stat().st_size


def test_events_take_names_codes_and_dates(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."), row("b", "Once more.", "2024-01-02"))])
    assert len(desk.events("India", "AFG")) == 2
    assert [e.when.edtf for e in desk.events("IND", "Taliban", since="2025", types=["call"]) if e.when] == [
        "2025-05-15"
    ]


def test_events_as_of_a_day_leave_out_what_came_later(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."), row("b", "Once more.", "2024-01-02"))])
    assert len(desk.events("IND", at=clocks(as_of="2024-12"))) == 1


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({"types": ["cal"]}, "there is no type 'cal'; did you mean call?"),
        ({"statuses": ["done"]}, "there is no status 'done'; it is one of "),
        ({"since": "yesterday"}, "'yesterday' is not a date"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(desk: Desk, question: dict[str, str], problem: str) -> None:
    with pytest.raises(UsageError, match=problem.replace("?", r"\?")):
        desk.events("IND", **question)


def test_an_unknown_party_is_told_with_the_nearest_name(desk: Desk) -> None:
    with pytest.raises(UnknownParty, match=r"did you mean .*Afghanistan"):
        desk.events("Afganistan")


def test_an_unknown_id_is_told_so(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."))])
    with pytest.raises(UnknownId, match="'zzz'"):
        desk.show("zzz")


def test_an_event_a_report_and_a_document_are_shown_by_their_ids(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."))])
    (event,) = desk.events("IND")
    assert desk.show(event.id) == event
    assert desk.show(event.reports[0].id) == event.reports[0]
    assert desk.show("a") == event.reports[0].document


def test_a_record_that_is_not_there_is_not_made_by_a_question(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no record here"):
        desk.events("IND")
    assert not list(tmp_path.iterdir())


def test_a_sound_record_checks_clean(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."))])
    assert desk.check() == []


def test_relations_and_brief_count_what_they_rest_on(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."))])
    assert desk.relations("IND", "AFG").coverage.documents == 1
    assert desk.brief("IND", "AFG").parties == ("IND", "AFG")


def test_search_finds_words_between_days(desk: Desk, tmp_path: Path) -> None:
    desk.read([corpus(tmp_path, row("a", "They spoke."), row("b", "They spoke again.", "2024-01-02"))])
    assert [hit.document.id for hit in desk.search("spoke", since="2025")] == ["a"]


def test_dates_are_read_line_by_line(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    source = corpus(
        tmp_path,
        {"id": 1, "text": "They met on Friday.", "dct": "2025-10-10"},
        {"id": 2, "dct": "2025-10-10"},
        {"id": 3, "text": "They met.", "dct": "lately"},
        {"id": 4, "text": "They met in May 2025."},
    )
    found = [(dated.id, [t.value for t in dated.timexes]) for dated in desk.dates(source, watcher=ear)]
    assert found == [(1, ["2025-10-10"]), (4, ["2025-05"])]
    assert ear.failures == ['"text" is missing or no text', "\"dct\" is 'lately', not a day"]


def test_sentences_are_coded_line_by_line_under_their_ids(desk: Desk, tmp_path: Path) -> None:
    ear = Ear()
    sentence = "Russia condemned the attack by Ukraine."
    source = corpus(
        tmp_path,
        {"id": 1, "text": sentence, "source": "Russia", "target": "Ukraine"},
        {"id": 2, "text": sentence, "source": 7},
        {"id": 3, "text": sentence, "date": "lately"},
        {"id": 4, "text": "It rained."},
    )
    results = list(desk.code(source, watcher=ear))
    assert [id for id, _ in results] == [1, 4]
    assert results[0][1].label is not None
    assert results[1][1].label is None
    assert ear.failures == ['"source" is missing or no text', "\"date\" is 'lately', not a day"]


def test_as_of_a_month_is_its_last_day() -> None:
    assert clocks(as_of="2025-02").as_of == datetime.date(2025, 2, 28)


def test_known_at_a_day_is_its_end_in_utc() -> None:
    assert clocks(known_at="2025-02-01").known_at == datetime.datetime(
        2025, 2, 1, 23, 59, 59, 999999, tzinfo=datetime.UTC
    )


def test_known_at_keeps_the_zone_that_is_given() -> None:
    moment = clocks(known_at="2025-02-01T10:00:00+05:30").known_at
    assert moment == datetime.datetime(2025, 2, 1, 4, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("text", ["2025/..", "soon", "2025-13"])
def test_as_of_must_have_a_last_day(text: str) -> None:
    with pytest.raises(BadDate):
        clocks(as_of=text)


@pytest.mark.parametrize("text", ["2025-10", "2025-10-10~", "Friday"])
def test_the_day_of_publication_must_be_one_day(text: str) -> None:
    with pytest.raises(BadDate):
        stated(text, None)

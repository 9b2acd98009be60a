"""The record: what is added stays, as it was, whatever the order, and nothing is ever half-written."""

import dataclasses
import datetime
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from factory import document, report
from hypothesis import example, given, settings
from hypothesis import strategies as st
from records import new_record
from sqlalchemy import event

from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Evidence, Published
from dragoman.model.report import Report
from dragoman.record.check import check
from dragoman.record.store import Store

_NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
_ALWAYS = Clocks()


def _later(hours: int) -> datetime.datetime:
    return _NOW + datetime.timedelta(hours=hours)


def _met(doc: Document, when: str | None = None) -> Report:
    return report(doc, "met", "meeting", "IND:peer:S. Jaishankar", "AFG/TALIBAN:peer", when=when).report


def _add(
    store: Store, doc: Document, *reports: Report, source: str = "a.txt", reader: str = "1", hours: int = 0
) -> bool:
    return store.add(doc, reports, source=source, reader=reader, now=_later(hours))


def test_a_document_comes_back_as_it_was_added(store: Store) -> None:
    doc = document(
        "They met.", "2025-10-10", id="x1", publisher="The Desk", url="https://a.example/1", title="They met"
    )
    _add(store, doc)
    assert store.documents(_ALWAYS) == [doc]


def test_a_report_comes_back_as_it_was_added(store: Store) -> None:
    doc = document("On Friday they met in Kabul.", "2025-10-10")
    made = report(
        doc,
        "met in Kabul",
        "meeting",
        "IND:peer:S. Jaishankar;Vikram Misri",
        "AFG/TALIBAN:peer",
        change="open",
        when="2025-10-09/..",
        place="Kabul",
        status="alleged",
        source="anonymous",
        topics=("trade", "visas"),
    )
    _add(store, doc, made.report)
    kept = store.report(made.id)
    assert kept is not None
    assert (kept.id, kept.document, kept.report) == (made.id, doc, made.report)
    assert (kept.recorded_at, kept.retracted_at) == (_NOW, None)


def test_reading_twice_adds_nothing(store: Store) -> None:
    doc = document("They met.", "2025-10-10")
    assert _add(store, doc, _met(doc))
    assert not _add(store, doc, _met(doc), hours=1)
    assert len(store.reports(_ALWAYS)) == 1


def test_a_report_told_twice_by_one_reading_is_kept_once(store: Store) -> None:
    doc = document("They met.")
    _add(store, doc, _met(doc), _met(doc))
    assert len(store.reports(_ALWAYS)) == 1


def test_what_is_held_need_not_be_read_again(store: Store) -> None:
    doc = document("They met.", "2025-10-10")
    _add(store, doc)
    assert store.holds(doc, source="a.txt", reader="1")
    assert not store.holds(doc, source="a.txt", reader="2")
    assert not store.holds(doc, source="b.txt", reader="1")
    assert not store.holds(document("They met.", "2025-10-11"), source="a.txt", reader="1")
    assert not store.holds(document("They parted.", "2025-10-10"), source="a.txt", reader="1")


def test_evidence_that_does_not_stand_in_the_text_is_refused_whole(store: Store) -> None:
    doc = document("They met.")
    wrong = Report("meeting", (), "occurred", (Evidence(0, 4, "They "),))
    with pytest.raises(RecordError, match="rests on words"):
        _add(store, doc, _met(doc), wrong)
    assert store.documents(_ALWAYS) == []


def test_reports_are_found_by_any_of_their_parties_and_by_type(store: Store) -> None:
    doc = document("They met, called and left.")
    meeting = report(doc, "met", "meeting", "IND:peer", "AFG:peer")
    call = report(doc, "called", "call", "IND:peer", "CHN:peer")
    _add(store, doc, meeting.report, call.report)
    assert [r.id for r in store.reports(_ALWAYS, parties=["AFG"])] == [meeting.id]
    assert [r.id for r in store.reports(_ALWAYS, parties=["IND", "PAK"])] == sorted([meeting.id, call.id])
    assert [r.id for r in store.reports(_ALWAYS, types=["call"])] == [call.id]
    assert store.reports(_ALWAYS, parties=["AFG"], types=["call"]) == []


def test_one_text_of_several_sources_is_one_document_under_the_smallest_id(store: Store) -> None:
    for name in ("wire-9", "wire-3"):
        _add(store, document("They met.", "2025-10-10", id=name))
    assert [d.id for d in store.documents(_ALWAYS)] == ["wire-3"]


def test_an_id_that_a_source_gave_is_preferred_to_the_hash(store: Store) -> None:
    doc = document("They met.")
    _add(store, Document(doc.hash, doc.text), source="a.txt")
    assert [d.id for d in store.documents(_ALWAYS)] == [doc.hash]
    _add(store, document("They met.", id="zz-named"), source="b.jsonl")
    assert [d.id for d in store.documents(_ALWAYS)] == ["zz-named"]


def test_an_id_met_again_with_another_text_is_numbered_by_publication(store: Store) -> None:
    _add(store, document("Unknown day.", id="x"))
    _add(store, document("Second.", "2025-10-11", id="x"))
    _add(store, document("First.", "2025-10-10", id="x"))
    assert {d.id: d.text for d in store.documents(_ALWAYS)} == {"x": "First.", "x~2": "Second.", "x~3": "Unknown day."}


def test_a_number_passes_over_an_id_that_a_source_gave(store: Store) -> None:
    _add(store, document("First.", "2025-10-10", id="x"))
    _add(store, document("Second.", "2025-10-11", id="x"))
    _add(store, document("Third.", "2025-10-12", id="x~2"))
    assert {d.id: d.text for d in store.documents(_ALWAYS)} == {"x": "First.", "x~2": "Third.", "x~3": "Second."}


def test_a_number_passes_over_given_ids_however_few_documents_are_asked_for(store: Store) -> None:
    for n, name in enumerate(["x", "x~2", "x~3", "x", "x~5", "x"]):
        doc = document(f"Text {n}, they met.", f"2025-10-1{n}", id=name)
        _add(store, doc, report(doc, "met", "meeting", f"P{n}:peer").report)
    everything = {d.text: d.id for d in store.documents(_ALWAYS)}
    assert sorted(everything.values()) == ["x", "x~2", "x~3", "x~4", "x~5", "x~6"]
    for n in range(6):
        (alone,) = store.reports(_ALWAYS, parties=[f"P{n}"])
        assert alone.document.id == everything[alone.document.text]


def test_a_report_names_its_document_as_the_list_of_documents_does(store: Store) -> None:
    first, second = document("They met first.", "2025-10-10", id="x"), document("They met again.", "2025-10-11", id="x")
    _add(store, first, report(first, "met", "meeting", "FRA:peer", "DEU:peer").report)
    _add(store, second, _met(second))
    assert [r.document.id for r in store.reports(_ALWAYS, parties=["IND"])] == ["x~2"]


def test_a_document_is_found_by_id_number_and_hash(store: Store) -> None:
    first, second = document("First.", "2025-10-10", id="x"), document("Second.", "2025-10-11", id="x")
    _add(store, first)
    _add(store, second)
    found = [store.document(name, _ALWAYS) for name in ("x", "x~2", first.hash)]
    assert [d.text for d in found if d] == ["First.", "Second.", "First."]
    assert store.document("x~3", _ALWAYS) is None
    assert store.document("y", _ALWAYS) is None
    assert store.document("\ud800", _ALWAYS) is None
    assert store.report("\ud800") is None


def test_the_earliest_of_two_stated_dates_counts_in_whatever_order_they_come(tmp_path: Path) -> None:
    copies = [document("They met.", day, id="x") for day in ("2025-10-12", "2025-10-10")]
    kept = []
    for n, order in enumerate((copies, copies[::-1])):
        with new_record(tmp_path, f"{n}.db") as store:
            for doc in order:
                _add(store, doc, _met(doc, when=str(doc.published.date)), source=f"of {doc.published.date}")
            kept.append((store.documents(_ALWAYS), [(r.id, r.document, r.report) for r in store.reports(_ALWAYS)]))
    assert kept[0] == kept[1]
    assert [d.published.date for d in kept[0][0]] == [datetime.date(2025, 10, 10)]
    assert [r.when.edtf for _, _, r in kept[0][1] if r.when] == ["2025-10-10"]


_INFERRED = Published(datetime.date(2025, 10, 3), "inferred")


def test_a_stated_date_is_believed_before_an_inferred_one(store: Store) -> None:
    _add(store, Document("x", "They met.", _INFERRED))
    _add(store, document("They met.", "2025-10-10", id="x"), hours=1)
    assert store.documents(_ALWAYS)[0].published == Published(datetime.date(2025, 10, 10), "stated")


def test_what_was_dated_by_its_reader_is_held_for_a_source_that_gives_no_date(store: Store) -> None:
    _add(store, Document("x", "They met.", _INFERRED))
    assert store.documents(_ALWAYS)[0].published == _INFERRED
    assert store.holds(Document("x", "They met."), source="a.txt", reader="1")
    assert not store.holds(Document("x", "They met.", Published(None, "withheld")), source="a.txt", reader="1")


def test_a_newer_reader_may_infer_another_date(store: Store) -> None:
    again = Published(None, "candidates", (datetime.date(2025, 10, 3), datetime.date(2025, 10, 10)))
    _add(store, Document("x", "They met.", _INFERRED))
    _add(store, Document("x", "They met.", again), reader="2", hours=1)
    assert store.documents(_ALWAYS)[0].published == again
    assert store.documents(Clocks(known_at=_NOW))[0].published == _INFERRED


def test_a_source_that_withholds_the_date_is_believed_before_a_guess(store: Store) -> None:
    withheld = Published(None, "withheld")
    _add(store, Document("x", "They met.", _INFERRED))
    _add(store, Document("x", "They met.", withheld))
    assert store.documents(_ALWAYS)[0].published == withheld


def test_other_days_that_a_source_names_are_kept(store: Store) -> None:
    days = (datetime.date(2025, 10, 9), datetime.date(2025, 10, 10))
    told = Published(days[1], "metadata", days)
    _add(store, Document("x", "They met.", told))
    assert store.documents(_ALWAYS)[0].published == told


def test_a_date_learned_later_retracts_the_reports_made_without_it(store: Store) -> None:
    undated, dated = document("They met on Friday."), document("They met on Friday.", "2025-10-10")
    before, after = (
        report(undated, "met", "meeting", "IND:peer"),
        report(dated, "met", "meeting", "IND:peer", when="2025-10-10"),
    )
    _add(store, undated, before.report)
    _add(store, dated, after.report, hours=1)
    assert [r.id for r in store.reports(_ALWAYS)] == [after.id]
    assert [r.id for r in store.reports(Clocks(known_at=_NOW))] == [before.id]
    old = store.report(before.id)
    assert old is not None
    assert old.retracted_at == _later(1)


def test_a_newer_reader_replaces_what_an_older_one_reported(store: Store) -> None:
    doc = document("They met and called.", "2025-10-10")
    old, new = report(doc, "met", "meeting", "IND:peer"), report(doc, "called", "call", "IND:peer")
    _add(store, doc, old.report, reader="1")
    _add(store, doc, new.report, reader="2", hours=1)
    assert [r.id for r in store.reports(_ALWAYS)] == [new.id]
    assert [r.id for r in store.reports(Clocks(known_at=_NOW))] == [old.id]


def test_a_report_that_both_readers_make_is_not_retracted(store: Store) -> None:
    doc = document("They met.", "2025-10-10")
    _add(store, doc, _met(doc), reader="1")
    _add(store, doc, _met(doc), reader="2", hours=1)
    (standing,) = store.reports(_ALWAYS)
    kept = store.report(standing.id)
    assert kept is not None
    assert kept.retracted_at is None


def test_as_of_leaves_out_what_was_published_later_and_what_has_no_date(store: Store) -> None:
    for day, name in (("2025-10-10", "early"), ("2025-10-12", "late"), (None, "undated")):
        _add(store, document(f"They met: {name}.", day, id=name))
    assert [d.id for d in store.documents(Clocks(as_of=datetime.date(2025, 10, 11)))] == ["early"]
    assert [d.id for d in store.documents(_ALWAYS)] == ["early", "late", "undated"]


def test_known_at_leaves_out_what_was_recorded_later(store: Store) -> None:
    _add(store, document("First.", id="first"))
    _add(store, document("Second.", id="second"), hours=2)
    assert [d.id for d in store.documents(Clocks(known_at=_later(1)))] == ["first"]


def test_a_clock_set_back_does_not_change_what_was_known(store: Store) -> None:
    _add(store, document("First.", id="first"), hours=5)
    _add(store, document("Second.", id="second"), hours=1)
    assert store.documents(Clocks(known_at=_later(4))) == []


def test_moments_are_kept_in_utc(store: Store) -> None:
    doc = document("They met.")
    delhi = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    store.add(doc, [_met(doc)], source="a", reader="1", now=_NOW.astimezone(delhi))
    assert store.reports(_ALWAYS)[0].recorded_at.isoformat() == "2026-03-01T12:00:00+00:00"


def test_coverage_counts_documents_publishers_and_days(store: Store) -> None:
    _add(store, document("First.", "2025-10-10", id="1", publisher="The Desk"))
    _add(store, document("Second.", "2025-10-12", id="2", publisher="Agency"))
    _add(store, document("Third.", id="3"))
    covered = store.coverage(_ALWAYS)
    assert (covered.documents, covered.publishers) == (3, ("Agency", "The Desk"))
    assert (covered.first, covered.last) == (datetime.date(2025, 10, 10), datetime.date(2025, 10, 12))


_ANY_TEXT = st.text(st.characters(), min_size=1, max_size=60)


@given(before=_ANY_TEXT, quote=_ANY_TEXT, after=_ANY_TEXT, name=_ANY_TEXT)
@example("🕊️ e\u0301\r\n", "नमस्ते\r\n𐍈", "\r", "\ud800\x00\x1a0000")
@settings(max_examples=25, deadline=None)
def test_any_text_comes_back_and_its_evidence_re_reads(
    tmp_path_factory: pytest.TempPathFactory, before: str, quote: str, after: str, name: str
) -> None:
    doc = Document(name, before + quote + after, publisher=name, title=name)
    made = Report("meeting", (), "occurred", (Evidence.of(doc.text, len(before), len(before + quote)),), place=quote)
    with new_record(tmp_path_factory.mktemp("text")) as store:
        _add(store, doc, made, source=name)
        (kept,) = store.reports(_ALWAYS)
        assert kept.document == doc
        assert kept.report == made
        assert kept.document.text[kept.report.evidence[0].start : kept.report.evidence[0].end] == quote


def test_readers_see_one_state_while_another_process_writes(tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    with Store.open(path) as writer, Store.open(path, read_only=True) as reader:
        _add(writer, document("First.", id="1"))
        assert len(reader.documents(_ALWAYS)) == 1
        _add(writer, document("Second.", id="2"))
        assert len(reader.documents(_ALWAYS)) == 2


_ADD_FOR_EVER = """
import datetime, sys
from dragoman.model.document import Document
from dragoman.model.report import Report
from dragoman.model.document import Evidence
from dragoman.record.store import Store
now = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
with Store.open(sys.argv[1]) as store:
    for n in range(100000):
        text = f"They met for the {n}th time."
        made = [Report("meeting", (), "occurred", (Evidence.of(text, 0, 4 + i),)) for i in range(20)]
        store.add(Document(f"d{n}", text), made, source="s", reader="1", now=now)
        print(n, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_reported_done(tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    process = subprocess.Popen([sys.executable, "-c", _ADD_FOR_EVER, path], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    done = [int(process.stdout.readline()) for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    done += [int(line) for line in process.stdout.read().splitlines()]
    process.wait()
    with Store.open(path) as store:
        kept = {d.id for d in store.documents(_ALWAYS)}
        assert {f"d{n}" for n in done} <= kept
        assert len(store.reports(_ALWAYS)) == 20 * len(kept)


def test_an_error_in_the_middle_leaves_nothing_of_the_document(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = document("They met.")
    with monkeypatch.context() as broken:
        broken.setattr("dragoman.record.adding.party_row", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _add(store, doc, _met(doc))
    assert store.documents(_ALWAYS) == []
    assert _add(store, doc, _met(doc))
    assert len(store.reports(_ALWAYS)) == 1


def _add_until_it_fails(store: Store, done: list[str]) -> None:
    for n in range(50):
        doc = document(f"They met {n}. " + "word " * 2000, id=str(n))
        _add(store, doc, _met(doc))
        done.append(doc.id)


def test_a_full_disk_is_one_line_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    Store.open(str(path)).close()
    with Store.open(str(path)) as store:
        event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 60"))
        store.engine.dispose()
        done: list[str] = []
        with pytest.raises(RecordError, match="disk is full") as caught:
            _add_until_it_fails(store, done)
    assert "\n" not in str(caught.value)
    with Store.open(str(path)) as store:
        assert check(store) == []
        assert len(store.reports(_ALWAYS)) == len(store.documents(_ALWAYS)) == len(done)


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="this is a folder"):
        Store.open(str(tmp_path))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such folder"):
        Store.open(str(tmp_path / "missing" / "record.db"))


@pytest.mark.parametrize("how", [{"read_only": True}, {"create": False}])
def test_a_record_that_is_not_there_is_not_made_by_asking(tmp_path: Path, how: dict[str, bool]) -> None:
    path = tmp_path / "record.db"
    with pytest.raises(RecordError, match="there is no record here"):
        Store.open(str(path), **how)
    assert not path.exists()


def test_a_text_file_is_no_record_and_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Ministers met in Kabul. " * 100)
    with pytest.raises(RecordError, match="not a record") as caught:
        Store.open(str(path))
    assert "\n" not in str(caught.value)
    assert path.read_text() == "Ministers met in Kabul. " * 100


def test_another_program_s_database_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(RecordError, match="something else than a record"):
        Store.open(str(path))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(RecordError, match="no database address"):
        Store.open("nonsense ://")


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(RecordError, match="cannot be kept in"):
        Store.open("oracledb9://host/record")


_AS_NOBODY = """
import datetime, os, sys
from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.record.store import Store
os.setgid(65534); os.setuid(65534)
for read_only in (True, False):
    try:
        with Store.open(sys.argv[1], read_only=read_only) as store:
            print(len(store.documents(Clocks())))
            store.add(Document("y", "More."), [], source="s", reader="1", now=datetime.datetime.now(datetime.UTC))
    except RecordError as error:
        print(error)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user, and root itself may write anything")
def test_a_record_that_may_only_be_read_can_be_read_and_says_so_when_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        with Store.open(str(path)) as store:
            _add(store, document("They met."))
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        done = subprocess.run([sys.executable, "-c", _AS_NOBODY, path], capture_output=True, text=True, check=False)
        lines = done.stdout.splitlines()
        assert lines[:2] == [
            "1",
            f"{path}: the record is read-only; give yourself leave to write it, or name another with --record",
        ]
        assert all(line.startswith(f"{path}: the record") for line in lines[2:] if line != "1")
        assert len(lines) >= 3
        assert done.stderr == ""


def test_a_record_of_a_path_with_odd_characters_opens(tmp_path: Path) -> None:
    path = tmp_path / "a b?c#d%20é.db"
    with Store.open(str(path)) as store:
        _add(store, document("They met."))
    with Store.open(str(path), read_only=True) as store:
        assert len(store.documents(_ALWAYS)) == 1


def test_a_record_whose_path_is_not_utf_8_opens(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"r\xe9cord.db")
    Store.open(str(path)).close()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("address", ["a\x00b", "\ud800.db", "x" * 300])
def test_what_can_be_no_path_is_refused_in_one_line(tmp_path: Path, address: str) -> None:
    with pytest.raises(RecordError) as caught:
        Store.open(str(tmp_path / address))
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


_ADD_A_FEW = """
import datetime, sys
from dragoman.model.document import Document
from dragoman.record.store import Store
with Store.open(sys.argv[1]) as store:
    for n in range(15):
        now = datetime.datetime.now(datetime.UTC)
        store.add(Document(f"{sys.argv[2]}{n}", f"Text {n}."), [], source=sys.argv[2], reader="1", now=now)
"""


def test_two_processes_may_begin_and_fill_one_record_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    both = [subprocess.Popen([sys.executable, "-c", _ADD_A_FEW, path, name]) for name in "ab"]
    assert [process.wait() for process in both] == [0, 0]
    with Store.open(path) as store:
        assert [d.id for d in store.documents(_ALWAYS)] == sorted(f"a{n}" for n in range(15))
        assert check(store) == []


def test_opening_a_current_record_imports_neither_the_migrations_nor_a_language_model(tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    Store.open(path).close()
    code = (
        "import sys; from dragoman.record.store import Store; from dragoman.record import view, check;"
        "Store.open(sys.argv[1]).close(); print(sorted({'alembic', 'spacy', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_WAYS = ("stated", "metadata", "unknown", "withheld")
_FINDS = st.lists(
    st.tuples(
        st.integers(0, 3),  # which text
        st.sampled_from(["2025-10-01", "2025-10-02", "2025-11-01", None]),
        st.sampled_from(_WAYS),
        st.sampled_from([None, "The Desk", "The Wire", "ñ" * 3000]),
        st.sampled_from(["1", "2"]),
    ),
    min_size=1,
    max_size=8,
)


@given(_FINDS)
@settings(max_examples=25, deadline=None)
def test_what_is_covered_is_what_the_documents_say_on_both_clocks(
    tmp_path_factory: pytest.TempPathFactory, finds: list[tuple[int, str | None, str, str | None, str]]
) -> None:
    with new_record(tmp_path_factory.mktemp("covered")) as store:
        for hours, (text, day, how, publisher, reader) in enumerate(finds):
            dated = day is not None and how in ("stated", "metadata")
            published = Published(datetime.date.fromisoformat(day or ""), how) if dated else Published(None, how)
            doc = dataclasses.replace(document(f"Text {text}."), published=published, publisher=publisher)
            _add(store, doc, source=f"{hours}", reader=reader, hours=hours)
        for as_of in (None, datetime.date(2025, 10, 1), datetime.date(2025, 10, 31)):
            for known_at in (None, *(_later(hours) for hours in range(-1, len(finds)))):
                told = store.coverage(Clocks(as_of, known_at))
                there = store.documents(Clocks(as_of, known_at))
                days = [one.published.date for one in there if one.published.date]
                assert told.documents == len(there)
                assert (told.first, told.last) == (min(days, default=None), max(days, default=None))
                assert set(told.publishers) >= {one.publisher for one in there if one.publisher}
                assert bool(told.publishers) <= bool(there)
        assert check(store) == []

"""Older records become current ones, newer ones are left alone, and `check` finds what is broken."""

import datetime
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from factory import document, report
from sqlalchemy import Connection, create_engine, inspect

from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.record import schema
from dragoman.record.check import check
from dragoman.record.engine import downgrade, reads, upgrade, writes
from dragoman.record.store import Store

_NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A record of two documents, the second one read without a date first."""
    path = str(tmp_path / "record.db")
    with Store.open(path) as store:
        for doc in (
            document("On Friday they met in Kabul.", "2025-10-10", id="a", publisher="The Desk"),
            document("Envoys met again.", id="b"),
            document("Envoys met again.", "2025-10-12", id="b"),
        ):
            made = report(doc, "met", "meeting", "IND:peer:S. Jaishankar", "AFG/TALIBAN:peer").report
            store.add(doc, [made], source="s", reader="1", now=_NOW)
    return path


def _tables(connection: Connection) -> set[str]:
    return {name for name in inspect(connection).get_table_names() if not name.startswith("document_words")}


def test_the_migrations_make_the_tables_that_the_code_describes(path: str) -> None:
    ours = {*schema.metadata.tables, schema.VERSION_TABLE}
    with Store.open(path) as store, reads(store.engine, path) as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda thing, name, kind, *_: kind != "table" or name in ours}
        )
        assert [d for d in compare_metadata(context, schema.metadata) if d[0] != "remove_table"] == []
        assert _tables(connection) == ours


def test_the_record_goes_down_to_nothing_and_up_again(path: str) -> None:
    with Store.open(path) as store:
        with writes(store.engine, path) as connection:
            downgrade(connection, "base")
            assert _tables(connection) == {schema.VERSION_TABLE}
        with writes(store.engine, path) as connection:
            upgrade(connection)
        assert store.documents(Clocks()) == []
        assert check(store) == []


def test_what_an_older_record_covers_is_counted_for_all_its_past(address: str) -> None:
    with Store.open(address) as store:
        for hours, (text, day, publisher) in enumerate(
            (
                ("They met.", None, "The Desk"),
                ("They met.", "2025-10-12", "The Desk"),
                ("They parted.", "2025-10-12", "The Wire\x00"),
                ("They met.", "2025-10-10", "The Wire\x00"),
            )
        ):
            doc = document(text, day, publisher=publisher)
            store.add(doc, [], source=f"{hours}", reader="1", now=_NOW + datetime.timedelta(hours=hours))
        moments = [None, *(_NOW + datetime.timedelta(hours=hours) for hours in range(-1, 4))]
        times = [Clocks(day, moment) for day in (None, datetime.date(2025, 10, 11)) for moment in moments]
        before = [store.coverage(at) for at in times]
        with writes(store.engine, address) as connection:
            downgrade(connection, "0001")
    with Store.open(address) as store:
        assert [store.coverage(at) for at in times] == before
        assert check(store) == []
    assert len(set(before)) > 4


def test_what_names_one_party_alone_in_an_older_record_is_found_by_it(address: str) -> None:
    doc = document("They protest. India protests. A party writes to itself.", "2025-10-10")
    sides = (["IND:actor", "AFG:target"], ["IND:actor"], ["IND:actor", "IND:target"], [])
    with Store.open(address) as store:
        made = [
            report(doc, "protest", "protest", *named, when=f"2025-10-0{n + 1}").report for n, named in enumerate(sides)
        ]
        store.add(doc, made, source="s", reader="1", now=_NOW)
        with writes(store.engine, address) as connection:
            downgrade(connection, "0004")
    with Store.open(address) as store:
        alone = store.reports(Clocks(), types=["protest"], sides=[["IND"]], alone=True)
        on_a_day = store.reports(Clocks(), types=["protest"], sides=[["IND", "AFG"]], days=["2025-10-02"], alone=True)
    assert sorted(len(one.report.parties) for one in alone) == [1, 2]
    assert [one.report.when.edtf for one in on_a_day if one.report.when] == ["2025-10-02"]


def test_a_record_taken_down_to_nothing_is_brought_up_when_it_is_opened(path: str) -> None:
    with Store.open(path) as store, writes(store.engine, path) as connection:
        downgrade(connection, "base")
    with Store.open(path) as store:
        assert check(store) == []


def _take_down_and_fail(store: Store, path: str) -> None:
    with writes(store.engine, path) as connection:
        downgrade(connection, "base")
        raise ZeroDivisionError


def test_a_migration_that_fails_leaves_the_record_as_it_was(path: str) -> None:
    with Store.open(path) as store:
        with pytest.raises(ZeroDivisionError):
            _take_down_and_fail(store, path)
        assert len(store.documents(Clocks())) == 2
        assert check(store) == []


def test_an_empty_file_becomes_a_record(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.touch()
    with pytest.raises(RecordError, match="no record here yet"):
        Store.open(str(path), read_only=True)
    with Store.open(str(path)) as store:
        assert check(store) == []


def test_a_record_of_a_newer_schema_is_left_alone(path: str) -> None:
    with sqlite3.connect(path) as newer:
        newer.execute(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(RecordError, match="install a newer dragoman"):
        Store.open(path)


def test_a_sound_record_has_no_problems(path: str) -> None:
    with Store.open(path, read_only=True) as store:
        assert check(store) == []


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE document SET text = replace(text, 'Kabul', 'Herat')", "not the one that was recorded"),
        ("UPDATE report SET evidence = '[[0, 2]]'", "does not say what was recorded"),
        ("UPDATE report SET evidence = '[[0, 9999]]'", "cannot be re-read"),
        ("UPDATE report SET status = 'denied'", "does not say what was recorded"),
        ("UPDATE party SET entity = 'PAK' WHERE entity = 'IND'", "does not say what was recorded"),
        ("UPDATE report SET \"when\" = 'soon'", "cannot be re-read"),
        ("DELETE FROM party; DELETE FROM report; DELETE FROM reading", "never read with the date"),
        ("DELETE FROM report", "rows of party refer to a report that is not there"),
        ("DELETE FROM sighting", "no source is recorded"),
        (
            "INSERT INTO document_words(document_words, rowid, text) SELECT 'delete', number, text FROM document",
            "searched",
        ),
        ("DROP TABLE party", "table party is missing"),
        ("UPDATE coverage SET documents = documents + 1", "are counted as"),
        ("DELETE FROM coverage", "are counted as 0"),
    ],
)
def test_damage_is_found(path: str, damage: str, complaint: str) -> None:
    with sqlite3.connect(path) as hand:
        hand.executescript(damage)
    with Store.open(path) as store:
        problems = check(store)
    assert problems
    assert any(complaint in problem for problem in problems)


def test_a_record_with_overwritten_pages_is_damaged_or_no_record(path: str) -> None:
    raw = bytearray(Path(path).read_bytes())
    raw[4096 * 2 : 4096 * 6] = b"\xff" * (4096 * 4)
    Path(path).write_bytes(raw)
    try:
        with Store.open(path) as store:
            problems = check(store)
    except RecordError as error:
        problems = [str(error)]
    assert problems
    assert all("\n" not in problem for problem in problems)


def test_any_string_survives_the_database() -> None:
    dialect = create_engine("sqlite://").dialect
    given = "\x1a0041 \ud83d \x00 𐍈 e\u0301"
    held = schema.AnyText().process_bind_param(given, dialect)
    assert held is not None
    assert held.encode()
    assert schema.AnyText().process_result_value(held, dialect) == given

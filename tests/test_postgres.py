"""The record in PostgreSQL: the same answers as in a file, many at once, and what goes wrong in one line."""

import datetime
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import Ask, Run
from factory import document, report
from records import new_record
from servers import Server
from sqlalchemy import inspect

from dragoman.errors import RecordError
from dragoman.model.clocks import Clocks
from dragoman.record import engine, schema
from dragoman.record.check import check
from dragoman.record.engine import downgrade, reads, upgrade, writes
from dragoman.record.store import Store

_NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
_ALWAYS = Clocks()


def _add(store: Store, text: str, id: str) -> None:
    doc = document(text, "2025-10-10", id=id)
    store.add(doc, [report(doc, "met", "meeting", "IND:peer", "AFG:peer").report], source="s", reader="1", now=_NOW)


def test_the_migrations_make_the_tables_that_the_code_describes(postgres: Server) -> None:
    ours = {*schema.metadata.tables, schema.VERSION_TABLE}
    with postgres.database() as url, Store.open(url) as store, reads(store.engine, url) as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda thing, name, kind, *_: kind != "table" or name in ours}
        )
        assert [d for d in compare_metadata(context, schema.metadata) if d[0] != "remove_table"] == []


def test_the_record_goes_down_to_nothing_and_up_again(postgres: Server) -> None:
    with postgres.database() as url, Store.open(url) as store:
        _add(store, "They met.", "a")
        with writes(store.engine, url) as connection:
            downgrade(connection, "base")
            assert set(inspect(connection).get_table_names()) == {schema.VERSION_TABLE}
        with writes(store.engine, url) as connection:
            upgrade(connection)
        assert store.documents(_ALWAYS) == []
        assert check(store) == []


def _take_down_and_fail(store: Store, url: str) -> None:
    with writes(store.engine, url) as connection:
        downgrade(connection, "base")
        raise ZeroDivisionError


def test_a_migration_that_fails_leaves_the_record_as_it_was(postgres: Server) -> None:
    with postgres.database() as url, Store.open(url) as store:
        _add(store, "They met.", "a")
        with pytest.raises(ZeroDivisionError):
            _take_down_and_fail(store, url)
        assert len(store.documents(_ALWAYS)) == 1


def test_a_new_database_becomes_a_record_though_several_open_it_at_once(postgres: Server) -> None:
    with postgres.database(empty=True) as url:
        errors: list[Exception] = []

        def open_it() -> None:
            try:
                Store.open(url).close()
            except Exception as error:  # noqa: BLE001 - told below
                errors.append(error)

        together = [threading.Thread(target=open_it) for _ in range(3)]
        for one in together:
            one.start()
        for one in together:
            one.join()
        assert errors == []
        with Store.open(url) as store:
            assert check(store) == []


def test_a_database_of_something_else_is_left_alone(postgres: Server) -> None:
    with postgres.database(empty=True) as url:
        with Store.open(url) as store, writes(store.engine, url) as connection:
            downgrade(connection, "base")
            connection.exec_driver_sql(f"DROP TABLE {schema.VERSION_TABLE}")
            connection.exec_driver_sql("CREATE TABLE accounts (number INTEGER)")
        with pytest.raises(RecordError, match="something else than a record"):
            Store.open(url)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"password": "wrong"}, "refuses the name or the password"),
        ({"user": "nobody_at_all"}, "refuses the name or the password"),
        ({"database": "no_such_record"}, "there is no such database"),
        ({"port": "1"}, "no database answers there"),
        ({"host": "nowhere.invalid"}, "there is no such host"),
    ],
)
def test_what_keeps_the_record_out_of_reach_is_said_in_one_line(
    postgres: Server, change: dict[str, str], complaint: str
) -> None:
    parts = {"user": "postgres", "password": "of%20the%20tests", "host": "127.0.0.1", "port": str(postgres.port),
             "database": "template_of_tests", **change}  # fmt: skip
    with pytest.raises(RecordError, match=complaint) as refused:
        Store.open("postgresql://{user}:{password}@{host}:{port}/{database}".format(**parts))
    assert "\n" not in str(refused.value)
    assert parts["password"] not in str(refused.value)


def _ask_and_lose_it(store: Store, postgres: Server) -> None:
    with store.one_state():
        store.documents(_ALWAYS)
        postgres.disconnect_all()
        store.documents(_ALWAYS)


def test_a_lost_connection_is_one_line_and_the_next_question_is_answered(postgres: Server) -> None:
    with postgres.database() as url, Store.open(url) as store:
        _add(store, "They met.", "a")
        with pytest.raises(RecordError, match="connection to the database was lost") as lost:
            _ask_and_lose_it(store, postgres)
        assert "\n" not in str(lost.value)
        assert len(store.documents(_ALWAYS)) == 1


def test_a_writer_waits_for_another_and_tells_when_that_takes_too_long(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE", 1.0)
    with postgres.database() as url, Store.open(url) as first, Store.open(url) as second:
        with writes(first.engine, url), pytest.raises(RecordError, match="another process keeps writing"):
            _add(second, "They met.", "a")
        _add(second, "They met.", "a")
        assert len(first.documents(_ALWAYS)) == 1


def test_readers_see_one_state_while_another_process_writes(postgres: Server) -> None:
    with postgres.database() as url, Store.open(url) as writer, Store.open(url, read_only=True) as reader:
        _add(writer, "They met.", "1")
        with reader.one_state():
            before = reader.documents(_ALWAYS)
            _add(writer, "They met again.", "2")
            assert reader.documents(_ALWAYS) == before
        assert len(reader.documents(_ALWAYS)) == 2


_WRITER = """
import datetime, sys
sys.path[:0] = [{tests!r}, {src!r}]
from factory import document, report
from dragoman.record.store import Store
with Store.open(sys.argv[1]) as store:
    for n in range(int(sys.argv[2]), int(sys.argv[3])):
        doc = document(f"They met, time {{n}}.", "2025-10-10", id=f"d{{n}}")
        made = report(doc, "met", "meeting", "IND:peer", "AFG:peer").report
        store.add(doc, [made], source="s", reader="1", now=datetime.datetime.now(datetime.UTC))
"""


def test_several_processes_write_the_same_and_nothing_is_there_twice(postgres: Server) -> None:
    tests = Path(__file__).parent
    code = _WRITER.format(tests=str(tests), src=str(tests.parent / "src"))
    with postgres.database() as url:
        running = [
            subprocess.Popen([sys.executable, "-c", code, url, *bounds], stderr=subprocess.PIPE)
            for bounds in (("0", "30"), ("15", "45"))
        ]
        told = [one.communicate(timeout=120)[1] for one in running]
        assert [one.returncode for one in running] == [0, 0], told
        with Store.open(url) as store:
            assert len(store.documents(_ALWAYS)) == 45
            assert check(store) == []


_TEXTS = (
    "Two visits to Côte d’Ivoire; the visitor’s visa was visible.",
    "A technical mission. Missions of technical staff, re-opened in 2025-10.",
    "Ministers' generalisations were generally agreed upon; agreeing, they agreed.",
    "Путин встретился с Си Цзиньпином. 习近平 会见 普京。 كابل",
    "NUL \x00 and \ud83d half, 🕊️ dove_tail e-mail a.b@c.example 1,000.50 km²",
    "x" * 5000 + " skies skying happily happy relational conditional",
    "naïve cafe\u0301 CAFÉ ﬁne ſtraße STRASSE İstanbul",
)
_WORDS = (
    "visit", "visiting", "cote", "d'Ivoire", "visa", '"technical mission"', '"mission of technical"', "reopened",
    "2025-10",
    "general", "generally agreed", "agreement", "путин", "习近平", "كابل", "dove", "dove_tail", "mail", "b@c", "1,000",
    "km²", "x" * 5000, "x" * 4999, "sky", "happiness", "relate", "condition", "naive", "cafe", "fine", "strasse",
    "istanbul", "nul", "—", "visit —", "missions technical staff", "",
)  # fmt: skip


def test_the_same_words_find_the_same_in_both_databases(postgres: Server, tmp_path: Path) -> None:
    with postgres.database() as url, Store.open(url) as server, new_record(tmp_path) as file:
        for n, text in enumerate(_TEXTS):
            for store in (server, file):
                store.add(document(text, id=f"d{n}"), [], source="s", reader="1", now=_NOW)
        answers = [[store.search(words, _ALWAYS) for words in _WORDS] for store in (server, file)]
    assert answers[0] == answers[1]
    assert sum(bool(hits) for hits in answers[0]) > len(_WORDS) / 2


def test_any_name_and_any_text_can_be_kept(postgres: Server) -> None:
    strange = document("y" * 50_000 + " \x00 \ud800", id="n" * 50_000 + "\x00")
    with postgres.database() as url, Store.open(url) as store:
        store.add(strange, [], source="s\x00", reader="1", now=_NOW)
        assert store.document(strange.id, _ALWAYS) == strange
        assert check(store) == []


def test_the_commands_answer_from_a_server_as_from_a_file(postgres: Server, ask: Ask, run: Run, tmp_path: Path) -> None:
    text = "India's foreign minister S. Jaishankar met Amir Khan Muttaqi of Afghanistan in New Delhi on Friday."
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": text, "published": "2025-10-10"}) + "\n")
    with postgres.database(empty=True) as url:
        answers = []
        for record in (url, "file.db"):
            assert run("read", "a.jsonl", "--record", record).returncode == 0
            asked = (("events", "IND", "--json"), ("relations", "IND", "AFG", "--json"), ("search", "Delhi", "--json"))
            answers.append([ask(*words, "--record", record).stdout for words in asked])
            assert ask("check", "--record", record).returncode == 0
    assert answers[0] == answers[1]
    assert "Jaishankar" in answers[0][0]


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RecordError, match=r"pip install 'dragoman\[postgres\]'"):
        Store.open("postgresql://127.0.0.1/record")


def test_a_password_in_a_broken_address_is_not_told() -> None:
    with pytest.raises(RecordError, match="no database address") as refused:
        Store.open("postgresql://me:secret@host:port:9/record")
    assert "secret" not in str(refused.value)

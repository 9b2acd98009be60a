"""Files, folders and JSON lines become documents, in order; what cannot be read is named and the rest goes on."""

import datetime
import gzip
import json
import os
from pathlib import Path

import pytest

from dragoman.errors import SourceError
from dragoman.model.document import Document, Published, content_hash
from dragoman.read.sources import Found, Stated, measure, read_sources


def documents(*arguments: Path | str, stated: Stated | None = None) -> list[Document]:
    return [found.document for found in read_sources(map(str, arguments), stated) if isinstance(found, Found)]


def errors(*arguments: Path | str) -> list[str]:
    return [str(error) for error in read_sources(map(str, arguments)) if isinstance(error, SourceError)]


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_text_file_takes_the_hash_of_its_content_as_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The envoy arrived.\n")
    (document,) = documents(tmp_path / "a.txt")
    assert document == Document(content_hash("The envoy arrived."), "The envoy arrived.")


def test_a_folder_is_read_with_its_folders_in_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.txt", "a.md", "b/z.txt", "b/y.jsonl", ".hidden.txt", "notes.docx"):
        (tmp_path / name).write_text('{"text": "Words of b/y."}' if name.endswith("l") else f"Words of {name}.")
    assert [d.text for d in documents(tmp_path)] == [
        "Words of a.md.",
        "Words of c.txt.",
        "Words of b/y.",
        "Words of b/z.txt.",
    ]


def test_json_lines_keep_their_text_to_the_character(tmp_path: Path) -> None:
    text = "  Two\r\nlines \u2028 and a \U0001f91d\n"
    (document,) = documents(lines(tmp_path / "a.jsonl", {"id": "a", "text": text}))
    assert document.text == text


def test_json_lines_say_who_published_what_where_and_when(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "text": "The envoy arrived.",
        "published": "2025-10-10T10:00:00Z",
        "publisher": "The Example Post",
        "url": "https://post.example/7",
        "title": "Envoy arrives",
        "anything": ["else"],
    }
    (document,) = documents(lines(tmp_path / "a.jsonl", row))
    assert document == Document(
        "7",
        "The envoy arrived.",
        Published(datetime.date(2025, 10, 10), "stated"),
        "The Example Post",
        "https://post.example/7",
        "Envoy arrives",
    )


def test_null_withholds_a_date_and_absence_lets_the_text_say_it(tmp_path: Path) -> None:
    text = "KABUL, Oct. 10, 2025 (Agency) — The envoy arrived."
    withheld, sought = documents(lines(tmp_path / "a.jsonl", {"text": text, "published": None}, {"text": text}))
    assert withheld.published == Published(None, "withheld")
    assert sought.published == Published(datetime.date(2025, 10, 10), "dateline")


def test_the_name_of_a_corpus_says_nothing_of_its_lines(tmp_path: Path) -> None:
    (document,) = documents(lines(tmp_path / "2025-10-10.jsonl", {"text": "The envoy arrived."}))
    assert document.published == Published.unknown()


def test_what_the_user_states_outranks_the_source(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"text": "Words.", "published": "2020-01-01", "publisher": "Another"})
    (document,) = documents(path, stated=Stated(datetime.date(2025, 10, 10), "The Example Post"))
    assert (document.published.date, document.published.how) == (datetime.date(2025, 10, 10), "stated")
    assert document.publisher == "The Example Post"


def test_the_time_a_file_was_written_is_no_publication_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The envoy arrived.")
    os.utime(tmp_path / "a.txt", (1_760_000_000, 1_760_000_000))
    (document,) = documents(tmp_path / "a.txt")
    assert document.published == Published.unknown()


def test_compressed_json_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(
        gzip.compress(b'{"id": "a", "text": "Words."}\n\n{"id": "b", "text": "More."}\n')
    )
    assert [d.id for d in documents(tmp_path / "a.jsonl.gz")] == ["a", "b"]


def test_a_damaged_archive_gives_its_good_part_and_an_error(tmp_path: Path) -> None:
    rows = b"".join(
        json.dumps({"id": str(n), "text": f"Words {n} {os.urandom(20).hex()}"}).encode() + b"\n" for n in range(500)
    )
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows)[:-200])
    assert documents(tmp_path / "a.jsonl.gz")
    assert errors(tmp_path / "a.jsonl.gz") == [
        f"{tmp_path}/a.jsonl.gz: the compressed file is damaged or cut short; fetch it again"
    ]


def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl", {"id": "a", "text": "One."}, '{"id": "b", "text": ', {"id": "c", "text": "Three."}
    )
    assert [d.id for d in documents(path)] == ["a", "c"]
    assert [error.split(" (")[0] for error in errors(path)] == [f"{path} line 2: broken JSON"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("[1, 2]", "not a JSON object"),
        ({"id": "a"}, "no text"),
        ({"id": "a", "text": " \n"}, '"text" holds no text'),
        ({"id": ["a"], "text": "Words."}, '"id" is neither text nor a number'),
        ({"text": "Words.", "publisher": 3}, '"publisher" is not text'),
        ({"text": "Words.", "published": "lately"}, "\"published\" is 'lately', not a day"),
        ("[" * 100_000, "broken JSON (a number too long or too many brackets)"),
        ('{"text": ' + "9" * 5000 + "}", "broken JSON (a number too long or too many brackets)"),
    ],
)
def test_a_line_that_is_no_document_says_why(tmp_path: Path, row: object, problem: str) -> None:
    (error,) = errors(lines(tmp_path / "a.jsonl", row))
    assert error.startswith(f"{tmp_path}/a.jsonl line 1: {problem};")


def test_a_line_that_is_not_utf8_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "caf\xe9"}\n{"id": "b", "text": "Words."}\n')
    assert [d.id for d in documents(path)] == ["b"]
    assert errors(path) == [f"{path} line 1: not UTF-8 text (byte 24 of the line); convert it to UTF-8"]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.txt").write_bytes("Der Botschafter übergab sein Schreiben.".encode(mark))
    assert [d.text for d in documents(tmp_path / "a.txt")] == ["Der Botschafter übergab sein Schreiben."]


def test_a_page_may_declare_its_charset(tmp_path: Path) -> None:
    body = "".join(
        f"<p>The délégation met the minister in the capital, for talks on trade, day {n}.</p>" for n in range(4)
    )
    page = f"<html><head><meta charset='windows-1252'></head><body><article>{body}</article></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode("windows-1252"))
    assert "The délégation" in documents(tmp_path / "a.html")[0].text


def test_a_web_address_is_refused_in_one_line() -> None:
    assert errors("https://post.example/a.html") == [
        "https://post.example/a.html: web addresses are not read; save the page and name the file"
    ]


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    assert len(documents(tmp_path / "none.txt", tmp_path / "a.txt")) == 1
    assert errors(tmp_path / "none.txt") == [f"{tmp_path}/none.txt: no such file or folder; look at the spelling"]


def test_a_kind_of_file_that_is_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    assert errors(tmp_path / "a.docx")[0].startswith(f"{tmp_path}/a.docx: .docx files are not read; give .txt")


def test_a_folder_without_texts_is_named(tmp_path: Path) -> None:
    assert errors(tmp_path)[0].startswith(f"{tmp_path}: nothing to read in this folder")


def test_a_name_that_is_no_text_is_shown_escaped(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(path).write_text("Words.")
    (found,) = list(read_sources([path]))
    assert isinstance(found, Found)
    assert found.source == f"{tmp_path}/caf\\xe9.txt"


def test_progress_counts_the_bytes_of_all_sources(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    lines(tmp_path / "b.jsonl", {"text": "One."}, {"text": "Two."})
    positions = [found.position for found in read_sources([str(tmp_path)]) if isinstance(found, Found)]
    assert positions[-1] == measure([str(tmp_path)])
    assert positions == sorted(positions)

"""The shipped examples can all be read, say when and where they come from, and name no real publisher."""

from pathlib import Path

from dragoman.errors import SourceError
from dragoman.model.document import Document
from dragoman.read.sources import read_sources

EXAMPLES = Path(__file__).parent.parent / "examples"
LABELS = {"An agency", "A ministry release", "A newspaper", "A feed"}


def examples() -> list[Document]:
    """Every document of the examples."""
    found = list(read_sources([str(EXAMPLES)], None))
    failed = [str(one) for one in found if isinstance(one, SourceError)]
    assert failed == []
    return [one.document for one in found if not isinstance(one, SourceError)]


def test_there_are_enough_of_every_kind() -> None:
    assert len(examples()) >= 16
    assert {path.suffix for path in EXAMPLES.iterdir()} == {".txt", ".md", ".html", ".jsonl"}


def test_each_says_when_it_was_published_and_under_which_general_label() -> None:
    for document in examples():
        assert document.published.date is not None, document.id
        assert document.published.how in ("front matter", "metadata", "stated"), document.id
        assert document.publisher in LABELS, document.id


def test_the_day_in_a_file_name_is_the_day_of_publication() -> None:
    stated = {str(document.published.date) for document in examples()}
    assert {path.name[:10] for path in EXAMPLES.iterdir() if path.name[0].isdigit()} <= stated


def test_one_of_them_is_a_reprint() -> None:
    """One agency text under two publishers, so that origins can be told from reports."""
    bodies = [document.text.partition(" - ")[2] for document in examples() if " - " in document.text]
    assert len(bodies) > len(set(bodies))

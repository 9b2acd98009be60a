"""The codebook in `docs/` is what the data files say."""

import pathlib

from dragoman.knowledge.codebook import codebook
from dragoman.knowledge.ontology import Ontology

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "codebook.md"


def test_the_page_is_what_the_data_files_give() -> None:
    advice = "write it anew: python -m dragoman.knowledge.codebook > docs/codebook.md"
    assert PAGE.read_text(encoding="utf-8") == codebook(Ontology.load()), advice


def test_every_type_change_and_code_stands_in_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    ontology = Ontology.load()
    for type_ in ontology.types:
        assert f"#### {type_.name}\n" in page
        assert all(f"| {change} |" in page for change in type_.changes)
    assert all(f"| {code} |" in page for code in ontology.cameo_codes)
    assert all(f"| {name} |" in page for name in ontology.plover_types)

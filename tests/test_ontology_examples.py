"""The example sentences of the vocabulary are read as it says that they should be.

The reader weighs words, so a few sentences in plain prose escape it; their share has a floor, and a run that falls
under it names all that were missed.
"""

from dataclasses import dataclass

import pytest
from factory import document

from dragoman.evaluate.events import dates_agree
from dragoman.extract.pipeline import Reader
from dragoman.knowledge.ontology import Example, Ontology
from dragoman.model.report import Report

READ_IN_FULL = 0.85  # of the examples: type, change, parties with roles, status and date
READ_IN_KIND = 0.92  # of the examples: type and change, with one of the parties at least


@dataclass(frozen=True)
class Read:
    """An example of a type, and all that the reader reports of its sentence."""

    type: str
    example: Example
    reports: tuple[Report, ...]

    @property
    def in_kind(self) -> bool:
        """Whether a report has its type, its change and a party of it."""
        return any(self._alike(report) for report in self.reports)

    @property
    def in_full(self) -> bool:
        """Whether a report has all that the example says."""
        return any(self._alike(report) and not _differs(self.example, report) for report in self.reports)

    def _alike(self, report: Report) -> bool:
        ids = {party.id for party in self.example.parties}
        same = (report.type, report.change) == (self.type, self.example.change)
        return same and not ids.isdisjoint(party.id for party in report.parties)

    def __str__(self) -> str:
        kind = f"{self.type} {self.example.change or ''}".strip()
        alike = [report for report in self.reports if self._alike(report)]
        said = (
            "; ".join(_differs(self.example, report) for report in alike)
            if alike
            else f"read as {', '.join(r.type for r in self.reports) or 'nothing'}"
        )
        return f"{kind}: {self.example.text} -> {said}"


def _differs(example: Example, report: Report) -> str:
    """What the report has otherwise than the example, in words; empty where nothing."""
    said = {party.id: party.role for party in report.parties}
    when = report.when.edtf if report.when else None
    wrong = []
    if said != {party.id: party.role for party in example.parties}:
        wrong.append(f"parties {said}")
    if report.status != example.status:
        wrong.append(f"status {report.status}")
    if example.date is not None and not dates_agree(example.date, when):
        wrong.append(f"date {when}")
    return ", ".join(wrong)


@pytest.fixture(scope="module")
def read() -> list[Read]:
    """All examples as read, each as a document of its own."""
    asked = [(t.name, example) for t in Ontology.load().types for example in t.examples]
    documents = [document(e.text, e.published, id=str(n)) for n, (_, e) in enumerate(asked)]
    readings = Reader().read_many(documents)
    return [Read(name, example, reading.reports) for (name, example), reading in zip(asked, readings, strict=True)]


def test_most_examples_are_read_in_full(read: list[Read]) -> None:
    missed = [str(one) for one in read if not one.in_full]
    share = 1 - len(missed) / len(read)
    assert share >= READ_IN_FULL, f"{len(missed)} of {len(read)} missed:\n" + "\n".join(missed)


def test_nearly_all_examples_are_read_as_what_they_are(read: list[Read]) -> None:
    missed = [str(one) for one in read if not one.in_kind]
    share = 1 - len(missed) / len(read)
    assert share >= READ_IN_KIND, f"{len(missed)} of {len(read)} missed:\n" + "\n".join(missed)


def test_each_type_is_read_in_one_of_its_examples_at_least(read: list[Read]) -> None:
    known = {one.type for one in read if one.in_kind}
    assert {one.type for one in read} - known == set()


def test_what_the_examples_rest_on_re_reads(read: list[Read]) -> None:
    quotes = [(one.example.text, e) for one in read for report in one.reports for e in report.evidence]
    assert quotes
    assert all(text[e.start : e.end] == e.text for text, e in quotes)

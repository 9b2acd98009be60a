"""A text that is corrected, withdrawn or replaced is kept, and counts no more from the day of the later text on."""

import datetime
import itertools
from pathlib import Path

from factory import document, report
from records import new_record

from dragoman.desk import Desk
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import StoredReport
from dragoman.record.check import check
from dragoman.record.engine import downgrade, writes
from dragoman.record.store import Store
from dragoman.record.view import event, events

_NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
_HOUR = datetime.timedelta(hours=1)
_STORY = "Envoys of India and Afghanistan met in {} on 9 October and spoke of trade and of water for three hours."
_AFTER = Clocks()
_BEFORE = Clocks(as_of=datetime.date(2025, 10, 10))


def _told(doc: Document, quote: str = "met", place: str | None = "Doha") -> StoredReport:
    return report(doc, quote, "meeting", "IND:peer", "AFG:peer", when="2025-10-09", place=place)


_FIRST = _told(document(_STORY.format("Doha"), "2025-10-10", id="first", publisher="The Wire", title="Talks"))
_NOTICE = _told(
    document("CORRECTION: " + _STORY.format("Dubai"), "2025-10-12", id="notice", publisher="The Wire"), place="Dubai"
)


def _add(store: Store, *told: StoredReport, now: datetime.datetime = _NOW) -> None:
    for one in told:
        store.add(one.document, [one.report], source="s", reader="1", now=now)


def test_what_a_correction_says_stands_from_its_day_on(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST, _NOTICE)
        assert [e.place for e in events(store, _AFTER)] == ["Dubai"]
        assert [e.place for e in events(store, _BEFORE)] == ["Doha"]
        assert [e.place for e in events(store, _AFTER, parties=["IND", "AFG"], together=True)] == ["Dubai"]
        assert check(store) == []


def test_a_superseded_text_is_kept_and_found(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST, _NOTICE)
        kept = store.report(_FIRST.id)
        assert kept is not None
        assert (kept.report, kept.retracted_at) == (_FIRST.report, None)
        assert [d.id for d in store.documents(_AFTER)] == ["first", "notice"]
        assert store.superseding(_AFTER, [_FIRST.document, _NOTICE.document]) == {
            _FIRST.document.hash: [_NOTICE.document]
        }
        assert store.superseding(_BEFORE, [_FIRST.document]) == {}


def test_what_is_superseded_is_shown_by_the_id_that_its_event_had(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST)
        (known,) = events(store, _AFTER)
        _add(store, _NOTICE)
        assert event(store, _AFTER, known.id) is None
    desk = Desk(str(tmp_path / "record.db"))
    shown = desk.show(known.id)
    assert isinstance(shown, StoredReport)
    assert shown.id == _FIRST.id
    assert [later.id for later in desk.superseding(shown)] == ["notice"]


def test_until_the_notice_was_recorded_the_text_stood(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST)
        _add(store, _NOTICE, now=_NOW + datetime.timedelta(days=1))
        assert [e.place for e in events(store, Clocks(known_at=_NOW))] == ["Doha"]


def test_a_withdrawn_text_leaves_nothing(tmp_path: Path) -> None:
    words = "The story “Envoys of India and Afghanistan meet” has been withdrawn by the agency."
    notice = document(words, "2025-10-12", id="notice", publisher="The Wire")
    first = _told(document(f"Envoys of India and Afghanistan meet\n\n{_STORY}", "2025-10-10", publisher="The Wire"))
    with new_record(tmp_path) as store:
        _add(store, first)
        store.add(notice, [], source="s", reader="1", now=_NOW)
        assert events(store, _AFTER) == []
        assert [r.id for r in events(store, _BEFORE)[0].reports] == [first.id]


def test_what_changes_is_told_because_of_the_withdrawal(tmp_path: Path) -> None:
    words = "The story “Envoys of India and Afghanistan meet” has been withdrawn by the agency."
    notice = document(words, "2025-10-12", id="notice", publisher="The Wire")
    text = f"Envoys of India and Afghanistan meet\n\n{_STORY}"
    with new_record(tmp_path) as store:
        _add(store, _told(document(text, "2025-10-10", id="first", publisher="The Wire")))
        store.add(notice, [], source="s", reader="1", now=_NOW)
    told = Desk(str(tmp_path / "record.db")).changes("IND", "AFG", start="2025-10-11", end="2025-10-13")
    assert [[source.document for source in one.because] for one in told.withdrawn] == [["first", "notice"]]


def test_the_order_in_which_versions_arrive_does_not_matter(tmp_path: Path) -> None:
    address = "https://example.org/talks"
    versions = [
        _told(document(_STORY.format(place), day, id=day, url=address), place=place)
        for place, day in (("Doha", "2025-10-10"), ("Dubai", "2025-10-11"), ("Kabul", "2025-10-12"))
    ]
    answers = []
    for number, order in enumerate(itertools.permutations(versions)):
        with new_record(tmp_path, f"{number}.db") as store:
            _add(store, *order, *order[:1])
            answers.append([[e.place for e in events(store, at)] for at in (_AFTER, _BEFORE)])
    assert answers == [[["Kabul"], ["Doha"]]] * len(answers)


def test_notices_of_an_older_record_are_found_when_it_is_brought_up(address: str) -> None:
    with Store.open(address) as store:
        _add(store, _FIRST, _NOTICE)
        with writes(store.engine, address) as connection:
            downgrade(connection, "0003")
    with Store.open(address) as store:
        assert [e.place for e in events(store, _AFTER)] == ["Dubai"]


def test_a_superseded_report_that_a_person_accepts_stands_again(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST, _NOTICE)
        ruling = store.correct(_FIRST.id, "accepted", None, by="Ana", why="The notice errs.", now=_NOW + _HOUR)
        assert sorted(r.report.place for r in store.reports(_AFTER)) == ["Doha", "Dubai"]
        assert [r.report.place for r in store.reports_of(_AFTER, [_FIRST.document.hash])] == ["Doha"]
        store.undo(ruling.id, by="Ana", why="It does not.", now=_NOW + 2 * _HOUR)
        assert [r.report.place for r in store.reports(_AFTER)] == ["Dubai"]


def test_what_a_person_accepted_before_the_correction_came_is_superseded_by_it(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        _add(store, _FIRST)
        store.correct(_FIRST.id, "accepted", None, by="Ana", why="Seen it.", now=_NOW + _HOUR)
        _add(store, _NOTICE, now=_NOW + 2 * _HOUR)
        assert [r.report.place for r in store.reports(_AFTER)] == ["Dubai"]

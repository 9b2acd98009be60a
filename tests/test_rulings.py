"""People outrank the machine: what they rule holds, survives a new reading, and can be taken back."""

import datetime
import json
from pathlib import Path

import pytest
from conftest import Ask
from factory import document, report

from dragoman.desk import Desk
from dragoman.errors import UnknownId, UnknownParty, UsageError
from dragoman.extract.pipeline import Reading
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import StoredReport
from dragoman.model.report import Report
from dragoman.record.check import check
from dragoman.record.review import review
from dragoman.record.rulings import Anchor, Ruling, attached, in_force
from dragoman.record.store import Store
from dragoman.record.view import events

_NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
_ALWAYS = Clocks()

MET = document("On Friday they met in Kabul. Later they called.", "2025-10-10", id="a")
ALSO = document("The ministers of both states were seen together.", "2025-10-11", id="b")


def _later(hours: int) -> datetime.datetime:
    return _NOW + datetime.timedelta(hours=hours)


def _met(
    doc: Document = MET, quote: str = "they met in Kabul", *parties: str, when: str = "2025-10-10"
) -> StoredReport:
    return report(doc, quote, "meeting", *(parties or ("IND:peer:S. Jaishankar", "AFG/TALIBAN:peer")), when=when)


def _add(store: Store, doc: Document, *reports: StoredReport, reader: str = "1", hours: int = 0) -> None:
    store.add(doc, [one.report for one in reports], source="s", reader=reader, now=_later(hours))


def _correct(store: Store, id: str, field: str, value: str | None = None, hours: int = 1) -> Ruling:
    return store.correct(id, field, value, by="Ana", why="the release says so", now=_later(hours))


def _judge(store: Store, left: StoredReport, right: StoredReport, *, same: bool, hours: int = 1) -> Ruling:
    return store.judge([left.id], [right.id], same=same, by="Ana", why="two days", now=_later(hours))


def _only(store: Store, at: Clocks = _ALWAYS) -> Report:
    (one,) = store.reports(at)
    return one.report


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("type", "call", {"type": "call", "cameo": "041"}),
        ("status", "planned", {"status": "planned"}),
        ("place", "Herat", {"place": "Herat"}),
        ("source", "anonymous", {"source": "anonymous"}),
        ("topics", "trade, visas", {"topics": ("trade", "visas")}),
        ("topics", "none", {"topics": ()}),
        ("accepted", None, {"confidence": 1.0}),
    ],
)
def test_a_report_stands_as_it_was_corrected(
    store: Store, field: str, value: str | None, expected: dict[str, object]
) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, field, value)
    assert {name: getattr(_only(store), name) for name in expected} == expected


def test_a_date_is_corrected_and_taken_away(store: Store) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, "date", "2025-10")
    assert str(_only(store).when) == str(_met(when="2025-10").report.when)
    _correct(store, _met().id, "date", "none")
    assert _only(store).when is None


def test_a_new_type_brings_its_roles_and_its_change(store: Store) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, "type", "mission/open")
    made = _only(store)
    assert (made.type, made.change) == ("mission", "open")
    assert [p.role for p in made.parties] == ["actor", "target"]


def test_parties_are_named_as_anybody_names_them(store: Store) -> None:
    _add(store, MET, _met(MET, "they met in Kabul", "IND:peer:S. Jaishankar", "PAK:peer"))
    _correct(store, _met(MET, "they met in Kabul", "IND:peer:S. Jaishankar", "PAK:peer").id, "parties",
             "India:peer, Taliban:peer:Amir Khan Muttaqi")  # fmt: skip
    first, second = _only(store).parties
    assert (first.id, first.people) == ("IND", ("S. Jaishankar",))
    assert (second.id, second.faction, second.people) == ("AFG", "TALIBAN", ("Amir Khan Muttaqi",))


def test_a_party_that_a_correction_brings_in_is_found_and_the_old_one_is_not(store: Store) -> None:
    wrong = _met(MET, "they met in Kabul", "IND:peer", "PAK:peer")
    _add(store, MET, wrong)
    _correct(store, wrong.id, "parties", "IND:peer, AFG:peer")
    assert [r.id for r in store.reports(_ALWAYS, parties=["AFG"])] == [wrong.id]
    assert [r.id for r in store.reports(_ALWAYS, parties=["IND", "AFG"], together=True)] == [wrong.id]
    assert store.reports(_ALWAYS, parties=["PAK"]) == []


def test_a_rejected_report_tells_of_no_event_but_is_kept(store: Store) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, "rejected")
    assert events(store, _ALWAYS) == []
    assert store.report(_met().id) is not None


def test_accepting_takes_a_rejection_back_and_keeps_other_corrections(store: Store) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, "place", "Herat")
    _correct(store, _met().id, "rejected", hours=2)
    _correct(store, _met().id, "status", "alleged", hours=3)
    _correct(store, _met().id, "accepted", hours=4)
    made = _only(store)
    assert (made.place, made.status, made.confidence) == ("Herat", "alleged", 1.0)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("plase", "Kabul", "no field 'plase'; did you mean place"),
        ("status", "occured", "did you mean occurred"),
        ("type", "party", "there is no type 'party'"),
        ("type", "mission", "a mission needs to have a change"),
        ("type", "mission/shut", "a mission has no change 'shut'"),
        ("change", "open", "a meeting has no changes"),
        ("date", "Friday", "is not a date"),
        ("parties", "IND", "not a party with its role"),
        ("parties", "Atlantis:peer", "Atlantis"),
        ("parties", "IND:actor", "cannot be 'actor' in a meeting"),
        ("parties", "none", "not a party with its role"),
        ("place", None, "needs a value"),
        ("rejected", "no", "takes no value"),
    ],
)
def test_what_the_vocabulary_has_not_is_refused_in_one_line(
    store: Store, field: str, value: str | None, complaint: str
) -> None:
    _add(store, MET, _met())
    with pytest.raises(UsageError, match=complaint) as refused:
        _correct(store, _met().id, field, value)
    assert "\n" not in str(refused.value)
    assert store.rulings(_ALWAYS) == []


def test_nobody_corrects_a_report_that_is_not_there(store: Store) -> None:
    with pytest.raises(UnknownId):
        _correct(store, "r0", "rejected")


def test_the_last_ruling_on_a_matter_counts(store: Store) -> None:
    _add(store, MET, _met())
    _correct(store, _met().id, "place", "Herat")
    _correct(store, _met().id, "place", "Kandahar", hours=2)
    assert _only(store).place == "Kandahar"


def test_rulings_hold_from_the_moment_they_were_made(store: Store) -> None:
    _add(store, MET, _met())
    made = _correct(store, _met().id, "rejected")
    store.undo(made.id, by="Ben", why="", now=_later(2))
    counts = [len(store.reports(Clocks(known_at=_later(hours)))) for hours in (0, 1, 2)]
    assert counts == [1, 0, 1]


def test_undoing_an_undoing_brings_the_ruling_back(store: Store) -> None:
    _add(store, MET, _met())
    made = _correct(store, _met().id, "rejected")
    undoing = store.undo(made.id, by="Ben", why="", now=_later(2))
    assert len(store.reports(_ALWAYS)) == 1
    store.undo(undoing.id, by="Ana", why="", now=_later(3))
    assert store.reports(_ALWAYS) == []
    assert store.rulings(_ALWAYS) == [made]
    assert len(store.ever_ruled()) == 3


def test_what_is_undone_is_not_undone_twice(store: Store) -> None:
    _add(store, MET, _met())
    made = _correct(store, _met().id, "rejected")
    store.undo(made.id, by="Ben", why="", now=_later(2))
    with pytest.raises(UsageError, match="undone already"):
        store.undo(made.id, by="Ben", why="", now=_later(3))
    with pytest.raises(UnknownId):
        store.undo("u99", by="Ben", why="", now=_later(3))


def test_people_join_and_part_what_the_machine_would_not(store: Store) -> None:
    other = _met(ALSO, "seen together", when="2025-12-24")
    _add(store, MET, _met())
    _add(store, ALSO, other)
    assert len(events(store, _ALWAYS)) == 2
    joined = _judge(store, _met(), other, same=True)
    assert len(events(store, _ALWAYS)) == 1
    _judge(store, _met(), other, same=False, hours=2)
    assert len(events(store, _ALWAYS)) == 2
    assert joined in store.rulings(_ALWAYS)


def test_one_report_is_not_two_events(store: Store) -> None:
    _add(store, MET, _met())
    with pytest.raises(UsageError, match="one event already"):
        _judge(store, _met(), _met(), same=False)


def test_a_report_is_taken_out_of_its_event(store: Store) -> None:
    second = _met(MET, "they called")
    _add(store, MET, _met(), second)
    both = [_met().id, second.id]
    store.judge(both, [second.id], same=False, by="Ana", why="a call", now=_later(1))
    (judgement,) = store.judgements(_ALWAYS)
    assert not judgement.same
    assert {judgement.left, judgement.right} == set(both)


def test_a_correction_holds_for_what_a_newer_reader_makes_of_the_same_words(store: Store) -> None:
    newer = _met(MET, "met in Kabul", "IND:peer", "AFG:peer")
    _add(store, MET, _met())
    _correct(store, _met().id, "place", "Herat")
    _add(store, MET, newer, reader="2", hours=2)
    assert [r.id for r in store.reports(_ALWAYS)] == [newer.id]
    assert _only(store).place == "Herat"
    assert store.unattached(_ALWAYS) == []


def test_a_judgement_holds_for_what_a_newer_reader_makes_of_the_same_words(store: Store) -> None:
    other = _met(ALSO, "seen together", when="2025-12-24")
    _add(store, MET, _met())
    _add(store, ALSO, other)
    _judge(store, _met(), other, same=True)
    newer = _met(MET, "met in Kabul", "IND:peer", "AFG:peer")
    _add(store, MET, newer, reader="2", hours=2)
    (only,) = events(store, _ALWAYS)
    assert {r.id for r in only.reports} == {newer.id, other.id}


def test_a_ruling_whose_report_is_gone_is_kept_and_told(store: Store) -> None:
    _add(store, MET, _met())
    made = _correct(store, _met().id, "place", "Herat")
    _add(store, MET, _met(MET, "they called", "IND:peer", "AFG:peer"), reader="2", hours=2)
    assert _only(store).place is None
    assert store.unattached(_ALWAYS) == [made]


def test_of_two_matters_in_the_same_words_the_one_with_the_same_parties_is_meant() -> None:
    anchor = Anchor.of(_met(MET, "they met in Kabul", "IND:peer", "AFG:peer"))
    pakistan = _met(MET, "they met in Kabul.", "IND:peer", "PAK:peer")
    afghanistan = _met(MET, "On Friday they met in Kabul", "IND:peer", "AFG:peer")
    assert attached(anchor, [pakistan, afghanistan]) == afghanistan


def test_another_document_with_the_same_words_is_not_meant() -> None:
    anchor = Anchor.of(_met())
    assert attached(anchor, [_met(document("Then they met in Kabul."), "they met in Kabul")]) is None


def test_an_undoing_undone_leaves_the_first_ruling_in_force() -> None:
    first = Ruling("u1", "correct", "rejected", None, (), None, "Ana", "x", _NOW)
    undoing = Ruling("u2", "undo", None, None, (), "u1", "Ana", "x", _NOW)
    again = Ruling("u3", "undo", None, None, (), "u2", "Ana", "x", _NOW)
    assert in_force([first, undoing]) == []
    assert in_force([first, undoing, again]) == [first]


def test_a_record_with_rulings_is_sound(store: Store) -> None:
    _add(store, MET, _met())
    made = _correct(store, _met().id, "parties", "IND:peer, PAK:peer")
    store.undo(made.id, by="Ben", why="", now=_later(2))
    _correct(store, _met().id, "rejected", hours=3)
    assert check(store) == []


class _Reader:
    """A reader that finds one meeting, wherever it is told to."""

    def __init__(self, version: str, quote: str) -> None:
        self.version = version
        self._quote = quote

    def read_many(self, documents, *, jobs: int = 1):
        for one in documents:
            yield Reading(one, (_met(one, self._quote).report,) if self._quote in one.text else ())


def _desk(path: Path, version: str, quote: str) -> Desk:
    desk = Desk(str(path / "record.db"))
    desk.__dict__["reader"] = _Reader(version, quote)
    return desk


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Two texts of which one tells of a meeting."""
    path = tmp_path / "texts.jsonl"
    rows = [{"id": one.id, "text": one.text, "published": "2025-10-10"} for one in (MET, ALSO)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_reading_again_tells_what_a_newer_reader_changed(tmp_path: Path, sources: Path) -> None:
    _desk(tmp_path, "1", "they met in Kabul").read([str(sources)])
    newer = _desk(tmp_path, "2", "On Friday they met in Kabul")
    reread = newer.read_again()
    assert reread.documents == 2
    assert [change.kind for change in reread.reports] == ["altered"]
    assert reread.events == ()
    assert newer.read_again().documents == 0


def test_reading_again_tells_of_events_that_come_and_go(tmp_path: Path, sources: Path) -> None:
    _desk(tmp_path, "1", "they met in Kabul").read([str(sources)])
    reread = _desk(tmp_path, "2", "seen together").read_again()
    assert sorted(change.kind for change in reread.reports) == ["gone", "new"]
    assert sorted(change.kind for change in reread.events) == ["gone", "new"]


def test_reading_again_goes_on_where_it_was_stopped(tmp_path: Path, sources: Path) -> None:
    _desk(tmp_path, "1", "they met in Kabul").read([str(sources)])
    stopped = _desk(tmp_path, "2", "seen together")

    class Impatient(_Reader):
        def read_many(self, documents, *, jobs: int = 1):
            yield next(super().read_many(documents))
            raise KeyboardInterrupt

    stopped.__dict__["reader"] = Impatient("2", "seen together")
    with pytest.raises(KeyboardInterrupt):
        stopped.read_again()
    assert _desk(tmp_path, "2", "seen together").read_again().documents == 1
    assert stopped.check() == []


def test_the_desk_judges_events_by_their_ids(tmp_path: Path, sources: Path) -> None:
    desk = _desk(tmp_path, "1", "they met in Kabul")
    desk.read([str(sources)])
    (only,) = desk.events("IND")
    with pytest.raises(UsageError, match="one event already"):
        desk.judge(only.id, only.id, "same", why="x", by="Ana")
    with pytest.raises(UsageError, match="no verdict 'like'"):
        desk.judge(only.id, only.reports[0].id, "like", why="x", by="Ana")
    with pytest.raises(UnknownId):
        desk.judge(only.id, "e0", "same", why="x", by="Ana")
    with pytest.raises(UsageError, match="needs its reason"):
        desk.correct(only.reports[0].id, "rejected", why=" ", by="Ana")
    with pytest.raises(UnknownParty):
        desk.review("Atlantis")


def test_review_offers_what_is_unsure_until_a_person_has_ruled(tmp_path: Path, sources: Path) -> None:
    desk = _desk(tmp_path, "1", "they met in Kabul")
    desk.read([str(sources)])
    (unsure,) = desk.review("IND", "AFG").unsure
    assert desk.review("PAK").unsure == ()
    desk.correct(unsure.id, "accepted", why="seen it", by="Ana")
    assert desk.review().unsure == ()


@pytest.mark.parametrize(("likeness", "offered"), [(0.2, 1), (-0.2, 1), (9.0, 0), (-9.0, 0), (None, 0)])
def test_review_offers_narrow_judgements_until_a_person_has_ruled(
    store: Store, monkeypatch: pytest.MonkeyPatch, likeness: float | None, offered: int
) -> None:
    near = [
        report(document("They talked in Kabul.", "2025-10-10", id="c"), "talked", "meeting", "IND:peer", "AFG:peer"),
        report(document("Both sides spoke.", "2025-10-13", id="d"), "spoke", "meeting", "IND:peer", "AFG:peer"),
    ]
    for one in near:
        _add(store, one.document, one)
    monkeypatch.setattr("dragoman.record.review.score", lambda *_: likeness)
    narrow = review(store, _ALWAYS).narrow
    assert len(narrow) == offered
    for pair in narrow:
        _judge(store, pair.left, pair.right, same=pair.joined)
    assert review(store, _ALWAYS).narrow == ()


def test_the_commands_rule_and_tell_of_it(ask: Ask, tmp_path: Path, sources: Path) -> None:
    _desk(tmp_path, "1", "they met in Kabul").read([str(sources)])
    record = ("--record", str(tmp_path / "record.db"))
    offered = json.loads(ask("review", "--json", *record).stdout)
    assert offered.keys() == {"unsure", "narrow", "disputed", "unattached"}
    id = offered["unsure"][0]["id"]
    made = json.loads(ask("correct", id, "place", "Herat", "--why", "x", "--by", "Ana", "--json", *record).stdout)
    assert {name: made[name] for name in ("kind", "field", "value", "reports", "by", "why")} == {
        "kind": "correct", "field": "place", "value": "Herat", "reports": [[id]], "by": "Ana", "why": "x"
    }  # fmt: skip
    assert "Herat" in ask("events", "IND", *record).stdout
    assert ask("review", "--rulings", *record).stdout.count(made["id"]) == 1
    assert ask("undo", made["id"], *record).returncode == 0
    assert "Herat" not in ask("events", "IND", *record).stdout
    assert ask("judge", id, id, "same", "--why", "x", *record).returncode == 2


def test_who_rules_is_told_by_the_environment(tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _desk(tmp_path, "1", "they met in Kabul")
    desk.read([str(sources)])
    monkeypatch.setenv("DRAGOMAN_USER", "Desk 7")
    (unsure,) = desk.review().unsure
    assert desk.correct(unsure.id, "rejected", why="x").by == "Desk 7"


def test_again_takes_no_sources(ask: Ask) -> None:
    refused = ask("read", "reports/", "--again")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1

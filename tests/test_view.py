"""Events as they are assembled from the record, and the laws that hold for them."""

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest
from factory import document, party, report
from hypothesis import given, settings
from hypothesis import strategies as st
from records import new_record

from dragoman.model.clocks import Clocks
from dragoman.model.document import Document, Published
from dragoman.model.event import Event, StoredReport
from dragoman.model.report import Report
from dragoman.record.check import check
from dragoman.record.store import Store
from dragoman.record.view import assemble, event, events

_NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


def _visit(day: str | None, status: str = "occurred", when: str | None = "2025-10-09", **fields) -> StoredReport:
    doc = document(f"On {day} it was told of the visit ({status}) of Muttaqi.", day, id=f"{day} {status}")
    sides = fields.pop("sides", ("AFG:actor:Amir Khan Muttaqi", "IND:target"))
    return report(doc, "visit", "visit", *sides, when=when, status=status, **fields)


def _the_event(*reports: StoredReport) -> Event:
    (only,) = assemble(reports)
    return only


def test_a_plan_that_takes_place_is_one_event_with_a_history() -> None:
    event = _the_event(_visit("2025-10-10"), _visit("2025-10-03", "planned"))
    assert [(step.status, str(step.as_of)) for step in event.history] == [
        ("planned", "2025-10-03"),
        ("occurred", "2025-10-10"),
    ]
    assert event.status == "occurred"


def test_the_last_published_report_gives_the_status() -> None:
    assert _the_event(_visit("2025-10-03", "planned"), _visit("2025-10-05", "cancelled")).status == "cancelled"


def test_a_plan_taken_up_again_after_it_was_cancelled_is_planned() -> None:
    told = [_visit("2025-10-03", "planned"), _visit("2025-10-05", "cancelled"), _visit("2025-10-06", "planned")]
    event = _the_event(*told)
    assert [step.status for step in event.history] == ["planned", "cancelled", "planned"]


def test_a_plan_told_again_after_the_event_does_not_undo_it() -> None:
    event = _the_event(_visit("2025-10-10"), _visit("2025-10-03", "planned"), _visit("2025-10-12", "planned"))
    assert event.status == "occurred"
    assert [len(step.reports) for step in event.history] == [2, 1]


def test_on_one_day_what_took_place_outranks_the_plan() -> None:
    assert _the_event(_visit("2025-10-09", "planned"), _visit("2025-10-09")).status == "occurred"


def test_a_report_of_unknown_date_is_not_the_last_word() -> None:
    assert _the_event(_visit(None, "planned"), _visit("2025-10-05", "cancelled")).status == "cancelled"


def test_a_claim_and_its_denial_are_a_dispute() -> None:
    assert _the_event(_visit("2025-10-03", "alleged"), _visit("2025-10-04", "denied")).disputed


def test_a_plan_and_its_refusal_are_no_dispute() -> None:
    assert not _the_event(_visit("2025-10-03", "planned"), _visit("2025-10-04", "denied")).disputed


def test_an_undated_claim_is_disputed_by_an_undated_denial() -> None:
    claimed, denied = _visit("2025-10-03", "alleged", when=None), _visit("2025-10-04", "denied", when=None)
    assert _the_event(claimed, denied).disputed


def test_people_stand_once_under_their_fullest_name() -> None:
    short = _visit("2025-10-10", sides=("AFG:actor:Muttaqi;Nooruddin Azizi", "IND:target"))
    full = _visit("2025-10-11", sides=("AFG/TALIBAN:actor:Amir Khan Muttaqi", "IND:target"))
    assert _the_event(short, full).parties == (
        party("AFG/TALIBAN:actor:Amir Khan Muttaqi;Nooruddin Azizi"),
        party("IND:target"),
    )


def test_of_a_persons_full_names_the_one_that_most_reports_use_stands() -> None:
    names = ("Amir Khan Muttaqi", "Amir Khan Muttaqi", "Amir Khan Muttaqi Monday")
    told = [_visit(f"2025-10-1{day}", sides=(f"AFG:actor:{name}", "IND:target")) for day, name in enumerate(names)]
    assert _the_event(*told).parties[0].people == ("Amir Khan Muttaqi",)


def test_a_vague_time_takes_nothing_from_the_day_that_was_told_before() -> None:
    call = ("IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    told = [
        report(document(f"A call, told on {day}.", day, id=day), "call", "call", *call, when=when)
        for day, when in (("2025-05-16", "2025-05-15"), ("2025-10-10", "2025-05"))
    ]
    assert str(_the_event(*told).when) == "2025-05-15"


def test_a_visit_lasts_as_long_as_the_report_that_tells_its_length() -> None:
    event = _the_event(_visit("2025-10-09", when="2025-10-09"), _visit("2025-10-10", when="2025-10-09/2025-10-16"))
    assert str(event.when) == "2025-10-09/2025-10-16"
    event = _the_event(_visit("2025-10-09", when="2025-10-09/2025-10-16"), _visit("2025-10-10", when="2025-10-09"))
    assert str(event.when) == "2025-10-09/2025-10-16"


def test_what_is_told_weeks_later_by_about_when_it_was_takes_nothing_from_the_days_told_before() -> None:
    """ "Some two weeks ago" is no new date."""
    firm = _visit("2025-10-10", when="2025-10-09/2025-10-12")
    about = _visit("2025-10-24", when="2025-10-07~")
    assert _the_event(firm, about).when.edtf == "2025-10-09/2025-10-12"
    assert _the_event(_visit("2025-10-10"), about).when.edtf == "2025-10-09"


def test_the_latest_word_gives_the_day() -> None:
    event = _the_event(
        _visit("2025-10-03", "planned", when="2025-10-09"), _visit("2025-10-12", "occurred", when="2025-10-10")
    )
    assert str(event.when) == "2025-10-10"


def test_two_legs_of_one_trip_told_by_one_text_are_one_visit() -> None:
    doc = document("He goes to Berlin on 23 June and on to Elmau on 25 June.", "2025-06-20")
    sides = ("USA:actor:Antony Blinken", "DEU:target")
    event = _the_event(
        report(doc, "goes to Berlin", "visit", *sides, when="2025-06-23", place="Berlin", status="planned"),
        report(doc, "on to Elmau", "visit", *sides, when="2025-06-25", place="Elmau", status="planned"),
    )
    assert str(event.when) == "2025-06-23/2025-06-25"


def test_two_hosts_of_one_trip_are_two_visits() -> None:
    doc = document("He goes to Berlin and on to Paris.", "2025-06-20")
    hosts = [
        report(doc, quote, "visit", "USA:actor:Antony Blinken", f"{host}:target", when="2025-06-23/2025-06-25")
        for quote, host in (("goes to Berlin", "DEU"), ("on to Paris", "FRA"))
    ]
    assert len(assemble(hosts)) == 2


def test_an_invitation_and_the_visit_it_led_to_are_two_events_of_one_thread() -> None:
    doc = document("Delhi has invited Muttaqi to come in October.", "2025-09-01", id="invitation")
    asked = report(doc, "invited", "invitation", "IND:actor", "AFG:target:Amir Khan Muttaqi", when="2025-09-01")
    threads = [event.thread for event in assemble([asked, _visit("2025-10-10")])]
    assert len(threads) == 2
    assert threads[0] is not None
    assert threads[0] == threads[1]


def test_a_visit_called_off_and_its_new_date_are_two_events_of_one_thread() -> None:
    off = _visit("2025-09-20", "cancelled", when="2025-09-15")
    first, second = assemble([off, _visit("2025-10-03", "planned", when="2025-10-09")])
    assert (first.status, second.status) == ("planned", "cancelled")
    assert first.thread == second.thread is not None


def test_an_event_that_follows_from_none_has_no_thread() -> None:
    assert _the_event(_visit("2025-10-10")).thread is None


def test_an_old_invitation_and_a_visit_of_another_guest_are_no_thread() -> None:
    doc = document("Delhi has invited Azizi.", "2025-09-01", id="invitation")
    asked = report(doc, "invited", "invitation", "IND:actor", "AFG:target:Nooruddin Azizi", when="2025-09-01")
    assert [event.thread for event in assemble([asked, _visit("2025-10-10")])] == [None, None]


def test_topics_are_gathered_and_the_place_is_that_of_most_reports() -> None:
    told = [
        _visit("2025-10-10", place="New Delhi", topics=("trade",)),
        _visit("2025-10-11", place="Delhi", topics=("trade", "mining")),
        _visit("2025-10-12", place="New Delhi"),
    ]
    event = _the_event(*told)
    assert (event.topics, event.place) == (("mining", "trade"), "New Delhi")


def test_first_and_last_reported_are_publication_days() -> None:
    event = _the_event(_visit("2025-10-12"), _visit("2025-10-10"), _visit(None))
    assert (str(event.first_reported), str(event.last_reported)) == ("2025-10-10", "2025-10-12")


def test_events_come_newest_first_and_undated_ones_last() -> None:
    dates = ["2025-10", None, "2025-10-09", "2024", "2025-10-09/2025-10-16"]
    doc = document("They met again and again.", "2025-10-20")
    told = assemble(report(doc, "met", "meeting", "IND:peer", "AFG:peer", when=when) for when in dates)
    assert [e.when.edtf if e.when else None for e in told] == [
        "2025-10",
        "2025-10-09/2025-10-16",
        "2025-10-09",
        "2024",
        None,
    ]


def test_a_reprint_adds_a_report_but_no_origin_and_keeps_the_id() -> None:
    body = "Afghanistan's foreign minister arrived in New Delhi on Thursday for a visit of eight days and for talks."
    original, reprint = document(body, "2025-10-09", id="a"), document("DELHI: " + body, "2025-10-10", id="b")
    first, again = (
        report(d, "visit", "visit", "AFG:actor", "IND:target", when="2025-10-09") for d in (original, reprint)
    )
    alone, both = _the_event(first), _the_event(first, again)
    assert (len(both.reports), both.origins) == (2, 1)
    assert alone.id == both.id


def test_events_name_any_of_the_parties_asked_for(tmp_path: Path) -> None:
    doc = document("They met, called and left.", "2025-10-10")
    made = [
        report(doc, "met", "meeting", "IND:peer", "AFG:peer").report,
        report(doc, "called", "call", "IRN:peer", "CHN:peer").report,
    ]
    with new_record(tmp_path) as store:
        store.add(doc, made, source="s", reader="1", now=_NOW)
        assert [e.type for e in events(store, Clocks(), parties=["AFG", "PAK"])] == ["meeting"]
        assert [e.type for e in events(store, Clocks(), types=["call"])] == ["call"]


_SEVERAL = st.lists(
    st.tuples(
        st.sampled_from([("They met in Kabul.", "2025-10-10"), ("They met; they met again.", "2025-10-12")]),
        st.lists(st.sampled_from(["IND", "AFG", "PAK", "HAQQANI"]), min_size=1, max_size=3, unique=True),
        st.sampled_from(["2025-10-09", "2025-10-10", "2025-10", None]),
        st.sampled_from(["meeting", "conference"]),
    ),
    min_size=2,
    max_size=6,
)


@given(_SEVERAL)
@settings(max_examples=15, deadline=None)
def test_an_event_is_the_same_whoever_asks(tmp_path_factory: pytest.TempPathFactory, told) -> None:
    with new_record(tmp_path_factory.mktemp("asked")) as store:
        for number, ((text, day), sides, when, type_) in enumerate(told):
            doc = document(f"{text} ({number})", day, id=str(number))
            made = report(doc, "met", type_, *(f"{side}:peer" for side in sides), when=when).report
            store.add(doc, [made], source=str(number), reader="1", now=_NOW)
        whole = events(store, Clocks())
        for party_ in ("IND", "AFG"):
            named = [e for e in whole if any(p.id == party_ for r in e.reports for p in r.report.parties)]
            assert events(store, Clocks(), parties=[party_]) == named
        both = [e for e in whole if any({"IND", "AFG"} <= {p.id for p in r.report.parties} for r in e.reports)]
        assert events(store, Clocks(), parties=["IND", "AFG"], together=True) == both
        assert event(store, Clocks(), whole[-1].id) == whole[-1]


def test_an_event_that_is_shown_says_why_its_reports_are_one(tmp_path: Path) -> None:
    with new_record(tmp_path) as store:
        for day in ("2025-10-10", "2025-10-11"):
            one = _visit(day)
            store.add(one.document, [one.report], source=day, reader="1", now=_NOW)
        (known,) = events(store, Clocks())
        shown = event(store, Clocks(), known.id)
        assert shown is not None
        assert "the same day" in shown.reasons[0].reasons


_DAYS = [
    Published(datetime.date(2025, 10, 12), "stated"),
    Published(datetime.date(2025, 10, 10), "stated"),
    Published(datetime.date(2025, 10, 12), "dateline"),
    Published(datetime.date(2025, 10, 10), "inferred"),
    Published(None, "withheld"),
]
_Find = tuple[Document, Sequence[Report], str]


@st.composite
def _finds(draw: st.DrawFn) -> _Find:
    """A document as some source might give it; few texts, ids, days and reports, so that they meet."""
    text = draw(
        st.sampled_from(["They met in Kabul.", "They met; they met in Kabul.", "CORRECTION: They met in Kabul."])
    )
    published = draw(st.sampled_from(_DAYS))
    url = draw(st.sampled_from([None, "https://example.org/1"]))
    doc = Document(draw(st.sampled_from(["a", "b", "c"])), text, published, draw(st.sampled_from(["P", "Q"])), url)
    # A reader is a function: the same text with the same date gives the same reports.
    status = "alleged" if published.date is None else "planned" if published.date.day == 10 else "denied"
    sides = ("IND:peer:S. Jaishankar", "AFG:peer") if "Kabul" in text else ("IND:peer:Vikram Misri", "AFG/TALIBAN:peer")
    made = [report(doc, "met", "meeting", *sides, when=when, status=status).report for when in ("2025-10-13", None)]
    made.append(report(doc, "met", "meeting", "IND:peer", "PAK:peer", status=status).report)
    return doc, made, draw(st.sampled_from(["one.txt", "two.jsonl"]))


def _filled(folder: Path, name: str, finds: Sequence[_Find]) -> Store:
    store = new_record(folder, name)
    for doc, made, source in finds:
        store.add(doc, made, source=source, reader="1", now=_NOW)
    return store


_CLOCKS = [Clocks(), Clocks(as_of=datetime.date(2025, 10, 11)), Clocks(as_of=datetime.date(2025, 10, 12))]


@given(st.lists(_finds(), min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_order_repetition_and_pieces_do_not_matter(tmp_path_factory: pytest.TempPathFactory, finds, chance) -> None:
    shuffled = [*finds, *finds[:1]]
    chance.shuffle(shuffled)
    folder = tmp_path_factory.mktemp("order")
    with _filled(folder, "a.db", finds) as one:
        _filled(folder, "b.db", shuffled[:2]).close()
        with Store.open(str(folder / "b.db")) as other:  # the rest comes another day
            for doc, made, source in shuffled[2:]:
                other.add(doc, made, source=source, reader="1", now=_NOW)
            for clocks in _CLOCKS:
                assert one.documents(clocks) == other.documents(clocks)
                assert events(one, clocks) == events(other, clocks)
                for parties in (["IND"], ["IND", "AFG"], ["AFG", "PAK"]):
                    asked = [events(store, clocks, parties=parties, together=True) for store in (one, other)]
                    assert asked[0] == asked[1]
            assert one.coverage(Clocks()) == other.coverage(Clocks())
            assert one.search("met", Clocks()) == other.search("met", Clocks())
            assert check(one) == check(other) == []


@given(st.lists(_finds(), min_size=2, max_size=4))
@settings(max_examples=8, deadline=None)
def test_the_past_stays_put(tmp_path_factory: pytest.TempPathFactory, finds) -> None:
    with new_record(tmp_path_factory.mktemp("past")) as store:
        answers = {}
        for hour, (doc, made, source) in enumerate(finds):
            moment = _NOW + datetime.timedelta(hours=hour)
            store.add(doc, made, source=source, reader=f"{hour % 2}", now=moment)
            for as_of in (None, datetime.date(2025, 10, 11)):
                clocks = Clocks(as_of=as_of, known_at=moment)
                answers[clocks] = store.documents(clocks), events(store, clocks), store.search("met", clocks)
        for clocks, told in answers.items():
            assert (store.documents(clocks), events(store, clocks), store.search("met", clocks)) == told


@given(st.lists(_finds(), min_size=1, max_size=4))
@settings(max_examples=8, deadline=None)
def test_every_event_has_an_id_of_its_own_and_evidence_that_re_reads(
    tmp_path_factory: pytest.TempPathFactory, finds
) -> None:
    with _filled(tmp_path_factory.mktemp("ids"), "a.db", finds) as store:
        told = events(store, Clocks())
        assert len({e.id for e in told}) == len(told)
        assert events(store, Clocks(), parties=["AFG"]) == [e for e in told if "AFG" in {p.id for p in e.parties}]
        spans = [(r.document.text, e) for event in told for r in event.reports for e in r.report.evidence]
        assert all(text[e.start : e.end] == e.text for text, e in spans)
        assert [r.id for r in store.reports(Clocks())] == sorted(r.id for event in told for r in event.reports)

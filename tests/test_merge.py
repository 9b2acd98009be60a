"""Which reports are about one event, and how many origins they have."""

import itertools

from factory import document, report
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.merge.judge import cluster, judge, occasions, same_person
from dragoman.merge.origins import Origins
from dragoman.model.event import StoredReport

_ONE = document("Ministers met in Kabul on Friday. They talked of trade.", "2025-10-10", id="one")
_TWO = document("A meeting took place in the Afghan capital.", "2025-10-11", id="two")


def _meeting(doc=_ONE, quote="met", *parties: str, when: str | None = "2025-10-10", **fields: str) -> StoredReport:
    sides = parties or ("IND:peer", "AFG:peer")
    return report(doc, quote, fields.pop("type", "meeting"), *sides, when=when, **fields)


def _are_one(*reports: StoredReport) -> bool:
    return len(cluster(reports)) == 1


def test_reports_of_two_documents_on_one_meeting_of_one_day_join() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting"))


def test_a_plan_and_the_report_that_it_took_place_are_one_event() -> None:
    assert _are_one(_meeting(status="planned"), _meeting(_TWO, "meeting"))


def test_another_day_is_another_event() -> None:
    assert not _are_one(_meeting(), _meeting(_TWO, "meeting", when="2025-10-11"))


def test_another_party_makes_another_event() -> None:
    assert not _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer", "AFG:peer", "PAK:peer"))


def test_two_accusations_in_opposite_directions_are_two_events() -> None:
    there = _meeting(_ONE, "met", "IND:actor", "PAK:target", type="accuse")
    back = _meeting(_TWO, "meeting", "PAK:actor", "IND:target", type="accuse")
    assert not _are_one(there, back)


def test_a_faction_named_by_one_report_only_does_not_divide() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer", "AFG/TALIBAN:peer"))


def test_people_named_by_one_report_only_do_not_divide() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer:Vikram Misri", "AFG:peer"))


def test_people_are_compared_by_last_name() -> None:
    full = _meeting(_ONE, "met", "IND:peer:Subrahmanyam Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    short = _meeting(_TWO, "meeting", "IND:peer:S. Jaishankar", "AFG:peer:Muttaqi")
    assert _are_one(full, short)


def test_different_people_of_one_party_make_different_events() -> None:
    minister = _meeting(_ONE, "met", "IND:peer:S. Jaishankar", "AFG:peer")
    secretary = _meeting(_TWO, "meeting", "IND:peer:Vikram Misri", "AFG:peer")
    assert not _are_one(minister, secretary)


def test_where_people_conflict_a_report_that_names_nobody_stands_alone() -> None:
    minister = _meeting(_ONE, "met", "IND:peer:S. Jaishankar", "AFG:peer")
    secretary = _meeting(_TWO, "meeting", "IND:peer:Vikram Misri", "AFG:peer")
    assert len(cluster([minister, secretary, _meeting(_TWO, "took place")])) == 3


def test_undated_reports_join_only_on_the_same_words() -> None:
    reprint = document("KABUL - ministers MET in Kabul on Friday!", id="three")
    first = _meeting(_ONE, "Ministers met in Kabul", when=None)
    assert _are_one(first, _meeting(reprint, "ministers MET in Kabul", when=None))
    assert not _are_one(first, _meeting(_TWO, "meeting", when=None))


def test_undated_reports_of_different_status_stay_apart() -> None:
    assert not _are_one(_meeting(when=None), _meeting(when=None, status="denied"))


def test_two_places_in_one_document_are_two_events() -> None:
    both = document("It opened consulates in Herat and in Kandahar.", id="both")
    herat, kandahar = (_meeting(both, "opened", type="mission", place=p) for p in ("Herat", "Kandahar"))
    assert not _are_one(herat, kandahar)


def test_a_place_told_more_or_less_finely_by_two_documents_does_not_divide() -> None:
    assert _are_one(_meeting(place="Kabul"), _meeting(_TWO, "meeting", place="Afghanistan"))


def test_a_reprint_does_not_change_the_id_of_the_event() -> None:
    assert list(occasions([_meeting()])) == list(occasions([_meeting(), _meeting(_TWO, "meeting")]))


def test_a_judgement_says_why_two_reports_are_two_events() -> None:
    ruling = judge(_meeting(), _meeting(_TWO, "meeting", when="2025-10-11"))
    assert ruling is not None
    assert not ruling.same
    assert ruling.reasons == ("when differs",)


def test_a_judgement_is_the_same_from_both_sides() -> None:
    left, right = _meeting(), _meeting(_TWO, "meeting")
    assert judge(left, right) == judge(right, left)


def test_reports_with_nothing_in_common_are_not_judged() -> None:
    assert judge(_meeting(), _meeting(_TWO, "meeting", "FRA:peer", "DEU:peer")) is None
    assert judge(_meeting(), _meeting(_TWO, "meeting", type="call")) is None


def test_family_name_first_is_still_the_same_person() -> None:
    assert same_person("Xi", "Xi Jinping")
    assert same_person("Amir Khan Muttaqi", "muttaqi")
    assert not same_person("Kim Jong Un", "Kim Yo Jong")
    assert not same_person("Raisa Khan", "Bilal Khan")


_SIDES = st.sampled_from(["IND:peer", "IND:peer:S. Jaishankar", "IND:peer:Vikram Misri", "PAK:peer"])
_OTHERS = st.sampled_from(["AFG:peer", "AFG/TALIBAN:peer:Amir Khan Muttaqi"])
_REPORTS = st.lists(
    st.builds(
        lambda doc, side, other, when, status, place: _meeting(
            doc[0], doc[1], side, other, when=when, status=status, place=place
        ),
        st.sampled_from([(_ONE, "met"), (_ONE, "talked"), (_TWO, "meeting"), (_TWO, "took place")]),
        _SIDES,
        _OTHERS,
        st.sampled_from([None, "2025-10-10", "2025-10"]),
        st.sampled_from(["planned", "occurred", "denied"]),
        st.sampled_from([None, "Kabul", "Herat"]),
    ),
    max_size=9,
)


@given(_REPORTS, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_clusters_do_not_depend_on_order_or_repetition(reports: list[StoredReport], chance) -> None:
    shuffled = [*reports, *reports[:3]]
    chance.shuffle(shuffled)
    assert occasions(reports) == occasions(shuffled)


@given(_REPORTS)
@settings(max_examples=80, deadline=None)
def test_each_report_is_in_one_cluster_with_reports_it_agrees_with(reports: list[StoredReport]) -> None:
    found = cluster(reports)
    assert sorted(r.id for group in found for r in group) == sorted({r.id for r in reports})
    for group in found:
        for left, right in itertools.combinations(group, 2):
            ruling = judge(left, right)
            assert ruling is not None
            assert ruling.same


_WIRE = " ".join(f"word{n}" for n in range(60))


def test_a_reprint_with_another_first_line_is_no_second_origin() -> None:
    assert Origins().count([document(_WIRE), document("KABUL: " + _WIRE.upper())]) == 1


def test_a_shortened_reprint_is_no_second_origin() -> None:
    assert Origins().count([document(_WIRE), document(" ".join(_WIRE.split()[:30]))]) == 1


def test_a_text_of_its_own_is_a_second_origin() -> None:
    assert Origins().count([document(_WIRE), document(" ".join(reversed(_WIRE.split())))]) == 2


def test_texts_shorter_than_a_run_are_compared_whole() -> None:
    assert Origins().count([document("They met."), document("THEY MET!")]) == 1
    assert Origins().count([document("They met."), document("They parted.")]) == 2
    assert Origins().count([document("…"), document("—")]) == 1


def test_a_text_that_joins_two_reprints_makes_them_one_origin() -> None:
    words = _WIRE.split()
    halves = [document(" ".join(words[:30])), document(" ".join(words[30:]))]
    assert Origins().count(halves) == 2
    assert Origins().count([*halves, document(_WIRE)]) == 1

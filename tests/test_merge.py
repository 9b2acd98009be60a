"""Which reports are about one event, and why."""

from dataclasses import replace

from factory import document, report
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.merge.cluster import cluster, occasions
from dragoman.merge.judge import judge, reasons
from dragoman.merge.names import same_person
from dragoman.model.event import Judgement, StoredReport

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


def test_two_meetings_of_one_traveller_with_two_hosts_are_not_joined_by_a_report_that_names_nobody() -> None:
    three = document("India's envoy met Afghan leaders on Friday.", "2025-10-10", id="three")
    four = document("Talks were held on Friday.", "2025-10-10", id="four")
    minister = _meeting(_ONE, "met", "IND:peer:Vikram Misri", "AFG:peer:Amir Khan Muttaqi")
    deputy = _meeting(_TWO, "meeting", "IND:peer:Vikram Misri", "AFG:peer:Abdul Ghani Baradar")
    vague = [_meeting(three, "met"), _meeting(four, "Talks")]
    groups = cluster([minister, deputy, *vague])
    assert sum(len(group) for group in groups) == 4
    assert not any({minister.id, deputy.id} <= {r.id for r in group} for group in groups)
    assert any(len(group) > 1 for group in groups)  # the vague ones still tell of one of them


def test_a_delegation_told_by_one_name_or_by_two_is_one() -> None:
    both = _meeting(_ONE, "met", "IND:peer:Vikram Misri", "AFG:peer:Amir Khan Muttaqi;Abdul Ghani Baradar")
    one = _meeting(_TWO, "meeting", "IND:peer:Vikram Misri", "AFG:peer:Abdul Ghani Baradar")
    assert _are_one(both, one)


def test_a_party_that_one_report_leaves_out_does_not_divide() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer", "AFG:peer", "PAK:peer"))


def test_one_party_in_common_is_not_enough() -> None:
    assert not _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer", "PAK:peer"))


def test_a_party_told_of_alone_is_party_to_what_two_did_on_that_very_day() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer"))
    for when in ("2025-10-11", "2025-10", None):
        assert not _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:peer", when=when))


def test_a_group_told_for_its_country_does_not_divide() -> None:
    assert _are_one(
        report(_ONE, "met", "attack", "USA:actor", "HOUTHIS:target", when="2025-10-10"),
        report(_TWO, "meeting", "attack", "USA:actor", "YEM:target", when="2025-10-10"),
    )


def test_a_country_and_the_rebels_in_it_stay_two_parties() -> None:
    truce = report(_ONE, "met", "deescalate", "YEM:peer", "HOUTHIS:peer", when="2025-10-10")
    assert not _are_one(truce, report(_TWO, "meeting", "deescalate", "YEM:peer", "SAU:peer", when="2025-10-10"))


def test_what_began_on_a_day_long_ago_and_lasts_is_told_again_without_it() -> None:
    sides = ("RUS:actor", "UKR:target")
    early = document("Since Russia invaded Ukraine in February, many fled.", "2022-05-06")
    late = document("Russia invaded Ukraine and has not stopped.", "2022-06-20")
    assert _are_one(
        report(early, "Russia invaded Ukraine", "attack", *sides, when="2022-02-24", status="ongoing"),
        report(late, "Russia invaded Ukraine", "attack", *sides, status="ongoing"),
    )


def test_a_deal_that_one_tells_as_agreed_and_one_as_signed_is_one() -> None:
    deal = document("Both signed the Bab agreement on grain in Doha.", "2025-10-10")
    told = document("Both agreed in Doha on the Bab agreement on grain.", "2025-10-10")
    assert _are_one(
        report(deal, deal.text, "agreement", "IND:peer", "AFG:peer", change="sign", when="2025-10-10"),
        report(told, told.text, "agreement", "IND:peer", "AFG:peer", change="agree", when="2025-10-10"),
    )


def test_roles_told_differently_do_not_divide_what_is_symmetric() -> None:
    assert _are_one(_meeting(), _meeting(_TWO, "meeting", "IND:actor", "AFG:target"))


def test_two_accusations_in_opposite_directions_are_two_events() -> None:
    there = _meeting(_ONE, "met", "IND:actor", "PAK:target", type="condemn")
    back = _meeting(_TWO, "meeting", "PAK:actor", "IND:target", type="condemn")
    assert not _are_one(there, back)


def test_deeds_of_one_day_to_one_party_by_different_doers_are_two() -> None:
    sides = ("AFG:target", "UN:target")
    tents = document("India flew tents to Kabul for the United Nations.", "2025-10-10", id="tents")
    wheat = document("Wheat was brought to Herat by lorry.", "2025-10-10", id="wheat")
    indian = _meeting(tents, "flew tents to Kabul", "IND:actor", *sides, type="aid")
    assert not _are_one(indian, _meeting(wheat, "Wheat was brought to Herat", "IRN:actor", *sides, type="aid"))
    assert _are_one(indian, _meeting(wheat, "Wheat was brought to Herat", "IND:actor", *sides, type="aid"))


def test_broad_times_that_begin_on_one_day_are_compared() -> None:
    then = document("The summit of 2021 was held in a hall by the lake.", "2025-03-01", id="then")
    since = document("It was the first summit since 2021.", "2025-10-10", id="since")
    one = _meeting(then, "The summit of 2021", "IND:peer", "AFG:peer", type="conference", when="2021")
    assert _are_one(one, _meeting(since, "first summit since 2021", type="conference", when="2021/.."))
    assert not _are_one(one, _meeting(since, "first summit since 2021", type="conference", when="2020/.."))


def test_a_month_and_a_day_of_it_are_one_call_between_the_same_two() -> None:
    sides = ("IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    later = document("The ministers had spoken over the phone in May.", "2025-10-10", id="later")
    then = document("The phone call on Thursday was the first of its kind.", "2025-05-16", id="then")
    vague = _meeting(later, "spoken over the phone", *sides, type="call", when="2025-05")
    assert _are_one(vague, _meeting(then, "phone call", *sides, type="call", when="2025-05-15"))


def test_two_days_of_one_month_are_two_calls() -> None:
    sides = ("IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    first, second = (_meeting(_ONE, "met", *sides, type="call", when=day) for day in ("2025-05-06", "2025-05-15"))
    vague = _meeting(_TWO, "meeting", *sides, type="call", when="2025-05")
    assert len(cluster([first, second, vague])) == 2


def test_an_undated_report_joins_what_took_place_about_when_it_was_told() -> None:
    sides = ("IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    assert _are_one(_meeting(_ONE, "met", *sides), _meeting(_TWO, "meeting", *sides, when=None))


def test_an_undated_report_joins_nothing_of_another_year() -> None:
    sides = ("IND:peer:S. Jaishankar", "AFG:peer:Amir Khan Muttaqi")
    old = _meeting(_ONE, "met", *sides, when="2023-03-01")
    assert not _are_one(old, _meeting(_TWO, "meeting", *sides, when=None))


def test_an_undated_report_that_names_nobody_joins_nothing_that_lies_weeks_back() -> None:
    later = document("The two sides have met before, it was said.", "2025-11-15", id="later")
    assert not _are_one(_meeting(), _meeting(later, "have met before", when=None))


def test_what_is_told_as_done_is_no_occasion_that_was_yet_to_come() -> None:
    """An undated visit told as held in September is not that of October, which is told later."""
    october = _visit(_TWO, "meeting", when="2025-10-10")
    early = document("The two ministers met in Kabul once more.", "2025-10-04", id="early")
    late = document("The two ministers met in Kabul once more.", "2025-10-12", id="late")
    assert not _are_one(_visit(early, "met", when=None), october)
    assert _are_one(_visit(late, "met", when=None), october)


def _visit(doc, quote: str, when: str | None) -> StoredReport:
    return report(doc, quote, "visit", "IND:actor:S. Jaishankar", "AFG:target", when=when)


def test_a_trip_that_was_called_off_is_no_leg_of_the_one_made_later() -> None:
    first = _visit(document("They travelled to Kabul.", "2025-10-02"), "travelled", "2025-09-30")
    second = _visit(document("The visit to Kabul went on.", "2025-10-05"), "visit to Kabul", "2025-10-03")
    assert _are_one(first, second)
    off = replace(first, report=replace(first.report, status="cancelled"))
    assert not _are_one(off, second)


def test_a_conference_of_an_organisation_is_known_by_it_whoever_else_is_named() -> None:
    brief = document("Ahead of the NATO summit in Madrid on 29 June.", "2025-06-20", id="brief")
    full = document("He will attend the NATO summit in Madrid on 29 June.", "2025-06-21", id="full")
    alone = _meeting(brief, "the NATO summit in Madrid", "NATO:peer", type="conference", when="2025-06-29")
    named = _meeting(full, "the NATO summit in Madrid", "NATO:peer", "USA:peer", type="conference", when="2025-06-29")
    assert _are_one(alone, named)


def test_what_stands_is_told_again_in_other_words() -> None:
    spring = document("Delhi keeps regular contact with Kabul.", "2025-05-16", id="spring")
    autumn = document("Conversations between the two capitals go on.", "2025-10-10", id="autumn")
    kept = _meeting(spring, "regular contact", when=None, status="ongoing")
    assert _are_one(kept, _meeting(autumn, "Conversations", when=None, status="ongoing"))


def test_different_subjects_of_one_speaker_on_one_day_are_two_statements() -> None:
    first = document("India condemned the shelling of villages along the border.", "2025-10-10", id="first")
    second = document("India criticised the new tariffs on cotton and rice.", "2025-10-11", id="second")
    sides = ("IND:actor", "PAK:target")
    shelling = _meeting(first, "condemned the shelling of villages along the border", *sides, type="condemn")
    tariffs = _meeting(second, "criticised the new tariffs on cotton and rice", *sides, type="condemn")
    assert not _are_one(shelling, tariffs)


def test_two_places_in_one_document_are_two_events() -> None:
    both = document("It opened consulates in Herat and in Kandahar.", id="both")
    herat, kandahar = (_meeting(both, "opened", type="mission", place=p) for p in ("Herat", "Kandahar"))
    assert not _are_one(herat, kandahar)


def test_a_place_told_more_or_less_finely_by_two_documents_does_not_divide() -> None:
    assert _are_one(_meeting(place="Kabul"), _meeting(_TWO, "meeting", place="Afghanistan"))


def test_a_reprint_does_not_change_the_id_of_the_event() -> None:
    assert list(occasions([_meeting()])) == list(occasions([_meeting(), _meeting(_TWO, "meeting")]))


def test_a_judgement_says_what_speaks_against_before_what_speaks_for() -> None:
    ruling = judge(_meeting(), _meeting(_TWO, "meeting", when="2025-10-12"))
    assert not ruling.same
    assert ruling.reasons[0] == "a few days apart"
    assert "the same parties" in ruling.reasons


def test_what_cannot_be_one_event_is_said_in_a_word() -> None:
    assert judge(_meeting(), _meeting(type="call")).reasons == ("other types of event",)
    assert judge(_meeting(), _meeting(when="2025-12-01")).reasons == ("on days that lie too far apart",)


def test_the_reasons_of_an_event_join_its_reports_with_as_few_judgements_as_can_be() -> None:
    third = document("The meeting of Friday was long.", "2025-10-12", id="third")
    told = [_meeting(), _meeting(_TWO, "meeting"), _meeting(third, "meeting")]
    found = reasons(told)
    assert len(found) == 2
    assert {id for judgement in found for id in (judgement.left, judgement.right)} == {r.id for r in told}


def test_what_a_person_ruled_stands_first_among_the_reasons() -> None:
    left, right = _meeting(), _meeting(_TWO, "meeting", when="2025-12-01")
    ruling = Judgement(*sorted((left.id, right.id)), True, "Ann", ("the date was misprinted",))
    assert reasons([left, right], [ruling]) == (ruling,)


def test_a_person_joins_what_the_machine_keeps_apart() -> None:
    left, right = _meeting(), _meeting(_TWO, "meeting", when="2025-12-01")
    assert len(cluster([left, right], [Judgement(left.id, right.id, True, "Ann")])) == 1


def test_a_person_keeps_apart_what_the_machine_joins() -> None:
    left, right = _meeting(), _meeting(_TWO, "meeting")
    assert len(cluster([left, right], [Judgement(left.id, right.id, False, "Ann")])) == 2


def test_what_a_person_keeps_apart_is_not_joined_by_way_of_a_third() -> None:
    third = document("The meeting of Friday was long.", "2025-10-12", id="third")
    left, right, between = _meeting(), _meeting(_TWO, "meeting"), _meeting(third, "meeting")
    groups = cluster([left, right, between], [Judgement(left.id, right.id, False, "Ann")])
    assert not any({left.id, right.id} <= {r.id for r in group} for group in groups)


def test_the_id_of_an_event_is_that_of_its_first_report() -> None:
    later = _meeting(_TWO, "meeting")
    assert list(occasions([_meeting(), later])) == [f"e{_meeting().id[1:]}"]


def test_a_judgement_is_the_same_from_both_sides() -> None:
    left, right = _meeting(), _meeting(_TWO, "meeting")
    assert judge(left, right) == judge(right, left)


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


@given(_REPORTS)
@settings(max_examples=40, deadline=None)
def test_each_report_is_in_one_cluster(reports: list[StoredReport]) -> None:
    assert sorted(r.id for group in cluster(reports) for r in group) == sorted({r.id for r in reports})


@given(_REPORTS, st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_reports_of_other_parties_change_nothing(reports: list[StoredReport], where: int) -> None:
    strangers = [_meeting(doc, quote, "FRA:peer", "DEU:peer") for doc, quote in ((_ONE, "met"), (_TWO, "meeting"))]
    with_others = occasions([*reports[:where], *strangers, *reports[where:]])
    assert occasions(reports).items() <= with_others.items()


@given(_REPORTS, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_clusters_do_not_depend_on_order_or_repetition(reports: list[StoredReport], chance) -> None:
    shuffled = [*reports, *reports[:3]]
    chance.shuffle(shuffled)
    assert occasions(reports) == occasions(shuffled)


def test_a_hyphen_in_a_name_makes_no_other_person() -> None:
    assert same_person("Cho Hyun-dong", "Cho Hyundong")


def test_a_place_that_the_other_report_names_does_not_divide() -> None:
    near = document("Ministers met at Darulaman outside Kabul.", "2025-10-10", id="near")
    left = _meeting(near, "met at Darulaman outside Kabul", place="Darulaman")
    assert "different places" not in judge(left, _meeting(_TWO, place="Kabul", quote="meeting")).reasons


def _tariff(text: str, published: str) -> StoredReport:
    doc = document(text, published, id=published)
    return report(doc, text, "sanction", "USA:actor", "CHN:target", change="impose", status="ongoing")


def test_measures_in_force_with_other_amounts_are_two() -> None:
    assert not _are_one(_tariff("A 10% tariff is in effect.", "2025-03-04"), _tariff("A 20% levy holds.", "2025-04-12"))


def test_a_delay_in_days_does_not_contradict_a_share() -> None:
    told = judge(_tariff("A 25% tariff is put off.", "2025-03-04"), _tariff("It waits for 30 days.", "2025-03-05"))
    assert "other numbers" not in told.reasons


def test_calls_told_each_on_its_own_day_are_two() -> None:
    texts = [document(f"They spoke today. {n}", f"2025-03-0{n}", id=str(n)) for n in (1, 2)]
    sides = ("USA:peer:Anna Ray", "UKR:peer:Ivan Moroz")
    assert not _are_one(*(report(d, "spoke", "call", *sides, when=f"2025-03-0{n}") for n, d in enumerate(texts, 1)))

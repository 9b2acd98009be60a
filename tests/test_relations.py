"""Where two parties stand: each list of the answer, from events that are known to say so."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from factory import citations, document, event, report

from dragoman.answer.bearing import cite
from dragoman.answer.entries import Relations
from dragoman.answer.levels import Levels, Scale
from dragoman.answer.relations import relations
from dragoman.errors import KnowledgeError, UsageError
from dragoman.model.event import Event
from dragoman.record.store import Coverage

KABUL = "AFG/TALIBAN"


def stand(*events: Event, as_of: str | None = None, last: str | None = None) -> Relations:
    """India and Afghanistan, from these events."""
    day = datetime.date.fromisoformat(as_of) if as_of else None
    ended = datetime.date.fromisoformat(last) if last else None
    return relations(events, "IND", "AFG", as_of=day, coverage=Coverage(1, (), ended, ended))


def told(quote: str, type_: str, *parties: str, published: str | None = "2025-10-10", **fields_: Any) -> Event:
    """The event of one report in a document that holds its quote and nothing else."""
    return event(report(document(quote, published, id=quote), quote, type_, *parties, **fields_))


def mission(quote: str, change: str, *, sender: str = "IND", host: str = "AFG", **fields_: Any) -> Event:
    return told(quote, "mission", f"{sender}:actor", f"{host}:target", change=change, **fields_)


# Representation


def test_an_opened_mission_is_open_since_that_day() -> None:
    known = stand(mission("India opened a technical mission in Kabul.", "open", when="2022", place="Kabul"))
    [found] = known.representation
    assert (found.sender, found.host, found.place, found.level) == ("IND", "AFG", "Kabul", "technical mission")
    assert (found.state, str(found.since)) == ("open", "2022")


def test_a_planned_upgrade_leaves_the_mission_at_its_level() -> None:
    """What is announced is pending; the mission is what it was until it is done."""
    opened = mission("India opened a technical mission in Kabul.", "open", when="2022", place="Kabul")
    planned = mission(
        "India will raise its technical mission to an embassy.", "upgrade", place="Kabul", status="planned"
    )
    known = stand(opened, planned)
    [found] = known.representation
    assert (found.level, found.state) == ("technical mission", "open")
    assert [(step.change, step.level, step.status) for step in found.history] == [
        ("open", "technical mission", "occurred"),
        ("upgrade", "embassy", "planned"),
    ]
    assert [matter.events for matter in known.pending] == [(planned.id,)]


def test_a_planned_upgrade_does_not_say_since_when_the_mission_is_there() -> None:
    planned = mission("India will raise its mission to an embassy.", "upgrade", when="2025-10-10", status="planned")
    [found] = stand(planned).representation
    assert (found.state, found.since) == ("open", None)


def test_an_upgrade_that_happened_gives_the_higher_level() -> None:
    opened = mission("India opened a technical mission in Kabul.", "open", when="2022", place="Kabul")
    done = mission("The technical mission became an embassy.", "upgrade", when="2025-10-21", place="Kabul")
    [found] = stand(opened, done).representation
    assert (found.level, found.state, str(found.since)) == ("embassy", "open", "2025-10-21")


def test_a_closed_embassy_stays_beside_the_consulates_that_remain() -> None:
    away = {"sender": "AFG", "host": "IND"}
    closed = mission("The embassy closed.", "close", when="2023-11", place="New Delhi", **away)
    kept = mission(
        "Its consulates in Mumbai and Hyderabad offer limited services.",
        "operate",
        place="Mumbai and Hyderabad",
        status="ongoing",
        **away,
    )
    found = {(m.place, m.level, m.state) for m in stand(closed, kept).representation}
    assert found == {
        ("New Delhi", "embassy", "closed"),
        ("Mumbai", "consulate", "limited"),
        ("Hyderabad", "consulate", "limited"),
    }


def test_that_a_mission_works_on_a_day_does_not_say_since_when() -> None:
    [found] = stand(
        mission(
            "its consulate is open",
            "operate",
            place="Mumbai",
            when="2023-11-24",
            status="ongoing",
            sender="AFG",
            host="IND",
        )
    ).representation
    assert (found.state, found.since) == ("open", None)
    [found] = stand(mission("its consulate is open", "operate", when="2001/..", status="ongoing")).representation
    assert str(found.since) == "2001/.."


def test_the_city_tells_the_host_that_a_text_leaves_out() -> None:
    kept = told(
        "Its consulate in Mumbai is open", "mission", "AFG:actor", change="operate", place="Mumbai", status="ongoing"
    )
    assert [(m.sender, m.host, m.place) for m in stand(kept).representation] == [("AFG", "IND", "Mumbai")]
    elsewhere = told(
        "Its consulate is open", "mission", "AFG:actor", change="operate", place="Karachi", status="ongoing"
    )
    assert stand(elsewhere).representation == ()


def test_the_cited_words_tell_the_cities_that_the_event_does_not() -> None:
    """Also where two states are said to act: the one in whose city the mission stands is the host."""
    both = told(
        "India and Afghanistan: the embassy in Kabul works",
        "mission",
        "IND:actor",
        "AFG:actor",
        change="operate",
        status="ongoing",
    )
    kept = mission(
        "NEW DELHI - the consulates in Hyderabad and Mumbai still work",
        "operate",
        sender="AFG",
        host="IND",
        status="ongoing",
    )
    assert {(m.sender, m.host, m.place, m.level) for m in stand(both, kept).representation} == {
        ("IND", "AFG", "Kabul", "embassy"),
        ("AFG", "IND", "Mumbai", "consulate"),
        ("AFG", "IND", "Hyderabad", "consulate"),
    }


def test_a_mission_that_is_only_proposed_is_no_mission() -> None:
    assert stand(mission("India may open a consulate.", "open", status="proposed")).representation == ()


def test_a_mission_is_cited_first_with_what_decided_its_state() -> None:
    opened = mission("An embassy opened in Kabul.", "open", when="2001", place="Kabul", published="2001-12-01")
    closed = mission("The embassy in Kabul closed.", "close", when="2021-08", place="Kabul", published="2021-08-20")
    [found] = stand(opened, closed).representation
    assert found.state == "closed"
    assert found.evidence[0].text == "The embassy in Kabul closed."


# Recognition, ties, envoys, measures


def test_recognition_withheld_is_not_recognition() -> None:
    known = stand(
        told("no recognition", "recognition", "IND:actor", f"{KABUL}:target", change="withhold", status="ongoing")
    )
    assert [(r.by, r.of, r.state) for r in known.recognition] == [("IND", "AFG", "withheld")]


def test_recognition_by_somebody_else_is_no_matter_of_the_two() -> None:
    granted = told("Russia recognised the Taliban", "recognition", "RUS:actor", f"{KABUL}:target", change="grant")
    assert stand(granted).recognition == ()


def test_the_last_step_in_relations_decides_the_ties() -> None:
    broken = told("broke off", "relations", "IND:peer", "AFG:peer", change="sever", when="1996")
    mended = told("established", "relations", "IND:peer", "AFG:peer", change="establish", when="2001-12")
    ties = stand(mended, broken).ties
    assert (ties.state, str(ties.since)) == ("established", "2001-12")
    assert [step.change for step in ties.history] == ["sever", "establish"]


def test_who_accepts_credentials_is_the_host() -> None:
    accepted = told(
        "India accepted the credentials of the Afghan ambassador",
        "envoy",
        "IND:actor",
        f"{KABUL}:target",
        change="accredit",
        when="2025-02",
    )
    [envoy] = stand(accepted).envoys
    assert (envoy.sender, envoy.host, envoy.post, envoy.state) == ("AFG", "IND", "ambassador", "at post")


def test_a_text_that_names_the_post_alone_means_the_person_known_in_it() -> None:
    named = told(
        "Bilal Karimi brought his credentials as ambassador",
        "envoy",
        f"{KABUL}:actor:Bilal Karimi",
        "IND:target",
        change="accredit",
        when="2024-01-30",
        published="2024-01-30",
    )
    recalled = told(
        "Kabul recalled its ambassador", "envoy", f"{KABUL}:actor", "IND:target", change="recall", when="2025"
    )
    [envoy] = stand(named, recalled).envoys
    assert (envoy.person, envoy.state, str(envoy.since)) == ("Bilal Karimi", "recalled", "2025")


def test_an_expelled_envoy_came_from_the_other_party() -> None:
    [envoy] = stand(told("India expelled the ambassador", "envoy", "IND:actor", "AFG:target", change="expel")).envoys
    assert (envoy.sender, envoy.state) == ("AFG", "expelled")


def test_diplomats_that_are_withdrawn_are_no_recalled_ambassador() -> None:
    named = told(
        "Bilal Karimi brought his credentials as ambassador",
        "envoy",
        f"{KABUL}:actor:Bilal Karimi",
        "IND:target",
        change="accredit",
        when="2024-01-30",
        published="2024-01-30",
    )
    left = told("Kabul withdrew its diplomats", "envoy", f"{KABUL}:actor", "IND:target", change="recall", when="2025")
    assert {(e.person, e.post, e.state) for e in stand(named, left).envoys} == {
        ("Bilal Karimi", "ambassador", "at post"),
        (None, "diplomats", "recalled"),
    }


def test_a_measure_of_a_third_party_concerns_the_two() -> None:
    granted = told(
        "granted an exemption",
        "sanction",
        "UNSC:actor",
        f"{KABUL}:target:Amir Khan Muttaqi",
        change="exempt",
        when="2025-10-09/2025-10-16",
        topics=("travel ban",),
    )
    [measure] = stand(granted).measures
    assert (measure.by, measure.on, measure.kind, measure.state) == ("UNSC", "AFG", "travel ban", "exempted")
    assert (str(measure.start), str(measure.until)) == ("2025-10-09", "2025-10-16")


def test_a_refused_exemption_leaves_the_measure_in_force() -> None:
    refused = told("failed to secure a waiver", "sanction", f"{KABUL}:target", change="exempt", status="denied")
    assert [m.state for m in stand(refused).measures] == ["in force"]


def test_an_exemption_that_is_over_leaves_the_measure_in_force() -> None:
    granted = told(
        "granted an exemption",
        "sanction",
        "UNSC:actor",
        f"{KABUL}:target",
        change="exempt",
        when="2025-10-09/2025-10-16",
    )
    assert [m.state for m in stand(granted, as_of="2025-10-16").measures] == ["exempted"]
    assert [m.state for m in stand(granted, as_of="2025-10-17").measures] == ["in force"]


# Contacts


MINISTERS = (
    "Indian Foreign Minister S. Jaishankar met Afghan Foreign Minister Amir Khan Muttaqi in Delhi. "
    "Foreign Secretary Vikram Misri met Muttaqi in Dubai."
)


def talks(quote: str, indian: str, when: str | None, doc: str = MINISTERS, **fields_: Any) -> Event:
    held = report(
        document(doc, "2025-10-10"),
        quote,
        "meeting",
        f"IND:peer:{indian}",
        f"{KABUL}:peer:Amir Khan Muttaqi",
        when=when,
        **fields_,
    )
    return event(held)


def test_a_contact_is_as_high_as_its_lower_side() -> None:
    delhi = talks("met Afghan Foreign Minister", "S. Jaishankar", "2025-10-10")
    dubai = talks("met Muttaqi in Dubai", "Vikram Misri", "2025-01-08")
    levels = {level.level: level.events for level in stand(delhi, dubai).contacts.by_level}
    assert levels == {"ministers": (delhi.id,), "senior officials": (dubai.id,)}


def test_a_diplomat_who_sees_a_minister_makes_no_contact_of_ministers() -> None:
    text = "An Indian diplomat, Anand Prakash, met Foreign Minister Amir Khan Muttaqi."
    seen = talks("met Foreign Minister", "Anand Prakash", "2025-04-27", doc=text)
    assert [level.level for level in stand(seen).contacts.by_level] == ["officials"]


def test_offices_are_those_held_on_the_day_where_the_text_gives_no_title() -> None:
    """Jaishankar was foreign secretary, a civil servant, before he became minister."""
    text = "S. Jaishankar met Sergei Lavrov."
    then, now = (
        event(
            report(
                document(text, f"{year}-06-02"),
                text,
                "meeting",
                "IND:peer:S. Jaishankar",
                "RUS:peer:Sergei Lavrov",
                when=f"{year}-06-01",
            )
        )
        for year in (2016, 2021)
    )
    known = relations([then, now], "IND", "RUS", as_of=None, coverage=Coverage(2, (), None, None))
    assert {level.level: level.events for level in known.contacts.by_level} == {
        "ministers": (now.id,),
        "senior officials": (then.id,),
    }


def test_a_foreign_secretary_is_a_minister_in_some_states_only() -> None:
    levels = Levels.load()
    assert levels.of_title("Foreign Secretary", "GBR") == "ministers"
    assert levels.of_title("Foreign Secretary", "IND") == "senior officials"


def test_a_first_name_is_no_rank() -> None:
    """Amir is a ruler's title, and a first name."""
    assert Levels.load().persons.words("He met Amir Khan Muttaqi.") == []


def test_the_highest_contact_names_the_one_before_it() -> None:
    first = talks("Indian Foreign Minister", "S. Jaishankar", "2025-05-15")
    lower = talks("met Muttaqi in Dubai", "Vikram Misri", "2025-08-01")
    last = talks("met Afghan Foreign Minister", "S. Jaishankar", "2025-10-10")
    highest = stand(first, lower, last).contacts.highest_since
    assert highest is not None
    assert (highest.events, str(highest.since)) == ((last.id,), "2025-05-15")


def test_a_planned_meeting_is_no_contact() -> None:
    planned = talks("met Afghan Foreign Minister", "S. Jaishankar", "2025-10-20", status="planned")
    assert stand(planned, as_of="2025-10-11").contacts.last is None


def test_the_monthly_series_counts_no_contact_whose_month_is_unknown() -> None:
    known = stand(
        talks("met Afghan Foreign Minister", "S. Jaishankar", "2025-10-10"),
        talks("Indian Foreign Minister", "S. Jaishankar", "2025-10"),
        talks("met Muttaqi in Dubai", "Vikram Misri", "2025"),
        talks("met Muttaqi", "Vikram Misri", None),
    )
    assert [(count.month, count.count) for count in known.contacts.series] == [("2025-10", 2)]
    assert sum(level.count for level in known.contacts.by_level) == 4


# Pending, overdue, called off


def visit(when: str | None, status: str, published: str, **fields_: Any) -> Event:
    guest = f"{KABUL}:actor:Amir Khan Muttaqi"
    return told(f"{status} visit {when}", "visit", guest, "IND:target", when=when, status=status, published=published)


def test_a_plan_is_pending_until_its_last_day_has_passed() -> None:
    plan = visit("2025-10-09/2025-10-16", "planned", "2025-10-03")
    assert [m.events for m in stand(plan, as_of="2025-10-16").pending] == [(plan.id,)]
    known = stand(plan, as_of="2025-10-17")
    assert (known.pending, [m.events for m in known.overdue]) == ((), [(plan.id,)])


def test_without_as_of_the_last_published_day_decides_what_is_overdue() -> None:
    plan = visit("2025-10-09", "planned", "2025-10-03")
    assert stand(plan, last="2025-10-08").overdue == ()
    assert len(stand(plan, last="2025-12-01").overdue) == 1
    assert stand(plan).overdue == ()


def test_a_plan_that_took_place_is_neither_pending_nor_overdue() -> None:
    plan = visit("2025-10", "planned", "2025-10-03")
    held = visit("2025-10-09", "occurred", "2025-10-09")
    known = stand(plan, held, as_of="2025-12-01")
    assert (known.pending, known.overdue) == ((), ())


def test_an_undated_report_after_its_day_keeps_a_plan_from_being_overdue() -> None:
    plan = visit("2025-10-09", "planned", "2025-10-03")
    assert len(stand(plan, visit(None, "occurred", "2025-10-01"), as_of="2025-12-01").overdue) == 1
    assert stand(plan, visit(None, "occurred", "2025-10-10"), as_of="2025-12-01").overdue == ()


def test_a_plan_that_was_called_off_is_only_that() -> None:
    plan = visit("2025-09", "planned", "2025-08-20")
    off = visit("2025-09", "cancelled", "2025-09-08")
    known = stand(plan, off, as_of="2025-12-01")
    assert (known.pending, known.overdue) == ((), ())
    assert [m.events for m in known.cancelled] == [(off.id,)]


def test_the_day_of_an_announcement_is_no_day_that_passes() -> None:
    """A step announced on the day of the report has no day of its own: it is pending, not overdue."""
    announced = mission("India will upgrade its mission.", "upgrade", when="2025-10-10", status="planned")
    known = stand(announced, as_of="2025-12-01")
    assert len(known.pending) == 1
    assert known.overdue == ()


def test_an_invitation_is_pending_until_the_guest_comes() -> None:
    invited = told(
        "India invited Muttaqi", "invitation", "IND:actor", f"{KABUL}:target:Amir Khan Muttaqi", published="2025-09-15"
    )
    assert [m.type for m in stand(invited).pending] == ["invitation"]
    assert stand(invited, visit("2025-10-09", "occurred", "2025-10-09")).pending == ()


def test_an_invitation_of_companies_is_not_answered_by_a_diplomat() -> None:
    invited = told("invited companies to mine", "invitation", f"{KABUL}:actor", "IND:target", topics=("mining",))
    trip = told("a diplomat came", "visit", "IND:actor", f"{KABUL}:target", when="2025-11-02", published="2025-11-03")
    assert [m.events for m in stand(invited, trip).pending] == [(invited.id,)]


# Positions, disputes, agenda


def test_a_denied_event_is_disputed_together_with_the_denial_in_the_same_words() -> None:
    text = "Kabul called it untrue, as some had claimed, that Indian missiles fell on Afghan towns."
    doc = document(text, "2025-05-16")
    strikes = event(
        report(doc, "Indian missiles fell on Afghan towns", "attack", "IND:actor", "AFG:target", status="denied")
    )
    denial = event(report(doc, text, "reject", f"{KABUL}:actor", "PAK:target"))
    [dispute] = stand(strikes, denial).disputes
    assert dispute.type == "attack"
    assert set(dispute.events) == {strikes.id, denial.id}


def test_an_accusation_by_a_third_party_about_both_is_a_position() -> None:
    accused = told("Pakistan said that Indian missiles hit Afghan soil", "condemn", "PAK:actor", "IND:target")
    assert [m.events for m in stand(accused).positions] == [(accused.id,)]


def test_a_condemnation_of_what_befell_the_other_party_concerns_both() -> None:
    text = "The attack in Pahalgam killed 26. Kabul condemned the Pahalgam attack."
    doc = document(text, "2025-05-16")
    attack = event(report(doc, "The attack in Pahalgam killed 26", "attack", "IND:target", place="Pahalgam"))
    condemned = event(
        report(doc, "Kabul condemned the Pahalgam attack", "condemn", f"{KABUL}:actor", topics=("Pahalgam attack",))
    )
    assert [m.events for m in stand(attack, condemned).positions if m.type == "condemn"] == [(condemned.id,)]


def test_a_courtesy_to_a_third_party_that_mentions_the_other_is_no_position_on_it() -> None:
    thanks = told("India thanked Japan for its help in Kabul", "endorse", "IND:actor", "JPN:target")
    blame = told("India blamed Pakistan for the strike on Kabul", "condemn", "IND:actor", "PAK:target")
    assert [m.events for m in stand(thanks, blame).positions] == [(blame.id,)]


def test_a_warning_that_is_only_alleged_is_told_as_that() -> None:
    alleged = told("Delhi is said to have warned Kabul", "warn", "IND:actor", "AFG:target", status="alleged")
    assert [(m.events, m.status) for m in stand(alleged).positions] == [((alleged.id,), "alleged")]


def test_what_concerns_only_one_of_the_two_stays_out() -> None:
    trip = told("Muttaqi visited Tehran", "visit", f"{KABUL}:actor", "IRN:target", when="2025-05-18")
    praise = told("China praised Kabul", "endorse", "CHN:actor", f"{KABUL}:target")
    known = stand(trip, praise)
    assert (known.positions, known.contacts.last, known.agenda) == ((), None, ())


def test_a_topic_is_cited_where_the_text_names_it() -> None:
    text = "The ministers spoke by telephone. They talked about visas for traders. Nothing else is known."
    call = event(
        report(
            document(text, "2025-05-16"),
            "The ministers spoke by telephone",
            "call",
            "IND:peer",
            "AFG:peer",
            topics=("visas",),
            when="2025-05-15",
        )
    )
    [item] = stand(call).agenda
    assert (item.topic, item.count, str(item.last)) == ("visas", 1, "2025-05-15")
    assert [citation.text for citation in item.evidence] == ["They talked about visas for traders."]


# The whole


def test_a_faction_makes_no_other_party() -> None:
    with_faction = told("met", "meeting", "IND:peer", f"{KABUL}:peer", when="2025-01")
    without = told("met again", "meeting", "IND:peer", "AFG:peer", when="2025-02")
    assert sum(level.count for level in stand(with_faction, without).contacts.by_level) == 2


def test_the_order_of_the_events_does_not_matter() -> None:
    events = [
        visit("2025-09", "cancelled", "2025-09-08"),
        visit("2025-10", "planned", "2025-10-03"),
        mission("India opened a technical mission in Kabul.", "open", when="2022", place="Kabul"),
    ]
    assert stand(*events) == stand(*reversed(events))


def test_a_party_has_no_relations_with_itself() -> None:
    with pytest.raises(UsageError, match="two parties"):
        relations([], "IND", "IND", as_of=None, coverage=Coverage(0, (), None, None))


def test_a_word_that_names_two_levels_is_a_fault_of_the_data() -> None:
    rows = [{"level": "embassy", "words": ["mission"]}, {"level": "office", "words": ["Mission"]}]
    with pytest.raises(KnowledgeError, match="two levels"):
        Scale.of(rows, "levels.yaml")


def test_nothing_known_gives_empty_lists_and_the_coverage() -> None:
    known = stand(last="2025-10-10")
    assert known.representation == known.pending == known.positions == ()
    assert known.coverage.last == datetime.date(2025, 10, 10)


def test_an_entry_cites_first_what_tells_of_its_present_state() -> None:
    peers = ("IND:peer", "AFG:peer")
    plan = report(document("They may meet.", "2025-10-09", id="plan"), "may meet", "meeting", *peers, status="planned")
    held = report(document("They met.", "2025-10-10", id="held"), "They met", "meeting", *peers)
    assert [citation.document for citation in cite([event(plan, held)])] == ["held", "plan"]


def test_the_documents_that_are_cited_are_named() -> None:
    known = stand(told("They met", "meeting", "IND:peer", "AFG:peer", published="2025-10-09"))
    assert [(source.document, str(source.published)) for source in known.sources] == [("They met", "2025-10-09")]


def marked_events(folder: Path, until: str) -> tuple[list[Event], dict[str, str]]:
    """Every marked event of the two reports published by a day, each an event of its own; and the texts by id."""
    events, texts = [], {}
    for line in (folder / "gold" / "seed_reports.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["doc"]["published"] > until:
            continue
        doc = document(row["doc"]["text"], row["doc"]["published"], id=row["doc"]["id"])
        texts[doc.id] = doc.text
        for one in row["events"]:
            parties = [
                f"{p['id']}{'/' + p['faction'] if p.get('faction') else ''}:{p['role']}"
                + (f":{';'.join(p['people'])}" if p["people"] else "")
                for p in one["parties"]
            ]
            named = {key: one[key] for key in ("change", "place", "status", "source")}
            told_ = report(
                doc, one["evidence"], one["type"], *parties, when=one["date"], topics=tuple(one["topics"]), **named
            )
            events.append(event(told_))
    return events, texts


def test_the_marked_events_answer_the_facts_that_a_reader_should_be_able_to_ask_for(marked: Path) -> None:
    """Answered: a citation overlaps half of one of the fact's quotes, and is no longer than three times it."""
    events, texts = marked_events(marked, "2025-10-11")
    cited = set(citations(stand(*events, as_of="2025-10-11", last="2025-10-10")))
    facts = json.loads((marked / "gold" / "seed_reports_merged.json").read_text("utf-8"))["state_of_relations"]

    def answered(fact: dict[str, Any]) -> bool:
        for doc, quote in fact["evidence"]:
            start = texts[doc].index(quote)
            for one in (c for c in cited if c.document == doc):
                shared = min(one.end, start + len(quote)) - max(one.start, start)
                if shared >= len(quote) / 2 and one.end - one.start <= 3 * len(quote):
                    return True
        return False

    unanswered = [fact["fact"] for fact in facts if not answered(fact)]
    assert len(facts) - len(unanswered) >= 26, unanswered


def test_in_june_nothing_of_october_is_known(marked: Path) -> None:
    events, texts = marked_events(marked, "2025-06-01")
    known = stand(*events, as_of="2025-06-01", last="2025-05-16")
    assert {citation.document for citation in citations(known)} == set(texts) == {"seed-002"}
    assert "2025-10" not in repr(known)


def test_every_citation_re_reads(marked: Path) -> None:
    events, texts = marked_events(marked, "2025-10-11")
    cited = list(citations(stand(*events, as_of="2025-10-11")))
    assert cited
    assert all(texts[c.document][c.start : c.end] == c.text for c in cited)

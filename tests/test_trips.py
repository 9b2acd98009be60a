"""The travels of a secretary of state, from the releases that announce them, tell of them under way and look back.

TRIPS are facts: the days on which Antony J. Blinken was abroad, and the states he went to then, as far as the corpus
has releases of those days. Only short releases are read, so that it takes seconds.
"""

import datetime
import gzip
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from dragoman.desk import Desk
from dragoman.knowledge.gazetteer import Gazetteer
from dragoman.model.event import Event

CORPUS = "state_department_2021_2022.jsonl.gz"
WORDS = 450  # of the longest release that is read
BEFORE, AFTER = 8, 6  # days around a trip in which releases tell of it
STAY = 20  # days of a longer span, which is no trip's
MOST = 1.15  # events for each host and trip


class Trip(NamedTuple):
    """The first and the last day, and the hosts."""

    first: str
    last: str
    hosts: str


TRIPS = (
    Trip("2021-05-24", "2021-05-27", "ISR PSE EGY JOR"),
    Trip("2021-06-01", "2021-06-02", "CRI"),
    Trip("2021-06-22", "2021-06-29", "DEU FRA ITA VAT"),
    Trip("2021-07-26", "2021-07-29", "IND KWT"),
    Trip("2022-02-07", "2022-02-13", "AUS FJI"),
    Trip("2022-02-17", "2022-02-19", "DEU"),
    Trip("2022-03-03", "2022-03-08", "BEL POL MDA LTU LVA EST FRA"),
    Trip("2022-04-24", "2022-04-25", "UKR"),
    Trip("2022-05-14", "2022-05-16", "DEU FRA"),
    Trip("2022-06-23", "2022-06-24", "DEU"),
)


@pytest.fixture(scope="module")
def visits(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[Event]]:
    """For each host of each trip the events that are visits of the secretary's to it in those days."""
    path = marked / "corpora" / CORPUS
    if not path.exists():
        pytest.skip(f"no corpus at {path}")
    folder = tmp_path_factory.mktemp("trips")
    with (
        gzip.open(path, "rt", encoding="utf-8") as lines,
        (folder / "releases.jsonl").open("w", encoding="utf-8") as chosen,
    ):
        chosen.writelines(line for line in lines if tells_of_a_trip(json.loads(line)))
    desk = Desk(str(folder / "record.db"))
    desk.read([str(folder / "releases.jsonl")])
    return {
        (trip.first, host): [e for e in desk.events("USA", host, types=["visit"]) if is_of(trip, e)]
        for trip in TRIPS
        for host in trip.hosts.split()
    }


def tells_of_a_trip(release: dict[str, str]) -> bool:
    """Whether a short release of the days around a trip names the secretary and a host."""
    text, day = release["text"], datetime.date.fromisoformat(release["published"])
    if "Blinken" not in text or len(text.split()) > WORDS:
        return False
    named = {match.entity for match in Gazetteer.load().scan(text)}
    return any(
        (day - datetime.date.fromisoformat(trip.first)).days >= -BEFORE
        and (day - datetime.date.fromisoformat(trip.last)).days <= AFTER
        and not named.isdisjoint(trip.hosts.split())
        for trip in TRIPS
    )


def is_of(trip: Trip, event: Event) -> bool:
    """Whether an event is the secretary's visit in the days of the trip."""
    when, guests = event.when, [p for p in event.parties if p.id == "USA" and p.role == "actor"]
    if when is None or when.earliest is None or when.latest is None or (when.latest - when.earliest).days > STAY:
        return False
    away = when.latest.isoformat() >= trip.first and when.earliest.isoformat() <= trip.last
    return away and any("Blinken" in name for guest in guests for name in guest.people)


def test_nearly_every_host_of_a_trip_has_its_visit(visits: dict[tuple[str, str], list[Event]]) -> None:
    missing = [key for key, found in visits.items() if not found]
    assert len(missing) <= len(visits) // 10, missing


def test_a_trip_is_one_visit_for_each_host(visits: dict[tuple[str, str], list[Event]]) -> None:
    told = [len(found) for found in visits.values() if found]
    assert sum(told) / len(told) <= MOST


def test_what_was_announced_and_what_was_held_are_one(visits: dict[tuple[str, str], list[Event]]) -> None:
    """Of the hosts with reports of both kinds, all but one in ten at most have one event with both."""
    apart, joined = [], 0
    for key, found in visits.items():
        statuses = [{r.report.status for r in event.reports} for event in found]
        announced = [s for s in statuses if "planned" in s]
        held = [s for s in statuses if s & {"occurred", "ongoing"}]
        if announced and held:
            both = any(s in held for s in announced)
            joined += both
            apart += [] if both else [key]
    assert joined >= 9
    assert len(apart) <= joined // 9, apart

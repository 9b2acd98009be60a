"""Time expressions: where they stand, what they mean counted from the day of publication, and what is no time."""

import datetime
import itertools
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import KnowledgeError
from dragoman.extract import times_grammar
from dragoman.extract.times import Timex, annotate, find_times
from dragoman.extract.times_resolve import READERS

FRIDAY = datetime.date(2025, 10, 10)
MARKED = Path(os.environ.get("DRAGOMAN_MARKED", Path(__file__).parents[2] / "shared"))


def only(text: str, anchor: datetime.date | None = FRIDAY) -> Timex:
    """The one expression of a text."""
    found = find_times(text, anchor)
    assert len(found) == 1, [timex.text for timex in found]
    return found[0]


def span(text: str, anchor: datetime.date | None = FRIDAY) -> str | None:
    """The EDTF span of the one expression of a text."""
    timex = only(text, anchor)
    return timex.span.edtf if timex.span else None


def value(text: str, anchor: datetime.date | None = FRIDAY) -> str:
    return only(text, anchor).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They signed it on October 9, 2025.", "2025-10-09"),
        ("They signed it on 9 October 2025.", "2025-10-09"),
        ("They signed it on the 9th of October 2025.", "2025-10-09"),
        ("They signed it on Oct. 9, 2025.", "2025-10-09"),
        ("They signed it on Thursday, October 9, 2025.", "2025-10-09"),
        ("Events of 2025 October 09.", "2025-10-09"),
        ("Dated 2025-10-09 and sealed.", "2025-10-09"),
        ("Dated 10/09/2025 and sealed.", "2025-10-09"),
        ("Dated 25/09/2025 and sealed.", "2025-09-25"),
        ("Dated 09.10.2025 and sealed.", "2025-10-09"),
    ],
)
def test_a_full_date_means_its_day_however_it_is_written(text: str, expected: str) -> None:
    """No day of publication is needed for a date with its year."""
    assert span(text, anchor=None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy's October 9-16 visit was long.", "2025-10-09/2025-10-16"),
        ("He stays from 9 to 16 October.", "2025-10-09/2025-10-16"),
        ("The talks of July 1 to 3 failed.", "2025-07-01/2025-07-03"),
        ("The talks of June 28-July 2, 2024 failed.", "2024-06-28/2024-07-02"),
        ("They toured the region from December 30 to January 2, 2025.", "2024-12-30/2025-01-02"),
        ("It was negotiated in May-June 2021.", "2021-05/2021-06"),
        ("The 2019-2021 ceasefire held.", "2019/2021"),
        ("The ceasefire of 2019–21 held.", "2019/2021"),
    ],
)
def test_a_stretch_of_days_is_one_span(text: str, expected: str) -> None:
    """Both ends are in the span, across months and years."""
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers met on Thursday.", "2025-10-09"),
        ("The ministers met on Friday.", "2025-10-10"),
        ("The ministers will meet on Thursday.", "2025-10-16"),
        ("The ministers will meet next Tuesday.", "2025-10-14"),
        ("The ministers met last Friday.", "2025-10-03"),
        ("The talks are expected to be held on Monday.", "2025-10-13"),
        ("The minister said on Tuesday that the road was open.", "2025-10-07"),
        ("The ministers met on Wednesday last week.", "2025-10-01"),
    ],
)
def test_a_weekday_follows_the_tense_of_its_sentence(text: str, expected: str) -> None:
    """Past: the latest such day up to publication; future: the next."""
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Talks on Saturday", "2025-10-11"), ("Talks on Wednesday", "2025-10-08")]
)
def test_a_weekday_without_a_tense_is_the_nearer_one(text: str, expected: str) -> None:
    """A headline on a Friday means tomorrow's Saturday, and the Wednesday just past."""
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met last week.", "2025-10-06/2025-10-12"),
        ("They met this week.", "2025-10-06/2025-10-12"),
        ("They will meet this week.", "2025-10-13/2025-10-19"),
    ],
)
def test_on_a_sunday_the_week_before_has_ended(text: str, expected: str) -> None:
    """What a Sunday's paper calls last week ended on the day before; what it plans for this week is yet to begin."""
    assert span(text, anchor=datetime.date(2025, 10, 12)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The port was shut, the mayor said Saturday.", "2025-10-11"), ("The port was shut on Saturday.", "2025-10-04")],
)
def test_a_wire_sent_after_midnight_tells_of_the_weekday_after_its_date(text: str, expected: str) -> None:
    """News wires leave "on" out; with it, the weekday lies in the week before."""
    assert span(text) == expected


def test_the_tense_that_the_caller_knows_outranks_the_words() -> None:
    """A parser's tense wins over the cues of the sentence."""
    [timex] = find_times("The ministers met on Thursday.", FRIDAY, tense=lambda offset: "future")
    assert timex.value == "2025-10-16"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy arrived yesterday.", "2025-10-09"),
        ("The envoy arrives tomorrow.", "2025-10-11"),
        ("The envoy arrived the day before yesterday.", "2025-10-08"),
        ("The embassy closed half a year ago.", "2025-04~"),
        ("The embassy closed two days ago.", "2025-10-08"),
        ("The envoy arrived last month.", "2025-09"),
        ("The envoy leaves early next month.", "2025-11-01/2025-11-10~"),
        ("They signed it late last year.", "2024-10~/2024-12"),
        ("They met earlier this year.", "2025-01/2025-10"),
        ("They will meet later this year.", "2025-10/2025-12"),
        ("A summit is planned for next year.", "2026"),
        ("The fighting began three years ago.", "2022~"),
        ("He is expected in Delhi in the coming weeks.", "2025-10/2025-11~"),
        ("Clashes were reported in recent days.", "2025-10-03~/2025-10-10"),
        ("Trade fell over the past two months.", "2025-08-10/2025-10-10"),
        ("The flood came over the weekend.", "2025-10-04/2025-10-05"),
        ("They met this week.", "2025-10-06/2025-10-10"),
        ("The envoy was named in the third week of this month.", "2025-10-15~/2025-10-21~"),
    ],
)
def test_relative_words_count_from_the_day_of_publication(text: str, expected: str) -> None:
    """Nothing is counted from the day of reading."""
    assert span(text) == expected


@pytest.mark.parametrize(
    "text",
    ["He said it today.", "He said it on Friday.", "They met last month.", "They met in May.", "They met on October 9.",
     "The embassy closed two days ago.", "They met earlier this year.", "Clashes were reported in recent days."],
)  # fmt: skip
def test_without_a_day_of_publication_relative_words_stay_unknown(text: str) -> None:
    """No date becomes today."""
    assert span(text, anchor=None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The embassy closed in November.", "2024-11"),
        ("The embassy will open in November.", "2025-11"),
        ("The embassy will open in March.", "2026-03"),
        ("The envoy spoke with him in May.", "2025-05"),
        ("The envoy arrived on December 4.", "2024-12-04"),
        ("The fair opens on Nov. 5.", "2025-11-05"),
        ("The two met in November last year.", "2024-11"),
        ("The two will meet next March.", "2026-03"),
        ("They would resume talks broken off since November.", "2024-11/.."),
    ],
)
def test_a_month_without_a_year_is_the_nearest_that_its_tense_allows(text: str, expected: str) -> None:
    """Past: the last such month; future: the next."""
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mission was opened in 2022.", "2022"),
        ("They traded in the 1980s.", "1980/1989"),
        ("The treaty dates from mid-2024.", "2024-06~/2024-07~"),
        ("The treaty dates from around 2010.", "2010~"),
        ("The consulate closed in late September.", "2025-09-21~/2025-09-30"),
        ("The consulate closed in mid-July.", "2025-07-15~"),
        ("It closed in the second half of 2022.", "2022-07/2022-12"),
        ("It closed in the third quarter of 2022.", "2022-07/2022-09"),
        ("It closed in the summer of 2022.", "2022-06~/2022-08~"),
        ("The border was drawn in the 19th century.", "1800/1899"),
        ("The budget of fiscal year 2023 was cut.", "2023~"),
        ("He was received in the week of May 5, 2025.", "2025-05-05/2025-05-11"),
        ("He may travel for a week starting October 9.", "2025-10-09/2025-10-16"),
    ],
)
def test_larger_and_vaguer_times_keep_their_precision(text: str, expected: str) -> None:
    """A quarter is three months, and what is about a time bears a tilde."""
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "modifier"),
    [
        ("The mission has been closed since 2021.", "2021/..", "since"),
        ("The mission stays closed until 2030.", "../2030", "until"),
        ("The road must be open by December 2026.", "../2026-12", "by"),
    ],
)
def test_since_and_until_leave_one_end_open(text: str, expected: str, modifier: str) -> None:
    """The preposition stays outside the expression and is told."""
    timex = only(text)
    assert (timex.span and timex.span.edtf, timex.modifier) == (expected, modifier)
    assert modifier not in timex.text


@pytest.mark.parametrize(
    "text", ["The road was closed between 2019 and 2021.", "The road was closed from 2019 until 2021."]
)
def test_both_ends_of_between_and_from_mean_the_whole_span(text: str) -> None:
    """Whichever of the two a reader takes, it has the whole."""
    assert [timex.span and timex.span.edtf for timex in find_times(text, FRIDAY)] == ["2019/2021", "2019/2021"]


@pytest.mark.parametrize(
    "text",
    ["The troops march at dawn and may return.", "Prime Minister Theresa May answered.", "He sold 1,500 tents.",
     "Some 2022 people fled.", "The second envoy fell ill.", "The sun rose over the fall of leaves.",
     "Resolution 1988 binds all states.", "Members of the March 23 Movement fired.", "The Mirage 2000 flew over.",
     "Kabul\n\nHe spoke to Russia Today.", "A 40-year-old man was held.", "They met on Black Friday.",
     "It covers 2022 hectares and 1990 km.", "She gave away a quarter of the estate.", "The soon-to-open hall leaks.",
     "Now, the council must choose.", "He was soon released.", "They owe the short-term lender a favour.",
     "Accra\n\nHe spoke to 60 Minutes.", "Accra\n\nHe spoke on Africa This Week.", "They plan for its future role."],
)  # fmt: skip
def test_names_verbs_and_counts_are_no_time(text: str) -> None:
    """Neither a surname, nor a verb, nor a number of things."""
    assert find_times(text, FRIDAY) == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("The two-day talks ended.", "DURATION", "P2D"),
        ("The siege lasted three weeks.", "DURATION", "P3W"),
        ("It took two decades.", "DURATION", "P20Y"),
        ("It took several months.", "DURATION", "PXM"),
        ("It took twenty-five minutes.", "DURATION", "PT25M"),
        ("They held two to three weeks of talks.", "DURATION", "PXW"),
        ("It took two and a half years.", "DURATION", "P2.5Y"),
        ("It began on New Year's Eve 2024.", "DATE", "2024-12-31"),
        ("They meet every two years.", "SET", "P2Y"),
        ("They meet every Monday.", "SET", "XXXX-WXX-1"),
        ("The office is currently shut.", "DATE", "PRESENT_REF"),
        ("The office was recently shut.", "DATE", "PAST_REF"),
        ("They spoke on Thursday night.", "TIME", "2025-10-09TNI"),
        ("They spoke at 9 o'clock in the evening.", "TIME", "2025-10-10T21:00"),
        ("They sailed at 5 in the morning.", "TIME", "2025-10-10T05:00"),
        ("They spoke at 9.30 p.m. yesterday.", "TIME", "2025-10-09T21:30"),
        ("They spoke last week.", "DATE", "2025-W40"),
        ("The dam was built in nineteen sixty-four.", "DATE", "1964"),
        ("It froze in the winter of nineteen forty-six.", "DATE", "1946-WI"),
        ("The ports shrank in the 1960s.", "DATE", "196"),
        ("The ties grew over the years.", "DURATION", "PXY"),
        ("A quarter-century of rule ended.", "DURATION", "P25Y"),
        ("Sales doubled for the year ended June 30.", "DURATION", "P1Y"),
        ("Sales doubled in the quarter ended June 30.", "DATE", "2025-Q2"),
        ("Sales doubled in the latest quarter.", "DATE", "2025-Q3"),
        ("They may raise it in the current quarter.", "DATE", "2025-Q4"),
        ("It was sealed on April twenty-first, nineteen ninety.", "DATE", "1990-04-21"),
        ("The pact lapses two weeks from now.", "DATE", "2025-10-24"),
        ("The pact lapses a week from Friday.", "DATE", "2025-10-24"),
        ("The harbour was closed by mid-afternoon.", "TIME", "2025-10-10TAF"),
        ("She had left the day before.", "DATE", "2025-10-09"),
        ("They met on 7 May 2024 and the following Monday.", "DATE", "2024-05-13"),
        ("They met on 7 May 2024 and the previous Tuesday.", "DATE", "2024-04-30"),
        ("No flood was worse since '82.", "DATE", "1982"),
        ("It grew in the first six months of the year.", "DATE", "2025"),
        ("It will rain for the rest of the month.", "DATE", "2025-10"),
        ("She came back in the evening.", "TIME", "2025-10-10TEV"),
        ("Few travel these days.", "DATE", "PRESENT_REF"),
        ("They had quarrelled long ago.", "DATE", "PAST_REF"),
        ("She called a while ago.", "DATE", "PAST_REF"),
        ("They dined on Thanksgiving 2024.", "DATE", "2024-11-28"),
        ("The shops were shut on Memorial Day 2025.", "DATE", "2025-05-26"),
        ("The shops were shut on Labor Day.", "DATE", "2025-09-01"),
        ("The index ended the day higher.", "DATE", "2025-10-10"),
        ("Exports grew more than in March, or in the same month last year.", "DATE", "2024-03"),
    ],
)
def test_values_are_those_of_timex3(text: str, kind: str, expected: str) -> None:
    """Durations, sets, references and parts of the day."""
    found = find_times(text, FRIDAY)
    assert (kind, expected) in [(timex.type, timex.value) for timex in found]


def test_durations_and_references_name_no_day() -> None:
    """What names no day of the calendar has no span."""
    found = find_times("He stayed for three weeks, recently and daily.", FRIDAY)
    assert [timex.span for timex in found] == [None, None, None]


def test_a_later_day_is_counted_from_the_day_last_spoken_of() -> None:
    """ "Two days later" follows the story, not the day of publication."""
    found = find_times("The embassy was attacked on 3 May 2021. Two days later, the envoy left.", FRIDAY)
    assert [timex.value for timex in found] == ["2021-05-03", "2021-05-05"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Profit in the second quarter rose from a year earlier.", ["2025-Q2", "2024-Q2"]),
        ("Profit in the second quarter rose. The year-ago period had a strike.", ["2025-Q2", "2024-Q2"]),
        ("Profit in the second quarter rose. In the 2022 period it fell.", ["2025-Q2", "2022-Q2"]),
        ("Profit in the second quarter fell. In May it moved. A year ago it lost.", ["2025-Q2", "2025-05", "2024-Q2"]),
        ("The second quarter was good. Nine months brought less than a year earlier.", ["2025-Q2", "P9M", "2024"]),
        ("The fourth quarter will be better than a year ago.", ["2025-Q4", "2024"]),
    ],
)  # fmt: skip
def test_figures_are_compared_with_the_same_quarter_of_another_year(text: str, expected: list[str]) -> None:
    """ "A year earlier" means the quarter told of, unless another stretch came between or it has not ended."""
    assert [timex.value for timex in find_times(text, FRIDAY)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met in March and July last year.", ["2024-03", "2024-07"]),
        ("They met in May and June 2019.", ["2019-05", "2019-06"]),
        ("They met on June 3 and July 5, 2021.", ["2021-06-03", "2021-07-05"]),
        ("They met in June and will meet in December 2026.", ["2025-06", "2026-12"]),
    ],
)
def test_a_year_told_once_is_that_of_every_month_in_the_list(text: str, expected: list[str]) -> None:
    """Only months and days side by side share it."""
    assert [timex.value for timex in find_times(text, FRIDAY)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("They will meet in two weeks.", "2025-10-24~"), ("They built it in two weeks.", None)],
)
def test_in_two_weeks_is_a_day_of_the_future_only(text: str, expected: str | None) -> None:
    """What was done in two weeks took so long."""
    assert span(text) == expected


def test_later_in_the_day_is_the_day_of_publication() -> None:
    """A year spoken of before it is no day to count from."""
    assert [timex.value for timex in find_times("It began in 2019. He left later in the day.", FRIDAY)] == [
        "2019", "2025-10-10",
    ]  # fmt: skip


def test_an_impossible_day_is_no_date() -> None:
    """The thirtieth of February is in no calendar."""
    spans = [timex.span for timex in find_times("It was signed on February 30, 2025.", FRIDAY)]
    assert all(known is None or known.precision != "day" for known in spans)


def test_annotate_gives_the_same_as_find_times() -> None:
    """The command and the reader share one function."""
    text = "They met on Thursday and will meet in May."
    assert annotate(text, FRIDAY) == find_times(text, FRIDAY)


@given(st.lists(st.sampled_from(sorted(times_grammar.load_grammar().words)), max_size=40), st.dates())
@settings(max_examples=60, deadline=None)
def test_any_heap_of_time_words_is_read_without_an_error(words: list[str], anchor: datetime.date) -> None:
    """Whatever stands side by side, spans re-read and do not overlap."""
    text = " ".join(word.title() for word in words)
    found = find_times(text, anchor)
    assert all(text[timex.start : timex.end] == timex.text for timex in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


def test_a_long_text_is_read_in_linear_time() -> None:
    """Ten times the text takes about ten times as long, not a hundred."""
    story = "The minister said on Thursday that 2,000 tents will arrive by May. Nothing else was said of it.\n\n"

    def seconds(text: str) -> float:
        began = time.perf_counter()
        find_times(text, FRIDAY)
        return time.perf_counter() - began

    seconds(story)
    assert seconds(story * 2000) < 30 * max(seconds(story * 200), 0.005)


def test_every_reader_of_the_grammar_exists_and_is_used() -> None:
    """A rule cannot name a reader that is missing, and no reader is dead."""
    assert {rule.read for rule in times_grammar.load_grammar().rules} == set(READERS)


def test_a_rule_with_an_unknown_class_stops_everything() -> None:
    """A broken grammar is never run."""
    with pytest.raises(KnowledgeError, match="knows no class NONSENSE"):
        times_grammar.compile_rule({"name": "x", "read": "day", "pattern": "NONSENSE"}, {})


# -- marked documents --------------------------------------------------------------------------------------------------


def value_f1(documents: Sequence[dict[str, object]]) -> float:
    """TempEval-3's value F1: an expression counts when it overlaps a marked one and bears its value."""
    marked = found = right = 0
    for document in documents:
        text, gold = str(document["text"]), list(_timexes(document))
        predicted = annotate(text, datetime.date.fromisoformat(str(document["dct"])[:10]))
        marked, found = marked + len(gold), found + len(predicted)
        free = list(predicted)
        for start, end, wanted in gold:
            overlapping = [timex for timex in free if timex.start < end and start < timex.end]
            if overlapping:
                best = min(overlapping, key=lambda timex: abs(timex.start - start) + abs(timex.end - end))
                free.remove(best)
                right += best.value == wanted
    return 2 * right / (marked + found)


def test_the_first_century_is_a_time() -> None:
    """There is no year 0 to begin it with."""
    assert only("The graves are of the 1st century.").value == "00XX"


def _timexes(document: dict[str, object]) -> Iterator[tuple[int, int, str]]:
    entries = document["timexes"]
    assert isinstance(entries, list)
    for entry in entries:
        yield entry["start"], entry["end"], entry["value"]


@pytest.mark.parametrize(("name", "floor"), [("timex_dev.jsonl", 0.805), ("timex_meantime_dev.jsonl", 0.795)])
def test_values_of_marked_documents_stay_right(name: str, floor: float) -> None:
    """The floor stands just under what was measured when the grammar was last worked on."""
    path = MARKED / "gold" / name
    if not path.is_file():
        pytest.skip(f"no marked documents at {path}: set DRAGOMAN_MARKED")
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert value_f1(documents) >= floor

"""Answers keep the shapes that other programs rely on, and nothing from outside steers a page or a terminal."""

import dataclasses
import datetime
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from factory import document, event, report
from rich.console import Console, RenderableType

from dragoman.answer.brief import brief
from dragoman.answer.calendar import calendar
from dragoman.answer.changes import Known, changes
from dragoman.answer.disputes import disputes_of
from dragoman.answer.relations import relations
from dragoman.model.event import Event
from dragoman.model.report import PloverCode
from dragoman.record.search import SearchHit
from dragoman.record.store import Coverage
from dragoman.serve.render import (
    brief_json,
    brief_markdown,
    event_json,
    events_text,
    plain_json,
    reading_json,
    relations_json,
    relations_text,
    search_text,
    show_text,
)
from dragoman.serve.render_questions import calendar_text, changes_text, disputes_text

QUOTE = "S. Jaishankar spoke to Amir Khan Muttaqi"


def call(quote: str = QUOTE, **fields: Any) -> Event:
    """The event of one report of a call between two ministers."""
    given = {"when": "2025-05-15", "topics": ("trade",), **fields}
    text = f"A call. {quote} by telephone."
    doc = document(text, "2025-05-16", id="a.txt", publisher="An agency", title="A call", url="https://example.org/a")
    peers = ("IND:peer:S. Jaishankar", "AFG/TALIBAN:peer:Amir Khan Muttaqi")
    return event(report(doc, quote, "call", *peers, **given))


def screen(shown: RenderableType) -> str:
    """What a terminal of 100 columns receives."""
    out = io.StringIO()
    Console(file=out, width=100, force_terminal=True, color_system=None).print(shown)
    return out.getvalue()


def asked(*events: Event) -> Any:
    """The relations and the brief of India and Afghanistan."""
    known = relations(events, "IND", "AFG", as_of=None, coverage=Coverage(1, (), None, datetime.date(2025, 5, 16)))
    return known, brief(known, events, "IND", "AFG")


# JSON


def test_a_reading_is_one_line_of_extract() -> None:
    [stored] = call().reports
    coded = replace(stored.report, confidence=0.927, plover=PloverCode("CONSULT", "phone"), cameo="041")
    start = stored.document.text.index(QUOTE)
    assert reading_json(stored.document, [coded]) == {
        "id": "a.txt",
        "published": "2025-05-16",
        "events": [
            {
                "type": "call",
                "change": None,
                "parties": [
                    {"id": "IND", "role": "peer", "people": ["S. Jaishankar"]},
                    {"id": "AFG", "faction": "TALIBAN", "role": "peer", "people": ["Amir Khan Muttaqi"]},
                ],
                "topics": ["trade"],
                "date": "2025-05-15",
                "place": None,
                "status": "occurred",
                "source": None,
                "evidence": [{"start": start, "end": start + len(QUOTE), "text": QUOTE}],
                "confidence": 0.93,
                "plover": {"type": "CONSULT", "mode": "phone"},
                "cameo": "041",
            }
        ],
    }


def test_what_is_unknown_is_null() -> None:
    line = reading_json(document("A text."), [])
    assert (line["published"], line["events"]) == (None, [])


def test_an_event_has_the_fields_of_the_interface_in_their_order() -> None:
    assert list(event_json(call())) == [
        "id", "type", "change", "parties", "topics", "when", "place", "status", "thread", "first_reported",
        "last_reported", "history", "reports", "origins", "disputed", "plover", "cameo", "confidence",
    ]  # fmt: skip


def test_an_event_names_the_reports_and_the_steps_it_rests_on() -> None:
    told = call()
    shown = event_json(told)
    assert shown["history"] == [
        {"status": "occurred", "when": "2025-05-15", "as_of": "2025-05-16", "reports": [told.reports[0].id]}
    ]
    assert shown["reports"][0]["document"] == "a.txt"
    assert shown["reports"][0]["publisher"] == "An agency"
    assert shown["reports"][0]["published"] == shown["first_reported"] == shown["last_reported"] == "2025-05-16"
    assert shown["reports"][0]["evidence"][0]["text"] == QUOTE


def test_relations_have_the_keys_of_the_interface() -> None:
    known, _ = asked(call())
    shown = relations_json(known)
    assert list(shown) == [
        "parties", "as_of", "representation", "recognition", "ties", "envoys", "contacts", "agreements", "measures",
        "pending", "overdue", "cancelled", "disputes", "agenda", "positions", "claims", "coverage", "sources",
    ]  # fmt: skip
    assert shown["parties"] == ["IND", "AFG"]
    assert list(shown["contacts"]) == ["last", "highest_since", "by_level", "series"]
    assert shown["contacts"]["series"][0]["month"] == "2025-05"
    assert shown["coverage"] == {"documents": 1, "publishers": [], "from": None, "to": "2025-05-16"}


def test_every_entry_of_relations_has_its_events_and_evidence() -> None:
    opened = event(
        report(
            document("An embassy opened.", "2022-06-24"),
            "An embassy opened",
            "mission",
            "IND:actor",
            "AFG:target",
            change="open",
        )
    )
    ban = event(
        report(
            document("A travel ban.", "2022-06-24"),
            "A travel ban",
            "sanction",
            "UNSC:actor",
            "AFG:target",
            change="impose",
            when="2022",
        )
    )
    shown = relations_json(asked(call(), opened, ban)[0])
    entries = [
        *shown["representation"],
        *shown["representation"][0]["history"],
        *shown["measures"],
        *shown["agenda"],
        *shown["contacts"]["by_level"],
        *shown["contacts"]["series"],
        shown["contacts"]["last"],
        shown["ties"],
    ]
    assert all({"events", "evidence"} <= set(entry) for entry in entries)
    assert all(set(c) == {"document", "start", "end", "text"} for entry in entries for c in entry["evidence"])
    assert {"by", "on", "kind", "state", "from", "until"} <= set(shown["measures"][0])
    assert shown["measures"][0]["from"] == "2022"


def test_days_and_steps_are_named_from_and_to() -> None:
    day = datetime.date(2025, 5, 16)
    plan = call(status="planned", when="2025-06")
    before, after = (Known(asked(*some)[0], some) for some in ([plan], [event(*plan.reports, *call().reports)]))
    shown = plain_json(changes(before, after, clock="published", start=day, end=day))
    assert (shown["from"], shown["to"]) == ("2025-05-16", "2025-05-16")
    steps = {step["field"]: (step["from"], step["to"]) for step in shown["changed"][0]["differences"]}
    assert steps["status"] == ("planned", "occurred")
    assert {"list", "subject", "from", "to", "because", "events", "evidence"} == set(shown["standing"][0])
    listed = plain_json(calendar([plan], start=day, day=day, coverage=asked()[0].coverage))
    assert (listed["from"], listed["to"]) == ("2025-05-16", None)


def test_answers_are_plain_json() -> None:
    known, written = asked(call())
    for shown in (relations_json(known), brief_json(written), event_json(call())):
        assert json.loads(json.dumps(shown)) == shown


# Markdown


def test_a_brief_is_a_title_sections_and_numbered_sources() -> None:
    lines = brief_markdown(asked(call())[1]).splitlines()
    assert lines[0] == "# India and Afghanistan: where they stand on 16 May 2025"
    assert "## Latest contacts" in lines
    both = "S. Jaishankar of India and Amir Khan Muttaqi of Afghanistan"
    assert f"- {both} spoke by telephone on 15 May 2025 about trade. [1]" in lines
    assert f"1. An agency, 16 May 2025, A call, https://example.org/a: “**{QUOTE}** by telephone.”" in lines


def test_the_words_of_a_source_stand_in_their_sentence() -> None:
    def source(text: str, quote: str) -> str:
        stored = report(document(text, "2025-05-16"), quote, "meeting", "IND:peer", "AFG:peer", when="2025-05-15")
        return brief_markdown(asked(event(stored))[1]).splitlines()[-1].partition(": ")[2]

    assert source("Ties are old. India met Afghanistan. More followed.", "India met Afghanistan") == (
        "“India met Afghanistan.”"
    )
    assert source("On Monday, after a *long* day, they met in Dubai. More followed.", "they met") == (
        "“On Monday, after a \\*long\\* day, **they met** in Dubai.”"
    )
    long = source(f"{'once more ' * 50}they met{' and spoke' * 50}.", "they met")
    assert long.startswith("“… more once")
    assert "more **they met** and spoke" in long
    assert long.endswith("and …”")
    assert len(long) < 2 * 300 + 40


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "![pixel](http://example.org/p.png)",
        "`code` **bold** _slanted_ ~~gone~~",
        "a | b",
        "\n\n# A heading\n\n- a list\n\n1. another",
        "&lt;b&gt; &#60;b&#62;",
    ],
)
def test_text_from_outside_is_no_markup(hostile: str) -> None:
    told = call(quote=f"They spoke {hostile} today", topics=(hostile,), place=hostile)
    written = asked(told)[1]
    shown = brief_markdown(written)
    plain = brief_markdown(asked(call())[1])
    assert shown.count("**") == plain.count("**")
    words = shown.replace("**", "")
    unescaped = [c for i, c in enumerate(words) if c in "<>`*~|" and words[i - 1] != "\\"]
    assert unescaped == []
    assert "](" not in shown.replace("\\](", "")
    assert [line for line in shown.splitlines() if line.startswith("#")] == [
        line for line in plain.splitlines() if line.startswith("#")
    ]
    assert "&#60;" not in shown
    assert "&lt;b" not in shown.replace("&amp;lt;b", "")


def test_an_address_that_is_no_web_address_is_not_shown() -> None:
    [stored] = call().reports
    bad = dataclasses.replace(stored, document=replace(stored.document, url="javascript:alert(1)"))
    assert "javascript" not in brief_markdown(asked(event(bad))[1])


# Terminal


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\u202egnp.exe", "\r", "\x00"])
def test_text_from_outside_does_not_steer_the_terminal(hostile: str) -> None:
    told = call(quote=f"They spoke {hostile} today", topics=(hostile + "x",))
    hit = SearchHit(told.reports[0].document, 0, 5, hostile, 1)
    known, _ = asked(told)
    day = datetime.date(2025, 5, 16)
    before = Known(asked()[0], [])
    plan = call(quote=f"They will speak {hostile}", topics=(hostile + "x",), status="planned", when="2025-06")
    for shown in (
        events_text([told]),
        relations_text(known),
        show_text(told),
        show_text(told.reports[0]),
        show_text(told.reports[0].document),
        search_text([hit]),
        changes_text(changes(before, Known(known, [told]), clock="published", start=day, end=day)),
        disputes_text(disputes_of([event(told.reports[0], disputed=True)], (), coverage=known.coverage)),
        calendar_text(calendar([plan], day=day, coverage=known.coverage)),
    ):
        assert hostile not in screen(shown)
        assert "\x1b" not in screen(shown)


def test_brackets_in_a_text_are_no_markup_of_the_terminal() -> None:
    assert "[red]They[/red] [link=x]spoke" in screen(events_text([call(quote="[red]They[/red] [link=x]spoke")]))


def test_events_show_when_what_and_the_words_they_rest_on() -> None:
    shown = screen(events_text([call()]))
    assert "2025-05-15" in shown
    assert "spoke by telephone" in shown
    assert f"“{QUOTE}”" in shown
    assert "An agency, 2025-05-16, A call" in shown


def test_no_events_are_said_to_be_none() -> None:
    assert "Nothing is reported" in screen(events_text([]))


def test_evidence_is_shown_in_its_context() -> None:
    shown = " ".join(screen(show_text(call())).split())
    assert "A call. S. Jaishankar spoke to Amir Khan Muttaqi by telephone." in shown


def test_a_document_is_shown_whole() -> None:
    assert "Second paragraph." in screen(show_text(document("First.\n\nSecond paragraph.")))


def test_a_hit_shows_its_document_and_its_passage() -> None:
    doc = document("They spoke about Chabahar.", "2025-05-16", id="b.txt")
    shown = screen(search_text([SearchHit(doc, 0, 26, doc.text, 1)]))
    assert "b.txt" in shown
    assert "They spoke about Chabahar." in shown


def test_evidence_is_shown_between_whole_words() -> None:
    words = " ".join(f"word{n}" for n in range(1000, 1100))
    [stored] = call(quote=f"{words} They spoke {words}").reports
    evidence = replace(stored.report.evidence[0], start=stored.document.text.index("They"))
    evidence = replace(evidence, end=evidence.start + len("They spoke"), text="They spoke")
    shown = screen(show_text(replace(stored, report=replace(stored.report, evidence=(evidence,)))))
    around = shown.split("…")[1].split()
    assert {"They", "spoke", "word1099", "word1000"} <= set(around)
    assert all(len(word) == len("word1000") for word in around if word.startswith("w"))

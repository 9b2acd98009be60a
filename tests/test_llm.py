"""A language model reads as the rules do: its answers are checked, what fails is told, no invention enters."""

import json
import re
import socket
from typing import Any

import pytest
from conftest import Run
from factory import document
from scripted import Say, busy, event, said, serving, told

from dragoman.errors import SourceError, UsageError
from dragoman.extract.llm import LlmReader, pieces
from dragoman.extract.llm_answer import find_quote, reports_of, schema
from dragoman.extract.pipeline import Reading, Unread
from dragoman.model.report import Report

pytest.importorskip("openai", reason="the package openai (extra llm) is not installed")

TEXT = "France's president Jean Duval visited Brazil on Monday, officials said.\n\nHe spoke of trade."
QUOTE = "visited Brazil on Monday"


def one(**changed: Any) -> tuple[list[Report], dict[str, int]]:
    """What stands of an answer with one event, and what was dropped."""
    answer = json.dumps({"events": [event(QUOTE, **changed)]})
    reports, dropped = reports_of(answer, TEXT, 0, len(TEXT))
    return reports, dict(+dropped)


def read(script: Any, *texts: str, **options: Any) -> tuple[list[Reading | Unread], LlmReader]:
    reader = LlmReader(script.address, "test", **options)
    documents = [document(text, "2025-06-04", id=f"d{number}") for number, text in enumerate(texts, 1)]
    return list(reader.read_many(documents, jobs=1)), reader


def failure(outcome: Reading | Unread) -> str:
    assert isinstance(outcome, Unread)
    return str(outcome.error)


def reports(outcome: Reading | Unread) -> tuple[Report, ...]:
    assert isinstance(outcome, Reading)
    return outcome.reports


# What stands of an answer


def test_a_true_event_becomes_a_report_with_its_codes() -> None:
    people = [{"party": "FRA", "role": "actor", "people": ["Jean Duval"]}, event(QUOTE)["parties"][1]]
    (report,), dropped = one(parties=people, date="2025-06-02", source="officials", topics=["trade"])
    assert [(p.id, p.role, p.people) for p in report.parties] == [
        ("FRA", "actor", ("Jean Duval",)),
        ("BRA", "target", ()),
    ]
    assert report.evidence[0].text == QUOTE
    assert (str(report.when), report.source, report.topics) == ("2025-06-02", "officials", ("trade",))
    assert report.cameo is not None
    assert not dropped


def test_an_event_whose_quote_is_not_in_the_text_is_dropped_and_counted() -> None:
    assert one(evidence="travelled to Brasilia last week") == ([], {"event whose quote is not in the text": 1})


@pytest.mark.parametrize("quote", ["", "on", "  \n "])
def test_a_quote_that_stands_in_every_text_is_no_evidence(quote: str) -> None:
    assert one(evidence=quote)[0] == []


def test_evidence_is_what_the_text_says_however_the_model_writes_quotation_marks() -> None:
    text = "Before.\n\nHe said: “France’s\nstand – firm”."
    found = find_quote(text, '"France\'s stand - firm"', 0, len(text))
    assert found is not None
    assert found.text == "“France’s\nstand – firm”"
    assert text[found.start : found.end] == found.text


def test_a_quote_from_another_piece_is_not_in_this_one() -> None:
    assert find_quote(TEXT, "He spoke of trade", 0, 60) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "gossip"},
        {"type": "mission"},
        {"type": "mission/paint"},
        {"status": "certain"},
        {"parties": [{"party": "France", "role": "peer", "people": []}]},
        {"parties": [{"party": "Ruritania", "role": "actor", "people": []}]},
        {"parties": []},
        {"parties": "France"},
        {"date": 2025},
        {"surprise": 1},
    ],
)
def test_an_event_outside_the_vocabulary_is_dropped(changed: dict[str, Any]) -> None:
    kept, dropped = one(**changed)
    assert kept == []
    assert dropped


def test_one_bad_event_does_not_take_the_others_with_it() -> None:
    answer = json.dumps({"events": [7, event("He spoke of tea"), event(QUOTE)]})
    kept, dropped = reports_of(answer, TEXT, 0, len(TEXT))
    assert len(kept) == 1
    assert dropped.total() == 2


def test_a_date_that_is_none_leaves_the_event_without_a_date() -> None:
    (report,), dropped = one(date="last Monday")
    assert report.when is None
    assert dropped == {"date that is none": 1}


def test_people_places_and_sources_that_the_text_does_not_name_are_left_out() -> None:
    parties = [{"party": "France", "role": "actor", "people": ["Marie Inventee"]}, event(QUOTE)["parties"][1]]
    (report,), dropped = one(parties=parties, place="Atlantis", source="Reuters")
    assert (report.parties[0].people, report.place, report.source) == ((), None, None)
    assert sum(dropped.values()) == 3


def test_a_source_without_a_name_stays_anonymous() -> None:
    (report,), _ = one(source="anonymous")
    assert report.source == "anonymous"


def test_the_parties_of_a_symmetric_event_are_peers() -> None:
    (report,), _ = one(type="meeting")
    assert {party.role for party in report.parties} == {"peer"}


def test_a_movement_is_its_state_with_the_faction() -> None:
    (report,), _ = one(type="meeting", parties=[{"party": "Taliban", "role": "peer", "people": []}])
    assert (report.parties[0].id, report.parties[0].faction) == ("AFG", "TALIBAN")


def test_every_string_and_list_of_the_schema_has_its_longest() -> None:
    """Without it a small model goes on until its answer is cut."""
    unbounded = []

    def look(node: Any, path: str) -> None:
        if isinstance(node, dict):
            limit = {"string": "maxLength", "array": "maxItems"}.get(str(node.get("type")))
            if limit and limit not in node:
                unbounded.append(path)
            for name, inner in node.items():
                look(inner, f"{path}/{name}")
        elif isinstance(node, list):
            for number, inner in enumerate(node):
                look(inner, f"{path}/{number}")

    look(schema(), "")
    assert unbounded == []


# Pieces


def test_pieces_are_the_whole_text_and_end_between_paragraphs() -> None:
    text = "\n\n".join(f"Paragraph {number} says a little." for number in range(40))
    spans = list(pieces(text, 300))
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(b - a <= 300 for a, b in spans)
    assert all(text[a:b].endswith("\n\n") for a, b in spans[:-1])


def test_a_text_without_a_space_is_cut_anyway() -> None:
    assert [b - a for a, b in pieces("x" * 25, 10)] == [10, 10, 5]


def test_a_long_text_is_read_in_pieces_and_one_event_told_twice_is_one_report() -> None:
    text = f"{TEXT}\n\n" + "Nothing more happened that day. " * 30 + "\n\nThe president visited Brazil on Monday."

    def answer(request: dict[str, Any]) -> Say:
        return told(event(QUOTE))

    with serving(answer) as script:
        outcomes, _ = read(script, text, piece=400)
    (report,) = reports(outcomes[0])
    assert len(script.requests) > 2
    assert [e.text for e in report.evidence] == [QUOTE, QUOTE]
    assert len({e.start for e in report.evidence}) == 2


def test_a_piece_whose_answer_is_cut_off_is_read_in_halves() -> None:
    text = "\n\n".join([TEXT, *["Nothing more happened that day."] * 30])

    def answer(request: dict[str, Any]) -> Say:
        sent = request["messages"][-1]["content"]
        return said('{"events": [{"type": "vis', "length") if len(sent) > 900 else told(event(QUOTE))

    with serving(answer) as script:
        outcomes, _ = read(script, text)
    assert len(reports(outcomes[0])) == 1
    assert len(script.requests) >= 3


def test_a_short_text_whose_answer_is_always_cut_off_fails() -> None:
    with serving([said('{"events": [', "length")]) as script:
        outcomes, _ = read(script, TEXT)
    assert failure(outcomes[0]).startswith("d1: the model's answer is cut off")


def test_a_window_that_is_too_small_is_met_with_smaller_pieces() -> None:
    text = "\n\n".join([TEXT, *["Nothing more happened that day."] * 30])
    full = Say('{"error": {"message": "the request exceeds the available context size"}}', 400)
    with serving([full, told(event(QUOTE)), told()]) as script:
        outcomes, _ = read(script, text)
    assert len(reports(outcomes[0])) == 1


# A server that misbehaves


def test_what_is_asked_for_names_the_model_the_schema_the_day_and_the_text() -> None:
    with serving([told()]) as script:
        read(script, TEXT)
    (request,) = script.requests
    assert request["model"] == "test"
    assert request["response_format"]["json_schema"]["schema"] == schema()
    assert "2025-06-04, a Wednesday" in request["messages"][1]["content"]
    assert TEXT in request["messages"][1]["content"]


def test_a_key_is_sent_only_where_the_user_gives_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that lies about for another program is not this server's business."""
    monkeypatch.setenv("OPENAI_API_KEY", "somebody-elses")
    with serving([told()]) as script:
        read(script, TEXT)
        read(script, TEXT, key="mine")
    assert script.keys == ["Bearer none", "Bearer mine"]


def test_json_that_is_broken_once_is_asked_for_again() -> None:
    with serving([said("Certainly! Here are the events:"), told(event(QUOTE))]) as script:
        outcomes, reader = read(script, TEXT)
    assert len(reports(outcomes[0])) == 1
    assert reader.cost.retries == 1


@pytest.mark.parametrize("content", ["", "not JSON", "[1, 2]", '{"events": 3}', '{"events": [{"type": "visit"', None])
def test_json_that_stays_broken_fails_the_document(content: str | None) -> None:
    with serving([said(content)]) as script:
        outcomes, _ = read(script, TEXT)
    assert "no JSON of events" in failure(outcomes[0])
    assert len(script.requests) == 3


def test_json_in_a_fence_is_read() -> None:
    fenced = "```json\n" + json.dumps({"events": [event(QUOTE)]}) + "\n```"
    with serving([said(fenced)]) as script:
        outcomes, _ = read(script, TEXT)
    assert len(reports(outcomes[0])) == 1


def test_a_server_that_is_busy_is_asked_again_and_the_retries_are_counted() -> None:
    with serving([busy(), busy(503), told(event(QUOTE))]) as script:
        outcomes, reader = read(script, TEXT)
    assert len(reports(outcomes[0])) == 1
    assert (reader.cost.requests, reader.cost.retries) == (1, 2)
    assert (reader.cost.tokens_in, reader.cost.tokens_out) == (100, 10)


def test_a_server_that_stays_broken_fails_the_document_and_the_next_is_read() -> None:
    with serving([*[busy(500)] * 4, told(event(QUOTE))]) as script:
        outcomes, _ = read(script, TEXT, TEXT)
    assert "the server answered 500" in failure(outcomes[0])
    assert len(reports(outcomes[1])) == 1


def test_a_server_that_hangs_fails_the_document() -> None:
    with serving([Say("{}", wait=30)]) as script:
        outcomes, _ = read(script, TEXT, timeout=0.1)
    assert "no answer in 0.1 seconds" in failure(outcomes[0])


def test_a_refusal_fails_the_document_with_the_models_reason() -> None:
    with serving([said(None, refusal="I cannot help with that.")]) as script:
        outcomes, _ = read(script, TEXT)
    assert "the model refused: I cannot help with that." in failure(outcomes[0])


def test_an_answer_that_a_filter_withheld_fails_the_document() -> None:
    with serving([said("", "content_filter")]) as script:
        outcomes, _ = read(script, TEXT)
    assert "filter withheld" in failure(outcomes[0])


@pytest.mark.parametrize("body", ["<html>welcome</html>", "{}", "[]", '{"choices": []}', '{"choices": [{}]}', "\x00"])
def test_a_server_that_is_something_else_fails_the_document(body: str) -> None:
    with serving([Say(body)]) as script:
        outcomes, _ = read(script, TEXT)
    assert "no chat completion" in failure(outcomes[0])


def test_a_server_that_sends_elsewhere_is_not_followed() -> None:
    with serving([told(event(QUOTE))]) as other:
        elsewhere = Say("", 307, {"Location": f"{other.address}/chat/completions"})
        with serving([elsewhere]) as script:
            outcomes, _ = read(script, TEXT)
    assert other.requests == []
    assert "answered 307" in failure(outcomes[0])


@pytest.mark.parametrize(("status", "hint"), [(401, "DRAGOMAN_LLM_KEY"), (403, "DRAGOMAN_LLM_KEY"), (404, "/v1")])
def test_what_fails_for_every_document_stops_the_run(status: int, hint: str) -> None:
    with serving([Say("{}", status)]) as script, pytest.raises(UsageError, match=hint):
        read(script, TEXT, TEXT)
    assert len(script.requests) == 1


def test_an_address_where_nothing_answers_stops_the_run() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        reader = LlmReader(f"http://127.0.0.1:{free.getsockname()[1]}/v1", "test")
        with pytest.raises(UsageError, match="is the server running there"):
            reader.read(document(TEXT))


def test_half_a_character_in_the_text_does_not_stop_the_reading() -> None:
    with serving([told(event(QUOTE))]) as script:
        outcomes, _ = read(script, "\ud83d " + TEXT)
    assert reports(outcomes[0])[0].evidence[0].text == QUOTE


def test_readings_come_in_the_order_of_the_documents_however_long_each_takes() -> None:
    def answer(request: dict[str, Any]) -> Say:
        slow = "slow" in request["messages"][1]["content"]
        made = told()
        return Say(made.body, wait=0.3 if slow else 0)

    documents = [document(text, "2025-06-04", id=text) for text in ("slow one", "quick two", "quick three")]
    with serving(answer) as script:
        outcomes = list(LlmReader(script.address, "test").read_many(documents, jobs=3))
    assert [outcome.document.id for outcome in outcomes] == ["slow one", "quick two", "quick three"]


def test_the_readers_version_names_the_model_and_not_the_address() -> None:
    version = LlmReader("http://secret.example/v1", "gemma-3").version
    assert re.fullmatch(r"llm-gemma-3-[0-9a-f]{12}", version)
    assert version == LlmReader("http://elsewhere.example/v1", "gemma-3", "key").version
    assert version != LlmReader("http://secret.example/v1", "gemma-4").version


def test_one_document_that_cannot_be_read_raises() -> None:
    with serving([said("no")]) as script, pytest.raises(SourceError):
        LlmReader(script.address, "test").read(document(TEXT))


# The commands


def lines(*texts: str) -> str:
    rows = ({"id": f"d{number}", "text": text, "published": "2025-06-04"} for number, text in enumerate(texts, 1))
    return "".join(json.dumps(row) + "\n" for row in rows)


def about(*good: str) -> Any:
    """A server that tells of the visit in texts with one of these words, and rambles about all others."""
    return lambda request: (
        told(event(QUOTE)) if any(w in request["messages"][1]["content"] for w in good) else said("?")
    )


def test_extract_with_a_model_gives_the_rest_when_one_document_fails(run: Run) -> None:
    with serving(about("FIRST", "THIRD")) as script:
        done = run(
            "extract", "-", "--reader", "llm", "--llm-address", script.address, "--llm-model", "test",
            stdin=lines(f"FIRST. {TEXT}", f"SECOND. {TEXT}", f"THIRD. {TEXT}"),
        )  # fmt: skip
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["d1", "d3"]
    assert json.loads(done.stdout.splitlines()[0])["events"][0]["evidence"][0]["text"] == QUOTE
    assert "d2: 3 answers of the model are no JSON of events" in done.stderr
    assert "language model: 5 requests, 2 retries, 500 tokens in, 50 tokens out" in done.stderr


def test_what_a_model_has_read_into_the_record_is_not_asked_for_again(run: Run) -> None:
    with serving(about("FIRST")) as script:
        llm = {"DRAGOMAN_LLM_ADDRESS": script.address, "DRAGOMAN_LLM_MODEL": "test"}
        source = lines(f"FIRST. {TEXT}", f"SECOND. {TEXT}")
        first = run("read", "-", "--reader", "llm", stdin=source, env=llm)
        asked = len(script.requests)
        second = run("read", "-", "--reader", "llm", stdin=source, env=llm)
    assert first.returncode == second.returncode == 1
    assert "1 new document with 1 report" in first.stderr
    assert "0 new documents with 0 reports; 1 document known already" in second.stderr
    assert all("SECOND" in request["messages"][1]["content"] for request in script.requests[asked:])


def test_a_key_from_the_environment_reaches_the_server(run: Run) -> None:
    with serving(about("FIRST")) as script:
        llm = {"DRAGOMAN_LLM_ADDRESS": script.address, "DRAGOMAN_LLM_MODEL": "test", "DRAGOMAN_LLM_KEY": "k3y"}
        done = run("extract", "-", "--reader", "llm", stdin=lines(f"FIRST. {TEXT}"), env=llm)
    assert done.returncode == 0
    assert script.keys == ["Bearer k3y"]
    assert "k3y" not in done.stderr + done.stdout


def test_rules_read_where_the_user_asks_for_no_model(run: Run) -> None:
    with serving([told()]) as script:
        llm = {"DRAGOMAN_LLM_ADDRESS": script.address, "DRAGOMAN_LLM_MODEL": "test"}
        done = run("extract", "-", stdin=lines(TEXT), env=llm)
    assert done.returncode == 0
    assert script.requests == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--reader llm needs the address of a language model; give it with --llm-address"),
        (["--llm-address", "http://127.0.0.1:9/v1"], "--reader llm needs the model of a language model"),
        (["--llm-address", "localhost", "--llm-model", "m"], "'localhost' is no web address"),
    ],
)
def test_without_an_address_and_a_model_nothing_is_asked(run: Run, options: list[str], said: str) -> None:
    done = run("extract", "-", "--reader", "llm", *options, stdin=lines(TEXT))
    assert done.returncode == 2
    assert done.stderr.startswith(f"dragoman: {said}")
    assert done.stdout == ""

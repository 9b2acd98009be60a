"""A language model's server that says what a test tells it to say, and misbehaves as asked."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Say:
    """One response: its status, its body, its headers, and how many seconds it lets the reader wait."""

    body: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


def said(content: str | None, finish: str = "stop", refusal: str | None = None) -> Say:
    """A chat completion with that content, of 100 tokens in and 10 out."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return Say(json.dumps({"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage}))


def told(*events: dict[str, Any]) -> Say:
    """A chat completion that lists events."""
    return said(json.dumps({"events": list(events)}))


def busy(status: int = 429) -> Say:
    """A server that cannot now, and asks to come back at once."""
    return Say('{"error": {"message": "later"}}', status, {"retry-after-ms": "1"})


def event(quote: str, **changed: Any) -> dict[str, Any]:
    """France visits Brazil, as a model tells it."""
    visit = {
        "type": "visit",
        "parties": [
            {"party": "France", "role": "actor", "people": []},
            {"party": "Brazil", "role": "target", "people": []},
        ],
        "status": "occurred",
        "date": None,
        "place": None,
        "source": None,
        "topics": [],
        "evidence": quote,
    }
    return visit | changed


class Scripted:
    """What the server was asked, and what it answers: a function of the request, or a list that is gone through."""

    def __init__(self, answers: "list[Say] | Callable[[dict[str, Any]], Say]") -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self._answers = answers
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self.address = ""

    def answer(self, request: dict[str, Any], key: str | None) -> Say:
        """What is answered to a request; the last of a list again and again."""
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            if callable(self._answers):
                return self._answers(request)
            return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@contextlib.contextmanager
def serving(answers: "list[Say] | Callable[[dict[str, Any]], Say]") -> Iterator[Scripted]:
    """A server on loopback for as long as a test needs it."""
    script = Scripted(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = script.answer(request, self.headers.get("Authorization"))
            if answer.wait:
                script.closing.wait(answer.wait)
            body = answer.body.encode()
            with contextlib.suppress(OSError):  # whoever asked may have stopped waiting
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to standard error, which the tests read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield script
    finally:
        script.closing.set()
        server.shutdown()
        server.server_close()

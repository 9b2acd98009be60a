"""The server of a language model: one question, one answer in words, or why there is none; and what it all took.

What the server sends is read as the outside world is: nothing in it is taken for granted.
"""

import functools
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Cost", "NoAnswer", "Server", "TooLong"]

_ANSWER = 3_000  # tokens
_RETRIES = 3  # of a request that the server does not take now
_TIMEOUT = 600.0  # seconds: a small model on a busy laptop gives two tokens a second


class TooLong(Exception):
    """The question, or the answer to it, does not fit the model's window."""


class NoAnswer(Exception):
    """There is no answer to this question: what happened, and what the user can do about it."""

    def __init__(self, what: str, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Cost:
    """What a run asked of the server, counted over all its threads, and what of the answers was dropped."""

    def __init__(self) -> None:
        self.requests = self.retries = self.answers = self.tokens_in = self.tokens_out = 0
        self.dropped: Counter[str] = Counter()
        self._lock = threading.Lock()

    def ask(self) -> None:
        """Count a question."""
        with self._lock:
            self.requests += 1

    def retry(self, times: int = 1) -> None:
        """Count how often something was asked again."""
        with self._lock:
            self.retries += times

    def answer(self, tokens_in: int, tokens_out: int) -> None:
        """Count an answer and what it took."""
        with self._lock:
            self.answers += 1
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out

    def drop(self, reasons: Counter[str]) -> None:
        """Count what was dropped of an answer."""
        with self._lock:
            self.dropped += reasons

    def __str__(self) -> str:
        requests = f"{self.requests} request{'' if self.requests == 1 else 's'}"
        retries = f"{self.retries} {'retry' if self.retries == 1 else 'retries'}"
        tokens = f"{self.tokens_in} tokens in, {self.tokens_out} tokens out"
        dropped = "; ".join(f"dropped: {reason} ({count})" for reason, count in sorted(self.dropped.items()))
        return f"language model: {requests}, {retries}, {tokens}{'; ' if dropped else ''}{dropped}"


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class Server:
    """The model named `model` at `address`; `cost` counts what it takes. Without a `key` none is sent.

    A request is given up after `timeout` seconds; one that the server does not take now is made again, later each time.
    """

    def __init__(self, address: str, model: str, key: str | None = None, *, timeout: float | None = None) -> None:
        self.address = address
        self.model = model
        self.cost = Cost()
        self._key = key
        self._timeout = timeout or _TIMEOUT

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """The words of the answer, which is to be JSON of that schema.

        Raises:
            TooLong: the question or the answer does not fit the window.
            NoAnswer: there is none, or it is a refusal.
            UsageError: no request to this address with this key and model can succeed.
        """
        self.cost.ask()
        try:
            completion = _Completion.model_validate_json(self._sent(messages, schema))
        except ValidationError as error:
            raise NoAnswer("the server's answer is no chat completion", f"is {self.address} right?") from error
        usage, choice = completion.usage or _Usage(), completion.choices[0]
        self.cost.answer(usage.prompt_tokens, usage.completion_tokens)
        if choice.message.refusal:
            raise NoAnswer(f"the model refused: {_line(choice.message.refusal)}")
        if choice.finish_reason == "content_filter":
            raise NoAnswer("the server's filter withheld the answer")
        if choice.finish_reason == "length":
            raise TooLong("the model's answer is cut off")
        return choice.message.content or ""

    @functools.cached_property
    def _client(self) -> "OpenAI":
        # Imported here: the package is an extra, and takes a second.
        try:
            from openai import DefaultHttpxClient, OpenAI
        except ImportError as error:
            hint = "install it with `pip install 'dragoman[llm]'`"
            raise UsageError("a language model as reader needs the package openai", hint=hint) from error
        # What the user did not name here is not taken from variables that were set for another program. A server that
        # sends its visitors elsewhere is not followed: the text goes to the address that was named.
        return OpenAI(
            base_url=self.address,
            api_key=self._key or "none",
            organization="",
            project="",
            timeout=self._timeout,
            max_retries=_RETRIES,
            http_client=DefaultHttpxClient(follow_redirects=False, timeout=self._timeout),
        )

    def _sent(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> bytes:
        """The body of the server's response."""
        create: Any = self._client.chat.completions.with_raw_response.create
        import openai  # installed, since there is a client

        try:
            raw = create(
                model=self.model,
                messages=[{**message, "content": _encodable(message["content"])} for message in messages],
                # `strict` stays off: servers that enforce a schema do so anyway, and others refuse lengths with it.
                response_format={"type": "json_schema", "json_schema": {"name": "events", "schema": schema}},
                max_tokens=_ANSWER,
                temperature=0,
                seed=0,
            )
        except openai.APIStatusError as error:
            raise self._refused(error.status_code, str(error)) from error
        except openai.APITimeoutError as error:
            self.cost.retry(_RETRIES)
            raise NoAnswer(f"the server gave no answer in {self._timeout:g} seconds, {_RETRIES + 1} times") from error
        except openai.APIConnectionError as error:
            self.cost.retry(_RETRIES)
            hint = "is the server running there?"
            if self.cost.answers == 0:  # every other document would wait for it in vain
                raise UsageError("no language model's server answers", where=self.address, hint=hint) from error
            raise NoAnswer(f"the connection to {self.address} is lost", hint) from error
        except openai.OpenAIError as error:
            raise NoAnswer(f"the server's answer cannot be understood: {_line(str(error))}") from error
        self.cost.retry(raw.retries_taken)
        return bytes(raw.content)

    def _refused(self, status: int, message: str) -> Exception:
        """What an HTTP status that is no success means."""
        if status in (401, 403):
            return UsageError("the server refuses the key", where=self.address, hint="set it in $DRAGOMAN_LLM_KEY")
        if status == 404:
            hint = f"does the address end in /v1, and is there a model {self.model!r}?"
            return UsageError("the server has no such page or model", where=self.address, hint=hint)
        if status in (400, 413, 422) and "context" in message.casefold():
            return TooLong("the text does not fit the model's window")
        if status in (408, 409, 429) or status >= 500:
            self.cost.retry(_RETRIES)
        return NoAnswer(f"the server answered {status}: {_line(message)}")


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _encodable(text: str) -> str:
    """The text with a question mark for each half of a character."""
    return text.encode("utf-8", "replace").decode("utf-8")

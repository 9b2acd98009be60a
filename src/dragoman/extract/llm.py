"""A language model as the reader: any server that speaks the OpenAI protocol, at an address that the user names.

1. A text longer than the model's window is read in pieces; a piece whose answer is cut off is read in halves.
2. The server is asked for JSON of a given schema, and asked again where the answer is none.
3. What the answer says passes the checks of `llm_answer`; nothing of the model's own words becomes evidence.
A document that cannot be read so comes back as `Unread`, and the rest goes on. No request is made before the first
document, and none to any other address.
"""

import dataclasses
import datetime
import functools
import hashlib
import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources import files

import yaml

from dragoman.errors import KnowledgeError, SourceError
from dragoman.extract.anchor import infer_published
from dragoman.extract.llm_answer import BrokenAnswer, joined, reports_of, schema
from dragoman.extract.llm_server import NoAnswer, Server, TooLong
from dragoman.extract.pipeline import Reading, Unread
from dragoman.knowledge.ontology import EventType, Ontology
from dragoman.model.document import Document
from dragoman.model.report import Report

__all__ = ["LlmReader", "Prompt", "pieces"]

_PIECE = 6_000  # characters: with the task and the answer it fits a window of 8,000 tokens
_SHORTEST_PIECE = 500  # characters: a piece that is cut off at this length has a fault that halving does not mend
_TRIES = 3  # answers asked for before a piece is given up
_NAME = 80  # characters of the model's name in the reader's version
_WHOLE = "\n\n", "\n", ". ", " "  # where a text is best cut, the best first


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is told, from `data/llm/prompt.yaml`, with the vocabulary of the ontology filled in."""

    task: str
    document: str
    whole: str
    part: str
    unknown: str
    again: str

    @staticmethod
    @functools.lru_cache(maxsize=1)
    def load() -> "Prompt":
        """The prompt of the package, read once.

        Raises:
            KnowledgeError: the data file is broken.
        """
        raw = yaml.safe_load(files("dragoman").joinpath("data", "llm", "prompt.yaml").read_text(encoding="utf-8"))
        names = {field.name for field in dataclasses.fields(Prompt)}
        if not isinstance(raw, dict) or set(raw) != names or not all(isinstance(text, str) for text in raw.values()):
            raise KnowledgeError(f"not a text for each of {', '.join(sorted(names))}", where="llm/prompt.yaml")
        ontology = Ontology.load()
        try:
            task = raw["task"].format(
                types="\n".join(line for type_ in ontology.types for line in _type_lines(type_)),
                statuses=_lines(ontology.statuses.items()),
                roles=_lines(ontology.roles.items()),
            )
            made = Prompt(**{**raw, "task": task})
            made.about(Document("d", "text"), 0, 1, 1, 2), made.about(Document("d", "text"), 0, 4, 1, 1)
        except (KeyError, IndexError, ValueError) as error:
            raise KnowledgeError(f"a text has the unknown field {error}", where="llm/prompt.yaml") from error
        return made

    def about(self, document: Document, start: int, end: int, number: int, count: int) -> str:
        """What is said of piece `number` of `count`, which is `document.text[start:end]`."""
        day, title = document.published.date, document.title or document.text.strip().split("\n", 1)[0][:200]
        part = self.whole if count == 1 else self.part.format(number=number, count=count, title=title)
        return self.document.format(
            published=f"{day:%Y-%m-%d}, a {day:%A}" if day else self.unknown,
            publisher=document.publisher or self.unknown,
            part=part,
            text=document.text[start:end],
        )


class LlmReader:
    """Reads documents into reports by way of the model named `model` of the server at `address`.

    `cost` counts what it takes. `key` is sent as the server's key; without one, none is. `today` is the day of reading.
    `timeout` is in seconds for one request, `piece` the most characters of a text sent at once.
    """

    def __init__(
        self,
        address: str,
        model: str,
        key: str | None = None,
        *,
        today: datetime.date | None = None,
        timeout: float | None = None,
        piece: int = _PIECE,
    ) -> None:
        self._server = Server(address, model, key, timeout=timeout)
        self._today = today
        self._piece = piece
        self.model = model
        self.cost = self._server.cost

    @functools.cached_property
    def version(self) -> str:
        """Which reader this is: the model, what it is told, and the vocabulary its answers are checked against."""
        digest = hashlib.sha256()
        root = files("dragoman")
        for path in ("data/llm", "data/ontology", "data/gazetteer"):
            for entry in sorted(root.joinpath(*path.split("/")).iterdir(), key=str):
                digest.update(entry.read_bytes())
        for name in ("llm.py", "llm_answer.py", "llm_server.py"):
            digest.update(root.joinpath("extract", name).read_bytes())
        return f"llm-{self.model[-_NAME:]}-{digest.hexdigest()[:12]}"

    def read(self, document: Document) -> Reading:
        """The reports of one document.

        Raises:
            SourceError: it cannot be read.
            UsageError: as `read_many`.
        """
        outcome = self._outcome(document)
        if isinstance(outcome, Unread):
            raise outcome.error
        return outcome

    def read_many(self, documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Reading | Unread]:
        """What became of each document, in their order; `jobs` documents are under way at a time.

        Raises:
            UsageError: the package `openai` is missing, or the address, the model or the key is wrong.
        """
        if jobs <= 1:
            yield from map(self._outcome, documents)
            return
        waiting: deque[Future[Reading | Unread]] = deque()
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="llm")
        try:
            for document in documents:
                waiting.append(pool.submit(self._outcome, document))
                if len(waiting) > jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _outcome(self, document: Document) -> Reading | Unread:
        if document.published.how == "unknown":
            day = infer_published(document.text, today=self._today)
            document = dataclasses.replace(document, published=day)
        try:
            spans = list(pieces(document.text, self._piece))
            reports = [
                report
                for number, (start, end) in enumerate(spans, 1)
                for report in self._read(document, start, end, number, len(spans))
            ]
        except NoAnswer as failure:
            return Unread(document, SourceError(failure.what, where=document.id, hint=failure.hint))
        return Reading(document, joined(reports))

    def _read(self, document: Document, start: int, end: int, number: int, count: int) -> list[Report]:
        """The reports of one piece; where it does not fit, of its halves."""
        if not document.text[start:end].strip():
            return []
        try:
            return self._answered(document, start, end, number, count)
        except TooLong as error:
            if end - start <= _SHORTEST_PIECE:
                raise NoAnswer(str(error), "name a model with a larger window") from error
        cuts = [(start + a, start + b) for a, b in pieces(document.text[start:end], (end - start + 1) * 2 // 3)]
        return list(itertools.chain.from_iterable(self._read(document, a, b, number, count) for a, b in cuts))

    def _answered(self, document: Document, start: int, end: int, number: int, count: int) -> list[Report]:
        prompt = Prompt.load()
        about = prompt.about(document, start, end, number, count)
        messages = [{"role": "system", "content": prompt.task}, {"role": "user", "content": about}]
        for attempt in range(_TRIES):
            self.cost.retry(int(attempt > 0))
            answer = self._server.ask(messages, schema())
            try:
                reports, dropped = reports_of(answer, document.text, start, end)
            except BrokenAnswer:
                # Said anew after the same words, since the same request would bring the same answer.
                messages[2:] = [{"role": "assistant", "content": answer}, {"role": "user", "content": prompt.again}]
                continue
            self.cost.drop(dropped)
            return reports
        raise NoAnswer(f"{_TRIES} answers of the model are no JSON of events", "name a model that follows a schema")


def pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """The spans of a text that are read one by one: cut between paragraphs, else lines, else sentences, else words."""
    start = 0
    while len(text) - start > longest:
        window = text[start : start + longest]
        ends = (window.rfind(mark, longest // 2) + len(mark) for mark in _WHOLE if mark in window[longest // 2 :])
        stop = start + next(ends, longest)
        yield start, stop
        start = stop
    yield start, len(text)


def _type_lines(type_: EventType) -> Iterator[str]:
    roles = {"peers": " (peer)", "directed": " (actor, target)", "either": ""}[type_.roles]
    yield f"- {type_.name}{roles}: {type_.definition}"
    for change, meaning in type_.change_definitions.items():
        yield f"  - {type_.name}/{change}: {meaning}"


def _lines(entries: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {meaning}" for name, meaning in entries)

"""Reader: a document goes in, its reports come out; its steps are numbered in the code."""

import contextlib
import dataclasses
import datetime
import functools
import hashlib
import itertools
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from importlib.resources import files
from importlib.resources.abc import Traversable
from multiprocessing import get_context

from dragoman.errors import DragomanError, SourceError
from dragoman.extract.actors import Discourse
from dragoman.extract.anchor import infer_published
from dragoman.extract.attribution import hear_speaker, set_source
from dragoman.extract.casts import set_casts
from dragoman.extract.draft import Draft, Knowledge, Paragraph, Trigger
from dragoman.extract.encoder import Encoder
from dragoman.extract.entities import find_entities, find_issuer
from dragoman.extract.features import surroundings
from dragoman.extract.frames import find_triggers
from dragoman.extract.joint import find_joint_issuers
from dragoman.extract.learned import Choices, Learned
from dragoman.extract.lists import find_delegations
from dragoman.extract.paragraphs import Piece, split, stories
from dragoman.extract.parser import DEFAULT_MODEL, load, parse, version
from dragoman.extract.people import find_people
from dragoman.extract.reports import Candidate, candidates, join
from dragoman.extract.scored_casts import add_scored_casts
from dragoman.extract.status import set_status
from dragoman.extract.times import find_times
from dragoman.extract.triage import promising
from dragoman.extract.when import add_context_times, set_place, set_times
from dragoman.model.document import Document
from dragoman.model.report import Report

__all__ = ["DEFAULT_MODEL", "Reader", "Reading", "Unread"]

_READ_BY = (
    *(f"data/{name}" for name in ("gazetteer", "learned", "lexicon", "offices", "ontology", "times")),
    "extract",
    "knowledge",
)  # what decides a reading
_BATCH = 64  # pieces parsed at once
_CHUNK = 24_000  # characters sent to a worker at once: about a second of its time
_AHEAD = 4  # portions for each worker under way, so that a long document keeps nobody waiting


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A document as read (its `published` perhaps inferred) and its reports."""

    document: Document
    reports: tuple[Report, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Unread:
    """A document that a reader could not read, and why: what a reader that asks a server may give for a Reading."""

    document: Document
    error: SourceError


class Reader:
    """Reads documents into reports. What it needs is loaded with the first document, in a second or two; keep one.

    `model` names an installed spaCy pipeline of English. `today` is the day of reading: where a text does not say when
    it was published, it was not after that day.
    """

    def __init__(self, model: str | None = None, *, today: datetime.date | None = None) -> None:
        self.model = model or DEFAULT_MODEL
        self.today = today

    @functools.cached_property
    def know(self) -> Knowledge:
        """The data files that the steps consult."""
        return Knowledge.load()

    @functools.cached_property
    def version(self) -> str:
        """Which reader this is: the package's data and code, and the parser; a change of any gives another."""
        digest = hashlib.sha256()
        root = files("dragoman")
        for folder in _READ_BY:
            for path in sorted(_walk(root / folder), key=str):
                digest.update(path.read_bytes())
        return f"{self.model}-{version(self.model)}-{digest.hexdigest()[:12]}"

    def read(self, document: Document) -> Reading:
        """The reports of one document."""
        return next(self.read_many([document]))

    def read_many(self, documents: Iterable[Document], *, jobs: int = 1) -> Iterator[Reading]:
        """The readings in the order of the documents, in memory that does not grow with their number.

        Raises:
            DragomanError: one of several processes failed or died.
            UsageError: the model is not installed.
        """
        if jobs <= 1:
            yield from self._read_here(documents)
        else:
            yield from self._read_apart(iter(documents), jobs)

    def drafts(self, documents: Iterable[Document], *, lasting: bool = False) -> Iterator[Draft]:
        """The annotated documents with the options of their triggers, before any choice: what is learned from.

        A digest gives a draft for each of its items, one after another. A draft's parse is gone when the next group of
        documents is parsed, unless drafts are to be `lasting`.
        """
        for group in _groups(documents, self.today):
            with contextlib.nullcontext() if lasting else load(self.model).memory_zone():
                for draft in itertools.chain.from_iterable(self._parsed(group)):
                    self._annotate(draft)
                    yield draft

    def weigh(self, draft: Draft, encoder: Encoder) -> None:
        """8. Scores: what the encoder makes of each trigger, and of who takes part in it."""
        encoder.score(draft, self.know.gazetteer)
        add_scored_casts(draft, self.know)

    def decide(self, draft: Draft, learned: Learned) -> list[tuple[Candidate, float]]:
        """9. The choices, and the candidates that pass."""
        return learned.accepted(draft, self.propose(draft, learned.choices))

    def propose(self, draft: Draft, choices: Choices) -> list[Candidate]:
        """The choices: the cast, then times from the whole text, status and time; all candidates that they leave."""
        for trigger in draft.triggers:
            trigger.sure.clear()
            choices.choose_cast(draft, trigger)
        add_context_times(draft, draft.triggers)
        found = []
        for trigger in draft.triggers:
            if trigger.cast is None or not any(a.entity for actors in trigger.cast.actors.values() for a in actors):
                continue  # nobody known takes part: there is nothing to report
            choices.choose_status(draft, trigger)
            choices.choose_when(draft, trigger)
            found.extend(candidates(draft, self.know, trigger))
        return found

    def _read_here(self, documents: Iterable[Document]) -> Iterator[Reading]:
        for group in _groups(documents, self.today):
            with load(self.model).memory_zone():
                readings = [
                    Reading(document, tuple(r for draft in drafts for r in self._reports(draft)))
                    for (document, _), drafts in zip(group, self._parsed(group), strict=True)
                ]
            yield from readings

    def _reports(self, draft: Draft) -> list[Report]:
        learned = Learned.load()
        self._annotate(draft)
        draft.triggers = promising(draft, learned.choices.triage)  # 7. triage
        self.weigh(draft, Encoder.load())
        chosen = self.decide(draft, learned)
        return join(draft, self.know, chosen)  # 10. one report for each event

    def _read_apart(self, documents: Iterable[Document], jobs: int) -> Iterator[Reading]:
        """The readings of worker processes, each a copy of this one where the system can copy it safely."""
        chunks = _chunks(documents)
        first = next(chunks, None)
        if first is None:
            return
        # Before the copies are made, so that none loads it anew.
        load(self.model), self.know, Learned.load(), Encoder.load()
        pool = ProcessPoolExecutor(jobs, mp_context=get_context(_start_method()), initializer=_begin_worker)
        waiting: deque[Future[list[Reading]]] = deque()
        try:
            for chunk in itertools.chain([first], chunks):
                waiting.append(pool.submit(_work, self.model, self.today, chunk))
                if len(waiting) > _AHEAD * jobs:
                    yield from _result(waiting.popleft())
            while waiting:
                yield from _result(waiting.popleft())
        except BaseException:  # the reader of the readings going away is one, too
            _stop(pool)
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _parsed(self, group: list[tuple[Document, list[Piece]]]) -> list[list[Draft]]:
        """1. and 2. Parsing, the pieces of several documents in one batch, and times: a draft for each story."""
        docs = iter(list(parse(load(self.model), (piece.text for _, pieces in group for piece in pieces))))
        found = []
        for document, pieces in group:
            parsed = {piece.start: next(docs) for piece in pieces}
            timexes = find_times(document.text, document.published.date)
            drafts = []
            for story in stories(pieces, timexes):
                paragraphs = [Paragraph(n, p.start, p.text, p.title, parsed[p.start]) for n, p in enumerate(story)]
                drafts.append(Draft(document, paragraphs, timexes=timexes))
            found.append(drafts)
        return found

    def _annotate(self, draft: Draft) -> None:
        know = self.know
        find_issuer(draft, know)
        find_entities(draft, know)  # 3. states, organisations, groups
        find_people(draft, know)  # 4. persons and for whom they act
        find_delegations(draft, know)
        find_joint_issuers(draft, know)
        discourse = Discourse()
        for number, (paragraph, sentence) in enumerate(draft.sentences()):
            hear_speaker(draft, know, discourse, paragraph, sentence)
            triggers = find_triggers(draft, know, discourse, paragraph, sentence)  # 5. triggers and their actors
            set_times(draft, know, triggers)  # 6. when, where, status, source
            for trigger in triggers:
                trigger.sentence = number
                trigger.around = surroundings(draft, trigger, trigger is triggers[0])
                set_place(draft, know, trigger)
                set_status(draft, know, trigger)
                set_source(draft, know, discourse, trigger)
                set_casts(draft, know, discourse, trigger)
                _remember(discourse, trigger)
            discourse.hear(draft, paragraph, sentence)
            draft.triggers.extend(triggers)


def _remember(discourse: Discourse, trigger: Trigger) -> None:
    """The two sides of an event are "the two sides" from here on."""
    parties = [a for found in trigger.actors.values() for a in found if a.entity]
    if len({a.entity for a in parties}) == 2:
        discourse.pair = parties


def _groups(documents: Iterable[Document], today: datetime.date | None) -> Iterator[list[tuple[Document, list[Piece]]]]:
    """Documents with their pieces, as many at a time as fill a batch."""
    group: list[tuple[Document, list[Piece]]] = []
    size = 0
    for document in documents:
        if document.published.how == "unknown":
            document = dataclasses.replace(document, published=infer_published(document.text, today=today))
        pieces = split(document.text)
        group.append((document, pieces))
        size += len(pieces)
        if size >= _BATCH:
            yield group
            group, size = [], 0
    if group:
        yield group


def _walk(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        elif not entry.name.endswith(".pyc"):
            yield entry


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in portions of about the same work, small enough for all processes to end together."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.text)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _start_method() -> str:
    """How to start workers: as copies of this process, but not of one with threads, whose locks a copy never frees."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _begin_worker() -> None:
    """An interrupt from the keyboard ends a worker at once and silently; the first process tells of it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Ends workers in the midst of their work, which a pool can itself (`terminate_workers`) from Python 3.14 on."""
    for process in list((pool._processes or {}).values()):
        process.terminate()


@functools.lru_cache(maxsize=1)
def _worker(model: str, today: datetime.date | None) -> Reader:
    """The reader of this worker process."""
    return Reader(model, today=today)


def _work(model: str, today: datetime.date | None, documents: list[Document]) -> list[Reading]:
    return list(_worker(model, today).read_many(documents))


def _result(future: "Future[list[Reading]]") -> list[Reading]:
    """What a worker read; whatever befell it is told as one error."""
    try:
        return future.result()
    except DragomanError:
        raise
    except BrokenExecutor as error:
        hint = "was it killed for want of memory? Read with fewer --jobs"
        raise DragomanError("a reading process died", hint=hint) from error
    except Exception as error:
        hint = "read with --jobs 1 to see where"
        raise DragomanError(f"a reading process failed: {error!r}", hint=hint) from error

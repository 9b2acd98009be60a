"""Store: the record of documents and their reports, append-only, as it stood at any time on either clock.

Nothing is updated or deleted. A document's date, its name and the reports that stand of it are worked out from the
sightings and readings known at the time asked for (`standing`), so they do not depend on the order of arrival.
"""

import contextlib
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Self

from sqlalchemy import Connection, Engine

from dragoman.errors import UnknownId, UsageError
from dragoman.model.clocks import Clocks
from dragoman.model.document import Document
from dragoman.model.event import Judgement, StoredReport
from dragoman.model.report import Report
from dragoman.record import schema, search
from dragoman.record.adding import Addition, count_unread, insist_on_evidence, is_held, latest, not_before
from dragoman.record.again import Change, changed_reports
from dragoman.record.corrections import checked
from dragoman.record.coverage import Coverage, covered
from dragoman.record.engine import open_engine, reads, writes
from dragoman.record.ledger import all_rulings, known_rulings, record_ruling, record_undoing
from dragoman.record.reports import all_reports, one_report, reports_of, standing_reports
from dragoman.record.rows import document_number
from dragoman.record.rulings import Anchor, Ruled, Ruling, ruled
from dragoman.record.search import SearchHit
from dragoman.record.shelf import Shelf
from dragoman.record.standing import unnumbered
from dragoman.record.superseding import superseding

__all__ = ["Coverage", "Store"]


class Store:
    """The record at one address. Every method sees one consistent state of it, or raises RecordError."""

    def __init__(self, engine: Engine, address: str) -> None:
        self.engine = engine
        self.address = address
        self._state: Connection | None = None
        self._people: dict[Clocks, tuple[list[Ruling], Ruled]] = {}  # of that state
        self._later: dict[Clocks, dict[str, list[Document]]] = {}  # what supersedes each text, of that state

    @staticmethod
    def open(address: str, *, read_only: bool = False, create: bool = True) -> "Store":
        """The record at `address`: a path (SQLite) or the URL of a database.

        A new record is made where there is none, unless `read_only` or not `create`; an older one is brought up.

        Raises:
            RecordError: it is not a record, of a newer schema, or out of reach.
        """
        return Store(open_engine(address, read_only=read_only, create=create), address)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def one_state(self) -> Iterator[Self]:
        """All that is asked within sees one state of the record, whatever others write meanwhile."""
        with reads(self.engine, self.address) as connection:
            self._state = connection
            try:
                yield self
            finally:
                self._state = None
                self._people.clear()
                self._later.clear()

    def _ruled(self, connection: Connection, clocks: Clocks) -> tuple[list[Ruling], Ruled]:
        """The rulings in force, and what they make of all reports of the documents that they are about."""
        found = self._people.get(clocks)
        if found is None:
            known = known_rulings(connection, clocks)
            documents = {hash_ for ruling in known for hash_ in ruling.documents}
            found = known, ruled(reports_of(connection, clocks, documents), known)
            if self._state is not None:
                self._people[clocks] = found
        return found

    def _superseding(
        self, connection: Connection, clocks: Clocks, documents: Iterable[Document]
    ) -> dict[str, list[Document]]:
        """What supersedes these documents, the latest first, by the hash of each; nothing for what stands."""
        given = {one.hash: one for one in documents}
        known = self._later.setdefault(clocks, {}) if self._state is not None else {}
        fresh = [one for hash_, one in given.items() if hash_ not in known]
        found = superseding(connection, clocks, fresh)
        known.update((one.hash, found.get(one.hash, [])) for one in fresh)
        return {hash_: known[hash_] for hash_ in given}

    def _uncorrected(
        self, connection: Connection, clocks: Clocks, reports: Sequence[StoredReport]
    ) -> list[StoredReport]:
        """Those whose texts no later one corrects, withdraws or replaces, and those that a person accepted since."""
        later = self._superseding(connection, clocks, (r.document for r in reports))
        return [r for r in reports if not later[r.document.hash] or self._is_upheld(connection, clocks, r, later)]

    def _is_upheld(
        self, connection: Connection, clocks: Clocks, one: StoredReport, later: Mapping[str, Sequence[Document]]
    ) -> bool:
        """Whether a person accepted a report whose text was superseded by then by all that supersedes it now."""
        moment = self._ruled(connection, clocks)[1].accepted.get(one.id)
        if moment is None:
            return False
        then = self._superseding(connection, Clocks(clocks.as_of, moment), [one.document])[one.document.hash]
        return {d.hash for d in later[one.document.hash]} <= {d.hash for d in then}

    @contextlib.contextmanager
    def _reads(self) -> Iterator[Connection]:
        if self._state is not None:
            yield self._state
        else:
            with reads(self.engine, self.address) as connection:
                yield connection

    def add(
        self, document: Document, reports: Sequence[Report], *, source: str, reader: str, now: datetime.datetime
    ) -> bool:
        """Record a document, found in `source`, with the reports that `reader` made of it; all of it, or nothing.

        `now` is the moment of the call; the record's own clock never goes back, so an earlier `now` counts as the
        latest moment in it. Returns whether anything was new.

        Raises:
            RecordError: a report rests on words that do not stand in the text, or the record cannot be written.
        """
        insist_on_evidence(document, reports, source)
        with writes(self.engine, self.address) as connection:
            addition = Addition(connection, not_before(connection, schema.utc(now)))
            return addition.add(document, reports, source=source, reader=reader)

    def holds(self, document: Document, *, source: str, reader: str) -> bool:
        """Whether this find of the document is recorded, and read by this reader with this date of publication.

        A document whose date no source gives may be asked for before or after a reader inferred it.
        """
        with self._reads() as connection:
            return is_held(connection, document, source, reader)

    def add_reading(
        self, document: Document, reports: Sequence[Report], *, reader: str, now: datetime.datetime
    ) -> list[Change[StoredReport]]:
        """Record what `reader` made of a document that is there, and return what changed by it.

        Raises:
            RecordError: a report rests on words that do not stand in the text, or the record cannot be written.
        """
        insist_on_evidence(document, reports, document.id)
        with writes(self.engine, self.address) as connection:
            before = reports_of(connection, Clocks(), [document.hash])
            Addition(connection, not_before(connection, schema.utc(now))).add_reading(document, reports, reader=reader)
            return changed_reports(before, reports_of(connection, Clocks(), [document.hash]))

    def unread(self, reader: str) -> Iterator[Document]:
        """The documents that stand as another reader read them, as their sources date them; a few at a time."""
        after: int | None = 0
        while after is not None:
            with self._reads() as connection:
                found, after = Shelf(connection, Clocks()).unread(reader, after)
            yield from found

    def count_unread(self, reader: str) -> int:
        """About how many documents stand as another reader read them: those that this reader never read."""
        with self._reads() as connection:
            return count_unread(connection, reader)

    def latest(self) -> datetime.datetime | None:
        """The last moment at which anything was recorded."""
        with self._reads() as connection:
            return latest(connection)

    def documents(self, clocks: Clocks) -> list[Document]:
        """The documents there are, by id."""
        with self._reads() as connection:
            found = Shelf(connection, clocks).documents()
        return sorted(found.values(), key=lambda d: (d.id, d.hash))

    def document(self, id_or_hash: str, clocks: Clocks) -> Document | None:
        """The document of that id (`id~2` too) or content hash; None when there is none at that time."""
        with self._reads() as connection:
            shelf = Shelf(connection, clocks)
            number = document_number(connection, id_or_hash)
            numbers = {number} if number is not None else shelf.named({id_or_hash, unnumbered(id_or_hash)})
            found = shelf.documents(numbers).values()
        return next((d for d in found if id_or_hash in (d.id, d.hash)), None)

    def reports(
        self,
        clocks: Clocks,
        *,
        parties: Collection[str] = (),
        types: Collection[str] = (),
        together: bool = False,
        beside: bool = False,
        sides: Sequence[Collection[str]] = (),
        days: Collection[str] = (),
        alone: bool = False,
    ) -> list[StoredReport]:
        """The reports that stand, as people corrected them, without those they rejected; by id.

        Those of a text that a later one corrects, withdraws or replaces stand no more, unless a person accepted them
        since. Only those that name any of `parties` (all of them if `together`; with `beside`, in a text of which other
        reports name the rest), one of each of `sides`, of any of `types` and whose time is any of `days` (EDTF), where
        given; with `alone` those that name one party and no other.
        """
        with self._reads() as connection:
            standing = standing_reports(
                connection, clocks, parties, types,
                together=together, beside=beside, sides=sides, days=days, alone=alone,
            )  # fmt: skip
            known, corrected = self._ruled(connection, clocks)
            if known:
                touched = frozenset(hash_ for ruling in known for hash_ in ruling.documents)
                named = _named(corrected.reports) if beside else {}
                standing = [r for r in standing if r.document.hash not in touched]
                standing += [
                    r
                    for r in corrected.reports
                    if _is_asked_for(r.report, parties, types, together)
                    and _is_sought(r.report, sides, days, alone)
                    and (not beside or named[r.document.hash] >= set(parties))
                ]
            return sorted(self._uncorrected(connection, clocks, standing), key=lambda r: r.id)

    def reports_of(self, clocks: Clocks, documents: Collection[str]) -> list[StoredReport]:
        """The reports that stand of the documents with these hashes, as people corrected them; by id."""
        with self._reads() as connection:
            known, _ = self._ruled(connection, clocks)
            standing = ruled(reports_of(connection, clocks, documents), known).reports
            return self._uncorrected(connection, clocks, standing)

    def superseding(self, clocks: Clocks, documents: Iterable[Document]) -> dict[str, list[Document]]:
        """By hash, those of the documents whose reports count no more at that time, each with the later texts that
        correct, withdraw or replace it, the latest first.
        """
        with self._reads() as connection:
            found = self._superseding(connection, clocks, documents)
        return {hash_: later for hash_, later in found.items() if later}

    def judgements(self, clocks: Clocks) -> list[Judgement]:
        """What people judged of pairs of reports that stand; the last word on each pair. By the ids of the pair."""
        with self._reads() as connection:
            return list(self._ruled(connection, clocks)[1].judgements)

    def rulings(self, clocks: Clocks) -> list[Ruling]:
        """The rulings in force, in the order in which they were made."""
        with self._reads() as connection:
            return self._ruled(connection, clocks)[0]

    def ever_ruled(self) -> list[Ruling]:
        """Every ruling and every undoing there ever was, in the order in which they were made."""
        with self._reads() as connection:
            return all_rulings(connection, Clocks())

    def unattached(self, clocks: Clocks) -> list[Ruling]:
        """The rulings in force that fit no report any more."""
        with self._reads() as connection:
            return list(self._ruled(connection, clocks)[1].unattached)

    def judge(
        self,
        left: Collection[str],
        right: Collection[str],
        *,
        same: bool,
        by: str,
        why: str,
        now: datetime.datetime,
    ) -> Ruling:
        """Record that a person takes the reports `left` and the reports `right` (ids) to be about one event, or not.

        Raises:
            UnknownId: a report was never in the record.
            UsageError: the two sides are one already.
        """
        if not same and set(left) != set(right):  # one of them is part of the other, and is not to be
            left, right = (set(left) - set(right) or left), (set(right) - set(left) or right)
        if set(left) & set(right):
            raise UsageError("these are one event already", hint="name two events, or two reports")
        with writes(self.engine, self.address) as connection:
            sides = [[Anchor.of(_insist(connection, id)) for id in sorted(side)] for side in (left, right)]
            moment = not_before(connection, schema.utc(now))
            value = "same" if same else "different"
            return record_ruling(connection, moment, "judge", sides, field=None, value=value, by=by, why=why)

    def correct(
        self, report: str, field: str, value: str | None, *, by: str, why: str, now: datetime.datetime
    ) -> Ruling:
        """Record what a person rules of a report: `accepted`, `rejected`, or a field's right value.

        Raises:
            UnknownId: the report was never in the record.
            UsageError: there is no such field, or the value is none of the vocabulary.
        """
        with writes(self.engine, self.address) as connection:
            told = _insist(connection, report)
            present = self._ruled(connection, Clocks())[1].reports
            kept = checked(next((r for r in present if r.id == report), told), field, value)
            moment = not_before(connection, schema.utc(now))
            sides = [[Anchor.of(told)]]
            return record_ruling(connection, moment, "correct", sides, field=field, value=kept, by=by, why=why)

    def undo(self, id: str, *, by: str, why: str, now: datetime.datetime) -> Ruling:
        """Take a ruling back; both stay in the record.

        Raises:
            UnknownId: there is no such ruling.
            UsageError: it is undone already.
        """
        with writes(self.engine, self.address) as connection:
            return record_undoing(connection, not_before(connection, schema.utc(now)), id, by=by, why=why)

    def ever_reported(self) -> list[StoredReport]:
        """Every report of every reading as its reader made it, whether it stands or not, by id."""
        with self._reads() as connection:
            return all_reports(connection)

    def report(self, id: str) -> StoredReport | None:
        """The report of that id as its reader made it, retracted or not; None when there never was one.

        It is retracted from the moment on at which another reading of its document stands instead.
        """
        with self._reads() as connection:
            return one_report(connection, id)

    def coverage(self, clocks: Clocks) -> Coverage:
        """What there is to answer from."""
        with self._reads() as connection:
            return covered(connection, clocks)

    def search(
        self, words: str, clocks: Clocks, since: datetime.date | None = None, until: datetime.date | None = None
    ) -> list[SearchHit]:
        """The documents that hold all `words`, most places first, then the latest; `"…"` holds words together.

        `since` and `until` bound the day of publication; documents of unknown date then stay out.
        """
        with self._reads() as connection:
            found = {f.number: f.places for f in search.find(connection, words)}
            documents = Shelf(connection, clocks).documents(found)
        hits = [
            _hit(document, found[number]) for number, document in documents.items() if _within(document, since, until)
        ]
        return sorted(hits, key=lambda h: (-h.rank, _days_back(h.document), h.document.id))


def _named(reports: Iterable[StoredReport]) -> dict[str, set[str]]:
    """The parties that the reports of each document name between them, by its hash."""
    named: dict[str, set[str]] = {}
    for one in reports:
        named.setdefault(one.document.hash, set()).update(party.id for party in one.report.parties)
    return named


def _is_asked_for(report: Report, parties: Collection[str], types: Collection[str], together: bool) -> bool:
    named = {p.id for p in report.parties}
    enough = all if together else any
    return (not parties or enough(p in named for p in parties)) and (not types or report.type in types)


def _is_sought(report: Report, sides: Sequence[Collection[str]], days: Collection[str], alone: bool) -> bool:
    named = {p.id for p in report.parties}
    when = report.when.edtf if report.when else None
    return (
        all(not named.isdisjoint(side) for side in sides)
        and (not days or when in days)
        and (not alone or len(named) == 1)
    )


def _insist(connection: Connection, id: str) -> StoredReport:
    found = one_report(connection, id)
    if found is None:
        raise UnknownId(f"no report has the id {id!r}", hint="`dragoman events --json` shows the ids of reports")
    return found


def _hit(document: Document, places: tuple[tuple[int, int], ...]) -> SearchHit:
    start, end = search.snippet(document.text, places)
    return SearchHit(document, start, end, document.text[start:end], len(places))


def _within(document: Document, since: datetime.date | None, until: datetime.date | None) -> bool:
    day = document.published.date
    if day is None:
        return since is None and until is None
    return (since is None or since <= day) and (until is None or day <= until)


def _days_back(document: Document) -> int:
    """A sort key that puts the latest publication first and the unknown last."""
    return -document.published.date.toordinal() if document.published.date else 0

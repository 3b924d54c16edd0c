"""The gate into the archive: exchanges become WARC records and rows, in groups, each group synced and committed once.

A capture counts as kept when its future has a result: its records are then synced to the disk and its row is committed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import insert

from archive import captures, cdxj, fetch_state, runs, schema
from archive.capture import Capture, Exchange, Provenance, Refers
from archive.errors import ArchiveError
from archive.originals import Known
from archive.recovery import recover
from archive.rows import Sources, provenance
from archive.store import WARCS, Archive
from archive.warc import record
from archive.warc.ids import new_id
from archive.warc.mend import Mended
from archive.warc.writer import MAX_BYTES, WarcWriter
from archive.warcinfo import opening

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    exchange: Exchange
    future: Future[Capture] = field(default_factory=Future)


@dataclass(slots=True)
class _Failed:
    row: dict[str, Any]
    future: Future[None] = field(default_factory=Future)


class Committer:
    """Keeps what one run fetches. Hold ``Archive.writing()`` while it lives, and close it.

    One thread writes, syncs and commits a group as soon as nothing new has come for ``max_delay`` / 8 seconds, it
    has waited ``max_delay`` seconds, or ``max_batch`` exchanges wait. ``mended``: what killed writers had left
    open. After a fault of disk or database every future gets that fault: nothing is kept any more.
    """

    def __init__(
        self,
        archive: Archive,
        run_id: int,
        *,
        max_delay: float = 0.2,
        max_batch: int = 64,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        run = runs.get(archive, run_id)
        folder = archive.folder / WARCS
        self.mended: list[Mended] = recover(archive, run_id)
        self._archive = archive
        self._run_id = run_id
        self._writer = WarcWriter(folder, f"cuttings-{run_id:06d}", opening(run), max_bytes=max_bytes)
        self._max_delay = max_delay
        self._max_batch = max_batch
        self._queue: deque[_Kept | _Failed] = deque()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._gate = threading.Lock()  # nothing may slip in behind the last look into the queue
        self._batch: list[_Kept | _Failed] = []
        self._fault: ArchiveError | None = None
        self._info: str | None = None  # of the file in work
        self._sources = Sources()
        self._thread = threading.Thread(target=self._work, name="committer", daemon=True)
        self._thread.start()

    def submit(self, exchange: Exchange) -> Future[Capture]:
        """Queues an exchange; never blocks, never raises.

        The future gives the Capture once it is kept. It raises DiskFull when there is no room, ArchiveError for another
        fault, for an exchange that cannot be written (a time without zone), and after ``close``.
        """
        item = _Kept(exchange)
        self._put(item)
        return item.future

    def fail(self, url: str, given: Provenance, why: str) -> Future[None]:
        """Queues a counted failed outcome for a fetch that brought no response; the future is done once it is kept."""
        row = {
            "run_id": self._run_id,
            "url": record.target_uri(url),
            "at": datetime.now(UTC),
            "why": record.one_line(why),
        }
        item = _Failed(row | provenance(given))
        self._put(item)
        return item.future

    def close(self) -> None:
        """Keeps what is queued, closes the WARC file and ends the thread. May be called twice.

        Raises the fault (DiskFull ...) that kept anything from being kept, if there was one.
        """
        with self._gate:
            self._closing.set()
        self._wake.set()
        self._thread.join()
        try:
            self._writer.close()
            cdxj.refresh(self._archive)
        finally:
            if self._fault is not None:
                raise self._fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self.close()
        except ArchiveError:
            if kind is None:  # else the caller's own exception is the better story
                raise

    def _put(self, item: _Kept | _Failed) -> None:
        item.future.set_running_or_notify_cancel()  # from here on nobody can cancel it
        if isinstance(item, _Kept) and item.exchange.fetched.tzinfo is None:
            item.future.set_exception(ArchiveError(f"a time without a zone cannot be kept: {item.exchange.fetched}"))
            return
        with self._gate:
            if not self._closing.is_set():
                self._queue.append(item)
            else:
                item.future.set_exception(ArchiveError("the archive is closed: nothing more is kept in this run"))
        if not self._wake.is_set():
            self._wake.set()

    def _work(self) -> None:
        try:
            while not self._closing.is_set() or self._queue:
                self._wake.wait()
                self._linger()
                # Cleared before taking: what comes in between wakes the next round.
                self._wake.clear()
                self._batch = [self._queue.popleft() for _ in range(min(self._max_batch, len(self._queue)))]
                self._keep(self._batch)
                if self._queue or self._closing.is_set():
                    self._wake.set()
        finally:
            # Only a fault of our own leads here with a queue: nobody may wait for ever.
            with self._gate:
                self._closing.set()
            self._refuse([*self._batch, *self._queue], ArchiveError("the archive's writer died: see the log"))

    def _linger(self) -> None:
        deadline = time.monotonic() + self._max_delay
        before = -1
        while before < len(self._queue) < self._max_batch and time.monotonic() < deadline:
            before = len(self._queue)
            if self._closing.wait(self._max_delay / 8):
                return

    def _keep(self, batch: list[_Kept | _Failed]) -> None:
        if self._fault is None and batch:
            try:
                kept = self._commit(batch)
            except ArchiveError as error:
                self._fault = error
                _log.error("nothing is kept any more: %s", error, extra={"run": self._run_id})
            else:
                self._resolve(batch, kept)
        if self._fault is not None:
            self._refuse(batch, self._fault)

    @staticmethod
    def _resolve(batch: list[_Kept | _Failed], kept: list[Capture]) -> None:
        made = iter(kept)
        for item in batch:
            if isinstance(item, _Kept):
                item.future.set_result(next(made))
            else:
                item.future.set_result(None)

    @staticmethod
    def _refuse(batch: list[_Kept | _Failed], error: ArchiveError) -> None:
        for item in batch:
            if not item.future.done():
                item.future.set_exception(error)

    def _commit(self, batch: list[_Kept | _Failed]) -> list[Capture]:
        exchanges = [item.exchange for item in batch if isinstance(item, _Kept)]
        failed = [item.row for item in batch if isinstance(item, _Failed)]
        start, rows = self._write(exchanges) if exchanges else (0, [])
        try:
            with self._archive.write() as connection:
                self._sources.ensure(connection, {row["source"] for row in rows + failed if row["source"] is not None})
                if failed:
                    connection.execute(insert(schema.failure), failed)
                made = captures.add(connection, rows) if rows else []
                fetch_state.remember(connection, zip(exchanges, rows, (one.id for one in made), strict=True))
                return made
        except ArchiveError:
            if rows and captures.is_unknown(self._archive, rows[0]["record_id"]):
                self._writer.rewind(start)
            elif rows:  # a connection may break behind a COMMIT: the next run takes in what has no row
                self._writer.leave()
            raise

    def _write(self, exchanges: list[Exchange]) -> tuple[int, list[dict[str, Any]]]:
        """Appends and syncs; the offset before, and the rows that say where everything stands."""
        info = self._writer.ready()
        if info != self._info:
            cdxj.refresh(self._archive)  # the file before this one is closed
            self._info = info
        start = self._writer.synced
        built = self._built(exchanges, info)
        places = iter(self._writer.append([member for one in built for member in one.group.members]))
        self._writer.sync()
        firsts = [[next(places) for _ in written.group.members][0] for written in built]  # noqa: RUF015 - the others are passed over
        given = zip(exchanges, built, firsts, strict=True)
        return start, [captures.row(self._run_id, exchange, (written, place)) for exchange, written, place in given]

    def _built(self, exchanges: list[Exchange], info: str) -> list[captures.Written]:
        """The records of each exchange with the id of the first; payloads that are here already make revisits."""
        built = []
        with self._archive.read() as connection:
            known = Known(connection, self._archive.folder)
            for exchange in exchanges:
                ids = record.Ids(new_id(), new_id(), info, new_id())
                group = record.exchange(exchange, ids, known.find)
                if group.refers is None and not exchange.truncated:
                    mine = Refers(ids.response, exchange.url, exchange.fetched)
                    known.add(group.digest, mine)
                built.append(captures.Written(ids.response, group))
        return built

"""The one path from captures to documents, for live pages, replayed files and what a killed worker left alike.

What is to do is a query over captures without an outcome, so nothing is lost with a process.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NoReturn

from archive import backlog, documents, logs, pending, topics
from archive.copies import Copies
from archive.errors import ArchiveBusy, ArchiveError
from archive.outcomes import FAILED, Outcome
from archive.pending import Pending
from archive.pool import Limits, Pool, Refused
from archive.reading import Answer, Job
from archive.store import Archive
from archive.tasks import prepare, work
from compare.coverage import Relation
from compare.topic import Topic

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 0.2
_SETTLE_SECONDS = 1.0
_BATCH = 64
_ATTEMPTS = 2
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Settled:
    """A capture whose outcome is now committed. ``relation`` is None without a document or a topic."""

    capture_id: int
    url: str
    outcome: str
    why: str | None
    relation: Relation | None


def ingest(
    archive: Archive,
    topic: Topic | None,
    *,
    workers: int = 2,
    stop: Callable[[], bool] = lambda: True,
    on_outcome: Callable[[Settled], None] = lambda _: None,
) -> Counter[str]:
    """``ingest_within`` the usual limits, in ``workers`` processes."""
    return ingest_within(Limits(workers), archive, topic, stop=stop, on_outcome=on_outcome)


def ingest_within(
    limits: Limits,
    archive: Archive,
    topic: Topic | None,
    *,
    stop: Callable[[], bool] = lambda: True,
    on_outcome: Callable[[Settled], None] = lambda _: None,
) -> Counter[str]:
    """Takes every pending capture to an outcome; how many got which.

    It ends when nothing is pending and ``stop()`` says that no more will come; after KeyboardInterrupt what was under
    way stays pending. ``topic`` is saved when it is new. ``on_outcome`` is called after each commit, once a capture.
    Raises ArchiveBusy when another process ingests here, DiskFull and ArchiveError for faults of the database.
    """
    with archive.locked("ingest.lock"), logs.kept(archive.folder, "ingest"):
        _log.info("the extraction begins")
        topic_id = topics.save(archive, topic) if topic else None
        if topic and topic_id is not None:
            backlog.relate(archive, topic, topic_id)
        with Pool(work, limits, prepare, (topic, limits.memory)) as pool:
            counts = _Ingest(archive, topic_id, pool, on_outcome).run(limits.workers * _AHEAD, stop)
        _log.info("the extraction ends", extra={"counts": dict(counts)})
        return counts


def serve(folder: Path, topic_name: str | None, workers: int, until: Event, run: int | None = None) -> None:
    """``ingest`` as a child process's main function, beside a crawl; it returns when ``until`` is set and all is done.

    It ends at once when its parent dies, and leaves Ctrl-C to it. ``run``: the crawl's, for the log. Raises as
    ``ingest`` and ``topics.load``.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    parent = multiprocessing.parent_process()

    def stop() -> bool:
        if parent is not None and not parent.is_alive():
            raise SystemExit(1)
        return until.is_set()

    with logs.kept(folder, "ingest", run):
        try:
            with Archive.open(folder, create=False) as archive:
                topic = topics.load(archive, topic_name) if topic_name else None
                _patiently(lambda: ingest(archive, topic, workers=workers, stop=stop))
        except ArchiveError as error:
            _log.error("the extraction cannot go on: %s", error)
            raise


def _leave(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)  # an exception lets the pool clean up, the signal itself would not


def _patiently(ingesting: Callable[[], object], tries: int = 50) -> None:
    """A killed crawl's own child may still hold the lock for a moment."""
    for left in reversed(range(tries)):
        try:
            ingesting()
        except ArchiveBusy:
            if not left:
                raise
            time.sleep(_IDLE_SECONDS)
        else:
            return


class _Ingest:
    def __init__(
        self,
        archive: Archive,
        topic_id: int | None,
        pool: Pool[Job, Answer],
        on_outcome: Callable[[Settled], None],
    ) -> None:
        self._archive = archive
        self._topic_id = topic_id
        self._pool = pool
        self._on_outcome = on_outcome
        self._under_way: dict[int, Pending] = {}
        self._answers: list[tuple[Job, Answer | Refused]] = []
        self._next: deque[Pending] = deque()
        self._cursor = 0
        self._counts: Counter[str] = Counter()
        with archive.read() as connection:
            self._copies = Copies(connection)

    def run(self, ahead: int, stop: Callable[[], bool]) -> Counter[str]:
        settled_at = time.monotonic()
        while True:
            over = stop()  # asked before looking, so that what came just before the end is seen
            found = self._fill(ahead)
            if self._pool:
                self._answers += self._pool.take(_IDLE_SECONDS)
            elif over and not found and not self._answers:
                return self._counts
            elif not self._answers:
                time.sleep(_IDLE_SECONDS)
            late = time.monotonic() - settled_at > _SETTLE_SECONDS
            if self._answers and (late or len(self._answers) >= _BATCH or not self._pool):
                self._settle()
                settled_at = time.monotonic()

    def _fill(self, ahead: int) -> int:
        room = ahead - len(self._pool)
        if room <= 0:
            return 0
        if not self._next:
            self._look()
        if not self._next and self._cursor and not self._under_way:
            self._cursor = 0  # once more from the start: captures whose worker died wait there
            self._look()
        found = [self._next.popleft() for _ in range(min(room, len(self._next)))]
        for one in found:
            self._under_way[one.job.capture_id] = one
            self._pool.submit(one.job)
        return len(found)

    def _look(self) -> None:
        """One query for many jobs: asked anew for each, it would cost as much as the rows that are written."""
        self._next.extend(pending.behind(self._archive, self._cursor, _BATCH))
        if self._next:
            self._cursor = self._next[-1].job.capture_id

    def _settle(self) -> None:
        """Writes the answers at hand in one transaction, then tells of them."""
        made: list[documents.Made] = []
        again: list[int] = []
        settled: list[Settled] = []
        troubles: list[tuple[Pending, str]] = []
        for job, answer in self._answers:
            before = self._under_way.pop(job.capture_id)
            outcome = _outcome(answer, before)
            if outcome is None:
                again += [] if isinstance(answer, Refused) and answer.blameless else [job.capture_id]
                troubles.append((before, f"{_why(answer)}: tried again"))
                continue
            if outcome.outcome == FAILED:
                troubles.append((before, f"the extraction failed: {outcome.why}"))
            relation = None
            if isinstance(answer, Answer) and answer.read:
                made.append(documents.Made(job.capture_id, answer.read))
                relation = answer.read.coverage.relation if answer.read.coverage else None
            settled.append(Settled(job.capture_id, job.url, *outcome, relation))
        self._answers = []
        self._write(made, again, settled)
        for one, said in troubles:
            _log.warning("%s", said, extra=one.place)
        for done in settled:
            self._counts[done.outcome] += 1
            self._on_outcome(done)

    def _write(self, made: list[documents.Made], again: list[int], settled: list[Settled]) -> None:
        with self._archive.write() as connection:
            ids = documents.save(connection, made, self._topic_id)
            self._copies.save(
                connection, ((id_, one.read.canonical, one.read.sketch) for id_, one in zip(ids, made, strict=True))
            )
            pending.settle(connection, ((one.capture_id, Outcome(one.outcome, one.why)) for one in settled), again)


def _why(answer: Answer | Refused) -> str | None:
    return answer.why if isinstance(answer, Refused) else answer.outcome.why


def _outcome(answer: Answer | Refused, before: Pending) -> Outcome | None:
    """The outcome that an answer means; None: the capture stays pending and is tried again."""
    if isinstance(answer, Answer):
        return answer.outcome
    if answer.died and (answer.blameless or before.attempts + 1 < _ATTEMPTS):
        return None
    return Outcome(FAILED, answer.why)

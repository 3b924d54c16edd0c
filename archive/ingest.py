"""The one path from captures to documents, for live pages, replayed files and what a killed worker left alike.

What is to do is a query over captures without an outcome, so nothing is lost with a process.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import NoReturn

from archive import backlog, documents, logs, pending, topics, versions
from archive.copies import Copies
from archive.errors import ArchiveBusy, ArchiveError
from archive.loop import Loop, Settled
from archive.outcomes import Outcome
from archive.pending import Pending
from archive.pool import Limits, Pool
from archive.store import Archive
from archive.tasks import prepare, work
from archive.templates import Templates
from compare.topic import Topic

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 0.2


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
            topic = topics.load(archive, topic.name)  # with what a person said of documents since
            backlog.relate(archive, topic, topic_id)
        with Pool(work, limits, prepare, (topic, limits.memory)) as pool:
            counts = Loop(_Live(archive, topic_id), pool, on_outcome).run(limits.workers, stop)
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


class _Live:
    """Captures without an outcome; what comes of them is in force at once."""

    def __init__(self, archive: Archive, topic_id: int | None) -> None:
        self._archive = archive
        self._topic_id = topic_id
        self._templates = Templates(archive)
        with archive.read() as connection:
            self._copies = Copies(connection)

    def look(self, cursor: int, limit: int) -> list[Pending]:
        return self._templates.given(pending.behind(self._archive, cursor, limit))

    def keep(self, made: list[documents.Made], settled: list[Settled], again: list[int]) -> None:
        with self._archive.write() as connection:
            made, repeated = versions.apart(connection, made)
            settled[:] = [_same(one) if one.capture_id in repeated else one for one in settled]
            outcomes = [(one.capture_id, Outcome(one.outcome, one.why), one.extractor) for one in settled]
            pending.settle(connection, outcomes)
            pending.again(connection, again)
            ids = documents.save(connection, made, self._topic_id)
            self._templates.learn(connection, made)
            self._copies.save(
                connection, ((id_, one.read.canonical, one.read.sketch) for id_, one in zip(ids, made, strict=True))
            )


def _same(settled: Settled) -> Settled:
    return replace(settled, outcome=versions.SAME_TEXT.outcome, why=versions.SAME_TEXT.why, relation=None)

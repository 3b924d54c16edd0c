"""Twice a second: the frontier is written, the extraction looked after, and progress told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from archive import fetched
from archive.fetched import Fetched
from archive.store import Archive
from crawler.ingesting import Ingesting
from crawler.plan import HostState, Phase, Progress

if TYPE_CHECKING:
    from crawler.work import Work

EVERY = 0.5
COUNT_EVERY = 1.5


class Watch:
    """Tells ``on_progress`` how the run is going; for the main thread."""

    def __init__(self, archive: Archive, run_id: int, topic: str, on_progress: Callable[[Progress], None]) -> None:
        self.work: Work | None = None
        self.ingesting: Ingesting | None = None
        self._archive = archive
        self._run_id = run_id
        self._topic = topic
        self._tell = on_progress
        self._counts = Fetched(0, 0, 0, 0, 0)
        self._counted = 0.0

    def count(self) -> Fetched:
        """What the run has fetched and found, from the database."""
        self._counts = fetched.counts(self._archive, self._run_id, self._topic)
        self._counted = time.monotonic()
        return self._counts

    def hosts(self) -> tuple[HostState, ...]:
        """Every host of the crawl."""
        if self.work is None:
            return ()
        agenda = self.work.agenda
        return self.work.tally.hosts(agenda.waiting(), agenda.queues.active())

    async def tick(self, is_stopping: Callable[[], bool]) -> None:
        """Goes on until cancelled. ``is_stopping``: whether a signal has come."""
        while True:
            if self.work is not None:
                self.work.saver.flush()
            if self.ingesting is not None:
                self.ingesting.watch()
            if time.monotonic() - self._counted > COUNT_EVERY:
                await asyncio.to_thread(self.count)
            self.show("stopping" if is_stopping() else "crawling")
            await asyncio.sleep(EVERY)

    def drain(self) -> None:
        """Waits until nothing is pending, or the extraction has died too often."""
        if self.ingesting is None:
            return
        self.ingesting.finish()
        while not self.ingesting.over:
            self.count()
            self.show("extracting")
            self.ingesting.join(EVERY)
            self.ingesting.watch()

    def show(self, phase: Phase) -> None:
        """Tells the state of this moment."""
        counts, work = self._counts, self.work
        self._tell(
            Progress(
                phase=phase,
                pages=counts.pages
                if work is None
                else max(counts.pages, work.store.pages + work.tally.counts["pages"]),
                requests=counts.requests + (0 if work is None else work.tally.counts["known"]),
                rate=0.0 if work is None else work.tally.rate(),
                waiting=0 if work is None else len(work.agenda),
                documents=counts.documents,
                found=counts.found,
                pending=counts.pending,
                hosts=self.hosts(),
            )
        )

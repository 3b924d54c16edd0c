"""What the parts of one crawl share: Scrapy makes them one by one, each finds it on the spider."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy.crawler import Crawler

from archive import fetched, tombstones
from archive.capture import Capture
from archive.committer import Committer
from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier
from archive.recorded import Recordings
from archive.store import Archive
from crawler.agenda import Agenda
from crawler.discovery import Discovery
from crawler.plan import CrawlPlan
from crawler.revisit import Memory, When
from crawler.saver import Saver
from crawler.scope import Scope
from crawler.seeds import SeedPage
from crawler.spending import DAY, Spending, is_bound
from crawler.tally import Tally

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """Where a run keeps what it does. ``pages``: articles that it had captured before this start.

    ``begun``: when the run began, earlier starts of it included. ``recordings``: what answers in the place of the
    network, None where the network does; it is kept under ``run_id``.
    """

    archive: Archive
    committer: Committer
    frontier: Frontier
    pages: int = 0
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    recordings: Recordings | None = None
    run_id: int = 0


class Work:
    """One crawl's services, for the reactor's thread where nothing else is said.

    ``fault``: the error of the archive that stopped the crawl, None while all is well. ``seed_pages``: pages that
    were given as seeds and have come.
    """

    def __init__(self, plan: CrawlPlan, store: Store, discovery: Discovery) -> None:
        self.plan = plan
        self.store = store
        self.discovery = discovery
        self.saver = Saver(store.frontier, self.stop_soon)
        self.tally = Tally()
        left, spending = plan.pages - store.pages, self._spending()
        self.agenda = Agenda(self.saver, per_host=plan.politeness.per_host, pages=left, spending=spending)
        stones = tombstones.known(store.archive)
        self.scope = Scope(plan.sources, plan.politeness.networks, lambda url: stones.order(url) is not None)
        self.memory = Memory(
            store.archive, discovery, [source.key for source in plan.sources], When(plan.revisit, store.begun)
        )
        self.fault: ArchiveError | None = None
        self.seed_pages: list[SeedPage] = []
        self._read_sections: dict[str, int] = {}
        self._articles: set[str] = set()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="discovery")
        self._crawler: Crawler | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: Any = None

    def _spending(self) -> Spending:
        bound, begun = [source for source in self.plan.sources if is_bound(source)], self.store.begun
        if not bound:
            return Spending()
        keys, day = [source.key for source in bound], datetime.now(UTC) - timedelta(seconds=DAY)
        in_run, in_day = (fetched.spent(self.store.archive, keys, since) for since in (begun, day))
        return Spending(bound, in_run, in_day, self.tally.refused)

    def attach(self, crawler: Crawler) -> None:
        """Called by the spider when Scrapy makes it, in the reactor's thread."""
        self._crawler = crawler
        self._loop = asyncio.get_event_loop()

    async def begin(self) -> None:
        """Puts on the agenda what the run begins with. A fault of the archive stops the crawl."""
        try:
            await self.discover(self.memory.begin)
        except ArchiveError as error:
            self.stop(error)

    async def discover(self, read: Callable[[], Sequence[Entry]], of: Entry | None = None) -> None:
        """Runs ``read`` in the thread for discovery and puts on the agenda what is to be asked of what it finds.

        ``of``: the list that was asked and is read. Raises what ``read`` raises, and ArchiveError when archive or
        frontier cannot be read or written.
        """
        loop = asyncio.get_running_loop()
        named, asked = await loop.run_in_executor(self._reader, self._sifted, read, of)
        await self.agenda.offer(asked)
        found = self.discovery.also_articles(named)
        self._articles.update(found)
        await self._reopen(found)

    def _sifted(self, read: Callable[[], Sequence[Entry]], of: Entry | None) -> tuple[Sequence[Entry], Sequence[Entry]]:
        named = read()
        if of is not None:
            self.memory.note(of, named)
        return named, self.memory.sift(named)

    async def was_section(self, url: str, capture: Capture) -> None:
        """Notes that ``url`` was fetched as a section; if a feed or sitemap calls it an article, it is one."""
        self._read_sections[url] = capture.id
        if url in self._articles:
            await self._reopen([url])

    async def _reopen(self, urls: Sequence[str]) -> None:
        ids = [self._read_sections.pop(url) for url in urls if url in self._read_sections]
        if ids:
            await asyncio.to_thread(fetched.reopen, self.store.archive, ids)

    def close(self) -> None:
        """Writes the last states to the frontier and ends the threads; from any thread.

        What discovery has not begun is found again when the run goes on. Raises the fault of the frontier, if any.
        """
        self._reader.shutdown(wait=True, cancel_futures=True)
        self.saver.close()

    def stop(self, fault: ArchiveError) -> None:
        """Ends the crawl cleanly because nothing can be kept any more. For the reactor's thread."""
        if self.fault is None:
            self.fault = fault
            _log.error("the crawl stops: %s", fault)
            if self._crawler is not None:
                self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="archive"))

    def stop_soon(self, fault: ArchiveError) -> None:
        """As ``stop``, from any thread."""
        if self._loop is None or self._loop.is_closed():
            self.fault = self.fault or fault
        else:
            self._loop.call_soon_threadsafe(self.stop, fault)


def work_of(crawler: Crawler) -> Work:
    """The Work of the crawl that ``crawler`` runs."""
    work: Work = crawler.spider.work  # type: ignore[union-attr] # our spider is there before its parts are made
    return work

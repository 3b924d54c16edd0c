"""What the parts of one crawl share: Scrapy makes them one by one, each finds it on the spider."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from scrapy.crawler import Crawler

from archive.committer import Committer
from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier
from crawler.agenda import Agenda
from crawler.discovery import Discovery
from crawler.plan import CrawlPlan
from crawler.saver import Saver
from crawler.scope import Scope
from crawler.seeds import SeedPage
from crawler.tally import Tally

_log = logging.getLogger(__name__)


class Work:
    """One crawl's services, for the reactor's thread where nothing else is said.

    ``pages_before``: articles that the run had before this start. ``fault``: the error of the archive that stopped
    the crawl, None while all is well. ``seed_pages``: pages that were given as seeds and have come.
    """

    def __init__(
        self, plan: CrawlPlan, committer: Committer, discovery: Discovery, frontier: Frontier, pages_before: int
    ) -> None:
        self.plan = plan
        self.committer = committer
        self.discovery = discovery
        self.saver = Saver(frontier, self.stop_soon)
        self.pages_before = pages_before
        self.agenda = Agenda(self.saver, per_host=plan.politeness.per_host, pages=plan.pages - pages_before)
        self.tally = Tally()
        self.fault: ArchiveError | None = None
        self.seed_pages: list[SeedPage] = []
        self._crawler: Crawler | None = None
        self.scope = Scope(plan.sources)
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="discovery")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: Any = None

    def attach(self, crawler: Crawler) -> None:
        """Called by the spider when Scrapy makes it, in the reactor's thread."""
        self._crawler = crawler
        self._loop = asyncio.get_event_loop()

    async def discover(self, read: Callable[[], Sequence[Entry]]) -> None:
        """Runs ``read`` in the thread for discovery and puts what it finds on the agenda.

        Raises what ``read`` raises, and ArchiveError when the frontier cannot be written.
        """
        loop = asyncio.get_running_loop()
        await self.agenda.offer(await loop.run_in_executor(self._reader, read))

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

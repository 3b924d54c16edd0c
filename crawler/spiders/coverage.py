"""The spider: takes articles as they come (they are on disk already) and reads what leads to more. Start here.

An article is not looked at in this process; extraction takes it from the archive. What is read here are home pages,
feeds, sitemaps and sections, in a thread, so that a large one does not hold up the network.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import ArchiveError, BodyDamaged
from archive.frontier import Entry
from crawler.body import charset_of, decoded
from crawler.discovery import Answer
from crawler.middlewares import CAPTURE
from crawler.scheduler import ENTRY, FrontierScheduler
from crawler.seeds import SeedPage
from crawler.work import Work
from extract.errors import ExtractError

_log = logging.getLogger(__name__)


class CoverageSpider(Spider):
    """Fetches what the agenda of its ``work`` holds until nothing is left."""

    name = "coverage"

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.scope = work.scope

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> CoverageSpider:  # noqa: ANN401 - Scrapy's
        """Scrapy's constructor."""
        spider: CoverageSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.work.attach(crawler)
        crawler.signals.connect(spider.broke, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Nothing: the scheduler has it all."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def parse(self, response: Response) -> None:
        """Ends an entry whose answer was kept, after reading what it leads to."""
        request = response.request
        assert request is not None
        entry: Entry = request.meta[ENTRY]
        if response.status >= 400:
            self._scheduler.settle(request, "failed")
            return
        if self.work.discovery.leads_on(entry) and not await self._read(entry, response):
            return
        if entry.origin == "seed":
            self._keep_seed(request, response)
        self._scheduler.settle(request, "done")

    def failed(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure, with what Scrapy hangs on it
        """Ends an entry that brought nothing. After a fault of the archive it stays, to be fetched again."""
        if failure.check(ArchiveError):
            return
        self._scheduler.settle(failure.request, "refused" if failure.check(IgnoreRequest) else "failed")

    def broke(self, response: Response) -> None:
        """A page that nothing here could cope with: counted and logged by Scrapy; the crawl goes on."""
        self.work.tally.counts["damaged"] += 1
        if response is not None and response.request is not None:
            self._scheduler.settle(response.request, "failed")

    def _keep_seed(self, request: Request, response: Response) -> None:
        given = request.meta.get("redirect_urls", [request.url])[0]
        try:
            self.work.seed_pages.append(SeedPage(given, response.url, decoded(response), charset_of(response)))
        except BodyDamaged as error:
            _log.warning("%s", error, extra={"url": response.url})

    async def _read(self, entry: Entry, response: Response) -> bool:
        """Whether all that the answer leads to is on the agenda; damage leads nowhere."""
        try:
            await self.work.discover(lambda: self._leads(entry, response))
            if entry.kind == "section":
                await self.work.was_section(entry.url, response.meta[CAPTURE])
        except (ExtractError, BodyDamaged) as error:
            self.work.tally.counts["damaged"] += 1
            _log.warning("%s", error, extra={"url": response.url, "kind": entry.kind})
        except ArchiveError as error:
            self.work.stop(error)
            return False
        return True

    def _leads(self, entry: Entry, response: Response) -> list[Entry]:
        return self.work.discovery.read(Answer(entry, response.url, decoded(response), charset_of(response)))

    @property
    def _scheduler(self) -> FrontierScheduler:
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, FrontierScheduler)
        return scheduler

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
from crawler.body import charset_of, decoded, robots_tags
from crawler.discovery import Answer
from crawler.middlewares import CAPTURE, TOLD, place
from crawler.scheduler import ENTRY, FrontierScheduler
from crawler.seeds import SeedPage
from crawler.services.errors import ServiceDamaged
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
        """No request: the scheduler has them all, once it is known what the run begins with."""
        await self.work.begin()
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def parse(self, response: Response) -> None:
        """Ends an entry whose answer was kept, after reading what it leads to."""
        request = response.request
        assert request is not None
        entry: Entry = request.meta[ENTRY]
        if response.status >= 400 or response.status == 206:  # a part that nobody asked for
            _log.warning("the fetch failed: answer %d", response.status, extra=place(request))
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
        request = failure.request
        refused = bool(failure.check(IgnoreRequest))
        if refused and not request.meta.pop(TOLD, False):  # such as one redirect too many
            _log.info("refused: %s", failure.value, extra=place(request))
            self.work.tally.refused(request.url, str(failure.value), request.meta[ENTRY].source)
        self._scheduler.settle(request, "refused" if refused else "failed")

    def broke(self, failure: Any, response: Any) -> None:  # noqa: ANN401 - Twisted's Failure, or what came
        """An answer that made our own code fail: counted, logged with its address and trace; the crawl goes on."""
        error = failure.value
        said = f"{type(error).__name__}: {error}"
        request: Request | None = getattr(response, "request", None)
        if request is None:
            self.work.tally.broken("an unknown address", None, said)
            _log.error("a fault of our own: %s", said, exc_info=error)
            return
        self.work.tally.broken(request.url, request.meta[ENTRY].source, said)
        _log.error("a fault of our own: %s", said, exc_info=error, extra=place(request))
        self._scheduler.settle(request, "failed")

    def _keep_seed(self, request: Request, response: Response) -> None:
        given = request.meta.get("redirect_urls", [request.url])[0]
        try:
            self.work.seed_pages.append(SeedPage(given, response.url, decoded(response), charset_of(response)))
        except BodyDamaged as error:
            _log.warning("%s", error, extra=place(request))

    async def _read(self, entry: Entry, response: Response) -> bool:
        """Whether all that the answer leads to is on the agenda; damage leads nowhere."""
        try:
            await self.work.discover(lambda: self._leads(entry, response), entry)
            if entry.kind == "section":
                await self.work.was_section(entry.url, response.meta[CAPTURE])
        except (ExtractError, BodyDamaged, ServiceDamaged) as error:
            self.work.tally.damaged(entry.source)
            assert response.request is not None
            _log.warning("it leads nowhere: %s", error, extra=place(response.request))
        except ArchiveError as error:
            self.work.stop(error)
            return False
        self.work.tally.read.add(entry.source or "")
        return True

    def _leads(self, entry: Entry, response: Response) -> list[Entry]:
        if response.status == 304:
            return self.work.memory.recall(entry)
        answer = Answer(entry, response.url, decoded(response), charset_of(response), robots_tags(response))
        return self.work.discovery.read(answer)

    @property
    def _scheduler(self) -> FrontierScheduler:
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, FrontierScheduler)
        return scheduler

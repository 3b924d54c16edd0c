"""robots.txt: obeyed, its Crawl-delay applied, its sitemaps handed to discovery."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import BodyDamaged
from crawler.body import decoded
from crawler.middlewares import PROVENANCE
from crawler.settings import PRODUCT
from crawler.work import Work, work_of
from extract.robots import sitemaps

MAX_CRAWL_DELAY = 120.0
MAX_BYTES = 512_000  # RFC 9309, 2.5
_FORBID_ALL = b"User-agent: *\nDisallow: /\n"
_log = logging.getLogger(__name__)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's, with the answers of RFC 9309, 2.3.1: an error of the client's (4xx) allows everything, an error of
    the server's or no answer at all forbids everything.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._work: Work = work_of(crawler)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = self._rules(response)
        await super()._parse_robots(response.replace(body=body), netloc, request)
        parser: Any = self._parsers[netloc]
        delay = parser.crawl_delay(PRODUCT)
        if delay is not None:
            self._slow_down(request, min(delay, MAX_CRAWL_DELAY))
        source = request.meta[PROVENANCE].source
        if source is not None and body is not _FORBID_ALL:
            await self._work.discover(lambda: self._work.discovery.robots(source, sitemaps(body)))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        if not isinstance(exc, IgnoreRequest):
            self._parsers[netloc] = self._parserimpl.from_crawler(self.crawler, _FORBID_ALL)

    def _rules(self, response: Response) -> bytes:
        if response.status >= 500:
            return _FORBID_ALL
        if response.status >= 300:
            return b""
        try:
            return decoded(response)[:MAX_BYTES]
        except BodyDamaged as error:
            _log.warning("robots.txt cannot be read: %s", error, extra={"url": response.url})
            return _FORBID_ALL

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader: Any = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if delay <= self._work.plan.politeness.delay:
            return
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
        if (slot := downloader.slots.get(key)) is not None:
            slot.delay, slot.concurrency = delay, 1

"""robots.txt: obeyed, its Crawl-delay applied, its sitemaps handed to discovery."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred

from archive.errors import BodyDamaged
from crawler.body import decoded
from crawler.middlewares import PROVENANCE
from crawler.settings import PRODUCT
from crawler.work import Work, work_of
from extract.robots import sitemaps

FORBIDDEN = "Forbidden by robots.txt"  # Scrapy's words
MAX_CRAWL_DELAY = 120.0
MAX_BYTES = 512_000  # RFC 9309, 2.5
_FORBID_ALL = b"User-agent: *\nDisallow: /\n"
_log = logging.getLogger(__name__)


class RobotsRules(RobotsTxtMiddleware):
    """Scrapy's, with the answers of RFC 9309, 2.3.1: an error of the client's (4xx) allows everything, an error of
    the server's or no answer at all forbids everything. A Crawl-delay longer than the configured delay is kept.
    """

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = _rules(response)
        await super()._parse_robots(response.replace(body=body), netloc, request)
        parser: Any = self._parsers[netloc]
        delay = parser.crawl_delay(PRODUCT)
        if delay is not None:
            self._slow_down(request, min(delay, MAX_CRAWL_DELAY))
        if body is not _FORBID_ALL:
            await self._read(body, request)

    async def _read(self, body: bytes, request: Request) -> None:
        """What else is done with the rules that came for ``request``."""

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        if not isinstance(waiting, Deferred):
            return  # the rules came, and what went wrong came after them
        refused = isinstance(exc, IgnoreRequest)
        # Not Scrapy's own: it tells those who wait for the same robots.txt that everything is allowed.
        rules = None if refused else self._parserimpl.from_crawler(self.crawler, _FORBID_ALL)
        self._parsers[netloc] = rules
        waiting.callback(rules)

    def _slow_down(self, request: Request, delay: float) -> None:
        downloader: Any = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        if delay <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
        if (slot := downloader.slots.get(key)) is not None:
            slot.delay, slot.concurrency = delay, 1


class RobotsMiddleware(RobotsRules):
    """The same for a crawl, which looks for articles in the sitemaps that robots.txt names."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._work: Work = work_of(crawler)

    async def _read(self, body: bytes, request: Request) -> None:
        source = request.meta[PROVENANCE].source
        if source is not None:
            await self._work.discover(lambda: self._work.discovery.robots(source, sitemaps(body)))


def _rules(response: Response) -> bytes:
    if response.status >= 500:
        return _FORBID_ALL
    if response.status >= 300:
        return b""
    try:
        return decoded(response)[:MAX_BYTES]
    except BodyDamaged as error:
        _log.warning("robots.txt cannot be read: %s", error, extra={"url": response.url})
        return _FORBID_ALL

"""robots.txt: obeyed (RFC 9309), its Crawl-delay applied, its sitemaps handed to discovery.

What a server answers, and what that means (2.3.1)::

    2xx                                     the rules in the first 500 KiB
    a redirect                              followed five times; beyond that, or to where we may not go, all is allowed
    4xx, but not 429                        all is allowed
    429, 5xx, no answer, or a broken one    all is forbidden
"""

from __future__ import annotations

import asyncio
import math
import time
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from archive.errors import ArchiveError, BodyDamaged
from archive.warc.codings import payload
from archive.warc.http import parse_head, split
from crawler.body import decoded
from crawler.failures import NETWORK_ERRORS, why
from crawler.guard.faults import BodyTooLong
from crawler.middlewares import CAME
from crawler.polite.pace import slow_down
from crawler.redirects import PROVENANCE
from crawler.settings import PRODUCT
from crawler.work import Work, work_of
from extract.robots import sitemaps

FORBIDDEN = "Forbidden by robots.txt"
MAX_CRAWL_DELAY = 120.0
MAX_BYTES = 512_000  # 2.5: at least 500 KiB
KEPT = 24 * 3600.0  # 2.4: at most a day
KEPT_FAILURE = 3600.0
_ALLOW_ALL = b""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to us. ``delay``: seconds between two requests, None where it states none.

    ``until``: on the steady clock, when it is to be asked for again. ``missing``: why there are no rules, so that all
    is forbidden; None where there are some.
    """

    parser: Any
    delay: float | None
    until: float
    missing: str | None = None

    def refusal(self, url: str) -> str | None:
        """Why ``url`` may not be asked for, None when it may."""
        if self.delay is not None and self.delay > MAX_CRAWL_DELAY:
            return f"robots.txt asks for {self.delay:.0f} s between two requests, more than {MAX_CRAWL_DELAY:.0f}"
        if self.missing is not None:
            return f"{FORBIDDEN}, which cannot be had: {self.missing}"
        return None if self.parser.allowed(url, PRODUCT) else FORBIDDEN


class RobotsRules:
    """Asks each host for its robots.txt once, before anything else, and refuses what it forbids (IgnoreRequest)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsRules:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for what may not be asked for."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        refusal = (await self._of(request)).refusal(request.url)
        if refusal is not None:
            raise IgnoreRequest(refusal)

    async def _of(self, request: Request) -> Rules:
        scheme, _, rest = request.url.partition("://")
        origin = f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"
        known = self._rules.get(origin)
        if known is None or (known.done() and known.result().until < time.monotonic()):
            known = self._rules[origin] = asyncio.get_running_loop().create_future()
            try:
                known.set_result(await self._ask(f"{origin}/robots.txt", request))
            finally:
                if not known.done():  # the archive has a fault: the crawl ends, and nobody may wait for ever
                    known.set_result(self._missing("the archive has a fault"))
        return await asyncio.shield(known)

    async def _ask(self, url: str, request: Request) -> Rules:
        asked = Request(url, priority=1000, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(asked)
        except IgnoreRequest:
            return self._made(_ALLOW_ALL, KEPT)
        except (BodyTooLong, DownloadCancelledError):
            return await self._read(_beginning(asked), request)
        except NETWORK_ERRORS as error:
            return self._missing(why(error))
        return await self._read(_rules(response), request)

    async def _read(self, body: bytes | str, request: Request) -> Rules:
        if isinstance(body, str):
            return self._missing(body)
        if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # which RFC 9309, 2.2, does not allow, and people mean
            body = body.decode("utf-16", "replace").encode()
        rules = self._made(body[:MAX_BYTES], KEPT)
        if rules.delay is not None:
            slow_down(self._crawler, request, min(rules.delay, MAX_CRAWL_DELAY))
        await self._take(body[:MAX_BYTES], request)
        return rules

    def _missing(self, why: str) -> Rules:
        return replace(self._made(_ALLOW_ALL, KEPT_FAILURE), missing=why)

    def _made(self, body: bytes, kept: float) -> Rules:
        parser = ProtegoRobotParser(body, self._crawler.spider)
        delay = parser.rp.crawl_delay(PRODUCT)
        if delay is not None and not (math.isfinite(delay) and delay > 0):
            delay = None
        return Rules(parser, delay, time.monotonic() + kept)

    async def _take(self, body: bytes, request: Request) -> None:
        """What else is done with the rules that came for ``request``."""


class RobotsMiddleware(RobotsRules):
    """The same for a crawl, which remembers what it was given, and asks for the sitemaps that robots.txt names."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._work: Work = work_of(crawler)

    async def _ask(self, url: str, request: Request) -> Rules:
        """What an earlier run was given holds for a day, as within a run."""
        memory = self._work.memory
        kept = None if memory.knows_nothing else await asyncio.to_thread(memory.rules, url)
        if kept is None:
            return await super()._ask(url, request)
        left = (kept.until - datetime.now(UTC)).total_seconds()
        return replace(await self._read(kept.body, request), until=time.monotonic() + left)

    async def _take(self, body: bytes, request: Request) -> None:
        source = request.meta[PROVENANCE].source
        if source is None:
            return
        try:
            await self._work.discover(lambda: self._work.discovery.robots(source, sitemaps(body)))
        except ArchiveError as error:
            self._work.stop(error)


def _rules(response: Response) -> bytes | str:
    """The rules in an answer; a text: why there are none, so that all is forbidden."""
    if response.status == 429 or response.status >= 500:
        return f"answer {response.status}"
    if response.status >= 300:
        return _ALLOW_ALL
    try:
        return decoded(response)
    except BodyDamaged as error:
        return str(error)


def _beginning(request: Request) -> bytes | str:
    """What came of an answer that went on for ever."""
    head, body = split(request.meta.get(CAME, b""))
    try:
        return payload(parse_head(head), body[: 2 * MAX_BYTES])
    except BodyDamaged as error:
        return str(error)

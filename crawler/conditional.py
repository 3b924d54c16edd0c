"""Asks with conditions where an answer is in the archive: a server that has nothing new says so in a line."""

from __future__ import annotations

import asyncio

from scrapy import Request
from scrapy.crawler import Crawler

from archive.capture import Provenance
from crawler.middlewares import REFERS
from crawler.redirects import PROVENANCE
from crawler.work import Work, work_of

_FIELDS = ("If-None-Match", "If-Modified-Since")


class ConditionalMiddleware:
    """Sets If-None-Match and If-Modified-Since (RFC 9110, 13.1) from what the address gave last."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalMiddleware:
        """Scrapy's constructor."""
        return cls(work_of(crawler))

    async def process_request(self, request: Request) -> None:
        """A redirect's target and a second try are copies: what the first was asked with does not hold for them."""
        request.meta.pop(REFERS, None)
        for name in _FIELDS:
            request.headers.pop(name, None)
        given: Provenance = request.meta[PROVENANCE]
        if given.kind == "robots" or given.origin == "seed" or self._work.memory.knows_nothing:
            return  # a seed is read at once, so its page must come
        found = await asyncio.to_thread(self._work.memory.validators, request.url)
        if found is None:
            return
        for name, value in zip(_FIELDS, (found.etag, found.last_modified), strict=True):
            if value is not None:
                request.headers[name] = value.encode("latin-1", "replace")
        request.meta[REFERS] = found.refers

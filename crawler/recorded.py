"""The same spider without the network: each request is answered by a capture, or by the word that there is none.

What is read so is not written anew: the capture in this archive points to the record where it stands. Nobody is asked,
so no rule for asking holds: robots.txt is read for the sitemaps that it names, and there is no delay.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archive.errors import ArchiveError
from archive.recorded import read
from crawler.middlewares import CAPTURE
from crawler.redirects import PROVENANCE
from crawler.robots import RobotsMiddleware, Rules
from crawler.work import Work, work_of

NOT_THERE = "not among the captures"
_KNOWN = "known"
_OURS = "crawler.recorded"
_NETWORK = (
    "crawler.robots.RobotsMiddleware",
    "crawler.conditional.ConditionalMiddleware",
    "crawler.middlewares.RetriesMiddleware",
    "crawler.middlewares.CaptureMiddleware",
)


def offline(settings: dict[str, Any]) -> dict[str, Any]:
    """These settings of a crawl with captures in the place of the network."""
    handler = f"{_OURS}.RecordedHandler"
    middlewares = {name: at for name, at in settings["DOWNLOADER_MIDDLEWARES"].items() if name not in _NETWORK}
    return settings | {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES": middlewares | {f"{_OURS}.RecordedRobots": 100},
        "DOWNLOAD_DELAY": 0,
    }


class RecordedHandler:
    """Answers requests from the recordings of the crawl's ``work``."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._work: Work = work_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RecordedHandler:
        """Scrapy's constructor."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer that was captured, with the Capture in ``request.meta``. Raises IgnoreRequest without one.

        A fault of the archive stops the crawl.
        """
        try:
            return await asyncio.to_thread(self._answer, request)
        except ArchiveError as error:
            self._work.stop(error)
            raise
        finally:
            if CAPTURE in request.meta:
                self._work.tally.captured(request.meta[CAPTURE], request.meta[PROVENANCE].source)
                self._work.tally.counts["known"] += request.meta[_KNOWN]

    def _answer(self, request: Request) -> Response:
        store = self._work.store
        assert store.recordings is not None
        found = read(store.recordings, request.url)
        if found is None:
            raise IgnoreRequest(NOT_THERE)
        run_id = store.run_id
        kept, is_new = store.recordings.keep(store.archive, run_id, found.number, request.meta[PROVENANCE])
        request.meta[CAPTURE] = kept
        request.meta[_KNOWN] = not is_new
        headers = Headers()
        for name, value in found.head.fields:
            headers.appendlist(name, value)
        kind = responsetypes.from_args(headers=headers, url=request.url, body=found.body[:4096])
        return kind(request.url, status=found.head.status or 200, headers=headers, body=found.body, request=request)

    async def close(self) -> None:
        """Nothing is open."""


class RecordedRobots(RobotsMiddleware):
    """Reads robots.txt for the sitemaps that it names, and forbids nothing."""

    async def process_request(self, request: Request) -> None:
        """Lets every request pass, once its host's robots.txt was looked for."""
        if not request.meta.get("dont_obey_robotstxt"):
            await self._of(request)

    def _made(self, body: bytes, kept: float) -> Rules:
        return replace(super()._made(body, kept), delay=None)

"""What stands between engine and downloader: the guard, the capture, and the outcome of what failed."""

from __future__ import annotations

import asyncio
import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from archive.capture import Capture, Exchange, Provenance
from archive.errors import ArchiveError
from crawler.wire import TAPE, Tape
from crawler.work import Work, work_of

PROVENANCE = "provenance"
CAPTURE = "capture"
_log = logging.getLogger(__name__)

# Why an exception ended a fetch, in words for the user; the first that fits.
_WHY: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timed out"),
    (DownloadConnectionRefusedError, "connection refused"),
    (CannotResolveHostError, "host not found"),
    (DownloadCancelledError, "larger than the limit"),
    (ResponseDataLossError, "connection lost"),
)
# WARC-Truncated reasons (WARC 1.1, 5.13); whatever else ends a body is a disconnect.
_TRUNCATED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),
)


class _Middleware:
    def __init__(self, work: Work) -> None:
        self._work = work

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Middleware:
        """Scrapy's constructor."""
        return cls(work_of(crawler))


class GuardMiddleware(_Middleware):
    """Refuses what may not be fetched, wherever the URL came from (a redirect, a feed, robots.txt)."""

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for another scheme than http(s), and for private addresses that no source names."""
        # A second try is a copy of the first request, with all that was noted on it.
        request.meta.pop(CAPTURE, None)
        if PROVENANCE not in request.meta:  # a request that Scrapy made by itself
            request.meta[PROVENANCE] = Provenance(kind="robots", source=self._work.source_at(request.url))
        if not self._work.may_fetch(request.url):
            raise IgnoreRequest("not on the public web, and no source names this address")


class RedirectsMiddleware(RedirectMiddleware):
    """Scrapy's, without a Referer: nobody needs to know where we came from."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Drops the field."""
        del response
        request.headers.pop("Referer", None)


class CaptureMiddleware(_Middleware):
    """Keeps every exchange before anything reads it: wire bytes go to the archive, and the response waits until its
    records are synced and its row is committed.

    Afterwards ``request.meta["capture"]`` is the Capture. A fault of the archive stops the crawl.
    """

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keeps a whole exchange. Raises ArchiveError when it could not be kept."""
        if (tape := request.meta.pop(TAPE, None)) is not None:
            await self._keep(request, tape, None)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Keeps what came of an exchange that broke off behind its head; the exception goes on."""
        if (tape := request.meta.pop(TAPE, None)) is not None:
            await self._keep(request, tape, _first(_TRUNCATED, exception) or "disconnect")

    async def _keep(self, request: Request, tape: Tape, truncated: str | None) -> None:
        given: Provenance = request.meta[PROVENANCE]
        exchange = Exchange(request.url, tape.request, tape.final(), tape.started, given, tape.ip, truncated)
        try:
            capture: Capture = await asyncio.wrap_future(self._work.committer.submit(exchange))
        except ArchiveError as error:
            self._work.stop(error)
            raise
        request.meta[CAPTURE] = capture
        self._work.tally.captured(capture, given.source)


class OutcomeMiddleware(_Middleware):
    """Gives a fetch that brought no response its counted outcome, once nobody wants to try again."""

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Counts the failure; the exception goes on."""
        given: Provenance = request.meta[PROVENANCE]
        if isinstance(exception, IgnoreRequest):
            self._work.tally.refused(request.url, str(exception))
        elif not isinstance(exception, ArchiveError):
            said = why(exception)
            _log.info("%s", said, extra={"url": request.url, "kind": given.kind})
            self._work.tally.failed(request.url, given.source, said)
            if CAPTURE not in request.meta:
                self._work.committer.fail(request.url, given, said)


def why(exception: BaseException) -> str:
    """The exception in a few words for the user, on one line."""
    known = _first(_WHY, exception)
    return known or f"connection failed: {_innermost(exception)}"


def _first(table: tuple[tuple[type[Exception], str], ...], exception: BaseException) -> str | None:
    return next((word for kind, word in table if isinstance(exception, kind)), None)


def _innermost(exception: BaseException) -> str:
    # Twisted wraps the reason in lists of failures; the last one names what happened.
    reasons = getattr(exception.__cause__ or exception, "reasons", None) or getattr(exception, "reasons", None)
    inner = getattr(reasons[-1], "value", exception) if reasons else exception
    return " ".join(str(inner).split())[:200] or type(inner).__name__

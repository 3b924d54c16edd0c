"""What stands between engine and downloader: the guard, the capture, and the outcome of what failed."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from archive.capture import Capture, Exchange, Provenance, Said
from archive.errors import ArchiveError
from crawler.address import netloc, private_kind
from crawler.failures import may_be_tried_once_more, truncated, why
from crawler.guard.faults import Fault
from crawler.guard.patience import Patience
from crawler.polite.busy import Busy
from crawler.redirects import PROVENANCE, SAID, said
from crawler.scope import Scope
from crawler.tape import TAPE, Tape
from crawler.work import Work, work_of
from extract.urls import host

CAPTURE = "capture"
REFERS = "refers"
CAME = "came"
TOLD = "told"
PAUSE = "pause"
LONGEST_URL = 4096
_log = logging.getLogger(__name__)


def place(request: Request) -> dict[str, object]:
    """For the log: what ``request`` asks for, for which source, and the capture that came of it."""
    given: Provenance | None = request.meta.get(PROVENANCE)
    found: dict[str, object] = {"url": request.url, "host": host(request.url)}
    if given is not None:
        found |= {"kind": given.kind, "source": given.source}
    capture: Capture | None = request.meta.get(CAPTURE)
    return found if capture is None else found | {"capture": capture.id}


class _Middleware:
    def __init__(self, work: Work) -> None:
        self._work = work

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Middleware:
        """Scrapy's constructor."""
        return cls(work_of(crawler))


class GuardMiddleware:
    """Refuses what may not be fetched, wherever the URL came from (a redirect, a feed, robots.txt).

    Asks the ``scope`` of the spider.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Scrapy's constructor."""
        spider: Any = crawler.spider
        return cls(spider.scope)

    def process_request(self, request: Request) -> None:
        """Raises IgnoreRequest for another scheme than http(s), an address of more than 4,096 characters,
        private addresses that no source names, and what was taken down."""
        # A second try is a copy of the first request, with all that was noted on it.
        request.meta.pop(CAPTURE, None)
        if PROVENANCE not in request.meta:  # a request that Scrapy made by itself
            request.meta[PROVENANCE] = Provenance(kind="robots", source=self._scope.source_at(request.url))
        if len(request.url) > LONGEST_URL:
            raise IgnoreRequest(f"address too long: {len(request.url)} characters")
        if not self._scope.allows(request.url):
            raise IgnoreRequest(f"not on the public web: {_outside(request)}, and no source names it")
        if self._scope.taken_down(request.url):
            raise IgnoreRequest("taken down: cuttings forget was said of this address")


def _outside(request: Request) -> str:
    """What makes the address of ``request`` none of the public web, and how it was come to."""
    name, port = netloc(request.url)
    kind = private_kind(name) if port else "a port that is none"
    reasons = request.meta.get("redirect_reasons")
    way = "" if not reasons else ", by a refresh" if reasons[-1] == "refresh" else ", by a redirect"
    return f"{kind or 'no host of it'}{way}"


class RetriesMiddleware(RetryMiddleware):
    """Scrapy's, with a line in the log for each further try.

    ``_busy``: what is known of busy hosts; None in a look at the sources, which has no agenda. ``_patience``: for the
    tries of one address together.

    A host that is slow is not asked again and again: an answer that took too long gets no second try, one that never
    began a single one. What broke a limit would break it again.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override] # no spider is passed any more
        """The request for another try, or ``response`` when there is to be none. A host that says that it is busy (429,
        503) is asked nothing at all until the time that it names, or twice as long after each such answer.
        """
        busy = self._busy
        if busy is not None:
            pause = busy.answered(request, response.status, response.headers.get("Retry-After"))
            if pause is None:
                return response
            request.meta[PAUSE] = pause
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override] # the same
        """The request for another try, None when there is to be none."""
        if isinstance(exception, Fault | DownloadTimeoutError):
            once = may_be_tried_once_more(exception) and not request.meta.get("retry_times")
            if not once and not (isinstance(exception, Fault) and exception.again):
                return None
            return self._retry(request, exception)
        return super().process_exception(request, exception)

    _busy: Busy | None = None
    _patience: Patience

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetriesMiddleware:
        """Scrapy's constructor."""
        made: RetriesMiddleware = super().from_crawler(crawler)
        made._patience = Patience(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        work: Work | None = getattr(crawler.spider, "work", None)
        if work is not None:
            made._busy = Busy(work.agenda, work.plan.politeness.delay)
        return made

    def _retry(self, request: Request, reason: str | Exception | type[Exception]) -> Request | None:
        if not self._patience.allows_another(request.meta):
            return None
        again = super()._retry(request, reason)
        if again is not None:
            said = why(reason) if isinstance(reason, Exception) else f"answer {reason}"
            tries = (again.meta["retry_times"], self.max_retry_times)
            _log.info("%s: retry %d of %d follows", said, *tries, extra=place(request))
        return again


class CaptureMiddleware(_Middleware):
    """Keeps every exchange before anything reads it: wire bytes go to the archive, and the response waits until its
    records are synced and its row is committed.

    Afterwards ``request.meta["capture"]`` is the Capture, and of a robots.txt that broke off ``request.meta["came"]``
    is what came. A fault of the archive stops the crawl.
    """

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keeps a whole exchange. Raises ArchiveError when it could not be kept."""
        if (tape := request.meta.pop(TAPE, None)) is not None:
            request.meta[SAID] = said(request, response)
            await self._keep(request, tape, None)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Keeps what came of an exchange that broke off behind its head; the exception goes on."""
        if (tape := request.meta.pop(TAPE, None)) is not None:
            if request.meta[PROVENANCE].kind == "robots":  # which has to be obeyed as far as it came
                request.meta[CAME] = tape.final()
            await self._keep(request, tape, exception)

    async def _keep(self, request: Request, tape: Tape, broke: Exception | None) -> None:
        given: Provenance = request.meta[PROVENANCE]
        exchange = Exchange(
            request.url,
            tape.request,
            tape.final(),
            tape.started,
            given,
            tape.ip,
            truncated=truncated(broke) if broke else None,
            why=why(broke) if broke else None,
            refers=request.meta.get(REFERS),
            said=request.meta.get(SAID, Said()) if broke is None else Said(),
        )
        try:
            capture: Capture = await asyncio.wrap_future(self._work.store.committer.submit(exchange))
        except ArchiveError as error:
            self._work.stop(error)
            raise
        finally:
            tape.free()
        request.meta[CAPTURE] = capture
        self._work.tally.captured(capture, given.source)
        self._work.agenda.spending.came(given.source, capture.length)


class OutcomeMiddleware(_Middleware):
    """Gives a fetch that brought no response its counted outcome, once nobody wants to try again."""

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Counts the failure; the exception goes on."""
        given: Provenance = request.meta[PROVENANCE]
        if isinstance(exception, IgnoreRequest):
            request.meta[TOLD] = True
            _log.info("refused: %s", exception, extra=place(request))
            self._work.tally.refused(request.url, str(exception), given.source)
        elif not isinstance(exception, ArchiveError):
            said = why(exception)
            _log.warning("the fetch failed: %s", said, extra=place(request))
            self._work.tally.failed(request.url, given.source, said)
            if CAPTURE not in request.meta:
                self._work.store.committer.fail(request.url, given, said)

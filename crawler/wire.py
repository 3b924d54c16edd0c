"""The recording handler: what crosses the wire is kept byte for byte, one tape an exchange.

Scrapy's response has lost the case and order of fields, the reason phrase and the transfer coding. So the bytes are
taken at the connection (crawler.connection).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.client import Agent

from crawler.address import netloc
from crawler.connection import RecordingFactory
from crawler.failures import NETWORK_ERRORS, fault_in
from crawler.guard.addresses import Addresses, EndpointFactory
from crawler.guard.gauge import Gauge, Limits
from crawler.guard.patience import Patience, spend
from crawler.polite.pace import Pace
from crawler.polite.turns import MOST, Turns
from crawler.tape import TAPE, Tape


class _RecordingAgent(_ScrapyAgent):
    """Scrapy's agent for one request; connects to checked addresses, and hands the tape on as soon as the head of the
    response is there.
    """

    addresses: Addresses
    pace: Pace
    patience: float

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        agent._endpointFactory = EndpointFactory(agent._reactor, self.addresses, self._contextFactory, self.patience)
        return agent

    def _cb_latency(self, result: Any, request: Request, start_time: float) -> Any:  # noqa: ANN401 - Scrapy's signature
        request.meta[TAPE] = getattr(result, TAPE, None)
        self.pace.answered(request, monotonic() - start_time)
        return super()._cb_latency(result, request, start_time)


class RecordingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler that leaves a Tape in ``request.meta["cuttings_tape"]``.

    It is there whenever the head of a response came, also when the body was then cut by a limit, a time-out or the
    peer; without one there is no such key. Where a connection may go is asked of the spider's ``scope``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: Any = crawler.spider
        pool: Any = self._pool  # which takes any callable
        self._patience = Patience(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        limits = Limits(body=self._default_maxsize, silence=self._patience.silence)
        gauge = Gauge(limits, pool._reactor.callLater)
        pool.retryAutomatically = False  # it would ask again at once, whatever delay was promised
        pool._factory = partial(RecordingFactory, gauge)
        self._pace = Pace(crawler)
        self._turns = Turns(max(MOST, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")))
        self._addresses = Addresses(spider.scope.reaches, crawler.settings.getfloat("DNS_TIMEOUT"))

    async def download_request(self, request: Request) -> Response:
        """Fetches one request. Raises Scrapy's download errors, Fault, and AddressRefused."""
        request.meta.pop(TAPE, None)  # a copy for a second try carries the tape of the first
        began = monotonic()
        try:
            response = await self._answer(request)
        except NETWORK_ERRORS as error:
            self._pace.answered(request, monotonic() - began)
            if (fault := fault_in(error)) is None:
                raise
            raise fault from error
        tape: Tape | None = request.meta.get(TAPE)
        if tape is not None and tape.fault is not None:
            raise tape.fault
        return response

    async def _answer(self, request: Request) -> Response:
        agent = _RecordingAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        agent.addresses, agent.pace, agent.patience = self._addresses, self._pace, self._patience.silence
        with wrap_twisted_exceptions():
            place = netloc(request.url)
            found = self._addresses.known(*place)
            if found is None:
                with _timed(request):
                    found = await maybe_deferred_to_future(Deferred.fromCoroutine(self._addresses.of(*place)))
            async with self._turns.at(found[0]):
                request.meta["download_timeout"] = self._patience.left(request.meta)
                with _timed(request):
                    return await maybe_deferred_to_future(agent.download_request(request))


@contextmanager
def _timed(request: Request) -> Iterator[None]:
    """What is done here takes of the time that its address has in all; a turn that is waited for does not."""
    began = monotonic()
    try:
        yield
    finally:
        spend(request.meta, monotonic() - began)

"""The recording handler: what crosses the wire is kept byte for byte, one tape an exchange.

Scrapy's response has lost the case and order of fields, the reason phrase and the transfer coding. So the bytes are
taken at the connection. A tape belongs to one exchange, not to a connection: Twisted's pool sends a request again, on
another connection, when a kept one turns out to be stale.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.http_headers import InvalidHeaderName

TAPE = "cuttings_tape"
_INTERIM = re.compile(rb"HTTP/1\.\d 1(?!01)\d\d")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Tape:
    """The bytes of one exchange as they crossed the wire. ``started``: UTC, when the request left.

    ``ip``: the peer's address, None before there is one.
    """

    __slots__ = ("_received", "_sent", "ip", "started")

    def __init__(self, ip: str | None) -> None:
        self.started = datetime.now(UTC)
        self.ip = ip
        self._sent: list[bytes] = []
        self._received: list[bytes] = []

    def sent(self, data: bytes) -> None:
        """Takes bytes that left."""
        self._sent.append(data)

    def received(self, data: bytes) -> None:
        """Takes bytes that came."""
        self._received.append(data)

    def cut(self, surplus: int) -> None:
        """Drops the last ``surplus`` bytes received, which stand behind the end of the response."""
        data = self.response
        self._received = [data[: len(data) - surplus]]

    @property
    def request(self) -> bytes:
        """Head and body as sent."""
        return b"".join(self._sent)

    @property
    def response(self) -> bytes:
        """Head and body as received, still chunked and encoded; what was received so far."""
        return b"".join(self._received)

    def final(self) -> bytes:
        """The response without interim ones (1xx, RFC 9110, 15.2) that came before it."""
        data = self.response
        while (interim := _INTERIM.match(data)) and (end := _HEAD_END.search(data, interim.end())):
            data = data[end.end() :]
        return data


class _Tee:
    """A transport for one request: whatever is written goes to the tape too."""

    def __init__(self, transport: Any, tape: Tape) -> None:  # noqa: ANN401 - any of Twisted's transports
        self._transport = transport
        self._tape = tape

    def write(self, data: bytes) -> None:
        self._tape.sent(data)
        self._transport.write(data)

    def writeSequence(self, parts: list[bytes]) -> None:
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the transport's own attributes
        return getattr(self._transport, name)


class _ForgivingParser(_LenientHTTPClientParser):
    """Skips fields whose name is no token (RFC 9110, 5.1), as browsers do: Twisted would refuse the whole page."""

    def headerReceived(self, name: bytes, value: bytes) -> None:
        with suppress(InvalidHeaderName):
            super().headerReceived(name.rstrip(b" \t"), value)  # type: ignore[no-untyped-call] # Twisted's


class RecordingProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with a tape for the exchange that runs; the response has it as ``cuttings_tape``."""

    _tape: Tape | None = None

    def request(self, request: Any) -> Deferred[Any]:  # noqa: ANN401 - Twisted's own request
        """Sends ``request``; the Deferred gives Twisted's response once its head is there."""
        transport: Any = self.transport
        tape = self._tape = Tape(getattr(transport.getPeer(), "host", None))
        send = type(request).writeTo
        # On the instance, not on the transport: a pool's second try must record into its own tape only.
        request.writeTo = lambda transport: send(request, _Tee(transport, tape))
        answer = super().request(request)
        # As Scrapy does: Twisted offers no other way to choose the parser.
        self._parser.__class__ = _ForgivingParser
        return answer.addCallback(partial(_attach, tape))

    def dataReceived(self, data: bytes) -> None:
        """Called by Twisted with what came."""
        if self._tape is not None:
            self._tape.received(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted's

    def _finishResponse(self, rest: bytes) -> None:
        if self._tape is not None and rest:
            self._tape.cut(len(rest))
        self._tape = None
        super()._finishResponse(rest)


class RecordingFactory(_LenientHTTP11ClientFactory):
    """Makes recording protocols for the connection pool."""

    def buildProtocol(self, _addr: object) -> RecordingProtocol:
        """A protocol for one connection."""
        return RecordingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # Twisted's


class _RecordingAgent(_ScrapyAgent):
    """Scrapy's agent for one request; hands the tape on as soon as the head of the response is there."""

    def _cb_latency(self, result: Any, request: Request, start_time: float) -> Any:  # noqa: ANN401 - Scrapy's signature
        request.meta[TAPE] = getattr(result, TAPE, None)
        return super()._cb_latency(result, request, start_time)


class RecordingHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler that leaves a Tape in ``request.meta["cuttings_tape"]``.

    It is there whenever the head of a response came, also when the body was then cut by a limit, a time-out or the
    peer; without one there is no such key.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = RecordingFactory

    async def download_request(self, request: Request) -> Response:
        """Fetches one request. Raises Scrapy's download errors."""
        request.meta.pop(TAPE, None)  # a copy for a second try carries the tape of the first
        agent = _RecordingAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


def _attach(tape: Tape, response: Any) -> Any:  # noqa: ANN401 - Twisted's response, passed on
    setattr(response, TAPE, tape)
    return response

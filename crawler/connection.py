"""The recording connection: Twisted's HTTP/1.1 client as Scrapy has it, with a tape for each exchange, and watched.

A tape belongs to one exchange, not to a connection, which carries many.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.http_headers import InvalidHeaderName

from crawler.guard.faults import BodyTooLong, Fault, HeadTooLong, Incomplete, WrongLength
from crawler.guard.gauge import Gauge
from crawler.tape import TAPE, Tape, Tee

# Chunks of a few bytes cost a hundred times what they bring: behind so many bytes, lines are to be longer than this.
_FRAMED = 256 << 10
_LEAST_LINE = 8


class _ForgivingParser(_LenientHTTPClientParser):
    """Skips fields whose name is no token (RFC 9110, 5.1), as browsers do: Twisted would refuse the whole page."""

    MAX_LENGTH = 1 << 20  # of a line; the gauge ends a head long before

    def headerReceived(self, name: bytes, value: bytes) -> None:
        with suppress(InvalidHeaderName):
            super().headerReceived(name.rstrip(b" \t"), value)  # type: ignore[no-untyped-call] # Twisted's


class RecordingProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with a tape for the exchange that runs; the response has it as ``cuttings_tape``.

    ``gauge`` watches what comes: see crawler.guard.gauge.Line for what it is told and what it may do.
    """

    _tape: Tape | None = None
    _last: Tape | None = None
    has_head = False

    def __init__(self, quiescent: Any, gauge: Gauge) -> None:  # noqa: ANN401 - Twisted's callback
        super().__init__(quiescent)  # type: ignore[no-untyped-call] # Twisted's
        self._gauge = gauge

    @property
    def received(self) -> int:
        """Bytes of the response that runs."""
        return self._tape.size if self._tape is not None else 0

    def request(self, request: Any) -> Deferred[Any]:  # noqa: ANN401 - Twisted's own request
        """Sends ``request``; the Deferred gives Twisted's response once its head is there."""
        transport: Any = self.transport
        tape = self._tape = self._last = Tape(getattr(transport.getPeer(), "host", None), self._gauge)
        self.has_head = False
        send = type(request).writeTo
        # On the instance, not on the transport: a pool's second try must record into its own tape only.
        request.writeTo = lambda transport: send(request, Tee(transport, tape))
        self._gauge.begin(self)
        answer = super().request(request)
        # As Scrapy does: Twisted offers no other way to choose the parser.
        self._parser.__class__ = _ForgivingParser
        return answer.addCallback(self._headed, tape)

    def _headed(self, response: Any, tape: Tape) -> Any:  # noqa: ANN401 - Twisted's response, passed on
        self.has_head = True
        setattr(response, TAPE, tape)
        fields = sum(len(values) for _, values in response.headers.getAllRawHeaders())
        if fields > self._gauge.limits.fields:
            fault = HeadTooLong(f"{fields} fields")
            self.give_up(fault)
            raise fault
        return response

    def dataReceived(self, data: bytes) -> None:
        """Called by Twisted with what came."""
        if self._tape is not None:
            self._tape.received(data)
        elif self._last is not None and data.strip():  # behind the end that was stated, in a packet of its own
            self._last.fault = WrongLength()
        counts = self._tape is not None
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted's
        if counts:
            self._gauge.came(self, len(data))
            if self.received > _FRAMED and data.count(b"\r\n") * _LEAST_LINE > len(data) and self._is_chunked():
                self.give_up(BodyTooLong("mostly framing"))

    def hold(self) -> None:
        """Reads nothing more for now."""
        transport: Any = self.transport
        transport.pauseProducing()

    def go_on(self) -> None:
        """Reads again."""
        transport: Any = self.transport
        transport.resumeProducing()

    def give_up(self, fault: Fault) -> None:
        """Ends the exchange, and the connection, with ``fault``."""
        transport: Any = self.transport
        if self._tape is not None:
            self._tape.fault = fault
        transport.abortConnection()
        self._giveUp(Failure(fault))  # type: ignore[no-untyped-call] # Twisted's

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Called by Twisted at the end of the connection."""
        if self._tape is not None and self._tape.fault is None and isinstance(reason.value, ConnectionLost):
            self._tape.fault = Incomplete("before the close that would end it")
        super().connectionLost(reason)  # type: ignore[no-untyped-call] # Twisted's
        self._over()

    def _finishResponse(self, rest: bytes) -> None:
        if self._tape is not None and rest:
            self._tape.cut(len(rest))
            if rest.strip() and self._is_counted():
                self._tape.fault = WrongLength(f"{len(rest)} bytes behind the end")
        self._tape = None
        super()._finishResponse(rest)

    def _is_counted(self) -> bool:
        # A 204 or 304 has no body whatever it states, and behind the last chunk anything may stand.
        parser: Any = self._parser
        fields = parser.connHeaders
        bare = parser.response.code in parser.NO_BODY_CODES
        return not bare and fields.hasHeader(b"content-length") and not fields.hasHeader(b"transfer-encoding")

    def _is_chunked(self) -> bool:
        parser: Any = self._parser
        chunked: bool = parser is not None and parser.connHeaders.hasHeader(b"transfer-encoding")
        return chunked

    def _disconnectParser(self, reason: Any) -> None:  # noqa: ANN401 - Twisted's Failure
        super()._disconnectParser(reason)  # type: ignore[no-untyped-call] # Twisted's
        self._over()

    def _over(self) -> None:
        if self._tape is not None and not self.has_head:
            self._tape.free()
        self._tape = None
        self._gauge.end(self)


class RecordingFactory(_LenientHTTP11ClientFactory):
    """Makes recording protocols for the connection pool, all watched by one gauge."""

    def __init__(self, gauge: Gauge, *given: Any) -> None:  # noqa: ANN401 - what Twisted's pool passes
        super().__init__(*given)  # type: ignore[no-untyped-call] # Twisted's
        self._gauge = gauge

    def buildProtocol(self, _addr: object) -> RecordingProtocol:
        """A protocol for one connection."""
        return RecordingProtocol(self._quiescentCallback, self._gauge)

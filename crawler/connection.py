"""The recording connection: Twisted's HTTP/1.1 client as Scrapy has it, with a tape for each exchange, and watched.

A tape belongs to one exchange, not to a connection, which carries many.
"""

from __future__ import annotations

from socket import MSG_PEEK, socket
from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure

from crawler.forgiving import ForgivingParser
from crawler.guard.faults import BodyTooLong, Fault, HeadTooLong, Incomplete, WrongLength
from crawler.guard.gauge import Gauge
from crawler.tape import TAPE, Tape, Tee

# Chunks of a few bytes cost a hundred times what they bring: behind so many bytes, lines are to be longer than this.
_FRAMED = 256 << 10
_LEAST_LINE = 8


class RecordingProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with a tape for the exchange that runs; the response has it as ``cuttings_tape``.

    ``gauge`` watches what comes: see crawler.guard.gauge.Line for what it is told and what it may do.
    """

    _tape: Tape | None = None
    _last: Tape | None = None
    has_head = False
    _rests = False

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
        self.has_head = self._rests = False
        send = type(request).writeTo
        # On the instance, not on the transport: a pool's second try must record into its own tape only.
        request.writeTo = lambda transport: send(request, Tee(transport, tape))
        self._gauge.begin(self)
        answer = super().request(request)
        # As Scrapy does: Twisted offers no other way to choose the parser.
        self._parser.__class__ = ForgivingParser
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
        elif not data.strip():  # an empty line behind a body; Twisted would end the connection
            return
        elif self._last is not None:  # behind the end that was stated, in a packet of its own
            self._last.fault = WrongLength()
        counts = self._tape is not None
        super().dataReceived(data)  # type: ignore[no-untyped-call] # Twisted's
        if counts:
            self._gauge.came(self, len(data))
            if self.received > _FRAMED and data.count(b"\r\n") * _LEAST_LINE > len(data) and self._in_chunks():
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

    @property
    def state(self) -> str:
        """Twisted's; what the pool asks before it gives a resting connection another request.

        One on which something came, or that was closed, is given up: what is read next would be taken for the answer.
        """
        transport: Any = self.transport
        connection: socket | None = getattr(transport, "socket", None)  # none once it is closed
        if self._rests and (connection is None or _is_readable(connection)):
            self._rests = False
            if connection is not None:
                transport.abortConnection()
            return "DISCONNECTING"
        state: str = self._state
        return state

    def _finishResponse(self, rest: bytes) -> None:
        parser: Any = self._parser
        counted = parser is not None and parser.is_counted
        if self._tape is not None and rest:
            self._tape.cut(len(rest))
            if rest.strip():
                request: Any = self._currentRequest
                request.persistent = False  # more of it may be on its way, and would be taken for the next answer
                if counted:
                    self._tape.fault = WrongLength(f"{len(rest)} bytes behind the end")
        if not counted:  # behind the last chunk, or a 204, anything may stand
            self._last = None
        self._tape = None
        super()._finishResponse(rest)
        self._rests = self._state == "QUIESCENT"

    def _in_chunks(self) -> bool:
        parser: Any = self._parser
        return parser is not None and bool(parser.is_chunked)

    def _disconnectParser(self, reason: Any) -> None:  # noqa: ANN401 - Twisted's Failure
        super()._disconnectParser(reason)  # type: ignore[no-untyped-call] # Twisted's
        self._over()

    def _over(self) -> None:
        if self._tape is not None and not self.has_head:
            self._tape.free()
        self._tape = None
        self._gauge.end(self)


def _is_readable(connection: socket) -> bool:
    """Whether something came on a connection, its end included."""
    try:
        connection.recv(1, MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


class RecordingFactory(_LenientHTTP11ClientFactory):
    """Makes recording protocols for the connection pool, all watched by one gauge."""

    def __init__(self, gauge: Gauge, *given: Any) -> None:  # noqa: ANN401 - what Twisted's pool passes
        super().__init__(*given)  # type: ignore[no-untyped-call] # Twisted's
        self._gauge = gauge

    def buildProtocol(self, _addr: object) -> RecordingProtocol:
        """A protocol for one connection."""
        return RecordingProtocol(self._quiescentCallback, self._gauge)

"""The tape: the bytes of one exchange, as they crossed the wire."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from crawler.guard.faults import Fault
from crawler.guard.gauge import Gauge

TAPE = "cuttings_tape"
_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+1\d\d(?!\d)", re.IGNORECASE)
_EMPTY = b"\r\n"
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Tape:
    """The bytes of one exchange as they crossed the wire. ``started``: UTC, when the request left.

    ``ip``: the peer's address, None before there is one. ``size``: bytes received; ``gauge`` counts them until
    ``free``. ``fault``: what makes it no whole answer, None while nothing does.
    """

    __slots__ = ("_gauge", "_received", "_sent", "fault", "ip", "size", "started")

    def __init__(self, ip: str | None, gauge: Gauge | None = None) -> None:
        self.started = datetime.now(UTC)
        self.ip = ip
        self.size = 0
        self.fault: Fault | None = None
        self._gauge = gauge
        self._sent: list[bytes] = []
        self._received: list[bytes] = []

    def sent(self, data: bytes) -> None:
        """Takes bytes that left."""
        self._sent.append(data)

    def received(self, data: bytes) -> None:
        """Takes bytes that came."""
        self._received.append(data)
        self.size += len(data)

    def free(self) -> None:
        """Its bytes are kept, or nobody wants them. May be called twice."""
        gauge, self._gauge = self._gauge, None
        if gauge is not None:
            gauge.kept(self.size)

    def __del__(self) -> None:
        self.free()

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
        """The response without interim ones (1xx, RFC 9110, 15.2) and empty lines that came before it."""
        data = self.response.lstrip(_EMPTY)
        while (interim := _INTERIM.match(data)) and (end := _HEAD_END.search(data, interim.end())):
            data = data[end.end() :].lstrip(_EMPTY)
        return data


class Tee:
    """A transport for one request: whatever is written goes to the tape too."""

    def __init__(self, transport: Any, tape: Tape) -> None:  # noqa: ANN401 - any of Twisted's transports
        self._transport = transport
        self._tape = tape

    def write(self, data: bytes) -> None:
        """As the transport's."""
        self._tape.sent(data)
        self._transport.write(data)

    def writeSequence(self, parts: list[bytes]) -> None:
        """As the transport's."""
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the transport's own attributes
        return getattr(self._transport, name)

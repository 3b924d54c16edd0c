"""Limits on what servers send: heads, bodies, silence, and one budget of bytes in flight for the whole process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Protocol

from crawler.guard.faults import BodyTooLong, Fault, HeadTooLong, Silent

SILENCE = 7.0
_PATROL = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """``head``: bytes of status line and fields; ``fields``: how many of them; ``body``: bytes as they cross the wire
    without chunking; ``silence``: seconds without a byte; ``in_flight``: bytes received and not yet kept, of all
    connections together.
    """

    head: int = 64 << 10
    fields: int = 400
    body: int = 10 << 20
    silence: float = SILENCE
    in_flight: int = 24 << 20

    @property
    def wire(self) -> int:
        """Bytes of one response with its head and chunking: whoever sends more sends mostly framing."""
        return self.body + self.body // 8 + self.head


class Line(Protocol):
    """A connection on which a response comes."""

    @property
    def received(self) -> int:
        """Bytes of the response that runs."""

    @property
    def has_head(self) -> bool:
        """Whether its head is whole."""

    def hold(self) -> None:
        """Reads nothing more for now."""

    def go_on(self) -> None:
        """Reads again."""

    def give_up(self, fault: Fault) -> None:
        """Ends the exchange with ``fault``."""


class Gauge:
    """Watches all lines of one process; for the reactor's thread.

    While more than ``limits.in_flight`` bytes are held, only the line on which most has come is read: one response
    after the other ends, and memory stays within the budget and one response.
    """

    def __init__(self, limits: Limits, call_later: Any) -> None:  # noqa: ANN401 - Twisted's reactor.callLater
        self.limits = limits
        self.held = 0
        self._call_later = call_later
        self._moved: dict[Line, float] = {}
        self._on_hold: set[Line] = set()
        self._patrolling = False

    def begin(self, line: Line) -> None:
        """A request is about to leave on ``line``."""
        self._moved[line] = time.monotonic()
        if not self._patrolling:
            self._patrolling = True
            self._call_later(_PATROL, self._patrol)

    def came(self, line: Line, size: int) -> None:
        """``size`` bytes came on ``line``; what is over a limit ends it."""
        self.held += size
        if line not in self._moved:
            return
        self._moved[line] = time.monotonic()
        if not line.has_head and line.received > self.limits.head:
            line.give_up(HeadTooLong(f"{line.received} bytes without an end"))
        elif line.received > self.limits.wire:
            line.give_up(BodyTooLong(f"{line.received} bytes on the wire"))
        elif self.held > self.limits.in_flight and line is not self._fullest():
            self._on_hold.add(line)
            line.hold()

    def end(self, line: Line) -> None:
        """The response on ``line`` is over, well or badly."""
        self._moved.pop(line, None)
        self._on_hold.discard(line)
        self._release()

    def kept(self, size: int) -> None:
        """``size`` bytes are in the archive, or given up."""
        self.held -= size
        self._release()

    def _release(self) -> None:
        if not self._on_hold:
            return
        free = self._on_hold if self.held <= self.limits.in_flight else self._on_hold & {self._fullest()}
        self._on_hold = self._on_hold - free
        for line in free:
            self._moved[line] = time.monotonic()
            line.go_on()

    def _fullest(self) -> Line:
        return max(self._moved, key=lambda line: line.received)

    def _patrol(self) -> None:
        if not self._moved:
            self._patrolling = False
            return
        self._call_later(_PATROL, self._patrol)
        latest = time.monotonic() - self.limits.silence
        for line in [line for line, moved in self._moved.items() if moved < latest and line not in self._on_hold]:
            began = line.received > 0
            line.give_up(Silent(f"nothing {'more ' * began}for {self.limits.silence:g} s", began=began))

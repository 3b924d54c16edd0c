"""Hosts that say that they are busy: 429 and 503, Retry-After (RFC 9110, 10.2.3), and how long to leave them alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request

from crawler.agenda import Agenda
from extract.urls import host

BUSY = (429, 503)
LONGEST = 120.0
_LONGEST_BACK_OFF = 60.0
_LEAST = 0.1


class Busy:
    """Holds the hosts of an agenda back; for the reactor's thread. ``delay``: seconds between two requests to one."""

    def __init__(self, agenda: Agenda, delay: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._agenda = agenda
        self._delay = max(_LEAST, delay)
        self._clock = clock
        self._in_a_row: Counter[str] = Counter()

    def answered(self, request: Request, status: int, retry_after: bytes | None) -> float | None:
        """Seconds until the host of ``request`` may be asked again, 0.0 where it is not busy; None: not in this run.

        A busy host is held for as long as it asks, or twice as long as after its last such answer, up to a minute. One
        that asks for more than two minutes is left alone for the run.
        """
        name = host(request.url)
        if status not in BUSY:
            self._in_a_row.pop(name, None)
            return 0.0
        self._in_a_row[name] += 1
        asked = seconds(retry_after, datetime.now(UTC))
        if asked is not None and asked > LONGEST:
            self._agenda.retire(name, f"it answers {status} and asks for {asked:.0f} s, more than {LONGEST:.0f}")
            return None
        pause = max(asked or 0.0, min(_LONGEST_BACK_OFF, self._delay * 2.0 ** self._in_a_row[name]))
        self._agenda.queues.hold(name, self._clock() + pause)
        return pause


def seconds(retry_after: bytes | None, now: datetime) -> float | None:
    """What a Retry-After field asks for, in seconds from ``now``; None where it asks for nothing that can be read."""
    text = (retry_after or b"").decode("latin-1").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())

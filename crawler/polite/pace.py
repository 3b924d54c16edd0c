"""The pace of requests to one host: never faster than the delay, as the server sees it, and slower for a slow host."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

LONGEST = 30.0
SLOW = 1.0
JITTER = 0.2
_WEIGHT = 0.3
_MOST_KEPT = 10_000


class Rhythm:
    """How long one host takes for an answer, smoothed, and the pause that follows from it."""

    __slots__ = ("latency",)

    def __init__(self) -> None:
        self.latency = 0.0

    def answered(self, base: float, latency: float, chance: float) -> float:
        """Seconds from this answer to the next request: at least ``base``, up to a fifth more by ``chance`` (0..1), and
        as long as the host takes for an answer once that is over a second; 0 where ``base`` is 0.
        """
        self.latency = latency if not self.latency else (1 - _WEIGHT) * self.latency + _WEIGHT * latency
        if base <= 0:
            return 0.0
        slow = min(self.latency, LONGEST) if self.latency > SLOW else 0.0
        return max(base * (1 + JITTER * chance), slow)


class Pace:
    """Sets the slots of Scrapy's downloader; for the reactor's thread.

    The delay counts from the moment when an answer begins to come: the server has then seen the request for certain,
    so the next one comes to it no sooner than the delay, however long the first was on its way.
    """

    def __init__(self, crawler: Crawler, chance: Callable[[], float] = random.random) -> None:
        self._crawler = crawler
        self._chance = chance
        self._rhythms: dict[str, Rhythm] = {}
        self._default = crawler.settings.getfloat("DOWNLOAD_DELAY")

    def answered(self, request: Request, latency: float) -> None:
        """An answer for ``request`` begins, ``latency`` seconds after it left; or the request failed."""
        downloader: Any = self._crawler.engine.downloader
        key: str = request.meta.get("download_slot", "")
        slot = downloader.slots.get(key)
        if slot is None:
            return
        base = downloader.per_slot_settings.get(key, {}).get("delay", self._default)
        slot.lastseen = time.monotonic()
        slot.delay = self._rhythm(key).answered(base, latency, self._chance())

    def _rhythm(self, key: str) -> Rhythm:
        if key not in self._rhythms and len(self._rhythms) >= _MOST_KEPT:
            self._rhythms.pop(next(iter(self._rhythms)))
        return self._rhythms.setdefault(key, Rhythm())


def slow_down(crawler: Crawler, request: Request, delay: float) -> None:
    """The host of ``request`` asks for ``delay`` seconds between two requests; a shorter one than ours changes nothing.

    One that asks for a longer one gets one connection.
    """
    downloader: Any = crawler.engine.downloader
    key = downloader.get_slot_key(request)
    known = downloader.per_slot_settings.get(key, {}).get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))
    if delay <= known:
        return
    downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1}
    if (slot := downloader.slots.get(key)) is not None:
        slot.delay, slot.concurrency = delay, 1

"""What a crawl has done so far, counted where it happens; read by the progress line and by the result."""

from __future__ import annotations

import time
from collections import Counter, deque

from archive.capture import Capture
from crawler.plan import HostState, HostStatus
from extract.urls import host

_WINDOW = 10.0


class Tally:
    """Counts of one process; for the reactor's thread only.

    ``counts``: pages, requests, errors, failed, refused, damaged, broken; ``known``: answers of captures (a crawl
    that asks these) that were in the archive before. ``reached``: keys of sources that answered
    anything. ``last_failure``: the last one in words, None when there was none. ``read``: keys of sources of which
    something that leads on was read, or was found damaged; ``last_fault``: the last fault of our own while reading.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reached: set[str] = set()
        self.last_failure: str | None = None
        self.read: set[str] = set()
        self.last_fault: str | None = None
        self._by_source: dict[str | None, Counter[str]] = {}
        self._hosts: dict[str, Counter[str]] = {}
        self._sources: dict[str, str | None] = {}
        self._recent: deque[float] = deque()

    def captured(self, capture: Capture, source: str | None) -> None:
        """An answer was kept. Only whole good pages count as pages."""
        self._count("requests", source)
        self._host(capture.url, source)["fetched"] += 1
        if source is not None:
            self.reached.add(source)
        status = capture.status or 0
        if status >= 400:
            self._count("errors", source)
        elif capture.kind == "page" and status < 300 and capture.outcome is None:
            self._count("pages", source)
            self._recent.append(time.monotonic())

    def failed(self, url: str, source: str | None, why: str) -> None:
        """A fetch brought nothing whole."""
        self._count("failed", source)
        self._host(url, source)["failed"] += 1
        self.last_failure = f"{host(url)}: {why}"

    def refused(self, _url: str, _why: str, source: str | None = None) -> None:
        """A URL was not fetched: robots.txt or the guard forbids it."""
        self._count("refused", source)

    def damaged(self, source: str | None) -> None:
        """A feed, sitemap or page that leads on could not be read."""
        self._count("damaged", source)

    def broken(self, url: str, source: str | None, why: str) -> None:
        """An answer that made our own code fail."""
        self._count("broken", source)
        self.last_fault = f"{why} at {url}"

    def of_source(self, key: str | None) -> dict[str, int]:
        """The counts of one source; those that are 0 are left out."""
        return dict(self._by_source.get(key, Counter()))

    def rate(self) -> float:
        """Pages a second over the last ten seconds."""
        now = time.monotonic()
        while self._recent and now - self._recent[0] > _WINDOW:
            self._recent.popleft()
        if not self._recent:
            return 0.0
        return len(self._recent) / max(1.0, now - self._recent[0])

    def hosts(self, waiting: dict[str, int], active: set[str]) -> tuple[HostState, ...]:
        """Every host seen, by name.

        ``waiting``: URLs that wait, by host; ``active``: hosts with a request on its way.
        """
        names = sorted(self._hosts.keys() | waiting.keys())
        return tuple(self._state(name, waiting.get(name, 0), name in active) for name in names)

    def _state(self, name: str, waiting: int, active: bool) -> HostState:
        counts = self._hosts.get(name, Counter())
        status: HostStatus = "fetching" if active else "waiting" if waiting else "done"
        if counts["failed"] and not counts["fetched"] and not active:
            status = "unreachable"
        return HostState(name, self._sources.get(name), status, counts["fetched"], waiting, counts["failed"])

    def _count(self, name: str, source: str | None) -> None:
        self.counts[name] += 1
        self._by_source.setdefault(source, Counter())[name] += 1

    def _host(self, url: str, source: str | None) -> Counter[str]:
        name = host(url)
        self._sources.setdefault(name, source)
        return self._hosts.setdefault(name, Counter())

"""Which URL is next: the best score first among hosts that are free. Plain data, no network, no clock."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace

from archive.frontier import Entry
from extract.urls import host

# Seconds after which a request that is on its way makes its host a slow one.
SLOW = 2.0
# So many marks of slow hosts on top, and nobody waits for anybody.
_MOST_ASIDE = 50


@dataclass(slots=True)
class _Host:
    heap: list[tuple[float, int, Entry]] = field(default_factory=list)
    active: int = 0
    waiting: int = 0
    held: float = 0.0
    since: float = 0.0


class HostQueues:
    """Entries that wait, by host; ``per_host`` of one host may be on their way at a time.

    A URL waits once: pushed again with a higher priority it moves up, else nothing changes.
    """

    def __init__(self, per_host: int = 1) -> None:
        self._per_host = per_host
        self._hosts: dict[str, _Host] = {}
        self._ready: list[tuple[float, int, str]] = []
        self._later: list[tuple[float, int, Entry]] = []
        self._waiting: dict[str, Entry] = {}
        self._delayed: set[str] = set()
        self._heights: list[tuple[float, int, str]] = []
        self._held: list[tuple[float, str]] = []
        self._now = 0.0
        self._serial = 0

    def __len__(self) -> int:
        """Entries that wait, those for later included."""
        return len(self._waiting)

    def push(self, entry: Entry) -> bool:
        """Lets ``entry`` wait; False when it waits already with that priority or a higher one."""
        known = self._waiting.get(entry.url)
        if known is not None and (known.priority >= entry.priority or entry.url in self._delayed):
            return False
        self._waiting[entry.url] = entry
        self._enter(entry, new=known is None)
        return True

    def promote(self, entry: Entry) -> bool:
        """Lets a URL that waits wait with a higher priority; False when it does not wait, or waits with that already.

        What is said to be an article once stays one, though it stands in a menu too.
        """
        known = self._waiting.get(entry.url)
        if known is None or entry.url in self._delayed:
            return False
        if known.kind == entry.kind:
            return self.push(entry)
        kept = known if known.kind == "page" else entry
        self._waiting[entry.url] = kept = replace(kept, priority=max(entry.priority, known.priority))
        self._enter(kept, new=False)
        return True

    def push_later(self, entry: Entry, due: float) -> None:
        """Lets ``entry``, which does not wait, do so until ``due``, on the clock whose time ``pop`` is given."""
        self._serial += 1
        self._waiting[entry.url] = entry
        self._delayed.add(entry.url)
        heapq.heappush(self._later, (due, self._serial, entry))

    def hold(self, name: str, until: float) -> None:
        """Lets nothing out for the host ``name`` until then, on ``pop``'s clock; a shorter hold changes nothing."""
        queue = self._hosts.setdefault(name, _Host())
        if until > queue.held:
            queue.held = until
            heapq.heappush(self._held, (until, name))

    def drop(self, name: str) -> int:
        """Forgets what waits for the host ``name``; how many entries that were."""
        gone = [url for url, entry in self._waiting.items() if host(entry.url) == name]
        for url in gone:
            del self._waiting[url]
            self._delayed.discard(url)
        if (queue := self._hosts.get(name)) is not None:
            queue.heap, queue.waiting = [], 0
        self._later = [one for one in self._later if one[2].url in self._waiting]
        heapq.heapify(self._later)
        return len(gone)

    def best(self) -> float:
        """The highest priority that waits and is due, on a free host or one that will soon be; else 0.0.

        Nobody is to wait for a host that is held, or that has not answered for seconds.
        """
        aside: list[tuple[float, int, str]] = []
        found = 0.0
        while self._heights and len(aside) < _MOST_ASIDE:
            height, _, url = self._heights[0]
            known = self._waiting.get(url)
            if known is None or known.priority != -height or url in self._delayed:
                heapq.heappop(self._heights)
            elif not self._is_quick(self._hosts[host(url)]):
                aside.append(heapq.heappop(self._heights))
            else:
                found = known.priority
                break
        for mark in aside:
            heapq.heappush(self._heights, mark)
        return found

    def _is_quick(self, queue: _Host) -> bool:
        slow = queue.active >= self._per_host and queue.since + SLOW < self._now
        return queue.held <= self._now and not slow

    def pop(self, now: float, floor: float = 0.0) -> Entry | None:
        """The best entry of a free host, which is then on its way; None when there is none now of ``floor`` or more."""
        self._wake(now)
        while self._ready:
            if -self._ready[0][0] < floor:
                return None
            priority, serial, name = heapq.heappop(self._ready)
            queue = self._hosts[name]
            top = self._top(queue)
            if top is None or queue.active >= self._per_host or queue.held > now:
                continue  # left behind when the host got busy; one that is held is announced when it is let go
            if top[:2] != (priority, serial):
                self._announce(name, queue)  # what the mark stood for is gone: the true one queues up again
                continue
            entry = heapq.heappop(queue.heap)[2]
            del self._waiting[entry.url]
            queue.active += 1
            queue.since = now
            queue.waiting -= 1
            self._announce(name, queue)
            return entry
        return None

    def leave(self, name: str) -> None:
        """One request to the host ``name`` is no longer on its way."""
        queue = self._hosts.get(name)
        if queue is not None and queue.active:
            queue.active -= 1
            self._announce(name, queue)

    def due(self) -> float | None:
        """When the next entry for later is due, or the next host let go; None when there is none."""
        return min((heap[0][0] for heap in (self._later, self._held) if heap), default=None)

    def of(self, name: str) -> int:
        """How many entries of one host wait and are due."""
        queue = self._hosts.get(name)
        return queue.waiting if queue is not None else 0

    def knows(self, url: str) -> bool:
        """Whether a URL waits here."""
        return url in self._waiting

    def spill(self, keep: int) -> dict[str, tuple[int, float]]:
        """Forgets the worst entries of the hosts with most of them, until about ``keep`` wait, and one of each host.

        By host: how many were forgotten, and the highest priority among them.
        """
        share = max(1, keep // max(1, sum(queue.waiting > 0 for queue in self._hosts.values())))
        spilled = {name: self._cut(queue, share) for name, queue in self._hosts.items() if queue.waiting > share}
        self._heights = [mark for mark in self._heights if mark[2] in self._waiting]
        heapq.heapify(self._heights)
        return {name: found for name, found in spilled.items() if found[0]}

    def _cut(self, queue: _Host, share: int) -> tuple[int, float]:
        valid = sorted(one for one in queue.heap if self._waiting.get(one[2].url) is one[2])
        queue.heap, worse = valid[:share], valid[share:]  # sorted, so still a heap
        for _, _, entry in worse:
            del self._waiting[entry.url]
        queue.waiting -= len(worse)
        return len(worse), -worse[0][0] if worse else 0.0

    def entries(self) -> list[Entry]:
        """All that wait, in no order."""
        return list(self._waiting.values())

    def waiting(self) -> dict[str, int]:
        """How many wait, by host; hosts where nothing waits are left out."""
        return {name: queue.waiting for name, queue in self._hosts.items() if queue.waiting}

    def active(self) -> set[str]:
        """Hosts with a request on its way."""
        return {name for name, queue in self._hosts.items() if queue.active}

    def _enter(self, entry: Entry, *, new: bool) -> None:
        name = host(entry.url)
        queue = self._hosts.setdefault(name, _Host())
        self._serial += 1
        heapq.heappush(queue.heap, (-entry.priority, self._serial, entry))
        heapq.heappush(self._heights, (-entry.priority, self._serial, entry.url))
        queue.waiting += new
        if queue.heap[0][1] == self._serial:  # a lower one changes nothing: the top has its mark
            self._announce(name, queue)

    def _wake(self, now: float) -> None:
        self._now = now
        while self._held and self._held[0][0] <= now:
            _, name = heapq.heappop(self._held)
            if self._hosts[name].held <= now:
                self._announce(name, self._hosts[name])
        while self._later and self._later[0][0] <= now:
            entry = heapq.heappop(self._later)[2]
            self._delayed.discard(entry.url)
            self._enter(entry, new=True)

    def _top(self, queue: _Host) -> tuple[float, int, Entry] | None:
        while queue.heap and self._waiting.get(queue.heap[0][2].url) is not queue.heap[0][2]:
            heapq.heappop(queue.heap)
        return queue.heap[0] if queue.heap else None

    def _announce(self, name: str, queue: _Host) -> None:
        top = self._top(queue)
        if top is not None and queue.active < self._per_host and queue.held <= self._now:
            heapq.heappush(self._ready, (top[0], top[1], name))

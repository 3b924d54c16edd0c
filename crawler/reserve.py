"""The long tail of what waits: URLs that stand in the frontier's file only, while each host's best wait in memory.

So memory stays flat whatever number of URLs is known. Of a host, every URL in the reserve has a priority of at most its
ceiling; what is better waits in memory.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable

from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier, Waiting
from crawler.queues import HostQueues
from crawler.saver import Saver
from extract.urls import host

MOST_IN_MEMORY = 20_000
_KEPT_SHARE = 0.75
_FEW = 8
_AT_ONCE = 64


class Reserve:
    """URLs that wait in the frontier of ``saver`` and not in ``queues``; for the reactor's thread.

    ``most``: how many may wait in ``queues``; ``on_more`` is called when some were brought there.
    """

    def __init__(self, saver: Saver, queues: HostQueues, most: int = MOST_IN_MEMORY) -> None:
        self._saver = saver
        self._queues = queues
        self._most = most
        self._away: Counter[str] = Counter()
        self._total = 0
        self._ceiling: dict[str, float] = {}
        self._active: set[str] = set()
        self._bringing: dict[str, asyncio.Task[None]] = {}
        self.on_more: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        """How many there are."""
        return self._total

    def waiting(self) -> Counter[str]:
        """How many there are, by host."""
        return Counter(self._away)

    def add(self, entry: Entry) -> None:
        """Takes an entry that the frontier has just got: into memory, unless better ones of its host are here."""
        name = host(entry.url)
        if self._away[name] and entry.priority <= self._ceiling[name]:
            self._count(name, 1)
        else:
            self._queues.push(entry)

    def promote(self, entry: Entry) -> None:
        """An entry of the frontier got a higher priority: into memory, if it is here and good enough."""
        name = host(entry.url)
        if not self._away[name] or entry.url in self._active or self._queues.knows(entry.url):
            return
        if entry.priority > self._ceiling[name]:
            self._queues.push(entry)
            self._count(name, -1)

    def drop(self, name: str) -> int:
        """Forgets what waits for the host ``name``, which stays in the frontier; how many entries that were."""
        gone = self._away[name]
        self._count(name, -gone)
        return gone

    def trim(self) -> None:
        """Keeps in memory what may be there."""
        if len(self._queues) <= self._most:
            return
        for name, (number, highest) in self._queues.spill(int(self._most * _KEPT_SHARE)).items():
            self._count(name, number)
            self._ceiling[name] = highest

    def load(self, frontier: Frontier) -> list[Entry]:
        """Takes over all that waits in ``frontier``; the entries that went into memory."""
        hosts = frontier.hosts()
        share = max(1, int(self._most * _KEPT_SHARE) // max(1, len(hosts)))
        loaded: list[Entry] = []
        for name, number in hosts.items():
            found = frontier.best(name, share)
            self._push(found)
            loaded += [one.entry for one in found]
            if number > len(found):
                self._count(name, number - len(found))
                self._ceiling[name] = found[-1].entry.priority
        return sorted(loaded, key=lambda entry: -entry.priority)

    def took(self, entry: Entry) -> None:
        """An entry left the queues; when few of its host are left there, more are brought."""
        self._active.add(entry.url)
        name = host(entry.url)
        if self._away[name] and name not in self._bringing and self._queues.of(name) < _FEW:
            self._bringing[name] = asyncio.ensure_future(self._bring(name))

    def over(self, entry: Entry) -> None:
        """An entry that was taken is settled, or waits again."""
        self._active.discard(entry.url)

    async def _bring(self, name: str) -> None:
        try:
            # Those of equal priority that are on their way still wait in the file.
            most = _AT_ONCE + self._queues.of(name) + len(self._active)
            found = await asyncio.wrap_future(self._saver.best(name, most, self._ceiling[name]))
        except ArchiveError:
            return  # the saver tells of it
        finally:
            del self._bringing[name]
        if not self._away[name]:  # the host was given up meanwhile
            return
        fresh = [one for one in found if one.entry.url not in self._active and not self._queues.knows(one.entry.url)]
        self._push(fresh)
        ended = len(found) < most
        self._count(name, -(self._away[name] if ended else min(len(fresh), self._away[name])))
        if self._away[name]:
            self._ceiling[name] = found[-1].entry.priority
        self.on_more()

    def _push(self, found: list[Waiting]) -> None:
        now, steady = time.time(), time.monotonic()
        for one in found:
            if one.next_try is not None and one.next_try > now:
                self._queues.push_later(one.entry, steady + one.next_try - now)
            else:
                self._queues.push(one.entry)

    def _count(self, name: str, number: int) -> None:
        self._total += number
        self._away[name] += number
        if not self._away[name]:
            self._away.pop(name, None)
            self._ceiling.pop(name, None)

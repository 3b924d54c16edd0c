"""What is still to be fetched in this run: the queues in memory, the frontier behind them, and the budget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from archive.frontier import Entry, State
from crawler.queues import HostQueues
from crawler.saver import Saver


class Agenda:
    """The URLs of one run; for the reactor's thread. A URL is fetched once in a run.

    ``pages``: how many articles may still be fetched; discovery pages are free.
    """

    def __init__(self, saver: Saver, *, per_host: int, pages: int) -> None:
        self.queues = HostQueues(per_host)
        self._saver = saver
        self._left = pages
        self._over = False
        self._sifting = 0

    @property
    def has_more(self) -> bool:
        """Whether anything is or may soon be there to fetch."""
        return self._sifting > 0 or (not self._over and self._left > 0 and len(self.queues) > 0)

    def resume(self, entries: Sequence[Entry]) -> None:
        """Takes over entries that the frontier has as waiting."""
        for entry in entries:
            self.queues.push(entry)

    async def offer(self, entries: Sequence[Entry]) -> int:
        """Adds what the run has not seen yet; what waits moves up if it is now better. How many were new.

        Raises ArchiveError when the frontier cannot be written.
        """
        if not entries:
            return 0
        self._sifting += 1
        try:
            sifted = await asyncio.wrap_future(self._saver.sift(entries))
        finally:
            self._sifting -= 1
        for entry in sifted.new:
            self.queues.push(entry)
        for entry in sifted.waiting:
            self.queues.promote(entry)
        return len(sifted.new)

    def take(self, now: float) -> Entry | None:
        """The next entry to fetch, None when there is none now; ``now`` in seconds of any steady clock."""
        if self._over or self._left <= 0:
            return None
        entry = self.queues.pop(now)
        if entry is not None and entry.kind == "page":
            self._left -= 1
        return entry

    def end(self) -> None:
        """Nothing more is taken; what waits stays in the frontier, for the next start."""
        self._over = True

    def again(self, entry: Entry, due: float) -> None:
        """Puts back an entry that was taken, for another try at ``due``."""
        self._refund(entry)
        self.queues.push_later(entry, due)

    def settle(self, entry: Entry, state: State, *, counts: bool = True) -> None:
        """Ends an entry that was taken. Only one that is done, and counts (it did not redirect), uses up the budget."""
        if state != "done" or not counts:
            self._refund(entry)
        self._saver.mark(entry.url, state)

    def _refund(self, entry: Entry) -> None:
        if entry.kind == "page":
            self._left += 1

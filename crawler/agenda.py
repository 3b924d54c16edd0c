"""What is still to be fetched in this run: the queues in memory, the frontier behind them, and the budget."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from archive.frontier import Entry, Frontier, State
from crawler.queues import HostQueues
from crawler.reserve import MOST_IN_MEMORY, Reserve
from crawler.saver import Saver
from crawler.spending import Spending
from extract.urls import host

# So many failures one after the other of what one page names, and the rest that it names is left alone for the run ...
MOST_OF_A_LIST = 25
# ... of a host, and the host is.
MOST_IN_VAIN = 100
_log = logging.getLogger(__name__)

# A page that promises less than this share of the best that waits is held back while the best one's host is busy ...
WORSE = 0.5
# ... but no longer than so many seconds at a time: a slow host must not hold up all others.
HOLD = 5.0
# A source whose last page is on its way is looked at again so many seconds later: the page may come to nothing.
PUT_OFF = 0.5
# While much of what was fetched has not been looked at yet, pages that promise less than this wait for what it says.
WARY = 0.8


class Agenda:
    """The URLs of one run; for the reactor's thread. A URL is fetched once in a run.

    ``pages``: how many articles may still be fetched; discovery pages are free. ``wary``: pages that promise little
    wait for what extraction will say of others. ``spending``: what each source may use up. ``most``: how many URLs wait
    in memory; of a longer list each host's best do, the others in the frontier only.
    """

    def __init__(
        self,
        saver: Saver,
        *,
        per_host: int,
        pages: int,
        most: int = MOST_IN_MEMORY,
        spending: Spending | None = None,
    ) -> None:
        self.queues = HostQueues(per_host)
        self.reserve = Reserve(saver, self.queues, most)
        self._saver = saver
        self.spending = spending or Spending()
        self._left = pages
        self._over = False
        self.wary = False
        self._taken = float("-inf")
        self._sifting = 0
        self._in_vain: Counter[str | tuple[str, str | None]] = Counter()
        self._retired: set[str] = set()
        self.begun: set[str] = set()

    @property
    def has_more(self) -> bool:
        """Whether anything is or may soon be there to fetch."""
        return self._sifting > 0 or (not self._over and self._left > 0 and len(self) > 0)

    def __len__(self) -> int:
        """URLs that wait, in memory and in the frontier."""
        return len(self.queues) + len(self.reserve)

    def waiting(self) -> Counter[str]:
        """How many URLs wait, by host."""
        return Counter(self.queues.waiting()) + self.reserve.waiting()

    def resume(self, entries: Sequence[Entry]) -> None:
        """Takes over entries that the frontier has as waiting."""
        for entry in entries:
            self.queues.push(entry)

    def resume_from(self, frontier: Frontier) -> list[Entry]:
        """Takes over what the frontier has as waiting, the best of each host into memory: those."""
        return self.reserve.load(frontier)

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
            if host(entry.url) not in self._retired:
                self.reserve.add(entry)
        for entry in sifted.waiting:
            if host(entry.url) not in self._retired and not self.queues.promote(entry):
                self.reserve.promote(entry)
        self.reserve.trim()
        return len(sifted.new)

    def take(self, now: float) -> Entry | None:
        """The next entry to fetch, None when there is none now; ``now`` in seconds of any steady clock."""
        if self._over or self._left <= 0:
            return None
        patient = now - self._taken < HOLD
        floor = max(WORSE * self.queues.best(), WARY if self.wary else 0.0)
        entry = self._pop(now, floor if patient else 0.0)
        if entry is not None:
            self._taken = now
            self.begun.add(entry.url)
            self.reserve.took(entry)
        if entry is not None and entry.kind == "page":
            self._left -= 1
            self.spending.page(entry.source)
        return entry

    def _pop(self, now: float, floor: float) -> Entry | None:
        """The next entry that is none of a list whose addresses bring nothing, nor of a source that has used up its
        budget; those are refused.
        """
        while (entry := self.queues.pop(now, floor)) is not None:
            name = host(entry.url)
            in_vain = self._in_vain[name, entry.via] >= MOST_OF_A_LIST
            if not in_vain and self.spending.waits(entry.source):
                self._put_off(entry, now)
                continue
            if not in_vain and not self.spending.refuses(entry.url, entry.source):
                return entry
            self.queues.leave(name)
            self._saver.mark(entry.url, "refused")
            self.reserve.took(entry)
            self.reserve.over(entry)
        return None

    def _put_off(self, entry: Entry, now: float) -> None:
        """Lets its host wait for what comes of the pages on their way."""
        name = host(entry.url)
        self.queues.leave(name)
        self.queues.hold(name, now + PUT_OFF)
        self.queues.push(entry)

    def end(self) -> None:
        """Nothing more is taken; what waits stays in the frontier, for the next start."""
        self._over = True

    def due(self, now: float) -> float | None:
        """When to ask again although nothing happened, on the clock of ``take``; None when there is no such time."""
        held = self._taken + HOLD
        times = (self.queues.due(), held if held > now and len(self.queues) else None)
        return min((time for time in times if time is not None), default=None)

    def again(self, entry: Entry, due: float) -> None:
        """Puts back an entry that was taken, for another try at ``due``."""
        self._refund(entry)
        self.begun.discard(entry.url)
        self.reserve.over(entry)
        if host(entry.url) not in self._retired:
            self.queues.push_later(entry, due)

    def settle(self, entry: Entry, state: State, *, counts: bool = True) -> None:
        """Ends an entry that was taken. Only one that is done, and counts (it did not redirect), uses up the budget."""
        if state != "done" or not counts:
            self._refund(entry)
        elif entry.kind == "page":
            self.spending.ended(entry.source)
        self.reserve.over(entry)
        self._saver.mark(entry.url, state)
        self._note(host(entry.url), entry.via, in_vain=state == "failed")

    def _note(self, name: str, via: str | None, *, in_vain: bool) -> None:
        for key in (name, (name, via)):
            self._in_vain[key] = self._in_vain[key] + 1 if in_vain else 0
        if self._in_vain[name] == MOST_IN_VAIN:
            self.retire(name, f"{MOST_IN_VAIN} fetches in a row brought nothing")
        elif self._in_vain[name, via] == MOST_OF_A_LIST:
            said = f"{MOST_OF_A_LIST} addresses in a row that it names brought nothing"
            _log.warning("the rest of a list is left alone: %s", said, extra={"host": name, "url": via or ""})

    def retire(self, name: str, why: str) -> None:
        """Leaves the host ``name`` alone for the rest of this run; what waits for it stays in the frontier."""
        if name not in self._retired:
            self._retired.add(name)
            left = self.queues.drop(name) + self.reserve.drop(name)
            _log.warning("%s is left alone: %s", name, why, extra={"host": name, "counts": {"waiting": left}})

    def _refund(self, entry: Entry) -> None:
        if entry.kind == "page":
            self._left += 1
            self.spending.page(entry.source, -1)

"""The frontier's file, written in batches by a thread of its own, so that the reactor never waits for a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier, State


@dataclass(frozen=True, slots=True)
class Sifted:
    """``new``: entries that the frontier had never seen, now waiting in it; ``waiting``: those that waited there."""

    new: tuple[Entry, ...]
    waiting: tuple[Entry, ...]


class Saver:
    """Writes to one frontier from one thread, in the order of the calls. Close it.

    ``on_fault`` is told, in that thread, of a fault of the disk (DiskFull ...), once; after it nothing is written.
    """

    def __init__(self, frontier: Frontier, on_fault: Callable[[ArchiveError], None]) -> None:
        self._frontier = frontier
        self._on_fault = on_fault
        self._fault: ArchiveError | None = None
        self._marks: dict[str, State] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="frontier")

    def mark(self, url: str, state: State) -> None:
        """Notes a state; ``flush`` or ``sift`` will write it."""
        self._marks[url] = state

    def flush(self) -> None:
        """Sends the noted states to the thread; never blocks."""
        if self._marks:
            self._thread.submit(self._write, self._take(), ())

    def sift(self, entries: Sequence[Entry]) -> Future[Sifted]:
        """Adds the entries that are new, and says which are; what was noted before is written before.

        The future raises ArchiveError when the file could not be written.
        """
        return self._thread.submit(self._write, self._take(), tuple(entries))

    def close(self) -> None:
        """Writes what is noted and ends the thread; the frontier stays open. May be called twice.

        Raises the fault that kept anything from being written, if there was one.
        """
        if self._marks:
            self._thread.submit(self._write, self._take(), ())
        self._thread.shutdown(wait=True)
        if self._fault is not None:
            raise self._fault

    def _take(self) -> dict[str, State]:
        marks, self._marks = self._marks, {}
        return marks

    def _write(self, marks: dict[str, State], entries: tuple[Entry, ...]) -> Sifted:
        if self._fault is not None:
            raise self._fault
        try:
            # Children before marks: a feed is done only when what it named is written down.
            sifted = self._sift(entries, marks)
            for state in set(marks.values()):
                self._frontier.mark([url for url, to in marks.items() if to == state], state)
        except ArchiveError as error:
            self._fault = error
            self._on_fault(error)
            raise
        return sifted

    def _sift(self, entries: tuple[Entry, ...], marks: dict[str, State]) -> Sifted:
        new: dict[str, Entry] = {}
        waiting = []
        for entry in entries:
            known = marks.get(entry.url) or self._frontier.state(entry.url)
            if known == "waiting":
                waiting.append(entry)
            elif known is None:
                best = new.setdefault(entry.url, entry)
                if entry.priority > best.priority:
                    new[entry.url] = entry
        if new:
            self._frontier.add(new.values())
        return Sifted(tuple(new.values()), tuple(waiting))

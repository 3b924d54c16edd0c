"""The frontier's file, written in batches by a thread of its own, so that the reactor never waits for a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier, State, Waiting


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
        self._tried: list[tuple[str, float]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="frontier")

    def mark(self, url: str, state: State) -> None:
        """Notes a state; ``flush`` or ``sift`` will write it."""
        self._marks[url] = state

    def flush(self) -> None:
        """Sends the noted states to the thread; never blocks."""
        if self._marks or self._tried:
            self._thread.submit(self._write, self._take(), (), self._take_tried())

    def sift(self, entries: Sequence[Entry]) -> Future[Sifted]:
        """Adds the entries that are new, and says which are; what was noted before is written before.

        The future raises ArchiveError when the file could not be written.
        """
        return self._thread.submit(self._write, self._take(), tuple(entries), self._take_tried())

    def tried(self, url: str, next_try: float) -> None:
        """Notes a try in vain, and when (seconds since 1970) the next one may be; written as marks are."""
        self._tried.append((url, next_try))

    def hosts(self) -> Future[dict[str, int]]:
        """How many entries wait in the file, by host."""
        return self._thread.submit(self._frontier.hosts)

    def best(self, name: str, most: int, ceiling: float) -> Future[list[Waiting]]:
        """The best entries of a host that wait in the file; what was noted before is written before."""
        marks, tried = self._take(), self._take_tried()

        def ask() -> list[Waiting]:
            self._write(marks, (), tried)
            return self._frontier.best(name, most, ceiling)

        return self._thread.submit(ask)

    def close(self) -> None:
        """Writes what is noted and ends the thread; the frontier stays open. May be called twice.

        Raises the fault that kept anything from being written, if there was one.
        """
        if self._marks or self._tried:
            self._thread.submit(self._write, self._take(), (), self._take_tried())
        self._thread.shutdown(wait=True)
        if self._fault is not None:
            raise self._fault

    def _take(self) -> dict[str, State]:
        marks, self._marks = self._marks, {}
        return marks

    def _take_tried(self) -> list[tuple[str, float]]:
        tried, self._tried = self._tried, []
        return tried

    def _write(self, marks: dict[str, State], entries: tuple[Entry, ...], tried: list[tuple[str, float]]) -> Sifted:
        if self._fault is not None:
            raise self._fault
        try:
            # Children before marks: a feed is done only when what it named is written down.
            sifted = self._sift(entries, marks)
            for state in set(marks.values()):
                self._frontier.mark([url for url, to in marks.items() if to == state], state)
            if tried:
                self._frontier.tried(tried)
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
        if waiting:
            self._frontier.raise_to(waiting)
        return Sifted(tuple(new.values()), tuple(waiting))

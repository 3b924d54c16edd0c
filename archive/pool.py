"""The worker pool: jobs in, answers out, whatever the pages do to the workers."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.synchronize import Semaphore
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from archive.errors import ArchiveError

J = TypeVar("J")
A = TypeVar("A")
_REBUILDS = 5
_WARM = "archive.warm"
_START_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_GROUPS_SHARE = 0.5  # of one page's time for a whole group: an ordinary page takes a thousandth of it


@dataclass(frozen=True, slots=True)
class Limits:
    """``workers``: processes. What one page may take: ``seconds``, ``memory`` in bytes of address space.

    ``grace``: when no page has had an answer for so many seconds beyond ``seconds``, the pool is taken for lost.
    """

    workers: int = 2
    seconds: float = 20.0
    memory: int = 2 << 30
    grace: float = 15.0


@dataclass(frozen=True, slots=True)
class Refused:
    """A job that has no answer.

    ``why``: the reason, for a person. ``died``: its worker was lost, so it may be tried again. ``blameless``: the whole
    pool was lost, and nothing says that this job had a part in it.
    """

    why: str
    died: bool = False
    blameless: bool = False


_LOST = Refused("the worker pool was lost", died=True, blameless=True)


def _begin(begun: Semaphore, initializer: Callable[..., None], given: tuple[Any, ...]) -> None:
    try:
        initializer(*given)
    finally:
        begun.release()


def _each(function: Callable[[J], A], jobs: tuple[J, ...]) -> list[A]:
    return [function(job) for job in jobs]


class Pool(Generic[J, A]):
    """Runs ``function(job)`` in processes of their own, each set up with ``initializer(*initargs)``. Close it.

    A job over its time is killed with its worker; a worker that dies is replaced; a pool that is lost is built anew.
    Jobs may go to a worker in groups, as each message costs a third of a millisecond; a group that fails in whatever
    way is taken apart, so that what is said of a job is its own.
    """

    def __init__(
        self,
        function: Callable[[J], A],
        limits: Limits,
        initializer: Callable[..., None],
        initargs: tuple[Any, ...],
    ) -> None:
        self._function = function
        self._limits = limits
        # A fork server has imported the extractor once; workers start from it in milliseconds and share its memory.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([function.__module__, _WARM])
        forkserver.ensure_running()  # it warms up while the first job is awaited

        def make() -> tuple[ProcessPool, Semaphore]:
            begun = context.Semaphore(0)
            given = (begun, initializer, initargs)
            return ProcessPool(limits.workers, initializer=_begin, initargs=given, context=context), begun

        self._make = make
        self._pool, self._begun = make()
        self._started = False
        self._starting = 0
        self._jobs: dict[Future[list[A]], tuple[J, ...]] = {}
        self._last = time.monotonic()
        self._rebuilt = 0

    def __len__(self) -> int:
        """Jobs under way."""
        return sum(map(len, self._jobs.values()))

    def submit(self, *jobs: J) -> None:
        """Queues jobs, those of one call as a group."""
        if not self._jobs:
            self._last = time.monotonic()
        if not self._started:
            self._started, self._starting = True, self._limits.workers
        seconds = self._limits.seconds * (1.0 if len(jobs) == 1 else _GROUPS_SHARE)
        self._jobs[self._pool.schedule(_each, (self._function, jobs), timeout=seconds)] = jobs

    def take(self, timeout: float) -> list[tuple[J, A | Refused]]:
        """The jobs that ended, waiting at most ``timeout`` seconds for the first.

        Raises ArchiveError when pool after pool is lost without one answer.
        """
        done, _ = wait(self._jobs, timeout=timeout, return_when=FIRST_COMPLETED)
        ended = [(self._jobs.pop(future), self._answer(future)) for future in done]
        now = time.monotonic()
        if any(not (isinstance(answer, Refused) and answer.blameless) for _, answer in ended):
            self._last = now
            self._rebuilt = 0
        answers = [one for jobs, answer in ended for one in self._apart(jobs, answer)]
        stuck = bool(self._jobs) and now - self._last > self._limits.seconds + self._limits.grace
        if stuck or not self._pool.active:
            answers += self._rebuild()
        return answers

    def close(self) -> None:
        """Ends the workers at once; jobs under way have no answer. May be called twice."""
        self._jobs.clear()
        self._await_starts()
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's own is not annotated
        self._pool.join()

    def _await_starts(self) -> None:
        """A worker that is still starting would trace back over a pool that is gone; none is waited for twice."""
        end = time.monotonic() + _START_SECONDS
        while self._starting and self._pool.active and time.monotonic() < end:
            self._starting -= self._begun.acquire(timeout=_LOOK_SECONDS)
        self._starting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _apart(self, jobs: tuple[J, ...], answer: list[A] | Refused) -> list[tuple[J, A | Refused]]:
        """Each job of a group with its own answer; those of a group that failed are queued again, one by one."""
        if not isinstance(answer, Refused):
            return list(zip(jobs, answer, strict=True))
        if len(jobs) == 1 or answer.blameless:
            return [(job, answer) for job in jobs]
        if not self._pool.active:
            return [(job, _LOST) for job in jobs]
        for job in jobs:
            self.submit(job)
        return []

    def _answer(self, future: Future[list[A]]) -> list[A] | Refused:
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            return future.result()
        return self._refused(error)

    def _refused(self, error: BaseException) -> Refused:
        if isinstance(error, TimeoutError):
            return Refused(f"took longer than {self._limits.seconds:g} s")
        if isinstance(error, MemoryError):
            return Refused(f"needs more than {self._limits.memory >> 20} MB of memory")
        if isinstance(error, ProcessExpired):
            return Refused("worker died", died=True)
        if isinstance(error, (BrokenProcessPool, CancelledError)):
            return _LOST
        return Refused(f"{type(error).__name__}: {str(error).strip().split(chr(10), 1)[0]}"[:300])

    def _rebuild(self) -> list[tuple[J, A | Refused]]:
        lost = [job for jobs in self._jobs.values() for job in jobs]
        self.close()
        self._rebuilt += 1
        if self._rebuilt > _REBUILDS:
            raise ArchiveError(
                "the extraction workers die at once: start the same command again, with less in parallel"
            )
        self._pool, self._begun = self._make()
        self._started = False
        self._last = time.monotonic()
        return [(job, _LOST) for job in lost]

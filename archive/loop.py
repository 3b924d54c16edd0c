"""The loop over a worker pool: jobs are looked for, answered, and their outcomes written in batches."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from archive import documents
from archive.outcomes import FAILED, Outcome
from archive.pending import Pending
from archive.pool import Pool, Refused
from archive.reading import Answer, Job
from compare.coverage import Relation

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 0.2
_SETTLE_SECONDS = 1.0
_BATCH = 64
_MOST = 64  # answers that wait to be written, in less time than the workers take for what they have ahead
_TOGETHER = 8  # jobs that a worker is handed at once, while so many wait
_AHEAD = 4 * _TOGETHER  # jobs a worker that are under way or wait for one
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Settled:
    """A capture whose outcome is now committed. ``relation`` is None without a document or a topic.

    ``extractor``: the version that looked at the page, None when none did.
    """

    capture_id: int
    url: str
    outcome: str
    why: str | None
    relation: Relation | None
    extractor: str | None = None


class Plan(Protocol):
    """What is to do, and where the results go."""

    def look(self, cursor: int, limit: int) -> list[Pending]:
        """At most ``limit`` captures that wait, with numbers above ``cursor``, in order."""

    def keep(self, made: list[documents.Made], settled: list[Settled], again: list[int]) -> None:
        """Writes documents and outcomes in one transaction; captures in ``again`` go on waiting."""


class Loop:
    """Takes what a plan finds through a pool. ``on_outcome`` is called after each commit, once a capture."""

    def __init__(
        self,
        plan: Plan,
        pool: Pool[Job, Answer],
        on_outcome: Callable[[Settled], None] = lambda _: None,
    ) -> None:
        self._plan = plan
        self._pool = pool
        self._on_outcome = on_outcome
        self._under_way: dict[int, Pending] = {}
        self._answers: list[tuple[Job, Answer | Refused]] = []
        self._next: deque[Pending] = deque()
        self._cursor = 0
        self._counts: Counter[str] = Counter()

    def run(self, workers: int, stop: Callable[[], bool] = lambda: True) -> Counter[str]:
        """Until nothing waits and ``stop()`` says that no more will come; how many got which outcome.

        ``workers``: that the pool has.
        """
        settled_at = time.monotonic()
        while True:
            over = stop()  # asked before looking, so that what came just before the end is seen
            found = self._fill(workers)
            if self._pool:
                self._answers += self._pool.take(_IDLE_SECONDS)
            elif over and not found and not self._answers:
                return self._counts
            elif not self._answers:
                time.sleep(_IDLE_SECONDS)
            late = time.monotonic() - settled_at > _SETTLE_SECONDS
            if self._answers and (late or len(self._answers) >= _MOST or not self._pool):
                self._settle()
                settled_at = time.monotonic()

    def _fill(self, workers: int) -> int:
        room = workers * _AHEAD - len(self._pool)
        if room <= 0:
            return 0
        if not self._next:
            self._look()
        if not self._next and self._cursor and not self._under_way:
            self._cursor = 0  # once more from the start: captures whose worker died wait there
            self._look()
        found = min(room, len(self._next))
        left = found
        while left > 0:
            left -= self._hand_over(min(_TOGETHER, left, max(1, len(self._next) // workers)))
        return found

    def _hand_over(self, count: int) -> int:
        group = [self._next.popleft() for _ in range(count)]
        self._under_way |= {one.job.capture_id: one for one in group}
        self._pool.submit(*(one.job for one in group))
        return count

    def _look(self) -> None:
        """One query for many jobs: asked anew for each, it would cost as much as the rows that are written."""
        self._next.extend(self._plan.look(self._cursor, _BATCH))
        if self._next:
            self._cursor = self._next[-1].job.capture_id

    def _settle(self) -> None:
        """Writes the answers at hand in one transaction, then tells of them."""
        made: list[documents.Made] = []
        again: list[int] = []
        settled: list[Settled] = []
        troubles: list[tuple[Pending, str]] = []
        for job, answer in self._answers:
            before = self._under_way.pop(job.capture_id)
            outcome = _outcome(answer, before)
            if outcome is None:
                again += [] if isinstance(answer, Refused) and answer.blameless else [job.capture_id]
                troubles.append((before, f"{_why(answer)}: tried again"))
                continue
            if outcome.outcome == FAILED:
                troubles.append((before, f"the extraction failed: {outcome.why}"))
            relation = None
            if isinstance(answer, Answer) and answer.read:
                made.append(documents.Made(job.capture_id, answer.read))
                relation = answer.read.coverage.relation if answer.read.coverage else None
            settled.append(Settled(job.capture_id, job.url, *outcome, relation, _extractor(answer)))
        self._answers = []
        self._plan.keep(made, settled, again)
        for one, said in troubles:
            _log.warning("%s", said, extra=one.place)
        for done in settled:
            self._counts[done.outcome] += 1
            self._on_outcome(done)


def _why(answer: Answer | Refused) -> str | None:
    return answer.why if isinstance(answer, Refused) else answer.outcome.why


def _outcome(answer: Answer | Refused, before: Pending) -> Outcome | None:
    """The outcome that an answer means; None: the capture stays pending and is tried again."""
    if isinstance(answer, Answer):
        return answer.outcome
    if answer.died and (answer.blameless or before.attempts + 1 < _ATTEMPTS):
        return None
    return Outcome(FAILED, answer.why)


def _extractor(answer: Answer | Refused) -> str | None:
    if isinstance(answer, Refused):
        return None
    return answer.read.extractor if answer.read else answer.extractor

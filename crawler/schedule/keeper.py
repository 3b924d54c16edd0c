"""The scheduler: takes what is due, runs it in a child process, and writes down what came of it. Start here.

Any number of schedulers may run over one database; a lease says who has a job. All that must survive a kill is in the
database: who takes over goes on with the same job and the same run.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from archive import leases, runs, schedules
from archive.errors import ArchiveBusy, ArchiveError
from archive.leases import Lease
from archive.schedules import Job, Schedule
from archive.store import Archive
from crawler.schedule import hook
from crawler.schedule.child import Child
from crawler.schedule.when import When, jittered

LEASE = 60.0
POLL = 5.0
ATTEMPTS = 3
BUSY, STOPPED = 4, 130  # of desk.exits
FAULTS = (1, 6)
_AGAIN = 60.0
_log = logging.getLogger(__name__)

Command = Callable[[Schedule, Job], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long a lease holds, how often the database is asked, after what pause a job is tried again."""

    lease: float = LEASE
    poll: float = POLL
    again: float = _AGAIN


def next_due(schedule: Schedule, now: datetime) -> tuple[datetime, datetime]:
    """When the schedule is due after ``now``: on its grid, and with jitter. What was missed until then is left out."""
    last = schedule.nominal
    nominal = When(schedule.every, schedule.zone).after(last, max(now, last))
    return nominal, jittered(nominal, timedelta(seconds=schedule.jitter), schedule.name)


class Keeper:
    """One scheduler over an archive. ``command`` gives the words that run a job's crawl in a process of its own."""

    def __init__(self, archive: Archive, command: Command, pace: Pace = Pace()) -> None:
        self._archive = archive
        self._command = command
        self._pace = pace
        self._stopping = threading.Event()
        self._outcomes: Counter[str] = Counter()
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def stop(self) -> None:
        """Ends the scheduler soon: the job under way is stopped and left for whoever comes next. From any thread."""
        self._stopping.set()

    def run(self, *, only_due: bool = False) -> Counter[str]:
        """Runs jobs until ``stop``, or with ``only_due`` until nothing is due; how many ended as done and failed.

        A database that another process keeps locked is asked again. Raises ArchiveBusy for it with ``only_due``, and
        ArchiveError when the database cannot be read at all at the start of a job.
        """
        while not self._stopping.is_set():
            try:
                lease = leases.claim(self._archive, self.owner, self._pace.lease)
            except ArchiveBusy as error:
                if only_due:
                    raise
                _log.warning("no job was taken: %s", error)
                lease = None
            if lease is not None:
                self._serve(lease)
            elif only_due:
                break
            else:
                self._stopping.wait(self._pace.poll)
        return self._outcomes

    def _serve(self, lease: Lease) -> None:
        job = lease.job
        if lease.run_ended is not None:
            self._finish(lease, _of_run(job, lease.run_ended))
        elif job.attempts > ATTEMPTS:
            self._finish(lease, replace(job, outcome="failed", error=f"it died {ATTEMPTS} times: see logs/crawl.jsonl"))
        else:
            taken = "taken over" if job.attempts > 1 else "begins"
            _log.info("%s %s", lease.schedule.name, taken, extra=_place(lease))
            child = Child(self._command(lease.schedule, job))
            try:
                self._mind(lease, child)
            finally:
                child.close()

    def _mind(self, lease: Lease, child: Child) -> None:
        """Waits for the child and renews the lease meanwhile; settles what came of it."""
        held_until = time.monotonic() + self._pace.lease
        renew_at = time.monotonic() + self._pace.lease / 3
        while (code := child.wait(min(0.25, self._pace.lease / 10))) is None:
            if self._stopping.is_set():
                self._stopped(lease, child)
                return
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + self._pace.lease / 3
                held_until = self._renewed(lease, held_until)
                if time.monotonic() >= held_until:
                    _log.warning("%s was taken over by another scheduler", lease.schedule.name, extra=_place(lease))
                    child.stop()
                    return
        self._settle(lease, code, child.last_words())

    def _renewed(self, lease: Lease, held_until: float) -> float:
        """Until when the lease holds, by the monotonic clock; it is over at once when another has it."""
        asked = time.monotonic()
        try:
            return asked + self._pace.lease if leases.renew(self._archive, lease, self._pace.lease) else asked
        except ArchiveError as error:
            _log.warning("the lease could not be renewed: %s", error, extra=_place(lease))
            return held_until

    def _stopped(self, lease: Lease, child: Child) -> None:
        child.stop()
        _log.info("%s is stopped; it goes on when a scheduler runs again", lease.schedule.name, extra=_place(lease))
        leases.release(self._archive, lease, attempted=False)

    def _settle(self, lease: Lease, code: int, said: str) -> None:
        job = self._now(lease.job)
        name, ended = lease.schedule.name, self._run_ended(job)
        if ended is not None:
            self._finish(lease, replace(_of_run(*ended), error=None if ended[1] == "done" else said or ended[1]))
        elif code in (BUSY, STOPPED):
            why = "the data folder is busy" if code == BUSY else "its crawl was stopped"
            _log.info("%s waits: %s", name, why, extra=_place(lease))
            leases.release(self._archive, lease, pause=self._pace.again, attempted=False)
        elif (code < 0 or code in FAULTS) and job.attempts < ATTEMPTS:
            _log.warning("%s died (exit code %d): %s", name, code, said or "no word", extra=_place(lease))
            leases.release(self._archive, lease, pause=self._pace.again * job.attempts)
        else:
            self._finish(lease, replace(job, outcome="failed", error=said or f"exit code {code}"))

    def _now(self, job: Job) -> Job:
        return replace(job, run_id=schedules.run_of(self._archive, job.id))

    def _run_ended(self, job: Job) -> tuple[Job, str] | None:
        if job.run_id is None:
            return None
        run = runs.get(self._archive, job.run_id)
        return None if run.ended is None else (replace(job, counts=run.counts), run.outcome or "ended")

    def _finish(self, lease: Lease, job: Job) -> None:
        due = next_due(lease.schedule, datetime.now(UTC))
        if not leases.finish(self._archive, lease, job, due):
            _log.warning("%s ended after its lease was lost", lease.schedule.name, extra=_place(lease))
            return
        outcome = job.outcome or "failed"
        self._outcomes[outcome] += 1
        level = logging.INFO if outcome == "done" else logging.ERROR
        words = (lease.schedule.name, outcome, f": {job.error}" if job.error else "")
        place = _place(replace(lease, job=job)) | {"counts": job.counts or {}}
        _log.log(level, "%s ends: %s%s", *words, extra=place)
        if outcome != "done" and lease.schedule.on_failure:
            hook.call(lease.schedule, job)


def _of_run(job: Job, outcome: str) -> Job:
    if outcome == "done":
        return replace(job, outcome="done")
    return replace(job, outcome="failed", error=outcome)


def _place(lease: Lease) -> dict[str, object]:
    found: dict[str, object] = {"schedule": lease.schedule.name, "job": lease.job.id}
    return found if lease.job.run_id is None else found | {"run": lease.job.run_id}

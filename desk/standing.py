"""How the schedules of an archive stand: what each does now, and how its latest job ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive import schedules
from archive.schedules import Job, Schedule
from archive.store import Archive
from desk import render

HINT = "nobody runs it: call cuttings schedule run, or schedule due"
LATE = timedelta(minutes=15)  # longer than any timer that the docs propose


@dataclass(frozen=True, slots=True)
class Standing:
    """A schedule, and the latest job of it; None before the first."""

    schedule: Schedule
    last: Job | None


def found(archive: Archive) -> list[Standing]:
    """How every schedule of an archive stands."""
    kept = schedules.kept(archive)
    return [Standing(one, next((job for _, job in schedules.history(archive, one.name, 1)), None)) for one in kept]


def state(schedule: Schedule, now: datetime) -> str:
    """What a schedule does at ``now``, in a word or two: at work, paused, overdue (nobody runs it), waits."""
    if schedule.lease_until is not None and schedule.lease_until > now:
        return "at work"
    if schedule.paused:
        return "paused"
    return "overdue" if now - schedule.next_due > LATE else "waits"


def ending(last: Job | None) -> str:
    """How the latest job ended, and when; ``open`` while it has not, ``-`` where there is none."""
    if last is None:
        return "-"
    return "open" if last.ended is None else f"{last.outcome} {render.moment(last.ended)}"


def due(schedule: Schedule) -> str:
    """How a person wrote when it is due."""
    return schedule.every if schedule.zone == "UTC" else f"{schedule.every} ({schedule.zone})"

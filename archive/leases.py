"""Who works on which job: a lease that must be renewed, and that another may take over when it ran out.

Every change asks whether the lease is still one's own, so a scheduler that slept too long changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, Update, insert, select, update

from archive import schema
from archive.schedules import Job, Schedule, job_of, made, now
from archive.store import Archive

_schedule, _job, _run = schema.schedule, schema.job, schema.run


@dataclass(frozen=True, slots=True)
class Lease:
    """``schedule`` and ``job`` as they are now. ``run_ended``: the outcome of the job's run when that has ended.

    It is None where the crawl has not begun, or was killed and goes on. A run may have ended though its job did not:
    its scheduler died in between.
    """

    owner: str
    schedule: Schedule
    job: Job
    run_ended: str | None = None


def claim(archive: Archive, owner: str, seconds: float) -> Lease | None:
    """Takes what is due for so many seconds: a job that somebody left first, else the longest due.

    None when nothing is due, or another scheduler has a lease: the data folder has one writer.
    """
    with archive.write() as connection:
        query = select(_schedule).order_by(_schedule.c.next_due, _schedule.c.id).with_for_update()
        rows = connection.execute(query).mappings().all()
        at = now(connection)
        if any(row["owner"] is not None and row["lease_until"] > at for row in rows):
            return None
        open_ones = {row["schedule_id"]: row for row in connection.execute(_OPEN).mappings()}
        ready = [row for row in rows if not row["paused"] and _is_due(row, open_ones.get(row["id"]), at)]
        ready.sort(key=lambda row: row["id"] not in open_ones)
        return _take(connection, ready[0], open_ones.get(ready[0]["id"]), (owner, at, seconds)) if ready else None


def renew(archive: Archive, lease: Lease, seconds: float) -> bool:
    """Holds the lease for so many seconds more; False when another has it by now."""
    with archive.write() as connection:
        until = now(connection) + timedelta(seconds=seconds)
        return connection.execute(_mine(lease).values(lease_until=until)).rowcount == 1


def finish(archive: Archive, lease: Lease, job: Job, next_due: tuple[datetime, datetime]) -> bool:
    """Ends the lease's job with outcome, counts and error of ``job``, and sets when the schedule is due next.

    ``next_due``: without and with jitter. False when another has the lease by now; nothing is changed then.
    """
    with archive.write() as connection:
        values = {"nominal": next_due[0], "next_due": next_due[1], "owner": None, "lease_until": None}
        if connection.execute(_mine(lease).values(values)).rowcount != 1:
            return False
        ended: dict[str, object] = {
            "ended": now(connection),
            "outcome": job.outcome,
            "error": job.error,
            "not_before": None,
        }
        if job.counts is not None:
            ended["counts"] = dict(job.counts)
        connection.execute(update(_job).where(_job.c.id == lease.job.id, _job.c.ended.is_(None)).values(ended))
        return True


def release(archive: Archive, lease: Lease, *, pause: float = 0.0, attempted: bool = True) -> bool:
    """Gives the lease back with its job open: it may be taken again ``pause`` seconds from now.

    ``attempted``: whether this counts as an attempt. False when another has the lease by now.
    """
    with archive.write() as connection:
        if connection.execute(_mine(lease).values(owner=None, lease_until=None)).rowcount != 1:
            return False
        values: Mapping[str, object] = {
            "not_before": now(connection) + timedelta(seconds=pause),
            "attempts": _job.c.attempts - (0 if attempted else 1),
        }
        connection.execute(update(_job).where(_job.c.id == lease.job.id).values(values))
        return True


def next_due(archive: Archive) -> datetime | None:
    """When the next schedule that does not rest is due; None when there is none."""
    query = select(_schedule.c.next_due).where(~_schedule.c.paused).order_by(_schedule.c.next_due).limit(1)
    with archive.read() as connection:
        return connection.scalar(query)


_OPEN = (
    select(_job, _run.c.ended.label("run_end"), _run.c.outcome.label("run_outcome"), _run.c.counts.label("run_counts"))
    .outerjoin(_run, _run.c.id == _job.c.run_id)
    .where(_job.c.ended.is_(None))
)


def _is_due(row: RowMapping, left: RowMapping | None, at: datetime) -> bool:
    if left is None:
        return bool(row["next_due"] <= at)
    return left["not_before"] is None or bool(left["not_before"] <= at)


def _take(connection: Connection, row: RowMapping, left: RowMapping | None, by: tuple[str, datetime, float]) -> Lease:
    owner, at, seconds = by
    mine = {"owner": owner, "lease_until": at + timedelta(seconds=seconds)}
    taken = update(_schedule).where(_schedule.c.id == row["id"]).values(mine).returning(_schedule)
    schedule = made(connection.execute(taken).mappings().one())
    if left is None:
        new = {"schedule_id": row["id"], "due": row["next_due"], "started": at}
        job = job_of(connection.execute(insert(_job).returning(_job), new).mappings().one())
        return Lease(owner, schedule, job)
    again = update(_job).where(_job.c.id == left["id"]).values(attempts=_job.c.attempts + 1, not_before=None)
    job = job_of(connection.execute(again.returning(_job)).mappings().one())
    if left["run_end"] is None:
        return Lease(owner, schedule, job)
    counted = {name: getattr(job, name) for name in Job.__dataclass_fields__} | {"counts": left["run_counts"]}
    return Lease(owner, schedule, Job(**counted), left["run_outcome"])


def _mine(lease: Lease) -> Update:
    return update(_schedule).where(_schedule.c.id == lease.schedule.id, _schedule.c.owner == lease.owner)

"""Schedules and their jobs: what is due, who has it, and what came of it.

One scheduler holds a schedule by a lease that it must renew; a lease that ran out may be taken over. A data folder has
one writer, so of all schedules in a database one is held at a time. A job is one due time: it is completed once,
however many schedulers worked on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy import delete as delete_from

from archive import schema
from archive.errors import NotArchived, ScheduleTaken
from archive.store import Archive

_schedule, _job = schema.schedule, schema.job


@dataclass(frozen=True, slots=True)
class Schedule:
    """``plan``: what the crawl is to be, a JSON object of the desk's. ``every``: an interval or a cron expression, read
    in ``zone``. ``jitter``: seconds by which a start may be later. ``on_failure``: a command, None for none.

    ``nominal``: the due time without jitter. ``owner``: the scheduler that has it until ``lease_until``, None: nobody.
    """

    name: str
    plan: dict[str, Any]
    every: str
    zone: str
    jitter: float
    nominal: datetime
    next_due: datetime
    on_failure: str | None = None
    paused: bool = False
    id: int = 0
    added: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    owner: str | None = None
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One due time of a schedule. ``outcome``: done, failed or, as long as it is open, None.

    ``attempts``: how often a scheduler began it. ``run_id``, ``counts``: of its crawl, None before that began or ended.
    ``error``: one line, None when all is well. ``not_before``: when an open one may be tried again.
    """

    id: int
    schedule_id: int
    due: datetime
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    attempts: int = 1
    not_before: datetime | None = None
    run_id: int | None = None
    counts: dict[str, int] | None = None
    error: str | None = None

    @property
    def seconds(self) -> float | None:
        """From its first start to its end; None while it is open."""
        return None if self.ended is None else (self.ended - self.started).total_seconds()


def add(archive: Archive, given: Schedule) -> Schedule:
    """Keeps a new schedule. Raises ScheduleTaken when there is one of that name."""
    names = ("name", "plan", "every", "zone", "jitter", "on_failure", "paused", "nominal", "next_due")
    row = {name: getattr(given, name) for name in names} | {"added": datetime.now(UTC)}
    with archive.write() as connection:
        if _find(connection, given.name) is not None:
            raise ScheduleTaken(f"there is a schedule {given.name!r} already: remove it first, or take another name")
        return made(connection.execute(insert(_schedule).returning(_schedule), row).mappings().one())


def kept(archive: Archive) -> list[Schedule]:
    """All schedules by name."""
    with archive.read() as connection:
        return [made(row) for row in connection.execute(select(_schedule).order_by(_schedule.c.name)).mappings()]


def get(archive: Archive, name: str) -> Schedule:
    """The schedule of this name. Raises NotArchived."""
    with archive.read() as connection:
        return made(_existing(connection, name))


def pause(archive: Archive, name: str, *, paused: bool) -> None:
    """Lets a schedule rest, or go on; what runs already goes on to its end. Raises NotArchived."""
    with archive.write() as connection:
        _existing(connection, name)
        connection.execute(update(_schedule).where(_schedule.c.name == name).values(paused=paused))


def remove(archive: Archive, name: str) -> None:
    """Forgets a schedule and its jobs; what its runs fetched stays. Raises NotArchived."""
    with archive.write() as connection:
        found = _existing(connection, name)
        connection.execute(delete_from(_job).where(_job.c.schedule_id == found["id"]))
        connection.execute(delete_from(_schedule).where(_schedule.c.id == found["id"]))


def history(archive: Archive, name: str | None = None, limit: int = 20) -> list[tuple[str, Job]]:
    """The latest jobs first, each with its schedule's name; those of one schedule when ``name`` is given."""
    query = select(_job, _schedule.c.name).join(_schedule).order_by(_job.c.started.desc(), _job.c.id.desc())
    if name is not None:
        query = query.where(_schedule.c.name == name)
    with archive.read() as connection:
        return [(row["name"], job_of(row)) for row in connection.execute(query.limit(limit)).mappings()]


def open_jobs(archive: Archive) -> list[tuple[str, Job]]:
    """Jobs that have begun and not ended, each with its schedule's name."""
    query = select(_job, _schedule.c.name).join(_schedule).where(_job.c.ended.is_(None)).order_by(_job.c.id)
    with archive.read() as connection:
        return [(row["name"], job_of(row)) for row in connection.execute(query).mappings()]


def attach(connection: Connection, job_id: int, run_id: int) -> None:
    """Writes down, in the transaction that makes the run, that the job's crawl is this run."""
    connection.execute(update(_job).where(_job.c.id == job_id).values(run_id=run_id))


def run_of(archive: Archive, job_id: int) -> int | None:
    """The number of the run that a job's crawl is; None before it began."""
    with archive.read() as connection:
        return connection.scalar(select(_job.c.run_id).where(_job.c.id == job_id))


def is_others(archive: Archive, run_id: int, job_id: int | None) -> bool:
    """Whether an open job other than ``job_id`` will go on with the run."""
    query = select(func.count()).where(_job.c.run_id == run_id, _job.c.ended.is_(None), _job.c.id != (job_id or 0))
    with archive.read() as connection:
        return bool(connection.scalar(query))


def now(connection: Connection) -> datetime:
    """The database's clock, one for all schedulers; with SQLite all are on this machine."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    found: datetime = connection.execute(select(func.clock_timestamp(type_=schema.job.c.due.type))).scalar_one()
    return found


def _find(connection: Connection, name: str) -> RowMapping | None:
    return connection.execute(select(_schedule).where(_schedule.c.name == name)).mappings().one_or_none()


def _existing(connection: Connection, name: str) -> RowMapping:
    row = _find(connection, name)
    if row is None:
        known = ", ".join(connection.scalars(select(_schedule.c.name).order_by(_schedule.c.name))) or "none"
        raise NotArchived(f"there is no schedule {name!r}; schedules here: {known}")
    return row


def made(row: Mapping[Any, Any]) -> Schedule:
    """The Schedule of a row of its table."""
    return Schedule(**row)


def job_of(row: Mapping[Any, Any]) -> Job:
    """The Job of a row that has the columns of its table, among others."""
    return Job(**{name: row[name] for name in Job.__dataclass_fields__})

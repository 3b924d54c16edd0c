"""Runs: one execution of a crawl, a replay or an extraction, with its settings and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, insert, select, update

from archive import schedules
from archive.errors import NotArchived
from archive.schema import run as table
from archive.store import Archive

RunKind = Literal["crawl", "replay", "extract"]


@dataclass(frozen=True, slots=True)
class Run:
    """``topic``: its name or None. ``ended`` and ``outcome`` are None while it runs, and after a kill.

    ``settings`` and ``counts`` are JSON objects; ``software`` names us with our version.
    """

    id: int
    kind: str
    topic: str | None
    settings: dict[str, Any]
    software: str
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    counts: dict[str, int] | None = None


def start(
    archive: Archive, kind: RunKind, settings: Mapping[str, Any], topic: str | None, *, job: int | None = None
) -> Run:
    """Writes down that a run begins now. ``settings`` must fit into JSON; they go into every warcinfo record too.
    ``job``: the schedule's job that this run is. From here on it is the one ``at_work``.

    Put no password or key in ``settings``: WARC files are made to be given away.
    """
    row = {
        "kind": kind,
        "topic": topic,
        "settings": dict(settings),
        "software": software(),
        "started": datetime.now(UTC),
    }
    with archive.write() as connection:
        made = connection.execute(insert(table).returning(table), row).mappings().one()
        if job is not None:
            schedules.attach(connection, job, made["id"])
    archive.note(str(made["id"]))
    return _run(made)


def unfinished(archive: Archive, kind: RunKind, topic: str | None) -> Run | None:
    """The latest run of this kind and topic if it has not ended (stopped, killed), so that it may go on; else None."""
    query = select(table).where(table.c.kind == kind, table.c.topic == topic).order_by(table.c.id.desc()).limit(1)
    with archive.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    return _run(row) if row is not None and row["ended"] is None else None


def at_work(archive: Archive) -> int | None:
    """The number of the run whose process is writing the archive now.

    None when no process is, when it has no run (``verify --repair``), and where the file system has no locks to ask.
    """
    noted = archive.held() or ""
    return int(noted) if noted.isdecimal() else None


def resumed(archive: Archive, topic: str, job: int | None) -> Run | None:
    """The crawl that goes on under its number when ``topic`` is crawled: that of ``job``, once it has begun.

    Else the topic's latest, when it has not ended and no other open job is to go on with it; it becomes the job's.
    From here on it is the one ``at_work``.
    """
    found = _resumed(archive, topic, job)
    if found is not None:
        archive.note(str(found.id))
    return found


def _resumed(archive: Archive, topic: str, job: int | None) -> Run | None:
    number = None if job is None else schedules.run_of(archive, job)
    if number is not None:
        run = get(archive, number)
        return run if run.ended is None else None
    found = unfinished(archive, "crawl", topic)
    if found is None or schedules.is_others(archive, found.id, job):
        return None
    if job is not None:
        with archive.write() as connection:
            schedules.attach(connection, job, found.id)
    return found


def finish(archive: Archive, run_id: int, outcome: str, counts: Mapping[str, int]) -> None:
    """Writes down that the run ended now, how ("done", "stopped", "disk full" ...) and its counts.

    Do not call it for a run that should go on later. Raises NotArchived when there is no such run.
    """
    values = {"ended": datetime.now(UTC), "outcome": outcome, "counts": dict(counts)}
    with archive.write() as connection:
        if connection.execute(update(table).where(table.c.id == run_id).values(values)).rowcount != 1:
            raise NotArchived(f"there is no run {run_id}")


def get(archive: Archive, run_id: int) -> Run:
    """The run of this number. Raises NotArchived."""
    with archive.read() as connection:
        row = connection.execute(select(table).where(table.c.id == run_id)).mappings().one_or_none()
    if row is None:
        raise NotArchived(f"there is no run {run_id}")
    return _run(row)


def latest(archive: Archive, limit: int = 10) -> list[Run]:
    """The newest runs first, at most ``limit``."""
    with archive.read() as connection:
        return newest(connection, limit)


def newest(connection: Connection, limit: int = 10) -> list[Run]:
    """``latest`` as the open transaction ``connection`` sees it."""
    rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(limit)).mappings()
    return [_run(row) for row in rows]


def software() -> str:
    """Our name and version, as warcinfo and the run table state it."""
    try:
        return f"cuttings/{version('cuttings')}"
    except PackageNotFoundError:
        return "cuttings"


def _run(row: RowMapping) -> Run:
    return Run(**row)

"""Captures that wait for extraction: which they are, and how one ceases to be pending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from archive.originals import Original, locate
from archive.outcomes import Outcome
from archive.reading import Job, Payload
from archive.schema import capture
from archive.store import Archive

_NEEDED = ("id", "path", "offset", "length", "url", "attempts", "run_id", "record", "digest", "original_url")
_REFERS = ("refers_to", "refers_url", "refers_at")
COLUMNS = [capture.c[name] for name in _NEEDED + _REFERS]
_WHICH = capture.c.id == bindparam("which")
_OUTCOME = (
    update(capture)
    .where(_WHICH)
    .values(outcome=bindparam("now"), why=bindparam("said"), extractor=bindparam("version"))
)
_AGAIN = update(capture).where(_WHICH).values(attempts=capture.c.attempts + 1)


class Pending(NamedTuple):
    """``attempts``: how often its worker died. ``run``: that captured it. ``path``: as Capture has it."""

    job: Job
    attempts: int
    run: int
    path: str

    @property
    def place(self) -> dict[str, object]:
        """For the log: where the bytes stand and who fetched them."""
        job = self.job
        return {
            "run": self.run,
            "capture": job.capture_id,
            "url": job.url,
            "path": self.path,
            "offset": job.offset,
        }


def behind(archive: Archive, capture_id: int, limit: int) -> list[Pending]:
    """At most ``limit`` pending captures whose numbers are above ``capture_id``, in order."""
    table = capture.c
    query = select(*COLUMNS).where(table.outcome.is_(None), table.id > capture_id).order_by(table.id).limit(limit)
    with archive.read() as connection:
        return jobs(archive, connection, connection.execute(query).all())


def jobs(archive: Archive, connection: Connection, rows: Sequence[Row[Any]]) -> list[Pending]:
    """What is to be done for captures that were selected with ``COLUMNS``, revisits resolved."""
    originals = locate(connection, (row for row in rows if row.record == "revisit"))
    return [
        Pending(_job(archive.folder, row, originals.get(row.id)), row.attempts, row.run_id, row.path) for row in rows
    ]


def _job(folder: Path, row: Row[Any], found: Original | None) -> Job:
    payload = found and Payload(folder / found.path, found.offset, found.length, found.read and found.url == row.url)
    meant = row.original_url or row.url  # links on a replayed page lead to its own site
    return Job(row.id, folder / row.path, row.offset, row.length, meant, row.record == "revisit", payload)


def settle(connection: Connection, outcomes: Iterable[tuple[int, Outcome, str | None]]) -> None:
    """Writes outcomes by capture number, each with the extractor version that gave it (None: none looked at it)."""
    names = ("which", "now", "said", "version")
    if ended := [dict(zip(names, (number, *found, version), strict=True)) for number, found, version in outcomes]:
        connection.execute(_OUTCOME, ended)


def again(connection: Connection, numbers: Iterable[int]) -> None:
    """Writes one more attempt for each of these captures."""
    if tried := [{"which": number} for number in numbers]:
        connection.execute(_AGAIN, tried)

"""Captures that wait for extraction: which they are, and how one ceases to be pending."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from archive.outcomes import Outcome
from archive.reading import Job
from archive.schema import capture
from archive.store import Archive

_WHICH = capture.c.id == bindparam("which")
_OUTCOME = update(capture).where(_WHICH).values(outcome=bindparam("now"), why=bindparam("said"))
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
    query = (
        select(table.id, table.path, table.offset, table.length, table.url, table.attempts, table.run_id)
        .where(table.outcome.is_(None), table.id > capture_id)
        .order_by(table.id)
        .limit(limit)
    )
    with archive.read() as connection:
        rows = connection.execute(query).all()
    return [
        Pending(
            Job(row.id, archive.folder / row.path, row.offset, row.length, row.url), row.attempts, row.run_id, row.path
        )
        for row in rows
    ]


def settle(connection: Connection, outcomes: Iterable[tuple[int, Outcome]], again: Iterable[int]) -> None:
    """Writes outcomes by capture number, and one more attempt for each of ``again``, which stay pending."""
    if ended := [{"which": number, "now": found.outcome, "said": found.why} for number, found in outcomes]:
        connection.execute(_OUTCOME, ended)
    if tried := [{"which": number} for number in again]:
        connection.execute(_AGAIN, tried)

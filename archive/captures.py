"""Capture rows of what we fetch ourselves."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from archive import mementos
from archive.capture import Capture, Exchange
from archive.errors import ArchiveError
from archive.outcomes import CUT_SHORT, FAILED, NOT_FOR_EXTRACTION, REFRESH, Outcome, at_once
from archive.rows import provenance
from archive.schema import capture
from archive.store import WARCS, Archive
from archive.warc import record
from archive.warc.http import Head, parse_head, split
from archive.warc.writer import Place

_NAMES = tuple(name for name in Capture.__dataclass_fields__ if name != "id")
_INSERT = insert(capture).returning(capture.c.id, sort_by_parameter_order=True)


class Written(NamedTuple):
    """The records of an exchange, and the id of the first."""

    record_id: str
    group: record.Group


def row(run_id: int, kept: Exchange, written: tuple[Written, Place]) -> dict[str, Any]:
    """The row of an exchange; pending unless settled at once.

    ``written``: its records, and where the first of them stands.
    """
    (record_id, group), place = written
    head = parse_head(split(kept.response)[0])
    url = record.target_uri(kept.url)
    refers = group.refers
    outcome = _outcome(kept, head)
    return (
        {
            "run_id": run_id,
            "record_id": record_id,
            "url": url,
            "fetched": kept.fetched,
            "status": head.status,
            "mime": head.mime,
            "digest": group.digest,
            "path": f"{WARCS}/{place.name}",
            "offset": place.offset,
            "length": place.length,
            "outcome": outcome.outcome if outcome else None,
            "why": outcome.why if outcome else None,
            "record": "revisit" if refers else "response",
            "refers_to": refers and refers.record_id,
            "refers_url": refers and refers.url,
            "refers_at": refers and refers.fetched,
            "robots": kept.said.robots,
        }
        | mementos.columns(url, head)
        | provenance(kept.provenance)
    )


def _outcome(kept: Exchange, head: Head) -> Outcome | None:
    if kept.truncated:  # a body that was cut is kept, but never taken for a whole page
        return Outcome(FAILED, f"{CUT_SHORT}: {kept.why or kept.truncated}")
    known = at_once(kept.provenance.kind, head.status, head.mime)
    if known is None and kept.said.refresh is not None:
        return Outcome(NOT_FOR_EXTRACTION, REFRESH)
    return known


def add(connection: Connection, rows: list[dict[str, Any]]) -> list[Capture]:
    """Inserts these rows; the captures in their order."""
    numbers = connection.scalars(_INSERT, rows).all()
    return [Capture(number, **{name: row[name] for name in _NAMES}) for number, row in zip(numbers, rows, strict=True)]


def is_unknown(archive: Archive, record_id: str) -> bool:
    """Whether the database surely has no capture of this record: not when it cannot be asked."""
    try:
        with archive.read() as connection:
            return connection.scalar(select(capture.c.id).where(capture.c.record_id == record_id)) is None
    except ArchiveError:
        return False

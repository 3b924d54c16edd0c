"""Payloads that are here already: what a new revisit may refer to, and where the payload of a revisit stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from archive.capture import Refers
from archive.outcomes import CUT_SHORT, DOCUMENT, MISSING, NOT_ARTICLE, NOT_FOR_EXTRACTION
from archive.schema import capture
from archive.store import WARCS
from archive.warc.record import target_uri

_LOOKED_AT = capture.c.outcome.in_([DOCUMENT, NOT_ARTICLE])
_READ = ((capture.c.kind == "page") & (capture.c.outcome.is_(None) | _LOOKED_AT)).label("read")
_NOT_HERE = (capture.c.outcome == NOT_FOR_EXTRACTION) & (capture.c.why == MISSING)


class Original(NamedTuple):
    """Where the record with a revisit's payload stands, as in Capture, and the URL that it was fetched from.

    ``read``: it was read as a page, or will be.
    """

    path: str
    offset: int
    length: int
    url: str
    read: bool


class Known:
    """Payloads in the archive's own WARC files, looked up in ``connection``, and those of the batch being written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._new: dict[str, Refers] = {}
        self._read: set[str] = set()

    def find(self, digest: str) -> Refers | None:
        """The first whole response with this payload digest, None without one."""
        if digest in self._new:
            return self._new[digest]
        table = capture.c
        query = (
            select(table.record_id, table.url, table.fetched, _READ)
            .where(
                table.digest == digest,
                table.record == "response",
                table.path.startswith(f"{WARCS}/", autoescape=True),
                or_(table.why.is_(None), ~table.why.startswith(CUT_SHORT)),
            )
            .order_by(table.id)
            .limit(1)
        )
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        record_id, url, fetched, read = row
        if read:
            self._read.add(record_id)
        return Refers(record_id, url, fetched)

    def add(self, digest: str, refers: Refers, kind: str) -> None:
        """Notes a response that is being written, fetched as ``kind``."""
        self._new.setdefault(digest, refers)
        if kind == "page":
            self._read.add(refers.record_id)

    def unchanged(self, refers: Refers | None, url: str) -> bool:
        """Whether what was found is the same URL's, and was read as a page or will be: a section was not."""
        return refers is not None and refers.record_id in self._read and target_uri(refers.url) == target_uri(url)


def locate(connection: Connection, revisits: Iterable[Row[*tuple[Any, ...]]]) -> dict[int, Original]:
    """By capture number, where the payload of each revisit stands; those whose payload is not here are left out.

    ``revisits``: rows with id, url, digest, refers_to, refers_url and refers_at. What the revisit names comes first,
    then a record with the same payload digest, of the same URL if there is one (WARC 1.1, 6.7.2).
    """
    found = {row.id: _original(connection, row) for row in revisits}
    return {number: original for number, original in found.items() if original}


def reopen(connection: Connection) -> int:
    """Makes revisits pending whose original was not here and now is; how many."""
    table = capture.c
    query = select(table.id, table.url, table.digest, table.refers_to, table.refers_url, table.refers_at)
    here = list(locate(connection, connection.execute(query.where(_NOT_HERE)).all()))
    for start in range(0, len(here), 500):
        some = table.id.in_(here[start : start + 500])
        connection.execute(update(capture).where(some).values(outcome=None, why=None))
    return len(here)


def _original(connection: Connection, row: Row[*tuple[Any, ...]]) -> Original | None:
    table = capture.c
    ways: list[ColumnElement[bool]] = []
    if row.refers_to:
        ways.append(table.record_id == row.refers_to)
    if row.refers_url and row.refers_at:
        ways.append((table.url == row.refers_url) & _second(row.refers_at))
    if row.digest:
        ways.append(table.digest == row.digest)
    for way in ways:
        query = (
            select(table.path, table.offset, table.length, table.url, _READ)
            .where(way, table.record != "revisit")
            .order_by(table.url != row.url, table.id)
            .limit(1)
        )
        if one := connection.execute(query).one_or_none():
            return Original(*one)
    return None


def _second(at: datetime) -> ColumnElement[bool]:
    """Writers of WARC 1.0 state a second where the record itself may say more."""
    start = at.replace(microsecond=0)
    return capture.c.fetched.between(start, start.replace(microsecond=999_999))

"""Payloads that are here already: what a new revisit may refer to, and where the payload of a revisit stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, or_, select, update

from archive.capture import Refers
from archive.outcomes import DOCUMENT, FAILED, MISSING, NOT_ARTICLE, NOT_FOR_EXTRACTION
from archive.schema import capture
from archive.store import WARCS
from archive.warc import reader

_LOOKED_AT = capture.c.outcome.in_([DOCUMENT, NOT_ARTICLE])
_READ = ((capture.c.kind == "page") & (capture.c.outcome.is_(None) | _LOOKED_AT)).label("read")
# Made once: it is asked for every page, and making a statement costs several times what running it does.
_FIRST = (
    select(*(capture.c[name] for name in ("record_id", "url", "fetched", "path", "offset", "length")))
    .where(
        capture.c.digest == bindparam("wanted"),
        capture.c.record == "response",
        capture.c.path.startswith(f"{WARCS}/", autoescape=True),
        or_(capture.c.outcome.is_(None), capture.c.outcome != FAILED),  # cut short, damaged, or lost
    )
    .order_by(capture.c.id)
    .limit(5)
)
_PLACE = (capture.c.path, capture.c.offset, capture.c.length, capture.c.url, _READ)
_AT_ONCE = 500
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
    """Payloads in the own WARC files of the data folder ``folder``, looked up in ``connection``, and those of the batch
    being written.
    """

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._new: dict[str, Refers] = {}

    def find(self, digest: str) -> Refers | None:
        """The first whole response with this payload digest, None without one."""
        if digest in self._new:
            return self._new[digest]
        for row in self._connection.execute(_FIRST, {"wanted": digest}).all():
            if self._stands(row):
                return Refers(row.record_id, row.url, row.fetched)
        return None

    def _stands(self, row: Row[Any]) -> bool:
        """Whether its file is there and as long: what would refer to another has its payload nowhere."""
        try:
            size = reader.locate(self._folder / row.path).stat().st_size
            return size >= int(row.offset) + int(row.length)
        except OSError:
            return False

    def add(self, digest: str, refers: Refers) -> None:
        """Notes a response that is being written."""
        self._new.setdefault(digest, refers)


def locate(connection: Connection, revisits: Iterable[Row[*tuple[Any, ...]]]) -> dict[int, Original]:
    """By capture number, where the payload of each revisit stands; those whose payload is not here are left out.

    ``revisits``: rows with id, url, digest, refers_to, refers_url and refers_at. What the revisit names comes first,
    then a record with the same payload digest, of the same URL if there is one (WARC 1.1, 6.7.2).
    """
    rows = list(revisits)
    found = {row.id: _best(named, row.url) for row, named in _named(connection, rows)}
    return found | {row.id: one for row in rows if row.id not in found and (one := _otherwise(connection, row))}


def reopen(connection: Connection) -> int:
    """Makes revisits pending whose original was not here and now is; how many."""
    table = capture.c
    query = select(table.id, table.url, table.digest, table.refers_to, table.refers_url, table.refers_at)
    here = list(locate(connection, connection.execute(query.where(_NOT_HERE)).all()))
    for start in range(0, len(here), 500):
        some = table.id.in_(here[start : start + 500])
        connection.execute(update(capture).where(some).values(outcome=None, why=None))
    return len(here)


def _named(connection: Connection, rows: list[Row[*tuple[Any, ...]]]) -> Iterator[tuple[Row[Any], list[Row[Any]]]]:
    """The revisits whose records name another that is here, each with the rows of that record's id."""
    wanted = sorted({row.refers_to for row in rows if row.refers_to})
    here: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for start in range(0, len(wanted), _AT_ONCE):
        some = capture.c.record_id.in_(wanted[start : start + _AT_ONCE])
        query = select(capture.c.record_id, *_PLACE).where(some, capture.c.record != "revisit").order_by(capture.c.id)
        for one in connection.execute(query):
            here[one.record_id].append(one)
    return ((row, here[row.refers_to]) for row in rows if row.refers_to in here)


def _best(found: list[Row[Any]], url: str) -> Original:
    """The first one of the same URL, else the first: an id may stand in several files of others."""
    one = next((one for one in found if one.url == url), found[0])
    return Original(one.path, one.offset, one.length, one.url, one.read)


def _otherwise(connection: Connection, row: Row[*tuple[Any, ...]]) -> Original | None:
    """By what the revisit says of the other record, and then by the payload."""
    ways: list[ColumnElement[bool]] = []
    if row.refers_url and row.refers_at:
        ways.append((capture.c.url == row.refers_url) & _second(row.refers_at))
    if row.digest:
        ways.append(capture.c.digest == row.digest)
    for way in ways:
        query = (
            select(*_PLACE)
            .where(way, capture.c.record != "revisit")
            .order_by(capture.c.url != row.url, capture.c.id)
            .limit(1)
        )
        if one := connection.execute(query).one_or_none():
            return Original(*one)
    return None


def _second(at: datetime) -> ColumnElement[bool]:
    """Writers of WARC 1.0 state a second where the record itself may say more."""
    start = at.replace(microsecond=0)
    return capture.c.fetched.between(start, start.replace(microsecond=999_999))

"""Where captures' records stand: led anew when a file was moved, renamed, or written anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from archive.errors import RecordDamaged
from archive.outcomes import CUT_SHORT, FAILED
from archive.schema import capture
from archive.warc.reader import read_record

_PLACE = ("path", "offset", "length")
_KEY = ("record_id", "url", "fetched")
_AT_ONCE = 500
_UNREAD = (capture.c.outcome == FAILED) & ~func.coalesce(capture.c.why, "").startswith(CUT_SHORT)
_COLUMNS = [capture.c[name] for name in ("id", *_KEY, *_PLACE)]
_LEAD = (
    update(capture)
    .where(capture.c.id == bindparam("which"))
    .values(path=bindparam("to"), offset=bindparam("at"), length=bindparam("size"))
)


def lead(folder: Path, connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
    """Leads captures whose record is not where they point to where ``rows`` found it; how many.

    ``folder``: the data folder, which relative paths begin at. A capture whose record stands where it points stays. One
    that failed since it could not be read is pending again.
    """
    found = {tuple(row[name] for name in _KEY): row for row in rows}
    query = select(*_COLUMNS).where(capture.c.record_id.in_({row["record_id"] for row in rows}))
    changes = []
    for there in connection.execute(query).all():
        row = found.get((there.record_id, there.url, there.fetched))
        if row is None or all(there._mapping[name] == row[name] for name in _PLACE) or _stands(folder, there):
            continue
        changes.append({"which": there.id, "to": row["path"], "at": row["offset"], "size": row["length"]})
    if changes:
        connection.execute(_LEAD, changes)
        led = [one["which"] for one in changes]
        for start in range(0, len(led), _AT_ONCE):
            some = capture.c.id.in_(led[start : start + _AT_ONCE])
            connection.execute(update(capture).where(some, _UNREAD).values(outcome=None, why=None, attempts=0))
    return len(changes)


def _stands(folder: Path, there: Row[Any]) -> bool:
    try:
        found = read_record(folder / there.path, there.offset, there.length)
    except RecordDamaged:
        return False
    return bool(found.fields.get("warc-record-id") == there.record_id)

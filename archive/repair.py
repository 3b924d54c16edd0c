"""The database and the indexes made to agree with the WARC files, from an empty database too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from archive import cdxj, forgetting, originals, schema, tombstones
from archive.batches import batches
from archive.indexing import Other, captured, warc_fields
from archive.outcomes import FAILED
from archive.places import lead
from archive.replay import add, shown, wanted
from archive.store import WARCS, Archive
from archive.sweeping import sweep
from archive.verify import LOST, own
from archive.warc.mend import mend
from archive.warc.reader import Record, locate
from archive.warc.scan import records
from archive.warc.writer import OPEN

_BATCH = 500
_RUN = re.compile(r"run (\d{1,9})(?:, topic (.*))?", re.DOTALL)
_BEGUN = re.compile(r"(crawl|replay|extract) started (\S+)")


@dataclass(slots=True)
class Repaired:
    """``mended``: files that were left open. ``captures``: rows made anew, ``moved``: rows led to where their record
    stands, ``lost``: rows without a record, ``found``: rows whose lost record is back, ``indexes`` written, ``runs``
    made anew. ``forgotten``: captures that were to be gone and now are.
    """

    mended: int = 0
    captures: int = 0
    moved: int = 0
    lost: int = 0
    found: int = 0
    indexes: int = 0
    runs: int = 0
    forgotten: int = 0


def repair(archive: Archive) -> Repaired:
    """Settles files that were left open, gives every record in the data folder its capture, and every file its index.

    Orders to forget that stand in the files hold, and are carried out. New captures are pending: ``ingest`` reads them.
    A capture whose record is gone becomes a failed one; its document
    stays. Hold ``Archive.writing()``. Raises DiskFull and ArchiveError.
    """
    done = Repaired(mended=len(mend(archive.folder / WARCS)))
    # Orders first, so that nothing comes back, be it for a moment.
    for path in (*forgetting.own_orders(archive.folder / WARCS), *own(archive)):
        if not path.name.endswith(OPEN):
            _index(archive, path, done)
    done.forgotten = forgetting.complete(archive) + _sweep(archive)
    with archive.write() as connection:
        originals.reopen(connection)
        _renumber(connection)
    for path in cdxj.closed(archive):
        if list(cdxj.read(cdxj.index_of(archive, path.name))) != cdxj.lines(archive, path.name):
            cdxj.write(archive, path.name)
            done.indexes += 1
    return done


def take_in(archive: Archive, name: str) -> int:
    """Gives the last records of the own file ``name`` a capture each: they were synced when their writer was killed,
    and not yet committed. It may still be named as in work. How many there were. Raises as ``repair``.
    """
    table, path = schema.capture.c, (archive.folder / WARCS).resolve() / name
    known = select(func.max(table.offset + table.length), func.max(table.run_id))
    with archive.read() as connection:
        reached, run_id = connection.execute(known.where(table.path == shown(archive, path))).one()
    done = Repaired()
    _rows(archive, path, done, (reached or 0, run_id))
    return done.captures


def _index(archive: Archive, path: Path, done: Repaired) -> None:
    _lose(archive, shown(archive, path), _rows(archive, path, done), done)


def _rows(archive: Archive, path: Path, done: Repaired, behind: tuple[int, int | None] = (0, None)) -> set[int]:
    """Makes rows of what the file holds behind an offset; the offsets of its captures. The run: of what comes first."""
    name = shown(archive, path)
    seen: set[int] = set()
    skip, run_id = behind
    for batch in batches(_found(path, skip), _BATCH):
        with archive.write() as connection:
            rows = []
            for one in batch:
                if isinstance(one, Record) and (order := tombstones.read(one)) is not None:
                    tombstones.keep(connection, [order])
                elif isinstance(one, Record):
                    run_id = _run(connection, one, done)
                else:
                    run_id = run_id or _unknown(connection, name, done)
                    rows.append(one | {"run_id": run_id, "path": name})
            seen.update(row["offset"] for row in rows)
            done.moved += lead(archive.folder, connection, rows)
            done.captures += add(connection, wanted(tombstones.load(connection), rows))
    return seen


def _sweep(archive: Archive) -> int:
    """Files with something of what was taken down, and no capture in the database that leads there."""
    stones = tombstones.known(archive)
    return sum(sweep(archive, path, stones) for path in cdxj.closed(archive)) if stones else 0


def _found(path: Path, skip: int) -> Iterator[dict[str, Any] | Record]:
    """Rows of captures, warcinfo records, and orders in a file of orders: in a copied file they are a stranger's."""
    ordered = path.name.startswith(f"{tombstones.ORDERS}-")
    for one in captured(path, records(locate(path), skip=skip)):
        if isinstance(one, dict):
            yield one
        elif isinstance(one, Other):
            said = tombstones.read(one.record) is not None
            if (said and ordered) or (not said and one.record.kind == "warcinfo"):
                yield one.record


def _run(connection: Connection, info: Record, done: Repaired) -> int | None:
    """The run that a file's warcinfo describes: the one that is here, or one made anew, if free with its number."""
    fields = warc_fields(info)
    part = _RUN.fullmatch(fields.get("ispartof", ""))
    begun = _BEGUN.fullmatch(fields.get("description", ""))
    if part is None or begun is None:
        return None
    row: dict[str, Any] = {
        "id": int(part[1]),
        "kind": begun[1],
        "topic": part[2],
        "settings": _json(fields.get("cuttings-settings", "")),
        "software": fields.get("software", "cuttings").split(" ", 1)[0],
        "started": datetime.fromisoformat(begun[2]),
        "outcome": "made anew from its WARC files",
        "ended": info.date,
    }
    table = schema.run
    runs = select(table.c.id, table.c.started).where(table.c.kind == begun[1]).order_by(table.c.id != row["id"])
    for there in connection.execute(runs).all():
        if there.started.replace(microsecond=0) == row["started"]:
            return int(there.id)
    if connection.scalar(select(table.c.id).where(table.c.id == row["id"])) is not None:
        del row["id"]
    done.runs += 1
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())


def _unknown(connection: Connection, name: str, done: Repaired) -> int:
    """A run for a file that does not say which wrote it."""
    table = schema.run
    row = {
        "kind": "replay",
        "settings": {"files": [name]},
        "software": "unknown",
        "started": datetime.now(UTC),
        "outcome": "made anew from its WARC files",
    }
    done.runs += 1
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())


def _lose(archive: Archive, name: str, seen: set[int], done: Repaired) -> None:
    """Rows of the file where no record stands become failed captures, and pending again when it is back."""
    table = schema.capture
    with archive.write() as connection:
        rows = connection.execute(select(table.c.id, table.c.offset, table.c.why).where(table.c.path == name)).all()
        lost = [row.id for row in rows if row.offset not in seen and row.why != LOST]
        back = [row.id for row in rows if row.offset in seen and row.why == LOST]
        for numbers, outcome, why in ((lost, FAILED, LOST), (back, None, None)):
            for start in range(0, len(numbers), _BATCH):
                some = table.c.id.in_(numbers[start : start + _BATCH])
                connection.execute(update(table).where(some).values(outcome=outcome, why=why))
    done.lost += len(lost)
    done.found += len(back)


def _renumber(connection: Connection) -> None:
    """PostgreSQL counts on from what it gave itself; rows with numbers of their own must not be met."""
    if connection.dialect.name == "postgresql":
        counted = "SELECT setval(pg_get_serial_sequence('run', 'id'), (SELECT coalesce(max(id), 1) FROM run))"
        connection.execute(text(counted))


def _json(stated: str) -> dict[str, Any]:
    try:
        found = json.loads(stated)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

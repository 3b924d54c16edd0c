"""One WARC file of the data folder without the records that orders cover: the file first, then its rows, at once.

Done again after a kill it finds what is left to do, in the file or in the rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from archive import cdxj, mementos, tombstones
from archive.errors import RecordDamaged
from archive.indexing import CAPTURED, record_id
from archive.removal import remove
from archive.schema import capture
from archive.store import WARCS, Archive
from archive.strings import clean
from archive.tombstones import Order, Tombstones
from archive.warc.content import head
from archive.warc.ids import new_id
from archive.warc.members import GZIP
from archive.warc.reader import Record, read_record
from archive.warc.record import one_line
from archive.warc.rewrite import Cut, made, metadata, moved, rewrite
from archive.warc.scan import records

_ABOUT = re.compile(r"urn:[a-z]+:(?=https?:)")  # what browsers' crawlers write about a page
_PLACE = (
    update(capture)
    .where(capture.c.id == bindparam("which"))
    .values(offset=bindparam("at"), length=bindparam("size"), record=bindparam("as_"))
)
_KEPT = (
    "WARC-Record-ID",
    "WARC-Date",
    "WARC-Target-URI",
    "WARC-IP-Address",
    "WARC-Payload-Digest",
    "WARC-Warcinfo-ID",
)
Bodies = Mapping[str, tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class _Seen:
    offset: int
    length: int
    kind: str
    record_id: str
    url: str
    of: str | None  # the record that it belongs to
    date: datetime | None
    order: Order | None

    @property
    def is_capture(self) -> bool:
        return self.kind in CAPTURED and self.url.lower().startswith(("http://", "https://"))


@dataclass(slots=True)
class _Plan:
    cuts: list[Cut] = field(default_factory=list)
    stay: list[_Seen] = field(default_factory=list)
    promoted: dict[str, int] = field(default_factory=dict)  # lengths of what revisits have become
    captures: int = 0


def covered(record: Record, stones: Tombstones) -> Order | None:
    """The order that covers a record by itself; None for tombstones, and for the file's own warcinfo."""
    if not stones or record.kind == "warcinfo" or tombstones.read(record) is not None:
        return None
    url = clean(one_line(record.uri))
    copied = mementos.columns(url, head(record))["original_url"] if record.kind in CAPTURED else None
    return stones.order(_ABOUT.sub("", url), record_id(record), copied)


def sweep(archive: Archive, path: Path, stones: Tombstones, bodies: Bodies | None = None) -> int:
    """Takes out of a file of ours what ``stones`` cover, and leads its captures to where their records stand then.

    Each capture gives way to a tombstone; its request and what else belongs to it goes without one. ``bodies``: by
    record id, head and payload of what revisits refer to that become whole responses. How many captures gave way.
    Raises DiskFull and ArchiveError: the file and its rows are then as they were, or the next call does what is left.
    """
    gzip = _is_gzip(path)
    plan = _planned(path, _seen(path, stones), bodies or {}, gzip=gzip)
    with archive.write() as connection:
        rows = _rows(connection, path)
        _settle(connection, rows, plan)
        gone = [row.id for row in rows if stones.order(row.url, row.record_id, row.original_url) is not None]
        remove(connection, gone)
        if plan.cuts:
            rewrite(path, plan.cuts)
    if plan.cuts or cdxj.index_of(archive, path.name).exists():
        cdxj.write(archive, path.name)
    return plan.captures


def _seen(path: Path, stones: Tombstones) -> list[_Seen]:
    found = []
    for one in records(path):
        if isinstance(one, RecordDamaged) or one.kind == "warcinfo" or tombstones.read(one) is not None:
            continue
        of = one.fields.get("warc-concurrent-to") or (
            None if one.kind in CAPTURED else one.fields.get("warc-refers-to")
        )
        url = clean(one_line(one.uri))
        place = (one.offset, one.length, one.kind, record_id(one), url, of, one.date)
        found.append(_Seen(*place, covered(one, stones)))
    return found


def _planned(path: Path, seen: list[_Seen], bodies: Bodies, *, gzip: bool) -> _Plan:
    plan = _Plan()
    gone = {one.record_id for one in seen if one.order is not None}
    gone |= {one.of for one in seen if one.order is not None and one.of and not one.is_capture}
    for one in seen:
        if one.order is not None and one.is_capture:
            plan.captures += 1
            plan.cuts.append(Cut(one.offset, one.length, _tombstone(one, one.order, gzip=gzip)))
        elif one.order is not None or (not one.is_capture and (one.of in gone or one.record_id in gone)):
            plan.cuts.append(Cut(one.offset, one.length))
        elif one.kind == "revisit" and one.record_id in bodies:
            whole = _promoted(read_record(path, one.offset, one.length), bodies[one.record_id], gzip=gzip)
            plan.promoted[one.record_id] = len(whole)
            plan.cuts.append(Cut(one.offset, one.length, whole))
            plan.stay.append(one)
        elif one.is_capture:
            plan.stay.append(one)
    return plan


def _tombstone(one: _Seen, order: Order, *, gzip: bool) -> bytes:
    fields = metadata(new_id(), one.url, datetime.now(UTC))
    return made(fields, tombstones.block(order, one.record_id), gzip=gzip)


def _promoted(revisit: Record, whole: tuple[bytes, bytes], *, gzip: bool) -> bytes:
    """The response that a revisit stood for: its own head, and the payload that it had in common with another."""
    stated = [("WARC-Type", "response"), ("Content-Type", "application/http; msgtype=response")]
    stated += [(name, revisit.fields[name.lower()]) for name in _KEPT if name.lower() in revisit.fields]
    its_head, body = whole
    return made(stated, (revisit.block or its_head) + body, gzip=gzip)


def _settle(connection: Connection, rows: list[Row[Any]], plan: _Plan) -> None:
    """Leads the rows of the file to where their records will stand; a revisit that was promoted is one no more."""
    places = {(one.record_id, one.url, one.date): one for one in plan.stay}
    changes, whole = [], []
    for row in rows:
        one = places.get((row.record_id, row.url, row.fetched))
        if one is None:
            continue
        length = plan.promoted.get(one.record_id, one.length)
        is_whole = one.record_id in plan.promoted or (row.record == "revisit" and one.kind == "response")
        place = {"which": row.id, "at": moved(one.offset, plan.cuts), "size": length}
        changes.append(place | {"as_": "response" if is_whole else row.record})
        whole += [row.id] if is_whole else []
    if changes:
        connection.execute(_PLACE, changes)
    for number in whole:
        nothing = {"refers_to": None, "refers_url": None, "refers_at": None}
        connection.execute(update(capture).where(capture.c.id == number).values(nothing))


def _rows(connection: Connection, path: Path) -> list[Row[Any]]:
    columns = [capture.c[name] for name in ("id", "record_id", "url", "original_url", "fetched", "record")]
    return list(connection.execute(select(*columns).where(capture.c.path == f"{WARCS}/{path.name}")))


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(len(GZIP)) == GZIP

"""Does the archive hold what it says? Files and database are walked both ways, and every disagreement has its place."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from archive import cdxj, tombstones
from archive.errors import NotWarc, RecordDamaged
from archive.foreign import in_place
from archive.indexing import Other, captured
from archive.replay import shown
from archive.schema import capture
from archive.store import WARCS, Archive
from archive.sweeping import covered
from archive.tombstones import Tombstones
from archive.warc.scan import scan
from archive.warc.writer import OPEN

_COLUMNS = [capture.c[name] for name in ("id", "record_id", "url", "fetched", "offset", "length", "why")]
LOST = "lost: its record is not in its file any more"  # why of a capture, said by ``archive.repair``


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind``: damaged, missing file, not in the database, not in the file, left open, index, database, forgotten.

    ``offset`` in bytes of ``path``, None where it concerns the whole. ``path`` as a capture has it.
    """

    kind: str
    path: str
    offset: int | None
    what: str

    def __str__(self) -> str:
        where = self.path if self.offset is None else f"{self.path} at byte {self.offset}"
        return f"{where}: {self.what}"


@dataclass(slots=True)
class Verified:
    """What was looked at so far, and the faults by kind. ``bytes`` of ``total``.

    ``lost``: captures whose record is gone for good, as an earlier repair has written down; no fault any more.
    ``forgotten``: tombstones of captures that were taken down.
    """

    files: int = 0
    bytes: int = 0
    total: int = 0
    records: int = 0
    captures: int = 0
    lost: int = 0
    forgotten: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def verify(
    archive: Archive,
    on_fault: Callable[[Fault], None] = lambda _: None,
    on_progress: Callable[[Verified], None] = lambda _: None,
) -> Verified:
    """Reads every WARC file of the archive and every capture, and tells each fault once; changes nothing.

    Block digests and lengths are checked, whether each capture's record stands where the database says, whether each
    record in the data folder's files has a capture, indexes, and the database's own soundness. What is being written
    meanwhile is no fault. Memory does not grow with the archive. Raises ArchiveError for faults of the database.
    """
    done = Verified()

    def tell(fault: Fault) -> None:
        done.faults[fault.kind] += 1
        on_fault(fault)

    stones = tombstones.known(archive)
    paths = _paths(archive)
    done.total = sum(path.stat().st_size for path in paths if path.exists())
    for path in paths:
        for fault in _file(archive, path, stones, done):
            tell(fault)
        on_progress(done)
    for fault in (*_indexes(archive), *_undone(archive), *_database(archive)):
        tell(fault)
    return done


def own(archive: Archive) -> list[Path]:
    """The WARC files in the data folder, those in work too, in order of name."""
    here = (archive.folder / WARCS).resolve()
    return sorted(path for path in here.iterdir() if path.name.removesuffix(OPEN).endswith((".warc", ".warc.gz")))


def _paths(archive: Archive) -> list[Path]:
    with archive.read() as connection:
        named = connection.scalars(select(capture.c.path).distinct()).all()
    elsewhere = {_final((archive.folder / name).resolve()) for name in named}
    return sorted({_final(path) for path in own(archive)} | elsewhere)


def _final(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(OPEN))


def _file(archive: Archive, path: Path, stones: Tombstones, done: Verified) -> Iterator[Fault]:
    name = shown(archive, path)
    opened = path.with_name(path.name + OPEN)
    if path.exists() and opened.exists():
        yield Fault("left open", name, None, f"is there twice, once with {OPEN}: move one of them away")
    elif not path.exists() and opened.exists():
        if _alive(opened):
            return  # its writer answers for it
        yield Fault("left open", name, None, "was left open by a writer that was killed: cuttings verify --repair")
        path = opened
    if not path.exists():
        yield from _gone(archive, name)
        return
    done.files += 1
    before = done.bytes
    try:
        yield from _walk(archive, path, stones, done)
    except NotWarc as error:
        yield Fault("damaged", name, error.offset, error.what)
    done.bytes = before + path.stat().st_size


def _alive(path: Path) -> bool:
    with path.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _gone(archive: Archive, name: str) -> Iterator[Fault]:
    with archive.read() as connection:
        count = len(connection.scalars(select(capture.c.id).where(capture.c.path == name)).all())
    cure = "put it back" if name.startswith(f"{WARCS}/") else "put it back, or replay it where it stands now"
    yield Fault("missing file", name, None, f"is not there, and {count} captures point into it: {cure}")


def _walk(archive: Archive, path: Path, stones: Tombstones, done: Verified) -> Iterator[Fault]:
    """Records and rows side by side, both in order of offset."""
    name = shown(archive, _final(path))
    mine = cdxj.is_own(name)
    with archive.read() as connection:
        query = select(*_COLUMNS).where(capture.c.path == name).order_by(capture.c.offset)
        rows = iter(connection.execute(query.execution_options(yield_per=1000)))
        row = next(rows, None)
        parts = (scan(path, part.start, part.end) for part in in_place(path))
        for one in captured(path, chain.from_iterable(parts)):
            if isinstance(one, RecordDamaged):
                yield Fault("damaged", name, one.offset, one.what)
                continue
            done.records += 1
            if isinstance(one, Other):
                if mine:
                    yield from _other(one, name, stones, done)
                continue
            while row is not None and row.offset < one["offset"]:
                yield from _astray(name, row, done)
                row = next(rows, None)
            if row is not None and row.offset == one["offset"]:
                done.captures += 1
                if (row.record_id, row.url, row.length) != (one["record_id"], one["url"], one["length"]):
                    yield from _astray(name, row, done)
                row = next(rows, None)
            elif mine:
                yield from _without_row(connection, one, name, stones)
        while row is not None:
            yield from _astray(name, row, done)
            row = next(rows, None)


def _other(one: Other, name: str, stones: Tombstones, done: Verified) -> Iterator[Fault]:
    """Tombstones are counted; a request may be left of what was taken down."""
    done.forgotten += tombstones.replaces(one.record)
    if covered(one.record, stones) is not None:
        yield _still(name, one.record.offset)


def _without_row(connection: Connection, one: dict[str, Any], name: str, stones: Tombstones) -> Iterator[Fault]:
    if stones.order(one["url"], one["record_id"], one["original_url"]) is not None:
        yield _still(name, one["offset"])
    elif not _known(connection, one):
        yield Fault("not in the database", name, one["offset"], f"the capture of {one['url']} has no row")


def _still(name: str, offset: int) -> Fault:
    return Fault("forgotten", name, offset, "a record that was taken down stands here: cuttings verify --repair")


def _undone(archive: Archive) -> Iterator[Fault]:
    with archive.read() as connection:
        for one in tombstones.load(connection, undone=True).of.values():
            said = f"to forget {one.what} was begun and not finished: cuttings verify --repair"
            yield Fault("forgotten", WARCS, None, said)


def _astray(name: str, row: Row[*tuple[object, ...]], done: Verified) -> Iterator[Fault]:
    if row.why == LOST:
        done.lost += 1
    else:
        yield Fault("not in the file", name, row.offset, f"capture {row.id} of {row.url} does not stand there")


def _known(connection: Connection, one: dict[str, object]) -> bool:
    """Whether the capture stands in another file too, as after a replay of a copy."""
    table = capture.c
    same = (table.record_id == one["record_id"]) & (table.url == one["url"]) & (table.fetched == one["fetched"])
    return bool(connection.scalar(select(exists().where(same))))


def _indexes(archive: Archive) -> Iterator[Fault]:
    for path in cdxj.closed(archive):
        index = cdxj.index_of(archive, path.name)
        if list(cdxj.read(index)) != cdxj.lines(archive, path.name):
            said = "does not say what the database says" if index.exists() else "is missing"
            yield Fault("index", f"{cdxj.INDEXES}/{index.name}", None, f"{said}: cuttings verify --repair")


def _database(archive: Archive) -> Iterator[Fault]:
    if archive.engine.dialect.name != "sqlite":
        return  # PostgreSQL watches its own
    with archive.read() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        if said != ["ok"]:
            yield Fault("database", "cuttings.db", None, f"{said[0]}: make it anew from the WARC files")
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            yield Fault("database", "cuttings.db", None, f"{len(broken)} rows refer to nothing")

"""Taking down: what an order names goes out of files, database, indexes and frontier, and does not come back.

The order is on the disk before anything is removed, in a WARC file of its own and in the database; what a kill leaves
undone is done by the next ``complete``. Revisits at other addresses whose payload would go become whole responses: the
order is about an address, not about what others published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, select, update

from archive import cdxj, database, drafts, exports, removal, runs, schema, tombstones
from archive.errors import NotArchived, RecordDamaged
from archive.exports import Export
from archive.frontier import Frontier
from archive.runs import Run
from archive.store import WARCS, Archive
from archive.sweeping import sweep
from archive.tombstones import Kind, Order, Tombstones
from archive.warc.http import split
from archive.warc.ids import new_id
from archive.warc.mend import mend
from archive.warc.reader import read_record
from archive.warc.rewrite import made, metadata
from archive.warc.writer import WarcWriter
from archive.warcinfo import opening
from extract.urls import canonical

_capture, _stone = schema.capture, schema.tombstone
_COLUMNS = [_capture.c[name] for name in ("id", "record_id", "url", "original_url", "path", "record", "refers_to")]


@dataclass(frozen=True, slots=True)
class Sight:
    """What an order covers: captures and documents, captures by URL, and files given away that hold some of it.

    ``elsewhere``: files outside the data folder, and WACZ files, that have it too and stay, with how many captures.
    ``topics``: that have it among their seeds. ``revisits``: of other addresses, that get a payload of their own.
    ``twins``: other addresses of the same pages, as these say; they stay.
    """

    captures: int = 0
    documents: int = 0
    urls: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    exports: tuple[Export, ...] = ()
    topics: tuple[str, ...] = ()
    revisits: int = 0
    twins: tuple[str, ...] = ()


class _Doomed(NamedTuple):
    row: Row[Any]
    order: Order


def orders(archive: Archive, kind: Kind, what: str, reason: str) -> list[Order]:
    """The orders that forget an address, a host, or a capture (its number or record id).

    With a capture go the revisits of its own address that refer to it, which have its payload. Raises ArchiveError,
    NotArchived for a capture that is not here.
    """
    if kind != "capture":
        return [tombstones.order(kind, what, reason)]
    with archive.read() as connection:
        mine = _capture.c.id == int(what) if what.isdecimal() else _capture.c.record_id == what
        row = connection.execute(select(*_COLUMNS).where(mine).limit(1)).one_or_none()
        if row is None:
            raise NotArchived(f"there is no capture {what}: cuttings show says the number of a document's capture")
        again = select(_capture.c.record_id, _capture.c.url).where(_capture.c.refers_to == row.record_id)
        same = [one.record_id for one in connection.execute(again) if canonical(one.url) == canonical(row.url)]
    return [tombstones.order("capture", one, reason) for one in dict.fromkeys([row.record_id, *same])]


def look(archive: Archive, given: Iterable[Order]) -> Sight:
    """What these orders would remove; changes nothing."""
    stones = tombstones.of(given)
    with archive.read() as connection:
        doomed = list(_doomed(connection, stones))
        ids = {row.id for row, _ in doomed}
        documents = sum(one in ids for one in connection.scalars(select(schema.document.c.capture_id)))
        seeds = select(schema.topic.c.name, schema.seed.c.seed).join(schema.seed)
        topics = [name for name, seed in connection.execute(seeds) if stones.order(seed) is not None]
        return Sight(
            len(doomed),
            documents,
            Counter(row.url for row, _ in doomed),
            Counter(path for row, _ in doomed if (path := _elsewhere(archive, row.path)) is not None),
            _held_by(exports.holding(connection, (row.record_id for row, _ in doomed)), archive, stones),
            tuple(dict.fromkeys(topics)),
            len(_promotions(connection, doomed)),
            tuple(removal.twins(connection, ids, stones.urls)),
        )


def _held_by(found: list[Export], archive: Archive, stones: Tombstones) -> tuple[Export, ...]:
    """With those that were named when the same was ordered before: what they had of it is gone from the database."""
    before = map(exports.read, tombstones.told(own_orders(archive.folder / WARCS), stones))
    named = {(one.at, one.form, one.path): one for one in (*filter(None, before), *found)}
    return tuple(sorted(named.values(), key=lambda one: one.at))


def forget(archive: Archive, given: Iterable[Order]) -> int:
    """Carries orders out; how many captures went. Hold ``Archive.writing()``. Raises DiskFull and ArchiveError, and
    ArchiveBusy while pages are extracted: what is left then is done by ``complete``.
    """
    found = list(given)
    _write_down(archive, found, look(archive, found).exports)
    with archive.write() as connection:
        tombstones.keep(connection, found)
        for one in found:  # asked for again: there may be more of it now
            mine = (_stone.c.kind == one.kind) & (_stone.c.what == one.what)
            connection.execute(update(_stone).where(mine).values(done=None))
    return complete(archive)


def complete(archive: Archive) -> int:
    """Does what is left of all orders; how many captures went, 0 when nothing is to do. Raises as ``forget``."""
    with archive.read() as connection:
        stones = tombstones.load(connection, undone=True)
    if not stones:
        return 0
    with archive.locked("ingest.lock"):
        mend(archive.folder / WARCS)
        for folder in (WARCS, cdxj.INDEXES):
            drafts.sweep(archive.folder / folder)
        with archive.read() as connection:
            doomed = list(_doomed(connection, stones))
            promoted = _promotions(connection, doomed)
        _promote(archive, promoted)
        for name in sorted({row.path for row, _ in doomed if _is_here(archive, row.path)}):
            sweep(archive, archive.folder / name, stones)
        _rest(archive, stones, doomed)
        database.compact(archive.engine)
    return len(doomed)


def _doomed(connection: Connection, stones: Tombstones) -> Iterator[_Doomed]:
    for row in connection.execute(select(*_COLUMNS).execution_options(yield_per=1000)):
        order = stones.order(row.url, row.record_id, row.original_url)
        if order:
            yield _Doomed(row, order)


def _elsewhere(archive: Archive, path: str) -> str | None:
    """The file that stays as it is: one that is none of ours, or that a link in the data folder leads to."""
    place = archive.folder / path
    return path if not cdxj.is_own(path) else str(place.resolve()) if place.is_symlink() else None


def _is_here(archive: Archive, path: str) -> bool:
    return cdxj.is_own(path) and (archive.folder / path).exists()


class _Promotion(NamedTuple):
    record_id: str
    path: str  # of the revisit
    place: tuple[str, int, int]  # of the original: path, offset, length


def _promotions(connection: Connection, doomed: list[_Doomed]) -> list[_Promotion]:
    """Revisits in our files that stay, and refer to a record that goes."""
    going = {row.record_id: row.id for row, _ in doomed if row.record != "revisit" and cdxj.is_own(row.path)}
    ids = {row.id for row, _ in doomed}
    query = select(_capture.c.id, _capture.c.record_id, _capture.c.path, _capture.c.refers_to).where(
        _capture.c.record == "revisit", _capture.c.status.is_distinct_from(304)
    )
    stay = [
        row
        for row in connection.execute(query.execution_options(yield_per=1000))
        if row.refers_to in going and row.id not in ids and cdxj.is_own(row.path)
    ]
    at = select(_capture.c.path, _capture.c.offset, _capture.c.length)
    return [
        _Promotion(row.record_id, row.path, connection.execute(at.where(_capture.c.id == number)).one())
        for row, number in ((row, going[row.refers_to]) for row in stay)
    ]


def _promote(archive: Archive, wanted: list[_Promotion]) -> None:
    """File by file; the payloads of one file's are in memory together."""
    for path in sorted({one.path for one in wanted if _is_here(archive, one.path)}):
        bodies = {}
        for one in wanted:
            if one.path == path:
                try:
                    name, offset, length = one.place
                    original = read_record(archive.folder / name, offset, length)
                except RecordDamaged:
                    continue  # there is no payload that could stay
                bodies[one.record_id] = split(original.block)
        sweep(archive, archive.folder / path, Tombstones(), bodies)


def _rest(archive: Archive, stones: Tombstones, doomed: list[_Doomed]) -> None:
    """What does not stand in files of ours, and the addresses wherever they are kept."""
    count = Counter((order.kind, order.what) for _, order in doomed)
    failure, state = schema.failure, schema.fetch_state
    with archive.write() as connection:
        still = set(connection.scalars(select(_capture.c.id)))
        removal.remove(connection, [row.id for row, _ in doomed if row.id in still])
        for column, url in ((failure.c.id, failure.c.url), (state.c.key, state.c.url)):
            gone = [key for key, at in connection.execute(select(column, url)) if stones.order(at) is not None]
            for start in range(0, len(gone), 500):
                connection.execute(delete(column.table).where(column.in_(gone[start : start + 500])))
        for one in stones.of.values():
            mine = (_stone.c.kind == one.kind) & (_stone.c.what == one.what)
            values = {"done": datetime.now(UTC), "captures": _stone.c.captures + count[one.kind, one.what]}
            connection.execute(update(_stone).where(mine).values(values))
    if (archive.folder / "frontier.db").exists():
        with Frontier(archive.folder) as frontier:
            frontier.forget(lambda url: stones.order(url) is not None)


def _write_down(archive: Archive, given: list[Order], held_by: tuple[Export, ...]) -> None:
    """The orders, and who has it, as a WARC file of their own, so that they hold where the database is lost."""
    with archive.read() as connection:
        number = connection.scalar(select(func.coalesce(func.max(schema.run.c.id), 0))) or 0
    run = Run(number, "takedown", None, {}, runs.software(), datetime.now(UTC))
    with WarcWriter(archive.folder / WARCS, tombstones.ORDERS, opening(run)) as writer:
        writer.ready()
        told = [exports.written(one) for one in held_by]
        writer.append([_record(one, told) for one in given])
    cdxj.refresh(archive)


def _record(given: Order, told: list[str]) -> bytes:
    uri = given.what if given.kind == "url" else f"http://{given.what}/" if given.kind == "host" else given.what
    return made(metadata(new_id(), uri.strip("<>"), given.at), tombstones.block(given, more=told), gzip=True)


def own_orders(folder: Path) -> list[Path]:
    """The WARC files in ``folder`` that orders were written down in."""
    return sorted(folder.glob(f"{tombstones.ORDERS}-*.warc.gz"))


@contextmanager
def held(archive: Archive) -> Iterator[None]:
    """``Archive.writing``, once all orders are carried out: for what adds captures."""
    with archive.writing():
        complete(archive)
        yield

"""WARC files of others (and our own) as captures: referenced in place or copied, never taken in twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from archive import cdxj, indexing, logs, originals, runs, schema, tombstones
from archive.batches import batches
from archive.errors import RecordDamaged
from archive.foreign import Part, parts
from archive.indexing import Other, captured
from archive.places import lead
from archive.rows import Sources
from archive.runs import Run
from archive.store import Archive
from archive.sweeping import sweep
from archive.tombstones import Tombstones
from archive.warc.scan import scan

_log = logging.getLogger(__name__)
_BATCH = 500
_FAULTS_SHOWN = 20
_NUMBERS = ("files", "records", "captures", "known", "moved", "forgotten", "other", "damaged")
kind_of = indexing.kind_of


@dataclass(slots=True)
class ReplayCounts:
    """What a replay saw so far.

    ``bytes`` of ``total`` bytes of files; ``captures`` that are new, ``known`` that were here before, ``moved`` of
    those that pointed to a file which is gone and point to this one now, ``forgotten`` that were taken down and are
    left out; ``other``: records that are no web captures (requests, metadata, conversions ...); ``damaged`` records,
    the first of which ``faults`` describes, a line each. ``resumed``: it goes on where an earlier one was stopped.
    """

    files: int = 0
    bytes: int = 0
    total: int = 0
    records: int = 0
    captures: int = 0
    known: int = 0
    moved: int = 0
    forgotten: int = 0
    other: int = 0
    damaged: int = 0
    faults: list[str] = field(default_factory=list)
    resumed: bool = False


OnProgress = Callable[[ReplayCounts], None]


def replay(
    archive: Archive, files: Iterable[Path], *, copy: bool = False, on_progress: OnProgress = lambda _: None
) -> ReplayCounts:
    """Makes a capture of each response, resource and revisit record of the files, pending until ``ingest``.

    The files are WARC or WACZ. A capture is known by record id, URL and time, so a second replay adds nothing, whatever
    the file is called then.
    One of the same files that was stopped goes on behind the last capture that it kept. A damaged record is counted
    and the next one read. With ``copy`` the files are copied into the data folder and may go. Hold
    ``Archive.writing()``. ``on_progress`` is called some times a file with the counts so far. Raises NotWarc for the
    first file that is none, before any is indexed; DiskFull and ArchiveError for faults of disk and database.
    """
    paths = list(dict.fromkeys(path.resolve() for path in files))
    found = parts(paths, archive.folder, copy=copy)
    counts = ReplayCounts(total=sum(part.size for part in found))
    run, counts.resumed = _begin(archive, {"files": [str(path) for path in paths]} | ({"copy": True} if copy else {}))
    with logs.kept(archive.folder, "replay", run.id):
        _log.info("the replay %s", "goes on" if counts.resumed else "begins")
        for part in found:
            _take(archive, run.id, part, counts, on_progress)
        with archive.write() as connection:
            originals.reopen(connection)
        cdxj.refresh(archive)
        told = {name: getattr(counts, name) for name in _NUMBERS}
        runs.finish(archive, run.id, "done", told)
        _log.info("the replay ends", extra={"counts": told})
    return counts


def add(connection: Connection, rows: list[dict[str, Any]]) -> int:
    """Inserts those captures that are not known by record id, URL and time, and says how many."""
    table = schema.capture
    keys = [(row["record_id"], row["url"], row["fetched"]) for row in rows]
    query = select(table.c.record_id, table.c.url, table.c.fetched).where(
        table.c.record_id.in_([key[0] for key in keys])
    )
    known = {tuple(row) for row in connection.execute(query)}
    new = []
    for key, row in zip(keys, rows, strict=True):
        if key not in known:
            known.add(key)
            new.append(row)
    Sources().ensure(connection, {row["source"] for row in new if row["source"] is not None})
    if new:
        connection.execute(insert(table), new)
    return len(new)


def wanted(stones: Tombstones, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the captures that were not taken down."""
    return [row for row in rows if stones.order(row["url"], row["record_id"], row["original_url"]) is None]


def shown(archive: Archive, path: Path) -> str:
    """``path`` as a capture has it: relative where it stands in the data folder."""
    home = archive.folder.resolve()
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _begin(archive: Archive, settings: dict[str, Any]) -> tuple[Run, bool]:
    before = runs.unfinished(archive, "replay", None)
    if before is not None and before.settings == settings:
        archive.note(str(before.id))
        return before, True
    return runs.start(archive, "replay", settings, None), False


def _take(archive: Archive, run_id: int, part: Part, counts: ReplayCounts, on_progress: OnProgress) -> None:
    name = shown(archive, part.path)
    before, kept_out = counts.bytes, counts.forgotten
    stones = tombstones.known(archive)
    skip = max(0, _reached(archive, run_id, name, part) - part.start) if counts.resumed else 0
    for rows in batches(_rows(scan(part.path, part.start, part.end, skip=skip), part.path, counts), _BATCH):
        found = wanted(stones, [row | {"run_id": run_id, "path": name} for row in rows])
        with archive.write() as connection:
            counts.moved += lead(archive.folder, connection, found)
            new = add(connection, found)
        counts.captures += new
        counts.known += len(found) - new
        counts.forgotten += len(rows) - len(found)
        counts.bytes = before + rows[-1]["offset"] + rows[-1]["length"] - part.start
        on_progress(counts)
    if counts.forgotten > kept_out and cdxj.is_own(name):  # a copy: what is kept is kept without it
        sweep(archive, part.path, stones)
    counts.files += 1
    counts.bytes = before + part.size
    on_progress(counts)


def _reached(archive: Archive, run_id: int, name: str, part: Part) -> int:
    """Behind the last capture of the file that the run has kept already."""
    table = schema.capture.c
    here = (table.path == name) & (table.run_id == run_id) & (table.offset >= part.start)
    if part.end is not None:
        here &= table.offset < part.end
    with archive.read() as connection:
        return connection.scalar(select(func.max(table.offset + table.length)).where(here)) or 0


def _rows(found: Iterable[Any], path: Path, counts: ReplayCounts) -> Iterator[dict[str, Any]]:
    for one in captured(path, found):
        if isinstance(one, RecordDamaged):
            counts.damaged += 1
            if len(counts.faults) < _FAULTS_SHOWN:
                counts.faults.append(str(one))
            _log.warning("%s", one, extra={"path": str(one.path), "offset": one.offset})
            continue
        counts.records += 1
        if isinstance(one, Other):
            counts.other += 1
        else:
            yield one

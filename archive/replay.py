"""WARC files of others (and our own) as captures: referenced in place, never copied, never twice."""

from __future__ import annotations

import hashlib
import logging
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from archive import logs, originals, runs, schema
from archive.capture import Kind
from archive.errors import NotWarc, RecordDamaged
from archive.outcomes import NOT_FOR_EXTRACTION, Outcome, at_once
from archive.store import Archive
from archive.strings import clean, host
from archive.warc.http import Head, parse_head, split
from archive.warc.reader import Record
from archive.warc.record import one_line
from archive.warc.scan import scan

_log = logging.getLogger(__name__)
_BATCH = 500
_FAULTS_SHOWN = 20
_NUMBERS = ("files", "records", "captures", "known", "other", "damaged")
_CAPTURED = {"response", "resource", "revisit"}
_XML = {"text/xml", "application/xml"}
_FEED = {"application/rss+xml", "application/atom+xml", "application/feed+json"}


@dataclass(slots=True)
class ReplayCounts:
    """What a replay saw so far.

    ``bytes`` of ``total`` bytes of files; ``captures`` that are new, ``known`` that were here before; ``other``:
    records that are no web captures (requests, metadata, conversions ...); ``damaged`` records, the first of which
    ``faults`` describes, a line each.
    """

    files: int = 0
    bytes: int = 0
    total: int = 0
    records: int = 0
    captures: int = 0
    known: int = 0
    other: int = 0
    damaged: int = 0
    faults: list[str] = field(default_factory=list)


def replay(
    archive: Archive, files: Iterable[Path], *, on_progress: Callable[[ReplayCounts], None] = lambda _: None
) -> ReplayCounts:
    """Makes a capture of each response, resource and revisit record of the files, pending until ``ingest``.

    A capture is known by record id, URL and time, so a second replay adds nothing, whatever the file is called then.
    A damaged record is counted and the next one read. Hold ``Archive.writing()``. ``on_progress`` is called some times
    a file with the counts so far. Raises NotWarc for the first file that is none, before any is indexed; DiskFull and
    ArchiveError for faults of the database.
    """
    paths = list(dict.fromkeys(path.resolve() for path in files))
    counts = ReplayCounts(total=sum(map(_check, paths)))
    run = runs.start(archive, "replay", {"files": [str(path) for path in paths]}, None)
    with logs.kept(archive.folder, "replay", run.id):
        _log.info("the replay begins")
        for path in paths:
            _take(archive, run.id, path, counts, on_progress)
        with archive.write() as connection:
            originals.reopen(connection)
        told = {name: getattr(counts, name) for name in _NUMBERS}
        runs.finish(archive, run.id, "done", told)
        _log.info("the replay ends", extra={"counts": told})
    return counts


def kind_of(url: str, mime: str | None) -> Kind:
    """What a resource was probably fetched as, from its URL and media type: replayed files do not say."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        path = ""
    if path == "/robots.txt":
        return "robots"
    if mime in _FEED:
        return "feed"
    if mime in _XML:
        return "sitemap" if "sitemap" in path else "feed"
    return "page"


def _check(path: Path) -> int:
    """The size of the file. Raises NotWarc when it is no WARC file, or has a name that no database can hold."""
    if clean(str(path)) != str(path):
        raise NotWarc(path, 0, "has a name or folder that is no Unicode: give it another")
    next(scan(path), None)
    return path.stat().st_size


def _take(
    archive: Archive, run_id: int, path: Path, counts: ReplayCounts, on_progress: Callable[[ReplayCounts], None]
) -> None:
    start = counts.bytes
    for rows in _batches(_rows(archive, run_id, path, counts)):
        _keep(archive, rows, counts)
        counts.bytes = start + rows[-1]["offset"] + rows[-1]["length"]
        on_progress(counts)
    counts.files += 1
    counts.bytes = start + path.stat().st_size
    on_progress(counts)


def _rows(archive: Archive, run_id: int, path: Path, counts: ReplayCounts) -> Iterator[dict[str, Any]]:
    home = archive.folder.resolve()
    name = str(path.relative_to(home)) if path.is_relative_to(home) else str(path)
    for found in scan(path):
        if isinstance(found, RecordDamaged):
            _note(found, counts)
            continue
        counts.records += 1
        date = found.date
        if found.kind not in _CAPTURED or not found.uri.lower().startswith(("http://", "https://")):
            counts.other += 1
        elif date is None:
            _note(RecordDamaged(path, found.offset, "the record states no usable WARC-Date"), counts)
        else:
            yield _row(found, date) | {"run_id": run_id, "path": name}


def _note(damage: RecordDamaged, counts: ReplayCounts) -> None:
    counts.damaged += 1
    if len(counts.faults) < _FAULTS_SHOWN:
        counts.faults.append(str(damage))
    _log.warning("%s", damage, extra={"path": str(damage.path), "offset": damage.offset})


def _row(record: Record, date: datetime) -> dict[str, Any]:
    url = clean(one_line(record.uri))
    head = parse_head(split(record.block)[0]) if record.is_http else _plain_head(record)
    kind = kind_of(url, head.mime)
    outcome = _outcome(record, kind, head)
    return {
        "record_id": _record_id(record),
        "url": url,
        "host": host(url),
        "fetched": date,
        "status": head.status,
        "mime": head.mime,
        "digest": clean(record.fields.get("warc-payload-digest")),
        "kind": kind,
        "offset": record.offset,
        "length": record.length,
        "outcome": outcome.outcome if outcome else None,
        "why": outcome.why if outcome else None,
        "record": record.kind,
        "refers_to": clean(record.fields.get("warc-refers-to")),
        "refers_url": clean(record.fields.get("warc-refers-to-target-uri", "").strip("<>")) or None,
        "refers_at": record.instant("warc-refers-to-date"),
    }


def _outcome(record: Record, kind: Kind, head: Head) -> Outcome | None:
    if record.kind == "revisit":
        if record.fields.get("warc-profile", "").endswith("server-not-modified"):
            return Outcome(NOT_FOR_EXTRACTION, "not modified")
        if head.status is None:  # without a head of its own it is as its original was
            return None
    return at_once(kind, head.status, head.mime)


def _plain_head(record: Record) -> Head:
    """A resource record has no HTTP head; its own Content-Type is the page's (WARC 1.1, 6.4)."""
    return Head(200, (("content-type", record.fields.get("content-type", "")),))


def _record_id(record: Record) -> str:
    """The record's id, or for one without a name made from its content, so that it is the same at every replay."""
    stated = clean(record.fields.get("warc-record-id", ""))
    if stated:
        return stated
    seen = repr((record.uri, record.fields.get("warc-date"), record.size)).encode("utf-8", "replace") + record.block
    return f"<urn:sha1:{b32encode(hashlib.sha1(seen, usedforsecurity=False).digest()).decode()}>"


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _keep(archive: Archive, rows: list[dict[str, Any]], counts: ReplayCounts) -> None:
    table = schema.capture
    keys = [(row["record_id"], row["url"], row["fetched"]) for row in rows]
    with archive.write() as connection:
        query = select(table.c.record_id, table.c.url, table.c.fetched).where(
            table.c.record_id.in_([key[0] for key in keys])
        )
        known = {tuple(row) for row in connection.execute(query)}
        new = []
        for key, row in zip(keys, rows, strict=True):
            if key not in known:
                known.add(key)
                new.append(row)
        if new:
            connection.execute(insert(table), new)
    counts.captures += len(new)
    counts.known += len(rows) - len(new)

"""WACZ files (Web Archive Collection Zipped 1.1.1): captures with index and list of pages, in one file to give away."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, select

from archive import originals, runs, schema, study, topics
from archive.cdxj import line
from archive.drafts import whole
from archive.errors import TopicUnusable, WarcError
from archive.originals import Original
from archive.outcomes import DOCUMENT
from archive.store import Archive
from archive.studied import ABOUT, Filter
from archive.together import Together
from archive.warc.ids import new_id
from archive.warc.record import warcinfo

_WARC = "data.warc.gz"
_capture = schema.capture
_COLUMNS = [
    _capture.c[name]
    for name in ("id", "record_id", "url", "fetched", "mime", "status", "digest", "length", "offset", "path", "record")
] + [_capture.c[name] for name in ("refers_to", "refers_url", "refers_at", "kind", "outcome")]
_TITLE = (
    select(schema.document.c.title)
    .join(_capture, _capture.c.id == schema.document.c.capture_id)
    .where(_capture.c.id == bindparam("capture"))
    .where(func.coalesce(schema.document.c.extractor == _capture.c.extractor, True))
    .order_by(schema.document.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which captures: of a run, about a topic (what was taken for copies, the same event, the same subject), of the
    documents that pass a filter, or all.
    """

    run: int | None = None
    topic: str | None = None
    documents: Filter | None = None


@dataclass(slots=True)
class Packed:
    """What went into the file, and captures whose record could not be read."""

    captures: int = 0
    pages: int = 0
    bytes: int = 0
    damaged: int = 0
    record_ids: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def pack(archive: Archive, chosen: Chosen, path: Path, *, title: str = "cuttings") -> Packed:
    """Writes the captures with their requests, metadata and warcinfo, and what their revisits refer to, to ``path``,
    whole or not at all.

    Records are copied as they stand. Raises NotArchived or TopicUnusable for a run or topic that is not here, and
    OSError when the file cannot be written.
    """
    found = _rows(archive, chosen)
    done = Packed()
    with whole(path) as file, zipfile.ZipFile(file, "w", allowZip64=True) as out:
        resources = [
            _stored(out, f"archive/{_WARC}", _records(archive, found, done)),
            _stored(out, "indexes/index.cdxj", (text.encode() for text in sorted(done.lines)), packed=True),
            _stored(out, "pages/pages.jsonl", _pages(archive, found, done), packed=True),
        ]
        _describe(out, resources, title)
    return done


def _rows(archive: Archive, chosen: Chosen) -> list[Row[Any]]:
    """The captures, with the originals of revisits among them, in order of file and offset."""
    if chosen.run is not None:
        runs.get(archive, chosen.run)
    listed = None if chosen.documents is None else [row.id for row in study.coverage(archive, chosen.documents)]
    with archive.read() as connection:
        query = select(*_COLUMNS)
        if chosen.run is not None:
            query = query.where(_capture.c.run_id == chosen.run)
        if chosen.topic is not None:
            topic = topics.topic_id(connection, chosen.topic)
            if topic is None:
                raise TopicUnusable(f"there is no topic {chosen.topic!r}: cuttings status names those there are")
            query = query.where(_capture.c.id.in_(_about(topic)))
        parts = [query] if listed is None else [query.where(some) for some in _of_documents(listed)]
        rows = {(row.path, row.offset): row for part in parts for row in connection.execute(part)}
        there = originals.locate(connection, [row for row in rows.values() if row.record == "revisit"])
        for original in there.values():
            if (original.path, original.offset) not in rows:
                at = select(*_COLUMNS).where(_here(original))
                rows[original.path, original.offset] = connection.execute(at.limit(1)).one()
    return [rows[key] for key in sorted(rows)]


def _of_documents(listed: list[int]) -> Iterator[ColumnElement[bool]]:
    """Conditions on captures, since no statement takes any number of values."""
    table = schema.document.c
    for start in range(0, len(listed), 500):
        some = table.id.in_(listed[start : start + 500])
        yield _capture.c.id.in_(select(table.capture_id).where(some))


def _here(original: Original) -> ColumnElement[bool]:
    return (_capture.c.path == original.path) & (_capture.c.offset == original.offset)


def _about(topic: int) -> Any:  # noqa: ANN401 - a query
    coverage, document = schema.coverage, schema.document
    related = coverage.c.relation.in_([str(relation) for relation in ABOUT])
    return (
        select(document.c.capture_id)
        .join(coverage, coverage.c.document_id == document.c.id)
        .where(coverage.c.topic_id == topic, coverage.c.current, related)
    )


def _records(archive: Archive, rows: list[Row[Any]], done: Packed) -> Iterator[bytes]:
    info = warcinfo(
        new_id(), datetime.now(UTC), _WARC, [("software", runs.software()), ("format", "WARC File Format 1.1")]
    )
    done.bytes = len(info)
    yield info
    together = Together(archive)
    for row in rows:
        try:
            kept = together.of(row)
        except (OSError, WarcError):
            done.damaged += 1
            continue
        done.bytes += sum(map(len, kept.infos))
        told = dict(row._mapping) | {"path": _WARC, "offset": done.bytes, "length": len(kept.capture)}
        if row.status != 304:
            done.lines.append(line(told))
        done.captures += 1
        done.record_ids.append(row.record_id)
        done.bytes += len(kept.capture) + sum(map(len, kept.others))
        yield from (*kept.infos, kept.capture, *kept.others)


def _pages(archive: Archive, rows: list[Row[Any]], done: Packed) -> Iterator[bytes]:
    """The documents in force, a line each; of those whose record was found."""
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Documents"}\n'
    packed = set(done.record_ids)
    for row in rows:
        if row.outcome != DOCUMENT or row.record_id not in packed:
            continue
        with archive.read() as connection:
            title = connection.scalar(_TITLE, {"capture": row.id})
        done.pages += 1
        told = {"id": str(row.id), "url": row.url, "ts": f"{row.fetched:%Y-%m-%dT%H:%M:%SZ}", "title": title or row.url}
        yield json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _stored(out: zipfile.ZipFile, name: str, pieces: Iterator[bytes], *, packed: bool = False) -> dict[str, Any]:
    """Writes one file and gives its line of the datapackage. WARC files stay as they are, so that readers may seek."""
    info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    digest = hashlib.sha256()
    size = 0
    with out.open(info, "w", force_zip64=True) as handle:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            handle.write(piece)
    return {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _describe(out: zipfile.ZipFile, resources: list[dict[str, Any]], title: str) -> None:
    about = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": runs.software(),
        "created": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "resources": resources,
    }
    told = json.dumps(about, ensure_ascii=False, indent=2).encode()
    out.writestr("datapackage.json", told, zipfile.ZIP_DEFLATED)
    signed = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(told).hexdigest()}"}
    out.writestr("datapackage-digest.json", json.dumps(signed, indent=2), zipfile.ZIP_DEFLATED)

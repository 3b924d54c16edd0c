"""What cannot be made anew from the WARC files, as one file: topics, sources, runs, schedules, exports, verdicts."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, insert, select, text

from archive import drafts, schema
from archive.columns import Instant
from archive.database import FILE, copy
from archive.errors import ArchiveError
from archive.runs import software
from archive.store import Archive

FORM = "cuttings backup 1"
# In an order in which each finds those that it refers to.
_KEPT = ("source", "topic", "seed", "run", "failure", "schedule", "job", "tombstone", "export")
_NAMED = ("topic", "schedule")  # known by name; their numbers differ from database to database
_CHILDREN = {"seed": (("topic", "topic_id"),), "job": (("schedule", "schedule_id"),)}
# What reading a file of any other make may raise.
_DAMAGE = (gzip.BadGzipFile, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError)
_feedback, _document, _capture = schema.feedback, schema.document, schema.capture


def save(archive: Archive, path: Path) -> Counter[str]:
    """Writes the rows to ``path``, gzipped JSON lines, whole or not at all; how many by table.

    What people said of documents is kept by the WARC record of the page, since numbers change when a database is made
    anew. All is of one moment. Raises OSError and ArchiveError.
    """
    counts: Counter[str] = Counter()
    with drafts.whole(path) as file, gzip.open(file, "wt", encoding="utf-8") as out, archive.read() as connection:
        out.write(json.dumps({"form": FORM, "software": software(), "schema": schema.VERSION}) + "\n")
        for name, row in _rows(connection):
            counts[name] += 1
            out.write(json.dumps({"table": name, "row": row}, ensure_ascii=False, default=_told) + "\n")
    return counts


def restore(archive: Archive, path: Path) -> tuple[Counter[str], int]:
    """Adds from a backup what is not here: how many rows by table, and how much of what people said found no document.

    Done again after the pages were extracted, the rest finds its place. Rows that are here stay as they are. Hold
    ``Archive.writing()``. Raises ArchiveError for a file that is no backup or of a newer version, OSError.
    """
    counts: Counter[str] = Counter()
    homeless = 0
    numbers: dict[tuple[str, int], int | None] = {}
    try:
        for _ in _read(path):  # its checksum stands at its end
            pass
        with archive.write() as connection:
            for name, row in _read(path):
                if name == _feedback.name:
                    placed = _place(connection, row)
                    counts[name] += placed is True
                    homeless += placed is None
                elif name in _KEPT:
                    counts[name] += _add(connection, name, row, numbers)
            _renumber(connection)
    except _DAMAGE as error:
        what = f"{path.name} is no backup, or a damaged one: give a file that cuttings backup made"
        raise ArchiveError(what) from error
    return +counts, homeless


def whole(archive: Archive, path: Path) -> None:
    """A copy of the whole SQLite database while others work with it. Raises ArchiveError for PostgreSQL."""
    if archive.engine.dialect.name != "sqlite":
        raise ArchiveError("PostgreSQL has its own tool for whole copies: pg_dump")
    if path.exists():
        raise ArchiveError(f"{path} is there: name a new file")
    copy(archive.folder / FILE, path, read_only=archive.read_only)


def _rows(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in _KEPT:
        table = schema.metadata.tables[name]
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=1000)
        for row in connection.execute(query).mappings():
            yield name, dict(row)
    said = (
        select(
            schema.topic.c.name.label("topic"),
            _capture.c.record_id,
            _capture.c.url,
            _feedback.c.accepted,
            _feedback.c.at,
        )
        .join_from(_feedback, schema.topic)
        .join(_document, _document.c.id == _feedback.c.document_id)
        .join(_capture, _capture.c.id == _document.c.capture_id)
    )
    for row in connection.execute(said).mappings():
        yield _feedback.name, dict(row)


def _read(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        if json.loads(next(lines, "null")).get("form") != FORM:
            raise ArchiveError(f"{path.name} is no backup that this version knows: use the version that made it")
        for line in lines:
            found = json.loads(line)
            yield found["table"], found["row"]


def _add(connection: Connection, name: str, row: dict[str, Any], numbers: dict[tuple[str, int], int | None]) -> bool:
    """Adds a row unless it is here. ``numbers``: those topics and schedules have now, None for one that was here."""
    table = schema.metadata.tables[name]
    values = {column.name: _value(column, row[column.name]) for column in table.columns if column.name in row}
    for parent, key in _CHILDREN.get(name, ()):
        number = numbers.get((parent, values[key]))
        if number is None:
            return False
        values[key] = number
    if name in _NAMED:
        given = values.pop("id")
        if connection.scalar(select(table.c.id).where(table.c.name == values["name"])) is not None:
            numbers[name, given] = None
            return False
        numbers[name, given] = connection.execute(insert(table).returning(table.c.id), values).scalar_one()
        return True
    same = [table.c[column.name] == values[column.name] for column in table.primary_key.columns]
    if connection.execute(select(*table.primary_key.columns).where(*same)).first() is not None:
        return False
    connection.execute(insert(table), values)
    return True


def _place(connection: Connection, row: dict[str, Any]) -> bool | None:
    """Gives what was said to the document in force of its page; False when it is there, None without a document."""
    same = (_document.c.capture_id == _capture.c.id) & (_document.c.extractor == _capture.c.extractor)
    mine = (_capture.c.record_id == row["record_id"]) & (_capture.c.url == row["url"])
    document = connection.scalar(select(_document.c.id).join(_capture, same).where(mine).limit(1))
    topic = connection.scalar(select(schema.topic.c.id).where(schema.topic.c.name == row["topic"]))
    if document is None or topic is None:
        return None
    there = (_feedback.c.document_id == document) & (_feedback.c.topic_id == topic)
    if connection.execute(select(_feedback.c.at).where(there)).first() is not None:
        return False
    at = datetime.fromisoformat(row["at"])
    values = {"topic_id": topic, "document_id": document, "accepted": row["accepted"], "at": at}
    connection.execute(insert(_feedback), values)
    return True


def _renumber(connection: Connection) -> None:
    """PostgreSQL counts on from what it gave itself; rows with numbers of their own must not be met."""
    if connection.dialect.name != "postgresql":
        return
    for name in _KEPT:
        if "id" in schema.metadata.tables[name].columns:
            last = f"(SELECT coalesce(max(id), 1) FROM {name})"  # noqa: S608 - names of our own tables
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - any column's
    return datetime.fromisoformat(value) if isinstance(column.type, Instant) and value is not None else value


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

"""Documents for other programs: JSON lines, CSV and Parquet, a row each, streamed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from archive import schema, study
from archive.batches import batches
from archive.drafts import whole
from archive.errors import ArchiveError
from archive.store import Archive
from archive.studied import Filter

COLUMNS = (
    "id", "url", "canonical", "title", "text", "language", "published", "published_precision", "updated", "bylines",
    "agencies", "section", "source", "host", "country", "fetched", "original_url", "original_at", "status",
    "relation", "score", "nearest", "copy_of", "share", "extractor", "record_id", "warc", "offset", "length",
    "rights",
)  # fmt: skip
_BATCH = 200
# A spreadsheet takes a cell that begins like this for a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+@＝＋－＠-]")
# Where lists are divided by semicolons, as in most of Europe, a cell begins at each of them, and at each line.
_WITHIN = re.compile(r"([;\t\r\n](?:[^\S\t\r\n]|[\u200b\ufeff])*+)(?=[=@＝＠]|[+＋－-]\S)")


def rows(archive: Archive, wanted: Filter) -> Iterator[dict[str, Any]]:
    """A row with the names in COLUMNS for each document that the filter lets pass, in the order of a list.

    Each has the page's URL, its times, the WARC record with its place and the extractor's version. Raises as
    ``study.coverage``.
    """
    listed = study.coverage(archive, wanted)
    for start in range(0, len(listed), _BATCH):
        some = listed[start : start + _BATCH]
        table = schema.document
        query = (
            select(table, schema.body.c.text, *(schema.capture.c[name] for name in _OF_CAPTURE))
            .join_from(table, schema.body)
            .join(schema.capture, schema.capture.c.id == table.c.capture_id)
            .where(table.c.id.in_([row.id for row in some]))
        )
        with archive.read() as connection:
            found = {row["id"]: row for row in connection.execute(query).mappings()}
        for row in some:
            if row.id in found:  # it may have gone meanwhile
                yield _row(row, found[row.id])


_OF_CAPTURE = ("url", "status", "record_id", "path", "offset", "length")
_OF_DOCUMENT = ("canonical", "title", "text", "language", "published", "published_precision", "updated", "section")
_LISTED = (
    "original_url",
    "original_at",
    "source",
    "host",
    "country",
    "fetched",
    "score",
    "nearest",
    "copy_of",
    "share",
)


def _row(listed: Any, found: Any) -> dict[str, Any]:  # noqa: ANN401 - rows of two queries
    values = {name: found[name] for name in (*_OF_DOCUMENT, "bylines", "agencies", "extractor")}
    values |= {name: found[name] for name in _OF_CAPTURE if name != "path"} | {"warc": found["path"]}
    values |= {name: getattr(listed, name) for name in _LISTED}
    values |= {"id": listed.id, "relation": listed.relation and str(listed.relation), "rights": dict(found["rights"])}
    return {name: values[name] for name in COLUMNS}


def json_lines(found: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    """A JSON object a line, in UTF-8; how many."""
    count = 0
    for row in found:
        out.write(json.dumps(row, ensure_ascii=False, default=_told).encode() + b"\n")
        count += 1
    return count


def comma_separated(found: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    """CSV in UTF-8 with a mark at its start, as spreadsheets want it; how many rows.

    What a spreadsheet would take for a formula has an apostrophe before it, also behind a semicolon or line break in
    the midst of a cell. Lists are joined by a semicolon.
    """
    writer = csv.writer(_Encoded(out))
    out.write(b"\xef\xbb\xbf")
    writer.writerow(COLUMNS)
    count = 0
    for row in found:
        writer.writerow([_cell(value) for value in row.values()])
        count += 1
    return count


def parquet(found: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    """Parquet with texts, instants and lists as such; how many rows. Raises ArchiveError without pyarrow."""
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        from pyarrow import parquet as writing  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError("Parquet needs pyarrow: install it beside cuttings, or choose --format jsonl") from error
    text, instant, words = pyarrow.string(), pyarrow.timestamp("us", tz="UTC"), pyarrow.list_(pyarrow.string())
    special = {
        **dict.fromkeys(("published", "updated", "fetched", "original_at"), instant),
        **dict.fromkeys(("bylines", "agencies"), words),
        **dict.fromkeys(("id", "status", "copy_of", "offset", "length"), pyarrow.int64()),
        **dict.fromkeys(("score", "share"), pyarrow.float64()),
    }
    shape = pyarrow.schema([(name, special.get(name, text)) for name in COLUMNS])
    count = 0
    with writing.ParquetWriter(out, shape, compression="zstd") as writer:
        for batch in batches(found, _BATCH):
            plain = [{name: _plain(name, value, special) for name, value in row.items()} for row in batch]
            writer.write_table(pyarrow.Table.from_pylist(plain, schema=shape))
            count += len(batch)
    return count


FORMATS: dict[str, Callable[[Iterator[dict[str, Any]], IO[bytes]], int]] = {
    "jsonl": json_lines,
    "csv": comma_separated,
    "parquet": parquet,
}


def to_file(found: Iterator[dict[str, Any]], path: Path, form: str) -> int:
    """Writes the rows to ``path``, whole or not at all; how many. Raises OSError, and as the format does."""
    with whole(path) as out:
        return FORMATS[form](found, out)


class _Encoded:
    """What the csv module writes texts to."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(text.encode("utf-8", "replace"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    told = "; ".join(map(str, value)) if isinstance(value, list | tuple) else _told(value)
    if isinstance(value, int | float):
        return told
    told = _WITHIN.sub(r"\1'", told)
    return f"'{told}" if _FORMULA.match(told) else told


def _told(value: object) -> str:
    return (
        value.isoformat()
        if isinstance(value, datetime)
        else json.dumps(value)
        if isinstance(value, dict)
        else str(value)
    )


def _plain(name: str, value: object, special: dict[str, Any]) -> object:
    return value if value is None or name in special else _told(value)

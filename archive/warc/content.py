"""What a capture shows a reader: the head that it came with, and the body, wherever that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from archive.warc.codings import MAX_BODY, payload
from archive.warc.http import Head, parse_head, split
from archive.warc.reader import Record, read_record

_TRANSFER = "transfer-encoding"
_READ_BY = ("content-type", "content-encoding")


class At(NamedTuple):
    """Where a record stands: file, offset and length in bytes."""

    path: Path
    offset: int
    length: int


def read(record: At, original: At | None = None, *, limit: int = MAX_BODY, whole: bool = False) -> tuple[Head, bytes]:
    """Head and decoded body of a captured page: ``message``, and ``payload`` with the rest. Raises RecordDamaged and
    BodyDamaged.
    """
    found, body = message(record, original)
    return found, payload(found, body, limit=limit, whole=whole)


def message(record: At, original: At | None = None) -> tuple[Head, bytes]:
    """Head and body of a captured page as they came; ``original``: where a revisit's body stands.

    A revisit shares its payload with the original and nothing else (WARC 1.1, 6.7.2): type, charset and content codings
    are those of its own head, if it has one. Only the transfer coding belongs to the message that is kept.
    Raises RecordDamaged.
    """
    kept = read_record(*(original or record))
    found = head(kept)
    if original:
        own = head(read_record(*record))
        if _has_own(own):
            ours = tuple(field for field in own.fields if field[0] != _TRANSFER)
            found = Head(own.status, ours + tuple(field for field in found.fields if field[0] == _TRANSFER))
    return found, split(kept.block)[1] if kept.is_http else kept.block


def alike(revisit: At, original: At) -> bool:
    """Whether the payload that both share is to be read in the same way. Raises RecordDamaged.

    A server that repairs its charset or content coding sends the same bytes, and they say something else then.
    """
    own = head(read_record(*revisit))
    if not _has_own(own):
        return True
    first = head(read_record(*original))
    return all(own.values(name) == first.values(name) for name in _READ_BY)


def _has_own(found: Head) -> bool:
    return found.status is not None and bool(found.fields)


def head(record: Record) -> Head:
    """The head of a captured page. A resource record has none; its block is the page itself, and its Content-Type the
    page's (WARC 1.1, 6.4).
    """
    if not record.is_http:
        return Head(200, (("content-type", record.fields.get("content-type", "")),))
    return parse_head(split(record.block)[0])

"""What a capture shows a reader: the head that it came with, and the body, wherever that is kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from archive.warc.codings import MAX_BODY, payload
from archive.warc.http import Head, parse_head, split
from archive.warc.reader import Record, read_record

_TRANSFER = "transfer-encoding"


class At(NamedTuple):
    """Where a record stands: file, offset and length in bytes."""

    path: Path
    offset: int
    length: int


def read(record: At, original: At | None = None, *, limit: int = MAX_BODY, whole: bool = False) -> tuple[Head, bytes]:
    """Head and decoded body of a captured page; ``original``: where a revisit's body stands; the rest as ``payload``.

    A revisit shares its payload with the original and nothing else (WARC 1.1, 6.7.2): type, charset and content codings
    are those of its own head, if it has one. Only the transfer coding belongs to the message that is kept.
    Raises RecordDamaged and BodyDamaged.
    """
    head, body = _message(read_record(*(original or record)))
    if original:
        own, _ = _message(read_record(*record))
        if own.status is not None and own.fields:
            ours = tuple(field for field in own.fields if field[0] != _TRANSFER)
            head = Head(own.status, ours + tuple(field for field in head.fields if field[0] == _TRANSFER))
    return head, payload(head, body, limit=limit, whole=whole)


def _message(record: Record) -> tuple[Head, bytes]:
    if not record.is_http:  # a resource record: the block is the page itself (WARC 1.1, 6.4)
        return Head(200, (("content-type", record.fields.get("content-type", "")),)), record.block
    raw, body = split(record.block)
    return parse_head(raw), body

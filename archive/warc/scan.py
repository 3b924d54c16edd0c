"""Walking through any WARC file, gzip or plain: every record or the damage in its place, then the next one.

Nothing larger than the start of a block is held in memory, however large a record claims or unfolds to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from archive.errors import NotWarc, RecordDamaged
from archive.warc import members
from archive.warc.reader import Gather, Record

KEEP = 1 << 16
_STEP = 1 << 16
_MAGIC = b"WARC/"
_GIVE = "give WARC files only (.warc or .warc.gz)"
_VERSION = re.compile(rb"WARC/1\.\d\r?\n")


def scan(path: Path, start: int = 0, end: int | None = None, *, skip: int = 0) -> Iterator[Record | RecordDamaged]:
    """Every record of the file in order, with the first 64 kB of its block; damage is a value and the walk goes on.

    ``start`` and ``end`` in bytes: only that part of the file, which is a WARC file (as in a WACZ); ``skip``: its first
    bytes that are passed over, up to the end of a record. Raises NotWarc when it does not start like one, or the file
    cannot be opened.
    """
    try:
        handle: IO[bytes] = path.open("rb")
    except OSError as error:
        raise NotWarc(path, 0, f"cannot be read ({error.strerror}): {_GIVE}") from error
    with handle:
        part = handle if end is None else cast(IO[bytes], _Until(handle, end))
        part.seek(start)
        first = part.read(_STEP)
        if first.startswith(members.GZIP):
            if not _opens_record(first):
                raise NotWarc(path, start, f"is a gzip file, but no WARC file: {_GIVE}")
            yield from _walk(part, path, start + skip, gzip=True)
        elif first.startswith(_MAGIC):
            yield from _walk(part, path, start + skip, gzip=False)
        else:
            raise NotWarc(path, start, f"{'is no WARC file' if first else 'is empty'}: {_GIVE}")


class _Until:
    """A file that ends at ``end``, whatever comes behind."""

    def __init__(self, handle: IO[bytes], end: int) -> None:
        self._handle = handle
        self._end = end
        self.seek = handle.seek
        self.tell = handle.tell

    def read(self, size: int) -> bytes:
        return self._handle.read(max(0, min(size, self._end - self._handle.tell())))


def _walk(handle: IO[bytes], path: Path, start: int, *, gzip: bool) -> Iterator[Record | RecordDamaged]:
    one, find = (_member, _next_member) if gzip else (_plain, _next_plain)
    offset: int | None = start
    while offset is not None:
        gather = Gather(path, offset, keep=KEEP)
        handle.seek(offset)
        try:
            end = one(handle, gather)
            if end is None:
                return
            record = gather.record(end - offset)
        except RecordDamaged as damage:
            yield damage
            offset = find(handle, offset + 1)
        else:
            yield record
            offset = end


def _member(handle: IO[bytes], gather: Gather) -> int | None:
    """Feeds one gzip member; the offset behind it, None at the end of the file."""
    decoder = members.decoder()
    while not decoder.eof:
        data = decoder.unconsumed_tail or handle.read(_STEP)
        if not data:
            if handle.tell() == gather.offset:
                return None
            raise gather.damage("the gzip member is cut off")
        try:
            rest = gather.feed(decoder.decompress(data, _STEP))
        except members.GzipError as error:
            raise gather.damage(f"the gzip member breaks: {error}") from error
        if rest.strip():
            raise gather.damage("several records share one gzip member: compress the file again, one member a record")
    return handle.tell() - len(decoder.unused_data)


def _plain(handle: IO[bytes], gather: Gather) -> int | None:
    """Feeds one plain record; the offset behind the line breaks that end it, None at the end of the file."""
    rest = b""
    while not rest:
        data = handle.read(_STEP)
        if not data:
            return handle.tell() if handle.tell() > gather.offset else None
        rest = gather.feed(data)
    rest += handle.read(len(_MAGIC) + 4)
    behind = rest.lstrip(b"\r\n")
    if not rest.startswith((b"\r\n\r\n", b"\n\n")) and not behind.startswith(_MAGIC[: len(behind)]):
        raise gather.damage("the record does not end where its Content-Length says")
    return handle.tell() - len(behind)


def _next_member(handle: IO[bytes], offset: int) -> int | None:
    """The next offset at which a gzip member with a WARC record starts, None when there is none."""
    return _search(handle, offset, members.GZIP, _opens_record)


def _next_plain(handle: IO[bytes], offset: int) -> int | None:
    """The next offset at which a plain record may start, be it in the midst of a torn line; None when there is none."""
    return _search(handle, offset, _MAGIC + b"1.", lambda data: _VERSION.match(data) is not None)


def _search(handle: IO[bytes], offset: int, mark: bytes, accept: Callable[[bytes], bool]) -> int | None:
    while True:
        handle.seek(offset)
        window = handle.read(4 * _STEP)
        at = window.find(mark)
        while at >= 0:
            handle.seek(offset + at)
            if accept(handle.read(_STEP)):
                return offset + at
            at = window.find(mark, at + 1)
        if len(window) < 4 * _STEP:
            return None
        offset += len(window) - len(mark) + 1


def _opens_record(data: bytes) -> bool:
    try:
        return members.decoder().decompress(data, len(_MAGIC)) == _MAGIC
    except members.GzipError:
        return False

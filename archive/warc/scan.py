"""Walking through any WARC file, gzip or plain: every record or the damage in its place, then the next one.

Nothing larger than the start of a block is held in memory, however large a record claims or unfolds to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from archive.errors import NotWarc, RecordDamaged
from archive.warc import members
from archive.warc.reader import VERSION, Gather, Record

KEEP = 1 << 16
_STEP = 1 << 16
_FIRST = 1 << 13  # most records of a compressed file are no larger
_WINDOW = 1 << 18
_OPENING = 1 << 10  # of a member, to see whether a record begins there; longer gzip headers are passed over
_MAGIC = b"WARC/"
SHARED = "several records share one gzip member: compress the file again, one member a record"
_GIVE = "give WARC files only (.warc or .warc.gz)"
_ARC = b"filedesc://"
_OTHERS = (
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd: unpack it (zstd -d), and give what comes out"),
    (b"\x5d\x2a\x4d\x18", "is compressed by zstd with a dictionary of its own: unpack it, and give what comes out"),
    (_ARC, "is an ARC file: make it a WARC file (warcio recompress), and give that"),
    (b"BZh", "is compressed by bzip2: unpack it, and give what comes out"),
    (b"\xfd7zXZ", "is compressed by xz: unpack it, and give what comes out"),
)


def scan(path: Path, start: int = 0, end: int | None = None, *, skip: int = 0) -> Iterator[Record | RecordDamaged]:
    """Every record of the file in order, with the first 64 kB of its block; damage is a value and the walk goes on.

    ``start`` and ``end`` in bytes: only that part of the file, which is a WARC file (as in a WACZ); ``skip``: its first
    bytes that are passed over, up to the end of a record. Raises NotWarc when no record begins anywhere in it, or the
    file cannot be opened.
    """
    try:
        handle: IO[bytes] = path.open("rb", buffering=_WINDOW)
    except OSError as error:
        raise NotWarc(path, 0, f"cannot be read ({error.strerror}): {_GIVE}") from error
    with handle:
        part = handle if end is None else cast(IO[bytes], _Until(handle, end))
        part.seek(start)
        first = part.read(_STEP)
        gzip = _opens_record(first)
        if not gzip and not first.startswith(_MAGIC):
            # The first record may be the damaged one, and what comes behind it is whole.
            begins = None if _other(first) else _next_any(part, start)
            if begins is None:
                raise NotWarc(path, start, _said(first))
            gzip = begins[1]
        yield from _walk(part, path, start + skip, gzip=gzip)


def records(path: Path, *, skip: int = 0) -> Iterator[Record | RecordDamaged]:
    """``scan`` of a file of our own: one in which no record begins (any more) has none. Raises NotWarc only for a file
    that cannot be opened: what cannot be read now is not lost.
    """
    try:
        yield from scan(path, skip=skip)
    except NotWarc as error:
        if isinstance(error.__cause__, OSError):
            raise


def _said(first: bytes) -> str:
    what = "is a gzip file, but no WARC file" if first.startswith(members.GZIP) else "is no WARC file"
    return _other(first) or f"{what if first else 'is empty'}: {_GIVE}"


def _other(first: bytes) -> str | None:
    """What a file is that begins so and is surely of another kind, and what to do with it."""
    first = _ARC if _opened(first, len(_ARC)) == _ARC else first
    return next((said for mark, said in _OTHERS if first.startswith(mark)), None)


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
    offset: int | None = start
    while offset is not None:
        gather = Gather(path, offset, keep=KEEP)
        end: int | None = None
        handle.seek(offset)
        try:
            end = (_member if gzip else _plain)(handle, gather)
            if end is None:
                return
            record = gather.record(end - offset)
        except RecordDamaged as damage:
            if _turns(handle, offset, gzip=gzip):
                gzip = not gzip
                continue
            yield damage
            # Before an end that is known stands nothing but content: a page may hold records as well.
            behind = end if end is not None and gather.is_whole else offset + 1
            found = (_next_member if gzip else _next_plain)(handle, behind)
            if found is None and not gzip:  # not the other way round: a torn member may show its plain record
                found = _next_member(handle, behind)
                gzip = found is not None
            offset = found
        else:
            yield record
            offset = end


def _turns(handle: IO[bytes], offset: int, *, gzip: bool) -> bool:
    """Whether the other kind of record begins here, as where files of both were put together."""
    handle.seek(offset)
    data = handle.read(_OPENING)
    return VERSION.match(data) is not None if gzip else _opens_record(data)


def _member(handle: IO[bytes], gather: Gather) -> int | None:
    """Feeds one gzip member; the offset behind it, None at the end of the file."""
    decoder = members.decoder()
    step = _FIRST
    while not decoder.eof:
        data = decoder.unconsumed_tail or handle.read(step)
        step = _STEP
        if not data:
            if handle.tell() == gather.offset:
                return None
            raise gather.damage("the gzip member is cut off")
        try:
            rest = gather.feed(decoder.decompress(data, _STEP))
        except members.GzipError as error:
            raise gather.damage(f"the gzip member breaks: {error}") from error
        if rest.strip():
            raise gather.damage(SHARED)
    return handle.tell() - len(decoder.unused_data)


def _plain(handle: IO[bytes], gather: Gather) -> int | None:
    """Feeds one plain record; the offset behind the line breaks that end it, None at the end of the file."""
    rest = b""
    step = _FIRST
    while not rest:
        data = handle.read(step)
        step = _STEP
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
    return _search(handle, offset, _MAGIC, lambda data: VERSION.match(data) is not None)


def _next_any(handle: IO[bytes], offset: int) -> tuple[int, bool] | None:
    """The next offset at which a record starts, and whether it is a gzip member; None when there is none."""
    found = [(_next_member(handle, offset), True), (_next_plain(handle, offset), False)]
    return min(((at, gzip) for at, gzip in found if at is not None), default=None)


def _search(handle: IO[bytes], offset: int, mark: bytes, accept: Callable[[bytes], bool]) -> int | None:
    """The next place of ``mark`` where ``accept`` says yes to the bytes from there on."""
    size = _FIRST
    while True:
        handle.seek(offset)
        window = handle.read(size)
        last = len(window) < size
        # What begins too near the end of the window is looked at in the next.
        until = len(window) if last else len(window) - _OPENING
        at = window.find(mark)
        while 0 <= at < until:
            if accept(window[at : at + _OPENING]):
                return offset + at
            at = window.find(mark, at + 1)
        if last:
            return None
        offset += until
        size = _WINDOW


def _opens_record(data: bytes) -> bool:
    return _opened(data, len(_MAGIC)) == _MAGIC


def _opened(data: bytes, most: int) -> bytes:
    """The first ``most`` bytes of what a gzip member holds, b"" where none begins."""
    if not data.startswith(members.GZIP):
        return b""
    try:
        return members.decoder().decompress(data, most)
    except members.GzipError:
        return b""

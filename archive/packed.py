"""WARC files inside a WACZ of others (1.1.1), and inside those that a multi-WACZ package of them holds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from archive.errors import NotWarc
from archive.warc.codings import MAX_RATIO

ENDINGS = (".warc", ".warc.gz")
_LOCAL = struct.Struct("<4s22xHH")  # a local file header: its mark, lengths of name and extra field (APPNOTE 4.3.7)
_MARK = b"PK\3\4"
_ENCRYPTED = 1  # bit of the flags (APPNOTE 4.4.4)


@dataclass(frozen=True, slots=True)
class Inside:
    """A WARC file of a WACZ. ``start``: the byte of the outer file at which it stands as it is, None where it is
    compressed; ``size`` in bytes when it is not.
    """

    name: str
    start: int | None
    size: int
    wacz: zipfile.ZipFile
    info: zipfile.ZipInfo

    def open(self) -> IO[bytes]:
        """Its bytes, unpacked. What it raises while read becomes a NotWarc within ``opened``."""
        return self.wacz.open(self.info)


def is_zip(path: Path) -> bool:
    """Whether the file begins as zip files do. Raises OSError."""
    with path.open("rb") as handle:
        return handle.read(len(_MARK)) == _MARK


@contextmanager
def opened(path: Path) -> Iterator[list[Inside]]:
    """The WARC files in ``path``, in their order there; empty ones are left out.

    Raises NotWarc, also for what is read of them within the block, where the file is damaged, encrypted, or packed in
    a way that nobody unpacks here; OSError.
    """
    try:
        with path.open("rb") as handle:
            yield list(_warcs(path, _Window(handle, 0, path.stat().st_size)))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise NotWarc(path, 0, f"is a damaged WACZ file ({error}): get it anew") from error


class _Window(io.RawIOBase):
    """The bytes ``start`` to ``end`` of a file as a file of their own."""

    def __init__(self, handle: IO[bytes], start: int, end: int) -> None:
        self.handle = handle
        self.start = start
        self.end = end
        self._at = start

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(self.start, offset + {io.SEEK_SET: self.start, io.SEEK_CUR: self._at}.get(whence, self.end))
        return self.tell()

    def tell(self) -> int:
        return self._at - self.start

    def read(self, size: int = -1, /) -> bytes:
        left = max(0, self.end - self._at)
        self.handle.seek(self._at)
        data = self.handle.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data


def _warcs(path: Path, window: _Window, *, within: bool = False) -> Iterator[Inside]:
    wacz = zipfile.ZipFile(cast(IO[bytes], window))
    for info in wacz.infolist():
        name = info.filename.lower()
        is_warc = name.startswith("archive/") and name.endswith(ENDINGS)
        if not info.file_size or not (is_warc or (name.endswith(".wacz") and not within)):
            continue
        start = _start(path, window, info)
        if is_warc:
            yield Inside(info.filename, start, info.file_size, wacz, info)
        elif start is None:
            raise NotWarc(path, 0, f"holds {info.filename}, compressed: unpack it, and give what comes out")
        else:
            yield from _warcs(path, _Window(window.handle, start, start + info.file_size), within=True)


def _start(path: Path, window: _Window, info: zipfile.ZipInfo) -> int | None:
    """Where in the outer file the bytes stand, None where they are compressed. Raises NotWarc and BadZipFile."""
    if info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        how = "encrypted" if info.flag_bits & _ENCRYPTED else "compressed by another method than deflate"
        raise NotWarc(path, 0, f"holds {info.filename}, {how}: unpack it, and give the WARC files")
    if info.compress_type == zipfile.ZIP_DEFLATED:
        if info.file_size > (1 << 20) + MAX_RATIO * info.compress_size:
            raise NotWarc(path, 0, f"unpacks to over {MAX_RATIO} times its size: unpack it yourself")
        return None
    window.seek(info.header_offset)
    stated = window.read(_LOCAL.size)
    mark, name, extra = _LOCAL.unpack(stated.ljust(_LOCAL.size))
    start = window.start + info.header_offset + _LOCAL.size + int(name) + int(extra)
    if mark != _MARK or start + info.file_size > window.end:
        raise zipfile.BadZipFile(f"{info.filename} is not where it should be")
    return start

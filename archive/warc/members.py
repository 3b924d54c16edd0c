"""Gzip members, the unit of a compressed WARC file (WARC 1.1, annex D)."""

from __future__ import annotations

import struct
import zlib
from typing import cast

from isal import igzip_lib, isal_zlib

GZIP = b"\x1f\x8b\x08"
# isal's stub gives an instance where the class stands.
GzipError = cast(type[Exception], isal_zlib.error)
# A gzip member of stored blocks (RFC 1952, 2.3; RFC 1951, 3.2.4), which zlib makes at a multiple of the cost.
_STORED = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\x03"
_LARGEST = 0xFFFF
_SMALL = 1 << 10  # below, level 1 costs five times as much for some 140 bytes
_BLOCK = struct.Struct("<BHH")
_END = struct.Struct("<II")


def decoder() -> isal_zlib.Decompress:
    """A decoder for one member, after zlib.decompressobj, that verifies the checksum; raises GzipError."""
    return isal_zlib.decompressobj(zlib.MAX_WBITS | 16)


def member(record: bytes, *, packed: bool = False) -> bytes:
    """One gzip member (RFC 1952). ``packed``: it is compressed already and only stored, at a fifth of the cost."""
    if not packed:
        return igzip_lib.compress(record, 0 if len(record) < _SMALL else 1, igzip_lib.COMP_GZIP)
    size = len(record)
    parts = [_STORED]
    for start in range(0, size or 1, _LARGEST):
        chunk = record[start : start + _LARGEST]
        parts += (_BLOCK.pack(start + _LARGEST >= size, len(chunk), len(chunk) ^ 0xFFFF), chunk)
    parts.append(_END.pack(isal_zlib.crc32(record), size & 0xFFFFFFFF))
    return b"".join(parts)

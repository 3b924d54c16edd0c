"""Gzip members, the unit of a compressed WARC file (WARC 1.1, annex D)."""

from __future__ import annotations

import zlib
from typing import cast

from isal import isal_zlib

GZIP = b"\x1f\x8b\x08"
# isal's stub gives an instance where the class stands.
GzipError = cast(type[Exception], isal_zlib.error)


def decoder() -> isal_zlib.Decompress:
    """A decoder for one member, after zlib.decompressobj, that verifies the checksum; raises GzipError."""
    return isal_zlib.decompressobj(zlib.MAX_WBITS | 16)

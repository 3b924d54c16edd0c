"""Digests as WARC records state them: an algorithm, and a value in whichever letters (WARC 1.1, 5.8)."""

from __future__ import annotations

import binascii
from base64 import b32decode, b32encode, b64decode

# Bytes of the digests that are checked; of others nobody is asked.
SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_BASE64 = str.maketrans("-_", "+/")


def parse(stated: str) -> tuple[str, bytes | None] | None:
    """Algorithm, as hashlib names it, and value of a stated digest: hexadecimal, base32 or base64, padded or not.

    The value is None when it is none of these; the whole is None for an algorithm that is not checked.
    """
    name, _, value = stated.partition(":")
    algorithm = name.strip().lower().replace("-", "")
    size = SIZES.get(algorithm)
    return None if size is None else (algorithm, _value(value.strip().rstrip("="), size))


def plain(stated: str | None) -> str | None:
    """A stated digest in our letters, ``sha1:`` and base32, so that it is equal to any other that means the same.

    What cannot be read is given as it stands, None for None.
    """
    found = parse(stated or "")
    if found is None or found[1] is None:
        return stated
    return f"{found[0]}:{b32encode(found[1]).decode('ascii').rstrip('=')}"


def _value(stated: str, size: int) -> bytes | None:
    # No two of the three have the same length.
    try:
        if len(stated) == 2 * size:
            return bytes.fromhex(stated)
        if len(stated) == -(-8 * size // 5):
            return b32decode(stated.upper() + "=" * (-len(stated) % 8))
        if len(stated) == -(-4 * size // 3):
            return b64decode(stated.translate(_BASE64) + "=" * (-len(stated) % 4), validate=True)
    except (binascii.Error, ValueError):
        pass
    return None

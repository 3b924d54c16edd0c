"""Ids of WARC records."""

from __future__ import annotations

import os

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def new_id() -> str:
    """A fresh record id, ``<urn:uuid:...>`` (WARC 1.1, 5.2)."""
    # RFC 9562, 5.4, as uuid.uuid4 makes it, at a third of its cost.
    digits = os.urandom(16).hex()
    variant = _VARIANT[digits[16]]
    return f"<urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}>"

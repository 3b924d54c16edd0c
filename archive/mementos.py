"""Pages that a web archive replays: what they are copies of, and as of when (RFC 7089, Memento).

The address at the archive and the time of our own fetch stay what they are; these are kept beside them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from archive.strings import clean, host
from archive.warc.http import Head
from extract.address.replays import original, stamp

_TARGET = re.compile(r"<\s*(https?://[^<>\s]+)\s*>([^<]*)", re.IGNORECASE)
_RELATIONS = re.compile(r'\brel\s*=\s*(?:"([^"]*)"|([^\s";,]+))', re.IGNORECASE)


def columns(url: str, head: Head) -> dict[str, Any]:
    """The columns ``original_url``, ``original_at`` and ``host`` of a capture of ``url`` with the answer ``head``.

    A page that states Memento-Datetime is a copy of what its Link field calls the original, or else of what its address
    names; without that field an address in the form of the Wayback Machine says both. The host is that of the page that
    is meant. None where nothing is said.
    """
    at = _instant(head.get("memento-datetime"))
    named = original(url)
    meant = (_linked(head) if at else None) or (named if named != url else None)
    if meant is None:
        return {"original_url": None, "original_at": None, "host": host(url)}
    return {"original_url": clean(meant), "original_at": at or stamp(url), "host": host(clean(meant))}


def _linked(head: Head) -> str | None:
    """The target of the Link field with the relation "original" (RFC 7089, 2.2.1; RFC 8288)."""
    for field in head.each("link"):
        for target, parameters in _TARGET.findall(field):
            if any("original" in f"{one} {other}".lower().split() for one, other in _RELATIONS.findall(parameters)):
                return str(target)
    return None


def _instant(stated: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(stated) if stated else None
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None

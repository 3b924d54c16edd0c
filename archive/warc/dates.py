"""Times as WARC records state them (WARC 1.1, 5.4), and as writers do who did not read that."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

# W3C's profile of ISO 8601 down to the year; also without its signs, as web archives name a time.
_STATED = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.A | re.I,
)


def instant(stated: str) -> datetime | None:
    """The first instant of what is stated; None when it cannot be read. Without a zone it is UTC, as WARC means it."""
    found = _STATED.fullmatch(stated.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups("0")
    micro = int(f"{fraction:0<6.6}")
    # A leap second has no instant of its own here: it is the last moment of its minute.
    clock = (int(hour), int(minute), 59, 999_999) if second == "60" else (int(hour), int(minute), int(second), micro)
    try:
        return datetime(int(year), int(month) or 1, int(day) or 1, *clock, tzinfo=UTC) - _offset(zone)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    if zone in {"0", "Z", "z"}:
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)

"""Addresses at which web archives replay pages, and the page that is meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_REPLAY = re.compile(
    r"https?://[^/]+/(?:[^?#]*?/)?(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/{1,2}[^/].*)", re.DOTALL
)


def original(url: str) -> str:
    """The address of the page that ``url`` replays (``.../web/20220919120000id_/https://a.example/b``), else ``url``.

    The form is that of the Wayback Machine, pywb and OpenWayback: 14 digits, perhaps a modifier, the page's address.
    """
    found = _REPLAY.fullmatch(url)
    if not found:
        return url
    scheme, _, rest = found["url"].partition(":")
    return f"{scheme}://{rest.lstrip('/')}"


def stamp(url: str) -> datetime | None:
    """The time that the address of a replayed page states, in UTC; None where it states none that can be."""
    found = _REPLAY.fullmatch(url)
    try:
        return datetime.strptime(found["stamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None

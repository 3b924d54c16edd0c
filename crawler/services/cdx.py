"""CDX servers of web archives: which pages of an outlet were captured in a time, and where they are replayed.

As documented for the Wayback Machine's server (github.com/internetarchive/wayback, wayback-cdx-server) and spoken by
pywb and others: ``url`` with ``matchType``, ``from`` and ``to`` (up to 14 digits), ``filter``, ``collapse``, ``fl``,
``limit`` with ``showResumeKey``; with ``output=json`` a list of rows, the first of which names the columns, and, where
there is more, an empty row and a row with the key to go on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.services.errors import ServiceDamaged
from extract.urls import absolute, canonical, is_article_like

ROWS = 2000
REPLAY = "https://web.archive.org/web/{timestamp}id_/{url}"
_COLUMNS = ("timestamp", "original", "statuscode", "mimetype")
_STAMP = "%Y%m%d%H%M%S"
_LONGEST_KEY = 2000


@dataclass(frozen=True, slots=True)
class Listed:
    """A capture that a web archive has: ``url`` is the page's own, ``at`` when it was captured (UTC)."""

    url: str
    timestamp: str
    at: datetime

    def replayed(self, pattern: str) -> str:
        """Where the archive replays the bytes as they came, by a pattern with {timestamp} and {url}."""
        return pattern.replace("{timestamp}", self.timestamp).replace("{url}", self.url)


def ask(base: str, name: str, since: date, until: date) -> str:
    """The address that lists the HTML pages of the host ``name`` and its subdomains captured in these days (both
    included), each page once."""
    asked = [
        ("url", name),
        ("matchType", "domain"),
        ("from", f"{since:%Y%m%d}"),
        ("to", f"{until:%Y%m%d}"),
        ("output", "json"),
        ("fl", ",".join(_COLUMNS)),
        ("filter", "statuscode:200"),
        ("filter", "mimetype:text/html"),
        ("collapse", "urlkey"),
        ("limit", str(ROWS)),
        ("showResumeKey", "true"),
    ]
    return f"{base}?{urlencode(asked)}"


def parse(body: bytes, url: str) -> tuple[list[Listed], str | None]:
    """The captures of an answer that look like articles, each page once, and the address to go on at, None at the end.

    Raises ServiceDamaged for what is no such answer.
    """
    if not body.strip():
        return [], None
    rows = _rows(body, url)
    if not rows:
        return [], None
    names = rows[0]
    if not {"timestamp", "original"} <= set(map(str, names)):
        raise ServiceDamaged(
            f"no table of captures from {urlsplit(url).hostname}: it has no columns timestamp and original"
        )
    key = None
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        key, rows = str(rows[-1][0]), rows[:-2]
    found = (_listed(dict(zip(map(str, names), row, strict=False))) for row in rows[1 : ROWS + 1])
    return list({one.url: one for one in found if one}.values()), _onward(url, key)


def _rows(body: bytes, url: str) -> list[list[Any]]:
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        said = " ".join(body[:120].decode("utf-8", "replace").split())
        raise ServiceDamaged(f"no JSON from {urlsplit(url).hostname}: {said!r}") from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ServiceDamaged(f"no table of captures from {urlsplit(url).hostname}")
    return rows


def _listed(row: dict[str, Any]) -> Listed | None:
    stamp, original = str(row["timestamp"]), row.get("original")
    address = absolute("", original) if isinstance(original, str) else None
    if address is None or not is_article_like(canonical(address)):
        return None
    if str(row.get("statuscode", "200")) not in {"200", "-"}:
        return None
    try:
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Listed(canonical(address), stamp, at) if len(stamp) == len("20220919000000") else None


def _onward(url: str, key: str | None) -> str | None:
    if not key or len(key) > _LONGEST_KEY:
        return None
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "resumeKey"]
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode([*kept, ('resumeKey', key)])}"

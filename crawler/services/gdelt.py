"""GDELT DOC 2.0 API, mode ArtList (blog.gdeltproject.org/gdelt-doc-2-0-api-debuts).

It takes words that must all stand in an article of any language (it searches machine translations), and a time in UTC
as YYYYMMDDHHMMSS. It answers with at most 250 articles and has no pages: a time that answers with so many is asked for
again in two halves. Errors come as plain text or HTML with status 200.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler.services.errors import ServiceDamaged
from extract.link import Link
from extract.urls import absolute, canonical

MOST = 250
SHORTEST = timedelta(hours=6)
_STAMP = "%Y%m%d%H%M%S"
_SEEN = "%Y%m%dT%H%M%SZ"
_LANGUAGES = {
    "arabic": "ar", "bulgarian": "bg", "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he",
    "hindi": "hi", "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr",
    "slovak": "sk", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
_NAMES = {code: name for name, code in _LANGUAGES.items()}
_MOST_TITLE = 300


def ask(base: str, words: Sequence[str], languages: Sequence[str], since: date, until: date) -> str:
    """The address that lists the articles with all ``words``, in any of ``languages`` (ISO 639-1; () for all), of the
    days ``since`` to ``until`` (both included)."""
    first = datetime.combine(since, time(), UTC)
    return _address(base, _query(words, languages), first, datetime.combine(until, time(23, 59, 59), UTC))


def parse(body: bytes, url: str) -> list[Link]:
    """The articles of an answer, each address once. Raises ServiceDamaged for what is no such answer."""
    if not body.strip():
        return []  # this is how it says that it knows of none
    try:
        table = json.loads(body)
    except (ValueError, RecursionError):
        said = " ".join(body[:120].decode("utf-8", "replace").split())
        raise ServiceDamaged(f"no JSON from {urlsplit(url).hostname}: {said!r}") from None
    rows = table.get("articles", []) if isinstance(table, dict) else None
    if not isinstance(rows, list):
        raise ServiceDamaged(f"no list of articles from {urlsplit(url).hostname}")
    links = (_link(row) for row in rows[: 4 * MOST] if isinstance(row, dict))
    return list({link.url: link for link in links if link}.values())


def halves(url: str, found: int) -> list[str]:
    """The two addresses to ask where ``url`` answered with as many articles as it ever does; [] where it said all."""
    parts = urlsplit(url)
    given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        first, last = (
            datetime.strptime(given[name], _STAMP).replace(tzinfo=UTC) for name in ("startdatetime", "enddatetime")
        )
    except (KeyError, ValueError):
        return []
    if found < MOST or last - first <= SHORTEST:
        return []
    middle = (first + (last - first) / 2).replace(microsecond=0)
    base = f"{parts.scheme}://{parts.netloc}{parts.path}"
    second = middle + timedelta(seconds=1)
    return [_address(base, given["query"], first, middle), _address(base, given["query"], second, last)]


def _address(base: str, query: str, first: datetime, last: datetime) -> str:
    asked = {"query": query, "mode": "artlist", "format": "json", "maxrecords": str(MOST), "sort": "datedesc"}
    asked |= {"startdatetime": first.strftime(_STAMP), "enddatetime": last.strftime(_STAMP)}
    return f"{base}?{urlencode(asked)}"


def _query(words: Sequence[str], languages: Sequence[str]) -> str:
    quoted = [f'"{word}"' if " " in word else word for word in (one.replace('"', " ").strip() for one in words)]
    tongues = [f"sourcelang:{_NAMES[code]}" for code in languages if code in _NAMES]
    wanted = f"({' OR '.join(tongues)})" if len(tongues) > 1 else "".join(tongues)
    return " ".join(filter(None, [*quoted, wanted]))


def _link(row: dict[str, Any]) -> Link | None:
    address = absolute("", row["url"]) if isinstance(row.get("url"), str) else None
    if address is None:
        return None
    title = row.get("title")
    said = " ".join(title.split())[:_MOST_TITLE] if isinstance(title, str) else None
    tongue = row.get("language")
    code = _LANGUAGES.get(tongue.casefold()) if isinstance(tongue, str) else None
    return Link(canonical(address), "service", said or None, published=_seen(row.get("seendate")), language=code)


def _seen(stated: object) -> datetime | None:
    try:
        return datetime.strptime(stated, _SEEN).replace(tzinfo=UTC) if isinstance(stated, str) else None
    except ValueError:
        return None

"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed 1.1. Links with headline, teaser, date and language.

The XML is first read by ``extract.xml.safe`` (no entities, no network) and cut down by ``extract.xml.feedtree``;
only what is left, written out well formed, is given to feedparser, which knows the many dialects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from extract.errors import FeedDamaged
from extract.facts import dates
from extract.link import Link, later
from extract.plain import language, line, unmarked
from extract.urls import absolute, canonical
from extract.xml import feedtree
from extract.xml import safe as safexml

_MOST_ITEMS = 1_000
_ROOTS = frozenset(["rss", "rdf", "feed"])
_MOST_BYTES = 5_000_000
_JSON_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_TEASER = 600
_HEADLINE = 300


@dataclass(frozen=True, slots=True)
class Feed:
    """``links`` in the feed's order. ``language``: ISO 639-1; it and ``title`` are None where the feed states none."""

    links: tuple[Link, ...]
    title: str | None = None
    language: str | None = None


def parse(body: bytes, url: str) -> Feed:
    """The feed in ``body``, fetched from ``url`` (against which relative links are read).

    At most 1,000 items of the first 5 MB; an item without a link to a page is left out, and of two with one
    canonical address the first stays. An item's language is its own or else the feed's. Dates: published, else
    updated; None where absent or unreadable. Raises FeedDamaged for what is no feed: a page of HTML, other XML or
    JSON, nothing at all.
    """
    if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, url)
    root = safexml.read(body[:_MOST_BYTES])
    if root is None or safexml.name(root) not in _ROOTS:
        raise FeedDamaged(
            f"{url} is no feed: it is {safexml.describe(root)}; give the address of an RSS, Atom or JSON feed"
        )
    feedtree.prune(root)
    read = feedparser.parse(
        BytesIO(safexml.write(root)),
        response_headers={"content-location": url, "content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    stated = language(read.feed.get("language"))
    return Feed(
        _each_once(_link(entry, url, stated) for entry in read.entries),
        unmarked(read.feed.get("title"), _HEADLINE),
        stated,
    )


def _each_once(links: Iterable[Link | None]) -> tuple[Link, ...]:
    first: dict[str, Link] = {}
    for link in links:
        if link:
            first.setdefault(link.url, link)
    return tuple(first.values())


def _link(entry: Mapping[str, Any], url: str, stated: str | None) -> Link | None:
    address = absolute(url, entry.get("link") or "")
    if address is None:
        return None
    published, updated = _instant(entry, "published", "updated"), _instant(entry, "updated")
    return Link(
        canonical(address),
        "feed",
        unmarked(entry.get("title"), _HEADLINE),
        unmarked(entry.get("summary"), _TEASER) or unmarked(_content(entry), _TEASER),
        published,
        language(entry.get("language") or entry.get("title_detail", {}).get("language")) or stated,
        later(published, updated),
    )


def _content(entry: Mapping[str, Any]) -> str | None:
    return next((part.get("value") for part in entry.get("content", ())), None)


def _instant(entry: Mapping[str, Any], *fields: str) -> datetime | None:
    for field in fields:
        if field in entry:  # asked like this, feedparser does not answer for one with the other
            parsed = entry.get(f"{field}_parsed")
            found = _from_parts(parsed) if parsed else dates.instant(str(entry[field] or ""))
            if found:
                return found
    return None


def _from_parts(parts: Sequence[int]) -> datetime | None:
    try:
        moment = dates.moment_of(
            datetime(parts[0], parts[1], parts[2], parts[3], parts[4], min(parts[5], 59), tzinfo=UTC), "", "second"
        )
    except (ValueError, TypeError):
        return None
    return moment.instant if moment else None


def _json_feed(body: bytes, url: str) -> Feed:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1); 1.0 has the same fields but for the language."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _JSON_VERSION.match(str(feed.get("version"))):
        raise FeedDamaged(f"{url} is no feed: it is JSON, but no JSON Feed; give the address of a feed")
    stated = language(_string(feed, "language"))
    links = (_json_link(item, url, stated) for item in items[:_MOST_ITEMS] if isinstance(item, dict))
    return Feed(_each_once(links), unmarked(_string(feed, "title"), _HEADLINE), stated)


def _json_link(item: Mapping[str, Any], url: str, stated: str | None) -> Link | None:
    address = absolute(url, _string(item, "url", "external_url", "id") or "")
    if address is None:
        return None
    published = dates.instant(_string(item, "date_published", "date_modified") or "")
    return Link(
        canonical(address),
        "feed",
        line(_string(item, "title"), _HEADLINE),
        line(_string(item, "summary", "content_text"), _TEASER) or unmarked(_string(item, "content_html"), _TEASER),
        published,
        language(_string(item, "language")) or stated,
        later(published, dates.instant(_string(item, "date_modified") or "")),
    )


def _string(holder: Mapping[str, Any], *fields: str) -> str | None:
    """The first of the fields that holds a string that says something."""
    values = (holder.get(field) for field in fields)
    return next((value for value in values if isinstance(value, str) and value.strip()), None)

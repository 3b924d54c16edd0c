"""Sitemaps (sitemaps.org protocol 0.9): indexes, URL sets, Google's news extension, plain lists, gzip inside.

Read as a stream: what a bomb would unpack to is never held, and reading stops at the protocol's own limits.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from lxml import etree

from extract import dates, feeds, safexml
from extract.errors import FeedDamaged, SitemapDamaged
from extract.link import Link
from extract.plain import language, line
from extract.urls import absolute, canonical

_MOST_ENTRIES = 50_000
_MOST_BYTES = 52_428_800
_CHUNK = 65_536
_MOST_PLAIN_CHUNKS = 150  # a plain list is held whole
_GZIP = b"\x1f\x8b"
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_HEADLINE = 300


@dataclass(frozen=True, slots=True)
class Sitemap:
    """``children``: further sitemaps with the time of their last change (UTC, None when not stated).

    ``links``: pages in the sitemap's order; ``published`` is the news extension's date, else the last change.
    """

    children: tuple[tuple[str, datetime | None], ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Found:
    """What was read so far, each address once."""

    children: dict[str, datetime | None] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        return len(self.children) + len(self.links) >= _MOST_ENTRIES


def parse(body: bytes, url: str) -> Sitemap:
    """The sitemap in ``body`` (which may be gzip), fetched from ``url``.

    At most 50,000 entries of at most 50 MiB unpacked, as the protocol allows; the rest is not read. A feed served
    as a sitemap (the protocol allows RSS and Atom) gives its links. Damage after the first entries ends the
    reading; what was read stays. Addresses of other hosts are given too: whether to follow them is the caller's.
    Raises SitemapDamaged for what is no sitemap.
    """
    chunks = _unpacked(body)
    start = next(chunks, b"").lstrip(_BLANKS)
    if not start:
        raise SitemapDamaged(f"{url} is no sitemap: it is empty or damaged gzip")
    if b"<" not in start[:1024]:
        return _plain_list(b"".join(chain([start], islice(chunks, _MOST_PLAIN_CHUNKS))), url)
    found, root = _read(chain([safexml.clean(start)], chunks), url)
    if found.children or found.links or safexml.name(root) in ("urlset", "sitemapindex"):
        return Sitemap(tuple(found.children.items()), tuple(found.links.values()))
    return _of_feed(body, url)


def _unpacked(body: bytes) -> Iterator[bytes]:
    """``body`` in chunks, unpacked where it is gzip (RFC 1952, several members too), until the limit or damage."""
    if not body.startswith(_GZIP):
        yield from (body[at : at + _CHUNK] for at in range(0, min(len(body), _MOST_BYTES), _CHUNK))
        return
    left, total = body, 0
    unpack = zlib.decompressobj(wbits=31)
    while left and total < _MOST_BYTES:
        try:
            chunk = unpack.decompress(left, _CHUNK)
        except zlib.error:
            return
        total += len(chunk)
        left = unpack.unconsumed_tail
        if unpack.eof:
            left, unpack = unpack.unused_data, zlib.decompressobj(wbits=31)
        if chunk:
            yield chunk


def _read(chunks: Iterator[bytes], url: str) -> tuple[_Found, etree._Element | None]:
    """Entries, and the root element (None where there is no XML at all)."""
    parser = safexml.pull_parser("{*}url", "{*}sitemap")
    found = _Found()
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for _, element in parser.read_events():
                if isinstance(element, etree._Element):
                    _take(element, found, url)
            if found.full:
                break
        return found, parser.close()
    except etree.XMLSyntaxError:
        return found, None


def _take(element: etree._Element, found: _Found, url: str) -> None:
    parent = element.getparent()
    if parent is None or found.full:
        return
    kind = safexml.name(parent)
    if kind == "sitemapindex" and safexml.name(element) == "sitemap":
        _take_child(element, found, url)
    elif kind == "urlset":
        _take_link(element, found, url)
    else:
        return
    element.clear()
    while element.getprevious() is not None:
        del parent[0]


def _take_child(element: etree._Element, found: _Found, url: str) -> None:
    stated = _fields(element)
    address = absolute(url, stated.get("loc", ""))
    if address:
        found.children.setdefault(address, dates.instant(stated.get("lastmod", "")))


def _take_link(element: etree._Element, found: _Found, url: str) -> None:
    stated = _fields(element)
    address = absolute(url, stated.get("loc", ""))
    if address is None:
        return
    news = "publication_date" in stated or "title" in stated
    published = dates.instant(stated.get("publication_date") or stated.get("lastmod", ""))
    link = Link(
        canonical(address),
        "news sitemap" if news else "sitemap",
        line(stated.get("title"), _HEADLINE),
        published=published,
        language=language(stated.get("language")),
    )
    found.links.setdefault(link.url, link)


def _fields(element: etree._Element) -> dict[str, str]:
    """Texts by name of an entry's own elements and of those in its news element; pictures and films are left out."""
    stated: dict[str, str] = {}
    for child in element:
        name = safexml.name(child)
        if name == "news":
            stated |= {safexml.name(part): part.text or "" for part in child.iter() if part.text and part is not child}
        elif name in ("loc", "lastmod") and child.prefix in (None, element.prefix):
            stated[name] = child.text or ""
    return stated


def _plain_list(body: bytes, url: str) -> Sitemap:
    """A list of addresses, one a line (sitemaps.org, "Text file")."""
    lines = [text for text in body.decode("utf-8", "replace").splitlines()[:_MOST_ENTRIES] if text.strip()]
    if not lines or absolute("", lines[0]) is None:
        raise SitemapDamaged(f"{url} is no sitemap: neither XML nor a list of addresses")
    addresses = (absolute("", text) for text in lines)
    each = dict.fromkeys(canonical(address) for address in addresses if address)
    return Sitemap(links=tuple(Link(address, "sitemap") for address in each))


def _of_feed(body: bytes, url: str) -> Sitemap:
    unpacked = b"".join(_unpacked(body)) if body.startswith(_GZIP) else body
    try:
        return Sitemap(links=feeds.parse(unpacked, url).links)
    except FeedDamaged as damage:
        raise SitemapDamaged(str(damage).replace("is no feed", "is no sitemap").partition(";")[0]) from damage

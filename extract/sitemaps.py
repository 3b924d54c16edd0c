"""Sitemaps (sitemaps.org protocol 0.9): indexes, URL sets, Google's news extension, plain lists, gzip inside.

Read as a stream: what a bomb would unpack to is never held, and reading stops at the protocol's own limits.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice

from lxml import etree

from extract import feeds
from extract.errors import FeedDamaged, SitemapDamaged
from extract.facts import dates
from extract.link import Link, later
from extract.plain import language, line
from extract.urls import absolute, canonical
from extract.xml import safe as safexml

_MOST_ENTRIES = 50_000
_MOST_BYTES = 52_428_800
_CHUNK = 65_536
_MOST_HELD_CHUNKS = 150  # what cannot be read as a stream is read this far
_GZIP = b"\x1f\x8b"
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_HEADLINE = 300
_YEAR_MONTH = re.compile(r"\s*([12]\d{3})(?:-(0[1-9]|1[0-2]))?\s*")


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
    as a sitemap (the protocol allows RSS and Atom) gives its links. Damaged XML is read on for 10 MB, damaged gzip as
    far as it unpacks. Addresses of other hosts are given too: whether to follow them is the caller's.
    Raises SitemapDamaged for what is no sitemap.
    """
    chunks = _unpacked(body)
    start = next(chunks, b"").lstrip(_BLANKS)
    if not start:
        raise SitemapDamaged(f"{url} is no sitemap: it is empty or damaged gzip")
    if b"<" not in start[:1024]:
        return _plain_list(b"".join(chain([start], islice(chunks, _MOST_HELD_CHUNKS))), url)
    found = _Found()
    if not _stream(chain([safexml.clean(start)], chunks), found, url):
        _repair(b"".join(islice(_unpacked(body), _MOST_HELD_CHUNKS)), found, url)
    return Sitemap(tuple(found.children.items()), tuple(found.links.values()))


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


def _stream(chunks: Iterator[bytes], found: _Found, url: str) -> bool:
    """Takes the entries as they come; False where there is none, or where the XML is damaged and may hold more."""
    parser = safexml.pull_parser("{*}url", "{*}sitemap")
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for element in safexml.ended(parser):
                parent = element.getparent()
                if parent is not None and safexml.name(parent) in ("urlset", "sitemapindex"):
                    _take(element, safexml.name(parent), found, url)
                    _forget(element, parent)
            if found.full:
                break
        parser.close()
    except (etree.XMLSyntaxError, ValueError):  # ValueError: letters that no text may hold, in a later chunk
        return False
    return not parser.feed_error_log and bool(found.children or found.links)


def _repair(body: bytes, found: _Found, url: str) -> None:
    """Takes what a parser makes of ``body`` that goes on behind damage, but must hold all of it. Or reads a feed.

    Raises SitemapDamaged where it is neither.
    """
    root = safexml.read(body)
    if root is not None and safexml.name(root) in ("urlset", "sitemapindex"):
        for element in root.iter("{*}url", "{*}sitemap"):  # a lost end tag puts entries inside each other
            _take(element, safexml.name(root), found, url)
    elif not (found.children or found.links):
        try:
            found.links.update((link.url, link) for link in feeds.parse(body, url).links)
        except FeedDamaged:
            raise SitemapDamaged(f"{url} is no sitemap: it is {safexml.describe(root)}") from None


def _take(element: etree._Element, kind: str, found: _Found, url: str) -> None:
    """Adds the entry ``element`` of a sitemap whose root is called ``kind``; nothing where it does not belong there."""
    if found.full or (kind, safexml.name(element)) not in (("urlset", "url"), ("sitemapindex", "sitemap")):
        return
    if kind == "urlset":
        _take_link(element, found, url)
    else:
        _take_child(element, found, url)


def _forget(element: etree._Element, parent: etree._Element) -> None:
    """Frees what was read: the tree of a long sitemap is never held."""
    element.clear()
    while element.getprevious() is not None:
        del parent[0]


def _take_child(element: etree._Element, found: _Found, url: str) -> None:
    stated = _fields(element)
    address = absolute(url, stated.get("loc", ""))
    if address:
        found.children.setdefault(address, _changed(stated.get("lastmod", "")))


def _changed(stated: str) -> datetime | None:
    """The instant of a ``lastmod``; a year or a month alone (W3C date and time formats) means its beginning."""
    if alone := _YEAR_MONTH.fullmatch(stated):
        return datetime(int(alone[1]), int(alone[2] or 1), 1, tzinfo=UTC)
    return dates.instant(stated)


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
        changed=later(published, _changed(stated.get("lastmod", ""))),
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
    # No more pieces than are read: of ten megabytes of short lines, each as a text of its own takes hundreds.
    pieces = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n", _MOST_ENTRIES)[:_MOST_ENTRIES]
    lines = [piece.decode("utf-8", "replace") for piece in pieces if piece.strip()]
    if not lines or absolute("", lines[0]) is None:
        raise SitemapDamaged(f"{url} is no sitemap: neither XML nor a list of addresses")
    addresses = (absolute("", text) for text in lines)
    each = dict.fromkeys(canonical(address) for address in addresses if address)
    return Sitemap(links=tuple(Link(address, "sitemap") for address in each))

"""Links of a home page, a section page or an article: feeds, sections of the site, and what may be articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree

from extract import shapes
from extract.cards import Anchor, cards, label
from extract.encoding import decode
from extract.link import Link
from extract.plain import language
from extract.sites import site
from extract.urls import absolute, canonical, is_article_like
from extract.zones import Zones

_MOST_LINKS = 5_000
_MOST_SECTIONS = 200
_MOST_FEEDS = 50
_MOST_BYTES = 5_000_000
_FEED_TYPES = frozenset(
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml"]
)
_PERHAPS_FEED = frozenset(["application/json", "application/xml", "text/xml"])
_FEED_WORDS = ("feed", "rss", "atom")
_HEADLINE_WORDS = 5
_HEADLINE_LETTERS = 32
_SECTION_LETTERS = 40
_SECTION_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a page leads to, each address once and in the page's order.

    ``feeds``: addresses of feeds the page declares. ``sitemaps``: likewise. ``sections``: list pages of the same
    site from its menus. ``links``: probable articles of the same site. ``next_page``: where this list goes on, None
    when it does not say. ``language``: ISO 639-1 as the page declares it, or None.
    """

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    root: etree._Element
    url: str
    base: str
    site: str


def discover(html: bytes, url: str, *, charset: str | None = None) -> Discovered:
    """The feeds, sections and probable articles that the page ``html`` at ``url`` leads to.

    ``charset``: that of the HTTP header. The first 5 MB are read; at most 5,000 links, 200 sections, 50 feeds.
    Links and sections stay within the site (``extract.sites.site``) of ``url``; feeds may be elsewhere. A link's
    ``title`` is its headline, ``summary`` the teaser beside it, ``published`` the time beside it, ``language`` its
    own (hreflang) or the page's. Which links are articles is a guess by address, wording and place on the page.
    Never raises: what holds no markup leads nowhere.
    """
    page = _read(html[:_MOST_BYTES], url, charset)
    if page is None:
        return Discovered()
    spoken = language(page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    heads = list(page.root.iter("link"))
    articles, others = _sorted(page)
    return Discovered(
        feeds=_each_once(_feeds(page, heads), _MOST_FEEDS),
        sitemaps=_each_once(_related(page, heads, "sitemap"), _MOST_FEEDS),
        sections=_sections(page, others),
        links=tuple(_links(articles, spoken)),
        next_page=_next(page, heads),
        language=spoken,
    )


def _read(html: bytes, url: str, charset: str | None) -> _Page | None:
    text = decode(html, charset).text
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    etree.strip_elements(root, "script", "style", "noscript", "template", "svg", with_tail=False)
    stated = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return _Page(root, url, absolute(url, stated or "") or url, site(url))


def _sorted(page: _Page) -> tuple[list[Anchor], list[Anchor]]:
    """The anchors to pages of the site: those that seem to lead to articles, and the others."""
    articles: list[Anchor] = []
    others: list[Anchor] = []
    zones = Zones()
    here = canonical(page.url)
    for element, address in _anchors(page):
        if address == here:
            continue
        text = label(element)
        anchor = Anchor(element, address, text, zones.of(element))
        (articles if _leads_to_article(anchor) else others).append(anchor)
    return articles, others


def _anchors(page: _Page) -> Iterator[tuple[etree._Element, str]]:
    """Anchors to pages of the site with their canonical addresses."""
    for count, element in enumerate(page.root.iter("a", "area")):
        href = element.get("href")
        if count >= 4 * _MOST_LINKS:
            return
        address = _address(page.base, href, page.site) if href else None
        if address:
            yield element, address


@lru_cache(maxsize=8192)
def _address(base: str, href: str, of_site: str) -> str | None:
    found = absolute(base, href)
    if found is None or site(found) != of_site:
        return None
    address = canonical(found)
    return address if shapes.is_page(urlsplit(address).path) else None


def _leads_to_article(anchor: Anchor) -> bool:
    path = urlsplit(anchor.url).path
    if path == "/" and "?" not in anchor.url:
        return False
    shaped = is_article_like(anchor.url)
    if anchor.zone == "foot":
        return False
    if anchor.zone == "menu":
        return shaped and _reads_like_headline(anchor.text)
    return shaped or (_reads_like_headline(anchor.text) and not shapes.is_service(path))


def _reads_like_headline(text: str) -> bool:
    if len(text) >= _HEADLINE_LETTERS or text.count(" ") + 1 >= _HEADLINE_WORDS:
        return True
    return len(text) >= 10 and sum(letter > "\u2e7f" for letter in text) >= 8  # scripts that write without blanks


def _links(articles: list[Anchor], spoken: str | None) -> Iterator[Link]:
    for card in cards(articles, _MOST_LINKS):
        yield Link(card.url, "section", card.title, card.summary, card.published, language(card.hreflang) or spoken)


def _sections(page: _Page, others: list[Anchor]) -> tuple[str, ...]:
    """List pages from the menus; where no menu can be made out, from anywhere but the foot of the page."""
    short = [anchor for anchor in others if _may_be_section(anchor, page)]
    menu = [anchor.url for anchor in short if anchor.zone == "menu"]
    return _each_once(iter(menu or [anchor.url for anchor in short if anchor.zone == "main"]), _MOST_SECTIONS)


def _may_be_section(anchor: Anchor, page: _Page) -> bool:
    parts = urlsplit(anchor.url)
    deep = parts.path.strip("/").count("/") >= _SECTION_DEPTH
    if deep or (parts.path == "/" and not parts.query) or not 0 < len(anchor.text) <= _SECTION_LETTERS:
        return False
    return not shapes.is_service(parts.path) and not is_article_like(anchor.url)


def _feeds(page: _Page, heads: list[etree._Element]) -> Iterator[str]:
    for head in heads:
        if "alternate" not in (head.get("rel") or "").lower().split():
            continue
        kind = (head.get("type") or "").partition(";")[0].strip().lower()
        href = head.get("href") or ""
        named = any(word in href.lower() for word in _FEED_WORDS)
        if kind in _FEED_TYPES or (kind in _PERHAPS_FEED and named):
            yield from filter(None, [absolute(page.base, href)])


def _related(page: _Page, heads: list[etree._Element], relation: str) -> Iterator[str]:
    for head in heads:
        if relation in (head.get("rel") or "").lower().split():
            yield from filter(None, [absolute(page.base, head.get("href") or "")])


def _next(page: _Page, heads: list[etree._Element]) -> str | None:
    """``rel=next`` of the head or of an anchor, within the site."""
    anchors = list(page.root.iterfind(".//a[@rel]"))
    found = (address for address in _related(page, heads + anchors, "next") if site(address) == page.site)
    return next(found, None)


def _each_once(addresses: Iterator[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:most]

"""Links of a home page, a section page or an article: feeds, sections of the site, and what may be articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin, urlunsplit

from lxml import etree

from extract.address import archives
from extract.address.paging import following
from extract.address.shapes import is_article, is_label, is_page, is_section
from extract.address.sites import of_host, site
from extract.encoding import decode
from extract.link import Link
from extract.page import markup
from extract.page.cards import Anchor, cards, label
from extract.page.zones import Zones, is_among_labels
from extract.plain import language
from extract.urls import absolute, canonical, canonical_parts

_MOST_LINKS = 5_000
_MOST_SECTIONS = 200
_MOST_FEEDS = 50
_MOST_LABELS = 20
_MOST_BYTES = 5_000_000
_FEED_TYPES = frozenset(
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml"]
)
_PERHAPS_FEED = frozenset(["application/json", "application/xml", "text/xml"])
_FEED_WORDS = ("feed", "rss", "atom")
_HEADLINE_WORDS = 5
_HEADLINE_LETTERS = 32
_SECTION_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a page leads to, each address once and in the page's order.

    ``feeds``: addresses of feeds the page declares. ``sitemaps``: likewise. ``sections``: list pages of the same
    site from its menus. ``links``: probable articles of the same site. ``next_page``: where this list goes on, None
    when it does not say. ``language``: ISO 639-1 as the page declares it, or None. ``archives``: lists by date and the
    pages that lead to them, from anywhere on the page. ``labels``: lists that the page puts itself under (tags,
    topics, sections named beside the text).
    """

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    language: str | None = None
    archives: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    root: etree._Element
    url: str
    base: str
    origin: str
    site: str


def discover(html: bytes, url: str, *, charset: str | None = None) -> Discovered:
    """The feeds, sections and probable articles that the page ``html`` at ``url`` leads to.

    ``charset``: that of the HTTP header. The first 5 MB are read; at most 5,000 links, 200 sections, 50 feeds.
    Links and sections stay within the site (``extract.address.sites.site``) of ``url``; feeds may be elsewhere. A
    link's ``title`` is its headline, ``summary`` the teaser beside it, ``published`` the time beside it,
    ``language`` its own (hreflang) or the page's. Which links are articles is a guess by address, wording and place.
    Never raises: what holds no markup leads nowhere.
    """
    page = _read(html[:_MOST_BYTES], url, charset)
    if page is None:
        return Discovered()
    spoken = language(page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    heads = list(page.root.iter("link"))
    found = _sorted(page)
    articles, others = found.articles, found.sections
    return Discovered(
        feeds=_each_once(_feeds(page, heads), _MOST_FEEDS),
        sitemaps=_each_once(_related(page, heads, "sitemap"), _MOST_FEEDS),
        sections=_sections(others),
        links=tuple(_links(articles, spoken)),
        next_page=_next(page, heads) or following(canonical(page.url), (anchor.url for anchor in articles + others)),
        language=spoken,
        archives=_each_once((anchor.url for anchor in found.dated), _MOST_SECTIONS),
        labels=_each_once((anchor.url for anchor in found.labels), _MOST_LABELS),
    )


def _read(html: bytes, url: str, charset: str | None) -> _Page | None:
    text = decode(html, charset).text
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(markup.mended(text.encode("utf-8", "replace")), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    etree.strip_elements(root, "script", "style", "noscript", "template", "svg", with_tail=False)
    stated = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    base = absolute(url, stated or "") or url
    return _Page(root, url, base, "/".join(base.split("/", 3)[:3]), site(url))


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a link leads: canonical address, its site, and what the address alone says of the page."""

    url: str
    site: str
    front: bool
    article: bool
    section: bool
    label: bool
    dated: bool


@lru_cache(maxsize=8192)
def _target(url: str) -> _Target | None:
    parts = canonical_parts(url)
    if parts is None or not is_page(parts.path):
        return None
    path, query = parts.path, parts.query
    article = is_article(path, query)
    section = not article and is_section(path, query)
    url = urlunsplit(parts)
    dated = not article and (archives.is_front(url) or archives.read(url) is not None)
    own = of_host(parts.hostname or "")
    label = not dated and not article and is_label(path)
    return _Target(url, own, path == "/" and not query, article, section and not dated, label, dated)


@dataclass(slots=True)
class _Sorted:
    """The anchors to pages of the site, by what they seem to lead to; a label may be a section too."""

    articles: list[Anchor] = field(default_factory=list)
    sections: list[Anchor] = field(default_factory=list)
    labels: list[Anchor] = field(default_factory=list)
    dated: list[Anchor] = field(default_factory=list)


def _sorted(page: _Page) -> _Sorted:
    found = _Sorted()
    zones = Zones()
    for element, target in _anchors(page):
        text = label(element)
        anchor = Anchor(element, target.url, text, zones.of(element))
        if target.dated:
            found.dated.append(anchor)
        elif _leads_to_article(anchor, target):
            found.articles.append(anchor)
        elif 0 < len(text) <= _SECTION_LETTERS:
            if target.section:
                found.sections.append(anchor)
            if (target.section or target.label) and (anchor.zone == "main" or is_among_labels(element)):
                found.labels.append(anchor)
    return found


def _anchors(page: _Page) -> Iterator[tuple[etree._Element, _Target]]:
    """Anchors to other pages of the site than this one and the front page."""
    here = canonical(page.url)
    for element in islice(page.root.iter("a", "area"), 4 * _MOST_LINKS):
        href = (element.get("href") or "").strip()
        if not href or href[0] == "#":
            continue
        target = _target(page.origin + href if href[0] == "/" != href[1:2] else _joined(page.base, href))
        if target and target.site == page.site and not target.front and target.url != here:
            yield element, target


def _joined(base: str, href: str) -> str:
    try:
        return href if href.startswith(("https://", "http://")) else urljoin(base, href)
    except ValueError:
        return ""


def _leads_to_article(anchor: Anchor, target: _Target) -> bool:
    if anchor.zone == "foot":
        return False
    if anchor.zone == "menu":
        return target.article and _reads_like_headline(anchor.text)
    return target.article or (target.section and _reads_like_headline(anchor.text))


def _reads_like_headline(text: str) -> bool:
    if len(text) >= _HEADLINE_LETTERS or text.count(" ") + 1 >= _HEADLINE_WORDS:
        return True
    return len(text) >= 10 and sum(letter > "\u2e7f" for letter in text) >= 8  # scripts that write without blanks


def _links(articles: list[Anchor], spoken: str | None) -> Iterator[Link]:
    for card in cards(articles, _MOST_LINKS):
        yield Link(card.url, "section", card.title, card.summary, card.published, language(card.hreflang) or spoken)


def _sections(anchors: list[Anchor]) -> tuple[str, ...]:
    """List pages from the menus; where no menu can be made out, from anywhere but the foot of the page."""
    menu = [anchor.url for anchor in anchors if anchor.zone == "menu"]
    return _each_once(menu or [anchor.url for anchor in anchors if anchor.zone == "main"], _MOST_SECTIONS)


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


def _each_once(addresses: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))[:most]

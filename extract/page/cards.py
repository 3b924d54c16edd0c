"""Teasers as they stand on a page: a headline that links to an article, with the text and time beside it.

A card is the largest element round a link that holds links to one article only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from extract.facts import dates
from extract.page.zones import Zone
from extract.plain import line

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset([*_HEADINGS, "p", "div", "li", "ul", "section", "article", "br", "time", "figcaption", "figure"])
_TEXTLESS = frozenset(["body", "html", "main"])
_CLIMB = 6
_HEADLINE = 300
_TEASER = 600
_LARGEST_CARD = 3_000
_SHORTEST_TEASER = 20


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link element with its canonical address, its own words ("" where it has none) and its zone."""

    element: etree._Element
    url: str
    text: str
    zone: Zone


@dataclass(frozen=True, slots=True)
class Card:
    """What is said about ``url`` where it is linked; None for what is not said."""

    url: str
    title: str | None
    summary: str | None
    published: datetime | None
    hreflang: str | None


def label(element: etree._Element) -> str:
    """The words of a link: of the longest heading inside it, else all of them; else of its title or picture."""
    if len(element) == 0:
        return _words(element)[: _HEADLINE + 1] or _spoken(element)
    headings = [_words(heading) for heading in element.iter(*_HEADINGS)]
    text = max(headings, key=len, default="") or _words(element)
    return text[: _HEADLINE + 1] or _spoken(element)


def cards(anchors: Sequence[Anchor], most: int) -> Iterator[Card]:
    """A card for each article linked, in the order of first links; at most ``most``."""
    by_url: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        if anchor.url in by_url or len(by_url) < most:
            by_url.setdefault(anchor.url, []).append(anchor)
    owners = _owners(anchors)
    for url, group in by_url.items():
        best = max(group, key=_telling)
        title = line(best.text, _HEADLINE)
        around = [element for element in (_card(anchor, owners) for anchor in group) if element is not None]
        yield Card(url, title, _summary(around, title or ""), _time(around), best.element.get("hreflang"))


def _words(element: etree._Element) -> str:
    if len(element) == 0:
        return " ".join((element.text or "").split())
    blocks = any(child.tag in _BLOCKS for child in element.iter() if child is not element)
    return " ".join((" " if blocks else "").join(map(str, element.itertext())).split())


def _spoken(element: etree._Element) -> str:
    picture = next((image.get("alt") for image in element.iter("img") if image.get("alt")), "")
    return " ".join((element.get("title") or element.get("aria-label") or picture or "").split())[:_HEADLINE]


def _telling(anchor: Anchor) -> tuple[bool, int]:
    """Headings before other links, longer words before "Read more"."""
    parent = anchor.element.getparent()
    heading = (parent is not None and parent.tag in _HEADINGS) or next(
        anchor.element.iter(*_HEADINGS), None
    ) is not None
    return heading and bool(anchor.text), len(anchor.text) if len(anchor.text) <= _HEADLINE else 1


def _owners(anchors: Iterable[Anchor]) -> dict[etree._Element, str | None]:
    """For each element just above the links: the one article it links, or None where it links several."""
    owners: dict[etree._Element, str | None] = {}
    for anchor in anchors:
        current: etree._Element | None = anchor.element
        for _ in range(_CLIMB):
            if current is None or current.tag in _TEXTLESS:
                break
            owners[current] = anchor.url if owners.get(current, anchor.url) == anchor.url else None
            current = current.getparent()
    return owners


def _card(anchor: Anchor, owners: dict[etree._Element, str | None]) -> etree._Element | None:
    """The largest element round the link that is all about its article."""
    largest = None
    current: etree._Element | None = anchor.element
    while current is not None and owners.get(current) == anchor.url:
        largest = current
        current = current.getparent()
    return largest


def _summary(around: Iterable[etree._Element], title: str) -> str | None:
    for element in dict.fromkeys(around):
        for text in _texts(element):
            if len(text) >= _SHORTEST_TEASER and text not in title and title not in text:
                return line(text, _TEASER)
    return None


def _texts(element: etree._Element) -> Iterator[str]:
    """Paragraphs of a card first, then its other elements that hold text of their own."""
    for paragraph in element.iter("p"):
        yield _words(paragraph)[:_LARGEST_CARD]
    for part in element.iter("div", "span", "dd", "td", "section", "a"):
        own = part.text or ""
        if len(own) >= _SHORTEST_TEASER:
            yield _words(part)[:_LARGEST_CARD]


def _time(around: Iterable[etree._Element]) -> datetime | None:
    stated = (time.get("datetime") or time.text or "" for element in around for time in element.iter("time"))
    return next((found for found in map(dates.instant, stated) if found), None)

"""When a page says its article was published and updated. Never a time from a rail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from lxml import etree, html

from extract.document import Moment
from extract.facts import dates, jsonld, written
from extract.facts.head import Head
from extract.facts.places import in_rail

_PUBLISHED = (
    "article:published_time", "og:published_time", "og:article:published_time", "article:published", "datepublished",
    "date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "published_date", "parsely-pub-date", "sailthru.date", "article.published",
    "cxenseparse:recs:publishtime", "date.issued", "datecreated", "article:post_date", "rnews:datepublished",
    "published", "publication_date", "publicationdate", "pub_date", "dc.date.created", "citation_publication_date",
    "cxenseparse:publishtime", "article_date_original", "displaydate", "og:pubdate", "article.created", "dateposted",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified",
    "article:modified", "revised", "lastmod",
)  # fmt: skip
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/-]|\D|$)")
_CANDIDATES = etree.XPath("//time | //*[starts-with(@itemprop, 'date')]")
_MOST_ELEMENTS = 200
_IN_SCRIPT = re.compile(
    r"\b(?:datePublished|publishedAt|published_at|published_on|publishDate|publish_date|publicationDate|pubDate"
    r"|first_publication_date|publishedDate)\\?[\"']?\s*:\s*\\?[\"'](\d{4}-\d\d-\d\d[^\"'\\]{0,24})"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment and where it came from; ``update`` is True for the time of an update."""

    moment: Moment
    origin: str
    update: bool = False


def read(root: html.HtmlElement, head: Head, articles: Sequence[Mapping[str, object]], url: str) -> list[Found]:
    """All that the page says about its times, the most trusted first, published and updated mixed.

    Elements, scripts and the address are looked at, in this order, only where the head leaves publication open.
    """
    found = [*_from_jsonld(articles), *_from_meta(head)]
    if any(not item.update for item in found):
        return found
    for source in (_from_other_jsonld, _from_elements, _from_scripts):
        found += source(root)
        if any(not item.update for item in found):
            return found
    found += _from_url(url)
    return found if any(not item.update for item in found) else [*found, *_from_readers_text(root)]


def _from_jsonld(articles: Sequence[Mapping[str, object]]) -> Iterator[Found]:
    for key, update in (
        ("datePublished", False),
        ("dateCreated", False),
        ("uploadDate", False),
        ("dateModified", True),
    ):
        for article in articles:
            moment = dates.read(jsonld.text(article.get(key)) or "")
            if moment:
                yield Found(moment, "json-ld", update)


def _from_other_jsonld(root: html.HtmlElement) -> Iterator[Found]:
    """The date of a page that calls itself a web page and not an article."""
    pages = [thing for thing in jsonld.things(root) if str(thing.get("@type")).endswith("Page")]
    return _from_jsonld(pages)


def _from_scripts(root: html.HtmlElement) -> Iterator[Found]:
    """The date in a page's own data, where all that is said there is one date (a rail's data would say more)."""
    stated = {match for script in root.iter("script") for match in _IN_SCRIPT.findall(script.text or "")}
    moments = [moment for moment in map(dates.read, sorted(stated)[:20]) if moment]
    if moments and len({moment.instant.date() for moment in moments}) == 1:
        yield Found(moments[0], "script")


def _from_meta(head: Head) -> Iterator[Found]:
    for keys, update in ((_PUBLISHED, False), (_UPDATED, True)):
        for key in keys:
            moment = dates.read(head.meta.get(key, ""))
            if moment:
                yield Found(moment, "meta", update)


def _from_elements(root: html.HtmlElement) -> Iterator[Found]:
    """Microdata, then time elements, each outside rails, in page order. (Date lines are read by ``labels``.)"""
    places = cast(list[html.HtmlElement], _CANDIDATES(root))[:_MOST_ELEMENTS]
    for choose in (_microdata, _time_element):
        for element in places:
            found = choose(element)
            if found and not in_rail(element):
                yield found


def _microdata(element: html.HtmlElement) -> Found | None:
    name = (element.get("itemprop") or "").lower()
    if name not in ("datepublished", "datecreated", "datemodified"):
        return None
    stated = element.get("content") or element.get("datetime") or element.text_content()[:120]
    moment = dates.read(stated)
    return Found(moment, "microdata", name == "datemodified") if moment else None


def _time_element(element: html.HtmlElement) -> Found | None:
    if element.tag != "time":
        return None
    moment = dates.read(element.get("datetime") or "") or dates.read(element.text_content()[:120])
    return Found(moment, "time element", _is_update(element)) if moment else None


def _is_update(element: html.HtmlElement) -> bool:
    """True for the time of an update, by its own class or by the word before it."""
    around = element.getparent()
    before = " ".join((around.text or "" if around is not None else "")[-40:].split())
    said = [element.get("class") or "", before, (element.text or "")[:20]]
    return written.is_update(" ".join(said[1:]), said[0])


def _from_readers_text(root: html.HtmlElement) -> Iterator[Found]:
    for moment, update in written.read(root):
        yield Found(moment, "visible text", update)


def _from_url(url: str) -> Iterator[Found]:
    match = _URL_DATE.search(url)
    if match:
        try:
            day = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
        except ValueError:
            return
        yield Found(Moment(day, match[0].strip("/"), "day", zone_known=False), "url")

"""Feeds and sitemaps of an outlet: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, sitemaps.org, Google's news sitemap."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from newsweb import addresses, dates
from newsweb.pages import environment
from newsweb.teasers import View
from newsweb.values import Article

MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
NEWS_SIZE = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed: ``url`` is absolute and may carry tracking parameters, ``id`` is the canonical one."""

    url: str
    id: str
    title: str
    summary: str
    section: str
    byline: str
    published: datetime
    updated: datetime


def items(view: View) -> tuple[Item, ...]:
    """What the outlet's feeds hold: its newest articles, newest first."""
    return tuple(_item(view, item) for item in view.outlet.articles[: view.outlet.traits.feed_size])


def feed(view: View, kind: str, path: str) -> str:
    """The feed of that kind (rss, atom, json) as text."""
    if kind == "json":
        return _json_feed(view, path)
    return _xml(view, f"{kind}.xml", items=items(view), path=path)


def sitemap(view: View, year: int | None = None) -> str:
    """All articles (of one year) with their last change."""
    chosen = [item for item in view.outlet.articles if year in {None, item.published.year}]
    return _xml(view, "sitemap.xml", items=[_item(view, item) for item in chosen], news=False)


def news_sitemap(view: View) -> str:
    """The newest articles with title, language and publication date."""
    newest = view.outlet.articles[:NEWS_SIZE]
    titled = [replace(_item(view, item), title=item.title) for item in newest]
    return _xml(view, "sitemap.xml", items=titled, news=True)


def sitemap_index(view: View) -> str:
    """The gzipped sitemap of each year, and the news sitemap where there is one."""
    children = [(f"{view.origin}/sitemap-{year}.xml.gz", _newest(view, year)) for year in years(view)]
    if view.outlet.traits.news_sitemap:
        children.append((f"{view.origin}/sitemap-news.xml", view.outlet.articles[0].published))
    return _xml(view, "sitemap_index.xml", children=children)


def years(view: View) -> tuple[int, ...]:
    """The years in which the outlet published, newest first."""
    return tuple(dict.fromkeys(item.published.year for item in view.outlet.articles))


def robots(view: View) -> str:
    """robots.txt (RFC 9309): what is disallowed, the crawl delay, the sitemaps."""
    traits = view.outlet.traits
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in traits.disallow)]
    lines += ["Disallow:"] * (not traits.disallow)
    lines += [f"Crawl-delay: {traits.crawl_delay:g}"] * bool(traits.crawl_delay)
    if traits.sitemap and traits.sitemaps_in_robots:
        lines += ["", f"Sitemap: {view.origin}/sitemap.xml"]
        lines += [f"Sitemap: {view.origin}/sitemap-news.xml"] * traits.news_sitemap
    return "\n".join(lines) + "\n"


def _item(view: View, item: Article) -> Item:
    traits = view.outlet.traits
    path = addresses.article(view.outlet, item)
    return Item(
        url=view.origin + addresses.tracked(path, traits.tracking),
        id=view.origin + path,
        title=str(getattr(item, traits.feed_title)),
        summary=item.summary,
        section=item.section,
        byline=item.byline,
        published=item.published,
        updated=item.updated or item.published,
    )


def _json_feed(view: View, path: str) -> str:
    entries = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "date_published": dates.iso(item.published),
            "date_modified": dates.iso(item.updated),
            "tags": [item.section],
        }
        for item in items(view)
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.outlet.name,
        "home_page_url": f"{view.origin}/",
        "feed_url": view.origin + path,
        "language": view.outlet.language,
    }
    return json.dumps(head | {"items": entries}, ensure_ascii=False, indent=1)


def _newest(view: View, year: int) -> datetime:
    return max(item.updated or item.published for item in view.outlet.articles if item.published.year == year)


def _xml(view: View, template: str, **given: object) -> str:
    charset = view.outlet.traits.charset
    made = environment().get_template(f"feeds/{template}")
    return made.render(outlet=view.outlet, origin=view.origin, charset=charset, **given)

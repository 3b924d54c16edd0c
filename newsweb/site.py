"""One outlet's site as a table from path to page: what is where, rendered once and then kept."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import brotli

from newsweb import addresses, archives, dates, feeds, pages
from newsweb.archives import Listing
from newsweb.teasers import View
from newsweb.values import Article, Outlet

Kind = Literal[
    "article",
    "amp",
    "print",
    "home",
    "section",
    "hub",
    "gate",
    "gone",
    "feed",
    "sitemap",
    "robots",
    "asset",
    "redirect",
    "about",
    "archive",
    "calendar",
]
WALL = "/consent"
TRACKING = ("utm_", "fbclid", "gclid", "xtor")


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a path. ``render`` gives its text (for a redirect: the Location); ``item`` is the article it
    shows, None for all else; ``status`` is the HTTP status."""

    kind: Kind
    media_type: str
    render: Callable[[], str]
    item: Article | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered entry: its bytes plain and in each content coding, with validators ("" where the site has none)."""

    kind: Kind
    status: int
    media_type: str
    codings: dict[str, bytes]
    etag: str = ""
    last_modified: str = ""
    location: str = ""


class Site:
    """The pages of an outlet at one port. ``page`` renders at the first call and keeps what it made."""

    def __init__(self, outlet: Outlet, port: int) -> None:
        self.view = View(outlet, port)
        self.entries = dict(_entries(self.view))
        self._kept: dict[str, Page] = {}

    def page(self, target: str) -> Page:
        """What answers to a request target; tracking parameters change nothing. Never fails: an address that the
        site does not know gives its missing page (200 where the outlet has soft 404s)."""
        path = untracked(target)
        kept = self._kept.get(path)
        if kept is None:
            known = self.entries.get(path)
            kept = _made(self.view.outlet, known or self._day(path) or self._missing(path))
            if known is not None:
                self._kept[path] = kept
        return kept

    def _day(self, path: str) -> Entry | None:
        """A page of the calendar, made anew each time: there is no end of them."""
        listing = archives.day(self.view.outlet, path)
        return Entry("calendar", "text/html", partial(pages.section, self.view, listing)) if listing else None

    def _missing(self, path: str) -> Entry:
        if path.startswith("/img/"):
            return Entry("asset", "image/svg+xml", partial(pages.picture, path))
        status = 200 if self.view.outlet.traits.soft_404 else 404
        return Entry("gone", "text/html", partial(pages.gone, self.view, path), status=status)


def untracked(target: str) -> str:
    """A request target without tracking parameters: ``/a?utm_source=rss&id=3`` gives ``/a?id=3``."""
    path, _, query = target.partition("?")
    kept = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if not key.startswith(TRACKING)]
    return f"{path}?{urlencode(kept)}" if kept else path


def _entries(view: View) -> list[tuple[str, Entry]]:
    found = [("/static/style.css", Entry("asset", "text/css", partial(pages.style, view)))]
    found.append(("/robots.txt", Entry("robots", "text/plain", partial(feeds.robots, view))))
    for item in view.outlet.articles:
        found += _article_entries(view, item)
    return found + _listings(view) + _feeds(view)


def _article_entries(view: View, item: Article) -> list[tuple[str, Entry]]:
    outlet, traits = view.outlet, view.outlet.traits
    path = addresses.article(outlet, item)
    found = [(path, Entry("article", "text/html", partial(pages.article, view, item), item))]
    if traits.amp:
        amp = partial(pages.amp, view, item)
        found.append((addresses.twin(outlet, item, traits.amp), Entry("amp", "text/html", amp, item)))
    if traits.print:
        printed = partial(pages.printed, view, item)
        found.append((addresses.twin(outlet, item, traits.print), Entry("print", "text/html", printed, item)))
    if traits.old:
        found += _moved(addresses.twin(outlet, item, traits.old), path, item)
    if traits.gate:
        found.append((traits.gate + path, Entry("redirect", "text/html", lambda: WALL, status=302)))
    return found


def _moved(old: str, path: str, item: Article) -> list[tuple[str, Entry]]:
    """The old address leads to the new one; that of an article with an odd number by way of a second redirect.

    Locations are relative references (RFC 9110, 10.2.2).
    """
    if item.number % 2 == 0:
        return [(old, Entry("redirect", "text/html", lambda: path, item, 301))]
    step = f"/go/{item.number}"
    first = Entry("redirect", "text/html", lambda: step, item, 302)
    return [(old, first), (step, Entry("redirect", "text/html", lambda: f"..{path}", item, 301))]


def _listings(view: View) -> list[tuple[str, Entry]]:
    outlet = view.outlet
    front = Listing("/", outlet.name, outlet.tagline, outlet.articles[: outlet.traits.per_page])
    found = [("/", Entry("home", "text/html", partial(pages.home, view, front)))]
    for name in outlet.sections:
        for listing in section_pages(outlet, name):
            found.append((listing.path, Entry("section", "text/html", partial(pages.section, view, listing))))
    story = tuple(item for item in outlet.articles if item.on_topic)
    hub = Listing(addresses.hub(outlet), outlet.ui.hub, outlet.ui.hub_intro, story)
    found.append((hub.path, Entry("hub", "text/html", partial(pages.section, view, hub))))
    for number, name in enumerate(pages.about(outlet), 1):
        about = Listing(f"/info/{number}", name, outlet.tagline, ())
        found.append((about.path, Entry("about", "text/html", partial(pages.section, view, about))))
    for listing in archives.listings(outlet):
        found.append((listing.path, Entry("archive", "text/html", partial(pages.archive, view, listing))))
    if outlet.traits.gate:
        found.append((WALL, Entry("gate", "text/html", partial(pages.gate, view, WALL))))
    return found


def section_pages(outlet: Outlet, name: str) -> list[Listing]:
    """The pages of a section, newest first, each with the paths of its neighbours."""
    items = [item for item in outlet.articles if item.section == name]
    size = outlet.traits.per_page
    count = max(1, -(-len(items) // size))
    paths = ["", *(addresses.section(outlet, name, number) for number in range(1, count + 1)), ""]
    return [
        Listing(paths[number], name, "", tuple(items[(number - 1) * size : number * size]), *_beside(paths, number))
        for number in range(1, count + 1)
    ]


def _beside(paths: list[str], number: int) -> tuple[str, str]:
    return paths[number - 1], paths[number + 1]


def _feeds(view: View) -> list[tuple[str, Entry]]:
    traits = view.outlet.traits
    found: list[tuple[str, Entry]] = []
    for kind, path in traits.feeds:
        found.append((path, Entry("feed", feeds.MEDIA_TYPES[kind], partial(feeds.feed, view, kind, path))))
    if traits.sitemap == "plain":
        found.append(("/sitemap.xml", Entry("sitemap", "application/xml", partial(feeds.sitemap, view))))
    if traits.sitemap == "index":
        found.append(("/sitemap.xml", Entry("sitemap", "application/xml", partial(feeds.sitemap_index, view))))
        for year in feeds.years(view):
            child = Entry("sitemap", "application/x-gzip", partial(feeds.sitemap, view, year))
            found.append((f"/sitemap-{year}.xml.gz", child))
    if traits.news_sitemap:
        found.append(("/sitemap-news.xml", Entry("sitemap", "application/xml", partial(feeds.news_sitemap, view))))
    return found


def _made(outlet: Outlet, entry: Entry) -> Page:
    if entry.kind == "redirect":
        return Page(entry.kind, entry.status, entry.media_type, {"": b""}, location=entry.render())
    charset = _charset(outlet, entry)
    body = entry.render().encode(charset, "xmlcharrefreplace")
    if entry.media_type == "application/x-gzip":
        return Page(entry.kind, 200, entry.media_type, {"": gzip.compress(body, 6, mtime=0)})
    changed = _changed(outlet, entry) if outlet.traits.last_modified else None
    return Page(
        entry.kind,
        entry.status,
        _media_type(outlet, entry, charset),
        _codings(outlet, body),
        f'"{hashlib.sha256(body).hexdigest()[:16]}"' if outlet.traits.etag else "",
        dates.http(changed) if changed else "",
    )


def _charset(outlet: Outlet, entry: Entry) -> str:
    """AMP pages and JSON (RFC 8259, 8.1) are UTF-8 whatever the site is in."""
    always = entry.kind == "amp" or entry.media_type == feeds.MEDIA_TYPES["json"]
    return "utf-8" if always else pages.charset(outlet, entry.item)


def _changed(outlet: Outlet, entry: Entry) -> datetime | None:
    """Rails change with the newest article, yet most sites date the page by its text; so do these."""
    if entry.status != 200 or entry.kind in {"gone", "gate"}:
        return None
    item = entry.item or outlet.articles[0]
    return item.updated or item.published


def _media_type(outlet: Outlet, entry: Entry, charset: str) -> str:
    silent = entry.item is not None and entry.item.slug in outlet.traits.undeclared
    if silent or (entry.media_type == "text/html" and outlet.traits.declared == "meta"):
        return entry.media_type
    return f"{entry.media_type}; charset={charset}"


def _codings(outlet: Outlet, body: bytes) -> dict[str, bytes]:
    made = {"": body}
    if "gzip" in outlet.traits.encodings:
        made["gzip"] = gzip.compress(body, 6, mtime=0)
    if "br" in outlet.traits.encodings:
        made["br"] = brotli.compress(body, quality=5)
    return made

"""The truth file: what every page of the news web is, for whoever measures a crawl or an extraction.

``python -m newsweb.truth`` writes ``truth.jsonl`` beside this module, one JSON object a page, in a fixed order and
without anything that depends on the port.

Keys of an article page (``kind`` "article"): ``outlet``, ``address``, ``path`` (canonical, with query), ``other_paths``
(AMP, print, old addresses), ``language``, ``title``, ``link``, ``byline``, ``published``, ``updated``, ``section``,
``agencies``, ``event``, ``relation``, ``copy_of``, ``names_seed``, ``theme``, ``body`` (the clean lines),
``rail_lines`` (every other visible line but the title, as rendered: rails, labels, captions, bylines, dates), and
``links``: how it is linked: ``where`` (feed, news sitemap, home, section, hub, archive,
article), ``title`` and ``url`` as
printed there (without scheme and address), ``summary`` (feeds only).
Compare whole lines with white space made alike (no-break spaces stand as they are written). A rail line may be short
("0", a section's name): it is a leak only when it is a line of its own.

Other pages have ``kind``, ``outlet``, ``address``, ``path`` and ``rail_lines``.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsweb import addresses, feeds, world
from newsweb.lines import Seen, see
from newsweb.site import Entry, Site, untracked
from newsweb.values import Article, Outlet, World

PATH = Path(__file__).with_name("truth.jsonl")
PORT = 8811
LISTS = ("home", "section", "hub", "archive", "article")
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mention:
    """How an article is linked: many pages that link it alike make one mention."""

    where: str
    title: str
    url: str
    summary: str = ""


def records(made: World) -> Iterator[Record]:
    """One record a page, outlets in the order of their addresses."""
    for outlet in made.outlets:
        yield from _outlet_records(outlet)


def written(made: World) -> str:
    """The truth file's text."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(made))


def load() -> tuple[Record, ...]:
    """The records of the truth file as checked in."""
    with PATH.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def _outlet_records(outlet: Outlet) -> Iterator[Record]:
    site = Site(outlet, PORT)
    seen = {path: see(entry.render()) for path, entry in site.entries.items() if entry.media_type == "text/html"}
    mentions = _mentions(site, seen)
    for path, entry in site.entries.items():
        common = {"kind": entry.kind, "outlet": outlet.slug, "address": outlet.traits.address, "path": path}
        if entry.kind == "article" and entry.item:
            yield common | _article(outlet, entry.item, seen[path], mentions[entry.item.key])
        elif entry.kind in {"home", "section", "hub", "gate", "about", "archive"}:
            yield common | {"rail_lines": _outside(seen[path], frozenset())}


def _article(outlet: Outlet, item: Article, seen: Seen, mentions: list[Mention]) -> Record:
    traits = outlet.traits
    patterns = [pattern for pattern in (traits.amp, traits.print, traits.old) if pattern]
    return {
        "other_paths": [addresses.twin(outlet, item, pattern) for pattern in patterns],
        "theme": outlet.theme,
        "language": item.language,
        "title": item.title,
        "link": item.link,
        "byline": item.byline,
        "published": item.published.isoformat(),
        "updated": item.updated.isoformat() if item.updated else None,
        "section": item.section,
        "agencies": list(item.agencies),
        "event": item.event,
        "relation": item.relation,
        "copy_of": item.copy_of,
        "names_seed": item.names_seed,
        "body": list(item.lines),
        "rail_lines": _outside(seen, frozenset((item.title, *item.lines))),
        "links": [_told(mention) for mention in mentions],
    }


def _told(mention: Mention) -> Record:
    told = {"where": mention.where, "title": mention.title, "url": mention.url}
    return told | ({"summary": mention.summary} if mention.summary else {})


def _outside(seen: Seen, clean: frozenset[str]) -> list[str]:
    """Each visible line that is none of the clean ones, once, with the pieces it is made of."""
    found: dict[str, None] = {}
    for line, pieces in zip(seen.lines, seen.pieces, strict=True):
        if line not in clean:
            found |= dict.fromkeys(text for text in (line, *pieces) if text not in clean)
    return list(found)


def _mentions(site: Site, seen: dict[str, Seen]) -> dict[str, list[Mention]]:
    found: dict[str, dict[Mention, None]] = defaultdict(dict)
    for path, entry in site.entries.items():
        if entry.kind in LISTS:
            for anchor in seen[path].anchors:
                item = _linked(site, path, anchor.href)
                if item and anchor.text and item is not entry.item:
                    found[item.key][Mention(entry.kind, anchor.text, anchor.href)] = None
        elif entry.kind == "feed":
            for item, fed in zip(site.view.outlet.articles, feeds.items(site.view), strict=False):
                url = fed.url.removeprefix(site.view.origin)
                found[item.key][Mention("feed", fed.title, url, fed.summary)] = None
        elif path == "/sitemap-news.xml":
            for item in site.view.outlet.articles[: feeds.NEWS_SIZE]:
                url = addresses.article(site.view.outlet, item)
                found[item.key][Mention("news sitemap", item.title, url)] = None
    return {item.key: list(found[item.key]) for item in site.view.outlet.articles}


def _linked(site: Site, page: str, href: str) -> Article | None:
    parts = urlsplit(urljoin(site.view.origin + page, href))
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    entry: Entry | None = site.entries.get(untracked(target))
    return entry.item if entry and entry.kind in {"article", "amp", "redirect"} else None


def main() -> int:
    """Writes the truth file."""
    PATH.write_text(written(world.load()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

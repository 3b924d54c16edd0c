"""Renders the pages of an outlet with its theme: articles and their twins, listings, the wall, the missing page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsweb import addresses, choice, dates
from newsweb.values import Article, Outlet


@dataclass(frozen=True, slots=True)
class View:
    """An outlet as seen at one port: what a page needs to know to print absolute addresses."""

    outlet: Outlet
    port: int

    @property
    def origin(self) -> str:
        """``http://127.0.0.11:8811``."""
        return self.outlet.origin(self.port)


@dataclass(frozen=True, slots=True)
class Teaser:
    """An article as rails and listings show it: under its ``link`` headline, which need not be its title."""

    url: str
    title: str
    summary: str
    section: str
    byline: str
    published: datetime
    image: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a body as rendered: a paragraph, a sub-heading, or what the theme put between them."""

    kind: Literal["p", "h", "read_also", "rail", "ad", "follow", "newsletter"]
    text: str = ""
    teasers: tuple[Teaser, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of teasers. ``newer`` and ``older`` are paths of the pages beside it, "" at the ends."""

    path: str
    title: str
    intro: str
    items: tuple[Article, ...]
    newer: str = ""
    older: str = ""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of all themes; a name that a template misspells raises instead of printing nothing."""
    made = Environment(
        loader=PackageLoader("newsweb", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {"long": dates.long, "short": dates.short, "full": dates.full, "stamp": dates.stamp}
    made.filters |= {"iso": dates.iso, "mail": dates.mail, "json": _json}
    return made


def article(view: View, item: Article) -> str:
    """The page of an article, with its rails and whatever the theme puts between its paragraphs."""
    return _render(view, f"{_theme(view)}/article.html", _about(view, item))


def amp(view: View, item: Article) -> str:
    """The AMP twin: the same text, a link back to the canonical page, one rail."""
    return _render(view, "amp.html", _about(view, item))


def printed(view: View, item: Article) -> str:
    """The print twin: the same text with next to nothing round it."""
    return _render(view, "print.html", _about(view, item))


def home(view: View, listing: Listing) -> str:
    """The front page: the newest story large, then teasers by section; feeds are announced in its head."""
    by_section = [
        (name, _teasers(view, [item for item in view.outlet.articles if item.section == name][:4]))
        for name in view.outlet.sections
    ]
    return _listing(view, listing, {"front": True, "by_section": by_section})


def section(view: View, listing: Listing) -> str:
    """A page of teasers, with links to the pages before and after it."""
    return _listing(view, listing, {"front": False, "by_section": []})


def gate(view: View, path: str) -> str:
    """The consent wall that stands before the text, with nothing of the text."""
    return _render(view, "gate.html", {"path": path, "here": None})


def gone(view: View, path: str) -> str:
    """The page for an address where nothing is, with teasers under it."""
    ui = view.outlet.ui
    listing = Listing(path, ui.gone_title, ui.gone_text, choice.pick(view.outlet.articles, 4, path, "gone"))
    return section(view, listing)


def style(view: View) -> str:
    """The theme's style sheet."""
    return environment().get_template(f"{_theme(view)}/style.css").render(outlet=view.outlet)


def picture(name: str) -> str:
    """An SVG of hills under a sky, different for each name; it stands for every photograph."""
    drawn = [choice.draw(name, part) % 360 for part in range(4)]
    return environment().get_template("picture.svg").render(drawn=drawn)


def teaser(view: View, item: Article) -> Teaser:
    """How a rail or listing shows the article; some outlets' anchors carry tracking parameters."""
    path = addresses.tracked(addresses.article(view.outlet, item), view.outlet.traits.anchor_tracking)
    image = f"/img/{item.number}.svg"
    return Teaser(path, item.link, item.summary, item.section, item.byline, item.published, image)


def body(view: View, item: Article) -> tuple[Piece, ...]:
    """The body as rendered, with what stands between its paragraphs."""
    between = choice.inserts(view.outlet, item)
    pieces: list[Piece] = []
    for index, block in enumerate(item.body):
        pieces.append(Piece(block.kind, block.text))
        for insert in between.get(index, ()):
            pieces.append(Piece(insert.kind, teasers=_teasers(view, insert.articles)))
    return tuple(pieces)


def _listing(view: View, listing: Listing, more: dict[str, Any]) -> str:
    given: dict[str, Any] = {
        "path": listing.path,
        "here": None,
        "listing": listing,
        "items": _teasers(view, listing.items),
    }
    given["rails"] = _rails(view, listing.path, None)
    return _render(view, f"{_theme(view)}/listing.html", given | more)


def _about(view: View, item: Article) -> dict[str, Any]:
    traits = view.outlet.traits
    path = addresses.article(view.outlet, item)
    return {
        "path": path,
        "here": item,
        "body": body(view, item),
        "rails": _rails(view, item.key, item),
        "amp": addresses.twin(view.outlet, item, traits.amp),
        "print": addresses.twin(view.outlet, item, traits.print),
        "image": f"/img/{item.number}.svg",
        "tags": (item.section, *item.agencies),
        "minutes": max(1, sum(len(line) for line in item.lines) // 900),
        "views": 80 + choice.draw(item.key, "views") % 9000,
    }


def _rails(view: View, page: str, here: Article | None) -> dict[str, tuple[Teaser, ...]]:
    chosen = choice.rails(view.outlet, page, here)
    return {name: _teasers(view, getattr(chosen, name)) for name in ("related", "latest", "popular", "see_also")}


def _teasers(view: View, items: Sequence[Article]) -> tuple[Teaser, ...]:
    return tuple(teaser(view, item) for item in items)


def _render(view: View, template: str, given: dict[str, Any]) -> str:
    outlet = view.outlet
    common = {
        "outlet": outlet,
        "labels": outlet.labels,
        "ui": outlet.ui,
        "origin": view.origin,
        "menu": [(name, addresses.section(outlet, name)) for name in outlet.sections],
        "about": [part.strip() for part in outlet.labels.about.split("|")],
        "feeds": outlet.traits.feeds if outlet.traits.autodiscovery else (),
        "draw": lambda *key: choice.draw(given["path"], *key),
        "declared": declared(outlet, given["here"]),
        "today": outlet.articles[0].published,
    }
    return environment().get_template(template).render(common | given)


def charset(outlet: Outlet, item: Article | None) -> str:
    """The charset of a page: old articles may stand in the one that the site used before 2022."""
    old = item is not None and item.published.year < 2022
    return outlet.traits.charset_old if old and outlet.traits.charset_old else outlet.traits.charset


def declared(outlet: Outlet, item: Article | None) -> str:
    """What the page's own meta tag calls its charset, "" where it says nothing."""
    silent = item is not None and item.slug in outlet.traits.undeclared
    return "" if silent or outlet.traits.declared == "http" else charset(outlet, item)


def _json(value: object) -> Markup:
    """JSON for a script element: nothing in it can end the element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - "<" is escaped


def _theme(view: View) -> str:
    names = environment().list_templates()
    return view.outlet.theme if f"{view.outlet.theme}/article.html" in names else "tagdiv"

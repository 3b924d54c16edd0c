"""Renders the pages of an outlet with its theme: articles and their twins, listings, the wall, the missing page."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newsweb import addresses, archives, choice, dates, teasers
from newsweb.archives import Listing
from newsweb.teasers import View
from newsweb.values import Article, Outlet


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
    made.filters |= {"iso": dates.iso, "mail": dates.mail, "json": _json, "caps": _caps}
    return made


def article(view: View, item: Article) -> str:
    """The page of an article, with its rails and whatever the theme puts between its paragraphs."""
    return _render(view, f"{view.outlet.theme}/article.html", _about(view, item))


def amp(view: View, item: Article) -> str:
    """The AMP twin: the same text, a link back to the canonical page, one rail."""
    return _render(view, "amp.html", _about(view, item))


def printed(view: View, item: Article) -> str:
    """The print twin: the same text with next to nothing round it."""
    return _render(view, "print.html", _about(view, item))


def home(view: View, listing: Listing) -> str:
    """The front page: the newest story large, then teasers by section; feeds are announced in its head."""
    by_section = [
        (name, teasers.several(view, [item for item in view.outlet.articles if item.section == name][:4]))
        for name in view.outlet.sections
    ]
    return _listing(view, listing, {"front": True, "by_section": by_section})


def section(view: View, listing: Listing) -> str:
    """A page of teasers, with links to the pages before and after it."""
    return _listing(view, listing, {"front": False, "by_section": []})


def archive(view: View, listing: Listing) -> str:
    """A month of the archive with links to the months beside it, or, for a list without articles, all its months."""
    months = [] if listing.items else archives.months(view.outlet)
    named = [(f"{view.outlet.ui.months[number - 1]} {year}", year, number) for year, number in months]
    links = [(name, addresses.month(view.outlet, year, number)) for name, year, number in named]
    return _listing(view, listing, {"front": False, "by_section": [], "months": links})


def gate(view: View, path: str) -> str:
    """The consent wall that stands before the text, with nothing of the text."""
    return _render(view, "gate.html", {"path": path, "here": None})


def gone(view: View, path: str) -> str:
    """The page for an address where nothing is, with teasers under it."""
    ui = view.outlet.ui
    listing = Listing(path, ui.gone_title, ui.gone_text, choice.pick(view.outlet.articles, 4, path, "gone"))
    return section(view, listing)


def about(outlet: Outlet) -> list[str]:
    """The names of the pages that the footer links."""
    return [part.strip() for part in outlet.labels.about.split("|")]


def further(outlet: Outlet) -> list[tuple[str, str]]:
    """Names and paths of the other lists that the footer links: the archive, the calendar's newest day."""
    found = [(outlet.ui.archive, addresses.archive(outlet))] * bool(outlet.traits.archive)
    newest = addresses.day(outlet, outlet.articles[0].published.date())
    return found + [(outlet.ui.archive, newest)] * bool(outlet.traits.calendar)


def style(view: View) -> str:
    """The theme's style sheet."""
    return environment().get_template(f"{view.outlet.theme}/style.css").render(outlet=view.outlet)


def picture(name: str) -> str:
    """An SVG of hills under a sky, different for each name; it stands for every photograph."""
    drawn = [choice.draw(name, part) % 360 for part in range(4)]
    return environment().get_template("picture.svg").render(drawn=drawn)


def _listing(view: View, listing: Listing, more: dict[str, Any]) -> str:
    given: dict[str, Any] = {
        "path": listing.path,
        "here": None,
        "listing": listing,
        "items": teasers.several(view, listing.items),
        "months": [],
    }
    given["rails"] = teasers.rails(view, listing.path, None)
    return _render(view, f"{view.outlet.theme}/listing.html", given | more)


def _about(view: View, item: Article) -> dict[str, Any]:
    traits = view.outlet.traits
    path = addresses.article(view.outlet, item)
    return {
        "path": path,
        "here": item,
        "body": teasers.body(view, item),
        "rails": teasers.rails(view, item.key, item),
        "amp": addresses.twin(view.outlet, item, traits.amp),
        "print": addresses.twin(view.outlet, item, traits.print),
        "image": f"/img/{item.number}.svg",
        "tags": teasers.tags(view.outlet, item),
        "minutes": max(1, sum(len(line) for line in item.lines) // 900),
        "views": 80 + choice.draw(item.key, "views") % 9000,
    }


def _render(view: View, template: str, given: dict[str, Any]) -> str:
    outlet = view.outlet
    common = {
        "outlet": outlet,
        "labels": outlet.labels,
        "ui": outlet.ui,
        "origin": view.origin,
        "menu": [(name, addresses.section(outlet, name)) for name in outlet.sections],
        "about": about(outlet),
        "further": further(outlet),
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


def _caps(text: str) -> str:
    """In capitals, without accents, as Greek sites print names."""
    letters = unicodedata.normalize("NFD", text.upper())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _json(value: object) -> Markup:
    """JSON for a script element: nothing in it can end the element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - "<" is escaped

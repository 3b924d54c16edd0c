"""Where on a page a fact stands: in a rail, whose times and names are other articles', or not."""

from __future__ import annotations

import re

from lxml import html

_RAIL = re.compile(
    r"relat|recommend|similar|sidebar|aside|widget|teaser|latest|popular|trending|more-|read-?next|comment|card\b"
    r"|footer|\bnav|menu|carousel|promo|td[_-]block|most-",
    re.IGNORECASE,
)


def in_rail(element: html.HtmlElement) -> bool:
    """True where ``element`` lies in an aside, a footer, a nav or a part whose class names speak of a rail."""
    for outer in element.iterancestors():
        if outer.tag in ("body", "html", "main"):
            return False
        if outer.tag in ("aside", "footer", "nav") or _RAIL.search(f"{outer.get('class', '')} {outer.get('id', '')}"):
            return True
    return False

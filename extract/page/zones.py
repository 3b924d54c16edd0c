"""Where on a page an element stands: in a menu, at the foot, or in the main part."""

from __future__ import annotations

import re
from typing import Literal

from lxml import etree

Zone = Literal["menu", "foot", "main"]

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:(?P<foot>footer|colophon|copyright|legal)|(?:nav|navi|navbar|navigation|menu|mainmenu|topmenu|submenu"
    r"|megamenu|topbar|masthead|rubrics?))(?:$|[\s_-])",
    re.IGNORECASE,
)
_BY_TAG: dict[str, Zone] = {"nav": "menu", "footer": "foot", "main": "main", "article": "main", "body": "main"}
_BY_ROLE: dict[str, Zone] = {
    "navigation": "menu",
    "menubar": "menu",
    "menu": "menu",
    "contentinfo": "foot",
    "main": "main",
}


class Zones:
    """The zones of one page; remembers what it found for each element on the way up."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[etree._Element, Zone] = {}

    def of(self, element: etree._Element) -> Zone:
        """What the nearest telling ancestor (or the element itself) names; a menu at the foot is foot. Else "main"."""
        climbed = []
        current: etree._Element | None = element
        while current is not None and current not in self._known:
            climbed.append(current)
            current = current.getparent()
        zone: Zone = self._known[current] if current is not None else "main"
        for passed in reversed(climbed):
            named = _named(passed)
            zone = named if named and not (named == "menu" and zone == "foot") else zone
            self._known[passed] = zone
        return zone


_LABELS = re.compile(
    r"(?:^|[\s_-])(?:tags?|tagged|keywords?|topics?|cat-links|article-labels)(?:$|[\s_-])", re.IGNORECASE
)
_NEAR = 4


def is_among_labels(anchor: etree._Element) -> bool:
    """Whether the page itself calls the anchor one of its labels: by ``rel=tag``, or by a name within four levels."""
    if "tag" in (anchor.get("rel") or "").lower().split():
        return True
    around: etree._Element | None = anchor
    for _ in range(_NEAR):
        if around is None or around.tag == "body":
            return False
        if _LABELS.search(f"{around.get('class') or ''} {around.get('id') or ''}"):
            return True
        around = around.getparent()
    return False


def _named(element: etree._Element) -> Zone | None:
    tag = element.tag
    if tag in _BY_TAG:
        return _BY_TAG[str(tag)]
    role = element.get("role")
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) == 1 or tag == "a" or len(names) > 500:
        return None
    match = _NAMES.search(names)
    return None if match is None else "foot" if match["foot"] else "menu"

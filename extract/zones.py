"""Where on a page an element stands: in a menu, at the foot, or in the main part."""

from __future__ import annotations

import re
from typing import Literal

from lxml import etree

Zone = Literal["menu", "foot", "main"]

_MENU = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|mainmenu|topmenu|submenu|megamenu|topbar|masthead|rubrics?)(?:$|[\s_-])"
    r"|main-?nav|site-?nav|top-?nav|primary-?menu",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:^|[\s_-])(?:footer|colophon|copyright|legal)(?:$|[\s_-])|site-?footer|page-?footer", re.IGNORECASE
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
        """The zone that the nearest telling ancestor (or the element itself) names; "main" where none does."""
        climbed = []
        zone: Zone | None = None
        current: etree._Element | None = element
        while current is not None and zone is None:
            zone = self._known.get(current) or _named(current)
            climbed.append(current)
            current = current.getparent()
        for passed in climbed:
            self._known[passed] = zone or "main"
        return zone or "main"


def _named(element: etree._Element) -> Zone | None:
    tag = element.tag
    if tag in _BY_TAG:
        return _BY_TAG[str(tag)]
    role = element.get("role")
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if names == " " or tag == "a" or len(names) > 500:
        return None
    if _FOOT.search(names):
        return "foot"
    return "menu" if _MENU.search(names) else None

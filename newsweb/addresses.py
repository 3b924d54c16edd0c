"""Where everything of an outlet's site lives: paths of articles, twins, old addresses, sections."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from newsweb.values import Article, Outlet

_PAIRS = """
аa бb вv гg дd еe ёe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsht ъa ыy ь эe юyu яya
αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo
"""
_LETTERS = {pair[0]: pair[1:] for pair in _PAIRS.split()}


def plain(name: str) -> str:
    """A name as sites write it in URLs: ASCII, lower case, hyphens. ``Port & Sea`` gives ``port-sea``."""
    letters = unicodedata.normalize("NFD", name.lower())
    latin = "".join(_LETTERS.get(letter, letter) for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")


def article(outlet: Outlet, item: Article) -> str:
    """The path (with query) under which an article is canonical."""
    return _fill(outlet.traits.article, item)


def twin(outlet: Outlet, item: Article, pattern: str) -> str:
    """The path of another form of an article (AMP, print, old address) by its pattern; "" when the site has none."""
    return _fill(pattern.replace("{path}", article(outlet, item)), item)


def section(outlet: Outlet, name: str, number: int = 1) -> str:
    """The path of a section's page, counted from 1."""
    first = outlet.traits.section.format(section=plain(name))
    return first if number == 1 else first + outlet.traits.page.format(number=number)


def hub(outlet: Outlet) -> str:
    """The path of the page that lists the outlet's pieces about the story: an index page that reads like one."""
    return f"/tema/{plain(outlet.ui.hub)}"


def month(outlet: Outlet, year: int, number: int) -> str:
    """The path of the archive's list of a month."""
    return outlet.traits.archive.format(yyyy=year, mm=f"{number:02}")


def archive(outlet: Outlet) -> str:
    """The path of the page that lists the archive's months; "" where the site has no archive."""
    return re.split(r"[?{]", outlet.traits.archive)[0]


def day(outlet: Outlet, when: date) -> str:
    """The path of a day in the calendar."""
    return f"{outlet.traits.calendar}/{when:%Y/%m/%d}"


def tracked(path: str, tracking: str) -> str:
    """The path with a tracking query joined on."""
    return path + ("&" if "?" in path else "?") * bool(tracking) + tracking


def _fill(pattern: str, item: Article) -> str:
    day = item.published
    return pattern.format(
        yyyy=f"{day:%Y}",
        mm=f"{day:%m}",
        dd=f"{day:%d}",
        section=plain(item.section),
        slug=item.slug,
        id=item.number,
    )

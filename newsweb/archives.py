"""Lists by date: the months of an outlet's archive, and a calendar whose days never end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from newsweb import addresses
from newsweb.values import Article, Outlet


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of teasers. ``newer`` and ``older`` are paths of the pages beside it, "" at the ends."""

    path: str
    title: str
    intro: str
    items: tuple[Article, ...]
    newer: str = ""
    older: str = ""


def months(outlet: Outlet) -> list[tuple[int, int]]:
    """Year and number of each month in which the outlet published, newest first."""
    return list(dict.fromkeys((item.published.year, item.published.month) for item in outlet.articles))


def listings(outlet: Outlet) -> list[Listing]:
    """The archive's pages: one that lists the months, and the months; none where the site has no archive."""
    if not outlet.traits.archive:
        return []
    front = Listing(addresses.archive(outlet), outlet.ui.archive, outlet.tagline, ())
    return [front, *(_month(outlet, year, number) for year, number in months(outlet))]


def _month(outlet: Outlet, year: int, number: int) -> Listing:
    items = tuple(item for item in outlet.articles if (item.published.year, item.published.month) == (year, number))
    title = f"{outlet.ui.archive}: {outlet.ui.months[number - 1]} {year}"
    return Listing(addresses.month(outlet, year, number), title, "", items)


def day(outlet: Outlet, path: str) -> Listing | None:
    """The calendar's page at ``path``, which links the days before and after it; None where it is none.

    Every day of the years 1000 to 9998 has one, whether anything was published on it or not.
    """
    front = f"{outlet.traits.calendar}/"
    if not outlet.traits.calendar or not path.startswith(front):
        return None
    try:
        when = date.fromisoformat(path.removeprefix(front).replace("/", "-"))
    except ValueError:
        return None
    if not 1000 <= when.year <= 9998:
        return None
    items = tuple(item for item in outlet.articles if item.published.date() == when)
    beside = (addresses.day(outlet, when + timedelta(days=step)) for step in (1, -1))
    return Listing(path, f"{when.day}. {when.month}. {when.year}", "", items, *beside)

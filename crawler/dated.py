"""Lists by date of one crawl: archives by month, calendars and dated sitemaps, those of the story's time first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from math import exp

from archive.frontier import Entry
from crawler.window import Window
from extract.address import archives
from extract.address.archives import Dated
from extract.urls import canonical

NEAR_PRIORITY, FAR_PRIORITY = 1.4, 0.7
MOST_MONTHS, MOST_DAYS = 72, 48
AT_ONCE = 2  # days about a day of the story on which most is reported; the lists of further ones wait behind good pages
_FADE = 10.0
Child = tuple[str, datetime | None]


class DatedLists:
    """Which lists by date to fetch for the sources of one crawl; remembers what it named. ``window``: the story's time.

    Of an archive the story's months are asked for, linked or not, then what is linked besides, by nearness. Of a
    calendar only days near the story are asked for: it may go on for ever.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._asked: set[str] = set()
        self._taken: Counter[tuple[str, bool]] = Counter()

    def entries(self, parent: Entry, found: Iterable[str]) -> list[Entry]:
        """Entries for the lists by date among ``found``, which stood on ``parent``; each once in a crawl."""
        lists = [(url, archives.read(url)) for url in found]
        return [*self._of_the_story(parent, lists), *self._linked(parent, lists)]

    def ranked(self, children: Iterable[Child]) -> list[Child]:
        """The sitemaps of an index: by nearness of the time in their address, then the last changed first."""
        return sorted(children, key=self._promise, reverse=True)

    def _promise(self, child: Child) -> tuple[float, datetime]:
        dated = archives.read(child[0])
        near = self._window.of_list(dated) if dated and self._window.days else 1.0
        return near, child[1] or datetime.min.replace(tzinfo=UTC)

    def _of_the_story(self, parent: Entry, lists: list[tuple[str, Dated | None]]) -> Iterator[Entry]:
        model = next((dated for _, dated in lists if dated and dated.month and dated.day is None), None)
        if model is None:
            return
        for year, month in self._window.months():
            url = model.at(year, month)
            if url is not None:
                yield from self._entry(parent, url, NEAR_PRIORITY)

    def _linked(self, parent: Entry, lists: list[tuple[str, Dated | None]]) -> Iterator[Entry]:
        nearness = {url: self._window.of_list(dated) if dated else 1.0 for url, dated in lists}
        for url, dated in sorted(lists, key=lambda one: -nearness[one[0]]):
            is_near = nearness[url] == 1.0
            if dated is not None and dated.day is not None:
                if is_near and self._window.days:
                    yield from self._entry(parent, url, self._of_day(dated))
                continue
            yield from self._entry(parent, url, NEAR_PRIORITY if is_near else FAR_PRIORITY * nearness[url])

    def _of_day(self, dated: Dated) -> float:
        gap = self._window.gap(dated)
        return NEAR_PRIORITY if gap <= AT_ONCE else FAR_PRIORITY * exp((AT_ONCE - gap) / _FADE)

    def _entry(self, parent: Entry, url: str, priority: float) -> Iterator[Entry]:
        address, key = canonical(url), parent.source or ""
        day = is_day(address)
        if address in self._asked or self._taken[key, day] >= (MOST_DAYS if day else MOST_MONTHS):
            return
        self._asked.add(address)
        self._taken[key, day] += 1
        yield Entry(address, round(priority, 4), "section", parent.source, "archive", parent.url or None)


def is_day(url: str) -> bool:
    """Whether ``url`` is the list of one day, whose neighbours are asked for by date or not at all."""
    dated = archives.read(url)
    return dated is not None and dated.day is not None

"""The services of one crawl: what they are asked, and what their answers lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.frontier import Entry
from compare.queries import Query
from crawler.services import cdx, gdelt
from crawler.sources import Source
from crawler.window import Window
from extract.link import Link
from extract.urls import host

PRIORITY = 2.2
MOST_ASKED = 60  # requests to one service in one crawl; what goes on for ever ends here
BEFORE, AFTER = timedelta(days=2), timedelta(days=12)  # of a day of the story, in which it is reported
RECENT = 90  # days: what GDELT searches when no days are given


@dataclass(frozen=True, slots=True)
class Told:
    """An article that a service knows: ``fetch`` is where to get it (the page itself, or an archive's replay)."""

    link: Link
    fetch: str


class Services:
    """Asks services for one story. For the thread that reads discovery pages.

    ``outlets``: the sources whose pages are wanted. Without days of the story CDX servers are not asked, since they
    would have to be asked for everything.
    """

    def __init__(self, outlets: Sequence[Source], queries: Sequence[Query], window: Window) -> None:
        self._outlets = outlets
        self._queries = queries
        self._spans = list(spans(window.days))
        self._asked: Counter[str] = Counter()

    def begin(self, service: Source) -> list[Entry]:
        """What a new crawl asks ``service`` first; nothing of Common Crawl, whose files are read by themselves."""
        if service.service == "ccnews":
            return []
        if service.service == "gdelt":
            languages = sorted({one.language for one in self._outlets if one.language})
            urls = [
                gdelt.ask(service.home, query.words, languages, *span)
                for query in self._queries
                for span in self._spans
            ]
        else:
            hosts = dict.fromkeys(host(outlet.home).removeprefix("www.") for outlet in self._outlets)
            urls = [cdx.ask(service.home, name, *span) for span in self._spans for name in hosts]
        return list(self._entries(service, urls, None))

    def read(self, service: Source, body: bytes, url: str) -> tuple[list[Entry], list[Told]]:
        """What to ask further, and what the answer told. Raises ServiceDamaged for an answer that is none."""
        if service.service == "gdelt":
            links = gdelt.parse(body, url)
            return list(self._entries(service, gdelt.halves(url, len(links)), url)), [
                Told(link, link.url) for link in links
            ]
        found, onward = cdx.parse(body, url)
        told = [
            Told(Link(one.url, "service", published=one.at), one.replayed(service.replay or cdx.REPLAY))
            for one in found
        ]
        return list(self._entries(service, [onward] if onward and found else [], url)), told

    def _entries(self, service: Source, urls: Iterable[str], via: str | None) -> Iterator[Entry]:
        for url in urls:
            if self._asked[service.key] >= MOST_ASKED:
                return
            self._asked[service.key] += 1
            yield Entry(url, PRIORITY, "service", service.key, "service", via)


def spans(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The times in which these days are reported, those that touch each other as one, in order."""
    begun: tuple[date, date] | None = None
    for day in sorted(days):
        first, last = day - BEFORE, day + AFTER
        if begun is None:
            begun = first, last
        elif first <= begun[1]:
            begun = begun[0], last
        else:
            yield begun
            begun = first, last
    if begun is not None:
        yield begun

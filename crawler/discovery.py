"""Where a source's articles are: what its home page, robots.txt, feeds, sitemaps and sections lead to.

Every link is scored before it is fetched; what leads to more links is bounded, kind by kind, for each source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from archive.frontier import Entry
from compare.queries import Query
from crawler.dated import DatedLists, is_day
from crawler.focus.compass import Compass
from crawler.services.asking import Services
from crawler.sources import Source
from crawler.window import Window
from extract import feeds, links, opening, sitemaps
from extract.link import Link
from extract.urls import canonical

# Discovery stands above 1, articles by their score at 0..1; what rarely leads to more competes with good articles.
HOME, FEED, SITEMAP, SECTION, CHILD, NEXT = 3.0, 2.5, 2.0, 1.5, 0.75, 0.6
SEED = 4.0
LABEL = 1.45
MOST = {"feed": 12, "sitemap": 24, "section": 24, "next": 48, "label": 24}
MOST_LINKS = 20_000
MAX_PAGING = 3
_NUMBER = re.compile(r"(?<![\d:])\d{5,}(?!\d)")


class Scorer(Protocol):
    """What compare.links.LinkScorer does."""

    def score(self, link: Link) -> float:
        """How promising a link is, 0..1."""
        ...


class Unscored:
    """Knows nothing of any link."""

    def score(self, link: Link) -> float:
        """Always 0.5."""
        del link
        return 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for an entry: ``body`` decoded, ``url`` in the end, ``charset`` and X-Robots-Tag as its fields say."""

    entry: Entry
    url: str
    body: bytes
    charset: str | None = None
    robots: tuple[str, ...] = ()

    @property
    def found(self) -> links.Discovered:
        """What the page leads to; where it says "nofollow", only the feeds and sitemaps that it declares."""
        found = links.discover(self.body, self.url, charset=self.charset)
        if opening.follows(opening.robots(self.robots, self.body)):
            return found
        return links.Discovered(feeds=found.feeds, sitemaps=found.sitemaps)


class Discovery:
    """Reads discovery pages of one crawl; not for two threads at a time.

    ``window``: the time of the story; ``queries``: what services are asked. ``compass``: what is learned of its links,
    by which they are ranked.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        scorer: Scorer,
        window: Window | None = None,
        queries: Sequence[Query] = (),
    ) -> None:
        self._sources = {source.key: source for source in sources}
        outlets = [source for source in self._sources.values() if not source.service]
        self._services = Services(outlets, queries, window or Window())
        self._scorer = scorer
        self._dated = DatedLists(window or Window())
        self.compass = Compass()
        self._taken: Counter[tuple[str, str]] = Counter()
        self._paging: dict[str, int] = {}
        self._sections: set[str] = set()
        self._common: set[str] = set()

    def begin(self) -> list[Entry]:
        """What a new crawl fetches first: homes, and what the configuration lists."""
        return [
            entry
            for source in self._sources.values()
            for entry in (self._services.begin(source) if source.service else _listed(source))
        ]

    def robots(self, key: str, found: Iterable[str]) -> list[Entry]:
        """Sitemaps that the robots.txt of the source ``key`` names; none for a source that is not ours."""
        if key not in self._sources:
            return []
        return list(self._more("sitemap", SITEMAP, Entry("", kind="sitemap", source=key), found))

    def leads_on(self, entry: Entry) -> bool:
        """Whether the answer for ``entry`` is to be read here; an article is, when it also stood in a menu."""
        return entry.kind != "page" or entry.url in self._sections

    def also_articles(self, entries: Iterable[Entry]) -> list[str]:
        """Those of the entries that are articles, but stood in a menu before."""
        return [entry.url for entry in entries if entry.kind == "page" and entry.url in self._sections]

    def read(self, answer: Answer) -> list[Entry]:
        """What the answer leads to. Raises ExtractError for a feed or sitemap that is none; an unknown source or
        another kind leads nowhere.
        """
        source = self._sources.get(answer.entry.source or "")
        if source is None:
            return []
        match answer.entry.kind:
            case "feed":
                return self._links(source, answer, feeds.parse(answer.body, answer.url).links)
            case "sitemap":
                return self._sitemap(source, answer)
            case "home" | "section" | "page":
                return self._page(source, answer)
            case "service":
                return self._told(source, answer)
            case _:
                return []

    def _told(self, service: Source, answer: Answer) -> list[Entry]:
        """What a service knows of the outlets; a replay only of pages that are not known from anywhere else."""
        further, told = self._services.read(service, answer.body, answer.entry.url)
        entries: list[Entry] = []
        for one in told:
            source = next((outlet for outlet in self._sources.values() if outlet.covers(one.link.url)), None)
            if source is None or (one.fetch != one.link.url and self.compass.knows(one.link.url)):
                continue
            found = self._links(source, answer, [one.link])
            entries += (
                found if one.fetch == one.link.url else [self.compass.instead(entry, one.fetch) for entry in found]
            )
        return [*further, *entries]

    def _sitemap(self, source: Source, answer: Answer) -> list[Entry]:
        found = sitemaps.parse(answer.body, answer.url)
        nearest = self._dated.ranked(found.children)
        changed = {canonical(url): at.isoformat() for url, at in nearest if at}
        children = self._more("sitemap", CHILD, answer.entry, (url for url, _ in nearest))
        dated = [replace(child, stated=changed.get(child.url)) for child in children]
        return [*dated, *self._links(source, answer, found.links)]

    def _page(self, source: Source, answer: Answer) -> list[Entry]:
        found = answer.found
        entries: list[Entry] = []
        if answer.entry.kind == "home":
            entries += self._more("feed", FEED, answer.entry, found.feeds)
            entries += self._more("sitemap", SITEMAP, answer.entry, found.sitemaps)
            self._common.update(found.labels)
            sections = list(self._more("section", SECTION, answer.entry, filter(source.covers, found.sections)))
            self._sections.update(section.url for section in sections)
            entries += sections
            entries += self._links(source, answer, [replace(link, origin="home") for link in found.links])
        else:
            if not is_day(answer.entry.url):
                entries += self._next(source, answer.entry, found.next_page)
            is_label = answer.entry.origin == "label"
            entries += self._links(source, answer, _of_the_list(found.links) if is_label else found.links)
        entries += self._dated.entries(answer.entry, filter(source.covers, found.archives))
        return entries

    def follow(self, answer: Answer) -> list[Entry]:
        """What an article about the story leads to: the lists it puts itself under, and the articles it links.

        Raises nothing; an article of an unknown source leads nowhere.
        """
        source = self._sources.get(answer.entry.source or "")
        if source is None:
            return []
        found = answer.found
        known = self._sections | self._common
        labels = [url for url in filter(source.covers, found.labels) if url not in known]
        self._common.update(labels)
        lists = [
            replace(one, kind="section", origin="label") for one in self._more("label", LABEL, answer.entry, labels)
        ]
        own = set(_NUMBER.findall(answer.url))  # what holds the page's own number is another form of the page
        others = [replace(link, origin="page") for link in found.links if own.isdisjoint(_NUMBER.findall(link.url))]
        return [*lists, *self._links(source, answer, others)]

    def _next(self, source: Source, entry: Entry, url: str | None) -> Iterator[Entry]:
        # A page that redirects is read under its target, and is still the same page of the list.
        here = self._paging.get(entry.url) or self._paging.get(entry.via or "", 1)
        if url is None or here >= MAX_PAGING or not source.covers(url):
            return
        if self._taken[source.key, "next"] >= MOST["next"]:
            return
        address = canonical(url)
        self._taken[source.key, "next"] += 1
        self._paging.setdefault(address, here + 1)
        yield Entry(address, NEXT, "section", source.key, "section", entry.url)

    def _more(self, kind: str, priority: float, parent: Entry, urls: Iterable[str]) -> Iterator[Entry]:
        """Entries of a kind that leads to more, as long as the source's share of them lasts."""
        key = parent.source or ""
        for url in urls:
            if self._taken[key, kind] >= MOST[kind]:
                return
            self._taken[key, kind] += 1
            yield Entry(canonical(url), priority, kind, parent.source, parent.kind, parent.url or None)

    def _links(self, source: Source, answer: Answer, found: Iterable[Link]) -> list[Entry]:
        left = MOST_LINKS - self._taken[source.key, "page"]
        covered = [link for link in found if source.covers(link.url)][: max(0, left)]
        self._taken[source.key, "page"] += len(covered)
        return [self._entry(source, answer.entry.url, link) for link in covered]

    def _entry(self, source: Source, via: str, link: Link) -> Entry:
        if link.language is None and source.language is not None:
            link = replace(link, language=source.language)
        score = round(self._scorer.score(link), 4)
        at = link.changed or link.published
        stated = at.isoformat() if at else None
        entry = Entry(link.url, score, "page", source.key, link.origin, via, score, link.title, stated)
        return self.compass.rated(entry)


def _of_the_list(found: Sequence[Link]) -> list[Link]:
    """The links of a label's page, marked as its own where they are told as fully as the first; rails tell less."""
    shapes = [(link.summary is not None, link.published is not None) for link in found]
    return [
        replace(link, origin="label") if shape == shapes[0] else link for link, shape in zip(found, shapes, strict=True)
    ]


def _listed(source: Source) -> Iterator[Entry]:
    yield Entry(source.home, HOME, "home", source.key)
    for url in source.feeds:
        yield Entry(url, FEED, "feed", source.key, "sources.toml")
    for url in source.sitemaps:
        yield Entry(url, SITEMAP, "sitemap", source.key, "sources.toml")
    for url in source.sections:
        yield Entry(url, SECTION, "section", source.key, "sources.toml")

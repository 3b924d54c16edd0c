"""Do the sources answer? A look at each home page, its robots.txt, feeds, sitemaps, sections; nothing is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import BodyDamaged
from crawler.body import charset_of, decoded
from crawler.failures import NETWORK_ERRORS, why
from crawler.plan import Politeness, SourceCheck
from crawler.reactor import Reactor
from crawler.robots import FORBIDDEN
from crawler.scope import Scope
from crawler.settings import check_contact, probing
from crawler.sources import Source
from extract import feeds, links, sitemaps
from extract.errors import ExtractError
from extract.link import Link
from extract.robots import sitemaps as named_sitemaps

MOST = 3
_NO_ANSWER: tuple[type[Exception], ...] = (IgnoreRequest, *NETWORK_ERRORS)
_UNREADABLE: tuple[type[Exception], ...] = (ExtractError, *_NO_ANSWER)
OnCheck = Callable[[SourceCheck], None]


def probe(
    sources: Sequence[Source], politeness: Politeness | None = None, on_check: OnCheck = lambda _: None
) -> list[SourceCheck]:
    """Asks every source, as politely as a crawl would; the answers in the order of ``sources``.

    ``on_check`` is called for each as it comes in. At most three feeds, three sitemaps and three listed sections of a
    source are read; of a service it is only asked whether it answers. A signal ends it with the answers so far. Must
    run in the main thread, once in a process. Raises ContactMissing.
    """
    politeness = politeness or Politeness()
    check_contact(tuple(sources), politeness.contact)
    # What goes wrong is in the answers; without any handler Python would print it as well.
    logging.getLogger().addHandler(logging.NullHandler())
    found: dict[str, SourceCheck] = {}

    def note(check: SourceCheck) -> None:
        found[check.key] = check
        on_check(check)

    reactor = Reactor(probing(politeness))
    scope = Scope(sources, politeness.networks)
    reactor.run(lambda: reactor.crawl(ProbeSpider, scope=scope, sources=sources, note=note))
    return [found[source.key] for source in sources if source.key in found]


class ProbeSpider(Spider):
    """Asks ``sources`` side by side and hands each SourceCheck to ``note``."""

    name = "probe"

    def __init__(self, scope: Scope, sources: Sequence[Source], note: OnCheck) -> None:
        super().__init__()
        self.scope = scope
        self._sources = sources
        self._note = note

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:  # noqa: ANN401 - Scrapy's
        """Scrapy's constructor."""
        spider: ProbeSpider = super().from_crawler(crawler, *args, **kwargs)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Asks them all; there is nothing for the scheduler."""
        await asyncio.gather(*(self._ask(source) for source in self._sources))
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _ask(self, source: Source) -> None:
        self._note(await self._check(source))

    async def _check(self, source: Source) -> SourceCheck:
        blank = SourceCheck(source.key, source.home)
        try:
            home = await self._get(source.home, dont_obey_robotstxt=source.service is not None)
        except IgnoreRequest as error:
            return await self._refused(blank, str(error))
        except NETWORK_ERRORS as error:
            return replace(blank, problem=why(error))
        if source.service and home.status < 500:  # it was asked nothing, which it may call an error
            return replace(blank, status=home.status)
        if home.status >= 400:
            return replace(blank, status=home.status, problem=f"the home page answers {home.status}")
        found = links.discover(_body(home), home.url, charset=charset_of(home))
        read_feeds, from_feeds = await self._read((*source.feeds, *found.feeds), _of_feed)
        maps = (*source.sitemaps, *found.sitemaps, *await self._named(source.home))
        read_maps, from_maps = await self._read(maps, _of_sitemap)
        _, from_sections = await self._read(source.sections, _of_section)
        seen = {link.url: link for link in (*found.links, *from_sections, *from_maps, *from_feeds)}
        problem = None if seen else "no article found: list its feeds, sitemaps or sections"
        newest = max((link.published for link in seen.values() if link.published), default=None)
        return SourceCheck(
            source.key, source.home, home.status, problem, True, read_feeds, read_maps, len(seen), _day(newest)
        )

    async def _refused(self, blank: SourceCheck, said: str) -> SourceCheck:
        if not said.startswith(FORBIDDEN):
            return replace(blank, problem=f"the home page leads nowhere: {said}")
        try:
            rules = await self._robots(blank.home)
        except _NO_ANSWER as error:
            return replace(blank, problem=why(error))
        forbids = "forbids the home page" if rules.status < 500 else f"answers {rules.status}, which forbids all"
        return replace(blank, allowed=False, problem=f"robots.txt {forbids}")

    async def _robots(self, home: str) -> Response:
        return await self._get(urljoin(home, "/robots.txt"), dont_obey_robotstxt=True)

    async def _named(self, home: str) -> tuple[str, ...]:
        try:
            answer = await self._robots(home)
        except _NO_ANSWER:
            return ()
        return named_sitemaps(_body(answer)) if answer.status < 400 else ()

    async def _read(
        self, urls: Sequence[str], parse: Callable[[bytes, str], Sequence[Link]]
    ) -> tuple[tuple[str, ...], list[Link]]:
        """Those of the first few that can be read, and the links in them."""
        good: list[str] = []
        found: list[Link] = []
        for url in list(dict.fromkeys(urls))[:MOST]:
            try:
                answer = await self._get(url)
                found += parse(_body(answer), answer.url) if answer.status < 400 else ()
            except _UNREADABLE:
                continue
            if answer.status < 400:
                good.append(url)
        return tuple(good), found

    async def _get(self, url: str, **meta: bool) -> Response:
        return await self.crawler.engine.download_async(Request(url, meta=dict(meta)))


def _body(response: Response) -> bytes:
    try:
        return decoded(response)
    except BodyDamaged:
        return b""


def _of_feed(body: bytes, url: str) -> Sequence[Link]:
    return feeds.parse(body, url).links


def _of_sitemap(body: bytes, url: str) -> Sequence[Link]:
    found = sitemaps.parse(body, url)
    # An index that was read leads to articles, though they are not counted here.
    return found.links or [Link(child, "sitemap", published=changed) for child, changed in found.children]


def _of_section(body: bytes, url: str) -> Sequence[Link]:
    return links.discover(body, url).links


def _day(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None

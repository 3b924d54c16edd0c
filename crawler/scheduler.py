"""Scrapy's scheduler over the agenda: the best score first among hosts that are free."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from archive.capture import Provenance
from archive.errors import ArchiveError
from archive.frontier import Entry, State
from crawler.middlewares import PAUSE
from crawler.redirects import PROVENANCE
from crawler.work import Work, work_of
from extract.urls import canonical, host

ENTRY = "entry"
_ON_ITS_WAY = "on_its_way"
_LONGEST_WAIT = 60.0


class FrontierScheduler(BaseScheduler):
    """Gives Scrapy one request for a free host at a time.

    A second try waits twice as long as the one before; a redirect's target is an entry of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._work: Work = work_of(crawler)
        self._agenda = self._work.agenda
        self._made: dict[str, Request] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._agenda.reserve.on_more = self._poke
        crawler.signals.connect(self._left, signal=signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """Scrapy's constructor."""
        return cls(crawler)

    def close(self, reason: str) -> None:
        """Scrapy's farewell; what waits stays in the frontier."""
        del reason
        if self._alarm is not None:
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        """Whether anything is or may soon be there to fetch."""
        return bool(self._tasks) or self._agenda.has_more

    def next_request(self) -> Request | None:
        """The request for the best entry of a free host; None when every host is busy or nothing waits."""
        entry = self._agenda.take(time.monotonic())
        if entry is None:
            self._set_alarm()
            return None
        request = self._made.pop(entry.url, None) or self._request(entry)
        request.meta[_ON_ITS_WAY] = True
        return request

    def enqueue_request(self, request: Request) -> bool:
        """Takes back what a middleware made of a request: a second try, or a redirect's target."""
        entry: Entry = request.meta[ENTRY]
        tries = request.meta.get("retry_times", 0)
        if request.url == request.meta["url"]:
            self._made[entry.url] = request
            pause = max(self._pause(tries), request.meta.pop(PAUSE, 0.0))
            self._agenda.again(entry, time.monotonic() + pause)
            self._work.saver.tried(entry.url, time.time() + pause)
            return True
        task = asyncio.ensure_future(self._redirected(entry, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    def settle(self, request: Request, state: State) -> None:
        """Ends the entry of a request: done, failed or refused."""
        self._leave(request)
        self._agenda.settle(request.meta[ENTRY], state)

    async def _redirected(self, entry: Entry, request: Request) -> None:
        # Followed as it stands: its canonical form may be the very URL that redirects.
        target = canonical(request.url)
        new = replace(entry, url=request.url if target == entry.url else target, via=entry.url)
        request.meta.update({ENTRY: new, "url": request.url, "retry_times": 0})
        self._made[new.url] = request
        try:
            if not await self._agenda.offer([new]):
                self._made.pop(new.url, None)
            self._agenda.settle(entry, "done", counts=False)
        except ArchiveError as error:
            self._work.stop(error)
        self._poke()

    def _request(self, entry: Entry) -> Request:
        given = Provenance(entry.kind, entry.source, entry.via, entry.origin, entry.score, entry.stated)  # type: ignore[arg-type] # a kind of ours, read back
        meta = {ENTRY: entry, "url": entry.url, PROVENANCE: given}
        spider: Any = self._crawler.spider
        asked = self._headers(entry)
        if entry.kind == "service":  # its documentation invites programs; its robots.txt speaks to crawlers
            meta["dont_obey_robotstxt"] = True
        request = Request(
            entry.url, callback=spider.parse, errback=spider.failed, meta=meta, headers=asked, dont_filter=True
        )
        request.meta["url"] = request.url  # as Scrapy escapes it
        return request

    def _headers(self, entry: Entry) -> dict[str, str]:
        """The user's token for a service that wants one; the archive keeps no value of this header."""
        sources = self._work.plan.sources if entry.kind == "service" else ()
        name = next((source.token_env for source in sources if source.key == entry.source), None)
        token = os.environ.get(name, "") if name else ""
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _pause(self, tries: int) -> float:
        return min(_LONGEST_WAIT, max(0.1, self._work.plan.politeness.delay) * 2.0**tries)

    def _left(self, request: Request, spider: Spider) -> None:
        del spider
        if self._leave(request):
            self._poke()

    def _leave(self, request: Request) -> bool:
        if not request.meta.pop(_ON_ITS_WAY, False):
            return False
        self._agenda.queues.leave(host(request.meta[ENTRY].url))
        return True

    def _set_alarm(self) -> None:
        now = time.monotonic()
        due = self._agenda.due(now)
        if due is not None and (self._alarm is None or self._alarm.cancelled()):
            self._alarm = asyncio.get_running_loop().call_later(max(0.0, due - now), self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self._poke()

    def _poke(self) -> None:
        # Scrapy asks again only after a response went through all middlewares; a free host need not wait for that.
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()

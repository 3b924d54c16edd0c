"""Scrapy's reactor, for one run of the process, with signals of our own.

The first SIGINT or SIGTERM lets the requests in flight end; a second one ends at once.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.errors import CrawlFailed

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Reactor:
    """Runs one coroutine with Scrapy's network. ``stopping`` and ``hurried``: after a first and a second signal."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.stopping = False
        self.hurried = False
        # This installs the reactor, so nothing may have imported twisted.internet.reactor before.
        self._process = AsyncCrawlerProcess(settings)
        # Scrapy sets its own to DEBUG, a line for each redirect and retry; a host without robots.txt is a trace back.
        for name in ("scrapy", "twisted", "asyncio"):
            logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
        self._loop = asyncio.get_event_loop()
        self._main: asyncio.Task[None] | None = None

    def run(self, main: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Blocks until ``main()`` has ended, and raises what it raises; a second signal just ends it."""
        for number in _SIGNALS:
            self._loop.add_signal_handler(number, self._signalled)
        self._main = self._loop.create_task(main())  # from here on a signal finds it awaited
        self._main.add_done_callback(self._stop_reactor)
        try:
            self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        finally:
            for number in _SIGNALS:
                self._loop.remove_signal_handler(number)
        if not self._main.done():
            raise CrawlFailed("the network loop ended too early: run the same command again")
        if not self._main.cancelled() and (error := self._main.exception()) is not None:
            raise error

    async def crawl(self, spider: type[Spider], **given: object) -> None:
        """Runs a spider that is made with ``given`` to its end; returns at once after a signal."""
        if not self.stopping:
            await self._process.crawl(spider, **given)

    def _signalled(self) -> None:
        if self.stopping:
            self.hurried = True
            if self._main is not None:
                self._main.cancel()
            return
        self.stopping = True
        self._stop = asyncio.ensure_future(self._process.stop())

    def _stop_reactor(self, _main: asyncio.Task[None]) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one, which Scrapy must do first

        installed: Any = reactor
        installed.stop()

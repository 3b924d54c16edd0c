"""What Scrapy is given to fetch, one request for a free host at a time; over a real frontier, without the network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.crawler import Crawler

from archive.capture import Provenance
from archive.errors import FolderUnusable
from archive.frontier import Entry
from crawler.middlewares import PAUSE, PROVENANCE
from crawler.scheduler import ENTRY, FrontierScheduler
from crawler.sources import Source
from crawler.spiders.coverage import CoverageSpider
from crawler.work import Work

A, B = "http://a.example/", "http://b.example/"
SOURCE = Source("a", "A", A)


class Rig:
    """A scheduler as Scrapy makes it, with all of ours behind it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.crawler: Any = Crawler(CoverageSpider)
        self.crawler.spider = CoverageSpider(work)
        self.crawler.engine = SimpleNamespace(_slot=None)  # nobody to be told of a free host
        self.scheduler = FrontierScheduler.from_crawler(self.crawler)

    def urls(self, most: int = 99) -> list[str]:
        """What it gives out until it gives nothing."""
        found = []
        while len(found) < most and (request := self.scheduler.next_request()) is not None:
            found.append(request.url)
        return found

    def next(self) -> Request:
        request = self.scheduler.next_request()
        assert request is not None
        return request

    def left(self, request: Request) -> None:
        """The request is through the downloader."""
        self.crawler.signals.send_catch_log(signals.request_left_downloader, request=request, spider=None)

    async def offer(self, *entries: Entry) -> int:
        return await self.work.agenda.offer(entries)

    async def settled(self) -> None:
        """Until nothing of the scheduler is on its way to the disk."""
        while self.scheduler._tasks:
            await asyncio.sleep(0.001)

    def state(self, url: str) -> str | None:
        self.work.saver.flush()
        self.work.saver._thread.submit(lambda: None).result()
        return self.work.store.frontier.state(url)


@pytest.fixture
def rig(make_work: Callable[..., Work]) -> Callable[..., Rig]:
    return lambda **given: Rig(make_work(SOURCE, **given))


def in_loop(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


def page(url: str, priority: float = 0.5, **more: Any) -> Entry:
    return Entry(url, priority, **more)


class TestOrder:
    # (what is offered: URL and priority; what comes out until every free host is busy)
    CASES = (
        # The best of each host, the best host first.
        ([(A + "1", 0.1), (A + "2", 0.9), (B + "1", 0.5)], [A + "2", B + "1"]),
        # A host is its name: another port or scheme is the same machine to be polite to.
        ([(A + "1", 0.9), ("http://a.example:81/", 0.8), ("https://a.example/", 0.7)], [A + "1"]),
        # Another name under the same site is another host.
        ([(A + "1", 0.9), ("http://www.a.example/", 0.8)], [A + "1", "http://www.a.example/"]),
        # Of equals the first.
        ([(A + "1", 0.5), (A + "2", 0.5)], [A + "1"]),
        ([], []),
    )

    @pytest.mark.parametrize(("offered", "expected"), CASES)
    def test_the_best_of_every_free_host(
        self, rig: Callable[..., Rig], offered: list[tuple[str, float]], expected: list[str]
    ) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(*(page(url, priority) for url, priority in offered))
            assert made.urls() == expected

        in_loop(main())

    def test_a_host_is_free_again_once_its_request_has_left_the_downloader(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "1", 0.9), page(A + "2", 0.8))
            first = made.next()
            assert made.urls() == []
            made.left(first)
            made.left(first)  # told twice, counted once
            assert made.urls() == [A + "2"]

        in_loop(main())

    def test_as_many_as_politeness_allows_are_on_their_way_to_one_host(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig(per_host=3)
            await made.offer(*(page(f"{A}{number}") for number in range(9)))
            assert len(made.urls()) == 3

        in_loop(main())

    def test_the_budget_ends_it(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig(pages=2, per_host=9)
            await made.offer(*(page(f"{A}{number}") for number in range(9)))
            assert len(made.urls()) == 2
            assert not made.scheduler.has_pending_requests()

        in_loop(main())

    def test_there_is_more_as_long_as_something_waits(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            assert not made.scheduler.has_pending_requests()
            await made.offer(page(A + "1"), page(A + "2"))
            made.next()
            assert made.scheduler.has_pending_requests()

        in_loop(main())


class TestRequests:
    def test_a_request_says_where_it_came_from(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            entry = Entry(A + "1", 0.75, "page", "a", "feed", A + "rss", 0.75, "A title")
            await made.offer(entry)
            request = made.next()
            assert request.meta[ENTRY] == entry
            assert request.meta[PROVENANCE] == Provenance("page", "a", A + "rss", "feed", 0.75)
            assert request.dont_filter
            assert (request.callback, request.errback) == (made.crawler.spider.parse, made.crawler.spider.failed)

        in_loop(main())

    @pytest.mark.parametrize(("entry", "asked"), [(A + "a b", A + "a%20b"), (A + "é", A + "%C3%A9"), (A[:-1], A[:-1])])
    def test_a_url_that_scrapy_escapes_is_still_the_same_entry(
        self, rig: Callable[..., Rig], entry: str, asked: str
    ) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(entry))
            request = made.next()
            assert request.url == asked
            made.scheduler.enqueue_request(request.replace(meta=request.meta | {"retry_times": 1}))
            assert not made.scheduler._tasks  # a second try, and no redirect
            made.scheduler.settle(request, "done")
            assert made.state(entry) == "done"

        in_loop(main())

    @pytest.mark.parametrize("state", ["done", "failed", "refused"])
    def test_a_settled_entry_is_written_down_and_its_host_free(self, rig: Callable[..., Rig], state: Any) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "1", 0.9), page(A + "2"))
            made.scheduler.settle(made.next(), state)
            assert made.state(A + "1") == state
            assert made.urls() == [A + "2"]

        in_loop(main())


class TestSecondTries:
    # (delay, how many tries before, seconds until the next one): twice as long each time, a minute at most
    PAUSES = (
        (1.0, 1, 2.0),
        (1.0, 2, 4.0),
        (1.0, 3, 8.0),
        (0.0, 1, 0.2),
        (0.05, 2, 0.4),
        (5.0, 4, 60.0),
        (1.0, 30, 60.0),
    )

    @pytest.mark.parametrize(("delay", "tries", "seconds"), PAUSES)
    def test_wait_longer_each_time(self, rig: Callable[..., Rig], delay: float, tries: int, seconds: float) -> None:
        async def main() -> None:
            made = rig(delay=delay)
            await made.offer(page(A + "1"))
            request = made.next()
            before = asyncio.get_running_loop().time()
            made.scheduler.enqueue_request(request.replace(meta=request.meta | {"retry_times": tries}))
            made.left(request)
            due = made.work.agenda.queues.due()
            assert due is not None
            assert due - before == pytest.approx(seconds, abs=0.1)
            assert made.scheduler.next_request() is None
            assert made.scheduler.has_pending_requests()
            made.scheduler.close("finished")

        in_loop(main())

    def test_come_back_as_the_request_that_the_middleware_made(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig(delay=0.0)
            await made.offer(page(A + "1"))
            request = made.next()
            again = request.replace(meta=request.meta | {"retry_times": 0, "mark": "second"})
            made.scheduler.enqueue_request(again)
            made.left(request)
            assert made.urls() == []
            await asyncio.sleep(0.15)
            assert made.next().meta["mark"] == "second"

        in_loop(main())

    def test_let_other_urls_of_the_host_go_first(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "1", 0.9), page(A + "2", 0.1))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(meta=request.meta | {"retry_times": 1}))
            made.left(request)
            assert made.urls() == [A + "2"]
            made.scheduler.close("finished")

        in_loop(main())

    def test_wait_in_the_frontier_too_in_case_of_a_kill(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "1"))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(meta=request.meta | {"retry_times": 1}))
            assert made.state(A + "1") == "waiting"

        in_loop(main())


class TestRedirects:
    def test_the_target_is_an_entry_of_its_own_with_all_that_is_known(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            entry = Entry(A + "old", 0.75, "page", "a", "feed", A + "rss", 0.75, "A title")
            await made.offer(entry)
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=B + "new"))
            made.left(request)
            await made.settled()
            target = made.next()
            assert target.meta[ENTRY] == replace(entry, url=B + "new", via=A + "old")
            assert made.state(A + "old") == "done"

        in_loop(main())

    def test_a_redirect_uses_up_no_budget_its_target_does(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig(pages=1)
            await made.offer(page(A + "old", 0.9), page(B + "1", 0.1))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=A + "new"))
            made.left(request)
            await made.settled()
            assert made.urls() == [A + "new"]

        in_loop(main())

    @pytest.mark.parametrize(
        "target",
        [
            A + "seen",
            # The same page in other spellings.
            A + "seen?utm_source=redirect",
            "http://A.example:80/seen#top",
        ],
    )
    def test_a_target_that_the_run_has_seen_is_not_fetched_again(self, rig: Callable[..., Rig], target: str) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "seen", 0.9))
            made.scheduler.settle(made.next(), "done")
            await made.offer(page(A + "old"))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=target))
            made.left(request)
            await made.settled()
            assert made.urls() == []
            assert not made.scheduler.has_pending_requests()

        in_loop(main())

    def test_a_target_that_only_adds_a_tracking_parameter_is_followed_as_it_stands(
        self, rig: Callable[..., Rig]
    ) -> None:
        """Its canonical form is the URL that redirects: asking for that again would never end."""

        async def main() -> None:
            made = rig()
            await made.offer(page(A + "old"))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=A + "old?utm_source=x"))
            made.left(request)
            await made.settled()
            assert made.urls() == [A + "old?utm_source=x"]

        in_loop(main())

    def test_there_is_more_while_a_target_is_on_its_way_to_the_disk(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "old"))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=A + "new"))
            assert made.scheduler.has_pending_requests()
            await made.settled()

        in_loop(main())

    def test_the_tries_of_the_old_url_are_not_those_of_the_new(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "old"))
            request = made.next()
            made.scheduler.enqueue_request(request.replace(url=B + "new", meta=request.meta | {"retry_times": 2}))
            await made.settled()
            assert made.next().meta["retry_times"] == 0

        in_loop(main())

    def test_a_frontier_that_breaks_stops_the_crawl_with_its_fault(self, rig: Callable[..., Rig]) -> None:
        async def main() -> None:
            made = rig()
            await made.offer(page(A + "old"))
            request = made.next()
            made.work.store.frontier.close()
            made.scheduler.enqueue_request(request.replace(url=B + "new"))
            await made.settled()
            assert isinstance(made.work.fault, FolderUnusable)

        in_loop(main())


@pytest.mark.parametrize(
    ("delay", "tries", "asked", "pause"),
    [
        # Twice as long after each try, a minute at most; what the host asks for, where that is longer.
        (1.0, 1, None, 2.0),
        (1.0, 2, None, 4.0),
        (1.0, 9, None, 60.0),
        (0.0, 1, None, 0.2),
        (1.0, 1, 30.0, 30.0),
        (1.0, 5, 7.0, 32.0),
        (1.0, 1, 100.0, 100.0),
    ],
)
def test_a_further_try_waits(
    rig: Callable[..., Rig], delay: float, tries: int, asked: float | None, pause: float
) -> None:
    async def main() -> None:
        made = rig(delay=delay)
        await made.offer(page(A + "1"))
        request = made.next()
        made.left(request)
        again = request.replace(meta=request.meta | {"retry_times": tries} | ({PAUSE: asked} if asked else {}))
        before = time.monotonic()
        made.scheduler.enqueue_request(again)
        due = made.work.agenda.queues.due()
        assert due is not None
        assert before + pause <= due <= time.monotonic() + pause
        assert PAUSE not in again.meta

    in_loop(main())

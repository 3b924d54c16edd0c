"""How long the rules of a host hold, and that they are asked for once, by whoever comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler.robots import RobotsRules

HOUR, DAY = 3600.0, 24 * 3600.0
PAGE = "http://a.example/2024/story"
CLOSED = b"User-agent: *\nDisallow: /\n"
Told = Callable[[str], Response]


def answer(status: int, body: bytes = b"") -> Told:
    return lambda url: Response(url, status, body=body)


def silent(_: str) -> Response:
    raise DownloadTimeoutError


def forbidden(_: str) -> Response:
    raise IgnoreRequest("not on the public web")


class Host:
    """Rules as Scrapy makes them, over an engine that gives one answer and counts."""

    def __init__(self, told: Told) -> None:
        self.asked: list[str] = []
        self.now = 1000.0

        async def download_async(request: Request) -> Response:
            self.asked.append(request.url)
            await asyncio.sleep(0)
            return told(request.url)

        crawler: Any = SimpleNamespace(engine=SimpleNamespace(download_async=download_async), spider=None)
        self.rules = RobotsRules.from_crawler(crawler)

    async def may(self, url: str = PAGE) -> bool:
        try:
            await self.rules.process_request(Request(url))
        except IgnoreRequest:
            return False
        return True


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Callable[[Told], Host]:
    def make(told: Told) -> Host:
        made = Host(told)
        monkeypatch.setattr("crawler.robots.time", SimpleNamespace(monotonic=lambda: made.now))
        return made

    return make


@pytest.mark.parametrize(
    ("told", "may", "kept"),
    [
        # RFC 9309, 2.4: a day at most.
        (answer(200, CLOSED), False, DAY),
        (answer(200), True, DAY),
        (answer(404), True, DAY),
        (forbidden, True, DAY),
        # What could not be had is tried again sooner, and forbids all until then.
        (answer(503), False, HOUR),
        (answer(429), False, HOUR),
        (silent, False, HOUR),
    ],
)
def test_rules_hold_for_a_day_and_their_lack_for_an_hour(
    host: Callable[[Told], Host], told: Told, may: bool, kept: float
) -> None:
    made = host(told)
    for seconds, asked in ((0.0, 1), (kept - 1, 1), (kept + 1, 2)):
        made.now = 1000.0 + seconds
        assert asyncio.run(made.may()) is may
        assert len(made.asked) == asked


def test_many_pages_at_once_ask_one_time(host: Callable[[Told], Host]) -> None:
    made = host(answer(200, b"User-agent: *\nDisallow: /b\n"))

    async def main() -> list[bool]:
        return await asyncio.gather(*(made.may(f"http://a.example/{name}") for name in "abc"))

    assert asyncio.run(main()) == [True, False, True]
    assert made.asked == ["http://a.example/robots.txt"]


@pytest.mark.parametrize(
    ("url", "robots"),
    [
        # RFC 9309, 2.3: the rules are those of scheme, host and port.
        ("http://a.example/x/y?z", "http://a.example/robots.txt"),
        ("https://a.example/x", "https://a.example/robots.txt"),
        ("http://a.example:8080/x", "http://a.example:8080/robots.txt"),
        ("http://www.a.example", "http://www.a.example/robots.txt"),
        ("http://a.example?x=/y", "http://a.example/robots.txt"),
    ],
)
def test_each_origin_has_rules_of_its_own(host: Callable[[Told], Host], url: str, robots: str) -> None:
    made = host(answer(404))
    assert asyncio.run(made.may(url))
    assert made.asked == [robots]


def test_what_need_not_obey_asks_nothing(host: Callable[[Told], Host]) -> None:
    made = host(answer(200, CLOSED))
    asyncio.run(made.rules.process_request(Request(PAGE, meta={"dont_obey_robotstxt": True})))
    assert made.asked == []

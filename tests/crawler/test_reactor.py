"""Scrapy's reactor, which runs once in a process: what it raises, and what signals do. Each case has a process."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

BEGIN = """
import asyncio, os, signal
from scrapy import Spider
from crawler.errors import CrawlFailed
from crawler.plan import Politeness
from crawler.reactor import Reactor
from crawler.scope import Scope
from crawler.settings import probing

reactor = Reactor(probing(Politeness()))
"""


def run(crawl: Callable[..., Any], code: str) -> Any:
    return crawl(code=BEGIN + code)


# What runs in it, and what comes out: the value told, or the error raised.
ENDINGS = [
    ("async def main(): say({'ran': True})\nreactor.run(main)\nsay({'told': 'ended'})", {"told": "ended"}),
    (
        "async def main(): raise ValueError('of main')\n"
        "try: reactor.run(main)\nexcept ValueError as error: say({'told': str(error)})",
        {"told": "of main"},
    ),
    # What ends the loop behind its back is told, in words for the user.
    (
        "async def main():\n"
        "    from twisted.internet import reactor as installed\n"
        "    installed.stop()\n"
        "    await asyncio.sleep(600)\n"
        "try: reactor.run(main)\nexcept CrawlFailed as error: say({'told': str(error)})",
        {"told": "the network loop ended too early: run the same command again"},
    ),
    # Scrapy's spiders run in it to their end.
    (
        "class One(Spider):\n"
        "    name, scope = 'one', Scope(())\n"
        "    async def start(self):\n"
        "        say({'given': self.what})\n"
        "        for nothing in (): yield nothing\n"
        "async def main():\n"
        "    await reactor.crawl(One, what='x')\n"
        "    say({'told': [reactor.stopping, reactor.hurried]})\n"
        "reactor.run(main)",
        {"told": [False, False]},
    ),
    # After a stop no spider begins any more.
    (
        "class Never(Spider):\n"
        "    name = 'never'\n"
        "    async def start(self):\n"
        "        say({'begun': True})\n"
        "        for nothing in (): yield nothing\n"
        "async def main():\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    await asyncio.sleep(0.2)\n"
        "    await reactor.crawl(Never)\n"
        "    say({'told': [reactor.stopping, reactor.hurried]})\n"
        "reactor.run(main)",
        {"told": [True, False]},
    ),
    # The process has its own signal handlers back afterwards.
    (
        "async def main(): pass\n"
        "reactor.run(main)\n"
        "say({'told': signal.getsignal(signal.SIGINT) is signal.default_int_handler})",
        {"told": True},
    ),
]


@pytest.mark.parametrize(("code", "told"), ENDINGS)
def test_what_comes_of_what_runs_in_it(crawl: Callable[..., Any], code: str, told: dict[str, Any]) -> None:
    one = run(crawl, code)
    assert one.end(100.0) == told
    assert {"begun": True} not in one.said


WAITS = """
async def main():
    try:
        say({'waits': True})
        for _ in range(20000):
            await asyncio.sleep(0.01)
            if reactor.stopping and not told: told.append(say({'stopping': reactor.hurried}))
    finally:
        say({'hurried': reactor.hurried})
told = []
reactor.run(main)
say({'told': [reactor.stopping, reactor.hurried]})
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_first_signal_asks_and_a_second_one_ends(crawl: Callable[..., Any], number: int) -> None:
    one = run(crawl, WAITS)
    one.wait_for(lambda: {"waits": True} in one.said)
    one.signal(number)
    one.wait_for(lambda: {"stopping": False} in one.said)
    assert one.status is None
    one.signal(number)
    assert one.end(100.0) == {"told": [True, True]}
    assert {"hurried": True} in one.said


# What a signal meets that comes before anything runs: main is not made yet, or is made and not begun.
EARLY = """
def main():
    os.kill(os.getpid(), signal.SIGINT)
    return waits()
async def waits():
    while not reactor.stopping: await asyncio.sleep(0.01)
reactor.run(main)
say({'told': [reactor.stopping, reactor.hurried]})
"""


def test_a_signal_before_the_beginning_is_heard_in_it(crawl: Callable[..., Any]) -> None:
    assert run(crawl, EARLY).end(100.0) == {"told": [True, False]}


def test_any_two_signals_are_two(crawl: Callable[..., Any]) -> None:
    one = run(crawl, WAITS)
    one.wait_for(lambda: {"waits": True} in one.said)
    one.signal(signal.SIGTERM)
    one.wait_for(lambda: {"stopping": False} in one.said)
    one.signal(signal.SIGINT)
    assert one.end(100.0) == {"told": [True, True]}


LOGS = """
import logging
told = [logging.getLogger(name).getEffectiveLevel() for name in ('scrapy', 'scrapy.downloadermiddlewares.robotstxt')]
async def main(): pass
reactor.run(main)
say({'told': told})
"""


def test_scrapys_own_lines_are_few(crawl: Callable[..., Any]) -> None:
    """A line for each redirect and retry, and a trace back for each host without robots.txt, would drown ours."""
    assert run(crawl, LOGS).end(100.0) == {"told": [30, 50]}

"""What a source may use up: by table, against what was used before, and in a crawl."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.fetched import Spent
from crawler.sources import Source
from crawler.spending import USED_UP, Spending

URL = "https://a.example/2024/05/01/a-story"
LEFT = None


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def refused() -> list[tuple[str, str, str | None]]:
    return []


@pytest.fixture
def spending(clock: Clock, refused: list[Any]) -> Callable[..., Spending]:
    def make(
        run: tuple[str, ...] = (), day: tuple[str, ...] = (), was: Spent | None = None, today: Spent | None = None
    ):
        source = Source("a", "A", "https://a.example/", budget=run, budget_a_day=day)
        of = [{"a": one} if one else {} for one in (was, today)]
        return Spending([source], *of, lambda *told: refused.append(told), clock)

    return make


# Budget of a run and of a day, what both have used before, pages, bytes and seconds of this start; what is used up.
CASES: list[tuple[tuple[str, ...], tuple[str, ...], Spent, Spent, tuple[int, int, float], str | None]] = [
    ((), (), Spent(), Spent(), (9999, 10**12, 10**6), LEFT),
    (("2 pages",), (), Spent(), Spent(), (1, 0, 0), LEFT),
    (("2 pages",), (), Spent(), Spent(), (2, 0, 0), "2 pages a run"),
    (("2 pages",), (), Spent(1), Spent(9), (1, 0, 0), "2 pages a run"),
    (("3 pages",), (), Spent(0), Spent(9), (2, 0, 0), LEFT),
    (("1 MB",), (), Spent(), Spent(), (9, 999_999, 0), LEFT),
    (("1 MB",), (), Spent(), Spent(), (9, 1_000_000, 0), "1 MB a run"),
    (("1 MB",), (), Spent(0, 600_000), Spent(), (0, 400_000, 0), "1 MB a run"),
    (("10 minutes",), (), Spent(), Spent(), (9, 9, 599), LEFT),
    (("10 minutes",), (), Spent(), Spent(), (9, 9, 600), "10 minutes a run"),
    (("10 minutes",), (), Spent(0, 0, 500.0), Spent(), (0, 0, 100), "10 minutes a run"),
    (("5 pages", "1 MB"), (), Spent(), Spent(), (1, 2_000_000, 0), "1 MB a run"),
    ((), ("2 pages",), Spent(), Spent(2), (0, 0, 0), "2 pages a day"),
    ((), ("2 pages",), Spent(9), Spent(), (1, 0, 0), LEFT),
    (("2 pages",), ("2 MB",), Spent(), Spent(0, 2_000_000), (1, 0, 0), "2 MB a day"),
    ((), ("1 hours",), Spent(), Spent(0, 0, 3000.0), (0, 0, 601), "60 minutes a day"),
]


@pytest.mark.parametrize(("run", "day", "was", "today", "now", "used"), CASES)
def test_what_is_used_up(  # noqa: PLR0917 - a row of the table
    spending, clock, refused, run, day, was, today, now, used
) -> None:
    one = spending(run, day, was, today)
    one.refuses(URL, "a")  # the first request starts the clock
    refused.clear()
    pages, size, seconds = now
    one.page("a", pages)
    one.came("a", size)
    clock.now += seconds
    assert one.refuses(URL, "a") is (used is not None)
    assert refused == ([] if used is None else [(URL, f"{USED_UP}: {used}", "a")])


def test_a_page_that_came_to_nothing_is_given_back(spending: Callable[..., Spending]) -> None:
    one = spending(("1 pages",))
    one.page("a")
    assert one.refuses(URL, "a")
    one.page("a", -1)
    assert not one.refuses(URL, "a")


# Budget, pages used before, asked for now, of these come, come to nothing; whether the source waits, or is done with.
OPEN = [
    (("2 pages",), 0, 1, 0, 0, False, False),
    (("2 pages",), 0, 2, 0, 0, True, True),  # asked who waits first, it is not refused yet
    (("2 pages",), 0, 2, 1, 0, True, True),
    (("2 pages",), 0, 2, 2, 0, False, True),
    (("2 pages",), 0, 2, 1, 1, False, False),
    (("2 pages",), 1, 1, 0, 0, True, True),
    (("2 pages",), 1, 1, 1, 0, False, True),
    (("2 pages",), 2, 0, 0, 0, False, True),
    (("2 pages",), 5, 3, 0, 0, False, True),
    (("1 MB",), 0, 9, 0, 0, False, False),
]


@pytest.mark.parametrize(("run", "before", "asked", "came", "vain", "waits", "refuses"), OPEN)
def test_a_page_on_its_way_is_waited_for_before_the_rest_is_refused(  # noqa: PLR0917 - a row of the table
    spending, run, before, asked, came, vain, waits, refuses
) -> None:
    one = spending(run, (), Spent(before))
    one.page("a", asked)
    for _ in range(came):
        one.ended("a")
    one.page("a", -vain)
    assert (one.waits("a"), one.refuses(URL, "a")) == (waits, refuses)


def test_bytes_that_are_used_up_are_waited_for_by_nobody(spending: Callable[..., Spending]) -> None:
    one = spending(("2 pages", "1 MB"))
    one.page("a", 2)
    one.came("a", 1_000_000)
    assert not one.waits("a")
    assert one.refuses(URL, "a")


@pytest.mark.parametrize("key", [None, "b", ""])
def test_sources_without_a_budget_go_on(spending: Callable[..., Spending], key: str | None) -> None:
    one = spending(("1 pages",))
    one.page(key, 5)
    one.came(key, 10**9)
    assert not one.refuses(URL, key)


def test_a_source_is_said_to_be_left_alone_once(spending: Callable[..., Spending], caplog: Any) -> None:
    one = spending(("1 pages",))
    one.page("a")
    for _ in range(3):
        assert one.refuses(URL, "a")
    assert [record.getMessage() for record in caplog.records] == [
        "source a is left alone: the source's budget is used up: 1 pages a run"
    ]


def test_a_crawl_keeps_to_the_budget_of_each_source(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    wanted = {"a run": 4, "a day": 9, "bytes": 30, "none": 12}
    given = {"a run": {"budget": ["4 pages"]}, "a day": {"budget_a_day": ["9 pages"]}, "bytes": {"budget": ["1 b"]}}
    servers, sources = {}, []
    for number, name in enumerate(wanted):
        server = servers[name] = serve(f"127.0.9.{number + 1}")
        paths = [f"/2024/05/01/a-long-story-about-number-{story}" for story in range(12)]
        server.answers = {"/": tools.ok(b"<html></html>")}
        server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path for path in paths))
        server.answers |= {path: tools.ok(tools.article(path + name)) for path in paths}
        sources.append(tools.source(server) | given.get(name, {}))

    def stories(name: str) -> int:
        return sum(path.startswith("/2024/") for path in servers[name].paths())

    counts = crawl(*sources).end()["result"]["counts"]
    assert {name: stories(name) for name in wanted} == {"a run": 4, "a day": 9, "bytes": 0, "none": 12}
    assert (counts["waiting"], counts["refused"] >= 8 + 3) == (0, True)
    log = (tmp_path / "data" / "logs" / "crawl.jsonl").read_text()
    assert "source s127-0-9-1" in log
    assert "is left alone: the source's budget is used up: 4 pages a run" in log
    crawl(*sources, topic="another", revisit="all").end()
    # The run has a budget of its own; the day's is used up.
    assert {name: stories(name) for name in wanted} == {"a run": 8, "a day": 9, "bytes": 0, "none": 24}


@pytest.mark.parametrize("per_host", [1, 4])
def test_a_page_that_fails_leaves_the_budget_to_another(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, per_host: int
) -> None:
    """Some stories are gone, and the others take their time: the last two in the budget are asked for at once."""
    server = serve()
    paths = [f"/2024/05/01/a-long-story-about-number-{story}" for story in range(10)]
    server.answers = {"/": tools.ok(b"<html></html>")}
    server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path for path in paths))
    server.answers |= {path: replace(tools.ok(tools.article(path)), pause=0.1) for path in paths}
    server.answers |= {path: replace(tools.Answer(tools.NOT_FOUND), pause=0.3) for path in paths[:8:2]}
    told = crawl(tools.source(server, budget=["4 pages"]), politeness={"per_host": per_host}).end()["result"]
    assert told["counts"]["pages"] == 4
    assert told["counts"]["waiting"] == 0

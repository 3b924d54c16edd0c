"""Twice a second: what is told of a crawl, and what is written and looked after meanwhile; over a real archive."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive import topics
from archive.capture import Exchange, Kind, Provenance
from archive.fetched import Fetched
from archive.frontier import Entry
from compare.seed import Seed
from compare.topic import Topic
from crawler import watch
from crawler.ingesting import Ingesting
from crawler.plan import HostState, Progress
from crawler.watch import Watch
from crawler.work import Work

A, B = "http://a.example/", "http://b.example/"
NOW = datetime(2024, 1, 2, tzinfo=UTC)


def answer(status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>".encode()


def keep(work: Work, url: str, *, kind: Kind = "page", status: str = "200 OK", source: str = "a") -> None:
    """An answer as the capture middleware keeps and counts it."""
    exchange = Exchange(url, b"GET / HTTP/1.1\r\n\r\n", answer(status), NOW, Provenance(kind, source))
    work.tally.captured(work.store.committer.submit(exchange).result(), source)


@pytest.fixture
def told() -> list[Progress]:
    return []


@pytest.fixture
def work(make_work: Callable[..., Work]) -> Work:
    return make_work()


@pytest.fixture
def seen(work: Work, told: list[Progress]) -> Watch:
    made = Watch(work.store.archive, 1, "story", told.append)
    made.work = work
    return made


async def some_ticks(seen: Watch, *, enough: Callable[[], bool], stopping: bool = False, seconds: float = 20.0) -> None:
    """As a crawl does: begins it, and cancels it when it is enough, or after so many seconds."""
    task = asyncio.ensure_future(seen.tick(lambda: stopping))
    end = asyncio.get_running_loop().time() + seconds
    while not enough() and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class TestShow:
    def test_before_anything_is_there_it_is_all_nought(self, work: Work, told: list[Progress]) -> None:
        Watch(work.store.archive, 1, "story", told.append).show("crawling")
        assert told == [Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0)]

    def test_pages_are_those_of_this_moment_not_of_the_last_count(
        self, seen: Watch, work: Work, told: list[Progress]
    ) -> None:
        keep(work, A + "1")
        seen.show("crawling")
        assert (told[-1].pages, told[-1].requests) == (1, 0)
        seen.count()
        seen.show("crawling")
        assert (told[-1].pages, told[-1].requests, told[-1].pending) == (1, 1, 1)

    def test_pages_of_an_earlier_start_of_the_run_count_too(
        self, work: Work, told: list[Progress], seen: Watch
    ) -> None:
        keep(work, A + "1")
        fresh = Watch(work.store.archive, 1, "story", told.append)
        assert fresh.count() == Fetched(requests=1, pages=1, documents=0, found=0, pending=1)
        fresh.show("extracting")
        assert (told[-1].phase, told[-1].pages) == ("extracting", 1)

    def test_errors_feeds_and_redirects_are_requests_and_no_pages(
        self, seen: Watch, work: Work, told: list[Progress]
    ) -> None:
        keep(work, A + "1", status="404 Gone")
        keep(work, A + "2", status="301 Moved")
        keep(work, A + "rss", kind="feed")
        seen.count()
        seen.show("crawling")
        assert (told[-1].pages, told[-1].requests, told[-1].pending) == (0, 3, 0)

    def test_what_waits_is_told_as_a_whole_and_by_host(self, seen: Watch, work: Work, told: list[Progress]) -> None:
        work.agenda.resume([Entry(A + "1"), Entry(A + "2"), Entry(B + "1")])
        assert work.agenda.take(0.0) == Entry(A + "1")
        keep(work, B + "0", source="b")
        seen.show("crawling")
        assert told[-1].waiting == 2
        assert told[-1].hosts == (
            HostState("a.example", None, "fetching", 0, 1, 0),
            HostState("b.example", "b", "waiting", 1, 1, 0),
        )

    def test_without_work_there_are_no_hosts(self, work: Work) -> None:
        assert Watch(work.store.archive, 1, "story", lambda _: None).hosts() == ()

    def test_another_run_is_not_counted(self, work: Work, told: list[Progress]) -> None:
        keep(work, A + "1")
        assert Watch(work.store.archive, 99, "story", told.append).count() == Fetched(0, 0, 0, 0, 0)


class TestTick:
    @pytest.mark.parametrize(("stopping", "phase"), [(False, "crawling"), (True, "stopping")])
    def test_tells_at_once_and_then_again_and_again(
        self, seen: Watch, told: list[Progress], monkeypatch: pytest.MonkeyPatch, stopping: bool, phase: str
    ) -> None:
        monkeypatch.setattr(watch, "EVERY", 0.05)
        asyncio.run(some_ticks(seen, stopping=stopping, enough=lambda: len(told) >= 3))
        assert len(told) >= 3
        assert {one.phase for one in told} == {phase}

    def test_writes_the_states_that_were_noted(self, seen: Watch, work: Work) -> None:
        async def main() -> None:
            await work.agenda.offer([Entry(A + "1")])
            entry = work.agenda.take(0.0)
            assert entry is not None
            work.agenda.settle(entry, "done")
            await some_ticks(seen, enough=lambda: work.store.frontier.state(A + "1") == "done")

        asyncio.run(main())
        work.saver._thread.submit(lambda: None).result()
        assert work.store.frontier.state(A + "1") == "done"

    def test_counts_in_the_database_now_and_then(
        self, seen: Watch, work: Work, told: list[Progress], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(watch, "EVERY", 0.02)
        monkeypatch.setattr(watch, "COUNT_EVERY", 0.05)
        keep(work, A + "1")
        asyncio.run(some_ticks(seen, enough=lambda: bool(told) and told[-1].requests == 1))
        assert told[-1].requests == 1


class TestExtraction:
    """Beside the real one, a child process."""

    def test_one_that_died_is_started_again_and_then_waited_for_until_nothing_is_pending(
        self, seen: Watch, work: Work, told: list[Progress], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(watch, "EVERY", 0.05)
        topics.save(work.store.archive, Topic("story", (Seed("one", "Two ministers met in the harbour town."),)))
        keep(work, A + "1")
        beside = seen.ingesting = Ingesting(work.plan.folder, "story", 1)
        first = beside.pid
        os.kill(first, signal.SIGKILL)
        asyncio.run(some_ticks(seen, enough=lambda: beside.pid != first and beside.alive))
        assert beside.pid != first
        told.clear()
        seen.drain()
        assert not beside.alive
        assert {one.phase for one in told} == {"extracting"}
        assert told[0].pending == 1
        assert seen.count().pending == 0

    def test_without_one_there_is_nothing_to_wait_for(self, seen: Watch, told: list[Progress]) -> None:
        seen.drain()
        assert told == []

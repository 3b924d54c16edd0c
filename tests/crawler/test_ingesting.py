"""The extraction beside a crawl: a real child over a real archive, whatever happens to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import fetched, runs, topics
from archive.capture import Exchange
from archive.committer import Committer
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic
from crawler import ingesting
from crawler.ingesting import Ingesting

TEXT = "Two ministers met in the harbour town on Monday and agreed on joint exercises of both navies this autumn."
TOPIC = Topic("story", (Seed("one", f"Talks in the harbour town\n{TEXT}"),))


def page(number: int) -> bytes:
    body = f"<title>Talks {number}</title><article><h1>Talks {number}</h1>{f'<p>{TEXT}</p>' * 5}</article>".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with a topic and ten pending pages."""
    with Archive.open(tmp_path / "data") as opened:
        topics.save(opened, TOPIC)
        run = runs.start(opened, "crawl", {}, "story")
        with Committer(opened, run.id) as committer:
            now = datetime(2024, 1, 2, tzinfo=UTC)
            for number in range(10):
                url = f"https://www.example.org/{number}"
                committer.submit(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", page(number), now))
        yield opened


def pending(archive: Archive) -> int:
    return fetched.counts(archive, 1, "story").pending


def wait_for_end(beside: Ingesting, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while beside.alive:
        assert time.monotonic() < end, "it does not end"
        beside.join(0.05)


def watch_until_it_lives(beside: Ingesting) -> None:
    while not beside.alive:
        assert not beside.over
        beside.watch()
        time.sleep(0.01)


def kill(beside: Ingesting) -> None:
    os.kill(beside.pid, signal.SIGKILL)
    wait_for_end(beside)


def test_it_extracts_all_that_is_pending_and_ends_when_nothing_more_comes(archive: Archive) -> None:
    beside = Ingesting(archive.folder, "story", 1)
    beside.finish()
    wait_for_end(beside)
    assert fetched.counts(archive, 1, "story").documents == 10
    assert pending(archive) == 0


def test_one_that_was_killed_is_started_again_and_loses_nothing(archive: Archive) -> None:
    beside = Ingesting(archive.folder, "story", 1)
    kill(beside)
    watch_until_it_lives(beside)
    beside.finish()
    wait_for_end(beside)
    assert pending(archive) == 0


def test_one_that_dies_again_and_again_is_given_up(archive: Archive) -> None:
    beside = Ingesting(archive.folder, "story", 1)
    for _ in range(ingesting.RESTARTS):
        kill(beside)
        watch_until_it_lives(beside)
    kill(beside)
    beside.watch()
    assert beside.over
    assert pending(archive) == 10


def test_one_that_has_done_its_work_is_left_alone(archive: Archive) -> None:
    beside = Ingesting(archive.folder, "story", 1)
    beside.finish()
    wait_for_end(beside)
    beside.watch()
    assert not beside.alive
    assert beside.over


def test_a_stop_ends_it_with_the_rest_left_pending(archive: Archive) -> None:
    beside = Ingesting(archive.folder, "story", 1)
    beside.stop()
    assert not beside.alive
    assert pending(archive) + fetched.counts(archive, 1, "story").documents == 10

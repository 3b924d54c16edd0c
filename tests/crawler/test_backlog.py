"""What a crawl begins with, and what one that was stopped or killed goes on with; on a real archive and frontier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from archive import runs, topics
from archive.capture import Exchange, Kind, Provenance
from archive.committer import Committer
from archive.frontier import Entry, Frontier
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic
from crawler import backlog
from crawler.plan import CrawlPlan
from crawler.sources import Source

SITE = "https://www.example.org/"
NOW = datetime(2024, 1, 2, tzinfo=UTC)
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
SOURCE = Source("web", "Web", SITE)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def frontier(archive: Archive) -> Iterator[Frontier]:
    with Frontier(archive.folder) as opened:
        yield opened


def keep(
    archive: Archive,
    run: runs.Run,
    url: str,
    *,
    kind: Kind = "page",
    answer: bytes = WHOLE,
    cut: str | None = None,
) -> None:
    with Committer(archive, run.id) as committer:
        given = Provenance(kind=kind)
        committer.submit(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", answer, NOW, given, truncated=cut)).result()


def begin(archive: Archive) -> runs.Run:
    return runs.start(archive, "crawl", {}, "story")


class TestOpenFor:
    def test_a_new_run_begins_with_an_empty_frontier(self, archive: Archive, frontier: Frontier) -> None:
        backlog.open_for(frontier, archive, begin(archive))
        frontier.add([Entry(SITE + "1")])
        backlog.open_for(frontier, archive, begin(archive))
        assert frontier.waiting() == []

    def test_the_same_run_goes_on_with_what_waited(self, archive: Archive, frontier: Frontier) -> None:
        run = begin(archive)
        backlog.open_for(frontier, archive, run)
        frontier.add([Entry(SITE + "1"), Entry(SITE + "2")])
        frontier.mark([SITE + "1"], "done")
        backlog.open_for(frontier, archive, run)
        assert [entry.url for entry in frontier.waiting()] == [SITE + "2"]

    def test_what_was_captured_but_not_marked_is_done(self, archive: Archive, frontier: Frontier) -> None:
        run = begin(archive)
        backlog.open_for(frontier, archive, run)
        frontier.add([Entry(SITE + "1"), Entry(SITE + "2")])
        keep(archive, run, SITE + "1")
        backlog.open_for(frontier, archive, run)
        assert [entry.url for entry in frontier.waiting()] == [SITE + "2"]

    def test_what_was_captured_but_never_saved_in_the_frontier_is_done(
        self, archive: Archive, frontier: Frontier
    ) -> None:
        run = begin(archive)
        keep(archive, run, SITE + "1")
        backlog.open_for(frontier, archive, run)
        assert frontier.add([Entry(SITE + "1")]) == 0

    # A redirect leads on, an error may have passed, half a page is none, and a feed's links may not be saved.
    NOT_DONE: ClassVar = [
        ("page", b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n", None),
        ("page", b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", None),
        ("page", WHOLE, "disconnect"),
        ("feed", WHOLE, None),
    ]

    @pytest.mark.parametrize(("kind", "answer", "cut"), NOT_DONE)
    def test_what_was_not_captured_as_a_whole_page_is_fetched_again(
        self, archive: Archive, frontier: Frontier, kind: Kind, answer: bytes, cut: str | None
    ) -> None:
        run = begin(archive)
        backlog.open_for(frontier, archive, run)
        frontier.add([Entry(SITE + "1", kind=kind)])
        keep(archive, run, SITE + "1", kind=kind, answer=answer, cut=cut)
        backlog.open_for(frontier, archive, run)
        assert [entry.url for entry in frontier.waiting()] == [SITE + "1"]

    def test_what_another_run_captured_is_fetched_again(self, archive: Archive, frontier: Frontier) -> None:
        keep(archive, begin(archive), SITE + "1")
        backlog.open_for(frontier, archive, begin(archive))
        assert frontier.add([Entry(SITE + "1")]) == 1


class TestSeedsAtAddresses:
    PLAN = CrawlPlan(Path("x"), "story", (SOURCE,), seed_urls=(SITE + "1", "https://other.example/2"))

    def test_they_come_before_all_and_belong_to_the_source_that_covers_them(self) -> None:
        entries = backlog.seed_entries(self.PLAN)
        assert [(entry.url, entry.source, entry.origin) for entry in entries] == [
            (SITE + "1", "web", "seed"),
            ("https://other.example/2", None, "seed"),
        ]
        assert min(entry.priority for entry in entries) > 3

    def test_once_settled_they_are_not_fetched_as_coverage(self, archive: Archive, frontier: Frontier) -> None:
        backlog.open_for(frontier, archive, begin(archive))
        backlog.settle_seeds(frontier, self.PLAN)
        assert frontier.waiting() == []
        assert frontier.add([Entry(SITE + "1")]) == 0

    def test_a_topic_that_was_made_of_them_is_used_again(self, archive: Archive) -> None:
        assert backlog.known_topic(archive, self.PLAN) is None
        text = "Two ministers met in the harbour town on Monday."
        topics.save(archive, Topic("story", (Seed(SITE + "1", text),)))
        assert backlog.known_topic(archive, self.PLAN) is None
        topic = Topic("story", (Seed(SITE + "1", text), Seed("https://other.example/2", text)))
        topics.save(archive, topic)
        assert backlog.known_topic(archive, self.PLAN) == topic

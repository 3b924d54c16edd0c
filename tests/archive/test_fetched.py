"""What one run has fetched and found so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import fetched, runs
from archive.capture import Capture, Exchange, Kind, Provenance
from archive.committer import Committer
from archive.fetched import Fetched
from archive.store import Archive

NOW = datetime(2024, 1, 2, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


def keep(
    archive: Archive, run: int, path: str, *, status: int = 200, kind: Kind = "page", cut: str | None = None
) -> Capture:
    answer = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>".encode()
    exchange = Exchange(
        f"https://a.example/{path}", b"GET / HTTP/1.1\r\n\r\n", answer, NOW, Provenance(kind), None, cut
    )
    with Committer(archive, run) as committer:
        return committer.submit(exchange).result()


def begin(archive: Archive) -> int:
    return runs.start(archive, "crawl", {}, "story").id


def test_whole_good_articles_of_the_run_are_its_pages(archive: Archive) -> None:
    other, run = begin(archive), begin(archive)
    keep(archive, other, "other")
    keep(archive, run, "whole")
    keep(archive, run, "gone", status=404)
    keep(archive, run, "moved", status=301)
    keep(archive, run, "cut", cut="disconnect")
    keep(archive, run, "feed", kind="feed")
    assert fetched.pages(archive, run) == {"https://a.example/whole"}
    assert fetched.counts(archive, run, "story") == Fetched(requests=5, pages=1, documents=0, found=0, pending=1)


def test_a_run_without_captures_has_fetched_nothing(archive: Archive) -> None:
    assert fetched.pages(archive, begin(archive)) == set()
    assert fetched.counts(archive, 1, "story") == Fetched(0, 0, 0, 0, 0)


def test_a_page_whose_extraction_failed_is_still_fetched(archive: Archive) -> None:
    run = begin(archive)
    keep(archive, run, "one")
    with archive.write() as connection:
        connection.exec_driver_sql("UPDATE capture SET outcome = 'failed', why = 'worker died'")
    assert fetched.counts(archive, run, "story") == Fetched(requests=1, pages=1, documents=0, found=0, pending=0)


def test_a_section_that_turned_out_to_be_an_article_waits_for_extraction(archive: Archive) -> None:
    run = begin(archive)
    kept = keep(archive, run, "section", kind="section")
    keep(archive, run, "another", kind="section")
    assert kept.outcome == "not for extraction"
    fetched.reopen(archive, [kept.id])
    assert fetched.counts(archive, run, "story") == Fetched(requests=2, pages=1, documents=0, found=0, pending=1)

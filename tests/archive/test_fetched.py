"""What one run has fetched and found so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import fetched, runs
from archive.capture import Capture, Exchange, Kind, Provenance, Said
from archive.committer import Committer
from archive.fetched import Fetched, Spent
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


def test_a_page_that_only_leads_on_is_none(archive: Archive) -> None:
    run = begin(archive)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<meta http-equiv=refresh content='0;url=/b'>"
    with Committer(archive, run) as committer:
        exchange = Exchange("https://a.example/a", b"GET / HTTP/1.1\r\n\r\n", answer, NOW, said=Said(None, "/b"))
        kept = committer.submit(exchange).result()
    assert (kept.outcome, kept.why) == ("not for extraction", "refresh")
    assert fetched.pages(archive, run) == set()


def test_what_sources_have_taken_is_told_by_source_and_time(archive: Archive) -> None:
    answer = b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\n\r\n<html>"
    sizes: dict[str, int] = {}
    for _ in range(2):  # runs; minutes between them do not count
        run = begin(archive)
        with Committer(archive, run) as committer:
            for source, minute, status in (("a", 0, 200), ("a", 5, 200), ("a", 6, 404), ("b", 0, 200), (None, 0, 200)):
                at = NOW + timedelta(minutes=minute + 60 * run)
                url, given = f"https://a.example/{source}{run}{minute}", Provenance("page", source)
                kept = committer.submit(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", answer % status, at, given)).result()
                sizes[source or ""] = sizes.get(source or "", 0) + kept.length
    assert fetched.spent(archive, ["a", "b", "c"], NOW) == {
        "a": Spent(4, sizes["a"], 2 * 360.0),
        "b": Spent(2, sizes["b"], 0.0),
    }
    late = fetched.spent(archive, ["a"], NOW + timedelta(minutes=62 + 60))
    assert (late["a"].pages, late["a"].seconds) == (1, 60.0)
    assert fetched.spent(archive, [], NOW) == {}


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

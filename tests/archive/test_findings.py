"""What a crawl is told of the pages that it fetched."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive import findings, runs, topics
from archive.capture import Capture
from archive.committer import Committer
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def keep(archive: Archive, start: Any, exchange: Any) -> Callable[..., Capture]:
    def make(**given: bytes) -> Capture:
        with Committer(archive, start(archive).id) as committer:
            return committer.submit(exchange(**given)).result(60)

    return make


def test_a_run_without_documents_has_no_findings(archive: Archive) -> None:
    topics.save(archive, Topic("story", (Seed("1", "Two ministers met in the harbour town on Monday."),)))
    run = runs.start(archive, "crawl", {}, "story")
    assert findings.since(archive, run.id, "story") == []
    assert findings.received(archive, run.id) == 0
    assert findings.behind(archive, run.id) == 0


def test_an_unknown_topic_or_capture_leads_to_nothing(archive: Archive) -> None:
    run = runs.start(archive, "crawl", {}, "story")
    assert findings.since(archive, run.id, "none") == []
    assert findings.page(archive, 4711) is None


@pytest.mark.parametrize(("score", "is_about"), [(0.0, False), (0.49, False), (0.5, True), (1.0, True)])
def test_half_is_about_the_story(score: float, is_about: bool) -> None:
    assert findings.Finding(1, 1, "https://a.example/", None, None, None, None, score).is_about is is_about


def test_reading_findings_writes_nothing(archive: Archive) -> None:
    run = runs.start(archive, "crawl", {}, "story")
    with sqlite3.connect(archive.folder / "cuttings.db") as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        findings.since(archive, run.id, "story")
        findings.behind(archive, run.id)
        assert connection.execute("PRAGMA data_version").fetchone() == before


@pytest.mark.parametrize(
    ("head", "body", "page"),
    [
        (b"Content-Type: text/html; charset=iso-8859-7\r\n", b"\xe1", (b"\xe1", "iso-8859-7", ())),
        (b"X-Robots-Tag: nofollow\r\nX-Robots-Tag: noai\r\n", b"a", (b"a", None, ("nofollow", "noai"))),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"page"), (b"page", None, ())),
        (b"Content-Encoding: gzip\r\n", gzip.compress(b"page" * 99)[:-9], None),  # links of half a page mislead
        (b"Content-Encoding: zip\r\n", b"?", None),
    ],
    ids=["charset", "robots", "coded", "cut", "unknown coding"],
)
def test_a_page_is_given_as_it_is_to_be_read(archive: Archive, keep: Any, head: bytes, body: bytes, page: Any) -> None:
    capture = keep(body=body, head=b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
    assert findings.page(archive, capture.id) == page


def test_a_page_whose_file_is_gone_is_none(archive: Archive, keep: Any) -> None:
    capture = keep()
    assert findings.page(archive, capture.id) is not None
    for path in (archive.folder / "archive").iterdir():
        path.unlink()
    assert findings.page(archive, capture.id) is None

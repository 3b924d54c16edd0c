"""What a crawl is told of the pages that it fetched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from archive import findings, runs, topics
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path / "data") as opened:
        yield opened


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

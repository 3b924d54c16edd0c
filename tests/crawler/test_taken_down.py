"""What was taken down is not asked for again, whoever links to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive import forgetting
from archive.store import Archive
from archive.verify import verify

pytestmark = pytest.mark.usefixtures("tools")
STORY = "/2024/05/01/a-long-story-about-number-{}"


def forget(folder: Path, kind: Any, what: str) -> int:
    with Archive.open(folder) as archive, archive.writing():
        count = forgetting.forget(archive, forgetting.orders(archive, kind, what, "why"))
        assert not verify(archive).faults
        return count


def test_a_page_is_refused_by_name_and_so_is_a_redirect_to_it(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    source = tools.source(site)
    assert crawl(source).end()["result"]["counts"]["pages"] == 30
    assert forget(tmp_path / "data", "url", site.origin + STORY.format(3)) == 1
    to = STORY.format(3).encode()
    site.answers[STORY.format(4)] = tools.Answer(
        b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n"
    )
    site.log.clear()
    told = crawl(source, revisit="all").end()["result"]
    assert STORY.format(3) not in site.paths()
    assert told["counts"]["pages"] == 28
    assert told["counts"]["refused"] >= 1


def test_a_host_that_was_taken_down_before_anything_came_is_asked_nothing(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    assert forget(tmp_path / "data", "host", site.origin.removeprefix("http://")) == 0
    crawl(tools.source(site)).end()
    assert site.paths() == []


def test_an_order_that_was_not_carried_out_is_by_the_next_crawl(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl(tools.source(site)).end()
    monkeypatch.setattr(forgetting, "complete", lambda _: 0)  # as if killed behind the order
    with Archive.open(tmp_path / "data") as archive, archive.writing():
        forgetting.forget(archive, forgetting.orders(archive, "url", site.origin + STORY.format(3), "why"))
        assert verify(archive).faults["forgotten"]
    crawl(tools.source(site)).end()
    with Archive.open(tmp_path / "data") as archive:
        assert not verify(archive).faults
    shutil.rmtree(tmp_path / "data")

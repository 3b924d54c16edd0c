"""The same spider over captures: what a crawl found it finds again, and nobody is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from archive import schema
from archive.store import Archive
from archive.verify import verify

pytestmark = pytest.mark.usefixtures("tools")


def captured(folder: Path) -> set[tuple[str, str]]:
    """Address and payload of everything that was kept."""
    with Archive.open(folder, database_url="") as archive, archive.read() as connection:
        columns = schema.capture.c.url, schema.capture.c.digest
        return {(url, digest) for url, digest in connection.execute(select(*columns))}


def warcs(folder: Path) -> list[str]:
    return sorted(map(str, (folder / "archive").glob("*.warc.gz")))


@pytest.fixture
def before(site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path) -> tuple[dict[str, Any], Path]:
    """A crawl over the network of a site with a redirect and a page that fails, and its folder moved away."""
    site.answers["/robots.txt"] = tools.ok(f"Crawl-delay: 1\nSitemap: {site.origin}/more.xml\n".encode(), "text/plain")
    moved = f"{site.origin}/2024/05/02/a-story-that-moved-elsewhere"
    gone = f"{site.origin}/2024/05/02/a-story-that-is-gone-now"
    site.answers["/more.xml"] = tools.sitemap(moved, gone)
    to = f"{site.origin}/2024/05/02/where-the-story-went-in-the-end".encode()
    site.answers[moved.removeprefix(site.origin)] = tools.Answer(
        b"HTTP/1.1 301 Moved\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n"
    )
    site.answers["/2024/05/02/where-the-story-went-in-the-end"] = tools.ok(tools.article("the end"))
    for number in range(5, 30):  # the delay of robots.txt is obeyed over the network
        del site.answers[f"/2024/05/01/a-long-story-about-number-{number}"]
    site.answers["/sitemap.xml"] = tools.sitemap(
        *(f"{site.origin}/2024/05/01/a-long-story-about-number-{number}" for number in range(3))
    )
    told = crawl(tools.source(site)).end()["result"]
    folder = tmp_path / "before"
    shutil.move(tmp_path / "data", folder)
    site.log.clear()
    return told, folder


@pytest.fixture
def again(site: Any, crawl: Callable[..., Any], tools: Any) -> Callable[..., dict[str, Any]]:
    """Crawls from captures, and gives the last that the crawl said; the site was asked nothing."""

    def run(*captures: Path | str, sitemaps: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
        source = tools.source(site) if not sitemaps else tools.source(site, sitemaps=list(sitemaps))
        told: dict[str, Any] = crawl(source, captures=list(map(str, captures)), revisit="all", **more).end()
        assert site.log == []
        return told

    return run


class TestACrawlFromCaptures:
    @pytest.mark.parametrize("form", ["folder", "files"])
    def test_finds_what_the_crawl_over_the_network_found_without_a_connection(
        self, before: Any, again: Callable[..., Any], tmp_path: Path, form: str
    ) -> None:
        live, folder = before
        told = again(*([folder] if form == "folder" else warcs(folder)))["result"]
        assert captured(tmp_path / "data") == captured(folder)
        assert told["counts"]["pages"] == live["counts"]["pages"]
        assert warcs(tmp_path / "data") == []  # referenced where they stand
        with Archive.open(tmp_path / "data") as archive:
            assert not verify(archive).faults

    def test_names_what_is_not_there(self, before: Any, site: Any, again: Callable[..., Any]) -> None:
        more = (f"{site.origin}/never-seen.xml", f"{site.origin}/sitemap.xml")
        assert again(before[1], sitemaps=more)["result"]["counts"]["refused"] == 1

    def test_done_again_adds_nothing(self, before: Any, again: Callable[..., Any], tmp_path: Path) -> None:
        told, counts = [], []
        for _ in range(2):
            told.append(again(before[1])["result"])
            counts.append(len(captured(tmp_path / "data")))
        assert counts[0] == counts[1]
        assert [one["outcome"] for one in told] == ["done", "done"]
        assert [one["counts"]["known"] for one in told] == [0, told[0]["counts"]["requests"]]
        assert [one["counts"]["requests"] for one in told] == [counts[0], 0]

    def test_goes_through_its_own_archive_too(self, before: Any, again: Callable[..., Any], tmp_path: Path) -> None:
        live, folder = before
        shutil.move(folder, tmp_path / "data")
        told = again(tmp_path / "data", topic="other")
        assert told["result"]["hosts"][0]["fetched"] == live["hosts"][0]["fetched"] == 10
        assert told["result"]["counts"]["requests"] == 0  # nothing of it is new
        assert told["result"]["counts"]["known"] == 10

    @pytest.mark.parametrize(("days", "pages"), [(1, True), (-1, False)])
    def test_sees_nothing_later_than_it_may(
        self, before: Any, again: Callable[..., Any], days: int, pages: bool
    ) -> None:
        moment = (datetime.now(UTC) + timedelta(days=days)).isoformat()
        told = again(before[1], as_of=moment)
        if pages:
            assert told["result"]["counts"]["pages"] > 0
        else:
            assert f"there is no capture of the source by {moment[:10]}: give others with --from" in told["message"]


@pytest.mark.parametrize(
    ("given", "said"),
    [(["nothing.txt"], "is no WARC file"), (["a", "b"], "one data folder, or files only"), (["a"], "no archive in")],
)
def test_what_holds_no_captures_is_named(
    again: Callable[..., Any], tmp_path: Path, given: list[str], said: str
) -> None:
    (tmp_path / "nothing.txt").write_text("nothing")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert said in again(*(tmp_path / name for name in given))["message"]

"""What logs/crawl.jsonl and logs/ingest.jsonl say of a crawl of a real server, and of a fault of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FORBIDDEN = "/2024/05/01/a-long-story-about-number-3"
TWICE = "/2024/05/01/a-long-story-about-number-4"
GONE = "/2024/05/01/a-long-story-about-number-5"
CUT = "/2024/05/01/a-long-story-about-number-6"
FIELDS = {"at", "level", "name", "message", "process"}
BROKEN = """
from pathlib import Path
from compare.seed import Seed
from archive.errors import ArchiveError
from crawler.discovery import Discovery
from crawler.errors import CrawlerError
from crawler.plan import CrawlPlan, Politeness
from crawler.run import crawl
from crawler.sources import Source
honest = Discovery.read
def read(self, answer):
    if {condition}:
        raise KeyError("a bug")
    return honest(self, answer)
Discovery.read = read
seed = Seed("0", "Two ministers met in the harbour town on Monday and agreed on joint exercises. " * 4)
source = Source("s", "S", "{origin}/", sitemaps=("{origin}/sitemap.xml",))
plan = CrawlPlan(Path("{folder}"), "story", (source,), (seed,), workers=0, politeness=Politeness(delay=0.0))
try:
    say(dict(pages=crawl(plan, lambda _: None).counts["pages"]))
except (CrawlerError, ArchiveError) as error:
    say(dict(error=type(error).__name__, message=str(error)))
"""


def lines(folder: Path, name: str = "crawl") -> list[dict[str, Any]]:
    path = folder / "logs" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def one(found: list[dict[str, Any]], **given: Any) -> dict[str, Any]:
    """The one line that has these fields; a message need only begin so."""
    passing = [
        line
        for line in found
        if all(
            str(line.get(key)).startswith(value) if key == "message" else line.get(key) == value
            for key, value in given.items()
        )
    ]
    assert len(passing) == 1, (given, passing)
    return passing[0]


@pytest.fixture
def crawled(site: Any, serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, tmp_path: Path) -> Any:
    """A crawl in which a page is forbidden, one comes at the second try, one is gone, one is never whole, and one
    source does not answer; its pages are extracted."""
    silent = serve("127.0.0.1")
    silent.answers = {path: tools.Answer(b"", drop=True) for path in ("/", "/robots.txt", "/sitemap.xml")}
    whole = site.answers[TWICE]
    site.answers["/robots.txt"] = tools.ok(f"User-agent: *\nDisallow: {FORBIDDEN}\n".encode(), "text/plain")
    site.answers[TWICE] = [tools.Answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), whole]
    site.answers[GONE] = tools.Answer(tools.NOT_FOUND)
    site.answers[CUT] = tools.Answer(whole.raw[:-20], close=True)
    site.answers["/feed"] = tools.ok(b"no feed", "application/rss+xml")
    own, other = tools.source(site, feeds=[site.origin + "/feed"]), tools.source(silent)
    told = crawl(own, other, workers=1).end()["result"]
    return site, own["key"], other["key"], told, tmp_path / "data"


def test_a_crawl_tells_its_story(crawled: Any, tools: Any) -> None:
    site, own, other, told, folder = crawled
    found = lines(folder)
    assert one(found, message="the crawl begins")["counts"] == {"sources": 2, "seeds": 1}
    assert one(found, message="the crawl ends: done")["counts"] == told["counts"]
    assert [line["message"] for line in (found[0], found[-1])] == ["the crawl begins", "the crawl ends: done"]

    # Each source's result.
    result = one(found, source=own, message="source ")
    assert (result["level"], result["counts"]["pages"]) == ("info", told["counts"]["pages"])
    assert {name: result["counts"][name] for name in ("refused", "damaged")} == {"refused": 1, "damaged": 1}
    silence = one(found, source=other, message="source ")
    assert (silence["level"], "requests" in silence["counts"]) == ("warning", False)

    # Each fetch that was refused, failed, or came to be tried again.
    assert one(found, url=site.origin + FORBIDDEN)["message"] == "refused: Forbidden by robots.txt"
    assert one(found, url=site.origin + TWICE, kind="page", source=own)["message"].startswith("answer 503")
    assert one(found, url=site.origin + GONE)["message"] == "the fetch failed: answer 404"
    assert one(found, url=site.origin + CUT, message="the fetch failed")["level"] == "warning"
    assert one(
        found, url=site.origin + CUT, message="connection lost: before the length that was stated: retry 1 of 1"
    )["host"]
    assert one(found, url=site.origin + "/feed", message="it leads nowhere")["kind"] == "feed"

    # Capture numbers lead to the rows.
    urls = dict(tools.rows(folder, "SELECT id, url FROM capture"))
    captured = [line for line in found if "capture" in line]
    assert {line["url"] for line in captured} >= {site.origin + path for path in (TWICE, GONE, CUT, "/feed")}
    assert all(urls[line["capture"]] == line["url"] for line in captured)


def test_every_line_names_its_run_and_no_library_chatters(crawled: Any) -> None:
    *_, told, folder = crawled
    for name in ("crawl", "ingest"):
        found = lines(folder, name)
        assert found
        assert {line["run"] for line in found} == {told["run_id"]}
        assert all(set(line) >= FIELDS for line in found)
        assert [line for line in found if line["name"].startswith(("scrapy", "twisted", "asyncio"))] == []


def test_the_extraction_beside_it_tells_its_story_too(crawled: Any) -> None:
    *_, told, folder = crawled
    first, *_, last = lines(folder, "ingest")
    assert (first["message"], last["message"]) == ("the extraction begins", "the extraction ends")
    assert last["counts"]["document"] == told["counts"]["documents"]


class TestAFaultOfOurOwn:
    def test_in_every_discovery_ends_the_crawl_as_failed(
        self, site: Any, crawl: Callable[..., Any], tmp_path: Path
    ) -> None:
        data = tmp_path / "data"
        code = BROKEN.format(origin=site.origin, folder=data, condition="True")
        said = crawl(code=code).end()
        assert said["error"] == "CrawlFailed"
        assert said["message"].startswith("a fault of the crawler on every source (KeyError: 'a bug' at http://")
        found = lines(data)
        for path in ("/", "/sitemap.xml"):
            line = one(found, url=site.origin + path, level="error", source="s")
            assert line["message"] == "a fault of our own: KeyError: 'a bug'"
            assert "Traceback" in line["error"]
        assert one(found, message="the crawl ends: failed")["counts"]["broken"] == 2
        assert one(found, message="source s: ")["counts"]["broken"] == 2

    def test_in_one_discovery_costs_no_more_than_that(
        self, site: Any, crawl: Callable[..., Any], tmp_path: Path
    ) -> None:
        code = BROKEN.format(origin=site.origin, folder=tmp_path / "data", condition="answer.entry.kind == 'home'")
        assert crawl(code=code).end() == {"pages": 30}
        assert one(lines(tmp_path / "data"), level="error")["url"] == site.origin + "/"

    def test_does_not_end_the_next_crawl(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        crawl(code=BROKEN.format(origin=site.origin, folder=tmp_path / "data", condition="True")).end()
        assert crawl(tools.source(site)).end()["result"]["counts"]["pages"] == 30

"""A crawl of the news web: every article is found, whatever way its site shows it, and the sites' wishes are kept."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from newsweb import addresses, world
from newsweb.child import running

SLOW = "rheinischer-bote"  # it takes a third of a second for each answer


@dataclass(frozen=True)
class Crawled:
    data: Path
    hits: list[tuple[str, str, int]]
    result: dict[str, Any]
    again: list[tuple[str, str, int]]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.data / "cuttings.db") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, driver: subprocess.Popen[str]) -> Crawled:
    folder = tmp_path_factory.mktemp("newsweb")
    with running(access_log=folder / "hits.jsonl") as web:
        sources = [
            {"key": key, "name": key, "home": origin + "/"} for key, origin in web.origins.items() if key != SLOW
        ]
        given = {"folder": str(folder / "data"), "sources": sources, "workers": 0, "politeness": {"retries": 3}}
        first = crawl(driver, folder / "first", given)
        asked = len((folder / "hits.jsonl").read_text().splitlines())
        crawl(driver, folder / "second", given)
    lines = [json.loads(line) for line in (folder / "hits.jsonl").read_text().splitlines()]
    hits = [(hit["host"], hit["target"], hit["status"]) for hit in lines]
    return Crawled(folder / "data", hits[:asked], first, hits[asked:])


def crawl(driver: subprocess.Popen[str], folder: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The result of a crawl; ``folder`` gets what it says."""
    folder.mkdir()
    assert driver.stdin is not None
    driver.stdin.write(json.dumps({"folder": str(folder), "given": given}) + "\n")
    driver.stdin.flush()
    end = time.monotonic() + 120
    while not (folder / "status").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    result: dict[str, Any] = json.loads((folder / "said").read_text().splitlines()[-1])["result"]
    return result


def articles() -> set[tuple[str, str]]:
    """Address and path of every article, as the sites hold it canonical."""
    outlets = [outlet for outlet in world.load().outlets if outlet.slug != SLOW]
    return {(one.traits.address, addresses.article(one, item)) for one in outlets for item in one.articles}


def place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.path + (f"?{parts.query}" if parts.query else "")


def test_every_article_is_found(crawled: Crawled) -> None:
    query = "SELECT url FROM capture WHERE kind = 'page' AND status = 200 AND outcome IS NULL AND run_id = 1"
    assert articles() - {place(url) for (url,) in crawled.rows(query)} == set()


def test_no_article_is_fetched_twice_whole(crawled: Crawled) -> None:
    query = "SELECT url FROM capture WHERE kind = 'page' AND status = 200 AND outcome IS NULL"
    fetched = Counter(url for (url,) in crawled.rows(query))
    assert {url: times for url, times in fetched.items() if times > 1} == {}


def test_little_else_is_taken_for_an_article(crawled: Crawled) -> None:
    query = "SELECT DISTINCT url FROM capture WHERE kind = 'page' AND status = 200"
    others = {place(url) for (url,) in crawled.rows(query)} - articles()
    assert len(others) <= 0.05 * len(articles())


def test_nothing_that_robots_txt_forbids_is_asked_for(crawled: Crawled) -> None:
    forbidden = {outlet.traits.address: outlet.traits.disallow for outlet in world.load().outlets}
    assert [hit for hit in crawled.hits if any(hit[1].startswith(path) for path in forbidden[hit[0]])] == []


def test_all_that_the_servers_answered_is_kept(crawled: Crawled) -> None:
    kept = Counter((*place(url), status) for url, status in crawled.rows("SELECT url, status FROM capture"))
    assert Counter(crawled.hits) - kept == Counter()


def test_feeds_and_sitemaps_are_found_without_being_listed(crawled: Crawled) -> None:
    found = dict(crawled.rows("SELECT kind, count(DISTINCT source) FROM capture WHERE status = 200 GROUP BY kind"))
    assert found["home"] == found["robots"] == 9
    assert found["feed"] >= 8
    assert found["sitemap"] >= 6


def test_every_page_says_where_its_link_stood(crawled: Crawled) -> None:
    query = "SELECT count(*) FROM capture WHERE kind = 'page' AND (via IS NULL OR origin IS NULL OR score IS NULL)"
    assert crawled.rows(query) == [(0,)]


def test_the_result_agrees_with_the_database(crawled: Crawled) -> None:
    counts = crawled.result["counts"]
    query = "SELECT count(*) FROM capture WHERE kind = 'page' AND status = 200 AND outcome IS NULL"
    assert crawled.rows(query) == [(counts["pages"],)]
    assert crawled.rows("SELECT count(*) FROM capture WHERE run_id = 1") == [(counts["requests"],)]
    assert counts["waiting"] == 0


class TestTheSecondCrawlOfAWebThatDidNotChange:
    def test_asks_less_than_a_tenth_of_what_the_first_asked(self, crawled: Crawled) -> None:
        assert 0 < len(crawled.again) < len(crawled.hits) / 10

    def test_is_told_so_by_304_wherever_the_site_can_say_so(self, crawled: Crawled) -> None:
        lists = [status for _, target, status in crawled.again if not target.endswith("robots.txt")]
        assert Counter(lists)[304] >= len(lists) / 2

    def test_captures_no_article_and_no_text(self, crawled: Crawled) -> None:
        found = crawled.rows("SELECT kind, outcome, count(*) FROM capture WHERE run_id = 2 GROUP BY 1, 2")
        assert {(kind, outcome) for kind, outcome, _ in found} <= {
            ("robots", "not for extraction"),
            ("feed", "not for extraction"),
            ("sitemap", "not for extraction"),
        }
        assert sum(number for _, _, number in found) == len(crawled.again)

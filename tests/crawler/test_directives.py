"""What pages and servers say to robots, and where pages lead by themselves: one crawl of one site, looked at twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.frontier import Entry
from crawler.discovery import Answer, Discovery, Unscored
from crawler.sources import Source

FOLLOWED, UNFOLLOWED = "/2024/05/01/a-story-that-the-feed-names", "/2024/05/02/a-story-that-only-the-home-names"
MOVED, TARGET = "/2024/05/03/an-old-address-of-a-story", "/2024/05/03/the-new-address-of-a-story"
TAGGED = "/2024/05/04/a-story-not-to-be-archived"
FEED = '<link rel=alternate type="application/rss+xml" href="/feed.xml">'


@pytest.fixture
def told(site: Any, tools: Any) -> Any:
    """A site whose home is not to be followed, and which has a page that leads on by itself."""
    site.answers.clear()
    link = f'<p><a href="{UNFOLLOWED}">A story that only the home of this paper names today</a></p>'
    site.answers["/"] = tools.ok(tools.html(link, head=f"<meta name=robots content='noindex, nofollow'>{FEED}"))
    site.answers["/sitemap.xml"] = tools.sitemap(site.origin + MOVED, site.origin + TAGGED)
    item = f"<item><title>A story</title><link>{site.origin}{FOLLOWED}</link></item>"
    site.answers["/feed.xml"] = tools.ok(f"<rss><channel>{item}</channel></rss>".encode(), "application/rss+xml")
    site.answers[MOVED] = tools.ok(tools.html("", head=f"<meta http-equiv=refresh content='0; url={TARGET}'>"))
    site.answers[TAGGED] = tools.ok(
        tools.article("tagged"), more=b"X-Robots-Tag: otherbot: none\r\nX-Robots-Tag: noarchive\r\n"
    )
    for path in (FOLLOWED, UNFOLLOWED, TARGET):
        site.answers[path] = tools.ok(tools.article(path))
    return site


def test_directives_are_kept_and_obeyed_and_a_refresh_is_a_redirect(
    told: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    counts = crawl(tools.source(told), workers=1).end()["result"]["counts"]
    asked = {"/robots.txt", "/", "/sitemap.xml", "/feed.xml", FOLLOWED, MOVED, TARGET, TAGGED}
    assert set(told.paths()) == asked
    assert (counts["pages"], counts["documents"], counts["waiting"]) == (3, 3, 0)
    found = {
        url.removeprefix(told.origin): row
        for url, *row in tools.rows(data, "SELECT url, outcome, why, robots, via FROM capture")
    }
    assert found["/"] == ["not for extraction", "home", "noindex, nofollow", None]
    assert found[MOVED][:3] == ["not for extraction", "refresh", None]
    assert found[TARGET] == ["document", None, None, told.origin + "/sitemap.xml"]
    assert found[TAGGED][:3] == ["document", None, "noarchive"]
    query = "SELECT rights FROM document JOIN capture ON capture.id = capture_id WHERE url LIKE '%not-to-be-archived'"
    assert [json.loads(rights) for (rights,) in tools.rows(data, query)] == [[["x-robots-tag", "noarchive"]]]
    crawl(tools.source(told), topic="another").end()  # which reads the home from the archive
    assert set(told.paths()) == asked


# The page, its fields; the kinds of what it leads to.
LEADS = [
    ("", (), {"feed", "page"}),
    ("<meta name=robots content=noindex>", (), {"feed", "page"}),
    ("<meta name=robots content=nofollow>", (), {"feed"}),
    ("<meta name=robots content=NONE>", (), {"feed"}),
    ("<meta name=googlebot content=nofollow>", (), {"feed", "page"}),
    ("", ("nofollow",), {"feed"}),
    ("", ("otherbot: nofollow",), {"feed", "page"}),
    ("", ("noarchive", "cuttings: nofollow"), {"feed"}),
]


@pytest.mark.parametrize(("head", "fields", "kinds"), LEADS)
def test_nofollow_leaves_what_a_page_declares_for_programs(head: str, fields: tuple[str, ...], kinds: set[str]) -> None:
    source = Source("a", "A", "https://a.example/")
    body = f"<html><head>{head}{FEED}</head><body><a href='{UNFOLLOWED}'>A story that only the home names</a></body>"
    home = Answer(Entry(source.home, 3.0, "home", "a"), source.home, body.encode(), None, fields)
    found = Discovery([source], Unscored()).read(home)
    assert {entry.kind for entry in found} == kinds


@pytest.mark.parametrize(("said", "leads"), [("follow", True), ("nofollow", False)])
def test_an_article_about_the_story_is_followed_where_it_may_be(said: str, leads: bool) -> None:
    source = Source("a", "A", "https://a.example/")
    body = f"<meta name=robots content={said}><a href='{UNFOLLOWED}'>A story that only this article names</a>".encode()
    here = source.home + FOLLOWED[1:]
    found = Discovery([source], Unscored()).follow(Answer(Entry(here, 0.9, "page", "a"), here, body))
    assert bool(found) is leads

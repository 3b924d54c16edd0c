"""`sources check` by table: one look at many outlets, each with another trouble; what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

OPEN = b"User-agent: *\nDisallow:\n"
HEADLINE = "A headline that is long enough for an article"
LINK = f"<main><a href='/2024/05/01/a-story-of-the-town'>{HEADLINE}</a></main>"
FEED_HEAD = "<link rel=alternate type='application/rss+xml' href='/rss'>"
ITEM = f"<item><title>{HEADLINE}</title><link>{{0}}%s</link><pubDate>%s</pubDate></item>"
ITEMS = ITEM % ("/2024/05/01/one", "Wed, 01 May 2024 10:00:00 GMT") + ITEM % (
    "/2024/05/02/two",
    "Thu, 02 May 2024 09:00:00 +0300",
)
RSS = f"<rss version='2.0'><channel><title>N</title>{ITEMS}</channel></rss>"
PROTOCOL = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
MAP = f"<urlset {PROTOCOL}><url><loc>{{0}}/2024/05/03/three</loc><lastmod>2024-05-03</lastmod></url></urlset>"
INDEX = f"<sitemapindex {PROTOCOL}><sitemap><loc>{{0}}/child.xml</loc></sitemap></sitemapindex>"
OF_FEED, OF_MAP = "2024-05-02T06:00:00+00:00", "2024-05-03T00:00:00+00:00"
NO_ARTICLE = "no article found: list its feeds, sitemaps or sections"
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


# Name; what stands where ("{0}" is the outlet's own origin; bytes are whole answers, None ends the connection);
# what else its table says; what is said of it. "feeds" and "sitemaps" are told as paths.
CASES: list[tuple[str, dict[str, str | bytes | None], dict[str, Any], dict[str, Any]]] = [
    (
        "all-is-well",
        {"/": FEED_HEAD + LINK, "/rss": RSS, "/map.xml": MAP, "/robots.txt": "Sitemap: {0}/map.xml"},
        {},
        {"feeds": ["/rss"], "sitemaps": ["/map.xml"], "links": 4, "newest": OF_MAP},
    ),
    ("links-on-the-home-page-will-do", {"/": LINK}, {}, {"links": 1}),
    ("a-feed-will-do", {"/": FEED_HEAD, "/rss": RSS}, {}, {"feeds": ["/rss"], "links": 2, "newest": OF_FEED}),
    (
        "an-index-will-do",
        {"/": "", "/robots.txt": "Sitemap: {0}/index.xml", "/index.xml": INDEX},
        {},
        {"sitemaps": ["/index.xml"], "links": 1},
    ),
    (
        "a-listed-feed-is-read",
        {"/": "", "/x": RSS},
        {"feeds": ["/x"]},
        {"feeds": ["/x"], "links": 2, "newest": OF_FEED},
    ),
    (
        "a-listed-sitemap-is-read",
        {"/": "", "/x": MAP},
        {"sitemaps": ["/x"]},
        {"sitemaps": ["/x"], "links": 1, "newest": OF_MAP},
    ),
    ("a-listed-section-is-read", {"/": "", "/town": LINK}, {"sections": ["/town"]}, {"links": 1}),
    ("a-listed-section-that-is-gone", {"/": ""}, {"sections": ["/town"]}, {"problem": NO_ARTICLE}),
    # A service is asked nothing: whether it answers is all. Its robots.txt speaks to crawlers.
    ("a-service", {"/": "{}", "/robots.txt": "User-agent: *\nDisallow: /"}, {"service": "gdelt"}, {}),
    ("a-service-that-wants-a-question", {"/": GONE}, {"service": "gdelt"}, {"status": 410}),
    (
        "a-service-that-is-down",
        {"/": BUSY},
        {"service": "gdelt"},
        {"status": 503, "problem": "the home page answers 503"},
    ),
    # Only three of each are read: this is a look.
    (
        "three-of-many-feeds",
        {"/": "", **{f"/{number}": RSS for number in range(5)}},
        {"feeds": [f"/{number}" for number in range(5)]},
        {"feeds": ["/0", "/1", "/2"], "links": 2, "newest": OF_FEED},
    ),
    # What cannot be read is left out; what is then left is told.
    ("a-feed-that-is-none", {"/": FEED_HEAD + LINK, "/rss": "<html>gone</html>"}, {}, {"links": 1}),
    ("a-feed-that-is-gone", {"/": FEED_HEAD + LINK}, {}, {"links": 1}),
    ("a-feed-that-breaks-off", {"/": FEED_HEAD + LINK, "/rss": None}, {}, {"links": 1}),
    (
        "a-feed-that-is-forbidden",
        {"/": FEED_HEAD + LINK, "/rss": RSS, "/robots.txt": "User-agent: *\nDisallow: /rss"},
        {},
        {"links": 1},
    ),
    (
        "a-feed-on-a-private-address",
        {"/": LINK + FEED_HEAD.replace("/rss", "http://127.0.0.1:9/rss")},
        {},
        {"links": 1},
    ),
    ("nothing-on-it", {"/": "<h1>Home</h1>"}, {}, {"problem": NO_ARTICLE}),
    ("no-page", {"/": "%PDF-1.7"}, {}, {"problem": NO_ARTICLE}),
    # A home page that does not answer as one.
    ("gone", {}, {}, {"status": 404, "problem": "the home page answers 404"}),
    ("busy", {"/": BUSY}, {}, {"status": 503, "problem": "the home page answers 503"}),
    ("moved-and-there", {"/": redirect("/new/"), "/new/": LINK}, {}, {"links": 1}),
    (
        "moved-to-where-nobody-may-go",
        {"/": redirect("http://127.0.0.1:9/")},
        {},
        {
            "status": None,
            "problem": "the home page leads nowhere: not on the public web: loopback, by a redirect, and no source "
            "names it",
        },
    ),
    (
        "moved-for-ever",
        {"/": redirect("/")},
        {},
        {
            "status": None,
            "problem": "the home page leads nowhere: max redirections reached",
        },
    ),
    ("breaks-off", {"/": None}, {}, {"status": None, "problem": "no answer"}),
    # robots.txt: as a crawl would take it.
    (
        "forbidden",
        {"/": LINK, "/robots.txt": "User-agent: *\nDisallow: /"},
        {},
        {
            "status": None,
            "allowed": False,
            "problem": "robots.txt forbids the home page",
        },
    ),
    ("forbidden-to-others", {"/": LINK, "/robots.txt": "User-agent: OtherBot\nDisallow: /"}, {}, {"links": 1}),
    ("rules-that-are-gone", {"/": LINK, "/robots.txt": GONE}, {}, {"links": 1}),
    (
        "rules-that-fail",
        {"/": LINK, "/robots.txt": BUSY},
        {},
        {
            "status": None,
            "allowed": False,
            "problem": "robots.txt answers 503, which forbids all",
        },
    ),
    ("rules-that-break-off", {"/": LINK, "/robots.txt": None}, {}, {"status": None, "problem": "no answer"}),
]


@pytest.fixture
def looked(serve: Callable[..., Any], tools: Any, crawl: Callable[..., Any]) -> dict[str, dict[str, Any]]:
    """What is said of each case, in the order of the table, with paths for addresses."""
    sources, servers = [], []
    for number, (name, answers, listed, _) in enumerate(CASES):
        server = serve(f"127.0.7.{number + 1}")
        for path, body in answers.items():
            if isinstance(body, str):
                text = body.replace("{0}", server.origin)
                html = path in {"/", "/new/", "/town"} and not text.startswith("%")
                server.answers[path] = tools.ok(tools.html(text) if html else text.encode())
            else:
                server.answers[path] = tools.Answer(body or b"x", drop=body is None, close=body is None)
        lists = {
            key: value if key == "service" else [server.origin + path for path in value]
            for key, value in listed.items()
        }
        sources.append({"key": name, "name": name, "home": server.origin + "/"} | lists)
        servers.append(server)
    (said,) = (crawl(*sources, probe=True, politeness={"retries": 0, "delay": 0.0}).end()["checks"],)
    for one, server in zip(said, servers, strict=True):
        for key in ("feeds", "sitemaps"):
            one[key] = [url.removeprefix(server.origin) for url in one[key]]
    return {one["key"]: one for one in said}


def test_every_outlet_is_told_by_what_it_answers(looked: dict[str, dict[str, Any]]) -> None:
    assert list(looked) == [name for name, *_ in CASES]
    blank = {"status": 200, "problem": None, "allowed": True, "feeds": [], "sitemaps": [], "links": 0, "newest": None}
    for name, _, _, expected in CASES:
        found = {key: looked[name][key] for key in blank}
        assert found == blank | expected, name
    assert all(len((one["problem"] or "").splitlines()) <= 1 for one in looked.values())


def test_the_delay_between_two_requests_to_an_outlet_is_kept(
    serve: Callable[..., Any], tools: Any, crawl: Callable[..., Any]
) -> None:
    own, asked = serve("127.0.8.1"), serve("127.0.8.2")
    for server in (own, asked):
        server.answers = {"/": tools.ok(tools.html(LINK + FEED_HEAD)), "/rss": tools.ok(RSS.encode())}
    asked.answers["/robots.txt"] = tools.ok(b"User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
    crawl(tools.source(own), tools.source(asked), probe=True, politeness={"delay": 0.2}).end()
    for server, seconds in ((own, 0.2), (asked, 0.4)):
        times = [one.at for one in server.log][1:]
        assert min(later - earlier for earlier, later in pairwise(times)) >= seconds - 0.02


def test_a_signal_ends_it_with_the_answers_so_far(
    serve: Callable[..., Any], tools: Any, crawl: Callable[..., Any]
) -> None:
    quick, slow = serve("127.0.8.3"), serve("127.0.8.4")
    quick.answers["/"] = tools.ok(tools.html(LINK))
    slow.answers["/"] = tools.Answer(tools.ok(tools.html(LINK)).raw, pause=240.0)
    running = crawl(tools.source(quick, sitemaps=[]), tools.source(slow, sitemaps=[]), probe=True)
    tools.wait(lambda: "/" in slow.paths() and quick.paths().count("/robots.txt") == 2)
    tools.wait_for_rest(running.pid)  # what it was told last has been read
    running.signal(2)
    running.signal(2)
    checks = running.end(120.0)["checks"]
    assert [check["key"] for check in checks] == [tools.source(quick)["key"]]

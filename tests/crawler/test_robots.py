"""robots.txt by table: one crawl over many hosts, each with another robots.txt; what each then was asked for."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.robots import MAX_BYTES

OPEN, CLOSED, NOTHING = "/2024/05/01/an-open-story-of-the-town", "/private/2024/05/01/a-closed-story", "nothing"
ALL = {"/", OPEN, CLOSED}
PACKED = b"Content-Encoding: gzip\r\n"
MADE_LONG = b"# " + b"x" * 200 + b"\n"


def said(body: bytes, more: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\n%sContent-Length: %d\r\n\r\n%s" % (
        status,
        more,
        len(body),
        body,
    )


# Name, the answer for /robots.txt (None: the connection ends without one), what is asked for behind it.
CASES: list[tuple[str, bytes | None, set[str]]] = [
    # RFC 9309, 2.2: groups. Ours wins over that for all, whatever its place and case; the longest path wins.
    ("all may", said(b"User-agent: *\nDisallow:\n"), ALL),
    ("none may", said(b"User-agent: *\nDisallow: /\n"), set()),
    ("a folder", said(b"User-agent: *\nDisallow: /private/\n"), {"/", OPEN}),
    ("a wildcard", said(b"User-agent: *\nDisallow: /*closed*\n"), {"/", OPEN}),
    ("an end", said(b"User-agent: *\nDisallow: /$\n"), {OPEN, CLOSED}),
    ("an exception", said(b"User-agent: *\nDisallow: /\nAllow: /sitemap\nAllow: /2024/\nAllow: /$\n"), {"/", OPEN}),
    ("others only", said(b"User-agent: OtherBot\nDisallow: /\n"), ALL),
    ("ours only", said(b"User-agent: cuttings\nDisallow: /\n"), set()),
    ("ours in capitals", said(b"USER-AGENT: CUTTINGS\nDISALLOW: /private\n"), {"/", OPEN}),
    ("ours beats all", said(b"User-agent: cuttings\nDisallow: /private/\n\nUser-agent: *\nDisallow: /\n"), {"/", OPEN}),
    ("ours after all", said(b"User-agent: *\nDisallow: /\n\nUser-agent: cuttings\nAllow: /\n"), ALL),
    ("two agents", said(b"User-agent: OtherBot\nUser-agent: cuttings\nDisallow: /private/\n"), {"/", OPEN}),
    # How it is written: with a mark, with other line ends, with comments, not as text at all.
    ("a byte order mark", said(b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\n"), {"/", OPEN}),
    ("UTF-16", said("User-agent: *\nDisallow: /private/\n".encode("utf-16")), {"/", OPEN}),
    ("line ends of others", said(b"User-agent: *\r\nDisallow: /private/\r\n"), {"/", OPEN}),
    ("comments", said(b"# hello\nUser-agent: * # all\nDisallow: /private/ # not this\n"), {"/", OPEN}),
    ("no text", said(b"\x00\xff\xfe\x80" * 50), ALL),
    ("a page instead", said(b"<html><body>Not found, but 200</body></html>"), ALL),
    ("empty", said(b""), ALL),
    # 2.3.1.2: redirects are followed.
    ("moved", b"HTTP/1.1 301 Moved\r\nLocation: /rules.txt\r\nContent-Length: 0\r\n\r\n", {"/", OPEN}),
    ("moved for ever", b"HTTP/1.1 302 Found\r\nLocation: /robots.txt\r\nContent-Length: 0\r\n\r\n", ALL),
    # 2.3.1.3: an error of the client's allows all, whatever its page says.
    ("not found", said(b"User-agent: *\nDisallow: /\n", status=b"404 Not Found"), ALL),
    ("gone", said(b"User-agent: *\nDisallow: /\n", status=b"410 Gone"), ALL),
    ("forbidden itself", said(b"User-agent: *\nDisallow: /\n", status=b"403 Forbidden"), ALL),
    # 2.3.1.4: an error of the server's, or no answer, forbids all.
    ("server error", said(b"User-agent: *\nDisallow:\n", status=b"500 Oh"), set()),
    ("busy", said(b"", status=b"503 Busy"), set()),
    ("too many requests", said(b"User-agent: *\nDisallow:\n", status=b"429 Slow Down"), set()),
    ("no answer", None, set()),
    ("half an answer", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *\nDisallow:\n", set()),
    # 2.5: at least 500 KiB are read; what stands behind our limit is not.
    ("long", said(MADE_LONG * 2000 + b"User-agent: *\nDisallow: /private/\n"), {"/", OPEN}),
    ("too long", said(MADE_LONG * (MAX_BYTES // len(MADE_LONG) + 1) + b"User-agent: *\nDisallow: /\n"), ALL),
    # Coded as pages are; what cannot be decoded cannot be known to allow anything.
    ("packed", said(gzip.compress(b"User-agent: *\nDisallow: /private/\n"), PACKED), {"/", OPEN}),
    ("badly packed", said(b"\x1f\x8b\x08 no gzip", PACKED), set()),
    # Whoever sends for ever has said enough in the first 500 KiB.
    ("for ever", b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /private/\n" + MADE_LONG * 60_000, {"/", OPEN}),
    # Wrong about its own length: nobody knows what is missing.
    ("longer than it says", said(b"User-agent: *\nDisallow:\n") + b"Disallow: /\n", set()),
    ("a coding that nobody knows", said(b"User-agent: *\nDisallow:\n", b"Content-Encoding: secret\r\n"), set()),
    ("no http", b"SSH-2.0-OpenSSH_9.2\r\n", set()),
    ("a delay that nobody waits for", said(b"User-agent: *\nCrawl-delay: 121\n"), set()),
    ("moved to a file", b"HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", ALL),
    ("a bomb", said(gzip.compress(bytes(40 << 20)), PACKED), set()),
]  # fmt: skip


@pytest.fixture
def hosts(serve: Callable[..., Any], tools: Any) -> list[Any]:
    """A server for each case, with a home page and two articles in a sitemap."""
    made = []
    for number, (_, answer, _) in enumerate(CASES):
        server = serve(f"127.0.5.{number + 1}")
        server.answers = {
            "/": tools.ok(tools.html("<h1>Home</h1>")),
            "/sitemap.xml": tools.sitemap(server.origin + OPEN, server.origin + CLOSED),
            "/rules.txt": tools.Answer(said(b"User-agent: *\nDisallow: /private/\n")),
            "/robots.txt": tools.Answer(answer or b"x", drop=answer is None, close=answer is None or b"900" in answer),
            OPEN: tools.ok(tools.article("open")),
            CLOSED: tools.ok(tools.article("closed")),
        }
        made.append(server)
    return made


def test_what_is_asked_for_is_what_robots_txt_allows(
    hosts: list[Any], crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    crawl(*(tools.source(server) for server in hosts), politeness={"retries": 0}).end()
    expected = {name: asked for name, _, asked in CASES}
    found = {case[0]: set(server.paths()) & ALL for case, server in zip(CASES, hosts, strict=True)}
    assert found == expected
    assert [server.paths()[0] for server in hosts] == ["/robots.txt"] * len(hosts)
    assert [server.paths().count("/robots.txt") for server in hosts if "302" not in str(server.log[0].response)] == [
        1
    ] * (len(hosts) - 1)
    # Kept like every other exchange, as what it is.
    kept = tools.rows(tmp_path / "data", "SELECT url, kind FROM capture WHERE url LIKE '%/robots.txt'")
    assert {kind for _, kind in kept} == {"robots"}
    assert {url for url, _ in kept} == {
        server.origin + "/robots.txt"
        for server, case in zip(hosts, CASES, strict=True)
        if (case[1] or b"").startswith(b"HTTP")
    }


# robots.txt, the seconds between two requests to a host, with a delay of 0.1 s of our own.
DELAYS = [
    (b"User-agent: *\nCrawl-delay: 0.5\n", 0.5),
    (b"User-agent: *\nCrawl-delay: 0.01\n", 0.1),
    (b"User-agent: *\nCrawl-delay: -1\n", 0.1),
    (b"User-agent: *\nCrawl-delay: nan\n", 0.1),
    (b"User-agent: *\nCrawl-delay: soon\n", 0.1),
    (b"User-agent: OtherBot\nCrawl-delay: 9\n", 0.1),
    (b"User-agent: cuttings\nCrawl-delay: 0.5\n\nUser-agent: *\nCrawl-delay: 9\n", 0.5),
]


def test_the_longer_of_two_delays_is_kept_whatever_robots_txt_calls_a_delay(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any
) -> None:
    servers = []
    for number, (rules, _) in enumerate(DELAYS):
        server = serve(f"127.0.6.{number + 1}")
        server.answers = {"/": tools.ok(b"<html></html>"), "/robots.txt": tools.ok(rules, "text/plain")}
        server.answers["/sitemap.xml"] = tools.sitemap(server.origin + OPEN)
        server.answers[OPEN] = tools.ok(tools.article("open"))
        servers.append(server)
    # Two connections to a host would be allowed; one that asks for a longer delay gets one.
    crawl(*map(tools.source, servers), politeness={"delay": 0.1, "retries": 0}).end()
    for server, (rules, seconds) in zip(servers, DELAYS, strict=True):
        times = [one.at for one in server.log][1:]  # the delay holds from robots.txt on
        assert len(times) == 3, rules
        smallest = min(later - earlier for earlier, later in pairwise(times))
        assert smallest >= seconds, rules


def test_two_that_wait_for_a_robots_txt_that_never_comes_are_both_refused(
    site: Any, crawl: Callable[..., Any], tools: Any
) -> None:
    site.answers["/robots.txt"] = tools.Answer(b"x", drop=True, pause=0.2)
    crawl(tools.source(site), politeness={"retries": 0, "per_host": 4}).end()
    assert set(site.paths()) == {"/robots.txt"}

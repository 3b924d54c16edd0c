"""What crossed the wire stands in the WARC, byte for byte: the server's own log is the truth."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = b"<html><body><p>A page that was sent in some way or other.</p></body></html>"
LENGTH = str(len(PAGE)).encode()
PACKED = gzip.compress(PAGE, mtime=0)
PLAIN = b"Content-Type: text/html\r\nContent-Length: " + LENGTH + b"\r\n\r\n" + PAGE

# How a server may answer: name, all bytes, whether the connection ends behind them.
ANSWERS = [
    ("mixed-case-and-order", b"HTTP/1.1 200 OK\r\nx-B: 1\r\nX-a: 2\r\nSERVER: Odd\r\n" + PLAIN, False),
    ("repeated-set-cookie", b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nVary: *\r\nSet-Cookie: b=2\r\n" + PLAIN, False),
    ("no-reason-phrase", b"HTTP/1.1 200\r\n" + PLAIN, False),
    ("odd-reason-phrase", b"HTTP/1.1 200 Alles  in Ordnung\r\n" + PLAIN, False),
    ("latin-1-in-the-head", b"HTTP/1.1 200 OK\r\nX-Redaktion: M\xfcnchen \xe9\r\n" + PLAIN, False),
    ("blanks-in-fields", b"HTTP/1.1 200 OK\r\nX-Wide:   two  blanks \t\r\n" + PLAIN, False),
    ("folded-line", b"HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\n\tthree\r\n" + PLAIN, False),
    ("line-without-colon", b"HTTP/1.1 200 OK\r\nthis is no field\r\n" + PLAIN, False),
    (
        "chunked",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;ext=1\r\n<html\r\n1\r\n>\r\n0\r\n\r\n",
        False,
    ),
    (
        "chunked-with-trailers",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"005\r\n<html\r\n01\r\n>\r\n0\r\nX-Trailer: end\r\n\r\n",
        False,
    ),
    (
        "gzip",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
        % (len(PACKED), PACKED),
        False,
    ),
    ("until-close", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE, True),
    ("empty-body", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", False),
    ("no-content", b"HTTP/1.1 204 No Content\r\n\r\n", False),
    ("not-modified", b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n', False),
    ("gone", b"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone", False),
    (
        "nul-and-high-bytes",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<\x00\xff\xfe>\n",
        False,
    ),
    ("line-ends-without-cr", b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 6\n\n<html>", False),
    (
        "redirect",
        b"HTTP/1.1 301 Moved\r\nLocation: /2024/05/01/the-target-of-a-redirect\r\nContent-Length: 2\r\n\r\n->",
        False,
    ),
]


def path(name: str) -> str:
    return f"/2024/05/01/a-page-sent-as-{name}"


@pytest.fixture
def odd(serve: Callable[..., Any], tools: Any) -> Any:
    """A server with all the answers above in its sitemap."""
    server = serve("127.0.0.1")
    for name, raw, close in ANSWERS:
        server.answers[path(name)] = tools.Answer(raw, close=close)
    server.answers["/2024/05/01/the-target-of-a-redirect"] = tools.ok(PAGE)
    server.answers["/"] = tools.ok(b"<html></html>")
    server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path(name) for name, _, _ in ANSWERS))
    return server


@pytest.mark.parametrize("per_host", [1, 16])
def test_every_exchange_is_kept_as_it_crossed_the_wire(
    odd: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path, per_host: int
) -> None:
    crawl(tools.source(odd), politeness={"per_host": per_host}).end()
    sent = {(odd.origin + one.path, one.request, one.response) for one in odd.log}
    found = {(one.uri, one.request, one.response) for one in tools.kept(tmp_path / "data")}
    assert {uri for uri, _, _ in sent} == {uri for uri, _, _ in found}
    assert found == sent
    assert {odd.origin + path(name) for name, _, _ in ANSWERS} <= {uri for uri, _, _ in found}
    assert {one.ip for one in tools.kept(tmp_path / "data")} == {"127.0.0.1"}


def test_robots_home_and_sitemap_are_kept_too(odd: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path) -> None:
    crawl(tools.source(odd)).end()
    paths = {one.uri.removeprefix(odd.origin) for one in tools.kept(tmp_path / "data")}
    assert {"/robots.txt", "/", "/sitemap.xml"} <= paths


class TestBodiesThatWereCut:
    def crawled(
        self, site: Any, crawl: Callable[..., Any], tools: Any, folder: Path, answer: Any, **polite: Any
    ) -> list[Any]:
        target = "/2024/05/01/a-story-that-is-cut"
        site.answers = {
            "/": tools.ok(b"<html></html>"),
            "/sitemap.xml": tools.sitemap(site.origin + target),
            target: answer,
        }
        self.told = crawl(tools.source(site), politeness={"retries": 1} | polite).end()
        self.log = [one for one in site.log if one.path == target]
        return [one for one in tools.kept(folder / "data") if one.uri.endswith(target)]

    def test_an_early_close_is_kept_and_called_a_disconnect(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<html>only this"
        found = self.crawled(site, crawl, tools, tmp_path, tools.Answer(raw, close=True))
        assert [(one.response, one.truncated) for one in found] == [(raw, "disconnect")] * 2
        assert self.told["result"]["counts"]["pages"] == 0
        said = tools.rows(tmp_path / "data", "SELECT outcome, why FROM capture WHERE url LIKE '%cut'")
        assert said == [("failed", "cut short: disconnect")] * 2

    def test_a_body_that_stalls_is_kept_and_called_a_time_out(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<html>only this"
        answer = tools.Answer(raw, stall=4.0, close=True)
        found = self.crawled(site, crawl, tools, tmp_path, answer, timeout=1.0, retries=0)
        assert [(one.response, one.truncated) for one in found] == [(raw, "time")]

    def test_a_body_over_the_limit_is_kept_so_far(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        raw = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"<p>more and more</p>\n" * 600_000
        found = self.crawled(site, crawl, tools, tmp_path, tools.Answer(raw, close=True))
        assert [one.truncated for one in found] == ["length"]
        assert raw.startswith(found[0].response)
        assert 10 << 20 < len(found[0].response) < 11 << 20

    def test_a_page_that_comes_whole_the_second_time_is_a_page(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        cut = tools.Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html>", close=True)
        found = self.crawled(site, crawl, tools, tmp_path, [cut, tools.ok(tools.article("whole"))])
        assert [one.truncated for one in found] == ["disconnect", None]
        assert self.told["result"]["counts"]["pages"] == 1


def test_a_second_try_on_a_stale_connection_is_one_exchange(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    stale = "/2024/05/01/a-long-story-about-number-7"
    site.answers[stale] = [tools.Answer(b"", drop=True), site.answers[stale]]
    crawl(tools.source(site)).end()
    asked = [one for one in site.log if one.path == stale]
    found = [one for one in tools.kept(tmp_path / "data") if one.uri.endswith(stale)]
    assert len(asked) == 2
    assert [(one.request, one.response) for one in found] == [(asked[1].request, asked[1].response)]


def test_interim_responses_and_surplus_bytes_are_no_part_of_the_record(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    whole = tools.ok(tools.article("early")).raw
    early, surplus = "/2024/05/01/a-long-story-about-number-1", "/2024/05/01/a-long-story-about-number-2"
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
    site.answers[early] = tools.Answer(hints + whole)
    site.answers[surplus] = tools.Answer(whole + b"and more", close=True)
    crawl(tools.source(site)).end()
    found = {one.uri.removeprefix(site.origin): one.response for one in tools.kept(tmp_path / "data")}
    assert found[early] == whole
    assert found[surplus] == whole

"""What crossed the wire stands in the WARC, byte for byte: the server's own log is the truth."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.tape import Tape

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
    # Names and values that a parser may trip over.
    ("empty-values", b"HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Blank: \r\n" + PLAIN, False),
    ("blank-before-the-colon", b"HTTP/1.1 200 OK\r\nX-Odd : 1\r\n" + PLAIN, False),
    ("no-name-at-all", b"HTTP/1.1 200 OK\r\n: 1\r\nX Y: 2\r\nX-(Z): 3\r\n" + PLAIN, False),
    ("colons-in-a-value", b"HTTP/1.1 200 OK\r\nX-Time: 12:30:00::\r\n" + PLAIN, False),
    ("utf-8-in-the-head", "HTTP/1.1 200 OK\r\nX-Τίτλος: Νέα Στοά\r\n".encode() + PLAIN, False),
    ("utf-8-in-the-reason", "HTTP/1.1 200 Εντάξει\r\n".encode() + PLAIN, False),
    ("a-long-field", b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 8000 + b"\r\n" + PLAIN, False),
    ("many-fields", b"HTTP/1.1 200 OK\r\n" + b"X-Same: 1\r\n" * 200 + PLAIN, False),
    ("the-same-length-twice", b"HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + b"\r\n" + PLAIN, False),
    ("http-1.0-and-kept-alive", b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + PLAIN, False),
    # Statuses that nobody expects.
    ("partial-without-being-asked", b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-5/9\r\n" + PLAIN, False),
    ("teapot", b"HTTP/1.1 418 I'm a teapot\r\n" + PLAIN, False),
    ("status-of-its-own", b"HTTP/1.1 599 Odd\r\n" + PLAIN, False),
    ("payment", b"HTTP/1.1 402 Payment Required\r\n" + PLAIN, False),
    ("legal", b"HTTP/1.1 451 Unavailable For Legal Reasons\r\n" + PLAIN, False),
    ("redirect-without-location", b"HTTP/1.1 302 Found\r\n" + PLAIN, False),
    # Codings: bodies are kept as they come, whether or not anybody can undo them.
    ("brotli", b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n" + PLAIN, False),
    ("coding-that-nobody-knows", b"HTTP/1.1 200 OK\r\nContent-Encoding: secret\r\n" + PLAIN, False),
    ("said-to-be-gzip", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + PLAIN, False),
    (
        "gzip-in-chunks",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n" % (10, PACKED[:10], len(PACKED) - 10, PACKED[10:]),
        False,
    ),
    (
        "chunks-of-one-byte",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % byte for byte in PAGE)
        + b"0\r\n\r\n",
        False,
    ),
    ("gzip-until-close", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + PACKED, True),
    # A head that says it is the last of the connection.
    ("close-announced", b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + PLAIN, True),
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
    wanted = {"/robots.txt", "/", "/sitemap.xml", *(path(name) for name, _, _ in ANSWERS)}
    assert {odd.origin + path for path in wanted} <= {uri for uri, _, _ in found}
    assert {one.ip for one in tools.kept(tmp_path / "data")} == {"127.0.0.1"}


# What is no HTTP answer: name, all bytes, and why the fetch failed in words. Nothing of it is kept as a response.
NO_ANSWERS = [
    ("nothing-at-all", b"", "no answer"),
    ("another-protocol", b"SSH-2.0-OpenSSH_9.2\r\n", "broken HTTP"),
    ("a-page-without-a-head", PAGE, "connection lost"),
    ("a-head-without-an-end", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "connection lost"),
    ("a-status-that-is-no-number", b"HTTP/1.1 OK\r\n" + PLAIN, "broken HTTP"),
    ("lengths-that-differ", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + PLAIN, "broken HTTP"),
    ("a-length-that-is-none", b"HTTP/1.1 200 OK\r\nContent-Length: long\r\n\r\n", "broken HTTP"),
]


def test_what_is_no_http_is_a_counted_failure_and_leaves_the_rest_alone(
    site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
) -> None:
    for name, raw, _ in NO_ANSWERS:
        site.answers[path(name)] = tools.Answer(raw or b"x", close=True, drop=not raw)
    good = "/2024/05/01/a-long-story-about-number-1"
    site.answers["/sitemap.xml"] = tools.sitemap(
        *(site.origin + path(name) for name, *_ in NO_ANSWERS), site.origin + good
    )
    told = crawl(tools.source(site), politeness={"retries": 0}).end()["result"]
    said = dict(tools.rows(tmp_path / "data", "SELECT url, why FROM failure"))
    for name, _, words in NO_ANSWERS:
        assert said.pop(site.origin + path(name)).startswith(words), name
    assert said == {}
    assert (told["counts"]["failed"], told["counts"]["pages"]) == (len(NO_ANSWERS), 1)
    assert not {site.origin + path(name) for name, *_ in NO_ANSWERS} & {
        one.uri for one in tools.kept(tmp_path / "data")
    }


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
        assert said == [("failed", "cut short: connection lost: before the length that was stated")] * 2

    def test_a_body_that_stalls_is_kept_and_called_a_time_out(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<html>only this"
        answer = tools.Answer(raw, stall=60.0, close=True)
        found = self.crawled(site, crawl, tools, tmp_path, answer, timeout=2.0, retries=0)
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


FINAL = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
# What was received, and what of it is the response (RFC 9110, 15.2: any number of interim ones come before it).
INTERIM = [
    (FINAL, FINAL),
    (b"HTTP/1.1 100 Continue\r\n\r\n" + FINAL, FINAL),
    (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + FINAL, FINAL),
    (b"HTTP/1.1 102 Processing\r\n\r\n" * 3 + FINAL, FINAL),
    (b"HTTP/1.0 100 Continue\r\n\r\n" + FINAL, FINAL),
    # Line ends without a carriage return, in one of them or in both.
    (b"HTTP/1.1 103 Early Hints\nLink: </a.css>\n\n" + FINAL, FINAL),
    (b"HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\none\r\n\r\ntwo", b"HTTP/1.1 200 OK\n\none\r\n\r\ntwo"),
    # Nobody asked to switch protocols, so what follows is the answer; whatever stands in a body is not interim.
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + FINAL, FINAL),
    (b"HTTP/2 103\r\n\r\nhttp/1.1  100\r\n\r\n" + FINAL, FINAL),
    # Empty lines, as are left behind a body before (RFC 9112, 2.2).
    (b"\r\n" + FINAL, FINAL),
    (b"\n\r\nHTTP/1.1 100 Continue\r\n\r\n\r\n" + FINAL, FINAL),
    (b"HTTP/1.1 1000 Odd\r\n\r\n" + FINAL, b"HTTP/1.1 1000 Odd\r\n\r\n" + FINAL),
    (FINAL + b"HTTP/1.1 100 Continue\r\n\r\n", FINAL + b"HTTP/1.1 100 Continue\r\n\r\n"),
    # Nothing came behind the interim one, or not even the whole of it.
    (b"HTTP/1.1 103 Early Hints\r\n\r\n", b""),
    (b"HTTP/1.1 103 Early Hints\r\nLink", b"HTTP/1.1 103 Early Hints\r\nLink"),
    # No HTTP, and nothing.
    (b"SSH-2.0-x 103 \r\n\r\n", b"SSH-2.0-x 103 \r\n\r\n"),
    (b"", b""),
]


class TestTape:
    @pytest.mark.parametrize(("received", "final"), INTERIM)
    @pytest.mark.parametrize("size", [1, 7, 1 << 20])
    def test_the_final_response_is_what_stands_behind_the_interim_ones(
        self, received: bytes, final: bytes, size: int
    ) -> None:
        tape = Tape(None)
        for at in range(0, len(received), size):
            tape.received(received[at : at + size])
        assert tape.final() == final
        assert tape.response == received

    def test_the_request_is_what_was_sent_in_its_order(self) -> None:
        tape = Tape("192.0.2.1")
        for part in (b"GET / HTTP/1.1\r\n", b"Host: a\r\n", b"\r\n"):
            tape.sent(part)
        assert (tape.request, tape.response, tape.ip) == (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"", "192.0.2.1")
        assert tape.started.utcoffset() is not None

    @given(st.lists(st.binary(max_size=20)), st.binary(min_size=1, max_size=20))
    def test_surplus_bytes_behind_the_end_are_cut_wherever_they_came_in_two(
        self, parts: list[bytes], surplus: bytes
    ) -> None:
        tape = Tape(None)
        for part in parts:
            tape.received(part)
        tape.received(surplus[:1])
        tape.received(surplus[1:])
        tape.cut(len(surplus))
        assert tape.response == b"".join(parts)
        tape.received(b"next")
        assert tape.response == b"".join(parts) + b"next"

    @given(st.binary(max_size=300))
    def test_the_final_response_is_always_the_end_of_what_was_received(self, received: bytes) -> None:
        tape = Tape(None)
        tape.received(b"HTTP/1.1 100 Continue\r\n" + received)
        assert tape.response.endswith(tape.final())

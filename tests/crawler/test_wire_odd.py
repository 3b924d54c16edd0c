"""Answers as no standard has them: a page is not lost for a blank in the wrong place, and none gets another's bytes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from twisted.web.http import _MalformedChunkedDataError

from crawler.forgiving import Chunks

PAGE = b"<html><body><p>A page that was sent in some way or other.</p></body></html>"
PACKED = gzip.compress(PAGE, mtime=0)
LENGTH = b"Content-Length: %d\r\n" % len(PAGE)
FIELDS = b"Content-Type: text/html\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
REST = FIELDS + LENGTH + b"\r\n" + PAGE
WHOLE = OK + REST
IN_CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


def coded(coding: bytes, body: bytes = IN_CHUNKS, more: bytes = b"") -> bytes:
    return OK + FIELDS + b"Transfer-Encoding: " + coding + b"\r\n" + more + b"\r\n" + body


def chunked(before: bytes = b"", behind: bytes = b"", end: bytes = b"0\r\n\r\n") -> bytes:
    return coded(b"chunked", b"%s%x%s\r\n%s\r\n%s" % (before, len(PAGE), behind, PAGE, end))


# Name: all bytes that are sent, and those that are the answer (None: all of them).
KEPT: dict[str, tuple[bytes, bytes | None]] = {
    # What comes before the answer.
    "three-interim-ones": (
        b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: x\r\n\r\n" + WHOLE,
        WHOLE,
    ),
    "an-interim-status-of-its-own": (b"HTTP/1.1 199 Odd\r\nA: b\r\n\r\n" + WHOLE, WHOLE),
    "protocols-that-nobody-asked-to-switch": (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + WHOLE,
        WHOLE,
    ),
    "an-empty-line-first": (b"\r\n" + WHOLE, WHOLE),
    "empty-lines-behind-an-interim-one": (b"HTTP/1.1 100 Continue\r\n\r\n\r\n" + WHOLE, WHOLE),
    # The status line.
    "two-blanks-in-the-status-line": (b"HTTP/1.1  200  OK\r\n" + REST, None),
    "tabs-in-the-status-line": (b"HTTP/1.1\t200\tOK\r\n" + REST, None),
    "small-letters": (b"http/1.1 200 ok\r\n" + REST, None),
    "a-version-of-one-digit": (b"HTTP/2 200\r\n" + REST, None),
    "a-later-version": (b"HTTP/2.0 200 OK\r\n" + REST, None),
    # Fields.
    "a-folded-line-first": (OK + b" folded: at once\r\n" + REST, None),
    "a-line-of-blanks-first": (OK + b" \t\r\n" + REST, None),
    "a-line-of-blanks": (OK + b"A: b\r\n \r\n" + REST, None),
    "a-folded-length": (OK + FIELDS + b"Content-Length:\r\n %d\r\n\r\n" % len(PAGE) + PAGE, None),
    "a-length-twice-in-one": (OK + FIELDS + b"Content-Length: %d, %d\r\n\r\n" % ((len(PAGE),) * 2) + PAGE, None),
    "a-nul-and-a-cr-in-fields": (OK + b"A: a\x00b\r\nB: a\rb\r\n" + REST, None),
    "a-head-of-60-kb": (OK + b"A: " + b"b" * 60_000 + b"\r\n" + REST, None),
    "upgrade-offered": (OK + b"Connection: Upgrade\r\nUpgrade: h2,h2c\r\n" + REST, None),
    "line-ends-of-both-kinds": (OK + b"A: a\nB: b\r\nC: c\n" + FIELDS + LENGTH + b"\n" + PAGE, None),
    "bare-line-ends-and-others-in-the-body": (b"HTTP/1.1 200 OK\nContent-Length: 12\n\n<p>\r\n\r\n</p>\n", None),
    # Chunks.
    "an-extension-in-quotes": (chunked(behind=b';a="b;c"'), None),
    "an-extension-among-blanks": (chunked(behind=b" ; a = b "), None),
    "an-extension-of-any-letters": (chunked(behind=b";\xce\xb1=\x01"), None),
    "a-size-padded-with-blanks": (chunked(behind=b"     "), None),
    "a-size-behind-blanks": (chunked(before=b"  "), None),
    "a-size-with-noughts": (chunked(before=b"00000"), None),
    "fifty-trailers": (chunked(end=b"0\r\n" + b"X-T: 1\r\n" * 50 + b"\r\n"), None),
    "no-chunk-but-the-last": (coded(b"chunked", b"0\r\n\r\n"), None),
    # Transfer codings.
    "identity": (coded(b"identity", PAGE, LENGTH), None),
    "a-coding-in-capitals": (coded(b"Chunked"), None),
    "a-coding-twice": (coded(b"chunked\r\nTransfer-Encoding: chunked"), None),
    "a-coding-in-an-odd-list": (coded(b", chunked"), None),
    "gzip-within-chunks": (coded(b"gzip, chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)), None),
    "chunks-and-a-length": (coded(b"chunked", more=b"Content-Length: 3\r\n"), None),
    "chunks-from-http-1.0": (b"HTTP/1.0" + coded(b"chunked")[8:], None),
    # What has no body, and what stands there all the same.
    "a-length-of-nothing-at-204": (b"HTTP/1.1 204 No\r\n" + LENGTH + b"\r\n", None),
    "a-length-of-nothing-at-304": (b"HTTP/1.1 304 No\r\n" + LENGTH + b"\r\n", None),
    "a-body-at-204": (b"HTTP/1.1 204 No\r\n" + REST, b"HTTP/1.1 204 No\r\n" + REST.removesuffix(PAGE)),
    "a-body-at-304": (b"HTTP/1.1 304 No\r\n" + REST, b"HTTP/1.1 304 No\r\n" + REST.removesuffix(PAGE)),
    "an-empty-line-behind": (WHOLE + b"\r\n", WHOLE),
    "another-answer-behind-the-last-chunk": (chunked() + WHOLE * 4000, chunked()),
}
# Name: all bytes that are sent, whether the connection ends behind them, and why nothing or only a part is there.
FAILED: dict[str, tuple[bytes, bool, str]] = {
    "a-length-too-short": (OK + FIELDS + b"Content-Length: 10\r\n\r\n" + PAGE, False, "cut short: more than announced"),
    "a-length-of-nought": (OK + b"Content-Length: 0\r\n\r\n" + PAGE, False, "cut short: more than announced"),
    # Answers that a page forges for others: none of them may be taken for the answer to what is asked next.
    "answers-for-others": (WHOLE + WHOLE * 4000, False, "cut short: more than announced"),
    "a-length-too-long": (
        OK + b"Content-Length: 1000\r\n\r\n" + PAGE,
        True,
        "cut short: connection lost: before the length",
    ),
    "no-last-chunk": (chunked(end=b""), True, "cut short: connection lost: before the last chunk"),
    "a-last-chunk-without-its-end": (chunked(end=b"0\r\n"), True, "cut short: connection lost: before the last chunk"),
    "no-size": (coded(b"chunked", b"zz\r\n" + PAGE), True, "cut short: broken HTTP: chunks"),
    "a-size-that-is-wrong": (coded(b"chunked", b"5\r\n" + PAGE), True, "cut short: broken HTTP: chunks"),
    "chunks-that-are-none": (coded(b"chunked", PAGE), True, "cut short: "),
    "nothing-but-an-interim-one": (b"HTTP/1.1 103 E\r\n\r\n", True, "connection lost"),
    "a-signed-length": (OK + b"Content-Length: +5\r\n\r\nhello", False, "broken HTTP"),
    "a-negative-length": (OK + b"Content-Length: -1\r\n\r\nhello", True, "broken HTTP"),
    "another-protocol": (b"ICY 200 OK\r\n" + REST, False, "broken HTTP: no status line"),
    "a-head-of-a-megabyte": (OK + b"A: " + b"b" * (1 << 20) + b"\r\n" + REST, False, "head over the limit"),
    "half-a-status-line": (b"HTTP/1.1 20", True, "connection lost"),
    "half-a-field": (OK + b"Content-Ty", True, "connection lost"),
}


def path(name: str) -> str:
    return f"/2024/05/01/a-page-sent-with-{name}"


@pytest.mark.parametrize("tls", [False, True])
def test_each_answer_is_kept_as_it_came_and_under_its_own_address(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, certificate: Path, tmp_path: Path, *, tls: bool
) -> None:
    server = serve("127.0.0.1", tools.behind_tls(certificate) if tls else None)
    server.answers = {path(name): tools.Answer(raw) for name, (raw, _) in KEPT.items()}
    server.answers |= {path(name): tools.Answer(raw, close=close) for name, (raw, close, _) in FAILED.items()}
    server.answers["/"] = tools.ok(b"<html></html>")
    server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path(name) for name in {**KEPT, **FAILED}))
    environment = {"SSL_CERT_FILE": str(certificate)} if tls else {}
    crawl(tools.source(server), politeness={"retries": 0}, environment=environment).end()

    def told(table: str) -> dict[str, str | None]:
        rows = tools.rows(tmp_path / "data", f"SELECT url, why FROM {table}")
        return {url.rpartition("sent-with-")[2]: why for url, why in rows}

    found = {one.uri.rpartition("sent-with-")[2]: one for one in tools.kept(tmp_path / "data")}
    failures, captures = told("failure"), told("capture")
    wanted = {name: raw if answer is None else answer for name, (raw, answer) in KEPT.items()}
    assert {name: found[name].response for name in KEPT if name in found} == wanted, failures
    assert {name for name in KEPT if found[name].truncated} == set()
    for name, (raw, _, why) in FAILED.items():
        assert (captures.get(name) or failures.get(name) or "").startswith(why), name
        assert name not in found or (found[name].truncated and raw.startswith(found[name].response)), name


class TestChunks:
    """The coding undone in pieces of any size (RFC 9112, 7.1)."""

    def undone(self, body: bytes, step: int) -> bytes:
        got, ended = [], []
        chunks = Chunks(got.append, ended.append)
        for at in range(0, len(body), step):
            chunks.dataReceived(body[at : at + step])
        assert ended == [b""]
        return b"".join(got)

    @pytest.mark.parametrize("step", [1, 3, 1000])
    @pytest.mark.parametrize(
        "body",
        [
            b"5\r\nhello\r\n0\r\n\r\n",
            b"5   \r\nhello\r\n0   \r\n\r\n",
            b" \t5\r\nhello\r\n 0\r\n\r\n",
            b"05;a=b\r\nhello\r\n0;a\r\n\r\n",
            b'5;a="\xff;b"\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n',
            b"2 ;x\r\nhe\r\n3;y \r\nllo\r\n0\r\n\r\n",
        ],
    )
    def test_are_undone_whatever_stands_round_their_sizes(self, body: bytes, step: int) -> None:
        assert self.undone(body, step) == b"hello"

    @pytest.mark.parametrize("size", [b"", b" ", b";a", b"-5", b"+5", b"5 5", b"0x5", b"5_0", b"g"])
    def test_of_no_size_are_damage(self, size: bytes) -> None:
        with pytest.raises(_MalformedChunkedDataError):
            self.undone(size + b"\r\nhello\r\n0\r\n\r\n", 1000)

    def test_a_line_without_an_end_is_damage(self) -> None:
        with pytest.raises(_MalformedChunkedDataError):
            self.undone(b"5;" + b"a" * 5000, 100)

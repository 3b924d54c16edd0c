"""The drill of the wire: hundreds of odd answers, 16 at a time, plain and over TLS, connections gone stale in between.

The server's own log is the truth: not a byte of a head or body may differ in the archive.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest

pytestmark = pytest.mark.long
PAGE = b"<html><body><p>A page of the drill.</p></body></html>"
LENGTH = b"Content-Length: %d\r\n" % len(PAGE)
HTML = b"Content-Type: text/html\r\n"
EACH = 12
# (what is odd about it, head without its end, body, whether the connection ends behind it)
WAYS: list[tuple[str, bytes, bytes, bool]] = [
    (
        "repeated-set-cookie",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nVary: *\r\nset-cookie: b=2\r\n" + LENGTH,
        PAGE,
        False,
    ),
    ("mixed-case", b"HTTP/1.1 200 OK\r\nx-B: 1\r\nX-a: 2\r\nSERVER: Odd\r\ncontent-LENGTH: 53\r\n", PAGE, False),
    ("no-reason-phrase", b"HTTP/1.1 200\r\n" + LENGTH, PAGE, False),
    ("latin-1", b"HTTP/1.1 200 Gr\xfc\xdfe\r\nX-Ort: M\xfcnchen\r\n" + LENGTH, PAGE, False),
    ("folded", b"HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\n\tthree\r\n" + LENGTH, PAGE, False),
    (
        "chunked-with-trailers",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + HTML,
        b"35;x=y\r\n" + PAGE + b"\r\n0\r\nX-Trailer: end\r\n\r\n",
        False,
    ),
    ("http-1.0", b"HTTP/1.0 200 OK\r\n" + HTML, PAGE, True),
    ("no-content", b"HTTP/1.1 204 No Content\r\n", b"", False),
    ("not-modified", b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n', b"", False),
    (
        "redirect",
        b"HTTP/1.1 301 Moved\r\nLocation: /2024/05/01/a-target-of-the-drill\r\nContent-Length: 2\r\n",
        b"->",
        False,
    ),
    ("empty", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", b"", False),
    ("close", b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + HTML, PAGE, True),
    ("error", b"HTTP/1.1 404 Nicht gefunden\r\n" + LENGTH, PAGE, False),
]
for _coding, _body in (("gzip", gzip.compress(PAGE, mtime=0)), ("br", brotli.compress(PAGE))):
    WAYS.append(
        (
            _coding,
            b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n" % (_coding.encode(), len(_body)),
            _body,
            False,
        )
    )


@pytest.mark.parametrize("tls", [False, True])
def test_not_a_byte_differs(
    serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, certificate: Path, tmp_path: Path, *, tls: bool
) -> None:
    server = serve("127.0.0.1", tools.behind_tls(certificate) if tls else None)
    paths = []
    for number in range(EACH):
        for name, head, body, close in WAYS:
            paths.append(f"/2024/05/01/an-odd-page-{name}-of-the-drill-{number}")
            answer = tools.Answer(head + b"\r\n" + body, close=close)
            # Each fifth finds its connection closed under its feet, and is sent again on another.
            stale = len(paths) % 5 == 0
            server.answers[paths[-1]] = [tools.Answer(b"", drop=True), answer] if stale else answer
    server.answers["/2024/05/01/a-target-of-the-drill"] = tools.ok(PAGE)
    server.answers["/"] = tools.ok(b"<html></html>")
    server.answers["/sitemap.xml"] = tools.sitemap(*(server.origin + path for path in paths))
    environment = {"SSL_CERT_FILE": str(certificate)} if tls else {}
    crawl(tools.source(server), politeness={"per_host": 16, "retries": 2}, environment=environment).end(240)
    answered = [one for one in server.log if one.response]
    assert len(server.log) - len(answered) >= len(paths) // 5
    sent = Counter((server.origin + one.path, one.request, one.response) for one in answered)
    kept = Counter((one.uri, one.request, one.response) for one in tools.kept(tmp_path / "data"))
    assert {server.origin + path for path in paths} <= {uri for uri, _, _ in kept}
    assert kept - sent == Counter()
    assert sent - kept == Counter()

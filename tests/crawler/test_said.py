"""What an answer says to whoever fetches it: its robots directives, and where it leads by itself."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from archive.capture import Provenance, Said
from crawler.redirects import PROVENANCE, said

URL = "http://a.example/one"
HTML = {"Content-Type": "text/html; charset=utf-8"}
REFRESH = b"<meta http-equiv=refresh content='0; url=/two'>"
META = b"<meta name=robots content='noarchive, nofollow'>"
TWO = "http://a.example/two"


@pytest.mark.parametrize(
    ("kind", "status", "fields", "body", "robots", "refresh"),
    [
        ("page", 200, HTML, b"<p>nothing</p>", None, None),
        ("page", 200, HTML, META, "noarchive, nofollow", None),
        ("page", 200, HTML | {"X-Robots-Tag": "noindex"}, META, "noindex, noarchive, nofollow", None),
        ("page", 200, HTML, REFRESH, None, TWO),
        ("page", 200, HTML | {"Refresh": "0; url=/two"}, b"", None, TWO),
        ("page", 200, {"Content-Type": "text/plain", "Refresh": "0; url=/two"}, b"", None, TWO),
        # What an error or a redirect says of itself is kept, and leads nowhere.
        ("page", 404, HTML | {"X-Robots-Tag": "noindex"}, REFRESH, "noindex", None),
        ("page", 302, HTML | {"Refresh": "0; url=/two"}, b"", None, None),
        # What is no page has no such elements, whatever stands in it; its fields count.
        ("feed", 200, {"Content-Type": "application/rss+xml"}, META + REFRESH, None, None),
        ("feed", 200, {"Content-Type": "application/rss+xml", "X-Robots-Tag": "noindex"}, META, "noindex", None),
        # Of a robots.txt only the server's redirects count (RFC 9309, 2.3.1.2).
        ("robots", 200, HTML | {"Refresh": "0; url=/two", "X-Robots-Tag": "noindex"}, META + REFRESH, None, None),
        # As sent, still packed.
        ("page", 200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(REFRESH, mtime=0), None, TWO),
        ("page", 200, HTML | {"Content-Encoding": "gzip"}, b"not gzip", None, None),
    ],
)
def test_by_fields_and_by_the_page(  # noqa: PLR0917 - the columns of the table
    kind: Any, status: int, fields: dict[str, str], body: bytes, robots: str | None, refresh: str | None
) -> None:
    request = Request(URL, meta={PROVENANCE: Provenance(kind)})
    assert said(request, Response(URL, status, headers=fields, body=body)) == Said(robots, refresh)

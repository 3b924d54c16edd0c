"""The body of a Scrapy response as its sender meant it: content codings undone, within limits."""

from __future__ import annotations

from scrapy.http import Response

from archive.warc.codings import MAX_BODY, payload
from archive.warc.http import Head, parse_head


def decoded(response: Response, limit: int = MAX_BODY) -> bytes:
    """The decoded body of a response whose transfer coding Scrapy has undone.

    Raises archive.errors.BodyDamaged for a broken or unknown coding, one that ends early, and for more than ``limit``
    bytes or too many times what was sent.
    """
    codings = response.headers.getlist("Content-Encoding")
    if not codings:
        return bytes(response.body)
    fields = tuple(("content-encoding", value.decode("latin-1")) for value in codings)
    return payload(Head(response.status, fields), response.body, limit=limit, whole=True)


def charset_of(response: Response) -> str | None:
    """The charset that the Content-Type field states, None when it states none."""
    stated = response.headers.get("Content-Type") or b""
    return parse_head(b"HTTP/1.1 200\r\nContent-Type: " + stated).charset

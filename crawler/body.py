"""The body of a Scrapy response as its sender meant it: content codings undone, within limits."""

from __future__ import annotations

from scrapy.http import Response

from archive.warc.codings import MAX_BODY, beginning, payload
from archive.warc.http import Head, parse_head
from extract.opening import MOST_READ

_HTML = (b"text/html", b"application/xhtml+xml", b"")


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


def opening(response: Response) -> bytes:
    """The first kilobytes of a page, decoded; b"" for what is no page, or cannot be told cheaply."""
    kind = (response.headers.get("Content-Type") or b"").partition(b";")[0].strip().lower()
    if not 200 <= response.status < 300 or kind not in _HTML:
        return b""
    stated = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    return beginning([coding.strip() for coding in stated.split(",") if coding.strip()], response.body, MOST_READ)


def robots_tags(response: Response) -> tuple[str, ...]:
    """The values of the fields X-Robots-Tag."""
    return tuple(value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag"))


def charset_of(response: Response) -> str | None:
    """The charset that the Content-Type field states, None when it states none."""
    stated = response.headers.get("Content-Type") or b""
    return parse_head(b"HTTP/1.1 200\r\nContent-Type: " + stated).charset

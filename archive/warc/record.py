"""Bytes of WARC 1.1 records (ISO 28500:2017), from templates; no clock, disk or random source here."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from isal import igzip_lib

from archive.capture import Exchange
from archive.warc.http import split

# Values of these stay out of the archive: they are the user's keys, not the publisher's words.
_SECRET = re.compile(rb"^(authorization|proxy-authorization|cookie):[^\n]*\n(?:[ \t][^\n]*\n)*", re.I | re.M)
_UNSAFE = re.compile(rb"[\x00-\x20\x7f-\xff<>\"]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_PACKED = re.compile(
    rb"^content-(?:encoding:[ \t]*(?!identity)[a-z]|type:[ \t]*(?:image|video|audio)/(?!svg))", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class Ids:
    """Record ids of one exchange, as ``<urn:uuid:...>`` (WARC 1.1, 5.2). ``info``: the file's warcinfo record."""

    response: str
    request: str
    info: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two gzip members, and the payload digest that the response states."""

    response: bytes
    request: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class _About:
    uri: str
    date: str
    ip: str | None
    info: str


def exchange(kept: Exchange, ids: Ids) -> Pair:
    """A response record and its request record, each one gzip member (WARC 1.1, 6.3, 6.4, annex D).

    The payload digest is over the body as it was received. The standard's entity-body (RFC 2616, 7.2) has the
    chunked coding undone, but warcio, pywb and fastwarc all read it as the stored body and call anything else damage.
    Values of Authorization and Cookie are left out of the request, which a ``Cuttings-Masked`` field then says.
    """
    date = warc_date(kept.fetched)
    head, body = split(kept.response)
    digest = sha1(body)
    extra = [f"WARC-Payload-Digest: {digest}"]
    if kept.truncated:
        extra.append(f"WARC-Truncated: {one_line(kept.truncated)}")
    about = _About(target_uri(kept.url), date, kept.ip, ids.info)
    response = _record("response", ids.response, about, (extra, kept.response))
    request, masked = mask(kept.request)
    extra = [f"WARC-Concurrent-To: {ids.response}", f"WARC-Payload-Digest: {sha1(split(request)[1])}"]
    if masked:
        extra.append(f"Cuttings-Masked: {', '.join(masked)}")
    packed = len(body) > len(head) and _PACKED.search(head) is not None
    return Pair(
        member(response, packed=packed), member(_record("request", ids.request, about, (extra, request))), digest
    )


def warcinfo(record_id: str, made: datetime, filename: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """The record that opens a file and describes the run (WARC 1.1, 6.2), as one gzip member.

    ``fields``: names and values of the application/warc-fields block; line breaks in values become spaces.
    """
    block = "".join(f"{name}: {one_line(value)}\r\n" for name, value in fields).encode("utf-8", "replace")
    head = (
        f"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: {record_id}\r\nWARC-Date: {warc_date(made)}\r\n"
        f"WARC-Filename: {filename}\r\nWARC-Block-Digest: {sha1(block)}\r\n"
        f"Content-Type: application/warc-fields\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return member(head.encode() + block + b"\r\n\r\n")


def _record(kind: str, record_id: str, about: _About, content: tuple[list[str], bytes]) -> bytes:
    extra, block = content
    if about.ip:
        extra.append(f"WARC-IP-Address: {one_line(about.ip)}")
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {record_id}\r\nWARC-Date: {about.date}\r\n"
        f"WARC-Target-URI: {about.uri}\r\n" + "\r\n".join(extra) + "\r\n"
        f"WARC-Warcinfo-ID: {about.info}\r\nWARC-Block-Digest: {sha1(block)}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return b"".join((head.encode("utf-8", "replace"), block, b"\r\n\r\n"))


def member(record: bytes, *, packed: bool = False) -> bytes:
    """One gzip member (RFC 1952). ``packed``: it is compressed already and only stored, at a fifth of the cost."""
    if not packed:
        return igzip_lib.compress(record, 1, flag=igzip_lib.COMP_GZIP)
    store = zlib.compressobj(0, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return store.compress(record) + store.flush()


def sha1(data: bytes) -> str:
    """``sha1:`` and the digest in base32, as WARC writers use (WARC 1.1, 5.8)."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def mask(request: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The request without its credential fields, and the names of those left out, in lower case."""
    head, body = split(request)
    names = tuple(name.decode("ascii").lower() for name in _SECRET.findall(head))
    return (_SECRET.sub(b"", head) + body, names) if names else (request, ())


def target_uri(url: str) -> str:
    """``url`` as it may stand in WARC-Target-URI: ASCII, without spaces or controls (RFC 3986, 2.1)."""
    if url.isascii() and url.isprintable() and not any(sign in url for sign in ' <>"'):
        return url
    return _UNSAFE.sub(lambda found: b"%%%02X" % found[0][0], url.encode("utf-8", "replace")).decode("ascii")


def warc_date(instant: datetime) -> str:
    """WARC-Date in UTC with microseconds (WARC 1.1, 5.4). Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be kept: {instant}")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def one_line(value: str) -> str:
    """``value`` with every run of control characters, line breaks among them, made one space."""
    return _CONTROL.sub(" ", value).strip()

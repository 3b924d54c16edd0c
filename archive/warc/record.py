"""Bytes of WARC 1.1 records (ISO 28500:2017), from templates; no clock, disk or random source here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import NamedTuple

from archive.capture import Exchange, Provenance, Refers
from archive.warc.http import split
from archive.warc.members import member

# Values of these stay out of the archive: they are the user's keys, not the publisher's words.
_SECRET = re.compile(
    rb"^(authorization|proxy-authorization|cookie)(:[ \t]*)[^\n]*?(?:\n[ \t][^\n]*?)*?(\r?\n(?![ \t])|\Z)", re.I | re.M
)
_UNSAFE = re.compile(rb"[\x00-\x20\x7f-\xff<>\"]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# A number of 32 five-bit digits is spread to one of 32 bytes, the upper half of each part moved up at once: base64's
# own loop costs five times as much, and an exchange has four digests (RFC 4648, 6). Upper halves, lower halves, way.
_SPREAD = tuple(
    (*(sum(((1 << 5 * half) - 1) << at for at in range(first, 256, 16 * half)) for first in (5 * half, 0)), 3 * half)
    for half in (16, 8, 4, 2, 1)
)
_BASE32 = bytes.maketrans(bytes(range(32)), b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_PACKED = re.compile(
    rb"^content-(?:encoding:[ \t]*(?!identity)[a-z]|type:[ \t]*(?:image|video|audio)/(?!svg))", re.I | re.M
)


_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL = _PROFILE + "identical-payload-digest"
NOT_MODIFIED = _PROFILE + "server-not-modified"
# Names of what is said in the metadata record of a page (archive.capture.Said), and of what cut it, in words.
ROBOTS, LEADS_TO, CUT = "cuttings-robots", "cuttings-leads-to", "cuttings-cut"
WORTH = 256  # bytes of a body; what points to a shorter one is no shorter than the body


@dataclass(frozen=True, slots=True)
class Ids:
    """Record ids of one exchange, as ``<urn:uuid:...>`` (WARC 1.1, 5.2). ``info``: the file's warcinfo record.

    ``metadata`` None: how the URL came to be fetched is not written down.
    """

    response: str
    request: str
    info: str
    metadata: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The gzip members of one exchange, the payload digest that the response or revisit states, and what it refers to.

    ``refers`` None: the first member is a response; else it is a revisit. ``metadata`` is None without an id for it.
    """

    response: bytes
    request: bytes
    metadata: bytes | None
    digest: str
    refers: Refers | None

    @property
    def members(self) -> tuple[bytes, ...]:
        """All that is there, in the order of writing: response or revisit first."""
        return (self.response, self.request) + ((self.metadata,) if self.metadata else ())


_TYPES = {
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
    "request": "application/http; msgtype=request",
    "metadata": "application/warc-fields",
}
_PROVENANCE = (
    ("via", "via"),
    *((f"cuttings-{field.name}", field.name) for field in fields(Provenance) if field.name != "via"),
)
_UNCHANGED = re.compile(rb"HTTP/\d(?:\.\d)? +304\b")


class _About(NamedTuple):
    """Header lines that the records of an exchange share, in two pieces."""

    what: str
    where: str


def exchange(kept: Exchange, ids: Ids, find: Callable[[str], Refers | None] = lambda _: None) -> Group:
    """A response or revisit record, its request and metadata, each one gzip member (WARC 1.1, 6.3 to 6.7, annex D).

    ``find`` gives by its digest a record that has the same payload already; this one then becomes a revisit, as a 304
    does that says what it refers to. The payload digest is over the body as it was received. The standard's entity-body
    (RFC 2616, 7.2) has the chunked coding undone, but warcio, pywb and fastwarc all read it as the stored body and call
    anything else damage. Values of Authorization and Cookie are masked in the request, which a ``Cuttings-Masked``
    field then says.
    """
    about = _about(kept, ids.info)
    head, body = split(kept.response)
    digest = sha1(body)
    refers = _revisited(kept, head, body)
    if refers is None and len(body) >= WORTH and not kept.truncated:
        refers = find(digest)
    return Group(
        _revisit(ids, about, (refers, head, digest if body else None))
        if refers
        else _response(ids, about, (kept, head, digest)),
        _request(ids, about, kept.request),
        _metadata(ids, about, kept) if ids.metadata else None,
        digest,
        refers,
    )


def _about(kept: Exchange, info: str) -> _About:
    peer = f"WARC-IP-Address: {one_line(kept.ip)}\r\n" if kept.ip else ""
    return _About(
        f"WARC-Date: {warc_date(kept.fetched)}\r\nWARC-Target-URI: {target_uri(kept.url)}\r\n",
        f"{peer}WARC-Warcinfo-ID: {info}\r\n",
    )


def _revisited(kept: Exchange, head: bytes, body: bytes) -> Refers | None:
    return kept.refers if kept.refers and not body and _UNCHANGED.match(head) else None


def _response(ids: Ids, about: _About, content: tuple[Exchange, bytes, str]) -> bytes:
    kept, head, digest = content
    extra = [f"WARC-Payload-Digest: {digest}"]
    if kept.truncated:
        extra.append(f"WARC-Truncated: {one_line(kept.truncated)}")
    packed = len(kept.response) > 2 * len(head) and _PACKED.search(head) is not None
    return member(_record("response", ids.response, about, (extra, kept.response)), packed=packed)


def _revisit(ids: Ids, about: _About, content: tuple[Refers, bytes, str | None]) -> bytes:
    """The head alone, and where the body stands (WARC 1.1, 6.7.2 and 6.7.3)."""
    refers, head, digest = content
    extra = [
        f"WARC-Profile: {IDENTICAL if digest else NOT_MODIFIED}",
        f"WARC-Refers-To: {refers.record_id}",
        f"WARC-Refers-To-Target-URI: {target_uri(refers.url)}",
        f"WARC-Refers-To-Date: {warc_date(refers.fetched)}",
    ]
    if digest:
        extra += [f"WARC-Payload-Digest: {digest}", "WARC-Truncated: length"]
    return member(_record("revisit", ids.response, about, (extra, head)))


def _request(ids: Ids, about: _About, sent: bytes) -> bytes:
    """The request without the user's keys."""
    request, masked = mask(sent)
    body = split(request)[1]
    extra = [f"WARC-Concurrent-To: {ids.response}", f"WARC-Payload-Digest: {sha1(body) if body else _NOTHING}"]
    if masked:
        extra.append(f"Cuttings-Masked: {', '.join(masked)}")
    return member(_record("request", ids.request, about, (extra, request)))


def _metadata(ids: Ids, about: _About, kept: Exchange) -> bytes:
    """How the URL came to be fetched, and what only its fetch could tell, so that a database can be made anew from the
    files (WARC 1.1, 6.6).
    """
    named = [(label, getattr(kept.provenance, name)) for label, name in _PROVENANCE]
    named += [(ROBOTS, kept.said.robots), (LEADS_TO, kept.said.refresh), (CUT, kept.why if kept.truncated else None)]
    lines = [f"{label}: {one_line(str(value))}\r\n" for label, value in named if value is not None]
    block = "".join(lines).encode("utf-8", "replace")
    return member(_record("metadata", ids.metadata or "", about, ([f"WARC-Concurrent-To: {ids.response}"], block)))


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
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {record_id}\r\n{about.what}"
        + "\r\n".join(extra)
        + f"\r\n{about.where}WARC-Block-Digest: {sha1(block)}\r\n"
        f"Content-Type: {_TYPES[kind]}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return b"".join((head.encode("utf-8", "replace"), block, b"\r\n\r\n"))


def sha1(data: bytes) -> str:
    """``sha1:`` and the digest in base32, as WARC writers use (WARC 1.1, 5.8)."""
    number = int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest(), "big")
    for upper, lower, way in _SPREAD:
        number = (number & upper) << way | number & lower
    return "sha1:" + number.to_bytes(32, "big").translate(_BASE32).decode("ascii")


_NOTHING = sha1(b"")  # most requests have no body


def mask(request: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The request with ``masked`` for the values of its credential fields, and the names of these in lower case."""
    head, body = split(request)
    names = tuple(found[1].decode("ascii").lower() for found in _SECRET.finditer(head))
    return (_SECRET.sub(rb"\1\2masked\3", head) + body, names) if names else (request, ())


def target_uri(url: str) -> str:
    """``url`` as it may stand in WARC-Target-URI: ASCII, without spaces or controls (RFC 3986, 2.1)."""
    if url.isascii() and url.isprintable() and not any(sign in url for sign in ' <>"'):
        return url
    return _UNSAFE.sub(lambda found: b"%%%02X" % found[0][0], url.encode("utf-8", "replace")).decode("ascii")


def warc_date(instant: datetime) -> str:
    """WARC-Date in UTC with microseconds (WARC 1.1, 5.4). Raises ValueError for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be kept: {instant}")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def one_line(value: str) -> str:
    """``value`` with every run of control characters, line breaks among them, made one space."""
    return value.strip() if value.isprintable() else _CONTROL.sub(" ", value).strip()

"""The codings of an HTTP body undone: transfer coding, gzip, deflate, brotli, zstd; never more than a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import brotli
import zstandard
from isal import isal_zlib

from archive.errors import BodyBomb, BodyDamaged
from archive.warc.http import Head, dechunk
from archive.warc.members import GzipError

MAX_BODY = 10 << 20
# News pages pack to a fifth, lists of addresses to a thirtieth; what unpacks to more than this was made to.
MAX_RATIO = 250
_SMALL = 1 << 20
_MOST_CODINGS = 5
_GZIP = b"\x1f\x8b"


def payload(head: Head, body: bytes, *, limit: int = MAX_BODY, whole: bool = False) -> bytes:
    """The representation's own bytes: transfer coding and content codings undone (RFC 9112, 7; RFC 9110, 8.4).

    Archives often keep decoded bodies under their old heads: a body that does not look like its coding is given as it
    stands. A body that was cut gives what it holds, or raises BodyDamaged where it must be ``whole``. Raises
    BodyDamaged when it breaks midway, uses a coding we do not know, or would pass ``limit`` bytes or, over a megabyte,
    250 times its coded size.
    """
    sent = len(body)
    transfer = head.values("transfer-encoding")
    if "chunked" in transfer:
        body = dechunk(body)
    codings = head.values("content-encoding") + [coding for coding in transfer if coding in _DECODERS]
    if len(codings) > _MOST_CODINGS:
        raise BodyDamaged(f"{len(codings)} codings, one inside the other")
    for coding in reversed(codings):
        body, ended = _decode(coding, body, limit)
        if whole and not ended:
            raise BodyDamaged(f"the {coding} body ends early")
    if len(body) > limit:
        raise BodyDamaged(f"the body is over {limit >> 20} MB")
    if len(body) > max(_SMALL, MAX_RATIO * sent):
        raise BodyBomb(f"the decoded body is over {MAX_RATIO} times what was sent")
    return body


def beginning(codings: Sequence[str], body: bytes, most: int) -> bytes:
    """The first ``most`` bytes of a body in these content codings, or fewer; b"" where it cannot be told cheaply.

    What is damaged, or in more than one coding, is for ``payload`` to judge. Never raises.
    """
    sent = body[:most]
    if not codings or codings[0] == "identity":
        return sent
    opener = _OPENERS.get(codings[0])
    if opener is None or len(codings) > 1:
        return b""
    try:
        found = opener(sent, most)
    except (GzipError, zstandard.ZstdError, brotli.error):
        found = b""
    return found or (sent if sent.lstrip()[:1] == b"<" else b"")


def _decode(coding: str, body: bytes, limit: int) -> tuple[bytes, bool]:
    """The decoded body, and whether it came to its end."""
    if coding == "identity" or not body:
        return body, True
    decoder = _DECODERS.get(coding)
    if decoder is None:
        raise BodyDamaged(f"unknown content coding {coding[:20]!r}")
    return decoder(body, limit)


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, bool]:
    """All members (gzip allows several, RFC 1952, 2.2) up to ``limit``; GzipError where nothing could be read."""
    out: list[bytes] = []
    left = limit + 1
    ended = False
    while body and left > 0:
        decoder = isal_zlib.decompressobj(wbits)
        try:
            out.append(decoder.decompress(body, left))
        except GzipError:
            if not out:
                raise
            break  # bytes after the last member: padding, ignored as gzip(1) does
        left -= len(out[-1])
        ended = decoder.eof or (ended and not body.startswith(_GZIP))  # padding has no end
        body = decoder.unused_data
    if left <= 0:
        raise BodyBomb(f"the {'gzip' if wbits > zlib.MAX_WBITS else 'deflate'} body unpacks to over {limit >> 20} MB")
    return b"".join(out), ended


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    if not body.startswith(_GZIP):
        return body, True
    try:
        return _inflate(body, zlib.MAX_WBITS | 16, limit)
    except GzipError as error:
        raise BodyDamaged(f"the gzip body breaks: {error}") from error


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    # "deflate" means zlib (RFC 9110, 8.4.1.2), yet servers send raw deflate too.
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflate(body, wbits, limit)
        except GzipError:
            continue
    if body.lstrip()[:1] == b"<":
        return body, True
    raise BodyDamaged("the deflate body breaks")


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    try:
        out = decoder.process(body, output_buffer_limit=limit + 1)
        while len(out) <= limit and not decoder.is_finished() and not decoder.can_accept_more_data():
            out += decoder.process(b"", output_buffer_limit=limit + 1 - len(out))
    except brotli.error as error:
        if body.lstrip()[:1] == b"<":
            return body, True
        raise BodyDamaged("the brotli body breaks") from error
    if len(out) > limit:
        raise BodyBomb(f"the brotli body unpacks to over {limit >> 20} MB")
    return bytes(out), decoder.is_finished()


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    if body[:4] != b"\x28\xb5\x2f\xfd":
        return body, True
    # RFC 9659: a window of at most 8 MB in HTTP.
    decoder = zstandard.ZstdDecompressor(max_window_size=8 << 20)
    try:
        with decoder.stream_reader(body, read_across_frames=True) as reader:
            out = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise BodyDamaged(f"the zstd body breaks: {error}") from error
    if len(out) > limit:
        raise BodyBomb(f"the zstd body unpacks to over {limit >> 20} MB")
    return out, _zstd_ended(body)


def _zstd_ended(body: bytes) -> bool:
    """Whether the last frame came to its end; what stands behind it does not matter."""
    # The reader above does not say. By now it is known that all frames together unpack to no more than the limit.
    while body[:4] == b"\x28\xb5\x2f\xfd":
        decoder = zstandard.ZstdDecompressor(max_window_size=8 << 20).decompressobj()
        decoder.decompress(body)
        if not decoder.eof:
            return False
        body = decoder.unused_data
    return True


def _zstd_opened(body: bytes, most: int) -> bytes:
    with zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(body) as reader:
        return reader.read(most)


_OPENERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": lambda body, most: isal_zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most),
    "deflate": lambda body, most: isal_zlib.decompressobj(zlib.MAX_WBITS).decompress(body, most),
    "br": lambda body, most: brotli.Decompressor().process(body, output_buffer_limit=most)[:most],
    "zstd": _zstd_opened,
}
_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

"""What a server may do to a crawl, by table: each behaviour ends in the outcome of its name, in time and in memory, and
a good page of the same host is captured all the same."""

# ruff: noqa: E501 - a table is read by its columns
from __future__ import annotations

import gzip
import ssl
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

GOOD = "/2024/05/02/a-good-page-of-the-same-host"
EVIL = "/2024/05/01/a-page-that-does-harm-to-you"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
TEXT = "The ministers met in the harbour town on Monday and agreed on joint exercises of both navies in the autumn. "
ARTICLE = ("<html><head><title>Ministers meet</title></head><body><main><article><h1>Ministers meet in the harbour</h1>"
           + "".join(f"<p>{TEXT * 3}</p>" for _ in range(6)) + "</article></main></body></html>").encode()  # fmt: skip
ZEROS = bytes(64 << 20)
MAX_MEMORY = 300 << 20
MAX_SECONDS = 20.0


def page(body: bytes, more: bytes = b"", head: bytes = HEAD) -> bytes:
    return head + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def packed(coding: bytes, body: bytes) -> bytes:
    return page(body, b"Content-Encoding: %s\r\n" % coding)


@dataclass(frozen=True)
class Later:
    """An answer that takes a second to make: made by the test that sends it."""

    make: Callable[[], bytes]


def moved(to: str) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % to.encode()


def xml(body: bytes) -> bytes:
    return page(body, head=b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n")


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9)
    return packer.compress(data) + packer.flush()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def sends(*parts: bytes, then: str = "close") -> Callable[[Any], None]:
    """Sends the parts and then: closes, resets, or says nothing more."""

    def behave(peer: Any) -> None:
        for part in parts:
            peer.send(part)
        if then == "reset":
            peer.wait_until_read()
            peer.reset()
        elif then == "silence":
            peer.say_nothing()

    return behave


def goes_on(first: bytes, again: bytes, pause: float = 0.0) -> Callable[[Any], None]:
    def behave(peer: Any) -> None:
        peer.send(first)
        peer.for_ever(again, pause)

    return behave


NO_RULES = b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"


def further(peer: Any) -> None:
    """Another address each time."""
    peer.send(moved(f"{peer.origin}/2024/05/01/further-{time.monotonic_ns()}"))


def slowly_further(peer: Any) -> None:
    """The same, and each time after a while that is no silence yet."""
    time.sleep(0.4 * peer.patience)
    further(peer)


def nearly(peer: Any) -> None:
    """Byte by byte, and gone before time is up, so late that there is none for a further try."""
    peer.send(HEAD + b"Content-Length: 9000\r\n\r\n")
    for _ in range(8):
        time.sleep(0.09 * peer.patience)
        peer.send(b"x")


def nearly_busy(peer: Any) -> None:
    """Takes its time to say that it has none."""
    time.sleep(0.36 * peer.patience)
    peer.send(b"HTTP/1.1 503 Busy\r\nContent-")
    time.sleep(0.36 * peer.patience)
    peer.send(b"Length: 0\r\n\r\n")


def calendar(peer: Any) -> None:
    """A page for every day, with a link to the next one."""
    number = int(peer.path.rpartition("=")[2]) if "=" in peer.path else 0
    links = "".join(
        f'<a href="/calendar?day={number + step}">Events of day {number + step}</a> ' for step in range(1, 40)
    )
    nxt = f'<a rel="next" href="/calendar?day={number + 1}">Next</a>'
    peer.send(page(f"<html><body><nav>{links}</nav>{nxt}</body></html>".encode()))


def sessions(peer: Any) -> None:
    """The same story under another address with each look."""
    ids = (f"{time.monotonic_ns():x}{number:04x}" for number in range(50))
    links = "".join(f'<p><a href="{GOOD}?PHPSESSID={one}">A good page of the same host today</a></p>' for one in ids)
    peer.send(page(f"<html><body>{links}</body></html>".encode()))


def links_of(number: int) -> bytes:
    return b"<html><body>" + b"".join(b"<a href=/n/%d>x</a>" % one for one in range(number)) + b"</body></html>"


LOST = (b"<html><head><title>Page not found - The Courant</title></head><body><main><h1>Page not found</h1>"
        b"<p>Sorry, the page you are looking for does not exist or has been moved.</p>"
        b"<p><a href=/>Back to the home page</a></p></main></body></html>")  # fmt: skip
GONE_TOO = (b"<html><head><title>404 Not Found | The Courant</title></head><body><h1>404 Not Found</h1><p>We could not find what you were looking for. "
            b"Try the search, or go back to the start.</p></body></html>")  # fmt: skip
WALL = (b"<html><head><title>Before you continue</title></head><body><div id=consent class=cookie-consent>"
        b"<h1>We value your privacy</h1><p>We and our 842 partners store and access information on a device, such as "
        b"cookies, and process personal data. With your permission we and our partners may use precise geolocation "
        b"data. You may click to consent to our processing as described above.</p>"
        b"<button>Accept all</button><button>Reject all</button></div></body></html>")  # fmt: skip
LAUGHS = (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
          + b"".join(b'<!ENTITY %s "%s">' % (b"abcdefghijk"[n : n + 1], (b"&%s;" % b"abcdefghijk"[n - 1 : n]) * 10) for n in range(1, 11))
          + b"]><rss><channel><item><title>&k;</title></item></channel></rss>")  # fmt: skip
EXTERNAL = (b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            b"<urlset><url><loc>&e;</loc></url></urlset>")  # fmt: skip

# Where it stands ("page": an article; else the home, feed, sitemap or robots.txt), what it does, how it ends.
BEHAVIOURS: dict[str, tuple[str, Any, str | tuple[str, ...]]] = {
    # Too much.
    "a body without end": ("page", goes_on(HEAD + b"\r\n", b"<p>more</p>" * 6000), "larger than the limit"),
    "chunks without end": ("page", goes_on(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk(b"x" * 65000)), "larger than the limit"),
    "a terabyte announced": ("page", sends(HEAD + b"Content-Length: 1000000000000\r\n\r\n", b"x" * 1000), "larger than the limit"),
    "eleven megabytes": ("page", page(b"<p>more</p>" * 1_048_576), "larger than the limit"),
    "chunks of one byte": ("page", goes_on(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10_000), "larger than the limit: mostly framing"),
    "fields without end": ("page", goes_on(HEAD, b"X-More: and more\r\n" * 100), "head over the limit"),
    "one field without end": ("page", goes_on(HEAD + b"X-Long: ", b"x" * 4096), "head over the limit"),
    "ten thousand fields": ("page", HEAD + b"X-A: 1\r\n" * 10_000 + b"Content-Length: 0\r\n\r\n", "head over the limit"),
    "interim answers without end": ("page", goes_on(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50), "head over the limit"),
    "a status line without end": ("page", goes_on(b"HTTP/1.1 200 ", b"OK" * 2048), "head over the limit"),
    # Too slow. Where two ends stand, the second is that of a machine too busy to see the first in time.
    "no word": ("page", sends(then="silence"), "no progress: nothing for"),
    "no word behind the head": ("page", sends(HEAD + b"Content-Length: 900\r\n\r\n", then="silence"), "no progress: nothing more"),
    "no word inside the head": ("page", sends(HEAD, then="silence"), "no progress: nothing more"),
    "no word inside the body": ("page", sends(HEAD + b"\r\n<html><p>half", then="silence"), "no progress: nothing more"),
    "a home without a word": ("home", sends(then="silence"), "no progress: nothing for"),
    "a body byte by byte": ("page", goes_on(HEAD + b"Content-Length: 9000\r\n\r\n", b"x", 0.5), "timed out"),
    "a head byte by byte": ("page", goes_on(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.5), "timed out"),
    "chunks byte by byte": ("page", goes_on(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.5), "timed out"),
    "a drop before time is up, each time": ("page", nearly, ("connection lost: before the length that was stated", "timed out")),
    "ever further, and slowly": ("page", slowly_further, "timed out"),
    "busy, and slow to say so, each time": ("page", nearly_busy, ("error 503", "timed out")),
    "a feed byte by byte": ("feed", goes_on(HEAD + b"\r\n<rss>", b" ", 0.5), "timed out"),
    # Not whole.
    "fewer bytes than announced": ("page", sends(HEAD + b"Content-Length: 99999\r\n\r\n" + ARTICLE), "connection lost: before the length that was stated"),
    "chunks without the last": ("page", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(ARTICLE)), "connection lost: before the last chunk"),
    "reset inside a counted body": ("page", sends(HEAD + b"Content-Length: 99999\r\n\r\n" + ARTICLE, then="reset"), "connection lost: before the length that was stated"),
    "reset before the close that would end it": ("page", sends(HEAD + b"\r\n" + ARTICLE[:1500], then="reset"), "connection lost: before the close that would end it"),
    "closed inside the head": ("page", sends(HEAD), "connection lost: inside the head"),
    "closed at once": ("page", sends(), "no answer"),
    "reset at once": ("page", sends(then="reset"), "no answer"),
    "more bytes than announced": ("page", sends(HEAD + b"Content-Length: 900\r\n\r\n" + ARTICLE), "more than announced"),
    "a body where none is announced": ("page", sends(HEAD + b"Content-Length: 0\r\n\r\n" + ARTICLE), "more than announced"),
    "gzip that ends early": ("page", packed(b"gzip", gzip.compress(ARTICLE)[:-40]), "damaged body: the gzip body ends early"),
    "brotli that ends early": ("page", packed(b"br", brotli.compress(ARTICLE)[:-40]), "damaged body: the br body ends early"),
    "zstd that ends early": ("page", packed(b"zstd", zstandard.compress(ARTICLE)[:-40]), "damaged body: the zstd body ends early"),
    "gzip that is none inside": ("page", packed(b"gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\xff" * 300), "damaged body: the gzip body breaks"),
    "a coding that nobody knows": ("page", packed(b"secret", ARTICLE[:-7]), "damaged body: unknown content coding"),
    # Not HTTP.
    "another protocol": ("page", sends(b"SSH-2.0-OpenSSH_9.2\r\n" * 3), "broken HTTP: no status line: wrong number of parts"),
    "a page without a head": ("page", sends(b"<html>\r\n" + ARTICLE), "broken HTTP: no status line: wrong number of parts"),
    "two lengths": ("page", sends(HEAD + b"Content-Length: 10\r\n" + page(ARTICLE, head=b"")), "broken HTTP: Invalid"),
    "a length below nothing": ("page", sends(HEAD + b"Content-Length: -5\r\n\r\n" + ARTICLE), "broken HTTP: Value contains"),
    "a chunk of no size": ("page", sends(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + ARTICLE), "broken HTTP: chunks: Chunk-size must be an integer"),
    # Bombs.
    "a gzip bomb": ("page", Later(lambda: packed(b"gzip", gzip.compress(ZEROS))), "unpacks to too much: the gzip body unpacks"),
    "a brotli bomb": ("page", Later(lambda: packed(b"br", brotli.compress(ZEROS, quality=3))), "unpacks to too much: the brotli body unpacks"),
    "a zstd bomb": ("page", Later(lambda: packed(b"zstd", zstandard.compress(ZEROS))), "unpacks to too much: the zstd body unpacks"),
    "a deflate bomb": ("page", Later(lambda: packed(b"deflate", deflated(ZEROS))), "unpacks to too much: the deflate body unpacks"),
    "a bomb inside a bomb": ("page", Later(lambda: packed(b"gzip, gzip", gzip.compress(gzip.compress(ZEROS * 4)))), "unpacks to too much: the gzip body unpacks"),
    # To where nobody may go.
    "to a port of this machine": ("page", "http://127.0.0.1:{secret}/", "not on the public web: loopback, by a redirect"),
    "to it in octal": ("page", "http://0177.0.0.1:{secret}/", "not on the public web: an address in disguise, by a redirect"),
    "to it inside IPv6": ("page", "http://[::ffff:127.0.0.1]:{secret}/", "not on the public web: loopback, inside IPv6, by a redirect"),
    "to the keys of a cloud": ("page", "http://169.254.169.254/latest/meta-data/", "not on the public web: link-local, by a redirect"),
    "to a file": ("page", "file:///etc/passwd", "not http"),
    "to its own data": ("page", "data:text/html,hello", "not http"),
    "to another protocol": ("page", "ftp://127.0.0.1:{secret}/", "not http"),
    "to a script": ("page", "javascript:alert(1)", "not http"),
    "to nobody": ("page", "http://nobody.invalid/", "Forbidden by robots.txt, which cannot be had: host not found"),
    "from a feed that nobody serves": ("feed", "closed", "Forbidden by robots.txt, which cannot be had: connection refused"),
    "to itself": ("page", moved(EVIL), "max redirections reached"),
    "to and fro": ("page", moved("/2024/05/01/and-back"), "redirect"),
    "ever further": ("page", further, "max redirections reached"),
    "by a refresh of the page to a port": ("page", "refresh", "not on the public web: loopback, by a refresh"),
    # Not what it says.
    "a document of another kind": ("page", page(b"%PDF-1.7\n" + bytes(range(256)) * 40), "not an article: not html: the bytes are of another kind of f"),
    "a picture that is a page": ("page", page(ARTICLE, head=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"), "not html"),
    "noise": ("page", page(bytes(range(256)) * 100), "not an article: not html: the bytes are no text"),
    "a page that was packed and does not say so": ("page", page(gzip.compress(ARTICLE)), "not an article: not html: the bytes are of another kind of f"),
    "packed twice": ("page", packed(b"gzip, gzip", gzip.compress(gzip.compress(ARTICLE))), "document"),
    "a letter in a lying charset": ("page", page(ARTICLE, head=HEAD.replace(b"utf-8", b"utf-16")), "document"),
    "said to be packed": ("page", packed(b"gzip", ARTICLE), "document"),
    "nothing": ("page", page(b""), "not an article: empty"),
    "a page that is not there, with 200": ("page", page(LOST), "not an article: error page"),
    "another that is not there": ("page", page(GONE_TOO), "not an article: error page"),
    "a wall of consent": ("page", page(WALL), "not an article: consent wall"),
    # Feeds and sitemaps.
    "a laugh in a feed": ("feed", xml(LAUGHS), "feed"),
    "a file in a sitemap": ("sitemap", xml(EXTERNAL), "sitemap"),
    "a bomb of a sitemap": ("sitemap", Later(lambda: xml(gzip.compress(b"<urlset>" + b"<url><loc>http://127.0.0.1/x</loc></url>" * 200 + b" " * (60 << 20)))), "sitemap"),
    "a bomb of a feed": ("feed", Later(lambda: packed(b"gzip", gzip.compress(b"<rss>" + ZEROS))), "leads nowhere: the gzip body unpacks"),
    "a page for a feed": ("feed", page(ARTICLE), "leads nowhere: it is no feed: it is a web page"),
    # Without end.
    "a million links": ("home", Later(lambda: packed(b"gzip", gzip.compress(links_of(1_000_000)))), "leads nowhere: the gzip body unpacks"),
    "a hundred thousand links": ("home", Later(lambda: page(links_of(100_000))), "home"),
    "a calendar": ("home", calendar, "home"),
    "session ids": ("home", sessions, "home"),
}  # fmt: skip


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ONCE = chunk(ARTICLE) + b"0\r\n\r\n"


def wide(data: bytes) -> bytes:
    """zstd with a window of two gigabytes (RFC 8878, 3.1.1.1.2), in one raw block."""
    return b"\x28\xb5\x2f\xfd\x00\xa8" + ((len(data) << 3) | 1).to_bytes(3, "little") + data


def raw_deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def index(*places: str) -> bytes:
    return xml(
        b"<sitemapindex>"
        + b"".join(b"<sitemap><loc>%s</loc></sitemap>" % one.encode() for one in places)
        + b"</sitemapindex>"
    )


def to_itself(peer: Any) -> None:
    """An index of sitemaps that lists itself under ever new addresses."""
    peer.send(index(f"{peer.origin}/sitemap.xml", f"{peer.origin}/sitemap.xml?{time.monotonic_ns()}"))


# The same again in other words: what else a server may do to each part, and how it ends.
MORE: dict[str, tuple[str, Any, str]] = {
    # Heads.
    "a line without a colon": ("page", page(ARTICLE, b"this is no field\r\n"), "document"),
    "a null in a field": ("page", page(ARTICLE, b"X-A: a\0b\r\n"), "document"),
    "a blank before the colon": ("page", page(ARTICLE, b"X-A : b\r\n"), "document"),
    "a folded field": ("page", page(ARTICLE, b"X-A: b\r\n c\r\n"), "document"),
    "bare line feeds": ("page", page(ARTICLE).replace(b"\r\n", b"\n"), "document"),
    "one interim answer": ("page", b"HTTP/1.1 100 Continue\r\n\r\n" + page(ARTICLE), "document"),
    "another protocol offered": ("page", sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", b"\0\0\0\4\0\0\0\0\0" * 9, then="silence"), "no progress: nothing more"),
    "HTTP/2": ("page", sends(b"\0\0\x12\4\0\0\0\0\0" + bytes(18)), "connection lost: inside the head"),
    "HTTP/1.0": ("page", sends(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE), "document"),
    "HTTP of another century": ("page", sends(b"HTTP/9.9 200 OK\r\nContent-Type: text/html\r\n\r\n" + ARTICLE), "document"),
    "a status of two digits": ("page", sends(page(ARTICLE).replace(b"200 OK", b"20 OK")), "no HTTP status"),
    "a status of 999": ("page", page(ARTICLE).replace(b"200 OK", b"999 Go away"), "error 999"),
    "a status in words": ("page", sends(page(ARTICLE).replace(b"200 OK", b"OK then")), "broken HTTP: no status line: non-integer"),
    "a body under 204": ("page", sends(page(ARTICLE).replace(b"200 OK", b"204 None")), "not an article: empty"),
    "a part that nobody asked for": ("page", page(ARTICLE[:900], b"Content-Range: bytes 0-899/9000\r\n").replace(b"200 OK", b"206 Part"), "only a part of it was sent"),
    "not modified unasked": ("page", sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "not modified"),
    "a thousand cookies": ("page", page(ARTICLE, b"Set-Cookie: a=b\r\n" * 350), "document"),
    # Framing.
    "a chunk of astronomical size": ("page", sends(CHUNKED + b"f" * 40 + b"\r\n" + ARTICLE), "connection lost: before the last chunk"),
    "a chunk below nothing": ("page", sends(CHUNKED + b"-5\r\n" + ARTICLE), "broken HTTP: chunks: Chunk-size must be an integer"),
    "a chunk of hex with a prefix": ("page", sends(CHUNKED + b"0x1f4\r\n" + ARTICLE), "broken HTTP: chunks: Chunk-size must be an integer"),
    "chunk extensions without end": ("page", goes_on(CHUNKED + b"5;", b"x" * 4096), "broken HTTP: chunks: Chunk size line"),
    "trailers without end": ("page", goes_on(CHUNKED + chunk(ARTICLE) + b"0\r\n", b"X-More: and more\r\n" * 100), "broken HTTP: chunks: Trailer headers data is too long"),
    "a length and chunks": ("page", HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + ONCE, "document"),
    "the same length twice": ("page", HEAD + b"Content-Length: %d\r\n" % len(ARTICLE) + page(ARTICLE, head=b""), "document"),
    "a length with a sign": ("page", sends(HEAD + b"Content-Length: +%d\r\n\r\n" % len(ARTICLE) + ARTICLE), "broken HTTP: Value contains"),
    "a length in hex": ("page", sends(HEAD + b"Content-Length: 0x%x\r\n\r\n" % len(ARTICLE) + ARTICLE), "broken HTTP: Value contains"),
    "a length of thirty digits": ("page", sends(HEAD + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + ARTICLE), "larger than the limit"),
    "a length of five thousand digits": ("page", sends(HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + ARTICLE), "broken HTTP: Exceeds"),
    "chunks in a packed transfer": ("page", HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk(gzip.compress(ARTICLE)) + b"0\r\n\r\n", "document"),
    "a transfer that nobody knows": ("page", sends(HEAD + b"Transfer-Encoding: secret\r\n\r\n" + ARTICLE), "document"),
    "a last chunk without its end": ("page", sends(CHUNKED + chunk(ARTICLE) + b"0\r\n"), "connection lost: before the last chunk"),
    # Codings.
    "gzip that says brotli": ("page", packed(b"br", gzip.compress(ARTICLE)), "damaged body: the brotli"),
    "brotli that says gzip": ("page", packed(b"gzip", brotli.compress(ARTICLE)), "not an article: not html: the bytes are no text"),
    "packed twice and says once": ("page", packed(b"gzip", gzip.compress(gzip.compress(ARTICLE))), "not an article: not html: the bytes are of another"),
    "zstd with a window of two gigabytes": ("page", packed(b"zstd", wide(ARTICLE)), "damaged body: the zstd"),
    "deflate without its frame": ("page", packed(b"deflate", raw_deflated(ARTICLE)), "document"),
    "noise behind gzip": ("page", packed(b"gzip", gzip.compress(ARTICLE) + b"and more" * 9), "document"),
    "gzip in two members": ("page", packed(b"gzip", gzip.compress(ARTICLE[:900]) + gzip.compress(ARTICLE[900:])), "document"),
    "gzip whose sum is wrong": ("page", packed(b"gzip", gzip.compress(ARTICLE)[:-8] + b"12345678"), "damaged body: the gzip body breaks"),
    "a hundred codings": ("page", packed(b", ".join([b"gzip"] * 100), ARTICLE), "damaged body: 100 codings"),
    "a hundred thousand members": ("page", packed(b"gzip", gzip.compress(bytes(1000)) * 60_000), "unpacks to too much: the gzip body unpacks"),
    "gzip whose name has no end": ("page", packed(b"gzip", b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + b"x" * 500_000), "damaged body: the gzip body ends"),
    # To where nobody may go.
    "to the port with a user": ("page", "http://user:secret@127.0.0.1:{secret}/u", "not on the public web: loopback, by a redirect"),
    "to the port by a short form": ("page", "http://127.1:{secret}/", "not on the public web: an address in disguise, by a redirect"),
    "to the port in hex": ("page", "http://0x7f000001:{secret}/", "not on the public web: an address in disguise, by a redirect"),
    "to the port by its name": ("page", "http://localhost.:{secret}/", "not on the public web: a name of this machine or network, by a redirect"),
    "to the port behind NAT64": ("page", "http://[64:ff9b::7f00:1]:{secret}/", "not on the public web: loopback, inside IPv6, by a redirect"),
    "to the port behind 6to4": ("page", "http://[2002:7f00:1::]:{secret}/", "not on the public web: loopback, inside IPv6, by a redirect"),
    "to a link's own zone": ("page", "http://[fe80::1%25eth0]:{secret}/", "not on the public web: link-local, by a redirect"),
    "to all addresses": ("page", "http://0.0.0.0:{secret}/", "not on the public web: unspecified, by a redirect"),
    "to the port by its host alone": ("page", "//127.0.0.1:{secret}/slashes", "not on the public web: loopback, by a redirect"),
    "to the port behind backslashes": ("page", "\\\\127.0.0.1:{secret}\\x", "answer 404"),
    "to port nought": ("page", "http://127.0.0.1:0/", "not on the public web: a port that is none, by a redirect"),
    "to a port beyond all": ("page", "http://127.0.0.1:99999/", "it redirects to no address: Port"),
    "to no host": ("page", "http:///2024/", "answer 404"),
    "to half an address": ("page", "http://[::1", "it redirects to no address: Invalid"),
    "to nothing": ("page", "", "max redirections reached"),
    "to an address without end": ("page", "/" + "x" * 8000, "address too long"),
    "to an address in Greek": ("page", "/2024/05/01/Η-Νέα-Στοά", "answer 404"),
    "to a host that is no name": ("page", "http://" + "a" * 70 + ".example/", "Forbidden by robots.txt, which cannot be had: host not found"),
    "to a name of dots": ("page", "http://a..b.invalid/", "Forbidden by robots.txt, which cannot be had: host not found"),
    "moved to nowhere": ("page", b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n", "redirect"),
    "by a field to the port": ("page", "field", "not on the public web: loopback, by a refresh"),
    "by a refresh to a file": ("page", page(b'<meta http-equiv=refresh content="0;url=file:///etc/passwd">'), "not http"),
    "by a refresh for ever": ("page", "anew", "refresh"),
    "a canonical address at the port": ("page", "canonical", "document"),
    # robots.txt.
    "rules to and fro": ("robots", moved("/robots.txt"), "redirect"),
    "rules at the port": ("robots", "http://127.0.0.1:{secret}/robots.txt", "not on the public web: loopback, by a redirect"),
    "rules in UTF-16": ("robots", page("User-agent: *\nDisallow: /2024/05/01/\n".encode("utf-16"), head=b"HTTP/1.1 200 OK\r\n"), "robots"),
    # Feeds, sitemaps and homes.
    "an index of itself": ("sitemap", to_itself, "sitemap"),
    "a million sitemaps": ("sitemap", packed(b"gzip", gzip.compress(b"<sitemapindex>" + b"<sitemap><loc>/n.xml</loc></sitemap>" * 270_000 + b"</sitemapindex>")), "leads nowhere: the decoded body is over 250 times what was sent"),
    "a definition at the port": ("sitemap", "dtd", "sitemap"),
    "an inclusion of the port": ("sitemap", "xinclude", "sitemap"),
    "a feed with a base at the port": ("feed", "base", "feed"),
    "a feed of a hundred thousand": ("feed", packed(b"gzip", gzip.compress(b"<rss><channel>" + b"<item><link>/n</link></item>" * 100_000 + b"</channel></rss>")), "leads nowhere: the decoded body is over 250 times what was sent"),
    "a name of a megabyte in a feed": ("feed", xml(b"<rss><channel><item><guid>" + b"x" * (1 << 20) + b"</guid><link>/x</link></item></channel></rss>"), "feed"),
    "a home with its base at the port": ("home", "home", "home"),
}  # fmt: skip

# At the door of a port that is said to speak TLS, where a feed is said to be.
NO_TLS = "Forbidden by robots.txt, which cannot be had: "
# Which of them ends a slow handshake depends on how busy the machine is.
EITHER_CLOCK = (NO_TLS + "no progress", NO_TLS + "timed out")
TLS: dict[str, tuple[str, Any, str | tuple[str, ...]]] = {
    "plain words for a handshake": ("tls", sends(page(ARTICLE)), NO_TLS + "TLS failed"),
    "noise for a handshake": ("tls", sends(bytes(range(256)) * 9), NO_TLS + "TLS failed"),
    "no word for a handshake": ("tls", sends(then="silence"), NO_TLS + "no progress"),
    "a handshake byte by byte": ("tls", goes_on(b"\x16\x03\x03\x3f\xff", b"\2", 0.5), EITHER_CLOCK),
    "a reset in the handshake": ("tls", sends(b"\x16\x03", then="reset"), NO_TLS + "no answer"),
    "closed in the handshake": ("tls", sends(b"\x16\x03"), NO_TLS + "no answer"),
    "another's certificate": ("tls", "certificate", NO_TLS + "certificate not verified"),
}
# With the address of the port where nobody may go in it.
WITH_THE_PORT: dict[str, Callable[[str], bytes]] = {
    "refresh": lambda to: page(
        b"<html><head><meta http-equiv=refresh content='0; url=%s/refreshed'></head></html>" % to.encode()
    ),
    "field": lambda to: page(b"<p>One moment</p>", b"Refresh: 0; url=%s/field\r\n" % to.encode()),
    "anew": lambda to: page(b"<meta http-equiv=refresh content='0; url=?1'>"),
    "canonical": lambda to: page(
        ARTICLE.replace(
            b"<title>",
            b"<link rel=canonical href='%s/c'><link rel=amphtml href='%s/a'><title>" % (to.encode(), to.encode()),
        )
    ),
    "dtd": lambda to: xml(
        b'<!DOCTYPE u SYSTEM "%s/x.dtd" [<!ENTITY %% p SYSTEM "%s/p">%%p;]><urlset/>' % (to.encode(), to.encode())
    ),
    "xinclude": lambda to: xml(
        b'<urlset xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="%s/x"/></urlset>' % to.encode()
    ),
    "base": lambda to: xml(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="%s/"><entry><link href="2024/05/01/a-story-at-the-port-of-all"/></entry></feed>'
        % to.encode()
    ),
    "home": lambda to: page(
        b"<base href='%s/'><a href='2024/05/01/a-story-at-the-port-of-all'>A story at the port of them all</a>"
        % to.encode()
    ),
}
HREFS = b"".join(b"<a href='%s'>A link that leads nowhere at all</a> " % one for one in (
    b"http://[::1", b"http://h:99999/2024/05/01/x", b"http://" + b"a" * 300 + b"/", b"//", b"http://\0/", b"http://%zz/", b"\\\\h\\x", b"http://a b/",
    b"http://xn--a/", b"http://\xff\xfe/", b"http://1.2.3.4.5/", b"http://[v1.x]/", b"mailto:x", b"http://u@h/", b"http://h:/", b"?" + b"x=" * 3000))  # fmt: skip
DATES = (b"Mon, 99 Foo 2024 99:99:99 +9999", b"99999-12-31T00:00:00Z", b"0000-00-00", b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+23:59", b"1e999", b"-1")  # fmt: skip
ITEMS = b"".join(b"<item><link>http://[::1</link><pubDate>%s</pubDate></item>" % one for one in DATES)
PLACES_DATED = b"".join(b"<url><loc>http://h:99999/</loc><lastmod>%s</lastmod></url>" % one for one in DATES)


def busy(after: bytes) -> Any:
    """Busy once, and then what was asked for."""
    asked: list[int] = []

    def behave(peer: Any) -> None:
        asked.append(1)
        peer.send(
            page(ARTICLE)
            if len(asked) > 1
            else b"HTTP/1.1 503 Busy\r\nRetry-After: " + after + b"\r\nContent-Length: 0\r\n\r\n"
        )

    return behave


def kind(stated: bytes, body: bytes) -> bytes:
    return page(body, head=b"HTTP/1.1 200 OK\r\nContent-Type: " + stated + b"\r\n")


STILL: dict[str, tuple[str, Any, str]] = {
    # What is said means nothing.
    "a feed of brackets": ("feed", kind(b"application/feed+json", b'{"items":' + b"[" * 100_000), "leads nowhere: it is no feed: it is JSON, but no JSON Feed"),
    "a feed of whole brackets": ("feed", kind(b"application/feed+json", b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), "leads nowhere: it is no feed: it is JSON, but no JSON Feed"),
    "a feed of elements in elements": ("feed", xml(b"<rss><channel>" + b"<a>" * 100_000), "feed"),
    "a sitemap of elements in elements": ("sitemap", xml(b"<urlset>" + b"<a>" * 100_000), "sitemap"),
    "a home of elements in elements": ("home", page(b"<div>" * 200_000 + HREFS), "home"),
    "links to nowhere": ("home", page(b"<html><base href='http://[::1'><body>" + HREFS), "home"),
    "links to nowhere with a base": ("home", page(b"<html><body>" + HREFS), "home"),
    "dates of no day in a feed": ("feed", xml(b"<rss><channel>" + ITEMS + b"</channel></rss>"), "feed"),
    "dates of no day in a sitemap": ("sitemap", xml(b"<urlset>" + PLACES_DATED + b"</urlset>"), "sitemap"),
    "a sitemap in UTF-32": ("sitemap", xml("<urlset/>".encode("utf-32")), "sitemap"),
    "a sitemap with a null": ("sitemap", xml(b"<urlset><url><loc>http://a/\0</loc></url></urlset>"), "sitemap"),
    "a million lines for a sitemap": ("sitemap", kind(b"text/plain", b"/n\n" * 1_000_000), "leads nowhere: it is no sitemap"),
    "a page in punycode": ("page", kind(b"text/html; charset=punycode", ARTICLE * 200), "document"),
    "a home in punycode": ("home", kind(b"text/html; charset=punycode", ARTICLE * 200), "home"),
    "a page in zlib": ("page", kind(b"text/html; charset=zlib", ARTICLE), "document"),
    "a page in the charset of nobody": ("page", kind(b"text/html; charset=../../etc/passwd", ARTICLE), "document"),
    "a kind with a null": ("page", kind(b"text/\0html", ARTICLE), "document"),
    "a kind of ten thousand letters": ("page", kind(b"text/" + b"x" * 10_000, ARTICLE), "not html"),
    "a moment that nobody waits for": ("page", busy(b"-5"), "document"),
    "a moment that is none": ("page", busy(b"soon"), "document"),
    "a moment of no day": ("page", busy(b"Mon, 99 Foo 9999 99:99:99 GMT"), "document"),
    "to bytes that are no text": ("page", b"HTTP/1.1 302 Found\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n", "answer 404"),
    "to a scheme in capitals": ("page", "HTTP://127.0.0.1:{secret}/capitals", "not on the public web: loopback, by a redirect"),
    "validators of noise": ("page", page(ARTICLE, b'ETag: "\xff\x01"\r\nLast-Modified: \xff\r\n'), "document"),
    "a canonical address that is none": ("page", page(ARTICLE.replace(b"<title>", b"<link rel=canonical href='http://[::1'><title>")), "document"),
    "a part for a home": ("home", page(b"<p>part", b"").replace(b"200 OK", b"206 Part"), "only a part of it was sent"),
}  # fmt: skip
ALL = BEHAVIOURS | MORE | TLS | STILL


# What is read as if nothing were odd about it; every other end says what was.
ORDINARY = {"document", "home", "feed", "sitemap", "robots"}


def test_an_outcome_serves_at_most_five_behaviours() -> None:
    assert len(ALL) >= 190
    odd = Counter(outcome for _, _, outcome in ALL.values() if outcome not in ORDINARY)
    assert {outcome: number for outcome, number in odd.items() if number > 5} == {}
    assert odd.total() > 120


def answers(server: Any, where: str, what: Any, secret: Any) -> dict[str, Any]:
    """What a host answers that behaves like that at ``where``; the rest of it is good."""
    if isinstance(what, str) and what in WITH_THE_PORT:
        what = WITH_THE_PORT[what](secret.origin)
    elif isinstance(what, str):
        what = moved(what.format(secret=secret.port))
    what = what.make() if isinstance(what, Later) else what
    listed = [GOOD, EVIL] if where == "page" else [GOOD]
    places = "".join(f"<url><loc>{server.origin}{path}</loc></url>" for path in listed)
    good: dict[str, Any] = {"/robots.txt": NO_RULES, "*": what} if what in {further, slowly_further} else {}
    good |= {
        "/": page(b"<html><body><h1>Home</h1></body></html>"),
        "/list.xml": xml(f"<urlset>{places}</urlset>".encode()),
        "/2024/05/01/and-back": moved(EVIL),
        GOOD: page(ARTICLE),
    }
    return good if where == "tls" else good | {PLACES[where]: what}


def tls_doors(host: Callable[..., Any], certificate: Path) -> Iterator[tuple[str, str]]:
    """By behaviour, the origin of a server that does it instead of a handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)  # for another address
    for number, (name, (_, what, _)) in enumerate(TLS.items()):
        door = host(f"127.0.21.{number + 1}", context if what == "certificate" else None)
        door.at_once = None if what == "certificate" else what
        yield name, f"https://{door.host}:{door.port}"


PLACES = {
    "robots": "/robots.txt",
    "tls": "/feed.xml",
    "page": EVIL,
    "home": "/",
    "feed": "/feed.xml",
    "sitemap": "/sitemap.xml",
}


def source(number: int, server: Any, where: str, elsewhere: str | None = None) -> dict[str, Any]:
    more = {"feeds": [(elsewhere or server.origin) + "/feed.xml"]} if where in {"feed", "tls"} else {}
    lists = ["/list.xml", "/sitemap.xml"] if where == "sitemap" else ["/list.xml"]
    return {
        "key": f"s{number}",
        "name": "S",
        "home": server.origin + "/",
        "sitemaps": [server.origin + path for path in lists],
    } | more


class Outcomes:
    """How each fetch of a crawl ended: as the database says, or for what was refused or led nowhere, its log."""

    def __init__(self, folder: Path, tools: Any, hostile: Any) -> None:
        self._told = hostile.told(folder)
        self._failures = dict(tools.rows(folder, "SELECT url, why FROM failure"))
        found = tools.rows(folder, "SELECT url, outcome, why, id FROM capture ORDER BY id")
        self._captures = {url: (outcome, why) for url, outcome, why, _ in found}

    def of(self, url: str, key: str) -> str:
        said = [line for line in self._told if line.get("source") == key and "retry" not in line["message"]]
        refused = next((line["message"] for line in said if line["message"].startswith("refused: ")), None)
        if refused is not None:
            return refused.removeprefix("refused: ")
        nowhere = (line for line in said if line["message"].startswith("it leads nowhere") and line["url"] == url)
        if (line := next(nowhere, None)) is not None:
            return line["message"].removeprefix("it ").replace(url, "it")
        outcome, why = self._captures.get(url, (None, None))
        if why == "redirect" and any(line["message"].startswith("the fetch failed") for line in said):
            return next(line["message"] for line in said if "fetch failed" in line["message"]).partition(": ")[2]
        return self._failures.get(url) or self._name(outcome, why)

    @staticmethod
    def _name(outcome: str | None, why: str | None) -> str:
        if outcome == "not an article":
            return f"not an article: {why}"
        return (why or outcome or "nothing").removeprefix("cut short: ")


@pytest.mark.parametrize(
    "polite", [{"timeout": 6.0, "retries": 1, "body": 4 << 20}, pytest.param({"retries": 2}, marks=pytest.mark.long)]
)
def test_every_behaviour_ends_in_its_outcome(  # noqa: PLR0917 - pytest's fixtures
    host: Callable[..., Any],
    crawl: Callable[..., Any],
    tools: Any,
    hostile: Any,
    certificate: Path,
    tmp_path: Path,
    polite: dict[str, Any],
) -> None:
    secret = host("127.0.0.1")
    servers = {name: host(f"127.0.20.{number + 1}") for number, name in enumerate(ALL)}
    closed = {name: "http://127.0.0.99:9" for name, (_, what, _) in ALL.items() if what == "closed"}
    doors = closed | dict(tls_doors(host, certificate))
    for name, server in servers.items():
        where, what, _ = ALL[name]
        server.answers = answers(server, where, what, secret)
        server.patience = polite.get("timeout", 15.0)
    keys = {name: f"s{number}" for number, name in enumerate(ALL)}
    sources = [source(number, servers[name], ALL[name][0], doors.get(name)) for number, name in enumerate(ALL)]
    one = crawl(*sources, workers=1, politeness=polite, environment={"SSL_CERT_FILE": str(certificate)})
    peak = hostile.Peak(one.pid)
    while one.status is None:
        peak.look()
        time.sleep(0.05)
    one.end()
    outcomes = Outcomes(tmp_path / "data", tools, hostile)
    found = {
        name: outcomes.of(doors.get(name, server.origin) + PLACES[ALL[name][0]], keys[name])
        for name, server in servers.items()
    }
    expected = {name: outcome for name, (_, _, outcome) in ALL.items()}
    wrong = {name: (said, expected[name]) for name, said in found.items() if not said.startswith(expected[name])}
    assert not wrong, "\n".join(f"{name}: {said} <> {wanted}" for name, (said, wanted) in wrong.items())
    good = tools.rows(tmp_path / "data", f"SELECT url FROM capture WHERE url LIKE '%{GOOD}' AND outcome = 'document'")
    assert {url for (url,) in good} == {server.origin + GOOD for server in servers.values()}
    assert secret.connections == 0
    last = {name: server.seconds(PLACES[ALL[name][0]]) for name, server in servers.items()}
    assert {name: seconds for name, seconds in last.items() if seconds > MAX_SECONDS} == {}
    assert {name: len(server.log) for name, server in servers.items() if len(server.log) > 100} == {}
    assert peak.most < MAX_MEMORY

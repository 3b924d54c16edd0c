"""The body that its sender meant, and the charset that the header states."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from archive.errors import BodyDamaged
from crawler.body import charset_of, decoded

PAGE = "<p>Τα νέα της πόλης</p>".encode() * 20
URL = "https://www.example.org/"


def response(body: bytes, *codings: str) -> Response:
    return Response(URL, headers={"Content-Encoding": list(codings)} if codings else {}, body=body)


# The codings of RFC 9110, 8.4.1, as servers send and name them.
CODINGS = [
    ((), PAGE),
    (("identity",), PAGE),
    (("gzip",), gzip.compress(PAGE)),
    (("x-gzip",), gzip.compress(PAGE)),
    (("GZip",), gzip.compress(PAGE)),
    (("br",), brotli.compress(PAGE)),
    (("deflate",), zlib.compress(PAGE)),
    # "deflate" without the zlib wrapper, as old servers send it.
    (("deflate",), zlib.compress(PAGE, wbits=-15)),
    # One over the other: the last named was put on last.
    (("gzip, br",), brotli.compress(gzip.compress(PAGE))),
    (("gzip", "br"), brotli.compress(gzip.compress(PAGE))),
]


@pytest.mark.parametrize(("codings", "body"), CODINGS)
def test_content_codings_are_undone(codings: tuple[str, ...], body: bytes) -> None:
    assert decoded(response(body, *codings)) == PAGE


# What is said to be coded and is not, or not wholly, or by nobody we know.
DAMAGED = [
    (("gzip",), b"\x1f\x8b\x08\x00 and then no gzip at all"),
    (("br",), b"\xff\xff\xff no brotli"),
    (("secret",), PAGE),
    (("gzip, secret",), gzip.compress(PAGE)),
]


@pytest.mark.parametrize(("codings", "body"), DAMAGED)
def test_what_cannot_be_undone_is_damage(codings: tuple[str, ...], body: bytes) -> None:
    with pytest.raises(BodyDamaged):
        decoded(response(body, *codings))


@pytest.mark.parametrize("pack", [gzip.compress, brotli.compress, zlib.compress])
def test_a_bomb_is_damage_and_never_unpacked(pack: object) -> None:
    coding = {gzip.compress: "gzip", brotli.compress: "br", zlib.compress: "deflate"}[pack]  # type: ignore[index]
    bomb = pack(bytes(1 << 20))  # type: ignore[operator]
    assert len(bomb) < 10_000
    with pytest.raises(BodyDamaged):
        decoded(response(bomb, coding), limit=100_000)
    assert decoded(response(bomb, coding), limit=1 << 20) == bytes(1 << 20)


@given(st.binary(max_size=200), st.sampled_from(["gzip", "br", "deflate", "zstd", "", "gzip,gzip", "\x00", "é"]))
def test_whatever_the_bytes_they_are_undone_or_damage(body: bytes, coding: str) -> None:
    said = ""
    try:
        assert isinstance(decoded(response(body, coding)), bytes)
    except BodyDamaged as error:
        said = str(error)
    assert len(said.splitlines()) <= 1


CHARSETS = [
    (None, None),
    ("text/html", None),
    ("text/html; charset=UTF-8", "utf-8"),
    ('text/html;charset="windows-1253"', "windows-1253"),
    ("text/html; Charset = iso-8859-7", "iso-8859-7"),
    ("text/html; boundary=x; charset=koi8-r; q=1", "koi8-r"),
    ("text/html; charset=", None),
    ("charset=utf-8", "utf-8"),
]


@pytest.mark.parametrize(("stated", "charset"), CHARSETS)
def test_the_charset_is_what_the_header_states(stated: str | None, charset: str | None) -> None:
    headers = {} if stated is None else {"Content-Type": stated}
    assert charset_of(HtmlResponse(URL, headers=headers, body=PAGE)) == charset


def test_a_header_that_is_no_ascii_states_nothing_that_harms() -> None:
    assert charset_of(Response(URL, headers={"Content-Type": b"text/html; charset=\xff\xfe"})) is None

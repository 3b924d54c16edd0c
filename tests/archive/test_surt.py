"""Keys of an index as other programs make them: pywb's answers, checked against it again by the long tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.surt import surt
from archive.warc.record import target_uri

KEYS = [
    # host: reversed, case and port of the scheme folded, www gone, an address like any name
    ("http://dam.example", "example,dam)/"),
    ("http://www.Example.COM/Path/To", "com,example)/path/to"),
    ("https://www2.dam.example:443/", "example,dam)/"),
    ("http://wwwdam.example/", "example,wwwdam)/"),
    ("http://DAM.example:80", "example,dam)/"),
    ("https://dam.example:80/x", "example,dam:80)/x"),
    ("http://user:pw@dam.example./x/", "example,dam)/x"),
    ("http://bücher.example/", "example,xn--bcher-kva)/"),
    ("http://127.0.0.1:8080/a", "1,0,0,127:8080)/a"),
    ("http://[::1]:80/a", "::1)/a"),
    # path: dots resolved, slashes folded, the last one gone
    ("http://dam.example/a//b/../c/./d", "example,dam)/a/c/d"),
    ("http://dam.example/../../x", "example,dam)/x"),
    ("http://dam.example/index.html#top", "example,dam)/index.html"),
    # escapes: undone and made anew where they must be
    ("http://dam.example/%7Euser/%2520", "example,dam)/~user/%20"),
    ("http://dam.example/ä?ö=ü", "example,dam)/%c3%a4?%c3%b6=%c3%bc"),
    ("http://dam.example/%ff%FE", "example,dam)/%ff%fe"),
    ("http://dam.example/a?b=c%", "example,dam)/a?b=c%25"),
    ("http://dam.example/a\tb", "example,dam)/ab"),
    # query: sorted, empty ones gone
    ("http://dam.example/?b=1&a=2&b=0", "example,dam)/?a=2&b=0&b=1"),
    ("http://dam.example:8080/?", "example,dam:8080)/"),
    ("http://dam.example/a?b=%2F%26", "example,dam)/a?&b=/"),
    # sessions
    ("http://dam.example/a?jsessionid=0123456789abcdef0123456789abcdef&x=1", "example,dam)/a?x=1"),
    ("http://dam.example/a?PHPSESSID=0123456789abcdef0123456789abcdef", "example,dam)/a"),
    ("http://dam.example/a?CFID=123&CFTOKEN=456&x=1", "example,dam)/a?x=1"),
    ("http://dam.example/a/(S(0123456789abcdefghijklmn))/b.aspx", "example,dam)/a/b.aspx"),
    ("http://dam.example/a?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&z=1", "example,dam)/a?z=1"),
]


@pytest.mark.parametrize(("url", "key"), KEYS)
def test_a_key_is_the_one_that_pywb_looks_for(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize("url", ["http://[", "http://a:port/", "http://a:99999999/", "", "x"])
def test_what_cannot_be_read_has_a_key_all_the_same(url: str) -> None:
    assert surt(url).isascii()


@given(st.text(max_size=60), st.text(max_size=30))
def test_a_key_is_one_word_whatever_the_url(path: str, query: str) -> None:
    key = surt(f"http://dam.example/{path}?{query}")
    assert key.isascii()
    assert not set(key) & set(" \t\r\n")
    assert key == key.lower()


@given(st.text(alphabet="abc/.?&=%ü", max_size=40))
def test_the_key_of_an_escaped_url_is_that_of_the_url(text: str) -> None:
    assert surt(target_uri(f"http://dam.example/{text}")) == surt(f"http://dam.example/{text}")


# Two spellings of one page have one key, so that a player finds it by either.
ALIKE = [
    ("http://dam.example/a", "https://dam.example/a"),
    ("http://dam.example/a", "http://www.dam.example/a"),
    ("http://dam.example/a", "http://www12.dam.example/a"),
    ("http://dam.example/a", "HTTP://DAM.EXAMPLE/A"),
    ("http://dam.example/a", "http://dam.example/a/"),
    ("http://dam.example/a", "http://dam.example:80/a"),
    ("http://dam.example/a", "http://dam.example/./b/../a"),
    ("http://dam.example/a", "http://dam.example/a#b"),
    ("http://dam.example/a", "  http://dam.example/a\n"),
    ("http://dam.example/a", "http://dam.example/%61"),
    ("http://dam.example/a", "http://dam.example/%2561"),
    ("http://dam.example/?a=1&b=2", "http://dam.example/?b=2&a=1"),
    ("http://dam.example/?a=%20b", "http://dam.example/?a= b"),
    ("http://dam.example/ä", "http://dam.example/%C3%A4"),
]
# And these are pages of their own.
APART = [
    ("http://dam.example/a", "http://dam.example/b"),
    ("http://dam.example/a", "http://dam.example/a.html"),
    ("http://dam.example/a", "http://dam.example:8080/a"),
    ("http://dam.example/a", "http://dam.example/a?x"),
    ("http://dam.example/a", "http://a.dam.example/"),
    ("http://dam.example/?a=1", "http://dam.example/?a=2"),
    ("http://dam.example/?a=1&a=2", "http://dam.example/?a=2"),
    ("http://wwwdam.example/", "http://dam.example/"),
    ("http://dam.example/?sid=1", "http://dam.example/"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_page_share_a_key(one: str, other: str) -> None:
    assert surt(one) == surt(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_pages_of_their_own_have_keys_of_their_own(one: str, other: str) -> None:
    assert surt(one) != surt(other)

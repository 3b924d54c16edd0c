import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.robots import sitemaps

EVERYWHERE = b"""Sitemap: https://example.org/first.xml
User-agent: *
Disallow: /search
sitemap:https://example.org/second.xml.gz   # the old one
Site-map: https://example.org/third.xml#top

User-agent: other
SITEMAP : https://cdn.example.net/fourth.xml
"""


def test_sitemap_lines_count_wherever_they_stand():
    assert sitemaps(EVERYWHERE) == (
        "https://example.org/first.xml",
        "https://example.org/second.xml.gz",
        "https://example.org/third.xml",
        "https://cdn.example.net/fourth.xml",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"User-agent: *\nDisallow:\n",
        b"Sitemap:\n",
        b"Sitemap: /relative.xml\n",
        b"Sitemap: file:///etc/passwd\n",
        b"# Sitemap: https://example.org/commented-out.xml\n",
        b"Sitemap https://example.org/no-colon.xml\n",
        b"<!doctype html><html><body><p>Sitemap page</p></body></html>",
        b"\x00\xff\xfe",
    ],
)
def test_what_names_no_sitemap_gives_none(body):
    assert sitemaps(body) == ()


def test_a_byte_order_mark_hides_no_first_line():
    assert sitemaps(b"\xef\xbb\xbfSitemap: https://example.org/a.xml") == ("https://example.org/a.xml",)


def test_each_is_given_once():
    assert sitemaps(b"Sitemap: https://e.org/a.xml\r\nSitemap: https://e.org/a.xml\r\n") == ("https://e.org/a.xml",)


def test_at_most_a_thousand_and_nothing_beyond_500_kib_is_read():
    lines = b"".join(b"Sitemap: https://e.org/%d.xml\n" % number for number in range(3000))
    assert len(sitemaps(lines)) == 1000
    assert sitemaps(b"#" * 600_000 + b"\nSitemap: https://e.org/late.xml\n") == ()


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(body):
    assert all(url.startswith(("http://", "https://")) for url in sitemaps(body))

import gzip
import subprocess
import sys
import time
import tracemalloc
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import ExtractError, SitemapDamaged
from extract.link import Link
from extract.sitemaps import Sitemap, parse

URL = "https://example.org/sitemap.xml"
DAY = datetime(2022, 9, 19, 11, 5, tzinfo=UTC)

URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/main-sitemap.xsl"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
        xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
  <url><loc>https://example.org/a?id=7&amp;utm_source=sitemap</loc><lastmod>2022-09-19T14:05:00+03:00</lastmod>
    <changefreq>daily</changefreq><priority>0.5</priority>
    <image:image><image:loc>https://example.org/a.jpg</image:loc><image:title>A picture</image:title></image:image>
    <video:video><video:title>A film</video:title>
      <video:publication_date>2001-01-01</video:publication_date></video:video>
    <xhtml:link rel="alternate" hreflang="de" href="https://example.org/de/a"/></url>
  <url><loc>
    https://example.org/b
  </loc><lastmod>2022-09-19</lastmod></url>
  <url><loc>https://example.org/c</loc><lastmod>soon</lastmod></url>
</urlset>"""

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://example.org/a</loc><lastmod>2022-10-01</lastmod>
    <news:news><news:publication><news:name>Νέα Στοά</news:name><news:language>el</news:language></news:publication>
      <news:publication_date>2022-09-19T14:05:00+03:00</news:publication_date>
      <news:title>Δύο παλιοί γνώριμοι &amp; ένα τραπέζι</news:title></news:news></url>
</urlset>"""

INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://example.org/sitemap-2022.xml.gz?n=1&amp;m=2</loc><lastmod>2022-09-19T11:05:00Z</lastmod></sitemap>
  <sitemap><loc>/sitemap-2021.xml</loc></sitemap>
  <sitemap><loc>https://example.org/sitemap-2021.xml</loc><lastmod>2021-01-01</lastmod></sitemap>
</sitemapindex>"""

PLAIN = "\ufeffhttps://example.org/a\r\n\r\nhttps://example.org/b#x\r\nnot an address\r\nhttps://example.org/a\r\n"

KINDS = {
    "URL set": (
        URLSET,
        Sitemap(
            links=(
                Link("https://example.org/a?id=7", "sitemap", published=DAY),
                Link("https://example.org/b", "sitemap", published=datetime(2022, 9, 19, tzinfo=UTC)),
                Link("https://example.org/c", "sitemap"),
            )
        ),
    ),
    "news": (
        NEWS,
        Sitemap(
            links=(
                Link(
                    "https://example.org/a",
                    "news sitemap",
                    title="Δύο παλιοί γνώριμοι & ένα τραπέζι",
                    published=DAY,
                    language="el",
                    changed=datetime(2022, 10, 1, tzinfo=UTC),
                ),
            )
        ),
    ),
    "index": (
        INDEX,
        Sitemap(
            children=(
                ("https://example.org/sitemap-2022.xml.gz?n=1&m=2", DAY),
                ("https://example.org/sitemap-2021.xml", None),
            )
        ),
    ),
    "plain list": (
        PLAIN,
        Sitemap(links=(Link("https://example.org/a", "sitemap"), Link("https://example.org/b", "sitemap"))),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "in gzip"])
def test_each_kind_of_sitemap_is_read_whole(kind, packed):
    text, expected = KINDS[kind]
    body = text.encode()
    assert parse(gzip.compress(body) if packed else body, URL) == expected


def urlset(*locs: str, more: str = "") -> bytes:
    entries = "".join(f"<url><loc>{escape(loc)}</loc>{more}</url>" for loc in locs)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


class TestEntries:
    @pytest.mark.parametrize(
        ("loc", "expected"),
        [
            ("HTTPS://Example.org:443/a#x", "https://example.org/a"),
            ("/a", "https://example.org/a"),
            ("https://example.org/α", "https://example.org/%CE%B1"),
            ("https://elsewhere.net/a", "https://elsewhere.net/a"),
        ],
    )
    def test_addresses_are_canonical(self, loc, expected):
        assert [link.url for link in parse(urlset(loc), URL).links] == [expected]

    @pytest.mark.parametrize("loc", ["", "ftp://example.org/a", "javascript:x", "http://[::1/"])
    def test_what_is_no_address_of_a_page_is_left_out(self, loc):
        assert parse(urlset(loc), URL) == Sitemap()

    def test_an_address_is_given_once(self):
        assert len(parse(urlset("https://e.org/a", "https://e.org/a?utm_source=x"), URL).links) == 1

    @pytest.mark.parametrize("namespace", ["", "http://www.google.com/schemas/sitemap/0.84", "https://example.org/own"])
    def test_old_and_missing_namespaces_do_no_harm(self, namespace):
        body = URLSET.replace("http://www.sitemaps.org/schemas/sitemap/0.9", namespace)
        assert len(parse(body.encode(), URL).links) == 3

    def test_prefixed_names_are_read(self):
        body = (
            b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">'
            b"<s:url><s:loc>https://e.org/a</s:loc><s:lastmod>2022-09-19T11:05:00Z</s:lastmod></s:url></s:urlset>"
        )
        assert parse(body, URL).links == (Link("https://e.org/a", "sitemap", published=DAY),)

    @pytest.mark.parametrize(
        ("stated", "expected"), [("el", "el"), ("zh-cn", "zh"), ("ell", "el"), ("qqq", None), ("", None)]
    )
    def test_the_news_languages_are_two_letter_codes(self, stated, expected):
        body = NEWS.replace("<news:language>el", f"<news:language>{stated}")
        assert parse(body.encode(), URL).links[0].language == expected

    def test_without_a_publication_date_the_last_change_counts(self):
        body = NEWS.replace("news:publication_date", "news:genres")
        assert parse(body.encode(), URL).links[0].published == datetime(2022, 10, 1, tzinfo=UTC)

    def test_an_empty_set_is_a_sitemap(self):
        assert parse(urlset(), URL) == Sitemap()

    def test_a_feed_may_serve_as_a_sitemap(self):
        body = b'<rss version="2.0"><channel><item><link>/a</link><title>Talks</title></item></channel></rss>'
        for given_body in (body, gzip.compress(body)):
            assert parse(given_body, URL).links == (Link("https://example.org/a", "feed", title="Talks"),)


class TestDamage:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "empty or damaged gzip"),
            (b"\xef\xbb\xbf \n", "empty or damaged gzip"),
            (b"\x1f\x8b\x08", "empty or damaged gzip"),
            (b"\x1f\x8bnot gzip", "empty or damaged gzip"),
            (b"User-agent: *\n", "neither XML nor a list of addresses"),
            (b"\x00\x01\x02", "neither XML nor a list of addresses"),
            (b"<!doctype html><html><body><a href=/a>404</a></body></html>", "a web page (HTML)"),
            (b"<opml><body/></opml>", "XML of another kind (<opml>)"),
            (b"< < <", "no XML"),
        ],
    )
    def test_what_is_no_sitemap_is_said_in_one_line(self, body, said):
        with pytest.raises(SitemapDamaged) as damage:
            parse(body, URL)
        assert said in str(damage.value)
        assert str(damage.value).startswith(f"{URL} is no sitemap")
        assert "\n" not in str(damage.value)

    def test_its_error_is_one_of_extraction(self):
        assert issubclass(SitemapDamaged, ExtractError)

    @pytest.mark.parametrize(
        ("body", "links"),
        [
            (URLSET.replace("&amp;", "&").encode(), 3),
            (URLSET.encode()[: URLSET.index("<loc>https://example.org/c")], 2),
            (URLSET.replace("</lastmod>", "", 1).encode(), 3),
            (("\n\n" + URLSET).encode(), 3),
            (("PHP notice in line 3<br/>\n" + URLSET).encode(), 3),
            (URLSET.encode() + b"<!-- generated in 0.1 s", 3),
            (URLSET.encode("utf-16"), 3),
        ],
    )
    def test_what_is_broken_is_read_as_far_as_it_goes(self, body, links):
        assert len(parse(body, URL).links) == links

    def test_damage_behind_many_entries_loses_none(self):
        urls = [f"https://e.org/{number}" for number in range(3000)]
        body = urlset(*urls).replace(b"e.org/2500<", b"e.org/2500?a=1&b=2<")
        assert len(parse(body, URL).links) == 3000

    def test_gzip_cut_short_is_read_as_far_as_it_goes(self):
        packed = gzip.compress(urlset(*(f"https://e.org/{zlib.crc32(b'%d' % n)}" for n in range(5000))))
        assert 100 < len(parse(packed[: len(packed) // 2], URL).links) < 5000

    def test_gzip_in_several_members_is_read_whole(self):
        body = URLSET.encode()
        assert len(parse(gzip.compress(body[:300]) + gzip.compress(body[300:]), URL).links) == 3

    def test_bytes_behind_the_gzip_do_no_harm(self):
        assert len(parse(gzip.compress(URLSET.encode()) + b"\x00\x00trailing", URL).links) == 3

    @given(st.binary(max_size=300))
    def test_any_bytes_give_a_sitemap_or_damage(self, body):
        for given_body in (body, b"\x1f\x8b" + body, gzip.compress(body), b"<urlset>" + body):
            with suppress(SitemapDamaged):
                parse(given_body, URL)

    @given(st.integers(0, len(NEWS)), st.binary(max_size=8))
    def test_any_wound_in_a_sitemap_gives_a_sitemap_or_damage(self, at, wound):
        body = NEWS.encode()
        with suppress(SitemapDamaged):
            parse(body[:at] + wound + body[at + len(wound) :], URL)


BOMB = """
import resource, sys, zlib
from extract.errors import SitemapDamaged
from extract.sitemaps import parse
parse(b"<urlset/>", "https://e.org/")
kind = sys.argv[1].encode()
pack = zlib.compressobj(9, wbits=31)
packed = pack.compress({b"xml": b"<urlset>", b"deep": b"<urlset>", b"text": b"https://e.org/\\n", b"zero": b""}[kind])
filling = {b"xml": b" ", b"deep": b"<a>", b"text": b"https://e.org/a\\n", b"zero": b"\\0"}[kind] * 1_000_000
for _ in range(400_000_000 // len(filling)):
    packed += pack.compress(filling)
packed += pack.flush()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    parse(packed, "https://e.org/")
except SitemapDamaged:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


OF_TITLES = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{}</urlset>"
)
TITLED = "<url><loc>https://example.org/{}</loc><n:news><n:title>{}</n:title></n:news></url>"


@pytest.mark.parametrize("before", [0, 3000])  # in the first chunk that is read, and in a later one
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Dam &#55357;&#56832; breaks", "Dam 😀 breaks"),
        ("Dam&#11;breaks", "Dam breaks"),
        ("Dam &#xD800;", "Dam \ufffd"),
    ],
)
def test_a_reference_to_no_letter_costs_no_entry(before, written, title):
    entries = [TITLED.format(f"before-{n}", "x" * 60) for n in range(before)]
    entries += [TITLED.format("a", written), TITLED.format("b", "Behind")]
    links = parse(OF_TITLES.format("".join(entries)).encode(), "https://example.org/sitemap.xml").links
    assert len(links) == before + 2
    assert [one.title for one in links[-2:]] == [title, "Behind"]


class TestHostility:
    @pytest.mark.parametrize("kind", ["xml", "deep", "text", "zero"])
    def test_a_bomb_of_400_mb_takes_less_than_100_mb(self, kind):
        done = subprocess.run([sys.executable, "-c", BOMB, kind], capture_output=True, text=True, check=True)
        assert int(done.stdout) < 100_000

    def test_at_most_fifty_thousand_entries_are_read(self):
        body = urlset(*(f"https://e.org/{number}" for number in range(60_000)))
        found = parse(body, URL)
        assert len(found.links) == 50_000
        assert found.links[-1].url == "https://e.org/49999"

    def test_at_most_fifty_thousand_lines_are_read(self):
        body = "\n".join(f"https://e.org/{number}" for number in range(60_000)).encode()
        assert len(parse(body, URL).links) == 50_000

    @pytest.mark.parametrize("entity", ["a9", "file", "net"])
    def test_entities_are_left_out(self, entity):
        declared = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        declared += '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:9/">'
        body = f"<!DOCTYPE urlset [{declared}]><urlset><url><loc>https://e.org/a&{entity};</loc></url></urlset>"
        assert [link.url for link in parse(body.encode(), URL).links] == ["https://e.org/a"]

    @pytest.mark.parametrize(
        "body",
        [
            b"<urlset>" + b"<url>" * 300_000,
            b"<urlset>" + b"<url " * 300_000,
            b"<urlset><url><loc>" + b"https://e.org/" * 300_000,
            b"<urlset><url "
            + b" ".join(b'a%d="1"' % n for n in range(50_000))
            + b"><loc>https://e.org/</loc></url></urlset>",
            urlset("https://e.org/" + "a" * 100_000),
            urlset("https://e.org/" + "%" * 4000),
            b"https://e.org/\n" * 300_000,
        ],
        ids=lambda body: body[:40],
    )
    def test_none_costs_more_than_seconds(self, body):
        started = time.process_time()
        with suppress(SitemapDamaged):
            parse(body, URL)
        assert time.process_time() - started < 5


class TestPlainLists:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", " \n"])
    def test_lines_end_as_on_any_system(self, end):
        body = f"https://example.org/a{end}https://example.org/b{end}".encode()
        assert [link.url for link in parse(body, URL).links] == ["https://example.org/a", "https://example.org/b"]

    def test_ten_megabytes_of_short_lines_are_not_held_as_texts(self):
        body = b"https://example.org/a\n" + b"/n\n" * 3_000_000
        tracemalloc.start()
        links = parse(body, URL).links
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [link.url for link in links] == ["https://example.org/a"]
        assert peak < 60 << 20

    def test_the_first_fifty_thousand_lines_are_read(self):
        body = "\n".join(f"https://example.org/{number}" for number in range(50_100)).encode()
        assert len(parse(body, URL).links) == 50_000


@given(
    st.lists(
        st.tuples(
            st.integers(10_000, 99_999),
            st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
        ),
        max_size=6,
        unique_by=lambda entry: entry[0],
    )
)
def test_what_is_written_is_read_back(entries):
    entries = [(f"https://example.org/{number}", when.replace(microsecond=0)) for number, when in entries]
    urls = "".join(f"<url><loc>{url}</loc><lastmod>{when.isoformat()}</lastmod></url>" for url, when in entries)
    index = urls.replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")
    expected = tuple(Link(url, "sitemap", published=when) for url, when in entries)
    assert parse(f"<urlset>{urls}</urlset>".encode(), URL).links == expected
    assert parse(f"<sitemapindex>{index}</sitemapindex>".encode(), URL).children == tuple(entries)

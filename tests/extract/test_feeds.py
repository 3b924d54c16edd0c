import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import ExtractError, FeedDamaged
from extract.feeds import Feed, parse
from extract.link import Link

URL = "https://example.org/feeds/latest.xml"
DAY = datetime(2022, 9, 19, 11, 5, tzinfo=UTC)

RSS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="/feed.xsl"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Νέα &amp; Στοά</title><link>https://example.org/</link><language>el-GR</language>
<atom:link rel="self" href="https://example.org/feeds/latest.xml"/>
<image><url>https://example.org/logo.png</url><title>Logo</title><link>https://example.org/</link></image>
<item>
  <title><![CDATA[Συνομιλίες στη <b>Νανπίνγκ</b> &amp; αλλού]]></title>
  <link>/diethni/synomilies-41389?utm_source=rss&amp;id=7</link>
  <guid isPermaLink="false">41389</guid>
  <description>&lt;p&gt;Ο γραμματέας &lt;a href="/x"&gt;συναντήθηκε&lt;/a&gt;&amp;nbsp;εκεί.&lt;/p&gt;
    &lt;script&gt;track()&lt;/script&gt;</description>
  <content:encoded><![CDATA[<p>Όλο το κείμενο.</p>]]></content:encoded>
  <pubDate>Mon, 19 Sep 2022 14:05:00 +0300</pubDate>
  <media:content url="https://example.org/a.jpg"><media:title>Φωτογραφία</media:title></media:content>
  <enclosure url="https://example.org/a.mp3" type="audio/mpeg" length="1"/>
</item>
<item>
  <title>The same in English</title><guid>https://example.org/english/talks</guid><dc:language>en</dc:language>
  <dc:date>2022-09-19T11:05:00Z</dc:date><content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>
</item>
</channel></rss>"""

RSS_1 = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Old ways</title><link>https://example.org/</link>
<dc:language>en</dc:language><items><rdf:Seq><rdf:li resource="https://example.org/a"/></rdf:Seq></items></channel>
<item rdf:about="https://example.org/a"><title>Talks</title><link>https://example.org/a</link>
<description>A table.</description><dc:date>2022-09-19T14:05:00+03:00</dc:date></item>
</rdf:RDF>"""

RSS_091 = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Caf\xe9</title><language>fr</language>
<item><title>\xc0 table</title><link>https://example.org/a</link><description>Deux vieux amis</description></item>
</channel></rss>""".encode("latin-1")

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://example.org/blatt/">
<title type="text">Blatt</title><subtitle>Alles</subtitle><id>urn:x</id><link rel="self" href="atom.xml"/>
<entry xml:lang="fr"><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Deux <b>vieux</b> amis</div></title>
  <link rel="self" href="self/1"/><link rel="alternate" type="text/html" href="artikel/1"/>
  <link rel="enclosure" type="audio/mpeg" href="1.mp3"/><id>urn:1</id>
  <published>2022-09-19T14:05:00+03:00</published><updated>2022-09-20T00:00:00Z</updated>
  <summary type="html">&lt;p&gt;Une longue &lt;em&gt;table&lt;/em&gt;&lt;/p&gt;</summary></entry>
<entry><title>Zwei alte &lt;Bekannte&gt;</title><link href="/artikel/2"/><updated>2022-09-19T11:05:00Z</updated>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein langer</p><p>Tisch</p></div></content></entry>
</feed>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Dispatch",
    "language": "en-GB",
    "home_page_url": "https://example.org/",
    "items": [
        {
            "id": "1",
            "url": "/a?utm_medium=feed",
            "title": "Talks",
            "summary": "A table.",
            "date_published": "2022-09-19T14:05:00+03:00",
        },
        {"id": "2", "external_url": "https://other.org/b", "content_html": "<p>Two &amp; two</p>", "language": "el"},
        {"id": "https://example.org/c", "content_text": "Only text", "date_modified": "2022-09-19T11:05:00Z"},
    ],
}


def link(url: str, **fields: object) -> Link:
    return Link(url, "feed", **fields)  # type: ignore[arg-type]  # fields are spelt out in each case


KINDS = {
    "RSS 2.0": (
        RSS_2.encode(),
        Feed(
            (
                link(
                    "https://example.org/diethni/synomilies-41389?id=7",
                    title="Συνομιλίες στη Νανπίνγκ & αλλού",
                    summary="Ο γραμματέας συναντήθηκε εκεί.",
                    published=DAY,
                    language="el",
                ),
                link(
                    "https://example.org/english/talks",
                    title="The same in English",
                    summary="The whole text.",
                    published=DAY,
                    language="en",
                ),
            ),
            "Νέα & Στοά",
            "el",
        ),
    ),
    "RSS 1.0": (
        RSS_1.encode(),
        Feed(
            (link("https://example.org/a", title="Talks", summary="A table.", published=DAY, language="en"),),
            "Old ways",
            "en",
        ),
    ),
    "RSS 0.91": (
        RSS_091,
        Feed((link("https://example.org/a", title="À table", summary="Deux vieux amis", language="fr"),), "Café", "fr"),
    ),
    "Atom": (
        ATOM.encode(),
        Feed(
            (
                link(
                    "https://example.org/blatt/artikel/1",
                    title="Deux vieux amis",
                    summary="Une longue table",
                    published=DAY,
                    language="fr",
                    changed=datetime(2022, 9, 20, tzinfo=UTC),
                ),
                link(
                    "https://example.org/artikel/2",
                    title="Zwei alte <Bekannte>",
                    summary="Ein langer Tisch",
                    published=DAY,
                    language="de",
                ),
            ),
            "Blatt",
            "de",
        ),
    ),
    "JSON Feed": (
        json.dumps(JSON_FEED).encode(),
        Feed(
            (
                link("https://example.org/a", title="Talks", summary="A table.", published=DAY, language="en"),
                link("https://other.org/b", summary="Two & two", language="el"),
                link("https://example.org/c", summary="Only text", published=DAY, language="en"),
            ),
            "Dispatch",
            "en",
        ),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_feed_is_read_whole(kind):
    body, expected = KINDS[kind]
    assert parse(body, URL) == expected


def rss(items: str, channel: str = "") -> bytes:
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def item(url: str = "https://example.org/a", **fields: str) -> str:
    return "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in {"link": url, **fields}.items()) + "</item>"


class TestDates:
    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ("Mon, 19 Sep 2022 14:05:00 +0300", DAY),
            ("Mon, 19 Sep 2022 11:05:00 GMT", DAY),
            ("Mon, 19 Sep 2022 07:05:00 EDT", DAY),
            ("19 Sep 22 11:05:00 +0000", DAY),
            ("2022-09-19T11:05:00Z", DAY),
            ("2022-09-19T14:05+03:00", DAY),
            ("2022-09-19 11:05:00", DAY),
            ("2022-09-19", datetime(2022, 9, 19, tzinfo=UTC)),
            ("19 Σεπτεμβρίου 2022", datetime(2022, 9, 19, tzinfo=UTC)),
            ("Mon, 31 Feb 2022 14:05:00 +0300", None),
            ("yesterday", None),
            ("", None),
            ("0001-01-01T00:00:00Z", None),
            ("9999-12-31T23:59:59-12:00", None),
        ],
    )
    def test_a_date_becomes_a_utc_instant_or_none(self, stated, expected):
        assert parse(rss(item(pubDate=stated)), URL).links[0].published == expected

    def test_published_counts_before_updated(self):
        body = ATOM.replace("2022-09-19T14:05:00+03:00", "2020-01-01T00:00:00Z")
        assert parse(body.encode(), URL).links[0].published == datetime(2020, 1, 1, tzinfo=UTC)


class TestLinks:
    @pytest.mark.parametrize(
        ("href", "expected"),
        [
            ("/a", "https://example.org/a"),
            ("a", "https://example.org/feeds/a"),
            ("HTTPS://EXAMPLE.org/a#x", "https://example.org/a"),
            ("https://example.org/a?amp=1", "https://example.org/a"),
            ("\n  https://example.org/a\n  ", "https://example.org/a"),
            ("<![CDATA[https://example.org/a?b=1&utm_source=x]]>", "https://example.org/a?b=1"),
        ],
    )
    def test_a_link_is_absolute_and_canonical(self, href, expected):
        assert parse(rss(item(href)), URL).links[0].url == expected

    @pytest.mark.parametrize(
        "href", ["", "javascript:alert(1)", "mailto:a@b.org", "file:///etc/passwd", "http://[::1/"]
    )
    def test_an_item_that_leads_to_no_page_is_left_out(self, href):
        assert [found.url for found in parse(rss(item(href) + item()), URL).links] == ["https://example.org/a"]

    def test_of_two_items_of_one_page_the_first_stays(self):
        found = parse(rss(item(title="first") + item("https://example.org/a?utm_source=rss", title="second")), URL)
        assert [one.title for one in found.links] == ["first"]

    def test_a_feed_may_be_empty(self):
        assert parse(rss(""), URL) == Feed(())

    def test_absent_fields_are_none(self):
        assert parse(rss(item()), URL).links == (link("https://example.org/a"),)


class TestTexts:
    @pytest.mark.parametrize(
        ("stated", "expected"),
        [
            ("Plain  words\n here", "Plain words here"),
            ("Tom &amp;amp; Jerry", "Tom & Jerry"),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("5 &lt; 6", "5 < 6"),
            ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
            ("<![CDATA[<p>One</p><p>Two</p>]]>", "One Two"),
            ("caf&eacute; &nbsp; &mdash; here", "café — here"),
            ("&undefined;words", "words"),
            ("<b>unescaped</b> markup", "unescaped markup"),
            ("&lt;style&gt;p{}&lt;/style&gt;&lt;p&gt;Text&lt;/p&gt;&lt;!-- note --&gt;", "Text"),
            ("&lt;img src='a.jpg'&gt;", None),
            ("   ", None),
        ],
    )
    def test_headlines_lose_their_markup(self, stated, expected):
        assert parse(rss(item(title=stated)), URL).links[0].title == expected

    def test_a_whole_article_is_cut_to_a_teaser(self):
        teaser = parse(rss(item(description="many words " * 2000)), URL).links[0].summary
        assert teaser is not None
        assert 500 < len(teaser) <= 600
        assert teaser.endswith(("many", "words"))

    @pytest.mark.parametrize(
        ("stated", "expected"), [("el", "el"), ("pt-BR", "pt"), ("ell", "el"), ("EN_us", "en"), ("x", None), ("", None)]
    )
    def test_languages_are_two_letter_codes(self, stated, expected):
        assert parse(rss(item(), f"<language>{stated}</language>"), URL).language == expected


class TestDamage:
    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"", "empty or no XML"),
            (b"   \n", "empty or no XML"),
            (b"not a feed", "empty or no XML"),
            (b"<!doctype html><html><head><title>Sign in</title></head><body><p>x</body></html>", "a web page (HTML)"),
            (b"<p>gone</p>", "a web page (HTML)"),
            (
                b'<?xml version="1.0"?><urlset><url><loc>https://e.org/</loc></url></urlset>',
                "XML of another kind (<urlset>)",
            ),
            (b'{"error": "not found"}', "no JSON Feed"),
            (b'{"version": "https://jsonfeed.org/version/1.1"}', "no JSON Feed"),
            (b'{"version": "https://example.org/", "items": []}', "no JSON Feed"),
            (b'{"items": [', "no JSON Feed"),
            (b"{" * 100_000, "no JSON Feed"),
            (b'{"items":' + b"[" * 200_000, "no JSON Feed"),
            (b"\x1f\x8b\x08\x00garbage", "empty or no XML"),
        ],
    )
    def test_what_is_no_feed_is_said_in_one_line(self, body, said):
        with pytest.raises(FeedDamaged) as damage:
            parse(body, URL)
        assert said in str(damage.value)
        assert URL in str(damage.value)
        assert "\n" not in str(damage.value)

    def test_its_error_is_one_of_extraction(self):
        assert issubclass(FeedDamaged, ExtractError)

    @pytest.mark.parametrize(
        ("broken", "links"),
        [
            (RSS_2.replace("</title>", "", 1), 2),
            (RSS_2.replace("&amp;id=7", "&id=7"), 2),
            (RSS_2[: RSS_2.index("<dc:date>")], 2),
            (RSS_2.replace("xmlns:media=", "xmlns:other="), 2),
            ("\n\n<br />Warning: mysql in line 3\n" + RSS_2, 2),
            (RSS_2.replace("encoding=", "coding="), 2),
            (RSS_2 + "<!-- trailing", 2),
        ],
    )
    def test_what_is_broken_is_read_as_far_as_it_goes(self, broken, links):
        assert len(parse(broken.encode(), URL).links) == links

    def test_bytes_that_are_not_the_utf8_they_claim_are_read_as_windows_1252(self):
        body = b'<?xml version="1.0" encoding="utf-8"?>' + rss(item(title="Caf\u00e9")).decode().encode("cp1252")
        assert parse(body, URL).links[0].title == "Café"

    @pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
    def test_byte_order_marks_are_understood(self, codec):
        assert parse(rss(item(title="Στοά")).decode().encode(codec), URL).links[0].title == "Στοά"

    @pytest.mark.parametrize(
        ("codec", "label"), [("cp1251", "windows-1251"), ("cp1253", "windows-1253"), ("koi8-r", "koi8-r")]
    )
    def test_declared_encodings_are_used(self, codec, label):
        word = "Στοά" if codec == "cp1253" else "Нева"
        body = f'<?xml version="1.0" encoding="{label}"?>'.encode() + rss(item(title=word)).decode().encode(codec)
        assert parse(body, URL).links[0].title == word

    @given(st.binary(max_size=400))
    def test_any_bytes_give_a_feed_or_damage(self, body):
        with suppress(FeedDamaged):
            parse(body, URL)

    @given(st.integers(0, len(RSS_2)), st.binary(max_size=8))
    def test_any_wound_in_a_feed_gives_a_feed_or_damage(self, at, wound):
        body = RSS_2.encode()
        with suppress(FeedDamaged):
            parse(body[:at] + wound + body[at + len(wound) :], URL)


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY net SYSTEM "http://127.0.0.1:9/">]>'
)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Dam breaks &#55357;&#56832; again", "Dam breaks 😀 again"),
        ("Dam&#11;breaks", "Dam breaks"),
        ("Dam &#xD800; breaks", "Dam \ufffd breaks"),
        ("Dam &#&#1;1; breaks", "Dam 1; breaks"),
        ("Dam &amp;#55357;&amp;#56832; breaks", "Dam \ufffd\ufffd breaks"),
    ],
)
def test_a_reference_to_no_letter_costs_no_item(written, title):
    body = rss(
        f"<item><link>https://example.org/a</link><title>{written}</title></item>" + item("https://example.org/b")
    )
    first, second = parse(body, "https://example.org/feed").links
    assert (first.title, second.url) == (title, "https://example.org/b")


class TestHostility:
    @pytest.mark.parametrize("entity", ["a11", "file", "net"])
    def test_entities_are_left_out(self, entity):
        body = LAUGHS.encode() + rss(item(title=f"x&{entity};y", description=f"&{entity};"))
        assert parse(body, URL).links == (link("https://example.org/a", title="xy"),)

    @pytest.mark.parametrize(
        "attributes",
        [
            'xmlns:x="urn:with blanks" x:a="1"',
            'xmlns:x="}{" x:a="1"',
            'xmlns="urn:of nobody"',
            'unbound:a="1"',
            'xml:base="http://[::1"',
            'xml:base="javascript:x"',
            'xml:lang="\U0001f600"',
            'version="\U0001f600"',
        ],
    )
    def test_odd_attributes_and_namespaces_do_no_harm(self, attributes):
        for place in ("<rss", "<channel", "<item"):
            body = "<rss><channel><item><link>https://example.org/a</link></item></channel></rss>"
            body = body.replace(place, f"{place} {attributes}", 1)
            assert [found.url for found in parse(body.encode(), URL).links] == ["https://example.org/a"]

    @pytest.mark.parametrize("prefix", ['xmlns:media="http://search.yahoo.com/mrss/"', 'xmlns:media="urn:x"', ""])
    def test_titles_of_pictures_are_not_titles_of_items(self, prefix):
        body = (
            f'<rss version="2.0" {prefix}><channel><item><media:title>A picture</media:title><title>Talks</title>'
            "<link>https://example.org/a</link><media:title>Another</media:title></item></channel></rss>"
        )
        assert [found.title for found in parse(body.encode(), URL).links] == ["Talks"]

    def test_at_most_a_thousand_items_are_read(self):
        body = rss("".join(item(f"https://example.org/{number}") for number in range(3000)))
        assert [found.url for found in parse(body, URL).links] == [f"https://example.org/{n}" for n in range(1000)]

    def test_at_most_a_thousand_items_of_json_are_read(self):
        items = [{"url": f"https://example.org/{number}"} for number in range(3000)]
        body = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode()
        assert len(parse(body, URL).links) == 1000

    @pytest.mark.parametrize(
        "body",
        [
            b"<rss>" + b"<a " * 300_000,
            b"<rss>" + b"<a>" * 300_000,
            b"<rss>" + b"<" * 1_000_000,
            rss("<item " + " ".join(f'a{n}="1"' for n in range(50_000)) + "><link>https://e.org/</link></item>"),
            rss("<item>" + "<title>t</title>" * 50_000 + "</item>"),
            rss(item(title="&lt;!--" * 100_000)),
            rss(item(title="&lt;a " * 200_000)),
            rss(item(title="&amp;" * 200_000)),
            rss("<item>" * 50_000),
            rss("".join(item(f"https://e.org/{n}", title="<x>" * 200) for n in range(300))),
        ],
        ids=lambda body: body[:40],
    )
    def test_none_costs_more_than_seconds(self, body):
        started = time.process_time()
        with suppress(FeedDamaged):
            parse(body, URL)
        assert time.process_time() - started < 5

    def test_odd_json_gives_what_can_be_read(self):
        items: list[object] = [
            None,
            7,
            "x",
            [],
            {"url": 7},
            {"url": "/a", "title": ["x"], "date_published": {}, "language": 3},
        ]
        body = json.dumps(
            {"version": "https://jsonfeed.org/version/1", "items": items, "title": 1, "language": []}
        ).encode()
        assert parse(body, URL) == Feed((link("https://example.org/a"),))


# feedparser mends headlines that were encoded twice: what looks like that cannot come back as it was
TWICE_ENCODED = "".join(map(chr, range(0x80, 0x100)))
HEADLINES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="&" + TWICE_ENCODED),
    min_size=1,
    max_size=40,
)
ENTRIES = st.lists(
    st.tuples(
        st.integers(10_000, 99_999),
        HEADLINES,
        st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(timezone(timedelta(hours=3)))),
    ),
    max_size=5,
    unique_by=lambda entry: entry[0],
)


@given(ENTRIES)
def test_what_is_written_as_rss_atom_or_json_is_read_back(entries):
    entries = [(f"https://example.org/{number}", title, when.replace(microsecond=0)) for number, title, when in entries]
    expected = tuple(link(url, title=title, published=when.astimezone(UTC)) for url, title, when in entries)
    as_rss = rss("".join(item(url, title=escape(title), pubDate=format_datetime(when)) for url, title, when in entries))
    as_atom = '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(
        f"<entry><title>{escape(title)}</title><link href={quoteattr(url)}/>"
        f"<published>{when.isoformat()}</published></entry>"
        for url, title, when in entries
    )
    as_json = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": url, "url": url, "title": t, "date_published": when.isoformat()} for url, t, when in entries],
    }
    for body in (as_rss, f"{as_atom}</feed>".encode(), json.dumps(as_json).encode()):
        assert parse(body, URL).links == expected

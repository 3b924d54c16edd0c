import json
from datetime import UTC, datetime

import pytest

from extract.facts import head, metadata
from extract.page import markup

URL = "http://courier.example/local/bridge.html"


def read(html, url=URL):
    return metadata.read(markup.parse(html), url)


def ld(**fields):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("html", "instant", "origin"),
    [
        (ld(datePublished="2024-09-12T10:00:00+03:00"), at(2024, 9, 12, 7), "json-ld"),
        ('<meta property="article:published_time" content="2024-09-12T10:00:00Z">', at(2024, 9, 12, 10), "meta"),
        ('<meta name="DC.date" content="2024-09-12">', at(2024, 9, 12), "meta"),
        ('<span itemprop="datePublished" content="2024-09-12T10:00Z">12 Sept</span>', at(2024, 9, 12, 10), "microdata"),
        ('<article><time datetime="2024-09-12T10:00Z">12 Sept</time></article>', at(2024, 9, 12, 10), "time element"),
        ("<article><time>12 September 2024</time></article>", at(2024, 9, 12), "time element"),
    ],
)
def test_publication_is_read_where_the_page_states_it(html, instant, origin):
    facts = read(html)
    assert facts.published.instant == instant
    assert dict(facts.origins)["published"] == origin


@pytest.mark.parametrize(
    "rail",
    [
        '<aside><time datetime="2025-07-26T10:00Z"></time></aside>',
        '<div class="see-more related"><article><time datetime="2025-07-26">x</time></article></div>',
        '<footer><span itemprop="datePublished" content="2025-07-26">x</span></footer>',
        '<div class="latest-list"><p><time>26 July 2025</time></p></div>',
    ],
)
def test_a_date_never_comes_from_a_rail(rail):
    assert read(f"<h1>Bridge</h1><p>text</p>{rail}").published is None


def test_the_address_dates_a_page_only_when_nothing_else_does():
    facts = read("<p>text</p>", "http://courier.example/2024/09/12/bridge/")
    assert (facts.published.instant, facts.published.precision, facts.weakly_dated) == (
        at(2024, 9, 12),
        "day",
        True,
    )
    stated = read(ld(datePublished="2024-09-10"), "http://courier.example/2024/09/12/bridge/")
    assert (stated.published.instant, stated.weakly_dated) == (at(2024, 9, 10), False)


@pytest.mark.parametrize(
    "url", ["http://c.example/2024/13/12/a", "http://c.example/20240931/a", "http://c.example/123456/a"]
)
def test_numbers_in_an_address_that_are_no_day_date_nothing(url):
    assert read("<p>x</p>", url).published is None


def test_an_update_counts_when_it_is_later_than_publication():
    assert read(ld(datePublished="2024-09-12", dateModified="2024-09-13")).updated.instant == at(2024, 9, 13)
    assert read(ld(datePublished="2024-09-12", dateModified="2024-09-12")).updated is None


def test_a_time_element_of_an_update_is_no_publication():
    html = '<article>Updated <time class="updated" datetime="2024-09-13">x</time></article>'
    assert read(html).published is None


@pytest.mark.parametrize(
    ("html", "section"),
    [
        (ld(articleSection="World"), "World"),
        (ld(articleSection=["World", "Asia"]), "World"),
        ('<meta property="article:section" content="World">', "World"),
        ('<div class="breadcrumbs"><a href="/">Home</a> <a href="/w">World</a> <span>Bridge</span></div>', "World"),
        ('<div class="Crumbs_root__u1"><a href="/">Home</a><span>/</span><a href="/w">World</a></div>', "World"),
        ('<div class="breadcrumbs"><a href="/">Home</a></div>', None),
        ("<p>text</p>", None),
    ],
)
def test_the_section_is_stated_or_the_last_crumb(html, section):
    assert read(f"<h1>Bridge</h1>{html}").section == section


@pytest.mark.parametrize(
    ("html", "canonical"),
    [
        ('<link rel="canonical" href="http://courier.example/bridge">', "http://courier.example/bridge"),
        ('<link rel="canonical" href="/bridge">', "http://courier.example/bridge"),
        ('<meta property="og:url" content="http://courier.example/b">', "http://courier.example/b"),
        ('<link rel="canonical" href=""><meta property="og:url" content="/b">', "http://courier.example/b"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="http://[bad">', None),
        ("", None),
    ],
)
def test_the_canonical_address_is_absolute(html, canonical):
    assert read(f"<head>{html}</head><body><p>x</p></body>").canonical_url == canonical


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (ld(headline="x"), True),
        ('<meta property="og:type" content="article">', True),
        ('<meta property="article:published_time" content="2024-09-12">', True),
        ('<meta property="og:type" content="website">', False),
        ('<time datetime="2024-09-12">x</time>', False),
    ],
)
def test_a_page_may_say_that_it_is_an_article(html, says):
    assert read(f"<p>x</p>{html}").says_article is says


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Bridge rebuilt at last | Courier</title><h1>Courier</h1><h2>x</h2>", "Bridge rebuilt at last"),
        (
            '<meta property="og:site_name" content="The Courier"><title>Bridge rebuilt - The Courier</title>',
            "Bridge rebuilt",
        ),
        ('<div class="crumbs">Home / Local / Bridge rebuilt</div><h1>Bridge rebuilt</h1>', "Bridge rebuilt"),
        ("<p>no title at all</p>", None),
    ],
)
def test_the_title_is_never_the_sites_name_or_a_breadcrumb(html, title):
    assert read(html).title == title


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("http://c.example", True),
        ("http://c.example/", True),
        ("http://c.example/index.html", True),
        ("http://c.example/a", False),
        ("http://c.example/?id=5", False),
        ("http://[bad", False),
    ],
)
def test_a_front_page_is_known_by_its_address(url, front):
    assert metadata.is_front(url) is front


def test_the_language_is_what_the_page_declares():
    assert read('<html lang="el-GR"><p>x</p></html>').stated_language == "el"
    assert read('<meta property="og:locale" content="ro_RO">').stated_language == "ro"


def test_meta_elements_are_read_by_any_of_their_names():
    found = head.read(
        markup.parse(
            '<meta name="Author" content=" Jane  Doe "><meta itemprop="headline" content="B"><meta name="e" content="">'
        ),
        URL,
    )
    assert found.meta == {"author": "Jane Doe", "headline": "B"}
    assert found.authors == ("Jane Doe",)
    assert found.first("none", "headline") == ("headline", "B")
    assert found.first("none") is None

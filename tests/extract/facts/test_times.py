from datetime import UTC, datetime

import pytest

from extract.facts import head, jsonld, places, times
from extract.page import markup

URL = "http://courier.example/local/bridge"


def read(html, url=URL):
    root = markup.parse(html)
    return times.read(root, head.read(root, url), jsonld.articles(root), url)


def published(html, url=URL):
    found = next((item for item in read(html, url) if not item.update), None)
    return found and (found.moment.instant, found.origin)


def day(*parts):
    return datetime(*parts, tzinfo=UTC)


LD = '<script type="application/ld+json">{{"@type": "{}", "datePublished": "{}"}}</script>'
META = '<meta property="article:published_time" content="2024-09-11">'
TIME = '<p><time datetime="2024-09-10">x</time></p>'
DATA = '<script>window.x = {{"publishedAt":"{}","title":"Bridge"}}</script>'


@pytest.mark.parametrize(
    ("html", "instant", "origin"),
    [
        (LD.format("NewsArticle", "2024-09-12") + META + TIME, day(2024, 9, 12), "json-ld"),
        (META + TIME, day(2024, 9, 11), "meta"),
        (LD.format("WebPage", "2024-09-13") + TIME, day(2024, 9, 13), "json-ld"),
        (TIME + DATA.format("2024-09-09"), day(2024, 9, 10), "time element"),
        (DATA.format("2024-09-09T10:00:00Z"), day(2024, 9, 9, 10), "script"),
        (DATA.format("2024-09-09") + DATA.format("2024-09-09"), day(2024, 9, 9), "script"),
    ],
)
def test_the_most_trusted_statement_wins(html, instant, origin):
    assert published(html) == (instant, origin)


def test_data_that_names_several_days_is_a_rails():
    assert published(DATA.format("2024-09-09") + DATA.format("2025-01-01")) is None


@pytest.mark.parametrize("data", ["2024-99-99", "soon", "", "2024"])
def test_data_without_a_date_dates_nothing(data):
    assert published(DATA.format(data)) is None


@pytest.mark.parametrize(
    ("element", "update"),
    [
        ('<time class="updated" datetime="2024-09-12">x</time>', True),
        ('<time class="entry-date published updated" datetime="2024-09-12">x</time>', False),
        ('<p>Updated on <time datetime="2024-09-12">x</time></p>', True),
        ('<p>Ενημερώθηκε <time datetime="2024-09-12">x</time></p>', True),
        ('<p>Published <time datetime="2024-09-12">x</time></p>', False),
        ('<span itemprop="dateModified" content="2024-09-12">x</span>', True),
    ],
)
def test_an_update_is_told_from_publication(element, update):
    assert [item.update for item in read(f"<article>{element}</article>")] == [update]


@pytest.mark.parametrize(
    ("outside", "rail"),
    [
        ("<main>{}</main>", False),
        ('<div class="article">{}</div>', False),
        ("<aside>{}</aside>", True),
        ("<footer>{}</footer>", True),
        ('<div class="related-posts"><div>{}</div></div>', True),
        ('<div id="sidebar">{}</div>', True),
        ('<div class="td_block_wrap">{}</div>', True),
        ('<div class="related"><main>{}</main></div>', False),
    ],
)
def test_a_rail_is_known_by_what_lies_round_it(outside, rail):
    root = markup.parse(f"<body>{outside.format('<b>x</b>')}</body>")
    assert places.in_rail(root.find(".//b")) is rail


@pytest.mark.parametrize(
    ("url", "instant"),
    [
        ("http://c.example/2024/09/12/bridge", day(2024, 9, 12)),
        ("http://c.example/2024-09-12/bridge", day(2024, 9, 12)),
        ("http://c.example/a/20240912/bridge", day(2024, 9, 12)),
        ("http://c.example/2024/02/31/bridge", None),
        ("http://c.example/bridge", None),
    ],
)
def test_the_address_is_asked_last(url, instant):
    found = published("<p>x</p>", url)
    assert (found and found[0]) == instant

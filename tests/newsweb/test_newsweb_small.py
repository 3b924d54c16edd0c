"""A small outlet of three articles, byte for byte: feeds, sitemaps, robots.txt, twins; and what stands at each path."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from newsweb import addresses, feeds
from newsweb.lines import see
from newsweb.site import Site, section_pages
from newsweb.teasers import View
from newsweb.values import Article, Outlet

Made = Callable[..., Outlet]
Write = Callable[..., Article]


def text(site: Site, path: str) -> str:
    body = site.page(path).codings[""]
    return (gzip.decompress(body) if path.endswith(".gz") else body).decode()


RSS = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>Small &amp; Sons</title>
<link>http://127.0.0.77:8811/</link>
<description>News of a small &lt;town&gt;</description>
<language>en</language>
<lastBuildDate>Sun, 03 Mar 2024 09:30:00 +0100</lastBuildDate>
<atom:link href="http://127.0.0.77:8811/rss.xml" rel="self" type="application/rss+xml"/>
<item>
<title>Link to ferry</title>
<link>http://127.0.0.77:8811/2024/03/03/ferry</link>
<guid isPermaLink="false">http://127.0.0.77:8811/2024/03/03/ferry</guid>
<pubDate>Sun, 03 Mar 2024 09:30:00 +0100</pubDate>
<dc:creator>Ann O&#39;Hara</dc:creator>
<category>Port &amp; Sea</category>
<description>About ferry.</description>
</item>
<item>
<title>Link to talks</title>
<link>http://127.0.0.77:8811/2023/12/31/talks</link>
<guid isPermaLink="false">http://127.0.0.77:8811/2023/12/31/talks</guid>
<pubDate>Sun, 31 Dec 2023 23:30:00 -0500</pubDate>
<category>Town</category>
<description>About talks.</description>
</item>
</channel>
</rss>"""

ATOM = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Small &amp; Sons</title>
<subtitle>News of a small &lt;town&gt;</subtitle>
<id>http://127.0.0.77:8811/</id>
<link rel="alternate" type="text/html" href="http://127.0.0.77:8811/"/>
<link rel="self" type="application/atom+xml" href="http://127.0.0.77:8811/atom.xml"/>
<updated>2024-03-03T09:30:00+01:00</updated>
<entry>
<title>Link to ferry</title>
<link rel="alternate" type="text/html" href="http://127.0.0.77:8811/2024/03/03/ferry"/>
<id>http://127.0.0.77:8811/2024/03/03/ferry</id>
<published>2024-03-03T09:30:00+01:00</published>
<updated>2024-03-03T09:30:00+01:00</updated>
<author><name>Ann O&#39;Hara</name></author>
<category term="Port &amp; Sea"/>
<summary type="text">About ferry.</summary>
</entry>
<entry>
<title>Link to talks</title>
<link rel="alternate" type="text/html" href="http://127.0.0.77:8811/2023/12/31/talks"/>
<id>http://127.0.0.77:8811/2023/12/31/talks</id>
<published>2023-12-31T23:30:00-05:00</published>
<updated>2024-01-02T08:00:00-05:00</updated>
<author><name>Small &amp; Sons</name></author>
<category term="Town"/>
<summary type="text">About talks.</summary>
</entry>
</feed>"""

JSON = """\
{
 "version": "https://jsonfeed.org/version/1.1",
 "title": "Small & Sons",
 "home_page_url": "http://127.0.0.77:8811/",
 "feed_url": "http://127.0.0.77:8811/feed.json",
 "language": "en",
 "items": [
  {
   "id": "http://127.0.0.77:8811/2024/03/03/ferry",
   "url": "http://127.0.0.77:8811/2024/03/03/ferry",
   "title": "Link to ferry",
   "summary": "About ferry.",
   "date_published": "2024-03-03T09:30:00+01:00",
   "date_modified": "2024-03-03T09:30:00+01:00",
   "tags": [
    "Port & Sea"
   ]
  },
  {
   "id": "http://127.0.0.77:8811/2023/12/31/talks",
   "url": "http://127.0.0.77:8811/2023/12/31/talks",
   "title": "Link to talks",
   "summary": "About talks.",
   "date_published": "2023-12-31T23:30:00-05:00",
   "date_modified": "2024-01-02T08:00:00-05:00",
   "tags": [
    "Town"
   ]
  }
 ]
}"""

# The child of a year says when any of its articles last changed, which may be in another year.
INDEX = """\
<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://127.0.0.77:8811/sitemap-2024.xml.gz</loc><lastmod>2024-03-03T09:30:00+01:00</lastmod></sitemap>
<sitemap><loc>http://127.0.0.77:8811/sitemap-2023.xml.gz</loc><lastmod>2024-06-01T00:00:00+00:00</lastmod></sitemap>
<sitemap><loc>http://127.0.0.77:8811/sitemap-news.xml</loc><lastmod>2024-03-03T09:30:00+01:00</lastmod></sitemap>
</sitemapindex>"""

YEAR_2023 = """\
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url>
<loc>http://127.0.0.77:8811/2023/12/31/talks</loc>
<lastmod>2024-01-02T08:00:00-05:00</lastmod>
</url>
<url>
<loc>http://127.0.0.77:8811/2023/05/01/goats</loc>
<lastmod>2024-06-01T00:00:00+00:00</lastmod>
</url>
</urlset>"""

YEAR_2024 = """\
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url>
<loc>http://127.0.0.77:8811/2024/03/03/ferry</loc>
<lastmod>2024-03-03T09:30:00+01:00</lastmod>
</url>
</urlset>"""

# A news sitemap has the title of the page, where feeds may have the headline of its links.
NEWS_OF_FERRY = """\
<url>
<loc>http://127.0.0.77:8811/2024/03/03/ferry</loc>
<news:news>
<news:publication><news:name>Small &amp; Sons</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-03-03T09:30:00+01:00</news:publication_date>
<news:title>The &#34;ferry&#34; &amp; the &lt;fog&gt;</news:title>
</news:news>
</url>
"""

ROBOTS = """\
User-agent: *
Disallow:

Sitemap: http://127.0.0.77:8811/sitemap.xml
Sitemap: http://127.0.0.77:8811/sitemap-news.xml
"""

GOLDEN = [
    ("/rss.xml", RSS, "application/rss+xml; charset=utf-8"),
    ("/atom.xml", ATOM, "application/atom+xml; charset=utf-8"),
    ("/feed.json", JSON, "application/feed+json; charset=utf-8"),
    ("/sitemap.xml", INDEX, "application/xml; charset=utf-8"),
    ("/sitemap-2023.xml.gz", YEAR_2023, "application/x-gzip"),
    ("/sitemap-2024.xml.gz", YEAR_2024, "application/x-gzip"),
    ("/robots.txt", ROBOTS, "text/plain; charset=utf-8"),
]


@pytest.mark.parametrize(("path", "golden", "media_type"), GOLDEN)
def test_feeds_and_sitemaps_are_this_very_text(small: Made, path: str, golden: str, media_type: str) -> None:
    site = Site(small(), 8811)
    assert text(site, path) == golden
    assert site.page(path).media_type == media_type


def test_a_news_sitemap_has_name_language_date_and_title_of_each(small: Made) -> None:
    told = text(Site(small(), 8811), "/sitemap-news.xml")
    assert NEWS_OF_FERRY in told
    assert told.startswith(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
    )
    assert told.count("<url>") == 3
    assert "<lastmod>" not in told


class TestFeeds:
    @pytest.mark.parametrize(
        ("size", "slugs"), [(1, ["ferry"]), (2, ["ferry", "talks"]), (9, ["ferry", "talks", "goats"])]
    )
    def test_hold_the_newest(self, small: Made, size: int, slugs: list[str]) -> None:
        found = feeds.items(View(small(feed_size=size), 8811))
        assert [item.url.rpartition("/")[2] for item in found] == slugs

    def test_were_updated_when_the_last_of_their_entries_was(self, small: Made) -> None:
        """RFC 4287, 4.2.15: not when the newest was published."""
        told = text(Site(small(feed_size=3), 8811), "/atom.xml")
        assert told.partition("<entry>")[0].splitlines()[-1] == "<updated>2024-06-01T00:00:00+00:00</updated>"

    def test_link_with_tracking_and_identify_without(self, small: Made) -> None:
        site = Site(small(tracking="utm_source=rss&utm_medium=feed"), 8811)
        own = "http://127.0.0.77:8811/2024/03/03/ferry"
        assert f"<link>{own}?utm_source=rss&amp;utm_medium=feed</link>" in text(site, "/rss.xml")
        assert f'<guid isPermaLink="false">{own}</guid>' in text(site, "/rss.xml")
        assert f'"url": "{own}?utm_source=rss&utm_medium=feed"' in text(site, "/feed.json")
        assert f"<id>{own}</id>" in text(site, "/atom.xml")

    def test_join_tracking_to_a_query_that_is_there(self, small: Made) -> None:
        site = Site(small(article="/read.php?id={id}", tracking="xtor=RSS-1"), 8811)
        assert "<link>http://127.0.0.77:8811/read.php?id=30&amp;xtor=RSS-1</link>" in text(site, "/rss.xml")

    @pytest.mark.parametrize(("title", "told"), [("link", "Link to talks"), ("title", "Title of talks")])
    def test_print_the_headline_that_the_site_chooses(self, small: Made, title: str, told: str) -> None:
        site = Site(small(feed_title=title), 8811)
        assert f"<title>{told}</title>" in text(site, "/rss.xml")
        assert f'"title": "{told}"' in text(site, "/feed.json")

    def test_say_their_charset_and_are_in_it(self, small: Made, write: Write) -> None:
        item = write("greek", 1, "2024-01-01T00:00:00+02:00", link="Νέα Στοά")
        body = Site(small(charset="windows-1253", articles=(item,)), 8811).page("/rss.xml").codings[""]
        assert body.startswith(b'<?xml version="1.0" encoding="windows-1253"?>')
        assert "<title>Νέα Στοά</title>" in body.decode("windows-1253")


class TestRobots:
    CASES = (
        ({"sitemap": ""}, "User-agent: *\nDisallow:\n"),
        ({"sitemaps_in_robots": False}, "User-agent: *\nDisallow:\n"),
        (
            {"sitemap": "plain", "news_sitemap": False},
            "User-agent: *\nDisallow:\n\nSitemap: http://127.0.0.77:8811/sitemap.xml\n",
        ),
        (
            {"disallow": ("/print/", "/search"), "sitemap": ""},
            "User-agent: *\nDisallow: /print/\nDisallow: /search\n",
        ),
        ({"crawl_delay": 0.25, "sitemap": ""}, "User-agent: *\nDisallow:\nCrawl-delay: 0.25\n"),
        ({"crawl_delay": 10.0, "sitemap": ""}, "User-agent: *\nDisallow:\nCrawl-delay: 10\n"),
    )

    @pytest.mark.parametrize(("traits", "golden"), CASES)
    def test_say_what_the_traits_say(self, small: Made, traits: dict[str, Any], golden: str) -> None:
        assert text(Site(small(**traits), 8811), "/robots.txt") == golden


class TestSitemaps:
    @pytest.mark.parametrize(
        ("traits", "there"),
        [
            (
                {"sitemap": "index"},
                ["/sitemap.xml", "/sitemap-2024.xml.gz", "/sitemap-2023.xml.gz", "/sitemap-news.xml"],
            ),
            ({"sitemap": "plain"}, ["/sitemap.xml", "/sitemap-news.xml"]),
            ({"sitemap": "plain", "news_sitemap": False}, ["/sitemap.xml"]),
            ({"sitemap": "", "news_sitemap": False}, []),
        ],
    )
    def test_are_there_as_the_traits_say(self, small: Made, traits: dict[str, Any], there: list[str]) -> None:
        site = Site(small(**traits), 8811)
        assert [path for path, entry in site.entries.items() if entry.kind == "sitemap"] == there

    def test_a_plain_one_has_every_article_of_every_year(self, small: Made) -> None:
        told = text(Site(small(sitemap="plain"), 8811), "/sitemap.xml")
        assert [line for line in told.splitlines() if line.startswith("<loc>")] == [
            "<loc>http://127.0.0.77:8811/2024/03/03/ferry</loc>",
            "<loc>http://127.0.0.77:8811/2023/12/31/talks</loc>",
            "<loc>http://127.0.0.77:8811/2023/05/01/goats</loc>",
        ]

    def test_a_gzipped_child_is_one_file_without_content_coding_the_same_each_time(self, small: Made) -> None:
        one, two = (Site(small(encodings=("br", "gzip")), 8811).page("/sitemap-2023.xml.gz") for _ in range(2))
        assert set(one.codings) == {""}
        assert one.codings[""] == two.codings[""]
        assert one.codings[""][:2] == b"\x1f\x8b"

    def test_a_news_sitemap_holds_the_newest_only(self, small: Made, write: Write) -> None:
        many = tuple(write(f"a{day}", day, f"2024-01-{day:02}T00:00:00+00:00") for day in range(20, 0, -1))
        told = text(Site(small(articles=many), 8811), "/sitemap-news.xml")
        assert told.count("<url>") == feeds.NEWS_SIZE
        assert "/2024/01/20/a20<" in told

    def test_years_are_those_of_the_outlets_own_clock(self, small: Made, write: Write) -> None:
        """23:30 in New York on New Year's Eve is the old year, as the article's path says."""
        item = write("late", 1, "2023-12-31T23:30:00-05:00")
        view = View(small(articles=(item,)), 8811)
        assert feeds.years(view) == (2023,)
        assert addresses.article(view.outlet, item) == "/2023/12/31/late"


PRINT = """\
<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>The &#34;ferry&#34; &amp; the &lt;fog&gt; | Print version</title>
<link rel="canonical" href="http://127.0.0.77:8811/2024/03/03/ferry">
<meta name="robots" content="noindex">
<style>body{font:16px/1.5 Georgia,serif;max-width:600px;margin:20px auto;padding:0 12px}</style>
</head>
<body>
<p>Small &amp; Sons | http://127.0.0.77:8811/2024/03/03/ferry</p>
<h1>The &#34;ferry&#34; &amp; the &lt;fog&gt;</h1>
<p>3 March 2024, Ann O&#39;Hara</p>
<p>First of ferry.</p>
<h3>Head of ferry</h3>
<p>Last of ferry.</p>
<hr>
<p>© Small &amp; Sons</p>
</body>
</html>"""


def test_a_print_twin_is_this_very_text(small: Made) -> None:
    assert text(Site(small(print="/print/{id}"), 8811), "/print/30") == PRINT


def test_an_amp_twin_has_these_lines(small: Made) -> None:
    assert see(text(Site(small(amp="{path}/amp"), 8811), "/2024/03/03/ferry/amp")).lines == (
        "Small & Sons",
        'The "ferry" & the <fog>',
        "By Ann O'Hara Sunday, 3 March 2024, 09:30",
        "First of ferry.",
        "Head of ferry",
        "Last of ferry.",
        "Related",
        "Link to goats",
        "View the full version",
        "© Small & Sons",
    )


# What stands where: path, kind, status, where it leads. Redirects are relative references.
PLACES = [
    ("/static/style.css", "asset", 200, ""),
    ("/robots.txt", "robots", 200, ""),
    ("/2024/03/03/ferry", "article", 200, ""),
    ("/2024/03/03/ferry/amp", "amp", 200, ""),
    ("/print/30", "print", 200, ""),
    ("/old/30", "redirect", 301, "/2024/03/03/ferry"),
    ("/wall/2024/03/03/ferry", "redirect", 302, "/consent"),
    ("/", "home", 200, ""),
    ("/port-sea/", "section", 200, ""),
    ("/town/", "section", 200, ""),
    ("/tema/topic-russia-and-china", "hub", 200, ""),
    ("/info/1", "about", 200, ""),
    ("/info/2", "about", 200, ""),
    ("/consent", "gate", 200, ""),
    ("/rss.xml", "feed", 200, ""),
    ("/atom.xml", "feed", 200, ""),
    ("/feed.json", "feed", 200, ""),
    ("/sitemap.xml", "sitemap", 200, ""),
    ("/sitemap-2024.xml.gz", "sitemap", 200, ""),
    ("/sitemap-2023.xml.gz", "sitemap", 200, ""),
    ("/sitemap-news.xml", "sitemap", 200, ""),
    ("/img/anything.svg", "asset", 200, ""),
    ("/favicon.ico", "gone", 404, ""),
    ("/2024/03/03/", "gone", 404, ""),
    ("/2024/03/03/ferry/", "gone", 404, ""),
]


@pytest.mark.parametrize(("path", "kind", "status", "location"), PLACES)
def test_what_stands_at_each_path(small: Made, path: str, kind: str, status: int, location: str) -> None:
    site = Site(small(amp="{path}/amp", print="/print/{id}", old="/old/{id}", gate="/wall"), 8811)
    page = site.page(path)
    assert (page.kind, page.status, page.location) == (kind, status, location)


def test_nothing_else_is_there(small: Made) -> None:
    site = Site(small(amp="{path}/amp", print="/print/{id}", old="/old/{id}", gate="/wall"), 8811)
    others = {path for path in site.entries if "talks" not in path and "goats" not in path}
    others -= {"/old/10", "/old/20", "/print/10", "/print/20"}
    assert others == {path for path, *_ in PLACES[:-4]}


def test_the_old_address_of_an_odd_number_leads_by_way_of_another(small: Made, write: Write) -> None:
    site = Site(small(old="/?p={id}", articles=(write("odd", 7, "2024-01-01T00:00:00+00:00"),)), 8811)
    first, second = site.page("/?p=7"), site.page("/go/7")
    assert (first.status, first.location) == (302, "/go/7")
    assert (second.status, second.location) == (301, "../2024/01/01/odd")


class TestSections:
    def articles(self, write: Write, count: int) -> tuple[Article, ...]:
        return tuple(write(f"a{day}", day, f"2024-01-{day:02}T00:00:00+00:00") for day in range(count, 0, -1))

    # How many articles of a section, two a page: paths of its pages, how many stand on each.
    PAGES = (
        (0, ["/town/"], [0]),
        (1, ["/town/"], [1]),
        (2, ["/town/"], [2]),
        (3, ["/town/", "/town/page-2/"], [2, 1]),
        (5, ["/town/", "/town/page-2/", "/town/page-3/"], [2, 2, 1]),
    )

    @pytest.mark.parametrize(("count", "paths", "sizes"), PAGES)
    def test_are_paged(self, small: Made, write: Write, count: int, paths: list[str], sizes: list[int]) -> None:
        found = section_pages(small(articles=self.articles(write, count)), "Town")
        assert ([one.path for one in found], [len(one.items) for one in found]) == (paths, sizes)

    def test_know_their_neighbours_and_no_more(self, small: Made, write: Write) -> None:
        found = section_pages(small(articles=self.articles(write, 5)), "Town")
        assert [(one.newer, one.older) for one in found] == [
            ("", "/town/page-2/"),
            ("/town/", "/town/page-3/"),
            ("/town/page-2/", ""),
        ]

    def test_show_each_article_once_newest_first(self, small: Made, write: Write) -> None:
        found = section_pages(small(articles=self.articles(write, 5)), "Town")
        assert [item.slug for one in found for item in one.items] == ["a5", "a4", "a3", "a2", "a1"]

    def test_hold_their_own_articles_only(self, small: Made) -> None:
        (found,) = section_pages(small(), "Port & Sea")
        assert [item.slug for item in found.items] == ["ferry"]


# How patterns become paths; the article is "ferry" of 3 March 2024, number 30, section "Port & Sea".
PATTERNS = [
    ("/{yyyy}/{mm}/{dd}/{slug}", "/2024/03/03/ferry"),
    ("/{section}/{slug}-{id}.html", "/port-sea/ferry-30.html"),
    ("/arthro.php?id={id}", "/arthro.php?id=30"),
    ("/{yyyy}{mm}{dd}/{id}/", "/20240303/30/"),
]


@pytest.mark.parametrize(("pattern", "path"), PATTERNS)
def test_patterns_become_paths(small: Made, pattern: str, path: str) -> None:
    outlet = small(article=pattern)
    assert addresses.article(outlet, outlet.articles[0]) == path
    assert addresses.twin(outlet, outlet.articles[0], "/amp{path}") == f"/amp{path}"


class TestValidators:
    # What a page says of its age: the article's last change, for all else that of the newest article.
    DATES = (
        ("/2024/03/03/ferry", "Sun, 03 Mar 2024 08:30:00 GMT"),
        ("/2023/12/31/talks", "Tue, 02 Jan 2024 13:00:00 GMT"),
        ("/2023/05/01/goats", "Sat, 01 Jun 2024 00:00:00 GMT"),
        ("/", "Sun, 03 Mar 2024 08:30:00 GMT"),
        ("/rss.xml", "Sun, 03 Mar 2024 08:30:00 GMT"),
        ("/consent", ""),
        ("/nothing", ""),
        ("/sitemap-2023.xml.gz", ""),
    )

    @pytest.mark.parametrize(("path", "changed"), DATES)
    def test_dates(self, small: Made, path: str, changed: str) -> None:
        assert Site(small(gate="/wall"), 8811).page(path).last_modified == changed

    def test_etags_are_of_the_bytes(self, small: Made) -> None:
        one, two, other = Site(small(), 8811), Site(small(), 8811), Site(small(), 9922)
        path = "/2024/03/03/ferry"
        assert one.page(path).etag == two.page(path).etag != other.page(path).etag
        assert len({page.etag for page in map(one.page, ("/", path, "/rss.xml"))}) == 3

    def test_a_site_may_give_neither(self, small: Made) -> None:
        page = Site(small(etag=False, last_modified=False), 8811).page("/")
        assert (page.etag, page.last_modified) == ("", "")


@pytest.mark.parametrize(
    ("encodings", "codings"),
    [((), {""}), (("gzip",), {"", "gzip"}), (("br",), {"", "br"}), (("br", "gzip"), {"", "gzip", "br"})],
)
def test_bodies_are_there_in_the_codings_that_the_site_offers(
    small: Made, encodings: tuple[str, ...], codings: set[str]
) -> None:
    assert set(Site(small(encodings=encodings), 8811).page("/").codings) == codings

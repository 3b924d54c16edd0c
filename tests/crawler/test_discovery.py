"""What a source's pages lead to: which URLs, in which order, and how many at most."""

from __future__ import annotations

import pytest

from archive.frontier import Entry
from crawler import discovery
from crawler.discovery import Answer, Discovery
from crawler.sources import Source
from extract.errors import FeedDamaged, SitemapDamaged
from extract.link import Link

HOME = "https://news.example.org/"
SOURCE = Source("news", "News", HOME, language="el", feeds=(HOME + "rss",), sections=(HOME + "world",))
LONG = "A headline that is long enough for an article"


class ByTitle:
    """Knows what it was asked, and finds long titles promising."""

    def __init__(self) -> None:
        self.asked: list[Link] = []

    def score(self, link: Link) -> float:
        self.asked.append(link)
        return 0.9 if link.title else 0.2


@pytest.fixture
def scorer() -> ByTitle:
    return ByTitle()


@pytest.fixture
def found(scorer: ByTitle) -> Discovery:
    return Discovery([SOURCE], scorer)


def answer(kind: str, body: str, url: str = HOME + "here", source: str | None = "news") -> Answer:
    return Answer(Entry(url, kind=kind, source=source), url, body.encode())


def rss(*links: str) -> str:
    items = "".join(f"<item><title>{LONG}</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>"


def urlset(*urls: str) -> str:
    inner = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</urlset>"


def index(*children: tuple[str, str]) -> str:
    inner = "".join(f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>" for url, day in children)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</sitemapindex>"


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_a_crawl_begins_with_homes_and_what_is_listed(found: Discovery) -> None:
    begin = {(entry.url, entry.kind) for entry in found.begin()}
    assert begin == {(HOME, "home"), (HOME + "rss", "feed"), (HOME + "world", "section")}


def test_what_leads_to_articles_comes_before_articles(found: Discovery) -> None:
    assert min(entry.priority for entry in found.begin()) > 1.0


class TestFeeds:
    def test_every_item_of_the_site_becomes_a_page_with_its_score(self, found: Discovery, scorer: ByTitle) -> None:
        url = HOME + "2024/01/02/one"
        (entry,) = found.read(answer("feed", rss(url, "https://elsewhere.example.net/2024/01/02/two"), HOME + "rss"))
        assert entry == Entry(url, 0.9, "page", "news", "feed", HOME + "rss", 0.9, LONG)

    def test_a_link_without_a_language_is_scored_in_the_source_s(self, found: Discovery, scorer: ByTitle) -> None:
        found.read(answer("feed", rss(HOME + "2024/01/02/one")))
        assert [link.language for link in scorer.asked] == ["el"]

    def test_a_feed_that_is_none_is_told(self, found: Discovery) -> None:
        with pytest.raises(FeedDamaged):
            found.read(answer("feed", page("<h1>Not found</h1>")))


class TestSitemaps:
    def test_pages_are_scored_by_what_is_known(self, found: Discovery) -> None:
        entries = found.read(answer("sitemap", urlset(HOME + "a-story-from-the-town", HOME + "another-one-from-there")))
        assert [(entry.kind, entry.origin, entry.score) for entry in entries] == [("page", "sitemap", 0.2)] * 2

    def test_the_newest_children_come_first(self, found: Discovery) -> None:
        children = [
            (HOME + "old.xml", "2020-01-01"),
            (HOME + "new.xml", "2024-01-01"),
            (HOME + "mid.xml", "2022-01-01"),
        ]
        entries = found.read(answer("sitemap", index(*children)))
        assert [entry.url for entry in entries] == [HOME + "new.xml", HOME + "mid.xml", HOME + "old.xml"]

    def test_only_so_many_children_are_taken(self, found: Discovery) -> None:
        children = [(f"{HOME}{number}.xml", "2024-01-01") for number in range(200)]
        assert len(found.read(answer("sitemap", index(*children)))) == discovery.MOST["sitemap"]
        assert found.read(answer("sitemap", index((HOME + "more.xml", "2024-01-01")))) == []

    def test_robots_txt_names_sitemaps(self, found: Discovery) -> None:
        (entry,) = found.robots("news", [HOME + "map.xml"])
        assert (entry.url, entry.kind, entry.source) == (HOME + "map.xml", "sitemap", "news")

    def test_the_robots_txt_of_a_host_that_is_no_source_leads_nowhere(self, found: Discovery) -> None:
        assert found.robots("other", [HOME + "map.xml"]) == []

    def test_a_sitemap_that_is_none_is_told(self, found: Discovery) -> None:
        with pytest.raises(SitemapDamaged):
            found.read(answer("sitemap", "{}"))


class TestPages:
    HEAD = "<link rel=alternate type='application/rss+xml' href='/all.rss'>"
    BODY = (
        "<nav><a href='/sport'>Sport</a><a href='https://other.example.com/x'>Other</a></nav>"
        f"<main><a href='/2024/01/02/one-long-story'>{LONG}</a></main>"
    )

    def test_a_home_leads_to_feeds_sections_and_articles(self, found: Discovery) -> None:
        entries = found.read(answer("home", page(self.BODY, self.HEAD), HOME))
        assert {(entry.kind, entry.url) for entry in entries} == {
            ("feed", HOME + "all.rss"),
            ("section", HOME + "sport"),
            ("page", HOME + "2024/01/02/one-long-story"),
        }

    def test_articles_of_a_home_say_so(self, found: Discovery) -> None:
        entries = found.read(answer("home", page(self.BODY), HOME))
        assert [(entry.origin, entry.via) for entry in entries if entry.kind == "page"] == [("home", HOME)]

    def test_a_section_leads_to_articles_but_to_no_further_sections(self, found: Discovery) -> None:
        entries = found.read(answer("section", page(self.BODY, self.HEAD)))
        assert [entry.kind for entry in entries] == ["page"]

    def test_a_list_is_followed_for_three_pages(self, found: Discovery) -> None:
        followed = []
        url = HOME + "world"
        for number in range(2, 9):
            head = f"<link rel=next href='/world?page={number}'>"
            entries = found.read(answer("section", page("", head), url))
            if not entries:
                break
            url = entries[0].url
            followed.append(url)
        assert followed == [HOME + "world?page=2", HOME + "world?page=3"]

    def test_a_section_that_a_feed_calls_an_article_is_known(self, found: Discovery) -> None:
        found.read(answer("home", page(self.BODY), HOME))
        entries = found.read(answer("feed", rss(HOME + "sport", HOME + "2024/01/03/other")))
        assert found.also_articles(entries) == [HOME + "sport"]
        assert found.leads_on(Entry(HOME + "sport", kind="page"))
        assert not found.leads_on(Entry(HOME + "2024/01/03/other", kind="page"))


def test_links_of_a_source_are_bounded(found: Discovery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_LINKS", 10)
    urls = [f"{HOME}2024/01/02/story-number-{number}" for number in range(8)]
    assert len(found.read(answer("sitemap", urlset(*urls)))) == 8
    assert len(found.read(answer("feed", rss(*urls)))) == 2


@pytest.mark.parametrize("kind", ["feed", "sitemap", "home", "section"])
def test_an_answer_of_an_unknown_source_leads_nowhere(found: Discovery, kind: str) -> None:
    assert found.read(answer(kind, urlset(HOME + "x"), source=None)) == []
    assert found.read(answer(kind, urlset(HOME + "x"), source="gone")) == []

"""What is followed and what is not, what comes first, and where it ends: the decisions of discovery, by table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.frontier import Entry
from crawler import discovery
from crawler.discovery import CHILD, FEED, HOME, NEXT, SECTION, SEED, SITEMAP, Answer, Discovery, Unscored
from crawler.sources import Source
from extract.errors import ExtractError
from extract.link import Link

SITE = "https://www.example.org/"
SOURCE = Source("web", "Web", SITE, language="el")
DEMO = Source("demo", "Demo", "http://127.0.0.5:8811/")
LISTED = Source(
    "listed",
    "Listed",
    "https://listed.example/",
    feeds=("https://feeds.example.net/listed", "https://listed.example/rss"),
    sitemaps=("https://listed.example/news.xml",),
    sections=("https://listed.example/world", "https://blogs.example.com/listed"),
)
HEADLINE = "A headline that is long enough for an article"


def made() -> Discovery:
    return Discovery([SOURCE, DEMO], Unscored())


def read(found: Discovery, kind: str, body: str, url: str = SITE + "here", **more: str) -> list[Entry]:
    entry = Entry(more.get("entry", url), kind=kind, source=more.get("source", "web"), via=more.get("via"))
    return found.read(Answer(entry, url, body.encode()))


def rss(*links: str) -> str:
    items = "".join(f"<item><title>{HEADLINE}</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>"


def urlset(*urls: str) -> str:
    inner = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</urlset>"


def index(*children: tuple[str, str | None]) -> str:
    inner = "".join(
        f"<sitemap><loc>{SITE}{name}</loc>{f'<lastmod>{changed}</lastmod>' if changed is not None else ''}</sitemap>"
        for name, changed in children
    )
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inner}</sitemapindex>"


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


class TestBegin:
    def test_homes_and_all_that_is_listed_in_the_order_of_what_they_promise(self) -> None:
        begin = Discovery([LISTED], Unscored()).begin()
        assert [(entry.kind, entry.url, entry.priority, entry.origin) for entry in begin] == [
            ("home", "https://listed.example/", HOME, None),
            ("feed", "https://feeds.example.net/listed", FEED, "sources.toml"),
            ("feed", "https://listed.example/rss", FEED, "sources.toml"),
            ("sitemap", "https://listed.example/news.xml", SITEMAP, "sources.toml"),
            ("section", "https://listed.example/world", SECTION, "sources.toml"),
            ("section", "https://blogs.example.com/listed", SECTION, "sources.toml"),
        ]
        assert {entry.source for entry in begin} == {"listed"}

    def test_what_the_user_listed_is_never_cut(self) -> None:
        many = tuple(f"https://listed.example/feed/{number}" for number in range(100))
        begin = Discovery([Source("s", "S", "https://listed.example/", feeds=many)], Unscored()).begin()
        assert len(begin) == 101

    def test_no_sources_begin_with_nothing(self) -> None:
        assert Discovery((), Unscored()).begin() == []

    def test_seeds_come_before_homes_homes_before_feeds_and_articles_between_sections_and_children(self) -> None:
        """An article's score is 0..1: a very good one goes before an old sitemap or the next page of a list."""
        assert SEED > HOME > FEED > SITEMAP > SECTION > 1.0 > CHILD > NEXT > 0.5


class TestWhereLinksMayLead:
    """An article is fetched only where the source covers it; feeds and sitemaps may be elsewhere on the public web."""

    # (where the link leads, whether it becomes an article of the source)
    ARTICLES = (
        (SITE + "2024/01/02/one-long-story", True),
        ("http://example.org/2024/01/02/one-long-story", True),
        ("https://sport.example.org/2024/01/02/one-long-story", True),
        ("https://www.example.org:8443/2024/01/02/one-long-story", True),
        ("https://www.example.com/2024/01/02/one-long-story", False),
        ("https://example.org.evil.example/2024/01/02/one-long-story", False),
        ("https://notexample.org/2024/01/02/one-long-story", False),
        ("http://127.0.0.1/2024/01/02/one-long-story", False),
        ("http://127.0.0.5:8811/2024/01/02/one-long-story", False),
        ("http://169.254.169.254/2024/01/02/one-long-story", False),
        ("ftp://www.example.org/2024/01/02/one-long-story", False),
        ("javascript:location='/2024/01/02/one-long-story'", False),
        ("file:///2024/01/02/one-long-story", False),
    )

    @pytest.mark.parametrize(("url", "followed"), ARTICLES)
    @pytest.mark.parametrize("kind", ["feed", "sitemap", "home", "section"])
    def test_of_links_only_those_of_the_site(self, kind: str, url: str, followed: bool) -> None:
        bodies = {"feed": rss(url), "sitemap": urlset(url)}
        body = bodies.get(kind) or page(f'<main><a href="{url}">{HEADLINE}</a></main>')
        found = [entry.url for entry in read(made(), kind, body) if entry.kind == "page"]
        assert found == ([url] if followed else [])

    @pytest.mark.parametrize(("url", "followed"), [("/2024/01/02/a-story", True), ("https://www.example.org/x", False)])
    def test_a_source_on_loopback_stays_on_its_address(self, url: str, followed: bool) -> None:
        body = page(f'<main><a href="{url}">{HEADLINE}</a></main>')
        found = read(made(), "home", body, "http://127.0.0.5:8811/", source="demo")
        assert bool(found) is followed

    @pytest.mark.parametrize(
        "url", ["https://feeds.example.net/web", "https://www.example.org/rss", "http://127.0.0.1/rss"]
    )
    def test_a_feed_may_be_anywhere_the_guard_decides_when_it_is_fetched(self, url: str) -> None:
        head = f"<link rel=alternate type='application/rss+xml' href='{url}'>"
        assert [(one.kind, one.url) for one in read(made(), "home", page("", head), SITE)] == [("feed", url)]

    def test_a_feed_elsewhere_gives_articles_of_the_site_only(self) -> None:
        own, other = SITE + "2024/01/02/own-story", "https://feeds.example.net/2024/01/02/other-story"
        found = read(made(), "feed", rss(own, other), "https://feeds.example.net/web")
        assert [entry.url for entry in found] == [own]

    @pytest.mark.parametrize(("url", "followed"), [("/world", True), ("https://blog.example.org/world", True)])
    def test_sections_are_those_of_the_site(self, url: str, followed: bool) -> None:
        found = read(made(), "home", page(f"<nav><a href='{url}'>World</a></nav>"), SITE)
        assert ([one.kind for one in found] == ["section"]) is followed

    @pytest.mark.parametrize("url", ["https://www.example.com/world", "http://127.0.0.1/world", "mailto:a@example.org"])
    def test_menus_that_lead_elsewhere_lead_nowhere(self, url: str) -> None:
        assert read(made(), "home", page(f"<nav><a href='{url}'>World</a></nav>"), SITE) == []


class TestChildrenOfSitemaps:
    # (children as the index lists them with their lastmod, names in the order of the fetch)
    ORDERS = (
        # The newest first.
        ((("a", "2020-01-01"), ("b", "2024-01-01"), ("c", "2022-01-01")), "bca"),
        # A time of the day counts, and so does its zone: 23:30-05:00 is the next morning in UTC.
        ((("a", "2024-01-01T10:00:00Z"), ("b", "2024-01-01T12:00:00Z")), "ba"),
        ((("a", "2024-01-02T01:00:00Z"), ("b", "2024-01-01T23:30:00-05:00")), "ba"),
        # A day can be compared with a time: it begins at midnight UTC.
        ((("a", "2024-04-29"), ("b", "2024-05-01"), ("c", "2024-04-30T23:59:59+00:00")), "bca"),
        # Those without a date come last, in their own order, as do those whose date is none.
        ((("a", None), ("b", "2024-01-01"), ("c", None)), "bac"),
        ((("a", "yesterday"), ("b", "2024-01-01"), ("c", "")), "bac"),
        # Of the same date: as listed, which is mostly newest first.
        ((("a", "2024-01-01"), ("b", "2024-01-01"), ("c", "2024-01-01")), "abc"),
        # A month or a year alone is allowed too (W3C date and time formats), and begins when it begins.
        ((("a", "2023"), ("b", "2024-05"), ("c", "2024-04-30")), "bca"),
        ((("a", "2024-13"), ("b", " 2023 "), ("c", "2024-05-00")), "bac"),
    )

    @pytest.mark.parametrize(("children", "order"), ORDERS)
    def test_come_in_this_order(self, children: tuple[tuple[str, str | None], ...], order: str) -> None:
        found = read(made(), "sitemap", index(*children))
        assert "".join(entry.url.removeprefix(SITE) for entry in found) == order

    def test_are_sitemaps_that_compete_with_good_articles(self) -> None:
        (child,) = read(made(), "sitemap", index(("a.xml", "2024-01-01")), SITE + "index.xml")
        stated = "2024-01-01T00:00:00+00:00"
        assert child == Entry(SITE + "a.xml", CHILD, "sitemap", "web", "sitemap", SITE + "index.xml", stated=stated)

    def test_are_bounded_by_what_robots_and_the_home_named_before(self) -> None:
        found = made()
        assert len(found.robots("web", [f"{SITE}{number}.xml" for number in range(20)])) == 20
        head = "<link rel=sitemap href='/home.xml'>"
        assert [one.url for one in read(found, "home", page("", head), SITE)] == [SITE + "home.xml"]
        left = discovery.MOST["sitemap"] - 21
        children = [(f"child-{number}.xml", f"2024-01-{number + 1:02}") for number in range(28)]
        taken = read(found, "sitemap", index(*children))
        assert [one.url for one in taken] == [f"{SITE}child-{27 - number}.xml" for number in range(left)]

    def test_of_one_source_leave_the_share_of_another_alone(self) -> None:
        found = made()
        found.robots("web", [f"{SITE}{number}.xml" for number in range(100)])
        assert len(found.robots("demo", ["http://127.0.0.5:8811/map.xml"])) == 1

    def test_that_are_listed_again_and_again_take_one_place(self) -> None:
        children = [("same.xml", "2024-01-01")] * 50 + [("other.xml", "2020-01-01")]
        assert [one.url for one in read(made(), "sitemap", index(*children))] == [SITE + "same.xml", SITE + "other.xml"]

    @given(st.lists(st.sampled_from([None, "", "x", "2024", "2024-01", "2024-01-01T00:00:00", "9999-12-31T23:59Z"])))
    def test_come_whatever_their_dates_are(self, dates: list[str | None]) -> None:
        children = [(f"{number}.xml", changed) for number, changed in enumerate(dates)]
        if children:
            assert len(read(made(), "sitemap", index(*children))) == min(len(dates), discovery.MOST["sitemap"])


@dataclass(frozen=True)
class Step:
    """One page of a list: what it says comes next, and the URL that the request for it redirected to, if any."""

    next: str
    moved: str | None = None


def walked(found: Discovery, start: str, steps: dict[str, Step], source: str = "web") -> list[str]:
    """The pages of a list that are asked for, one after the other, as a crawl does."""
    asked: list[str] = []
    entry = Entry(start, SECTION, "section", source)
    while len(asked) < 50 and entry.url not in asked:  # the frontier gives out a URL once
        asked.append(entry.url)
        step = steps.get(entry.url)
        if step is None:
            return asked
        if step.moved is not None:  # the target of a redirect is an entry of its own
            entry = Entry(step.moved, entry.priority, "section", source, via=entry.url)
        head = f'<link rel="next" href="{step.next}">'
        entries = found.read(Answer(entry, entry.url, page("", head).encode()))
        if not entries:
            return asked
        (entry,) = entries
    return asked


class TestPaging:
    def test_goes_on_to_the_third_page(self) -> None:
        steps = {f"{SITE}world{at}": Step(f"/world?page={n}") for at, n in (("", 2), ("?page=2", 3), ("?page=3", 4))}
        assert walked(made(), SITE + "world", steps) == [
            SITE + "world",
            SITE + "world?page=2",
            SITE + "world?page=3",
        ]

    def test_goes_no_further_where_every_page_redirects(self) -> None:
        steps = {
            f"{SITE}world": Step("/world?page=2", moved=f"{SITE}world/"),
            **{
                f"{SITE}world?page={number}": Step(f"/world?page={number + 1}", moved=f"{SITE}world/{number}/")
                for number in range(2, 40)
            },
        }
        assert walked(made(), SITE + "world", steps) == [
            SITE + "world",
            SITE + "world?page=2",
            SITE + "world?page=3",
        ]

    def test_two_lists_that_call_each_other_the_next_end(self) -> None:
        steps = {SITE + "world": Step("/sport"), SITE + "sport": Step("/world")}
        assert walked(made(), SITE + "world", steps) == [SITE + "world", SITE + "sport"]

    @pytest.mark.parametrize(
        "following", ["https://other.example/world?page=2", "http://127.0.0.1/world?page=2", "javascript:next()"]
    )
    def test_never_leaves_the_site(self, following: str) -> None:
        assert walked(made(), SITE + "world", {SITE + "world": Step(following)}) == [SITE + "world"]

    def test_each_list_has_its_own_three_pages(self) -> None:
        found = made()
        for name in ("world", "sport", "culture"):
            steps = {
                f"{SITE}{name}{at}": Step(f"/{name}?page={n}") for at, n in (("", 2), ("?page=2", 3), ("?page=3", 4))
            }
            assert len(walked(found, SITE + name, steps)) == 3

    def test_all_lists_of_a_source_together_are_bounded(self) -> None:
        found = made()
        for number in range(200):
            read(found, "section", page("", f"<link rel=next href='/s{number}?page=2'>"), f"{SITE}s{number}")
        assert read(found, "section", page("", "<link rel=next href='/last?page=2'>"), SITE + "last") == []
        other = page("", "<link rel=next href='/world?page=2'>")
        assert len(read(found, "section", other, "http://127.0.0.5:8811/world", source="demo")) == 1

    def test_the_next_page_is_a_section_that_comes_after_good_articles(self) -> None:
        (entry,) = read(made(), "section", page("", "<link rel=next href='/world?page=2'>"), SITE + "world")
        assert entry == Entry(SITE + "world?page=2", NEXT, "section", "web", "section", SITE + "world")

    def test_a_home_page_is_not_paged(self) -> None:
        assert read(made(), "home", page("", "<link rel=next href='/?page=2'>"), SITE) == []


class TestBounds:
    @pytest.mark.parametrize(
        ("kind", "one"),
        [
            ("feed", "<link rel=alternate type='application/rss+xml' href='/{}.rss'>"),
            ("sitemap", "<link rel=sitemap href='/{}.xml'>"),
            ("section", "<nav><a href='/section-{}'>Section</a></nav>"),
        ],
    )
    def test_a_home_that_names_more_than_anyone_reads_gives_its_first(self, kind: str, one: str) -> None:
        body = page("".join(one.format(number) for number in range(60)))
        found = [entry for entry in read(made(), "home", body, SITE) if entry.kind == kind]
        assert len(found) == discovery.MOST[kind]
        assert "0" in found[0].url

    def test_links_of_one_source_leave_those_of_another_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(discovery, "MOST_LINKS", 3)
        found = made()
        read(found, "sitemap", urlset(*(f"{SITE}2024/01/02/story-{number}" for number in range(9))))
        own = urlset("http://127.0.0.5:8811/2024/01/02/a-story")
        assert len(read(found, "sitemap", own, "http://127.0.0.5:8811/map.xml", source="demo")) == 1

    def test_links_elsewhere_use_nothing_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(discovery, "MOST_LINKS", 3)
        found = made()
        read(found, "sitemap", urlset(*(f"https://other.example/2024/01/02/story-{number}" for number in range(9))))
        assert len(read(found, "sitemap", urlset(*(f"{SITE}2024/01/02/s-{number}" for number in range(9))))) == 3


class ByLanguage:
    def __init__(self) -> None:
        self.asked: list[tuple[str | None, str]] = []

    def score(self, link: Link) -> float:
        self.asked.append((link.language, link.origin))
        return 1 / 3


class TestScores:
    # What the scorer is told of a link: its language (its own, else the page's, else the source's) and where it stood.
    TOLD = (
        ("home", page(f"<main><a href='/2024/01/02/a-story'>{HEADLINE}</a></main>"), ("el", "home")),
        ("section", page(f"<main><a href='/2024/01/02/a-story'>{HEADLINE}</a></main>"), ("el", "section")),
        (
            "section",
            page(f"<main><a hreflang=de href='/2024/01/02/a-story'>{HEADLINE}</a></main>"),
            ("de", "section"),
        ),
        ("feed", rss(SITE + "2024/01/02/a-story"), ("el", "feed")),
        (
            "feed",
            rss(SITE + "2024/01/02/a-story").replace("</title>", "</title><language>bg</language>", 1),
            ("bg", "feed"),
        ),
        ("sitemap", urlset(SITE + "2024/01/02/a-story"), ("el", "sitemap")),
    )

    @pytest.mark.parametrize(("kind", "body", "told"), TOLD)
    def test_are_given_by_what_is_known_before_the_fetch(self, kind: str, body: str, told: tuple[str, str]) -> None:
        scorer = ByLanguage()
        found = read(Discovery([SOURCE], scorer), kind, body)
        assert scorer.asked == [told]
        assert [(entry.priority, entry.score, entry.origin) for entry in found] == [(0.3333, 0.3333, told[1])]

    def test_without_a_scorer_every_link_is_as_good_as_another(self) -> None:
        assert Unscored().score(Link(SITE, "feed")) == 0.5


class TestAnswers:
    @pytest.mark.parametrize("kind", ["page", "home", "section"])
    @pytest.mark.parametrize("body", ["", "\x00\x01\x02", "{}", "<", "%PDF-1.7", "<a href='http://[::1'>x</a>"])
    def test_pages_without_links_lead_nowhere(self, kind: str, body: str) -> None:
        assert read(made(), kind, body) == []

    @pytest.mark.parametrize("kind", ["robots", "other", "", "FEED"])
    def test_a_kind_that_is_not_read_leads_nowhere(self, kind: str) -> None:
        assert read(made(), kind, urlset(SITE + "2024/01/02/a-story")) == []

    @given(st.sampled_from(["feed", "sitemap", "home", "section", "page"]), st.binary(max_size=300))
    def test_whatever_comes_it_is_read_or_called_damaged(self, kind: str, body: bytes) -> None:
        try:
            found = made().read(Answer(Entry(SITE + "x", kind=kind, source="web"), SITE + "x", body))
        except ExtractError:
            found = []
        assert all(SOURCE.covers(entry.url) for entry in found if entry.kind == "page")

    def test_a_page_in_the_charset_of_its_header_has_its_headlines(self) -> None:
        body = page("<main><a href='/2024/01/02/a-story'>Δύο υπουργοί στην πόλη του λιμανιού</a></main>")
        entry = Entry(SITE, kind="section", source="web")
        (found,) = made().read(Answer(entry, SITE, body.encode("iso-8859-7"), "iso-8859-7"))
        assert found.title == "Δύο υπουργοί στην πόλη του λιμανιού"

    def test_links_are_resolved_against_where_the_page_was_found_in_the_end(self) -> None:
        body = page(f"<main><a href='2024-01-02-a-long-story-of-the-town'>{HEADLINE}</a></main>")
        found = read(made(), "section", body, SITE + "moved/here/", entry=SITE + "old")
        assert [(one.url, one.via) for one in found] == [
            (SITE + "moved/here/2024-01-02-a-long-story-of-the-town", SITE + "old")
        ]

    def test_of_one_page_every_url_comes_once(self) -> None:
        body = page(f"<main><a href='/2024/01/02/a-story'>{HEADLINE}</a></main>" * 3)
        counts = Counter(entry.url for entry in read(made(), "home", body, SITE))
        assert counts == {SITE + "2024/01/02/a-story": 1}

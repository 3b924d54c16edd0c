"""What stands where on each site: pages and their twins, feeds, sitemaps, robots, redirects, charsets."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import pytest

from newsweb import addresses, archives, feeds, world
from newsweb.lines import see
from newsweb.site import WALL, Entry, Page, Site, untracked
from newsweb.values import Outlet

PORT = 8811
WORLD = world.load()
outlets = pytest.mark.parametrize("outlet", WORLD.outlets, ids=lambda outlet: outlet.slug)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@lru_cache(maxsize=20)
def site_of(slug: str) -> Site:
    return Site(WORLD.outlet(slug), PORT)


def of_kind(site: Site, kind: str) -> Iterator[tuple[str, Entry, Page]]:
    for path, entry in site.entries.items():
        if entry.kind == kind:
            yield path, entry, site.page(path)


def plain(page: Page) -> bytes:
    return page.codings[""]


def text(site: Site, path: str) -> str:
    return plain(site.page(path)).decode("utf-8")


class TestArticles:
    @outlets
    def test_a_page_shows_its_title_and_every_line_of_its_body(self, outlet: Outlet) -> None:
        for path, entry, _ in of_kind(site_of(outlet.slug), "article"):
            assert entry.item
            seen = see(entry.render()).lines
            assert [line for line in (entry.item.title, *entry.item.lines) if line not in seen] == [], path

    @outlets
    def test_a_page_is_a_whole_site_round_the_text(self, outlet: Outlet) -> None:
        for path, entry, _ in of_kind(site_of(outlet.slug), "article"):
            seen = see(entry.render())
            shown = "\n".join(seen.lines)
            labels = outlet.labels
            for label in (labels.latest, labels.popular, labels.copyright, labels.cookies, labels.comments):
                if label != labels.latest or outlet.theme != "card":
                    assert label in shown, (path, label)
            assert all(any(anchor.text == name for anchor in seen.anchors) for name in outlet.sections), path

    @outlets
    def test_rails_show_the_headlines_of_links(self, outlet: Outlet) -> None:
        links = {item.link for item in outlet.articles}
        for path, entry, _ in of_kind(site_of(outlet.slug), "article"):
            shown = [anchor.text for anchor in see(entry.render()).anchors]
            assert sum(any(link in anchor for link in links) for anchor in shown) >= 5, path

    def test_one_theme_tells_machines_nothing_and_one_has_its_date_in_the_text_only(self) -> None:
        for slug, silent in (
            ("nevskaya-gazeta", ("og:", "ld+json", "itemprop", "canonical", "<time")),
            ("balkanski-pregled", ("published_time", "ld+json", "itemprop", "<time", "datetime=")),
        ):
            site = site_of(slug)
            path = addresses.article(site.view.outlet, site.view.outlet.articles[3])
            html = site.entries[path].render()
            assert [word for word in silent if word in html] == []
        assert f"{site.view.outlet.articles[3].published:%Y-%m-%d %H:%M:%S}" in html

    @pytest.mark.parametrize("slug", ["curierul-dambovitei", "harbour-courant", "nea-stoa"])
    def test_json_ld_can_be_read_and_says_title_and_date(self, slug: str) -> None:
        site = site_of(slug)
        for path, entry, _ in of_kind(site, "article"):
            assert entry.item
            found = re.search(r'<script type="application/ld\+json">(.*?)</script>', entry.render(), re.DOTALL)
            assert found, path
            told = json.loads(found[1])
            assert told["headline"] == entry.item.title
            assert told["datePublished"] == entry.item.published.isoformat()

    @pytest.mark.parametrize("slug", ["curierul-dambovitei", "harbour-courant", "faro-levante", "rheinischer-bote"])
    def test_canonical_links_are_absolute(self, slug: str) -> None:
        site = site_of(slug)
        for path, entry, _ in of_kind(site, "article"):
            assert f'<link rel="canonical" href="{site.view.origin}{path}">' in entry.render().replace("&amp;", "&")

    @pytest.mark.parametrize("slug", ["curierul-dambovitei", "harbour-courant", "faro-levante", "nea-stoa"])
    def test_amp_twins_hold_the_same_text_and_point_back(self, slug: str) -> None:
        site = site_of(slug)
        twins = list(of_kind(site, "amp"))
        assert len(twins) == len(site.view.outlet.articles)
        for path, entry, _ in twins:
            assert entry.item
            html = entry.render()
            assert set(entry.item.lines) <= set(see(html).lines), path
            canonical = addresses.article(site.view.outlet, entry.item)
            assert f'rel="canonical" href="{site.view.origin}{canonical}"' in html
            assert f'rel="amphtml" href="{site.view.origin}{path}"' in site.entries[canonical].render()

    @pytest.mark.parametrize("slug", ["nea-stoa", "faro-levante", "nevskaya-gazeta"])
    def test_print_twins_hold_the_same_text(self, slug: str) -> None:
        for path, entry, _ in of_kind(site_of(slug), "print"):
            assert entry.item
            assert set(entry.item.lines) <= set(see(entry.render()).lines), path


class TestCharsets:
    @pytest.mark.parametrize(
        ("slug", "old", "new"),
        [("paratiritis", "iso-8859-7", "windows-1253"), ("nevskaya-gazeta", "windows-1251", "windows-1251")],
    )
    def test_legacy_pages_are_in_the_charset_of_their_time(self, slug: str, old: str, new: str) -> None:
        for path, entry, page in of_kind(site_of(slug), "article"):
            assert entry.item
            charset = old if entry.item.published.year < 2022 else new
            seen = see(plain(page).decode(charset)).lines
            assert set(entry.item.lines) <= set(seen), path
            with pytest.raises(UnicodeDecodeError):
                plain(page).decode("utf-8")

    def test_one_site_declares_its_charset_in_http_only(self) -> None:
        for _, entry, page in of_kind(site_of("nevskaya-gazeta"), "article"):
            assert entry.item
            assert b"charset=" not in plain(page).lower()
            if entry.item.slug != "most-kotorogo-zhdali-tridtsat-let":
                assert page.media_type == "text/html; charset=windows-1251"

    def test_one_site_declares_its_charset_in_meta_only(self) -> None:
        for _, entry, page in of_kind(site_of("paratiritis"), "article"):
            assert entry.item
            assert page.media_type == "text/html"
            if entry.item.slug != "axonikos-tomografos-ypogeio-nosokomeio":
                assert re.search(rb"charset=(windows-1253|iso-8859-7)", plain(page))

    @pytest.mark.parametrize("slug", ["paratiritis", "nevskaya-gazeta"])
    def test_one_page_of_each_legacy_site_declares_nothing(self, slug: str) -> None:
        silent = [
            page
            for _, _, page in of_kind(site_of(slug), "article")
            if "charset" not in page.media_type and b"charset=" not in plain(page)
        ]
        assert len(silent) == 1

    @outlets
    def test_pages_and_feeds_can_be_decoded_as_they_say(self, outlet: Outlet) -> None:
        site = site_of(outlet.slug)
        for path in ("/", *(path for _, path in outlet.traits.feeds)):
            page = site.page(path)
            assert plain(page).decode(outlet.traits.charset)


class TestFeeds:
    @outlets
    def test_feeds_hold_only_the_newest(self, outlet: Outlet) -> None:
        found = feeds.items(site_of(outlet.slug).view)
        assert 0 < len(found) == outlet.traits.feed_size < len(outlet.articles)
        assert [item.published for item in found] == [item.published for item in outlet.articles[: len(found)]]

    def test_rss_atom_and_json_feeds_are_all_offered(self) -> None:
        assert {kind for outlet in WORLD.outlets for kind, _ in outlet.traits.feeds} == {"rss", "atom", "json"}

    @pytest.mark.parametrize(
        ("slug", "path"),
        [("nea-stoa", "/rss.xml"), ("paratiritis", "/rss.php"), ("nevskaya-gazeta", "/export/rss.xml")],
    )
    def test_rss_can_be_read(self, slug: str, path: str) -> None:
        site = site_of(slug)
        root = ET.fromstring(plain(site.page(path)))
        for entry, item in zip(root.iter("item"), site.view.outlet.articles, strict=False):
            assert entry.findtext("title") in {item.link, item.title}
            assert entry.findtext("description") == item.summary
            link = urlsplit(entry.findtext("link") or "")
            assert link.netloc == f"{site.view.outlet.traits.address}:{PORT}"
            assert untracked(f"{link.path}?{link.query}") == addresses.article(site.view.outlet, item)

    @pytest.mark.parametrize(("slug", "path"), [("balkanski-pregled", "/atom.xml"), ("rheinischer-bote", "/feed/atom")])
    def test_atom_can_be_read(self, slug: str, path: str) -> None:
        site = site_of(slug)
        entries = ET.fromstring(plain(site.page(path))).findall(f"{ATOM}entry")
        assert len(entries) == site.view.outlet.traits.feed_size
        for entry, item in zip(entries, site.view.outlet.articles, strict=False):
            assert entry.findtext(f"{ATOM}published") == item.published.isoformat()
            assert entry.findtext(f"{ATOM}summary") == item.summary

    @pytest.mark.parametrize(
        ("slug", "path"), [("meridian-dispatch", "/feed.json"), ("faro-levante", "/feed/index.json")]
    )
    def test_json_feeds_can_be_read(self, slug: str, path: str) -> None:
        site = site_of(slug)
        told = json.loads(plain(site.page(path)))
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert [entry["title"] for entry in told["items"]] == [
            item.link for item in site.view.outlet.articles[: site.view.outlet.traits.feed_size]
        ]

    def test_some_feeds_print_titles_and_some_the_headlines_of_links(self) -> None:
        assert {outlet.traits.feed_title for outlet in WORLD.outlets} == {"title", "link"}

    def test_some_feed_links_carry_tracking_parameters(self) -> None:
        assert "?utm_source=rss" in text(site_of("curierul-dambovitei"), "/feed/")
        assert "?xtor=RSS-3208" in text(site_of("courrier-des-alpes"), "/rss/une.xml")

    @outlets
    def test_the_home_page_announces_the_feeds_where_the_site_does(self, outlet: Outlet) -> None:
        site = site_of(outlet.slug)
        html = plain(site.page("/")).decode(outlet.traits.charset)
        announced = re.findall(r'<link rel="alternate"[^>]*href="([^"]+)"', html, re.IGNORECASE)
        assert announced == ([path for _, path in outlet.traits.feeds] if outlet.traits.autodiscovery else [])


class TestSitemaps:
    @pytest.mark.parametrize(
        "slug", ["nea-stoa", "curierul-dambovitei", "harbour-courant", "faro-levante", "rheinischer-bote"]
    )
    def test_an_index_leads_to_gzipped_children_with_every_article(self, slug: str) -> None:
        site = site_of(slug)
        children = [one.text or "" for one in ET.fromstring(plain(site.page("/sitemap.xml"))).iter(LOC)]
        found: list[str] = []
        for child in children:
            body = plain(site.page(urlsplit(child).path))
            if child.endswith(".gz"):
                found += [one.text or "" for one in ET.fromstring(gzip.decompress(body)).iter(LOC)]
        wanted = {site.view.origin + addresses.article(site.view.outlet, item) for item in site.view.outlet.articles}
        assert set(found) == wanted
        assert len(found) == len(wanted)

    @pytest.mark.parametrize("slug", ["balkanski-pregled", "meridian-dispatch", "nevskaya-gazeta"])
    def test_a_plain_sitemap_has_every_article(self, slug: str) -> None:
        site = site_of(slug)
        assert len(list(ET.fromstring(plain(site.page("/sitemap.xml"))).iter(LOC))) == len(site.view.outlet.articles)

    @pytest.mark.parametrize("slug", ["nea-stoa", "harbour-courant", "rheinischer-bote"])
    def test_a_news_sitemap_has_titles_and_dates_of_the_newest(self, slug: str) -> None:
        site = site_of(slug)
        root = ET.fromstring(plain(site.page("/sitemap-news.xml")))
        newest = site.view.outlet.articles[: feeds.NEWS_SIZE]
        assert [one.text for one in root.iter(f"{NEWS}title")] == [item.title for item in newest]
        assert [one.text for one in root.iter(f"{NEWS}publication_date")] == [
            item.published.isoformat() for item in newest
        ]
        assert {one.text for one in root.iter(f"{NEWS}language")} == {site.view.outlet.language}

    @pytest.mark.parametrize(
        ("slug", "lines"),
        [
            ("balkanski-pregled", ["Crawl-delay: 0.25", "Disallow:"]),
            ("nea-stoa", ["Disallow: /print/", "Disallow: /search", "Sitemap: http://127.0.0.11:8811/sitemap.xml"]),
            ("harbour-courant", ["Disallow:", "Sitemap: http://127.0.0.15:8811/sitemap-news.xml"]),
        ],
    )
    def test_robots_say_what_the_site_wants(self, slug: str, lines: list[str]) -> None:
        said = text(site_of(slug), "/robots.txt").splitlines()
        assert [line for line in lines if line not in said] == []

    def test_what_robots_hide_is_there_all_the_same(self) -> None:
        site = site_of("nea-stoa")
        hidden = [path for path in site.entries if path.startswith("/print/")]
        assert len(hidden) == len(site.view.outlet.articles)

    def test_one_site_names_no_sitemap_in_robots_and_one_has_none(self) -> None:
        assert "Sitemap" not in text(site_of("balkanski-pregled"), "/robots.txt")
        assert site_of("courrier-des-alpes").page("/sitemap.xml").status == 404


class TestWays:
    @pytest.mark.parametrize("slug", [outlet.slug for outlet in WORLD.outlets if not outlet.traits.sitemap])
    def test_where_there_is_no_sitemap_the_sections_lead_to_every_article(self, slug: str) -> None:
        site = site_of(slug)
        reached: set[str] = set()
        read: set[str] = set()
        waiting = ["/"]
        while waiting:
            path = waiting.pop()
            read.add(path)
            for anchor in see(site.entries[path].render()).anchors:
                target = _target(site, path, anchor.href)
                entry = site.entries.get(target)
                if entry and entry.kind == "section" and target not in read:
                    waiting.append(target)
                if entry and entry.item:
                    reached.add(entry.item.key)
        assert [item.key for item in site.view.outlet.articles if item.key not in reached] == []

    @outlets
    def test_anchors_lead_to_pages_that_are_there(self, outlet: Outlet) -> None:
        site = site_of(outlet.slug)
        broken: set[str] = set()
        for kind in ("article", "home", "section", "hub", "about", "archive"):
            for path, entry, _ in of_kind(site, kind):
                for anchor in see(entry.render()).anchors:
                    target = _target(site, path, anchor.href)
                    if target and target not in site.entries and archives.day(outlet, target) is None:
                        broken.add(target)
        allowed = r"/topics/.*" if outlet.traits.soft_404 else r"/(search|acceso/|account)"
        assert [path for path in sorted(broken) if not re.fullmatch(rf"{allowed}|/account", path)] == []

    def test_sections_are_paged_and_neighbours_linked(self) -> None:
        site = site_of("courrier-des-alpes")
        second = [path for path, _, _ in of_kind(site, "section") if path.endswith("2.html")]
        assert second
        for path in second:
            first = path.removesuffix("2.html")
            assert path in [anchor.href for anchor in see(site.entries[first].render()).anchors]
            assert first in [anchor.href for anchor in see(site.entries[path].render()).anchors]

    @pytest.mark.parametrize(
        "slug", ["curierul-dambovitei", "paratiritis", "balkanski-pregled", "meridian-dispatch", "nevskaya-gazeta"]
    )
    def test_old_addresses_lead_to_the_article_by_relative_locations(self, slug: str) -> None:
        site = site_of(slug)
        steps: set[int] = set()
        for item in site.view.outlet.articles:
            path = addresses.twin(site.view.outlet, item, site.view.outlet.traits.old)
            count = 0
            while (page := site.page(path)).location:
                assert page.status in {301, 302}
                assert "://" not in page.location
                path = _target(site, path, page.location)
                count += 1
            steps.add(count)
            assert path == addresses.article(site.view.outlet, item)
        assert steps == {1, 2}

    def test_a_gated_link_ends_at_a_consent_wall_without_text(self) -> None:
        site = site_of("courrier-des-alpes")
        outlet = site.view.outlet
        for item in outlet.articles[:5]:
            gated = site.page(outlet.traits.gate + addresses.article(outlet, item))
            assert (gated.status, gated.location) == (302, WALL)
        lines = see(text(site, WALL)).lines
        assert outlet.ui.gate_title in lines
        assert not {line for item in outlet.articles for line in item.lines} & set(lines)

    @outlets
    def test_the_page_about_the_story_lists_all_of_it_and_holds_no_body(self, outlet: Outlet) -> None:
        site = site_of(outlet.slug)
        lines = see(site.entries[addresses.hub(outlet)].render()).lines
        shown = "\n".join(lines)
        assert all(item.link in shown and item.summary in shown for item in outlet.articles if item.on_topic)
        assert not {line for item in outlet.articles for line in item.lines} & set(lines)

    @pytest.mark.parametrize(("slug", "status"), [("harbour-courant", 200), ("nea-stoa", 404), ("paratiritis", 404)])
    def test_a_missing_page_is_soft_on_one_site_only(self, slug: str, status: int) -> None:
        site = site_of(slug)
        page = site.page("/no/such/page")
        assert (page.status, page.kind) == (status, "gone")
        assert site.view.outlet.ui.gone_title in plain(page).decode(site.view.outlet.traits.charset)


class TestPages:
    def test_a_page_is_rendered_once(self) -> None:
        site = Site(WORLD.outlet("nea-stoa"), PORT)
        assert site.page("/") is site.page("/") is site.page("/?utm_source=x")

    def test_missing_pages_are_not_kept(self) -> None:
        site = Site(WORLD.outlet("nea-stoa"), PORT)
        assert site.page("/a") is not site.page("/a")

    @outlets
    def test_each_content_coding_holds_the_same_bytes(self, outlet: Outlet) -> None:
        brotli = pytest.importorskip("brotli")
        page = site_of(outlet.slug).page("/")
        assert set(page.codings) == {"", *outlet.traits.encodings}
        for coding, body in page.codings.items():
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding, bytes)
            assert unpack(body) == plain(page)

    @outlets
    def test_validators_are_there_where_the_site_gives_them(self, outlet: Outlet) -> None:
        for _, entry, page in of_kind(site_of(outlet.slug), "article"):
            assert bool(page.etag) == outlet.traits.etag
            assert bool(page.last_modified) == outlet.traits.last_modified
            if page.last_modified:
                assert page.last_modified.endswith(" GMT")
            assert entry.item

    def test_pictures_differ(self) -> None:
        site = site_of("nea-stoa")
        one, two = site.page("/img/1.svg"), site.page("/img/2.svg")
        assert one.media_type.startswith("image/svg+xml")
        assert plain(one) != plain(two)

    @outlets
    def test_style_sheets_are_whole(self, outlet: Outlet) -> None:
        css = text(site_of(outlet.slug), "/static/style.css")
        assert css.count("{") == css.count("}") > 20
        assert "{{" not in css


@pytest.mark.parametrize(
    ("target", "plain_target"),
    [
        ("/a", "/a"),
        ("/a?utm_source=rss&utm_medium=feed", "/a"),
        ("/a?id=3&utm_source=rss", "/a?id=3"),
        ("/a?fbclid=x&id=3", "/a?id=3"),
        ("/a?xtor=RSS-3208", "/a"),
        ("/a?", "/a"),
        ("/a?amp=1&gclid=z", "/a?amp=1"),
        ("/k.php?k=diethni&selida=2", "/k.php?k=diethni&selida=2"),
    ],
)
def test_tracking_parameters_change_nothing(target: str, plain_target: str) -> None:
    assert untracked(target) == plain_target


def _target(site: Site, page: str, href: str) -> str:
    """The path on this site that a link leads to, "" for links elsewhere or within the page."""
    parts = urlsplit(urljoin(site.view.origin + page, href))
    if href.startswith("#") or parts.netloc != urlsplit(site.view.origin).netloc:
        return ""
    return untracked(f"{parts.path}?{parts.query}" if parts.query else parts.path)

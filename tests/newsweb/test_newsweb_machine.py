"""What each theme's pages tell machines, and where: a table for each theme, read as a parser reads the page.

Two pages of the small outlet: "ferry" has a byline, a caption and was never changed; "talks" has neither and was.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from newsweb.lines import see
from newsweb.site import Site
from newsweb.values import Outlet

ORIGIN = "http://127.0.0.77:8811"
FERRY, TALKS = "/2024/03/03/ferry", "/2023/12/31/talks"
TITLES = {FERRY: 'The "ferry" & the <fog>', TALKS: "Title of talks"}
FERRY_AT, TALKS_AT, TALKS_CHANGED, GOATS_AT = (
    "2024-03-03T09:30:00+01:00",
    "2023-12-31T23:30:00-05:00",
    "2024-01-02T08:00:00-05:00",
    "2023-05-01T00:00:00+00:00",
)
THEMES = ("tagdiv", "wprelated", "datefirst", "readmore", "lifo", "card", "legacy")
Made = Callable[..., Outlet]


def page(small: Made, theme: str, path: str, **traits: Any) -> str:
    return Site(small(theme=theme, **traits), 8811).entries[path].render()


def tree(text: str) -> Any:
    return html.document_fromstring(text)


def metas(root: Any, key: str) -> dict[str, str]:
    """The meta elements with that key, apart from the viewport."""
    found = root.xpath(f"//meta[@{key}]")
    return {one.get(key): one.get("content") for one in found if one.get(key) not in {"viewport", "charset"}}


@pytest.mark.parametrize("path", [FERRY, TALKS])
@pytest.mark.parametrize(
    ("theme", "title"),
    [
        ("tagdiv", "{} - Small & Sons"),
        ("wprelated", "{} – Small & Sons"),
        ("datefirst", "{}"),
        ("readmore", "{} | Small & Sons"),
        ("lifo", "{} | Small & Sons"),
        ("card", "{} | Small & Sons"),
        ("legacy", "Small & Sons :: {}"),
    ],
)
def test_the_title_of_the_window_is_the_headline_with_the_name_of_the_site(
    small: Made, theme: str, title: str, path: str
) -> None:
    assert tree(page(small, theme, path)).xpath("string(//title)").strip() == title.format(TITLES[path])


@pytest.mark.parametrize(
    ("theme", "level", "language"),
    [
        *((theme, "h1", "en") for theme in THEMES if theme != "legacy"),
        # The table layout has its headline one level down, its sister site does not.
        ("legacy", "h2", "en"),
        ("legacy", "h1", "ru"),
    ],
)
def test_the_headline_is_the_only_one_of_its_kind(small: Made, theme: str, level: str, language: str) -> None:
    root = tree(page(small, theme, FERRY, language=language))
    assert [one.text_content().strip() for one in root.iter(level)] == [TITLES[FERRY]]


class TestCanonical:
    @pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "legacy"])
    def test_is_the_absolute_address_once_and_the_amp_twin_beside_it_where_there_is_one(
        self, small: Made, theme: str
    ) -> None:
        plain = tree(page(small, theme, FERRY))
        assert plain.xpath("//link[@rel='canonical']/@href") == [ORIGIN + FERRY]
        assert plain.xpath("//link[@rel='amphtml']") == []
        twinned = tree(page(small, theme, FERRY, amp="{path}/amp"))
        assert twinned.xpath("//link[@rel='amphtml']/@href") == [f"{ORIGIN}{FERRY}/amp"]

    def test_is_not_told_by_the_legacy_theme(self, small: Made) -> None:
        assert tree(page(small, "legacy", FERRY, amp="{path}/amp")).xpath("//link[@rel!='alternate']/@rel") == [
            "stylesheet"
        ]

    @pytest.mark.parametrize("theme", THEMES)
    def test_of_a_twin_is_the_article(self, small: Made, theme: str) -> None:
        site = Site(small(theme=theme, amp="/amp{path}", print="{path}?print=1"), 8811)
        for twin in (f"/amp{FERRY}", f"{FERRY}?print=1"):
            assert tree(site.entries[twin].render()).xpath("//link[@rel='canonical']/@href") == [ORIGIN + FERRY]


def graph(path: str) -> dict[str, str]:
    """Open Graph as the themes that know it tell it."""
    slug, number = ("ferry", 30) if path == FERRY else ("talks", 20)
    return {
        "og:type": "article",
        "og:site_name": "Small & Sons",
        "og:title": TITLES[path],
        "og:description": f"About {slug}.",
        "og:url": ORIGIN + path,
        "og:image": f"{ORIGIN}/img/{number}.svg",
        "og:locale": "en_GB",
    }


TIMES = {
    FERRY: {"article:published_time": FERRY_AT, "article:section": "Port & Sea"},
    TALKS: {
        "article:published_time": TALKS_AT,
        "article:modified_time": TALKS_CHANGED,
        "article:section": "Town",
    },
}


@pytest.mark.parametrize("path", [FERRY, TALKS])
@pytest.mark.parametrize(
    ("theme", "told"),
    [
        ("tagdiv", {path: graph(path) | TIMES[path] for path in (FERRY, TALKS)}),
        ("wprelated", {path: graph(path) | TIMES[path] for path in (FERRY, TALKS)}),
        ("readmore", {path: graph(path) for path in (FERRY, TALKS)}),
        ("lifo", {path: graph(path) for path in (FERRY, TALKS)}),
        ("datefirst", {path: {"og:title": TITLES[path]} for path in (FERRY, TALKS)}),
        ("card", {FERRY: {}, TALKS: {}}),
        ("legacy", {FERRY: {}, TALKS: {}}),
    ],
)
def test_open_graph(small: Made, theme: str, told: dict[str, dict[str, str]], path: str) -> None:
    assert metas(tree(page(small, theme, path)), "property") == told[path]


# Other meta elements, of "ferry" and of "talks".
NAMED = {
    "tagdiv": ({"description": "About ferry."}, {"description": "About talks."}),
    "wprelated": (
        {"twitter:label1": "By", "twitter:data1": "Ann O'Hara", "generator": "WordPress 6.4.3"},
        {"generator": "WordPress 6.4.3"},
    ),
    "datefirst": ({"keywords": "Port & Sea"}, {"keywords": "Town, Topic: Russia and China"}),
    # Without a byline this theme calls the newspaper the author, as many do.
    "readmore": (
        {"description": "About ferry.", "author": "Ann O'Hara"},
        {"description": "About talks.", "author": "Small & Sons"},
    ),
    "lifo": ({"description": "About ferry."}, {"description": "About talks."}),
    "card": ({"author": "Ann O'Hara"}, {}),
    "legacy": ({}, {}),
}


@pytest.mark.parametrize("theme", THEMES)
def test_named_meta_elements(small: Made, theme: str) -> None:
    found = tuple(metas(tree(page(small, theme, path)), "name") for path in (FERRY, TALKS))
    assert found == NAMED[theme]


def linked(path: str, *, author: bool) -> dict[str, Any]:
    """The JSON-LD of a page, whole."""
    slug, number, section = ("ferry", 30, "Port & Sea") if path == FERRY else ("talks", 20, "Town")
    published, changed = (FERRY_AT, FERRY_AT) if path == FERRY else (TALKS_AT, TALKS_CHANGED)
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLES[path],
        "description": f"About {slug}.",
        "datePublished": published,
        "dateModified": changed,
        "inLanguage": "en",
        "articleSection": section,
        "mainEntityOfPage": ORIGIN + path,
        "image": [f"{ORIGIN}/img/{number}.svg"],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Small & Sons", "url": f"{ORIGIN}/"},
    }
    return told | ({"author": {"@type": "Person", "name": "Ann O'Hara"}} if author and path == FERRY else {})


class TestJsonLd:
    @pytest.mark.parametrize("path", [FERRY, TALKS])
    @pytest.mark.parametrize(("theme", "author"), [("tagdiv", True), ("readmore", True), ("lifo", False)])
    def test_tells_all_of_it_once(self, small: Made, theme: str, author: bool, path: str) -> None:
        found = tree(page(small, theme, path)).xpath("//script[@type='application/ld+json']/text()")
        assert [json.loads(one) for one in found] == [linked(path, author=author)]

    @pytest.mark.parametrize("theme", ["wprelated", "datefirst", "card", "legacy"])
    def test_is_not_there_in_the_other_themes(self, small: Made, theme: str) -> None:
        assert "ld+json" not in page(small, theme, FERRY)

    def test_of_an_amp_twin_is_short(self, small: Made) -> None:
        text = Site(small(amp="/amp{path}"), 8811).entries[f"/amp{TALKS}"].render()
        (found,) = tree(text).xpath("//script[@type='application/ld+json']/text()")
        assert json.loads(found) == {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "headline": "Title of talks",
            "datePublished": TALKS_AT,
        }

    @pytest.mark.parametrize("theme", ["tagdiv", "readmore", "lifo"])
    def test_cannot_end_its_element(self, small: Made, write: Callable[..., Any], theme: str) -> None:
        item = write("evil", 1, FERRY_AT, title="</script><script>alert(1)</script>", section="Town")
        root = tree(page(small, theme, "/2024/03/03/evil", articles=(item,)))
        (found,) = root.xpath("//script[@type='application/ld+json']/text()")
        assert json.loads(found)["headline"] == item.title
        assert not [one for one in root.iter("script") if one.text == "alert(1)"]


def items(root: Any) -> list[tuple[str, str]]:
    """Microdata in the order of the page: the property with its content, or the first words of its text."""
    found = root.xpath("//*[@itemprop]")
    return [
        (one.get("itemprop"), one.get("content") or one.get("datetime") or " ".join(one.text_content().split()[:3]))
        for one in found
    ]


class TestMicrodata:
    # Two themes have it, each in its own elements and order.
    CARD = (
        ("mainEntityOfPage", ORIGIN + FERRY),
        ("inLanguage", "en"),
        ("headline", 'The "ferry" &'),
        ("author", "By Ann O'Hara"),
        ("name", "Ann O'Hara"),
        ("datePublished", FERRY_AT),
        ("image", ""),
        ("articleBody", "First of ferry."),
    )
    READMORE = (
        ("headline", 'The "ferry" &'),
        ("author", "Ann O'Hara"),
        ("datePublished", FERRY_AT),
        ("image", "The quay in"),
        ("articleBody", "First of ferry."),
    )

    @pytest.mark.parametrize(("theme", "told"), [("card", CARD), ("readmore", READMORE)])
    def test_stands_on_what_the_reader_sees(self, small: Made, theme: str, told: tuple[tuple[str, str], ...]) -> None:
        assert items(tree(page(small, theme, FERRY))) == list(told)

    @pytest.mark.parametrize("theme", ["card", "readmore"])
    def test_tells_a_change_and_no_author_where_there_is_none(self, small: Made, theme: str) -> None:
        told = dict(items(tree(page(small, theme, TALKS))))
        assert told["dateModified"] == TALKS_CHANGED
        assert "author" not in told

    @pytest.mark.parametrize("theme", ["tagdiv", "wprelated", "datefirst", "lifo", "legacy"])
    def test_is_not_there_in_the_other_themes(self, small: Made, theme: str) -> None:
        assert items(tree(page(small, theme, FERRY))) == []


@pytest.mark.parametrize(
    ("theme", "times"),
    [
        # The first is the article's own; on one theme those of its change and of the rails follow.
        ("tagdiv", [TALKS_AT]),
        ("wprelated", [TALKS_AT]),
        ("lifo", [TALKS_AT]),
        ("readmore", [TALKS_AT, TALKS_CHANGED, FERRY_AT, GOATS_AT]),
        ("datefirst", []),
        ("card", []),
        ("legacy", []),
    ],
)
def test_time_elements_for_machines(small: Made, theme: str, times: list[str]) -> None:
    assert tree(page(small, theme, TALKS)).xpath("//time/@datetime") == times


# How the day of "talks" (31 December 2023, 23:30) is printed beside its title.
PRINTED = {
    "tagdiv": "Published 31 December 2023",
    "wprelated": "Published 31 December 2023",
    "datefirst": "2023-12-31 23:30:00",
    "readmore": "31 December 2023",
    "lifo": "31/12/2023 | 23:30",
    "card": "Published 31 December 2023, 23:30",
    "legacy": "Published 31/12/2023, 23:30",
}


@pytest.mark.parametrize("theme", THEMES)
def test_readers_see_the_date_in_the_manner_of_the_theme(small: Made, theme: str) -> None:
    lines = see(page(small, theme, TALKS)).lines
    body = lines.index("First of talks.")
    title = max(at for at, line in enumerate(lines[:body]) if TITLES[TALKS] in line)
    assert any(PRINTED[theme] in line for line in lines[max(0, title - 4) : body])


class TestFeedsInTheHead:
    ALL = (
        ("application/rss+xml", "/rss.xml"),
        ("application/atom+xml", "/atom.xml"),
        ("application/feed+json", "/feed.json"),
    )

    @pytest.mark.parametrize("path", [FERRY, "/", "/town/"])
    @pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "legacy"])
    def test_stand_on_every_page_with_their_types_in_order(self, small: Made, theme: str, path: str) -> None:
        found = tree(page(small, theme, path)).xpath("//link[@rel='alternate']")
        assert [(one.get("type"), one.get("href")) for one in found] == list(self.ALL)

    @pytest.mark.parametrize("path", [FERRY, "/", "/town/"])
    def test_of_the_legacy_theme_are_rss(self, small: Made, path: str) -> None:
        found = tree(page(small, "legacy", path, feeds=(("rss", "/rss.php"),))).xpath("//link[@rel='alternate']")
        assert [(one.get("type"), one.get("href")) for one in found] == [("application/rss+xml", "/rss.php")]

    @pytest.mark.parametrize("theme", THEMES)
    def test_are_not_announced_where_the_site_does_not(self, small: Made, theme: str) -> None:
        assert tree(page(small, theme, "/", autodiscovery=False)).xpath("//link[@rel='alternate']") == []


class TestCharset:
    # Where a site says which charset its pages are in: HTTP header, meta element, both.
    CASES = (
        ("both", "text/html; charset=windows-1251", ["windows-1251"]),
        ("http", "text/html; charset=windows-1251", []),
        ("meta", "text/html", ["windows-1251"]),
    )

    @pytest.mark.parametrize(("declared", "header", "meta"), CASES)
    @pytest.mark.parametrize("theme", THEMES)
    def test_is_said_where_the_site_says_it(
        self, small: Made, theme: str, declared: str, header: str, meta: list[str]
    ) -> None:
        found = Site(small(theme=theme, charset="windows-1251", declared=declared), 8811).page(FERRY)
        root = tree(found.codings[""].decode("windows-1251"))
        said = root.xpath("//meta/@charset")
        said += [one.get("content").partition("charset=")[2] for one in root.xpath("//meta[@http-equiv]")]
        assert (found.media_type, said) == (header, meta)

    @pytest.mark.parametrize("theme", THEMES)
    def test_may_be_said_nowhere_on_one_page(self, small: Made, theme: str) -> None:
        site = Site(small(theme=theme, charset="windows-1251", undeclared=("talks",)), 8811)
        silent, other = site.page(TALKS), site.page(FERRY)
        assert silent.media_type == "text/html"
        assert b"charset=" not in silent.codings[""].lower()
        assert other.media_type == "text/html; charset=windows-1251"

    def test_of_amp_pages_and_json_is_utf_8_whatever_the_site_is_in(
        self, small: Made, write: Callable[..., Any]
    ) -> None:
        articles = (write("greek", 1, FERRY_AT, title="Νέα Στοά", link="Νέα Στοά"),)
        site = Site(small(charset="iso-8859-7", amp="/amp{path}", articles=articles, feed_size=1), 8811)
        amp, feed = site.page("/amp/2024/03/03/greek"), site.page("/feed.json")
        assert amp.media_type == "text/html; charset=utf-8"
        assert tree(amp.codings[""]).xpath("string(//h1)") == "Νέα Στοά"
        assert json.loads(feed.codings[""].decode("utf-8"))["items"][0]["title"] == "Νέα Στοά"

    def test_letters_that_it_lacks_are_written_as_references(self, small: Made, write: Callable[..., Any]) -> None:
        item = write("greek", 1, FERRY_AT, title="Νέα – “Στοά”")
        found = Site(small(charset="iso-8859-7", articles=(item,)), 8811).page("/2024/03/03/greek")
        assert "Νέα – “Στοά”" not in found.codings[""].decode("iso-8859-7")
        assert "Νέα &#8211; &#8220;Στοά&#8221;" in found.codings[""].decode("iso-8859-7")

    @pytest.mark.parametrize(("slug", "charset"), [("new", "windows-1253"), ("old", "iso-8859-7")])
    def test_of_pages_from_before_2022_may_be_another(
        self, small: Made, write: Callable[..., Any], slug: str, charset: str
    ) -> None:
        articles = (write("new", 2, "2022-01-01T00:00:00+02:00"), write("old", 1, "2021-12-31T23:59:59+02:00"))
        site = Site(small(charset="windows-1253", charset_old="iso-8859-7", articles=articles), 8811)
        path = {"new": "/2022/01/01/new", "old": "/2021/12/31/old"}[slug]
        assert site.page(path).media_type == f"text/html; charset={charset}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", [FERRY, TALKS, "/", "/town/", "/info/1", "/tema/topic-russia-and-china"])
def test_every_page_names_the_site_its_sections_and_its_footer(small: Made, theme: str, path: str) -> None:
    seen = see(page(small, theme, path))
    links = {(anchor.text, anchor.href) for anchor in seen.anchors}
    assert {("Port & Sea", "/port-sea/"), ("Town", "/town/"), ("About", "/info/1"), ("Contact", "/info/2")} <= links
    assert ("Small & Sons", "/") in {(anchor.text, anchor.href) for anchor in seen.anchors}
    assert any("We use cookies." in line for line in seen.lines)


@pytest.mark.parametrize("theme", THEMES)
def test_what_an_outlet_writes_is_text_and_never_markup(small: Made, write: Callable[..., Any], theme: str) -> None:
    evil = "<b onclick=x>&amp;</b>"
    given = {name: f"{name} {evil}" for name in ("title", "link", "summary", "byline", "caption")}
    item, other = write("evil", 2, FERRY_AT, **given), write("other", 1, TALKS_AT)
    site = Site(small(theme=theme, articles=(item, other)), 8811)
    for path in ("/2024/03/03/evil", "/2023/12/31/other", "/", "/town/"):
        root = tree(site.entries[path].render())
        assert root.xpath("//*[@onclick]") == []
    assert f"title {evil}" in see(site.entries["/2024/03/03/evil"].render()).lines

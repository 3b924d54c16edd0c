"""Addresses, dates, choices and faults: small pure parts, by table."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsweb import addresses, choice, dates, world
from newsweb.faults import KINDS, Faults

OUTLETS = {outlet.slug: outlet for outlet in world.load().outlets}
ARTICLES = [(outlet, item) for outlet in OUTLETS.values() for item in outlet.articles]
UNRELATED = [(outlet, item) for outlet, item in ARTICLES if not item.on_topic]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Port & Sea", "port-sea"),
        ("București", "bucuresti"),
        ("Cultură", "cultura"),
        ("València", "valencia"),
        ("Διεθνή", "diethni"),
        ("Αθλητισμός", "athlitismos"),
        ("Общество", "obshtestvo"),
        ("Ягоди и шипка", "yagodi-i-shipka"),
        ("Région & Société", "region-societe"),
        ("  --  ", ""),
        ("A1 / B2", "a1-b2"),
    ],
)
def test_names_become_ascii_paths(name: str, plain: str) -> None:
    assert addresses.plain(name) == plain


@pytest.mark.parametrize(
    ("path", "tracking", "tracked"),
    [
        ("/a", "", "/a"),
        ("/a", "utm_source=rss", "/a?utm_source=rss"),
        ("/a?id=3", "utm_source=rss", "/a?id=3&utm_source=rss"),
        ("/a?id=3", "", "/a?id=3"),
    ],
)
def test_tracking_joins_a_path_that_may_have_a_query(path: str, tracking: str, tracked: str) -> None:
    assert addresses.tracked(path, tracking) == tracked


@pytest.mark.parametrize("slug", list(OUTLETS))
def test_no_two_articles_of_an_outlet_share_an_address(slug: str) -> None:
    outlet = OUTLETS[slug]
    paths = {addresses.article(outlet, item) for item in outlet.articles}
    assert len(paths) == len(outlet.articles)
    assert all(path.startswith("/") and path.isascii() for path in paths)


@pytest.mark.parametrize(
    ("slug", "pattern"),
    [
        ("nea-stoa", "/now/"),
        ("paratiritis", "/arthro.php?id="),
        ("curierul-dambovitei", "/20"),
        ("balkanski-pregled", "/novini/"),
        ("harbour-courant", "/news/"),
        ("meridian-dispatch", "/20"),
        ("nevskaya-gazeta", "/news/20"),
    ],
)
def test_each_site_has_its_own_kind_of_address(slug: str, pattern: str) -> None:
    outlet = OUTLETS[slug]
    assert all(addresses.article(outlet, item).startswith(pattern) for item in outlet.articles)


def test_the_first_page_of_a_section_has_no_number_and_the_others_have_one() -> None:
    outlet = OUTLETS["curierul-dambovitei"]
    assert addresses.section(outlet, "Extern") == "/category/extern/"
    assert addresses.section(outlet, "Extern", 2) == "/category/extern/page/2/"


def test_twins_are_made_from_the_canonical_path() -> None:
    outlet = OUTLETS["harbour-courant"]
    item = outlet.articles[0]
    path = addresses.article(outlet, item)
    assert addresses.twin(outlet, item, outlet.traits.amp) == f"/amp{path}"
    assert addresses.twin(outlet, item, "") == ""


WHEN = datetime.fromisoformat("2022-09-19T14:05:00+03:00")


@pytest.mark.parametrize(
    ("slug", "long", "short"),
    [
        ("harbour-courant", "19 September 2022", "19/09/2022"),
        ("nea-stoa", "19 Σεπτεμβρίου 2022", "19.09.2022"),
        ("curierul-dambovitei", "19 septembrie 2022", "19.09.2022"),
        ("balkanski-pregled", "19 септември 2022 г.", "19.09.2022"),
        ("faro-levante", "19 de septiembre de 2022", "19/09/2022"),
        ("nevskaya-gazeta", "19 сентября 2022", "19.09.2022"),
        ("rheinischer-bote", "19. September 2022", "19.09.2022"),
        ("courrier-des-alpes", "19 septembre 2022", "19/09/2022"),
    ],
)
def test_dates_stand_in_the_words_of_the_language(slug: str, long: str, short: str) -> None:
    ui = OUTLETS[slug].ui
    assert (dates.long(WHEN, ui), dates.short(WHEN, ui)) == (long, short)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (dates.stamp, "2022-09-19 14:05:00"),
        (dates.iso, "2022-09-19T14:05:00+03:00"),
        (dates.http, "Mon, 19 Sep 2022 11:05:00 GMT"),
        (dates.mail, "Mon, 19 Sep 2022 14:05:00 +0300"),
    ],
)
def test_machine_dates_keep_the_zone_or_go_to_gmt(form, text: str) -> None:
    assert form(WHEN) == text


def test_a_full_date_names_the_weekday_and_the_time() -> None:
    assert dates.full(WHEN, OUTLETS["harbour-courant"].ui) == "Monday, 19 September 2022, 14:05"


class TestChoice:
    def test_the_same_page_has_the_same_rails_each_time(self) -> None:
        outlet, item = ARTICLES[0]
        assert choice.rails(outlet, item.key, item) == choice.rails(outlet, item.key, item)

    @pytest.mark.parametrize("rail", ["related", "popular", "see_also"])
    def test_rails_differ_from_page_to_page(self, rail: str) -> None:
        outlet = OUTLETS["nea-stoa"]
        seen = {getattr(choice.rails(outlet, item.key, item), rail) for item in outlet.articles}
        assert len(seen) > len(outlet.articles) // 2

    def test_no_rail_lists_the_page_it_stands_on(self) -> None:
        itself = []
        for outlet, item in ARTICLES:
            found = choice.rails(outlet, item.key, item)
            inserted = [
                one
                for inserts in choice.inserts(outlet, item).values()
                for insert in inserts
                for one in insert.articles
            ]
            if item in (*found.related, *found.latest, *found.popular, *found.see_also, *inserted):
                itself.append(item.key)
        assert itself == []

    def test_every_page_about_another_matter_has_a_rail_that_speaks_of_the_story(self) -> None:
        silent = [
            item.key
            for outlet, item in UNRELATED
            if not any(teased.on_topic for teased in choice.rails(outlet, item.key, item).popular)
        ]
        assert silent == []

    def test_an_old_article_has_a_rail_of_newer_ones(self) -> None:
        old = [(outlet, item) for outlet, item in ARTICLES if item.published.year < 2021]
        assert len(old) >= len(OUTLETS)
        for outlet, item in old:
            latest = choice.rails(outlet, item.key, item).latest
            assert latest
            assert all(newer.published > item.published for newer in latest[:3])

    def test_some_related_rails_are_empty_under_their_heading(self) -> None:
        empty = sum(not choice.rails(outlet, item.key, item).related for outlet, item in ARTICLES)
        assert len(ARTICLES) // 30 < empty < len(ARTICLES) // 4

    @pytest.mark.parametrize("kind", ["read_also", "rail", "ad", "follow", "newsletter"])
    def test_every_kind_of_insert_stands_inside_some_bodies_and_not_in_all(self, kind: str) -> None:
        having = [
            item.key
            for outlet, item in ARTICLES
            if any(one.kind == kind for ones in choice.inserts(outlet, item).values() for one in ones)
        ]
        assert 5 < len(having) < len(ARTICLES) * 0.9

    def test_nothing_is_put_after_the_last_paragraph_nor_between_a_sub_heading_and_its_text(self) -> None:
        for outlet, item in ARTICLES:
            for index in choice.inserts(outlet, item):
                assert index < len(item.body) - 1
                assert item.body[index].kind == "p"
                assert item.body[index + 1].kind == "p"

    def test_a_draw_depends_on_its_whole_key(self) -> None:
        assert choice.draw("a", "b") == choice.draw("a", "b") != choice.draw("a", "c")
        assert 0 <= choice.draw("x") < 2**32

    def test_pick_gives_all_when_there_are_fewer(self) -> None:
        items = OUTLETS["nea-stoa"].articles[:3]
        assert set(choice.pick(items, 9, "k")) == set(items)


class TestFaults:
    def test_a_path_fails_once_and_is_then_served(self) -> None:
        faults = Faults()
        first = {f"/{number}": faults.due("h", f"/{number}") for number in range(200)}
        again = [faults.due("h", path) for path in first]
        assert set(first.values()) == {*KINDS, None}
        assert again == [None] * 200

    def test_the_same_paths_fail_in_every_run(self) -> None:
        runs = [[Faults().due("h", f"/{number}") for number in range(50)] for _ in range(2)]
        assert runs[0] == runs[1]

    def test_robots_never_fail(self) -> None:
        assert Faults().due("127.0.0.16", "/robots.txt") is None

    def test_a_fault_that_is_not_asked_for_stays_due(self) -> None:
        faults = Faults()
        path = next(f"/{number}" for number in range(99) if Faults().due("h", f"/{number}") == "drop")
        assert faults.due("h", path, ("503", "cut")) is None
        assert faults.due("h", path, ("drop",)) == "drop"
        assert faults.due("h", path, ("drop",)) is None

"""Lists by date: months that can be counted, and days that cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from newsweb import addresses, archives, pages, truth, world
from newsweb.lines import see
from newsweb.site import Site
from newsweb.teasers import View
from newsweb.values import Outlet

WORLD = world.load()
WITH_ARCHIVE = [outlet for outlet in WORLD.outlets if outlet.traits.archive]
PLAIN, QUERIED = "/archives/{yyyy}/{mm}/", "/old.php?y={yyyy}&m={mm}"


class TestMonths:
    def test_two_outlets_without_a_sitemap_have_an_archive(self) -> None:
        assert sorted(outlet.slug for outlet in WITH_ARCHIVE) == ["courrier-des-alpes", "paratiritis"]
        assert all(not outlet.traits.sitemap for outlet in WITH_ARCHIVE)

    @pytest.mark.parametrize("outlet", WITH_ARCHIVE, ids=lambda outlet: outlet.slug)
    def test_every_article_stands_in_the_month_in_which_it_was_published(self, outlet: Outlet) -> None:
        listed = {item.key: listing.path for listing in archives.listings(outlet) for item in listing.items}
        expected = {
            item.key: addresses.month(outlet, item.published.year, item.published.month) for item in outlet.articles
        }
        assert listed == expected

    @pytest.mark.parametrize("outlet", WITH_ARCHIVE, ids=lambda outlet: outlet.slug)
    def test_the_front_of_the_archive_links_every_month(self, outlet: Outlet) -> None:
        site = Site(outlet, 8811)
        linked = {anchor.href for anchor in see(site.entries[addresses.archive(outlet)].render()).anchors}
        months = {addresses.month(outlet, *one) for one in archives.months(outlet)}
        assert len(months) >= 20
        assert months <= linked

    @pytest.mark.parametrize("outlet", WITH_ARCHIVE, ids=lambda outlet: outlet.slug)
    def test_every_page_links_the_archive_in_its_foot(self, outlet: Outlet) -> None:
        site = Site(outlet, 8811)
        front = addresses.archive(outlet)
        kinds = {"article", "home", "section", "hub", "archive"}
        without = [
            path
            for path, entry in site.entries.items()
            if entry.kind in kinds and front not in {anchor.href for anchor in see(entry.render()).anchors}
        ]
        assert without == []

    def test_months_are_newest_first_and_each_once(self, small: Callable[..., Outlet]) -> None:
        assert archives.months(small()) == [(2024, 3), (2023, 12), (2023, 5)]

    @pytest.mark.parametrize(
        ("pattern", "front", "month"),
        [
            (PLAIN, "/archives/", "/archives/2023/05/"),
            (QUERIED, "/old.php", "/old.php?y=2023&m=05"),
        ],
    )
    def test_addresses_follow_the_pattern(
        self, small: Callable[..., Outlet], pattern: str, front: str, month: str
    ) -> None:
        outlet = small(archive=pattern)
        assert addresses.archive(outlet) == front
        assert addresses.month(outlet, 2023, 5) == month
        assert [listing.path for listing in archives.listings(outlet)][::3] == [front, month]

    def test_a_site_without_archive_has_no_such_page_and_no_link(self, small: Callable[..., Outlet]) -> None:
        assert archives.listings(small()) == []
        assert pages.further(small()) == []

    def test_the_truth_knows_the_pages_of_archives(self) -> None:
        known = [record for record in truth.load() if record["kind"] == "archive"]
        assert {record["outlet"] for record in known} == {outlet.slug for outlet in WITH_ARCHIVE}
        assert len(known) == sum(len(archives.listings(outlet)) for outlet in WITH_ARCHIVE)


class TestCalendar:
    def test_one_outlet_has_a_calendar(self) -> None:
        assert [outlet.slug for outlet in WORLD.outlets if outlet.traits.calendar] == ["meridian-dispatch"]

    @pytest.mark.parametrize(
        ("path", "slugs", "newer", "older"),
        [
            ("/cal/2024/03/03", ["ferry"], "/cal/2024/03/04", "/cal/2024/03/02"),
            ("/cal/2023/12/31", ["talks"], "/cal/2024/01/01", "/cal/2023/12/30"),
            ("/cal/2024/02/28", [], "/cal/2024/02/29", "/cal/2024/02/27"),
            ("/cal/9998/12/31", [], "/cal/9999/01/01", "/cal/9998/12/30"),
        ],
    )
    def test_a_day_lists_what_was_published_on_it_and_links_its_neighbours(
        self, small: Callable[..., Outlet], path: str, slugs: list[str], newer: str, older: str
    ) -> None:
        listing = archives.day(small(calendar="/cal"), path)
        assert listing is not None
        assert [item.slug for item in listing.items] == slugs
        assert (listing.newer, listing.older) == (newer, older)

    @pytest.mark.parametrize(
        "path",
        ["/cal", "/cal/", "/cal/2024", "/cal/2024/02/30", "/cal/0999/12/31", "/cal/9999/01/01", "/call/2024/02/02"],
    )
    def test_other_paths_are_no_day(self, small: Callable[..., Outlet], path: str) -> None:
        assert archives.day(small(calendar="/cal"), path) is None

    def test_without_a_calendar_there_is_no_day(self, small: Callable[..., Outlet]) -> None:
        assert archives.day(small(), "/cal/2024/02/02") is None
        assert archives.day(small(), "/2024/02/02") is None

    def test_whoever_follows_the_days_never_arrives(self, small: Callable[..., Outlet]) -> None:
        site = Site(small(calendar="/cal"), 8811)
        path = addresses.day(site.view.outlet, date(2024, 3, 3))
        seen = set()
        for _ in range(50):
            page = site.page(path)
            assert (page.kind, page.status) == ("calendar", 200)
            seen.add(path)
            path = archives.day(site.view.outlet, path).older  # type: ignore[union-attr] # it is a day
        assert len(seen) == 50

    def test_days_are_not_kept(self, small: Callable[..., Outlet]) -> None:
        site = Site(small(calendar="/cal"), 8811)
        assert "/cal/2024/03/03" not in site.entries
        assert site.page("/cal/2024/03/03").kind == "calendar"
        assert site.page("/cal/2024/02/30").kind == "gone"

    def test_the_foot_links_the_newest_day(self, small: Callable[..., Outlet]) -> None:
        outlet = small(calendar="/cal", theme="card")
        anchors = {
            anchor.href for anchor in see(pages.home(View(outlet, 1), archives.Listing("/", "", "", ()))).anchors
        }
        assert "/cal/2024/03/03" in anchors

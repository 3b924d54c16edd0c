"""Lists by date: the story's months, linked or not; never the whole of a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from archive.frontier import Entry
from crawler.dated import FAR_PRIORITY, MOST_DAYS, MOST_MONTHS, NEAR_PRIORITY, DatedLists, is_day
from crawler.window import Window

SITE = "https://a.example"
HOME = Entry(SITE + "/", kind="home", source="a")
WINDOW = Window.of([date(2022, 9, 19)])


def paths(entries: list[Entry]) -> list[str]:
    return [entry.url.removeprefix(SITE) for entry in entries]


class TestArchives:
    def test_one_month_leads_to_those_of_the_story(self) -> None:
        found = DatedLists(WINDOW).entries(HOME, [SITE + "/archive/2024/11/"])
        assert paths(found) == ["/archive/2022/09/", "/archive/2022/10/", "/archive/2022/08/", "/archive/2024/11/"]
        assert [entry.priority for entry in found[:3]] == [NEAR_PRIORITY] * 3
        assert found[3].priority < FAR_PRIORITY

    def test_an_entry_says_where_it_comes_from(self) -> None:
        (first, *_) = DatedLists(WINDOW).entries(HOME, [SITE + "/archive/2024/11/"])
        assert first == Entry(SITE + "/archive/2022/09/", NEAR_PRIORITY, "section", "a", "archive", SITE + "/")

    def test_the_way_in_is_asked_for_at_once(self) -> None:
        (found,) = DatedLists(WINDOW).entries(HOME, [SITE + "/archives/"])
        assert (found.url, found.priority) == (SITE + "/archives/", NEAR_PRIORITY)

    def test_each_list_is_named_once(self) -> None:
        lists = DatedLists(WINDOW)
        assert lists.entries(HOME, [SITE + "/2022/09/"])
        assert lists.entries(HOME, [SITE + "/2022/09/", SITE + "/2022/10/"]) == []

    def test_linked_months_come_by_nearness(self) -> None:
        found = DatedLists(Window.of([date(2022, 9, 19)])).entries(
            HOME, [f"{SITE}/{y}/06/" for y in (2019, 2023, 2021)]
        )
        assert paths(found)[3:] == ["/2023/06/", "/2021/06/", "/2019/06/"]

    def test_without_days_of_the_story_what_is_linked_is_read(self) -> None:
        found = DatedLists(Window()).entries(HOME, [SITE + "/2019/06/", SITE + "/2020/06/"])
        assert sorted(paths(found)) == ["/2019/06/", "/2020/06/"]

    def test_a_source_has_a_share(self) -> None:
        many = [f"{SITE}/{year}/{month:02}/" for year in range(1990, 2024) for month in range(1, 13)]
        lists = DatedLists(WINDOW)
        assert len(lists.entries(HOME, many)) == MOST_MONTHS
        assert lists.entries(Entry("https://b.example/", kind="home", source="b"), ["https://b.example/2022/09/"])


class TestCalendars:
    @pytest.mark.parametrize(("day", "asked"), [("2022/09/19", True), ("2022/10/10", True), ("2024/11/02", False)])
    def test_only_days_near_the_story_are_asked_for(self, day: str, asked: bool) -> None:
        assert bool(DatedLists(WINDOW).entries(HOME, [f"{SITE}/calendar/{day}"])) is asked

    @pytest.mark.parametrize(
        ("day", "at_once"),
        [
            ("2022/09/19", True),
            ("2022/09/17", True),
            ("2022/09/21", True),
            ("2022/09/22", False),
            ("2022/10/10", False),
        ],
    )
    def test_only_days_on_which_most_is_reported_come_before_good_pages(self, day: str, at_once: bool) -> None:
        (found,) = DatedLists(WINDOW).entries(HOME, [f"{SITE}/calendar/{day}"])
        assert (found.priority == NEAR_PRIORITY) is at_once
        assert at_once or found.priority < FAR_PRIORITY

    def test_the_further_a_day_the_later_its_list_is_read(self) -> None:
        days = [f"{SITE}/calendar/2022/{day}" for day in ("09/24", "09/29", "10/09")]
        found = [entry.priority for entry in DatedLists(WINDOW).entries(HOME, days)]
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == 3

    def test_without_days_of_the_story_none_is(self) -> None:
        assert DatedLists(Window()).entries(HOME, [SITE + "/calendar/2022/09/19"]) == []

    def test_days_of_a_source_are_bounded(self) -> None:
        days = [
            f"{SITE}/calendar/{year}/{month:02}/{day:02}"
            for year in (2022,)
            for month in (8, 9, 10)
            for day in range(1, 29)
        ]
        assert len(DatedLists(Window.of([date(2022, 9, 15)])).entries(HOME, days)) == MOST_DAYS

    @pytest.mark.parametrize(("path", "expected"), [("/2022/09/19/", True), ("/2022/09/", False), ("/sport", False)])
    def test_a_day_is_known_by_its_address(self, path: str, expected: bool) -> None:
        assert is_day(SITE + path) is expected


class TestSitemaps:
    def test_dated_ones_come_by_nearness_then_by_their_last_change(self) -> None:
        at = datetime(2024, 1, 1, tzinfo=UTC)
        children = [
            ("/sitemap-2019-01.xml", at),
            ("/sitemap-2022-09.xml", None),
            ("/sitemap-2024-01.xml", at),
            ("/sitemap-news.xml", at),
        ]
        ranked = DatedLists(WINDOW).ranked([(SITE + path, when) for path, when in children])
        assert [url.removeprefix(SITE) for url, _ in ranked] == [
            "/sitemap-news.xml",
            "/sitemap-2022-09.xml",
            "/sitemap-2024-01.xml",
            "/sitemap-2019-01.xml",
        ]

    def test_without_days_the_last_changed_comes_first(self) -> None:
        children = [(SITE + f"/sitemap-2022-{n:02}.xml", datetime(2023, n, 1, tzinfo=UTC)) for n in (3, 9, 6)]
        assert [when.month for _, when in DatedLists(Window()).ranked(children) if when] == [9, 6, 3]

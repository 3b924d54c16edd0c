"""Listings of Common Crawl's news files: what is taken from them, and which files a time needs."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from compare.queries import Query
from crawler.services import ccnews
from crawler.services.asking import Services
from crawler.services.errors import ServiceDamaged
from crawler.sources import Source
from crawler.window import Window

HOME = ccnews.HOME
FOLDER = "crawl-data/CC-NEWS/2022/09/"
LINES = [
    f"{FOLDER}CC-NEWS-202209{stamp}-0000{n}.warc.gz" for n, stamp in enumerate(("17120000", "18120000", "21000000"))
]


def listing(*lines: str) -> bytes:
    return gzip.compress("\n".join(lines).encode())


def names(*lines: str) -> list[str]:
    return [line.rpartition("/")[2].removesuffix(".warc.gz") for line in lines]


class TestAddresses:
    @pytest.mark.parametrize("home", [HOME, HOME.rstrip("/"), "http://mirror.example/", "http://127.0.0.1:8080"])
    def test_a_month_has_its_listing_below_the_home(self, home: str) -> None:
        assert ccnews.listing(home, 2022, 9) == f"{home.rstrip('/')}/crawl-data/CC-NEWS/2022/09/warc.paths.gz"

    @pytest.mark.parametrize(
        ("spans", "expected"),
        [
            ([], []),
            ([(date(2022, 9, 17), date(2022, 9, 17))], [(2022, 9)]),
            ([(date(2022, 9, 17), date(2022, 10, 1))], [(2022, 9), (2022, 10)]),
            ([(date(2022, 12, 30), date(2023, 1, 2))], [(2022, 12), (2023, 1)]),
            ([(date(2023, 5, 1), date(2023, 5, 2)), (date(2022, 5, 1), date(2022, 5, 9))], [(2022, 5), (2023, 5)]),
        ],
    )
    def test_every_month_that_is_touched(self, spans: list, expected: list) -> None:
        assert ccnews.months(spans) == expected


class TestListings:
    def test_each_line_is_a_file_with_its_time(self) -> None:
        (first, *_) = ccnews.parse(listing(*LINES), HOME)
        assert first == ccnews.NewsFile(
            HOME + LINES[0], "CC-NEWS-20220917120000-00000", datetime(2022, 9, 17, 12, tzinfo=UTC)
        )

    def test_they_come_in_order_of_time_and_once(self) -> None:
        found = ccnews.parse(listing(*reversed(LINES), LINES[0]), HOME)
        assert [file.name for file in found] == names(*LINES)

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "https://elsewhere.example/CC-NEWS-20220917120000-00000.warc.gz",
            f"{FOLDER}../../../secret-20220917120000-00000.warc.gz",
            f"{FOLDER}CC-NEWS-20221317120000-00000.warc.gz",  # month 13
            f"{FOLDER}CC-NEWS-20220917120000-00000.warc",
            "crawl-data/CC-MAIN-2022-40/CC-NEWS-20220917120000-00000.warc.gz",
            "//evil.example/CC-NEWS-20220917120000-00000.warc.gz",
        ],
    )
    def test_other_lines_are_passed_over(self, line: str) -> None:
        assert [file.name for file in ccnews.parse(listing(line, LINES[0]), HOME)] == names(LINES[0])

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"<html>Sorry</html>", "'<html>Sorry</html>' is no gzip"),
            (b"", "cut short"),
            (listing(*LINES)[:-12], "cut short"),
            (listing("nothing of the kind"), "names no CC-NEWS file"),
            (gzip.compress(bytes(ccnews.LONGEST_LISTING + 1)), "longer than 8 MB"),
        ],
        ids=["html", "empty", "torn", "other lines", "bomb"],
    )
    def test_what_is_no_listing_is_said_to_be_none(self, body: bytes, said: str) -> None:
        with pytest.raises(ServiceDamaged, match=r"data\.commoncrawl\.org") as raised:
            ccnews.parse(body, HOME)
        assert said in str(raised.value)


class TestWhichFiles:
    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            ("2022-09-18", "2022-09-18", LINES[:2]),  # the first one was being written until noon
            ("2022-09-19", "2022-09-20", LINES[1:2]),
            ("2022-09-17", "2022-09-21", LINES),
            ("2022-09-21", "2022-09-21", LINES[2:]),
            ("2022-09-23", "2022-09-30", []),
            ("2022-09-01", "2022-09-16", []),
        ],
    )
    def test_those_begun_in_the_time_and_the_one_before(self, first: str, last: str, expected: list[str]) -> None:
        files = ccnews.parse(listing(*LINES), HOME)
        found = ccnews.within(files, [(date.fromisoformat(first), date.fromisoformat(last))])
        assert [file.name for file in found] == names(*expected)

    def test_none_without_a_time(self) -> None:
        assert ccnews.within(ccnews.parse(listing(*LINES), HOME), []) == []


def test_a_crawl_asks_it_nothing() -> None:
    service = Source("ccnews", "ccnews", HOME, service="ccnews")
    asked = Services((), (Query(("Moscow",), "en"),), Window.of([date(2022, 9, 19)])).begin(service)
    assert asked == []

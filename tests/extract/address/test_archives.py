"""Lists by date, told by their addresses alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.address import archives

SITE = "https://news.example"


@pytest.mark.parametrize(
    ("path", "year", "month", "day"),
    [
        # a path that ends in a date
        ("/2022/", 2022, None, None),
        ("/2022/09/", 2022, 9, None),
        ("/2022/09", 2022, 9, None),
        ("/2022/9/", 2022, 9, None),
        ("/archives/2022/09/", 2022, 9, None),
        ("/archive/2022-09", 2022, 9, None),
        ("/2022/09/19/", 2022, 9, 19),
        ("/calendar/2022/09/19", 2022, 9, 19),
        ("/el/archive/2022/09/index.html", 2022, 9, None),
        # a file whose name ends in a date, as sitemaps have them
        ("/sitemap-2022-09.xml", 2022, 9, None),
        ("/sitemap_202209.xml.gz", 2022, 9, None),
        ("/sitemaps/articles-2022-09-19.xml", 2022, 9, 19),
        # parameters
        ("/arxeio.php?etos=2022&minas=09", 2022, 9, None),
        ("/archive?year=2022&month=9", 2022, 9, None),
        ("/archive?y=2022", 2022, None, None),
        ("/archive?date=2022-09-19", 2022, 9, 19),
        ("/archive?date=20220919", 2022, 9, 19),
        ("/archive?page=2&month=2022-09", 2022, 9, None),
        ("/?m=202209", 2022, 9, None),
    ],
)
def test_a_list_by_date_says_its_time(path: str, year: int, month: int | None, day: int | None) -> None:
    found = archives.read(SITE + path)
    assert found is not None
    assert (found.year, found.month, found.day) == (year, month, day)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/2022/09/19/two-envoys-and-a-long-agenda",
        "/news/2022/09/story.html",
        "/sport",
        "/1822/09/",
        "/2022/13/",
        "/page/2022",  # reads as a year; see below
        "/arthro.php?id=41207",
        "/archive?month=9",
        "/archive?page=2022",
        "/article-20220919-more",
    ],
)
def test_other_addresses_are_none(path: str) -> None:
    found = archives.read(SITE + path)
    assert found is None or (path == "/page/2022" and found.month is None)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/2022/09/", "/2023/11/"),
        ("/2022/9/", "/2023/11/"),
        ("/archives/2022/09/", "/archives/2023/11/"),
        ("/archive/2022-09", "/archive/2023-11"),
        ("/sitemap-2022-09.xml", "/sitemap-2023-11.xml"),
        ("/sitemap_202209.xml.gz", "/sitemap_202311.xml.gz"),
        ("/arxeio.php?etos=2022&minas=09", "/arxeio.php?etos=2023&minas=11"),
        ("/archive?month=9&year=2022", "/archive?month=11&year=2023"),
        ("/archive?month=2022-09&page=1", "/archive?month=2023-11&page=1"),
    ],
)
def test_another_month_has_the_same_address_but_for_the_date(path: str, other: str) -> None:
    found = archives.read(SITE + path)
    assert found is not None
    assert found.at(2023, 11) == SITE + other


@pytest.mark.parametrize(
    ("path", "month", "other"),
    [("/2022/09/", 3, "/2023/03/"), ("/2022/11/", 3, "/2023/03/"), ("/2022/9/", 3, "/2023/3/")],
)
def test_a_month_has_as_many_figures_as_the_site_gives_it(path: str, month: int, other: str) -> None:
    found = archives.read(SITE + path)
    assert found is not None
    assert found.at(2023, month) == SITE + other


@pytest.mark.parametrize("path", ["/2022/", "/archive?y=2022", "/2022/09/19/", "/archive?date=2022-09-19"])
def test_a_year_or_a_day_leads_to_no_month(path: str) -> None:
    found = archives.read(SITE + path)
    assert found is not None
    assert found.at(2023, 11) is None


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("/archive", True),
        ("/archives/", True),
        ("/arxeio.php", True),
        ("/el/archeio", True),
        ("/hemeroteca/", True),
        ("/Archiv.html", True),
        ("/", False),
        ("/archive/2022/09/", False),
        ("/sport", False),
        ("/architecture", False),
        ("/archive-of-my-life-and-other-tales", False),
    ],
)
def test_the_way_into_an_archive_is_known_by_its_name(path: str, front: bool) -> None:
    assert archives.is_front(SITE + path) is front


@given(st.text(max_size=80))
def test_no_address_is_too_odd(text: str) -> None:
    archives.read(text)
    archives.is_front(text)
    archives.read(f"https://a.example/{text}")


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1900, 2099), st.integers(1, 12))
def test_there_and_back_again(year: int, month: int, other_year: int, other_month: int) -> None:
    url = f"{SITE}/archive/{year}/{month:02}/"
    there = archives.read(url)
    assert there is not None
    back = archives.read(there.at(other_year, other_month) or "")
    assert back is not None
    assert back.at(year, month) == url

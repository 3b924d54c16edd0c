"""The time of a story: which months are asked for, and how near a list is."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.window import Window
from extract.address import archives

TALKS, VISIT = date(2022, 9, 19), date(2023, 1, 3)
WINDOW = Window.of([VISIT, TALKS, TALKS])


def test_days_are_in_order_and_each_once() -> None:
    assert WINDOW.days == (TALKS, VISIT)


def test_the_months_of_the_days_come_before_those_beside_them() -> None:
    assert WINDOW.months() == [(2022, 9), (2023, 1), (2022, 10), (2023, 2), (2022, 8), (2022, 12)]


def test_without_days_there_are_no_months_and_all_is_near() -> None:
    assert Window().months() == []
    assert Window().distance(TALKS, TALKS) == 0
    assert Window().nearness(TALKS, TALKS) == 1.0


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2022-09-01", "2022-09-30", 0),
        ("2022-09-19", "2022-09-19", 0),
        ("2022-09-20", "2022-09-30", 1),
        ("2022-09-01", "2022-09-09", 10),
        ("2022-12-01", "2022-12-31", 3),
        ("2023-01-13", "2023-01-20", 10),
        ("2000-01-01", "2030-01-01", 0),
    ],
)
def test_the_distance_is_that_to_the_nearest_day(first: str, last: str, days: int) -> None:
    assert WINDOW.distance(date.fromisoformat(first), date.fromisoformat(last)) == days


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [
        ("/2022/09/", 1.0, 1.0),
        ("/2022/10/", 1.0, 1.0),  # a month may be late
        ("/2022/", 1.0, 1.0),
        ("/2022/09/19/", 1.0, 1.0),
        ("/2023/06/", 0.4, 0.6),
        ("/2018/06/", 0.0, 0.001),
        ("/2022/02/31/", 0.0, 0.0),  # no such day
    ],
)
def test_a_list_is_near_or_far_by_the_time_in_its_address(path: str, low: float, high: float) -> None:
    dated = archives.read("https://a.example" + path)
    assert dated is not None
    assert low <= WINDOW.of_list(dated) <= high

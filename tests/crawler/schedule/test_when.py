"""When a job is due: spans, intervals on their grid, cron expressions on the wall clock of a zone, jitter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import ScheduleError
from crawler.schedule import when

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", 90 * MINUTE),
        ("6h", 6 * HOUR),
        ("2d", 2 * DAY),
        ("1w", 7 * DAY),
        ("45s", timedelta(seconds=45)),
        ("1h 30m", 90 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("2 days", 2 * DAY),
        (" 5 Minutes ", 5 * MINUTE),
        ("0", timedelta(0)),
    ],
)
def test_a_span_is_read_as_people_write_it(text, expected):
    assert when.span(text) == expected


@pytest.mark.parametrize("text", ["", "6", "h", "six hours", "6 h!", "-6h", "1y", "400d", "99999999999d"])
def test_what_is_no_span_is_refused_with_what_to_write(text):
    with pytest.raises(ScheduleError, match=r"no time span|longer than 366 days"):
        when.span(text)


class TestAnInterval:
    @pytest.mark.parametrize(
        ("last", "now", "expected"),
        [
            # on time
            ("2026-03-04T12:00+00:00", "2026-03-04T12:00+00:00", "2026-03-04T18:00+00:00"),
            # the crawl took an hour: the grid stays
            ("2026-03-04T12:00+00:00", "2026-03-04T13:00+00:00", "2026-03-04T18:00+00:00"),
            # three were missed: they are left out
            ("2026-03-04T12:00+00:00", "2026-03-05T07:00+00:00", "2026-03-05T12:00+00:00"),
            # at the very second of the grid the next one is meant
            ("2026-03-04T12:00+00:00", "2026-03-04T18:00+00:00", "2026-03-05T00:00+00:00"),
            # a clock that was set back
            ("2026-03-04T12:00+00:00", "2026-03-01T00:00+00:00", "2026-03-04T18:00+00:00"),
        ],
    )
    def test_keeps_its_grid(self, last, now, expected):
        assert when.parse("6h").after(at(last), at(now)) == at(expected)

    def test_of_less_than_a_minute_is_refused(self):
        with pytest.raises(ScheduleError, match="the shortest is a minute"):
            when.parse("59s")

    @given(minutes=st.integers(1, 100_000), behind=st.integers(0, 10_000_000))
    def test_is_due_after_now_and_within_one_interval(self, minutes, behind):
        every, now = timedelta(minutes=minutes), NOON + timedelta(seconds=behind)
        due = when.parse(f"{minutes}m").after(NOON, now)
        assert now < due <= now + every
        assert (due - NOON) % every == timedelta(0)


class TestACronExpression:
    @pytest.mark.parametrize(
        ("text", "zone", "now", "expected"),
        [
            ("0 */6 * * *", "UTC", "2026-03-04T12:00+00:00", "2026-03-04T18:00+00:00"),
            ("30 6 * * *", "Europe/Athens", "2026-03-04T12:00+00:00", "2026-03-05T04:30+00:00"),
            ("30 6 * * *", "Europe/Athens", "2026-07-04T12:00+00:00", "2026-07-05T03:30+00:00"),
            ("0 9 * * MON", "UTC", "2026-03-04T12:00+00:00", "2026-03-09T09:00+00:00"),
            ("@daily", "UTC", "2026-03-04T12:00+00:00", "2026-03-05T00:00+00:00"),
            ("@hourly", "UTC", "2026-03-04T12:00+00:00", "2026-03-04T13:00+00:00"),
            # at the minute itself the next one is meant
            ("0 12 * * *", "UTC", "2026-03-04T12:00+00:00", "2026-03-05T12:00+00:00"),
            # 02:30 is skipped on the night of 29 March: caught up behind the gap
            ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00+00:00", "2026-03-29T01:00+00:00"),
            # 02:30 comes twice on the night of 25 October: the first counts
            ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00+00:00", "2026-10-25T00:30+00:00"),
        ],
    )
    def test_follows_the_wall_clock_of_its_zone(self, text, zone, now, expected):
        assert when.parse(text, zone).after(NOON, at(now)) == at(expected)

    def test_comes_once_where_the_clock_is_set_back(self):
        found = [datetime(2026, 10, 24, 12, tzinfo=UTC)]
        for _ in range(3):
            found.append(when.parse("30 2 * * *", "Europe/Berlin").after(NOON, found[-1]))
        days = [one.astimezone(ZoneInfo("Europe/Berlin")).day for one in found[1:]]
        assert days == [25, 26, 27]
        assert all(after > before for before, after in pairwise(found))

    @pytest.mark.parametrize(
        "text", ["* * * *x *", "61 * * * *", "0 0 30 2 *", "0 0 * * * *", "@sometimes", "a b c d e"]
    )
    def test_that_is_none_is_refused_with_an_example(self, text):
        with pytest.raises(ScheduleError, match="write it like"):
            when.parse(text)

    def test_in_a_zone_that_is_none_is_refused(self):
        for zone in ("Europe/Atlantis", "../../etc/passwd", ""):
            with pytest.raises(ScheduleError, match="time zone"):
                when.parse("0 0 * * *", zone)


class TestJitter:
    def test_is_the_same_for_every_process_and_other_for_another_job(self):
        first = when.jittered(NOON, 10 * MINUTE, "a")
        assert first == when.jittered(NOON, 10 * MINUTE, "a")
        assert len({when.jittered(NOON, 10 * MINUTE, name) for name in "abcdefgh"}) > 4

    def test_of_nothing_changes_nothing(self):
        assert when.jittered(NOON, timedelta(0), "a") == NOON

    @given(minutes=st.integers(0, 10_000), salt=st.text())
    def test_is_never_more_than_was_said(self, minutes, salt):
        jitter = timedelta(minutes=minutes)
        assert NOON <= when.jittered(NOON, jitter, salt) <= NOON + jitter

    def test_spreads_over_the_whole_span(self):
        found = sorted((when.jittered(NOON + n * DAY, HOUR, "a") - NOON - n * DAY) / HOUR for n in range(200))
        assert found[0] < 0.1
        assert found[-1] > 0.9
        assert 0.35 < found[100] < 0.65

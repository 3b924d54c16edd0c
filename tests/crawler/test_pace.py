"""The pace of requests to one host, and what busy hosts ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from archive.frontier import Entry
from crawler.polite.busy import Busy, seconds
from crawler.polite.pace import LONGEST, Rhythm, slow_down
from crawler.work import Work

NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)


class TestRhythm:
    # (seconds between two requests that were set, seconds that each answer took, chance; seconds until the next)
    CASES = (
        (1.0, [0.1], 0.0, 1.0),
        (1.0, [0.1], 1.0, 1.2),
        (1.0, [0.1], 0.5, 1.1),
        (0.0, [9.0], 1.0, 0.0),
        # A host that takes seconds is given as long.
        (1.0, [4.0], 0.0, 4.0),
        (1.0, [900.0], 0.0, LONGEST),
        (9.0, [4.0], 0.0, 9.0),
        # One slow answer among quick ones changes little.
        (1.0, [0.2, 0.2, 0.2, 3.0], 0.0, 1.04),
        (1.0, [0.2, 0.2, 2.0], 0.0, 1.0),
    )

    @pytest.mark.parametrize(("base", "latencies", "chance", "expected"), CASES)
    def test_never_below_what_was_set(
        self, base: float, latencies: list[float], chance: float, expected: float
    ) -> None:
        rhythm = Rhythm()
        for latency in latencies:
            found = rhythm.answered(base, latency, chance)
            assert found >= base
        assert found == pytest.approx(expected, abs=0.01)


class TestSlowDown:
    # (seconds set for all, seconds that robots.txt asks for; seconds and connections then)
    CASES = (
        (1.0, 5.0, 5.0, 1),
        (1.0, 1.0, 1.0, 3),
        (1.0, 0.5, 1.0, 3),  # never quicker for being asked to
        (0.0, 0.2, 0.2, 1),
    )

    @pytest.mark.parametrize(("ours", "asked", "delay", "connections"), CASES)
    def test_a_longer_delay_wins_and_takes_one_connection(
        self, ours: float, asked: float, delay: float, connections: int
    ) -> None:
        slot = SimpleNamespace(delay=ours, concurrency=3)
        downloader = SimpleNamespace(
            slots={"a.example": slot}, per_slot_settings={}, get_slot_key=lambda request: request.url.split("/")[2]
        )
        settings = SimpleNamespace(getfloat=lambda _: ours)
        crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader), settings=settings)
        slow_down(crawler, Request("http://a.example/x"), asked)
        assert (slot.delay, slot.concurrency) == (delay, connections)
        # A slot that Scrapy makes later, after an idle minute, keeps what was asked for.
        kept = {"a.example": {"delay": delay, "concurrency": 1}} if connections == 1 else {}
        assert downloader.per_slot_settings == kept


class TestRetryAfter:
    # The field (RFC 9110, 10.2.3), what it asks for in seconds.
    CASES = (
        (b"120", 120.0),
        (b" 3 ", 3.0),
        (b"0", 0.0),
        (b"Wed, 01 May 2024 12:01:30 GMT", 90.0),
        (b"Wednesday, 01-May-24 12:01:30 GMT", 90.0),
        (b"Wed, 01 May 2024 11:00:00 GMT", 0.0),
        (b"Wed, 01 May 2024 12:01:30", 90.0),
        (b"99999999999999999999", 999_999_999.0),
        (b"-5", None),
        (b"1.5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        ("\u0661\u0662".encode(), None),
        (b"Wed, 99 Foo 2024 12:01:30 GMT", None),
    )

    @pytest.mark.parametrize(("field", "expected"), CASES)
    def test_in_seconds_or_as_a_date(self, field: bytes | None, expected: float | None) -> None:
        assert seconds(field, NOW) == expected


class TestBusy:
    @pytest.fixture
    def work(self, make_work: Callable[..., Work]) -> Work:
        return make_work(delay=1.0)

    @pytest.fixture
    def busy(self, work: Work) -> Busy:
        return Busy(work.agenda, 1.0, lambda: 1000.0)

    def asked(self, busy: Busy, status: int, field: bytes | None = None) -> float | None:
        return busy.answered(Request("http://a.example/x"), status, field)

    @pytest.mark.parametrize("status", [200, 301, 404, 500])
    def test_another_answer_asks_for_nothing(self, busy: Busy, status: int) -> None:
        assert self.asked(busy, status, b"60") == 0.0

    def test_each_busy_answer_doubles_the_pause_up_to_a_minute(self, busy: Busy) -> None:
        assert [self.asked(busy, 503) for _ in range(8)] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]

    def test_a_good_answer_ends_the_count(self, busy: Busy) -> None:
        assert [self.asked(busy, status) for status in (429, 429, 200, 429)] == [2.0, 4.0, 0.0, 2.0]

    def test_the_longer_of_what_is_asked_for_and_our_own_counts(self, busy: Busy) -> None:
        assert [self.asked(busy, 429, b"7"), self.asked(busy, 429, b"1")] == [7.0, 4.0]

    def test_nothing_of_the_host_is_given_out_meanwhile(self, busy: Busy, work: Work) -> None:
        work.agenda.resume([Entry("http://a.example/1", 0.9), Entry("http://b.example/1", 0.5)])
        self.asked(busy, 429, b"30")
        first, second = work.agenda.take(1001.0), work.agenda.take(1029.0)
        assert first is not None
        assert (first.url, second) == ("http://b.example/1", None)
        assert work.agenda.queues.due() == 1030.0
        third = work.agenda.take(1030.0)
        assert third is not None
        assert third.url == "http://a.example/1"

    def test_who_asks_for_more_than_two_minutes_is_left_alone_for_the_run(self, busy: Busy, work: Work) -> None:
        work.agenda.resume([Entry("http://a.example/1", 0.9), Entry("http://b.example/1", 0.5)])
        assert self.asked(busy, 503, b"121") is None
        taken: list[Any] = [work.agenda.take(2000.0), work.agenda.take(9999.0)]
        assert [entry and entry.url for entry in taken] == ["http://b.example/1", None]
        assert not work.agenda.has_more

"""Limits on what comes, and one budget of bytes for all connections together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crawler.guard import gauge as module
from crawler.guard.faults import BodyTooLong, Fault, HeadTooLong, Silent
from crawler.guard.gauge import Gauge, Limits

LIMITS = Limits(head=1_000, body=8_000, silence=5.0, in_flight=10_000)


class Line:
    """A connection of which is written down what it was told."""

    def __init__(self, gauge: Gauge) -> None:
        self.gauge = gauge
        self.received = 0
        self.has_head = False
        self.reads = True
        self.fault: Fault | None = None

    def come(self, size: int, *, head: bool = True) -> None:
        self.received += size
        self.has_head = head
        self.gauge.came(self, size)

    def hold(self) -> None:
        self.reads = False

    def go_on(self) -> None:
        self.reads = True

    def give_up(self, fault: Fault) -> None:
        self.fault = fault
        self.gauge.end(self)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def later() -> list[Callable[[], None]]:
    """What the gauge wants to be called for later."""
    return []


@pytest.fixture
def gauge(later: list[Callable[[], None]], clock: list[float]) -> Gauge:
    del clock
    return Gauge(LIMITS, lambda _, call: later.append(call))


def line(gauge: Gauge) -> Line:
    made = Line(gauge)
    gauge.begin(made)
    return made


class TestOneLine:
    # Bytes as they come, whether the head is whole then, how it ends.
    CASES = (
        ([(900, False)], None),
        ([(900, False), (200, False)], HeadTooLong),
        ([(900, True), (2_000, True)], None),
        ([(1_001, True)], None),  # a head and the start of the body in one piece
        ([(5_000, True), (4_900, True)], None),
        ([(5_000, True), (5_100, True)], BodyTooLong),
    )

    @pytest.mark.parametrize(("pieces", "ends"), CASES)
    def test_what_is_over_a_limit_ends(self, gauge: Gauge, pieces: list[tuple[int, bool]], ends: Any) -> None:
        one = line(gauge)
        for size, head in pieces:
            one.come(size, head=head)
        assert type(one.fault) is (ends or type(None))

    def test_what_comes_behind_its_end_counts_and_ends_nothing(self, gauge: Gauge) -> None:
        one = line(gauge)
        gauge.end(one)
        one.come(50_000)
        assert one.fault is None
        assert gauge.held == 50_000


class TestSilence:
    def test_ends_a_line_after_so_many_seconds_without_a_byte(
        self, gauge: Gauge, later: list[Callable[[], None]], clock: list[float]
    ) -> None:
        quiet, busy = line(gauge), line(gauge)
        for _ in range(3):
            clock[0] += 2.0
            busy.come(1)
            later.pop()()
        assert (type(quiet.fault), busy.fault) == (Silent, None)
        assert isinstance(quiet.fault, Silent)
        assert not quiet.fault.began

    def test_of_a_line_that_began_is_told_as_such(
        self, gauge: Gauge, later: list[Callable[[], None]], clock: list[float]
    ) -> None:
        one = line(gauge)
        one.come(10, head=False)
        clock[0] += 5.1
        later.pop()()
        assert isinstance(one.fault, Silent)
        assert one.fault.began

    def test_of_a_line_that_we_do_not_read_is_our_own(
        self, gauge: Gauge, later: list[Callable[[], None]], clock: list[float]
    ) -> None:
        full, held = line(gauge), line(gauge)
        full.come(8_000)
        held.come(3_000)
        assert not held.reads
        clock[0] += 4.0
        full.come(1)
        clock[0] += 2.0
        later.pop()()
        assert held.fault is None

    def test_nobody_is_watched_when_nothing_runs(self, gauge: Gauge, later: list[Callable[[], None]]) -> None:
        gauge.end(line(gauge))
        later.pop()()
        assert later == []
        line(gauge)
        assert len(later) == 1


class TestBytesInFlight:
    def test_below_the_budget_all_are_read(self, gauge: Gauge) -> None:
        lines = [line(gauge) for _ in range(4)]
        for one in lines:
            one.come(2_000)
        assert all(one.reads for one in lines)

    def test_above_it_only_the_fullest_is(self, gauge: Gauge) -> None:
        small, full = line(gauge), line(gauge)
        full.come(8_000)
        small.come(2_500)
        full.come(100)
        assert (small.reads, full.reads) == (False, True)

    def test_the_next_is_read_when_the_fullest_is_over_though_its_bytes_are_not_kept_yet(self, gauge: Gauge) -> None:
        full, one, two = (line(gauge) for _ in range(3))
        full.come(8_000)
        one.come(2_500)
        two.come(2_000)
        gauge.end(full)
        assert (one.reads, two.reads) == (True, False)

    def test_all_are_read_again_once_enough_is_kept(self, gauge: Gauge) -> None:
        full, one, two = (line(gauge) for _ in range(3))
        full.come(8_000)
        one.come(2_500)
        two.come(2_000)
        gauge.end(full)
        gauge.kept(8_000)
        assert (one.reads, two.reads) == (True, True)
        assert gauge.held == 4_500

    def test_a_line_that_ends_while_held_is_never_read_again(self, gauge: Gauge) -> None:
        full, one = line(gauge), line(gauge)
        full.come(8_000)
        one.come(2_500)
        gauge.end(one)
        gauge.end(full)
        gauge.kept(10_500)
        assert not one.reads

"""Counts as they happen, and the reason of a failure in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from archive.capture import Capture, Kind
from crawler.failures import truncated, why
from crawler.plan import HostState
from crawler.tally import Tally


def capture(url: str, status: int | None = 200, kind: Kind = "page", outcome: str | None = None) -> Capture:
    return Capture(1, "<urn:uuid:x>", url, datetime(2024, 1, 2, tzinfo=UTC), status, kind, "a.warc.gz", 0, 9, outcome)


class TestTally:
    def test_whole_good_pages_are_pages_and_all_answers_are_requests(self) -> None:
        tally = Tally()
        for one in (
            capture("http://a.example/1"),
            capture("http://a.example/2", 404, outcome="not for extraction"),
            capture("http://a.example/3", 301, outcome="not for extraction"),
            capture("http://a.example/4", outcome="failed"),
            capture("http://a.example/rss", kind="feed", outcome="not for extraction"),
            capture("http://a.example/5", None, outcome="not for extraction"),
        ):
            tally.captured(one, "a")
        assert tally.counts == {"requests": 6, "pages": 1, "errors": 1}

    def test_the_state_of_each_host(self) -> None:
        tally = Tally()
        tally.captured(capture("http://a.example/1"), "a")
        tally.captured(capture("http://b.example/1"), "b")
        tally.failed("http://c.example/", "c", "timed out")
        tally.failed("http://b.example/2", "b", "timed out")
        assert tally.hosts({"b.example": 4, "d.example": 1}, {"b.example"}) == (
            HostState("a.example", "a", "done", 1, 0, 0),
            HostState("b.example", "b", "fetching", 1, 4, 1),
            HostState("c.example", "c", "unreachable", 0, 0, 1),
            HostState("d.example", None, "waiting", 0, 1, 0),
        )

    def test_the_last_failure_names_its_host(self) -> None:
        tally = Tally()
        assert tally.last_failure is None
        tally.failed("http://c.example/x", "c", "timed out")
        assert tally.last_failure == "c.example: timed out"

    def test_the_rate_is_of_the_last_seconds(self) -> None:
        tally = Tally()
        assert tally.rate() == 0.0
        for number in range(20):
            tally.captured(capture(f"http://a.example/{number}"), "a")
        assert tally.rate() == pytest.approx(20, rel=0.1)


FAILURES = [
    (DownloadTimeoutError("Getting x took longer than 30 seconds."), "timed out", "time"),
    (CannotResolveHostError("no"), "host not found", "disconnect"),
    (DownloadCancelledError("too large"), "larger than the limit", "length"),
    (ResponseDataLossError(), "connection lost", "disconnect"),
    (ResponseNeverReceived([Failure(ConnectionLost("it broke"))]), "no answer", "disconnect"),
    (ValueError("line one\nline two"), "connection failed: line one line two", "disconnect"),
    (OSError(), "connection failed: OSError", "disconnect"),
]


@pytest.mark.parametrize(("error", "words", "reason"), FAILURES)
def test_a_failure_is_told_in_one_line(error: Exception, words: str, reason: str) -> None:
    assert why(error).startswith(words)
    assert len(why(error).splitlines()) == 1
    assert truncated(error) == reason

"""Why a fetch brought nothing, in words: Scrapy's and Twisted's exceptions by table."""

from __future__ import annotations

import pytest
from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed, ResponseNeverReceived
from twisted.web.http import _DataLoss, _MalformedChunkedDataError

from crawler.failures import fault_in, may_be_tried_once_more, truncated, why
from crawler.guard.faults import BodyTooLong, HeadTooLong, Silent


def failed(*reasons: Exception, kind: type[ResponseFailed] = ResponseFailed) -> DownloadFailedError:
    """As Scrapy raises what Twisted gives it."""
    error = DownloadFailedError("x")
    error.__cause__ = kind([Failure(reason) for reason in reasons])
    return error


def lost(*reasons: Exception) -> ResponseDataLossError:
    error = ResponseDataLossError()
    error.__cause__ = ResponseFailed([Failure(reason) for reason in reasons])
    return error


UNVERIFIED = SSL.Error([("SSL routines", "", "certificate verify failed")])

# What was raised, what the user reads, what the record says of what was kept (WARC 1.1, 5.13).
CASES: list[tuple[BaseException, str, str]] = [
    (DownloadTimeoutError("x"), "timed out", "time"),
    (DownloadConnectionRefusedError("x"), "connection refused", "disconnect"),
    (CannotResolveHostError("x"), "host not found", "disconnect"),
    (DownloadCancelledError("x"), "larger than the limit", "length"),
    (ResponseDataLossError(), "connection lost", "disconnect"),
    (lost(ConnectionDone(), _DataLoss()), "connection lost: before the length that was stated", "disconnect"),
    (
        lost(ConnectionDone(), _DataLoss("Chunked decoder in 'BODY' state")),
        "connection lost: before the last chunk",
        "disconnect",
    ),
    (lost(_MalformedChunkedDataError("x."), _DataLoss()), "broken HTTP: chunks: x", "disconnect"),
    (failed(ConnectionDone(), kind=ResponseNeverReceived), "no answer", "disconnect"),
    (failed(ConnectionLost(), kind=ResponseNeverReceived), "no answer", "disconnect"),
    (failed(ConnectionDone()), "connection lost: inside the head", "disconnect"),
    (
        failed(ParseError("wrong number of parts", b"x")),
        "broken HTTP: no status line: wrong number of parts",
        "disconnect",
    ),
    (
        failed(ValueError("Too many Content-Length headers")),
        "broken HTTP: Too many Content-Length headers",
        "disconnect",
    ),
    (failed(UNVERIFIED, kind=ResponseNeverReceived), "certificate not verified", "disconnect"),
    (failed(VerificationError([]), kind=ResponseNeverReceived), "certificate not verified", "disconnect"),
    (failed(SSL.Error([("SSL routines", "", "wrong version number")])), "TLS failed", "disconnect"),
    (OSError("no route\n to host"), "connection failed: no route to host", "disconnect"),
    (OSError(), "connection failed: OSError", "disconnect"),
    (BodyTooLong("9 bytes"), "larger than the limit: 9 bytes", "length"),
    (HeadTooLong(), "head over the limit", "length"),
    (Silent("nothing for 7 s", began=True), "no progress: nothing for 7 s", "time"),
]


@pytest.mark.parametrize(("exception", "words", "reason"), CASES)
def test_each_has_its_words_and_its_reason(exception: BaseException, words: str, reason: str) -> None:
    assert (why(exception), truncated(exception)) == (words, reason)


@pytest.mark.parametrize("exception", [one for one, *_ in CASES])
def test_the_words_are_one_line(exception: BaseException) -> None:
    assert len(why(exception).splitlines()) == 1
    assert len(why(exception)) <= 260


class TestFaultIn:
    def test_one_that_twisted_wrapped_is_found(self) -> None:
        fault = HeadTooLong("9 bytes")
        assert fault_in(failed(fault, kind=ResponseNeverReceived)) is fault
        assert fault_in(lost(fault, _DataLoss())) is fault
        assert fault_in(fault) is fault

    def test_where_there_is_none_it_is_none(self) -> None:
        assert fault_in(failed(ConnectionDone())) is None

    def test_errors_that_cause_each_other_end(self) -> None:
        one, two = OSError("one"), OSError("two")
        one.__cause__, two.__cause__ = two, one
        assert fault_in(one) is None
        assert why(one).startswith("connection failed: ")


class TestOnceMore:
    def test_a_host_that_could_not_be_connected_to_may_be_tried_once_more(self) -> None:
        error = DownloadTimeoutError("x")
        error.__cause__ = ConnectTimeout()
        assert may_be_tried_once_more(error)

    def test_an_answer_that_took_too_long_may_not(self) -> None:
        assert not may_be_tried_once_more(DownloadTimeoutError("x"))

    @pytest.mark.parametrize("began", [True, False])
    def test_one_that_was_silent_may_where_it_had_not_begun(self, began: bool) -> None:
        assert may_be_tried_once_more(Silent("", began=began)) is not began

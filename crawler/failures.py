"""Why a fetch brought nothing, or only a part: Scrapy's and Twisted's exceptions in words for the user."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import (
    CertificateError,
    ConnectError,
    ConnectionClosed,
    ConnectionDone,
    ConnectionLost,
    VerifyError,
)
from twisted.internet.error import TimeoutError as ConnectTimeout
from twisted.web._newclient import ParseError, ResponseFailed, ResponseNeverReceived
from twisted.web.http import _DataLoss, _MalformedChunkedDataError

from crawler.guard.faults import Fault, Silent

# What the downloader raises when a fetch fails; ValueError for a host name that is none.
NETWORK_ERRORS: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    Fault,
    CertificateError,
    ConnectError,
    ConnectionClosed,
    VerifyError,
    OSError,
    ValueError,
)
# The first that fits, anywhere in the chain of causes.
_WHY: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((SSL.Error, VerificationError, VerifyError, CertificateError), "TLS failed"),
    ((ParseError, _MalformedChunkedDataError), "broken HTTP"),
    ((ConnectTimeout, DownloadTimeoutError), "timed out"),
    ((DownloadConnectionRefusedError,), "connection refused"),
    ((CannotResolveHostError,), "host not found"),
    ((DownloadCancelledError,), "larger than the limit"),
    ((ResponseNeverReceived,), "no answer"),
    ((ResponseDataLossError, ConnectionDone, ConnectionLost), "connection lost"),
)
_TRUNCATED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),
)
_DEEPEST = 8


def why(exception: BaseException) -> str:
    """The exception in a few words, on one line; those before a colon are the same for all of its kind."""
    if isinstance(exception, Fault):
        return str(exception)
    chain = list(_chain(exception))
    if any("certificate verify failed" in str(one) or isinstance(one, VerificationError) for one in chain):
        return "certificate not verified"
    word = next((word for kinds, word in _WHY if any(isinstance(one, kinds) for one in chain)), None)
    if word is None and any(type(one) is ValueError for one in chain[1:]):
        return f"broken HTTP: {_line(chain[-1])}"
    detail = _detail(chain)
    return f"{word}: {detail}" if word and detail else word or f"connection failed: {_line(chain[-1])}"


def _detail(chain: list[BaseException]) -> str | None:
    """What was wrong with it, or where it broke off; None where nothing more is known."""
    for one in chain:
        if isinstance(one, ParseError):
            return f"no status line: {_line(one.args[0])}" if one.args else None
        if isinstance(one, _MalformedChunkedDataError):
            return f"chunks: {_line(one)}"
    if (loss := next((one for one in chain if isinstance(one, _DataLoss)), None)) is not None:
        return "before the last chunk" if "Chunked" in str(loss) else "before the length that was stated"
    inside = any(type(one) is ResponseFailed for one in chain) and isinstance(chain[-1], ConnectionDone)
    return "inside the head" if inside else None


def truncated(exception: BaseException) -> str:
    """The WARC-Truncated reason for a body that ended with the exception (WARC 1.1, 5.13)."""
    if isinstance(exception, Fault):
        return exception.truncated
    return next((word for kind, word in _TRUNCATED if isinstance(exception, kind)), "disconnect")


def may_be_tried_once_more(exception: BaseException) -> bool:
    """Whether a host that took too long did not even begin to answer: it may just have been busy."""
    if isinstance(exception, Silent):
        return not exception.began
    return isinstance(exception, DownloadTimeoutError) and isinstance(exception.__cause__, ConnectTimeout)


def fault_in(exception: BaseException) -> Fault | None:
    """The Fault that lies behind one of Scrapy's or Twisted's errors, None when there is none."""
    return next((one for one in _chain(exception) if isinstance(one, Fault)), None)


def _chain(exception: BaseException, depth: int = 0) -> Iterator[BaseException]:
    # Twisted wraps the reason in lists of failures; the last one names what happened.
    yield exception
    if depth < _DEEPEST:
        reasons = getattr(exception, "reasons", None) or ()
        causes = [exception.__cause__, *(getattr(reason, "value", None) for reason in reasons)]
        for cause in causes:
            if isinstance(cause, BaseException):
                yield from _chain(cause, depth + 1)


def _line(exception: BaseException | str) -> str:
    return " ".join(str(exception).split())[:200].rstrip(".") or type(exception).__name__

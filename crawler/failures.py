"""Why a fetch brought nothing, or only a part: Scrapy's and Twisted's exceptions in words for the user."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import CertificateError, ConnectError, ConnectionClosed, VerifyError

# What the downloader raises when a fetch fails; ValueError for a host name that is none.
NETWORK_ERRORS: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    CertificateError,
    ConnectError,
    ConnectionClosed,
    VerifyError,
    OSError,
    ValueError,
)
# The first that fits.
_WHY: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timed out"),
    (DownloadConnectionRefusedError, "connection refused"),
    (CannotResolveHostError, "host not found"),
    (DownloadCancelledError, "larger than the limit"),
    (ResponseDataLossError, "connection lost"),
)
_TRUNCATED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),
)


def why(exception: BaseException) -> str:
    """The exception in a few words, on one line."""
    return _first(_WHY, exception) or f"connection failed: {_innermost(exception)}"


def truncated(exception: BaseException) -> str:
    """The WARC-Truncated reason for a body that ended with the exception (WARC 1.1, 5.13)."""
    return _first(_TRUNCATED, exception) or "disconnect"


def _first(table: tuple[tuple[type[Exception], str], ...], exception: BaseException) -> str | None:
    return next((word for kind, word in table if isinstance(exception, kind)), None)


def _innermost(exception: BaseException) -> str:
    # Twisted wraps the reason in lists of failures; the last one names what happened.
    reasons = getattr(exception.__cause__, "reasons", None) or getattr(exception, "reasons", None)
    inner = getattr(reasons[-1], "value", exception) if reasons else exception
    return " ".join(str(inner).split())[:200] or type(inner).__name__

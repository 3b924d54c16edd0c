"""Twisted's parser of answers, forgiving what browsers forgive: a page is not lost for a blank in the wrong place.

What crossed the wire is on the tape as it came; here it is only made out where an answer begins and ends.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers.http11 import _LenientHTTPClientParser
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http import _ChunkedTransferDecoder
from twisted.web.http_headers import InvalidHeaderName

_CHUNKED = b"chunked"
_TRANSFER = b"transfer-encoding"
_STATUS_LINE = re.compile(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)
_LONGEST_SIZE = 1024  # bytes of a line with the size of a chunk


class Chunks(_ChunkedTransferDecoder):
    """Takes blanks round the size of a chunk, which padded it for years, and any extension (RFC 9112, 7.1.1)."""

    def _dataReceived_CHUNK_LENGTH(self) -> bool:
        end = self._buffer.find(b"\r\n", self._start)
        if 0 < end < _LONGEST_SIZE:
            self._buffer[:end] = self._buffer[:end].partition(b";")[0].strip(b" \t")
            self._start = 0
        return super()._dataReceived_CHUNK_LENGTH()


class ForgivingParser(_LenientHTTPClientParser):
    """Scrapy's parser of one answer, which skips lines without a colon, and forgives more.

    Empty lines before the status line, odd blanks in it and a version without its second digit (RFC 9112, 2.2 and 4);
    fields whose name is no token (RFC 9110, 5.1); a folded line that follows no field; a Content-Length without a
    value; transfer codings other than chunked, which frame nothing (RFC 9112, 6.1).
    """

    MAX_LENGTH = 1 << 20  # of a line; the gauge ends a head long before
    _transferDecoders = {_CHUNKED: Chunks}  # noqa: RUF012 - Twisted's own name for it

    def lineReceived(self, line: bytes) -> None:
        """Called by Twisted with each line of the head."""
        bare = line.removesuffix(b"\r")
        if self.state == STATUS and not bare:
            return
        if self.state == HEADER and self._partialHeader is None and bare[:1] in (b" ", b"\t"):
            line = bare.lstrip(b" \t")
            if not line:
                return
        super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:
        """Called with the status line."""
        if found := _STATUS_LINE.fullmatch(status):
            major, minor, code, reason = found.groups(b"")
            status = b"HTTP/%s.%s %s %s" % (major, minor or b"0", code, reason)
        super().statusReceived(status)  # type: ignore[no-untyped-call] # Twisted's

    def headerReceived(self, name: bytes, value: bytes) -> None:
        """Called with each field."""
        name = name.rstrip(b" \t")
        if value or name.lower() != b"content-length":
            with suppress(InvalidHeaderName):
                super().headerReceived(name, value)  # type: ignore[no-untyped-call] # Twisted's

    def allHeadersReceived(self) -> None:
        """Called at the end of the head."""
        fields: Any = self.connHeaders
        stated = b",".join(fields.getRawHeaders(_TRANSFER, ()))
        fields.removeHeader(_TRANSFER)
        if _CHUNKED in (coding.strip().lower() for coding in stated.split(b",")):
            fields.setRawHeaders(_TRANSFER, [_CHUNKED])
        super().allHeadersReceived()  # type: ignore[no-untyped-call] # Twisted's

    @property
    def is_chunked(self) -> bool:
        """Whether the body comes in chunks."""
        chunked: bool = self.connHeaders.hasHeader(_TRANSFER)
        return chunked

    @property
    def is_counted(self) -> bool:
        """Whether Content-Length says where the body ends: not that of a 204 or 304, which have none."""
        bare = self.response.code in self.NO_BODY_CODES
        return not bare and not self.is_chunked and bool(self.connHeaders.hasHeader(b"content-length"))

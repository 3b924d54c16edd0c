"""What a server did that ended a fetch, each kind with its name.

Fault                    a fetch that we ended, or that the server ended too early
 +- HeadTooLong          status line and fields over the limit
 +- BodyTooLong          a body over the limit
 +- Silent               nothing came for too long (Twisted's CancelledError too)
 +- Incomplete           the body ended before its end
 +- WrongLength          more came than was announced
AddressRefused           (Scrapy's IgnoreRequest) the host's address is not on the public web
"""

from __future__ import annotations

from typing import ClassVar

from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import CancelledError


class Fault(Exception):
    """``name``: the outcome in a few words, the same for every fault of the kind. ``truncated``: the WARC-Truncated
    reason for what was kept of it (WARC 1.1, 5.13). ``again``: whether another try may help.
    """

    name: ClassVar[str]
    truncated: ClassVar[str] = "unspecified"
    again: ClassVar[bool] = False

    def __str__(self) -> str:
        detail = Exception.__str__(self)
        return f"{self.name}: {detail}" if detail else self.name


class HeadTooLong(Fault):
    """The status line and the fields, interim responses included, passed the limit."""

    name = "head over the limit"
    truncated = "length"


class BodyTooLong(Fault):
    """The body passed the limit, or was announced to."""

    name = "larger than the limit"
    truncated = "length"


class Silent(Fault, CancelledError):
    """No byte came for too long. ``began``: whether any byte had come before.

    A CancelledError too: after any other one Twisted's pool would ask again by itself.
    """

    name = "no progress"
    truncated = "time"

    def __init__(self, detail: str, *, began: bool) -> None:
        super().__init__(detail)
        self.began = began


class Incomplete(Fault):
    """The connection broke inside a body whose end only its close would have told (RFC 9112, 9.8)."""

    name = "connection lost"
    truncated = "disconnect"
    again = True


class WrongLength(Fault):
    """Bytes stood behind the end that Content-Length states: what it frames is not the whole body."""

    name = "more than announced"


class AddressRefused(IgnoreRequest):
    """A host whose name leads to an address where no request may go."""

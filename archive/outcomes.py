"""Which captures are for extraction, and what is said at once of those that are not."""

from __future__ import annotations

from typing import NamedTuple

DOCUMENT = "document"
NOT_ARTICLE = "not an article"
NOT_FOR_EXTRACTION = "not for extraction"
FAILED = "failed"
CUT_SHORT = "cut short"  # begins the why of a failed capture that has only a part of the body
MISSING = "revisit: its original is not here"
REFRESH = "refresh"  # why: the page only leads to another
UNCHANGED = "unchanged"  # why: the payload is that of an earlier capture of the same URL

_HTML = {"text/html", "application/xhtml+xml"}


class Outcome(NamedTuple):
    """``outcome``: one of the four constants. ``why``: a few words more; None only for a document."""

    outcome: str
    why: str | None


def at_once(kind: str, status: int | None, mime: str | None) -> Outcome | None:
    """The outcome that status and media type settle without a look at the body; None: to be extracted.

    ``kind`` is what the resource was fetched as (archive.capture.Kind); ``mime`` None, not stated, counts as HTML.
    """
    why = None
    if status == 206:  # nobody asked for a part, so nobody knows what is missing (RFC 9110, 15.3.7)
        return Outcome(FAILED, f"{CUT_SHORT}: only a part of it was sent")
    if status is None:
        why = "no HTTP status"
    elif status == 304:
        why = "not modified"
    elif 300 <= status < 400:
        why = "redirect"
    elif status >= 400 or status < 200:
        why = f"error {status}"
    elif kind != "page":
        why = kind
    elif mime is not None and mime not in _HTML:
        why = f"not html: {mime[:60]}"
    return Outcome(NOT_FOR_EXTRACTION, why) if why else None

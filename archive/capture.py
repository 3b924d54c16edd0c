"""Values at the gate of the archive: an Exchange comes in, a Capture is what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["page", "home", "section", "feed", "sitemap", "robots", "service", "other"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the URL came to be fetched.

    Kind of resource, source (its key in sources.toml), the page that linked it, the link's score, and when it was last
    changed or published as the list that names it says (``stated``: an ISO 8601 instant).
    """

    kind: Kind = "page"
    source: str | None = None
    via: str | None = None
    origin: str | None = None
    score: float | None = None
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class Refers:
    """The earlier capture that has the payload of a revisit: its record id, URL and time (WARC 1.1, 6.7)."""

    record_id: str
    url: str
    fetched: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says to robots of itself (``extract.opening.robots``), and the address that it leads to by itself, by
    a refresh; None: nothing.
    """

    robots: str | None = None
    refresh: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange as it crossed the wire.

    ``request`` and ``response``: head and body, byte for byte, still chunked and encoded. ``ip``: peer address or None.
    ``fetched``: aware UTC instant when the request left. ``truncated``: a WARC-Truncated reason (WARC 1.1,
    5.13) or None. ``why``: what cut it, in words; None: the reason says all. ``refers``: for a 304, the capture that
    the conditional request was made from; None elsewhere. ``said``: by the page to whoever fetches it.
    """

    url: str
    request: bytes
    response: bytes
    fetched: datetime
    provenance: Provenance = Provenance()
    ip: str | None = None
    truncated: str | None = None
    why: str | None = None
    refers: Refers | None = None
    said: Said = Said()


@dataclass(frozen=True, slots=True)
class Capture:
    """One kept retrieval. ``path`` is relative to the data folder (absolute for a foreign WARC), ``offset`` and
    ``length`` in compressed bytes.

    ``outcome`` None means: not yet looked at (pending). Else one of document, not an article, not for
    extraction, failed; ``why`` says more. ``original_url`` and ``original_at``: of a page that a web archive replays,
    what it is a copy of and as of when; ``url`` and ``fetched`` are those of the archive and of our fetch.
    """

    id: int
    record_id: str
    url: str
    fetched: datetime
    status: int | None
    kind: Kind
    path: str
    offset: int
    length: int
    outcome: str | None = None
    why: str | None = None
    original_url: str | None = None
    original_at: datetime | None = None

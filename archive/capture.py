"""Values at the gate of the archive: an Exchange comes in, a Capture is what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["page", "home", "section", "feed", "sitemap", "robots", "other"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the URL came to be fetched.

    Kind of resource, source (its key in sources.toml), the page that linked it, and the link's score.
    """

    kind: Kind = "page"
    source: str | None = None
    via: str | None = None
    origin: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange as it crossed the wire.

    ``request`` and ``response``: head and body, byte for byte, still chunked and encoded. ``ip``: peer address or None.
    ``fetched``: aware UTC instant when the request left. ``truncated``: a WARC-Truncated reason (WARC 1.1,
    5.13) or None.
    """

    url: str
    request: bytes
    response: bytes
    fetched: datetime
    provenance: Provenance = Provenance()
    ip: str | None = None
    truncated: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One kept retrieval. ``path`` is relative to the data folder (absolute for a foreign WARC), ``offset`` and
    ``length`` in compressed bytes.

    ``outcome`` None means: not yet looked at (pending). Else one of document, not an article, not for
    extraction, failed; ``why`` says more.
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

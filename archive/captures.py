"""Capture rows of what we fetch ourselves."""

from __future__ import annotations

from typing import Any

from archive.capture import Exchange
from archive.outcomes import FAILED, Outcome, at_once
from archive.rows import provenance
from archive.store import WARCS
from archive.strings import host
from archive.warc import record
from archive.warc.http import parse_head, split
from archive.warc.writer import Place

CUT_SHORT = "cut short"


def row(run_id: int, kept: Exchange, record_id: str, place: Place) -> dict[str, Any]:
    """The row of an exchange whose response record stands at ``place``; pending unless settled at once."""
    head, body = split(kept.response)
    parsed = parse_head(head)
    # A body that was cut is kept, but never taken for a whole page.
    cut = Outcome(FAILED, f"{CUT_SHORT}: {kept.truncated}") if kept.truncated else None
    outcome = cut or at_once(kept.provenance.kind, parsed.status, parsed.mime)
    url = record.target_uri(kept.url)
    return {
        "run_id": run_id,
        "record_id": record_id,
        "url": url,
        "host": host(url),
        "fetched": kept.fetched,
        "status": parsed.status,
        "mime": parsed.mime,
        "digest": record.sha1(body),
        "path": f"{WARCS}/{place.name}",
        "offset": place.offset,
        "length": place.length,
        "outcome": outcome.outcome if outcome else None,
        "why": outcome.why if outcome else None,
    } | provenance(kept.provenance)

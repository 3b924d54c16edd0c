"""From the records of a WARC file to rows of captures: what a replay, and a database made anew, take from it."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from archive import mementos
from archive.capture import Kind
from archive.errors import RecordDamaged
from archive.outcomes import CUT_SHORT, FAILED, NOT_FOR_EXTRACTION, REFRESH, Outcome, at_once
from archive.strings import clean
from archive.warc import content, digests
from archive.warc.reader import Record
from archive.warc.record import CUT, LEADS_TO, ROBOTS, one_line

CAPTURED = {"response", "resource", "revisit"}
_XML = {"text/xml", "application/xml"}
_FEED = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
_OWN = "cuttings-"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Other:
    """A record that is no capture of its own: a request, a conversion, the file's warcinfo ..."""

    record: Record


def captured(path: Path, found: Iterable[Record | RecordDamaged]) -> Iterator[dict[str, Any] | Other | RecordDamaged]:
    """A row, without run and path, for each response, resource and revisit of the web, and what else is in the file.

    A metadata record of ours that follows says how the URL came to be fetched. A capture without a usable time is
    damage.
    """
    held: _Held | None = None
    for one in found:
        if isinstance(one, RecordDamaged):
            yield one
        elif missing := _missing(one):
            yield RecordDamaged(path, one.offset, f"the record states no {missing}")
        elif one.kind not in CAPTURED or not one.uri.lower().startswith(("http://", "https://")):
            if held is not None and one.kind == "metadata":
                held.hear(one)
            yield Other(one)
        elif (date := one.date) is None:
            yield RecordDamaged(path, one.offset, "the record states no usable WARC-Date")
        else:
            if held is not None:
                yield held.settled()
            held = _Held(_row(one, date), _cut(one), one.fields.get("warc-profile", ""))
    if held is not None:
        yield held.settled()


def _cut(record: Record) -> str | None:
    """Why the record holds only the start of what came, None when it holds all (WARC 1.1, 5.13 and 7)."""
    return record.fields.get("warc-truncated") or ("segmented" if "warc-segment-number" in record.fields else None)


def _missing(record: Record) -> str | None:
    """What a record must state and does not: without it nobody can tell what it is or whose (WARC 1.1, 5)."""
    if not record.kind:
        return "WARC-Type"
    return "usable WARC-Target-URI" if record.kind in CAPTURED and not _SCHEME.match(record.uri) else None


def kind_of(url: str, mime: str | None) -> Kind:
    """What a resource was probably fetched as, from its URL and media type: others' files do not say."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        path = ""
    if path == "/robots.txt":
        return "robots"
    if mime in _FEED:
        return "feed"
    if mime in _XML:
        return "sitemap" if "sitemap" in path else "feed"
    return "page"


def warc_fields(record: Record) -> dict[str, str]:
    """Names in lower case and values of an application/warc-fields block (WARC 1.1, 4); the last of repeated ones."""
    lines = (line.partition(":") for line in record.block.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): clean(value.strip()) for name, colon, value in lines if colon}


def _row(record: Record, date: datetime) -> dict[str, Any]:
    url = clean(one_line(record.uri))
    head = content.head(record)
    meant = mementos.columns(url, head)
    return meant | {
        "record_id": record_id(record),
        "url": url,
        "fetched": date,
        "status": head.status,
        "mime": head.mime,
        "digest": digests.plain(clean(record.fields.get("warc-payload-digest"))),
        "kind": kind_of(meant["original_url"] or url, head.mime),
        "source": None,
        "via": None,
        "origin": None,
        "score": None,
        "offset": record.offset,
        "length": record.length,
        "robots": None,
        "record": record.kind,
        "refers_to": clean(record.fields.get("warc-refers-to")),
        "refers_url": clean(record.fields.get("warc-refers-to-target-uri", "").strip("<>")) or None,
        "refers_at": record.instant("warc-refers-to-date"),
    }


@dataclass(slots=True)
class _Held:
    """A row until the next capture comes: a metadata record may stand in between."""

    row: dict[str, Any]
    truncated: str | None
    profile: str
    leads: bool = False

    def hear(self, record: Record) -> None:
        fields = warc_fields(record)
        kind = fields.get(f"{_OWN}kind")
        if record.fields.get("warc-concurrent-to") != self.row["record_id"] or kind not in get_args(Kind):
            return
        self.row |= {
            "kind": kind,
            "source": fields.get(f"{_OWN}source"),
            "via": fields.get("via"),
            "origin": fields.get(f"{_OWN}origin"),
            "score": _number(fields.get(f"{_OWN}score")),
            "robots": fields.get(ROBOTS),
        }
        self.leads = LEADS_TO in fields
        self.truncated = self.truncated and fields.get(CUT, self.truncated)

    def settled(self) -> dict[str, Any]:
        """The row with its outcome, which the kind that a metadata record told decides too."""
        outcome = self._outcome()
        return self.row | {"outcome": outcome and outcome.outcome, "why": outcome and outcome.why}

    def _outcome(self) -> Outcome | None:
        row = self.row
        if row["record"] == "revisit":
            if self.profile.endswith("server-not-modified"):
                return Outcome(NOT_FOR_EXTRACTION, "not modified")
            if row["status"] is None:  # without a head of its own it is as its original was
                return None
        elif self.truncated:
            return Outcome(FAILED, f"{CUT_SHORT}: {clean(one_line(self.truncated))}")
        known = at_once(row["kind"], row["status"], row["mime"])
        return known or (Outcome(NOT_FOR_EXTRACTION, REFRESH) if self.leads else None)


def _number(stated: str | None) -> float | None:
    try:
        return None if stated is None else float(stated)
    except ValueError:
        return None


def record_id(record: Record) -> str:
    """The record's id, or for one without a name made from its content, so that it is the same at every replay."""
    stated = clean(record.fields.get("warc-record-id", ""))
    if stated:
        return stated
    seen = repr((record.uri, record.fields.get("warc-date"), record.size)).encode("utf-8", "replace") + record.block
    return f"<urn:sha1:{b32encode(hashlib.sha1(seen, usedforsecurity=False).digest()).decode()}>"

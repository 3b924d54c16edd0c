"""A page out of the archive as it was fetched, for a fixture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from archive import pending, schema
from archive.errors import NotArchived
from archive.store import Archive
from archive.worker import read_page
from extract.urls import canonical


@dataclass(frozen=True, slots=True)
class Frozen:
    """A page's decoded body, the URL it was fetched from, when, the charset of its HTTP header, and its record's id."""

    body: bytes
    url: str
    fetched: datetime
    charset: str | None
    record_id: str


def page(archive: Archive, asked: int | str) -> Frozen:
    """The page of a document's number, or the latest one that was captured from a URL.

    Raises NotArchived; RecordDamaged and BodyDamaged where its bytes cannot be read.
    """
    capture, document = schema.capture, schema.document
    query = select(*pending.COLUMNS, capture.c.fetched, capture.c.record_id).order_by(
        capture.c.fetched.desc(), capture.c.id.desc()
    )
    if isinstance(asked, int):
        query = query.join(document, document.c.capture_id == capture.c.id).where(document.c.id == asked)
    else:
        query = query.where(capture.c.url.in_({asked, canonical(asked)}), capture.c.kind.not_in(_LISTS))
    with archive.read() as connection:
        rows: list[Row[Any]] = list(connection.execute(query.limit(1)))
        found = pending.jobs(archive, connection, rows)
    if not found:
        what = f"document {asked}" if isinstance(asked, int) else f"capture of {asked}"
        raise NotArchived(
            f"there is no {what}: cuttings list shows what there is; crawl it first, or name a saved file"
        )
    head, body = read_page(found[0].job)
    return Frozen(body, rows[0].url, rows[0].fetched, head.charset, rows[0].record_id)


_LISTS = ("robots", "feed", "sitemap")

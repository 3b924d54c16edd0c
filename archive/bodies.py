"""The body that a capture brought, read from its WARC file, wherever a revisit's original stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from archive import schema
from archive.capture import Refers
from archive.errors import NotArchived
from archive.originals import locate
from archive.store import Archive
from archive.warc import content
from archive.warc.content import At

_LARGEST = 32 << 20
_capture = schema.capture


@dataclass(frozen=True, slots=True)
class Body:
    """``url``: of the capture. ``data``: decoded. ``charset``: as the header states it, or None.
    ``robots``: the values of its fields X-Robots-Tag.
    """

    url: str
    data: bytes
    charset: str | None
    robots: tuple[str, ...] = ()


def read(archive: Archive, capture_id: int, *, whole: bool = False) -> Body:
    """The body of this capture; with ``whole`` one that ends early is damaged.

    Raises NotArchived when it or its original is not here, RecordDamaged, also when its file is not there, and
    BodyDamaged.
    """
    with archive.read() as connection:
        row = connection.execute(select(_capture).where(_capture.c.id == capture_id)).one_or_none()
        if row is None:
            raise NotArchived(f"there is no capture {capture_id}")
        revisit = row.record == "revisit"
        place = locate(connection, [row]).get(row.id) if revisit else None
    if revisit and place is None:
        raise NotArchived(f"the original of capture {capture_id} is not here")
    original = place and At(archive.folder / place.path, place.offset, place.length)
    head, data = content.read(
        At(archive.folder / row.path, row.offset, row.length), original, limit=_LARGEST, whole=whole
    )
    return Body(row.url, data, head.charset, head.each("x-robots-tag"))


def refers(archive: Archive, capture_id: int) -> Refers | None:
    """What a 304 refers to that was asked for with the validators of this capture; None when it is not here."""
    with archive.read() as connection:
        query = select(_capture.c.record_id, _capture.c.url, _capture.c.fetched).where(_capture.c.id == capture_id)
        row = connection.execute(query).one_or_none()
        return Refers(*row) if row else None

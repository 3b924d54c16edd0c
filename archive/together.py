"""A capture's record with all that belongs to it in its file: requests, metadata, and the file's warcinfo.

Others write a request before its response (wget, Common Crawl) or behind it (Heritrix, warcprox), and state the tie in
one or the other, so all records between the neighbouring captures are looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from archive import schema
from archive.errors import RecordDamaged
from archive.foreign import Part, in_place
from archive.indexing import CAPTURED, record_id
from archive.store import Archive
from archive.warc.members import GZIP, member
from archive.warc.reader import Record, locate
from archive.warc.scan import scan

_TIES = ("warc-concurrent-to", "warc-refers-to")
_capture = schema.capture


@dataclass(frozen=True, slots=True)
class Kept:
    """Records as gzip members: the capture's own, what belongs to it, and warcinfo records that were not given yet."""

    capture: bytes
    others: tuple[bytes, ...]
    infos: tuple[bytes, ...]


class Together:
    """Gives captures of one archive with what belongs to them, each warcinfo record once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._given: set[str] = set()
        self._parts: dict[Path, list[Part]] = {}
        self._ends: dict[str, list[int]] = {}  # of the captures of the file that was asked for last

    def of(self, row: Row[Any]) -> Kept:
        """What the capture ``row`` (record_id, path, offset) has. Raises OSError and WarcError: it cannot be read."""
        part = self._part(row)
        near = list(self._near(row, part))
        mine = next((one for one in near if one.offset == row.offset and record_id(one) == row.record_id), None)
        if mine is None:
            raise RecordDamaged(part.path, row.offset, f"the record {row.record_id} does not stand here")
        others = [one for one in near if _belongs(one, mine, row.record_id)]
        stated = mine.fields.get("warc-warcinfo-id", "")
        infos = [] if stated in self._given else list(_infos((*near, *_head(part)), stated))
        read = {one.offset: _bytes(part.path, one) for one in (mine, *others, *infos)}
        self._given.add(stated)
        return Kept(read[mine.offset], tuple(read[one.offset] for one in others), tuple(read[i.offset] for i in infos))

    def _part(self, row: Row[Any]) -> Part:
        path = locate(self._archive.folder / row.path)
        if path not in self._parts:
            self._parts[path] = in_place(path)
        around = [one for one in self._parts[path] if one.start <= row.offset]
        return around[-1] if around else Part(path)

    def _near(self, row: Row[Any], part: Part) -> Iterator[Record]:
        """The capture's record, and the records round it that are no captures."""
        for one in scan(part.path, max(part.start, self._behind(row)), part.end):
            if one.offset < row.offset:
                if isinstance(one, Record) and one.kind not in CAPTURED:
                    yield one
            elif isinstance(one, RecordDamaged):
                if one.offset == row.offset:
                    raise one
                return
            elif one.offset > row.offset and one.kind in CAPTURED:
                return
            else:
                yield one

    def _behind(self, row: Row[Any]) -> int:
        """Where the capture before it in its file ends, 0 for the first."""
        if row.path not in self._ends:
            end = _capture.c.offset + _capture.c.length
            with self._archive.read() as connection:
                found = connection.scalars(select(end).where(_capture.c.path == row.path).order_by(_capture.c.offset))
                self._ends = {row.path: list(found)}
        ends = self._ends[row.path]
        before = bisect_right(ends, row.offset)
        return ends[before - 1] if before else 0


def _belongs(one: Record, mine: Record, named: str) -> bool:
    if one.offset == mine.offset or one.kind == "warcinfo":
        return False
    return named in {one.fields.get(tie) for tie in _TIES} or mine.fields.get(_TIES[0]) == record_id(one)


def _head(part: Part) -> Iterator[Record]:
    """The records with which a file begins that describe it."""
    found = (one for one in scan(part.path, part.start, part.end) if isinstance(one, Record))
    return takewhile(lambda one: one.kind == "warcinfo", found)


def _infos(found: Iterable[Record], stated: str) -> Iterator[Record]:
    seen = (one for one in found if one.kind == "warcinfo" and record_id(one) == stated)
    yield from {one.offset: one for one in seen}.values()


def _bytes(path: Path, record: Record) -> bytes:
    with path.open("rb") as handle:
        handle.seek(record.offset)
        data = handle.read(record.length)
    return data if data.startswith(GZIP) else member(data)

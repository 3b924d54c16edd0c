"""Captures that answer in the place of the network: those of an archive, or of WARC files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from archive import originals, outcomes
from archive.capture import Capture, Provenance
from archive.errors import ArchiveError, RecordDamaged
from archive.replay import replay
from archive.rows import CAPTURE, Sources, capture, provenance
from archive.schema import capture as table
from archive.store import Archive
from archive.warc import content
from archive.warc.content import At
from archive.warc.http import Head, dechunk
from extract.urls import canonical

_NOT_ASKED = "only the payload of a page at another address"
_OWN = ("id", "run_id", "kind", "source", "via", "origin", "score", "attempts", "outcome", "why", "extractor", "path")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was once answered. ``body``: as it was received, but for the transfer coding. ``number``: in its archive."""

    head: Head
    body: bytes
    number: int


class Recordings:
    """Captures by the address that was asked, of one moment. For any thread, one at a time."""

    def __init__(self, archive: Archive, at: datetime | None = None) -> None:
        """``at``: nothing later than this; None takes the latest of each address. Raises ArchiveError."""
        self._archive = archive
        self._latest: dict[str, int] = {}
        moment = [table.c.original_at, table.c.fetched]
        query = select(table.c.id, table.c.url, table.c.original_url, *moment).where(
            table.c.status.is_not(None),
            table.c.status != 304,
            table.c.why.is_(None) | ~table.c.why.startswith(outcomes.CUT_SHORT),
        )
        times: dict[str, datetime] = {}
        with archive.read() as connection:
            for row in connection.execute(query.order_by(table.c.id).execution_options(yield_per=1000)):
                when = row.original_at or row.fetched
                for url in dict.fromkeys(canonical(one) for one in (row.url, row.original_url) if one):
                    if (at is None or when <= at) and when >= times.get(url, when):
                        times[url], self._latest[url] = when, row.id

    def find(self, url: str) -> Recorded | None:
        """What ``url`` answered, None when no capture says. Raises RecordDamaged where its bytes cannot be read."""
        number = self._latest.get(canonical(url))
        if number is None:
            return None
        row, place = self._located(number)
        if place is None:
            return None
        own, there = (At(self._archive.folder / one.path, one.offset, one.length) for one in (row, place))
        head, body = content.message(own, there if row.record == "revisit" else None)
        return Recorded(head, dechunk(body) if "chunked" in head.values("transfer-encoding") else body, number)

    def keep(self, archive: Archive, run_id: int, number: int, given: Provenance) -> tuple[Capture, bool]:
        """A capture of ``archive`` for what ``find`` gave, which points to the record where it stands, and whether it
        is new: nothing is copied, and what is known is not added again. Raises ArchiveError.
        """
        row, place = self._located(number)
        if archive.folder == self._archive.folder:
            return capture(row), False
        with archive.write() as connection:
            Sources().ensure(connection, {given.source} if given.source else set())
            if row.record == "revisit" and place is not None:
                at = (table.c.path == place.path) & (table.c.offset == place.offset)
                with self._archive.read() as reading:
                    original = reading.execute(select(table).where(at).limit(1)).one()
                aside = {"kind": "other", "outcome": outcomes.NOT_FOR_EXTRACTION, "why": _NOT_ASKED}
                _add(connection, self._named(original) | {"run_id": run_id} | aside)
            outcome = outcomes.at_once(given.kind, row.status, row.mime)
            said = {"outcome": outcome and outcome.outcome, "why": outcome and outcome.why}
            mine = self._named(row) | {"run_id": run_id} | provenance(given) | said
            found, is_new = _add(connection, mine)
            if found.why == _NOT_ASKED:
                change = update(table).where(table.c.id == found.id).values(provenance(given) | said)
                connection.execute(change)
            return capture(connection.execute(select(*CAPTURE).where(table.c.id == found.id)).one()), is_new

    def _located(self, number: int) -> tuple[Row[Any], Any]:
        """A capture and where its payload stands; None where it does not stand here."""
        with self._archive.read() as connection:
            row = connection.execute(select(table).where(table.c.id == number)).one()
            place = originals.locate(connection, [row]).get(number) if row.record == "revisit" else row
        return row, place

    def _named(self, row: Row[Any]) -> dict[str, Any]:
        """The columns that say what was captured, with a path that holds from anywhere."""
        stated = {name: value for name, value in row._mapping.items() if name not in _OWN}
        return stated | {"path": str((self._archive.folder / row.path).resolve())}


def _add(connection: Connection, row: dict[str, Any]) -> tuple[Row[Any], bool]:
    """Number and reason of the capture, and whether it was not here before."""
    same = (table.c.record_id == row["record_id"]) & (table.c.url == row["url"]) & (table.c.fetched == row["fetched"])
    query = select(table).where(same)
    is_new = connection.execute(query).one_or_none() is None
    if is_new:
        connection.execute(insert(table), row)
    return connection.execute(query).one(), is_new


@contextmanager
def opened(archive: Archive, paths: Sequence[Path], at: datetime | None) -> Iterator[Recordings]:
    """The captures in ``paths``: one data folder (this archive's own, too), or WARC and WACZ files.

    Files are indexed in a folder that is thrown away. Raises FolderUnusable, NotWarc, and ArchiveError where folders
    and files are mixed.
    """
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        raise ArchiveError(f"{folders[0]} is a folder: give one data folder, or files only")
    if folders and folders[0].resolve() == archive.folder.resolve():
        yield Recordings(archive, at)
    elif folders:
        with Archive.open(folders[0], create=False, database_url="") as other:
            yield Recordings(other, at)
    else:
        with tempfile.TemporaryDirectory() as scratch, Archive.open(Path(scratch), database_url="") as other:
            counts = replay(other, paths)
            if not counts.captures:
                raise ArchiveError(f"no capture of a page in {paths[0].name}: give files that a crawler has written")
            yield Recordings(other, at)


def read(recordings: Recordings, url: str) -> Recorded | None:
    """``find``, where a record that cannot be read is none."""
    try:
        return recordings.find(url)
    except RecordDamaged:
        return None

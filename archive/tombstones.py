"""What was taken down: orders, what they cover, and the records that say so in the WARC files.

An order names an address, a host with all below it, or one capture. In the files it stands as a metadata record (WARC
1.1, 6.6) of ``warc-fields``: what it names, when, and why, but nothing of what stood there, not even a digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from sqlalchemy import Connection, insert, select

from archive.errors import ArchiveError
from archive.schema import tombstone
from archive.store import Archive
from archive.strings import clean
from archive.strings import host as authority
from archive.warc.reader import Record
from archive.warc.record import one_line
from archive.warc.scan import records
from extract.address.replays import original
from extract.urls import canonical

Kind = Literal["url", "host", "capture"]
ORDERS = "forgotten"  # with which the names of the WARC files begin that orders are written down in
_MARK = "cuttings-forgotten"
_PLACE = f"{_MARK}-record"
_TOLD = f"{_MARK}-held-by"
_HOST = re.compile(r"[\w.-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Order:
    """To forget ``what``: a canonical URL, a host (with its port, or of any), or a capture's record id."""

    kind: Kind
    what: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tombstones:
    """All orders that are in force, for questions by URL and record id."""

    urls: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    captures: frozenset[str] = frozenset()
    of: dict[tuple[Kind, str], Order] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.of)

    def order(self, url: str, record_id: str | None = None, original_url: str | None = None) -> Order | None:
        """The order that covers a record with this URL and id, None where none does.

        A page that a web archive replays is covered by an order on the page itself, which its address names, or else
        ``original_url`` (``archive.mementos``). ``record_id`` None asks whether the address may be asked for.
        """
        if not self.of:
            return None
        if record_id is not None and record_id in self.captures:
            return self.of["capture", record_id]
        for one in dict.fromkeys(canonical(which) for which in (url, original(url), original_url) if which):
            if one in self.urls:
                return self.of["url", one]
            if self.hosts and (found := next((name for name in _names(one) if name in self.hosts), None)):
                return self.of["host", found]
        return None


def order(kind: Kind, what: str, reason: str) -> Order:
    """An order of now. Raises ArchiveError where ``what`` is no address or host, or ``reason`` says nothing."""
    said = one_line(clean(reason))
    if not said:
        raise ArchiveError("say why, with --reason: it stays where the pages stood")
    if kind == "url":
        what = canonical(clean(what))
        if not authority(what):
            raise ArchiveError(f"{what} is no address of a page: give one that begins with http:// or https://")
    elif kind == "host":
        what = authority(canonical(f"http://{clean(what).strip().lower()}/"))
        if not _HOST.fullmatch(what):
            raise ArchiveError(f"{what or 'that'} is no host: give a name such as news.example.org")
    return Order(kind, what, said, datetime.now(UTC))


def load(connection: Connection, *, undone: bool = False) -> Tombstones:
    """The orders of this archive; with ``undone`` only those that something may be left of."""
    columns = (tombstone.c.kind, tombstone.c.what, tombstone.c.reason, tombstone.c.at)
    query = select(*columns).order_by(tombstone.c.id)
    if undone:
        query = query.where(tombstone.c.done.is_(None))
    return of(Order(*row) for row in connection.execute(query))


def known(archive: Archive) -> Tombstones:
    """``load`` with a transaction of its own."""
    with archive.read() as connection:
        return load(connection)


def of(orders: Iterable[Order]) -> Tombstones:
    """These orders as one."""
    found = {(one.kind, one.what): one for one in orders}
    named = {kind: frozenset(what for which, what in found if which == kind) for kind in get_args(Kind)}
    return Tombstones(named["url"], named["host"], named["capture"], found)


def keep(connection: Connection, orders: Iterable[Order]) -> None:
    """Writes down orders that are not here yet. They are to be carried out."""
    there = {(row.kind, row.what) for row in connection.execute(select(tombstone.c.kind, tombstone.c.what))}
    rows = [_row(one) for one in orders if (one.kind, one.what) not in there]
    if rows:
        connection.execute(insert(tombstone), rows)


def block(given: Order, record: str | None = None, more: Iterable[str] = ()) -> bytes:
    """The content of the record that says this order; ``record``: the id of the one in whose place it stands.

    It is no WARC-Refers-To: what that names should be there. ``more``: what ``told`` gives back, a line each.
    """
    lines = [
        f"{_MARK}: {given.kind}",
        f"{_MARK}-what: {one_line(given.what)}",
        f"{_MARK}-at: {given.at.isoformat()}",
        f"{_MARK}-reason: {given.reason}",
        *([f"{_PLACE}: {record}"] if record else []),
        *(f"{_TOLD}: {one_line(one)}" for one in more),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def read(record: Record) -> Order | None:
    """The order that a record says, None for any other record."""
    if record.kind != "metadata" or not record.block.startswith(_MARK.encode()):
        return None
    said = dict(line.split(": ", 1) for line in record.block.decode("utf-8", "replace").split("\r\n") if ": " in line)
    kind, what = said.get(_MARK), clean(said.get(f"{_MARK}-what", ""))
    try:
        at = datetime.fromisoformat(said.get(f"{_MARK}-at", ""))
    except ValueError:
        return None
    if kind not in get_args(Kind) or not what or at.tzinfo is None:
        return None
    return Order(cast(Kind, kind), what, clean(said.get(f"{_MARK}-reason", "")), at)


def told(paths: Iterable[Path], orders: Tombstones) -> Iterator[str]:
    """What was told with the same orders before, in files of them. Raises NotWarc."""
    for path in paths:
        for record in records(path):
            if not isinstance(record, Record):
                continue
            said = read(record)
            if said is not None and (said.kind, said.what) in orders.of:
                lines = record.block.decode("utf-8", "replace").split("\r\n")
                yield from (clean(line.removeprefix(f"{_TOLD}: ")) for line in lines if line.startswith(_TOLD))


def replaces(record: Record) -> bool:
    """Whether a record stands in the place of one that was taken down."""
    return read(record) is not None and f"\n{_PLACE}: ".encode() in record.block


def _row(one: Order) -> dict[str, Any]:
    return {"kind": one.kind, "what": one.what, "reason": one.reason, "at": one.at}


def _names(url: str) -> Iterable[str]:
    """The host of a URL with and without its port, and all hosts above it."""
    full = authority(url)
    yield full
    name = full.rpartition(":")[0] if re.search(r":\d+$", full) else full
    while name:
        yield name
        name = name.partition(".")[2] if not name[-1].isdigit() else ""

"""What is known of every address for its next fetch: when it was asked, what came, and when it is due again.

Written in the transaction that keeps the capture, so that neither is ever there without the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from archive import pace, schema
from archive.capture import Exchange, Provenance
from archive.store import Archive
from archive.warc.http import Head, parse_head, split
from extract.urls import absolute, canonical

_table, _capture = schema.fetch_state, schema.capture
_SOME = 500
_MOVED = {301, 302, 303, 307, 308}
_PASSING = {206, 408, 421, 425, 429}  # of the moment, not of the address
_LONGEST = 1000  # characters of a validator that is kept and sent


@dataclass(frozen=True, slots=True)
class State:
    """Of one address. ``kind``: as in archive.capture.Kind. ``status``: of the last answer, 304 counting as 200.

    ``moved``: where a redirect leads. ``capture_id``: the last whole answer, None when there is none; ``digest``,
    ``etag`` and ``last_modified`` are its. ``first``: when it was published, as far as its list said, or first asked.
    ``due``: when to ask again, None: never. ``interval``: seconds, of a list. ``streak``: looks in a row that found
    nothing new. ``leads``: a hash over what a list named, None before it was read.
    """

    url: str
    kind: str
    source: str | None
    status: int
    first: datetime
    checked: datetime
    due: datetime | None = None
    moved: str | None = None
    capture_id: int | None = None
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    interval: float | None = None
    streak: int = 0
    leads: str | None = None


def key(url: str) -> str:
    """The key of an address: one for all its spellings (``extract.urls.canonical``)."""
    return hashlib.blake2b(canonical(url).encode("utf-8", "replace"), digest_size=16).hexdigest()


def load(archive: Archive, urls: Iterable[str]) -> dict[str, State]:
    """By URL as given, what is known of those that were asked before."""
    with archive.read() as connection:
        return _load(connection, urls)


def is_empty(archive: Archive) -> bool:
    """Whether nothing was ever asked."""
    with archive.read() as connection:
        return connection.execute(select(_table.c.key).limit(1)).first() is None


def due_pages(archive: Archive, sources: Sequence[str], now: datetime, limit: int) -> list[tuple[str, Provenance]]:
    """Articles of these sources that are to be looked at again, the longest due first, with how they were found."""
    columns = (_capture.c.source, _capture.c.via, _capture.c.origin, _capture.c.score)
    query = (
        select(_table.c.url, *columns)
        .join(_capture, _capture.c.id == _table.c.capture_id)
        .where(_table.c.kind == "page", _table.c.due <= now, _table.c.source.in_(sources), _table.c.status == 200)
        .order_by(_table.c.due)
        .limit(limit)
    )
    with archive.read() as connection:
        return [(row.url, Provenance("page", *row[1:])) for row in connection.execute(query)]


def remember(connection: Connection, kept: Iterable[tuple[Exchange, Mapping[str, Any], int]]) -> None:
    """Notes exchanges that become captures in this transaction: each with its row and the capture's number."""
    seen = [one for one in map(_seen, kept) if one is not None]
    if not seen:
        return
    states = _load(connection, {one.url for one in seen})
    new: dict[str, State] = {}
    for one in seen:  # in the order in which they came; an address may be there twice
        before = new.get(key(one.url)) or states.get(one.url)
        new[key(one.url)] = _after(before, one)
    _write(connection, new.values(), {key(url) for url in states})


def settle_list(archive: Archive, url: str, leads: str, at: datetime) -> None:
    """Notes that a list was read at ``at``, and a hash over what it named: when it is due again follows from that."""
    with archive.write() as connection:
        state = _load(connection, [url]).get(url)
        if state is None or state.kind not in pace.PACES:
            return
        changed = state.leads is not None and state.leads != leads
        elapsed = at - state.due + timedelta(seconds=state.interval) if state.due and state.interval else timedelta(0)
        before = timedelta(seconds=state.interval) if state.interval else None
        again = pace.interval(state.kind, before, max(elapsed, timedelta(0)), changed=changed)
        streak = 0 if changed or state.leads is None else state.streak + 1
        read = replace(state, due=at + again, interval=again.total_seconds(), leads=leads, streak=streak)
        _write(connection, [read], {key(url)})


def forget(archive: Archive, url: str) -> None:
    """The address counts as never asked: what it gave cannot be read any more."""
    with archive.write() as connection:
        connection.execute(delete(_table).where(_table.c.key == key(url)))


def leads(urls: Iterable[str]) -> str:
    """A hash over the addresses that a list named, in whatever order."""
    return hashlib.blake2b("\n".join(sorted(set(urls))).encode("utf-8", "replace"), digest_size=16).hexdigest()


def instant(stated: str | None) -> datetime | None:
    """The instant that an entry of a list states, None where it states none that can be read."""
    try:
        found = datetime.fromisoformat(stated) if stated else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class _Seen:
    url: str
    given: Provenance
    status: int
    at: datetime
    capture_id: int
    digest: str | None
    revisit: bool
    head: Head


def _seen(kept: tuple[Exchange, Mapping[str, Any], int]) -> _Seen | None:
    """None for what says nothing about the next fetch: a part of a body, an error that passes."""
    exchange, row, number = kept
    status = row["status"]
    if status is None or exchange.truncated or exchange.provenance.kind not in ("page", "robots", *pace.PACES):
        return None
    if not (200 <= status < 300 or status == 304 or status in _MOVED or (400 <= status < 500)) or status in _PASSING:
        return None
    head = parse_head(split(exchange.response)[0])
    revisit = row["record"] == "revisit"
    return _Seen(row["url"], exchange.provenance, status, exchange.fetched, number, row["digest"], revisit, head)


def _after(before: State | None, seen: _Seen) -> State:
    """What is known after an answer."""
    now = State(seen.url, seen.given.kind, seen.given.source, seen.status, _born(before, seen), seen.at)
    if before is not None and before.url != seen.url:
        before = None  # another spelling of the address
    if before is not None:
        now = replace(now, interval=before.interval, leads=before.leads, due=before.due)
    if seen.status == 304 and before is not None:
        now = replace(now, status=200, moved=before.moved, capture_id=before.capture_id, digest=before.digest)
        now = replace(now, etag=_field(seen.head, "etag") or before.etag, last_modified=before.last_modified)
    elif seen.status in _MOVED:
        target = absolute(seen.url, seen.head.get("location") or "")
        now = replace(now, moved=target and canonical(target))
    elif seen.status < 300:
        now = _whole(now, before, seen)
    changed = before is None or (now.digest, now.moved) != (before.digest, before.moved)
    streak = 0 if changed or before is None else before.streak + 1
    return replace(now, streak=streak, **_due(now, before, changed=changed))


def _whole(now: State, before: State | None, seen: _Seen) -> State:
    same = before is not None and before.digest == seen.digest and before.capture_id is not None
    return replace(
        now,
        capture_id=before.capture_id if same and before is not None else seen.capture_id,
        digest=seen.digest,
        etag=_field(seen.head, "etag"),
        last_modified=_field(seen.head, "last-modified"),
    )


def _due(now: State, before: State | None, *, changed: bool) -> dict[str, Any]:
    if now.kind == "robots":
        return {"due": now.checked + pace.DAY}  # RFC 9309, 2.4
    if now.kind not in pace.PACES:
        return {"due": pace.article(now.first, now.checked, changed=changed and before is not None)}
    if now.status < 300:
        return {"due": now.due or now.checked}  # reading it will tell
    past = timedelta(seconds=before.interval) if before is not None and before.interval else None
    elapsed = now.checked - before.checked if before is not None else timedelta(0)
    again = pace.interval(now.kind, past, elapsed, changed=False)
    return {"due": now.checked + again, "interval": again.total_seconds()}


def _born(before: State | None, seen: _Seen) -> datetime:
    stated = instant(seen.given.stated)
    return min(before.first if before is not None else seen.at, stated or seen.at)


def _field(head: Head, name: str) -> str | None:
    value = head.get(name)
    return value if value and len(value) <= _LONGEST and value.isprintable() else None


def _load(connection: Connection, urls: Iterable[str]) -> dict[str, State]:
    wanted: dict[str, list[str]] = {}
    for url in urls:
        wanted.setdefault(key(url), []).append(url)
    keys = list(wanted)
    found: dict[str, State] = {}
    for start in range(0, len(keys), _SOME):
        for row in connection.execute(select(_table).where(_table.c.key.in_(keys[start : start + _SOME]))).mappings():
            state = State(**{name: row[name] for name in State.__dataclass_fields__})
            found |= dict.fromkeys(wanted[row["key"]], state)
    return found


def _write(connection: Connection, states: Iterable[State], known: set[str]) -> None:
    rows = [
        {name: getattr(one, name) for name in State.__dataclass_fields__} | {"which": key(one.url)} for one in states
    ]
    if old := [row for row in rows if row["which"] in known]:
        connection.execute(_UPDATE, old)
    if fresh := [row for row in rows if row["which"] not in known]:
        connection.execute(_INSERT, [row | {"key": row.pop("which")} for row in fresh])


_INSERT = insert(_table)
_UPDATE = update(_table).where(_table.c.key == bindparam("which"))

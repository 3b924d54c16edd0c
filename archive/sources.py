"""Outlets as they are kept beside their captures: name, home, language and country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select, update

from archive.schema import source as table
from archive.store import Archive


@dataclass(frozen=True, slots=True)
class Outlet:
    """``key``: as in Provenance.source. ``language``: ISO 639-1, ``country``: ISO 3166, None where unknown."""

    key: str
    name: str | None = None
    home: str | None = None
    language: str | None = None
    country: str | None = None


def save(archive: Archive, outlets: Iterable[Outlet]) -> None:
    """Keeps the outlets; one of a key that is known gets the new values."""
    rows = [asdict(outlet) for outlet in outlets]
    if not rows:
        return
    with archive.write() as connection:
        known = set(connection.scalars(select(table.c.key).where(table.c.key.in_([row["key"] for row in rows]))))
        if new := [row for row in rows if row["key"] not in known]:
            connection.execute(insert(table), new)
        for row in rows:
            if row["key"] in known:
                connection.execute(update(table).where(table.c.key == row["key"]).values(row))


def load(archive: Archive) -> dict[str, Outlet]:
    """All outlets by key."""
    with archive.read() as connection:
        return {row.key: Outlet(**row._mapping) for row in connection.execute(select(table).order_by(table.c.key))}

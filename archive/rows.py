"""Between values and rows: what more than one module of the archive needs for that."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from archive import schema
from archive.capture import Capture, Provenance
from archive.strings import clean

CAPTURE = [schema.capture.c[name] for name in Capture.__dataclass_fields__]


def capture(row: Row[Any]) -> Capture:
    """The Capture of a row that was selected with the columns ``CAPTURE``, among others."""
    return Capture(*(row._mapping[column] for column in CAPTURE))


def provenance(given: Provenance) -> dict[str, Any]:
    """The columns that a capture and a failure have in common with a Provenance."""
    return {
        "kind": given.kind,
        "source": clean(given.source),
        "via": clean(given.via),
        "origin": clean(given.origin),
        "score": given.score,
    }


class Sources:
    """Keys of the sources that have a row already, so that a capture may refer to its source."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def ensure(self, connection: Connection, keys: set[str]) -> None:
        """Makes bare rows for those of ``keys`` without one. Names and languages come with ``archive.sources.save``."""
        if keys <= self._known:
            return
        there = set(connection.scalars(select(schema.source.c.key).where(schema.source.c.key.in_(keys))))
        if missing := sorted(keys - there):
            connection.execute(insert(schema.source), [{"key": key} for key in missing])
        self._known |= keys

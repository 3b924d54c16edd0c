"""Which document of a canonical URL is the current one, by itself and within each topic.

In force of a capture is the document of the extractor version that ``capture.extractor`` names; of those of one
canonical URL the one that was captured last is current, pages that a web archive replays by the time of their copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from archive.schema import capture, coverage, document

_FORCE = update(capture).where(capture.c.id == bindparam("which")).values(extractor=bindparam("version"))
_DOCUMENT = update(document).where(document.c.id == bindparam("which")).values(current=bindparam("now"))
_AT_ONCE = 500


def put_in_force(connection: Connection, versions: Iterable[tuple[int, str]]) -> None:
    """Notes by capture number whose version's outcome is in force from now on."""
    if rows := [{"which": number, "version": version} for number, version in versions]:
        connection.execute(_FORCE, rows)


def settle(connection: Connection, canonicals: Iterable[str]) -> None:
    """Marks the current document of each of these URLs, and no other."""
    changes = _changes(_rivals(connection, canonicals, select(document.c.current)))
    if changes:
        connection.execute(_DOCUMENT, changes)


def settle_in_topic(connection: Connection, topic_id: int, canonicals: Iterable[str]) -> None:
    """Marks in the topic the current document of each of these URLs among those that are related to it."""
    mine = (coverage.c.document_id == document.c.id) & (coverage.c.topic_id == topic_id)
    changes = _changes(_rivals(connection, canonicals, select(coverage.c.current).join(document, mine)))
    if changes:
        which = (coverage.c.topic_id == topic_id) & (coverage.c.document_id == bindparam("which"))
        connection.execute(update(coverage).where(which).values(current=bindparam("now")), changes)


def _rivals(connection: Connection, canonicals: Iterable[str], query: Select[bool]) -> list[Row[Any]]:
    """Documents of these URLs, the one captured last behind the others; ``force``: whether it is its capture's."""
    force = func.coalesce(document.c.extractor == capture.c.extractor, True).label("force")
    wanted = sorted(set(canonicals))
    found: list[Row[Any]] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = (
            query.add_columns(document.c.id, document.c.canonical, force)
            .join(capture, document.c.capture_id == capture.c.id)
            .where(document.c.canonical.in_(wanted[start : start + _AT_ONCE]))
            .order_by(func.coalesce(capture.c.original_at, capture.c.fetched), document.c.id)
        )
        found += connection.execute(some)
    return found


def _changes(rivals: list[Row[Any]]) -> list[dict[str, Any]]:
    """Which ``current`` flags must change, so that the last in force of each URL has it and no other."""
    last = {row.canonical: row.id for row in rivals if row.force}
    return [
        {"which": row.id, "now": last.get(row.canonical) == row.id}
        for row in rivals
        if row.current != (last.get(row.canonical) == row.id)
    ]

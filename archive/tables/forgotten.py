"""What was taken down and may not come back, and the files that were given away before.

``tombstone.kind`` says what ``what`` is: "url" (canonical), "host", or "capture" (a record's id); ``done`` is None
until nothing of it is left. ``export.members`` are fingerprints of the records in the file (``archive.exports``).
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, Table, UniqueConstraint

from archive.columns import Instant, Words
from archive.tables.base import metadata

tombstone = Table(
    "tombstone",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("captures", Integer, nullable=False, server_default="0"),
    Column("done", Instant),
    UniqueConstraint("kind", "what"),
)

export = Table(
    "export",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("form", Words, nullable=False),
    Column("path", Words, nullable=False),
    Column("selection", JSON, nullable=False),
    Column("members", Words, nullable=False),
)

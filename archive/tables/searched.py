"""Titles and texts as they are looked for (``archive.search.fold``), apart from those that are shown."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from archive.columns import Words
from archive.tables.base import metadata

folded = Table(
    "folded",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Words, nullable=False),
)

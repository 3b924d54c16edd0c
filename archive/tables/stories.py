"""Topics with their seeds, and how documents relate to them; ``current`` marks one of each canonical URL in a topic."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, Table, false

from archive.columns import Instant, Words
from archive.tables.base import metadata

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("saved", Instant, nullable=False),
)

seed = Table(
    "seed",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seed", Words, nullable=False),
    Column("title", Words),
    Column("text", Words, nullable=False),
    Column("language", Words),
    Column("published", Instant),
    Column("agencies", JSON, nullable=False),
)

coverage = Table(
    "coverage",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("relation", Words, nullable=False),
    Column("score", Float, nullable=False),
    Column("nearest", Words, nullable=False),
    Column("current", Boolean, nullable=False, server_default=false()),
    Column("reasons", JSON, nullable=False),
)
Index("ix_coverage_relation", coverage.c.topic_id, coverage.c.current, coverage.c.relation, coverage.c.score)

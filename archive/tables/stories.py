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

# What a person said of a document: it belongs to the topic, or it does not.
feedback = Table(
    "feedback",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("accepted", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

# A story that went into another one keeps its row, so that its number still leads somewhere.
story = Table(
    "story",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("made", Instant, nullable=False),
    Column("merged_into", Integer),
)

story_member = Table(
    "story_member",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("placed", Integer, nullable=False),
    Column("marks", JSON, nullable=False),
)
Index("ix_story_member_number", story_member.c.topic_id, story_member.c.number)

story_change = Table(
    "story_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("other", Integer),
    Column("documents", JSON, nullable=False),
)
Index("ix_story_change_topic_id", story_change.c.topic_id)

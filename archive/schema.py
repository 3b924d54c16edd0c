"""The tables: one schema for SQLite and PostgreSQL.

A text stands in a table of its own (``body``), so that listing a hundred thousand documents never reads one.
``current`` marks the one document of a canonical URL that screens show, in ``coverage`` the one of a topic.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

VERSION = "0001"


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC.

    SQLite keeps no zone, so it goes in as UTC without one and comes out aware; a naive value raises ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the driver: UTC, without a zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the driver: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Named and shaped as Alembic's own, so that migrations can take over a database made today.
version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))

source = Table(
    "source",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text),
    Column("home", Text),
    Column("language", Text),
    Column("country", Text),
)

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("saved", Instant, nullable=False),
)

seed = Table(
    "seed",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("seed", Text, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("language", Text),
    Column("published", Instant),
    Column("agencies", JSON, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("topic", Text),
    Column("settings", JSON, nullable=False),
    Column("software", Text, nullable=False),
    Column("started", Instant, nullable=False),
    Column("ended", Instant),
    Column("outcome", Text),
    Column("counts", JSON),
)

capture = Table(
    "capture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("record_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("fetched", Instant, nullable=False),
    Column("status", Integer),
    Column("mime", Text),
    Column("kind", Text, nullable=False),
    Column("source", ForeignKey("source.key")),
    Column("via", Text),
    Column("origin", Text),
    Column("score", Float),
    Column("digest", Text),
    Column("path", Text, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", Text),
    Column("why", Text),
    # A record id is unique in the world (WARC 1.1, 5.2); URL and time guard against writers that repeat ids.
    UniqueConstraint("record_id", "url", "fetched"),
)
Index(
    "ix_capture_pending",
    capture.c.id,
    sqlite_where=capture.c.outcome.is_(None),
    postgresql_where=capture.c.outcome.is_(None),
)

failure = Table(
    "failure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", ForeignKey("source.key")),
    Column("via", Text),
    Column("origin", Text),
    Column("score", Float),
    Column("why", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("capture_id", ForeignKey("capture.id"), nullable=False),
    Column("extractor", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("current", Boolean, nullable=False, server_default=false()),
    Column("title", Text),
    Column("language", Text),
    Column("published", Instant),
    Column("published_found", Text),
    Column("published_precision", Text),
    Column("published_zone_known", Boolean),
    Column("updated", Instant),
    Column("updated_found", Text),
    Column("updated_precision", Text),
    Column("updated_zone_known", Boolean),
    Column("section", Text),
    Column("canonical_url", Text),
    Column("charset", Text),
    Column("bylines", JSON, nullable=False),
    Column("agencies", JSON, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("origins", JSON, nullable=False),
    Column("made", Instant, nullable=False),
    UniqueConstraint("capture_id", "extractor"),
)
Index("ix_document_canonical", document.c.canonical, document.c.current)

body = Table(
    "body",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
)

rail = Table(
    "rail",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("heading", Text),
    Column("lines", JSON, nullable=False),
)

coverage = Table(
    "coverage",
    metadata,
    Column("topic_id", ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("relation", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("nearest", Text, nullable=False),
    Column("current", Boolean, nullable=False, server_default=false()),
    Column("reasons", JSON, nullable=False),
)
Index("ix_coverage_relation", coverage.c.topic_id, coverage.c.current, coverage.c.relation, coverage.c.score)

copy = Table(
    "copy",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("of_id", ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
    Column("share", Float, nullable=False),
)

sketch = Table(
    "sketch",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

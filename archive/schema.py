"""The tables: one schema for SQLite and PostgreSQL.

A text stands in a table of its own (``body``), so that listing a hundred thousand documents never reads one.
``current`` marks the one document of a canonical URL that screens show, in ``coverage`` the one of a topic.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    func,
)

from archive.columns import Instant, Words

VERSION = "0001"


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
    Column("key", Words, primary_key=True),
    Column("name", Words),
    Column("home", Words),
    Column("language", Words),
    Column("country", Words),
)

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

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("topic", Words),
    Column("settings", JSON, nullable=False),
    Column("software", Words, nullable=False),
    Column("started", Instant, nullable=False),
    Column("ended", Instant),
    Column("outcome", Words),
    Column("counts", JSON),
)

capture = Table(
    "capture",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("record_id", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("fetched", Instant, nullable=False),
    Column("status", Integer),
    Column("mime", Words),
    Column("kind", Words, nullable=False),
    Column("source", ForeignKey("source.key")),
    Column("via", Words),
    Column("origin", Words),
    Column("score", Float),
    Column("digest", Words),
    Column("path", Words, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", Words),
    Column("why", Words),
    # A record id is unique in the world (WARC 1.1, 5.2); URL and time guard against writers that repeat ids.
    UniqueConstraint("record_id", "url", "fetched").ddl_if(dialect="sqlite"),
)
# PostgreSQL refuses a row with more than 8 kB in a key, and any page may link to a URL as long as that.
Index(
    "uq_capture_record_id", func.md5(capture.c.record_id), func.md5(capture.c.url), capture.c.fetched, unique=True
).ddl_if(dialect="postgresql")
Index("ix_capture_record_id", capture.c.record_id, postgresql_using="hash").ddl_if(dialect="postgresql")
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
    Column("url", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Words, nullable=False),
    Column("source", ForeignKey("source.key")),
    Column("via", Words),
    Column("origin", Words),
    Column("score", Float),
    Column("why", Words, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("capture_id", ForeignKey("capture.id"), nullable=False),
    Column("extractor", Words, nullable=False),
    Column("canonical", Words, nullable=False),
    Column("current", Boolean, nullable=False, server_default=false()),
    Column("title", Words),
    Column("language", Words),
    Column("published", Instant),
    Column("published_found", Words),
    Column("published_precision", Words),
    Column("published_zone_known", Boolean),
    Column("updated", Instant),
    Column("updated_found", Words),
    Column("updated_precision", Words),
    Column("updated_zone_known", Boolean),
    Column("section", Words),
    Column("canonical_url", Words),
    Column("charset", Words),
    Column("bylines", JSON, nullable=False),
    Column("agencies", JSON, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("origins", JSON, nullable=False),
    Column("made", Instant, nullable=False),
    UniqueConstraint("capture_id", "extractor"),
)
Index("ix_document_canonical", document.c.canonical, document.c.current).ddl_if(dialect="sqlite")
Index("ix_document_canonical", document.c.canonical, postgresql_using="hash").ddl_if(dialect="postgresql")

body = Table(
    "body",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Words, nullable=False),
)

rail = Table(
    "rail",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", Words, nullable=False),
    Column("heading", Words),
    Column("lines", JSON, nullable=False),
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

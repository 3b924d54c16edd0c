"""What was fetched, by which run, from which outlet, and what came of it.

Of a capture, ``record`` is the type of its WARC record; a revisit's ``refers_*`` name the record that has the payload
(WARC 1.1, 5.11, 5.14, 5.15). ``extractor``: the version whose outcome is in force. Of a page that a web archive
replays, ``original_url`` and ``original_at`` say what it is a copy of, and as of when. ``robots``: what page and fields
forbid to robots (extract.opening.robots).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    func,
)

from archive.columns import Instant, Words
from archive.tables.base import metadata

source = Table(
    "source",
    metadata,
    Column("key", Words, primary_key=True),
    Column("name", Words),
    Column("home", Words),
    Column("language", Words),
    Column("country", Words),
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
    Column("record", Words, nullable=False, server_default="response"),
    Column("refers_to", Words),
    Column("refers_url", Words),
    Column("refers_at", Instant),
    Column("extractor", Words),
    Column("original_url", Words),
    Column("original_at", Instant),
    Column("robots", Words),
    # A record id is unique in the world (WARC 1.1, 5.2); URL and time guard against writers that repeat ids.
    UniqueConstraint("record_id", "url", "fetched").ddl_if(dialect="sqlite"),
)
# PostgreSQL refuses a row with more than 8 kB in a key, and any page may link to a URL as long as that.
Index(
    "uq_capture_record_id", func.md5(capture.c.record_id), func.md5(capture.c.url), capture.c.fetched, unique=True
).ddl_if(dialect="postgresql")
Index("ix_capture_record_id", capture.c.record_id, postgresql_using="hash").ddl_if(dialect="postgresql")
Index("ix_capture_digest", capture.c.digest, postgresql_using="hash")
Index("ix_capture_source", capture.c.source, capture.c.id)
Index("ix_capture_path", capture.c.path, postgresql_using="hash")
Index(
    "ix_capture_pending",
    capture.c.id,
    sqlite_where=capture.c.outcome.is_(None),
    postgresql_where=capture.c.outcome.is_(None),
)

# What a newer extractor made of captures, until it is made current.
reading = Table(
    "reading",
    metadata,
    Column("capture_id", ForeignKey("capture.id"), primary_key=True),
    Column("extractor", Words, primary_key=True),
    Column("outcome", Words, nullable=False),
    Column("why", Words),
    Column("made", Instant, nullable=False),
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

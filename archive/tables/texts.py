"""Documents: what an extractor made of a capture.

A text stands in a table of its own (``body``), so that listing a hundred thousand documents never reads one.
``current`` marks the one document of a canonical URL that screens show.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    false,
)

from archive.columns import Instant, Words
from archive.tables.base import metadata

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
    Column("tags", JSON, nullable=False, server_default="[]"),
    Column("rights", JSON, nullable=False, server_default="[]"),
    Column("parts", JSON, nullable=False, server_default="[]"),
    Column("picture", Words),
    Column("picture_caption", Words),
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

# The lines of a host's first articles, as fingerprints with the lines' lengths.
template_article = Table(
    "template_article",
    metadata,
    Column("host", Words, primary_key=True),
    Column("canonical", Words, primary_key=True),
    Column("prints", JSON, nullable=False),
)

# What was found to stand on several of them, as it was known when ``articles`` were.
template = Table(
    "template",
    metadata,
    Column("host", Words, primary_key=True),
    Column("version", Words, primary_key=True),
    Column("articles", Integer, nullable=False),
    Column("prints", JSON, nullable=False),
    Column("made", Instant, nullable=False),
)

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
    Column("found_by", LargeBinary),
)

# What a model of meaning made of a document; only of those that were asked for.
meaning = Table(
    "meaning",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("model", Words, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

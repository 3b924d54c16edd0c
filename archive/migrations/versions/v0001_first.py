"""0001: the tables as they were first made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table, in an order in which each finds those that it refers to."""
    _source()
    _topic()
    _run()
    _capture()
    _capture_indexes()
    _failure()
    _document()
    _texts()
    _coverage()


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("home", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.PrimaryKeyConstraint("key", name="pk_source"),
    )


def _topic() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.UniqueConstraint("name", name="uq_topic_name"),
    )
    op.create_table(
        "seed",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("published", sa.DateTime(timezone=True)),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "position", name="pk_seed"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_seed_topic_id_topic", ondelete="CASCADE"),
    )


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.Column("counts", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )


def _capture() -> None:
    once = []
    if op.get_bind().dialect.name == "sqlite":
        once.append(sa.UniqueConstraint("record_id", "url", "fetched", name="uq_capture_record_id"))
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("mime", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("via", sa.Text()),
        sa.Column("origin", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("digest", sa.Text()),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("outcome", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_capture"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_capture_run_id_run"),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name="fk_capture_source_source"),
        *once,
    )


def _capture_indexes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "uq_capture_record_id",
            "capture",
            [sa.func.md5(sa.column("record_id")), sa.func.md5(sa.column("url")), sa.column("fetched")],
            unique=True,
        )
        op.create_index("ix_capture_record_id", "capture", ["record_id"], postgresql_using="hash")
    waits = sa.text("outcome IS NULL")
    op.create_index("ix_capture_pending", "capture", ["id"], sqlite_where=waits, postgresql_where=waits)


def _failure() -> None:
    op.create_table(
        "failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("via", sa.Text()),
        sa.Column("origin", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_failure"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_failure_run_id_run"),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name="fk_failure_source_source"),
    )


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("title", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("published", sa.DateTime(timezone=True)),
        sa.Column("published_found", sa.Text()),
        sa.Column("published_precision", sa.Text()),
        sa.Column("published_zone_known", sa.Boolean()),
        sa.Column("updated", sa.DateTime(timezone=True)),
        sa.Column("updated_found", sa.Text()),
        sa.Column("updated_precision", sa.Text()),
        sa.Column("updated_zone_known", sa.Boolean()),
        sa.Column("section", sa.Text()),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("charset", sa.Text()),
        sa.Column("bylines", sa.JSON(), nullable=False),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("captions", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("capture_id", "extractor", name="uq_document_capture_id"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_document_capture_id_capture"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_document_canonical", "document", ["canonical"], postgresql_using="hash")
    else:
        op.create_index("ix_document_canonical", "document", ["canonical", "current"])


def _texts() -> None:
    op.create_table(
        "body",
        *_of_document("body"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_body"),
    )
    op.create_table(
        "rail",
        *_of_document("rail"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text()),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "position", name="pk_rail"),
    )
    op.create_table(
        "copy",
        *_of_document("copy"),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_copy"),
        sa.ForeignKeyConstraint(["of_id"], ["document.id"], name="fk_copy_of_id_document", ondelete="CASCADE"),
    )
    op.create_table(
        "sketch",
        *_of_document("sketch"),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_sketch"),
    )


def _coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        *_of_document("coverage"),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("nearest", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "document_id", name="pk_coverage"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_coverage_topic_id_topic", ondelete="CASCADE"),
    )
    op.create_index("ix_coverage_relation", "coverage", ["topic_id", "current", "relation", "score"])


def _of_document(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_document_id_document"
    return (
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=name, ondelete="CASCADE"),
    )

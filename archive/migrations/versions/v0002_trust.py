"""0002: revisits and what they refer to, the extractor in force, readings that wait to be made current."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.folding import fold

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds columns and tables; every row that was there stays."""
    _capture()
    _document()
    _reading()
    _folded()
    _planned()
    _stories()
    _templates()


def _capture() -> None:
    op.add_column("capture", sa.Column("record", sa.Text(), nullable=False, server_default="response"))
    for name in ("refers_to", "refers_url", "extractor"):
        op.add_column("capture", sa.Column(name, sa.Text()))
    op.add_column("capture", sa.Column("refers_at", sa.DateTime(timezone=True)))
    op.create_index("ix_capture_digest", "capture", ["digest"], postgresql_using="hash")
    op.create_index("ix_capture_source", "capture", ["source", "id"])
    op.create_index("ix_capture_path", "capture", ["path"], postgresql_using="hash")
    op.execute("UPDATE capture SET record = 'revisit' WHERE why = 'revisit'")
    op.execute(
        "UPDATE capture SET extractor = (SELECT extractor FROM document WHERE capture_id = capture.id"
        " ORDER BY id DESC LIMIT 1)"
    )


def _document() -> None:
    for name in ("tags", "rights", "parts"):
        op.add_column("document", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    for name in ("picture", "picture_caption"):
        op.add_column("document", sa.Column(name, sa.Text()))


def _folded() -> None:
    op.create_table(
        "folded",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_folded"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_folded_document_id_document", ondelete="CASCADE"
        ),
    )
    table = sa.table("folded", sa.column("document_id", sa.Integer()), sa.column("text", sa.Text()))
    query = sa.text(
        "SELECT d.id, coalesce(d.title, '') || chr10 || b.text FROM document d JOIN body b ON b.document_id = d.id"
        " WHERE d.id > :behind ORDER BY d.id LIMIT 200".replace("chr10", "'\n'")
    )
    behind = 0
    while rows := op.get_bind().execute(query, {"behind": behind}).all():
        behind = rows[-1][0]
        op.bulk_insert(table, [{"document_id": number, "text": fold(text)} for number, text in rows])


def _reading() -> None:
    op.create_table(
        "reading",
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("capture_id", "extractor", name="pk_reading"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_reading_capture_id_capture"),
    )


def _planned() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("every", "zone")),
        sa.Column("jitter", sa.Float(), nullable=False),
        sa.Column("on_failure", sa.Text()),
        sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(sa.Column(name, instant, nullable=False) for name in ("added", "nominal", "next_due")),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", instant),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
        sa.UniqueConstraint("name", name="uq_schedule_name"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        *(sa.Column(name, instant, nullable=False) for name in ("due", "started")),
        sa.Column("ended", instant),
        sa.Column("outcome", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("not_before", instant),
        sa.Column("run_id", sa.Integer()),
        sa.Column("counts", sa.JSON()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("schedule_id", "due", name="uq_job_schedule_id"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedule.id"], name="fk_job_schedule_id_schedule", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_job_run_id_run"),
    )
    _fetch_state(instant)


def _fetch_state(instant: sa.DateTime) -> None:
    op.create_table(
        "fetch_state",
        sa.Column("key", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("url", "kind")),
        sa.Column("source", sa.Text()),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Text()),
        sa.Column("capture_id", sa.Integer()),
        *(sa.Column(name, sa.Text()) for name in ("digest", "etag", "last_modified")),
        *(sa.Column(name, instant, nullable=False) for name in ("first", "checked")),
        sa.Column("due", instant),
        sa.Column("interval", sa.Float()),
        sa.Column("streak", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("leads", sa.Text()),
        sa.PrimaryKeyConstraint("key", name="pk_fetch_state"),
        sa.ForeignKeyConstraint(
            ["capture_id"], ["capture.id"], name="fk_fetch_state_capture_id_capture", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_fetch_state_due", "fetch_state", ["source", "due"])


def _of_topic(*more: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in ("topic_id", *more))


def _keys(table: str, *names: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=f"fk_{table}_{name}_id_{name}", ondelete="CASCADE")
        for name in names
    )


def _stories() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "feedback",
        *_of_topic("document_id"),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "document_id", name="pk_feedback"),
        *_keys("feedback", "topic", "document"),
    )
    op.create_table(
        "story",
        *_of_topic("number"),
        sa.Column("made", instant, nullable=False),
        sa.Column("merged_into", sa.Integer()),
        sa.PrimaryKeyConstraint("topic_id", "number", name="pk_story"),
        *_keys("story", "topic"),
    )
    op.create_table(
        "story_member",
        *_of_topic("document_id", "number", "placed"),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "document_id", name="pk_story_member"),
        *_keys("story_member", "topic", "document"),
    )
    op.create_index("ix_story_member_number", "story_member", ["topic_id", "number"])
    op.create_table(
        "story_change",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_topic(),
        sa.Column("at", instant, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer()),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story_change"),
        *_keys("story_change", "topic"),
    )
    op.create_index("ix_story_change_topic_id", "story_change", ["topic_id"])


def _templates() -> None:
    op.create_table(
        "template_article",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("host", "canonical")),
        sa.Column("prints", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("host", "canonical", name="pk_template_article"),
    )
    op.create_table(
        "template",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("host", "version")),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("prints", sa.JSON(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "version", name="pk_template"),
    )

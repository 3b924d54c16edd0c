"""0003: what was taken down, what was exported, what a replayed page is a copy of, and an index over texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0003"
down_revision = "0002"

_SQLITE = (
    "CREATE VIRTUAL TABLE folded_grams USING fts5(text, content='', detail=none, columnsize=0,"
    ' tokenize="trigram case_sensitive 1")',
    "CREATE VIRTUAL TABLE folded_grams_said USING fts5vocab('folded_grams', 'row')",
    "CREATE TRIGGER folded_grams_add AFTER INSERT ON folded BEGIN INSERT INTO folded_grams(rowid, text)"
    " VALUES (new.document_id, new.text || char(10, 10)); END",
    "CREATE TRIGGER folded_grams_drop AFTER DELETE ON folded BEGIN INSERT INTO folded_grams(folded_grams, rowid, text)"
    " VALUES ('delete', old.document_id, old.text || char(10, 10)); END",
    "INSERT INTO folded_grams(rowid, text) SELECT document_id, text || char(10, 10) FROM folded",
)
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_folded_text ON folded USING gin (text gin_trgm_ops)",
)


def upgrade() -> None:
    """Adds columns and tables; every row that was there stays."""
    _originals()
    _taken_down()
    _likeness()
    _index()


def _originals() -> None:
    op.add_column("capture", sa.Column("original_url", sa.Text()))
    op.add_column("capture", sa.Column("original_at", sa.DateTime(timezone=True)))
    op.add_column("capture", sa.Column("robots", sa.Text()))


def _likeness() -> None:
    op.add_column("sketch", sa.Column("found_by", sa.LargeBinary()))
    op.create_table(
        "meaning",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "model", name="pk_meaning"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_meaning_document_id_document", ondelete="CASCADE"
        ),
    )


def _taken_down() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "what", "reason")),
        sa.Column("at", instant, nullable=False),
        sa.Column("captures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("done", instant),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("kind", "what", name="uq_tombstone_kind"),
    )
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("form", "path")),
        sa.Column("selection", sa.JSON(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export"),
    )


def _index() -> None:
    """Written out, as it was when this step was released: ``archive.tables.searched`` may go on."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
        return
    try:
        with connection.begin_nested():
            for statement in _POSTGRESQL:
                connection.execute(sa.text(statement))
    except DBAPIError:
        return  # who runs the server does not give the extension to everybody

"""0003: what was taken down, what was exported, what a replayed page is a copy of, and an index over texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archive.tables.searched import make_index

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds columns and tables; every row that was there stays."""
    _originals()
    _taken_down()
    _likeness()
    make_index(op.get_bind())


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

"""0002: revisits and what they refer to, the extractor in force, readings that wait to be made current."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds columns and tables; every row that was there stays."""
    _capture()
    _reading()


def _capture() -> None:
    op.add_column("capture", sa.Column("record", sa.Text(), nullable=False, server_default="response"))
    for name in ("refers_to", "refers_url", "extractor"):
        op.add_column("capture", sa.Column(name, sa.Text()))
    op.add_column("capture", sa.Column("refers_at", sa.DateTime(timezone=True)))
    op.create_index("ix_capture_digest", "capture", ["digest"], postgresql_using="hash")
    op.create_index("ix_capture_path", "capture", ["path"], postgresql_using="hash")
    op.execute("UPDATE capture SET record = 'revisit' WHERE why = 'revisit'")
    op.execute(
        "UPDATE capture SET extractor = (SELECT extractor FROM document WHERE capture_id = capture.id"
        " ORDER BY id DESC LIMIT 1)"
    )


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

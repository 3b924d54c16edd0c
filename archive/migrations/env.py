"""Run by Alembic: the steps, on the connection and within the transaction that ``archive.upgrade`` gives."""

from __future__ import annotations

from alembic import context

from archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # A copy-and-move of a table drops it, and with foreign keys on what refers to it; ``archive.upgrade`` has them off.
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()

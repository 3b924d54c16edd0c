"""What all tables hang on: names of keys and indexes, and the mark of the schema's version."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

VERSION = "0003"  # the newest of archive/migrations/versions

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Named and shaped as Alembic's own.
version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))

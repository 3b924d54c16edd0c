"""Types of columns: what SQLite and PostgreSQL keep differently goes in and comes out the same."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

from archive.strings import clean


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC.

    SQLite keeps no zone, so it goes in as UTC without one and comes out aware; a naive value raises ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the driver: UTC, without a zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the driver: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """A text of any origin, kept as ``archive.strings.clean`` gives it, and looked for in the same way.

    PostgreSQL takes no NUL and neither database a lone surrogate, which arguments and JSON feeds bring with them.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the driver: without NUL and lone surrogates."""
        return clean(value)

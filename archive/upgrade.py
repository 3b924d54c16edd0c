"""A database that an earlier version made becomes one of this version, or stays as it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, func, inspect, select, table

from archive import database, schema
from archive.errors import ArchiveError, FolderUnusable
from archive.tables.searched import is_index

_log = logging.getLogger(__name__)


def upgrade(engine: Engine, found: str) -> Path | None:
    """Takes the database from the version ``found`` to ``schema.VERSION``, in one transaction.

    A SQLite file is copied first; gives the copy's path, None for PostgreSQL or when another process was quicker.
    Raises FolderUnusable when the version is unknown, so newer than this program; DiskFull and ArchiveError when the
    database refuses, or rows would be lost: it is then as before.
    """
    config = _config()
    if found not in {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}:
        raise FolderUnusable(
            f"the database has schema {found}, this program knows up to {schema.VERSION}: "
            "use the newer version of cuttings that made it"
        )
    with _alone(engine) as connection:
        now = connection.scalar(select(schema.version.c.version_num))
        if now == schema.VERSION:
            return None
        copy = _copy(engine, found)
        before = _counts(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, schema.VERSION)
        _check(connection, before)
    _log.warning("the database was brought from schema %s to %s", found, schema.VERSION)
    return copy


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One write transaction that nobody else can begin meanwhile, on SQLite without foreign keys.

    With them on, a table that is dropped to be made anew takes along all rows that refer to it.
    """
    if engine.dialect.name == "postgresql":
        with database.writing(engine) as connection:
            database.lock(connection)
            yield connection
        return
    with database.told(), engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr] # it is open
        try:
            with database.writing_on(connection):
                yield connection
        finally:
            connection.invalidate()  # the next one has foreign keys on again


def _copy(engine: Engine, found: str) -> Path | None:
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return None
    path = Path(engine.url.database)
    copy = next(
        one
        for number in range(1, 10_000)
        if not (one := path.with_name(f"{path.name}.schema-{found}" + (f"-{number}" if number > 1 else ""))).exists()
    )
    database.copy(path, copy)
    return copy


def _counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {
        name: connection.scalar(select(func.count()).select_from(table(name, column("x")))) or 0
        for name in names
        if name != schema.version.name and not is_index(name)
    }


def _check(connection: Connection, before: dict[str, int]) -> None:
    after = _counts(connection)
    lost = [
        f"{name} ({rows} rows, then {after.get(name, 0)})" for name, rows in before.items() if after.get(name) != rows
    ]
    if lost:
        raise ArchiveError(f"the upgrade would lose rows of {', '.join(lost)}: nothing was changed, please report it")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ArchiveError(
                f"the upgrade would break references of {broken[0][0]}: nothing was changed, please report it"
            )

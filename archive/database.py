"""The database behind an archive: SQLite in the data folder, or PostgreSQL by its URL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from urllib.parse import parse_qsl

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from archive import schema
from archive.errors import ArchiveBusy, ArchiveError, DiskFull, FolderUnusable
from archive.strings import clean

BUSY_SECONDS = 30.0
FILE = "cuttings.db"
_WRITING = "cuttings_writing"
_MAKING = 0x63757474  # any number of our own
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one for every value
_NO_ROOM = ("database or disk is full", "disk i/o error", "no space left")


def connect(folder: Path, url: str | None = None, *, read_only: bool = False) -> Engine:
    """An engine on ``folder``/cuttings.db, or on the PostgreSQL that ``url`` names (psycopg 3).

    The tables are not looked at yet: see ``prepare``. ``read_only``: a SQLite file in a folder that may not be written.
    Raises FolderUnusable for a URL that names no database of ours.
    """
    if not url:
        where = URL.create("sqlite", database=str(folder / FILE))
        if read_only:
            file, _, said = _to_read(folder / FILE, alone=True).partition("?")
            where = URL.create("sqlite", database=file, query={**dict(parse_qsl(said)), "uri": "true"})
        engine = create_engine(where, json_serializer=_to_json)
        event.listen(engine, "connect", _set_up_to_read if read_only else _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise FolderUnusable("CUTTINGS_DATABASE_URL must start with postgresql://; leave it out for SQLite")
        return create_engine(parsed.set(drivername="postgresql+psycopg"), json_serializer=_to_json, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise FolderUnusable(f"CUTTINGS_DATABASE_URL cannot be used: {_line(error)}") from error


def _to_read(path: Path, *, alone: bool) -> str:
    """How SQLite opens a file to read from it. ``alone``: in a folder that nobody may write.

    There SQLite can make no files for what is shared with a writer; without any the file stays as it is while we read.
    """
    shared, log = (path.with_name(f"{path.name}-{ending}") for ending in ("shm", "wal"))
    is_still = alone and not shared.exists() and not (log.exists() and log.stat().st_size)
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if is_still else ''}"


def check(path: Path, *, read_only: bool = False) -> None:
    """Looks whether the SQLite file ``path`` is ours or empty, and changes nothing; all is well when it is not there.

    ``read_only``: its folder may not be written. Raises FolderUnusable when it is no database, is damaged, or holds
    another program's tables; DiskFull when the disk is too full to read it.
    """
    if not path.exists():
        return
    if not path.is_file():
        raise _unusable(path, "it is no file")
    try:
        with closing(sqlite3.connect(_to_read(path, alone=read_only), uri=True)) as connection:
            connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        raise _no_room(error) or _unusable(path, str(error)) from error
    if tables and schema.version.name not in tables:
        raise _unusable(path, "it holds another program's tables")


def copy(path: Path, to: Path, *, read_only: bool = False) -> None:
    """Writes one state of the SQLite file ``path`` as the new file ``to``, whoever else works with it.

    ``read_only``: the folder of ``path`` may not be written. Raises DiskFull, or ArchiveError for another fault; ``to``
    is not there then.
    """
    try:
        where = _to_read(path, alone=True) if read_only else path.absolute().as_uri()
        with closing(sqlite3.connect(where, uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as error:
        to.unlink(missing_ok=True)
        raise _no_room(error) or ArchiveError(f"{path.name} cannot be copied ({error}): check the disk") from error


def compact(engine: Engine) -> None:
    """Writes a SQLite file anew without what was deleted from it; PostgreSQL's own VACUUM does that in its time.

    Raises DiskFull, or ArchiveError for another fault; nothing is changed then.
    """
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return
    engine.dispose()
    try:
        with closing(sqlite3.connect(engine.url.database, timeout=BUSY_SECONDS)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise _no_room(error) or ArchiveError(f"the database cannot be written anew ({error}): try again") from error


def prepare(engine: Engine) -> None:
    """Makes the tables where there are none, and brings those of an earlier version to this one (``archive.upgrade``).

    Raises FolderUnusable when the database cannot be opened, is damaged, or was made by a newer version.
    """
    try:
        found = _version(engine)
        if found is None:
            with writing(engine) as connection:
                lock(connection)  # two programs may come first at once
                schema.metadata.create_all(connection)
                if connection.scalar(select(schema.version.c.version_num)) is None:
                    connection.execute(insert(schema.version), {"version_num": schema.VERSION})
            found = _version(engine)
    except DiskFull:
        raise
    except ArchiveError as error:
        if engine.dialect.name == "sqlite":
            raise _unusable(engine.url.database, str(error)) from error
        raise FolderUnusable(f"the database cannot be opened: {error}") from error
    if found is not None and found != schema.VERSION:
        from archive import upgrade  # noqa: PLC0415 - Alembic is needed once in a database's life

        upgrade.upgrade(engine, found)


def look(engine: Engine) -> None:
    """Whether a database that may only be read has our tables as they are. Raises FolderUnusable where it has not."""
    try:
        found = _version(engine)
    except ArchiveError as error:
        raise _unusable(engine.url.database, f"{error}, readonly") from error
    if found != schema.VERSION:
        raise FolderUnusable(
            f"the database has schema {found}, this program reads {schema.VERSION}, and the folder may only be read: "
            "copy it to where you may write"
        )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction, committed at the end and rolled back on any exception.

    SQLite takes its write lock at once (BEGIN IMMEDIATE): a deferred one fails instead of waiting when two writers
    meet. Raises DiskFull when there is no room, ArchiveError for any other fault of the database.
    """
    with told(), engine.connect() as connection, writing_on(connection):
        yield connection


@contextmanager
def writing_on(connection: Connection) -> Iterator[None]:
    """``writing`` on a connection that is there already and has no transaction."""
    with connection.execution_options(**{_WRITING: True}).begin():
        yield


def lock(connection: Connection) -> None:
    """Waits until no other program makes or changes tables; until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MAKING)))


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction, which sees one state of the database. Raises as ``writing`` does."""
    # SQLite's own transactions see one state; PostgreSQL's would see a new one with every statement.
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with told(), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong in the database inside comes out as ArchiveBusy, DiskFull or ArchiveError, in one line."""
    try:
        yield
    except DBAPIError as error:
        if "database is locked" in str(error.orig):
            waited = "another process has kept the database locked for too long: wait for it, or see what holds it up"
            raise ArchiveBusy(waited) from error
        raise _no_room(error.orig) or ArchiveError(f"the database refused: {_line(error.orig)}") from error
    except SQLAlchemyError as error:
        raise ArchiveError(f"the database refused: {_line(error)}") from error


def _no_room(error: BaseException | None) -> DiskFull | None:
    if any(text in str(error).lower() for text in _NO_ROOM):
        return DiskFull("no room left for the database: free some space and run the same command again")
    return None


def _version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        if not inspect(connection).has_table(schema.version.name):
            return None
        return connection.scalar(select(schema.version.c.version_num))


def _unusable(path: object, why: str) -> FolderUnusable:
    is_closed = any(word in str(why) for word in ("readonly", "unable to open"))
    remedy = "make it and its folder writable" if is_closed else "move it away"
    return FolderUnusable(f"{path} cannot be used ({why}): {remedy}, or choose another folder with --data")


def _to_json(value: object) -> str:
    return clean(_JSON.encode(value))


def _line(error: BaseException | None) -> str:
    return str(error).strip().split("\n", 1)[0]


def _set_up_sqlite(connection: SqliteConnection, entry: ConnectionPoolEntry) -> None:
    _set_up_to_read(connection, entry)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_to_read(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is deferred and late: we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={int(BUSY_SECONDS * 1000)}", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

"""The archive on disk: the data folder, its database and the lock of its one writer. Start reading here."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TextIO

from sqlalchemy import Connection, Engine

from archive import database
from archive.errors import ArchiveBusy, ArchiveError, FolderUnusable

WARCS = "archive"
_FOLDERS = (WARCS, "indexes", "logs")
_WRITING = "writing.lock"
_LOOKED = 0.05  # seconds; who looks whether a lock is held has it for a moment
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class Archive:
    """An open data folder; use ``Archive.open``, and close it (it is a context manager).

    ``folder`` is absolute. ``engine`` reads (each transaction sees one state); write with ``write()``.
    ``database_url`` is None for SQLite. ``read_only``: what is here may be read, and nothing written.
    Threads may share it, processes must each open their own.
    """

    def __init__(self, folder: Path, engine: Engine, database_url: str | None, *, read_only: bool = False) -> None:
        self.folder = folder
        self.engine = engine
        self.database_url = database_url
        self.read_only = read_only

    @classmethod
    def open(cls, folder: Path, *, create: bool = True, database_url: str | None = None) -> Archive:
        """Opens the data folder, making it and its database when ``create``.

        ``database_url`` None means the environment's CUTTINGS_DATABASE_URL, and SQLite in the folder without it; ""
        means SQLite in any case. Without ``create`` a folder that may not be written is opened to be read.
        Raises FolderUnusable: it cannot be made or written, there is no archive in it and ``create`` is False, or its
        database is damaged, of another program or of another version; nothing is made in it then.
        """
        folder = folder.expanduser().absolute()
        url = (os.environ.get("CUTTINGS_DATABASE_URL") if database_url is None else database_url) or None
        if not create and not (folder / WARCS).is_dir():
            raise FolderUnusable(f"no archive in {folder}: crawl or replay into it first, or name another with --data")
        read_only = not create and _may_only_be_read(folder)
        if url is None:
            database.check(folder / database.FILE, read_only=read_only)
            if not read_only:
                _make(folder)
        engine = database.connect(folder, url, read_only=read_only)
        try:
            if read_only and url is None:
                database.look(engine)
            else:
                database.prepare(engine)
            if url is not None and not read_only:
                _make(folder)
        except ArchiveError:
            engine.dispose()
            raise
        return cls(folder, engine, url, read_only=read_only and url is None)

    def close(self) -> None:
        """Closes the database connections; open locks are not touched. May be called twice."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction: commits at the end, rolls back on any exception. Keep it short.

        Raises DiskFull when there is no room, FolderUnusable where all may only be read, ArchiveError for any other
        fault of the database.
        """
        self._check_writable()
        with database.writing(self.engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read transaction: sees one state of the database. Raises ArchiveError for any fault of it."""
        with database.reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the folder for one crawl or replay; raises ArchiveBusy at once when another process holds it."""
        with self.locked(_WRITING):
            yield

    def note(self, said: str) -> None:
        """Lets whoever asks ``held`` know what the process that holds the folder does. Call it while holding it.

        On a full disk nothing is noted.
        """
        with suppress(OSError):
            (self.folder / _WRITING).write_text(said, encoding="utf-8")

    def held(self) -> str | None:
        """What the process that holds the folder has noted, "" before it has; None when none holds it.

        Where the file system cannot tell (it has no locks), it is None too.
        """
        try:
            with (self.folder / _WRITING).open(encoding="utf-8", errors="replace") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return handle.read()
        except OSError:
            return None
        return None

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Holds the lock file ``name`` in the folder until the end; the kernel frees it when the process dies.

        Raises ArchiveBusy at once when it is held elsewhere, by this process too; FolderUnusable when it cannot be
        made.
        """
        self._check_writable()
        try:
            held = (self.folder / name).open("a")
        except OSError as error:
            raise _unusable(self.folder, error) from error
        with held as handle:
            try:
                _lock(handle)
                handle.truncate(0)
            except BlockingIOError:
                raise ArchiveBusy(
                    f"another process is writing {self.folder}: wait for it, or use another --data"
                ) from None
            except OSError as error:  # not every file system has locks
                raise _unusable(self.folder, error) from error
            yield

    def _check_writable(self) -> None:
        if self.read_only:
            what = "may only be read: make it and its database writable, or copy it to where you may write"
            raise FolderUnusable(f"the data folder {self.folder} {what}")


def _lock(handle: TextIO) -> None:
    """Takes the lock. Raises BlockingIOError when it is held, OSError where there are no locks."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(_LOOKED)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _make(folder: Path) -> None:
    try:
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        _try(folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def _try(folder: Path) -> None:
    """Writes into the folder. Raises OSError."""
    probe = folder / f".probe-{os.getpid()}"
    probe.touch()
    probe.unlink(missing_ok=True)  # a thread of this process may have been quicker


def _may_only_be_read(folder: Path) -> bool:
    file = folder / database.FILE
    try:
        _try(folder)
    except OSError as error:
        return error.errno in _FORBIDDEN
    return file.exists() and not os.access(file, os.W_OK)


def _unusable(folder: Path, error: OSError) -> FolderUnusable:
    what = error.strerror or type(error).__name__
    hint = "free some space" if error.errno == errno.ENOSPC else "choose another with --data"
    return FolderUnusable(f"the data folder {folder} cannot be used ({what}): {hint}")

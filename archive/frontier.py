"""The frontier: URLs that wait, are being fetched or are done, in a file of their own, so that the crawler never waits
behind a batch of full texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal, Self

from archive.errors import DiskFull, FolderUnusable
from archive.strings import clean

State = Literal["waiting", "fetching", "done", "failed", "refused"]

_TABLE = """
CREATE TABLE IF NOT EXISTS frontier (
  url TEXT PRIMARY KEY, priority REAL NOT NULL, kind TEXT NOT NULL, source TEXT, origin TEXT, via TEXT,
  score REAL, title TEXT, stated TEXT, state TEXT NOT NULL DEFAULT 'waiting'
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL to fetch.

    ``priority``: higher is fetched first. ``kind``, ``source``, ``origin``, ``via`` and ``score``: as in
    archive.capture.Provenance. ``title``: headline or anchor text where it was found. ``stated``: when it was last
    changed, as the list that names it says (else when it was published): an ISO 8601 instant, None where it says none.
    """

    url: str
    priority: float = 0.0
    kind: str = "page"
    source: str | None = None
    origin: str | None = None
    via: str | None = None
    score: float | None = None
    title: str | None = None
    stated: str | None = None


# A disk that is full refuses the memory that SQLite maps beside its log with an I/O error.
_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR")


def _row(entry: Entry) -> tuple[object, ...]:
    """Titles come from pages and JSON feeds, which may escape what no database takes."""
    return tuple(clean(value) if isinstance(value, str) else value for value in astuple(entry))


_COLUMNS = ", ".join(column.name for column in fields(Entry))
_ADD = f"INSERT OR IGNORE INTO frontier ({_COLUMNS}) VALUES ({', '.join('?' * len(fields(Entry)))})"  # noqa: S608 - constants


class Frontier:
    """``folder``/frontier.db, made when missing; for one process, which holds ``Archive.writing()``, and one thread.

    Each call is one transaction: give it batches. Opening it turns what a killed crawl was fetching to waiting.
    Raises FolderUnusable when the file cannot be used, DiskFull when there is no room.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "frontier.db"
        with self._told():
            self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            # A power cut may lose the last marks, never the file: those URLs are then fetched once more.
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(_TABLE)
            if "stated" not in {
                row[1] for row in self._db.execute("PRAGMA table_info(frontier)")
            }:  # of an older version
                self._db.execute("ALTER TABLE frontier ADD COLUMN stated TEXT")
            self._db.execute("UPDATE frontier SET state = 'waiting' WHERE state = 'fetching'")

    def add(self, entries: Iterable[Entry]) -> int:
        """Puts URLs that were never here among the waiting; how many were new. Known URLs stay as they are."""
        with self._transaction() as db:
            return db.executemany(_ADD, map(_row, entries)).rowcount

    def waiting(self) -> list[Entry]:
        """All waiting entries, the highest priority first, then in order of URL."""
        query = f"SELECT {_COLUMNS} FROM frontier WHERE state = 'waiting' ORDER BY priority DESC, url"  # noqa: S608 - constants
        with self._told():
            return [Entry(*row) for row in self._db.execute(query)]

    def mark(self, urls: Iterable[str], state: State) -> None:
        """Sets the state of these URLs; unknown ones are left out."""
        with self._transaction() as db:
            db.executemany("UPDATE frontier SET state = ? WHERE url = ?", ((state, clean(url)) for url in urls))

    def state(self, url: str) -> State | None:
        """The state of a URL, None when it was never here."""
        with self._told():
            row = self._db.execute("SELECT state FROM frontier WHERE url = ?", (clean(url),)).fetchone()
        return row[0] if row else None

    def counts(self) -> Counter[str]:
        """How many URLs are in each state; a state without any counts 0."""
        with self._told():
            return Counter(dict(self._db.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall()))

    def clear(self) -> None:
        """Forgets every URL: a new run begins, in which pages may be fetched again."""
        with self._transaction() as db:
            db.execute("DELETE FROM frontier")

    def close(self) -> None:
        """Closes the file. May be called twice."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:  # something went wrong, whatever it was
                    self._db.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "").startswith(_NO_ROOM):
                raise DiskFull(
                    f"no room left for {self._path.name}: free some space and run the same command"
                ) from error
            raise FolderUnusable(
                f"{self._path} cannot be used ({error}): move it away to start a new frontier"
            ) from error

"""The frontier: URLs that wait, are being fetched or are done, in a file of their own, so that the crawler never waits
behind a batch of full texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal, Self

from archive.errors import DiskFull, FolderUnusable
from archive.strings import clean
from extract.urls import host

State = Literal["waiting", "fetching", "done", "failed", "refused"]

_TABLE = """
CREATE TABLE IF NOT EXISTS frontier (
  url TEXT PRIMARY KEY, priority REAL NOT NULL, kind TEXT NOT NULL, source TEXT, origin TEXT, via TEXT,
  score REAL, title TEXT, stated TEXT, state TEXT NOT NULL DEFAULT 'waiting',
  host TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0, next_try REAL
) WITHOUT ROWID
"""
# Columns that older versions did not have.
_LATER = {
    "stated": "TEXT",
    "host": "TEXT NOT NULL DEFAULT ''",
    "attempts": "INTEGER NOT NULL DEFAULT 0",
    "next_try": "REAL",
}
_BEST = "CREATE INDEX IF NOT EXISTS frontier_best ON frontier (host, priority DESC) WHERE state = 'waiting'"


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
    values = (clean(value) if isinstance(value, str) else value for value in astuple(entry))
    return (*values, host(entry.url))


_COLUMNS = ", ".join(column.name for column in fields(Entry))
_PLACES = ", ".join("?" * (len(fields(Entry)) + 1))
_ADD = f"INSERT OR IGNORE INTO frontier ({_COLUMNS}, host) VALUES ({_PLACES})"  # noqa: S608 - constants
_OF_HOST = f"""
SELECT {_COLUMNS}, attempts, next_try FROM frontier
WHERE state = 'waiting' AND host = ? AND priority <= ? ORDER BY priority DESC LIMIT ?
"""  # noqa: S608 - constants
_RAISE = """
UPDATE frontier SET priority = ?, kind = CASE WHEN kind = 'page' THEN kind ELSE ? END
WHERE url = ? AND state = 'waiting' AND priority < ?
"""
_MEGABYTE = 1024  # in pages of a kilobyte, as SQLite counts its cache below zero


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits. ``attempts``: how often it was tried in vain; ``next_try``: seconds since 1970 before which
    it is not to be tried again, None where it may be at once.
    """

    entry: Entry
    attempts: int = 0
    next_try: float | None = None


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
            self._db.execute(f"PRAGMA cache_size=-{16 * _MEGABYTE}")
            self._db.execute(_TABLE)
            self._add_columns()
            self._db.execute(_BEST)
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

    def hosts(self) -> dict[str, int]:
        """How many entries wait, by host; hosts where none waits are left out."""
        with self._told():
            return dict(
                self._db.execute("SELECT host, count(*) FROM frontier WHERE state = 'waiting' GROUP BY host").fetchall()
            )

    def best(self, name: str, most: int, ceiling: float = float("inf")) -> list[Waiting]:
        """The best waiting entries of the host ``name`` with a priority of at most ``ceiling``, the best first."""
        with self._told():
            rows = self._db.execute(_OF_HOST, (name, ceiling, most)).fetchall()
        return [Waiting(Entry(*row[:-2]), row[-2], row[-1]) for row in rows]

    def raise_to(self, entries: Iterable[Entry]) -> None:
        """Gives waiting URLs the priority of these entries where it is higher; an article stays one."""
        moved = ((entry.priority, entry.kind, clean(entry.url), entry.priority) for entry in entries)
        with self._transaction() as db:
            db.executemany(_RAISE, moved)

    def tried(self, urls: Iterable[tuple[str, float]]) -> None:
        """Notes a try in vain for each URL, and the time (seconds since 1970) before which there is to be no other."""
        change = "UPDATE frontier SET attempts = attempts + 1, next_try = ? WHERE url = ?"
        with self._transaction() as db:
            db.executemany(change, ((at, clean(url)) for url, at in urls))

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

    def forget(self, covered: Callable[[str], bool]) -> None:
        """Forgets the URLs that ``covered`` says."""
        self._db.create_function("covered", 1, covered)
        with self._transaction() as db:
            db.execute("DELETE FROM frontier WHERE covered(url)")

    def close(self) -> None:
        """Closes the file. May be called twice."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add_columns(self) -> None:
        """Brings the table of an older version up to date."""
        known = {row[1] for row in self._db.execute("PRAGMA table_info(frontier)")}
        for name, kind in _LATER.items():
            if name not in known:
                self._db.execute(f"ALTER TABLE frontier ADD COLUMN {name} {kind}")
        if "host" not in known:
            self._db.create_function("host_of", 1, host, deterministic=True)
            self._db.execute("UPDATE frontier SET host = host_of(url)")

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

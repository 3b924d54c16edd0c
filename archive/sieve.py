"""Other people's large WARC files, piece by piece: only captures about the topic are kept, each record as it was.

Each capture of a wanted page goes through the extraction's worker pool, as it would after a replay. Records that are
about the topic are written, byte for byte, to a file in the data folder, which is then replayed like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from archive.drafts import whole
from archive.errors import RecordDamaged
from archive.indexing import Other, captured
from archive.pool import Limits, Pool
from archive.reading import Answer, Job
from archive.store import WARCS, Archive
from archive.studied import ABOUT
from archive.tasks import prepare, work
from archive.warc.reader import Record
from archive.warc.scan import scan
from compare.topic import Topic

AHEAD = 4  # jobs a worker that are under way or wait for one


@dataclass(frozen=True, slots=True)
class Sifted:
    """``end``: bytes of the piece up to the end of its last whole record. ``looked``: wanted pages, of which ``kept``
    are about the topic; ``damaged``: records that could not be read.
    """

    end: int
    records: int
    looked: int
    kept: int
    damaged: int


class Sieve:
    """Sifts pieces of WARC files for one topic; a context manager, since it holds a pool of processes.

    ``wants(url)`` says which pages are looked at.
    """

    def __init__(self, archive: Archive, topic: Topic, wants: Callable[[str], bool], limits: Limits) -> None:
        self._folder = archive.folder / WARCS
        self._wants = wants
        self._ahead = AHEAD * limits.workers
        self._pool: Pool[Job, Answer] = Pool(work, limits, prepare, (topic, limits.memory))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def sift(self, piece: Path, name: str, *, last: bool) -> Sifted:
        """Keeps what is about the topic of ``piece``, which begins with a record, under ``name`` in the data folder.

        ``last``: the file ends here, else the piece may end in the midst of a record. Nothing is written where nothing
        is kept; the same piece again gives the same file. Raises NotWarc for other bytes, OSError of the disk.
        """
        counts = _Counts(piece, last)
        kept = sorted(self._about(counts.wanted(self._wants)))
        if kept:
            self._write(piece, self._folder / f"{name}.warc.gz", kept)
        return counts.sifted(len(kept))

    def _about(self, jobs: Iterator[Job]) -> Iterator[tuple[int, int]]:
        """Place and length of the records that are about the topic, as they are found."""
        for job in jobs:
            self._pool.submit(job)
            while len(self._pool) >= self._ahead:
                yield from self._taken()
        while self._pool:
            yield from self._taken()

    def _taken(self) -> Iterator[tuple[int, int]]:
        for job, answer in self._pool.take(1.0):
            found = answer.read.coverage if isinstance(answer, Answer) and answer.read else None
            if found is not None and found.relation in ABOUT:
                yield job.offset, job.length

    @staticmethod
    def _write(piece: Path, path: Path, places: list[tuple[int, int]]) -> None:
        with piece.open("rb") as source, whole(path) as file:
            for offset, length in places:
                source.seek(offset)
                file.write(source.read(length))


class _Counts:
    """What is seen as the records of a piece go by."""

    def __init__(self, piece: Path, last: bool) -> None:
        self._piece = piece
        self._last = last
        self._records = self._looked = 0
        self._end = 0
        self._damage: list[RecordDamaged] = []

    def wanted(self, wants: Callable[[str], bool]) -> Iterator[Job]:
        for row in captured(self._piece, self._seen()):
            if isinstance(row, (Other, RecordDamaged)) or not _is_page(row) or not wants(row["url"]):
                continue
            self._looked += 1
            yield Job(self._looked, self._piece, row["offset"], row["length"], row["url"])

    def _seen(self) -> Iterator[Record | RecordDamaged]:
        for one in scan(self._piece):
            if isinstance(one, RecordDamaged):
                self._damage.append(one)
            else:
                self._records += 1
                self._end = one.offset + one.length
            yield one

    def sifted(self, kept: int) -> Sifted:
        size = self._piece.stat().st_size
        damage = self._damage
        if self._last:
            return Sifted(size, self._records, self._looked, kept, len(damage))
        if damage and damage[-1].offset >= self._end:
            damage = damage[:-1]  # the record at the cut
        return Sifted(self._end, self._records, self._looked, kept, len(damage))


def _is_page(row: dict[str, Any]) -> bool:
    return bool(row["record"] == "response" and row["kind"] == "page" and row["status"] == 200)

"""The life of a WARC file that we write: opened with its warcinfo, appended, synced, rolled by size, closed.

While a file is in work its name ends in ``.open``; readers who are given the final name look there too.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple, Self

from archive.errors import ArchiveError, DiskFull

OPEN = ".open"
# Prefix, second and serial number, as ``WarcWriter`` names its files; no digit but ASCII's.
NAME = re.compile(r".+-[0-9]{14}-[0-9]{5,}\.warc\.gz", re.DOTALL)
MAX_BYTES = 1 << 30
MAX_AGE = timedelta(hours=24)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class Place(NamedTuple):
    """Where a record stands: final file name, offset and length in compressed bytes."""

    name: str
    offset: int
    length: int


@dataclass(slots=True)
class _File:
    name: str
    info: str
    handle: IO[bytes]
    made: datetime
    size: int = 0
    synced: int = 0


class WarcWriter:
    """Writes ``folder``/``prefix``-TIME-SERIAL.warc.gz, one file at a time; for one thread.

    ``opening(name, made) -> (info id, member)`` gives the warcinfo record of a new file. A file is closed when it has
    reached ``max_bytes`` or is a day old, and the next one is asked for. Nothing counts as written before ``sync`` has
    returned.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        opening: Callable[[str, datetime], tuple[str, bytes]],
        *,
        max_bytes: int = MAX_BYTES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._opening = opening
        self._max_bytes = max_bytes
        self._now = now
        self._serial = 0
        self._file: _File | None = None

    def ready(self) -> str:
        """Opens the next file if none is in work or the last is full; gives the id of its warcinfo record.

        Raises DiskFull, or ArchiveError for another fault of the disk.
        """
        file = self._file
        if file is not None and (file.synced >= self._max_bytes or self._now() - file.made >= MAX_AGE):
            self.close()
        if self._file is None:
            self._open()
        assert self._file is not None
        return self._file.info

    def append(self, members: Sequence[bytes]) -> list[Place]:
        """Appends whole gzip members with one write; their places, in order. Call ``ready`` before.

        Raises DiskFull or ArchiveError; the file is then as it was at the last ``sync``.
        """
        file = self._file
        if file is None:
            raise ArchiveError("the WARC file is closed")
        at = file.size
        if os.fstat(file.handle.fileno()).st_size != at:
            raise _changed(file.name)
        places = []
        for member in members:
            places.append(Place(file.name, at, len(member)))
            at += len(member)
        try:
            _write_all(file.handle, b"".join(members))
        except OSError as error:
            self.rewind()
            raise _refused(error, file.name) from error
        file.size = at
        return places

    def sync(self) -> None:
        """Returns when every appended byte is on the disk, in the file that has the name. Raises as ``append`` does."""
        file = self._file
        if file is None or file.synced == file.size:
            return
        try:
            os.fsync(file.handle.fileno())
            named = (self._folder / (file.name + OPEN)).stat()
        except OSError as error:
            self.rewind()
            raise _refused(error, file.name) from error
        if not os.path.samestat(named, os.fstat(file.handle.fileno())):
            raise _changed(file.name)  # what is written to a file without a name is lost
        file.synced = file.size

    def rewind(self, to: int | None = None) -> None:
        """Cuts the file back to the last synced byte, or to offset ``to`` before it, as what follows was lost.

        Raises ArchiveError when the disk refuses; the tail then stays until ``mend``.
        """
        file = self._file
        if file is not None:
            file.size = file.synced = file.synced if to is None else min(to, file.synced)
            try:
                os.ftruncate(file.handle.fileno(), file.size)
                file.handle.seek(file.size)
            except OSError as error:
                raise _refused(error, file.name) from error

    @property
    def synced(self) -> int:
        """Bytes of the file in work that are surely on the disk; 0 when none is in work."""
        return 0 if self._file is None else self._file.synced

    def leave(self) -> None:
        """Lets go of the file in work as a killed writer does: nothing is cut, and ``mend`` settles it."""
        file, self._file = self._file, None
        if file is not None:
            file.handle.close()

    def close(self) -> None:
        """Syncs the file in work and gives it its final name. May be called twice. Raises as ``append`` does."""
        file = self._file
        if file is None:
            return
        self.sync()
        self._file = None
        try:
            settle(self._folder / (file.name + OPEN))
        except OSError as error:
            raise _refused(error, file.name) from error
        finally:
            file.handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _free_name(self, made: datetime) -> str:
        """A killed run of the same second may have left a file of its name."""
        while True:
            self._serial += 1
            name = f"{self._prefix}-{made:%Y%m%d%H%M%S}-{self._serial:05d}.warc.gz"
            if not (self._folder / name).exists() and not (self._folder / (name + OPEN)).exists():
                return name

    def _open(self) -> None:
        made = self._now()
        name = self._free_name(made)
        info, member = self._opening(name, made)
        path = self._folder / (name + OPEN)
        try:
            handle = path.open("xb", buffering=0)
            # The lock tells ``mend`` of another process that this file is alive.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            sync_folder(self._folder)
        except OSError as error:
            raise _refused(error, name) from error
        self._file = _File(name, info, handle, made)
        try:
            self.append([member])
            self.sync()
        except ArchiveError:
            self._file = None
            handle.close()
            path.unlink()
            raise


def settle(path: Path) -> Path:
    """Gives the finished file ``path`` its name without ``.open`` and makes the renaming durable; the new path.

    Raises ArchiveError rather than replace a file.
    """
    final = path.with_name(path.name.removesuffix(OPEN))
    if final.exists():
        raise ArchiveError(f"{final.name} is there twice, once with {OPEN}: move one of them away")
    path.rename(final)
    sync_folder(path.parent)
    return final


def _write_all(handle: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[handle.write(view) :]


def sync_folder(folder: Path) -> None:
    """Returns when new and changed names in ``folder`` are on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # network file systems, which keep names by themselves
            raise
    finally:
        os.close(descriptor)


def _changed(name: str) -> ArchiveError:
    return ArchiveError(f"{name} was changed by another program while it was written: keep others away from it")


def _refused(error: OSError, name: str) -> ArchiveError:
    if error.errno in NO_ROOM:
        return DiskFull(f"no room left for {name}: free some space and run the same command again")
    return ArchiveError(f"{name} cannot be written ({error.strerror}): check the disk and run the same command again")

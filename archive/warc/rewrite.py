"""Replacing records in the midst of a WARC file: another file takes its place at once, or nothing changes.

Every byte outside the replaced parts stays as it is, damage included.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from archive.drafts import whole
from archive.errors import ArchiveError, DiskFull
from archive.warc.members import member
from archive.warc.record import sha1, warc_date
from archive.warc.writer import NO_ROOM, sync_folder

_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Cut:
    """``length`` bytes at ``offset`` give way to ``instead``, whole records or nothing."""

    offset: int
    length: int
    instead: bytes = b""


def rewrite(path: Path, cuts: Sequence[Cut]) -> None:
    """Puts a file with these parts replaced in the place of ``path``; ``cuts`` in order, none over another.

    Killed at any moment the old file is there or the new one. Raises DiskFull or ArchiveError; ``path`` is as it was.
    """
    try:
        with path.open("rb") as old, whole(path) as new:
            for cut in cuts:
                _copy(old, new, cut.offset - old.tell())
                new.write(cut.instead)
                old.seek(cut.length, os.SEEK_CUR)
            _copy(old, new, None)
        sync_folder(path.parent)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"no room to write {path.name} anew: free some space and run the same command") from error
        raise ArchiveError(f"{path.name} cannot be written anew ({error.strerror}): check the disk") from error


def moved(offset: int, cuts: Iterable[Cut]) -> int:
    """Where a record at ``offset`` outside the cuts stands in the new file."""
    return offset + sum(len(cut.instead) - cut.length for cut in cuts if cut.offset < offset)


def made(fields: Sequence[tuple[str, str]], block: bytes, *, gzip: bool) -> bytes:
    """A record of these fields (without length and block digest) and this block, as it stands in a file."""
    stated = [*fields, ("WARC-Block-Digest", sha1(block)), ("Content-Length", str(len(block)))]
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in stated) + "\r\n"
    record = head.encode("utf-8", "replace") + block + b"\r\n\r\n"
    return member(record) if gzip else record


def metadata(record_id: str, uri: str, at: datetime) -> list[tuple[str, str]]:
    """The fields of a metadata record about ``uri`` (WARC 1.1, 6.6)."""
    fields = [("WARC-Type", "metadata"), ("WARC-Record-ID", record_id), ("WARC-Date", warc_date(at))]
    return [*fields, ("WARC-Target-URI", uri), ("Content-Type", "application/warc-fields")]


def _copy(old: IO[bytes], new: IO[bytes], size: int | None) -> None:
    """``size`` bytes, None: all that is left."""
    while size is None or size > 0:
        data = old.read(_STEP if size is None else min(_STEP, size))
        if not data:
            return
        new.write(data)
        size = None if size is None else size - len(data)

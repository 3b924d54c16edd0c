"""What a killed writer left: its file is cut back to the last whole record and gets its final name."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from archive.errors import ArchiveError
from archive.warc import members
from archive.warc.writer import NAME, OPEN, settle

_STEP = 1 << 18
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mended:
    """``cut``: bytes of the torn tail. ``gone``: not one record was whole, so the file was removed."""

    name: str
    cut: int
    gone: bool = False


def mend(folder: Path, before: Callable[[Mended], None] = lambda _: None) -> list[Mended]:
    """Settles every ``*.warc.gz.open`` in ``folder`` that one of our writers left and no living process holds.

    A tail that is no whole gzip member is cut: other readers would lose all that is appended behind it. Records
    that were acknowledged are never in such a tail. A file without our kind of name, or with something else in it than
    gzip, is not ours to touch: it is left as it is, with a warning. ``before`` is told of each file that is cut and has
    its final name not yet: killed there, the next ``mend`` finds it again. Raises ArchiveError when a file cannot be
    read or cut.
    """
    mended = []
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        try:
            if not _is_ours(path):
                _log.warning("%s is not of our making: it was left as it is", path.name)
                continue
            with path.open("r+b") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                mended.append(_settle(path, handle, before))
        except OSError as error:
            raise ArchiveError(f"{path.name} cannot be mended ({error.strerror}): check the disk") from error
    return mended


def _is_ours(path: Path) -> bool:
    if not path.is_file() or NAME.fullmatch(path.name.removesuffix(OPEN)) is None:
        return False
    with path.open("rb") as handle:
        # A power cut may leave as little as one byte, or none.
        return members.GZIP.startswith(handle.read(len(members.GZIP)))


def _settle(path: Path, handle: IO[bytes], before: Callable[[Mended], None]) -> Mended:
    size = os.fstat(handle.fileno()).st_size
    whole = whole_members(handle)
    mended = Mended(path.name.removesuffix(OPEN), size - whole, gone=whole == 0)
    if whole < size:
        handle.truncate(whole)
        os.fsync(handle.fileno())
    before(mended)
    if mended.gone:
        path.unlink()
    else:
        settle(path)
    return mended


def whole_members(handle: IO[bytes]) -> int:
    """The offset behind the last of the whole gzip members that ``handle`` starts with, checksums verified."""
    handle.seek(0)
    end = read = 0
    decoder = members.decoder()
    data = b""
    while data := data or handle.read(_STEP):
        try:
            decoder.decompress(data)
        except members.GzipError:
            return end
        unused = decoder.unused_data if decoder.eof else b""
        read += len(data) - len(unused)
        data = unused
        if decoder.eof:
            end = read
            decoder = members.decoder()
    return end

"""Standard output and error as they really are: pipes that close, full disks, old encodings."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from archive import drafts
from desk import exits

_HINTS = (
    ((errno.EACCES, errno.EPERM, errno.EROFS), ": give a place where you may read and write"),
    ((errno.ENOSPC, errno.EDQUOT), ": free some space, or write elsewhere"),
    ((errno.ENOENT, errno.ENOTDIR), ": make its folder first, or name another"),
)


def prepare() -> None:
    """Let no letter break the output: what its encoding cannot say (or a file name that is no text) is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def says_all() -> bool:
    """Whether standard output can say every letter."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


@contextlib.contextmanager
def read() -> Iterator[None]:
    """Lets BrokenPipeError out of the block as one without a number; of another, click would make a failure."""
    try:
        yield
    except BrokenPipeError as error:
        raise BrokenPipeError from error


def flush() -> None:
    """Write what is still held back. Raises OSError as any write does."""
    if sys.stdout is not None:
        sys.stdout.flush()


def closed() -> NoReturn:
    """End quietly: the reader of our output has left, as in ``cuttings list | head``."""
    _to_nowhere()
    raise SystemExit(exits.DONE)


def unwritable(error: OSError) -> NoReturn:
    """End with one line: a file or the output could not be read or written."""
    _to_nowhere()
    place = f" ({drafts.of(Path(str(error.filename)))})" if error.filename else ""
    hint = next((what for numbers, what in _HINTS if error.errno in numbers), "")
    exits.fail(f"{error.strerror or error}{place}{hint}", exits.FOLDER)


def _to_nowhere() -> None:
    # What Python still holds back would fail once more when it exits, with a trace back.
    # An output without a number (closed, or in memory) holds nothing back.
    with contextlib.suppress(AttributeError, OSError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())

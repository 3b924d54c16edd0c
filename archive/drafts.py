"""Files that are there whole or not at all: each is written beside its place and takes it when it is on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_ENDING = ".new"


def beside(path: Path) -> Path:
    """Where the draft of ``path`` is written."""
    return path.with_name(f".{path.name}{_ENDING}")


def of(path: Path) -> Path:
    """The place whose draft ``path`` is; ``path`` itself where it is none."""
    name = path.name.removeprefix(".").removesuffix(_ENDING)
    return path.with_name(name) if path.name == f".{name}{_ENDING}" and name.strip(".") else path


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of ``path`` at the end of the block; ``path`` is as it was where that
    raises. Killed at any moment the old file is there or the new one. Raises OSError.
    """
    with draft(path) as out:
        yield out
        settle(out)
        beside(path).replace(path)


@contextmanager
def draft(path: Path) -> Iterator[IO[bytes]]:
    """The draft of ``path`` to write to, for who gives it its name; gone at the end unless it has another. Raises
    OSError.
    """
    place = beside(path)
    try:
        with place.open("wb") as out:
            yield out
    finally:
        place.unlink(missing_ok=True)


def settle(out: IO[bytes]) -> None:
    """Waits until what was written is on the disk. Raises OSError."""
    out.flush()
    os.fsync(out.fileno())


def sweep(folder: Path) -> None:
    """Removes the drafts that a killed writer left in ``folder``, of which no other may be at work."""
    for draft in folder.glob(f".*{_ENDING}"):
        draft.unlink(missing_ok=True)

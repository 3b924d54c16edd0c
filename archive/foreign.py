"""Files of others as they are given: WARC files, and WACZ files with WARC files in them; in place or copied."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from archive import packed
from archive.drafts import beside, draft, settle
from archive.errors import ArchiveError, NotWarc, RecordDamaged
from archive.packed import ENDINGS, Inside
from archive.store import WARCS
from archive.strings import clean
from archive.tombstones import ORDERS
from archive.warc import members
from archive.warc.codings import MAX_RATIO
from archive.warc.scan import SHARED, scan

_STRANGE = re.compile(r"[^\w.-]+")
_LONGEST = 200  # bytes of a name that a stranger gave


@dataclass(frozen=True, slots=True)
class Part:
    """A WARC file: ``end`` None is a file of its own, else bytes ``start`` to ``end`` of the file ``path``."""

    path: Path
    start: int = 0
    end: int | None = None

    @property
    def size(self) -> int:
        """Bytes. Raises OSError."""
        return (self.path.stat().st_size if self.end is None else self.end) - self.start


class SupportsRead(Protocol):
    """What can be copied."""

    def read(self, size: int = ..., /) -> bytes:
        """At most ``size`` bytes, none at the end."""


@dataclass(slots=True)
class _Copies:
    """Files copied into ``folder``; ``wanted``: those too that could be read where they are."""

    folder: Path
    wanted: bool
    _made: list[Path] = field(default_factory=list)

    def keep(self, source: SupportsRead, name: str) -> Path:
        """Copies under that name, or one beside it when another file has that; the same bytes are kept once."""
        # What a stranger's file says was ordered is none of ours.
        wanted = self.folder / (f"copy-{name}" if name.startswith(f"{ORDERS}-") else name)
        copied = beside(wanted)
        with draft(wanted) as out:
            shutil.copyfileobj(source, out, 1 << 20)
            settle(out)
            for number in range(1, 10_000):
                place = wanted if number == 1 else wanted.with_name(f"{number}-{wanted.name}")
                if not place.exists():
                    self._made.append(copied.rename(place))
                    return place
                if filecmp.cmp(place, copied, shallow=False):
                    return place
        raise ArchiveError(f"{wanted.name} is there 10,000 times: move some away")

    def undo(self) -> None:
        """Takes away what was copied now."""
        for path in self._made:
            path.unlink(missing_ok=True)


def parts(paths: Iterable[Path], folder: Path, *, copy: bool = False) -> list[Part]:
    """The WARC files that ``paths`` are or hold. With ``copy`` they are first copied into ``folder``/archive.

    What is compressed in a WACZ cannot be read in place and is always copied. Nor can a WARC file
    that was compressed as a whole. Hold ``Archive.writing()``. Raises NotWarc for the first file that is another, or
    has a name that no database can hold; ArchiveError when one cannot be read or copied. Of copies none is left then.
    """
    copies = _Copies(folder / WARCS, wanted=copy)
    with ExitStack() as undo:
        undo.callback(copies.undo)
        found = [part for path in paths for part in _parts(path, copies)]
        undo.pop_all()
    return found


def _parts(path: Path, copies: _Copies) -> list[Part]:
    if clean(str(path)) != str(path):
        raise NotWarc(path, 0, "has a name or folder that is no Unicode: give it another")
    with _told(path):
        found = _inside(path, copies) if packed.is_zip(path) else [_whole(path, copies)]
    for part in found:
        next(scan(part.path, part.start, part.end), None)
    return found


def in_place(path: Path) -> list[Part]:
    """The WARC files that captures may point to in ``path``, by offset: itself, or those uncompressed in a WACZ.

    Raises NotWarc for a damaged WACZ, and for what cannot be read.
    """
    try:
        if not packed.is_zip(path):
            return [Part(path)]
        with packed.opened(path) as inside:
            stored = [part for one in inside if (part := _place(path, one)) is not None]
    except OSError as error:
        raise NotWarc(path, 0, f"cannot be read ({error.strerror})") from error
    return sorted(stored, key=lambda part: part.start)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{path.name} cannot be read or copied ({error.strerror}): check the disk") from error


def _whole(path: Path, copies: _Copies) -> Part:
    first = next(scan(path), None)  # nothing is copied that is none
    if isinstance(first, RecordDamaged) and first.what == SHARED:
        name = path.name.removesuffix(".gz")
        with path.open("rb") as handle:
            return Part(copies.keep(_Unpacked(handle, path), f"{name.removesuffix('.warc')}.warc"))
    if not copies.wanted or path.is_relative_to(copies.folder.parent.resolve()):
        return Part(path)
    with path.open("rb") as handle:
        return Part(copies.keep(handle, path.name if path.name.endswith(ENDINGS) else f"{path.name}.warc"))


class _Unpacked:
    """A file that was compressed as one, read as it was before; what cannot be unpacked ends it.

    Raises NotWarc when it unpacks to too much.
    """

    def __init__(self, handle: IO[bytes], path: Path) -> None:
        self._handle = handle
        self._path = path
        self._decoder = members.decoder()
        self._made = 0

    def read(self, size: int = 1 << 16, /) -> bytes:
        """At most ``size`` bytes, none at the end."""
        while data := self._decoder.unconsumed_tail or self._decoder.unused_data or self._handle.read(1 << 16):
            if self._decoder.eof:
                self._decoder = members.decoder()
            try:
                made = self._decoder.decompress(data, size)
            except members.GzipError:
                return b""
            self._made += len(made)
            if self._made > (1 << 20) + MAX_RATIO * self._handle.tell():
                raise NotWarc(self._path, 0, f"unpacks to over {MAX_RATIO} times its size: unpack it yourself")
            if made:
                return made
        return b""


def _inside(path: Path, copies: _Copies) -> list[Part]:
    with packed.opened(path) as inside:
        if not inside:
            raise NotWarc(path, 0, "is a zip file without WARC files in archive/, so no WACZ")
        return [_taken(path, one, copies) for one in inside]


def _taken(path: Path, one: Inside, copies: _Copies) -> Part:
    if not copies.wanted and (part := _place(path, one)) is not None:
        return part
    with one.open() as handle:
        return Part(copies.keep(handle, _tame(f"{path.stem}-{one.name.rpartition('/')[2]}")))


def _tame(name: str) -> str:
    """A name of a stranger's as any disk takes it, with an ending that makes it one of the archive's."""
    short = _STRANGE.sub("_", name).encode("utf-8", "replace")[-_LONGEST:].decode("utf-8", "ignore").lstrip(".")
    return short if short.endswith(ENDINGS) else short.lower()


def _place(path: Path, one: Inside) -> Part | None:
    """Where it can be read in place, None where it is compressed."""
    return None if one.start is None else Part(path, one.start, one.start + one.size)

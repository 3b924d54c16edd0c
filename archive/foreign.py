"""Files of others as they are given: WARC files, and WACZ files with WARC files in them; in place or copied."""

from __future__ import annotations

import filecmp
import shutil
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from archive.drafts import beside, draft, settle
from archive.errors import ArchiveError, NotWarc, RecordDamaged
from archive.store import WARCS
from archive.strings import clean
from archive.warc import members
from archive.warc.codings import MAX_RATIO
from archive.warc.scan import SHARED, scan

_ENDINGS = (".warc", ".warc.gz")
_LOCAL = struct.Struct("<26xHH")  # of a local file header: lengths of name and extra field (APPNOTE 4.3.7)


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


def parts(path: Path, folder: Path, *, copy: bool = False) -> list[Part]:
    """The WARC files that ``path`` is or holds. With ``copy`` they are first copied into ``folder``/archive.

    What is compressed in a WACZ cannot be read in place and is always copied. Nor can a WARC file
    that was compressed as a whole. Raises NotWarc for any other file, and for a name that no database can hold;
    ArchiveError when it cannot be read or copied.
    """
    if clean(str(path)) != str(path):
        raise NotWarc(path, 0, "has a name or folder that is no Unicode: give it another")
    with _told(path):
        found = _inside(path, folder / WARCS, copy=copy) if _is_zip(path) else [_whole(path, folder, copy=copy)]
    for part in found:
        next(scan(part.path, part.start, part.end), None)
    return found


def in_place(path: Path) -> list[Part]:
    """The WARC files that captures may point to in ``path``, by offset: itself, or those uncompressed in a WACZ.

    Raises NotWarc for a damaged WACZ, and for what cannot be read.
    """
    with _told(path):
        try:
            if not _is_zip(path):
                return [Part(path)]
        except OSError as error:
            raise NotWarc(path, 0, f"cannot be read ({error.strerror})") from error
        with zipfile.ZipFile(path) as wacz:
            stored = [one for one in _warcs(wacz) if one.compress_type == zipfile.ZIP_STORED]
            return sorted((_place(path, one) for one in stored), key=lambda part: part.start)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"{path.name} cannot be read or copied ({error.strerror}): check the disk") from error
    except (zipfile.BadZipFile, NotImplementedError, struct.error, EOFError) as error:
        raise NotWarc(path, 0, f"is a damaged WACZ file ({error}): get it anew") from error


def _is_zip(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(4) == b"PK\3\4"


def _whole(path: Path, folder: Path, *, copy: bool) -> Part:
    first = next(scan(path), None)  # nothing is copied that is none
    if isinstance(first, RecordDamaged) and first.what == SHARED:
        name = path.name.removesuffix(".gz")
        with path.open("rb") as handle:
            return Part(_keep(_Unpacked(handle, path), folder / WARCS / f"{name.removesuffix('.warc')}.warc"))
    if not copy or path.is_relative_to(folder.resolve()):
        return Part(path)
    name = path.name if path.name.endswith(_ENDINGS) else f"{path.name}.warc"
    with path.open("rb") as handle:
        return Part(_keep(handle, folder / WARCS / name))


class SupportsRead(Protocol):
    """What can be copied."""

    def read(self, size: int = ..., /) -> bytes:
        """At most ``size`` bytes, none at the end."""


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


def _inside(path: Path, folder: Path, *, copy: bool) -> list[Part]:
    with zipfile.ZipFile(path) as wacz:
        inside = _warcs(wacz)
        if not inside:
            raise NotWarc(path, 0, "is a zip file without WARC files in archive/, so no WACZ")
        return [_taken(wacz, path, one, folder, copy=copy) for one in inside]


def _warcs(wacz: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    named = [one for one in wacz.infolist() if one.filename.startswith("archive/")]
    return [one for one in named if one.filename.endswith(_ENDINGS)]


def _taken(wacz: zipfile.ZipFile, path: Path, one: zipfile.ZipInfo, folder: Path, *, copy: bool) -> Part:
    if one.compress_type == zipfile.ZIP_STORED and not copy:
        return _place(path, one)
    with wacz.open(one) as handle:
        return Part(_keep(handle, folder / f"{path.stem}-{Path(one.filename).name}"))


def _place(path: Path, one: zipfile.ZipInfo) -> Part:
    with path.open("rb") as raw:
        raw.seek(one.header_offset)
        name, extra = _LOCAL.unpack(raw.read(_LOCAL.size))
    start = one.header_offset + _LOCAL.size + name + extra
    return Part(path, start, start + one.file_size)


def _keep(source: SupportsRead, wanted: Path) -> Path:
    """Copies to ``wanted``, or to a name beside it when another file has that; the same bytes are kept once."""
    copied = beside(wanted)
    with draft(wanted) as out:
        shutil.copyfileobj(source, out, 1 << 20)
        settle(out)
        for number in range(1, 10_000):
            place = wanted if number == 1 else wanted.with_name(f"{number}-{wanted.name}")
            if not place.exists():
                return copied.rename(place)
            if filecmp.cmp(place, copied, shallow=False):
                return place
    raise ArchiveError(f"{wanted.name} is there 10,000 times: move some away")

"""Reading one WARC record (1.0 and 1.1) at a known place: checked in length, never larger than a limit."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.errors import RecordDamaged
from archive.warc import dates, digests, members
from archive.warc.writer import OPEN

MAX_BLOCK = 64 << 20
MAX_HEAD = 1 << 18
_MAGIC = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
# The line that begins a record; also in the midst of a line, where the header before it was torn.
VERSION = re.compile(rb"WARC/\d{1,2}\.\d{1,2}[ \t]*\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    ``fields``: names in lower case (the first of repeated ones). ``block``: its content, or the start of it where a
    scan keeps no more. ``size``: Content-Length in bytes. ``offset`` and ``length`` in bytes of the file.
    """

    fields: dict[str, str]
    block: bytes
    size: int
    offset: int
    length: int

    @property
    def kind(self) -> str:
        """WARC-Type in lower case, "" when absent (WARC 1.1, 5.5)."""
        return self.fields.get("warc-type", "").lower()

    @property
    def uri(self) -> str:
        """WARC-Target-URI, without the angle brackets that WARC 1.0 writers put round it; "" when absent."""
        return self.fields.get("warc-target-uri", "").strip("<>")

    @property
    def date(self) -> datetime | None:
        """WARC-Date as an aware instant, None when absent or unreadable (WARC 1.1, 5.4)."""
        return self.instant("warc-date")

    def instant(self, field: str) -> datetime | None:
        """The time that a field states, as ``date``."""
        return dates.instant(self.fields.get(field, ""))

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP message (WARC 1.1, 6.3.2)."""
        return self.fields.get("content-type", "").lower().startswith("application/http")


def locate(path: Path) -> Path:
    """``path`` itself, or the file in work that will get this name. Raises FileNotFoundError without either."""
    for candidate in (path, path.with_name(path.name + OPEN), path):  # again, as it may be renamed in between
        if candidate.exists():
            return candidate
    raise FileNotFoundError(path)


def read_record(path: Path, offset: int, length: int, *, limit: int = MAX_BLOCK) -> Record:
    """The record in ``length`` bytes at ``offset``, gzip member or plain. Raises RecordDamaged for anything else there.

    A missing file is RecordDamaged too: a capture says where its bytes are, so they should be.
    """
    if length > limit + MAX_HEAD:
        raise RecordDamaged(path, offset, f"the record is over {limit >> 20} MB")
    try:
        with locate(path).open("rb") as handle:
            handle.seek(offset)
            data = handle.read(length)
    except OSError as error:
        raise RecordDamaged(path, offset, f"cannot be read ({error.strerror or 'no such file'})") from error
    if len(data) < length:
        raise RecordDamaged(path, offset, f"the file ends {length - len(data)} bytes early")
    gather = Gather(path, offset, keep=limit)
    decoder = members.decoder() if data.startswith(members.GZIP) else None
    if decoder is not None:
        try:
            gather.feed(decoder.decompress(data, limit + MAX_HEAD))
        except members.GzipError as error:
            raise RecordDamaged(path, offset, f"the gzip member breaks: {error}") from error
    else:
        gather.feed(data)
    if gather.size > limit:
        raise RecordDamaged(path, offset, f"the record is over {limit >> 20} MB")
    if decoder is not None and not decoder.eof:
        raise RecordDamaged(path, offset, "the gzip member is cut off")
    return gather.record(length)


@dataclass(slots=True)
class Gather:
    """Collects one record from pieces of its bytes; keeps the first ``keep`` bytes of the block and counts the rest."""

    path: Path
    offset: int
    keep: int
    fields: dict[str, str] = field(default_factory=dict)
    size: int = -1
    _head: bytearray = field(default_factory=bytearray)
    _block: bytearray = field(default_factory=bytearray)
    _seen: int = 0
    _digest: tuple[hashlib._Hash, bytes | None] | None = None

    def feed(self, data: bytes) -> bytes:
        """Takes what belongs to the record and gives back what stands behind its block. Raises RecordDamaged."""
        if self.size < 0:
            data = self._feed_head(data)
        if self.size < 0:
            return b""
        mine = data[: self.size - self._seen]
        self._seen += len(mine)
        self._block += mine[: max(0, self.keep - len(self._block))]
        if self._digest:
            self._digest[0].update(mine)
        return data[len(mine) :]

    @property
    def is_whole(self) -> bool:
        """Whether all bytes of the block came, whatever they are."""
        return 0 <= self.size == self._seen

    def record(self, length: int) -> Record:
        """The whole record, ``length`` bytes long in the file. Raises RecordDamaged if bytes are missing or differ."""
        if self.size < 0:
            raise self.damage("the record header does not end" if self._head else "there is nothing")
        if self._seen < self.size:
            raise self.damage(f"the block has {self._seen} of {self.size} bytes")
        if self._digest and self._digest[0].digest() != self._digest[1]:
            raise self.damage("the block does not have the digest that the record states")
        return Record(self.fields, bytes(self._block), self.size, self.offset, length)

    def damage(self, what: str) -> RecordDamaged:
        """The error for this record."""
        return RecordDamaged(self.path, self.offset, what)

    def _feed_head(self, data: bytes) -> bytes:
        self._head += data
        second = VERSION.search(self._head, len(_MAGIC))
        found = _HEAD_END.search(self._head, 0, second.start() if second else len(self._head))
        if not _MAGIC.startswith(self._head[:5]):
            raise self.damage("no WARC record starts here")
        if second and not found:
            raise self.damage("the record header breaks off and another begins")
        if found is None:
            if len(self._head) > MAX_HEAD:
                raise self.damage("the record header does not end")
            return b""
        rest = bytes(self._head[found.end() :])
        self.fields = _fields(bytes(self._head[: found.start()]))
        stated = self.fields.get("content-length", "")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
            raise self.damage("the record states no usable Content-Length")
        self.size = int(stated)
        if (stated_digest := digests.parse(self.fields.get("warc-block-digest", ""))) is not None:
            algorithm, value = stated_digest
            self._digest = (hashlib.new(algorithm, usedforsecurity=False), value)
        return rest


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in _FOLD.sub(b" ", head).split(b"\n")[1:]:
        name, _, value = line.partition(b":")
        fields.setdefault(name.strip().lower().decode("latin-1"), value.strip().decode("utf-8", "replace"))
    return fields

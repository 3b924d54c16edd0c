"""HTTP messages as they stand in WARC records: head and framing, read with suspicion."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(rb"HTTP/\d+(?:\.\d+)?[ \t]+(\d{3})(?:[ \t]|\r?$)", re.M | re.I)
_INVISIBLE = re.compile(r"[^\x21-\x7e]+")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.I)


@dataclass(frozen=True, slots=True)
class Head:
    """Status line and fields of a response.

    ``status``: None when the first line is no status line. ``fields``: (lower-case name, value) in the order sent,
    repeated ones kept, folded lines joined (RFC 9112, 5.2), bytes read as Latin-1.
    """

    status: int | None
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of the field ``name`` (lower case), or None."""
        return next((value for key, value in self.fields if key == name), None)

    def each(self, name: str) -> tuple[str, ...]:
        """The values of all fields ``name`` (lower case), as they stand."""
        return tuple(value for key, value in self.fields if key == name)

    def values(self, name: str) -> list[str]:
        """Comma-separated members of all fields ``name``, lower-cased and stripped, in order (RFC 9110, 5.3)."""
        members = (part.strip().lower() for key, value in self.fields if key == name for part in value.split(","))
        return [member for member in members if member]

    @property
    def mime(self) -> str | None:
        """Media type in lower case, without parameters and what is no visible ASCII; None when not stated."""
        return _INVISIBLE.sub("", (self.get("content-type") or "").split(";", 1)[0].lower()) or None

    @property
    def charset(self) -> str | None:
        """The charset that Content-Type states, in lower case, or None."""
        found = _CHARSET.search(self.get("content-type") or "")
        return found[1].lower() if found else None


def split(message: bytes) -> tuple[bytes, bytes]:
    """Head (with the empty line that ends it) and body of an HTTP message; a message without that line is all head."""
    crlf = message.find(b"\n\r\n")
    # Looked for first where a head may end without carriage returns: such a page's body may well have them.
    bare = message.find(b"\n\n", 0, crlf if crlf >= 0 else len(message))
    if crlf < 0 and bare < 0:
        return message, b""
    end = bare + 2 if bare >= 0 else crlf + 3
    return message[:end], message[end:]


def parse_head(head: bytes) -> Head:
    """Reads a response head; never raises. Lines without a colon are left out."""
    line, _, rest = head.partition(b"\n")
    found = _STATUS.match(line + b"\n")
    fields = []
    for field in _FOLD.sub(b" ", rest).split(b"\n"):
        name, colon, value = field.partition(b":")
        if colon:
            fields.append((name.strip().lower().decode("latin-1"), value.strip().decode("latin-1")))
    return Head(int(found[1]) if found else None, tuple(fields))


def dechunk(body: bytes) -> bytes:
    """Undoes the chunked coding (RFC 9112, 7.1), trailers dropped.

    A body whose first line is no chunk size is given as it stands (it was kept decoded); one that ends or breaks midway
    gives the chunks that are whole and the start of the last.
    """
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK.match(body, at):
        size = int(found[1], 16)
        if size == 0:
            break
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else int(body[at : at + 1] == b"\n")
    else:
        if not parts:
            return body
    return b"".join(parts)

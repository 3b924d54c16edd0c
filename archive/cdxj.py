"""CDXJ indexes, one sorted file for each closed WARC file in the data folder, so that pywb can serve it.

A line is ``KEY TIME JSON``: the key by ``archive.surt``, fourteen digits of time, and where the record stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from archive.drafts import whole
from archive.errors import ArchiveError
from archive.outcomes import CUT_SHORT
from archive.schema import capture
from archive.store import WARCS, Archive
from archive.surt import surt

INDEXES = "indexes"
CONFIG = "config.yaml"
_CONFIG = """\
# For pywb, a program of its own: run `wayback` in this folder and open http://localhost:8080/cuttings/
collections:
  cuttings:
    index_paths: ./indexes/
    archive_paths: ./archive/
"""
_ENDINGS = (".warc", ".warc.gz")
_COLUMNS = [
    capture.c[name]
    for name in ("url", "fetched", "mime", "status", "digest", "length", "offset", "path", "record", "why")
]


def refresh(archive: Archive) -> list[str]:
    """Writes the indexes that are missing; the names of their WARC files. Raises as ``write``."""
    made = [warc.name for warc in closed(archive) if not index_of(archive, warc.name).exists()]
    for name in made:
        write(archive, name)
    return made


def closed(archive: Archive) -> list[Path]:
    """The WARC files in the data folder that nobody writes, in order of name."""
    return sorted(path for path in (archive.folder / WARCS).iterdir() if path.name.endswith(_ENDINGS))


def is_own(name: str) -> bool:
    """Whether the file ``name``, as a capture has it, is a WARC file of the data folder: one that is indexed, and
    written anew where something in it is taken down. A WACZ that lies there is not.
    """
    return name.startswith(f"{WARCS}/") and name.endswith(_ENDINGS)


def index_of(archive: Archive, name: str) -> Path:
    """Where the index of the WARC file ``name`` stands."""
    return archive.folder / INDEXES / f"{name}.cdxj"


def write(archive: Archive, name: str) -> Path:
    """Writes the index of one WARC file from its captures, whole or not at all. Raises ArchiveError."""
    path = index_of(archive, name)
    try:
        config = archive.folder / CONFIG
        if not config.exists():
            with whole(config) as out:
                out.write(_CONFIG.encode())
        with whole(path) as out:
            out.write("".join(lines(archive, name)).encode())
    except OSError as error:
        raise ArchiveError(f"{path.name} cannot be written ({error.strerror}): check the disk") from error
    return path


def lines(archive: Archive, name: str) -> list[str]:
    """The sorted lines of the index of the WARC file ``name``.

    A 304 has none: a player would answer its reader with it, who has nothing to fall back on; without it the page of
    the time before is shown. Nor has a body that was cut short where the same URL came whole within the same second.
    """
    query = select(*_COLUMNS).where(capture.c.path == f"{WARCS}/{name}", capture.c.status.is_distinct_from(304))
    found: list[tuple[str, bool]] = []
    with archive.read() as connection:
        for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
            found.append((line(row), (row["why"] or "").startswith(CUT_SHORT)))
    whole = {_moment(text) for text, cut in found if not cut}
    return sorted(text for text, cut in found if not cut or _moment(text) not in whole)


def _moment(text: str) -> str:
    """Key and time of a line."""
    return text[: text.index(" ", text.index(" ") + 1)]


def line(row: Mapping[Any, Any]) -> str:
    """The line of a capture, given as its columns by name."""
    stated = {
        "url": row["url"],
        "mime": "warc/revisit" if row["record"] == "revisit" else row["mime"],
        "status": None if row["status"] is None else str(row["status"]),
        "digest": row["digest"],
        "length": str(row["length"]),
        "offset": str(row["offset"]),
        "filename": Path(row["path"]).name,
    }
    told = json.dumps({key: value for key, value in stated.items() if value is not None}, ensure_ascii=False)
    return f"{surt(row['url'])} {timestamp(row['fetched'])} {told}\n"


def timestamp(instant: datetime) -> str:
    """Fourteen digits, as web archives name a time."""
    return f"{instant:%Y%m%d%H%M%S}"


def read(path: Path) -> Iterator[str]:
    """The lines of an index file; none when it is not there."""
    if path.exists():
        with path.open(encoding="utf-8", errors="replace") as handle:
            yield from handle

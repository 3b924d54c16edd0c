"""Files that were given away, and what was in them: so that a takedown can name them.

A file's members are kept as 8 bytes of a hash over each record id, which stays when a database is made anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from archive.schema import export
from archive.store import Archive

_log = logging.getLogger(__name__)
_SIZE = 8
FIXTURE = "fixture"


@dataclass(frozen=True, slots=True)
class Export:
    """``form``: jsonl, csv, parquet, wacz or fixture. ``path``: absolute, "-" for standard output.

    ``selection``: what was chosen; None values are left out.
    """

    at: datetime
    form: str
    path: str
    selection: dict[str, Any]


@dataclass(slots=True)
class Noted:
    """Rows on their way into a file, whose record ids are noted."""

    members: list[bytes] = field(default_factory=list)

    def passing(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows as they come."""
        for row in rows:
            self.members.append(_print(row["record_id"]))
            yield row


def remember(
    archive: Archive, form: str, path: str, selection: Mapping[str, Any], members: Noted | Iterable[str]
) -> None:
    """Notes that a file with these records (ids, or as they passed) was made now. Raises ArchiveError.

    Where an archive may only be read, a warning says that nothing is noted.
    """
    if archive.read_only:
        _log.warning("a takedown will not name %s: %s may only be read", path, archive.folder)
        return
    prints = members.members if isinstance(members, Noted) else [_print(one) for one in members]
    row = {
        "at": datetime.now(UTC),
        "form": form,
        "path": path,
        "selection": {name: value for name, value in selection.items() if value},
        "members": base64.b64encode(b"".join(prints)).decode("ascii"),
    }
    with archive.write() as connection:
        connection.execute(insert(export), row)


def holding(connection: Connection, record_ids: Iterable[str]) -> list[Export]:
    """The files that have one of these records, in the order in which they were made."""
    wanted = {_print(one) for one in record_ids}
    columns = (export.c.at, export.c.form, export.c.path, export.c.selection)
    found = []
    for row in connection.execute(select(*columns, export.c.members).order_by(export.c.id)):
        members = base64.b64decode(row.members)
        if any(members[at : at + _SIZE] in wanted for at in range(0, len(members), _SIZE)):
            found.append(Export(*row[:-1]))
    return found


def written(one: Export) -> str:
    """An export as a line that ``read`` understands; without what was chosen."""
    return json.dumps({"at": one.at.isoformat(), "form": one.form, "path": one.path}, ensure_ascii=False)


def read(line: str) -> Export | None:
    """The export that a line says, None for any other."""
    try:
        said = json.loads(line)
        return Export(datetime.fromisoformat(said["at"]), str(said["form"]), str(said["path"]), {})
    except (ValueError, KeyError, TypeError):
        return None


def _print(record_id: str) -> bytes:
    return hashlib.blake2b(record_id.encode("utf-8", "replace"), digest_size=_SIZE).digest()

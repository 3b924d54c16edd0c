"""What a model of meaning makes of documents: made when asked for, and kept, since a text costs about a second."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from archive import schema
from archive.store import Archive
from compare.embed import Embedder, Meaning, meanings
from compare.words import code_of

_AT_ONCE = 8


def of(archive: Archive, model: Embedder, ids: Sequence[int], size: int) -> dict[int, Meaning]:
    """The meanings of these documents; ids without a text are left out. ``size``: numbers in a vector of the model.

    What another process makes and keeps meanwhile is not kept twice. Raises ArchiveError.
    """
    with archive.read() as connection:
        found = _kept(connection, model.name(), ids, size)
    missing = [id_ for id_ in ids if id_ not in found]
    for start in range(0, len(missing), _AT_ONCE):
        with archive.read() as connection:
            rows = connection.execute(_texts(missing[start : start + _AT_ONCE])).all()
        made = meanings(model, [(row.title, row.text) for row in rows], [row.language for row in rows])
        new = {row.id: one for row, one in zip(rows, made, strict=True)}
        found |= new
        if archive.read_only:
            continue
        with archive.write() as connection:
            known = _kept(connection, model.name(), list(new), size)
            fresh = [
                {"document_id": id_, "model": model.name(), "bytes": one.to_bytes()}
                for id_, one in new.items()
                if id_ not in known
            ]
            if fresh:
                table = schema.meaning
                damaged = table.c.document_id.in_([row["document_id"] for row in fresh])
                connection.execute(delete(table).where(table.c.model == model.name(), damaged))
                connection.execute(insert(table), fresh)
    return found


def _kept(connection: Connection, model: str, ids: Sequence[int], size: int) -> dict[int, Meaning]:
    table, document = schema.meaning, schema.document
    query = (
        select(table.c.document_id, table.c.bytes, document.c.language)
        .join_from(table, document)
        .where(table.c.model == model, table.c.document_id.in_(ids))
    )
    found = {}
    for row in connection.execute(query):
        with suppress(ValueError):  # damaged: it is made again
            found[row.document_id] = Meaning.from_bytes(row.bytes, size, code_of(row.language))
    return found


def _texts(ids: Sequence[int]) -> Select[Any]:
    document, body = schema.document, schema.body
    columns = (document.c.id, document.c.title, document.c.language, body.c.text)
    return select(*columns).join_from(document, body).where(document.c.id.in_(ids))

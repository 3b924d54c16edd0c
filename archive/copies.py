"""Near-duplicates: which document is a copy of which earlier one. The index lives in the process that writes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from archive import schema
from compare.errors import SketchDamaged
from compare.shingles import ShingleIndex, Sketch
from compare.sketches import sketch as sketch_of


class Copies:
    """The sketches of the archive's documents, one of each canonical URL, loaded from ``connection`` once."""

    def __init__(self, connection: Connection) -> None:
        self._index = ShingleIndex()
        # The document that stands in the index for a canonical URL: a page that is fetched again is no copy of itself.
        self._stands: dict[str, int] = {}
        document, sketch = schema.document, schema.sketch
        query = select(document.c.id, document.c.canonical, sketch.c.bytes).join(sketch).order_by(document.c.id)
        for row in connection.execute(query.execution_options(yield_per=500)):
            if row.canonical not in self._stands:
                self._stands[row.canonical] = row.id
                self._index.add(row.id, restored(connection, row.id, row.bytes))

    def save(self, connection: Connection, made: Iterable[tuple[int, str, bytes]]) -> None:
        """Looks up and keeps what new documents (id, canonical URL, sketch) are copies of, then adds them to the index.

        A page that was fetched before keeps the finding of its first document.
        """
        rows = []
        again = []
        for id_, canonical, stored in made:
            if canonical in self._stands:
                again.append((id_, self._stands[canonical]))
                continue
            sketch = restored(connection, id_, stored)
            found = self._index.nearest(sketch)
            if found is not None:
                rows.append({"document_id": id_, "of_id": found.id, "share": found.share})
            self._stands[canonical] = id_
            self._index.add(id_, sketch)
        if rows:
            connection.execute(insert(schema.copy), rows)
        for id_, first in again:
            query = select(schema.copy.c.of_id, schema.copy.c.share).where(schema.copy.c.document_id == first)
            if found_before := connection.execute(query).one_or_none():
                connection.execute(insert(schema.copy), {"document_id": id_} | found_before._asdict())


def restored(connection: Connection, document_id: int, stored: bytes) -> Sketch:
    """The sketch of a document as it was stored, or made again from the text where those bytes are damaged."""
    try:
        return Sketch.from_bytes(stored)
    except SketchDamaged:
        body = schema.body
        return sketch_of(connection.scalar(select(body.c.text).where(body.c.document_id == document_id)) or "")

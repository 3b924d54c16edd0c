"""Documents that were read before a topic was: each gets its relation to the topic without being read again."""

from __future__ import annotations

from sqlalchemy import select

from archive import documents, schema
from archive.store import Archive
from compare.topic import Matcher, Topic

_BATCH = 64


def relate(archive: Archive, topic: Topic, topic_id: int) -> int:
    """Relates every current document that has no relation to the topic yet; how many. Raises ArchiveError."""
    document, coverage = schema.document, schema.coverage
    mine = (coverage.c.document_id == document.c.id) & (coverage.c.topic_id == topic_id)
    query = (
        select(document, schema.body.c.text)
        .join_from(document, schema.body)
        .outerjoin(coverage, mine)
        .where(document.c.current, coverage.c.topic_id.is_(None))
        .order_by(document.c.id)
        .limit(_BATCH)
    )
    matcher = None
    count = 0
    while True:
        with archive.read() as connection:
            rows = connection.execute(query).mappings().all()
        if not rows:
            return count
        matcher = matcher or Matcher(topic)
        found = [(row["id"], matcher.relate(documents.document(row, row["text"], ()))) for row in rows]
        with archive.write() as connection:
            documents.relate(connection, topic_id, found)
        count += len(found)

"""What a person said of documents: this one belongs to the topic, that one does not. Scores follow."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from archive import backlog, schema, topics
from archive.errors import NotArchived
from archive.store import Archive
from compare.coverage import Relation

_BEYOND = 1 << 31


def give(archive: Archive, topic: str, document_id: int, accepted: bool | None) -> dict[int, tuple[Relation, Relation]]:
    """Keeps a verdict on a document (None takes it back) and relates the topic's documents anew.

    Gives the documents whose relation changed: before and after. Raises TopicUnusable and NotArchived.
    """
    topics.load(archive, topic)
    with archive.write() as connection:
        topic_id = topics.topic_id(connection, topic)
        assert topic_id is not None
        _check(connection, document_id)
        table = schema.feedback
        mine = (table.c.topic_id == topic_id) & (table.c.document_id == document_id)
        connection.execute(delete(table).where(mine))
        if accepted is not None:
            row = {"topic_id": topic_id, "document_id": document_id, "accepted": accepted, "at": datetime.now(UTC)}
            connection.execute(insert(table), row)
    return relate_anew(archive, topic)


def relate_anew(archive: Archive, topic: str) -> dict[int, tuple[Relation, Relation]]:
    """Relates every document of the topic anew; those that changed, before and after. Raises TopicUnusable."""
    given = topics.load(archive, topic)
    table = schema.coverage
    with archive.write() as connection:
        topic_id = topics.topic_id(connection, topic)
        assert topic_id is not None
        before = _relations(connection, topic_id)
        connection.execute(delete(table).where(table.c.topic_id == topic_id))
    backlog.relate(archive, given, topic_id)
    with archive.read() as connection:
        after = _relations(connection, topic_id)
    return {id_: (before[id_], after[id_]) for id_ in after if before.get(id_, after[id_]) != after[id_]}


def verdicts(archive: Archive, topic: str) -> dict[int, bool]:
    """The documents that a person accepted (True) or rejected (False). Raises TopicUnusable."""
    topics.load(archive, topic)
    with archive.read() as connection:
        table = schema.feedback
        wanted = table.c.topic_id == topics.topic_id(connection, topic)
        rows = connection.execute(select(table.c.document_id, table.c.accepted).where(wanted).order_by(table.c.at))
        return {row.document_id: row.accepted for row in rows}


def _check(connection: Connection, document_id: int) -> None:
    table = schema.document
    there = abs(document_id) < _BEYOND and connection.scalar(select(table.c.id).where(table.c.id == document_id))
    if not there:
        raise NotArchived(f"there is no document {document_id}: cuttings list shows the numbers")


def _relations(connection: Connection, topic_id: int) -> dict[int, Relation]:
    table = schema.coverage
    rows = connection.execute(select(table.c.document_id, table.c.relation).where(table.c.topic_id == topic_id))
    return {row.document_id: Relation(row.relation) for row in rows}

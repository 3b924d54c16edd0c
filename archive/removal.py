"""Captures out of the database, with all that was made of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from archive import currency, schema

_AT_ONCE = 500


def remove(connection: Connection, captures: Sequence[int]) -> None:
    """Deletes captures by number, with documents, texts, relations and readings; what else stands at their canonical
    URLs may become current.
    """
    table, document, reading = schema.capture, schema.document, schema.reading
    canonicals: set[str] = set()
    for start in range(0, len(captures), _AT_ONCE):
        some = captures[start : start + _AT_ONCE]
        canonicals.update(connection.scalars(select(document.c.canonical).where(document.c.capture_id.in_(some))))
        for of in (document.c.capture_id, reading.c.capture_id, table.c.id):
            connection.execute(delete(of.table).where(of.in_(some)))
    learnt = schema.template_article
    for start in range(0, len(canonicals), _AT_ONCE):
        some_urls = sorted(canonicals)[start : start + _AT_ONCE]
        connection.execute(delete(learnt).where(learnt.c.canonical.in_(some_urls)))
    currency.settle(connection, canonicals)
    for topic_id in connection.scalars(select(schema.topic.c.id)).all():
        currency.settle_in_topic(connection, topic_id, canonicals)

"""Captures out of the database, with all that was made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

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


def twins(connection: Connection, captures: Collection[int], urls: Iterable[str]) -> list[str]:
    """Other addresses of the pages in ``captures`` and at ``urls`` (canonical), as the pages themselves say: an AMP or
    print version that names the same canonical address, say.
    """
    table, document = schema.capture, schema.document
    shared = set(urls)
    some = sorted(captures)
    for start in range(0, len(some), _AT_ONCE):
        mine = document.c.capture_id.in_(some[start : start + _AT_ONCE])
        shared.update(connection.scalars(select(document.c.canonical).where(mine)))
    named = sorted(shared)
    found: set[str] = set()
    for start in range(0, len(named), _AT_ONCE):
        same = document.c.canonical.in_(named[start : start + _AT_ONCE])
        rows = connection.execute(select(table.c.id, table.c.url).join(document).where(same))
        found.update(row.url for row in rows if row.id not in captures)
    return sorted(found)

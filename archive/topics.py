"""Topics as they are kept: a name and its seeds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from archive import schema
from archive.errors import TopicUnusable
from archive.store import Archive
from archive.strings import clean
from compare.seed import Seed
from compare.topic import Topic


def save(archive: Archive, topic: Topic) -> int:
    """Keeps the topic under its name and gives its row id.

    A topic of that name with other seeds is replaced, and the relations that were found with the old seeds are dropped:
    the next ingest finds them anew. Raises TopicUnusable when it has no seed or no name.
    """
    if not topic.seeds or not topic.name.strip():
        raise TopicUnusable("a topic needs a name and at least one seed article")
    seeds = tuple(map(_storable, topic.seeds))
    rows = [_row(position, seed) for position, seed in enumerate(seeds)]
    with archive.write() as connection:
        found = topic_id(connection, topic.name)
        if found is not None and _seeds(connection, found) == seeds:
            return found
        if found is None:
            made = insert(schema.topic).returning(schema.topic.c.id)
            found = connection.execute(made, {"name": topic.name, "saved": datetime.now(UTC)}).scalar_one()
        else:
            again = update(schema.topic).where(schema.topic.c.id == found)
            connection.execute(again.values(saved=datetime.now(UTC)))
        for table in (schema.seed, schema.coverage):
            connection.execute(delete(table).where(table.c.topic_id == found))
        connection.execute(insert(schema.seed), [{"topic_id": found, **row} for row in rows])
    return found


def load(archive: Archive, name: str) -> Topic:
    """The topic of this name with its seeds in order, and the documents that a person accepted or rejected.

    Raises TopicUnusable with the names there are.
    """
    with archive.read() as connection:
        found = topic_id(connection, name)
        if found is not None:
            said = _verdicts(connection, found)
            return Topic(name, _seeds(connection, found), accepted=said[True], rejected=said[False])
    known = ", ".join(names(archive)) or "none yet"
    raise TopicUnusable(f"there is no topic {name!r}; topics here: {known}")


def names(archive: Archive) -> list[str]:
    """Names of all topics, the one saved last first."""
    with archive.read() as connection:
        return kept(connection)


def kept(connection: Connection) -> list[str]:
    """``names`` as the open transaction ``connection`` sees them."""
    query = select(schema.topic.c.name).order_by(schema.topic.c.saved.desc(), schema.topic.c.id.desc())
    return list(connection.scalars(query))


def topic_id(connection: Connection, name: str) -> int | None:
    """The row id of the topic of this name, None when there is none."""
    return connection.scalar(select(schema.topic.c.id).where(schema.topic.c.name == name))


def _storable(seed: Seed) -> Seed:
    """The seed as it will come back, so that one with a stray NUL is known again."""
    kept = {name: clean(getattr(seed, name)) for name in ("id", "text", "title", "language")}
    return replace(seed, agencies=tuple(map(clean, seed.agencies)), **kept)


def _row(position: int, seed: Seed) -> dict[str, Any]:
    return {
        "position": position,
        "seed": seed.id,
        "title": seed.title,
        "text": seed.text,
        "language": seed.language,
        "published": seed.published,
        "agencies": list(seed.agencies),
    }


def _seeds(connection: Connection, found: int) -> tuple[Seed, ...]:
    table = schema.seed
    rows = connection.execute(select(table).where(table.c.topic_id == found).order_by(table.c.position))
    return tuple(Seed(row.seed, row.text, row.title, row.language, row.published, tuple(row.agencies)) for row in rows)


def _verdicts(connection: Connection, found: int) -> dict[bool, tuple[Seed, ...]]:
    """The documents that were accepted (True) and rejected (False), as seeds, the first one said first."""
    said, document, body = schema.feedback, schema.document, schema.body
    query = (
        select(said.c.accepted, document, body.c.text)
        .join_from(said, document, said.c.document_id == document.c.id)
        .join(body, body.c.document_id == document.c.id)
        .where(said.c.topic_id == found)
        .order_by(said.c.at, document.c.id)
    )
    rows = connection.execute(query).all()
    return {verdict: tuple(_example(row) for row in rows if row.accepted == verdict) for verdict in (True, False)}


def _example(row: Row[Any]) -> Seed:
    return Seed(f"document {row.id}", row.text, row.title, row.language, row.published, tuple(row.agencies))

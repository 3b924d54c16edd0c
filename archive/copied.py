"""Copies among the documents: who printed one text, who was first, and what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from archive import documents, schema, topics
from archive.errors import NotArchived, TopicUnusable
from archive.store import Archive
from compare.copying import Passage, first, passages
from extract.document import Document

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Print:
    """One document of a group of copies. ``outlet``: the source's key, or the host where it is unknown. ``share``
    (0..1) of the smaller text that stands in ``of``, which it was found nearest to; None for the first one found.
    """

    id: int
    url: str
    outlet: str
    document: Document
    of: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that are copies of each other, in the order in which they were found.

    ``first``: the one that was certainly published before all others; None where the dates cannot tell.
    """

    prints: tuple[Print, ...]
    first: Print | None


def groups(archive: Archive, topic: str | None = None, document_id: int | None = None, limit: int = 50) -> list[Group]:
    """Groups of copies, the largest first: all, those with a document about the topic, or the one of a document.

    One document stands for a canonical URL. Raises TopicUnusable, and NotArchived for a document that is not there.
    """
    with archive.read() as connection:
        found = _groups(connection)
        if topic is not None:
            about = _about(connection, topic)
            found = [group for group in found if about & set(group)]
        if document_id is not None:
            _check(connection, document_id)
            found = [group for group in found if document_id in group]
        shown = sorted(found, key=lambda group: (-len(group), group))[:limit]
        return [_group(_prints(connection, group)) for group in shown]


def shared(one: Print, other: Print) -> tuple[Passage, ...]:
    """The passages that stand in both, as ``one`` writes them."""
    return passages(one.document.text, other.document.text)


def _groups(connection: Connection) -> list[list[int]]:
    """Ids of current documents, brought together by what each is a copy of, and by canonical URL."""
    copy, document = schema.copy, schema.document
    pairs = connection.execute(select(copy.c.document_id, copy.c.of_id)).all()
    ids = sorted({id_ for pair in pairs for id_ in pair})
    stands: dict[int, int] = {}
    for start in range(0, len(ids), _BATCH):
        mine = select(document.c.id, document.c.canonical).where(document.c.id.in_(ids[start : start + _BATCH]))
        urls = connection.execute(mine).all()
        now = select(document.c.canonical, document.c.id).where(
            document.c.current, document.c.canonical.in_([row.canonical for row in urls])
        )
        current = {row.canonical: row.id for row in connection.execute(now)}
        stands.update({row.id: current.get(row.canonical, row.id) for row in urls})
    return _together([(stands[a], stands[b]) for a, b in pairs if stands[a] != stands[b]])


def _together(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected parts of a graph, each sorted."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    parts, seen = [], set[int]()
    for start in sorted(near):
        if start in seen:
            continue
        part, waiting = set[int](), [start]
        while waiting:
            one = waiting.pop()
            if one not in part:
                part.add(one)
                waiting += near[one] - part
        seen |= part
        parts.append(sorted(part))
    return parts


def _about(connection: Connection, topic: str) -> set[int]:
    topic_id = topics.topic_id(connection, topic)
    if topic_id is None:
        known = ", ".join(topics.kept(connection)) or "none"
        raise TopicUnusable(f"there is no topic {topic!r}; topics here: {known}")
    table = schema.coverage
    on = (table.c.topic_id == topic_id) & (table.c.relation != "unrelated")
    return set(connection.scalars(select(table.c.document_id).where(on)))


def _check(connection: Connection, document_id: int) -> None:
    table = schema.document
    if document_id >= 1 << 31 or not connection.scalar(select(table.c.id).where(table.c.id == document_id)):
        raise NotArchived(f"there is no document {document_id}: cuttings list shows the numbers")


def _prints(connection: Connection, ids: Sequence[int]) -> list[Print]:
    document, body, capture, copy = schema.document, schema.body, schema.capture, schema.copy
    query = (
        select(document, body.c.text, capture.c.source, capture.c.host, copy.c.of_id, copy.c.share)
        .join_from(document, body)
        .join(capture, document.c.capture_id == capture.c.id)
        .outerjoin(copy, copy.c.document_id == document.c.id)
        .where(document.c.id.in_(ids))
        .order_by(document.c.id)
    )
    return [
        Print(
            id=row["id"],
            url=row["canonical"],
            outlet=row["source"] or row["host"],
            document=documents.document(row, row["text"], ()),
            of=row["of_id"],
            share=row["share"],
        )
        for row in connection.execute(query).mappings()
    ]


def _group(prints: list[Print]) -> Group:
    found = first([one.document.published for one in prints])
    return Group(tuple(prints), None if found is None else prints[found])

"""Stories of a topic: its documents clustered into events, kept with stable numbers and what happened to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from archive import schema, topics
from archive.errors import TopicUnusable
from archive.store import Archive
from archive.studied import ABOUT
from compare.pair import Article, article, learned
from compare.stories import Change, Stories

_LEARNED_FROM = 300  # documents of the topic that show what is common in it
_BATCH = 64
_ABOUT = [relation.value for relation in ABOUT]


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a story; ``outlet``: the source's key, or the host where it is unknown."""

    id: int
    title: str | None
    outlet: str
    language: str | None
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story of a topic. ``documents``: (id, title, outlet, language, published), the earliest published first, those
    without a date last. ``was``: numbers of stories that went into it.
    """

    number: int
    made: datetime
    documents: tuple[Member, ...]
    was: tuple[int, ...]


def update_stories(archive: Archive, topic: str) -> Counter[str]:
    """Places every document about the topic that has no story yet; how many stories were new, joined, merged, split.

    Those that are no longer about it leave their story. Costs the same for each document however many there are.
    An archive that may only be read stays as it is. Raises TopicUnusable.
    """
    topic_id = _topic_id(archive, topic)
    told: Counter[str] = Counter()
    if archive.read_only:
        return told
    with archive.write() as connection:
        told["left"] += _drop_others(connection, topic_id)
    with archive.read() as connection:
        waiting = list(connection.scalars(_waiting(topic_id)))
        if not waiting:
            return +told
        stories = _restored(connection, topic_id, _Texts(archive), waiting)
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        changes = [change for document in batch for change in stories.place(document)]
        with archive.write() as connection:
            _keep(connection, topic_id, stories, changes)
        told.update(change.kind for change in changes)
    return +told


def of_topic(archive: Archive, topic: str, *, least: int = 1, limit: int = 50) -> list[Story]:
    """The stories with at least ``least`` documents, the largest first. Raises TopicUnusable."""
    topic_id = _topic_id(archive, topic)
    member = schema.story_member
    with archive.read() as connection:
        size = func.count().label("size")
        query = (
            select(member.c.number, size)
            .where(member.c.topic_id == topic_id)
            .group_by(member.c.number)
            .having(size >= least)
            .order_by(size.desc(), member.c.number)
            .limit(limit)
        )
        return [_story(connection, topic_id, row.number) for row in connection.execute(query)]


def one(archive: Archive, topic: str, number: int) -> Story:
    """The story of that number, or the one that it went into. Raises TopicUnusable where there is none."""
    topic_id = _topic_id(archive, topic)
    table = schema.story
    with archive.read() as connection:
        rows = connection.execute(select(table.c.number, table.c.merged_into).where(table.c.topic_id == topic_id))
        into = {row.number: row.merged_into for row in rows}
        if number not in into:
            raise TopicUnusable(f"topic {topic!r} has no story {number}: cuttings stories shows the numbers")
        while into[number] is not None:
            number = into[number]
        return _story(connection, topic_id, number)


def changes(archive: Archive, topic: str, limit: int = 100) -> list[tuple[datetime, Change]]:
    """Merges and splits, the latest first. Raises TopicUnusable."""
    topic_id = _topic_id(archive, topic)
    table = schema.story_change
    query = select(table).where(table.c.topic_id == topic_id).order_by(table.c.id.desc()).limit(limit)
    with archive.read() as connection:
        rows = connection.execute(query).all()
    return [(row.at, Change(row.kind, row.number, tuple(row.documents), row.other)) for row in rows]


class _Texts:
    """Articles by document id, read when they are wanted."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __call__(self, document_id: int) -> Article:
        with self._archive.read() as connection:
            return articles(connection, [document_id])[document_id]


def articles(connection: Connection, ids: Sequence[int]) -> dict[int, Article]:
    """The documents of these ids, ready for comparison; ids without one are left out."""
    document, body = schema.document, schema.body
    columns = (document.c.id, document.c.title, document.c.language, document.c.published, body.c.text)
    found = {}
    for start in range(0, len(ids), _BATCH):
        wanted = select(*columns).join_from(document, body).where(document.c.id.in_(ids[start : start + _BATCH]))
        for row in connection.execute(wanted):
            day = row.published.date() if row.published else None
            found[row.id] = article(row.title, row.text, row.language, day)
    return found


def _topic_id(archive: Archive, topic: str) -> int:
    topics.load(archive, topic)
    with archive.read() as connection:
        found = topics.topic_id(connection, topic)
    assert found is not None
    return found


def _drop_others(connection: Connection, topic_id: int) -> int:
    coverage, member = schema.coverage, schema.story_member
    about = select(coverage.c.document_id).where(
        coverage.c.topic_id == topic_id, coverage.c.current, coverage.c.relation.in_(_ABOUT)
    )
    gone = delete(member).where(member.c.topic_id == topic_id, member.c.document_id.not_in(about))
    return connection.execute(gone).rowcount


def _waiting(topic_id: int) -> Select[int]:
    coverage, document, member = schema.coverage, schema.document, schema.story_member
    mine = (member.c.document_id == coverage.c.document_id) & (member.c.topic_id == topic_id)
    return (
        select(coverage.c.document_id)
        .join(document, document.c.id == coverage.c.document_id)
        .outerjoin(member, mine)
        .where(coverage.c.topic_id == topic_id, coverage.c.current, coverage.c.relation.in_(_ABOUT))
        .where(member.c.document_id.is_(None))
        .order_by(document.c.published.is_(None), document.c.published, document.c.id)
    )


def _restored(connection: Connection, topic_id: int, texts: _Texts, waiting: Sequence[int]) -> Stories:
    member, story = schema.story_member, schema.story
    placed = connection.execute(select(member).where(member.c.topic_id == topic_id).order_by(member.c.placed)).all()
    known = [row.document_id for row in placed] + list(waiting)
    step = max(1, len(known) // _LEARNED_FROM)
    space = learned(list(articles(connection, known[::step]).values()))
    last = connection.scalar(select(func.max(story.c.number)).where(story.c.topic_id == topic_id)) or 0
    stories = Stories(space, texts, last + 1)
    for row in placed:
        stories.restore(row.document_id, row.number, row.marks)
    return stories


def _keep(connection: Connection, topic_id: int, stories: Stories, changes: Sequence[Change]) -> None:
    now, table, member = datetime.now(UTC), schema.story, schema.story_member
    at = connection.scalar(select(func.max(member.c.placed)).where(member.c.topic_id == topic_id)) or 0
    for change in changes:
        mine = {"topic_id": topic_id}
        if change.kind in {"new", "split"}:
            number = change.other if change.kind == "split" else change.story
            connection.execute(insert(table), mine | {"number": number, "made": now})
        if change.kind in {"new", "join"}:
            at += 1
            (document,) = change.documents
            row = {"document_id": document, "number": change.story, "placed": at, "marks": stories.marks(document)}
            connection.execute(insert(member), mine | row)
            continue
        if change.kind == "merge":
            gone = update(table).where(table.c.topic_id == topic_id, table.c.number == change.other)
            connection.execute(gone.values(merged_into=change.story))
        into = change.other if change.kind == "split" else change.story
        moved = update(member).where(member.c.topic_id == topic_id, member.c.document_id.in_(change.documents))
        connection.execute(moved.values(number=into))
        connection.execute(insert(schema.story_change), mine | _row(change, now))


def _row(change: Change, now: datetime) -> dict[str, Any]:
    documents = list(change.documents)
    return {"at": now, "kind": change.kind, "number": change.story, "other": change.other, "documents": documents}


def _story(connection: Connection, topic_id: int, number: int) -> Story:
    story, member, document, capture = schema.story, schema.story_member, schema.document, schema.capture
    columns = (document.c.id, document.c.title, document.c.language, document.c.published)
    query = (
        select(*columns, capture.c.source, capture.c.host)
        .join_from(member, document)
        .join(capture, document.c.capture_id == capture.c.id)
        .where(member.c.topic_id == topic_id, member.c.number == number)
        .order_by(document.c.published.is_(None), document.c.published, document.c.id)
    )
    asked = select(story.c.made).where(story.c.topic_id == topic_id, story.c.number == number)
    was = select(story.c.number).where(story.c.topic_id == topic_id, story.c.merged_into == number)
    members = tuple(_member(row) for row in connection.execute(query))
    return Story(
        number, connection.execute(asked).scalar_one(), members, tuple(connection.scalars(was.order_by(story.c.number)))
    )


def _member(row: Row[*tuple[Any, ...]]) -> Member:
    return Member(row.id, row.title, row.source or row.host, row.language, row.published)

"""The read side: rows for the screens that list, show and count. No SQL stands above this module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select
from sqlalchemy import Row as Found

from archive import documents, rows, runs, schema, topics
from archive.errors import NotArchived, TopicUnusable
from archive.search import holds
from archive.sources import Outlet
from archive.store import Archive
from archive.studied import ABOUT, Filter, Kept, Row, Status
from compare.coverage import Coverage, Relation

__all__ = ["ABOUT", "Filter", "Kept", "Row", "Status", "coverage", "document", "status"]

_document, _capture, _coverage, _source, _copy = (
    schema.document,
    schema.capture,
    schema.coverage,
    schema.source,
    schema.copy,
)
_SOURCE_NAME = func.coalesce(_source.c.name, _capture.c.source, _capture.c.host)
_BEYOND = 1 << 31
_ROW = (
    _document.c.id,
    _document.c.canonical,
    _document.c.title,
    _SOURCE_NAME.label("outlet"),
    _capture.c.source.label("source_key"),
    _capture.c.host,
    _source.c.country,
    _document.c.language,
    _document.c.published,
    _capture.c.fetched,
    _capture.c.original_url,
    _capture.c.original_at,
    _copy.c.of_id,
    _copy.c.share,
)


def coverage(archive: Archive, wanted: Filter) -> list[Row]:
    """Documents that pass the filter, one of each canonical URL: the surest first, then the earliest published.

    Raises TopicUnusable for a topic that is not here.
    """
    with archive.read() as connection:
        found = None
        if wanted.topic is not None:
            found = topics.topic_id(connection, wanted.topic)
            if found is None:
                known = ", ".join(topics.kept(connection)) or "none"
                raise TopicUnusable(f"there is no topic {wanted.topic!r}; topics here: {known}")
        related = found is not None
        query = _query(wanted, found)
        if wanted.source is not None:
            query = query.where(of_source(connection, wanted.source))
        if wanted.text:
            query = query.where(*holds(connection, wanted.text))
        return [_row(row, related) for row in connection.execute(query.limit(wanted.limit))]


def document(archive: Archive, document_id: int) -> Kept:
    """The document of this number. Raises NotArchived."""
    with archive.read() as connection:
        query = (
            select(_document, schema.body.c.text, _copy.c.of_id, _copy.c.share)
            .join_from(_document, schema.body)
            .outerjoin(_copy, _copy.c.document_id == _document.c.id)
            .where(_document.c.id == document_id)
        )
        # No database can be asked for a number that its column cannot hold.
        row = connection.execute(query).mappings().one_or_none() if abs(document_id) < _BEYOND else None
        if row is None:
            raise NotArchived(f"there is no document {document_id}: cuttings list shows the numbers")
        captured = connection.execute(
            select(_capture, _source).outerjoin(_source).where(_capture.c.id == row["capture_id"])
        ).one()
        return Kept(
            id=document_id,
            document=documents.document(row, row["text"], _rails(connection, document_id)),
            capture=rows.capture(captured),
            extractor=row["extractor"],
            made=row["made"],
            canonical=row["canonical"],
            coverage=_relations(connection, document_id),
            outlet=_outlet(captured),
            copy_of=row["of_id"],
            share=row["share"],
            run=runs.get(archive, captured.run_id),
        )


def status(archive: Archive) -> Status:
    """Counts of everything that is kept, as of one moment."""
    outcome = _capture.c.outcome
    with archive.read() as connection:
        outcomes = _count(connection, select(outcome, func.count()).group_by(outcome))
        pending = outcomes.pop(None, 0)
        language, source = _document.c.language, _SOURCE_NAME
        shown = select(source, func.count()).join_from(_document, _capture).outerjoin(_source)
        return Status(
            captures=outcomes.total() + pending,
            pending=pending,
            outcomes=outcomes,
            whys=_whys(connection),
            failed_fetches=connection.scalar(select(func.count()).select_from(schema.failure)) or 0,
            documents=connection.scalar(select(func.count()).where(_document.c.current)) or 0,
            relations=_related(connection),
            languages=_count(connection, select(language, func.count()).where(_document.c.current).group_by(language)),
            sources=_count(connection, shown.where(_document.c.current).group_by(source)),
            topics=topics.kept(connection),
            runs=runs.newest(connection),
        )


def _query(wanted: Filter, found: int | None) -> Select[Any]:
    at = _document.c.published
    query = select(*_ROW).join_from(_document, _capture)
    if found is None:
        query = query.where(_document.c.current).order_by(at.is_(None), at, _document.c.id)
    else:
        mine = (_coverage.c.document_id == _document.c.id) & (_coverage.c.topic_id == found) & _coverage.c.current
        query = query.add_columns(_coverage.c.relation, _coverage.c.score, _coverage.c.nearest).join(_coverage, mine)
        query = query.order_by(_coverage.c.score.desc(), at.is_(None), at, _document.c.id)
        if wanted.relation:
            query = query.where(_coverage.c.relation.in_(wanted.relation))
    query = query.outerjoin(_source, _capture.c.source == _source.c.key)
    query = query.outerjoin(_copy, _copy.c.document_id == _document.c.id)
    return query.where(*_conditions(wanted))


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.language is not None:
        conditions.append(_document.c.language == wanted.language.lower())
    if wanted.since is not None:
        conditions.append(_document.c.published >= wanted.since)
    if wanted.until is not None:
        conditions.append(_document.c.published < wanted.until)
    return conditions


def of_source(connection: Connection, asked: str) -> ColumnElement[bool]:
    """Whether a capture is of the source or host that a person calls ``asked``."""
    # Compared here: no database knows the case of every script.
    kept = connection.execute(select(_source.c.key, _source.c.name)).all()
    name = asked.casefold()
    keys = [key for key, shown in kept if name in (key.casefold(), (shown or key).casefold())]
    address = asked.lower()
    plain = address.removesuffix(":80").removesuffix(":443")
    host = _capture.c.host
    return or_(_capture.c.source.in_(keys), host.in_([address, plain]), host.startswith(f"{address}:", autoescape=True))


def _row(found: Found[Any], related: bool) -> Row:
    return Row(
        id=found.id,
        url=found.canonical,
        title=found.title,
        source=found.outlet,
        source_key=found.source_key,
        host=found.host,
        country=found.country,
        language=found.language,
        published=found.published,
        fetched=found.fetched,
        original_url=found.original_url,
        original_at=found.original_at,
        relation=Relation(found.relation) if related else None,
        score=found.score if related else None,
        nearest=found.nearest if related else None,
        copy_of=found.of_id,
        share=found.share,
    )


def _rails(connection: Connection, document_id: int) -> Sequence[Found[Any]]:
    table = schema.rail
    return connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.position)).all()


def _relations(connection: Connection, document_id: int) -> dict[str, Coverage]:
    query = select(schema.topic.c.name, _coverage).join(_coverage).where(_coverage.c.document_id == document_id)
    return {row["name"]: documents.coverage(row) for row in connection.execute(query).mappings()}


def _related(connection: Connection) -> dict[str, Counter[Relation]]:
    query = (
        select(schema.topic.c.name, _coverage.c.relation, func.count())
        .join(_coverage)
        .where(_coverage.c.current)
        .group_by(schema.topic.c.name, _coverage.c.relation)
    )
    related: dict[str, Counter[Relation]] = {}
    for name, relation, count in connection.execute(query):
        related.setdefault(name, Counter())[Relation(relation)] = count
    return related


def _count(connection: Connection, query: Select[Any, int]) -> Counter[Any]:
    return Counter({name: count for name, count in connection.execute(query)})  # noqa: C416 - a row is no pair to mypy


def _whys(connection: Connection) -> Counter[str]:
    """Reasons without what follows their colon: that differs from page to page."""
    why = _capture.c.why
    short: Counter[str] = Counter()
    for said, count in connection.execute(select(why, func.count()).where(why.is_not(None)).group_by(why)):
        short[said.split(": ", 1)[0]] += count
    return short


def _outlet(captured: Found[Any]) -> Outlet | None:
    if captured.key is None:
        return None
    return Outlet(captured.key, captured.name, captured.home, captured.language, captured.country)

"""What in the archive is like a given text, in any language: copies, the same event, the same subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from archive import schema, stories, study
from archive.store import Archive
from compare.pair import Article, Kinship, article, kinships, learned
from compare.space import Space, without_hubs
from extract.urls import canonical

_RIVALS = 20  # documents in the text's language that show which documents are near to anything


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that is like the given one. ``nearness`` orders them and has no scale; 0 is what chance gives."""

    id: int
    url: str
    title: str | None
    outlet: str
    language: str | None
    published: datetime | None
    kinship: Kinship
    nearness: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a text with what is known of it. ``id``: its own number where it is a document."""

    text: str
    title: str | None = None
    language: str | None = None
    published: date | None = None
    id: int | None = None


def of_document(archive: Archive, document_id: int) -> Asked:
    """The document of this number, to look for its like. Raises NotArchived."""
    kept = study.document(archive, document_id)
    found = kept.document
    day = found.published.instant.date() if found.published else None
    return Asked(found.text, found.title, found.language, day, document_id)


def document_at(archive: Archive, url: str) -> int | None:
    """The number of the current document of a URL, None when there is none."""
    table = schema.document
    with archive.read() as connection:
        return connection.scalar(select(table.c.id).where(table.c.canonical == canonical(url), table.c.current))


def similar(archive: Archive, asked: Asked, *, among: int = 1000, limit: int = 20) -> list[Alike]:
    """The documents most like the given one, the nearest first, of the ``among`` that were captured last.

    One document stands for a canonical URL. About 4 ms for each that is looked at.
    """
    here = article(asked.title, asked.text, asked.language, asked.published)
    with archive.read() as connection:
        table = schema.document
        latest = select(table.c.id).where(table.c.current).order_by(table.c.id.desc()).limit(among)
        ids = [id_ for id_ in connection.scalars(latest) if id_ != asked.id]
        made = stories.articles(connection, ids)
        if not made:
            return []
        space = learned([here, *made.values()])
        near = _nearness(space, here, made)
        best = sorted(made, key=lambda id_: (-near[id_], id_))[:limit]
        kin = dict(zip(best, kinships(space, here, [made[id_] for id_ in best]), strict=True))
        return [_alike(row, kin[row.id], near[row.id]) for row in _rows(connection, best)]


def _nearness(space: Space, here: Article, made: dict[int, Article]) -> dict[int, float]:
    """By document; held against what else is in the text's language and in the document's."""
    alike = [one for one in made.values() if one.seen.language == here.seen.language]
    asking = [here, *alike[:: max(1, len(alike) // _RIVALS)][:_RIVALS]]
    by_language: dict[str, list[int]] = {}
    for id_, one in made.items():
        by_language.setdefault(one.seen.language, []).append(id_)
    near: dict[int, float] = {}
    for ids in by_language.values():
        scores = space.nearness([one.seen for one in asking], [made[id_].seen for id_ in ids])
        near.update(zip(ids, without_hubs(scores)[0].tolist(), strict=True))
    return near


def _rows(connection: Connection, ids: Sequence[int]) -> list[Row[*tuple[Any, ...]]]:
    document, capture = schema.document, schema.capture
    columns = (document.c.id, document.c.canonical, document.c.title, document.c.language, document.c.published)
    query = select(*columns, capture.c.source, capture.c.host).join_from(document, capture)
    found = {row.id: row for row in connection.execute(query.where(document.c.id.in_(ids)))}
    return [found[id_] for id_ in ids]


def _alike(row: Row[*tuple[Any, ...]], kinship: Kinship, nearness: float) -> Alike:
    outlet = row.source or row.host
    return Alike(row.id, row.canonical, row.title, outlet, row.language, row.published, kinship, nearness)

"""What in the archive is like a given text, in any language: copies, the same event, the same subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from archive import meanings as kept
from archive import schema, stories, study
from archive.copies import restored
from archive.store import Archive
from compare.embed import Embedder, meanings, nearness, ties
from compare.keys import Keyring, keys
from compare.pair import Article, Kinship, article, kinships, learned
from compare.space import Space, without_hubs
from extract.urls import canonical

HELD = 120  # documents that are held against a text; of its event's reports .98 are there, of the ten nearest .95
COMMON = 40  # others, which show what is common in the archive
ORDERED = 20  # documents that a model puts in order; a text that it has not seen costs one or two seconds
_BATCH = 200
_KEY = 4  # bytes, as Keyring reads them
_RIVALS = 10  # documents in the text's language that show which documents are near to anything


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that is like the given one. ``nearness`` orders them and has no scale; 0 is what chance gives.

    ``meaning``: how near they are by a model (1: as near as two halves of a story), by which they are ordered then;
    None where none was asked.
    """

    id: int
    url: str
    title: str | None
    outlet: str
    language: str | None
    published: datetime | None
    kinship: Kinship
    nearness: float
    meaning: float | None = None


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


def similar(archive: Archive, asked: Asked, *, limit: int = 20, model: Embedder | None = None) -> list[Alike]:
    """The documents most like the given one, the nearest first; by ``model`` the twenty nearest are put in order.

    One document stands for a canonical URL. All are asked for their keys (a quarter of a second for 100,000); the 120
    that share most, and a sample of the others to show what is common, are then read, 4 ms each.
    """
    here = article(asked.title, asked.text, asked.language, asked.published)
    if not archive.read_only:
        _complete(archive)
    with archive.read() as connection:
        near, others = _to_hold(connection, asked, here)
        made = stories.articles(connection, [*near, *others])
        if not near:
            return []
        space = learned([here, *made.values()])
        near_by = _nearness(space, here, made)
        best = sorted(near, key=lambda id_: (-near_by[id_], id_))[: max(limit, ORDERED) if model else limit]
        kin = dict(zip(best, kinships(space, here, [made[id_] for id_ in best]), strict=True))
        found = [_alike(row, kin[row.id], near_by[row.id]) for row in _rows(connection, best)]
    return _ordered(archive, model, asked, found)[:limit] if model else found


def _ordered(archive: Archive, model: Embedder, asked: Asked, found: list[Alike]) -> list[Alike]:
    """By the model's nearness, which they then have."""
    (here,), by = meanings(model, [(asked.title, asked.text)], [asked.language]), ties(model.name())
    made = kept.of(archive, model, [one.id for one in found], len(here.lead))
    rated = [replace(one, meaning=nearness(here, made[one.id], by)) for one in found if one.id in made]
    return sorted(rated, key=lambda one: (-(one.meaning or 0.0), one.id))


def _to_hold(connection: Connection, asked: Asked, here: Article) -> tuple[list[int], list[int]]:
    """Ids of the documents that share most keys with the text (all of a small archive), and of some others."""
    document, stored = schema.document, schema.sketch
    query = select(stored.c.document_id, stored.c.found_by).join_from(stored, document)
    rows = connection.execute(query.where(document.c.current).order_by(stored.c.document_id)).all()
    ring = [(row.document_id, row.found_by or b"") for row in rows if row.document_id != asked.id]
    wanted = keys(asked.title, asked.text, asked.language, here.sketch)
    near = Keyring(ring).nearest(wanted, HELD)
    rest = [id_ for id_, _ in ring if id_ not in set(near)]
    others = rest[:: max(1, len(rest) // COMMON)][:COMMON]
    return (near, others) if len(near) >= HELD else (near + others, [])


def _complete(archive: Archive) -> None:
    """Gives keys to documents whose keys are missing, as those of earlier versions are, or cut short."""
    stored, document, body = schema.sketch, schema.document, schema.body
    columns = (document.c.id, document.c.title, document.c.language, body.c.text, stored.c.bytes)
    is_whole = func.coalesce(func.length(stored.c.found_by) % _KEY == 0, False)
    query = (
        select(*columns)
        .join_from(stored, document)
        .join(body, body.c.document_id == document.c.id)
        .where(~is_whole, document.c.current, document.c.id > bindparam("behind"))
        .order_by(document.c.id)
        .limit(_BATCH)
    )
    write = update(stored).where(stored.c.document_id == bindparam("which")).values(found_by=bindparam("now"))
    behind = 0
    while True:
        with archive.read() as connection:
            rows = connection.execute(query, {"behind": behind}).all()
            sketches = [restored(connection, row.id, row.bytes) for row in rows]
        if not rows:
            return
        behind = rows[-1].id
        made = [
            {"which": row.id, "now": keys(row.title, row.text, row.language, sketch)}
            for row, sketch in zip(rows, sketches, strict=True)
        ]
        with archive.write() as connection:
            connection.execute(write, made)


def _nearness(space: Space, here: Article, made: dict[int, Article]) -> dict[int, float]:
    """By document; held against what else is in the text's language and in the document's."""
    alike = [one for one in made.values() if one.seen.language == here.seen.language]
    asking = [here, *alike[:: max(1, len(alike) // _RIVALS)][:_RIVALS]]
    by_language: dict[str, list[int]] = {}
    for id_, one in made.items():
        by_language.setdefault(one.seen.language, []).append(id_)
    order = [id_ for ids in by_language.values() for id_ in ids]
    scores = space.nearness([one.seen for one in asking], [made[id_].seen for id_ in order])
    near: dict[int, float] = {}
    for ids in by_language.values():
        mine = scores[:, len(near) : len(near) + len(ids)]
        near.update(zip(ids, without_hubs(mine)[0].tolist(), strict=True))
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

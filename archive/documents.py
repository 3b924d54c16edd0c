"""Documents to rows and back, and which document of a URL is the current one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select

from archive import currency, schema
from archive.folding import folded
from archive.reading import Read
from compare.coverage import Coverage, Reason, Relation
from extract import structure
from extract.document import Document, Moment, Picture, Rail

_INSERT = insert(schema.document).returning(schema.document.c.id, sort_by_parameter_order=True)


class Made(NamedTuple):
    """A document to keep, and the capture that it was read from."""

    capture_id: int
    read: Read


def save(connection: Connection, made: list[Made], topic_id: int | None, *, staged: bool = False) -> list[int]:
    """Keeps documents with texts, rails, sketches and relations; the newest of each URL is current. Their ids.

    ``staged``: they wait beside the documents that are in force, and nothing shows them (``archive.staging``).
    """
    if not made:
        return []
    ids = list(connection.scalars(_INSERT, [_row(one) for one in made]))
    pairs = list(zip(ids, made, strict=True))
    connection.execute(
        insert(schema.body), [{"document_id": id_, "text": one.read.document.text} for id_, one in pairs]
    )
    connection.execute(insert(schema.folded), [{"document_id": id_, "text": _folded(one.read)} for id_, one in pairs])
    connection.execute(insert(schema.sketch), [_sketch(id_, one.read) for id_, one in pairs])
    if rails := [row for id_, one in pairs for row in _rails(id_, one.read.document.rails)]:
        connection.execute(insert(schema.rail), rails)
    related = [(id_, one.read.coverage) for id_, one in pairs if one.read.coverage]
    if staged:
        if topic_id is not None:
            _keep_relations(connection, topic_id, related)
        return ids
    currency.put_in_force(connection, ((one.capture_id, one.read.extractor) for one in made))
    currency.settle(connection, (one.read.canonical for one in made))
    if topic_id is not None:
        relate(connection, topic_id, related)
    return ids


def _folded(read: Read) -> str:
    given = read.document
    return folded(given.title, given.text) if read.folded is None else read.folded


def _sketch(document_id: int, read: Read) -> dict[str, Any]:
    return {"document_id": document_id, "bytes": read.sketch, "found_by": read.keys or None}


def relate(connection: Connection, topic_id: int, found: Iterable[tuple[int, Coverage]]) -> None:
    """Keeps relations of documents to a topic, and makes the newest of each canonical URL current in that topic."""
    mine = _keep_relations(connection, topic_id, found)
    if mine:
        urls = select(schema.document.c.canonical).where(schema.document.c.id.in_(mine))
        currency.settle_in_topic(connection, topic_id, connection.scalars(urls))


def _keep_relations(connection: Connection, topic_id: int, found: Iterable[tuple[int, Coverage]]) -> list[int]:
    rows = [{"topic_id": topic_id, "document_id": id_} | _relation(coverage) for id_, coverage in found]
    if rows:
        connection.execute(insert(schema.coverage), rows)
    return [row["document_id"] for row in rows]


def document(row: Mapping[Any, Any], text: str, rails: Iterable[Row[Any]]) -> Document:
    """The Document of a row of the document table (as a mapping), its text and its rows of the rail table."""
    return Document(
        text=text,
        title=row["title"],
        bylines=tuple(row["bylines"]),
        published=_moment(row, "published"),
        updated=_moment(row, "updated"),
        language=row["language"],
        section=row["section"],
        agencies=tuple(row["agencies"]),
        captions=tuple(row["captions"]),
        canonical_url=row["canonical_url"],
        rails=tuple(Rail(rail.rule, rail.heading, tuple(rail.lines)) for rail in rails),
        origins=tuple((field, origin) for field, origin in row["origins"]),
        charset=row["charset"],
        tags=tuple(row["tags"]),
        picture=Picture(row["picture"], row["picture_caption"]) if row["picture"] else None,
        rights=tuple((signal, value) for signal, value in row["rights"]),
        parts=structure.unpacked(row["parts"], text),
    )


def coverage(row: Mapping[Any, Any]) -> Coverage:
    """The Coverage of a row of the coverage table (as a mapping)."""
    reasons = tuple(Reason(*reason) for reason in row["reasons"])
    return Coverage(Relation(row["relation"]), row["score"], row["nearest"], reasons)


def _row(made: Made) -> dict[str, Any]:
    given = made.read.document
    return {
        "capture_id": made.capture_id,
        "extractor": made.read.extractor,
        "canonical": made.read.canonical,
        "title": given.title,
        "language": given.language,
        "section": given.section,
        "canonical_url": given.canonical_url,
        "charset": given.charset,
        "bylines": list(given.bylines),
        "agencies": list(given.agencies),
        "captions": list(given.captions),
        "origins": [list(origin) for origin in given.origins],
        "tags": list(given.tags),
        "picture": given.picture and given.picture.url,
        "picture_caption": given.picture and given.picture.caption,
        "rights": [list(right) for right in given.rights],
        "parts": structure.packed(given.parts),
        "made": datetime.now(UTC),
        **_columns("published", given.published),
        **_columns("updated", given.updated),
    }


def _columns(name: str, moment: Moment | None) -> dict[str, Any]:
    return {
        name: moment and moment.instant,
        f"{name}_found": moment and moment.found,
        f"{name}_precision": moment and moment.precision,
        f"{name}_zone_known": moment and moment.zone_known,
    }


def _moment(row: Mapping[str, Any], name: str) -> Moment | None:
    if row[name] is None:
        return None
    return Moment(row[name], row[f"{name}_found"], row[f"{name}_precision"], row[f"{name}_zone_known"])


def _rails(document_id: int, rails: tuple[Rail, ...]) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document_id,
            "position": position,
            "rule": rail.rule,
            "heading": rail.heading,
            "lines": list(rail.lines),
        }
        for position, rail in enumerate(rails)
    ]


def _relation(given: Coverage) -> dict[str, Any]:
    return {
        "relation": given.relation.value,
        "score": given.score,
        "nearest": given.nearest,
        "reasons": [[reason.kind, reason.here, reason.there] for reason in given.reasons],
    }

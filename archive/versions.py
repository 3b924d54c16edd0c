"""A page that is looked at again: its text is a new version, or the one that is here already."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from archive import schema
from archive.documents import Made
from archive.outcomes import NOT_FOR_EXTRACTION, Outcome

SAME_TEXT = Outcome(NOT_FOR_EXTRACTION, "unchanged text")

_document, _capture, _body = schema.document, schema.capture, schema.body


class _Said(NamedTuple):
    url: str
    extractor: str
    title: str | None
    text: str


def apart(connection: Connection, made: list[Made]) -> tuple[list[Made], set[int]]:
    """Those that are new, and the numbers of the captures whose page says what it said before.

    Bytes differ with every advertisement. So a capture whose title and text are those of the document in force of the
    same URL, read by the same extractor, makes no document. Captures of one page that are kept together are taken in
    order.
    """
    in_force = _in_force(connection, made)
    urls = _urls(connection, made)
    repeated: set[int] = set()
    for one in sorted(made, key=lambda one: one.capture_id):
        document = one.read.document
        said = _Said(urls[one.capture_id], one.read.extractor, document.title, document.text)
        if in_force.get(one.read.canonical) == said:
            repeated.add(one.capture_id)
        in_force[one.read.canonical] = said
    return [one for one in made if one.capture_id not in repeated], repeated


def _in_force(connection: Connection, made: list[Made]) -> dict[str, _Said]:
    query = (
        select(_document.c.canonical, _capture.c.url, _document.c.extractor, _document.c.title, _body.c.text)
        .join_from(_document, _capture)
        .join(_body, _body.c.document_id == _document.c.id)
        .where(_document.c.canonical.in_({one.read.canonical for one in made}), _document.c.current)
        .where(_document.c.capture_id.not_in([one.capture_id for one in made]))
    )
    return {canonical: _Said(*said) for canonical, *said in connection.execute(query)}


def _urls(connection: Connection, made: list[Made]) -> dict[int, str]:
    numbers = [one.capture_id for one in made]
    query = select(_capture.c.id, _capture.c.url).where(_capture.c.id.in_(numbers))
    return {row.id: row.url for row in connection.execute(query)}

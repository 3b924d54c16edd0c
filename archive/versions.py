"""A page that is looked at again: its text is a new version, or the one that is here already."""

from __future__ import annotations

from sqlalchemy import Connection, select

from archive import schema
from archive.documents import Made
from archive.outcomes import NOT_FOR_EXTRACTION, Outcome

SAME_TEXT = Outcome(NOT_FOR_EXTRACTION, "unchanged text")

_document, _capture, _body = schema.document, schema.capture, schema.body


def apart(connection: Connection, made: list[Made]) -> tuple[list[Made], set[int]]:
    """Those that are new, and the numbers of the captures whose page says what it said before.

    Bytes differ with every advertisement. So a capture whose title and text are those of the document in force of the
    same URL, read by the same extractor, makes no document.
    """
    before = _before(connection, made)
    if not before:
        return made, set()
    urls = _urls(connection, made)
    said = {one.capture_id: (urls[one.capture_id], one.read.extractor, *_words(one)) for one in made}
    repeated = {number for number, words in said.items() if words in before}
    return [one for one in made if one.capture_id not in repeated], repeated


def _words(one: Made) -> tuple[str | None, str]:
    return one.read.document.title, one.read.document.text


def _before(connection: Connection, made: list[Made]) -> set[tuple[str, str, str | None, str]]:
    query = (
        select(_capture.c.url, _document.c.extractor, _document.c.title, _body.c.text)
        .join_from(_document, _capture)
        .join(_body, _body.c.document_id == _document.c.id)
        .where(_document.c.canonical.in_({one.read.canonical for one in made}), _document.c.current)
        .where(_document.c.capture_id.not_in([one.capture_id for one in made]))
    )
    return {(row.url, row.extractor, row.title, row.text) for row in connection.execute(query)}


def _urls(connection: Connection, made: list[Made]) -> dict[int, str]:
    numbers = [one.capture_id for one in made]
    query = select(_capture.c.id, _capture.c.url).where(_capture.c.id.in_(numbers))
    return {row.id: row.url for row in connection.execute(query)}

"""What a version of the extractor changes: captures whose outcome, text or facts differ from what is in force."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, RowMapping, exists, literal, or_, select

from archive import schema
from archive.outcomes import DOCUMENT, Outcome
from archive.store import Archive

_capture, _document, _reading, _body = schema.capture, schema.document, schema.reading, schema.body
_FACTS = ("title", "language", "published", "updated", "section", "canonical", "bylines", "agencies")
_BATCH = 200
_Side = tuple[dict[int, RowMapping], dict[int, Outcome]]


@dataclass(frozen=True, slots=True)
class Change:
    """Of one capture. ``before`` and ``after``: its outcomes. ``came`` and ``went``: lines of the text, in order.

    ``facts``: by name what was and is said, where it differs.
    """

    capture_id: int
    url: str
    before: Outcome
    after: Outcome
    came: tuple[str, ...]
    went: tuple[str, ...]
    facts: tuple[tuple[str, Any, Any], ...]

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.before != self.after or self.came or self.went or self.facts)


def changes(archive: Archive, version: str) -> Iterator[Change]:
    """Each capture that the version has read and that waits to be made current, in order, changed or not.

    Memory does not grow with the archive. Raises ArchiveError.
    """
    cursor = 0
    table = _capture.c
    query = (
        select(table.id, table.url, table.outcome, table.why, table.extractor)
        .add_columns(_reading.c.outcome.label("now"), _reading.c.why.label("said"), _reading.c.extractor.label("by"))
        .join(_reading, _reading.c.capture_id == table.id)
        .where(_of(_reading.c.extractor, version))
        .order_by(table.id)
        .limit(_BATCH)
    )
    while True:
        with archive.read() as connection:
            rows = connection.execute(query.where(table.id > cursor)).all()
            found = (
                select(_document, _body.c.text).join(_body).where(_document.c.capture_id.in_([row.id for row in rows]))
            )
            texts = {(one["capture_id"], one["extractor"]): one for one in connection.execute(found).mappings()}
        if not rows:
            return
        cursor = rows[-1].id
        for row in rows:
            old = texts.get((row.id, row.extractor)) if row.outcome == DOCUMENT else None
            new = texts.get((row.id, row.by)) if row.now == DOCUMENT else None
            outcomes = Outcome(row.outcome or "pending", row.why), Outcome(row.now, row.said)
            yield Change(row.id, row.url, *outcomes, *_lines(old, new), _facts(old, new))


def between(archive: Archive, old: str, new: str) -> Iterator[Change]:
    """Each capture that both versions have read, in order, changed or not, whichever of them is in force.

    A version's documents stay; that it made none of a capture is known only while it is in force or waits, so other
    captures are left out. Memory does not grow with the archive. Raises ArchiveError.
    """
    table = _capture.c
    mine = [_of(_document.c.extractor, version) for version in (old, new)]
    query = (
        select(table.id, table.url, table.outcome, table.why, table.extractor)
        .where(exists(select(literal(1)).where(_document.c.capture_id == table.id, or_(*mine))))
        .order_by(table.id)
        .limit(_BATCH)
    )
    cursor = 0
    while True:
        with archive.read() as connection:
            rows = connection.execute(query.where(table.id > cursor)).all()
            if not rows:
                return
            numbers = [row.id for row in rows]
            sides = [_side(connection, numbers, version) for version in (old, new)]
        cursor = rows[-1].id
        for row in rows:
            (was, before), (now, after) = (
                _outcome(row, version, side) for version, side in zip((old, new), sides, strict=True)
            )
            if before is not None and after is not None:
                yield Change(row.id, row.url, before, after, *_lines(was, now), _facts(was, now))


def _side(connection: Connection, numbers: list[int], version: str) -> _Side:
    """What a version made of these captures: the last of its documents, and readings that wait."""
    query = select(_document, _body.c.text).join(_body).where(_document.c.capture_id.in_(numbers))
    found = connection.execute(query.where(_of(_document.c.extractor, version)).order_by(_document.c.id)).mappings()
    waiting = select(_reading).where(_reading.c.capture_id.in_(numbers), _of(_reading.c.extractor, version))
    said = {row.capture_id: Outcome(row.outcome, row.why) for row in connection.execute(waiting)}
    return {one["capture_id"]: one for one in found}, said


def _outcome(row: Row[*tuple[Any, ...]], version: str, side: _Side) -> tuple[RowMapping | None, Outcome | None]:
    """The document and the outcome that a version gave a capture; no outcome where it is not known."""
    made, said = side
    if row.id in made:
        return made[row.id], Outcome(DOCUMENT, None)
    if (row.extractor or "").partition("+")[0] == version and row.outcome:
        return None, Outcome(row.outcome, row.why)
    return None, said.get(row.id)


def _of(column: ColumnElement[Any], version: str) -> ColumnElement[bool]:
    return or_(column == version, column.startswith(f"{version}+", autoescape=True))


def _lines(old: RowMapping | None, new: RowMapping | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lines that came, and lines that went."""
    before = old["text"].split("\n") if old else []
    after = new["text"].split("\n") if new else []
    came: list[str] = []
    went: list[str] = []
    # The last argument: without it every line of a long text that comes often would be taken for noise.
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            went += before[a:b]
            came += after[c:d]
    return tuple(line for line in came if line), tuple(line for line in went if line)


def _facts(old: RowMapping | None, new: RowMapping | None) -> tuple[tuple[str, Any, Any], ...]:
    if old is None or new is None:
        return ()
    return tuple((name, old[name], new[name]) for name in _FACTS if old[name] != new[name])

"""What a version of the extractor changes: captures whose outcome, text or facts differ from what is in force."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select

from archive import schema
from archive.outcomes import DOCUMENT, Outcome
from archive.store import Archive

_capture, _document, _reading, _body = schema.capture, schema.document, schema.reading, schema.body
_FACTS = ("title", "language", "published", "updated", "section", "canonical", "bylines", "agencies")
_BATCH = 200


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
    of = (_reading.c.extractor == version) | _reading.c.extractor.startswith(f"{version}+", autoescape=True)
    query = (
        select(table.id, table.url, table.outcome, table.why, table.extractor)
        .add_columns(_reading.c.outcome.label("now"), _reading.c.why.label("said"), _reading.c.extractor.label("by"))
        .join(_reading, _reading.c.capture_id == table.id)
        .where(of)
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

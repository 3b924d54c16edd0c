"""A newer extractor over the archive: its readings wait beside what is in force until they are made current.

What is to do is a query over captures without a reading of this version, so a stopped extraction goes on by itself.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, insert, literal, or_, select, update

from archive import currency, documents, logs, pending, runs, schema, topics
from archive.copies import Copies
from archive.errors import ArchiveError
from archive.loop import Loop, Settled
from archive.outcomes import CUT_SHORT, DOCUMENT, FAILED, MISSING, NOT_ARTICLE, UNCHANGED
from archive.pending import COLUMNS, Pending
from archive.pool import Limits, Pool
from archive.search import holds
from archive.store import Archive
from archive.study import of_source
from archive.tasks import prepare, work
from archive.templates import Templates
from archive.verify import LOST
from compare.topic import Topic

_log = logging.getLogger(__name__)
_capture, _document, _reading = schema.capture, schema.document, schema.reading
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Which captures to read anew; None lets all pass.

    ``since``: an extractor version; those that it or one before it read last. ``source``: key, name or host, as in a
    list. ``language``: of the document that is in force; ``text``: words in it, as in a list. ``version``: the
    extractor's that reads now.
    """

    version: str
    since: str | None = None
    source: str | None = None
    language: str | None = None
    text: str | None = None


def extract(
    archive: Archive,
    wanted: Selection,
    topic: Topic | None,
    limits: Limits,
    on_outcome: Callable[[Settled], None] = lambda _: None,
) -> Counter[str]:
    """Reads the selected captures with this program's extractor, from the archive alone; how many got which outcome.

    Nothing that is in force changes: see ``promote``. Raises ArchiveBusy when another process extracts here, and
    ArchiveError for faults of the database and for a version in ``since`` that made nothing here.
    """
    with archive.locked("ingest.lock"):
        plan = _Staged(archive, wanted, topics.save(archive, topic) if topic else None)
        settings = {"extractor": wanted.version, "since": wanted.since, "source": wanted.source}
        run = runs.start(archive, "extract", settings, topic.name if topic else None)
        with logs.kept(archive.folder, "ingest", run.id):
            _log.info("the extraction of version %s begins", wanted.version)
            with Pool(work, limits, prepare, (topic, limits.memory)) as pool:
                counts = Loop(plan, pool, on_outcome).run(limits.workers)
            runs.finish(archive, run.id, "done", counts)
            _log.info("the extraction ends", extra={"counts": dict(counts)})
    return counts


def waiting(archive: Archive, wanted: Selection) -> int:
    """How many captures the selection still has to read."""
    with archive.read() as connection:
        return connection.scalar(select(func.count(_capture.c.id)).where(*_conditions(connection, wanted))) or 0


def versions(archive: Archive) -> dict[str, tuple[int, int]]:
    """Extractor versions in the order of their first use: documents in force, and readings that wait.

    Snapshots of templates, which stand behind a plus sign, are no versions of their own.
    """
    force = select(_capture.c.extractor, func.count()).where(_capture.c.outcome == DOCUMENT)
    staged = select(_reading.c.extractor, func.count()).group_by(_reading.c.extractor)
    found: dict[str, tuple[int, int]] = {}
    with archive.read() as connection:
        for name in _known(connection):
            found.setdefault(_base(name), (0, 0))
        for name, count in connection.execute(force.group_by(_capture.c.extractor)):
            found[_base(name)] = (found.get(_base(name), (0, 0))[0] + count, 0)
        for name, count in connection.execute(staged):
            forced, wait = found.get(_base(name), (0, 0))
            found[_base(name)] = (forced, wait + count)
    return found


def _base(version: str | None) -> str:
    return (version or "").partition("+")[0]


def _known(connection: Connection) -> list[str]:
    table = _document.c
    query = select(table.extractor).group_by(table.extractor).order_by(func.min(table.made), func.min(table.id))
    return list(connection.scalars(query))


def promote(archive: Archive, version: str) -> int:
    """Makes the readings of a version those in force, and its documents current; how many captures.

    In batches: stopped midway it goes on when called again. What people said of a document goes over to its successor.
    Raises ArchiveError.
    """
    count = 0
    with archive.read() as connection:
        copies = Copies(connection)
    query = select(_reading).where(_of(_reading.c.extractor, version)).order_by(_reading.c.capture_id).limit(_BATCH)
    while True:
        with archive.write() as connection:
            rows = connection.execute(query).all()
            if not rows:
                return count
            _promote(connection, rows, copies)
        count += len(rows)


def _promote(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], copies: Copies) -> None:
    numbers = [row.capture_id for row in rows]
    before = {row.capture_id: row for row in _in_force(connection, numbers)}
    for row in rows:
        values = {"outcome": row.outcome, "why": row.why, "extractor": row.extractor}
        connection.execute(update(_capture).where(_capture.c.id == row.capture_id).values(values))
    now = {row.capture_id: row for row in _in_force(connection, numbers)}
    for number, new in now.items():
        if number in before and before[number].id != new.id:
            _hand_over(connection, before[number].id, new.id)
    canonicals = {row.canonical for row in (*before.values(), *now.values())}
    currency.settle(connection, canonicals)
    for topic_id in connection.scalars(select(schema.topic.c.id)).all():
        currency.settle_in_topic(connection, topic_id, canonicals)
    stored = schema.sketch
    new_ids = [row.id for row in now.values() if row.capture_id not in before or before[row.capture_id].id != row.id]
    sketches = select(_document.c.id, _document.c.canonical, stored.c.bytes).join(stored)
    copies.save(connection, (tuple(row) for row in connection.execute(sketches.where(_document.c.id.in_(new_ids)))))
    for row in rows:
        mine = (_reading.c.capture_id == row.capture_id) & (_reading.c.extractor == row.extractor)
        connection.execute(delete(_reading).where(mine))


def _in_force(connection: Connection, numbers: list[int]) -> list[Row[Any]]:
    same = (_document.c.capture_id == _capture.c.id) & (_document.c.extractor == _capture.c.extractor)
    query = select(_document.c.id, _document.c.capture_id, _document.c.canonical).join(_capture, same)
    return list(connection.execute(query.where(_capture.c.id.in_(numbers), _capture.c.outcome == DOCUMENT)))


def _hand_over(connection: Connection, old: int, new: int) -> None:
    """What a person said of a text is said of the page; what was found about the old text stays with it."""
    table = schema.feedback
    connection.execute(update(table).where(table.c.document_id == old).values(document_id=new))


def _of(column: ColumnElement[Any], version: str) -> ColumnElement[bool]:
    """Whether a version is this one, whatever snapshot of a site's templates it names behind a plus sign."""
    return or_(column == version, column.startswith(f"{version}+", autoescape=True))


def _conditions(connection: Connection, wanted: Selection) -> Iterator[ColumnElement[bool]]:
    """Captures that an extractor has looked at, and this version has not."""
    yield _capture.c.outcome.in_([DOCUMENT, NOT_ARTICLE, FAILED])
    yield or_(
        _capture.c.why.is_(None),
        ~_capture.c.why.startswith(CUT_SHORT) & _capture.c.why.not_in([LOST, MISSING, UNCHANGED]),
    )
    yield or_(_capture.c.extractor.is_(None), ~_of(_capture.c.extractor, wanted.version))
    mine = (_reading.c.capture_id == _capture.c.id) & _of(_reading.c.extractor, wanted.version)
    yield ~exists(select(literal(1)).where(mine))
    if wanted.since is not None:
        yield or_(_capture.c.extractor.is_(None), _capture.c.extractor.in_(_up_to(connection, wanted.since)))
    if wanted.source is not None:
        yield of_source(connection, wanted.source)
    asked = [] if wanted.language is None else [_document.c.language == wanted.language.lower()]
    asked += holds(connection, wanted.text) if wanted.text else []
    if asked:
        same = (_document.c.capture_id == _capture.c.id) & (_document.c.extractor == _capture.c.extractor)
        yield exists(select(literal(1)).where(same, *asked))


def _up_to(connection: Connection, version: str) -> list[str]:
    """The extractor versions that were first used no later than ``version``."""
    known = _known(connection)
    last = [at for at, name in enumerate(known) if _base(name) == version]
    if not last:
        here = ", ".join(dict.fromkeys(map(_base, known))) or "none"
        raise ArchiveError(f"no document here was made by extractor {version}; versions here: {here}")
    return known[: last[-1] + 1]


class _Staged:
    def __init__(self, archive: Archive, wanted: Selection, topic_id: int | None) -> None:
        self._archive = archive
        self._topic_id = topic_id
        self._wanted = wanted
        self._templates = Templates(archive)

    def look(self, cursor: int, limit: int) -> list[Pending]:
        with self._archive.read() as connection:
            query = select(*COLUMNS).where(_capture.c.id > cursor, *_conditions(connection, self._wanted))
            rows = connection.execute(query.order_by(_capture.c.id).limit(limit)).all()
            found = pending.jobs(self._archive, connection, rows)
        return self._templates.given(found, learning=False)

    def keep(self, made: list[documents.Made], settled: list[Settled], again: list[int]) -> None:
        readings = [
            {
                "capture_id": one.capture_id,
                "extractor": one.extractor or self._wanted.version,
                "outcome": one.outcome,
                "why": one.why,
                "made": datetime.now(UTC),
            }
            for one in settled
        ]
        with self._archive.write() as connection:
            documents.save(connection, made, self._topic_id, staged=True)
            pending.again(connection, again)
            if readings:
                connection.execute(insert(_reading), readings)

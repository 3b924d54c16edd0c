"""How each source fares: what it yields, what fails, when it last answered, and whether its pages still read well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from archive import schema
from archive.outcomes import DOCUMENT, NOT_ARTICLE, UNCHANGED
from archive.store import Archive
from archive.versions import SAME_TEXT

RECENT, BEFORE = 20, 200
_FEWEST_RECENT, _FEWEST_BEFORE = 8, 20
_CHANCE = 1e-4
_SHORT_SHARE = 0.1
# a focused crawl takes its story's pages first, so an order by chance is not to be had: half is no accident of order
_FAR_SHORTER = 0.5
_capture, _document, _body, _failure = schema.capture, schema.document, schema.body, schema.failure


@dataclass(frozen=True, slots=True)
class Health:
    """One source. ``requests``: answers of every kind; ``pages``: articles fetched whole; ``documents``: those of them
    that gave a text. ``errors``: answers of 400 and above; ``failed``: fetches without an answer. ``last``: the last
    good answer, None when there was none.

    ``alarm``: one line when the latest pages read much worse than those before, as after a change of layout; else None.
    """

    key: str
    requests: int
    pages: int
    documents: int
    errors: int
    failed: int
    last: datetime | None
    alarm: str | None


def sources(archive: Archive) -> list[Health]:
    """Every source that was ever asked, by key."""
    with archive.read() as connection:
        counts = {row.source: row for row in connection.execute(_counts())}
        failed = {key: number for key, number in connection.execute(_failures())}  # noqa: C416 - a row is no pair to mypy
        keys = sorted(key for key in {*counts, *failed} if key is not None)
        return [_health(connection, key, counts.get(key), failed.get(key, 0)) for key in keys]


def _counts() -> Any:  # noqa: ANN401 - the type of a query with seven columns says nothing
    table = _capture.c
    page = (table.kind == "page") & table.status.between(200, 299)
    good = table.status.between(200, 399)
    return select(
        table.source,
        func.count().label("requests"),
        func.count().filter(page).label("pages"),
        func.count().filter(table.outcome == DOCUMENT).label("documents"),
        func.count().filter(table.status >= 400).label("errors"),
        func.max(table.fetched).filter(good).label("last"),
    ).group_by(table.source)


def _failures() -> Any:  # noqa: ANN401 - as above
    return select(_failure.c.source, func.count()).group_by(_failure.c.source)


def _health(connection: Connection, key: str, counts: Any, failed: int) -> Health:  # noqa: ANN401 - a row of _counts
    if counts is None:
        return Health(key, 0, 0, 0, 0, failed, None, None)
    alarm = alarm_of(_lengths(connection, key))
    return Health(key, counts.requests, counts.pages, counts.documents, counts.errors, failed, counts.last, alarm)


def _lengths(connection: Connection, key: str) -> list[int | None]:
    """Letters of the text of each of the latest pages that were read, the newest first; None: it gave none."""
    table = _capture.c
    length = (
        select(func.max(func.length(_body.c.text)))
        .join_from(_document, _body)
        .where(_document.c.capture_id == table.id)
        .scalar_subquery()
    )
    read = table.outcome.in_([DOCUMENT, NOT_ARTICLE])
    query = (
        select(length)
        .where(table.source == key, table.kind == "page", read, table.why.is_distinct_from(UNCHANGED))
        .where(table.why.is_distinct_from(SAME_TEXT.why))
        .order_by(table.id.desc())
        .limit(RECENT + BEFORE)
    )
    return list(connection.scalars(query))


def alarm_of(lengths: Sequence[int | None]) -> str | None:
    """What is to be said of pages whose texts have these lengths, the newest first; None: nothing.

    The latest 20 are held against those before: it is said when so many without a text, or so many texts below the
    tenth part that was shortest, would come by chance less than once in ten thousand times. Short texts are said of
    only where the middle one has less than half of the letters usual before. Silent with few pages.
    """
    recent, before = lengths[:RECENT], lengths[RECENT:]
    if len(recent) < _FEWEST_RECENT or len(before) < _FEWEST_BEFORE:
        return None
    empty = sum(length is None for length in recent)
    usual = (sum(length is None for length in before) + 1) / (len(before) + 2)
    if _at_least(empty, len(recent), usual) < _CHANCE:
        return f"{empty} of the latest {len(recent)} pages gave no text, {usual:.0%} before: has the layout changed?"
    texts = [length for length in recent if length is not None]
    past = sorted(length for length in before if length is not None)
    if len(texts) < _FEWEST_RECENT or len(past) < _FEWEST_BEFORE:
        return None
    short = past[int(len(past) * _SHORT_SHARE)]
    shorter = sum(length < short for length in texts)
    middle, usual_middle = sorted(texts)[len(texts) // 2], past[len(past) // 2]
    if middle < usual_middle * _FAR_SHORTER and _at_least(shorter, len(texts), _SHORT_SHARE) < _CHANCE:
        told = f"the latest {len(texts)} texts have {middle} letters where {usual_middle} were usual"
        return f"{told}: has the layout changed?"
    return None


def _at_least(hits: int, of: int, chance: float) -> float:
    """The probability of so many hits or more (binomial)."""
    return sum(math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(hits, of + 1))

"""What one run has fetched and found so far: for a crawl that goes on, and for its progress line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from archive.outcomes import CUT_SHORT, DOCUMENT, REFRESH
from archive.schema import capture, coverage, document, topic
from archive.store import Archive

_ABOUT = 0.5


@dataclass(frozen=True, slots=True)
class Fetched:
    """Of one run. ``requests``: captures of every kind; ``pages``: whole articles among them (2xx); ``documents``:
    captures that gave a text; ``found``: those of them about the topic; ``pending``: captures not yet looked at.
    """

    requests: int
    pages: int
    documents: int
    found: int
    pending: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What the captures of a source took: whole pages; bytes in the WARC files, packed; seconds from first to last in
    each run.
    """

    pages: int = 0
    bytes: int = 0
    seconds: float = 0.0


def spent(archive: Archive, sources: Sequence[str], since: datetime) -> dict[str, Spent]:
    """By key, what each of these sources has taken since then; those without a capture are left out."""
    pages, first, last = func.count().filter(_is_page()), func.min(capture.c.fetched), func.max(capture.c.fetched)
    query = (
        select(capture.c.source, pages, func.sum(capture.c.length), first, last)
        .where(capture.c.source.in_(sources), capture.c.fetched >= since)
        .group_by(capture.c.source, capture.c.run_id)
    )
    found: dict[str, Spent] = {}
    with archive.read() as connection:
        for key, number, size, begun, ended in connection.execute(query):
            was = found.get(key, Spent())
            seconds = was.seconds + (ended - begun).total_seconds()
            found[key] = Spent(was.pages + number, was.bytes + int(size), seconds)
    return found


def pages(archive: Archive, run_id: int) -> set[str]:
    """URLs of the articles that the run has captured with a 2xx status."""
    query = select(capture.c.url).where(capture.c.run_id == run_id, _is_page())
    with archive.read() as connection:
        return set(connection.scalars(query))


def counts(archive: Archive, run_id: int, topic_name: str) -> Fetched:
    """Counts over the run's captures; ``found`` by the topic of that name, 0 when there is none yet."""
    told = select(
        func.count(),
        func.count().filter(_is_page()),
        func.count().filter(capture.c.outcome == DOCUMENT),
        func.count().filter(capture.c.outcome.is_(None)),
    ).where(capture.c.run_id == run_id)
    about = (
        select(func.count(document.c.capture_id.distinct()))
        .join(capture, capture.c.id == document.c.capture_id)
        .join(coverage, coverage.c.document_id == document.c.id)
        .join(topic, topic.c.id == coverage.c.topic_id)
        .where(capture.c.run_id == run_id, topic.c.name == topic_name, coverage.c.score >= _ABOUT)
    )
    with archive.read() as connection:
        requests, whole, documents, pending = connection.execute(told).one()
        return Fetched(requests, whole, documents, connection.scalar(about) or 0, pending)


def reopen(archive: Archive, capture_ids: Iterable[int]) -> None:
    """Makes these captures pages that wait for extraction: what was taken for a section turned out to be an article."""
    change = update(capture).where(capture.c.id.in_(list(capture_ids))).values(kind="page", outcome=None, why=None)
    with archive.write() as connection:
        connection.execute(change)


def _is_page() -> ColumnElement[bool]:
    # What was cut short on its way is no whole page, and was asked for again.
    whole = capture.c.why.is_(None) | ~capture.c.why.startswith(CUT_SHORT)
    stays = capture.c.why.is_distinct_from(REFRESH)
    return (capture.c.kind == "page") & capture.c.status.between(200, 299) & whole & stays

"""What extraction has made of a run's pages, for a crawl that learns from it as it goes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from archive import bodies
from archive.errors import BodyDamaged, NotArchived, RecordDamaged
from archive.outcomes import DOCUMENT
from archive.schema import capture, coverage, document, topic
from archive.store import Archive

_ABOUT = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """A page that became a document: how its URL came to be fetched, how much it is about the topic (``score`` 0..1).

    ``document_id`` rises with the order in which findings were made; ``capture_id`` leads to the bytes.
    """

    document_id: int
    capture_id: int
    url: str
    source: str | None
    via: str | None
    origin: str | None
    expected: float | None
    score: float

    @property
    def is_about(self) -> bool:
        """Whether the page is about the topic."""
        return self.score >= _ABOUT


def since(archive: Archive, run_id: int, topic_name: str, after: int = 0, *, limit: int = 500) -> list[Finding]:
    """The run's documents whose numbers are above ``after``, in order, at most ``limit``; only articles, no seeds."""
    row = capture.c
    query = (
        select(document.c.id, row.id, row.url, row.source, row.via, row.origin, row.score, coverage.c.score)
        .join(capture, row.id == document.c.capture_id)
        .join(coverage, coverage.c.document_id == document.c.id)
        .join(topic, topic.c.id == coverage.c.topic_id)
        .where(document.c.id > after, row.run_id == run_id, row.kind == "page", row.outcome == DOCUMENT)
        .where(topic.c.name == topic_name, row.origin.is_distinct_from("seed"))
        .order_by(document.c.id)
        .limit(limit)
    )
    with archive.read() as connection:
        return [Finding(*found) for found in connection.execute(query)]


def behind(archive: Archive, run_id: int) -> int:
    """How many of the run's pages wait to be looked at."""
    query = select(func.count()).where(capture.c.run_id == run_id, capture.c.outcome.is_(None))
    with archive.read() as connection:
        return int(connection.scalar(query) or 0)


def received(archive: Archive, run_id: int) -> int:
    """Bytes that the run's captures take in the WARC files, packed."""
    query = select(func.coalesce(func.sum(capture.c.length), 0)).where(capture.c.run_id == run_id)
    with archive.read() as connection:
        return int(connection.scalar(query) or 0)


def page(archive: Archive, capture_id: int) -> tuple[bytes, str | None, tuple[str, ...]] | None:
    """The decoded body of a capture, the charset of its header and its fields X-Robots-Tag; None where it cannot be
    read (any more).
    """
    try:
        found = bodies.read(archive, capture_id, whole=True)
    except (NotArchived, RecordDamaged, BodyDamaged):
        return None
    return found.data, found.charset, found.robots

"""Values of the read side: what the desk asks for and what it is given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from archive.capture import Capture
from archive.runs import Run
from archive.sources import Outlet
from compare.coverage import Coverage, Relation
from extract.document import Document

ABOUT = (Relation.COPY, Relation.SAME_EVENT, Relation.SAME_SUBJECT)  # "about this story"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents to list; None or () lets all pass.

    ``topic``: by name; None takes documents without regard to any. ``relation``: these, () all; only with a topic.
    ``source``: a source's key, its name, or a page's host with or without its port, in any case.
    ``language``: ISO 639-1. ``since`` and ``until``: aware instants, the first included and the second not, compared
    with the time of publication; a document without one does not pass.
    ``limit``: at most so many, None all. ``text``: every word of it stands in title or text, whatever its case and, in
    Latin and Greek, its accents.
    """

    topic: str | None = None
    relation: tuple[Relation, ...] = ()
    source: str | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: the current document of one canonical URL.

    ``source``: its name, or its key or the host where no name is known; ``source_key``: its key in sources.toml, None
    where the source is unknown; ``host``: of the page, with its port where it has one of its own. ``relation``,
    ``score`` and ``nearest`` are None without a topic. ``copy_of``: the id of the earlier document that it is a
    near-duplicate of, with the share (0..1) of the smaller text that stands in both. ``original_url`` and
    ``original_at``: of a page that was fetched from a web archive, as in Capture.
    """

    id: int
    url: str
    title: str | None
    source: str
    source_key: str | None
    host: str
    country: str | None
    language: str | None
    published: datetime | None
    fetched: datetime
    relation: Relation | None
    score: float | None
    nearest: str | None
    copy_of: int | None
    share: float | None
    original_url: str | None = None
    original_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One document with its trail: what it was read from, by which extractor version, and what was found about it.

    ``coverage``: by topic name. ``outlet`` is None when the source is unknown. ``run``: the one that captured it.
    """

    id: int
    document: Document
    capture: Capture
    extractor: str
    made: datetime
    canonical: str
    coverage: dict[str, Coverage]
    outlet: Outlet | None
    copy_of: int | None
    share: float | None
    run: Run


@dataclass(frozen=True, slots=True)
class Status:
    """How much is kept.

    ``outcomes`` and ``whys`` (of those without a document, without details) count captures; ``failed_fetches`` brought
    no response at all. ``pending`` captures wait for ``ingest``. ``relations`` counts current documents by topic and
    relation, ``languages`` and ``sources`` current documents. ``runs``: the latest first.
    """

    captures: int
    pending: int
    outcomes: Counter[str]
    whys: Counter[str]
    failed_fetches: int
    documents: int
    relations: dict[str, Counter[Relation]]
    languages: Counter[str]
    sources: Counter[str]
    topics: list[str]
    runs: list[Run] = field(default_factory=list)

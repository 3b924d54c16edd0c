"""Values between the ingesting process and its workers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.outcomes import Outcome
from compare.coverage import Coverage
from extract.document import Document


@dataclass(frozen=True, slots=True)
class Job:
    """A pending capture: row id, place (``path`` absolute, bytes) and URL."""

    capture_id: int
    path: Path
    offset: int
    length: int
    url: str


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read from a capture.

    ``coverage`` is None without a topic. ``sketch``: its stored form. ``canonical``: the URL under which captures of
    one article meet. ``extractor``: the version that read it.
    """

    document: Document
    coverage: Coverage | None
    sketch: bytes
    canonical: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job. ``read`` is None unless the outcome is a document."""

    outcome: Outcome
    read: Read | None = None

"""Values between the ingesting process and its workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.outcomes import Outcome
from archive.warc.content import At
from compare.coverage import Coverage
from extract.document import Document
from extract.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Payload:
    """Where the record stands that has the payload of a revisit.

    ``same_url``: it was fetched from the same URL and is read as a page itself, so the revisit says nothing new unless
    it is to be read in another way.
    """

    path: Path
    offset: int
    length: int
    same_url: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A pending capture: row id, place (``path`` absolute, bytes) and URL.

    ``revisit``: the record has no body of its own; ``payload`` says where it stands, None when it is not here.
    ``site``: what is known to stand on several articles of the host, None while nothing is. ``learned``: the host's
    articles are still being collected, so the lines of this one are asked for.
    """

    capture_id: int
    path: Path
    offset: int
    length: int
    url: str
    revisit: bool = False
    payload: Payload | None = None
    site: Snapshot | None = None
    learned: bool = False

    @property
    def record(self) -> At:
        """Where its own record stands."""
        return At(self.path, self.offset, self.length)

    @property
    def original(self) -> At | None:
        """Where the record stands that has a revisit's body."""
        found = self.payload
        return None if found is None else At(found.path, found.offset, found.length)


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read from a capture.

    ``coverage`` is None without a topic. ``sketch``: its stored form; ``keys``: by which its like are found.
    ``canonical``: the URL under which captures of one article meet. ``extractor``: the version that read it.
    ``folded``: title and text as they are looked for (``archive.folding``), ``prints``: of its lines
    (``extract.snapshot``). None: whoever keeps the document works them out where they are needed.
    """

    document: Document
    coverage: Coverage | None
    sketch: bytes
    canonical: str
    extractor: str
    keys: bytes = b""
    folded: str | None = None
    prints: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job. ``read`` is None unless the outcome is a document.

    ``extractor``: the version that looked at the page, None when it was not looked at.
    """

    outcome: Outcome
    read: Read | None = None
    extractor: str | None = None

"""The values that pass between the measuring process and the process that is measured."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

# The order is the one of the report. A mode is the module of the same name in bench/modes.
MODES = {
    "bare": "bare Scrapy",
    "recorded": "bare Scrapy with our recorder and WARC",
    "capture": "ours, crawl with WARC only",
    "naive": "naive design, trafilatura inline",
    "same": "naive design, our extraction inline",
    "ours": "ours, whole",
}


@dataclass(frozen=True, slots=True)
class Job:
    """What to fetch: all ``urls``, at ``origins`` (scheme, address, port); ``out`` is an empty folder of its own."""

    mode: str
    urls: tuple[str, ...]
    origins: tuple[str, ...]
    out: Path

    def save(self) -> Path:
        """Writes the job into its folder; the path of the file."""
        path = self.out / "job.json"
        path.write_text(json.dumps(asdict(self) | {"out": str(self.out)}), encoding="utf-8")
        return path

    @classmethod
    def load(cls, path: Path) -> Job:
        """The job that ``save`` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(told["mode"], tuple(told["urls"]), tuple(told["origins"]), Path(told["out"]))


@dataclass(frozen=True, slots=True)
class Told:
    """What the measured process says of itself at its end.

    ``pages``: distinct URLs of the job that it got with status 200 and a body. ``documents``: articles among them,
    None where the mode extracts nothing. ``left``: captures that still wait for extraction.
    ``rss``: bytes, the most that the crawling process itself held. ``cpu``: seconds of that process alone.
    """

    pages: int
    documents: int | None = None
    left: int = 0
    rss: int = 0
    cpu: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """One mode in one round, start to end of its process. ``cpu``: seconds, of all its processes together;
    ``crawl_cpu``: of the crawling process alone. ``wall``: seconds. ``rss``, ``warc``: bytes."""

    mode: str
    pages: int
    documents: int | None
    wall: float
    cpu: float
    crawl_cpu: float
    rss: int
    warc: int

    @property
    def rate(self) -> float:
        """Pages a second, from the start of the process to its end."""
        return self.pages / self.wall

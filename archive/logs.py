"""Logs as JSON lines in the data folder, for a person with grep and for a program alike."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from archive.strings import clean

_EXTRAS = ("run", "capture", "source", "url", "host", "kind", "path", "offset", "counts", "schedule", "job")
_OURS = frozenset(("archive", "compare", "crawler", "desk", "extract"))


class JsonLines(logging.Formatter):
    """One JSON object a record: at, level, name, message, process; run, capture, url ... where given as ``extra``.

    ``run``: the number that a record gets which states none.
    """

    def __init__(self, run: int | None = None) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a line break in it."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if self._run is not None:
            line["run"] = self._run
        line.update({key: getattr(record, key) for key in _EXTRAS if hasattr(record, key)})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return clean(json.dumps(line, ensure_ascii=False, default=str))


@contextmanager
def kept(folder: Path, name: str, run: int | None = None) -> Iterator[None]:
    """As ``start``, until the end of the block; inside a block for the same file nothing changes."""
    path = str(folder.absolute() / "logs" / f"{name}.jsonl")
    root = logging.getLogger()
    if any(getattr(handler, "baseFilename", None) == path for handler in root.handlers):
        yield
        return
    level = root.level
    handler = start(folder, name, run=run)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()


def start(folder: Path, name: str, level: int = logging.INFO, *, run: int | None = None) -> logging.Handler:
    """Sends the records of this process to ``folder``/logs/``name``.jsonl, appended; the handler, to remove it again.

    ``run`` stands on every line that states no other. What libraries say below a warning is left out. Several processes
    may append to one file: a line is one write.
    """
    handler = logging.FileHandler(folder / "logs" / f"{name}.jsonl", encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines(run))
    handler.addFilter(_matters)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(level, root.level) if root.level else level)
    return handler


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS

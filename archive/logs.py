"""Logs as JSON lines in the data folder, for a person with grep and for a program alike."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from archive.strings import clean

_EXTRAS = ("run", "capture", "source", "url", "host", "kind", "path", "offset", "counts", "schedule", "job")
LARGEST, KEPT = 16_000_000, 9  # bytes of a file that is begun anew, and how many old ones stay beside it
# DEL, C1, line separators, and what turns the direction: JSON may hold them, a terminal obeys them
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_OURS = frozenset(("archive", "compare", "crawler", "desk", "extract"))


class JsonLines(logging.Formatter):
    """One JSON object a record: at, level, name, message, process; run, capture, url ... where given as ``extra``.

    ``run``: the number that a record gets which states none.
    """

    def __init__(self, run: int | None = None) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a line break in it or anything else that a terminal would obey."""
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
        text = clean(json.dumps(line, ensure_ascii=False, default=str))
        return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class _File(logging.FileHandler):
    """Says nothing on the terminal when a line cannot be written, as on a full disk: what it tells of goes on."""

    def handleError(self, record: logging.LogRecord) -> None:
        del record

    def close(self) -> None:
        with suppress(OSError):  # what could not be written is tried once more here
            super().close()


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
    may append to one file: a line is one write. A file above 16 MB is put aside first, as NAME.1.jsonl; the oldest of
    nine goes. A process that still writes the one put aside does so to its end.
    """
    path = folder / "logs" / f"{name}.jsonl"
    _put_aside(path)
    handler = _File(path, encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines(run))
    handler.addFilter(_matters)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(level, root.level) if root.level else level)
    return handler


def _put_aside(path: Path) -> None:
    places = [path, *(path.with_suffix(f".{number}.jsonl") for number in range(1, KEPT + 1))]
    if not path.exists() or path.stat().st_size < LARGEST:
        return
    for older, newer in pairwise(reversed(places)):
        with suppress(OSError):  # not so many yet, or another process was quicker
            newer.replace(older)


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS

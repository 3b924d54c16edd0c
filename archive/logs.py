"""Logs as JSON lines in the data folder, for a person with grep and for a program alike."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

from archive.strings import clean

_EXTRAS = ("run", "capture", "url", "host", "offset", "kind")


class JsonLines(logging.Formatter):
    """One JSON object a record: at, level, name, message, process; run, capture, url ... where given as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a line break in it."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        line.update({key: getattr(record, key) for key in _EXTRAS if hasattr(record, key)})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return clean(json.dumps(line, ensure_ascii=False, default=str))


def start(folder: Path, name: str, level: int = logging.INFO) -> logging.Handler:
    """Sends the records of this process to ``folder``/logs/``name``.jsonl, appended; the handler, to remove it again.

    Several processes may append to one file: a line is one write.
    """
    handler = logging.FileHandler(folder / "logs" / f"{name}.jsonl", encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(min(level, root.level) if root.level else level)
    return handler

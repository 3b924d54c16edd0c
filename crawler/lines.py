"""Where in a TOML file a table or key stands."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.errors import SourcesError


class Lines:
    """Finds the line of a table or of a key in it: tomllib does not tell."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")  # as TOML counts: other characters that part lines may stand in a text

    def error(self, what: str, table: str, key: str | None = None) -> SourcesError:
        """The fault ``what`` of a table, or of a key in it, with its line where that can be found."""
        return SourcesError(self._path, self._of(table, key), what)

    def _of(self, table: str, key: str | None) -> int | None:
        name = re.escape(table)
        # A table of that name first: another source may have a key that is called so.
        header = self._first(rf"""\s*\[\[?\s*["']?{name}["']?\s*[\].]""", 0)
        start = header or self._first(rf"""\s*["']?{name}["']?\s*[=.]""", 0)
        if key is None or start is None:
            return start
        quoted = rf"""["']?{re.escape(key)}["']?"""
        dotted = self._first(rf"""\s*["']?{name}["']?\s*\.\s*{quoted}\s*[=.]""", 0)
        return dotted or self._first(rf"\s*{quoted}\s*[=.]|\s*\[[^\]]*\.\s*{quoted}\s*\]", start) or start

    def _first(self, pattern: str, after: int) -> int | None:
        wanted = re.compile(pattern)
        numbered = enumerate(self._lines[after:], after + 1)
        return next((number for number, line in numbered if wanted.match(line)), None)

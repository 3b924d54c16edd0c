"""A Document as Markdown (CommonMark, with pipe tables): title, then its parts in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from extract.document import Document, Part

_SIGNS = re.compile(r"([\\`*_\[\]<>|~])")
_OPENING = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|(?=>))")
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_DEEPEST = 6


def write(document: Document) -> str:
    """The document's title and text; nothing in other people's words works as markup. Ends in a line end.

    A document without parts (made by an older version) is written in paragraphs.
    """
    parts = document.parts or tuple(Part("paragraph", line) for line in document.text.split("\n") if line)
    pieces = [f"# {_plain(document.title)}"] if document.title else []
    for kind, run in groupby(parts, key=lambda part: part.kind):
        group = list(run)
        if kind == "cell":
            pieces.append("\n".join(_table(group)))
        elif kind == "item":
            pieces.append("\n".join(map(_item, group)))
        else:
            pieces += map(_piece, group)
    return "\n\n".join(pieces) + "\n"


def _piece(part: Part) -> str:
    said = _plain(part.text)
    if part.kind == "heading":
        return f"{'#' * min(max(part.level, 2), _DEEPEST)} {said}"
    if part.kind == "quote":
        return f"> {_line(said)}"
    return f"*{said}*" if part.kind == "caption" else _line(said)


def _item(part: Part) -> str:
    sign = "1." if part.level < 0 else "-"
    return f"{'   ' * (abs(part.level) - 1)}{sign} {_line(_plain(part.text))}"


def _table(cells: Sequence[Part]) -> Iterator[str]:
    """Rows of cells; the first one is the head, as pipe tables have it."""
    rows = [[_plain(cell.text) for cell in row] for _, row in groupby(cells, key=lambda cell: cell.level)]
    wide = max(map(len, rows))
    for number, row in enumerate(rows):
        yield "| " + " | ".join(row + [""] * (wide - len(row))) + " |"
        if number == 0:
            yield "|" + " --- |" * wide


def _plain(text: str) -> str:
    """``text`` on one line, with the signs escaped that Markdown would read."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split("\n"))).strip()


def _line(text: str) -> str:
    """``text`` at the beginning of a line: no heading, list or rule."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\1\\\2", text, count=1), count=1)

"""Tables on screens that are too narrow for them: a paragraph for each row, in which every value has its name."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

_LAST = 16  # columns of the screen that the last cell of a row needs, which may wrap
_GAP = 2
_INDENT = 4


def fitted(screen: Console, part: RenderableType) -> Iterator[RenderableType]:
    """``part`` as ``screen`` has room for it: a table whose cells would be cut is given row by row.

    A row begins with its first cell, with the column's name where that is a number; empty cells are left out.
    """
    if not isinstance(part, Table) or not screen.is_terminal or _needed(part) <= screen.width:
        yield part
        return
    for row in zip(*(map(_text, column.cells) for column in part.columns), strict=True):
        head, *rest = (_named(*pair) for pair in zip(part.columns, row, strict=True) if pair[1].plain.strip())
        yield head if part.columns[0].justify == "right" else row[0]
        yield Padding(Text(" · ").join(rest), (0, 0, 0, _INDENT))


def _needed(table: Table) -> int:
    *others, last = map(_width, table.columns)
    return sum(others) + _GAP * len(others) + min(last, _LAST)


def _width(column: Column) -> int:
    widest = max((_text(cell).cell_len for cell in (column.header, *column.cells)), default=0)
    return widest if column.max_width is None else min(widest, column.max_width)


def _named(column: Column, cell: Text) -> Text:
    return Text.assemble((f"{_text(column.header).plain} ", "dim"), cell)


def _text(cell: RenderableType) -> Text:
    return cell if isinstance(cell, Text) else Text.from_markup(str(cell))

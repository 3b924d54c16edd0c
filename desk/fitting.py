"""What a screen is too narrow for: a table becomes a paragraph a row, a long line goes on further in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

_LAST = 16  # columns of the screen that the last cell of a row needs, which may wrap
_GAP = 2
_INDENT = 4
_POINT = " · "


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
        yield Padding(flowed(rest, screen.width - _INDENT), (0, 0, 0, _INDENT))


def hung(screen: Console, said: Text, indent: int) -> Text:
    """``said`` with what its first line on ``screen`` does not hold below it, ``indent`` columns in."""
    if not screen.is_terminal or screen.width <= 2 * indent:
        return said
    lines = said.wrap(screen, screen.width - indent)
    return Text(f"\n{' ' * indent}").join(lines)


def flowed(values: Iterable[Text], room: int) -> Text:
    """The values in lines of at most ``room`` columns, with points between those of a line.

    A line ends within a value only where no line holds it.
    """
    lines: list[Text] = []
    for value in values:
        if lines and lines[-1].cell_len + len(_POINT) + value.cell_len <= room:
            lines[-1].append(_POINT).append(value)
        else:
            lines.append(value.copy())
    return Text("\n").join(lines)


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

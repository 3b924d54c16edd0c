"""What the kept blocks of a page are: headings, paragraphs, list items, quotes, table cells; and captions between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from extract.document import Part
from extract.page.blocks import Block, Blocks

_LISTS = {"ul": 1, "menu": 1, "ol": -1}
_CELLS = frozenset(("td", "th"))


def of(page: Blocks, verdicts: Sequence[str | None], captions: Collection[str]) -> tuple[Part, ...]:
    """A part for each block that no rule cuts (its verdict is None), and the ``captions`` where they stand."""
    kept = [block for block, rule in zip(page.blocks, verdicts, strict=True) if rule is None]
    rows = _rows(page, kept)
    left = Counter(captions)
    parts = []
    for block, rule in zip(page.blocks, verdicts, strict=True):
        if rule is None:
            parts.append(_part(page, block, rows))
        elif left[block.text] > 0:
            left[block.text] -= 1
            parts.append(Part("caption", block.text))
    return tuple(parts)


def _part(page: Blocks, block: Block, rows: dict[int, int]) -> Part:
    if block.is_heading:
        return Part("heading", block.text, int(block.tag[1]))
    path = list(page.path(block.place)) if page.tags else []
    tags = [page.tags[place] for place in path]
    row = next((rows[place] for place in path if place in rows), None)
    if row is not None:
        return Part("cell", block.text, row)
    if "blockquote" in tags:
        return Part("quote", block.text)
    lists = [_LISTS[tag] for tag in tags if tag in _LISTS]
    if "li" in tags and lists:
        return Part("item", block.text, len(lists) * lists[0])
    return Part("paragraph", block.text)


def _rows(page: Blocks, kept: Sequence[Block]) -> dict[int, int]:
    """Numbers, from 1, of table rows with kept text in two cells or more: a table that only lays out has none."""
    cells: defaultdict[int, set[int]] = defaultdict(set)
    for block in kept if page.tags else ():
        path = list(page.path(block.place))
        cell = next((place for place in path if page.tags[place] in _CELLS), None)
        row = next((place for place in path if page.tags[place] == "tr"), None)
        if cell is not None and row is not None and row < cell:
            cells[row].add(cell)
    real = [row for row, found in cells.items() if len(found) > 1]
    return {row: number for number, row in enumerate(real, 1)}

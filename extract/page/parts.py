"""What the kept blocks of a page are: headings, paragraphs, list items, quotes, table cells; and captions between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.document import Part
from extract.page.blocks import Block, Blocks

_LISTS = {"ul": 1, "menu": 1, "ol": -1}
_CELLS = frozenset(("td", "th"))
_TELLING = _CELLS.union(_LISTS, ("tr", "blockquote", "li"))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands round a block: its table rows, the innermost first, and its cell, by their places (None for none).

    ``lists``: how many, negative where the innermost is numbered.
    """

    rows: tuple[int, ...] = ()
    cell: int | None = None
    is_quoted: bool = False
    is_item: bool = False
    lists: int = 0

    def within(self, tag: str, place: int) -> _Around:
        """The same for what stands in one more element."""
        if tag in _LISTS:
            return replace(self, lists=(abs(self.lists) + 1) * _LISTS[tag])
        if tag in _CELLS:
            return replace(self, cell=place)
        if tag == "tr":
            return replace(self, rows=(place, *self.rows))
        return replace(self, is_quoted=True) if tag == "blockquote" else replace(self, is_item=True)


def of(page: Blocks, verdicts: Sequence[str | None], captions: Collection[str]) -> tuple[Part, ...]:
    """A part for each block that no rule cuts (its verdict is None), and the ``captions`` where they stand."""
    around = _around(page)
    rows = _rows(around[block.place] for block, rule in zip(page.blocks, verdicts, strict=True) if rule is None)
    left = Counter(captions)
    parts = []
    for block, rule in zip(page.blocks, verdicts, strict=True):
        if rule is None:
            parts.append(_part(block, around[block.place], rows))
        elif left[block.text] > 0:
            left[block.text] -= 1
            parts.append(Part("caption", block.text))
    return tuple(parts)


def _around(page: Blocks) -> Sequence[_Around]:
    """For each block element what stands round its text, itself included."""
    if not page.tags:
        return [_Around()] * len(page.parents)
    found: list[_Around] = []
    for place, (outer, tag) in enumerate(zip(page.parents, page.tags, strict=True)):
        around = found[outer] if outer >= 0 else _Around()
        found.append(around.within(tag, place) if tag in _TELLING else around)
    return found


def _part(block: Block, around: _Around, rows: Mapping[int, int]) -> Part:
    if block.is_heading:
        return Part("heading", block.text, int(block.tag[1]))
    row = next((rows[place] for place in around.rows if place in rows), None)
    if row is not None:
        return Part("cell", block.text, row)
    if around.is_quoted:
        return Part("quote", block.text)
    if around.is_item and around.lists:
        return Part("item", block.text, around.lists)
    return Part("paragraph", block.text)


def _rows(kept: Iterable[_Around]) -> dict[int, int]:
    """Numbers, from 1, of table rows with kept text in two cells or more: a table that only lays out has none."""
    cells: defaultdict[int, set[int]] = defaultdict(set)
    for around in kept:
        if around.cell is not None and around.rows and around.rows[0] < around.cell:
            cells[around.rows[0]].add(around.cell)
    real = [row for row, found in cells.items() if len(found) > 1]
    return {row: number for number, row in enumerate(real, 1)}

"""Which blocks lie in which block element."""

from __future__ import annotations

from extract.page.blocks import Blocks


def spans(page: Blocks) -> list[tuple[int, int]]:
    """For each block element of ``page`` the first and the last block in it; first > last for one without text."""
    first = [len(page.blocks)] * len(page.parents)
    last = [-1] * len(page.parents)
    for index, block in enumerate(page.blocks):
        place = block.place
        first[place] = min(first[place], index)
        last[place] = index
    for place in range(len(first) - 1, 0, -1):  # an element stands behind the one around it
        if last[place] >= 0:
            around = page.parents[place]
            first[around] = min(first[around], first[place])
            last[around] = max(last[around], last[place])
    return list(zip(first, last, strict=True))

"""Features of a block from the page's title: how near it hangs to it, and whether with the text that opens below.

Where most running text hangs says little on a page of two sentences beside long rails; what stands below the title
does.
"""

from __future__ import annotations

import numpy as np

from extract.page import letters
from extract.page.basis import GOOD, Basis, Columns, Whole

_LINKED, _PLAIN = 0.6, 0.1
_NOT_FAR, _FARTHEST = 60, 12


def columns(basis: Basis, title: int) -> Columns:
    """``title``: index of the block that is the page's title, -1 where none was seen."""
    heading = title if title >= 0 else _first_of_rank(basis)
    return _nearness(basis, heading) | _company(basis, heading)


def _first_of_rank(basis: Basis) -> int:
    return next((index for index, block in enumerate(basis.page.blocks) if block.tag == "h1"), -1)


def _nearness(basis: Basis, heading: int) -> Columns:
    """Steps from the block, and from the title, up to the first element that holds both."""
    count = len(basis.place)
    if heading < 0:
        return {"up to title's": np.full(count, -1), "title up": np.full(count, -1)}
    shared = {place: steps for steps, place in enumerate(basis.page.path(basis.page.blocks[heading].place))}
    up, joint = [0] * len(basis.page.parents), [0] * len(basis.page.parents)
    for place, around in enumerate(basis.page.parents):
        if place in shared:
            joint[place] = shared[place]
        elif around >= 0:
            up[place], joint[place] = up[around] + 1, joint[around]
    return {
        "up to title's": np.minimum(np.array(up)[basis.place], _FARTHEST),
        "title up": np.minimum(np.array(joint)[basis.place], _FARTHEST),
    }


def _company(basis: Basis, heading: int) -> Columns:
    """What the block shares with the first plain running text below the title, and how many links stand between."""
    count = len(basis.place)
    first = opening(basis, heading)
    if first < 0:
        absent = np.full(count, -1)
        return dict.fromkeys(("with opening", "around opening", "links since opening", "from opening"), absent)
    around: Whole = basis.parents[basis.place]
    linked = np.cumsum(basis.link >= _LINKED)
    return {
        "with opening": basis.place == basis.place[first],
        "around opening": around == around[first],
        "links since opening": np.where(np.arange(count) >= first, linked - linked[first], -1),
        "from opening": np.arange(count) - first,
    }


def opening(basis: Basis, heading: int) -> int:
    """Index of the first plain running text within 60 blocks behind ``heading``; -1 without one."""
    behind = range(heading + 1, min(len(basis.place), heading + 1 + _NOT_FAR)) if heading >= 0 else range(0)
    running = (basis.size >= GOOD) & (basis.link < _PLAIN)
    blocks = basis.page.blocks
    return next((i for i in behind if running[i] and letters.has_stop(blocks[i].text) and not _is_beside(basis, i)), -1)


def _is_beside(basis: Basis, index: int) -> bool:
    return bool(basis.page.blocks[index].regions & {"caption", "subscribe", "share"})

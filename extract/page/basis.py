"""The numbers of a page's blocks from which the features of the block model are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.page import letters
from extract.page.blocks import Blocks
from extract.page.spans import spans

Column = NDArray[np.float32]
Whole = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]
GOOD = 60
_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Basis:
    """A row a block: ``place`` (its element), ``size`` in letters, ``link`` share, ``good`` (letters of running text).

    By element: ``first`` and ``last`` block in it, ``parents``. ``top``: the element round most running text.
    """

    page: Blocks
    place: Whole
    size: Column
    link: Column
    good: Column
    first: Whole
    last: Whole
    parents: Whole
    top: int


def make(page: Blocks) -> Basis:
    """Of a page with at least one block."""
    blocks = page.blocks
    size = np.array([len(block.text) for block in blocks], dtype=np.float32)
    link = np.array([block.link for block in blocks], dtype=np.float32)
    ends = np.array(spans(page), dtype=np.int64).reshape(-1, 2)
    stops = np.array([letters.has_stop(block.text) for block in blocks], dtype=bool)
    good = np.where((size > GOOD) & stops, size * (1 - link), 0).astype(np.float32)
    place = np.array([block.place for block in blocks], dtype=np.int64)
    parents = np.array(page.parents, dtype=np.int64)
    return Basis(page, place, size, link, good, ends[:, 0], ends[:, 1], parents, _top(place, parents, good))


def _top(place: Whole, parents: Whole, good: Column) -> int:
    """The element round most good text, each level up counting half."""
    weight = np.zeros(len(parents))
    place, share = parents[place], 1.0
    for _ in range(_LEVELS):
        inside = place >= 0
        np.add.at(weight, place[inside], good[inside] * share)
        place = np.where(inside, parents[place], -1)
        share /= 2
    return int(weight.argmax())

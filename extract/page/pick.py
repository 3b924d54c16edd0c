"""Which blocks are the article: the block model's choice, and another extractor's vote where it is unsure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract import forest
from extract.forest import Forest
from extract.page import features
from extract.page.blocks import Blocks
from extract.page.stated import Stated

_MODEL = "blocks"
_CAUTION = 0.2
SURE, _LOST = 0.85, 0.55


@dataclass(frozen=True, slots=True)
class Odds:
    """For each block of a page its log-odds of being article, and its words; the block where text opens below the
    title, -1 without one.
    """

    score: NDArray[np.float64]
    words: NDArray[np.float64]
    opening: int = -1


@dataclass(frozen=True, slots=True)
class Pick:
    """``chosen``: for each block whether it is article. ``expected``: the word F1 that the odds promise, 0..1.

    ``row``: which blocks stand side by side below the title, and therefore in no rail; () where that is not known.
    """

    chosen: tuple[bool, ...]
    expected: float
    row: tuple[bool, ...] = ()

    @property
    def sure(self) -> bool:
        """False where the choice should be doubted by more rules."""
        return self.expected >= SURE

    @property
    def lost(self) -> bool:
        """True where another extractor should be asked instead."""
        return self.expected < _LOST


def odds(page: Blocks, stated: Stated, model: Forest | None = None) -> Odds:
    """How likely each block of ``page`` is article by ``model`` (None: the packaged one). Never raises."""
    if not page.blocks:
        return Odds(np.zeros(0), np.zeros(0))
    columns = features.columns(page, stated)
    rows = features.as_rows(columns)
    trees = model or forest.load(_MODEL)
    opening = np.flatnonzero(columns["from opening"] == 0)
    first = int(opening[0]) if len(opening) else -1
    return Odds(trees.scores(rows), np.asarray(columns["words"], dtype=np.float64), first)


def best(given: Odds) -> Pick:
    """The choice of blocks whose expected word F1 is highest: blocks by falling likelihood, as many as pay.

    The likelihood is taken with a little caution: a stranger's line in the text does more harm than a line missing.
    """
    if not len(given.score):
        return Pick((), 0.0)
    likely = 1 / (1 + np.exp(_CAUTION - given.score))
    order = np.argsort(-likely, kind="stable")
    gain, cost = (likely * given.words)[order], given.words[order]
    expected = 2 * np.cumsum(gain) / (np.cumsum(cost) + gain.sum() + 1e-9)
    last = int(expected.argmax())
    taken = np.zeros(len(likely), dtype=bool)
    taken[order[: last + 1]] = True
    return Pick(tuple(taken.tolist()), float(expected[last]))

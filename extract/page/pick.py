"""Which blocks are the article: the block model's choice, and another extractor's vote where it is unsure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extract import forest
from extract.flat.lines import ends_sentence
from extract.forest import Forest
from extract.page import features
from extract.page.blocks import Block, Blocks
from extract.page.stated import Stated

_MODEL = "blocks"
_CAUTION = 0.2
_LAST_WORD, _FEWEST_WORDS = -1.5, 4
_SURE, _LOST = 0.85, 0.55


@dataclass(frozen=True, slots=True)
class Odds:
    """For each block of a page its log-odds of being article, and its words."""

    score: NDArray[np.float64]
    words: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pick:
    """``chosen``: for each block whether it is article. ``expected``: the word F1 that the odds promise, 0..1."""

    chosen: tuple[bool, ...]
    expected: float

    @property
    def sure(self) -> bool:
        """False where the choice should be doubted by more rules."""
        return self.expected >= _SURE

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
    return Odds(trees.scores(rows), np.asarray(columns["words"], dtype=np.float64))


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


def with_siblings(page: Blocks, given: Odds, picked: Pick) -> Pick:
    """The choice with the plain paragraphs that stand in the same element as most of it, where the model only doubts.

    A last short paragraph behind a box that stands in the article looks like a teaser from its surroundings.
    """
    homes: Counter[int] = Counter()
    for block, taken, words in zip(page.blocks, picked.chosen, given.words, strict=True):
        if taken and block.tag == "p":
            homes[page.parents[block.place]] += int(words)
    if not homes or 2 * max(homes.values()) < given.words[list(picked.chosen)].sum():
        return picked
    home = homes.most_common(1)[0][0]
    more = (
        page.parents[block.place] == home and score > _LAST_WORD and _is_plain(block, words)
        for block, score, words in zip(page.blocks, given.score, given.words, strict=True)
    )
    return replace(picked, chosen=tuple(taken or new for taken, new in zip(picked.chosen, more, strict=True)))


def _is_plain(block: Block, words: float) -> bool:
    return block.tag == "p" and not block.link and words >= _FEWEST_WORDS and ends_sentence(block.text)

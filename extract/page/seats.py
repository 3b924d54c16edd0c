"""Paragraphs of one text stand side by side: what the block model's choice leaves out of a row, and takes from outside.

The model knows each block's surroundings; that a text opens below the page's title and goes on in the same element
is a fact about all of them together. It counts most where the text is two sentences beside long rails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extract.flat.lines import ends_sentence
from extract.page.basis import GOOD
from extract.page.blocks import Block, Blocks
from extract.page.pick import SURE, Odds, Pick

Seat = tuple[int, str]
_DOUBT, _STRONG_DOUBT, _TEASER = -1.5, -5.0, 1.0
_FEWEST_WORDS, _A_TEXT, _SHORT_TEXT = 4, 12, 400
_MOST_ELSEWHERE = 4
_FEW, _PART = 100, 0.25
_LINKED, _NEAR = 0.5, 12


def settled(page: Blocks, given: Odds, picked: Pick) -> Pick:
    """``picked`` with the plain paragraphs beside most of it that the model only doubts.

    Where these stand with the text that opens below the title, it takes strong doubts to leave one out, and what is
    chosen elsewhere goes if it is a teaser or doubted. Where the model is lost, they are the choice.
    """
    rows = _Rows.of(page)
    opened = rows.opened(given)
    if opened and picked.lost and _weighs(given, picked.chosen) <= _MOST_ELSEWHERE * _weighs(given, opened):
        return Pick(tuple(opened), SURE, tuple(opened))
    home = rows.home(picked, given, opened)
    if home is None:
        return picked
    if opened and opened == rows.at(home):
        return _with_opened(rows, given, picked, opened)
    more = _joined(picked.chosen, rows.at(home), given, _DOUBT)
    had = _weighs(given, picked.chosen)
    few = _weighs(given, more) - had <= max(_FEW, _PART * had)
    return replace(picked, chosen=more) if few else picked


def _with_opened(rows: _Rows, given: Odds, picked: Pick, opened: Sequence[bool]) -> Pick:
    least, teaser = (-np.inf, _TEASER) if picked.sure else (0.0, np.inf)
    chosen = tuple(
        taken and (beside or score > (teaser if rows.is_headed(index) else least))
        for index, (taken, beside, score) in enumerate(zip(picked.chosen, opened, given.score, strict=True))
    )
    return Pick(_joined(chosen, opened, given, _STRONG_DOUBT), max(picked.expected, SURE), tuple(opened))


def _weighs(given: Odds, blocks: Sequence[bool]) -> float:
    return float(given.words[list(blocks)].sum())


def _joined(chosen: Sequence[bool], beside: Sequence[bool], given: Odds, least: float) -> tuple[bool, ...]:
    """The ``chosen`` and those ``beside`` them whose score is above ``least``."""
    each = zip(chosen, beside, given.score, strict=True)
    return tuple(taken or bool(also and score > least) for taken, also, score in each)


@dataclass(frozen=True, slots=True)
class _Rows:
    """For each block whether it is a plain paragraph, and its seat: the element that holds it and those beside it.

    That is the element round its own, or its own where line breaks part them; of a paragraph boxed alone the one
    round the box, with the box's class.
    """

    page: Blocks
    plain: Sequence[bool]
    seats: Sequence[Seat]

    @classmethod
    def of(cls, page: Blocks) -> _Rows:
        plain = [_is_plain(page, index) for index in range(len(page.blocks))]
        sharing = Counter(block.place for block, one in zip(page.blocks, plain, strict=True) if one)
        boxed = Counter(page.parents[block.place] for block in page.blocks)
        return cls(page, plain, [_seat(page, block, sharing[block.place], boxed) for block in page.blocks])

    def at(self, seat: Seat) -> list[bool]:
        """Which blocks are plain paragraphs of this seat."""
        return [one and there == seat for one, there in zip(self.plain, self.seats, strict=True)]

    def home(self, picked: Pick, given: Odds, opened: Sequence[bool] | None) -> Seat | None:
        """The seat that holds half of the chosen words or more; without teasers where a text opens below the title."""
        homes: Counter[Seat] = Counter()
        total = 0
        for index in map(int, np.flatnonzero(picked.chosen)):
            if opened and not opened[index] and self.is_headed(index):
                continue
            total += int(given.words[index])
            if self.plain[index]:
                homes[self.seats[index]] += int(given.words[index])
        if not homes or 2 * max(homes.values()) < total:
            return None
        return homes.most_common(1)[0][0]

    def opened(self, given: Odds) -> list[bool] | None:
        """The plain paragraphs side by side that open the text below the title; None where they are fewer than two,
        mostly teasers, or a long text, of which the model knows enough.
        """
        found = max(self._rows_below(given), key=lambda row: _weighs(given, row), default=None)
        if found is None or sum(found) < 2 or not _A_TEXT <= _weighs(given, found) <= _SHORT_TEXT:
            return None
        return None if 2 * sum(one and self.is_headed(index) for index, one in enumerate(found)) > sum(found) else found

    def _rows_below(self, given: Odds) -> Iterator[list[bool]]:
        places = range(given.opening, min(given.opening + _NEAR, len(self.plain))) if given.opening >= 0 else range(0)
        for index in places:
            if self.plain[index] and len(self.page.blocks[index].text) >= GOOD:
                yield self.at(self.seats[index])

    def is_headed(self, index: int) -> bool:
        """True right behind a line that is a link."""
        return index > 0 and self.page.blocks[index - 1].link >= _LINKED


def _seat(page: Blocks, block: Block, sharing: int, boxed: Mapping[int, int]) -> Seat:
    if block.tag != "p" or sharing > 1:
        return block.place, ""
    box = page.parents[block.place]
    alone = boxed[box] == 1 and box >= 0 and page.parents[box] >= 0 and bool(page.names[box])
    return (page.parents[box], page.names[box]) if alone else (box, "")


def _is_plain(page: Blocks, index: int) -> bool:
    """A sentence or more without a link, and no teaser below one in an element of their own."""
    block, before = page.blocks[index], page.blocks[max(0, index - 1)]
    if block.link or block.is_heading or len(block.text.split()) < _FEWEST_WORDS or not ends_sentence(block.text):
        return False
    return block.tag != "p" or before.place != block.place or not before.link

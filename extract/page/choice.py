"""Which blocks of a page hold the article: those whose text an extractor's answer holds too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.page.blocks import Block

_NO_LETTER = re.compile(r"[\W_]+")
_LONG = 30
_PIECE, _STEP = 24, 12


def letters(text: str) -> str:
    """Letters and digits of ``text`` in one form: what remains equal however an extractor treats blanks and signs."""
    return _NO_LETTER.sub("", text).casefold()


@dataclass(frozen=True, slots=True)
class Answer:
    """An extractor's text, ready to be asked: ``lines`` counts its lines, ``whole`` joins them (letters only)."""

    lines: Counter[str]
    whole: str

    @classmethod
    def of(cls, text: str) -> Answer:
        """From the text as the extractor gave it: list marks and table bars count for nothing."""
        cells = [letters(cell) for line in text.split("\n") for cell in line.split("|")]
        return cls(Counter(filter(None, cells)), "".join(cells))

    def holds(self, line: str) -> bool:
        """True where the letters ``line`` stand in the answer: a short line as a line, a long one for the most part."""
        if line in self.lines:
            return True
        if len(line) < _LONG:
            return False
        if line in self.whole:
            return True
        pieces = [line[i : i + _PIECE] for i in range(0, len(line) - _PIECE + 1, _STEP)]
        return sum(piece in self.whole for piece in pieces) > len(pieces) / 2


def choose(blocks: Sequence[Block], answer: Answer) -> list[bool]:
    """For each block whether it belongs to ``answer``.

    Where one text stands several times on the page, as many of the blocks are taken as the answer has lines of
    it, the nearest to the other chosen blocks first.
    """
    keys = [letters(block.text) for block in blocks]
    chosen = [answer.holds(line) for line in keys]
    standing = Counter(line for line, taken in zip(keys, chosen, strict=True) if taken)
    sure = [i for i, line in enumerate(keys) if chosen[i] and standing[line] == 1 and len(line) >= _LONG]
    if not sure:
        return chosen
    middle = sure[len(sure) // 2]
    for line, count in standing.items():
        wanted = max(1, answer.lines[line])
        if count > wanted:
            places = [i for i, other in enumerate(keys) if other == line and chosen[i]]
            for index in sorted(places, key=lambda i: _distance(i, sure, middle))[wanted:]:
                chosen[index] = False
    return chosen


def _distance(index: int, sure: Sequence[int], middle: int) -> tuple[int, int]:
    """How far a block lies outside the sure ones, then from their middle."""
    return max(sure[0] - index, index - sure[-1], 0), abs(index - middle)


def coverage(blocks: Sequence[Block], chosen: Sequence[bool], answer: Answer) -> float:
    """Share of the answer's letters that the chosen blocks give back; 1 for an empty answer."""
    if not answer.whole:
        return 1.0
    given = sum(len(letters(block.text)) for block, taken in zip(blocks, chosen, strict=True) if taken)
    return min(1.0, given / len(answer.whole))

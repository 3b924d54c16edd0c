"""How near texts are through each channel, weighed by what is rare among the texts at hand. Needs numpy.

A key that many texts of one language hold is a word of that language, not of the story: its weight falls with its
share in the language where it is commonest (so that what marks a language draws no two texts together).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from compare.channels import CHANNELS, Bag, Seen
from compare.model import model

Array = NDArray[np.float64]
NEIGHBOURS = 10
_AT_ONCE = 200  # texts on the right: their matrix is dense
_EXPECTED = 8.0  # texts of a language until its own shares count as much as everybody's


class Space:
    """Learns from texts which keys are common, and then compares texts. Order of learning does not matter."""

    def __init__(self) -> None:
        self._texts: Counter[str] = Counter()
        self._holding: list[dict[str, dict[str, int]]] = [{} for _ in CHANNELS]
        self._weight = lru_cache(maxsize=400_000)(self._find_weight)

    def learn(self, seen: Seen) -> None:
        """Count a text in."""
        self._texts[seen.language] += 1
        for holding, bag in zip(self._holding, seen.bags, strict=True):
            for key in bag:
                by_language = holding.get(key)
                if by_language is None:
                    holding[key] = {seen.language: 1}
                else:
                    by_language[seen.language] = by_language.get(seen.language, 0) + 1
        self._weight.cache_clear()

    def __len__(self) -> int:
        return self._texts.total()

    def rarity(self, channel: int, key: str) -> float:
        """How much a key of that channel tells: 0 where every text of a language holds it, the most where none does."""
        return self._weight(channel, key)

    def _find_weight(self, channel: int, key: str) -> float:
        holding = self._holding[channel].get(key)
        everybody = self._texts.total() + 1.0
        if holding is None:
            return log(everybody / 0.5)
        overall = (sum(holding.values()) + 0.5) / everybody
        shares = [(n + _EXPECTED * overall) / (self._texts[language] + _EXPECTED) for language, n in holding.items()]
        return max(0.0, -log(min(1.0, max(shares))))

    def cosines(self, left: Sequence[Seen], right: Sequence[Seen]) -> Array:
        """The cosine of every text on the left with every one on the right, by channel: shape (left, right, channels).
        0 where a bag is empty.
        """
        made = np.zeros((len(left), len(right), len(CHANNELS)))
        for start in range(0, len(right), _AT_ONCE):
            made[:, start : start + _AT_ONCE] = self._some(left, right[start : start + _AT_ONCE])
        return made

    def _some(self, left: Sequence[Seen], right: Sequence[Seen]) -> Array:
        made = np.zeros((len(left), len(right), len(CHANNELS)))
        for channel in range(len(CHANNELS)):
            places: dict[str, int] = {}
            for seen in left:
                for key in seen.bags[channel]:
                    places.setdefault(key, len(places))
            one = self._matrix(channel, [seen.bags[channel] for seen in left], places)
            other = self._matrix(channel, [seen.bags[channel] for seen in right], places)
            made[:, :, channel] = one @ other.T
        return made

    def _matrix(self, channel: int, bags: list[Bag], places: dict[str, int]) -> Array:
        """Rows of length 1; what no text on the left holds counts for the length only."""
        matrix = np.zeros((len(bags), len(places)))
        for row, bag in enumerate(bags):
            total = 0.0
            for key, count in bag.items():
                value = count * self._weight(channel, key)
                total += value * value
                place = places.get(key)
                if place is not None:
                    matrix[row, place] = value
            if total:
                matrix[row] /= total**0.5
        return matrix

    def nearness(self, left: Sequence[Seen], right: Sequence[Seen]) -> Array:
        """The channels' cosines added up by their fitted weights: shape (left, right), for ranking only."""
        return np.asarray(self.cosines(left, right) @ np.array(model("rank").weights))


def without_hubs(scores: Array) -> Array:
    """Scores (left, right) less the mean of each side's ten best: a text that is near to everything is near to
    nothing (cross-domain similarity local scaling, Conneau et al. 2018).
    """
    if not scores.size:
        return scores
    rows = np.sort(scores, axis=1)[:, -NEIGHBOURS:].mean(axis=1, keepdims=True)
    columns = np.sort(scores, axis=0)[-NEIGHBOURS:].mean(axis=0, keepdims=True)
    return np.asarray(scores - (rows + columns) / 2)

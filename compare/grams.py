"""Romanised letter grams, weighed by how rare they are: a light view of a text that needs no language."""

from __future__ import annotations

from functools import lru_cache
from math import log

from compare.roman import sounded
from compare.tables import rows

SIZE = 4


@lru_cache(maxsize=20_000)
def grams_of(word: str) -> tuple[str, ...]:
    """The letter grams of one word, its edges marked; () for a word of one letter or none."""
    padded = f"_{sounded(word)}_"
    if len(padded) < SIZE:
        return ()
    return tuple(padded[i : i + SIZE] for i in range(len(padded) - SIZE + 1))


@lru_cache(maxsize=1)
def rarities() -> tuple[dict[str, float], float]:
    """The table behind ``rarity``, and the rarity of a gram that is not in it."""
    (_, total), *counts = rows("grams.tsv")
    most = log(int(total) + 1)
    table: dict[str, float] = {}
    for documents, listed in counts:
        weight = most - log(int(documents) + 0.5)
        table.update(dict.fromkeys((listed[i : i + SIZE] for i in range(0, len(listed), SIZE)), weight))
    return table, most


def rarity(gram: str) -> float:
    """How much a gram tells (inverse document frequency, natural logarithm) in a background of news of many
    languages; a gram not seen there tells the most.
    """
    table, most = rarities()
    return table.get(gram, most)

"""Names across scripts: Си Цзиньпин, Σι Τζινπίνγκ and Xi Jinping should meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from compare.figures import calendar_words
from compare.roman import sounded
from compare.tables import rows
from compare.words import Word

_VOWELS = re.compile("[aeiouh]+")
_CLASSES = str.maketrans("bvdgzjcm", "fftksssn")
SHORTEST = 2  # consonants; "Xi" alone is not told from "si"
ALIKE = 0.5  # least share of letter pairs in common between two names with one skeleton


@lru_cache(maxsize=30_000)
def skeleton(word: str) -> str:
    """The consonants of a word as classes of sound, with "a" for an opening vowel: what romanisations agree on."""
    sound = sounded(word)
    first = "a" if sound[:1] in tuple("aeiou") else ""
    bones = _VOWELS.sub("", sound).translate(_CLASSES)
    return first + re.sub(r"(.)\1+", r"\1", bones)


def cuts(bones: str) -> tuple[str, ...]:
    """A skeleton and what is left of it without one or two closing consonants, which may be inflection."""
    return tuple(bones[: len(bones) - n] for n in range(3) if n == 0 or len(bones) - n >= 3)


def alike(a: str, b: str) -> float:
    """How far two names sound alike (0..1): the share of letter pairs in common (Dice), at the shorter's length."""
    one, other = sounded(a), sounded(b)
    shorter = min(len(one), len(other))
    if shorter < 3:
        return 1.0 if one == other else 0.0
    if one[:2] != other[:2] and skeleton(a)[:2] != skeleton(b)[:2]:
        return 0.0
    left = {f"_{one}"[i : i + 2] for i in range(min(len(one), shorter + 1))}
    right = {f"_{other}"[i : i + 2] for i in range(min(len(other), shorter + 1))}
    return 2 * len(left & right) / (len(left) + len(right))


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words (folded) that capitals do not make a name: titles, offices and the like, which the background also has in
    lower case, and the calendar's.
    """
    return calendar_words() | {word for (listed,) in rows("everyday.tsv") for word in listed.split()}


def candidates(found: Sequence[Word]) -> list[Word]:
    """The words that may be names: capitalised, and not only because they open a sentence."""
    inside = {word.plain for word in found if word.capital and not word.opening}
    lower = {word.plain for word in found if not word.capital}
    never = everyday()
    chosen = []
    for index, word in enumerate(found):
        if not word.capital or len(word.text) < 3 or word.plain in lower or word.plain in never:
            continue
        if word.opening and word.plain not in inside and not _begins_a_name(found, index):
            continue
        chosen.append(word)
    return chosen


def _begins_a_name(found: Sequence[Word], index: int) -> bool:
    if index + 1 >= len(found):
        return False
    following = found[index + 1]
    return following.capital and not following.opening

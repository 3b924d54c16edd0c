"""A text seen through several channels at once: letter grams of three sizes, names by letters and by sound, places,
subjects, concepts. No channel needs a dictionary between two languages; ``compare.space`` weighs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log

from compare.concepts import concepts_of
from compare.grams import grams_of
from compare.names import SHORTEST, skeleton
from compare.profile import Mention, Profile, looked_at, profile
from compare.roman import sounded
from compare.words import languages, words

CHANNELS = ("grams", "threes", "fives", "bones", "name grams", "name bones", "places", "subjects", "concepts")
BONES_OF_A_NAME = 4
Bag = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A text as its channels show it: ``bags`` in the order of CHANNELS, keys with damped counts; the ``language`` it
    is in (stated or guessed, "" for unknown); its ``profile``.
    """

    bags: tuple[Bag, ...]
    language: str
    profile: Profile


def see(title: str | None, text: str, language: str | None) -> Seen:
    """Look at a text; ``language`` is ISO 639-1 or None. Never fails on any text; an empty one has empty bags."""
    found = words(looked_at(title, text))
    known = (*languages(found, language), "")[0]
    told = profile(title, text, language)
    counts = Counter(word.plain for word in found)
    names = Counter(mention.key for mention in told.names)
    bones = Counter(skeleton(mention.key)[:BONES_OF_A_NAME] for mention in told.names)
    return Seen(
        (
            _parts(counts, grams_of),
            _parts(counts, _threes),
            _parts(counts, _fives),
            _parts(counts, _bones),
            _parts(names, grams_of),
            _damped({key: count for key, count in bones.items() if len(key) >= SHORTEST}),
            _named(told.places),
            _named(told.subjects),
            _concepts(counts, known),
        ),
        known,
        told,
    )


def _damped(counts: Mapping[str, float]) -> Bag:
    return {key: 1.0 + log(1.0 + count) for key, count in counts.items()}


def _parts(counts: Counter[str], parts: Callable[[str], tuple[str, ...]]) -> Bag:
    total: Counter[str] = Counter()
    for word, count in counts.items():
        for part in parts(word):
            total[part] += count
    return _damped(total)


def _named(mentions: tuple[Mention, ...]) -> Bag:
    return _damped(Counter(mention.key for mention in mentions))


def _concepts(counts: Counter[str], language: str) -> Bag:
    total: dict[str, float] = {}
    for word, count in counts.items():
        numbers = concepts_of(word, language)
        for number in numbers:
            total[str(number)] = total.get(str(number), 0.0) + count / len(numbers)
    return _damped(total)


def _runs(text: str, size: int) -> tuple[str, ...]:
    padded = f"_{text}_"
    return tuple(padded[i : i + size] for i in range(len(padded) - size + 1))


@lru_cache(maxsize=20_000)
def _threes(word: str) -> tuple[str, ...]:
    return _runs(sounded(word), 3)


@lru_cache(maxsize=20_000)
def _fives(word: str) -> tuple[str, ...]:
    return _runs(sounded(word), 5)


@lru_cache(maxsize=20_000)
def _bones(word: str) -> tuple[str, ...]:
    return _runs(skeleton(word), 3)

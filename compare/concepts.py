"""Everyday words of several languages brought to common concepts (CLDR's names of pictures): police, fire, money.

It is no dictionary: one stem may stand for several concepts, and most words for none. A hint, weighed by the rest.
"""

from __future__ import annotations

from functools import lru_cache

from compare.tables import rows

LANGUAGES = ("en", "el", "ro", "bg", "es", "ru", "tr", "de", "fr", "it", "pt", "pl", "uk", "sr", "mk", "nl")
MOST = 60  # concepts of one stem; a word with more ("person", "face") tells nothing


def stem(word: str) -> str:
    """A word (folded) without the end that inflection may change: four letters stay of seven at most, five above."""
    if len(word) <= 4:
        return word
    return word[: max(4, len(word) - (3 if len(word) >= 8 else 2))]


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, tuple[int, ...]]]:
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for language, listed in rows("concepts.tsv"):
        words = found.setdefault(language, {})
        for entry in listed.split():
            word, _, numbers = entry.partition("=")
            words[word] = tuple(map(int, numbers.split(",")))
    return found


@lru_cache(maxsize=30_000)
def concepts_of(word: str, language: str) -> tuple[int, ...]:
    """The numbers of the concepts that a word (folded) may stand for in a language; () for none, or a language that is
    not in LANGUAGES.
    """
    return _table().get(language, {}).get(stem(word), ())

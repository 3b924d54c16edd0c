"""Words of any script in one rough Latin spelling, so that names and grams meet across languages."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_GREEK = re.compile("[Ͱ-Ͽἀ-῿]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_NOT_LATIN = re.compile("[^a-z]")
_HARD_C = re.compile("c(?![eihyz])")
_TWICE = re.compile(r"(.)\1+")

# Greek by sound, longest first: how names are spoken, not how a library catalogue writes them
_GREEK_SOUNDS = (
    ("για", "ia"), ("γιε", "ie"), ("γιο", "io"),
    ("γγ", "ng"), ("γκ", "g"), ("γχ", "nh"), ("γξ", "nx"), ("μπ", "b"), ("ντ", "d"), ("τζ", "j"), ("τσ", "ts"),
    ("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("αι", "e"), ("ει", "i"), ("οι", "i"), ("υι", "i"),
    ("η", "i"), ("υ", "i"), ("ω", "o"), ("χ", "h"), ("θ", "th"), ("ψ", "ps"), ("ξ", "x"), ("φ", "f"), ("β", "v"),
)  # fmt: skip
# Romanisations of one sound brought to one spelling: English, German, French, Romanian, Turkish, Slavic, pinyin
_SOUNDS = (
    ("tsz", "j"), ("tsch", "c"), ("tch", "c"), ("dzh", "j"), ("dsch", "j"), ("sch", "s"), ("shch", "s"),
    ("ch", "c"), ("kh", "h"),
    ("sh", "s"), ("zh", "j"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"), ("dz", "j"), ("ck", "k"),
    ("cz", "c"), ("sz", "s"), ("qu", "k"), ("q", "c"), ("x", "s"), ("w", "v"), ("y", "i"), ("ou", "u"), ("oo", "u"),
    ("ie", "i"), ("ee", "i"),
)  # fmt: skip


def plain(word: str) -> str:
    """Lower case without accents, in the word's own script; й and ё keep their identity as letters."""
    low = word.casefold()
    if low.isascii():
        return low
    if _CYRILLIC.search(low):
        return low.replace("ё", "е").replace("\u0301", "")
    decomposed = unicodedata.normalize("NFD", low)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ß", "ss").replace("ς", "σ")


@lru_cache(maxsize=60_000)
def romanised(word: str) -> str:
    """Lower-case Latin letters that roughly sound like ``word``, whatever its script; "" when nothing is left."""
    low = plain(word)
    if _GREEK.search(low):
        for greek, latin in _GREEK_SOUNDS:
            low = low.replace(greek, latin)
    latin = low if low.isascii() else anyascii(low).lower()
    return _NOT_LATIN.sub("", latin)


@lru_cache(maxsize=60_000)
def sounded(word: str) -> str:
    """``romanised`` with one spelling for each sound and no double letters: Chișinău and Кишинэу meet."""
    text = _HARD_C.sub("k", romanised(word))
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    return _TWICE.sub(r"\1", text)

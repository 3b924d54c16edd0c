"""A text as words: where each stands, in which sentence, whether it opens one. And which language they are in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from compare.roman import plain
from compare.tables import rows

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?…。！？\n]")
_OPENING = re.compile(r"[:;«“„\"”»(—–]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_POSSESSIVE = re.compile(r"['’].{0,2}$")
LONGEST_SENTENCE = 80  # words; lists and tables have no full stops


class Word(NamedTuple):
    """One word as it stands in its text: ``plain`` is its folded form, ``opening`` says that capitals mean nothing."""

    text: str
    plain: str
    start: int
    sentence: int
    capital: bool
    opening: bool


@lru_cache(maxsize=2)  # a document is asked for its profile, and again for its keys
def words(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in order. Numbers are no words; a run of Chinese or Japanese characters is one."""
    found: list[Word] = []
    made = tuple.__new__  # as Word(...) does, in a fifth of the time: a text has thousands
    end, sentence, length = 0, 0, 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        gap = text[end:start]
        spaced = gap == " "  # nearly always; the patterns need not look then
        ends = length >= LONGEST_SENTENCE or (not spaced and _END.search(gap) is not None)
        if ends and found:
            sentence, length = sentence + 1, 0
        opening = ends or not found or (not spaced and _OPENING.search(gap) is not None)
        end, length = stop, length + 1
        bare, low, capital = _forms(text[start:stop])
        found.append(made(Word, (bare, low, start, sentence, capital, opening)))
    return tuple(found)


@lru_cache(maxsize=30_000)
def _forms(written: str) -> tuple[str, str, bool]:
    """A word without its possessive ending, folded, and whether it is capitalised."""
    bare = written if written.isalpha() else _POSSESSIVE.sub("", written) or written
    return bare, plain(bare), bare[0].isupper()


def is_unspaced(text: str) -> bool:
    """Whether the text is mostly in Chinese or Japanese characters, where words cannot be told by spaces."""
    sample = text[:2000]
    return len(_HAN_OR_KANA.findall(sample)) * 3 > len(sample)


@lru_cache(maxsize=1)
def _function_words() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for language, listed in rows("function_words.tsv"):
        for word in listed.split():
            owners.setdefault(plain(word), []).append(language)
    return {word: tuple(languages) for word, languages in owners.items()}


def function_words(found: Iterable[Word]) -> Counter[str]:
    """How many of the words are function words of each language; a word that several languages have counts for all."""
    table = _function_words()
    return Counter(language for word in found for language in table.get(word.plain, ()))


def code_of(tag: str | None) -> str:
    """The language of a tag without its region or script, in lower case ("pt-BR", "pt_BR": "pt"); "" for None."""
    return (tag or "").partition("-")[0].partition("_")[0].lower()


_SCRIPTS = (("el", "Ͱ", "Ͽ"), ("ar", "؀", "ۿ"), ("he", "֐", "׿"), ("ka", "Ⴀ", "ჿ"), ("hy", "԰", "֏"), ("hi", "ऀ", "ॿ"))


def languages(found: Sequence[Word], stated: str | None) -> tuple[str, ...]:
    """The languages in which to look the words up: the stated one (its nearest kin where we have no table), else the
    one whose function words are most frequent, else () for unknown.
    """
    if stated:
        code = code_of(stated)
        return (_KIN.get(code, code),)
    if votes := function_words(found[:400]):
        (best, count), *_ = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        if count >= 2:
            return (best,)
    for word in found[:5]:
        for language, first, last in _SCRIPTS:
            if first <= word.text[0] <= last:
                return (language,)
    return ()


_KIN = {"bs": "sr", "hr": "sr", "sh": "sr", "no": "nb", "nn": "nb", "mo": "ro", "yue": "zh"}

"""Texts as they are looked for: case folded in every script, accents in Latin and Greek only.

Taking accents off everywhere would make another word of Йод, and break Hindi vowels and the voiced kana. Without a
database, so that worker processes fold what they read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_GREEK_AND_LATIN = ("LATIN ", "GREEK ")
# Marks that have no letter with them in one: the dot of a small İ, the second accent of the Yoruba ẹ́.
_MARK = re.compile("[\u0300-\u036f]")
_MARKS = re.compile("(?<=[a-z\u00df-\u024f\u0250-\u02af\u0370-\u03ff\u1e00-\u1fff])[\u0300-\u036f]+")


class _Letters(dict[int, str | None]):
    """For str.translate: each letter without its accents, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        parts = unicodedata.normalize("NFD", letter)
        plain = len(parts) > 1 and unicodedata.name(parts[0], "").startswith(_GREEK_AND_LATIN)
        found = parts[0] if plain else letter
        if len(self) < 4096:  # no text has more letters with accents
            self[code] = found
        return found


@cache
def _letters() -> _Letters:
    return _Letters()


def fold(text: str) -> str:
    """``text`` as it is compared: one form of each letter, folded in case, Latin and Greek without accents."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    plain = composed.translate(_letters())
    return _MARKS.sub("", plain) if _MARK.search(plain) else plain


def folded(title: str | None, text: str) -> str:
    """What of a document is searched: its title and its text in one."""
    return fold(f"{title or ''}\n{text}")

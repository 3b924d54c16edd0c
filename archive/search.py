"""Words as they are looked for: case folded in every script, accents in Latin and Greek only.

Taking accents off everywhere would make another word of Йод, and break Hindi vowels and the voiced kana.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from sqlalchemy import ColumnElement, exists, literal, select

from archive.schema import document, folded
from archive.strings import clean

_GREEK_AND_LATIN = ("LATIN ", "GREEK ")
_MOST_WORDS = 20


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
    return composed.translate(_letters())


def holds(query: str) -> list[ColumnElement[bool]]:
    """Conditions on a document: every word of the query stands in its title or text, be it within a word.

    So Chinese and Thai, which write no blanks, are found too. Any text may be asked for; one without a word lets all
    pass.
    """
    words = list(dict.fromkeys(fold(clean(query)).split()))[:_MOST_WORDS]
    here = folded.c.document_id == document.c.id
    return [exists(select(literal(1)).where(here, folded.c.text.contains(word, autoescape=True))) for word in words]

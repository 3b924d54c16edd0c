"""Documents by the words that stand in them, through an index of either database."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Integer, column, exists, false, func, literal, select, text

from archive.folding import fold
from archive.schema import document, folded
from archive.strings import clean
from archive.tables.searched import GRAMS, VOCABULARY

_MOST_WORDS = 20
_GRAM = 3  # letters
_LONGEST = 64  # letters of a word that the index is asked for
_MOST_GRAMS = 500


def holds(connection: Connection, query: str) -> list[ColumnElement[bool]]:
    """Conditions on a document: every word of the query stands in its title or text, be it within a word.

    So Chinese and Thai, which write no blanks, are found too. Any text may be asked for; one without a word lets all
    pass.
    """
    words = list(dict.fromkeys(fold(clean(query)).split()))[:_MOST_WORDS]
    if connection.dialect.name == "sqlite":
        return list(_by_grams(connection, words))
    here = folded.c.document_id == document.c.id
    # The index answers the first, which takes patterns of any length badly; the second is exact.
    return [
        exists(
            select(literal(1)).where(
                here, folded.c.text.contains(word[:_LONGEST], autoescape=True), _stands(connection, word)
            )
        )
        for word in words
    ]


def _by_grams(connection: Connection, words: list[str]) -> Iterator[ColumnElement[bool]]:
    """The index gives the documents with all the grams; where it cannot be sure, their texts are looked at."""
    grams = {word: _grams(connection, word) for word in words}
    if "" in grams.values():
        yield false()
        return
    if asked := " AND ".join(f"({found})" for found in grams.values() if found is not None):
        match = text(f"SELECT rowid FROM {GRAMS} WHERE {GRAMS} MATCH :asked")  # noqa: S608 - a constant
        yield document.c.id.in_(match.bindparams(asked=asked).columns(column("rowid", Integer)))
    here = folded.c.document_id == document.c.id
    for word, found in grams.items():
        if found is None or len(word) > _GRAM:
            yield exists(select(literal(1)).where(here, _stands(connection, word)))


def _grams(connection: Connection, word: str) -> str | None:
    """For the index: what a text with this word must have; "" where none has it, None where the index is no help."""
    if len(word) >= _GRAM:
        grams = dict.fromkeys(word[at : at + _GRAM] for at in range(min(len(word), _LONGEST) - _GRAM + 1))
        return " AND ".join(map(_quoted, grams))
    # A shorter word stands wherever a gram begins with it.
    last = word + chr(sys.maxunicode)
    told = text(f"SELECT term FROM {VOCABULARY} WHERE term >= :word AND term < :last LIMIT :most")  # noqa: S608 - a constant
    begun = connection.scalars(told, {"word": word, "last": last, "most": _MOST_GRAMS + 1}).all()
    if len(begun) > _MOST_GRAMS:
        return None
    return " OR ".join(map(_quoted, begun))


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'


def _stands(connection: Connection, word: str) -> ColumnElement[bool]:
    """Not LIKE, which refuses patterns of more than 50,000 bytes."""
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return position(folded.c.text, word) > 0

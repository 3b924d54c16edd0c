"""Counts over the letters of many texts at once: words, digits, capitals, stops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 1_500  # letters of a block that are looked at
_TABLE = 0x10000
_LETTER, _CAPITAL, _DIGIT, _BLANK, _STOP, _COMMA, _SIGN, _WIDE, _QUOTE, _COLON = range(1, 11)
_STOPS = ".!?。！？؟।።۔;·…"
_COMMAS = ",，、،;；"
_QUOTES = "\"”»“’')]）」』】"
_HAS_STOP = re.compile(r"[.,!?。，！？、؟،।]")


def has_stop(text: str) -> bool:
    """True where ``text`` holds a full stop or comma of any script."""
    return _HAS_STOP.search(text) is not None


@lru_cache(maxsize=1)
def _kinds() -> NDArray[np.uint8]:
    table = np.zeros(_TABLE, dtype=np.uint8)
    for code in range(_TABLE):
        category = unicodedata.category(chr(code))
        if category[0] in "LM":
            table[code] = _CAPITAL if category == "Lu" else _LETTER
        elif category[0] == "N":
            table[code] = _DIGIT
        elif category[0] == "Z" or chr(code).isspace():
            table[code] = _BLANK
        else:
            table[code] = _SIGN
    table[0x3040:0x3100] = table[0x3400:0xA000] = table[0xAC00:0xD7B0] = _WIDE
    for kind, signs in ((_COMMA, _COMMAS), (_QUOTE, _QUOTES), (_STOP, _STOPS), (_COLON, ":：")):
        table[[ord(sign) for sign in signs]] = kind
    return table


def counts(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Columns of counts and shares, a row for each text. Only the first 1,500 letters of a text are looked at.

    ``words``: runs of letters or digits, a wide letter (kana, Han, Hangul) counting half a word.
    """
    cut = [text if len(text) <= _MOST else text[: _MOST - 50] + text[-50:] for text in texts]
    codes = np.frombuffer("\n".join(["", *cut, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds()[np.minimum(codes, _TABLE - 1)]
    size = np.array([len(text) for text in cut], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(size + 1)[:-1]]) + 1
    if not len(texts):
        starts = np.zeros(0, dtype=np.int64)

    def per_text(true: NDArray[np.bool_]) -> NDArray[np.int64]:
        total = np.concatenate([[0], np.cumsum(true)])
        return np.asarray(total[starts + size] - total[starts], dtype=np.int64)

    wordy = (kinds >= _LETTER) & (kinds <= _DIGIT)
    begins = wordy & ~np.concatenate([[False], wordy[:-1]])
    words = per_text(begins) + per_text(kinds == _WIDE) / 2
    letters = np.maximum(1, size)
    last = kinds[starts + size - 1]
    second = kinds[starts + np.maximum(0, size - 2)]
    stops = per_text(kinds == _STOP)
    return {
        "words": words,
        "word length": letters / np.maximum(1, words),
        "digits": per_text(kinds == _DIGIT) / letters,
        "capitals": per_text(kinds == _CAPITAL) / letters,
        "signs": per_text(kinds == _SIGN) / letters,
        "wide": per_text(kinds == _WIDE) / letters,
        "stops": stops,
        "commas": per_text(kinds == _COMMA),
        "words a stop": words / (1 + stops),
        "ends as sentence": (last == _STOP) | ((last == _QUOTE) & (second == _STOP)),
        "ends quoted": last == _QUOTE,
        "ends with colon": last == _COLON,
        "begins": kinds[starts],
    }

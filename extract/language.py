"""The language of a text, by script and word statistics (py3langid), restricted to the languages of the news."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_CODES = (
    "ar bg bn bs ca cs da de el en es et fa fi fr he hi hr hu id is it ja ka kk ko lt lv mk ms nb nl no pl pt "
    "ro ru sk sl sq sr sv sw ta th tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())
_ENOUGH = 800
_FEWEST_LETTERS = 12
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr", "mo": "ro"}
_TAG = re.compile(r"^\s*([a-zA-Z]{2})(?:$|[\s_-])")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    return identifier


def of_text(text: str) -> str | None:
    """ISO 639-1 code of the language ``text`` is written in (its first 800 characters); None when too short."""
    sample = text[:_ENOUGH]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    code = str(_identifier().classify(sample)[0])
    return _SAME.get(code, code)


def of_tag(tag: str | None) -> str | None:
    """ISO 639-1 code of a language tag ("el-GR", "pt_BR"; RFC 5646), None where it is none of two letters."""
    match = _TAG.match(tag or "")
    if not match:
        return None
    code = match[1].lower()
    return _SAME.get(code, code)

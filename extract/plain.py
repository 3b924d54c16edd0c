"""Small fields that feeds, sitemaps and pages state, made plain: a line of text, a language code."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from importlib.resources import files

_TAG = re.compile(r"<(?:/?[a-zA-Z!?][^<>]*|!--(?:(?!<!--).)*?--)>", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b).)*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:$|[\s_-])")
_MOST_MARKUP = 20_000


def language(tag: str | None) -> str | None:
    """ISO 639-1 code of a language tag ("el-GR", "pt_BR", "ell"; RFC 5646, ISO 639-2); None where it has none."""
    match = _LANGUAGE.match(tag or "")
    if not match:
        return None
    code = match[1].lower()
    return code if len(code) == 2 else _alpha3().get(code)


@lru_cache(maxsize=1)
def _alpha3() -> dict[str, str]:
    rows = files("extract").joinpath("data/iso639.tsv").read_text("utf-8").splitlines()[1:]
    return dict(row.split("\t")[:2] for row in rows)


def line(text: str | None, limit: int = 1000) -> str | None:
    """``text`` on one line, at most ``limit`` characters and cut at a blank; None where nothing is left."""
    words = " ".join((text or "").split())
    if len(words) > limit:
        words = words[:limit].rpartition(" ")[0] or words[:limit]
    return words or None


def unmarked(markup: str | None, limit: int = 1000) -> str | None:
    """``line`` of the text in HTML ``markup``: no tags, scripts, comments; character references read."""
    text = (markup or "")[:_MOST_MARKUP]
    if "<" in text:
        text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
    return line(unescape(text), limit)

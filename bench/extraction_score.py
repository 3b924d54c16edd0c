"""How good an extraction is, held against a page's annotation. Words and snippets are those of the WCXB benchmark."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

_WORD = re.compile(r"\w+")
_PARTING = re.compile(r"\s*(?:;|,|\||&|\band\b|\bund\b|\n)\s*")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_ZONED = re.compile(r"\d\d:\d\d.*([+-]\d\d:?\d\d|Z)$")
_ALIKE = 0.95


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor gave for a page; ``cpu`` in seconds. ``date``: ISO 8601, None where it found none."""

    text: str
    title: str | None
    date: str | None
    authors: tuple[str, ...]
    cpu: float


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one page. ``leak``: an unwanted snippet is in the text. None for what the annotation does not tell."""

    f1: float
    leak: bool | None
    missed: int
    wanted: int
    title: bool | None
    date: bool | None
    author: bool | None
    cpu: float


def score(gold: dict[str, Any], found: Found) -> Score:
    flat, body = squash(found.text), squash(gold["text"])
    wanted = [snippet for snippet in map(squash, gold.get("with") or ()) if snippet and snippet in body]
    unwanted = [snippet for snippet in map(squash, gold.get("without") or ()) if snippet and snippet not in body]
    return Score(
        word_f1(gold["text"], found.text),
        any(snippet in flat for snippet in unwanted) if unwanted else None,
        sum(snippet not in flat for snippet in wanted),
        len(wanted),
        title_right(gold["title"], found.title) if gold.get("title") else None,
        date_right(gold["date"], found.date) if gold.get("date") else None,
        _names(gold["authors"]) == _names(found.authors) if gold.get("authors") else None,
        found.cpu,
    )


def squash(text: str) -> str:
    return " ".join(text.split()).casefold()


def word_f1(gold: str, text: str) -> float:
    """F1 of the two multisets of lower-cased words; two empty texts agree."""
    true, given = Counter(_WORD.findall(gold.lower())), Counter(_WORD.findall(text.lower()))
    if not true or not given:
        return float(not true and not given)
    return 2 * (true & given).total() / (true.total() + given.total())


def title_right(gold: str, title: str | None) -> bool:
    one, other = _bare(gold), _bare(title or "")
    return one == other or (bool(other) and difflib.SequenceMatcher(None, one, other, False).ratio() >= _ALIKE)


def date_right(gold: str, found: str | None) -> bool:
    """The same day; a gold time with a zone may fall on a neighbouring day."""
    try:
        apart = abs((date.fromisoformat(str(gold)[:10]) - date.fromisoformat(str(found)[:10])).days)
    except ValueError:
        return False
    return apart <= bool(_ZONED.search(str(gold)))


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _names(authors: Iterable[str] | str) -> set[str]:
    given = [authors] if isinstance(authors, str) else authors
    return {_bare(_BY.sub("", name).strip()) for one in given for name in _PARTING.split(one)} - {""}


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over pages; a share is None where no page has the annotation. ``ms``: CPU milliseconds a page."""

    pages: int
    f1: float
    leak: float | None
    miss: float | None
    title: float | None
    date: float | None
    author: float | None
    ms: float


def summary(scores: Sequence[Score]) -> Summary:
    wanted = sum(one.wanted for one in scores)
    return Summary(
        len(scores),
        float(np.mean([one.f1 for one in scores])),
        _share([one.leak for one in scores]),
        sum(one.missed for one in scores) / wanted if wanted else None,
        _share([one.title for one in scores]),
        _share([one.date for one in scores]),
        _share([one.author for one in scores]),
        1000 * float(np.mean([one.cpu for one in scores])),
    )


def _share(found: Sequence[bool | None]) -> float | None:
    told = [one for one in found if one is not None]
    return sum(told) / len(told) if told else None


def bootstrap(ours: Sequence[float], theirs: Sequence[float], rounds: int = 10_000) -> tuple[float, float]:
    """The 95 % interval of the mean difference over pages, paired, resampled with a fixed seed."""
    apart = np.array(ours) - np.array(theirs)
    draws = np.random.default_rng(1).integers(0, len(apart), (rounds, len(apart)))
    low, high = np.percentile(apart[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)

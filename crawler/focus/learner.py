"""Which links pay off: learned as the crawl goes, from what extraction says of the pages that were fetched.

Each link stands in several contexts: its source, the list that named it, its section, the days of its date, the words
of its headline and address. For each context the learner knows how many links were fetched, how many of them were
about the story, and how many were expected to be by their scores before the fetch. Where more came than expected,
links of that context move up, and down where fewer did. This is a shrunken ratio of observed to expected counts (the
standardised ratio of epidemiology), so what the score knew already counts only once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import exp, log
from urllib.parse import unquote, urlsplit

from archive.frontier import Entry

PRIOR = {"source": 3.0, "list": 1.5, "section": 2.5, "days": 1.5, "word": 1.5}  # counts that a context begins with
WEIGHT = {"source": 0.5, "list": 1.0, "section": 0.6, "days": 0.7, "word": 0.35}
TRUSTED = 2.5  # odds (as a logarithm) given to links of a list under which an article about the story put itself
MOST_UP, MOST_DOWN = 4.0, 3.0
MOST_CONTEXTS = 200_000
_WORD = re.compile(r"[^\W\d_]{4,}")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAYS = 3  # a report stands within so many days of another of the same event

Context = tuple[str, str]


@dataclass(slots=True)
class _Counts:
    expected: float = 0.0
    found: float = 0.0


class Learner:
    """What was learned so far; for one crawl and one thread."""

    def __init__(self) -> None:
        self._counts: defaultdict[Context, _Counts] = defaultdict(_Counts)
        self._all = _Counts()

    def learn(self, entry: Entry, lists: Iterable[str], *, is_about: bool) -> None:
        """Takes in that the page of ``entry``, which stood on ``lists``, is about the story, or is not."""
        expected = _score(entry)
        for context in {*_taught(entry), *(("list", one) for one in lists)}:
            if context not in self._counts and len(self._counts) >= MOST_CONTEXTS:
                continue
            counts = self._counts[context]
            counts.expected += expected
            counts.found += is_about
        self._all.expected += expected
        self._all.found += is_about

    def priority(self, entry: Entry, lists: Iterable[str] = ()) -> float:
        """How promising ``entry`` is now, 0..1: its score before the fetch, moved by what its contexts have yielded.

        ``lists``: the pages that name it.
        """
        score = min(0.995, max(0.005, _score(entry)))
        moved = log(score / (1 - score)) + self.evidence(entry, lists)
        return round(1.0 / (1.0 + exp(-moved)), 4)

    def evidence(self, entry: Entry, lists: Iterable[str] = ()) -> float:
        """What the contexts of ``entry`` add to the logarithm of its odds."""
        common = self._ratio(self._all, 2.0)
        by_kind: defaultdict[str, list[float]] = defaultdict(list)
        for kind, name in {*_asked(entry), *(("list", one) for one in lists)}:
            counts = self._counts.get((kind, name))
            if counts is not None:
                by_kind[kind].append(self._ratio(counts, PRIOR[kind]) - common)
        total = TRUSTED if entry.origin == "label" else 0.0
        for kind, ratios in by_kind.items():
            told = sum(ratios) if kind == "word" else max(ratios, key=abs)
            total += WEIGHT[kind] * told
        return max(-MOST_DOWN, min(MOST_UP, total + common))

    @staticmethod
    def _ratio(counts: _Counts, prior: float) -> float:
        return log((counts.found + prior) / (counts.expected + prior))


def _score(entry: Entry) -> float:
    return entry.score if entry.score is not None else 0.5


def _taught(entry: Entry) -> Iterator[Context]:
    yield from _places(entry)
    if (day := day_of(entry)) is not None:
        yield "days", str(day)
    yield from (("word", word) for word in _words(entry))


def _asked(entry: Entry) -> Iterator[Context]:
    yield from _places(entry)
    if (day := day_of(entry)) is not None:
        yield from (("days", str(near)) for near in range(day - _DAYS, day + _DAYS + 1))
    yield from (("word", word) for word in _words(entry))


def _places(entry: Entry) -> Iterator[Context]:
    source = entry.source or ""
    yield "source", source
    directory = _path(entry.url).strip("/").partition("/")
    if directory[1]:
        yield "section", f"{source} {directory[0]}"


def day_of(entry: Entry) -> int | None:
    """The day of ``entry`` as a count of days: as its list states it, else as its address does; None when unknown."""
    stated = _DATE.match(entry.stated or "") or _DATE.search(_path(entry.url))
    try:
        return date(*map(int, stated.groups())).toordinal() if stated else None
    except ValueError:
        return None


def _words(entry: Entry) -> Iterable[str]:
    said = f"{entry.title or ''} {unquote(_path(entry.url)).rpartition('/')[2]}"
    return {word.casefold() for word in _WORD.findall(said)}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""

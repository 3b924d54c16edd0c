"""What a fitted model is told of each line of a flattened page: its signs, its neighbours, the words it shares.

``first`` knows the lines and what the rules say of them. ``second`` knows a first opinion of every line too, and so
which lines stand among likely body and speak of the same things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.flat import lines as flat
from extract.flat.lines import Kind, Line

Rows = NDArray[np.float64]
_WORD = re.compile(r"\w+")
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_COMMAS, _STOPS, _QUOTES = re.compile("[,،、，]"), re.compile("[.。!?]"), re.compile('["“„«]')
_KINDS = {kind: place for place, kind in enumerate(Kind)}
_SHORTEST_WORD, _FAR, _CAP = 4, 30.0, 600
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_LIKELY, _SURE, _OPENING = 0.3, 0.5, 3


@dataclass(frozen=True, slots=True)
class Told:
    """The lines of a page, and what the rules say of each.

    ``inside``: in a body stretch. ``weight``: in the search for these. ``zone``: in a rail's zone. ``cut``: of a kind
    that is never body. ``title``: where the title stands, None when unknown.
    """

    lines: Sequence[Line]
    inside: Sequence[bool]
    weight: Sequence[float]
    zone: Sequence[bool]
    cut: Sequence[bool]
    title: int | None


def words(text: str) -> frozenset[str]:
    """The words of a line that may say what it is about: of four letters or more, pairs of letters in CJK."""
    found = _WORD.findall(text.casefold())
    if _WIDE.search(text):
        joined = "".join(found)
        return frozenset(joined[i : i + 2] for i in range(len(joined) - 1))
    return frozenset(word for word in found if len(word) >= _SHORTEST_WORD)


def first(told: Told, said: Sequence[frozenset[str]]) -> Rows:
    """A row of features a line. ``said``: ``words`` of each line."""
    kinds = np.array([_KINDS[line.kind] for line in told.lines])
    size = np.log1p([line.size for line in told.lines])
    strong = (kinds == _KINDS[Kind.STRONG]).astype(float)
    inside, weight = np.array(told.inside, dtype=float), np.array(told.weight)
    shared = _shared(said, [_is_core(told, i) for i in range(len(kinds))])
    letters = np.array([line.size for line in told.lines]) * strong
    before = np.cumsum(letters) - letters
    all_letters = float(letters.sum())
    signs = np.array([_signs(line) for line in told.lines], dtype=float)
    counts = Counter(line.key for line in told.lines)
    columns = [
        size,
        inside,
        weight,
        shared,
        np.arange(len(kinds)) / len(kinds),
        before / (all_letters or 1),
        _from_title(told),
        np.array([len(words_ & _title_words(told, said)) for words_ in said], dtype=float),
        np.array(told.zone, dtype=float),
        _since(np.array([line.kind is Kind.RAIL for line in told.lines])),
        _since(strong > 0, behind=True),
        _since(strong[::-1] > 0, behind=True)[::-1],
        np.array([counts[line.key] for line in told.lines], dtype=float),
        np.full(len(kinds), all_letters),
        np.full(len(kinds), float(len(kinds))),
    ]
    near = [_shifted(column, offset, -1) for offset in _OFFSETS for column in (size, strong, inside, weight)]
    cut = np.array(told.cut, dtype=float)
    around = [_window(column, radius) for radius in (3, 8) for column in (strong, cut, shared, size)]
    return np.column_stack([*columns, signs, np.eye(len(Kind))[kinds], *near, *around])


def second(told: Told, said: Sequence[frozenset[str]], rows: Rows, shares: Rows) -> Rows:
    """``rows`` of ``first`` with columns more: what ``shares``, a first opinion 0..1 of each line, say of its place."""
    size = np.array([min(len(line.text), _CAP) for line in told.lines], dtype=float)
    strong = np.array([line.kind is Kind.STRONG for line in told.lines])
    shared = _shared(said, np.where(shares > _LIKELY, shares, 0.0))
    mass = shares * size
    total = float(mass.sum()) + 1
    start, end, best = _heaviest((shares - 0.4) * (size + 20))
    place = np.arange(len(size))
    columns = [
        shares,
        shared,
        (np.cumsum(mass) - mass) / total,
        (total - np.cumsum(mass)) / total,
        ((place >= start) & (place < end)).astype(float),
        np.clip(np.maximum(start - place, place - end + 1), 0, 50),
        np.clip(place - start, -50, 50),
        _carried(shares, strong),
        _carried(shares[::-1], strong[::-1])[::-1],
        np.full(len(size), total),
        np.full(len(size), best / total),
        _window(shared, 5, size),
        _opening(said, strong & (shares > _SURE)),
    ]
    near = [_shifted(shares, offset, 0) for offset in _OFFSETS]
    around = [_window(shares, radius, size) for radius in (2, 6, 15, 40)]
    return np.column_stack([rows, *columns, *near, *around])


def _signs(line: Line) -> tuple[float, ...]:
    text = line.text
    found = _WORD.findall(text)
    many = len(found) or 1
    return (
        flat.ends_sentence(text),
        flat.is_cut_short(text),
        len(_COMMAS.findall(text)),
        len(_STOPS.findall(text)) / (1 + len(text) / 80),
        sum(map(str.isdigit, text)) / len(text),
        sum(word[0].isupper() for word in found) / many,
        text[:1].islower(),
        bool(_QUOTES.search(text)),
        many,
        len(text) / many,
    )


def _is_core(told: Told, index: int) -> float:
    paragraph = told.lines[index].kind in (Kind.STRONG, Kind.MEDIUM)
    return float(paragraph and told.inside[index] and not told.zone[index])


def _shared(said: Sequence[frozenset[str]], trust: Sequence[float] | Rows) -> Rows:
    """For each line the share of its words that trusted other lines say too, each word counted by their trust."""
    core: dict[str, float] = {}
    for found, trusted in zip(said, trust, strict=True):
        if trusted:
            for word in found:
                core[word] = core.get(word, 0.0) + float(trusted)
    return np.array(
        [
            sum(min(1.5, core.get(word, 0.0) - trusted) for word in found) / (len(found) + 1)
            for found, trusted in zip(said, map(float, trust), strict=True)
        ]
    )


def _opening(said: Sequence[frozenset[str]], sure: NDArray[np.bool_]) -> Rows:
    """Share of each line's words that the first sure paragraphs say."""
    opening = frozenset[str]().union(*(said[i] for i in np.flatnonzero(sure)[:_OPENING]))
    return np.array([len(found & opening) / (len(found) + 1) for found in said])


def _title_words(told: Told, said: Sequence[frozenset[str]]) -> frozenset[str]:
    return said[told.title] if told.title is not None else frozenset()


def _from_title(told: Told) -> Rows:
    place = np.arange(len(told.lines), dtype=float)
    return np.full(len(place), -_FAR) if told.title is None else np.clip(place - told.title, -20, 40)


def _since(marks: NDArray[np.bool_], *, behind: bool = False) -> Rows:
    """How many lines ago the last mark stood, 0 at it, 30 at most; ``behind``: not counting the line itself."""
    found, away = [], _FAR
    for mark in marks:
        if behind:
            found.append(min(away, _FAR))
        away = 0.0 if mark else away + 1
        if not behind:
            found.append(min(away, _FAR))
    return np.array(found)


def _carried(values: Rows, marks: NDArray[np.bool_]) -> Rows:
    """For each line the value of the last marked line before it; 0 before any."""
    found, last = [], 0.0
    for value, mark in zip(values, marks, strict=True):
        found.append(last)
        last = float(value) if mark else last
    return np.array(found)


def _shifted(column: Rows, offset: int, fill: float) -> Rows:
    """The column's values ``offset`` lines further on; ``fill`` beyond the ends."""
    moved = np.full(len(column), fill, dtype=float)
    if abs(offset) < len(column):
        source, target = (
            (slice(offset, None), slice(None, -offset)) if offset > 0 else (slice(offset), slice(-offset, None))
        )
        moved[target] = column[source]
    return moved


def _window(column: Rows, radius: int, weights: Rows | None = None) -> Rows:
    """Mean of the column over the lines round each line, ``radius`` to either side, weighted."""
    weights = np.ones(len(column)) if weights is None else weights
    place = np.arange(len(column))
    low, high = np.maximum(place - radius, 0), np.minimum(place + radius + 1, len(column))
    sums = np.concatenate([[0.0], np.cumsum(column * weights)])
    totals = np.concatenate([[0.0], np.cumsum(weights)])
    return np.asarray((sums[high] - sums[low]) / (totals[high] - totals[low] + 1e-9))


def _heaviest(weights: Rows) -> tuple[int, int, float]:
    """Start, end and sum of the maximum-sum run (Kadane)."""
    best, total, start = (0, 0, 0.0), 0.0, 0
    for index, weight in enumerate(map(float, weights)):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best[2]:
            best = (start, index + 1, total)
    return best

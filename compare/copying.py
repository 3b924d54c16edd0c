"""Which of several copies was first, and which passages two of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compare.sketches import tokens
from extract.document import Moment

SHINGLE = 4
SHORTEST = 8  # words; shorter runs stand in any two reports
MOST_STARTS = 8  # places of one run of words that are tried
_WEST, _EAST = 12 * 3600.0, 14 * 3600.0  # seconds; the zones that a clock without one may be in
_DAY = 86_400.0
_LENGTHS = {"day": _DAY, "minute": 60.0, "second": 1.0}


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that stands in both texts: as each writes it, and how many words it has."""

    here: str
    there: str
    words: int


def first(published: Sequence[Moment | None]) -> int | None:
    """The number of the one that was certainly published before all others, or None where the dates cannot tell: one
    is missing, or two may be the same moment (a day without an hour, a clock without a zone).
    """
    spans = [_span(moment) for moment in published]
    for number, span in enumerate(spans):
        others = [other for place, other in enumerate(spans) if place != number]
        if span and others and all(other and span[1] < other[0] for other in others):
            return number
    return None


def _span(moment: Moment | None) -> tuple[float, float] | None:
    """From when to when (Unix seconds) a moment may have been."""
    if moment is None:
        return None
    start = moment.instant.timestamp()  # numbers: no date is beyond the first or the last year
    end = start + _LENGTHS.get(moment.precision, _DAY) - 1e-3
    return (start, end) if moment.zone_known else (start - _EAST, end + _WEST)


def passages(here: str, there: str) -> tuple[Passage, ...]:
    """The runs of at least eight words that stand in both, letter for letter but for case, in the order of ``here``.
    No word of ``here`` is in two of them.
    """
    ours, theirs = tokens(here), tokens(there)
    mine, other = [word for word, _, _ in ours], [word for word, _, _ in theirs]
    starts: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(other) - SHINGLE + 1):
        starts.setdefault(tuple(other[place : place + SHINGLE]), []).append(place)
    found, place = [], 0
    while place <= len(mine) - SHINGLE:
        tried = starts.get(tuple(mine[place : place + SHINGLE]), [])
        length, start = max(((_run(mine, other, place, s), s) for s in tried[:MOST_STARTS]), default=(0, 0))
        if length >= SHORTEST:
            end, last = place + length - 1, start + length - 1
            quoted = here[ours[place][1] : ours[end][2]], there[theirs[start][1] : theirs[last][2]]
            found.append(Passage(*quoted, length))
        place += length if length >= SHORTEST else 1
    return tuple(found)


def _run(mine: list[str], other: list[str], i: int, j: int) -> int:
    length = 0
    while i + length < len(mine) and j + length < len(other) and mine[i + length] == other[j + length]:
        length += 1
    return length


def share(text: str, found: Sequence[Passage]) -> float:
    """Which share (0..1) of the words of ``text``, the ``here`` of the passages, stands in them."""
    words = len(tokens(text))
    return min(1.0, sum(passage.words for passage in found) / words) if words else 0.0

"""Near-duplicates among many documents: an index of sampled shingles. The front door to sketches too.

numpy is loaded when an index has grown: the extraction beside a crawl starts without it.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from compare.sketches import COARSEST, Sketch, containment, sketch

if TYPE_CHECKING:
    from compare.postings import Segments

__all__ = ["Copy", "ShingleIndex", "Sketch", "containment", "sketch"]

COPY_SHARE = 0.3  # of the smaller text; copies cut to a quarter and edited reach it, reports that share quotes do not
FEWEST_SHARED = 2  # posted shingles in common that make a document worth counting
FEWEST_POSTED = 32  # a short text is posted under this many shingles even where the coarse sample is smaller
CANDIDATES = 16  # documents whose share is counted exactly
_TAIL = 65_536  # postings kept in a dict before they are frozen into a sorted segment


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that shares passages with another: its ``id`` and the ``share`` (0..1) of the smaller text that
    stands in both.
    """

    id: int
    share: float


class ShingleIndex:
    """Finds the document nearest to a sketch by shared passages. Ids are the caller's integers, given once each.

    Postings of the coarse sample lie in a dict, from 65,536 on in segments (``compare.postings``); sketches are kept
    packed for the exact share. Not safe for several threads.
    """

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._kept: list[tuple[array[int], int, int]] = []
        self._tail: defaultdict[int, list[int]] = defaultdict(list)
        self._tail_size = 0
        self._segments: Segments | None = None

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Bytes that sketches and postings take, without the lists that hold them."""
        postings = 0 if self._segments is None else self._segments.nbytes
        return postings + 12 * self._tail_size + sum(8 * len(values) for values, _, _ in self._kept)

    def add(self, id: int, sketch: Sketch) -> None:
        """Add a document. Adding an id again with the same or another sketch is ignored."""
        if id in self._places:
            return
        place = self._places[id] = len(self._ids)
        self._ids.append(id)
        self._kept.append((array("Q", sketch.hashes), sketch.rate, sketch.total))
        posted = _posted(sketch)
        for value in posted:
            self._tail[value].append(place)
        self._tail_size += len(posted)
        if self._tail_size >= _TAIL:
            self._freeze()

    def nearest(self, sketch: Sketch) -> Copy | None:
        """The document with the greatest share in common (the first added among equals), or None when no share
        reaches 0.3 of the smaller text.
        """
        best: Copy | None = None
        for place in self._candidates(sketch):
            values, rate, total = self._kept[place]
            other = Sketch(tuple(values), rate, total)
            share = containment(sketch, other)
            if share >= COPY_SHARE and (best is None or share > best.share):
                best = Copy(self._ids[place], share)
        return best

    def _candidates(self, sketch: Sketch) -> list[int]:
        met = list(chain.from_iterable(filter(None, map(self._tail.get, sketch.hashes))))
        for places in self._segments.at(sketch.hashes) if self._segments is not None else ():
            met += places
        counts = Counter(met)
        likely = [(-count, place) for place, count in counts.items() if count >= FEWEST_SHARED]
        return [place for _, place in sorted(likely)[:CANDIDATES]]

    def _freeze(self) -> None:
        if self._segments is None:
            from compare.postings import Segments  # noqa: PLC0415 - it loads numpy

            self._segments = Segments()
        self._segments.add(self._tail)
        self._tail, self._tail_size = defaultdict(list), 0


def _posted(sketch: Sketch) -> list[int]:
    """The hashes a document is found by: its coarse sample, topped up with its smallest hashes when that is few."""
    coarse = [h for h in sketch.hashes if h % COARSEST == 0]
    if len(coarse) >= FEWEST_POSTED:
        return coarse
    return sorted({*coarse, *sketch.hashes[:FEWEST_POSTED]})

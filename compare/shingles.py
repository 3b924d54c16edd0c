"""Near-duplicates among many documents: an index of sampled shingles. The front door to sketches too.

``ShingleIndex`` needs numpy; who only compares two sketches imports ``compare.sketches``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compare.sketches import COARSEST, Sketch, containment, sketch

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

    Postings of the coarse sample lie in sorted segments that double in size (a log-structured merge), 12 bytes each;
    sketches are kept packed for the exact share. Not safe for several threads.
    """

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._kept: list[tuple[NDArray[np.uint64], int, int]] = []
        self._tail: dict[int, list[int]] = {}
        self._tail_size = 0
        self._segments: list[tuple[NDArray[np.uint64], NDArray[np.uint32]]] = []

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def nbytes(self) -> int:
        """Bytes that sketches and postings take, without the lists that hold them."""
        postings = sum(values.nbytes + places.nbytes for values, places in self._segments)
        return postings + 12 * self._tail_size + sum(values.nbytes for values, _, _ in self._kept)

    def add(self, id: int, sketch: Sketch) -> None:
        """Add a document. Adding an id again with the same or another sketch is ignored."""
        if id in self._places:
            return
        place = self._places[id] = len(self._ids)
        self._ids.append(id)
        self._kept.append((np.array(sketch.hashes, dtype=np.uint64), sketch.rate, sketch.total))
        for value in _posted(sketch):
            self._tail.setdefault(value, []).append(place)
            self._tail_size += 1
        if self._tail_size >= _TAIL:
            self._freeze()

    def nearest(self, sketch: Sketch) -> Copy | None:
        """The document with the greatest share in common (the first added among equals), or None when no share
        reaches 0.3 of the smaller text.
        """
        best: Copy | None = None
        for place in self._candidates(sketch):
            values, rate, total = self._kept[place]
            other = Sketch(tuple(values.tolist()), rate, total)
            share = containment(sketch, other)
            if share >= COPY_SHARE and (best is None or share > best.share):
                best = Copy(self._ids[place], share)
        return best

    def _candidates(self, sketch: Sketch) -> list[int]:
        counts: Counter[int] = Counter()
        for value in sketch.hashes:
            if found := self._tail.get(value):  # most values stand nowhere else, and an empty update is dear
                counts.update(found)
        wanted = np.array(sketch.hashes, dtype=np.uint64)
        for values, places in self._segments:
            starts = np.searchsorted(values, wanted, side="left")
            stops = np.searchsorted(values, wanted, side="right")
            for start, stop in zip(starts[stops > starts], stops[stops > starts], strict=True):
                counts.update(places[start:stop].tolist())
        likely = [(-count, place) for place, count in counts.items() if count >= FEWEST_SHARED]
        return [place for _, place in sorted(likely)[:CANDIDATES]]

    def _freeze(self) -> None:
        size = self._tail_size
        values = np.fromiter((v for v, ps in self._tail.items() for _ in ps), dtype=np.uint64, count=size)
        places = np.fromiter((p for ps in self._tail.values() for p in ps), dtype=np.uint32, count=size)
        self._tail, self._tail_size = {}, 0
        while self._segments and len(self._segments[-1][0]) <= 2 * len(values):
            older_values, older_places = self._segments.pop()
            values = np.concatenate([older_values, values])
            places = np.concatenate([older_places, places])
        order = np.argsort(values, kind="stable")
        self._segments.append((values[order], places[order]))


def _posted(sketch: Sketch) -> list[int]:
    """The hashes a document is found by: its coarse sample, topped up with its smallest hashes when that is few."""
    coarse = [h for h in sketch.hashes if h % COARSEST == 0]
    if len(coarse) >= FEWEST_POSTED:
        return coarse
    return sorted({*coarse, *sketch.hashes[:FEWEST_POSTED]})

"""Postings of an index that has grown: sorted segments that double in size (a log-structured merge), 12 bytes each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray


class Segments:
    """Which places each value was posted at. Not safe for several threads."""

    def __init__(self) -> None:
        self._all: list[tuple[NDArray[np.uint64], NDArray[np.uint32]]] = []

    @property
    def nbytes(self) -> int:
        """Bytes that the postings take."""
        return sum(values.nbytes + places.nbytes for values, places in self._all)

    def add(self, postings: Mapping[int, Sequence[int]]) -> None:
        """Takes in postings: places by value (64 bits)."""
        each = np.fromiter(postings, dtype=np.uint64, count=len(postings))
        values = np.repeat(each, [len(places) for places in postings.values()])
        places = np.fromiter(chain.from_iterable(postings.values()), dtype=np.uint32, count=len(values))
        while self._all and len(self._all[-1][0]) <= 2 * len(values):
            older_values, older_places = self._all.pop()
            values = np.concatenate([older_values, values])
            places = np.concatenate([older_places, places])
        order = np.argsort(values, kind="stable")
        self._all.append((values[order], places[order]))

    def at(self, wanted: Sequence[int]) -> Iterator[list[int]]:
        """The places of each value that is here, segment by segment."""
        sought = np.array(wanted, dtype=np.uint64)
        for values, places in self._all:
            starts = np.searchsorted(values, sought, side="left")
            stops = np.searchsorted(values, sought, side="right")
            for start, stop in zip(starts[stops > starts], stops[stops > starts], strict=True):
                yield places[start:stop].tolist()

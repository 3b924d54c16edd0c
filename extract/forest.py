"""A gradient-boosted forest that was fitted elsewhere (``bench``), evaluated over many rows at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
Given = NDArray[np.float64] | NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """Binary trees side by side: one row a tree, one column a node, node 0 the root.

    ``feature`` and ``threshold``: a row of input goes to ``left`` where its feature is at most the threshold, else to
    ``right``. A leaf leads to itself and carries a ``value``. ``depth``: of the deepest tree.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    depth: int

    def scores(self, rows: Given) -> Rows:
        """For each row (a column a feature, no NaN) the sum of the leaves it reaches: log-odds."""
        if not len(rows):
            return np.zeros(0)
        flat = np.ascontiguousarray(rows).ravel()
        place = np.arange(len(rows), dtype=np.int64)[:, None] * rows.shape[1]
        tree = np.arange(len(self.feature), dtype=np.int64)[None, :] * self.feature.shape[1]
        feature, threshold = self.feature.astype(np.int64).ravel(), self.threshold.ravel()
        child = np.stack([self.left, self.right], axis=-1).astype(np.int64).ravel()
        node = np.repeat(tree, len(rows), axis=0)
        for _ in range(self.depth):
            goes_right = flat.take(place + feature.take(node)) > threshold.take(node)
            node = tree + child.take(2 * node + goes_right)
        return np.asarray(self.value.ravel().take(node).sum(axis=1, dtype=np.float64))

    def shares(self, rows: Given) -> Rows:
        """The scores as probabilities, 0..1."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.scores(rows))))


@lru_cache(maxsize=4)
def load(name: str) -> Forest:
    """The packaged forest ``data/NAME.npz``, read once a process. Arrays only: nothing in the file is run."""
    with files("extract").joinpath(f"data/{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return Forest(
            kept["feature"], kept["threshold"], kept["left"], kept["right"], kept["value"], int(kept["depth"])
        )

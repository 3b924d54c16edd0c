"""A gradient-boosted forest that was fitted elsewhere (``bench``), evaluated over many rows at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]


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

    def scores(self, rows: Rows) -> Rows:
        """For each row (a column a feature, no NaN) the sum of the leaves it reaches: log-odds."""
        if not len(rows):
            return np.zeros(0)
        trees = np.arange(len(self.feature))
        places = np.arange(len(rows))[:, None]
        node = np.zeros((len(rows), len(trees)), dtype=np.int16)
        for _ in range(self.depth):
            goes_left = rows[places, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        return np.asarray(self.value[trees, node].sum(axis=1, dtype=np.float64))

    def shares(self, rows: Rows) -> Rows:
        """The scores as probabilities, 0..1."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.scores(rows))))


@lru_cache(maxsize=4)
def load(name: str) -> Forest:
    """The packaged forest ``data/NAME.npz``, read once a process. Arrays only: nothing in the file is run."""
    with files("extract").joinpath(f"data/{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return Forest(
            kept["feature"], kept["threshold"], kept["left"], kept["right"], kept["value"], int(kept["depth"])
        )

"""A forest that LightGBM fitted as the arrays that ``extract.forest`` evaluates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.forest import Forest


def arrays(dump: Mapping[str, Any]) -> Forest:
    """The trees of ``booster.dump_model()``, of one that was trained without missing values and categories."""
    roots = [tree["tree_structure"] for tree in dump["tree_info"]]
    trees = list(map(_nodes, roots))
    wide = max(map(len, trees))
    table = np.zeros((5, len(trees), wide), dtype=np.float64)
    for row, nodes in enumerate(trees):
        table[:, row, : len(nodes)] = np.array(nodes).T
    feature, threshold, left, right, value = table
    return Forest(
        feature.astype(np.int16),
        _not_above(threshold),
        left.astype(np.int16),
        right.astype(np.int16),
        value.astype(np.float32),
        max(map(_depth, roots)),
    )


def _not_above(threshold: NDArray[np.float64]) -> NDArray[np.float32]:
    """Rounded down: a value right above a threshold must stay above it in single precision."""
    near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)


def save(forest: Forest, path: Path) -> None:
    """Writes the arrays as a compressed ``.npz``."""
    named: dict[str, Any] = {
        "feature": forest.feature,
        "threshold": forest.threshold,
        "left": forest.left,
        "right": forest.right,
        "value": forest.value,
        "depth": np.int16(forest.depth),
    }
    np.savez_compressed(path, **named)


def _nodes(root: Mapping[str, Any]) -> list[tuple[float, float, float, float, float]]:
    """Feature, threshold, left, right, value of each node, the root first."""
    found: list[tuple[float, float, float, float, float]] = []

    def add(node: Mapping[str, Any]) -> int:
        place = len(found)
        found.append((0, 0, place, place, node.get("leaf_value", 0.0)))
        if "split_feature" in node:
            left, right = add(node["left_child"]), add(node["right_child"])
            found[place] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return place

    add(root)
    return found


def _depth(node: Mapping[str, Any]) -> int:
    if "split_feature" not in node:
        return 0
    return 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))

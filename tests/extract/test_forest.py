"""A forest's score of a row is the sum of the leaves that the row reaches, one a tree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import forest as fitted
from extract import forest

# Two trees as LightGBM dumps them: the first splits twice, the second is one leaf.
DEEP = {
    "split_feature": 1,
    "threshold": 0.5,
    "left_child": {"leaf_value": -1.0},
    "right_child": {
        "split_feature": 0,
        "threshold": 10.0,
        "left_child": {"leaf_value": 2.0},
        "right_child": {"leaf_value": 4.0},
    },
}
DUMP = {"tree_info": [{"tree_structure": DEEP}, {"tree_structure": {"leaf_value": 0.25}}]}


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ((0.0, 0.0), -0.75),
        ((99.0, 0.5), -0.75),  # at the threshold is left
        ((10.0, 0.6), 2.25),
        ((10.1, 0.6), 4.25),
    ],
)
def test_a_row_reaches_one_leaf_of_each_tree(row, score):
    assert fitted.arrays(DUMP).scores(np.array([row])) == pytest.approx([score])


def test_no_rows_have_no_scores():
    assert fitted.arrays(DUMP).scores(np.zeros((0, 2))).shape == (0,)


def test_shares_are_the_scores_as_probabilities():
    assert fitted.arrays(DUMP).shares(np.array([(0.0, 0.0), (11.0, 1.0)])) == pytest.approx([0.3208, 0.9859], abs=1e-3)


def _walk(node, row):
    while "split_feature" in node:
        node = node["left_child"] if row[node["split_feature"]] <= node["threshold"] else node["right_child"]
    return node["leaf_value"]


trees = st.recursive(
    st.builds(lambda value: {"leaf_value": value}, st.floats(-5, 5, width=32)),
    lambda inner: st.builds(
        lambda feature, threshold, left, right: {
            "split_feature": feature,
            "threshold": threshold,
            "left_child": left,
            "right_child": right,
        },
        st.integers(0, 2),
        st.floats(-9, 9, width=32),
        inner,
        inner,
    ),
    max_leaves=12,
)
rows = st.lists(st.tuples(*[st.floats(-10, 10, width=32)] * 3), min_size=1, max_size=5)


@given(st.lists(trees, min_size=1, max_size=4), rows)
def test_the_arrays_score_as_the_trees_do(roots, given_rows):
    arrays = fitted.arrays({"tree_info": [{"tree_structure": root} for root in roots]})
    walked = [sum(_walk(root, row) for root in roots) for row in given_rows]
    assert arrays.scores(np.array(given_rows)) == pytest.approx(walked, abs=1e-4)


def test_what_is_saved_is_read_back(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    fitted.save(fitted.arrays(DUMP), tmp_path / "data" / "kept.npz")
    monkeypatch.setattr(forest, "files", lambda _: tmp_path)
    read = forest.load.__wrapped__("kept")
    assert read.scores(np.array([(10.1, 0.6)])) == pytest.approx([4.25])
    assert read.depth == 2

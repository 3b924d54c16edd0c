"""Postings in segments: what was posted is found, whatever the batches it came in."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.postings import Segments

LARGEST = (1 << 64) - 1

# Batches of postings, what is looked for, and the places that are found, each as often as it was posted.
CASES = [
    ([], [1, 2], []),
    ([{1: [0]}], [], []),
    ([{1: [0]}], [2], []),
    ([{1: [0]}], [1], [0]),
    ([{1: [0, 1], 2: [1]}], [1, 2], [0, 1, 1]),
    # A value in several batches is found in each.
    ([{1: [0]}, {1: [7]}], [1], [0, 7]),
    # A small batch behind a large one stays a segment of its own.
    ([{number: [number] for number in range(1, 9)}, {1: [90]}], [1], [1, 90]),
    # The ends of what 64 bits hold.
    ([{0: [3], LARGEST: [4]}], [0, LARGEST], [3, 4]),
]


def found(batches, wanted):
    segments = Segments()
    for batch in batches:
        segments.add(batch)
    return sorted(place for places in segments.at(wanted) for place in places)


@pytest.mark.parametrize(("batches", "wanted", "places"), CASES)
def test_places_are_found_by_value(batches, wanted, places):
    assert found(batches, wanted) == places


VALUES = st.integers(0, 30)
BATCHES = st.lists(st.dictionaries(VALUES, st.lists(st.integers(0, 99), min_size=1, max_size=3)), max_size=6)


@given(BATCHES, st.sets(VALUES))
def test_the_same_is_found_as_in_a_dict(batches, wanted):
    plain = Counter(place for batch in batches for value in wanted for place in batch.get(value, ()))
    assert Counter(found(batches, sorted(wanted))) == plain


def test_a_posting_takes_twelve_bytes():
    segments = Segments()
    assert segments.nbytes == 0
    segments.add({value: [0, 1] for value in range(50)})
    assert segments.nbytes == 100 * 12


def test_a_small_index_does_without_numpy():
    code = (
        "import sys; from compare.shingles import ShingleIndex, sketch; index = ShingleIndex();"
        "text = ' '.join(map(str, range(99))); index.add(1, sketch(text));"
        "print(index.nearest(sketch(text)).id, 'numpy' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert said.split() == ["1", "False"]

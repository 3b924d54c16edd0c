"""Rows in batches: all of them, in order, none before it is asked for."""

from __future__ import annotations

from itertools import count, islice

from hypothesis import given
from hypothesis import strategies as st

from archive.batches import batches


@given(st.lists(st.integers(), max_size=40), st.integers(1, 9))
def test_hold_everything_once_in_order(rows: list[int], size: int) -> None:
    made = list(batches(iter(rows), size))
    assert [row for batch in made for row in batch] == rows
    assert {len(batch) for batch in made[:-1]} <= {size}
    assert all(0 < len(batch) <= size for batch in made)


def test_are_taken_one_by_one() -> None:
    given = count()
    assert list(islice(batches(given, 3), 2)) == [[0, 1, 2], [3, 4, 5]]
    assert next(given) == 6

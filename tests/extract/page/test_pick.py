"""Which blocks a page's odds choose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import pick
from extract.page.blocks import Blocks
from extract.page.pick import Odds
from extract.page.stated import Stated

SCORES = st.lists(st.tuples(st.floats(-8, 8), st.integers(1, 300)), min_size=1, max_size=40)


def odds(*pairs):
    return Odds(np.array([float(score) for score, _ in pairs]), np.array([float(words) for _, words in pairs]))


@pytest.mark.parametrize(
    ("pairs", "chosen"),
    [
        ([(5, 100), (-5, 100)], (True, False)),
        ([(-5, 3), (5, 50), (5, 50), (-5, 3)], (False, True, True, False)),
        # where nothing is likely, the likeliest is still the better guess
        ([(-4, 10), (-2, 10)], (False, True)),
    ],
)
def test_likely_blocks_are_chosen(pairs, chosen):
    assert pick.best(odds(*pairs)).chosen == chosen


def test_a_page_without_blocks_has_no_choice_and_is_lost():
    found = pick.best(pick.odds(Blocks((), ()), Stated()))
    assert found.chosen == ()
    assert found.lost
    assert not found.sure


@pytest.mark.parametrize(("score", "sure", "lost"), [(6.0, True, False), (-6.0, False, True)])
def test_clear_odds_are_sure_and_hopeless_ones_lost(score, sure, lost):
    found = pick.best(odds((score, 100), (-6, 100)))
    assert (found.sure, found.lost) == (sure, lost)


@given(SCORES)
def test_no_block_is_left_that_is_likelier_than_a_chosen_one(pairs):
    found = pick.best(odds(*pairs)).chosen
    taken = [score for (score, _), here in zip(pairs, found, strict=True) if here]
    left = [score for (score, _), here in zip(pairs, found, strict=True) if not here]
    assert not left or not taken or max(left) <= min(taken)


@given(SCORES)
def test_the_expected_agreement_is_a_share(pairs):
    assert 0 <= pick.best(odds(*pairs)).expected <= 1

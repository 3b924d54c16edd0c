"""Which blocks a page's odds choose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.page import pick
from extract.page.blocks import Block, Blocks
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


BODY, BOX = 1, 2  # two block elements in the page's root, 0
LAST = "The next seat goes to Mozambique."


def paragraph(text, place, *, tag="p", link=0.0):
    return Block(text, tag, link, place, frozenset())


def page_with(last):
    """Two chosen paragraphs in one element, a teaser in a box, and ``last``; places 3, 4 and 6 lie in the body."""
    first = paragraph("Kenya's two years on the council end on Saturday, its envoy said.", 3)
    second = paragraph("The term is remembered for one speech in February.", 4)
    teaser = paragraph("A seat that everybody wanted went to the neighbours.", 5)
    return Blocks((first, second, teaser, last), (-1, 0, 0, BODY, BODY, BOX, BODY))


class TestSiblings:
    LIKELY = odds((3.7, 12), (4.2, 9), (-0.2, 9), (-0.4, 6))

    def chosen(self, last, likely=LIKELY):
        return pick.with_siblings(page_with(last), likely, pick.Pick((True, True, False, False), 0.9))

    def test_a_doubted_paragraph_beside_the_text_is_taken_and_the_one_in_a_box_is_not(self):
        found = self.chosen(paragraph(LAST, 6))
        assert found.chosen == (True, True, False, True)
        assert found.expected == 0.9

    @pytest.mark.parametrize(
        "last",
        [
            paragraph(LAST, 5),
            paragraph(LAST, 6, tag="li"),
            paragraph(LAST, 6, link=0.4),
            paragraph("More on the Security Council", 6),
        ],
        ids=["in another element", "no paragraph", "with a link", "no sentence"],
    )
    def test_another_block_is_left(self, last):
        assert self.chosen(last).chosen == (True, True, False, False)

    @pytest.mark.parametrize(
        "likely", [odds((3, 12), (4, 9), (-1, 9), (-1.6, 6)), odds((3, 12), (4, 9), (-1, 9), (-1, 3))]
    )
    def test_what_the_model_refuses_and_what_is_too_short_is_left(self, likely):
        assert self.chosen(paragraph(LAST, 6), likely).chosen == (True, True, False, False)

    def test_a_choice_spread_over_many_elements_has_no_home(self):
        page = page_with(paragraph(LAST, 6))
        spread = Blocks(page.blocks, (-1, 0, 0, BODY, 0, BOX, 0))
        picked = pick.Pick((True, True, True, False), 0.9)
        assert pick.with_siblings(spread, odds((3, 9), (3, 9), (3, 9), (-1, 6)), picked) == picked

    def test_no_choice_stays_none(self):
        nothing = pick.Pick((), 0.0)
        assert pick.with_siblings(Blocks((), ()), Odds(np.zeros(0), np.zeros(0)), nothing) == nothing

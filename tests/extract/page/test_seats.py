"""What the block model's choice leaves out of a row of paragraphs, and takes from outside."""

from __future__ import annotations

import numpy as np
import pytest

from extract.article import extract
from extract.document import Document
from extract.page.blocks import Block, Blocks
from extract.page.pick import SURE, Odds, Pick
from extract.page.seats import settled

BODY, BOX = 1, 2  # two block elements in the page's root, 0
FIRST = "Kenya's two years on the council end on Saturday, its envoy said in New York."
SECOND = "The term is remembered for one speech in February."
TEASER = "A seat that everybody wanted went to the neighbours."
LAST = "The next seat goes to Mozambique."


def paragraph(text, place, *, tag="p", link=0.0):
    return Block(text, tag, link, place, frozenset())


def page_of(*blocks, parents=(-1, 0, 0, BODY, BODY, BOX, BODY, BODY)):
    return Blocks(blocks, parents, ("div",) * len(parents), ("",) * len(parents))


def page_with(last):
    """Two chosen paragraphs in one element, a teaser in a box, and ``last``; places 3, 4 and 6 lie in the body."""
    return page_of(paragraph(FIRST, 3), paragraph(SECOND, 4), paragraph(TEASER, 5), last)


def odds(*scores, opening=-1):
    return Odds(np.array(scores, dtype=float), np.full(len(scores), 9.0), opening)


class TestBesideMostOfTheChoice:
    PICKED = Pick((True, True, False, False), 0.9)

    def chosen(self, last, given=None):
        return settled(page_with(last), odds(3.7, 4.2, -0.2, -0.4) if given is None else given, self.PICKED)

    def test_a_doubted_paragraph_is_taken_and_the_one_in_a_box_is_not(self):
        found = self.chosen(paragraph(LAST, 6))
        assert found.chosen == (True, True, False, True)
        assert found.expected == 0.9

    @pytest.mark.parametrize(
        "last",
        [
            paragraph(LAST, 5),
            paragraph(LAST, 6, tag="li"),
            paragraph(LAST, 6, tag="h2"),
            paragraph(LAST, 6, link=0.4),
            paragraph("More on the Security Council", 6),
            paragraph("He nodded.", 6),
        ],
        ids=["in another element", "an item", "a heading", "with a link", "no sentence", "too short"],
    )
    def test_another_block_is_left(self, last):
        assert self.chosen(last).chosen == (True, True, False, False)

    def test_what_the_model_refuses_is_left(self):
        assert self.chosen(paragraph(LAST, 6), odds(3, 4, -1, -1.6)).chosen == (True, True, False, False)

    def test_a_choice_spread_over_many_elements_has_no_home(self):
        page = page_with(paragraph(LAST, 6))
        spread = Blocks(page.blocks, (-1, 0, 0, BODY, 0, BOX, 0), page.tags, page.names)
        picked = Pick((True, True, True, False), 0.9)
        assert settled(spread, odds(3, 3, 3, -1), picked) == picked

    def test_much_more_is_not_what_the_model_overlooked(self):
        long = page_of(paragraph(FIRST, 3), *(paragraph(SECOND, 4) for _ in range(14)))
        picked = Pick((True, *[False] * 14), 0.9)
        assert settled(long, odds(3, *[-1] * 14), picked) == picked

    def test_no_choice_stays_none(self):
        nothing = Pick((), 0.0)
        assert settled(Blocks((), ()), Odds(np.zeros(0), np.zeros(0)), nothing) == nothing


class TestBelowTheTitle:
    """The title stands above the first block; the paragraphs beside it are the article, however strange they look."""

    PAGE = page_with(paragraph(LAST, 6))

    def test_it_takes_strong_doubts_to_leave_one_out(self):
        found = settled(self.PAGE, odds(2, 1, -0.5, -4.5, opening=0), Pick((True, True, False, False), 0.9))
        assert found.chosen == (True, True, False, True)
        assert found.row == (True, True, False, True)

    def test_where_the_model_is_unsure_a_doubted_stranger_goes(self):
        picked = Pick((True, True, True, False), 0.7)
        found = settled(self.PAGE, odds(2, 1, -0.1, -2, opening=0), picked)
        assert found.chosen == (True, True, False, True)
        assert found.sure

    def test_where_the_model_is_sure_a_stranger_stays(self):
        picked = Pick((True, True, True, False), 0.95)
        assert settled(self.PAGE, odds(2, 1, -0.1, -2, opening=0), picked).chosen == (True,) * 4

    @pytest.mark.parametrize(("score", "kept"), [(0.5, False), (3.0, True)])
    def test_text_below_a_link_goes_unless_the_model_insists(self, score, kept):
        link = paragraph("Moscow and Beijing plan drills", 5, link=1.0)
        page = page_of(paragraph(FIRST, 3), paragraph(SECOND, 4), link, paragraph(TEASER, 5, tag="div"))
        found = settled(page, odds(3, 3, -4, score, opening=0), Pick((True, True, False, True), 0.9))
        assert found.chosen == (True, True, False, kept)

    def test_where_the_model_is_lost_the_row_is_the_choice(self):
        found = settled(self.PAGE, odds(-2, -3, -1, -4, opening=0), Pick((False, False, True, False), 0.2))
        assert found == Pick((True, True, False, True), SURE, (True, True, False, True))

    def test_not_where_the_model_has_taken_much_more_elsewhere(self):
        many = [paragraph(TEASER, 5) for _ in range(20)]
        page = page_of(paragraph(FIRST, 3), paragraph(SECOND, 4), *many)
        picked = Pick((False, False, *[True] * 20), 0.5)
        found = settled(page, odds(-2, -3, *[0.1] * 20, opening=0), picked)
        assert found.chosen[2:] == (True,) * 20

    @pytest.mark.parametrize("picked", [Pick((True, False, False), 0.3), Pick((True, False, False), 0.9)])
    def test_one_paragraph_is_no_row(self, picked):
        page = page_of(paragraph(FIRST, 3), paragraph(TEASER, 5), paragraph(LAST, 5, tag="li"))
        found = settled(page, odds(1, -4, -4, opening=0), picked)
        assert (found.chosen, found.row) == (picked.chosen, ())

    def test_teasers_in_a_row_are_none_either(self):
        blocks = []
        for _ in range(3):
            blocks += [paragraph("Moscow and Beijing plan drills", 3, link=1.0), paragraph(FIRST, 4)]
        picked = Pick((False, True) * 3, 0.3)
        assert settled(page_of(*blocks), odds(*[-1] * 6, opening=1), picked).row == ()


def articles(*paragraphs, wrap="<p>{}</p>", between=""):
    """A page of two sentences without a date, between long rails."""
    rail = "".join(
        f"<div class='row'><a href='/{n}'>Council {n} votes on its harbour again</a><br><small>{TEASER}</small></div>"
        for n in range(12)
    )
    body = between.join(wrap.format(text) for text in paragraphs)
    return (
        f"<html><head><title>A seat changes hands</title></head><body><div id='l'>{rail}</div><div id='c'>"
        f"<h1>A seat changes hands</h1><div class='t'>{body}</div></div><div id='r'>{rail}</div></body></html>"
    ).encode()


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "{}<br><br>", "<div class='w'><p>{}</p></div>", "<div>{}</div>"])
def test_two_sentences_between_rails_are_an_article(wrap):
    found = extract(articles(FIRST, SECOND, wrap=wrap), "http://paper.example/news/41805-seat.html")
    assert isinstance(found, Document)
    assert found.text.split("\n") == [FIRST, SECOND]


def test_a_box_between_them_parts_nothing():
    box = "<div class='x'><b>Editor's picks</b><a href='/x'>Borrowed gloves, lent by a neighbour</a></div>"
    page = articles(FIRST, SECOND, LAST, between=box)
    found = extract(page, "http://paper.example/news/41805-seat.html")
    assert isinstance(found, Document)
    assert found.text.split("\n") == [FIRST, SECOND, LAST]

"""Whole flattened pages are judged by the fitted model, shorter texts by the rules alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.flat import features, lines, model
from extract.text import lay_out, strip

TITLE = "Old bridge in the harbour to be rebuilt before the winter"
BODY = [
    f"The council said on {day} that the old bridge in the harbour would be rebuilt before the winter, and that the "
    f"{who} of the town would be asked about its colour, since nobody had liked the last one very much."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    for who in ("people", "fishermen", "shopkeepers")
]
MENU = ["Home", "World", "Politics", "Sport", "Culture", "Weather", "Subscribe", "Sign in", "Search", "Menu"] * 2
TEASERS = [
    f"{what} {verb} {where}"
    for what in ("Minister", "Striker", "Orchestra", "Baker", "Storm")
    for verb in ("leaves", "returns to", "wins", "loses")
    for where in ("Lyon", "the cup", "again")
]
FOOT = ["About us", "Contact", "Privacy policy", "Terms of use", "© 2024 The Courier. All rights reserved."]
PAGE = [*MENU, TITLE, *BODY, "Related articles", *TEASERS, *FOOT]


def judged(texts):
    laid = lay_out(texts)
    return model.told(laid.lines, laid.title)


def test_a_whole_page_is_left_with_its_article():
    assert strip("\n".join(PAGE)).text.split("\n") == BODY


def test_blank_lines_change_nothing():
    assert strip("\n\n".join(PAGE)) == strip("\n".join(PAGE))


def test_a_short_text_is_for_the_rules():
    laid = lay_out([TITLE, *BODY])
    assert model.judge(laid.lines, laid.title) is None


def test_every_line_has_an_opinion_between_0_and_1():
    opinion = model.shares(judged(PAGE))
    assert len(opinion) == len(PAGE)
    assert ((opinion >= 0) & (opinion <= 1)).all()


def test_body_is_likelier_than_menu_and_teasers():
    opinion = model.shares(judged(PAGE))
    body = [share for share, text in zip(opinion, PAGE, strict=True) if text in BODY]
    rest = [share for share, text in zip(opinion, PAGE, strict=True) if text not in BODY and text != TITLE]
    assert min(body) > max(rest)


def test_what_is_cut_says_why():
    laid = lay_out(PAGE)
    verdicts = model.judge(laid.lines, laid.title)
    assert verdicts is not None
    told = dict(zip(PAGE, verdicts, strict=True))
    assert told["Related articles"] == "rail heading"
    assert told[TEASERS[3]] == "rail zone"
    assert {verdict for verdict in verdicts if verdict} <= {"outside the body", "rail zone", *map(str, lines.Kind)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The old bridge, the BRIDGE", {"bridge"}),
        ("Η παλιά γέφυρα", {"παλιά", "γέφυρα"}),
        ("古い橋", {"古い", "い橋"}),
        ("a b c", set()),
        ("", set()),
    ],
)
def test_words_that_may_say_what_a_line_is_about(text, words):
    assert features.words(text) == words


class TestRows:
    def test_have_as_many_columns_for_any_page(self):
        widths = set()
        for texts in (PAGE, PAGE[:3], ["One line."], ["。"] * 70):
            told = judged(texts)
            said = [features.words(line.text) for line in told.lines]
            first = features.first(told, said)
            widths.add((first.shape[1], features.second(told, said, first, np.full(len(texts), 0.5)).shape[1]))
        assert len(widths) == 1

    @given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=12))
    def test_are_finite_for_any_lines(self, texts):
        told = judged([text for text in texts if text.strip()])
        said = [features.words(line.text) for line in told.lines]
        rows = features.first(told, said)
        upon = features.second(told, said, rows, np.linspace(0, 1, len(rows)))
        assert np.isfinite(upon).all()


@given(st.lists(st.sampled_from([*PAGE, "0", "—", "\u2028", "東京で"]), min_size=60, max_size=90))
def test_any_page_keeps_the_order_of_its_lines(texts):
    left = iter(texts)
    kept = strip("\n".join(texts)).text
    assert all(any(line == other for other in left) for line in kept.split("\n") if line)

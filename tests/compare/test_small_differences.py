"""Tables of what one sign more or less changes in the numbers, days and words that compare sees."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.event import dates, in_time, names_same_day, shared_numbers
from compare.figures import Day, Figure, days, numbers
from compare.profile import profile
from compare.words import Word, code_of, words

EMPTY = profile(None, "", None)


@pytest.mark.parametrize(
    ("tag", "code"),
    [(None, ""), ("", ""), ("pt", "pt"), ("pt-BR", "pt"), ("pt_BR", "pt"), ("EL", "el"), ("zh-Hans_CN", "zh")],
)
def test_a_tag_is_of_one_language(tag, code):
    assert code_of(tag) == code


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Putin’s visit", [("Putin", "putin", True), ("visit", "visit", False)]),
        ("Xi's", [("Xi", "xi", True)]),
        ("O'Neill", [("O'Neill", "o'neill", True)]),
        ("l’été", [("l’été", "l’ete", False)]),
        ("ΆΝΔΡΑΣ", [("ΆΝΔΡΑΣ", "ανδρασ", True)]),
        ("Йод", [("Йод", "йод", True)]),
        ("24 of 30", [("of", "of", False)]),
        ("", []),
    ],
)
def test_a_word_is_kept_bare_and_folded(text, told):
    assert [(word.text, word.plain, word.capital) for word in words(text)] == told


@pytest.mark.parametrize(
    ("text", "sentences", "opening"),
    [
        ("One two. Three", [0, 0, 1], [True, False, True]),
        ("One two\nthree", [0, 0, 1], [True, False, True]),
        ("One: two", [0, 0], [True, True]),
        ("One “two”", [0, 0], [True, True]),
        ("One, two", [0, 0], [True, False]),
        ("One – two", [0, 0], [True, True]),
        ("一。二", [0, 1], [True, True]),
    ],
)
def test_a_word_knows_its_sentence_and_whether_it_opens_one(text, sentences, opening):
    found = words(text)
    assert [word.sentence for word in found] == sentences
    assert [word.opening for word in found] == opening


@given(st.text(max_size=120))
def test_words_are_what_they_say_and_stand_where_they_say(text):
    for word in words(text):
        assert isinstance(word, Word)
        assert text.startswith(word.text, word.start)
        assert word.capital is word.text[0].isupper()


@pytest.mark.parametrize(
    ("text", "language", "values", "named"),
    [
        ("on 24 February 2022 with 2,000 men", "en", ["2000"], [(2022, 2, 24)]),
        ("on 24 February with 24 men", "en", ["24"], [(None, 2, 24)]),
        ("February 24, 2022: 150 tanks", "en", ["150"], [(2022, 2, 24)]),
        ("24.02.2022, 1.500 Euro", "de", ["1500"], [(2022, 2, 24)]),
        ("2022-02-24 and 99", "en", ["99"], [(2022, 2, 24)]),
        ("2022年2月24日 35", "zh", ["35"], [(2022, 2, 24)]),
        ("31 February 2022", "en", ["31"], []),  # no such day
        ("12 men in 2022", "en", [], []),  # too small, and a year
        ("3.5 per cent", "en", ["3.5"], []),
        ("no figure at all", "en", [], []),
    ],
)
def test_a_day_is_no_number(text, language, values, named):
    assert [figure.value for figure in numbers(text, (language,))] == values
    assert [(day.year, day.month, day.day) for day in days(text, (language,))] == named


@pytest.mark.parametrize(
    ("here", "there", "least", "most"),
    [
        ([], ["2000"], 0.0, 0.0),
        (["2000"], ["2001"], 0.0, 0.0),
        (["20"], ["20"], 0.2, 0.25),
        (["2000"], ["2000"], 0.4, 0.5),
        (["2000", "35000", "4500", "77"], ["77", "4500", "35000", "2000"], 1.0, 1.0),
    ],
)
def test_shared_numbers_tell_the_more_the_longer_they_are(here, there, least, most):
    one, other = (replace(EMPTY, numbers=tuple(Figure(v, v) for v in values)) for values in (here, there))
    assert least <= shared_numbers(one, other) <= most
    assert shared_numbers(one, other) == shared_numbers(other, one)


def test_a_sum_over_shared_numbers_is_the_same_in_every_process():
    code = (
        "from dataclasses import replace; from compare.event import shared_numbers; from compare.figures import Figure;"
        "from compare.profile import profile; p = replace(profile(None, '', None), numbers=tuple("
        "Figure(v, v) for v in ('20', '333', '4444', '55', '666'))); print(repr(shared_numbers(p, p)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ((None, 2, 24), (2022, 2, 24), True),
        ((2021, 2, 24), (2022, 2, 24), True),
        ((2022, 2, 23), (2022, 2, 24), False),
        ((2022, 3, 24), (2022, 2, 24), False),
    ],
)
def test_a_day_is_the_same_in_any_year(here, there, same):
    assert names_same_day((Day(*here, "here"),), (Day(*there, "there"),)) is same


@pytest.mark.parametrize(
    ("gap", "near", "far"),
    [(0, 1.0, 0.0), (4, 0.37, 0.0), (30, 0.0, 0.0), (31, 0.0, 1.0), (400, 0.0, 1.0)],
)
def test_days_apart_are_near_or_far(gap, near, far):
    made = dates(None, profile(None, "It was on 1 March 2022.", "en"))[0]
    other = made.fromordinal(made.toordinal() + gap)
    assert in_time([made], [other]) == (pytest.approx(near, abs=0.01), far)
    assert in_time([], [other]) == (0.0, 0.0)

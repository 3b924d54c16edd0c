"""The scores of bench/extraction.py: what counts as right, and what the page of figures says."""

import pytest

from bench.blocks_data import Page, labels
from bench.extraction_report import Measured, written
from bench.extraction_score import Found, Score, bootstrap, date_right, score, summary, title_right, word_f1
from bench.web_score import Lines, Web, seeds

GOLD = {
    "text": "The harbour will be dredged. Work begins in October.",
    "with": ["will be dredged"],
    "without": ["Read more", "Work begins"],
    "title": "Harbour",
    "date": "2024-09-12",
    "authors": ["Jane Doe"],
}


def found(text, title="Harbour", date="2024-09-12", authors=("Jane Doe",)):
    return score(GOLD, Found(text, title, date, authors, 0.01))


def test_the_gold_itself_is_perfect():
    assert found(GOLD["text"]) == Score(1.0, False, 0, 1, True, True, True, 0.01)


def test_an_unwanted_snippet_leaks_but_not_one_that_the_gold_holds():
    assert found(GOLD["text"] + " Read more").leak
    assert not found(GOLD["text"]).leak


def test_a_wanted_snippet_that_is_not_there_is_missed():
    assert found("Nothing of it.").missed == 1


@pytest.mark.parametrize(
    ("gold", "text", "value"), [("a b", "a b", 1), ("a b", "", 0), ("", "", 1), ("a b", "b c", 0.5), ("A", "a", 1)]
)
def test_f1_is_over_words(gold, text, value):
    assert word_f1(gold, text) == value


@pytest.mark.parametrize(
    ("gold", "title", "right"),
    [("Harbour: a plan", "Harbour – A plan", True), ("Harbour", None, False), ("Harbour", "Station", False)],
)
def test_a_title_is_right_but_for_signs_and_case(gold, title, right):
    assert title_right(gold, title) is right


@pytest.mark.parametrize(
    ("gold", "date", "right"),
    [
        ("2024-09-12", "2024-09-12", True),
        ("2024-09-12", "2024-09-13", False),
        ("2024-09-12T23:30:00+02:00", "2024-09-13", True),  # a zone may move the day
        ("2024-09-12", None, False),
        ("2024-09-12", "soon", False),
    ],
)
def test_a_date_is_right_to_the_day(gold, date, right):
    assert date_right(gold, date) is right


@pytest.mark.parametrize(
    ("authors", "right"),
    [(("By Jane Doe",), True), (("jane doe",), True), ((), False), (("Jane Doe and Joe Roe",), False)],
)
def test_authors_are_right_when_all_are_named_and_nobody_else(authors, right):
    assert found(GOLD["text"], authors=authors).author is right


def test_a_summary_leaves_out_what_no_page_tells():
    told = summary([Score(0.5, None, 0, 0, None, None, None, 0.01), Score(1.0, None, 1, 2, True, None, None, 0.03)])
    assert (told.f1, told.leak, told.miss, told.title, told.date, told.ms) == (0.75, None, 0.5, 1.0, None, 20.0)


def test_the_interval_of_a_constant_difference_is_that_difference():
    assert bootstrap([0.6, 0.8], [0.5, 0.7], rounds=100) == pytest.approx((0.1, 0.1))


@pytest.mark.parametrize(
    ("texts", "held"),
    [
        # long blocks by their runs of words
        (["The harbour will be dredged. Work begins in October."], [True]),
        (["Quite another sentence that stands in no gold text."], [False]),
        # short ones as lines of the gold
        (["Latest news"], [False]),
    ],
)
def test_blocks_are_labelled_by_the_gold(texts, held):
    assert [label for label, _ in labels(texts, GOLD["text"])] == held


@pytest.mark.parametrize(
    ("gold", "group"),
    [
        ({"id": "0001", "url": "https://www.paper.example/a"}, "paper.example"),
        ({"id": "de-Paper_2024_01_02", "url": "https://x.example/"}, "de-Paper"),
    ],
)
def test_pages_are_parted_by_host_or_publisher(gold, group):
    assert Page("set", gold, b"").group == group


def test_the_seeds_are_clean():
    assert seeds() == Lines(10, 0, 0, 0)


def test_the_page_of_figures_names_every_set_language_and_country():
    one = Score(0.9, False, 0, 1, True, True, True, 0.01)
    strange = Web(Lines(2, 4), Lines(4, 8, 1), Lines(4, 2, 1))
    measured = Measured(
        {"news": {"ours": [one, one], "theirs": [one, one]}},
        {"news": ["gr", "ro"]},
        {"news": ["el", "en"]},
        Lines(10),
        strange,
        Web(),
        Web(),
    )
    text = written(measured, ("ours", "theirs"))
    assert "## news: 2 pages" in text
    assert "| country | pages |" in text
    assert "| gr | 1 (few) |" in text
    assert "| language | pages |" in text
    assert "| el | 1 (few) |" in text
    assert "+0.0000 to +0.0000" in text
    assert (
        "leave 0.500 unwanted lines a page from the third article on, instead of 2.000 (2.000 on the first two)" in text
    )
    assert "cost 0 body lines" in text

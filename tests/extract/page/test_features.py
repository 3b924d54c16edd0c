"""What the block model is told of a page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import forest
from extract.page import blocks, features, letters, marks, markup, stems
from extract.page.spans import spans
from extract.page.stated import Stated, read

LONG = "The council decided on Monday, after a long debate, that the harbour will be dredged before winter."
PAGE = f"""<html><head><meta name="description" content="{LONG}"></head><body>
<div class="site-header"><a href="/">Paper</a></div>
<main class="story-body"><h1>Harbour</h1><p>{LONG}</p><p>{LONG} Again.</p><p>{LONG} And again.</p>
<h3>Latest news</h3><ul class="teaser-list"><li><a href="/b">A linked headline of another story</a></li></ul></main>
<div class="newsletter-signup"><p>Sign up for our newsletter</p></div></body></html>"""


def walked(page):
    root = markup.parse(page)
    return blocks.walk(root), read(root, "Harbour")


@pytest.fixture(scope="module")
def told():
    page, stated = walked(PAGE)
    return page, features.columns(page, stated)


def of(told, text, name):
    page, columns = told
    index = next(i for i, block in enumerate(page.blocks) if block.text.startswith(text))
    return float(columns[name][index])


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        # the line itself
        ("Harbour", "tag h1", 1),
        ("Latest news", "tag h1", 0),
        ("Harbour", "is title", 1),
        ("A linked", "link", 1),
        ("A linked", "opens linked", 1),
        (LONG, "ends as sentence", 1),
        ("A linked", "ends as sentence", 0),
        (LONG, "commas", 2),
        (LONG, "words", 17),
        ("Latest news", "label rail", 2),
        ("Sign up", "says signup", 2),
        # where it stands
        (LONG, "in main", 1),
        ("Sign up", "in main", 0),
        ("A linked", "in ul", 1),
        ("A linked", "since rail", 1),
        ("A linked", "under rail", 1),
        (LONG, "under rail", 0),
        (LONG, "from title", 1),
        (LONG, "in top", 1),
        ("Sign up", "in top", 0),
        ("Sign up", "named signup", 3),
        ("A linked", "named related", 0),
        ("A linked", "named cards", 3),
        (LONG, "named body", 2),
        # what the page says of it elsewhere, and its neighbours
        (LONG, "in summary", 1),
        (LONG, "in stated text", -1),
        (LONG, "heading -1", 1),
        ("Paper", "size -1", -1),
    ],
)
def test_a_feature_tells(told, text, name, value):
    assert of(told, text, name) == value


def test_rows_are_as_wide_as_the_model_reads(told):
    page, columns = told
    rows = features.as_rows(columns)
    assert rows.shape == (len(page.blocks), len(columns))
    assert int(forest.load("blocks").feature.max()) < len(columns)


def test_the_stated_text_of_an_article_is_recognised():
    page, _ = walked(PAGE)
    columns = features.columns(page, Stated("Harbour", "", f"{LONG} and more"))
    told = [block.text == LONG for block in page.blocks]
    assert [bool(value > 0) for value in columns["in stated text"]][told.index(True)]


@given(st.lists(st.sampled_from(["<p>a b.</p>", "<div>", "</div>", "<li><a href=x>y z</a>", "text", "<br>", "<td>"])))
def test_any_page_gives_finite_numbers(parts):
    root = markup.parse(f"<html><body>x{''.join(parts)}</body></html>")
    page = blocks.walk(root)
    if page.blocks:
        assert np.isfinite(features.matrix(page, Stated())).all()


class TestLetters:
    @pytest.mark.parametrize(
        ("text", "name", "value"),
        [
            ("one two three", "words", 3),
            ("日本語の新聞", "words", 3),  # a wide letter is half a word
            ("日本語", "wide", 1),
            ("ab12", "digits", 0.5),
            ("ABcd", "capitals", 0.5),
            ("Он пришёл. Она ушла.", "stops", 2),
            ("“He came.”", "ends as sentence", 1),
            ("Note:", "ends with colon", 1),
            ("终于。", "ends as sentence", 1),
            ("𝒜 b", "words", 1),  # beyond the table: of no kind
        ],
    )
    def test_counts(self, text, name, value):
        assert float(letters.counts([text])[name][0]) == value

    @given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
    def test_of_one_text_do_not_depend_on_the_others(self, texts):
        together = letters.counts(texts)
        for index, text in enumerate(texts):
            alone = letters.counts([text])
            assert all(float(alone[name][0]) == float(together[name][index]) for name in alone)

    def test_of_a_long_text_are_those_of_its_beginning_and_end(self):
        assert letters.counts(["a" * 5_000 + "."])["ends as sentence"][0]


class TestMarks:
    @pytest.mark.parametrize(
        ("names", "kinds"),
        [
            ("relatedPosts", {"related"}),
            ("article-body__text", {"article", "body"}),
            ("sc-1x2y3z", set()),
            ("td-ad", {"promo"}),
            ("shadow", set()),  # "ad" is no word there
            ("NEWSLETTER", {"signup"}),
            ("", set()),
        ],
    )
    def test_of_class_names(self, names, kinds):
        found = marks.of(names)
        held = {name for bit, name in enumerate(marks.NAMES) if found >> bit & 1}
        assert held >= kinds
        assert bool(held) == bool(kinds)


class TestStems:
    def test_are_counted_in_the_text_they_stand_in(self):
        found = stems.counts(["Subscribe to the newsletter", "Nothing here", "SUBSCRIBE!"])
        assert found["says signup"].tolist() == [2, 0, 1]

    def test_of_no_text_are_none(self):
        assert stems.counts([""])["says signup"].tolist() == [0]


def test_spans_hold_the_blocks_in_each_element():
    page, _ = walked("<html><body><div><p>a</p><p>b</p></div><p>c</p></body></html>")
    held = spans(page)
    assert held[0] == (0, 2)
    assert held[page.blocks[1].place] == (1, 1)
    assert (0, 1) in held

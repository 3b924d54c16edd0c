import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.plain import language, line, unmarked


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("el", "el"),
        ("EL", "el"),
        ("el-GR", "el"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        (" en ", "en"),
        ("ell", "el"),
        ("gre", "el"),
        ("ron", "ro"),
        ("rum", "ro"),
        ("bul", "bg"),
        ("zho", "zh"),
        ("xyz", None),
        ("greek", None),
        ("e", None),
        ("", None),
        (None, None),
        ("12", None),
    ],
)
def test_a_language_tag_becomes_a_two_letter_code(tag, expected):
    assert language(tag) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("  two\n words ", 100, "two words"),
        ("two words", 8, "two"),
        ("two words", 9, "two words"),
        ("unbroken", 4, "unbr"),
        ("\u00a0 \n", 100, None),
        ("", 100, None),
        (None, 100, None),
    ],
)
def test_a_line_is_cut_at_a_blank(text, limit, expected):
    assert line(text, limit) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("a<!-- note <b>x</b> -->b", "a b"),
        ("<script>if (a < b) { track() }</script>Text", "Text"),
        ("<STYLE type='text/css'>p { }</STYLE >Text", "Text"),
        ("<img alt='a > b'>Text", "b'>Text"),
        ("Text <b", "Text <b"),
        ("&nbsp;&#8211;&nbsp;", "–"),
        ("<p></p>", None),
        (None, None),
    ],
)
def test_markup_becomes_words(markup, expected):
    assert unmarked(markup) == expected


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<script>", "<style><!--", "</script", "&", "&#"])
def test_no_markup_costs_more_than_its_length(piece):
    started = time.process_time()
    for _ in range(20):
        unmarked("--></script>" + piece * 20_000)
    assert time.process_time() - started < 2


@given(st.text(max_size=200), st.integers(1, 50))
def test_what_comes_out_is_one_short_line_or_none(text, limit):
    for made in (line(text, limit), unmarked(text, limit)):
        assert made is None or (0 < len(made) <= limit and made == " ".join(made.split()))

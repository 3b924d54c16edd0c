import pytest

from extract.page import blocks, choice, markup
from extract.page.choice import Answer

LONG = "The council said on Monday that the bridge would be rebuilt before the winter."


def chosen(html, answer):
    page = blocks.walk(markup.parse(html)).blocks
    taken = choice.choose(page, Answer.of(answer))
    return [block.text for block, keep in zip(page, taken, strict=True) if keep]


@pytest.mark.parametrize(
    ("text", "letters"),
    [("The Bridge, rebuilt!", "thebridgerebuilt"), ("του\u00a0Πούτιν", "τουπούτιν"), ("a_b-c", "abc"), ("…", "")],
)
def test_only_letters_and_digits_count(text, letters):
    assert choice.letters(text) == letters


def test_blocks_whose_text_the_answer_holds_are_chosen():
    html = f"<p>Menu</p><p>{LONG}</p><p>Footer</p>"
    assert chosen(html, LONG) == [LONG]


def test_an_answer_that_joins_or_splits_paragraphs_still_holds_them():
    other = "Nobody had to leave the houses by the river, it said."
    html = f"<p>{LONG}</p><p>{other}</p>"
    assert chosen(html, f"{LONG} {other}") == [LONG, other]


def test_an_answer_that_lost_an_inline_piece_still_holds_the_paragraph():
    whole = f"{LONG} Nobody (see {{}}) had to leave the houses by the river, it added in a statement."
    assert len(chosen(f"<p>{whole.format('<a href=x>map</a>')}</p>", whole.format(""))) == 1


def test_a_short_line_must_stand_as_a_line():
    html = f"<p>bridge</p><p>{LONG}</p><h2>Why now</h2>"
    assert chosen(html, f"{LONG}\nWhy now") == [LONG, "Why now"]


def test_list_marks_and_table_bars_count_for_nothing():
    html = "<ul><li>first point</li></ul><table><tr><td>cell one</td><td>cell two</td></tr></table>"
    assert chosen(html, "- first point\n| cell one | cell two |") == ["first point", "cell one", "cell two"]


def test_of_equal_blocks_the_ones_nearest_to_the_text_are_taken():
    teaser = "Bridge to be rebuilt before the winter comes"
    other = LONG.replace("bridge", "harbour")
    html = f"<p>{teaser}</p><p>Menu</p><p>Menu two</p><p>{LONG}</p><p>{teaser}</p><p>{other}</p>"
    page = blocks.walk(markup.parse(html)).blocks
    taken = choice.choose(page, Answer.of(f"{LONG}\n{teaser}\n{other}"))
    assert taken == [False, False, False, True, True, True]


def test_coverage_is_the_share_of_the_answer_that_blocks_give_back():
    page = blocks.walk(markup.parse("<p>one two</p>")).blocks
    assert choice.coverage(page, [True], Answer.of("one two\nthree four six")) == pytest.approx(6 / 18, abs=0.001)
    assert choice.coverage(page, [False], Answer.of("")) == 1

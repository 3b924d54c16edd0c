"""A page laid out: where its paragraphs hang, and what the shape of the chosen text tells."""

import pytest
from lxml import html

from extract.flat import lines
from extract.page import blocks, sheet

LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
A, B, C = (LONG.format(word) for word in ("bridge", "harbour", "school"))
LINK = "<a href=/x>Another story about the town</a>"


def laid(markup: str, without: tuple[str, ...] = ()) -> sheet.Sheet:
    page = blocks.walk(html.document_fromstring(f"<html><body>{markup}</body></html>"))
    texts = [block.text for block in page.blocks]
    chosen = [text not in without and block.link < 0.5 for text, block in zip(texts, page.blocks, strict=True)]
    return sheet.lay_out(page, lines.classify(texts, None, [True] * len(texts)), chosen, trusted=False)


def tag_of_home(found: sheet.Sheet) -> str | None:
    return found.page.tags[found.home] if found.home >= 0 else None


@pytest.mark.parametrize(
    ("markup", "home"),
    [
        (f"<article><p>{A}</p><p>{B}</p></article>", "article"),
        (f"<article>{A}<br>{B}</article>", "article"),
        (f"<article><p>{A}</p><p>{B}</p></article><section><p>{C}</p></section>", "article"),
        (f"<section><p>{A}</p></section><article><p>{B}</p><p>{C}</p></article>", "article"),
        (f"<ul><li>{LINK}</li></ul>", None),
    ],
)
def test_home_is_where_most_running_text_hangs(markup, home):
    assert tag_of_home(laid(markup)) == home


@pytest.mark.parametrize(
    ("markup", "paragraph"),
    [
        (f"<p>{A}</p>", True),
        (f"<p>{A} <a href=/x>More</a> is to come.</p>", True),
        (f"<p><a href=/x>{A}</a></p>", False),
        (f"<p><a href=/x>The council of the town</a> {A[12:40]}</p>", False),
        ("<p>Short</p>", False),
    ],
)
def test_a_paragraph_is_running_text_with_few_links(markup, paragraph):
    assert laid(markup).is_paragraph(0) is paragraph


@pytest.mark.parametrize(
    ("markup", "gap"),
    [
        (f"<div><p>{A}</p><p>It rained.</p><p>{B}</p></div>", True),
        (f"<div><p>{A}</p><div><p>It rained.</p></div><p>{B}</p></div>", False),
        (f"<div><p>{A}</p><p><a href=/x>It rained.</a></p><p>{B}</p></div>", False),
        (f"<div><p>It rained.</p><p>{A}</p><p>{B}</p></div>", False),
    ],
)
def test_a_short_line_between_two_paragraphs_of_its_kind_is_a_gap(markup, gap):
    found = laid(markup, without=("It rained.",))
    index = next(i for i, block in enumerate(found.page.blocks) if block.text == "It rained.")
    assert found.is_gap(index) is gap


class TestShape:
    def test_of_an_article_its_paragraphs_run_on_at_home(self):
        shape = sheet.shape(laid(f"<article><h1>Old bridge to be rebuilt</h1><p>{A}</p><p>{B}</p><p>{C}</p></article>"))
        assert (shape.at_home, shape.runs, shape.headed, shape.titled) == (1.0, 2, 0.0, True)

    def test_of_a_list_they_stand_apart_below_linked_headlines(self):
        cards = "".join(f"<div><h2>{LINK}</h2><p>{text}</p></div>" for text in (A, B, C))
        shape = sheet.shape(laid(f"<main>{cards}</main>"))
        assert (shape.runs, shape.headed, shape.titled) == (0, 1.0, False)

    def test_letters_are_those_of_the_chosen_paragraphs(self):
        whole, part = (sheet.shape(laid(f"<p>{A}</p><p>{B}</p>", gone)).letters for gone in ((), (B,)))
        assert 0 < part < whole

    def test_of_nothing_is_empty(self):
        assert sheet.shape(laid("<p>Short</p>")) == sheet.Shape(0, 0.0, 0, 0.0)


def test_regions_that_the_text_itself_lies_in_say_nothing():
    page = f"<div class=related-stories><p>{A}</p><p>{B}</p><aside><p>{C}</p></aside></div>"
    assert laid(page).native == {"rail"}

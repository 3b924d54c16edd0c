"""Which blocks lie in which element, whatever the nesting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extract.page import blocks
from extract.page.spans import spans

PAGES = [
    ("<p>one</p><p>two</p>", {"body": (0, 1), "p": (0, 0)}),
    ("<div><p>one</p><p>two</p></div><section>three</section>", {"body": (0, 2), "div": (0, 1), "section": (2, 2)}),
    ("<div>one<p>two</p>three</div>", {"div": (0, 2), "p": (1, 1)}),
    ("<div><section><p>one</p></section></div><p>two</p>", {"div": (0, 0), "section": (0, 0), "body": (0, 1)}),
    ("<table><tr><td>one</td><td>two</td></tr></table>", {"table": (0, 1), "tr": (0, 1), "td": (0, 0)}),
]


def walked(markup: str) -> blocks.Blocks:
    return blocks.walk(html.document_fromstring(f"<html><body>{markup}</body></html>"))


@pytest.mark.parametrize(("markup", "expected"), PAGES)
def test_an_element_holds_the_blocks_from_its_first_to_its_last(markup, expected):
    page = walked(markup)
    found = dict(zip(reversed(page.tags), reversed(spans(page)), strict=True))  # of many of a kind the first
    assert {tag: found[tag] for tag in expected} == expected


def test_an_element_without_text_holds_none():
    page = walked("<p>one</p><div></div><p>two</p>")
    first, last = spans(page)[page.tags.index("div")]
    assert first > last


def test_a_page_without_text_has_only_empty_elements():
    assert all(first > last for first, last in spans(walked("<div><p></p></div>")))


@given(
    st.recursive(
        st.just("x"), lambda inner: st.lists(inner, max_size=4).map(lambda held: f"<div>{''.join(held)}</div>")
    )
)
def test_what_lies_in_an_element_lies_in_the_one_around_it(markup):
    page = walked(markup)
    found = spans(page)
    for place, around in enumerate(page.parents):
        if around >= 0 and found[place][0] <= found[place][1]:
            assert found[around][0] <= found[place][0] <= found[place][1] <= found[around][1]
    for index, block in enumerate(page.blocks):
        assert all(found[place][0] <= index <= found[place][1] for place in page.path(block.place))

"""Where blocks lie in a page's tree, and what of it a model's features are made of."""

from __future__ import annotations

import pytest

from extract.page import basis, blocks, markup
from extract.page.basis import Basis
from extract.page.blocks import Blocks
from extract.page.spans import spans
from extract.page.surroundings import containers, groups

LONG = "The dam above the village gave way on Tuesday night, and the water reached the market square by morning."


def walk(html: str) -> Blocks:
    return blocks.walk(markup.parse(html))


def made(html: str) -> Basis:
    return basis.make(walk(html))


def of(page: Blocks, tag: str) -> list[list[str]]:
    """The texts in each element of this tag."""
    ends = [ends for ends, found in zip(spans(page), page.tags, strict=True) if found == tag]
    return [[block.text for block in page.blocks[first : last + 1]] for first, last in ends]


INSIDE = [
    ("<div><p>one</p><p>two</p></div>", "div", [["one", "two"]]),
    ("<div><p>one</p></div><div><p>two</p></div>", "div", [["one"], ["two"]]),
    ("<div><p>one</p><div><p>two</p></div></div>", "div", [["one", "two"], ["two"]]),
    ("<div><p>one</p><div><p>two</p></div><p>three</p></div>", "div", [["one", "two", "three"], ["two"]]),
    ("<div>one<p>two</p>three</div>", "div", [["one", "two", "three"]]),
    ("<p>one</p><ul><li>two</li><li>three</li></ul>", "ul", [["two", "three"]]),
    ("<p>one</p><ul><li>two</li><li>three</li></ul>", "li", [["two"], ["three"]]),
    ("<div></div><p>one</p>", "div", [[]]),
]


@pytest.mark.parametrize(("html", "tag", "expected"), INSIDE)
def test_an_element_holds(html: str, tag: str, expected: list[list[str]]) -> None:
    assert of(walk(html), tag) == expected


ROWS = [
    # what counts as running text: more than sixty letters with a stop, outside links
    (f"<p>{LONG}</p>", len(LONG)),
    (f"<p>{LONG.replace('.', '').replace(',', '')}</p>", 0),
    ("<p>A short line.</p>", 0),
    (f"<p><a href='/a'>{LONG}</a></p>", 0),
    ("<p>" + "x" * 59 + ".</p>", 0),
    ("<p>" + "xx " * 20 + "x.</p>", 62),
    ("<p>" + "水" * 60 + "。</p>", 61),
]


@pytest.mark.parametrize(("html", "good"), ROWS)
def test_running_text_has(html: str, good: int) -> None:
    assert made(html).good.tolist() == [good]


def test_a_block_that_is_half_a_link_is_half_good() -> None:
    half = "one two three, four five six seven "
    (good,) = made(f"<p>{half}<a href='/a'>{half.strip()}</a></p>").good.tolist()
    assert good == pytest.approx(len(half.strip()) * 2 // 2, abs=2)


TOPS = [
    (f"<div class=a><p>{LONG}</p><p>{LONG}</p></div><div class=b><p>{LONG}</p></div>", "a"),
    (f"<div class=b><p>{LONG}</p></div><div class=a><p>{LONG}</p><p>{LONG}</p></div>", "a"),
    (f"<div class=a><div><p>{LONG}</p></div><div><p>{LONG}</p></div><div><p>{LONG}</p></div></div>", "a"),
]


@pytest.mark.parametrize(("html", "name"), TOPS)
def test_most_running_text_stands_in(html: str, name: str) -> None:
    found = made(html)
    assert found.page.names[found.top].strip() == name


def test_containers_say_how_much_of_the_page_they_hold() -> None:
    found = made(f"<div><p>{LONG}</p><p>{LONG}</p></div><div><p>More</p></div>")
    columns = containers(found)
    assert columns["in top"].tolist() == [True, True, False]
    assert columns["top holds"].tolist() == [1.0] * 3
    assert columns["around 0 blocks"].tolist() == [1, 1, 1]
    assert columns["around 1 blocks"].tolist() == [2, 2, 1]
    assert columns["around 1 good"].tolist() == pytest.approx([1.0, 1.0, 0.0])


def test_blocks_in_elements_of_one_kind_are_counted_together() -> None:
    columns = groups(made("<ul><li class=x>one</li><li class=x>two</li><li class=y>three</li></ul><p>four</p>"))
    assert columns["alike own count"].tolist() == [2, 2, 1, 1]
    assert columns["alike own size"].tolist() == [3, 3, 5, 4]

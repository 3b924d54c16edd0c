from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import extract
from extract.document import Document
from extract.page import blocks, hidden, markup
from extract.page.blocks import Block, Blocks

SENTENCE = "The council voted on Tuesday evening to keep the old bridge open for three more years, its speaker said."
TITLE = "<title>Old bridge stays open</title>"


def page(body: str) -> bytes:
    return f"<html><head>{TITLE}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div>{}</div>", "{}<br><br>"])
@pytest.mark.parametrize("count", [2, 4, 8])
def test_an_article_within_a_button_is_read(wrap, count):
    body = "".join(wrap.format(f"{SENTENCE} {number} {SENTENCE}") for number in range(count))
    found = extract(page(f"<button>{body}</button>"), "https://paper.example/a")
    assert isinstance(found, Document)
    assert found.text.count("The council") == 2 * count


@pytest.mark.parametrize(
    "button",
    ["Share this article", f"Zoom in {SENTENCE}", f"<span>{SENTENCE * 4}</span>"],
    ids=["label", "caption", "long caption"],
)
def test_a_button_beside_the_text_is_none_of_it(button):
    text = "".join(f"<p>{number} {SENTENCE} {SENTENCE}</p>" for number in range(9))
    root = markup.parse(page(f"<button>{button}</button>{text}").decode())
    markup.prune(root)
    assert next(root.iter("button"), None) is None


@pytest.mark.parametrize("depth", [0, 1, 40, 95])
@pytest.mark.parametrize(
    "beside", [[], [1, 2], {"url": "/a", "title": "A teaser that runs on for a while, and stops."}]
)
def test_data_is_found_however_deep_it_lies(depth, beside):
    told: object = [f"{number} {SENTENCE}" for number in range(5)]
    for _ in range(depth):
        told = {"inner": told, "beside": beside}
    found = hidden.article(f'<script type="application/json">{json.dumps(told)}</script>')
    assert found == "".join(f"<p>{number} {SENTENCE}</p>" for number in range(5))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"articleBody": f"{SENTENCE} " * 4}, True),
        ({"a": [SENTENCE] * 5, "b": [SENTENCE]}, True),
        ({"items": [{"url": "/a", "text": SENTENCE}] * 9}, False),  # teasers
        ({"a": [SENTENCE.rstrip(".")] * 9}, False),  # no sentences
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_only_running_text_is_an_article(data, found):
    script = f'<script type="application/json">{json.dumps(data)} {" " * 300}</script>'
    assert (hidden.article(script) is not None) is found


NAMES = st.lists(
    st.sampled_from(["td-block", "related-posts", "navBar", "post-content", "share", "shareBar", "tags", "x", "Kicker"])
)


@given(NAMES)
def test_regions_of_names_are_those_of_each(names):
    assert blocks.regions_of(" ".join(names)) == frozenset().union(*map(blocks.regions_of, names))


@pytest.mark.parametrize(
    ("names", "regions"),
    [
        ("", set()),
        ("post-content", set()),
        ("relatedPosts", {"rail"}),
        ("main-nav", {"nav"}),
        ("article__tags", set()),  # an underscore joins words
        ("post-tags", {"tags"}),
        ("share-bar newsletter-box", {"share", "subscribe"}),
        ("categories", set()),
        ("category", {"category"}),
    ],
)
def test_a_name_speaks_of_its_regions(names, regions):
    assert blocks.regions_of(names) == regions


@pytest.mark.parametrize(("parents", "places", "steps"), [((-1,), (0,), 1), ((-1, 0, 1), (2, 2, 0), 7), ((-1,), (), 0)])
def test_steps_are_counted_from_each_block_to_the_top(parents, places, steps):
    held = tuple(Block("text", "p", 0.0, place, frozenset()) for place in places)
    assert Blocks(held, parents).steps() == steps


def test_thousands_of_links_hundreds_deep_are_answered_without_a_climb_from_each():
    links = "".join(f"<p><a href=/{number}>word {number}</a></p>" for number in range(3_000))
    root = markup.parse(page('<a href="/x"><div>' * 150 + links).decode())
    markup.prune(root)
    assert blocks.walk(root).steps() > 400_000
    assert not isinstance(extract(page('<a href="/x"><div>' * 150 + links), "https://paper.example/a"), Document)


@pytest.mark.parametrize(
    ("given_", "mended"),
    [
        (b"<p>a&#0;b", b"<p>ab"),
        (b"<p>a&#x1f;b", b"<p>ab"),
        (b"<p>a&#65535;b", b"<p>ab"),
        (b"<p>a&#65;b", b"<p>a&#65;b"),
        (b"<p>a\xef\xbf\xbeb\xef\xbf\xbf", b"<p>ab"),
        ("<p>a\ufffdb".encode(), "<p>a\ufffdb".encode()),
        (b"<p>a</body>b</html >c", b"<p>abc"),
    ],
)
def test_what_makes_the_parser_lose_text_is_taken_out(given_, mended):
    assert markup.mended(given_) == mended

"""What a block shares with the page's title and with the text that opens below it."""

from __future__ import annotations

import numpy as np
import pytest

from extract.page import basis, blocks, markup, opening

FIRST = "The council decided on Monday, after a long debate, that the harbour will be dredged."
SECOND = "Nobody spoke against it, and the chair thanked everybody. The work begins in May."
PAGE = f"""<body><div><a href=/1>A linked headline of some other story</a></div>
<main><header><h1>Harbour</h1><p>By Jane Doe</p></header>
<div class=text><p>{FIRST}</p><p><a href=/2>Read this too, it is a link</a></p><p>{SECOND}</p></div></main>
<aside><p>{FIRST} And here again.</p></aside></body>"""


@pytest.fixture(scope="module")
def told():
    page = blocks.walk(markup.parse(PAGE))
    return page, opening.columns(basis.make(page), 1)


# block; steps up to what holds it and the title, and from the title; with the opening, beside it, links, blocks since
ROWS = [
    ("A linked", 1, 2, False, False, -1, -3),
    ("Harbour", 0, 0, False, False, -1, -2),
    ("By Jane", 1, 1, False, False, -1, -1),
    (FIRST, 2, 2, True, True, 0, 0),
    ("Read this", 2, 2, False, True, 1, 1),
    (SECOND, 2, 2, False, True, 1, 2),
    (f"{FIRST} And", 2, 3, False, False, 1, 3),
]
NAMES = ("up to title's", "title up", "with opening", "around opening", "links since opening", "from opening")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:9])
def test_the_columns_of_a_block(told, row):
    page, columns = told
    starts = [index for index, block in enumerate(page.blocks) if block.text.startswith(row[0])]
    index = starts[-1] if row[0].endswith("And") else starts[0]
    found = {name: columns[name][index] for name in NAMES}
    expected = dict(zip(NAMES, row[1:], strict=True))
    assert {name: found[name] for name in NAMES[2:]} == {name: expected[name] for name in NAMES[2:]}


def test_the_title_is_no_step_from_itself_and_the_text_is_nearer_than_the_sidebar(told):
    page, columns = told
    at = {block.text: index for index, block in enumerate(page.blocks)}
    assert (columns["up to title's"][1], columns["title up"][1]) == (0, 0)
    assert columns["title up"][at[SECOND]] < columns["title up"][at[f"{FIRST} And here again."]]


def test_without_a_title_or_a_heading_all_is_unknown():
    made = basis.make(blocks.walk(markup.parse(f"<div><p>{FIRST}</p><p>{SECOND}</p></div>")))
    columns = opening.columns(made, -1)
    assert {tuple(column) for column in columns.values()} == {(-1, -1)}


def test_the_first_heading_of_rank_stands_for_a_title_nobody_told():
    page = blocks.walk(markup.parse(PAGE))
    one, other = (opening.columns(basis.make(page), title) for title in (1, -1))
    assert all(np.array_equal(one[name], other[name]) for name in NAMES)


@pytest.mark.parametrize(
    "first",
    [
        f"<figure><figcaption class=caption>{FIRST}</figcaption></figure>",
        f"<div class=newsletter-signup><p>{FIRST}</p></div>",
        f"<p><a href=/x>{FIRST}</a></p>",
        "<p>No sentence of sixty letters stands here</p>",
    ],
)
def test_captions_forms_links_and_labels_open_no_text(first):
    page = blocks.walk(markup.parse(f"<h1>Harbour</h1>{first}<p>{SECOND}</p>"))
    assert page.blocks[opening.opening(basis.make(page), 0)].text == SECOND

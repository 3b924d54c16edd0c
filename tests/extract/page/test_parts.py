"""What the lines of an article are, on pages as they are built, and in flattened text."""

from __future__ import annotations

import pytest

from extract.article import extract
from extract.document import Document, Part
from extract.markdown import write
from extract.structure import plain
from extract.text import strip

LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
LINES = [LONG.format(word) for word in ("bridge", "harbour", "school", "theatre", "station", "market")]


def read(middle: str, *, before: str = "") -> Document:
    top, end = ("".join(f"<p>{line}</p>" for line in lines) for lines in (LINES[:3], LINES[3:]))
    html = (
        "<html><head><title>Bridge to be rebuilt</title></head><body><article><h1>Bridge to be rebuilt</h1>"
        f"{before}{top}{middle}{end}</article></body></html>"
    )
    found = extract(html.encode(), "https://paper.example/news/bridge")
    assert isinstance(found, Document)
    return found


def between(document: Document) -> list[Part]:
    """The parts that are none of the six paragraphs."""
    return [part for part in document.parts if part.text not in LINES]


TABLE = (
    "<table><tr><th>District of the city</th><th>Votes counted</th></tr>"
    "<tr><td>Northern harbour</td><td>1,204 votes</td></tr><tr><td>Southern harbour</td><td>998 votes</td></tr></table>"
)


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ("<h2>What happens now</h2>", [Part("heading", "What happens now", 2)]),
        ("<h3>What happens now</h3>", [Part("heading", "What happens now", 3)]),
        (f"<blockquote><p>{LONG.format('mill')}</p></blockquote>", [Part("quote", LONG.format("mill"))]),
        (
            f"<ul><li>{LONG.format('mill')}</li><li>{LONG.format('inn')}</li></ul>",
            [Part("item", LONG.format("mill"), 1), Part("item", LONG.format("inn"), 1)],
        ),
        (f"<ol><li><p>{LONG.format('mill')}</p></li></ol>", [Part("item", LONG.format("mill"), -1)]),
        (
            f"<ul><li>{LONG.format('mill')}<ul><li>{LONG.format('inn')}</li></ul></li></ul>",
            [Part("item", LONG.format("mill"), 1), Part("item", LONG.format("inn"), 2)],
        ),
        (
            f"<table><tr><td><p>{LONG.format('mill')}</p></td></tr></table>",
            [Part("paragraph", LONG.format("mill"))],  # one cell a row only lays out
        ),
    ],
)
def test_a_block_is_what_its_element_says(middle, expected):
    assert between(read(middle)) == expected


def test_cells_know_their_row():
    found = [part for part in between(read(TABLE)) if part.kind == "cell"]
    assert {part.level for part in found} <= {1, 2, 3}
    assert "| Northern harbour | 1,204 votes |" in write(read(TABLE)) or not found


def test_a_caption_stands_where_its_picture_stands():
    figure = "<figure><img src='/a.jpg'><figcaption>The old bridge in spring. Photo: Jane Doe</figcaption></figure>"
    found = read(figure)
    assert [part.kind for part in found.parts] == ["paragraph"] * 3 + ["caption"] + ["paragraph"] * 3
    assert "spring" not in found.text


@pytest.mark.parametrize("middle", ["", TABLE, "<h2>What happens now</h2>", "<ul><li>One thing</li></ul>"])
def test_the_parts_are_the_lines_of_the_text(middle):
    found = read(middle)
    assert plain(found.parts) == found.text


def test_flattened_text_has_parts_too():
    flat = ["Bridge to be rebuilt", *LINES[:2], "What happens now", *LINES[2:4], "• " + LINES[4], LINES[5]]
    found = strip("\n".join(flat))
    assert plain(found.parts) == found.text
    kinds = {part.text: (part.kind, part.level) for part in found.parts}
    assert kinds["What happens now"] == ("heading", 2)
    assert kinds["• " + LINES[4]] == ("item", 1)
    assert kinds[LINES[5]] == ("paragraph", 0)

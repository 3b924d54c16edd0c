"""Markdown of a document's parts; what other people wrote stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document, Part
from extract.markdown import write
from extract.structure import plain


def made(*parts: Part, title: str | None = None) -> Document:
    return Document(plain(parts), title=title, parts=parts)


def test_each_kind_of_part_has_its_form():
    parts = (
        Part("caption", "The bridge"),
        Part("paragraph", "One."),
        Part("heading", "What now", 3),
        Part("quote", "I never said that."),
        Part("item", "First", 1),
        Part("item", "Inside", 2),
        Part("item", "Counted", -1),
        Part("cell", "City", 1),
        Part("cell", "Votes", 1),
        Part("cell", "Nice", 2),
        Part("cell", "3", 2),
        Part("paragraph", "End."),
    )
    assert write(made(*parts, title="Bridge")) == (
        "# Bridge\n\n*The bridge*\n\nOne.\n\n### What now\n\n> I never said that.\n\n"
        "- First\n   - Inside\n1. Counted\n\n"
        "| City | Votes |\n| --- | --- |\n| Nice | 3 |\n\nEnd.\n"
    )


def test_a_document_without_parts_is_written_in_paragraphs():
    assert write(Document("One.\nTwo.", title="T")) == "# T\n\nOne.\n\nTwo.\n"


def test_a_heading_of_the_text_is_never_the_title():
    assert write(made(Part("heading", "H", 1))) == "## H\n"


def test_rows_of_a_table_are_equally_wide():
    lines = write(made(Part("cell", "a", 1), Part("cell", "b", 1), Part("cell", "c", 2))).splitlines()
    assert [line.count("|") for line in lines] == [3, 3, 3]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("+ no item", "\\+ no item"),
        ("1. no item", "1\\. no item"),
        ("2024) no item", "2024\\) no item"),
        ("> no quote", "\\> no quote"),
        ("*no* _stress_", "\\*no\\* \\_stress\\_"),
        ("[no](link)", "\\[no\\](link)"),
        ("<b>no markup</b>", "\\<b\\>no markup\\</b\\>"),
        ("`no code`", "\\`no code\\`"),
        ("a | b", "a \\| b"),
        ("#hashtag stays", "#hashtag stays"),
        ("3.5 percent", "3.5 percent"),
        ("-5 degrees", "-5 degrees"),
        ("===", "\\==="),
    ],
)
def test_signs_in_a_text_are_text(text, written):
    assert write(made(Part("paragraph", text))) == f"{written}\n"


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1, max_size=30)))
def test_every_letter_of_the_text_stands_in_the_markdown(lines):
    shown = write(made(*(Part("paragraph", line) for line in lines))).replace("\\", "")
    letters = re.compile(r"\w")
    assert letters.findall(shown) == letters.findall("".join(lines).replace("\\", ""))

"""What a snapshot of the site cuts from a page, and what it must leave."""

from __future__ import annotations

import pytest

from extract.article import Given, extract_with
from extract.snapshot import RULE, fingerprint, frozen

TITLE = "Council decides on the harbour"
P = [
    "The council decided on Monday that the harbour will be dredged before the winter storms come in November.",
    "Two of the nine members voted against it, because nobody had said what it would cost the town in the end.",
    "The mayor answered that the cost would be known in a month, and that waiting would be dearer than digging.",
    "Fishermen in the gallery applauded, and one of them was asked to leave after he had rung a small bell twice.",
    "Work is to begin in the second week of October, with a dredger that is coming up from the southern coast.",
]
BOX = "You are reading this because our members pay for it. Join them today, and keep the harbour news coming."


def page(*paragraphs, more=""):
    body = "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in paragraphs)
    return f"<html><body><article><h1>{TITLE}</h1>{body}{more}</article></body></html>".encode()


def read(markup, *known):
    site = frozen("paper.example", 4, map(fingerprint, known)) if known else None
    return extract_with(markup, "http://paper.example/a/1", Given(site=site))


def text(markup, *known):
    return read(markup, *known).text.split("\n")


def test_a_known_box_behind_the_text_goes():
    assert text(page(*P, BOX)) == [*P, BOX]
    assert text(page(*P, BOX), BOX) == P


@pytest.mark.parametrize("label", ["By the newsroom of the Paper", "The harbour in pictures"])
def test_a_known_short_line_goes_wherever_it_stands(label):
    markup = page(*P[:2], label, *P[2:])
    assert text(markup, label) == P


def test_a_lead_stays_since_it_is_the_teaser_on_other_pages():
    assert text(page(*P), P[0]) == P


def test_what_was_cut_says_why():
    rails = read(page(*P, BOX), BOX).rails
    assert (RULE, (BOX,)) in [(rail.rule, rail.lines) for rail in rails]


def test_running_text_between_paragraphs_stays_though_other_articles_tell_it_too():
    assert text(page(*P), P[2]) == P


def test_the_first_paragraph_goes_only_where_it_is_known():
    assert text(page(*P), BOX) == P


def test_nothing_goes_where_most_of_the_text_is_known():
    assert text(page(*P), *P[:4]) == P


def test_a_snapshot_without_prints_changes_nothing():
    empty = frozen("paper.example", 4, [])
    assert extract_with(page(*P, BOX), "http://paper.example/a/1", Given(site=empty)) == read(page(*P, BOX))


def test_a_heading_above_a_paragraph_that_stays_stays():
    heading = "What comes next"
    markup = page(*P[:3], f"<h2>{heading}</h2>", *P[3:])
    assert heading in text(markup)
    assert text(markup, heading) == [*P[:3], heading, *P[3:]]


def test_the_same_page_and_snapshot_give_the_same_document():
    assert read(page(*P, BOX), BOX) == read(page(*P, BOX), BOX)

"""What a page says of its article outside its visible text."""

import json

import pytest
from lxml import html

from extract.page.stated import Stated, read


def page(head: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><head>{head}</head><body><p>text</p></body></html>")


def data(*told: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in told)


@pytest.mark.parametrize(
    ("head", "summary"),
    [
        ("", ""),
        ("<meta name=description content='The harbour.'>", "The harbour."),
        ("<meta name=DESCRIPTION content='The harbour.'>", "The harbour."),
        ("<meta property='og:description' content='The harbour.'>", "The harbour."),
        ("<meta name=description content=''><meta property=og:description content=Filled>", "Filled"),
        ("<meta name=description content=First><meta property=og:description content=Second>", "First"),
        ("<meta name=keywords content=harbour><meta charset=utf-8><meta>", ""),
    ],
)
def test_the_summary_is_the_first_description_that_says_something(head, summary):
    assert read(page(head), None).summary == summary


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("", ""),
        (data({"@type": "NewsArticle", "articleBody": "It rained."}), "It rained."),
        (data({"@type": "NewsArticle", "headline": "Rain"}), ""),
        (data({"@type": "NewsArticle", "articleBody": ["It rained."]}), ""),
        (data({"@type": "NewsArticle", "articleBody": None}), ""),
        (data({"@graph": [{"@type": "WebPage"}, {"@type": "Article", "articleBody": "It rained."}]}), "It rained."),
        (
            data(
                {"@type": "NewsArticle", "articleBody": "Rain."}, {"@type": "NewsArticle", "articleBody": "It rained."}
            ),
            "It rained.",
        ),
        ("<script type=application/ld+json>{broken</script>", ""),
        ("<script>var articleBody = 'It rained.'</script>", ""),
    ],
)
def test_the_text_is_the_longest_article_body(head, text):
    assert read(page(head), None).text == text


def test_a_huge_body_is_cut():
    assert len(read(page(data({"@type": "Article", "articleBody": "x" * 900_000})), None).text) == 500_000


@pytest.mark.parametrize(("title", "stated"), [("Rain", "Rain"), (None, ""), ("", "")])
def test_the_title_is_the_one_that_was_found(title, stated):
    assert read(page(""), title) == Stated(stated)

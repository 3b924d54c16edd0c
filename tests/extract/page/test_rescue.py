"""Pages that give no article at first sight: swallowed by a mark that is never closed, or there as data only."""

from __future__ import annotations

import html
import json
import time

import pytest

from extract.article import extract
from extract.document import Document, NotArticle
from extract.page import hidden, rescue

TITLE = "Old bridge to be rebuilt before the winter"
LINE = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
BODY = [LINE.format(word) for word in ("bridge", "harbour", "school", "theatre", "station", "market")]
TEXT = "".join(f"<p>{line}</p>" for line in BODY)
URL = "http://paper.example/news/bridge"


def page(before="", text=TEXT, head=""):
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{before}<h1>{TITLE}</h1>{text}</body></html>"


def lines(markup):
    found = extract(markup.encode(), URL)
    return found.text.split("\n") if isinstance(found, Document) else found


SWALLOWED = {
    "a link": page('<a href="/x">'),
    "a style": page(head="<style>p { color: red }"),
    "a script": page(head="<script>var x = 1;"),
    "a title": page().replace("</title>", ""),
    "a frame": page("<iframe src=x>"),
    "500 frames": page("<iframe>" * 500),
    "a comment": page("<!-- menu "),
    "a comment behind one that ends": page("<!-- a --><p>x</p><!-- menu "),
    "a quote": page("<a href='/x>home</a>"),
    "noscript": page("<noscript>"),
    "a template": page("<template>"),
    "a text field": page("<form><textarea name=q></form>"),
    "frames": page().replace("<body>", "<frameset cols='20%,80%'><frame src=a><noframes><body>"),
    "a drawing": page("<svg><path d=x>"),
}


@pytest.mark.parametrize("name", SWALLOWED)
def test_what_is_never_closed_swallows_no_article(name):
    assert lines(SWALLOWED[name]) == BODY


@pytest.mark.parametrize(
    "whole",
    [
        page(),
        page("<!-- a --><!-- b -->", head="<style>p{}</style><script>if (a < b) { x() }</script>"),
        page('<a href="/x" title="a > b">home</a><iframe src=x></iframe><svg></svg>'),
        page("<!--[if IE]><p>old</p><![endif]-->"),
    ],
)
def test_a_page_without_such_a_mark_stays_as_it_is(whole):
    assert rescue.closed(whole) == whole


@pytest.mark.parametrize("why", ["consent wall", "not html", "error page", "unreadable"])
def test_other_refusals_are_not_doubted(why):
    assert list(rescue.ways(SWALLOWED["a style"], why)) == []


def test_an_index_page_is_not_searched_for_data():
    told = page(text="", head=script({"body": BODY}))
    assert list(rescue.ways(told, "index page")) == []
    assert len(list(rescue.ways(told, "empty"))) == 1


def script(data, attributes='type="application/json"', before=""):
    return f"<script {attributes}>{before}{json.dumps(data)}</script>"


ARTICLE = {"title": TITLE, "slug": "bridge", "body": [{"kind": "p", "text": line} for line in BODY]}
DATA = {
    "lines in a script": script({"props": {"article": ARTICLE, "menu": ["Home", "News"]}}),
    "markup in a script": script({"props": {"article": {"slug": "bridge", "content": TEXT}}}),
    "one string of lines": script({"article": {"url": URL, "text": "\n\n".join(BODY)}}),
    "an assignment": script({"article": ARTICLE}, "", "window.__STATE__ = "),
    "a frame's source": f'<iframe srcdoc="{html.escape(TEXT)}"></iframe>',
    "JSON-LD": script({"@type": "NewsArticle", "articleBody": "\n".join(BODY)}, 'type="application/ld+json"'),
}


@pytest.mark.parametrize("name", DATA)
def test_an_article_that_is_data_only_is_read(name):
    found = lines(page(text=f"<div id=app></div>{DATA[name]}"))
    assert " ".join(found) == " ".join(BODY)


@pytest.mark.parametrize("name", DATA)
def test_data_is_left_alone_where_the_page_shows_its_article(name):
    assert lines(page() + DATA[name].replace("rebuilt", "forgotten")) == BODY


TEASERS = [{"url": f"/{n}", "title": TITLE, "summary": LINE.format(n)} for n in range(20)]
NO_ARTICLE = {
    "teasers with addresses": script({"items": TEASERS}),
    "settings": script({"a": list(range(1000)), "b": {"c": "x" * 1000}}),
    "two lines": script({"text": BODY[:2]}),
    "no JSON": "<script type='application/json'>{nothing" + "x" * 400 + "</script>",
    "brackets without an end": "<script type='application/json'>" + "[" * 50_000 + "</script>",
    "code": f"<script>function f() {{ return {json.dumps(BODY)} }}</script>",
}


@pytest.mark.parametrize("name", NO_ARTICLE)
def test_data_that_is_no_article_makes_none(name):
    assert hidden.article(page(text=NO_ARTICLE[name])) is None
    assert isinstance(lines(page(text=NO_ARTICLE[name])), NotArticle)


# The page shows a teaser; the whole article stands beside it as data.
AS_DATA = {
    "JSON-LD in lines": ("application/ld+json", {"@type": "NewsArticle", "articleBody": "\n\n".join(BODY)}),
    "markup for a script": ("application/json", {"props": {"article": {"title": TITLE, "body": TEXT}}}),
    "a list for a script": ("application/json", {"props": {"blocks": [{"type": "text", "text": t} for t in BODY]}}),
}


@pytest.mark.parametrize("name", AS_DATA)
def test_beside_a_tiny_text_the_whole_one_is_read_from_data(name):
    kind, data = AS_DATA[name]
    script = f"<script type={kind}>{json.dumps(data)}</script>"
    found = lines(page(text=f"<p>{BODY[0]}</p>{script}"))
    assert set(BODY) <= set(found)


def test_an_article_body_in_one_line_is_one_paragraph():
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(BODY)})
    found = lines(page(text=f"<p>{BODY[0]}</p><script type=application/ld+json>{data}</script>"))
    assert " ".join(BODY) in found


@pytest.mark.parametrize(
    ("found", "data", "asked"),
    [
        ("Two sentences. " * 3, BODY, True),
        ("A text of its own that is long enough to be the article. " * 6, BODY, False),
        ("Two sentences. " * 20, BODY[:2], False),
        ("Two sentences.", [], False),
    ],
)
def test_data_is_asked_beside_a_tiny_text_only(found, data, asked):
    markup = f"<p>{found}</p><script type=application/json>{json.dumps(data)}</script>"
    assert (rescue.instead(markup, found) is not None) is asked


@pytest.mark.parametrize(
    ("markup", "found", "asked"),
    [
        ("<textarea><p>It rained.", "<p>It rained.", True),
        (
            "<p>Write &lt;p&gt; for a paragraph." + " It is short." * 30,
            "Write <p> for a paragraph." + " It is short." * 30,
            False,
        ),
    ],
)
def test_tags_among_the_words_ask_for_a_second_reading_where_something_is_unclosed(markup, found, asked):
    assert (rescue.instead(markup, found) is not None) is asked


# A second of work each; hours of it where every beginning is followed to the end of the page.
ENDLESS = {
    "scripts that never end": "<script>" * 100_000,
    "scripts that end at last": "<script>" * 100_000 + "</script>",
    "styles that never end": "<style>" * 100_000,
    "blanks in data": script({"body": "Dam" + " " * 500_000 + "gone"}),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_page_of_beginnings_is_looked_at_once(name):
    began = time.process_time()
    assert hidden.article(ENDLESS[name]) is None
    rescue.closed(ENDLESS[name])
    assert time.process_time() - began < 10

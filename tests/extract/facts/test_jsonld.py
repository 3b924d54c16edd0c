import json

import pytest

from extract.facts import jsonld
from extract.page import markup


def page(*scripts):
    blocks = "".join(f'<script type="application/ld+json">{s}</script>' for s in scripts)
    return markup.parse(f"<html><head>{blocks}</head><body><p>x</p></body></html>")


ARTICLE = {"@type": "NewsArticle", "headline": "Bridge"}


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {"@type": ["Thing", "BlogPosting"], "headline": "Bridge"},
    ],
)
def test_an_article_is_found_wherever_it_stands(data):
    assert [a["headline"] for a in jsonld.articles(page(json.dumps(data)))] == ["Bridge"]


@pytest.mark.parametrize(
    "script", ["", "{", "null", "5", '{"@type": "NewsArticle", "headline": "a', "[" * 50_000, "{}" * 9]
)
def test_a_damaged_script_is_passed_over(script):
    assert jsonld.articles(page(script, json.dumps(ARTICLE))) == [ARTICLE]


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Bridge"} -->',
        '{"@type": "NewsArticle", "headline": "Bridge"};',
        '{"@type": "NewsArticle",\n"headline":\t"Bri\ndge"}',
    ],
)
def test_what_the_web_writes_is_read(script):
    assert len(jsonld.articles(page(script))) == 1


@pytest.mark.parametrize("kind", ["WebSite", "Organization", "Product", None, 5, ["Person"]])
def test_other_things_are_no_articles(kind):
    assert jsonld.articles(page(json.dumps({"@type": kind, "headline": "Bridge"}))) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Bridge", "Bridge"),
        ("  Bridge \n rebuilt ", "Bridge rebuilt"),
        ("Bridge &amp; river", "Bridge & river"),
        ("<b>Bridge</b>", "Bridge"),
        (["Bridge", "River"], "Bridge"),
        ({"@value": "Bridge"}, "Bridge"),
        ({"name": "Bridge"}, "Bridge"),
        ({}, None),
        ([], None),
        ("", None),
        (5, None),
        (None, None),
    ],
)
def test_a_text_is_taken_out_of_what_stands_there(value, text):
    assert jsonld.text(value) == text


@pytest.mark.parametrize(
    ("value", "persons", "houses"),
    [
        ("Jane Doe", ["Jane Doe"], []),
        ({"@type": "Person", "name": "Jane Doe"}, ["Jane Doe"], []),
        ([{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}], ["Jane Doe", "John Roe"], []),
        ({"@type": "Organization", "name": "The Courier"}, [], ["The Courier"]),
        ({"@type": "NewsMediaOrganization", "name": "The Courier"}, [], ["The Courier"]),
        ({"@type": "Person", "name": ["Jane Doe", "John Roe"]}, ["Jane Doe", "John Roe"], []),
        ({"@type": "Person"}, [], []),
        (None, [], []),
        (7, [], []),
    ],
)
def test_persons_and_houses_are_told_apart(value, persons, houses):
    assert jsonld.names(value) == persons
    assert jsonld.names(value, persons=False) == houses

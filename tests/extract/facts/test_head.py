"""What stands in a page's head for machines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extract.facts import head
from extract.facts.head import Head

URL = "https://paper.example/news/dam.html?utm_source=x"


def read(markup: str, attributes: str = "") -> Head:
    return head.read(html.fromstring(f"<html {attributes}><head>{markup}</head><body><p>Text.</p></body></html>"), URL)


METAS = [
    # name, property and itemprop are one thing
    ('<meta name="description" content="Dam">', {"description": "Dam"}),
    ('<meta property="og:title" content="Dam">', {"og:title": "Dam"}),
    ('<meta itemprop="datePublished" content="2022">', {"datepublished": "2022"}),
    ('<meta name="a" property="b" content="Dam">', {"b": "Dam"}),
    # keys in lower case, without blanks round them
    ('<meta name="DC.Creator" content="Ada">', {"dc.creator": "Ada"}),
    ('<meta name=" og:title " content="Dam">', {"og:title": "Dam"}),
    # the first one counts
    ('<meta name="a" content="1"><meta name="a" content="2">', {"a": "1"}),
    ('<meta name="a" content=""><meta name="a" content="2">', {"a": "2"}),
    # without a key or without content there is nothing
    ('<meta content="Dam">', {}),
    ('<meta name="a">', {}),
    ('<meta name="a" content="  ">', {}),
    ('<meta charset="utf-8">', {}),
    # content: blanks folded, entities read, and no more than two thousand letters of it
    ('<meta name="a" content=" The \n dam  gave ">', {"a": "The dam gave"}),
    ('<meta name="a" content="AT&amp;T">', {"a": "AT&T"}),
    (f'<meta name="a" content="{"x" * 3000}">', {"a": "x" * 2000}),
]


@pytest.mark.parametrize(("markup", "expected"), METAS)
def test_metas_are_read(markup: str, expected: dict[str, str]) -> None:
    assert read(markup).meta == expected


def test_metas_in_the_body_count_too() -> None:
    page = html.fromstring('<html><body><div><meta itemprop="author" content="Ada"></div></body></html>')
    assert head.read(page, URL).meta == {"author": "Ada"}


AUTHORS = [
    ('<meta name="author" content="Ada">', ("Ada",)),
    ('<meta property="article:author" content="Ada">', ("Ada",)),
    ('<meta name="author" content="Ada"><meta name="author" content="Ben">', ("Ada", "Ben")),
    ('<meta name="dc.creator" content="Ada"><meta name="byl" content="By Ada">', ("Ada", "By Ada")),
    ('<meta name="sailthru.author" content="Ada">', ("Ada",)),
    ('<meta name="parsely-author" content="Ada">', ("Ada",)),
    ('<meta name="citation_author" content="Ada">', ("Ada",)),
    # a card of two fields says what the second means in the first
    ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada">', ("Ada",)),
    ('<meta name="twitter:label2" content="Escrito por"><meta name="twitter:data2" content="Ada">', ("Ada",)),
    ('<meta name="twitter:label1" content="Γράφτηκε από"><meta name="twitter:data1" content="Ada">', ("Ada",)),
    ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="3 min">', ()),
    ('<meta name="twitter:label1" content="Written by">', ()),
    ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data2" content="Ada">', ()),
    # the one who made the site's software or owns an account is no author
    ('<meta name="generator" content="WordPress">', ()),
    ('<meta name="twitter:creator" content="@ada">', ()),
    ('<meta name="publisher" content="The Paper">', ()),
]


@pytest.mark.parametrize(("markup", "expected"), AUTHORS)
def test_authors_are_kept_all(markup: str, expected: tuple[str, ...]) -> None:
    assert read(markup).authors == expected


TAGS = [
    ('<meta property="article:tag" content="dam"><meta property="article:tag" content="rain">', ("dam", "rain")),
    ('<meta name="news_keywords" content="dam, rain">', ("dam, rain",)),
    ('<meta name="parsely-tags" content="dam">', ("dam",)),
    ('<meta name="keywords" content="dam">', ()),
]


@pytest.mark.parametrize(("markup", "expected"), TAGS)
def test_tags_are_kept_all(markup: str, expected: tuple[str, ...]) -> None:
    assert read(markup).tags == expected


CANONICALS = [
    ('<link rel="canonical" href="https://paper.example/dam">', "https://paper.example/dam"),
    ('<link rel="CANONICAL" href="https://paper.example/dam">', "https://paper.example/dam"),
    ('<link rel="alternate canonical" href="https://paper.example/dam">', "https://paper.example/dam"),
    ('<link rel="canonical" href="/dam">', "https://paper.example/dam"),
    ('<link rel="canonical" href="dam">', "https://paper.example/news/dam"),
    ('<link rel="canonical" href="//other.example/dam">', "https://other.example/dam"),
    ('<link rel="canonical" href=" https://paper.example/dam ">', "https://paper.example/dam"),
    # in our one form
    ('<link rel="canonical" href="HTTPS://Paper.example:443/dam?utm_source=y#top">', "https://paper.example/dam"),
    # the link before the card
    (
        '<meta property="og:url" content="https://paper.example/card"><link rel="canonical" href="/dam">',
        "https://paper.example/dam",
    ),
    ('<meta property="og:url" content="https://paper.example/card">', "https://paper.example/card"),
    # what leads nowhere is passed over
    ('<link rel="canonical" href="">', None),
    ('<link rel="canonical">', None),
    ('<link rel="canonical" href="javascript:void(0)">', None),
    ('<link rel="canonical" href="mailto:ada@paper.example">', None),
    ('<link rel="canonical" href="http://[broken">', None),
    (
        '<link rel="canonical" href="http://[broken"><meta property="og:url" content="https://paper.example/card">',
        "https://paper.example/card",
    ),
    ('<link rel="canonical" href=""><link rel="canonical" href="/dam">', "https://paper.example/dam"),
    ('<link rel="stylesheet" href="/dam">', None),
    ("", None),
]


@pytest.mark.parametrize(("markup", "expected"), CANONICALS)
def test_the_canonical_address_is(markup: str, expected: str | None) -> None:
    assert read(markup).canonical == expected


TITLES = [
    ("<title>Dam gives way</title>", "Dam gives way"),
    ("<title> Dam \n gives  way </title>", "Dam gives way"),
    ("<title>AT&amp;T</title>", "AT&T"),
    ("<title>One</title><title>Two</title>", "One"),
    ("<title></title>", None),
    ("<title>  </title>", None),
    ("", None),
]


@pytest.mark.parametrize(("markup", "expected"), TITLES)
def test_the_title_is(markup: str, expected: str | None) -> None:
    assert read(markup).title == expected


LANGUAGES = [
    ('lang="el"', "el"),
    ('lang="el-GR"', "el-GR"),
    ('xml:lang="el"', "el"),
    ('lang="el" xml:lang="en"', "el"),
    ("", None),
]


@pytest.mark.parametrize(("attributes", "expected"), LANGUAGES)
def test_the_language_is(attributes: str, expected: str | None) -> None:
    assert read("", attributes).language == expected


def test_first_gives_the_first_key_that_is_there_with_its_content() -> None:
    found = read('<meta name="b" content="2"><meta name="c" content="3">')
    assert found.first("a", "b", "c") == ("b", "2")
    assert found.first("c", "b") == ("c", "3")
    assert found.first("a") is None
    assert found.first() is None


@given(st.text(max_size=80))
def test_no_address_breaks_it(text: str) -> None:
    page = html.fromstring("<html><head><link rel='canonical'></head><body></body></html>")
    next(page.iter("link")).set("href", "".join(c for c in text if c.isprintable()))
    found = head.read(page, URL).canonical
    assert found is None or found.startswith(("http://", "https://"))

"""Tags, lead picture and rights, in the forms that pages state them in."""

from __future__ import annotations

import json

import pytest

from extract.article import extract
from extract.document import Document, Picture

URL = "https://paper.example/news/bridge"
BODY = "".join(
    f"<p>The council said on Monday that the {word} would be rebuilt before the winter, and nobody would leave.</p>"
    for word in ("bridge", "harbour", "school", "theatre", "station")
)


def read(head: str = "", body: str = "") -> Document:
    html = f"<html><head><title>Bridge to be rebuilt</title>{head}</head><body><article><h1>Bridge to be rebuilt</h1>"
    found = extract(f"{html}{body}{BODY}</article></body></html>".encode(), URL)
    assert isinstance(found, Document)
    return found


def linked(**fields: object) -> str:
    article = {"@type": "NewsArticle", "headline": "Bridge to be rebuilt", **fields}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


@pytest.mark.parametrize(
    ("head", "body", "tags", "origin"),
    [
        (linked(keywords=["Bridges", "City council"]), "", ("Bridges", "City council"), "json-ld"),
        (linked(keywords="Bridges, City council;Winter"), "", ("Bridges", "City council", "Winter"), "json-ld"),
        (linked(keywords=[{"name": "Bridges"}]), "", ("Bridges",), "json-ld"),
        (linked(keywords=["type:article", "Bridges", "https://x.example/y"]), "", ("Bridges",), "json-ld"),
        (
            "<meta property='article:tag' content='Bridges'><meta property='article:tag' content='Winter'>",
            "",
            ("Bridges", "Winter"),
            "meta",
        ),
        ("<meta name='news_keywords' content='bridges, BRIDGES, winter'>", "", ("bridges", "winter"), "meta"),
        ("", "<a rel='tag' href='/t/1'>#Bridges</a> <a rel='tag' href='/t/2'>Winter</a>", ("Bridges", "Winter"), None),
        ("", "<ul class='post-tags'><li><a href='/t/1'>Bridges</a></li></ul>", ("Bridges",), None),
        ("", "<aside><a rel='tag' href='/t/1'>Football</a></aside>", (), None),
        ("", "", (), None),
    ],
)
def test_tags(head, body, tags, origin):
    found = read(head, body)
    assert found.tags == tags
    assert dict(found.origins).get("tags") == (origin or ("visible text" if tags else None))


FIGURE = "<figure><img src='/img/{}'><figcaption>{}</figcaption></figure>"


@pytest.mark.parametrize(
    ("head", "body", "picture", "origin"),
    [
        (linked(image="https://cdn.example/a.jpg"), "", Picture("https://cdn.example/a.jpg"), "json-ld"),
        (linked(image=["/a.jpg", "/b.jpg"]), "", Picture("https://paper.example/a.jpg"), "json-ld"),
        (
            linked(image={"@type": "ImageObject", "url": "/a.jpg", "caption": "The old bridge."}),
            "",
            Picture("https://paper.example/a.jpg", "The old bridge."),
            "json-ld",
        ),
        ("<meta property='og:image' content='/a.jpg'>", "", Picture("https://paper.example/a.jpg"), "og"),
        (
            "<meta property='og:image' content='/a.jpg'><meta property='og:image:alt' content='A bridge'>",
            "",
            Picture("https://paper.example/a.jpg", "A bridge"),
            "og",
        ),
        (
            "<meta property='og:image' content='/img/a.jpg'>",
            FIGURE.format("b.jpg", "A school.") + FIGURE.format("a.jpg?w=300", "The bridge."),
            Picture("https://paper.example/img/a.jpg", "The bridge."),
            "og",
        ),
        (
            "<meta property='og:image' content='/img/a.jpg'>",
            "<aside class='related'>" + FIGURE.format("c.jpg", "Not this story.") + "</aside>",
            Picture("https://paper.example/img/a.jpg"),
            "og",
        ),
        ("<meta property='og:image' content='javascript:x'>", "", None, None),
        ("<meta property='og:image' content='http://[broken/'>", "", None, None),
        (linked(image=[[], {}, 7]), "", None, None),
    ],
)
def test_the_lead_picture(head, body, picture, origin):
    found = read(head, body)
    assert found.picture == picture
    assert dict(found.origins).get("picture") == origin


@pytest.mark.parametrize(
    ("head", "rights"),
    [
        ("<meta name='robots' content='noarchive'>", (("robots", "noarchive"),)),
        ("<meta name='robots' content='index, follow, max-image-preview:large'>", ()),
        ("<meta name='ROBOTS' content='INDEX, NOARCHIVE, nosnippet'>", (("robots", "noarchive, nosnippet"),)),
        (
            "<meta name='robots' content='all'><meta name='googlebot-news' content='noindex'>",
            (("googlebot-news", "noindex"),),
        ),
        (
            "<meta name='tdm-reservation' content='1'><meta name='tdm-policy' content='https://x.example/p.json'>",
            (("tdm-reservation", "1"), ("tdm-policy", "https://x.example/p.json")),
        ),
        ("<meta name='tdm-reservation' content='0'>", (("tdm-reservation", "0"),)),
        ("<link rel='license' href='https://cc.example/by/4.0/'>", (("license", "https://cc.example/by/4.0/"),)),
        (linked(license="https://cc.example/by/4.0/"), (("license", "https://cc.example/by/4.0/"),)),
        ("", ()),
    ],
)
def test_rights(head, rights):
    assert read(head).rights == rights

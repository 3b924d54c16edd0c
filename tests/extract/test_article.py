"""Pages to Documents: the seeds as pages, refusals, and input that was made to hurt."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.article import extract
from extract.document import Document, NotArticle
from extract.page import blocks, markup

SEEDS = Path(__file__).parents[2] / "seeds"
GOLDS = sorted((SEEDS / "gold").glob("*.json"))
URL = "http://courier.example/local/bridge"
WORDS = ["bridge", "harbour", "school", "theatre", "station", "market", "hospital", "library"]
LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
BODY = [LONG.format(word) for word in WORDS]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
PAGE = (
    "<html><head><title>Council to rebuild</title></head><body><h1>Council to rebuild the town</h1>"
    f"<article>{PARAGRAPHS}</article></body></html>"
)


def seed(path):
    gold = json.loads(path.read_text("utf-8"))
    html = (SEEDS / "pages" / f"{path.stem}.html").read_bytes()
    return gold, html, extract(html, "https://example.org/a")


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
class TestSeedPages:
    def test_the_body_is_the_golds_letter_by_letter(self, path):
        gold, _, found = seed(path)
        assert found.text.split("\n") == gold["body"]

    def test_the_title_is_the_golds(self, path):
        gold, _, found = seed(path)
        assert found.title == gold["title"]

    def test_the_date_is_the_golds_and_never_a_rails(self, path):
        gold, _, found = seed(path)
        stated = found.published and found.published.instant.strftime("%Y-%m-%dT%H:%M:%S")
        assert stated == gold["published"]

    def test_agencies_section_and_language_are_the_golds(self, path):
        gold, _, found = seed(path)
        assert sorted(found.agencies) == sorted(gold["agency"])
        assert (found.section, found.language) == (gold["section"], gold["language"])

    def test_no_teaser_signs_the_article(self, path):
        gold, _, found = seed(path)
        assert list(found.bylines) == ([gold["byline"]] if gold["byline"] else [])

    def test_every_boilerplate_line_stands_on_the_page(self, path):
        gold, html, _ = seed(path)
        seen = [block.text for block in blocks.walk(markup.parse(html.decode())).blocks]
        missing = [
            p["text"] for p in gold["boilerplate"] if not any(p["text"] in line for line in [*seen, html.decode()])
        ]
        assert missing == []

    def test_rails_are_told_with_their_rule(self, path):
        gold, _, found = seed(path)
        headings = {p["text"] for p in gold["boilerplate"] if p["kind"] == "related_heading"}
        assert headings <= {rail.heading for rail in found.rails}
        assert all(rail.rule and rail.lines for rail in found.rails)

    def test_the_charset_and_its_rule_are_told(self, path):
        assert seed(path)[2].charset == "utf-8 utf-8"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x00" * 80, "empty"),
        (b"<html><head><title>x</title></head></html>", "empty"),
        (b"<html><body><p>Hello</p></body></html>", "empty"),
        (b"%PDF-1.4 some bytes", "not html"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "not html"),
        (random.Random(1).randbytes(4000), "not html"),
        (b'{"a": "json"}', "not html"),
        (b"only words", "not html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>', "not html"),
        (b'<?xml version="1.0"?>\n<!-- c --><urlset><url><loc>x</loc></url></urlset>', "not html"),
        (
            b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>Not here.</p></body></html>",
            "error page",
        ),
        (
            b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>",
            "error page",
        ),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(html, why):
    found = extract(html, URL)
    assert isinstance(found, NotArticle)
    assert (found.why, bool(found.detail)) == (why, True)


def test_a_consent_wall_is_refused():
    wall = (
        "<p>We and our partners store cookies on your device, and with your consent we use the cookies to measure.</p>"
    )
    html = f"<html><head><title>Before you continue</title></head><body><div>{wall * 3}</div></body></html>"
    assert extract(html.encode(), URL).why == "consent wall"


def cards(n):
    teaser = LONG.format("bridge")
    return "".join(
        f'<div class="card"><h3><a href="/{i}">The headline of the story that is number {i}</a></h3>'
        f"<p>{teaser}</p></div>"
        for i in range(n)
    )


@pytest.mark.parametrize("url", ["http://courier.example/", "http://courier.example/world/"])
def test_a_list_of_teasers_is_refused_as_an_index_page(url):
    html = f"<html><head><title>World</title></head><body><h1>World</h1><div>{cards(12)}</div></body></html>".replace(
        "[]", ""
    )
    assert extract(html.encode(), url).why == "index page"


def test_an_article_with_as_many_teasers_round_it_is_none():
    html = PAGE.replace("</body>", f"<div><h2>Latest news</h2>{cards(12)}</div></body>")
    assert extract(html.encode(), URL).text.split("\n") == BODY


def test_a_refusal_keeps_the_canonical_address():
    html = b'<html><head><link rel="canonical" href="/world"></head><body><p>x</p></body></html>'
    assert extract(html, URL).canonical_url == "http://courier.example/world"


DEEP = "<div>"
HOSTILE = {
    "300 nested divs": PAGE.replace("<article>", DEEP * 300 + "<article>"),
    "40,000 attributes": PAGE.replace(
        "<article>", "<article " + " ".join(f'data-{i}="x"' for i in range(40_000)) + ">"
    ),
    "an attribute of 5 MB": PAGE.replace("<article>", f'<article data-x="{"y" * 5_000_000}">'),
    "500,000 br": PAGE.replace("</article>", "<br>" * 500_000 + "</article>"),
    "a script of 20 MB": PAGE.replace("<article>", "<script>" + "var a=1;" * 2_500_000 + "</script><article>"),
    "2 MB of ampersands": PAGE.replace("</article>", "<p>" + "&" * 2_000_000 + "</p></article>"),
    "entities of no letter": PAGE.replace("<article>", "<p>&#0;&#55296;&#1114112;&bogus;</p><article>"),
    "unclosed tags": PAGE.replace("</p>", "").replace("</article>", "").replace("</body></html>", ""),
    "500 nested tables": PAGE.replace("<article>", "<table><tr><td>" * 500 + "<article>"),
    "JSON-LD of brackets": PAGE.replace(
        "</head>", f'<script type="application/ld+json">{"[" * 100_000}</script></head>'
    ),
    "JSON-LD of wrong types": PAGE.replace(
        "</head>",
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":5,"author":[[{"name":{}}]],'
        '"datePublished":{"a":1},"publisher":"x","articleSection":[[]]}</script></head>',
    ),
    "a NUL in every word": PAGE.replace("council", "cou\x00ncil"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_gives_its_article(name):
    found = extract(HOSTILE[name].encode(), URL)
    assert isinstance(found, Document)
    lost = [line for line in BODY if line not in found.text]
    assert lost == []


def test_lone_surrogates_in_the_bytes_change_no_other_word():
    html = PAGE.replace("<article>", "<article><p>Mon\ud800day</p>").encode("utf-8", "surrogatepass")
    assert [line for line in BODY if line not in extract(html, URL).text] == []


def test_a_hundred_thousand_nested_divs_give_the_article():
    found = extract((DEEP * 100_000 + PARAGRAPHS).encode(), URL)
    assert [line for line in BODY if line not in found.text] == []


@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1", "no-such-charset", "", "utf-7"])
def test_the_headers_charset_never_garbles_utf_8(charset):
    html = PAGE.replace("Monday", "Κυριακή").encode()
    assert "Κυριακή" in extract(html, URL, charset=charset).text


@pytest.mark.parametrize("url", ["", "not a url", "http://[bad", "http://x.example/\ud800", "file:///etc/passwd"])
def test_no_address_is_too_odd(url):
    assert isinstance(extract(PAGE.encode(), url), Document)


def test_a_body_that_stands_in_a_script_only_is_taken_from_there():
    data = json.dumps({"@type": "NewsArticle", "headline": "Council", "articleBody": "\n".join(BODY)})
    html = (
        f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="app"></div></body></html>'
    )
    found = extract(html.encode(), URL)
    assert all(line in found.text for line in BODY)


def test_the_same_bytes_give_the_same_document():
    html = (SEEDS / "pages" / "004.html").read_bytes()
    assert extract(html, URL) == extract(html, URL)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_any_bytes_give_a_document_or_a_reason(html):
    found = extract(html, URL)
    assert isinstance(found, Document) or found.why


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(PAGE)),
    st.sampled_from(["<", "</div>", "<table>", "\x00", "&#x110000;", "<!--", "<script>", "é", "<p hidden>"]),
)
def test_a_page_damaged_anywhere_gives_a_document_or_a_reason(at, damage):
    found = extract((PAGE[:at] + damage + PAGE[at:]).encode(), URL)
    assert isinstance(found, Document) or found.why

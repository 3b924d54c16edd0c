"""Pages made to hurt, flattened texts of odd lines, and head data in the shapes that the web writes."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import extract
from extract.document import Document, NotArticle
from extract.text import strip

URL = "http://paper.example/news/bridge"
TITLE = "Old bridge to be rebuilt before winter"
LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
BODY = [LONG.format(word) for word in ("bridge", "harbour", "school", "theatre", "station", "market")]
TEXT = "".join(f"<p>{text}</p>" for text in BODY)


def page(head: str = "", before: str = "", behind: str = "", attributes: str = "") -> bytes:
    html = (
        f"<html><head><title>{TITLE}</title>{head}</head><body {attributes}>{before}<article><h1>{TITLE}</h1>"
        f"{TEXT}</article>{behind}</body></html>"
    )
    return html.encode("utf-8", "surrogatepass")


def read(*parts: str, **named: str) -> Document:
    found = extract(page(*parts, **named), URL)
    assert isinstance(found, Document)
    return found


# Each of these stands before the article; none may cost a line of it, or more than a few seconds.
HOSTILE = {
    "300 nested divs": "<div>" * 300,
    "300 nested spans": "<span>" * 300,
    "200 nested lists": "<ul><li>" * 200,
    "a comment that never ends is closed by the next": "<!-- " + "x" * 50_000 + " -->",
    "a comment in a comment": "<!-- a <!-- b --> c -->",
    "conditional comments": "<!--[if IE]><p>old</p><![endif]--><![if !IE]><![endif]>",
    "CDATA": "<![CDATA[ <p>not here</p> ]]>",
    "a processing instruction": '<?php echo "<p>not here</p>"; ?>',
    "10,000 attributes": "<div " + " ".join(f"a{n}=1" for n in range(10_000)) + "></div>",
    "one attribute 10,000 times": "<div " + "class=x " * 10_000 + "></div>",
    "an attribute without an end quote but a tag's end": "<div title='a\"b></div><p title='>x</p>",
    "a class name of a megabyte": f'<div class="{"related " * 120_000}"></div>',
    "an id of a megabyte": f'<div id="{"x" * 1_000_000}"></div>',
    "entities without an end": "<p>&amp &lt &notanentity &#x &#; &#99999999;</p>",
    "entities for controls": "<p>&#0;&#1;&#8;&#x1f;&#127;&#128;&#xfffe;&#xffff;</p>",
    "entities for surrogates": "<p>&#xd800;&#xdfff;&#55357;&#56832;</p>",
    "form feeds": "<p>a\f</p>\f<iframe></iframe>\f",
    "references that are put together": "<p>a<svg></svg>&#&#1;1; &#</body>1; &#x&#x1;1f; &#1a &#31b</p>",
    "lone surrogates": "<p>\ud800 \udfff \udcff</p>",
    "NULs": "<p>\x00\x00</p>\x00<\x00p>",
    "marks of direction": "<p>\u202e\u2066\u200f\u200b\ufeff</p>",
    "5,000 combining accents": "<p>a" + "\u0301" * 5_000 + "</p>",
    "tags nobody knows": "<x-y><m:n></m:n><a:b c='d'></a:b></x-y><1></1><>< p>",
    "end tags without a start": "</div></p></article></body></html>" * 50,
    "forms in forms": "<form>" * 60 + "</form>" * 60,
    "a frameset": "<frameset><frame src=x></frameset>",
    "a plaintext of another page": "<xmp><p>not here</p></xmp>",
    "a second head and body": "<head><title>Other</title></head><body class=x>",
    "a base that lies": '<base href="javascript:alert(1)">',
    "3,000 links": "".join(f"<a href=/{n}>x{n}</a> " for n in range(3_000)),
    "3,000 times": "<time datetime='2024-09-12'>x</time>" * 3_000,
    "3,000 h1": "<h1></h1>" * 3_000,
    "2,000 empty paragraphs": "<p> &nbsp; </p>" * 2_000,
    "a line of 300,000 letters in a script": f"<script>{'a' * 300_000}</script>",
    "a style of 300,000 letters": f"<style>{'p{}' * 100_000}</style>",
}


@pytest.mark.parametrize("name", HOSTILE)
class TestHostileMarkup:
    def test_before_the_article_costs_none_of_it(self, name):
        began = time.process_time()
        text = read(before=HOSTILE[name]).text
        assert [line for line in BODY if line not in text] == []
        assert time.process_time() - began < 8

    def test_behind_the_article_costs_none_of_it(self, name):
        text = read(behind=HOSTILE[name]).text
        assert [line for line in BODY if line not in text] == []


# JSON-LD as the web writes it: (script, title, names, day). None: the page's visible words must do.
ARTICLE = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-09-12", "author": {"name": "Jane Doe"}}
PERSON = {"@type": "Person", "name": "Jane Doe"}
DUMP = json.dumps
SCRIPTS = {
    "an object": (DUMP(ARTICLE), ("Jane Doe",), 12),
    "an array": (DUMP([ARTICLE]), ("Jane Doe",), 12),
    "an array in an array": (DUMP([[ARTICLE]]), ("Jane Doe",), 12),
    "a graph": (DUMP({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, ARTICLE]}), ("Jane Doe",), 12),
    "a graph that is an object": (DUMP({"@graph": ARTICLE}), ("Jane Doe",), 12),
    "a main entity": (DUMP({"@type": "WebPage", "mainEntity": ARTICLE}), ("Jane Doe",), 12),
    "several types": (DUMP({**ARTICLE, "@type": ["Article", "NewsArticle"]}), ("Jane Doe",), 12),
    "a type with an address": (DUMP({**ARTICLE, "@type": "http://schema.org/NewsArticle"}), ("Jane Doe",), 12),
    "a report": (DUMP({**ARTICLE, "@type": "ReportageNewsArticle"}), ("Jane Doe",), 12),
    "a posting": (DUMP({**ARTICLE, "@type": "LiveBlogPosting"}), ("Jane Doe",), 12),
    "an author's name alone": (DUMP({**ARTICLE, "author": "Jane Doe"}), ("Jane Doe",), 12),
    "two authors": (DUMP({**ARTICLE, "author": [PERSON, {"name": "John Roe"}]}), ("Jane Doe", "John Roe"), 12),
    "authors in one string": (DUMP({**ARTICLE, "author": "Jane Doe, John Roe"}), ("Jane Doe", "John Roe"), 12),
    "nested authors": (DUMP({**ARTICLE, "author": [[PERSON], [[{"name": "John Roe"}]]]}), ("Jane Doe", "John Roe"), 12),
    "a list of names": (DUMP({**ARTICLE, "author": {"name": ["Jane Doe", "John Roe"]}}), ("Jane Doe", "John Roe"), 12),
    "a name in a list of values": (DUMP({**ARTICLE, "author": {"name": {"@value": "Jane Doe"}}}), ("Jane Doe",), 12),
    "an author that is a number": (DUMP({**ARTICLE, "author": 7}), (), 12),
    "no author": (DUMP({**ARTICLE, "author": None}), (), 12),
    "an address for an author": (DUMP({**ARTICLE, "author": "https://facebook.example/courier"}), (), 12),
    "a date in a list": (DUMP({**ARTICLE, "datePublished": ["2024-09-12"]}), ("Jane Doe",), 12),
    "a date that is none": (DUMP({**ARTICLE, "datePublished": "soon"}), ("Jane Doe",), None),
    "a date that is a number": (DUMP({**ARTICLE, "datePublished": 1726099200}), ("Jane Doe",), None),
    "a comment round it": (f"<!--{DUMP(ARTICLE)}-->", ("Jane Doe",), 12),
    "CDATA round it": (f"//<![CDATA[\n{DUMP(ARTICLE)}\n//]]>", ("Jane Doe",), 12),
    "a semicolon behind it": (DUMP(ARTICLE) + ";", ("Jane Doe",), 12),
    "a comma before an end": (DUMP(ARTICLE)[:-1] + ",}", ("Jane Doe",), 12),
    "a line end in a string": (DUMP(ARTICLE).replace("Old bridge", "Old\nbridge"), ("Jane Doe",), 12),
    "a tab in a string": (DUMP(ARTICLE).replace("Old bridge", "Old\tbridge"), ("Jane Doe",), 12),
    "a byte order mark": ("\ufeff" + DUMP(ARTICLE), ("Jane Doe",), 12),
    "two objects in one script": (DUMP(ARTICLE) + "\n" + DUMP({"@type": "WebSite"}), ("Jane Doe",), 12),
    "an end cut off, the date told before it": (DUMP(ARTICLE)[:-9], (), 12),
    "no JSON at all": ("window.data = 5", (), None),
    "a number too large": ('{"@type": "NewsArticle", "x": 1e999999}', (), None),
    "NaN": ('{"@type": "NewsArticle", "x": NaN}', (), None),
    "brackets without an end": ("[" * 20_000, (), None),
    "a key twice": ('{"@type": "WebSite", ' + DUMP(ARTICLE)[1:], ("Jane Doe",), 12),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_json_ld_is_read_as_far_as_it_can_be(name):
    script, names, day = SCRIPTS[name]
    found = read(f'<script type="application/ld+json">{script}</script>')
    assert (found.title, found.bylines) == (TITLE, names)
    assert (found.published and found.published.instant.day) == day


@pytest.mark.parametrize("name", SCRIPTS)
def test_json_ld_never_costs_a_line(name):
    found = read(f'<script type="application/ld+json">{SCRIPTS[name][0]}</script>')
    assert found.text.split("\n") == BODY


# Title elements with the site's name, as sites write them, on a page without any other title.
@pytest.mark.parametrize(
    "written",
    [
        f"{TITLE} | The Courier",
        f"{TITLE} - The Courier",
        f"{TITLE} – The Courier",
        f"{TITLE} — The Courier",
        f"{TITLE} · The Courier",
        f"{TITLE} » The Courier",
        f"{TITLE} :: The Courier",
        f"{TITLE}|The Courier",
        f"{TITLE} | paper.example",
        f"The Courier | {TITLE}",
        f"The Courier :: {TITLE}",
        f"The Courier » {TITLE}",
        f"  {TITLE}\n   |\n The Courier ",
        f"{TITLE} &#124; The Courier",
        f"{TITLE} &#8211; The Courier",
    ],
)
def test_a_sites_name_is_no_part_of_the_title(written):
    html = page().replace(f"<title>{TITLE}</title>".encode(), f"<title>{written}</title>".encode())
    html = html.replace(f"<h1>{TITLE}</h1>".encode(), b"")
    assert extract(html, URL).title == TITLE


@pytest.mark.parametrize("title", ["War - what is it good for", "A | B: how two letters met", "Covid-19: a year on"])
def test_signs_inside_a_headline_stay_where_readers_see_them(title):
    html = page().replace(TITLE.encode(), title.encode())
    assert extract(html, URL).title == title


# Flattened text of nothing but odd lines.
ODD = ["", " ", "\t", "\u00a0", "\u200b", "\x0b", "\x0c", "\u2028", "\u2029", "\x85", "\ufeff", "0", "...", "—", "\x00"]


@given(st.lists(st.sampled_from([*ODD, *BODY, "Related articles", "Share", "12.09.2024", "By Jane Doe"]), max_size=25))
def test_strip_keeps_the_order_of_lines(given_lines):
    kept = strip("\n".join(given_lines)).text
    left = iter(given_lines)
    assert all(any(line == other.replace("\x00", "\ufffd") for other in left) for line in kept.split("\n") if line)


@given(st.permutations(BODY), st.sampled_from(["Related articles", "ΔΕΙΤΕ ΑΚΟΜΑ", "Latest news", "Прочетете още"]))
def test_strip_of_clean_text_changes_nothing_the_second_time(order, heading):
    once = strip("\n".join([TITLE, *order, heading, "School opens a garden", "Market moves"]))
    assert once.text.split("\n") == list(order)
    assert strip(once.text).text == once.text


@settings(max_examples=60)
@given(st.text(alphabet="<>/&;#x0\x00!-[]\"'= apdivh1\ud800é\n", max_size=200))
def test_markup_of_any_signs_gives_a_document_or_a_reason(noise):
    found = extract(page(before=noise), URL)
    assert isinstance(found, Document) or (isinstance(found, NotArticle) and found.why)
    raw = extract(noise.encode("utf-8", "surrogatepass"), noise)
    assert isinstance(raw, Document | NotArticle)
